"""Draw the figures of the gallery from a real run: ``python docs/gallery.py``.

Fifty futures of the fictional training territory, drawn in French as small SVG files into
``docs/gallery``. The page `docs/gallery.md` shows them. The names of the figures drawn are written
beside them: a test compares them with the functions of the present code.
"""

from __future__ import annotations

from pathlib import Path

import sim
from sim.report.plots import Plots
from sim.report.style import of_house, picture

FOLDER = Path(__file__).parent / "gallery"
DRAWN = FOLDER / "drawn.txt"
NAMES = [name for name in vars(Plots) if not name.startswith("_")]
OTHERS = ("multiples", "network")  # not functions of one comparison's tables
WORDS = ("months=72", "change=immediate")


def main() -> None:
    """Draw every figure of a comparison, its network, and the small multiples."""
    FOLDER.mkdir(exist_ok=True)
    c = sim.compare("silo", "pole", ("territory=training", *WORDS), replicates=50, lang="fr")
    many = sim.compare_many(
        ["silo", "provider", "pole"], ["training", "creuse"], WORDS, replicates=10, lang="fr"
    )
    figures = {"multiples": lambda: many.plot().axes[0], "network": c.network().plot}
    with of_house():
        for name in (*NAMES, *OTHERS):
            how = {"persons": 60} if name == "pathways" else {}
            axes = figures[name]() if name in figures else getattr(c.plot, name)(**how)
            ax = axes[0] if isinstance(axes, tuple) else axes
            (FOLDER / f"{name}.svg").write_bytes(picture(ax, "svg"))
    DRAWN.write_text("\n".join(sorted((*NAMES, *OTHERS))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
