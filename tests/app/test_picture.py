"""Answers to moves: the same numbers as a comparison, the same persons under every lever."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import sim
from sim.app.asked import STEPS, Asked
from sim.app.levers import table
from sim.app.picture import INDICATORS, PERSONS, draw
from sim.app.worlds import alone, compared, simulated
from sim.indicators.registry import REGISTRY
from sim.lang import LANGS, interval, say
from sim.report.dashboard import PARTS
from sim.runs import replicates
from sim.runs.remembered import forget

FIRST = table().scenarios[0]
MONTHS = 120


def unpack(answer: bytes) -> tuple[dict[str, Any], npt.NDArray[np.uint8]]:
    """The JSON text, and states uint8[worlds, persons, months]."""
    (length,) = struct.unpack_from("<I", answer)
    tree = json.loads(answer[4 : 4 + length])
    states = np.frombuffer(answer, np.uint8, offset=4 + length)
    return tree, states.reshape(2, -1, tree["strips"]["months"])


def test_an_answer_holds_a_byte_a_person_and_month_and_is_light() -> None:
    answer = draw(Asked(FIRST))
    _, states = unpack(answer)
    assert states.shape == (2, PERSONS, MONTHS)
    assert states.max() <= 5 and len(answer) < 120_000


@pytest.mark.parametrize("known", [True, False])
def test_a_first_world_of_another_process_gives_the_same_picture_and_is_remembered(
    known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_MEMORY", "64")
    asked = Asked(FIRST, (("arrivals", 3), ("tariffs", 1)), seed=3)
    whole = draw(asked)
    first = alone(asked, 0)
    forget()
    if known:
        simulated(asked, 1)
    assert draw(asked, first) == whole
    monkeypatch.setattr(replicates, "simulate", lambda *_, **__: pytest.fail("simulated again"))
    assert draw(asked) == whole


def test_the_numbers_are_those_of_a_comparison() -> None:
    asked = Asked(FIRST, n=STEPS[1], lang="en")
    tree, _ = unpack(draw(asked))
    c = sim.compare(
        table().against, FIRST, list(table().words), replicates=STEPS[1], seed=1, progress=False
    )
    assert tree["digest"] == c.digest()
    assert [one["name"] for one in tree["difference"]] == list(INDICATORS)
    for one in tree["difference"]:
        p, unit = c.paired(one["name"]), REGISTRY[one["name"]].unit
        assert one["text"] == interval(p.difference, p.low, p.high, unit, "en")
        assert one["text"] in one["described"] and say("band", "en") in one["described"]
    total = c.paired("public_cost")
    assert tree["money"]["bars"][-1]["value"] == pytest.approx(total.difference, abs=0.01)
    assert sum(bar["value"] for bar in tree["money"]["bars"][:-1]) == pytest.approx(
        total.difference, abs=0.05
    )
    losers = c.losers("en")
    assert [row[0] for row in tree["losers"]["rows"]] == list(losers["label"])[:8]
    assert tree["n"] == STEPS[1] and tree["seeds"] == "1-4"
    assert f"N = {STEPS[1]}" in tree["origin"] and c.version in tree["origin"]


def test_curves_are_means_and_half_intervals_month_by_month() -> None:
    asked = Asked(FIRST, n=STEPS[1])
    tree, _ = unpack(draw(asked))
    frame = compared(asked).to_frame()
    frame = frame[(frame["indicator"] == "waiting") & (frame["dimension"] == "all")]
    wide = frame.pivot_table(index="month", columns=["scenario", "seed"], values="value")
    gap = 100 * (wide[FIRST] - wide[table().against])
    curve = tree["difference"][INDICATORS.index("waiting")]
    assert curve["months"] == list(gap.index)
    np.testing.assert_allclose(curve["mean"], gap.mean(axis=1), atol=1e-4)
    student = 3.182446  # 95 %, three degrees of freedom
    np.testing.assert_allclose(curve["half"], student * gap.std(axis=1) / 2, atol=1e-3)


def test_the_first_seed_has_no_band_and_no_loser_yet() -> None:
    tree, _ = unpack(draw(Asked(FIRST, lang="en")))
    assert all(one["half"] is None for one in tree["difference"])
    assert tree["losers"]["rows"] == []
    assert tree["losers"]["described"] == say("app.losers.one", "en")
    assert say("one_replicate", "en") in tree["difference"][0]["described"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("n", STEPS[:2])
def test_how_sure_names_luck_and_says_that_assumptions_are_not_computed(lang: str, n: int) -> None:
    luck, assumptions = unpack(draw(Asked(FIRST, n=n, lang=lang)))[0]["sure"]
    assert f"N = {n}" in luck
    assert assumptions == say("app.sure.assumptions", lang)


def test_a_lever_of_the_second_world_moves_nobody_in_the_first() -> None:
    """The same persons, in the same order: else a move would shuffle the strips."""
    _, before = unpack(draw(Asked(FIRST)))
    _, after = unpack(draw(Asked(FIRST, (("coordination", 0), ("pace", 4)))))
    assert np.array_equal(before[0], after[0])
    assert not np.array_equal(before[1], after[1])


def test_the_table_of_strips_counts_the_persons_of_each_state() -> None:
    tree, states = unpack(draw(Asked(FIRST)))
    head, rows = tree["strips"]["head"], tree["strips"]["rows"]
    assert len(head) == 2 + 6 and len(rows) == 2 * (MONTHS // 12 + 1)
    for k, row in enumerate(rows):
        counted = np.bincount(states[k % 2][:, int(row[0])], minlength=6)
        assert row[2:] == [str(x) for x in counted]


def test_the_dashboard_has_four_axes_and_its_indicators() -> None:
    rows = unpack(draw(Asked(FIRST, lang="en")))[0]["dashboard"]["rows"]
    assert [row[0] for row in rows] == [
        say(f"dashboard.{part}", "en") for part, names in PARTS for _ in names
    ]


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        (Asked(FIRST), False),
        (Asked(FIRST, (("pace", 4),)), True),
        (Asked(FIRST, (("pace", 2),)), False),  # where the scenario has it
        (Asked(FIRST, (("arrivals", 4),)), False),  # in both worlds
    ],
)
def test_a_world_whose_levers_moved_says_so(asked: Asked, moved: bool) -> None:
    titles = compared(asked).titles("en")
    assert (titles[1] == say("app.moved", "en", title="pole")) == moved
    assert titles[0] == "silos"


def test_the_same_scenario_twice_is_the_same_world() -> None:
    tree, states = unpack(draw(Asked(table().against)))
    assert tree["same"] and np.array_equal(states[0], states[1])
    assert len(set(tree["titles"])) == 2
