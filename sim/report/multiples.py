"""Small multiples: the same difference on several territories, those where it is worst first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sim import lang as labels
from sim.errors import InputError, check_lang
from sim.indicators.registry import REGISTRY
from sim.lang import Message, say
from sim.report.series import monthly_values
from sim.report.style import INK, SMALL, TEXT, WORLD_STYLES, dress, format_axis, new_figure
from sim.results.means import half_width
from sim.results.tables import ComparisonTables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LINES", "multiples"]

# Colour and line of each scenario but the first one, the last one first. The colour of the first
# world of a comparison is left out: it is zero here. Each has a contrast of 3 at least on white.
LINES: Final = (WORLD_STYLES[1], ("#117733", "-."), ("#882255", ":"), ("#555555", "-"))
COLUMNS: Final = 3
MOST: Final = 6  # territories in one figure


def multiples(
    compared: Mapping[tuple[str, str], ComparisonTables],
    indicator: str = "unmet_need",
    *,
    lang: str | None = None,
) -> Figure:
    """Draw one panel a territory: each scenario minus the first one, month by month.

    Parameters
    ----------
    compared
        By the names of a territory and of a scenario; all with the same first scenario.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value, or when there are too many
        territories or scenarios for one figure.
    """
    lang = check_lang(lang)
    places = list(dict.fromkeys(place for place, _ in compared))
    scenarios = list(dict.fromkeys(scenario for _, scenario in compared))
    if len(places) > MOST or len(scenarios) > len(LINES):
        given = {"territories": str(len(places)), "scenarios": str(len(scenarios))}
        raise InputError(Message("figure.many", **given, most=str(MOST), lines=str(len(LINES))))
    series = {key: monthly_values(c, indicator) for key, c in compared.items()}
    entry = REGISTRY[indicator]
    factor = 100.0 if entry.unit == "share" else 1.0

    def loss(place: str) -> float:
        """Return the widest loss of a scenario on a territory, since the reform."""
        gaps = [compared[place, s].paired(indicator).difference for s in scenarios]
        return max(-gap * (entry.direction or 1) for gap in gaps)

    places.sort(key=lambda place: (-loss(place), place))
    styles = dict(zip(reversed(scenarios), LINES, strict=False))
    columns = min(COLUMNS, len(places))
    figure, axes = new_figure(columns, rows=-(-len(places) // columns), sharex=True, sharey=True)
    for ax, place in zip(axes, places, strict=False):
        for scenario in scenarios:
            colour, line = styles[scenario]
            one = compared[place, scenario]
            months, a, b = series[place, scenario]
            gap = factor * (b - a)
            mean, half = gap.mean(axis=0), half_width(gap)
            if half is not None:
                ax.fill_between(
                    months, mean - half, mean + half, color=colour, alpha=0.2, linewidth=0
                )
            title = one.titles(lang)[1]
            ax.plot(months, mean, color=colour, linestyle=line, linewidth=2.4, label=title)
        ax.axhline(0, color=INK, linewidth=1.6)
        ax.axvline(one.a.clock.reform_month, color=INK, linewidth=1.2, linestyle=":")
        dress(ax)
        ax.set_title(one.place.label(lang), fontsize=TEXT, color=INK, loc="left")
        ax.set_xlabel(say("month", lang), fontsize=SMALL, color=INK)
        format_axis(ax, lang)
        ax.margins(x=0.01)
    for ax in axes[len(places) :]:
        ax.remove()
    low, high = axes[0].get_ylim()
    reach = max(abs(low), abs(high), 1e-9)
    axes[0].set_ylim(min(low, -0.15 * reach), max(high, 0.15 * reach))
    unit = "points" if entry.unit == "share" else labels.unit(entry.unit, lang)
    axes[0].set_ylabel(unit, fontsize=SMALL, color=INK)
    first = next(iter(compared.values()))
    handles, names = axes[0].get_legend_handles_labels()
    title = say("many_title", lang, label=entry.label(lang), a=first.titles(lang)[0])
    legend = figure.legend(
        handles, names, loc="outside upper left", ncols=len(names), fontsize=SMALL, frameon=False,
        title=title, title_fontsize=TEXT + 3, alignment="left",
    )  # fmt: skip
    legend.get_title().set_color(INK)
    n = say("n", lang, n=first.n, seeds=first.seeds_text())
    band = say("band" if first.n > 1 else "one_replicate", lang)
    figure.supxlabel(
        f"{band} · {n} · {first.version} · {say('teaching', lang)}",
        fontsize=SMALL, color=INK, x=0.01, ha="left",
    )  # fmt: skip
    return figure
