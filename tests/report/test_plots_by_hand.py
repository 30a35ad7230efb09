"""The numbers of figures: bands, bars and layers, from counts that are known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.indicators.measure import Key, monthly, outcomes
from sim.indicators.outputs import PAYERS
from sim.report import plots, style
from sim.results.one_world import WorldTables
from sim.state.counts import INDEX
from tests.indicators.made_up import MONTHS
from tests.results.made_up import PLACE, comparison, scenarios, whole

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact


def texts(ax):
    return [text.get_text().replace("\u202f", " ") for text in ax.texts]


@pytest.mark.parametrize(
    ("indicator", "factor", "unit"),
    [
        ("unmet_need", 100, "points"),
        ("crises", 1, "per 100 persons per year"),
        ("covered_share", 100, "points"),
    ],
)
def test_the_band_is_the_interval_of_each_month(indicator, factor, unit):
    made = comparison()
    ax = plots.difference(made, indicator, lang="en")
    key = Key(indicator, "all", "all")
    gaps = factor * np.array(
        [monthly(b, PAYERS)[key] - monthly(a, PAYERS)[key] for a, b in made.pairs]
    )
    mean, half = gaps.mean(axis=0), T * gaps.std(axis=0, ddof=1) / math.sqrt(3)
    line = next(line for line in ax.lines if len(line.get_xdata()) == MONTHS)
    assert line.get_xdata().tolist() == list(range(7, 7 + MONTHS))
    np.testing.assert_allclose(line.get_ydata(), mean, rtol=1e-12)
    corners = ax.collections[0].get_paths()[0].vertices
    for month, low, high in zip(range(7, 7 + MONTHS), mean - half, mean + half, strict=True):
        found = corners[corners[:, 0] == month][:, 1]
        assert (found.min(), found.max()) == pytest.approx((low, high), rel=1e-9)
    assert ax.get_ylabel() == unit


def test_the_figure_says_on_which_side_the_second_world_is_better():
    for indicator, direction in (("unmet_need", "below"), ("covered_share", "above")):
        ax = plots.difference(comparison(), indicator, lang="en")
        assert any(direction in text and "two" in text for text in texts(ax)), texts(ax)
    ax = plots.difference(comparison(), "overhead", lang="en")
    assert texts(ax) == ["reform"]
    assert "one" in ax.get_title("left") and "two" in ax.get_title("left")


def test_bars_are_what_each_payer_pays_in_each_world():
    made = comparison()
    ax = plots.costs(made, lang="fr")
    names = [label.get_text() for label in ax.get_yticklabels()]
    french = [
        "État / ARS",
        "département",
        "commune",
        "caisse d’allocations familiales",
        "fondations",
    ]
    assert names == french
    widths = [bar.get_width() for bar in ax.patches]
    hand = [
        np.mean(
            [outcomes(pair[side], PAYERS)[Key("public_cost", "payer", p)] for pair in made.pairs]
        )
        for side in (0, 1)
        for p in PAYERS
    ]
    np.testing.assert_allclose(widths, hand, rtol=1e-12)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "two"]
    assert len(texts(ax)) == 5 and all("[" in text for text in texts(ax))
    assert ax.yaxis_inverted()


def test_layers_are_persons_by_state():
    run = comparison().pairs[0][0]
    ax = plots.states(WorldTables(scenarios()[0], (run,), PLACE), lang="en")
    c = {name: run.history[:, rank].astype(float) for name, rank in INDEX.items()}
    full = np.minimum(c["covered"], c["served"])
    layers = [
        full,
        c["served"] - full,
        c["assess"] + c["wait"],
        c["refused"] + c["renounced"],
        c["latent"],
    ]
    tops = np.cumsum(layers, axis=0)
    for layer, top in zip(ax.collections, tops, strict=True):
        corners = layer.get_paths()[0].vertices
        for month, height in zip(run.months, top, strict=True):
            assert height in corners[corners[:, 0] == month][:, 1]
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(shown) == 5 and len(set(shown)) == 5


@pytest.mark.parametrize(
    ("x", "french", "english"),
    [(2000, "2 000", "2,000"), (0.25, "0,25", "0.25"), (-1.5, "−1,5", "−1.5"), (0.00004, "0", "0")],
)
def test_marks_of_an_axis_are_written_as_the_language_does(x, french, english):
    for lang, text in (("fr", french), ("en", english)):
        ax = style.new_figure()[1][0]
        style.format_axis(ax, lang)
        found = ax.yaxis.get_major_formatter()(x, 0)
        assert found.replace("\u202f", " ") == text


def test_levels_are_the_means_of_both_worlds_with_their_bands():
    made = comparison()
    ax = plots.levels(made, "crises", lang="en")
    key = Key("crises", "all", "all")
    for side, line in enumerate(ax.lines[:2]):
        values = np.array([monthly(pair[side], PAYERS)[key] for pair in made.pairs])
        np.testing.assert_allclose(line.get_ydata(), values.mean(axis=0))
        half = T * values.std(axis=0, ddof=1) / math.sqrt(3)
        corners = ax.collections[side].get_paths()[0].vertices
        ends = corners[corners[:, 0] == 7][:, 1]
        assert ends.max() - ends.min() == pytest.approx(2 * half[0])
    assert [line.get_linestyle() for line in ax.lines[:2]] == ["-", "--"]


@pytest.mark.parametrize("side", [0, 1])
def test_a_month_that_one_replicate_does_not_know_is_left_out(side):
    made = comparison()
    history = made.pairs[1][side].history.copy()
    history[3, [INDEX[f"need_{d}"] for d in range(4)]] = 0
    pair = list(made.pairs[1])
    pair[side] = replace(pair[side], history=history)
    made = replace(made, pairs=(made.pairs[0], (pair[0], pair[1]), made.pairs[2]))
    line = plots.difference(made, "unmet_need", lang="en").lines[0]
    assert line.get_xdata().tolist() == [month for month in range(7, 7 + MONTHS) if month != 10]


@pytest.mark.parametrize("name", ["difference", "levels"])
def test_one_replicate_is_said_to_have_no_interval(name):
    ax = getattr(comparison(1).plot, name)(lang="en")
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "one replicate: no interval" in shown and "95% interval" not in shown


# Differences and where they are drawn: better to the right, the farthest end of the interval at 1.
ROWS = {
    ("unmet_need", "all", "all"): ([1.0, 1.0, 1.0], [1.1, 1.2, 1.3]),
    ("covered_share", "all", "all"): ([1.0, 1.0, 1.0], [1.2, 1.2, 1.3]),
    ("overhead", "all", "all"): ([1.0, 1.0, 1.0], [1.2, 1.2, 1.3]),
    ("crises", "all", "all"): ([1.0, 1.0, 1.0], [1.2, 1.2, 1.3]),
}


def test_the_headline_is_drawn_with_better_to_the_right():
    ax = plots.headline(whole(ROWS), lang="en")
    names = [text.get_text() for text in ax.get_yticklabels()]
    marks = {
        names[int(line.get_ydata()[0])]: (line.get_marker(), float(line.get_xdata()[0]))
        for line in ax.lines
        if line.get_marker() != "None"
    }
    assert len(marks) == 27
    share = 0.7 / 3 / (0.7 / 3 + 0.1434)
    assert marks["Needs covered"] == ("^", pytest.approx(share, abs=1e-3))
    assert marks["Crises"] == ("v", pytest.approx(-share, abs=1e-3))
    assert marks["Unmet need"][0] == "o" and marks["Unmet need"][1] < 0
    assert marks["Total coordination time"] == ("D", pytest.approx(share, abs=1e-3))
    assert any("+23.3 [+9.0; +37.7] points" in text for text in texts(ax))
    intervals = {
        names[int(line.get_ydata()[0])]: (*line.get_xdata(), *np.diff(line.get_ydata()))
        for line in ax.lines
        if line.get_marker() == "None" and len(set(line.get_xdata())) == 2
    }
    near = (0.7 / 3 - 0.1434) / (0.7 / 3 + 0.1434)
    assert intervals["Needs covered"] == pytest.approx((near, 1, 0), abs=1e-3)
    assert intervals["Crises"] == pytest.approx((-near, -1, 0), abs=1e-3)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["← worse", "better →"]


def test_the_figure_of_losers_holds_the_rows_of_their_table():
    ax = plots.losers(whole({("unmet_need", "zone", "1"): ([0.5] * 3, [0.75] * 3)}), lang="en")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Unmet need (Aval)"]
    ax = plots.losers(whole({("crises", "all", "all"): ([1.0] * 2, [1.0] * 2)}), lang="en")
    assert texts(ax) == ["No group loses for certain."]
    zones = {("unmet_need", "zone", str(k)): ([0.1] * 2, [0.2 + k / 10] * 2) for k in range(30)}
    ax = plots.losers(whole(zones), lang="en")
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert len(names) == 5 and names[0] == "Unmet need (zone 29)"
    assert "… and 25 more: losers() lists them." in ax.figure.get_supxlabel()


def test_costs_say_which_world_is_subtracted_from_which():
    assert "'two' minus 'one'" in plots.costs(comparison(), lang="en").get_title("left")
