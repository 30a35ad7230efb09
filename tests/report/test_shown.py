"""A notebook shows figures as pictures: what IPython asks an object for."""

from __future__ import annotations

import struct

import matplotlib.pyplot
import pytest
from IPython.core.formatters import PNGFormatter
from matplotlib.figure import Figure

import sim
from tests.results.cases import WORDS, small


def shown(thing: object) -> bytes:
    """The picture that a notebook shows of an object; none where it shows a text."""
    return PNGFormatter()(thing) or b""


def size_of(png: bytes) -> tuple[int, ...]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    "name", ["pathways", "difference", "levels", "headline", "losers", "costs"]
)
def test_each_figure_of_a_comparison_is_a_picture_in_a_notebook(name: str) -> None:
    assert size_of(shown(getattr(small().plot, name)())) == (1280, 720)


def test_the_figure_of_one_world_and_the_figure_of_some_axes_are_pictures() -> None:
    ax = sim.Sim("pole", WORDS).run().plot()
    assert size_of(shown(ax)) == size_of(shown(ax.figure)) == (1280, 720)


def test_axes_that_the_user_made_are_not_shown_twice() -> None:
    mine = Figure()
    left, right = mine.subplots(1, 2)
    assert not shown(small().plot.difference(ax=left))
    assert not shown(small().plot.pathways(ax=(left, right)))


def test_no_figure_stays_in_memory() -> None:
    shown(small().plot.difference())
    assert matplotlib.pyplot.get_fignums() == []
