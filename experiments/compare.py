"""Compare two ways of organising, the main job: ``python -m experiments.compare a=silo b=pole``.

The same people with the same luck live in both worlds, replicate by replicate. The table says what
differs and how sure that is, then who loses, then what the numbers leave out.
"""

from __future__ import annotations

import json
import math
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    THREADS,
    WORKERS,
    folder_of,
    form,
    one_value_each,
    out,
    replicates,
)
from sim import compose
from sim import lang as labels
from sim.lang import say
from sim.results.verdict import verdict

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.comparison import Comparison

SPEC: Final = (
    Option("a", str, "silo", "option.compare.a"),
    Option("b", str, "pole", "option.compare.b"),
    replicates(20, 1, "option.compare.replicates"),
    SEED,
    out("A-B"),
    form("table", "json"),
    LANG,
    WORKERS,
    THREADS,
)
LOSERS_SHOWN: Final = 12
MARKS: Final = {"better": "▲", "worse": "▼", "unsure": "≈", "moves": "•"}


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("compare", SPEC, compose.groups(), lang=lang))
        return None
    one_value_each("compare", options)
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
    out = folder_of(options, f"{options['a']}-{options['b']}")
    said = {**options, "out": None}
    command = reproduce("compare", said, overrides)
    others = min(options["workers"], options["replicates"]) - 1
    with store.folder(out) as part, workers.worker_pool(others) as pool:
        compared = paired.compare(
            options["a"],
            options["b"],
            overrides,
            replicates=options["replicates"],
            seed=options["seed"],
            threads=options["threads"],
            workers=options["workers"],
            pool=pool,
            lang=lang,
        )
        drawn = None if pool is None else pool.submit(pictures, compared, lang)
        compared.write_into(part, command=command)
        try:
            figures = pictures(compared, lang) if drawn is None else drawn.result()
        except BrokenProcessPool:  # stopped, most often for want of memory: drawn here
            figures = pictures(compared, lang)
        for name, data in figures.items():
            store.put(part / name, data)
    if options["format"] == "json":
        print(json.dumps(as_json(compared, out, command, lang), ensure_ascii=False))
    else:
        show(compared, out, command, lang)


def pictures(compared: Comparison, lang: str) -> dict[str, bytes]:
    """Draw the figures of a comparison; what their files hold, by name."""
    from sim.report import style

    drawn = {"difference": compared.plot.difference("unmet_need", lang=lang)}
    if compared.a.clock.record_people:
        drawn["pathways"] = compared.plot.pathways(lang=lang)[0]
    return {
        f"{name}.{form}": style.picture(ax, form)
        for name, ax in drawn.items()
        for form in ("png", "svg")
    }


def _clean(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = [{str(k): _clean(v) for k, v in row.items()} for row in frame.to_dict("records")]
    for row in plain:
        low, high = row["low"], row["high"]
        sure = low is not None and high is not None
        row["verdict"] = verdict(row["direction"], low, high) if sure else "unsure"
    return plain


def as_json(compared: Comparison, out: Path, command: str, lang: str) -> dict[str, Any]:
    """Return everything that is shown, as one JSON object."""
    losers = compared.losers(lang)
    return {
        **compared.attrs,
        "territory_label": compared.place.label(lang),
        "months": compared.a.clock.months,
        "reform_month": compared.a.clock.reform_month,
        "table_digest": compared.digest(),
        "headline": _records(compared.headline(lang)),
        "two_markets": compared.two_markets(lang),
        "losers": _records(losers),
        "groups_tested": losers.attrs["tested"],
        "not_covered": compared.not_covered(lang),
        "out": str(out),
        "command": command,
        "seconds": compared.origin["seconds"],
    }


def _interval(row: Any, lang: str) -> str:
    return labels.interval(row.difference, row.low, row.high, row.unit, lang)


def show(compared: Comparison, out: Path, command: str, lang: str) -> None:
    """Print the table, who loses, what is not covered, and where the files are."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    wide = None if sys.stdout.isatty() else 118
    console = Console(width=wide, highlight=False)
    name_a, name_b = (escape(name) for name in compared.names)
    print_ = console.print
    print_(
        say(
            "question", lang, a=f"[bold]{name_a}[/]", b=f"[bold]{name_b}[/]",
            territory=escape(compared.place.label(lang)), months=compared.a.clock.months,
            reform=compared.a.clock.reform_month,
        )
    )  # fmt: skip
    n = say("n", lang, n=compared.n, seeds=compared.told_seeds())
    print_(f"{n} · {say('teaching', lang)}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("indicator", lang))
    table.add_column(name_a, justify="right")
    table.add_column(name_b, justify="right")
    table.add_column(say("difference", lang), justify="right")
    table.add_column(say("unit", lang))
    table.add_column(say("share_better", lang, b=name_b), justify="right", max_width=16)
    table.add_column(say("verdict", lang))
    row: Any
    for row in compared.headline(lang).itertuples():
        sense = verdict(row.direction, row.low, row.high)
        share = row.share_b_better
        table.add_row(
            row.label,
            labels.value(row.a, row.unit, lang),
            labels.value(row.b, row.unit, lang),
            _interval(row, lang),
            labels.unit(row.unit, lang),
            f"{labels.number(100 * share, 0, lang)} %" if math.isfinite(share) else "",
            f"{MARKS[sense]} {say(f'verdict_{sense}', lang)}",
        )
    print_(table)
    print_(f"\n[bold]{say('two_markets', lang)}[/]")
    for text in compared.two_markets(lang):
        print_(f"- {escape(text)}")
    _show_losers(compared, print_, lang)
    print_(f"\n[bold]{say('not_covered', lang)}[/]")
    for text in compared.not_covered(lang):
        print_(f"- {escape(text)}")
    print_(f"\n{say('digest', lang)} : {compared.digest()}", soft_wrap=True)
    print_(f"{say('again', lang)} : {escape(command)}", soft_wrap=True)
    seconds = labels.number(compared.origin["seconds"], 1, lang)
    print_(f"{say('files', lang)} : {escape(str(out))} ({seconds} s)", soft_wrap=True)


def _show_losers(compared: Comparison, print_: Any, lang: str) -> None:
    from rich.markup import escape

    losers = compared.losers(lang)
    print_(f"\n[bold]{say('who_loses', lang, b=escape(compared.names[1]))}[/]")
    if compared.n < 2:
        print_(say("losers_one", lang))
        return
    tested = losers.attrs["tested"]
    row: Any
    for row in losers.head(LOSERS_SHOWN).itertuples():
        unit = labels.unit(row.unit, lang, gap=True)
        print_(f"{MARKS['worse']} {escape(row.label)} : {_interval(row, lang)} {unit}")
    if len(losers) > LOSERS_SHOWN:
        print_(say("groups_more", lang, n=len(losers) - LOSERS_SHOWN))
    if len(losers):
        luck = labels.number(tested * 0.025, 0, lang)
        print_(say("losers_note", lang, found=len(losers), tested=tested, luck=luck))
    else:
        print_(say("nobody_loses", lang, tested=tested))


if __name__ == "__main__":
    raise SystemExit(main(None))
