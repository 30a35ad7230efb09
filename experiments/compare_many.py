"""Compare several scenarios on several territories: ``python -m experiments.compare_many``.

Each scenario is compared with the first one, on each territory, with the same people and the same
luck. The answer is one table and one figure; seconds and memory are measured and printed.
"""

from __future__ import annotations

import json
import resource
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.figures import drawn, say_failed, write
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    THREADS,
    WORKERS,
    folder_of,
    form,
    listed,
    out,
    replicates,
    say_taken,
    territories,
    typed,
    without_pathways,
)
from experiments.cli.screen import heading, labelled, paragraph, table
from sim import compose
from sim import lang as labels
from sim.lang import say
from sim.results.verdict import MARKS

if TYPE_CHECKING:
    from sim.study.several import Comparisons

SHOWN: Final = ("unmet_need", "unserved", "solution_within_24", "public_cost")
SPEC: Final = (
    Option("scenarios", str, "silo,provider,pole", "option.many.scenarios"),
    territories("training"),
    Option("indicator", str, "unmet_need", "option.many.indicator"),
    replicates(20, 1, "option.compare.replicates"),
    SEED,
    out("compare_many"),
    form("table", "json"),
    LANG,
    WORKERS,
    THREADS,
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("compare_many", SPEC, compose.groups(), lang=lang))
        return None
    overrides = without_pathways(overrides)
    names = listed(options["scenarios"], "scenarios")
    places = listed(options["territories"], "territories")
    if options["cfg"]:
        print(compose.yaml_text({"scenarios": names, "territories": places}), end="")
        return None
    _run(options, overrides, names, places)
    return None


def _run(
    options: dict[str, Any], overrides: list[str], names: list[str], places: list[str]
) -> None:
    from sim.results import atomic_files as store
    from sim.results.keys import check_monthly
    from sim.study.several import compare_many

    lang = options["lang"]
    check_monthly(options["indicator"])
    target = store.Target(folder_of(options, "compare_many"), new=True)
    settings = {name: options[name] for name in ("replicates", "seed", "threads", "workers")}
    found = compare_many(names, places, overrides, lang=lang, **settings)
    by_place = {place: comparison for (place, _), comparison in found.by_name.items()}
    seconds = sum(comparison.origin["seconds"] for comparison in by_place.values())
    figures = drawn({"difference": lambda: found.plot(options["indicator"], lang=lang).axes[0]})
    processes = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # the largest of them
    peak = max(resource.getrusage(one).ru_maxrss for one in processes) / 1024
    command = reproduce("compare_many", {**options, "out": None}, typed(overrides))
    with target.writing() as part:
        store.put_frame(part / "summary.parquet", found.summary(groups=True, lang=lang))
        found.to_csv_fr(part / "summary.csv", groups=True)
        write(figures, part)
        store.put_json(
            part / store.MANIFEST,
            {"kind": KIND, "command": command, "seconds": seconds, "peak_mb": peak},
        )
    say_failed(figures, lang)
    say_taken(target, lang)
    if options["format"] == "json":
        rows = json.loads(found.summary(lang=lang).to_json(orient="records"))
        measured = {"seconds": seconds, "peak_mb": peak}
        printed = {"summary": rows, **measured, "out": str(target.path), "command": command}
        print(json.dumps(printed, ensure_ascii=False))
        return
    _show(found, lang)
    memory = {"s": labels.number(seconds, 1, lang), "mb": labels.number(peak, 0, lang)}
    print(f"\n{labelled('measured', say('many_peak', lang, **memory), lang)}")
    print(labelled("again", command, lang))
    print(labelled("files", target.path, lang))


KIND: Final = "parcours-comparisons"


def _show(found: Comparisons, lang: str) -> None:
    first = next(iter(found.by_name.values()))
    others = ", ".join(dict.fromkeys(one.titles(lang)[1] for one in found.by_name.values()))
    print(heading(say("many_question", lang, a=first.titles(lang)[0], names=others)))
    n = say("n", lang, n=first.n, seeds=first.seeds_text())
    print(paragraph(f"{n} · {say('teaching', lang)}"))
    print()
    heads = [say("indicator", lang), say("difference", lang), say("verdict", lang)]
    for comparison in found.by_name.values():
        rows = []
        row: Any
        for row in comparison.headline(lang).set_index("indicator").loc[list(SHOWN)].itertuples():
            gap = labels.interval(row.difference, row.low, row.high, row.unit, lang)
            unit = "points" if row.unit == "share" else labels.unit(row.unit, lang)
            rows.append([f"{row.label} ({unit})", gap, MARKS[row.verdict]])
        print(heading(f"{comparison.place.label(lang)} · {comparison.titles(lang)[1]}"))
        print(table(heads, rows))
    if first.n < 2:
        print(paragraph(say("losers_one", lang)))


if __name__ == "__main__":
    raise SystemExit(main(None))
