"""Expectation of each scenario, compared with the measured effect.

Expectations are in the cards of `configs/scenario`, written before any result. Each scenario is
compared with the one that its card names, over the same seeds, and again in the condition in which
the card expects it to fail. Next to the verdict the tables show the two-speed index with the level
of each side, unmet need, and the cost for each payer. A gap that narrows because the stabilised
side got worse is called levelling down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.market import figures
from experiments.market.worlds import Point, Worlds, run_all
from sim import compose
from sim import lang as labels
from sim.indicators.market import LEVELS, SIDES, levelling_down
from sim.indicators.registry import REGISTRY
from sim.lang import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.compose.cards import Card, Expectation
    from sim.indicators.stats import Paired
    from sim.scenario.scenario import Scenario

BESIDE: Final = ("unmet_need", "public_cost")
CREAMING: Final = "results"  # the card whose expectation is that easy files are preferred
DOWN: Final = "\u21a7"
CREAMED: Final = (
    *(("without_solution", "need", level) for level in ("light", "moderate", "severe")),
    *(("wait_first_hour_mean", "complexity", rank) for rank in ("1", "2", "3")),
)


def expected() -> dict[str, Card]:
    """Return the cards with an expectation, by name of scenario."""
    cards = {name: compose.card(name) for name in compose.groups()["scenario"]}
    return {name: card for name, card in cards.items() if card.expectation is not None}


def _expectation(card: Card) -> Expectation:
    assert card.expectation is not None
    return card.expectation


def judged(gap: Paired, sign: int, delta: float) -> str:
    """Verdict on an expectation, from the interval and the smallest effect that counts.

    Confirmed: the whole interval has the sign expected, and the mean is at least `delta`.
    Contradicted: the same with the opposite sign. Null: the whole interval is smaller than `delta`.
    Unsure: none of these; unknown: not measured.
    """
    if not math.isfinite(gap.low):
        return "unknown"
    low, high = sorted((sign * gap.low, sign * gap.high))
    mean = sign * gap.difference
    if low > 0 and mean >= delta:
        return "confirmed"
    if high < 0 and mean <= -delta:
        return "contradicted"
    return "null" if max(-low, high) < delta else "unsure"


def plan(words: Sequence[str]) -> dict[str, Scenario]:
    """Return every world that a card needs: ``name`` and ``name|condition`` for both sides."""
    found: dict[str, Scenario] = {}
    for name, card in expected().items():
        against = _expectation(card).against
        for world in (against, name):
            found.setdefault(world, compose.load_scenario(world, words))
        off = _expectation(card).fails_when.words
        if off:
            for side in (against, name):
                found[_failing(side, name)] = compose.load_scenario(side, [*words, *off])
    return found


def _failing(side: str, of: str) -> str:
    return f"{side}|{of}"


def measured(words: Sequence[str], options: Mapping[str, Any]) -> Worlds:
    """Run the worlds."""
    return run_all(plan(words), options)


def rows_of(worlds: Worlds, lang: str) -> list[dict[str, Any]]:
    """One row a scenario: verdict, the same where it should fail, the two markets, money."""
    rows: list[dict[str, Any]] = []
    for name, card in expected().items():
        e = _expectation(card)
        gap = worlds.gap(e.against, name, e.indicator)
        off, failing = None, ""
        if e.fails_when.words:
            off = worlds.gap(_failing(e.against, name), _failing(name, name), e.indicator)
            failing = judged(off, e.sign, e.delta)
        compared = {k: worlds.gap(e.against, name, k) for k in ("two_speed", *LEVELS)}
        payers = {p: worlds.gap(e.against, name, "public_cost", "payer", p) for p in worlds.payers}
        rows.append(
            {
                "scenario": name,
                "title": getattr(card.title, lang),
                "against": e.against,
                "indicator": e.indicator,
                "label": REGISTRY[e.indicator].label(lang),
                "unit": REGISTRY[e.indicator].unit,
                "sign": e.sign,
                "delta": e.delta,
                "gap": _numbers(gap),
                "verdict": judged(gap, e.sign, e.delta),
                "fails_when": list(e.fails_when.words),
                "gap_failing": _numbers(off),
                "verdict_failing": failing,
                "levels": {k: _numbers(p) for k, p in compared.items()},
                "levelling_down": list(levelling_down(compared)),
                "beside": {k: _numbers(worlds.gap(e.against, name, k)) for k in BESIDE},
                "payers": {p: _numbers(gap) for p, gap in payers.items()},
            }
        )
    return rows


def _numbers(gap: Paired | None) -> dict[str, float | None] | None:
    if gap is None:
        return None
    from experiments.market.worlds import plain

    return {k: plain(getattr(gap, k)) for k in ("a", "b", "difference", "low", "high")}


def table(worlds: Worlds) -> list[dict[str, Any]]:
    """Rows in English, for files."""
    return [*rows_of(worlds, "en"), {"creaming": creamed(worlds, "en")}]


def creamed(worlds: Worlds, lang: str) -> list[dict[str, Any]]:
    """Groups that are left out when results are paid, by need and by class of complexity."""
    card = expected().get(CREAMING)
    if card is None:
        return []
    found = []
    for name, dimension, group in CREAMED:
        gap = worlds.gap(_expectation(card).against, CREAMING, name, dimension, group)
        label = f"{REGISTRY[name].label(lang)} ({labels.group(dimension, group, lang)})"
        found.append({"label": label, "unit": REGISTRY[name].unit, "gap": _numbers(gap)})
    return found


# Showing.


def interval(gap: Mapping[str, float | None] | None, unit: str, lang: str) -> str:
    """Return a difference and its interval."""
    if gap is None:
        return "–"
    ends = [
        math.nan if gap[k] is None else float(gap[k] or 0) for k in ("difference", "low", "high")
    ]
    return labels.interval(ends[0], ends[1], ends[2], unit, lang)


def _level(gap: Mapping[str, float | None], unit: str, lang: str) -> str:
    """Level of both worlds: 30.0 → 28.1."""
    a, b = (math.nan if gap[k] is None else float(gap[k] or 0) for k in ("a", "b"))
    return f"{labels.value(a, unit, lang)} → {labels.value(b, unit, lang)}"


def tables(worlds: Worlds, lang: str) -> list[tuple[str, list[str], list[list[str]]]]:
    """Tables as title, heads and cells: verdicts, the two markets, money, creaming."""
    rows = rows_of(worlds, lang)
    first = [
        [
            f"{row['title']} ({say('market.against', lang)} {row['against']})",
            f"{row['label']} ({labels.unit(row['unit'], lang, gap=True)})",
            _sign(row, lang),
            interval(row["gap"], row["unit"], lang),
            say(f"market.{row['verdict']}", lang),
            _failing_cell(row, lang),
        ]
        for row in rows
    ]
    heads = [say("market.scenario", lang), say("indicator", lang), say("market.expected", lang)]
    heads += [say("difference", lang), say("market.verdict", lang), say("market.fails", lang)]
    found = [(say("market.scenarios", lang), heads, first)]
    found += [_side(rows, stabilised, lang) for stabilised in (True, False)]
    found.append(_money(rows, worlds, lang))
    cells = [[c["label"], interval(c["gap"], c["unit"], lang)] for c in creamed(worlds, lang)]
    heads = [say("indicator", lang), say("difference", lang)]
    found.append((say("market.creaming", lang), heads, cells))
    return found


def _sign(row: Mapping[str, Any], lang: str) -> str:
    delta = labels.value(row["delta"], row["unit"], lang)
    return f"{'≥ +' if row['sign'] > 0 else f'≤ {labels.MINUS}'}{delta}"


def _failing_cell(row: Mapping[str, Any], lang: str) -> str:
    if row["gap_failing"] is None:
        return "–"
    failing = interval(row["gap_failing"], row["unit"], lang)
    verdict = say(f"market.{row['verdict_failing']}", lang)
    return say("labelled", lang, label=failing, text=verdict)


def _side(
    rows: Sequence[Mapping[str, Any]], stabilised: bool, lang: str
) -> tuple[str, list[str], list[list[str]]]:
    """Index, and level of one side in both worlds."""
    heads = [say("market.scenario", lang), REGISTRY["two_speed"].label(lang)]
    heads += [labels.group("speed", side.name, lang).capitalize() for side in SIDES]
    names = [side.stabilised if stabilised else side.precarious for side in SIDES]
    if stabilised:
        heads.append("")
    cells = []
    for row in rows:
        texts = [interval(row["levels"]["two_speed"], "index", lang)]
        texts += [_level(row["levels"][name], REGISTRY[name].unit, lang) for name in names]
        if stabilised:
            texts.append(say("market.levelling", lang) if row["levelling_down"] else "")
        cells.append([row["title"], *texts])
    return say("market.levels_s" if stabilised else "market.levels_p", lang), heads, cells


def _money(
    rows: Sequence[Mapping[str, Any]], worlds: Worlds, lang: str
) -> tuple[str, list[str], list[list[str]]]:
    heads = [say("market.scenario", lang), *(REGISTRY[name].label(lang) for name in BESIDE)]
    heads += [labels.group("payer", payer, lang) for payer in worlds.payers]
    cells = [
        [
            row["title"],
            *(interval(row["beside"][name], REGISTRY[name].unit, lang) for name in BESIDE),
            *(interval(row["payers"][p], "euros_year", lang) for p in worlds.payers),
        ]
        for row in rows
    ]
    return say("market.beside", lang), heads, cells


def markdown(worlds: Worlds, lang: str) -> str:
    """Return the tables for a page."""
    lines: list[str] = []
    for title, heads, cells in tables(worlds, lang):
        lines += [f"**{title}**", "", "| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
        lines += [f"| {' | '.join(row)} |" for row in cells]
        lines.append("")
    return "\n".join(lines)


def draw(worlds: Worlds, note: str, lang: str) -> dict[str, Axes]:
    """Draw all expectations in units of the smallest effect that counts."""
    drawn = []
    for row in rows_of(worlds, lang):
        gap, scale = row["gap"], row["sign"] / row["delta"]
        ends = [
            math.nan if gap[k] is None else gap[k] * scale for k in ("difference", "low", "high")
        ]
        point = Point(ends[0], *sorted(ends[1:]))
        size = say("market.unknown", lang)
        if gap["difference"] is not None:
            size = labels.signed(gap["difference"], row["unit"], lang)
        down = f"{DOWN} " if row["levelling_down"] else ""
        drawn.append(
            figures.Row(f"{down}{row['title']}", point, row["verdict"], f"{size} {row['label']}")
        )
    if any(row.label.startswith(DOWN) for row in drawn):
        note += f" · {DOWN} {say('market.levelling', lang)}"
    names = {key: say(f"market.{key}", lang) for key in figures.VERDICT_STYLES}
    title = say("market.scenarios", lang)
    ax = figures.forest(
        title, drawn, xlabel=say("market.delta_axis", lang), legend=names, note=note, lang=lang
    )
    return {"scenarios": ax}
