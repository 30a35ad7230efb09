"""Gain from the same luck: ``python -m experiments.seeds a=silo b=pole replicates=100``.

Two worlds with the same seed face the same persons with the same luck. For each headline indicator
the program shows how many times fewer replicates are needed, with an interval, and, if the gain is
small, the reason.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    form,
    replicates,
    without_pathways,
)
from experiments.cli.screen import heading, item, labelled, paragraph, table
from sim import compose
from sim import lang as labels
from sim.lang import say

if TYPE_CHECKING:
    from sim.indicators.outputs import Run
    from sim.indicators.stats import Shared
    from sim.study.comparison import Comparison

SPEC: Final = (
    Option("a", str, "silo", "option.seeds.a"),
    Option("b", str, "pole", "option.seeds.b"),
    replicates(100, low=10),
    SEED,
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
LEAST: Final = 2.0  # below, the cause is printed
ENOUGH: Final = 100  # seeds
HARDLY: Final = 0.1  # ratio of standard deviations below which a world hardly varies
CLOSE: Final = 0.7  # correlation from which worlds follow each other


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("seeds", SPEC, compose.groups(), lang=lang))
        return None
    overrides = without_pathways(overrides)
    if options["cfg"]:
        both = compose.load_scenarios([options["a"], options["b"]], overrides)
        tree = {n: s.model_dump(mode="json") for n, s in zip("ab", both, strict=True)}
        print(compose.yaml_text(tree), end="")
        return None
    from sim.study import compare as paired

    compared = paired.compare(
        options["a"],
        options["b"],
        overrides,
        replicates=options["replicates"],
        seed=options["seed"],
        assumptions="default",
        workers=options["workers"],
        lang=lang,
    )
    rows = measured(compared, lang)
    command = reproduce("seeds", options, overrides)
    if options["format"] == "json":
        print(json.dumps({**compared.attrs, "command": command, "rows": rows}, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(rows, lang))
    else:
        show(compared, rows, command, lang)
    return None


def measured(compared: Comparison, lang: str) -> list[dict[str, Any]]:
    """One row a headline indicator: factor with its interval, where it comes from, and the cause.

    The correlations by year are over seeds, for the whole years since the reform.
    """
    from sim.indicators import stats
    from sim.indicators.registry import HEADLINE, REGISTRY

    rows = []
    for name in HEADLINE:
        shared = stats.shared_luck(*compared.values(name).T)
        years = [
            stats.shared_luck(year[:, 0], year[:, 1], resamples=0).correlation
            for year in compared.yearly(name)
        ]
        found = {field: _plain(getattr(shared, field)) for field in shared.__slots__}
        counting = counting_share(compared, name)
        why = cause(shared, years, counting)
        rows.append(
            {
                "indicator": name,
                "label": REGISTRY[name].label(lang),
                **found,
                "counting": _plain(counting),
                "years": [_plain(year) for year in years],
                "cause": why,
                "groups": _by_group(compared, name) if why else [],
            }
        )
    return rows


def _by_group(compared: Comparison, name: str) -> list[dict[str, Any]]:
    """Correlation of both worlds in each group: it shows which groups share their luck."""
    from sim.indicators import stats

    frame = compared.summary()
    mine = frame[(frame["indicator"] == name) & frame["dimension"].isin(DIMENSIONS)]
    return [
        {
            "dimension": row.dimension,
            "group": row.group,
            "correlation": _plain(
                stats.shared_luck(
                    *compared.values(name, row.dimension, row.group).T, resamples=0
                ).correlation
            ),
        }
        for row in mine.itertuples()
    ]


def _plain(number: float) -> float | str | None:
    if math.isinf(number):
        return "inf"
    return number if math.isfinite(number) else None


def counting_share(compared: Comparison, name: str) -> float:
    """Share of Var a + Var b that is only that of counting single events or waits.

    Were events independent of each other, their number would vary as a Poisson count, and a mean
    wait as the mean of that many single waits. That part is shared only as far as the *same* events
    happen to the same persons in both worlds. nan for other indicators; it may exceed 1 if events
    exclude each other.
    """
    from sim.indicators.registry import REGISTRY, Wait

    source, unit = REGISTRY[name].source, REGISTRY[name].unit
    values = compared.values(name)
    if unit == "per_100_years":
        years = (compared.a.clock.months - compared.a.clock.reform_month) / 12
        expected = 100 * values.mean(axis=0) / (compared.values("people").mean(axis=0) * years)
    elif isinstance(source, Wait) and source.statistic == "mean":
        expected = np.mean(
            [[_one_wait(world, source.kind) for world in pair] for pair in compared.pairs],
            axis=0,
        )
    else:
        return math.nan
    total = float(values.var(axis=0, ddof=1).sum())
    return float(expected.sum()) / total if total else math.nan


def _one_wait(run: Run, kind: int) -> float:
    """Variance of a mean of single waits restricted to the horizon, were they independent."""
    from sim.indicators.registry import HORIZON
    from sim.indicators.spells import Spells
    from sim.state import counts

    flows = run.waits[kind].sum(axis=1)
    curve = Spells.of(flows).curve()[:HORIZON]
    square = float(((2 * np.arange(len(curve)) + 1) * curve).sum())
    return (square - float(curve.sum()) ** 2) / max(int(flows[counts.ENTERED].sum()), 1)


def cause(shared: Shared, years: list[float], counting: float = math.nan) -> str:
    """Return why a factor is below `LEAST`, as a key of the catalogues; nothing where it is not."""
    if math.isinf(shared.factor) or shared.factor >= LEAST or math.isnan(shared.sd_a):
        return ""
    if min(shared.sd_a, shared.sd_b) <= HARDLY * max(shared.sd_a, shared.sd_b):
        return "luck_constant"
    if counting >= 0.5:
        return "luck_counting"
    if shared.spread >= 0.5:
        return "luck_wider"
    known = [year for year in years if math.isfinite(year)]
    if not known:
        return "luck_parted"
    return "luck_slowly" if known[0] >= CLOSE else "luck_at_once"


def markdown(rows: list[dict[str, Any]], lang: str) -> str:
    """Return the table for a page: factor, correlation, spread and counting, cause where low."""
    names = ("indicator", "luck_factor", "luck_correlation", "luck_spread", "luck_counting_share")
    lines = ["| " + " | ".join(say(name, lang) for name in names) + " |", "|---|---|---|---|---|"]
    for row in rows:
        cells = [row["label"], _interval(row, lang), _number(row["correlation"], 2, lang)]
        cells += [_percent(row[name], lang) for name in ("spread", "counting")]
        lines.append(f"| {' | '.join(cells)} |")
    why = [
        f"- {say('labelled', lang, label=row['label'], text=say(row['cause'], lang))}."
        for row in rows
        if row["cause"]
    ]
    return "\n".join([*lines, "", *why] if why else lines)


def show(compared: Comparison, rows: list[dict[str, Any]], command: str, lang: str) -> None:
    """Print the table, then why some factors are low."""
    a, b = compared.titles(lang)
    place = compared.place.label(lang)
    print(paragraph(say("luck_title", lang, a=a, b=b, territory=place)))
    print(paragraph(say("n", lang, n=compared.n, seeds=compared.seeds_text())))
    if compared.n < ENOUGH:
        print(paragraph(say("luck_few", lang, n=ENOUGH)))
    names = ("indicator", "luck_factor", "luck_correlation")
    more = ("luck_spread", "luck_counting_share", "luck_years")
    heads = [say(name, lang) for name in names]
    heads += ["σ a", "σ b", "σ b − a", *(say(name, lang) for name in more)]
    cells = [
        [
            row["label"],
            _interval(row, lang),
            _number(row["correlation"], 2, lang),
            *(_short(row[name], lang) for name in SPREADS),
            *(_percent(row[name], lang) for name in ("spread", "counting")),
            " ".join(_number(year, 2, lang) for year in row["years"][::4]) or "–",
        ]
        for row in rows
    ]
    print(table(heads, cells))
    print(f"\n{paragraph(say('luck_reads', lang))}")
    low = [row for row in rows if row["cause"]]
    if low:
        least = labels.number(LEAST, 0, lang)
        print(f"\n{heading(say('luck_low', lang, least=least))}")
    for row in low:
        text = f"{say(row['cause'], lang)}{_groups(row, lang)}"
        print(item(say("labelled", lang, label=row["label"], text=text)))
    print(f"\n{labelled('again', command, lang)}")


DIMENSIONS: Final = ("stage", "complexity")
SPREADS: Final = ("sd_a", "sd_b", "sd_gap")


def _groups(row: dict[str, Any], lang: str) -> str:
    texts = [
        f"{labels.group(g['dimension'], g['group'], lang)} {_number(g['correlation'], 2, lang)}"
        for g in row["groups"]
    ]
    label = say("luck_correlation", lang).lower()
    return f" ({say('labelled', lang, label=label, text=' · '.join(texts))})" if texts else ""


def _number(number: float | str | None, digits: int, lang: str) -> str:
    if isinstance(number, str):  # as JSON writes a number without bound
        return "∞"
    if number is not None and number >= 100:
        digits = 0
    return "–" if number is None else labels.number(number, digits, lang)


def _percent(share: float | None, lang: str) -> str:
    return "–" if share is None else labels.percent(share, lang)


def _short(number: float | None, lang: str) -> str:
    """Three digits of a standard deviation."""
    return "–" if number is None else labels.plain(float(f"{number:.3g}"), lang)


def _interval(row: dict[str, Any], lang: str) -> str:
    if row["factor"] == "inf":
        return say("luck_same", lang)
    if row["low"] is None or row["low"] == row["high"]:
        return _number(row["factor"], 1, lang)
    ends = say("interval.between", lang).join(_number(row[k], 1, lang) for k in ("low", "high"))
    return f"{_number(row['factor'], 1, lang)} [{ends}]"


if __name__ == "__main__":
    raise SystemExit(main(None))
