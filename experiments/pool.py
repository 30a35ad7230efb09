"""What the pool of a pole is made of: ``python -m experiments.pool``.

One world of each territory is simulated, and looked at in its last month: which part of the staff
hours of each category has been turned into tailored hours. Below 2 % of all hours, such a world
says nothing about tailored support.

    python -m experiments.pool
    python -m experiments.pool scenario=pole territories=creuse,jura organisation.conversion=blind
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.blocks import HEADING, TABLE, TEXT, Block, markdown_of, print_blocks
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    form,
    listed,
    territories,
    typed,
    without_pathways,
)
from experiments.cli.screen import labelled, paragraph
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SPEC: Final = (
    Option("scenario", str, "pole", "option.pool.scenario"),
    territories("training"),
    SEED,
    form("table", "json", "markdown"),
    LANG,
)
LEAST: Final = 0.02  # of all staff hours: below, tailored support was not tested
COLUMNS: Final = ("category", "hours", "pool", "share")


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("pool", SPEC, compose.groups(), lang=lang))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    words = without_pathways(overrides)
    scenarios = {
        name: compose.load_scenario(options["scenario"], [*words, f"territory={name}"])
        for name in listed(options["territories"], "territories")
    }
    if options["cfg"]:
        tree = {name: scenario.model_dump(mode="json") for name, scenario in scenarios.items()}
        print(compose.yaml_text(tree), end="")
        return None
    result = {
        "scenario": options["scenario"],
        "seed": options["seed"],
        "territories": {
            name: of_categories(scenario, options["seed"]) for name, scenario in scenarios.items()
        },
        "command": reproduce("pool", options, typed(overrides)),
    }
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown_of(blocks(result, lang)))
    else:
        print(paragraph(say("pool.title", lang, name=options["scenario"])))
        print_blocks(blocks(result, lang))
        print(labelled("again", result["command"], lang))
    return None


def of_categories(scenario: Scenario, seed: int) -> list[dict[str, Any]]:
    """Return, for each category, its staff hours of the last month and those turned into hours.

    Hours are those of posts, roads included, before prices and slippage: the places of each
    establishment times the posts of a place.
    """
    from sim.runs.run import open_world

    model = open_world(scenario, seed)
    model.run_for(scenario.clock.months)
    o, land = model.organisations, model.environment
    posts = land.cat_staff[o.e_category].sum(axis=1) * (1.0 + land.road)
    codes = model.territory.categories.code
    whole = np.bincount(o.e_category, posts * o.e_places, len(codes)) / 60
    turned = np.bincount(o.e_category, posts * o.e_converted, len(codes)) / 60
    return [
        {"category": code, "hours": float(whole[rank]), "pool": float(turned[rank])}
        for rank, code in enumerate(codes)
        if whole[rank] > 0
    ]


def blocks(result: Mapping[str, Any], lang: str) -> Iterator[Block]:
    """Yield a table for each territory; a sentence where tailored support was not tested."""
    for territory, rows in result["territories"].items():
        yield Block(HEADING, say("pool.heading", lang, territory=territory, seed=result["seed"]))
        whole, turned = (sum(row[key] for row in rows) for key in ("hours", "pool"))
        all_of = {"category": say("pool.all", lang), "hours": whole, "pool": turned}
        yield Block(
            TABLE,
            heads=[say(f"pool.{column}", lang) for column in COLUMNS],
            rows=[_cells(row, whole, lang) for row in [*rows, all_of]],
        )
        if turned < LEAST * whole:
            yield Block(TEXT, say("pool.untested", lang, least=labels.percent(LEAST, lang)))
    yield Block(TEXT, say("pool.note", lang))


def _cells(row: Mapping[str, Any], whole: float, lang: str) -> list[str]:
    """Return a line: its hours, those in the pool, and these as a share of all hours."""
    hours, pool = (labels.number(row[key], 0, lang) for key in ("hours", "pool"))
    return [row["category"].upper() if len(row["category"]) < 7 else row["category"], hours, pool,
            say("percent", lang, x=labels.number(100 * row["pool"] / whole, 1, lang))]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(None))
