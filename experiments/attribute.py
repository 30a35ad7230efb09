"""What each ingredient brings to a way of organising: ``python -m experiments.attribute``.

The eight ingredients are turned on and off in all 256 combinations, with the same people and the
same luck. The effect of the whole is then shared out among them (Shapley values): each one gets its
effect averaged over all orders in which they may come. At each seed, the eight values sum to the
difference between the whole and none.

    python -m experiments.attribute                               # configs/attribute/training
    python -m experiments.attribute territories=training,creuse replicates=20 out=studies/why
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option
from experiments.cli.exits import main_guard
from experiments.cli.options import listed, territories
from experiments.cli.screen import heading, paragraph, table
from experiments.cli.studies import (
    Job,
    analyse,
    analysis_options,
    folder,
    read_job,
    scale_of,
    studied,
    title_of,
)
from experiments.ingredients import interval
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.indicators.registry import REGISTRY
from sim.lang import Message, say
from sim.scenario.organisation import INGREDIENTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROGRAM: Final = "attribute"
SWITCHES: Final = tuple(f"organisation.{name}" for name in INGREDIENTS)
WHOLE: Final = "whole"
SPEC: Final = (
    Option("scenario", str, "pole", "option.attribute.scenario"),
    territories("training"),
    *analysis_options(PROGRAM, 4),
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv)
    if job is None:
        return None
    options, words = job.options, job.words
    if any(word.startswith("territory=") for word in words):
        raise InputError(Message("cli.territories"))
    names = listed(options["territories"], "territories")
    worlds = {  # every mistake before the first run
        name: compose.load_scenario(options["scenario"], [*words, f"territory={name}"])
        for name in names
    }
    if not all(getattr(worlds[names[0]].organisation, name) for name in INGREDIENTS):
        raise InputError(Message("attribute.ingredients", name=options["scenario"]))
    if options["cfg"]:
        tree = {name: world.model_dump(mode="json") for name, world in worlds.items()}
        print(compose.yaml_text(tree), end="")
        return None
    return analyse(PROGRAM, job, lambda: _measured(job, names), figure, show)


def _measured(job: Job, names: list[str]) -> dict[str, Any]:
    """Run all combinations on each territory, and share the difference out."""
    from sim.sweep.design import grid
    from sim.sweep.shapley import of_study

    options, indicator, place = job.options, job.indicator, folder(job.options, PROGRAM)
    design = grid({name: [False, True] for name in SWITCHES})
    rows: list[dict[str, Any]] = []
    runs, digests = 0, []
    for territory in names:
        own = [*job.words, f"territory={territory}"]
        made = studied([options["scenario"]], design, own, options, place / territory)
        values = of_study(made, indicator, SWITCHES)
        for name, effects in zip((*INGREDIENTS, WHOLE), (*values, values.sum(axis=0)), strict=True):
            middle, low, high = interval(effects)
            rows.append({"territory": territory, "ingredient": name, "difference": middle,
                         "low": low, "high": high, "by_seed": effects.tolist()})  # fmt: skip
        runs += made.status().ok
        digests.append(made.digest())
    return {
        "indicator": indicator,
        "scenario": options["scenario"],
        "replicates": options["replicates"],
        "territories": names,
        "runs": runs,
        "digests": digests,
        "rows": rows,
    }


def _name(ingredient: str, lang: str) -> str:
    return say("attribute.whole" if ingredient == WHOLE else f"ingredient_{ingredient}", lang)


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print a table, a column a territory."""
    indicator = result["indicator"]
    print(paragraph(say("attribute.title", lang, name=result["scenario"],
                        indicator=title_of(indicator, lang))))  # fmt: skip
    print(paragraph(say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                        n=result["replicates"])))  # fmt: skip
    cells: dict[str, list[str]] = {}
    for row in result["rows"]:
        text = labels.interval(
            row["difference"], row["low"], row["high"], REGISTRY[indicator].unit, lang
        )
        cells.setdefault(_name(row["ingredient"], lang), []).append(text)
    print(f"\n{heading(title_of(indicator, lang))}")
    heads = [say("alone_ingredient", lang), *result["territories"]]
    print(table(heads, [[name, *texts] for name, texts in cells.items()]))
    print(f"\n{paragraph(say('attribute.note', lang))}")


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the value of each ingredient and the whole, on the first territory."""
    from sim.report.factors import Bar, bars
    from sim.report.style import footer

    scale, place = scale_of(result["indicator"]), result["territories"][0]
    rows = [
        Bar(_name(row["ingredient"], lang),
            *(scale * row[key] for key in ("difference", "low", "high")),
            row["difference"] * REGISTRY[result["indicator"]].direction < 0)
        for row in result["rows"] if row["territory"] == place
    ]  # fmt: skip
    axis = title_of(result["indicator"], lang)
    ax = bars(rows, axis, title=say("attribute.figure", lang, name=result["scenario"]), lang=lang)
    footer(ax, say("attribute.footer", lang, territory=place, n=result["replicates"]))
    return ax


if __name__ == "__main__":
    sys.exit(main(None))
