"""Assumed values of a comparison: which are drawn, in which worlds, and what is simulated."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import compose
from sim.compose.ranges import assumed
from sim.errors import InputError
from sim.lang import LANGS, say
from sim.scenario.scenario import Scenario
from sim.study.assumed import asked, draw, of_set

SMALL = {"territory": "training", "months": 8, "reform_month": 2, "burn_in": 4, "record_people": 0}
WORDS = [f"{name}={value}" for name, value in SMALL.items()]


def worlds(*words: str) -> list[Scenario]:
    return compose.load_scenarios(["silo", "pole"], [*WORDS, *words])


def test_the_default_of_each_assumed_parameter_is_the_middle_of_its_range() -> None:
    usual = Scenario()
    for name, (low, high) in assumed(worlds()).items():
        value = usual
        for part in name.split("."):
            value = getattr(value, part)
        assert value == pytest.approx((low + high) / 2), name


def test_each_assumed_parameter_has_a_name_in_both_languages() -> None:
    for name in assumed(worlds()):
        for lang in LANGS:
            assert say(f"assumed.{name}", lang) != f"assumed.{name}"


def test_a_value_that_a_scenario_has_set_is_not_drawn() -> None:
    whole = assumed(worlds())
    assert {"organisation.voice_on", "change.tau", "direction.pace"} <= set(whole)
    assert not {"organisation.pole.coverage", "funding.calls.to_call", "access.handoff"} & set(
        whole
    )
    fixed = assumed(worlds("organisation.voice_on=0.9", "b.change.tau=13"))
    assert set(whole) - set(fixed) == {"organisation.voice_on", "change.tau"}


def test_sets_fill_the_ranges_and_whole_numbers_stay_whole() -> None:
    pair = worlds()
    values = draw(pair, 40)
    ranges = assumed(pair)
    assert list(values.columns) == list(ranges)
    for name, (low, high) in ranges.items():
        column = values[name].to_numpy()
        assert low <= column.min() and column.max() <= high
        if name == "organisation.conversion_months":
            assert np.bincount(column.astype(int)).tolist() == [0, 8, 8, 8, 8, 8]
        elif name != "organisation.referent_review":
            # One value in each of forty intervals of equal width.
            ranks = np.floor((column - low) / (high - low) * 40).astype(int)
            assert sorted(ranks) == list(range(40)), name
    assert draw(pair, 40).equals(values) and not draw(pair, 40, seed=2).equals(values)


def test_a_set_is_the_same_in_both_worlds() -> None:
    pair = worlds()
    row = draw(pair, 10).iloc[3]
    for scenario in pair:
        found = of_set(scenario, row)
        assert found.organisation.voice_on == row["organisation.voice_on"]
        assert found.change.tau == row["change.tau"]
        assert found.organisation.pole.capture == row["organisation.pole.capture"]
        assert found.organisation.conversion_months == int(row["organisation.conversion_months"])
        assert found.organisation.entry == scenario.organisation.entry
        assert found.before_reform().digest() == scenario.before_reform().digest()


def test_replicates_are_those_without_sets_and_each_set_is_a_pair_of_worlds() -> None:
    alone = sim.compare("silo", "pole", **SMALL, replicates=2, assumptions="default")
    both = sim.compare("silo", "pole", **SMALL, replicates=2, assumptions="both", sets=10)
    assert alone.sets is None and alone.runs() == both.runs() and alone.seeds == both.seeds
    assert both.sets is not None and both.sets.seeds == (1, 2) * 5 and not both.sets.own
    # The third set by hand: both scenarios with its values, and the seed of the first replicate.
    pair = [of_set(world, both.sets.values.iloc[2]) for world in (both.a, both.b)]
    third = sim.compare(*pair, seeds=[1], assumptions="default")
    gaps = both.sets.gaps.iloc[2]
    for name in ("unmet_need", "hours_given", "overhead"):
        a, b = third.values(name)[0]
        assert gaps[name] == b - a
    assert gaps["overhead"] != both.values("overhead")[0, 1]


def test_drawn_values_are_those_of_each_replicate() -> None:
    drawn = sim.compare("silo", "pole", **SMALL, replicates=3, assumptions="drawn")
    assert (
        drawn.sets is not None and drawn.sets.own and drawn.sets.seeds == drawn.seeds == (1, 2, 3)
    )
    a, b = drawn.values("overhead").T
    assert drawn.sets.gaps["overhead"].tolist() == (b - a).tolist()
    pair = [of_set(world, drawn.sets.values.iloc[1]) for world in (drawn.a, drawn.b)]
    second = sim.compare(*pair, seeds=[2], assumptions="default")
    assert second.values("unmet_need").tolist() == drawn.values("unmet_need")[1:2].tolist()


def test_results_do_not_depend_on_workers() -> None:
    one, two = (
        sim.compare("silo", "pole", **SMALL, replicates=2, assumptions="both", sets=10, workers=n)
        for n in (1, 2)
    )
    assert one.sets is not None and two.sets is not None
    assert one.sets.digest() == two.sets.digest() and one.digest() == two.digest()


def test_where_all_is_set_nothing_is_drawn() -> None:
    pair = worlds()
    values = draw(pair, 10).iloc[0]
    first, second = (of_set(world, values) for world in pair)
    made = sim.compare(first, second, seeds=[1, 2], assumptions="both", sets=10)
    assert made.sets is None


@pytest.mark.parametrize(
    ("given", "said", "word"),
    [
        (None, None, "both"),
        (None, "default", "default"),
        ("drawn", "default", "drawn"),
        (None, "", "both"),
    ],
)
def test_what_is_not_asked_for_is_what_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, given: str | None, said: str | None, word: str
) -> None:
    monkeypatch.delenv("PARCOURS_ASSUMPTIONS")
    if said is not None:
        monkeypatch.setenv("PARCOURS_ASSUMPTIONS", said)
    assert asked(given, 40) == (word, [])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"assumptions": "drwan"}, "assumptions=drwan: the values are both, default, drawn; did"),
        ({"sets": 9}, "sets=9: a whole number from 10 to 10000 is expected."),
        ({"sets": 2.5}, "sets=2.5: a whole number from 10 to 10000 is expected."),
        ({"set": 40}, "set=…: unknown argument; did you mean 'sets'?"),
    ],
)
def test_a_wrong_word_is_refused_before_anything_is_simulated(
    options: dict[str, object], text: str
) -> None:
    with pytest.raises(InputError) as refused:
        sim.compare("silo", "pole", **SMALL, **options)  # type: ignore[arg-type]
    assert text in str(
        refused.value.text("en") if hasattr(refused.value, "text") else refused.value
    )


def test_a_wrong_word_of_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_ASSUMPTIONS", "none")
    with pytest.raises(InputError, match="PARCOURS_ASSUMPTIONS=none"):
        sim.compare("silo", "pole", **SMALL)
