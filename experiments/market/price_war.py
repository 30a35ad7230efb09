"""More rivals for a lot: effect of the lowest price on price, quality and survival.

The varied parameter is the number of bids that an actor has time for in one call
(`actors.bids_a_call`); its effect on the number of bids per lot is measured and drawn. To see
rivalry alone, bidding is free in the two worlds that are compared (`actors.bid_cost=0`): they start
from the same state and differ from the reform on by who wins, the lowest price or the best value
with quality paid at its worth. A third world is the lowest price with bids at their default cost,
where rivalry also means unpaid work.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.market import figures
from experiments.market.worlds import Point, Worlds, ranged, run_all
from sim import compose
from sim import lang as labels
from sim.indicators.registry import REGISTRY
from sim.lang import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.scenario.scenario import Scenario

BIDS: Final = (1, 2, 4, 8, 16, 32)
FREE: Final = "actors.bid_cost=0"
# World: the rule of award, and what else is set.
WORLDS: Final = {
    "price": ("price", (FREE,)),
    "quality": ("quality_in_money", (FREE,)),
    "paid": ("price", ()),
}
SHOWN: Final = ("bids_per_lot", "call_price", "actor_quality", "actor_closures")
INDICATORS: Final = (
    "bids_per_lot", "call_price", "call_rent", "call_quality", "actor_quality", "actor_closures",
    "lots_unawarded", "unmet_need",
)  # fmt: skip


def plan(words: Sequence[str]) -> dict[str, Scenario]:
    """Return the worlds by name ``world/bids``."""
    return {
        f"{name}/{bids}": compose.load_scenario(
            "silo",
            [*words, "funding=lowest_price", f"funding.calls.award={award}", *more,
             f"actors.bids_a_call={bids}"],
        )
        for name, (award, more) in WORLDS.items()
        for bids in BIDS
    }  # fmt: skip


def measured(words: Sequence[str], options: Mapping[str, Any]) -> Worlds:
    """Run the worlds."""
    return run_all(plan(words), options)


def table(worlds: Worlds) -> list[dict[str, Any]]:
    """Levels of each world, and differences: quality in money minus lowest price, most to least."""
    rows: list[dict[str, Any]] = []
    for bids in BIDS:
        for name in INDICATORS:
            gap = worlds.gap(f"price/{bids}", f"quality/{bids}", name)
            more = worlds.gap(f"price/{BIDS[0]}", f"price/{bids}", name)
            rows.append(
                {
                    "bids_a_call": bids,
                    "indicator": name,
                    "unit": REGISTRY[name].unit,
                    **{world: worlds.level(f"{world}/{bids}", name).numbers() for world in WORLDS},
                    "quality_minus_price": Point(gap.difference, gap.low, gap.high).numbers(),
                    "since_fewest": Point(more.difference, more.low, more.high).numbers(),
                }
            )
    return rows


def markdown(worlds: Worlds, lang: str) -> str:
    """Return the tables for a page: levels, then differences of the awards with their interval."""
    heads = [say("market.lever", lang), ""] + [REGISTRY[name].label(lang) for name in INDICATORS]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for bids in BIDS:
        for world in WORLDS:
            cells = [f"{bids}", say(f"market.award_{world}", lang)]
            for name in INDICATORS:
                point = worlds.level(f"{world}/{bids}", name)
                cells.append(ranged(point, REGISTRY[name].unit, lang))
            lines.append("| " + " | ".join(cells) + " |")
    heads[1:2] = []
    lines += ["", f"**{say('market.award_gap', lang)}**", ""]
    lines += ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for bids in BIDS:
        cells = [f"{bids}"]
        for name in INDICATORS:
            p = worlds.gap(f"price/{bids}", f"quality/{bids}", name)
            cells.append(labels.interval(p.difference, p.low, p.high, REGISTRY[name].unit, lang))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(worlds: Worlds, note: str, lang: str) -> dict[str, Axes]:
    """Draw rivals, price, delivered quality and closures against the bids that are possible."""
    panels = []
    for name in SHOWN:
        series = [
            figures.Series(
                say(f"market.award_{world}", lang),
                BIDS,
                [worlds.level(f"{world}/{bids}", name) for bids in BIDS],
                style,
            )
            for style, world in enumerate(WORLDS)
        ]
        if name == "call_price":
            series.append(figures.Series(say("market.cost", lang), BIDS, costs(worlds), 3))
        unit = "\n".join(textwrap.wrap(labels.unit(REGISTRY[name].unit, lang), 22))
        panels.append(
            figures.Panel(REGISTRY[name].label(lang), unit, say("market.lever", lang), series)
        )
    drawn = figures.lines(say("market.price_war", lang), panels, note=note, lang=lang, ticks=BIDS)
    return {"price_war": drawn}


def costs(worlds: Worlds) -> list[Point]:
    """Mean cost of an hour of the winners at the lowest price."""
    points = []
    for bids in BIDS:
        world = f"price/{bids}"
        price = worlds.level(world, "call_price").mean
        cost = price * (1 - worlds.level(world, "call_rent").mean)
        points.append(Point(cost, cost, cost))
    return points
