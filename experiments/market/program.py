"""The program: ``python -m experiments.market figure=price_war|contracts|scenarios``."""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import REQUIRED, Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    folder_of,
    form,
    one_value_each,
    out,
    replicates,
    without_pathways,
)
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import say

if TYPE_CHECKING:
    from types import ModuleType

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


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("market", SPEC, compose.groups(), lang=lang))
        return None
    one_value_each("market", options)
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
            raise InputError(
                [
                    f"reform_month={scenario.clock.reform_month} must come before months="
                    f"{scenario.clock.months}: there would be no month to compare."
                ]
            )
    _run(of, options, overrides, words)
    return None


def _run(of: ModuleType, options: dict[str, Any], overrides: list[str], words: list[str]) -> None:
    from sim.engine import digest
    from sim.report import style
    from sim.results import atomic_files as store

    lang, out = options["lang"], folder_of(options, options["figure"])
    command = reproduce("market", {**options, "out": None}, overrides)
    with store.folder(out) as part:
        worlds = of.measured(words, options)
        whole = {
            "figure": options["figure"],
            "territory": worlds.place.name,
            "seeds": list(worlds.seeds),
            "code_digest": digest.results(),
            "command": command,
            "rows": of.table(worlds),
        }
        store.put(
            part / f"{options['figure']}.json",
            json.dumps(whole, ensure_ascii=False, indent=1).encode(),
        )
        for tongue in labels.LANGS:
            text = of.markdown(worlds, tongue)
            store.put(part / f"{options['figure']}.{tongue}.md", f"{text}\n".encode())
            for name, ax in of.draw(worlds, _note(worlds, tongue), tongue).items():
                for form in ("png", "svg"):
                    store.put(part / f"{name}.{tongue}.{form}", style.picture(ax, form))
    if options["format"] == "json":
        print(json.dumps(whole, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(of.markdown(worlds, lang))
    else:
        _show(of, worlds, command, lang)
        print(f"{say('files', lang)} : {out}")


def _note(worlds: Worlds, lang: str) -> str:
    n = say("n", lang, n=len(worlds.seeds), seeds=worlds.told_seeds())
    return f"{worlds.place.label(lang)} · {n} · {say('teaching', lang)}"


def _show(of: ModuleType, worlds: Worlds, command: str, lang: str) -> None:
    """Print the tables that go to the page, as text."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    console.print(escape(_note(worlds, lang)))
    shown: Table | None = None
    for line in [*of.markdown(worlds, lang).splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|---"):
            continue
        if line.startswith("|") and shown is None:
            shown = Table(box=None, pad_edge=False, header_style="bold")
            for rank, head in enumerate(cells):
                shown.add_column(escape(head), justify="left" if rank == 0 else "right")
        elif line.startswith("|") and shown is not None:
            shown.add_row(*(escape(cell) for cell in cells))
        else:
            if shown is not None:
                console.print(shown)
                shown = None
            if line:
                console.print(f"\n[bold]{escape(line.strip('*'))}[/]")
    console.print(f"\n{say('again', lang)} : {escape(command)}", soft_wrap=True)
