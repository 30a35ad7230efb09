"""Prepare versus repair: what crises cost to each funder, and the staff time that prepares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.indicators import stats
from sim.lang import say
from sim.report.series import origin_line
from sim.report.style import (
    INK,
    PAPER,
    SMALL,
    TEXT,
    WORLD_STYLES,
    dress,
    footer,
    format_axis,
    new_figure,
)
from sim.results.tables import ComparisonTables
from sim.state.counts import INDEX

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = npt.NDArray[Any]

__all__ = ["PREPARES", "REPAIRER", "prepare", "prepared"]

# The rule of payments has one kind of funder pay all emergencies: tests compare this name with it.
REPAIRER: Final = "state_agency"
# Counts of staff minutes that prepare, in the order of the bars.
PREPARES: Final = ("staff_planning", "staff_reserve", "staff_referent", "staff_support")


def prepared(comparison: ComparisonTables, name: str) -> Array:
    """Return a count of staff minutes over all that funders pay for; float64[replicates, 2].

    It is nan where funders pay for no time.
    """
    columns = [INDEX[name], INDEX["staff_total"]]
    sums = [
        [run.history[run.first_row :, columns].sum(axis=0) for run in p] for p in comparison.pairs
    ]
    part, whole = np.moveaxis(np.array(sums, np.float64), -1, 0)
    shares = np.full(part.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def prepare(comparison: ComparisonTables, *, lang: str | None = None) -> tuple[Axes, Axes]:
    """Draw what each funder pays, with the part that repairs, and the staff time that prepares.

    On the left, euros per person per year: what crises cost is hatched. On the right, shares of the
    staff time that funders pay for. That time is in block grants, so that it has no funder of its
    own. Each pair of bars has the difference of its hatched or whole bars, with its interval.
    """
    from sim.report.shown import Panels

    lang = comparison.language(lang)
    figure, axes = new_figure(2)
    repair = comparison.paired("repair_cost")
    paid = [comparison.paired("public_cost", "payer", payer) for payer in comparison.payers]
    names = [labels.group("payer", payer, lang) for payer in comparison.payers]
    of_crises = [repair if payer == REPAIRER else None for payer in comparison.payers]
    _bars(axes[0], [(p.a, p.b) for p in paid], names, lang)
    for y, (p, crises) in enumerate(zip(paid, of_crises, strict=True)):
        if crises is None:
            continue
        for side, (shift, value) in enumerate(((-0.2, crises.a), (0.2, crises.b))):
            axes[0].barh(
                y + shift, value, height=0.36, color=PAPER, hatch="xxx", linewidth=1.2,
                edgecolor=WORLD_STYLES[side][0],
                label=None if side else say("prepare_crises", lang),
            )  # fmt: skip
        text = labels.interval(crises.difference, crises.low, crises.high, "euros_year", lang)
        _note(axes[0], max(p.a, p.b), y, say("prepare_of_crises", lang, gap=text))
    axes[0].set_xlabel(labels.unit("euros_year", lang), fontsize=TEXT, color=INK)
    axes[0].set_title(say("prepare_money", lang), fontsize=TEXT + 1, color=INK, loc="left")
    time = [stats.paired(*prepared(comparison, name).T) for name in PREPARES]
    kinds = [say(f"prepare_{name}", lang) for name in PREPARES]
    _bars(axes[1], [(100 * p.a, 100 * p.b) for p in time], kinds, lang)
    for y, p in enumerate(time):
        text = labels.interval(p.difference, p.low, p.high, "share", lang)
        _note(axes[1], 100 * max(p.a, p.b), y, text)
    axes[1].set_xlabel(say("prepare_share", lang), fontsize=TEXT, color=INK)
    axes[1].set_title(say("prepare_time", lang), fontsize=TEXT + 1, color=INK, loc="left")
    handles, texts = axes[0].get_legend_handles_labels()
    legend = figure.legend(
        handles, [*comparison.titles(lang), *texts[2:]], loc="outside upper left", ncols=3,
        fontsize=SMALL, frameon=False, title=say("prepare_title", lang), title_fontsize=TEXT + 3,
        alignment="left",
    )  # fmt: skip
    legend.get_title().set_color(INK)
    band = say("band" if comparison.n > 1 else "one_replicate", lang)
    footer(axes[0], f"{say('prepare_note', lang, band=band)}\n{origin_line(comparison, lang)}")
    return Panels((axes[0], axes[1]))


def _bars(ax: Axes, values: list[tuple[float, float]], names: list[str], lang: str) -> None:
    """Draw a bar for each world and each name, the first on top."""
    at = np.arange(len(names), dtype=np.float64)
    for side, (shift, (colour, _)) in enumerate(zip((-0.2, 0.2), WORLD_STYLES, strict=True)):
        ax.barh(
            at + shift, [pair[side] for pair in values], height=0.36, color=colour,
            hatch="//" if side else "", edgecolor=PAPER, linewidth=0, label=str(side),
        )  # fmt: skip
    dress(ax)
    ax.set_yticks(at, names)
    ax.invert_yaxis()
    reach = max((x for pair in values for x in pair if np.isfinite(x)), default=0.0)
    ax.set_xlim(0, 2.1 * (reach or 1.0))
    format_axis(ax, lang, ax.xaxis)


def _note(ax: Axes, x: float, y: float, text: str) -> None:
    ax.annotate(
        text,
        (x if np.isfinite(x) else 0.0, y),
        (8, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        color=INK,
    )
