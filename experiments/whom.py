"""Whom poles take and leave: ``python -m experiments.whom``.

The difference between two worlds, group by group, in three forms of the same reform: all
establishments take part; a part of them; those of some zones only. Groups show whom a pole serves
better or worse (complexity, age, need); zones show what it does to those beyond its border.

    python -m experiments.whom
    python -m experiments.whom territories=training coverage=0.5 indicator=waiting replicates=40
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

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
from sim import compose
from sim import lang as labels
from sim.errors import InputError, suggestion
from sim.indicators.registry import LOSER_INDICATORS, REGISTRY
from sim.lang import Message, say
from sim.results.verdict import MARKS, smallest_that_counts, verdict

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SPEC: Final = (
    Option("a", str, "silo", "option.whom.a"),
    Option("b", str, "pole", "option.whom.b"),
    territories("training"),
    Option("indicator", str, "unmet_need", "option.whom.indicator"),
    Option("coverage", float, 0.5, "option.whom.coverage", low=0.05, high=0.95),
    replicates(20, low=2),
    SEED,
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)
ALL, PART, SOME = "all", "part", "some"  # who takes part
DIMENSIONS: Final = ("all", "complexity", "stage", "need", "zone")


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang, indicator = options["lang"], options["indicator"]
    if options["help"]:
        print(help_text("whom", SPEC, compose.groups(), lang=lang))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    if indicator not in LOSER_INDICATORS:
        near = suggestion(indicator, LOSER_INDICATORS)
        known = ", ".join(LOSER_INDICATORS)
        raise InputError(Message("whom.indicator", name=indicator, known=known, near=near))
    overrides = without_pathways(overrides)
    places = {
        name: forms(options, [*overrides, f"territory={name}"])
        for name in listed(options["territories"], "territories")
    }
    if options["cfg"]:
        first = next(iter(places.values()))
        print(compose.yaml_text({k: s.model_dump(mode="json") for k, s in first.items()}), end="")
        return None
    result = {
        "indicator": indicator,
        "n": options["replicates"],
        "coverage": options["coverage"],
        "territories": {name: measured(found, options) for name, found in places.items()},
        "command": reproduce("whom", options, typed(overrides)),
    }
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown_of(blocks(result, lang)))
    else:
        print(paragraph(say("whom.title", lang, a=options["a"], b=options["b"])))
        print_blocks(blocks(result, lang))
        print(labelled("again", result["command"], lang))
    return None


def forms(options: Mapping[str, Any], words: Sequence[str]) -> dict[str, Scenario]:
    """Return the first world, and the second one in three forms.

    In `SOME` the pole is that of the first half of the zones, rounded up; zones are not chosen by
    what they hold.
    """
    from sim.runs.warmup import territory_of

    a, b = compose.load_scenarios([options["a"], options["b"]], words)
    zones = len(territory_of(a).zones.x)
    inside = list(range((zones + 1) // 2))
    return {
        "": a,
        ALL: b,
        PART: b.with_(organisation={"pole": {"coverage": options["coverage"]}}),
        SOME: b.with_(organisation={"pole": {"perimeter": "list", "zones": inside}}),
    }


def measured(found: Mapping[str, Scenario], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each group: the level in the first world, and three differences."""
    from sim.indicators.outputs import PAYERS
    from sim.results.origin import place_of
    from sim.results.tables import ComparisonTables
    from sim.runs.replicates import run_worlds
    from sim.runs.warmup import territory_of

    a, indicator = found[""], options["indicator"]
    land = territory_of(a)
    seeds = tuple(range(options["seed"], options["seed"] + options["replicates"]))
    runs = run_worlds(
        list(found.values()), seeds, workers=options["workers"], lang=options["lang"],
        territory=land,
    )  # fmt: skip
    names, entry = (options["a"], options["b"]), REGISTRY[indicator]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    inside = set(found[SOME].organisation.pole.zones)
    for rank, form_ in enumerate(list(found)[1:], 1):
        pairs = tuple((of_seed[0], of_seed[rank]) for of_seed in runs)
        place = place_of(a, land)
        table = ComparisonTables(a, found[form_], names, (), seeds, pairs, place, PAYERS)
        summary = table.summary(lang="en")
        for line in summary[summary["indicator"] == indicator].itertuples():
            dimension, group = str(line.dimension), str(line.group)
            if dimension not in DIMENSIONS:
                continue
            texts = {
                lang: labels.group(dimension, group, lang, place.zones) for lang in ("fr", "en")
            }
            new = {"dimension": dimension, "group": group, "label": texts, "a": _plain(line.a)}
            new["inside"] = int(group) in inside if dimension == "zone" else None
            row = rows.setdefault((dimension, group), new)
            ends = [_plain(getattr(line, key)) for key in ("difference", "low", "high")]
            known = [math.nan if end is None else end for end in ends]
            smallest = smallest_that_counts(entry.unit, float(line.a))
            row[form_] = [*ends, verdict(entry.direction, known[1], known[2], smallest)]
    return sorted(rows.values(), key=lambda row: DIMENSIONS.index(row["dimension"]))


def _plain(number: Any) -> float | None:
    return float(number) if math.isfinite(number) else None


def blocks(result: Mapping[str, Any], lang: str) -> Iterator[Block]:
    """Yield a table for each territory."""
    indicator = result["indicator"]
    unit = REGISTRY[indicator].unit
    heads = [say("whom.group", lang), say("whom.level", lang), say("whom.all", lang)]
    heads.append(say("whom.part", lang, share=labels.percent(result["coverage"], lang)))
    heads.append(say("whom.some", lang))
    for territory, rows in result["territories"].items():
        title = title_of(indicator, lang)
        yield Block(HEADING, say("whom.heading", lang, territory=territory, indicator=title))
        cells = []
        for row in rows:
            name = row["label"][lang] or say("whom.everyone", lang)
            if row["inside"] is not None:
                where = "whom.inside" if row["inside"] else "whom.outside"
                name = f"{name} ({say(where, lang)})"
            level = math.nan if row["a"] is None else row["a"]
            line = [name, labels.value(level, unit, lang)]
            for form_ in (ALL, PART, SOME):
                *ends, mark = row[form_]
                numbers = [math.nan if end is None else end for end in ends]
                line.append(f"{labels.interval(*numbers, unit, lang)} {MARKS[mark]}")  # type: ignore[call-arg]
            cells.append(line)
        yield Block(TABLE, heads=heads, rows=cells)
    yield Block(TEXT, say("whom.note", lang, n=result["n"]))


if __name__ == "__main__":
    sys.exit(main(None))
