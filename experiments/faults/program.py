"""Is a fault seen? ``python -m experiments.faults draw=30``.

Each fault of `experiments.faults.lists` is one small change of the code. The program plants it in
a copy, runs the tests that must notice it, without compilation, and then small worlds whose
numbers are frozen. A fault that nothing shows tells which test is missing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from experiments.cli.arguments import Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, listed
from experiments.faults.lists import CLASSES, Fault, digest_of_tree, drawn, named, read, seed_of
from experiments.faults.report import as_json, markdown, show, survivors
from experiments.faults.running import Notes, run
from sim.compose.sentences import one_line
from sim.engine.digest import CACHE_ROOT
from sim.errors import InputError
from sim.lang import Message, say
from sim.runs.progress import progress_bar

ROOT: Final = Path(__file__).resolve().parents[2]
SPEC: Final = (
    Option(
        "class", str, "all", "option.faults.class",
        choices=("all", *(kind.replace(" ", "_") for kind in CLASSES)),
    ),
    Option("id", str, None, "option.faults.id"),
    Option("draw", int, None, "option.faults.draw", low=1, high=100_000),
    Option("again", bool, False, "option.faults.again"),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns 0, 1 when a fault survived, 2 when one cannot be planted."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("faults", SPEC, {}, lang=lang))
        return None
    if overrides or options["cfg"]:
        word = one_line(overrides[0]) if overrides else "--cfg"
        raise InputError(Message("faults.fixed", word=word))
    if not (ROOT / "tests" / "golden").is_dir():
        raise InputError(Message("faults.no_tests", folder=str(ROOT)))
    faults = chosen(options["class"], options["id"], options["draw"])
    notes = CACHE_ROOT / "faults" / f"{digest_of_tree(ROOT)}.jsonl"
    if options["again"]:
        notes.unlink(missing_ok=True)
    with progress_bar(len(faults)) as bar:
        bar.state(say("faults.planting", lang))
        outcomes = run(faults, ROOT, Notes(notes), bar, workers=options["workers"])
    pairs = list(zip(faults, outcomes, strict=True))
    if options["format"] == "json":
        print(json.dumps(as_json(pairs), ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(pairs, lang))
    else:
        show(pairs, lang)
    if any(found.end == "invalid" for found in outcomes):
        return 2
    return 1 if survivors(pairs) else 0


def chosen(kind: str, names: str | None, draw: int | None) -> list[Fault]:
    """Return the faults that the words ask for.

    Raises
    ------
    InputError
        When there is no fault of a name or of a class.
    """
    faults = list(read())
    if kind != "all":
        faults = [fault for fault in faults if fault.kind.replace(" ", "_") == kind]
    if not faults:
        raise InputError(Message("faults.none", name=kind))
    if names is not None:
        faults = named(faults, listed(names, "id"))
    return faults if draw is None else drawn(faults, draw, seed_of(ROOT))
