"""Does each mistake get a sentence? ``python -m experiments.bad_inputs``.

Mistakes of each kind are made one by one: words, values, files. The answer must say in a few
lines what is wrong, with the exit code 2, and write nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

from experiments.bad_inputs.bad_input import BadInput
from experiments.bad_inputs.inputs import KINDS, bad_inputs
from experiments.bad_inputs.trying import faults_of_the_answer
from experiments.cli.arguments import Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form
from experiments.cli.pool import each
from experiments.cli.screen import paragraph, table
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message, say

__all__ = ["SPEC", "main"]

SPEC: Final = (
    Option(
        "kind", str, "all", "option.bad_inputs.kind",
        choices=("all", *(kind.replace(" ", "_") for kind in KINDS)),
    ),
    form("table", "json"),
    LANG,
    WORKERS,
)  # fmt: skip


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns 1 when an answer is not as it must be."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("bad_inputs", SPEC, {}, lang=lang))
        return None
    if overrides or options["cfg"]:
        word = one_line(overrides[0]) if overrides else "--cfg"
        raise InputError(Message("bad_inputs.fixed", word=word))
    kind = options["kind"].replace("_", " ")
    chosen = [bad for bad in bad_inputs() if kind in ("all", bad.kind)]
    answers = each(faults_of_the_answer, chosen, workers=options["workers"], lang=lang)
    found = list(zip(chosen, answers, strict=True))
    if options["format"] == "json":
        rows = [{"input": bad.name, "wrong": wrong} for bad, wrong in found if wrong]
        print(json.dumps({"tried": len(found), "wrong": rows}, ensure_ascii=False))
    else:
        show(found, lang)
    return 1 if any(wrong for _, wrong in found) else None


def show(found: list[tuple[BadInput, list[str]]], lang: str) -> None:
    """Print how many mistakes of each kind were made, and each answer that is not as it must be."""
    made = Counter(bad.kind for bad, _ in found)
    good = Counter(bad.kind for bad, wrong in found if not wrong)
    rows = [[say(f"bad_inputs.{kind.replace(' ', '_')}", lang), str(n), str(good[kind])]
            for kind, n in made.items()]  # fmt: skip
    rows.append([say("bad_inputs.all", lang), str(made.total()), str(good.total())])
    print(table([say(f"bad_inputs.{head}", lang) for head in ("kind", "made", "good")], rows))
    for bad, wrong in found:
        if wrong:
            print(f"\n{paragraph(bad.name)}")
            for line in wrong:
                print(paragraph(f"  {one_line(line, 400)}"))
    print(f"\n{paragraph(say('bad_inputs.note', lang))}")
