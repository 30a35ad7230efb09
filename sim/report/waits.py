"""Who carries the wait: the concentration curve, and the tenth of persons who wait longest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.indicators.outputs import Run
from sim.indicators.registry import HORIZON
from sim.indicators.spells import Spells
from sim.lang import say
from sim.report.series import origin_line
from sim.report.style import INK, SMALL, TEXT, WORLD_STYLES, dress, footer, format_axis, own_axes
from sim.results.means import half_width
from sim.results.tables import ComparisonTables
from sim.state import counts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = npt.NDArray[Any]

__all__ = ["concentration", "waits"]

SHARES: Final = np.linspace(0.0, 1.0, 101)
TENTH: Final = 90  # rank in `SHARES` above which the tenth that waits longest is


def concentration(run: Run) -> Array:
    """Share of all months waited that falls on persons who wait least, float64[101].

    Waits for a solution, in whichever way they end, each of `HORIZON` months at most. The k-th
    value belongs to the k per cent of persons with the shortest waits; nan where no person waits.
    """
    curve = Spells.of(run.waits[counts.TO_SOLUTION].sum(axis=1)).curve()
    within = np.concatenate([[1.0], curve[:HORIZON]])
    law = np.concatenate([within[:-1] - within[1:], within[-1:]])  # waits of 0 to HORIZON months
    months = law * np.arange(len(law))
    total = months.sum()
    if total <= 0:
        return np.full(len(SHARES), np.nan)
    persons = np.concatenate([[0.0], np.cumsum(law)])
    return np.asarray(np.interp(SHARES, persons, np.append(0.0, np.cumsum(months) / total)))


def waits(comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw which share of all months waited falls on which share of persons, in both worlds.

    Bands are 95 % intervals of the mean curve. The legend gives the share of the tenth of persons
    who wait longest. The further a curve is below the diagonal, the fewer persons carry the wait.
    """
    lang = comparison.language(lang)
    fresh = ax is None
    ax = own_axes(ax)
    ax.plot([0, 100], [0, 100], color="#6b6b6b", linewidth=1.4, label=say("waits_equal", lang))
    for side, (title, (colour, line)) in enumerate(
        zip(comparison.titles(lang), WORLD_STYLES, strict=True)
    ):
        curves = 100 * np.array([concentration(pair[side]) for pair in comparison.pairs])
        mean, half = curves.mean(axis=0), half_width(curves)
        tenth = 100 - curves[:, TENTH]
        reach = half_width(tenth)
        ends = (np.nan, np.nan) if reach is None else (tenth.mean() - reach, tenth.mean() + reach)
        between = [labels.number(float(x), 0, lang) for x in ends]
        text = say(
            "waits_tenth", lang, world=title, share=labels.number(float(tenth.mean()), 0, lang),
            between="" if reach is None else f" [{say('interval.between', lang).join(between)}]",
        )  # fmt: skip
        if half is not None:
            ax.fill_between(
                100 * SHARES, mean - half, mean + half, color=colour, alpha=0.25, linewidth=0
            )
        ax.plot(100 * SHARES, mean, color=colour, linestyle=line, linewidth=2.8, label=text)
    ax.axvline(TENTH, color=INK, linewidth=1.2, linestyle=":")
    dress(ax)
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 100)
    format_axis(ax, lang)
    format_axis(ax, lang, ax.xaxis)
    ax.set_title(say("waits_title", lang), fontsize=TEXT + 3, color=INK, loc="left")
    ax.set_xlabel(say("waits_persons", lang), fontsize=TEXT, color=INK)
    ax.set_ylabel(say("waits_months", lang), fontsize=TEXT, color=INK)
    ax.legend(fontsize=SMALL, frameon=False, loc="upper left")
    if fresh:
        band = say("band" if comparison.n > 1 else "one_replicate", lang)
        footer(
            ax,
            f"{say('waits_note', lang, months=HORIZON)} {band}.\n{origin_line(comparison, lang)}",
        )
    return ax
