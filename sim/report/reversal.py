"""The figure of conditions under which a world does worse, with a mechanism on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from sim import lang as labels
from sim.errors import check_lang
from sim.lang import say
from sim.report.style import (
    INK,
    PAPER,
    SMALL,
    WORLD_STYLES,
    dress,
    footer,
    format_axis,
    own_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Points", "reversal"]

Points = tuple[float, float, float] | None


def reversal(
    rows: Sequence[tuple[str, str, Points, Points]],
    *,
    note: str = "",
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw conditions as rows: where a world does worse, with a mechanism on and off.

    Parameters
    ----------
    rows
        Title, indicator, then difference with the ends of its interval, mechanism on and off:
        per cent, positive where the second world does worse. None is not drawn.
    note
        Line under the figure.
    """
    lang = check_lang(lang)
    fresh = ax is None
    ax = own_axes(ax)
    styles = (
        ("lose_on", WORLD_STYLES[1][0], "s", WORLD_STYLES[1][0], 0.14),
        ("lose_off", WORLD_STYLES[0][0], "o", PAPER, -0.14),
    )
    sides = ([row[2] for row in rows], [row[3] for row in rows])
    for points, (key, colour, marker, fill, shift) in zip(sides, styles, strict=True):
        drawn = [(rank - shift, p) for rank, p in enumerate(points) if p is not None]
        if not drawn:
            continue
        middle = np.array([point[0] for _, point in drawn])
        ends = np.array([[p[0] - p[1], p[2] - p[0]] for _, p in drawn]).T
        ax.errorbar(
            middle, [y for y, _ in drawn], xerr=ends, fmt=marker, color=colour,
            markerfacecolor=fill, markersize=11, markeredgewidth=2, elinewidth=3, capsize=6,
            label=say(key, lang),
        )  # fmt: skip
        for y, point in drawn:
            text = say("percent", lang, x=labels.number(point[0], 1, lang))
            ax.annotate(
                text if text.startswith(labels.MINUS) else f"+{text}", (point[0], y),
                (0, 10 if shift > 0 else -10), textcoords="offset points", ha="center",
                va="bottom" if shift > 0 else "top", fontsize=SMALL, color=INK,
            )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1.6)
    ax.set_yticks(np.arange(len(rows)), [f"{title}\n{indicator}" for title, indicator, *_ in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    dress(ax)
    reach = max((abs(x) for points in sides for p in points if p for x in p), default=1.0)
    ax.set_xlim(-1.2 * reach, 1.2 * reach)
    format_axis(ax, lang, ax.xaxis)
    ax.set_xlabel(say("lose_axis", lang), fontsize=SMALL, color=INK)
    for key, x, edge in (("lose_left", 0.0, "left"), ("lose_right", 1.0, "right")):
        ax.annotate(
            say(key, lang), (x, 1.0), (0, 6), xycoords="axes fraction",
            textcoords="offset points", ha=edge, va="bottom", fontsize=SMALL, color=INK,
            style="italic",
        )  # fmt: skip
    figure = cast("Figure", ax.get_figure())
    if fresh:
        handles, names = ax.get_legend_handles_labels()
        figure.legend(
            handles, names, loc="outside upper center", ncols=2, fontsize=SMALL, frameon=False
        )
        footer(ax, note)
    return ax
