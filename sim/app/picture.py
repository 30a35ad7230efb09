"""The answer to a move: the pathways of some persons, and the tables of all charts. For workers.

An answer is the length of a JSON text (four bytes, little-endian), that text in UTF-8, and one byte
a person and month: the states of the first world, person after person, then those of the second.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.app.asked import Asked
from sim.app.worlds import compared, remember
from sim.indicators.measure import Key, monthly
from sim.indicators.outputs import STATE_NAMES, WAITING, Run
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.report.dashboard import PARTS
from sim.report.plots import strip_order
from sim.report.series import origin_line
from sim.results.means import half_width
from sim.study.comparison import Comparison

Array = npt.NDArray[Any]

__all__ = ["INDICATORS", "PERSONS", "draw", "pack"]

PERSONS: Final = 300  # shown
INDICATORS: Final = ("unmet_need", "waiting", "without_solution", "carer_strain")
LOSERS: Final = 8  # shown; the number of the others is given
YEAR: Final = 12


def draw(asked: Asked, first: Run | None = None) -> bytes:
    """Simulate both worlds and return the answer.

    Parameters
    ----------
    asked
        The picture.
    first
        Its first world, where another process has simulated it; of a picture of one seed only.
    """
    if first is not None:
        remember(asked, first)
    comparison = compared(asked)
    a, b = comparison.titles()
    strips, states = _strips(comparison)
    tree = {
        "n": comparison.n,
        "seeds": comparison.seeds_text(),
        "titles": [a, b],
        "origin": origin_line(comparison, asked.lang),
        "digest": comparison.digest(),
        "same": comparison.same_worlds,
        "strips": strips,
        "difference": _differences(comparison, asked.lang),
        "losers": _losers(comparison, asked.lang),
        "money": _money(comparison, asked.lang),
        "dashboard": _dashboard(comparison, asked.lang),
        "sure": _sure(comparison, asked.lang),
        "left_out": comparison.not_covered(asked.lang),
    }
    return pack(tree, *states)


def pack(tree: dict[str, Any], *states: Array) -> bytes:
    """Return a JSON text and states, int8[months, n] each, as one answer."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
    rows = (np.ascontiguousarray(each.T).astype(np.uint8).tobytes() for each in states)
    return b"".join((struct.pack("<I", len(text)), text, *rows))


def _strips(comparison: Comparison) -> tuple[dict[str, Any], tuple[Array, Array]]:
    """Choose the persons to show, and their order, from the first world alone.

    Moving a lever of the second world then changes neither who is shown nor where.
    """
    lang = comparison.language()
    first, second = comparison.recorded()
    asked = np.flatnonzero((first.state >= WAITING).any(axis=0))
    chosen = asked[np.linspace(0, len(asked) - 1, min(PERSONS, len(asked))).round().astype(int)]
    chosen = chosen[strip_order(first.state[:, chosen], first.state[:, chosen])]
    states = first.state[:, chosen], second.state[:, chosen]
    names = [say(f"state_{name}", lang) for name in STATE_NAMES]
    last = [np.bincount(world[-1], minlength=len(names)) for world in states]
    a, b = comparison.titles()
    months = len(states[0])
    rows = []
    for month in (*range(0, months, YEAR), months - 1):
        ends = [np.bincount(world[month], minlength=len(names)) for world in states]
        rows += [
            [str(month), title, *map(str, end)] for title, end in zip((a, b), ends, strict=True)
        ]
    described = say(
        "app.strips.described", lang, persons=len(chosen), months=months, a=a, b=b,
        full_a=int(last[0][4]), full_b=int(last[1][4]), wait_a=int(last[0][2]),
        wait_b=int(last[1][2]), without_a=int(last[0][5]), without_b=int(last[1][5]),
        seed=comparison.seeds[0],
    )  # fmt: skip
    head = [say("month", lang), say("app.world", lang), *names]
    tree = {
        "persons": len(chosen), "months": months, "states": names,
        "title": say("app.strips.title", lang, persons=len(chosen)),
        "described": described, "head": head, "rows": rows,
    }  # fmt: skip
    return tree, states


def _differences(comparison: Comparison, lang: str) -> list[dict[str, Any]]:
    """Return the curve of each indicator; the months of a run are worked out once for all."""
    worlds = [[monthly(run, comparison.payers) for run in pair] for pair in comparison.pairs]
    found = []
    for name in INDICATORS:
        key = Key(name, "all", "all")
        a, b = (np.array([pair[k][key] for pair in worlds], np.float64) for k in (0, 1))
        found.append(_difference(comparison, name, a, b, lang))
    return found


