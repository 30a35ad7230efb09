"""What is printed as sure: effects that count, ties, groups that move together, equal worlds."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.compose.cards import smallest_effects
from sim.indicators.stats import lost_by_luck, paired
from sim.report import series
from sim.report.html import comparison_html
from sim.results.tables import ComparisonTables
from sim.results.verdict import verdict
from sim.state.counts import INDEX
from tests.results.cases import WORDS, small
from tests.results.made import MONTHS, REFORM, made
from tests.results.made_up import whole

WORSE = ([0.1, 0.1, 0.1], [0.11, 0.112, 0.111])  # 1.1 points more, nearly the same each time


@pytest.mark.parametrize(
    ("smallest", "word"), [({}, "worse"), ({"unmet_need": 0.02}, "small"), ({"wait": 1}, "worse")]
)
def test_the_card_says_which_effect_counts_for_all_persons(smallest, word):
    made_up = whole({("unmet_need", "all", "all"): WORSE, ("unmet_need", "zone", "1"): WORSE})
    table = replace(made_up, origin={**made_up.origin, "smallest": smallest})
    vars(table)["_outcomes"] = made_up._outcomes
    rows = table.summary().query("indicator == 'unmet_need'").set_index("dimension")
    assert rows["verdict"].to_dict() == {"all": word, "zone": "worse"}
    assert rows["smallest"].to_dict() == {"all": smallest.get("unmet_need", 0.005), "zone": 0.005}
    assert table.losers()["dimension"].tolist() == ["all", "zone"][word == "small" :]


def test_the_smallest_effect_is_a_part_of_the_level_of_the_first_world():
    table = whole({("public_cost", "all", "all"): ([1000.0, 3000.0], [5000.0, 7000.0])}).summary()
    assert table.set_index("indicator").loc["public_cost", "smallest"] == 20.0


def test_a_comparison_keeps_the_smallest_effects_of_its_cards(tmp_path):
    assert smallest_effects("pole + respite") == {"unmet_need": 0.02}
    assert smallest_effects("a world made by hand") == {}
    loaded = sim.load(small().save(tmp_path / "c"))
    assert loaded.origin["smallest"] == small().origin["smallest"] != {}


def test_equal_replicates_stand_apart_from_worse_ones():
    table = whole(
        {
            ("unmet_need", "all", "all"): ([1.0, 1.0, 1.0, 1.0], [0.5, 1.0, 1.0, 2.0]),
            ("covered_share", "all", "all"): ([1.0, 1.0, 1.0, 1.0], [1.5, 1.0, 1.0, 0.0]),
            ("overhead", "all", "all"): ([1.0, 1.0, 1.0, 1.0], [0.5, 1.0, 2.0, 2.0]),
            ("crises", "all", "all"): ([1.0, 1.0, 1.0, math.nan], [1.0, 1.0, 1.0, 1.0]),
        }
    ).summary(groups=False)
    rows = table.set_index("indicator")
    assert rows.loc["unmet_need", ["share_b_better", "share_equal"]].tolist() == [0.25, 0.5]
    assert rows.loc["covered_share", ["share_b_better", "share_equal"]].tolist() == [0.25, 0.5]
    assert rows.loc["overhead", "share_equal"] == 0.25
    assert math.isnan(rows.loc["crises", "share_equal"]), "what is not known is not equal"
    assert rows.loc["waiting", ["share_equal", "verdict"]].tolist() == [1.0, "same"]


@pytest.mark.parametrize(("replicates", "most"), [(4, 7), (5, 0)])
def test_seven_groups_that_move_together_lose_together_once_in_two_to_the_replicates(
    replicates, most
):
    """Only the signs as they are make all replicates worse: 1 of 16 choices, or 1 of 32."""
    losses = np.outer(np.linspace(1.0, 1.1, replicates), np.arange(1.0, 8.0))
    assert lost_by_luck(losses, np.zeros(7)) == most
    assert lost_by_luck(losses, np.full(7, 100.0)) == 0, "smaller than what counts"


def test_groups_that_move_together_lose_by_luck_in_greater_numbers():
    """About 2.5 % of independent groups lose by luck; at times more of those that move together."""
    luck = np.random.default_rng(3)
    alone = luck.normal(size=(20, 200))
    together = luck.normal(size=(20, 4)).repeat(50, axis=1) + 0.1 * alone
    zeros = np.zeros(200)
    assert 5 < lost_by_luck(alone, zeros) < 15
    assert lost_by_luck(together, zeros) > 25
    with np.errstate(all="raise"):
        assert lost_by_luck(alone[:1], zeros) == 0


@pytest.mark.parametrize(("replicates", "level"), [(4, 0.95), (5, 0.95), (6, 0.9), (7, 0.5)])
def test_groups_that_lose_by_luck_are_those_of_a_table_with_other_signs(replicates, level):
    """One choice of signs after the other, each with the interval and the verdict of a table."""
    luck = np.random.default_rng(replicates)
    losses = luck.normal(size=(replicates, 1)) + 0.4 * luck.normal(size=(replicates, 25))
    smallest = np.where(np.arange(25) % 5 == 0, 1.5, 0.0)
    counts = []
    for signs in itertools.product((-1, 1), repeat=replicates):
        lost = 0
        for k in range(25):
            p = paired(np.zeros(replicates), signs * losses[:, k], level)
            lost += verdict(-1, p.low, p.high, smallest[k]) == "worse"
        counts.append(lost)
    counts.sort()
    most = lost_by_luck(losses, smallest, level)
    assert most == counts[math.ceil(level * (len(counts) - 1))]
    assert 0 < most < 25


def test_all_choices_of_signs_are_looked_at_up_to_ten_replicates(monkeypatch):
    drawn = np.random.default_rng(0)
    asked = []
    monkeypatch.setattr(np.random, "default_rng", lambda seed: asked.append(seed) or drawn)
    lost_by_luck(np.ones((10, 1)), np.zeros(1))
    assert asked == []
    lost_by_luck(np.ones((11, 1)), np.zeros(1))
    assert asked == [0]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_both_worlds_the_same_is_said(lang, capsys):
    from experiments.compare import main

    words = [*WORDS[:1], "months=6", "reform_month=2", "burn_in=0", "record_people=0"]
    main(["a=silo", "b=pole", "replicates=2", f"lang={lang}", "organisation=pole", *words])
    out = " ".join(capsys.readouterr().out.split())
    assert ("les mêmes nombres" if lang == "fr" else "the same numbers") in out
    c = sim.compare("silo", "silo", words, replicates=2, progress=False)
    assert c.same_worlds and not small().same_worlds
    assert set(c.summary()["verdict"].dropna()) <= {"same", "unsure"}
    assert "the same numbers" in comparison_html(c, "en")


def test_worlds_that_differ_in_some_replicates_are_not_the_same():
    (a, _), *others = made().pairs
    assert not made(pairs=((a, a), *others)).same_worlds
    assert made(pairs=tuple((x, x) for x, _ in made().pairs)).same_worlds


def failures() -> ComparisonTables:
    """Ten establishments; in b two close in the December of the first year, one in the second."""
    c = made()
    pairs = []
    for a, b in c.pairs:
        worlds = []
        for run, closed in ((a, (0, 0)), (b, (2, 1))):
            history = run.history.copy()
            history[:, INDEX["establishments"]] = 10
            history[REFORM + 11, INDEX["failures"]] = closed[0]
            history[REFORM + 23, INDEX["failures"]] = closed[1]
            worlds.append(replace(run, history=history))
        pairs.append(tuple(worlds))
    return made(pairs=tuple(pairs))


def test_a_year_of_what_happens_once_a_year_is_that_year():
    assert failures().yearly("establishment_failures")[:, 0].tolist() == [[0.0, 20.0], [0.0, 10.0]]


def test_what_happens_once_a_year_is_drawn_as_steps():
    """The line stays at zero until the month of the event: no slope leads to it."""
    ax = series.difference(failures(), "establishment_failures")
    line = ax.lines[0]
    assert line.get_drawstyle() == "steps-post"
    months, values = (np.asarray(x) for x in line.get_data())
    shown = dict(zip(months.tolist(), values.tolist(), strict=True))
    assert (shown[REFORM + 10], shown[REFORM + 11], shown[MONTHS - 1]) == (0.0, 20.0, 10.0)
    assert series.difference(failures(), "unmet_need").lines[0].get_drawstyle() == "default"


@pytest.mark.parametrize("figure", [series.difference, series.levels])
def test_the_band_of_steps_has_steps(figure):
    ax = figure(failures(), "establishment_failures")
    assert {line.get_drawstyle() for line in ax.lines if len(line.get_xdata()) > 2} == {
        "steps-post"
    }
    corners = ax.collections[figure is series.levels].get_paths()[0].vertices
    assert set(corners[corners[:, 0] == REFORM + 11][:, 1].tolist()) == {0.0, 20.0}
