"""What the pole gains by price, by effect and by rule: ``python -m experiments.gains``.

The same seeds are simulated four times: as it is; with every price of the new way at zero; with
every effect at zero; with both. An effect at zero leaves what it is in silos: stated preferences
decide as often, hand-offs lose as many, nobody more is informed. What is left with both at zero
comes from the rules, and from what an indicator counts: each ingredient is then left out in turn.

    python -m experiments.gains
    python -m experiments.gains territories=creuse,training replicates=20
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.blocks import HEADING, TABLE, TEXT, Block, markdown_of, print_blocks
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    form,
    listed,
    replicates,
    territories,
    typed,
    without_pathways,
)
from experiments.cli.screen import labelled, paragraph
from experiments.cli.studies import title_of
from experiments.ingredients import interval
from sim import compose
from sim import lang as labels
from sim.compose.words import nested
from sim.errors import InputError
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import Message, say
from sim.scenario.organisation import INGREDIENTS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SPEC: Final = (
    Option("a", str, "silo", "option.gains.a"),
    Option("b", str, "pole", "option.gains.b"),
    territories("training"),
    replicates(20, low=2),
    SEED,
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)
# What the new way costs, and the value at which it costs nothing.
PRICES: Final[dict[str, float]] = {
    "organisation.referral_share": 0.0,
    "organisation.meeting_linear": 0.0,
    "organisation.meeting_square": 0.0,
    "organisation.heavier_mix": 0.0,
    "organisation.planning_share": 0.0,
    "organisation.group_kept": 1.0,
    "organisation.visit_minutes": 480.0,
    "organisation.reserve_share": 0.0,
    "organisation.referent_share": 0.0,
    "organisation.referent_complex": 1000.0,
    "organisation.referent_others": 10_000.0,
    "organisation.voice_share": 0.0,
    "organisation.support_share": 0.0,
}
# What the new way is assumed to change, and what it is without: a number, or another parameter.
EFFECTS: Final[dict[str, float | str]] = {
    "organisation.known_linked": "access.known",
    "organisation.mainstream_slack": 0.0,
    "organisation.referent_review": "places.review_months",
    "organisation.referent_holds": 0.0,
    "organisation.fragmentation_with_referent": "delivery.fragmentation",
    "organisation.handoff_with_referent": "access.handoff",
    "organisation.voice_on": "delivery.voice_off",
    "organisation.reallocation": 0.0,
}
AS_IT_IS, NO_PRICE, NO_EFFECT, NEITHER = "as_it_is", "no_price", "no_effect", "neither"
PARTS: Final = ("price", "effect", "rules")


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("gains", SPEC, compose.groups(), lang=lang))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    overrides = without_pathways(overrides)
    places = {
        name: worlds(options, [*overrides, f"territory={name}"])
        for name in listed(options["territories"], "territories")
    }
    if options["cfg"]:
        tree = {
            line: {
                side: scenario.model_dump(mode="json")
                for side, scenario in zip("ab", pair, strict=True)
            }
            for line, pair in next(iter(places.values())).items()
        }
        print(compose.yaml_text(tree), end="")
        return None
    result = {
        "n": options["replicates"],
        "scenarios": [options["a"], options["b"]],
        "rows": [row for name, found in places.items() for row in measured(name, found, options)],
        "command": reproduce("gains", options, typed(overrides)),
    }
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown_of(blocks(result, lang)))
    else:
        print(paragraph(say("gains.title", lang, a=options["a"], b=options["b"])))
        print_blocks(blocks(result, lang))
        print(labelled("again", result["command"], lang))
    return None


def _at(scenario: Scenario, values: Mapping[str, float | str]) -> Scenario:
    """Return a scenario with other values; a name stands for the value of that parameter."""

    def value(given: float | str) -> Any:
        if isinstance(given, str):
            return reduce(getattr, given.split("."), scenario)
        return given

    return scenario.with_(**nested({path: value(given) for path, given in values.items()}))


def worlds(
    options: Mapping[str, Any], words: Sequence[str]
) -> dict[str, tuple[Scenario, Scenario]]:
    """Return both worlds of each line: as it is, without prices, effects, both, and ingredients."""
    a, b = compose.load_scenarios([options["a"], options["b"]], words)
    found = {
        AS_IT_IS: (a, b),
        NO_PRICE: (a, _at(b, PRICES)),
        NO_EFFECT: (_at(a, EFFECTS), _at(b, EFFECTS)),
        NEITHER: (_at(a, EFFECTS), _at(b, {**PRICES, **EFFECTS})),
    }
    first, last = found[NEITHER]
    for name in INGREDIENTS:
        if getattr(last.organisation, name):
            found[name] = (first, last.with_(organisation={name: False}))
    return found


def measured(
    territory: str, found: Mapping[str, tuple[Scenario, Scenario]], options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return, for each headline, the difference of each line and what it is made of."""
    from sim.indicators.outputs import PAYERS
    from sim.results.origin import place_of
    from sim.results.tables import ComparisonTables
    from sim.runs.replicates import run_worlds
    from sim.runs.warmup import territory_of

    a = found[AS_IT_IS][0]
    land = territory_of(a)
    seeds = tuple(range(options["seed"], options["seed"] + options["replicates"]))
    flat = [scenario for pair in found.values() for scenario in pair]
    runs = run_worlds(flat, seeds, workers=options["workers"], lang=options["lang"], territory=land)
    compared = {
        line: ComparisonTables(
            *pair, (options["a"], options["b"]), (), seeds,
            tuple((of_seed[2 * rank], of_seed[2 * rank + 1]) for of_seed in runs),
            place_of(a, land), PAYERS,
        )
        for rank, (line, pair) in enumerate(found.items())
    }  # fmt: skip
    rows = []
    for indicator in HEADLINE:
        gaps = {line: np.diff(c.values(indicator), axis=1)[:, 0] for line, c in compared.items()}
        gaps["price"] = gaps[AS_IT_IS] - gaps[NO_PRICE]
        gaps["effect"] = gaps[NO_PRICE] - gaps[NEITHER]
        gaps["rules"] = gaps[NEITHER]
        cells = {line: [_plain(x) for x in interval(values)] for line, values in gaps.items()}
        rows.append({"territory": territory, "indicator": indicator, "cells": cells})
    return rows


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def blocks(result: Mapping[str, Any], lang: str) -> Iterator[Block]:
    """Yield, for each territory, what differences are made of, and what is left by ingredient."""
    for territory in dict.fromkeys(row["territory"] for row in result["rows"]):
        rows = [row for row in result["rows"] if row["territory"] == territory]
        yield Block(HEADING, say("gains.heading", lang, territory=territory, n=result["n"]))
        heads = [say(f"gains.{key}", lang) for key in ("indicator", AS_IT_IS, *PARTS)]
        yield Block(
            TABLE, heads=heads, rows=[_cells(row, (AS_IT_IS, *PARTS), lang) for row in rows]
        )
        yield Block(TEXT, say("gains.left", lang))
        left = [name for name in INGREDIENTS if name in rows[0]["cells"]]
        heads = [say("gains.indicator", lang), say("gains.neither", lang)]
        heads += [say("gains.without", lang, name=say(f"ingredient_{name}", lang)) for name in left]
        moved = [row for row in rows if _is_left(row)]
        yield Block(TABLE, heads=heads, rows=[_cells(row, (NEITHER, *left), lang) for row in moved])
    yield Block(TEXT, say("gains.note", lang, n=result["n"]))


def _is_left(row: Mapping[str, Any]) -> bool:
    """Return whether the interval of what is left with prices and effects at zero holds no zero."""
    _, low, high = row["cells"][NEITHER]
    return low is None or high is None or not low <= 0.0 <= high


def _cells(row: Mapping[str, Any], lines: Sequence[str], lang: str) -> list[str]:
    unit = REGISTRY[row["indicator"]].unit
    cells = [title_of(row["indicator"], lang)]
    for line in lines:
        middle, low, high = (math.nan if x is None else x for x in row["cells"][line])
        cells.append(labels.interval(middle, low, high, unit, lang))
    return cells


if __name__ == "__main__":
    sys.exit(main(None))