def _difference(comparison: Comparison, name: str, a: Array, b: Array, lang: str) -> dict[str, Any]:
    """Return a curve; `a` and `b` are float64[replicates, months]."""
    entry = REGISTRY[name]
    known = np.isfinite(a).all(axis=0) & np.isfinite(b).all(axis=0)
    months, a, b = comparison.pairs[0][0].months[known], a[:, known], b[:, known]
    factor = 100.0 if entry.unit == "share" else 1.0
    gap = (b - a) * factor
    half = half_width(gap)
    mean = gap.mean(axis=0)
    title_a, title_b = comparison.titles()
    whole = comparison.paired(name)
    text = labels.interval(whole.difference, whole.low, whole.high, entry.unit, lang)
    unit = labels.unit(entry.unit, lang, gap=True)
    head = [say("month", lang), title_a, title_b, say("difference", lang)]
    rows = []
    # The first picture comes without rows, which would take a part of the time of a move.
    for k in () if half is None else range(0, len(months), YEAR):
        assert half is not None
        low, high = mean[k] - half[k], mean[k] + half[k]
        points = labels.interval(mean[k] / factor, low / factor, high / factor, entry.unit, lang)
        levels = (labels.value(float(x[:, k].mean()), entry.unit, lang) for x in (a, b))
        rows.append([str(int(months[k])), *levels, points])
    better = "better_above" if entry.direction > 0 else "better_below"
    return {
        "name": name, "label": entry.label(lang), "unit": unit,
        "months": [int(month) for month in months],
        "mean": _rounded(mean), "half": None if half is None else _rounded(half),
        "title": say("difference_title", lang, label=entry.label(lang), a=title_a, b=title_b),
        "described": say(
            "app.difference.described", lang, label=entry.label(lang), b=title_b, a=title_a,
            text=text, unit=unit, band=_band(comparison, lang),
            better=say(better, lang, b=title_b), n=comparison.n,
        ),
        "text": text, "head": head, "rows": rows,
    }  # fmt: skip


def _rounded(values: Array) -> list[float]:
    return [round(float(value), 4) for value in values]


def _band(comparison: Comparison, lang: str) -> str:
    return say("band" if comparison.n > 1 else "one_replicate", lang)


def _losers(comparison: Comparison, lang: str) -> dict[str, Any]:
    """Return the groups that lose; with one seed there is no interval, hence no conclusion."""
    a, b = comparison.titles()
    tree: dict[str, Any] = {
        "title": say("losers_title", lang, a=a, b=b),
        "head": [say("app.group", lang), a, b, say("difference", lang), say("unit", lang)],
        "rows": [],
    }
    if comparison.n < 2:
        return {**tree, "described": say("app.losers.one", lang)}
    frame = comparison.losers(lang)
    row: Any
    for row in frame.head(LOSERS).itertuples():
        values = [labels.value(x, row.unit, lang) for x in (row.a, row.b)]
        gap = labels.interval(row.difference, row.low, row.high, row.unit, lang)
        tree["rows"].append([row.label, *values, gap, labels.unit(row.unit, lang, gap=True)])
    described = say(
        "app.losers.described", lang, n=len(frame), tested=int(frame.attrs["tested"]),
        luck=int(frame.attrs["by_luck"]), shown=min(LOSERS, len(frame)),
    )  # fmt: skip
    return {**tree, "described": described}


def _money(comparison: Comparison, lang: str) -> dict[str, Any]:
    a, b = comparison.titles()
    bars, rows = [], []
    for payer in (*comparison.payers, None):
        p = comparison.paired("public_cost", *(("payer", payer) if payer else ()))
        label = labels.group("payer", payer, lang) if payer else say("all_funders", lang)
        text = labels.interval(p.difference, p.low, p.high, "euros_year", lang)
        ends = [None if not np.isfinite(x) else round(float(x), 2) for x in (p.low, p.high)]
        bars.append({"label": label, "value": round(p.difference, 2), "ends": ends, "text": text})
        values = (labels.value(x, "euros_year", lang) for x in (p.a, p.b))
        rows.append([label, *values, text])
    repair, prepare = comparison.paired("repair_cost"), comparison.paired("prepare_share")
    note = say(
        "money_note", lang,
        repair=labels.interval(repair.difference, repair.low, repair.high, "euros_year", lang),
        prepare=labels.interval(prepare.difference, prepare.low, prepare.high, "share", lang),
    )  # fmt: skip
    return {
        "title": say("money_title", lang, a=a, b=b), "unit": labels.unit("euros_year", lang),
        "bars": bars, "rows": rows,
        "head": [say("app.payer", lang), a, b, say("difference", lang)],
        "described": say(
            "app.money.described", lang, b=b, text=bars[-1]["text"],
            unit=labels.unit("euros_year", lang), band=_band(comparison, lang), note=note,
        ),
    }  # fmt: skip


def _dashboard(comparison: Comparison, lang: str) -> dict[str, Any]:
    a, b = comparison.titles()
    rows = []
    for part, names in PARTS:
        for name in names:
            entry, p = REGISTRY[name], comparison.paired(name)
            unit = "%" if entry.unit == "share" else labels.unit(entry.unit, lang)
            label = f"{entry.label(lang)} ({unit})" if unit else entry.label(lang)
            values = (labels.value(x, entry.unit, lang) for x in (p.a, p.b))
            gap = labels.interval(p.difference, p.low, p.high, entry.unit, lang)
            rows.append([say(f"dashboard.{part}", lang), label, *values, gap])
    return {
        "title": say("app.dashboard.title", lang),
        "described": say("app.dashboard.described", lang, band=_band(comparison, lang)),
        "head": [say("app.axis", lang), say("indicator", lang), a, b, say("difference", lang)],
        "rows": rows,
    }


def _sure(comparison: Comparison, lang: str) -> list[str]:
    """Say what the band holds: luck, and not yet assumptions."""
    p, entry = comparison.paired(INDICATORS[0]), REGISTRY[INDICATORS[0]]
    text = labels.interval(p.difference, p.low, p.high, entry.unit, lang)
    unit = labels.unit(entry.unit, lang, gap=True)
    key = "app.sure.luck" if comparison.n > 1 else "app.sure.one"
    luck = say(key, lang, label=entry.label(lang), text=text, unit=unit, n=comparison.n)
    return [luck, say("app.sure.assumptions", lang)]
