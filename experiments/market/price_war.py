"""More rivals for a lot: what the lowest price does to price, quality and survival (4.11).

The lever is the number of bids that an actor has the time for in one call
(`actors.bids_a_call`): it changes how many compete for a lot and nothing else. At each value both
worlds start from the same state, and differ from the reform on by who wins: the lowest price, or
the best value with quality paid at its worth. The horizontal axis is not the lever but what it
does: the bids that a lot received, measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.market import figures
from experiments.market.words import tell
from experiments.market.worlds import Point, Worlds, run_all
from sim import compose, labels
from sim.indicators.registry import REGISTRY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.scenario import Scenario

BIDS: Final = (1, 2, 3, 5, 8)
AWARDS: Final = ("price", "quality_in_money")
SHOWN: Final = ("call_price", "actor_quality", "actor_closures")
TOLD: Final = (
    "bids_per_lot", "call_price", "call_quality", "call_rent", "actor_quality", "actor_closures",
    "lots_unawarded", "unmet_need",
)  # fmt: skip


def plan(words: Sequence[str]) -> dict[str, Scenario]:
    """Return the worlds by name ``award/bids``; all but the rule of award is that of price war."""
    return {
        f"{award}/{bids}": compose.load_scenario(
            "silo",
            [*words, "funding=lowest_price", f"funding.calls.award={award}",
             f"actors.bids_a_call={bids}"],
        )
        for award in AWARDS
        for bids in BIDS
    }  # fmt: skip


def measured(words: Sequence[str], options: Mapping[str, Any]) -> Worlds:
    """Run the worlds."""
    return run_all(plan(words), options)


def table(worlds: Worlds) -> list[dict[str, Any]]:
    """Levels of each world, and quality in money minus lowest price at each number of bids."""
    rows: list[dict[str, Any]] = []
    for bids in BIDS:
        price, quality = (f"{award}/{bids}" for award in AWARDS)
        for name in TOLD:
            gap = worlds.gap(price, quality, name)
            rows.append(
                {
                    "bids_a_call": bids,
                    "indicator": name,
                    "unit": REGISTRY[name].unit,
                    **{a: worlds.level(f"{a}/{bids}", name).told() for a in AWARDS},
                    "gap": Point(gap.difference, gap.low, gap.high).told(),
                }
            )
    return rows


def markdown(worlds: Worlds, lang: str) -> str:
    """Return the table for a page: one line for each number of bids and award."""
    heads = [tell("lever", lang), ""] + [REGISTRY[name].label(lang) for name in TOLD]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for bids in BIDS:
        for award, text in zip(AWARDS, ("award_price", "award_quality"), strict=True):
            cells = [f"{bids}", tell(text, lang)]
            for name in TOLD:
                point = worlds.level(f"{award}/{bids}", name)
                cells.append(ranged(point, REGISTRY[name].unit, lang))
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ranged(point: Point, unit: str, lang: str) -> str:
    """Return a level and its interval."""
    mean = labels.value(point.mean, unit, lang)
    if not (point.low == point.low and point.high == point.high):
        return mean
    ends = [labels.value(x, unit, lang, like=point.mean) for x in (point.low, point.high)]
    return f"{mean} [{(' ; ' if lang == 'fr' else '; ').join(ends)}]"


def draw(worlds: Worlds, note: str, lang: str) -> dict[str, Axes]:
    """Draw price, delivered quality and closures as bids for a lot grow."""
    panels = []
    for name in SHOWN:
        series = []
        for style, (award, text) in enumerate(
            zip(AWARDS, ("award_price", "award_quality"), strict=True)
        ):
            x = [worlds.level(f"{award}/{bids}", "bids_per_lot").mean for bids in BIDS]
            points = [worlds.level(f"{award}/{bids}", name) for bids in BIDS]
            series.append(figures.Series(tell(text, lang), x, points, style))
        if name == "call_price":
            series.append(figures.Series(tell("cost", lang), *costs(worlds), 2))
        label = REGISTRY[name].label(lang)
        unit = labels.unit(REGISTRY[name].unit, lang)
        panels.append(figures.Panel(_folded(label), unit, tell("rivals", lang), series))
    return {"price_war": figures.lines(tell("price_war", lang), panels, note=note, lang=lang)}


def costs(worlds: Worlds) -> tuple[list[float], list[Point]]:
    """Bids for a lot, and mean cost of an hour for those who won at the lowest price."""
    x, points = [], []
    for bids in BIDS:
        world = f"price/{bids}"
        price = worlds.level(world, "call_price").mean
        cost = price * (1 - worlds.level(world, "call_rent").mean)
        x.append(worlds.level(world, "bids_per_lot").mean)
        points.append(Point(cost, cost, cost))
    return x, points


def _folded(text: str, width: int = 30) -> str:
    """Break a title before its middle word where it is long."""
    import textwrap

    return "\n".join(textwrap.wrap(text, width))
