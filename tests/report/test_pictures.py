"""Every figure looks as it did: pictures compared with stored ones, within a tolerance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from tests.report import pictures

# Root mean square of the differences of pixels, of 255: another version of the rasteriser stays
# below it, a change that a reader can see does not.
TOLERANCE = 3.0
AGAIN = "python -m tests.report.pictures draws them anew"


def apart(figure: Figure, name: str, folder: Path) -> str | None:
    """Compare a figure with its picture; None when they are alike."""
    drawn = pictures.write(figure, folder / f"{name}.png")
    return compare_images(str(pictures.FOLDER / f"{name}.png"), str(drawn), TOLERANCE)


def test_every_figure_has_a_picture_and_no_picture_is_left_over() -> None:
    stored = {path.stem for path in pictures.FOLDER.glob("*.png")}
    assert stored == {*pictures.NAMES, *pictures.OTHERS}, AGAIN


@pytest.mark.parametrize("name", [*pictures.NAMES, *pictures.OTHERS])
def test_a_figure_looks_as_it_did(name: str, tmp_path: Path) -> None:
    assert apart(pictures.figure_of(name), name, tmp_path) is None, AGAIN


def without_legend(figure: Figure) -> None:
    figure.axes[0].get_legend().remove()


def other_colour(figure: Figure) -> None:
    figure.axes[0].patches[0].set_facecolor("#D55E00")


def without_band(figure: Figure) -> None:
    figure.axes[0].collections[0].remove()


def without_footer(figure: Figure) -> None:
    figure.supxlabel("")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("difference", without_legend),
        ("costs", other_colour),
        ("difference", without_band),
        ("levels", without_footer),
    ],
)
def test_the_tolerance_sees_what_a_reader_sees(
    name: str, change: Callable[[Figure], None], tmp_path: Path
) -> None:
    figure = pictures.figure_of(name)
    change(figure)
    assert apart(figure, name, tmp_path) is not None
