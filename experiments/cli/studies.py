"""What the programs that analyse a study have in common: words, runs, files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import STOPPED
from experiments.cli.figures import drawn, say_failed, write
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    folder_of,
    form,
    listed,
    out,
    replicates,
    without_pathways,
)
from experiments.cli.ready import with_ready
from experiments.cli.screen import labelled
from sim import compose
from sim.errors import InputError, suggestion
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import LANGS, Message, number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.scenario.scenario import Scenario
    from sim.sweep.design import Design
    from sim.sweep.study import Study

__all__ = [
    "Job",
    "analyse",
    "analysis_options",
    "folder",
    "read_job",
    "scale_of",
    "studied",
    "title_of",
    "worlds_of_a_pair",
    "wrong_of_a_pair",
]

RESULT: Final = "result.json"


class _StoppedError(Exception):
    """The user stopped a study before its last run; what is done is kept."""

    def __init__(self, missing: int) -> None:
        super().__init__()
        self.missing = missing

    def text(self, lang: str) -> str:
        """Say what is missing, and that the same command goes on."""
        return say("analysis.stopped", lang, n=number(self.missing, 0, lang))


def analysis_options(program: str, seeds: int, *forms: str) -> tuple[Option, ...]:
    """Return the options of a program that runs a study and analyses it.

    Parameters
    ----------
    seeds
        Replicates, if the user asks for no other number.
    forms
        What it prints besides a table and JSON.
    """
    return (
        Option("study", str, None, Message("option.analysis.study", name=program)),
        Option("indicator", str, "unmet_need", "option.analysis.indicator"),
        replicates(seeds, 2),
        SEED,
        out(program),
        form("table", "json", *forms),
        LANG,
        WORKERS,
    )


@dataclass(frozen=True)
class Job:
    """What the words of a command line ask of an analysis.

    Parameters
    ----------
    options
        Value of each option.
    words
        Words of the scenario with one value.
    factors
        Values or interval of each word that has several.
    swept
        Words of the factors, as they were typed.
    seeds
        Seeds that were given as a list, None if none were.
    indicator
        Headline indicator that is explained.
    """

    options: dict[str, Any]
    words: list[str]
    factors: dict[str, Any]
    swept: list[str]
    seeds: list[int] | None
    indicator: str


def read_job(
    program: str, spec: Sequence[Option], argv: list[str], *, sweeps: bool = False
) -> Job | None:
    """Read the words of a command line; with ``--help``, print the help and return None.

    Parameters
    ----------
    sweeps
        Whether a word may have several values.

    Raises
    ------
    InputError
        When a word is wrong, or the indicator is no headline indicator.
    """
    from sim.sweep.words import swept

    if "--help" in argv:
        options, _ = parse(argv, spec)
        print(help_text(program, spec, compose.groups(), lang=options["lang"]))
        return None
    ready = with_ready(program, argv)
    factors, seeds, others = swept(ready) if sweeps else ({}, None, ready)
    options, words = parse(others, spec)
    name = str(options["indicator"])
    if name not in HEADLINE:
        raise InputError(Message("analysis.headline", name=name, near=suggestion(name, HEADLINE)))
    typed = [word for word in argv if word.partition("=")[0] in factors]
    return Job(options, without_pathways(words), factors, typed, seeds, name)


def wrong_of_a_pair(program: str, job: Job) -> list[Message]:
    """Return what an analysis of two scenarios over intervals cannot take."""
    wrong = [
        Message("analysis.interval", program=program, name=name)
        for name, values in job.factors.items() if not isinstance(values, tuple)
    ]  # fmt: skip
    if job.seeds is not None:
        wrong.append(Message("analysis.seeds"))
    if len(listed(job.options["scenario"], "scenario")) != 2:
        wrong.append(Message("analysis.two", program=program))
    return wrong


def worlds_of_a_pair(program: str, job: Job, words: Sequence[str]) -> list[Scenario]:
    """Return the two scenarios that an analysis compares, with further words.

    Raises
    ------
    InputError
        When a word is wrong, or there are not two of them.
    """
    names = listed(job.options["scenario"], "scenario")
    if len(names) != 2:
        raise InputError(Message("analysis.two", program=program))
    return list(compose.load_scenarios(names, [*job.words, *words]))


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
    _StoppedError
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
        raise _StoppedError(made.last.missing)
    return made


def analyse(
    program: str,
    job: Job,
    measure: Callable[[], dict[str, Any]],
    draw: Callable[[Mapping[str, Any], str], Axes | Mapping[str, Axes]],
    show: Callable[[Mapping[str, Any], str], None],
    markdown: Callable[[Mapping[str, Any], str], str] | None = None,
) -> int | None:
    """Measure; then write what was found and its figure, and print it as was asked.

    Parameters
    ----------
    measure
        Runs the studies; returns what is found, as JSON.
    draw
        Draws what was found in a language.
    show
        Prints the tables in a language.
    markdown
        Returns them as a page has them, where the program has that form.

    Returns
    -------
    int or None
        The exit code of a study that the user stopped, else None.
    """
    from sim.results import atomic_files as store

    options, lang = job.options, job.options["lang"]
    place = folder(options, program)
    try:
        result = measure()
    except _StoppedError as stopped:
        print(stopped.text(lang), file=sys.stderr)
        return STOPPED
    result["command"] = command = reproduce(program, options, [*job.words, *job.swept])
    text = json.dumps(result, ensure_ascii=False, indent=1)
    store.put(place / RESULT, text.encode())
    figures = drawn({f"{program}.{tongue}": lambda t=tongue: draw(result, t) for tongue in LANGS})
    write(figures, place)
    say_failed(figures, lang)
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
        return None
    if options["format"] == "markdown" and markdown is not None:
        print(markdown(result, lang))
        return None
    show(result, lang)
    print(f"\n{labelled('again', command, lang)}")
    print(labelled("files", place, lang))
    return None
