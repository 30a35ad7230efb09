"""What the programs that analyse a study have in common: options, runs, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, reproduce
from experiments.cli.figures import drawn, say_failed, write
from experiments.cli.options import LANG, SEED, WORKERS, folder_of, form, out, replicates
from experiments.cli.screen import labelled
from sim.errors import InputError, suggestion
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import LANGS, Message, number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.sweep.design import Design
    from sim.sweep.study import Study

__all__ = [
    "StoppedError",
    "analysis_options",
    "finish",
    "folder",
    "indicator_of",
    "scale_of",
    "studied",
    "title_of",
]

RESULT: Final = "result.json"


class StoppedError(Exception):
    """The user stopped a study before its last run; what is done is kept."""

    def __init__(self, missing: int) -> None:
        super().__init__()
        self.missing = missing

    def text(self, lang: str) -> str:
        """Say what is missing, and that the same command goes on."""
        return say("analysis.stopped", lang, n=number(self.missing, 0, lang))


def analysis_options(program: str, seeds: int) -> tuple[Option, ...]:
    """Return the options of a program that runs a study and analyses it."""
    return (
        Option("study", str, None, Message("option.analysis.study", name=program)),
        Option("indicator", str, "unmet_need", "option.analysis.indicator"),
        replicates(seeds, 2),
        SEED,
        out(program),
        form("table", "json"),
        LANG,
        WORKERS,
    )


def indicator_of(options: Mapping[str, Any]) -> str:
    """Return the indicator that is explained.

    Raises
    ------
    InputError
        When it is not a headline indicator.
    """
    name = str(options["indicator"])
    if name not in HEADLINE:
        raise InputError(Message("analysis.headline", name=name, near=suggestion(name, HEADLINE)))
    return name


def title_of(indicator: str, lang: str) -> str:
    """Return the label of an indicator with its unit."""
    from sim import lang as labels

    entry = REGISTRY[indicator]
    unit = labels.unit(entry.unit, lang, gap=True)
    return f"{entry.label(lang)} ({unit})" if unit else entry.label(lang)


def scale_of(indicator: str) -> float:
    """Return what an indicator is multiplied by where it is shown: shares are in points."""
    return 100.0 if REGISTRY[indicator].unit == "share" else 1.0


def folder(options: dict[str, Any], program: str) -> Path:
    """Return the folder of a program; the same one each time it is asked for."""
    options["out"] = folder_of(options, program)
    return Path(options["out"])


def studied(
    scenarios: Sequence[str],
    design: Design,
    words: Sequence[str],
    options: Mapping[str, Any],
    place: Path,
    *,
    seed: int | None = None,
) -> Study:
    """Run a study, or what is missing of it.

    Parameters
    ----------
    place
        Folder of the study; one that holds the same study is resumed.
    seed
        First seed, if it is not that of the options.

    Raises
    ------
    StoppedError
        When the user stopped it.
    """
    from sim.sweep.study import Study

    made = Study(
        *scenarios, design=design, overrides=list(words), replicates=options["replicates"],
        seed=options["seed"] if seed is None else seed, folder=place, lang=options["lang"],
    )  # fmt: skip
    workers = options["workers"]
    made.run("local" if workers > 1 else "serial", workers=workers)
    if made.last is not None and made.last.missing:
        raise StoppedError(made.last.missing)
    return made


def finish(
    program: str,
    result: dict[str, Any],
    draw: Callable[[str], Axes | Mapping[str, Axes]],
    options: dict[str, Any],
    words: Sequence[str],
    show: Callable[[], None],
) -> None:
    """Write what was found and its figure, and print it as was asked.

    Parameters
    ----------
    result
        As JSON.
    draw
        Draws the figure in a language.
    show
        Prints the tables.
    """
    from sim.results import atomic_files as store

    lang, place = options["lang"], Path(options["out"])
    result["command"] = command = reproduce(program, options, words)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    store.put(place / RESULT, text.encode())
    figures = drawn({f"{program}.{tongue}": lambda t=tongue: draw(t) for tongue in LANGS})
    write(figures, place)
    say_failed(figures, lang)
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
        return
    show()
    print(f"\n{labelled('again', command, lang)}")
    print(labelled("files", place, lang))
