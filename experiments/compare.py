"""Compare two ways of organising, the main job: ``python -m experiments.compare a=silo b=pole``.

The same people with the same luck live in both worlds, replicate by replicate. The output shows the
differences with their intervals, then the groups that lose, then what the model does not cover.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.figures import Figures, drawn, say_failed, write
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    THREADS,
    WORKERS,
    folder_of,
    form,
    out,
    replicates,
    say_taken,
)
from experiments.cli.screen import heading, item, labelled, paragraph, table
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import say
from sim.results.notes import first_losers, losers_note, sets_cells
from sim.results.verdict import MARKS
from sim.study.assumed import ASSUMPTIONS, LEAST, MOST, SETS, asked

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.study.comparison import Comparison

FEW: Final = 5  # replicates: below, an interval depends on single ones
SPEC: Final = (
    Option("a", str, "silo", "option.compare.a"),
    Option("b", str, "pole", "option.compare.b"),
    replicates(20, 1, "option.compare.replicates"),
    SEED,
    Option("assumptions", str, None, "option.compare.assumptions", choices=ASSUMPTIONS),
    Option("sets", int, SETS, "option.compare.sets", low=LEAST, high=MOST),
    out("A-B"),
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
        print(help_text("compare", SPEC, compose.groups(), lang=lang))
        return None
    scenarios = compose.load_scenarios([options["a"], options["b"]], overrides)
    if options["cfg"]:
        tree = {
            name: scenario.model_dump(mode="json")
            for name, scenario in zip("ab", scenarios, strict=True)
        }
        print(compose.yaml_text(tree), end="")
        return None
    _run(options, overrides)
    return None


def _run(options: dict[str, Any], overrides: list[str]) -> None:
    from sim.results import atomic_files as store
    from sim.runs import workers
    from sim.study import compare as paired

    lang = options["lang"]
    out = store.Target(folder_of(options, f"{options['a']}-{options['b']}"))
    which, _ = asked(options["assumptions"], options["sets"])
    inputs = {**options, "out": None, "assumptions": None if which == "both" else which}
    command = reproduce("compare", inputs, overrides)
    worlds = options["replicates"] + (options["sets"] if which == "both" else 0)
    others = min(options["workers"], worlds) - 1
    with workers.worker_pool(others) as pool:
        compared = paired.compare(
            options["a"],
            options["b"],
            overrides,
            replicates=options["replicates"],
            seed=options["seed"],
            assumptions=options["assumptions"],
            sets=options["sets"],
            threads=options["threads"],
            workers=options["workers"],
            pool=pool,
            lang=lang,
        )
        drawing = None if pool is None else pool.submit(pictures, compared, lang)
        with out.writing() as part:
            compared.write_into(part, command=command)
            try:
                figures = pictures(compared, lang) if drawing is None else drawing.result()
            except BrokenExecutor:  # stopped, most often by lack of memory: drawn here
                figures = pictures(compared, lang)
            write(figures, part)
    say_failed(figures, lang)
    say_taken(out, lang)
    if options["format"] == "json":
        print(json.dumps(as_json(compared, out.path, command, lang), ensure_ascii=False))
    else:
        show(compared, out.path, command, lang)


def pictures(compared: Comparison, lang: str) -> Figures:
    """Draw the figures of a comparison."""
    draws: dict[str, Callable[[], Axes]] = {
        "difference": lambda: compared.plot.difference("unmet_need", lang=lang),
        "headline": lambda: compared.plot.headline(lang=lang),
    }
    if compared.a.clock.record_people:
        draws["pathways"] = lambda: compared.plot.pathways(lang=lang)[0]
    return drawn(draws)


def _clean(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _clean(v) for k, v in row.items()} for row in frame.to_dict("records")]


def as_json(compared: Comparison, out: Path, command: str, lang: str) -> dict[str, Any]:
    """Return everything that is shown, as one JSON object."""
    losers = compared.losers(lang)
    return {
        **compared.attrs,
        "territory_label": compared.place.label(lang),
        "months": compared.a.clock.months,
        "reform_month": compared.a.clock.reform_month,
        "table_digest": compared.digest(),
        "sets": None if compared.sets is None else compared.sets.manifest(),
        "assumed": compared.assumed(lang),
        "headline": _records(compared.headline(lang)),
        "two_markets": compared.two_markets(lang),
        "losers": _records(losers),
        "groups_tested": losers.attrs["tested"],
        "groups_by_luck": losers.attrs["by_luck"],
        "same_worlds": compared.same_worlds,
        "not_covered": compared.not_covered(lang),
        "out": str(out),
        "command": command,
        "seconds": compared.origin["seconds"],
    }


def show(compared: Comparison, out: Path, command: str, lang: str) -> None:
    """Print the table, the groups that lose, what is not covered, and the folder of the files."""
    a, b = compared.titles(lang)
    place, clock = compared.place.label(lang), compared.a.clock
    months = {"months": str(clock.months), "reform": str(clock.reform_month)}
    first = a[:1].upper() + a[1:]
    print(heading(say("question", lang, a=first, b=b, territory=place, **months)))
    n = say("n", lang, n=compared.n, seeds=compared.seeds_text())
    print(paragraph(f"{n} · {say('teaching', lang)}"))
    print()
    for line in _stories(compared, lang):
        print(paragraph(line))
    if compared.same_worlds:
        print(paragraph(say("same_worlds", lang)))
    print()
    both = compared.sets is not None
    rows = [_cells(row, both, lang) for row in compared.headline(lang).itertuples()]
    heads = [say("indicator", lang), a, b, say("difference", lang)]
    if both:
        heads += [say("sets.band", lang), say("sets.share", lang, b=b)]
    print(table([*heads, say("verdict", lang)], rows))
    if compared.n < 2:
        print(paragraph(say("losers_one", lang)))
    elif compared.n < FEW:
        print(paragraph(say("few_replicates", lang)))
    print(paragraph(say("marks", lang, b=b)))
    for text in compared.assumed(lang):
        print(paragraph(text))
    print(f"\n{heading(say('two_markets', lang))}")
    for text in compared.two_markets(lang):
        print(item(text))
    _show_losers(compared, lang)
    print(f"\n{heading(say('not_covered', lang))}")
    for text in compared.not_covered(lang):
        print(item(text))
    print(f"\n{labelled('digest', compared.digest(), lang)}")
    print(labelled("again", command, lang))
    seconds = say("seconds", lang, s=labels.number(compared.origin["seconds"], 1, lang))
    print(labelled("files", f"{out} ({seconds})", lang))


def _stories(compared: Comparison, lang: str) -> list[str]:
    """Title and story of each scenario; nothing for one that was made by hand."""
    found: dict[str, str] = {}
    for name, title in zip(compared.names, compared.titles(lang), strict=True):
        scenario = name.partition(" ")[0]
        if scenario in found:
            continue
        with suppress(InputError):  # made by hand
            card = compose.card(scenario, compared.overrides)
            texts = {"title": getattr(card.title, lang), "story": getattr(card.story, lang)}
            if texts["title"] and texts["story"]:
                found[scenario] = say("card_line", lang, name=title, **texts)
    return list(found.values())


def _cells(row: Any, both: bool, lang: str) -> list[str]:
    better = ""
    if not both and row.verdict in ("better", "worse"):
        better = labels.percent(row.share_b_better, lang)
    unit = "%" if row.unit == "share" else labels.unit(row.unit, lang)
    return [
        f"{row.label} ({unit})",
        labels.value(row.a, row.unit, lang),
        labels.value(row.b, row.unit, lang),
        labels.interval(row.difference, row.low, row.high, row.unit, lang),
        *(sets_cells(row, lang) if both else ()),
        f"{MARKS[row.verdict]}\u00a0{better}".rstrip(),
    ]


def _show_losers(compared: Comparison, lang: str) -> None:
    losers = compared.losers(lang)
    print(f"\n{heading(say('who_loses', lang, b=compared.titles(lang)[1]))}")
    if compared.n < 2:
        print(paragraph(say("losers_one", lang)))
        return
    tested = losers.attrs["tested"]
    shown, more = first_losers(losers)
    row: Any
    for row in shown.itertuples():
        unit = labels.unit(row.unit, lang, gap=True)
        gap = labels.interval(row.difference, row.low, row.high, row.unit, lang)
        text = say("labelled", lang, label=row.label, text=f"{gap} {unit}")
        print(paragraph(f"{MARKS['worse']} {text}"))
    if more:
        print(paragraph(say("groups_more", lang, n=more)))
    if len(losers):
        print(paragraph(losers_note(losers, lang)))
    else:
        print(paragraph(say("nobody_loses", lang, n=tested)))


if __name__ == "__main__":
    raise SystemExit(main(None))
