"""A scenario made from another one is the scenario that words would give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import compose
from sim.errors import InputError
from sim.scenario.context import PolicySpec
from sim.scenario.scenario import Scenario

POLE = compose.load_scenario("pole", ["territory=training"])
TOGETHER = {"funding.calls.price_weight"}  # cannot change alone
SWEPT = [
    p
    for p in compose.parameters().values()
    if "sweep" in p.schema and p.kind == "number" and p.path not in TOGETHER
]


def nested(path: str, value: object) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def value_of(group: Any, path: str) -> Any:
    for name in path.split("."):
        group = getattr(group, name)
    return group


@pytest.mark.parametrize("parameter", SWEPT, ids=lambda p: p.path)
def test_a_value_gives_what_the_word_gives(parameter: compose.Parameter) -> None:
    value = max(parameter.schema["sweep"], key=lambda x: abs(x - value_of(POLE, parameter.path)))
    changed = POLE.with_(**nested(parameter.path, value))
    word = compose.load_scenario("pole", ["territory=training", f"{parameter.path}={value}"])
    assert changed == word and changed.digest() == word.digest() != POLE.digest()


def test_the_first_scenario_stays_as_it_is() -> None:
    before = POLE.digest()
    two = POLE.with_(organisation={"entry": False, "pole": {"coverage": 0.5}}, label="two")
    assert POLE.digest() == before and (two.label, POLE.label) == ("two", "pole")
    assert two.organisation.pole.coverage == 0.5 and not two.organisation.entry
    assert two.organisation.response and two.organisation.pole.zones == POLE.organisation.pole.zones
    assert two.clock is POLE.clock, "what does not change is not checked again"


def test_numbers_of_numpy_and_whole_parts_are_taken() -> None:
    months = POLE.with_(clock={"months": np.arange(24, 25)[0]})
    assert months.clock.months == 24 and type(months.clock.months) is int
    several = POLE.with_(
        solvency={"willing": np.array([0.1, 0.2, 0.3])}, organisation={"entry": np.bool_(False)}
    )
    assert several.solvency.willing == (0.1, 0.2, 0.3) and several.organisation.entry is False
    silo = compose.load_scenario("silo", ["territory=training"])
    moved = POLE.with_(organisation=silo.organisation, funding=silo.funding)
    assert moved.organisation == silo.organisation


def test_a_policy_is_taken_whole_or_left_out() -> None:
    policy = PolicySpec(name="mine", code="# nothing", parameters=(("share", 0.5),))
    with_it = POLE.with_(policy=policy)
    assert with_it.policy == policy and with_it.with_(policy=None).digest() == POLE.digest()
    with pytest.raises(InputError, match="takes the whole policy of a loaded scenario"):
        with_it.with_(policy={"share": 0.7})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organisaton": {}}, "with_: a scenario has no 'organisaton' .*mean 'organisation'"),
        ({"organisation": {"referent_shar": 1}}, "organisation has no .*mean 'referent_share'"),
        ({"organisation": {"pole": {"covrage": 1}}}, "organisation.pole has no .*mean 'coverage'"),
        ({"organisation": {"referent_share": 0.7}}, "referent_share: a number of at most 0.5"),
        ({"crises": {"rate": -1}}, "with_: crises.rate: a number of at least 0 is expected"),
        ({"clock": {"months": "24"}}, "months: a number is expected, not true, false or a text"),
        ({"clock": {"months": 2.5}}, "months: a whole number is expected"),
        ({"crises": {"rate": float("nan")}}, "crises.rate: a finite number"),
        ({"places": {"priority": "fif"}}, "places.priority: one of 'fifo', 'classes' or"),
        ({"organisation": {"entry": "yes"}}, "organisation.entry: true or false is expected"),
        ({"organisation": 3}, "with_: organisation: names and values are expected"),
        ({"clock": {"reform_month": 500}}, "clock.reform_month=500 must not exceed"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        POLE.with_(**changes)


def test_all_mistakes_are_given_at_once() -> None:
    with pytest.raises(InputError) as refused:
        POLE.with_(organisation={"entrie": True}, crises={"rate": 7}, clock={"months": 0})
    assert len(refused.value.problems) == 3


def test_rules_that_join_several_parts_are_checked_again() -> None:
    late = Scenario().with_(clock={"reform_month": 100})
    with pytest.raises(InputError, match=r"clock.reform_month=100 must not exceed clock.months=50"):
        late.with_(clock={"months": 50})
