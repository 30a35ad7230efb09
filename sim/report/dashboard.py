"""The dashboard of both worlds, in the four parts of the one that the ANAP gives the sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim import lang as labels
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.report.series import origin_line
from sim.report.style import INK, SMALL, TEXT, WORLD_STYLES, footer, own_axes
from sim.results.tables import ComparisonTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PARTS", "dashboard"]

# The four parts of the dashboard of the ANAP (agence nationale d'appui à la performance), and the
# indicators of ours that come nearest to them (our choice).
PARTS: Final = (
    ("activity", ("occupancy", "served", "solution_within_24", "ruptures")),
    ("staff", ("direct_share", "overhead", "travel_share", "staff_vacant_share")),
    ("finances", ("public_cost", "cost_per_covered_hour", "deficit_share")),
    ("objectives", ("unmet_need", "unserved", "capability")),
)


def dashboard(
    comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None
) -> Axes:
    """Write the indicators of the sector's dashboard in both worlds: median and quartiles.

    Quartiles are over replicates: they show how much luck moves a level.
    """
    lang = comparison.language(lang)
    fresh = ax is None
    ax = own_axes(ax)
    rows = sum(1 + len(names) for _, names in PARTS)
    ax.set_axis_off()
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(0, 1)
    ax.set_ylim(rows + 0.6, -0.9)
    places = (0.52, 0.78)
    for x, title, (colour, _) in zip(places, comparison.titles(lang), WORLD_STYLES, strict=True):
        ax.text(x, -0.4, title, fontsize=TEXT + 3, color=colour, fontweight="bold", va="center")
    y = 0.5
    for part, names in PARTS:
        ax.text(0, y, say(f"dashboard.{part}", lang), fontsize=TEXT, color=INK, fontweight="bold",
                va="center")  # fmt: skip
        ax.axhline(y + 0.5, color="#6b6b6b", linewidth=0.8)
        for name in names:
            y += 1
            entry = REGISTRY[name]
            unit = "%" if entry.unit == "share" else labels.unit(entry.unit, lang)
            label = f"{entry.label(lang)} ({unit})" if unit else entry.label(lang)
            ax.text(0.015, y, label, fontsize=SMALL, color=INK, va="center")
            for x, values in zip(places, comparison.values(name).T, strict=True):
                ax.text(x, y, _spread(values, entry.unit, lang), fontsize=SMALL, color=INK,
                        va="center")  # fmt: skip
        y += 1
    ax.set_title(say("dashboard_title", lang), fontsize=TEXT + 3, color=INK, loc="left")
    if fresh:
        footer(ax, origin_line(comparison, lang))
    return ax


def _spread(values: np.ndarray, unit: str, lang: str) -> str:
    """Return the median of replicates with the quartiles; of one replicate, its value."""
    low, middle, high = np.percentile(values, [25, 50, 75])
    text = labels.value(float(middle), unit, lang)
    if len(values) < 2:
        return text
    ends = [labels.value(float(x), unit, lang, like=float(middle)) for x in (low, high)]
    return f"{text} [{say('interval.between', lang).join(ends)}]"
