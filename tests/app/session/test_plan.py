"""The plan of a session: its length, its debrief, and what is refused."""

from __future__ import annotations

import pytest

from sim.app.session.plan import FORMS, PLAY, Phase, Plan, plan
from sim.errors import InputError
from tests.lang.both import check


@pytest.mark.parametrize("form", FORMS)
def test_a_form_lasts_as_long_as_it_says_and_half_of_it_is_debrief(form: int) -> None:
    made = Plan(card="lea", form=form)  # type: ignore[arg-type]
    assert sum(map(made.minutes_of, Phase)) == form
    assert made.minutes_of(Phase.DEBRIEF) >= sum(map(made.minutes_of, PLAY))


def test_play_is_what_lies_between_the_briefing_and_the_debrief() -> None:
    order = list(Phase)
    assert list(PLAY) == order[order.index(Phase.BRIEF) + 1 : order.index(Phase.DEBRIEF)]
    assert order[-1].following is None and order[0].following is order[1]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"minutes": {"DEBRIEF": 37}}, "the debrief lasts 37 minutes and play 38"),
        ({"minutes": {"ROUND1": 10}}, "the debrief lasts 38 minutes and play 39"),
        ({"minutes": {"LOBBY": 5}}, "the states last 91 minutes"),
        ({"minutes": {"LOBBY": 0}}, "LOBBY lasts 0 minutes"),
        ({"minutes": {"LOBY": 4}}, "minutes.LOBY"),
        ({"form": 60}, "90"),
        ({"code": "../x"}, "hyphens"),
        ({"code": ""}, "hyphens"),
        ({"months": 11}, "12"),
        ({"seeds": 1}, "2"),
        ({"most_teams": 61}, "60"),
        ({"lang": "de"}, "lang"),
        ({"cards": "lea"}, "cards"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(fields: dict[str, object], shown: str) -> None:
    with pytest.raises(InputError) as refused:
        plan({"card": "lea", **fields}, "plan")
    for problem in refused.value.problems:
        check(problem)
    assert shown in "\n".join(refused.value.sentences("en"))


def test_a_debrief_as_long_as_play_is_enough() -> None:
    assert plan({"card": "lea", "minutes": {"DEBRIEF": 38}}, "plan").minutes_of(Phase.DEBRIEF) == 38
