"""How it is shown where the pole loses: a table for the terminal, one for a page, a figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.screen import heading, labelled, paragraph, table
from sim import lang as labels
from sim.lang import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.lose.conditions import Base
    from experiments.lose.rows import Row

MARKS: Final = {"shown": "●", "not_restored": "◐", "not_shown": "○"}
HEADS: Final = ("lose_condition", "indicator", "lose_seeds", "lose_on", "lose_off", "verdict")


def _interval(gap: Mapping[str, Any] | None, unit: str, lang: str) -> str:
    if gap is None:
        return "–"
    values = [math.nan if gap[k] is None else gap[k] for k in ("difference", "low", "high")]
    return labels.interval(values[0], values[1], values[2], unit, lang)


def _reading(row: Mapping[str, Any], lang: str) -> str:
    key = f"lose_{row['expects']}_{row['verdict']}"
    return f"{MARKS[row['verdict']]} {say(key, lang)}"


def _cells(row: Row, lang: str) -> list[str]:
    report = row.report(lang)
    unit = labels.unit(report["unit"], lang, gap=True)
    return [
        report["title"],
        f"{report['label']} ({unit})",
        str(report["on"]["n"]),
        _interval(report["on"], report["unit"], lang),
        _interval(report["off"], report["unit"], lang),
        _reading(report, lang),
    ]


def markdown(rows: Sequence[Row], lang: str) -> str:
    """Return the table for a page."""
    lines = ["| " + " | ".join(say(head, lang) for head in HEADS) + " |", "|---" * len(HEADS) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(_cells(row, lang))} |" for row in rows)])


def show(rows: Sequence[Row], base: Base, command: str, lang: str) -> None:
    """Print the base, the table, and how to do it again."""
    place = rows[0].on.place.label(lang)
    print(paragraph(say("lose_title", lang, a=base.a, b=base.b, territory=place)))
    print(paragraph(f"{_seeds(rows, lang)} · {say('teaching', lang)}"))
    print(paragraph(labelled("lose_base", " ".join(base.words), lang)))
    print(paragraph(getattr(base.why, lang)))
    cells = [_cells(row, lang) for row in rows]
    print(f"\n{table([say(head, lang) for head in HEADS], cells, texts=(1, 5))}")
    for row in rows:
        report = row.report(lang)
        print(f"\n{heading(report['title'])}")
        print(paragraph(report["story"]))
        for key, words in (("lose_on", report["words"]), ("lose_off", report["without"])):
            print(paragraph(labelled(key, " ".join(words) or "–", lang), "  "))
        print(paragraph(getattr(row.condition.ranges, lang), "  "))
    print(f"\n{labelled('again', command, lang)}")


def figure(rows: Sequence[Row], lang: str) -> Axes:
    """Draw the figure: each condition on and off, differences relative to the first world.

    Differences of indicators of several units are shown in per cent of the first world's mean, and
    turned so that the right is where the second world does worse.
    """
    from sim.report.reversal import reversal

    drawn = []
    for row in rows:
        report = row.report(lang)
        points = [
            None if gap is None else _relative(gap, report["direction"])
            for gap in (report["on"], report["off"])
        ]
        drawn.append((report["title"], report["label"], points[0], points[1]))
    return reversal(drawn, note=_note(rows, lang), lang=lang)


def _seeds(rows: Sequence[Row], lang: str) -> str:
    """Seeds of the rows as people read them; conditions may have more than others."""
    counts = sorted({(row.on.n, row.on.seeds_text()) for row in rows})
    return " · ".join(say("n", lang, n=n, seeds=seeds) for n, seeds in counts)


def _note(rows: Sequence[Row], lang: str) -> str:
    return f"{rows[0].on.place.label(lang)} · {say('teaching', lang)}\n{_seeds(rows, lang)}"


def _relative(gap: Mapping[str, Any], direction: int) -> tuple[float, float, float] | None:
    """Difference and ends of its interval in per cent of a, positive where b does worse."""
    if any(gap[k] is None for k in ("a", "difference", "low", "high")) or not gap["a"]:
        return None
    scale = -direction * 100 / abs(gap["a"])
    ends = sorted((gap["low"] * scale, gap["high"] * scale))
    return gap["difference"] * scale, ends[0], ends[1]
