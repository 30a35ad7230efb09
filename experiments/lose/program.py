"""Where the pole loses: ``python -m experiments.lose``.

Each file of ``configs/lose`` declares, before any final result of it, a condition as words, the
same words with its mechanism switched off, one headline indicator and the sign expected. Both are
run over the same seeds; the table shows whether the expected sign appears, and whether it reverses
when the mechanism is off. No cost may be at an end of its swept range: the program checks this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.figures import drawn, say_failed, write
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    WORKERS,
    folder_of,
    form,
    out,
    say_taken,
    typed,
    without_pathways,
)
from experiments.cli.screen import labelled
from experiments.lose.conditions import Base, Condition, chosen, declared, plan
from experiments.lose.report import figure, markdown, show
from experiments.lose.rows import Row
from sim import compose
from sim import lang as labels

if TYPE_CHECKING:
    from sim.study.comparison import Comparison

SPEC: Final = (
    Option("condition", str, "all", "option.lose.condition"),
    Option(
        "replicates", int, None, "option.lose.replicates", low=2, high=100_000,
    ),
    Option(
        "seed", int, None, "option.lose.seed", low=0, high=2**62,
    ),
    out("lose"),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip

FIXED: Final = ("scenario", "territory")  # by configs/lose


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("lose", SPEC, compose.groups(), fixed=FIXED, lang=lang))
        return None
    overrides = without_pathways(overrides)
    base, conditions = declared()
    conditions = chosen(options["condition"], conditions)
    words = plan(base, conditions, overrides)
    if options["cfg"]:
        print(compose.yaml_text({name: list(on) for name, (on, _) in words.items()}), end="")
        return None
    _run(options, overrides, base, conditions, words)
    return None


def _run(
    options: dict[str, Any],
    overrides: list[str],
    base: Base,
    conditions: Mapping[str, Condition],
    words: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]],
) -> None:
    from sim.results import atomic_files as store

    lang, out = options["lang"], store.Target(folder_of(options, "lose"))
    command = reproduce("lose", {**options, "out": None}, typed(overrides))
    rows = measured(base, conditions, words, options)
    reports = [row.report(lang) for row in rows]
    whole = {
        **_origin(rows[0].on),
        "base": list(base.words),
        "command": command,
        "rows": reports,
    }
    figures = drawn({f"lose.{tongue}": partial(figure, rows, tongue) for tongue in labels.LANGS})
    with out.writing() as part:
        store.put(part / "lose.json", json.dumps(whole, ensure_ascii=False, indent=1).encode())
        for tongue in labels.LANGS:
            store.put(part / f"lose.{tongue}.md", (markdown(rows, tongue) + "\n").encode())
        write(figures, part)
    say_failed(figures, lang)
    say_taken(out, lang)
    if options["format"] == "json":
        print(json.dumps(whole, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(rows, lang))
    else:
        show(rows, base, command, lang)
        print(labelled("files", out.path, lang))


def _origin(compared: Comparison) -> dict[str, Any]:
    attributes = compared.attrs
    return {name: attributes[name] for name in ("territory", "code_digest")}


def measured(
    base: Base,
    conditions: Mapping[str, Condition],
    words: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]],
    options: Mapping[str, Any],
) -> list[Row]:
    """Run every world that the conditions need, each pair once."""
    from sim.study import compare as paired

    known: dict[tuple[str, str, int, int], Comparison] = {}

    def compared(chosen_words: tuple[str, ...], replicates: int, seed: int) -> Comparison:
        a, b = compose.load_scenarios([base.a, base.b], chosen_words)
        key = (a.digest(), b.digest(), replicates, seed)
        if key not in known:
            known[key] = paired.compare(
                base.a,
                base.b,
                list(chosen_words),
                replicates=replicates,
                seed=seed,
                assumptions="default",
                workers=options["workers"],
                lang=options["lang"],
            )
        return known[key]

    rows = []
    for rank, (name, condition) in enumerate(conditions.items(), 1):
        if sys.stderr.isatty():
            title = getattr(condition.title, options["lang"])
            print(f"{rank}/{len(conditions)} {title}", file=sys.stderr)
        on, off = words[name]
        n = options["replicates"] or condition.seeds
        first = condition.first if options["seed"] is None else options["seed"]
        without = compared(off, n, first) if off else None
        rows.append(Row(name, condition, compared(on, n, first), without))
    return rows
