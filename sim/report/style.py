"""Style of figures: size, colours, letters, axes; the same in notebook, report, page and slide.

The first world is #004488 and solid, the second #D55E00 and dashed; states differ by lightness and
hatch, never by hue alone. Texts are at least 14 points on a figure of 1280 x 720.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from sim import lang as labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

__all__ = [
    "DPI", "INK", "PAPER", "SIZE", "SMALL", "STATE_STYLES", "TEXT", "WORLD_STYLES", "contrast",
    "dress", "footer", "format_axis", "luminance", "new_figure", "of_house", "own_axes", "picture",
]  # fmt: skip

SIZE: Final = (12.8, 7.2)  # inches at 100 dots: 1280 x 720
DPI: Final = 100
TEXT: Final = 15.0
SMALL: Final = 14.0
INK: Final = "#1a1a1a"
PAPER: Final = "#ffffff"
WORLD_STYLES: Final = (("#004488", "-"), ("#D55E00", "--"))
# Colour and hatch of each state of `sim.indicators.outputs`, from away to without solution.
STATE_STYLES: Final = (
    ("state_away", "#ffffff", ""),
    ("state_ordinary", "#e2e2e2", ""),
    ("state_waiting", "#f0b429", "///"),
    ("state_part", "#5aa9d6", ""),
    ("state_full", "#00508f", ""),
    ("state_without", "#8c1d18", "xxx"),
)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    light = sorted((luminance(one), luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour ``#rrggbb`` as WCAG 2 defines it, from 0 to 1."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@contextmanager
def of_house() -> Iterator[None]:
    """Draw with the defaults of matplotlib, whatever ``matplotlibrc`` and ``MPLBACKEND`` say."""
    # With a backend that does not exist, matplotlib cannot be imported; figures here need none.
    backend = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib.style
    finally:
        if backend is not None:
            os.environ["MPLBACKEND"] = backend
    if backend:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = backend
    with matplotlib.style.context("default"):
        yield


def new_figure(columns: int = 1, rows: int = 1, **how: Any) -> tuple[Figure, list[Axes]]:
    """Return a figure of 1280 x 720 pixels, without a window or a global state.

    Axes are in the order of reading: row by row.
    """
    from sim.report.shown import ShownAxes, ShownFigure

    figure = ShownFigure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout="constrained")
    axes = figure.subplots(
        rows, columns, subplot_kw={"axes_class": ShownAxes}, squeeze=False, **how
    )
    return figure, list(np.ravel(axes))


def dress(ax: Axes) -> None:
    """Give axes the colours and letters of all figures."""
    ax.set_facecolor(PAPER)
    ax.tick_params(labelsize=SMALL, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def own_axes(ax: Axes | None) -> Axes:
    """Return the axes given, or those of a new figure."""
    if ax is not None:
        return ax
    return new_figure()[1][0]


def footer(ax: Axes, text: str) -> None:
    """Write a line under the figure of some axes."""
    figure = cast("Figure", ax.get_figure())
    figure.supxlabel(text, fontsize=SMALL, color=INK, x=0.01, ha="left")


def format_axis(ax: Axes, lang: str, axis: Axis | None = None) -> None:
    """Write the marks of an axis, the vertical one by default, as the language does."""
    from matplotlib.ticker import FuncFormatter

    def mark(x: float, _: int | None = None) -> str:
        if float(x).is_integer():
            return labels.number(x, 0, lang)
        return labels.plain(round(x, 4), lang)

    (ax.yaxis if axis is None else axis).set_major_formatter(FuncFormatter(mark))


def picture(ax: Axes, form: str) -> bytes:
    """Return the figure of some axes as a file: ``png`` or ``svg``, the same bytes each time."""
    from sim.report.shown import file_of

    return file_of(cast("Figure", ax.get_figure()), form)
