"""Pictures of every figure, from a comparison made by hand: ``python -m tests.report.pictures``.

The command draws them anew into ``tests/report/pictures``, after a figure was changed on purpose.
Nothing is simulated, and the letters are those that matplotlib ships (DejaVu), so that pictures
change with the code of figures alone. They are half as large as figures: 640 x 360.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.factors import Bar, bars, plane
from sim.report.multiples import multiples
from sim.report.plots import Plots
from sim.report.reversal import reversal
from sim.report.style import of_house
from tests.results.made import made
from tests.results.made_network import network

FOLDER: Final = Path(__file__).parent / "pictures"
VERSION: Final = {"versions": {"parcours": "0"}}
DOTS: Final = 50
NAMES: Final = tuple(name for name in vars(Plots) if not name.startswith("_"))


def _multiples() -> Figure:
    one = made(origin=VERSION)
    return multiples({("here", "new"): one, ("there", "new"): one}, lang="fr")


def _reversal() -> Axes:
    rows = (("First", "need", (2.0, 1.0, 3.0), (-1.0, -2.0, 0.5)), ("Second", "wait", None, None))
    return reversal(rows, note="Note", lang="fr")


def _bars() -> Axes:
    rows = (Bar("One", 2.0, 1.5, 2.5), Bar("Two", -1.0, -2.0, 0.0, worse=True))
    return bars(rows, "Axis", title="Title", lang="fr")


def _plane() -> Axes:
    points = [[0.1, 1.0], [0.5, 2.0], [0.9, 3.0]]
    box = ((0.0, 0.6), (0.5, 2.5))
    return plane(points, [True, True, False], ("x", "y"), box, ("A", "B", "C"), lang="fr")


OTHERS: Final[dict[str, Callable[[], Axes | tuple[Axes, Axes] | Figure]]] = {
    "multiples": _multiples,
    "network": lambda: network().plot(lang="fr"),
    "reversal": _reversal,
    "bars": _bars,
    "plane": _plane,
}


def figure_of(name: str) -> Figure:
    """Draw a figure; the same each time."""
    with of_house():
        if name in OTHERS:
            drawn = OTHERS[name]()
        else:
            drawn = getattr(Plots(made(origin=VERSION)), name)(lang="fr")
    if isinstance(drawn, Figure):
        return drawn
    ax = drawn[0] if isinstance(drawn, tuple) else drawn
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    return figure


def write(figure: Figure, path: Path) -> Path:
    """Write a figure as a small picture."""
    with of_house():
        figure.savefig(path, dpi=DOTS, metadata={"Software": None})
    return path


def main() -> None:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name in (*NAMES, *OTHERS):
        write(figure_of(name), FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
