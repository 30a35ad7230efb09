"""Figures of factors: bars with intervals, points in a plane with a box, ranges that narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import check_lang
from sim.report.style import INK, SMALL, WORLD_STYLES, dress, format_axis, own_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Bar", "Narrowed", "bars", "narrowed", "plane"]


class Bar(NamedTuple):
    """One bar: its name, its length, the ends of its interval, whether it is for the worse."""

    name: str
    value: float
    low: float
    high: float
    worse: bool = False


class Narrowed(NamedTuple):
    """What is left of the range of a factor; 0 and 1 are the ends of the range."""

    name: str
    middle: float
    survives: tuple[float, float]
    likely: tuple[float, float]


def bars(
    rows: Sequence[Bar], axis: str, *, title: str = "", lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw bars from the top down, each with its interval.

    Parameters
    ----------
    axis
        Text under the horizontal axis.
    """
    lang = check_lang(lang)
    ax = own_axes(ax)
    values = np.array([row.value for row in rows], np.float64)
    ends = np.array([[row.value - row.low, row.high - row.value] for row in rows]).T
    colours = [WORLD_STYLES[int(row.worse)][0] for row in rows]
    ax.barh(
        np.arange(len(rows)), values, xerr=np.maximum(ends, 0), color=colours, height=0.62,
        error_kw={"ecolor": INK, "elinewidth": 1.6, "capsize": 4},
    )  # fmt: skip
    ax.set_yticks(np.arange(len(rows)), [row.name for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.axvline(0, color=INK, linewidth=1.2)
    dress(ax)
    format_axis(ax, lang, ax.xaxis)
    ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel(axis, fontsize=SMALL, color=INK)
    if title:
        ax.set_title(title, fontsize=SMALL, color=INK, loc="left")
    return ax


def plane(
    points: Any,
    worse: Any,
    names: tuple[str, str],
    box: tuple[tuple[float, float], tuple[float, float]],
    texts: tuple[str, str, str],
    *,
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw points in the plane of two factors, those where a world does worse, and a box.

    Parameters
    ----------
    points : float64[n, 2]
        Values of both factors.
    worse : bool[n]
        Where the second world does worse.
    names
        Texts along the axes.
    box
        Both ends for each factor.
    texts
        In the legend: worse, not worse, box.
    """
    from matplotlib.patches import Rectangle

    lang = check_lang(lang)
    ax = own_axes(ax)
    points, worse = np.asarray(points, np.float64), np.asarray(worse, bool)
    styles = (("s", WORLD_STYLES[1][0], True), ("o", WORLD_STYLES[0][0], False))
    for (marker, colour, side), text in zip(styles, texts, strict=False):
        some = points[worse == side]
        face = colour if side else "none"
        ax.plot(some[:, 0], some[:, 1], marker, color=colour, markerfacecolor=face, label=text)
    (left, right), (bottom, top) = box
    ax.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK,
                  linewidth=2.4, linestyle="--", label=texts[2])
    )  # fmt: skip
    dress(ax)
    format_axis(ax, lang, ax.xaxis)
    format_axis(ax, lang)
    ax.set_xlabel(names[0], fontsize=SMALL, color=INK)
    ax.set_ylabel(names[1], fontsize=SMALL, color=INK)
    ax.figure.legend(loc="outside upper center", ncols=3, fontsize=SMALL, frameon=False)
    return ax


def narrowed(
    rows: Sequence[Narrowed], texts: tuple[str, str, str, str], *, ax: Axes | None = None
) -> Axes:
    """Draw the range of each factor from the top down, what survives of it, and what is likely.

    Parameters
    ----------
    texts
        In the legend: range, survives, likely, middle.
    """
    ax = own_axes(ax)
    at = np.arange(len(rows), dtype=np.float64)
    likely, wide = WORLD_STYLES[0][0], "#9fb8d0"
    ends = (
        ([0.0] * len(rows), [1.0] * len(rows), INK, 1.5),
        ([r.survives[0] for r in rows], [r.survives[1] for r in rows], wide, 16.0),
        ([r.likely[0] for r in rows], [r.likely[1] for r in rows], likely, 6.0),
    )
    for (low, high, colour, width), text in zip(ends, texts, strict=False):
        ax.hlines(at, low, high, color=colour, linewidth=width, label=text)
    ax.plot(
        [r.middle for r in rows], at, "o", color=INK, markerfacecolor="white", markersize=9,
        label=texts[3],
    )  # fmt: skip
    ax.set_yticks(at, [row.name for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-0.03, 1.03)
    dress(ax)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.figure.legend(loc="outside upper center", ncols=4, fontsize=SMALL, frameon=False)
    return ax
