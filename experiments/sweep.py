"""Many runs over a design, resumed after whatever stopped them: ``python -m experiments.sweep``.

    python -m experiments.sweep run                                  # configs/sweep/training.yaml
    python -m experiments.sweep run out=studies/first scenario=silo,pole territory=training \
        organisation.planning_share=0.02,0.05 seed=range(1,21)
    python -m experiments.sweep status out=studies/first
    python -m experiments.sweep resume out=studies/first

Several values of a word are written as in Hydra: ``a=1,2``, ``a=range(3)``, ``a=interval(0,1)``,
``organisation=glob(*)``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse
from experiments.cli.exits import STOPPED, main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, SEED, WORKERS, form, listed, out, replicates
from experiments.cli.programs import command_of
from experiments.cli.ready import with_ready
from experiments.cli.screen import labelled, paragraph, table
from sim import compose
from sim.errors import InputError
from sim.lang import Message, say
from sim.lang import number as shown
from sim.sweep.schema import MANIFEST

if TYPE_CHECKING:
    from sim.sweep.study import Study

VERBS: Final = ("plan", "run", "status", "resume", "compact")
RUNNERS: Final = ("serial", "local", "dask", "array")
# What is planned; the other options are about how it is run.
PLANNING: Final = (
    Option("study", str, None, "option.sweep.study"),
    Option("scenario", str, "silo,pole", "option.sweep.scenario"),
    Option("design", str, None, "option.sweep.design"),
    Option("points", int, 16, "option.sweep.points", low=1, high=10_000_000),
    Option("table", Path, None, "option.sweep.table"),
    replicates(20, 1),
    SEED,
    Option("precise", str, None, "option.sweep.precise"),
    Option("half_width", float, None, "option.sweep.half_width", low=0),
    Option("most", int, 300, "option.sweep.most", low=30, high=100_000),
)
SPEC: Final = (
    *PLANNING,
    out("sweep"),
    Option("runner", str, "local", "option.sweep.runner", choices=RUNNERS),
    Option("address", str, None, "option.sweep.address"),
    Option("task", int, None, "option.sweep.task", low=0, high=100_000),
    Option("tasks", int, None, "option.sweep.tasks", low=1, high=100_000),
    Option("chunk", int, None, "option.sweep.chunk", low=1, high=100_000),
    Option("deadline", float, None, "option.sweep.deadline", low=0.001),
    Option("retry", bool, False, "option.sweep.retry"),
    Option("other_code", bool, False, "option.sweep.other_code"),
    form("table", "json"),
    LANG,
    WORKERS,
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    from sim.sweep.words import swept

    words = [] if "--help" in argv else _with_ready(argv)
    factors, seeds, others = swept(words)
    options, overrides = parse([*others, "--help"] if "--help" in argv else others, SPEC,
                               verbs=VERBS)  # fmt: skip
    lang = _language(argv, options)
    if options["help"]:
        print(help_text("sweep", SPEC, compose.groups(), verbs=VERBS, lang=lang))
        return None
    if options["cfg"]:
        tree = {**options, "factors": factors, "seeds": seeds, "overrides": overrides}
        print(compose.yaml_text(json.loads(json.dumps(tree, default=str))), end="")
        return None
    verb, there = options["verb"], _there(options)
    plans = verb in ("plan", "run") and (not there or _planning(argv))
    study = _planned(options, factors, seeds, overrides) if plans else _opened(options)
    if verb in ("run", "resume"):
        study.run(
            options["runner"], workers=options["workers"], address=options["address"] or "",
            task=options["task"], tasks=options["tasks"], chunk=options["chunk"],
            deadline=options["deadline"], retry=options["retry"],
            other_code=options["other_code"],
        )  # fmt: skip
    elif verb == "compact":
        before, after = study.compact()
        print(paragraph(say("sweep.compacted", lang, before=before, after=after)))
        return None
    show(study, options["format"], lang)
    stopped = study.last is not None and study.last.missing > 0
    return STOPPED if stopped else None


def _language(argv: Sequence[str], options: dict[str, Any]) -> str:
    for word in argv:
        if "--help" in argv and word.startswith("lang="):
            return word.removeprefix("lang=")
    return str(options["lang"])


def _with_ready(argv: Sequence[str]) -> list[str]:
    """Add the words of a ready configuration; what the user types replaces them."""
    named = any(word.startswith("study=") for word in argv)
    verb = argv[0] if argv else ""
    if not named and (verb not in ("plan", "run") or _planning(argv) or _written(argv)):
        return list(argv)
    return with_ready("sweep", argv)


def _written(argv: Sequence[str]) -> bool:
    return any(
        word.startswith("out=") and (Path(word[4:]).expanduser() / MANIFEST).exists()
        for word in argv
    )


def _planning(argv: Sequence[str]) -> bool:
    """Whether words say what is to be planned, and not only how it is run."""
    engine = {option.name for option in SPEC} - {option.name for option in PLANNING}
    words = [word for word in argv if "=" in word]
    return any(word.partition("=")[0].strip() not in engine for word in words)


def _there(options: dict[str, Any]) -> bool:
    return options["out"] is not None and (options["out"] / MANIFEST).exists()


def _opened(options: dict[str, Any]) -> Study:
    from sim.sweep.study import Study

    if options["out"] is None:
        raise InputError(Message("sweep.which", verb=options["verb"]))
    return Study.open(options["out"], lang=options["lang"])


def _planned(
    options: dict[str, Any], factors: dict[str, Any], seeds: list[int] | None, words: list[str]
) -> Study:
    from sim.sweep import design as designs
    from sim.sweep.replication import until_precise
    from sim.sweep.study import Study
    from sim.sweep.words import design_of

    between = any(isinstance(values, tuple) for values in factors.values())
    kind = options["design"] or ("latin_hypercube" if between else "grid")
    read = None if options["table"] is None else designs.table(options["table"])
    precise = None
    if options["precise"] is not None or options["half_width"] is not None:
        if options["precise"] is None or options["half_width"] is None:
            raise InputError(Message("sweep.precise_both"))
        precise = until_precise(options["precise"], options["half_width"], most=options["most"])
    fixed = {"replicates": options["replicates"]} if precise is None else {}
    luck = {"seeds": seeds} if seeds is not None else {**fixed, "seed": options["seed"]}
    return Study(
        *listed(options["scenario"], "scenario"),
        design=design_of(kind, factors, options["points"], read),
        overrides=words,
        folder=options["out"],
        precise=precise,
        lang=options["lang"],
        **luck,
    )


def show(study: Study, how: str, lang: str) -> None:
    """Print how far a study is, where it is, and the command that resumes it."""
    state = study.status()
    whole = not state.missing and study.last is not None  # `status` is to answer at once
    digest = study.digest() if whole else ""
    resume = " ".join([*command_of("sweep"), "resume", f"out={study.folder}"])
    if how == "json":
        where = {"folder": str(study.folder), "digest": digest, "again": resume}
        print(json.dumps({**state._asdict(), **where}, ensure_ascii=False))
        return
    heads = [say(f"sweep.head_{name}", lang) for name in ("runs", "number")]
    counts = [(name, getattr(state, name)) for name in ("planned", "ok", "failed", "late",
                                                        "missing")]  # fmt: skip
    print(table(heads, [[say(f"sweep.{n}", lang), shown(v, 0, lang)] for n, v in counts]))
    print()
    print(labelled("sweep.folder", study.folder, lang))
    if state.driver:
        print(labelled("sweep.driver", state.driver, lang))
    if state.failed and not state.damaged:
        first = study.sql("select error from runs where status = 'failed' limit 1")
        print(labelled("sweep.first_error", first["error"][0], lang))
    for path in state.damaged:
        print(paragraph(say("sweep.damaged", lang, path=path)))
    if digest:
        print(labelled("sweep.digest", digest, lang))
    if state.missing:
        print(labelled("sweep.resume", resume, lang))


if __name__ == "__main__":
    sys.exit(main(None))
