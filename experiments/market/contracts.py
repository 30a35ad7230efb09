"""Longer contracts: four effects, each with its mechanism on and off, and where they do harm.

No rule states that longer contracts are better. Longer contracts need fewer bids, keep staff, and
give a horizon for new responses. At an equal funded share they also mean longer periods without
funding for actors that do not win, and cash is limited. Each effect is read on its own indicator,
and its mechanism switched off by words that hold in every world compared with it.
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

LENGTHS: Final = (12, 24, 36, 48, 60)
# Effect: its indicator, and the arguments that switch its mechanism off.
EFFECTS: Final = {
    "bids": ("bid_cost_share", ("actors.bid_cost=0",)),
    "retention": ("actor_quality", ("actors.newcomer_loss=0",)),
    "investment": ("innovations_invented", ("innovation.horizon_months=1",)),
    "droughts": ("actor_closures", ("actors.stable_at=1",)),
}
HARM: Final = "actor_closures"
# The region of harm is drawn twice: with all effects, and with droughts alone. An actor that has
# cash for as long as a short drought survives it, and not one as long as a long contract.
PARTS: Final[dict[str, tuple[str, ...]]] = {"all": (), "alone": ("actors.bid_cost=0",)}
INDICATORS: Final = (
    "turnover_precarious", "lost_seats", "unmet_need", "horizon_precarious", "two_speed",
)  # fmt: skip
RESERVES: Final = (1, 3, 6, 12, 24)  # months of cost, at the start and kept
ON: Final = "on"


def plan(words: Sequence[str]) -> dict[str, Scenario]:
    """Return the worlds: ``switch/length``, and ``part:reserve/length`` for the region of harm."""

    def world(length: int, *more: str) -> Scenario:
        return compose.load_scenario(
            "silo", [*words, f"funding.calls.contract_months={length}", *more]
        )

    found = {f"{ON}/{length}": world(length) for length in LENGTHS}
    for effect, (_, off) in EFFECTS.items():
        found |= {f"{effect}/{length}": world(length, *off) for length in LENGTHS}
    for part, more in PARTS.items():
        for reserve in RESERVES:
            cash = (f"actors.cash_months={reserve}", f"actors.reserve_months={reserve}")
            found |= {
                f"{part}:{reserve}/{length}": world(length, *cash, *more) for length in LENGTHS
            }
    return found


def measured(words: Sequence[str], options: Mapping[str, Any]) -> Worlds:
    """Run the worlds."""
    return run_all(plan(words), options)


def table(worlds: Worlds) -> list[dict[str, Any]]:
    """Each effect with its mechanism on and off, and each outcome by reserve."""
    rows: list[dict[str, Any]] = []
    for effect, (name, off) in EFFECTS.items():
        for length in LENGTHS:
            rows.append(
                {
                    "effect": effect,
                    "indicator": name,
                    "months": length,
                    "words_off": list(off),
                    "on": worlds.level(f"{ON}/{length}", name).numbers(),
                    "off": worlds.level(f"{effect}/{length}", name).numbers(),
                    "change_on": _change(worlds, ON, length, name).numbers(),
                    "change_off": _change(worlds, effect, length, name).numbers(),
                }
            )
    for part in PARTS:
        for reserve in RESERVES:
            for length in LENGTHS:
                change = _change(worlds, f"{part}:{reserve}", length, HARM)
                rows.append(
                    {
                        "effects": part,
                        "reserve": reserve,
                        "indicator": HARM,
                        "months": length,
                        "level": worlds.level(f"{part}:{reserve}/{length}", HARM).numbers(),
                        "change": change.numbers(),
                    }
                )
    return rows


def _change(worlds: Worlds, switch: str, length: int, indicator: str) -> Point:
    """Difference from contracts of 12 months, all else equal."""
    p = worlds.gap(f"{switch}/{LENGTHS[0]}", f"{switch}/{length}", indicator)
    return Point(p.difference, p.low, p.high)


def markdown(worlds: Worlds, lang: str) -> str:
    """Return the tables for a page: effects by length, then all else by length."""
    heads = ["", *(f"{length}" for length in LENGTHS)]
    lines = ["| " + " | ".join([say("market.length", lang), *heads[1:]]) + " |", "|---" * 6 + "|"]
    for effect, (name, _) in EFFECTS.items():
        unit = REGISTRY[name].unit
        for switch, text in ((ON, "on"), (effect, "off")):
            cells = [ranged(worlds.level(f"{switch}/{m}", name), unit, lang) for m in LENGTHS]
            title = f"{REGISTRY[name].label(lang)}, {say(f'market.{text}', lang)}"
            label = say("labelled", lang, label=say(f"market.{effect}", lang), text=title)
            lines.append("| " + " | ".join([label, *cells]) + " |")
    for name in INDICATORS:
        unit = REGISTRY[name].unit
        cells = [ranged(worlds.level(f"{ON}/{m}", name), unit, lang) for m in LENGTHS]
        lines.append("| " + " | ".join([REGISTRY[name].label(lang), *cells]) + " |")
    for part in PARTS:
        title = f"{REGISTRY[HARM].label(lang)}, {say(f'market.{part}', lang)}"
        title = say("labelled", lang, label=say("market.harm", lang), text=title)
        lines += ["", f"**{title}**", ""]
        lines.append("| " + " | ".join([say("market.reserve", lang), *heads[2:]]) + " |")
        lines.append("|---" * len(LENGTHS) + "|")
        for reserve in RESERVES:
            cells = [f"{reserve}"]
            for length in LENGTHS[1:]:
                p = _change(worlds, f"{part}:{reserve}", length, HARM)
                cells.append(labels.interval(*p, REGISTRY[HARM].unit, lang))
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(worlds: Worlds, note: str, lang: str) -> dict[str, Axes]:
    """Draw the four effects, and the region of harm."""
    panels, percent = [], []
    for effect, (name, _) in EFFECTS.items():
        series = [
            figures.Series(
                say(f"market.{text}", lang),
                LENGTHS,
                [worlds.level(f"{switch}/{m}", name) for m in LENGTHS],
                style,
            )
            for style, (switch, text) in enumerate(((ON, "on"), (effect, "off")))
        ]
        indicator = REGISTRY[name]
        percent.append(indicator.unit == "share")
        unit = "%" if percent[-1] else _folded(labels.unit(indicator.unit, lang), 20)
        label, text = say(f"market.{effect}", lang), indicator.label(lang).lower()
        title = _folded(say("labelled", lang, label=label, text=text), 52)
        panels.append(figures.Panel(title, unit, say("market.length", lang), series))
    effects = figures.lines(
        say("market.contracts", lang), panels, note=note, lang=lang, percent=percent
    )
    unit = labels.unit(REGISTRY[HARM].unit, lang)
    tables = [
        figures.Heat(
            _folded(f"{REGISTRY[HARM].label(lang)}, {say(f'market.{part}', lang)} ({unit})", 46),
            [[_change(worlds, f"{part}:{r}", m, HARM) for m in LENGTHS[1:]] for r in RESERVES],
            -REGISTRY[HARM].direction,
        )
        for part in PARTS
    ]
    harm = figures.heat(
        say("market.harm", lang), tables, [f"{m}" for m in LENGTHS[1:]],
        [f"{r}" for r in RESERVES], xlabel=say("market.length", lang),
        ylabel=say("market.reserve", lang), note=f"{note} · {say('market.star', lang)}", lang=lang,
    )  # fmt: skip
    return {"contracts": effects, "contracts_harm": harm}


def _folded(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))
