"""Figures that a notebook shows as pictures: axes, a pair of panels, or the figure itself.

Figures are made without pyplot, so that nothing global remains in memory. A notebook would then
show only the name of their class. IPython asks an object for its picture by the method
``_repr_png_``.
"""

from __future__ import annotations

import io
from typing import cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.style import context as style_context

__all__ = ["Panels", "ShownAxes", "ShownFigure", "file_of", "style_context"]


def file_of(figure: Figure, form: str) -> bytes:
    """Return a figure as a file: ``png`` or ``svg``, the same bytes each time."""
    buffer = io.BytesIO()
    ours = {"svg.hashsalt": "parcours", "svg.fonttype": "none"}
    with style_context(["default", ours]):  # not the user's matplotlibrc
        blank = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(buffer, format=form, metadata=cast("dict[str, str]", blank))
    return buffer.getvalue()


class ShownAxes(Axes):
    """Axes that a notebook shows as the picture of their figure."""

    def _repr_png_(self) -> bytes:
        return file_of(cast("Figure", self.get_figure()), "png")


class ShownFigure(Figure):
    """A figure that a notebook shows as a picture, and whose axes it shows so too."""

    def __init__(self, **how: object) -> None:
        super().__init__(**how)  # type: ignore[arg-type]
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        return file_of(self, "png")


class Panels(tuple[Axes, Axes]):
    """Two axes of one figure, shown as one picture."""

    __slots__ = ()

    def _repr_png_(self) -> bytes:
        return file_of(cast("Figure", self[0].get_figure()), "png")
