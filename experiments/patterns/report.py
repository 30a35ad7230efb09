"""Tables of patterns with their bounds: one for the terminal, one for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from experiments.cli.screen import heading, item, labelled, paragraph, table
from experiments.patterns.verdict import GROUPS, share_inside
from sim import lang as labels
from sim.lang import say

__all__ = ["markdown", "show", "with_unit"]

MARKS: Final = {"inside": "●", "outside": "○", "unknown": "–"}
KINDS: Final = ("input", "emergent")
SHORT: Final = 12  # digits of a digest that are shown

Row = Mapping[str, Any]


def _value(x: float, row: Row, lang: str, like: float | None = None) -> str:
    if row["how"] != "level":  # changes a year are small
        return labels.number(100 * x, 2, lang)
    return labels.value(x, row["unit"], lang, like=like)


def with_unit(label: str, unit: str, how: str, lang: str) -> str:
    """Return the label of a pattern with its unit; an index has none."""
    if unit == "share":
        return f"{label} ({'points' if how == 'trend' else '%'})"
    return label if unit == "index" else f"{label} ({labels.unit(unit, lang)})"


def _range(ends: Sequence[float], row: Row, lang: str) -> str:
    low, high = (_value(end, row, lang) for end in ends)
    return low if low == high else f"{low}\u00a0…\u00a0{high}"


def _published(row: Row, lang: str) -> str:
    year = say("pattern_assumed", lang) if row["year"] == "assumed" else row["year"]
    return f"{_range(row['published'], row, lang)} ({year})"


def _derived(row: Row, lang: str) -> str:
    """How the bounds follow from what is published."""
    if row["because"] is not None:
        return str(row["because"][lang])
    if row["tolerance"] is not None:
        by = _value(row["tolerance"], row, lang)
        return say("pattern_of_tolerance", lang, x=by)
    return say("pattern_of_range", lang)


def _cell(cell: Row | None, row: Row, lang: str) -> str:
    if cell is None:
        return ""
    mark = MARKS[cell["verdict"]]
    if cell["mean"] is None:
        return mark
    mean = _value(cell["mean"], row, lang)
    return f"{mark}\u00a0{mean}\u00a0±\u00a0{_value(cell['error'], row, lang, cell['mean'])}"


def _cells(row: Row, places: Mapping[str, Row], lang: str) -> list[str]:
    return [_cell(row["found"].get(name), row, lang) for name in places]


def _of(result: Row, kind: str) -> list[Row]:
    return [row for row in result["rows"] if row["kind"] == kind]


def _sums(result: Row, kind: str, lang: str) -> Iterator[str]:
    """Sentences on how many cells of a kind are inside, in all and by département."""
    rows = result["rows"]
    inside, total = share_inside(rows, kind)
    if not total:
        return
    counts = {"inside": inside, "total": total, "share": labels.percent(inside / total, lang)}
    if kind == "input":
        yield say("pattern_share_input", lang, **counts)
    else:
        reached = inside >= result["aim"] * total
        verdict = say("pattern_reached" if reached else "pattern_missed", lang)
        aim = labels.percent(result["aim"], lang)
        yield say("pattern_share_emergent", lang, **counts, aim=aim, verdict=verdict)
    parts = [
        _part(label[lang], *share_inside(rows, kind, territory=name), lang)
        for name, label in result["places"].items()
    ]
    yield say("pattern_by_place", lang, places=", ".join(filter(None, parts)))
    if result["part"] == "holdout":
        parts = [
            _part(say(f"pattern_group_{one}", lang), *share_inside(rows, kind, group=one), lang)
            for one in GROUPS
        ]
        yield say("pattern_by_group", lang, places=", ".join(filter(None, parts)))


def _part(label: str, inside: int, total: int, lang: str) -> str:
    values = {"label": label, "inside": inside, "total": total}
    return say("pattern_of_total", lang, **values) if total else ""


def _misses(result: Row, kind: str, lang: str) -> Iterator[str]:
    """Sentences on cells that are outside or not measured, in standard errors and in the unit."""
    for row in _of(result, kind):
        label = with_unit(row[lang], row["unit"], row["how"], lang)
        for name, cell in row["found"].items():
            place = result["places"][name][lang]
            if cell["verdict"] == "unknown":
                yield say("pattern_unknown", lang, label=label, place=place)
            if cell["verdict"] != "outside":
                continue
            errors = say("pattern_no_errors", lang)
            if cell["errors"] is not None:
                x = labels.number(abs(cell["errors"]), 1, lang)
                errors = say("pattern_errors", lang, x=x)
            values = {
                "label": label, "place": place, "errors": errors,
                "mean": _value(cell["mean"], row, lang),
                "miss": _value(abs(cell["miss"]), row, lang, cell["mean"]),
            }  # fmt: skip
            key = "pattern_miss_above" if cell["miss"] > 0 else "pattern_miss_below"
            yield say(key, lang, **values)


def _title(result: Row, lang: str) -> str:
    return say("pattern_holdout" if result["part"] == "holdout" else "pattern_title", lang)


def _about(result: Row, lang: str) -> str:
    """Seeds, and the day and digests of a result that is kept."""
    seeds = result["seeds"]
    named = f"{seeds[0]}-{seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
    text = say("n", lang, n=len(seeds), seeds=named)
    if "date" not in result:
        return text
    code, file = (result[name][:SHORT] for name in ("code_digest", "patterns_digest"))
    return f"{text} · {say('pattern_kept', lang, date=result['date'], code=code, file=file)}"


def _heading(kind: str, lang: str) -> str:
    return say("pattern_inputs" if kind == "input" else "pattern_emergent", lang)


def markdown(result: Row, lang: str) -> str:
    """Return the tables for a page, with how bounds follow, facts and sources."""
    places = result["places"]
    heads = [say(head, lang) for head in ("pattern", "pattern_months", "pattern_published")]
    heads += [say("pattern_bounds", lang), *(place[lang] for place in places.values())]
    heads += [say("pattern_fact", lang), say("pattern_source", lang)]
    lines = [_about(result, lang).rstrip(".") + "."]
    for kind in KINDS:
        if not _of(result, kind):
            continue
        lines += ["", f"**{_heading(kind, lang)}**", ""]
        lines += ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
        for row in _of(result, kind):
            cells = [
                with_unit(row[lang], row["unit"], row["how"], lang),
                f"{row['window'][0]}-{row['window'][1] - 1}",
                _published(row, lang),
                f"{_range((row['low'], row['high']), row, lang)} ({_derived(row, lang)})",
                *_cells(row, places, lang),
                str(row["fact"] or "–"),
                row["source"][lang],
            ]
            lines.append(f"| {' | '.join(cells)} |")
        lines += ["", " ".join(_sums(result, kind, lang))]
        failed = [f"- {text}" for text in _misses(result, kind, lang)]
        lines += ["", f"{say('pattern_failed', lang)}:", "", *failed] if failed else []
    widen = labels.plain(result["widen"], lang)
    return "\n".join([*lines, "", say("pattern_cell", lang, widen=widen)])


def show(result: Row, lang: str) -> None:
    """Print the tables, what is outside its bounds, and the command."""
    places = result["places"]
    print(paragraph(_title(result, lang)))
    print(paragraph(f"{_about(result, lang)} · {say('teaching', lang)}"))
    heads = [say("pattern", lang), say("pattern_bounds", lang)]
    heads += [place[lang] for place in places.values()]
    for kind in KINDS:
        rows = _of(result, kind)
        if not rows:
            continue
        print(f"\n{heading(_heading(kind, lang))}")
        cells = [
            [
                with_unit(row[lang], row["unit"], row["how"], lang),
                _range((row["low"], row["high"]), row, lang),
                *_cells(row, places, lang),
            ]
            for row in rows
        ]
        print(table(heads, cells))
        print(f"\n{paragraph(' '.join(_sums(result, kind, lang)))}")
        failed = list(_misses(result, kind, lang))
        if failed:
            print(f"\n{heading(say('pattern_failed', lang))}")
        for text in failed:
            print(item(text))
    widen = labels.plain(result["widen"], lang)
    print(f"\n{paragraph(say('pattern_cell', lang, widen=widen))}")
    print(f"\n{labelled('again', result['command'], lang)}")
