"""Two lives in sentences, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.indicators.outputs import FULLY, IN_PART, ORDINARY_LIFE, WAITING
from sim.results.lives import Lives
from sim.state.people import ABSENT, ASSESS, LATENT, REFUSED, RENOUNCED, SERVED, WAIT

NONE = -1
CATEGORIES = {"ime": {"fr": "un institut", "en": "an institute"}}
# Month by month: state of the funnel, state shown, establishment, actor, minutes of a plan.
Month = tuple[int, int, int, int, int]
HOME: Month = (LATENT, ORDINARY_LIFE, NONE, NONE, 0)
PLACED: Month = (SERVED, IN_PART, 3, NONE, 0)


def lives(a: list[Month], b: list[Month], month: int | None = None) -> Lives:
    frames = []
    for name, life in (("old", a), ("new", b)):
        columns = ["funnel", "state", "establishment", "actor", "plan"]
        frame = pd.DataFrame(life, columns=columns)
        frame.insert(0, "month", range(len(life)))
        frame.insert(0, "scenario", name)
        frame["place"] = ["ime" if e >= 0 else "" for e in frame["establishment"]]
        frames.append(frame)
    return Lives(7, ("old", "new"), pd.concat(frames, ignore_index=True), month, CATEGORIES)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (HOME, HOME, "nothing changes"),
        (HOME, (ASSESS, WAITING, NONE, NONE, 0), "asks and waits for an assessment"),
        (HOME, PLACED, "support begins: an institute"),
        (PLACED, HOME, "leaves their place, returns to ordinary life"),
        (PLACED, (SERVED, IN_PART, 4, NONE, 0), "support begins: an institute"),
        (PLACED, (SERVED, FULLY, 3, NONE, 0), "all their needs are covered"),
        (HOME, (LATENT, ORDINARY_LIFE, NONE, 2, 0), "is supported by a project actor"),
        ((LATENT, ORDINARY_LIFE, NONE, 2, 0), HOME, "the project actor's support ends"),
        (PLACED, (SERVED, IN_PART, 3, NONE, 600), "receives 10 h a month of tailored support"),
        (
            (SERVED, IN_PART, NONE, NONE, 600),
            (SERVED, IN_PART, NONE, NONE, 0),
            "their plan of hours ends",
        ),
        (
            (SERVED, IN_PART, NONE, NONE, 600),
            (SERVED, IN_PART, NONE, NONE, 600),
            "nothing changes",
        ),
        (HOME, (ABSENT, 0, NONE, NONE, 0), "leaves the population"),
        ((ABSENT, 0, NONE, NONE, 0), (ABSENT, 0, NONE, NONE, 0), "nothing changes"),
    ],
)
def test_a_month_in_a_sentence(before: Month, now: Month, told: str) -> None:
    found = lives([before, now], [HOME, HOME], month=1).decision("en")
    assert found == f"Month 1 – old: {told}; new: nothing changes."


def test_a_need_that_is_no_longer_covered_is_told() -> None:
    full: Month = (SERVED, FULLY, 3, NONE, 0)
    assert "no longer" in lives([full, PLACED], [full, full], 1).decision("en")


def test_the_first_month_tells_the_state() -> None:
    found = lives([(WAIT, WAITING, NONE, NONE, 0)], [HOME], month=0).decision("en")
    assert (
        found.endswith("new: returns to ordinary life.") and "old: is oriented and waits" in found
    )


def test_each_world_is_told_under_its_own_name() -> None:
    found = lives([HOME, PLACED], [HOME, HOME], month=1)
    assert found.decision("fr").index("un institut") < found.decision("fr").index("new")


@pytest.mark.parametrize(
    ("state", "told"),
    [(REFUSED, "is refused everywhere"), (RENOUNCED, "drops out"), (WAIT, "is oriented and waits")],
)
def test_a_state_is_told_when_it_is_entered(state: int, told: str) -> None:
    found = lives([HOME, (state, 5, NONE, NONE, 0)], [HOME, HOME], 1).decision("en")
    assert f"old: {told};" in found


def test_equal_lives_are_told_so() -> None:
    assert lives([HOME], [HOME]).decision("en").startswith("Both lives are the same")


def test_a_story_has_the_months_in_which_something_changes() -> None:
    a, b = [HOME, HOME, PLACED, PLACED], [HOME, PLACED, PLACED, PLACED]
    told = lives(a, b).story("en")
    assert [month for month, _ in told] == [1, 2]
    assert told[0][1] == ("nothing changes", "support begins: an institute")
    assert told[1][1] == ("support begins: an institute", "nothing changes")
