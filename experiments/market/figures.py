"""Figures of the market, in the style of `sim.report.plots`: 1280 x 720, texts of 14 points.

Series differ by colour, line and marker, never by hue alone; colours are those of the two worlds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np

from experiments.market.worlds import Point
from sim import lang as labels
from sim.report import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["STYLES", "Heat", "Panel", "Row", "Series", "forest", "heat", "lines"]

# Colour, line, marker: the first two are those of the two worlds.
STYLES: Final = (
    (*style.WORLD_STYLES[0], "o"),
    (*style.WORLD_STYLES[1], "s"),
    ("#444444", "-.", "^"),
    ("#444444", ":", ""),
)
PALE: Final = 0.15  # of its colour, for a difference that is not sure
VERDICT_STYLES: Final = {
    "confirmed": ("#004488", "o", "#004488"),
    "contradicted": ("#D55E00", "s", "#D55E00"),
    "null": ("#444444", "D", style.PAPER),
    "unsure": ("#444444", "o", style.PAPER),
    "unknown": ("#444444", "x", style.PAPER),
}


class Series(NamedTuple):
    """A line with its band."""

    label: str
    x: Sequence[float]
    points: Sequence[Point]
    style: int


class Panel(NamedTuple):
    """One pair of axes."""

    title: str
    unit: str
    xlabel: str
    series: Sequence[Series]


def lines(
    title: str,
    panels: Sequence[Panel],
    *,
    note: str,
    lang: str,
    percent: Sequence[bool] = (),
    ticks: Sequence[float] = (),
) -> Axes:
    """Draw panels of lines with 95 % bands, one legend for all.

    Parameters
    ----------
    percent
        Which panels show shares in per cent.
    ticks
        Values marked on a horizontal axis that doubles at each step; none for an even axis.
    """
    figure, axes = _panels(len(panels))
    for rank, (ax, panel) in enumerate(zip(axes, panels, strict=True)):
        factor = 100.0 if rank < len(percent) and percent[rank] else 1.0
        for series in panel.series:
            colour, line, marker = STYLES[series.style]
            x = np.asarray(series.x, np.float64)
            mean, low, high = (
                factor * np.asarray(part) for part in zip(*series.points, strict=True)
            )
            if (low < high).any():
                ax.fill_between(x, low, high, color=colour, alpha=0.22, linewidth=0)
            ax.plot(
                x, mean, line, color=colour, marker=marker, markersize=9, linewidth=2.8,
                label=series.label,
            )  # fmt: skip
        style.dress(ax)
        ax.set_title(panel.title, fontsize=style.TEXT, color=style.INK, loc="left")
        ax.set_xlabel(panel.xlabel, fontsize=style.SMALL, color=style.INK)
        ax.set_ylabel(panel.unit, fontsize=style.SMALL, color=style.INK)
        ax.margins(y=0.12)
        style.format_axis(ax, lang)
        if ticks:
            ax.set_xscale("log", base=2)
            ax.set_xticks(list(ticks), [f"{tick:g}" for tick in ticks])
        else:
            style.format_axis(ax, lang, ax.xaxis)
    named: dict[str, Any] = {}
    for ax in axes:
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True):
            named.setdefault(name, handle)
    return _finish(figure, axes, title, note, named)


class Heat(NamedTuple):
    """One table of differences: rows by columns."""

    title: str
    cells: Sequence[Sequence[Point]]
    bad: int  # 1 where more is worse, -1 where less is


def heat(
    title: str,
    tables: Sequence[Heat],
    columns: Sequence[str],
    rows: Sequence[str],
    *,
    xlabel: str,
    ylabel: str,
    note: str,
    lang: str,
) -> Axes:
    """Draw tables of differences: darker orange is worse, darker blue better, each with its number.

    A star marks a difference whose 95 % interval excludes zero; others are pale.
    """
    from matplotlib.colors import LinearSegmentedColormap

    blue, orange = (colour for colour, _ in style.WORLD_STYLES)
    colours = LinearSegmentedColormap.from_list("worse", [blue, "#ffffff", orange])
    figure, axes = _panels(len(tables))
    for ax, table in zip(axes, tables, strict=True):
        mean = np.array([[point.mean for point in row] for row in table.cells], np.float64)
        reach = float(np.nanmax(np.abs(mean), initial=0.0)) or 1.0
        sure = np.array([[p.low > 0 or p.high < 0 for p in row] for row in table.cells], bool)
        ax.imshow(
            np.where(sure, 1.0, PALE) * table.bad * mean,
            cmap=colours,
            vmin=-reach,
            vmax=reach,
            aspect="auto",
        )
        for r, row in enumerate(table.cells):
            for c, point in enumerate(row):
                if not math.isfinite(point.mean):
                    continue
                digits = 2 if reach < 10 else 1
                text = labels.number(point.mean, digits, lang)
                plus = "+" if point.mean > 0 and any(k in "123456789" for k in text) else ""
                dark = sure[r, c] and abs(point.mean) > 0.55 * reach
                ax.text(
                    c, r, f"{plus}{text}{'*' if sure[r, c] else ''}", ha="center", va="center",
                    fontsize=style.SMALL, color=style.PAPER if dark and point.mean * table.bad < 0
                    else style.INK,
                )  # fmt: skip
        style.dress(ax)
        ax.set_xticks(range(len(columns)), list(columns))
        ax.set_yticks(range(len(rows)), list(rows))
        ax.set_xlabel(xlabel, fontsize=style.SMALL, color=style.INK)
        ax.set_title(table.title, fontsize=style.TEXT, color=style.INK, loc="left")
    axes[0].set_ylabel(ylabel, fontsize=style.SMALL, color=style.INK)
    return _finish(figure, axes, title, note, {})


class Row(NamedTuple):
    """One expectation: difference in units of the smallest that counts, turned as expected."""

    label: str
    point: Point
    verdict: str
    text: str


def forest(
    title: str, rows: Sequence[Row], *, xlabel: str, legend: dict[str, str], note: str, lang: str
) -> Axes:
    """Draw expectations as rows: right of 1 they are confirmed, left of -1 contradicted.

    Differences beyond the axis are drawn at its edge; their number is written there.
    """
    figure, axes = style.new_figure()
    ax = axes[0]
    edge = 4.0
    named: dict[str, Any] = {}
    for rank, row in enumerate(rows):
        if not math.isfinite(row.point.mean):
            ax.annotate(
                row.text, (edge, rank), (10, 0), textcoords="offset points", va="center",
                fontsize=style.SMALL, color=style.INK, annotation_clip=False,
            )  # fmt: skip
            continue
        colour, marker, fill = VERDICT_STYLES[row.verdict]
        at, low, high = (min(max(x, -edge), edge) for x in row.point)
        drawn = ax.errorbar(
            [at], [rank], xerr=[[at - low], [high - at]], fmt=marker, color=colour,
            markerfacecolor=fill, markersize=11, markeredgewidth=2, elinewidth=3, capsize=5,
        )  # fmt: skip
        named.setdefault(legend[row.verdict], drawn)
        ax.annotate(
            row.text, (edge, rank), (10, 0), textcoords="offset points", va="center",
            fontsize=style.SMALL, color=style.INK, annotation_clip=False,
        )  # fmt: skip
    ax.axvspan(-1, 1, color="#000000", alpha=0.06, linewidth=0)
    ax.axvline(0, color=style.INK, linewidth=1.6)
    ax.set_xlim(-edge * 1.05, edge * 1.05)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks(range(len(rows)), [row.label for row in rows])
    style.dress(ax)
    style.format_axis(ax, lang, ax.xaxis)
    ax.set_xlabel(xlabel, fontsize=style.SMALL, color=style.INK)
    return _finish(figure, axes, title, note, named)


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    """Axes side by side; four in two rows."""
    if count != 4:
        return style.new_figure(count)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Plain

    figure = Plain(figsize=style.SIZE, dpi=style.DPI, facecolor=style.PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(2, 2).ravel())


def _finish(
    figure: Figure, axes: Sequence[Axes], title: str, note: str, named: dict[str, Any]
) -> Axes:
    if named:
        figure.legend(
            list(named.values()), list(named), loc="outside upper left",
            ncols=4 if max(map(len, named)) < 24 else 2,
            fontsize=style.SMALL, frameon=False, title=title, alignment="left",
            title_fontproperties={"size": style.TEXT + 3, "weight": "bold"},
        )  # fmt: skip
    else:
        figure.suptitle(
            title, fontsize=style.TEXT + 3, color=style.INK, x=0.01, ha="left", fontweight="bold"
        )
    figure.supxlabel(note, fontsize=style.SMALL, color=style.INK, x=0.01, ha="left")
    return cast("Axes", axes[0])
