"""The model by name, and where it stops."""

from __future__ import annotations

import pytest

import sim
from sim.agents import Beneficiary
from sim.errors import InputError
from sim.model.model import SectorModel
from sim.territory.build import build

SHORT = {"months": 3, "burn_in": 2, "reform_month": 1}


def test_names_make_the_model_that_objects_make():
    by_name = SectorModel("pole", "training", seed=3, **SHORT)
    words = ["territory=training", *(f"{name}={value}" for name, value in SHORT.items())]
    by_hand = SectorModel(sim.load_scenario("pole", words), build("training"), seed=3)
    for model in (by_name, by_hand):
        model.run_for(5)
    assert [row.tolist() for row in by_name.history] == [row.tolist() for row in by_hand.history]
    assert by_name.scenario_.digest() == by_hand.scenario_.digest()


def test_a_territory_may_be_named_with_a_scenario_and_left_out():
    scenario = sim.load_scenario("silo", ["territory=training"])
    assert SectorModel(scenario, "training").territory.name == "training"
    assert SectorModel(scenario).territory.name == "training"
    assert SectorModel("silo", build("training"), seed=None).seed == 1


def test_the_model_stops_at_the_last_month():
    model = SectorModel("pole", "training", **SHORT)
    assert model.running and model.month == -2
    model.run_model()
    assert (model.month, model.steps, model.running) == (3, 5, False)


@pytest.mark.parametrize(
    ("scenario", "how", "sentence"),
    [
        ("poel", {}, "did you mean 'pole'"),
        ("pole", {"territory": "creuze"}, "creuse"),
        ("pole", {"month": 3}, "month=3"),
        (sim.load_scenario("silo"), {"months": 3}, "overrides go with the name"),
    ],
)
def test_a_wrong_name_gets_a_sentence(scenario, how, sentence):
    with pytest.raises(InputError, match=sentence):
        SectorModel(scenario, **how)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("strain", 1.4), ("strain", -0.1), ("ability", 2.0), ("unmet", 1.5), ("sex", 2),
        ("income", 3), ("digital", -1), ("residence", 3), ("level", 4), ("level", [0, 0, 0, -1]),
        ("state", 8), ("state", 0), ("age", -1), ("carer", -5), ("place", -2), ("plan", -1),
    ],
)  # fmt: skip
def test_an_attribute_refuses_what_no_person_can_have(column, value):
    model = SectorModel("silo", "training", **SHORT)
    people = model.agents_by_type[Beneficiary]
    person = next(iter(people))
    before = getattr(model.people, column).copy()
    with pytest.raises(ValueError, match=f"{column} holds"):
        setattr(person, column, value)
    with pytest.raises(ValueError, match=f"{column} holds"):
        people.set(column, value)
    assert (getattr(model.people, column) == before).all()
