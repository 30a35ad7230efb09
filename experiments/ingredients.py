"""Each ingredient alone: ``python -m experiments.ingredients``.

Silos, silos with one ingredient (and its cost), and all eight together are simulated with the same
people and the same luck, on several territories. The table gives each difference with its interval,
and the sum of the eight effects next to the effect of all eight together: they do not add up.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option, parse, reproduce
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
from experiments.cli.screen import heading, labelled, paragraph
from experiments.cli.screen import table as table_text
from experiments.compare import MARKS
from sim import compose
from sim import lang as labels
from sim.errors import InputError, suggestion
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import Message, say
from sim.results.verdict import smallest_that_counts, verdict
from sim.scenario.organisation import INGREDIENTS

if TYPE_CHECKING:
    from sim.study.comparison import Comparison

SPEC: Final = (
    Option("a", str, "silo", "option.ingredients.a"),
    Option("b", str, "pole", "option.ingredients.b"),
    territories("training,creuse,lozere"),
    Option(
        "indicators", str,
        "unmet_need,covered_share,without_solution,waiting,wait_first_hour_mean,ruptures,crises,"
        "cost_per_covered_hour",
        "option.ingredients.indicators",
    ),
    replicates(20, low=2),
    SEED,
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
SUM: Final = "sum"
ALL: Final = "all"


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("ingredients", SPEC, compose.groups(), lang=lang))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    overrides = without_pathways(overrides)
    names = listed(options["territories"], "territories")
    indicators = list(HEADLINE)
    if options["indicators"] != "all":
        indicators = listed(options["indicators"], "indicators")
        unknown = [name for name in indicators if name not in HEADLINE]
        if unknown:
            near = suggestion(unknown[0], HEADLINE)
            raise InputError(Message("cli.headline", name=unknown[0], near=near))
    words = {name: [*overrides, f"territory={name}"] for name in names}
    for own in words.values():  # every mistake before the first run
        _worlds(options, own)
    if options["cfg"]:
        tree = {
            who: scenario.model_dump(mode="json")
            for who, scenario in _worlds(options, words[names[0]]).items()
        }
        print(compose.yaml_text(tree), end="")
        return None
    found = {name: measured(options, own) for name, own in words.items()}
    rows = table(found, indicators, lang)
    command = reproduce("ingredients", options, typed(overrides))
    first = next(iter(found.values()))[ALL]
    if options["format"] == "json":
        attributes = {name: first.attrs[name] for name in ("n", "seeds", "code_digest")}
        print(json.dumps({**attributes, "command": command, "rows": rows}, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(rows, _labels(found, lang), lang))
    else:
        show(rows, _labels(found, lang), first, command, lang)
    return None


def _worlds(options: Mapping[str, Any], words: Sequence[str]) -> dict[str, Any]:
    """Return the scenarios: without any ingredient, each alone, all together."""
    base = compose.load_scenario(options["a"], words)
    if any(getattr(base.organisation, name) for name in INGREDIENTS):
        raise InputError(Message("cli.ingredients", name=options["a"]))
    alone = {
        name: compose.load_scenario(options["a"], [*words, f"organisation.{name}=true"])
        for name in INGREDIENTS
    }
    return {"": base, **alone, ALL: compose.load_scenario(options["b"], words)}


def measured(options: Mapping[str, Any], words: Sequence[str]) -> dict[str, Comparison]:
    """Run all worlds of a territory, the world without ingredients once for each seed."""
    from sim.indicators.outputs import PAYERS
    from sim.results.origin import place_of, provenance
    from sim.runs.replicates import run_worlds
    from sim.runs.warmup import territory_of
    from sim.study.comparison import Comparison

    worlds = _worlds(options, words)
    seeds = tuple(range(options["seed"], options["seed"] + options["replicates"]))
    territory = territory_of(worlds[""])  # files of a user are read once
    runs = run_worlds(
        list(worlds.values()), seeds, workers=options["workers"], lang=options["lang"],
        territory=territory,
    )  # fmt: skip
    place, origin = place_of(worlds[""], territory), provenance()
    first = Comparison(
        worlds[""], worlds[""], (options["a"], ""), tuple(words), seeds, (), place, PAYERS, origin
    )
    found = {}
    for rank, (name, scenario) in enumerate(worlds.items()):
        if name:
            pairs = tuple((of_seed[0], of_seed[rank]) for of_seed in runs)
            found[name] = replace(first, b=scenario, names=(options["a"], name), pairs=pairs)
    return found


def table(
    found: Mapping[str, Mapping[str, Comparison]], indicators: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    """One row for each indicator, ingredient and territory, and for the sum of the eight."""
    rows = []
    for indicator in indicators:
        for name in (*INGREDIENTS, SUM, ALL):
            for territory, compared in found.items():
                gaps = _gaps(compared, indicator, name)
                mean, low, high = interval(gaps)
                entry = REGISTRY[indicator]
                level = float(compared[ALL].values(indicator)[:, 0].mean())
                smallest = smallest_that_counts(entry.unit, level)
                rows.append(
                    {
                        "indicator": indicator,
                        "label": entry.label(lang),
                        "unit": entry.unit,
                        "ingredient": name,
                        "territory": territory,
                        "difference": _plain(mean),
                        "low": _plain(low),
                        "high": _plain(high),
                        "sense": verdict(entry.direction, low, high, smallest),
                    }
                )
    return rows


def _gaps(compared: Mapping[str, Comparison], indicator: str, name: str) -> Any:
    """Paired differences, one a seed; their sum over ingredients for the sum."""
    one = {who: np.diff(c.values(indicator), axis=1)[:, 0] for who, c in compared.items()}
    return sum(one[who] for who in INGREDIENTS) if name == SUM else one[name]


def interval(gaps: Any) -> tuple[float, float, float]:
    """Mean of paired differences and its 95 % Student interval.

    Examples
    --------
    >>> mean, low, high = interval(np.array([1.0, 2.0, 3.0]))
    >>> mean, round(low, 3), round(high, 3)
    (2.0, -0.484, 4.484)
    """
    from sim.indicators import stats

    p = stats.paired(np.zeros(len(gaps)), gaps)
    return p.difference, p.low, p.high


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _labels(found: Mapping[str, Mapping[str, Comparison]], lang: str) -> dict[str, str]:
    return {name: compared[ALL].place.label(lang) for name, compared in found.items()}


def _name(ingredient: str, lang: str) -> str:
    if ingredient in (SUM, ALL):
        return say(f"alone_{ingredient}", lang)
    return say(f"ingredient_{ingredient}", lang)


def _cell(row: Mapping[str, Any], lang: str) -> str:
    values = [math.nan if row[k] is None else row[k] for k in ("difference", "low", "high")]
    text = labels.interval(values[0], values[1], values[2], row["unit"], lang)
    return f"{text} {MARKS[row['sense']]}"


def _blocks(rows: Sequence[Mapping[str, Any]], lang: str) -> dict[str, dict[str, list[str]]]:
    """Title of each indicator, then a line of cells for each ingredient."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        title = f"{row['label']} ({labels.unit(row['unit'], lang, gap=True)})"
        lines = found.setdefault(title, {})
        lines.setdefault(_name(row["ingredient"], lang), []).append(_cell(row, lang))
    return found


