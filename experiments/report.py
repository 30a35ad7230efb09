"""Write the report of a saved comparison: ``python -m experiments.report FOLDER lang=fr``.

A page, a tagged PDF, slides, and the table of differences for a spreadsheet, from the folder that
``experiments.compare`` wrote. Nothing is simulated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from experiments.cli.arguments import REQUIRED, Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, listed
from experiments.cli.screen import labelled
from sim import compose
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message

SPEC: Final = (
    Option("folder", Path, REQUIRED, "option.report.folder"),
    Option("forms", str, "html,pdf,pptx,csv", "option.report.forms"),
    Option("out", Path, None, "option.report.out"),
    LANG,
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC, first="folder")
    lang = options["lang"]
    if options["help"]:
        print(help_text("report", SPEC, {}, lang=lang))
        return None
    if overrides:
        raise InputError(Message("cli.no_scenario", word=one_line(overrides[0])))
    forms = listed(options["forms"], "forms")
    out = options["out"] or options["folder"].with_name(f"{options['folder'].name}-report")
    if options["cfg"]:
        shown: dict[str, Any] = {"folder": str(options["folder"]), "forms": forms, "out": str(out)}
        print(compose.yaml_text(shown), end="")
        return None
    from sim.report.document.write import form_of
    from sim.study.comparison import Comparison, load

    for form in forms:
        form_of(f"report.{form}")
    compared = load(options["folder"], lang=lang)
    if not isinstance(compared, Comparison):
        raise InputError(Message("report.one_world", path=str(options["folder"])))
    for form in forms:
        print(labelled("files", compared.report(out / f"report.{form}", lang=lang), lang))
    return None


if __name__ == "__main__":
    raise SystemExit(main(None))
