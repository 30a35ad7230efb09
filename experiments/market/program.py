"""The program: ``python -m experiments.market figure=price_war|contracts|scenarios``."""

from __future__ import annotations

import importlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import REQUIRED, Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.figures import Figures, drawn, say_failed, write
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    folder_of,
    form,
    out,
    replicates,
    say_taken,
    without_pathways,
)
from experiments.cli.screen import heading, labelled, paragraph
from experiments.cli.screen import table as table_text
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from types import ModuleType

    from matplotlib.axes import Axes

    from experiments.market.worlds import Worlds

FIGURES: Final = ("price_war", "contracts", "scenarios")
SPEC: Final = (
    Option("figure", str, REQUIRED, "option.market.figure", choices=FIGURES),
    replicates(12, 2, "option.market.replicates"),
    SEED,
    out("FIGURE"),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
TRAINING: Final = "territory=training"
FIXED: Final = ("scenario", "funding")  # each world of a figure has its own


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("market", SPEC, compose.groups(), fixed=FIXED, lang=lang))
        return None
    words = list(overrides)
    if not any(word.startswith("territory=") for word in words):
        words.insert(0, TRAINING)
    words = without_pathways(words)
    of = importlib.import_module(f"experiments.market.{options['figure']}")
    planned = of.plan(words)  # every mistake before the first run
    if options["cfg"]:
        tree = {name: scenario.model_dump(mode="json") for name, scenario in planned.items()}
        print(compose.yaml_text(tree), end="")
        return None
    for scenario in planned.values():
        if scenario.clock.reform_month >= scenario.clock.months:
            reform, months = str(scenario.clock.reform_month), str(scenario.clock.months)
            raise InputError(Message("study.no_month", reform=reform, months=months))
    _run(of, options, overrides, words)
    return None


def _run(of: ModuleType, options: dict[str, Any], overrides: list[str], words: list[str]) -> None:
    from sim.engine import digest
    from sim.results import atomic_files as store

    lang, out = options["lang"], store.Target(folder_of(options, options["figure"]))
    command = reproduce("market", {**options, "out": None}, overrides)
    worlds = of.measured(words, options)
    whole = {
        "figure": options["figure"],
        "territory": worlds.place.name,
        "seeds": list(worlds.seeds),
        "code_digest": digest.results(),
        "command": command,
        "rows": of.table(worlds),
    }
    with out.writing() as part:
        store.put(
            part / f"{options['figure']}.json",
            json.dumps(whole, ensure_ascii=False, indent=1).encode(),
        )
        for tongue in labels.LANGS:
            text = of.markdown(worlds, tongue)
            store.put(part / f"{options['figure']}.{tongue}.md", f"{text}\n".encode())
        figures = _pictures(of, worlds)
        write(figures, part)
    say_failed(figures, lang)
    say_taken(out, lang)
    if options["format"] == "json":
        print(json.dumps(whole, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(of.markdown(worlds, lang))
    else:
        _show(of, worlds, command, lang)
        print(labelled("files", out.path, lang))


def _pictures(of: ModuleType, worlds: Worlds) -> Figures:
    """Draw the figures, once for each language."""

    def draw(tongue: str) -> dict[str, Axes]:
        found = of.draw(worlds, _note(worlds, tongue), tongue)
        return {f"{name}.{tongue}": ax for name, ax in found.items()}

    return drawn({tongue: partial(draw, tongue) for tongue in labels.LANGS})


def _note(worlds: Worlds, lang: str) -> str:
    n = say("n", lang, n=len(worlds.seeds), seeds=worlds.seeds_text())
    return f"{worlds.place.label(lang)} · {n} · {say('teaching', lang)}"


def _show(of: ModuleType, worlds: Worlds, command: str, lang: str) -> None:
    """Print the tables that go to the page, as text."""
    print(paragraph(_note(worlds, lang)))
    lines = [*of.markdown(worlds, lang).splitlines(), ""]
    cells: list[list[str]] = []
    for line in lines:
        if line.startswith("|---"):
            continue
        if line.startswith("|"):
            cells.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if cells:
            heads, *rows = cells
            print(table_text(heads, rows, keys=1 + (len(heads) > 1 and not heads[1])))
            cells = []
        if line:
            print(f"\n{heading(line.strip('*'))}")
    print(f"\n{labelled('again', command, lang)}")