def markdown(rows: Sequence[Mapping[str, Any]], territories: Mapping[str, str], lang: str) -> str:
    """Return a table for each indicator, for a page."""
    lines = []
    for title, block in _blocks(rows, lang).items():
        lines += [f"**{title}**", ""]
        lines.append(f"| {' | '.join((say('alone_ingredient', lang), *territories.values()))} |")
        lines.append("|---" * (1 + len(territories)) + "|")
        lines += [f"| {' | '.join((name, *cells))} |" for name, cells in block.items()]
        lines.append("")
    return "\n".join([*lines, say("alone_note", lang)])


def show(
    rows: Sequence[Mapping[str, Any]],
    territories: Mapping[str, str],
    first: Comparison,
    command: str,
    lang: str,
) -> None:
    """Print a table for each indicator, then a note on sums, and the command."""
    print(paragraph(say("alone_title", lang)))
    n = say("n", lang, n=first.n, seeds=first.seeds_text())
    print(paragraph(f"{n} · {say('teaching', lang)}"))
    heads = [say("alone_ingredient", lang), *territories.values()]
    for title, block in _blocks(rows, lang).items():
        print(f"\n{heading(title)}")
        print(table_text(heads, [[name, *cells] for name, cells in block.items()]))
    print(f"\n{paragraph(say('alone_note', lang))}")
    print(labelled("again", command, lang))


if __name__ == "__main__":
    raise SystemExit(main(None))
