"""The market measured: verdicts by hand, plans, figures, and the program."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from matplotlib.text import Text

from experiments.market import contracts, figures, price_war, scenarios
from experiments.market.program import main as run
from experiments.market.scenarios import expected, judged
from experiments.market.worlds import Point, plain, run_all
from sim import compose
from sim import lang as labels
from sim.indicators import stats
from sim.indicators.registry import REGISTRY
from tests.lang.both import refused_in_both

SHORT = ("months=18", "burn_in=12", "replicates=2", "workers=1")
WORDS = ("territory=training", "months=18", "burn_in=12", "record_people=0")


def gap(difference: float, half: float) -> stats.Paired:
    return stats.Paired(0, 0, difference, difference - half, difference + half, 0, 0, 9)


@pytest.mark.parametrize(
    ("difference", "half", "sign", "verdict"),
    [
        (0.3, 0.1, 1, "confirmed"),
        (0.3, 0.1, -1, "contradicted"),
        (-0.3, 0.1, -1, "confirmed"),
        (-0.3, 0.1, 1, "contradicted"),
        (0.3, 0.4, 1, "unsure"),
        (0.1, 0.05, 1, "null"),  # smaller than what counts, whatever the sign
        (-0.1, 0.05, 1, "null"),
        (0.3, math.nan, 1, "unknown"),
    ],
)
def test_a_verdict_needs_a_sure_sign_and_an_effect_that_counts(difference, half, sign, verdict):
    assert judged(gap(difference, half), sign, 0.2) == verdict


def test_every_card_with_an_expectation_is_judged_on_an_indicator_that_exists():
    cards = expected()
    assert {"price_war", "results", "market", "convergence", "pole"} <= set(cards)
    worlds = scenarios.plan(WORDS)
    for name, card in cards.items():
        e = card.expectation
        assert e is not None and e.indicator in REGISTRY and e.delta > 0
        assert {name, e.against} <= set(worlds)
        if e.fails_when.words:
            assert {f"{name}|{name}", f"{e.against}|{name}"} <= set(worlds)


def test_worlds_of_the_price_war_differ_by_the_rule_of_award_alone():
    worlds = price_war.plan(WORDS)
    assert len(worlds) == len(price_war.WORLDS) * len(price_war.BIDS)
    for bids in price_war.BIDS:
        low, good, paid = (worlds[f"{name}/{bids}"] for name in price_war.WORLDS)
        assert low.before_reform() == good.before_reform()
        same = good.funding.calls.model_dump() | {"award": "price"}
        assert low.funding.calls.model_dump() == same
        assert low.actors.bids_a_call == bids
        assert low.actors.bid_cost == 0 < paid.actors.bid_cost and low.funding == paid.funding


def test_mechanisms_of_long_contracts_are_switched_off_one_by_one():
    worlds = contracts.plan(WORDS)
    on = worlds["on/60"]
    assert on.funding.calls.contract_months == 60
    for effect, (indicator, off) in contracts.EFFECTS.items():
        assert indicator in REGISTRY
        scenario = worlds[f"{effect}/60"]
        again = compose.load_scenario("silo", [*WORDS, "funding.calls.contract_months=60", *off])
        assert scenario == again and scenario != on
    for reserve in contracts.RESERVES:
        assert worlds[f"all:{reserve}/24"].actors.cash_months == reserve
        assert worlds[f"all:{reserve}/24"].actors.reserve_months == reserve
        assert worlds[f"alone:{reserve}/24"].actors.bid_cost == 0


def test_equal_worlds_are_run_once_and_compared_by_seed():
    scenario = compose.load_scenario("silo", WORDS)
    options = {"seed": 3, "replicates": 2, "workers": 1, "lang": "en"}
    worlds = run_all({"a": scenario, "b": scenario}, options)
    assert worlds.runs[0][0] is worlds.runs[0][1] and worlds.seeds == (3, 4)
    assert worlds.gap("a", "b", "unmet_need").difference == 0
    values = worlds.values("a", "unmet_need")
    assert worlds.level("a", "unmet_need").mean == pytest.approx(values.mean())
    assert worlds.seeds_text() == "3-4"
    assert plain(math.nan) is None and plain(1.0) == 1.0


def drawn(kind: str, lang: str):
    points = [Point(1.0, 0.5, 1.5), Point(2.0, 1.5, 2.5)]
    note = "Val-de-Brume · N = 12 · Modèle pour apprendre, pas une prévision"
    if kind == "lines":
        series = [
            figures.Series("one", (1, 2), points, 0),
            figures.Series("two", (1, 2), points, 1),
        ]
        panels = [figures.Panel("Panel", "€/h", "bids", series)] * 4
        return figures.lines("Title", panels, note=note, lang=lang, percent=[True] * 4)
    if kind == "heat":
        table = figures.Heat(
            "Table", [points, [Point(-2.0, -3.0, -1.0), Point(*[math.nan] * 3)]], 1
        )
        return figures.heat(
            "Title", [table, table], ["24", "36"], ["1", "0.7"], xlabel="x", ylabel="y", note=note,
            lang=lang,
        )  # fmt: skip
    names = {k: k for k in figures.VERDICT_STYLES}
    rows = [
        figures.Row(f"Scenario {k}", points[k % 2], verdict, "+0.3 Indicator of something")
        for k, verdict in enumerate(figures.VERDICT_STYLES)
    ] + [figures.Row("Nothing", Point(*[math.nan] * 3), "unknown", "–")]
    return figures.forest("Title", rows * 3, xlabel="Δ", legend=names, note=note, lang=lang)


@pytest.mark.parametrize("lang", labels.LANGS)
@pytest.mark.parametrize("kind", ["lines", "heat", "forest"])
def test_figures_are_readable_on_a_projector(kind, lang):
    figure = drawn(kind, lang).figure
    figure.canvas.draw()
    assert (figure.get_size_inches() * figure.dpi).round().tolist() == [1280, 720]
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            assert text.get_fontsize() >= 14, text.get_text()
    box = figure.get_tightbbox(figure.canvas.get_renderer())
    assert box.x0 >= -0.01 and box.x1 <= 12.81 and box.y0 >= -0.01 and box.y1 <= 7.21


def test_a_line_shows_its_numbers():
    ax = drawn("lines", "en")
    assert np.allclose(ax.lines[0].get_ydata(), [100, 200])
    assert figures.STYLES[0][1] != figures.STYLES[1][1] and figures.STYLES[0][2] != "s"


@pytest.mark.parametrize("figure", ["price_war", "contracts", "scenarios"])
def test_the_program(figure, capsys, tmp_path):
    out = tmp_path / figure
    assert run([f"figure={figure}", *SHORT, "lang=en", f"out={out}"]) == 0
    told, err = capsys.readouterr()
    assert err == "" and f"experiments.market figure={figure} replicates=2" in told
    whole = json.loads((out / f"{figure}.json").read_text())
    assert whole["rows"] and whole["seeds"] == [1, 2] and whole["territory"] == "training"
    files = {path.name for path in out.iterdir()}
    assert {f"{figure}.{x}.{form}" for x in labels.LANGS for form in ("png", "svg", "md")} <= files


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["figure=price"], "price_war, contracts, scenarios"),
        ([], "figure=… is missing"),
        (["figure=scenarios", "months=12"], "must come before"),
        (["figure=contracts", "territory=atlantis"], "atlantis"),
        (["figure=contracts", "actors.bid_cot=1"], "did you mean"),
        (["figure=price_war", "-m"], "each word takes one value"),
    ],
)
def test_wrong_words_end_in_a_sentence(words, told, capsys):
    refused_in_both(run, words, told, capsys)
