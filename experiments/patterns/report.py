"""Tables of patterns with their bounds: one for the terminal, one for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.screen import heading, item, labelled, paragraph, table
from sim import lang as labels
from sim.lang import say

if TYPE_CHECKING:
    from sim.results.origin import Place

MARKS: Final = {"inside": "●", "outside": "○", "unknown": "–"}
HEADS: Final = ("pattern", "pattern_months", "pattern_bounds")


def _value(number: float | None, row: Mapping[str, Any], lang: str) -> str:
    if number is None:
        return "–"
    if row["how"] != "level":  # changes a year are small
        return labels.number(100 * number, 2, lang)
    return labels.value(number, row["unit"], lang)


def with_unit(label: str, unit: str, how: str, lang: str) -> str:
    """Return the label of a pattern with its unit; an index has none."""
    if unit == "share":
        return f"{label} ({'points' if how == 'trend' else '%'})"
    return label if unit == "index" else f"{label} ({labels.unit(unit, lang)})"


def _cells(row: Mapping[str, Any], lang: str) -> list[str]:
    low, high = (_value(row[end], row, lang) for end in ("low", "high"))
    cells = [
        with_unit(row["label"], row["unit"], row["how"], lang),
        f"{row['window'][0]}-{row['window'][1] - 1}",
        f"{low}\u00a0…\u00a0{high}",
    ]
    for found in row["found"].values():
        mean, least, most = (_value(found[k], row, lang) for k in ("mean", "least", "most"))
        spread = f" [{say('interval.between', lang).join((least, most))}]" if least != most else ""
        cells.append(f"{MARKS[found['verdict']]} {mean}{spread}")
    return cells


def _sum(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    verdicts = [found["verdict"] for row in rows for found in row["found"].values()]
    counts = {name: verdicts.count(name) for name in MARKS}
    return say("pattern_sum", lang, **counts, total=len(verdicts))


def markdown(rows: Sequence[Mapping[str, Any]], places: Mapping[str, Place], lang: str) -> str:
    """Return the table for a page, with facts and sources."""
    heads = [say(head, lang) for head in HEADS]
    heads += [place.label(lang) for place in places.values()]
    heads += [say("pattern_fact", lang), say("pattern_source", lang)]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row in rows:
        cells = [*_cells(row, lang), str(row["fact"]), row["source"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", _sum(rows, lang)])


def show(
    rows: Sequence[Mapping[str, Any]],
    places: Mapping[str, Place],
    seeds: str,
    command: str,
    lang: str,
) -> None:
    """Print the table, the patterns outside their bounds with their source, and the command."""
    print(paragraph(say("pattern_title", lang)))
    print(paragraph(f"{seeds} · {say('teaching', lang)}"))
    heads = [*(say(head, lang) for head in HEADS), *(p.label(lang) for p in places.values())]
    print(table(heads, [_cells(row, lang) for row in rows]))
    print(f"\n{paragraph(_sum(rows, lang))}")
    failed = [r for r in rows if any(f["verdict"] == "outside" for f in r["found"].values())]
    if failed:
        print(f"\n{heading(say('pattern_failed', lang))}")
    for row in failed:
        where = [
            place.label(lang)
            for name, place in places.items()
            if row["found"][name]["verdict"] == "outside"
        ]
        label = f"{row['label']} ({', '.join(where)})"
        print(item(say("labelled", lang, label=label, text=row["source"])))
    print(f"\n{labelled('again', command, lang)}")
