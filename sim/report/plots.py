"""Figures of a comparison and of one world, the same in notebook, report, page and slide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.errors import InputError
from sim.indicators.outputs import AWAY, FULLY, IN_PART, ORDINARY_LIFE, WAITING, WITHOUT
from sim.lang import Message, say
from sim.report.dashboard import dashboard
from sim.report.forest import headline, losers
from sim.report.futures import dots, fan
from sim.report.money import money
from sim.report.prepare import prepare
from sim.report.series import difference, levels, origin_line
from sim.report.style import (
    INK,
    PAPER,
    SMALL,
    STATE_STYLES,
    TEXT,
    WORLD_STYLES,
    dress,
    footer,
    format_axis,
    new_figure,
    own_axes,
)
from sim.report.waits import waits
from sim.results.means import half_width
from sim.results.one_world import WorldTables
from sim.results.tables import ComparisonTables
from sim.state.counts import INDEX

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]

__all__ = [
    "Plots", "both_states", "costs", "dashboard", "difference", "dots", "fan", "headline", "levels",
    "losers", "money", "pathways", "prepare", "states", "waits",
]  # fmt: skip

SHOWN: Final = 300


class Plots:
    """Figures of a comparison; each returns its Axes."""

    def __init__(self, comparison: ComparisonTables) -> None:
        self._comparison = comparison

    def pathways(
        self, *, persons: int = SHOWN, lang: str | None = None, ax: tuple[Axes, Axes] | None = None
    ) -> tuple[Axes, Axes]:
        """Draw pathway strips: the same persons, in the same order, in both worlds."""
        return pathways(self._comparison, persons=persons, lang=lang, ax=ax)

    def difference(
        self, indicator: str = "unmet_need", *, lang: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw b minus a month by month with its 95 % band."""
        return difference(self._comparison, indicator, lang=lang, ax=ax)

    def levels(
        self, indicator: str = "unmet_need", *, lang: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw an indicator in both worlds month by month, each with its 95 % band."""
        return levels(self._comparison, indicator, lang=lang, ax=ax)

    def headline(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw the differences of the headline table with their intervals."""
        return headline(self._comparison, lang=lang, ax=ax)

    def losers(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw the groups for whom b is worse, with their intervals."""
        return losers(self._comparison, lang=lang, ax=ax)

    def costs(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw who pays in both worlds."""
        return costs(self._comparison, lang=lang, ax=ax)

    def fan(
        self, indicator: str = "unmet_need", *, lang: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw how b minus a spreads over replicates, month by month."""
        return fan(self._comparison, indicator, lang=lang, ax=ax)

    def dots(
        self, indicator: str = "unmet_need", *, lang: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw one dot for each replicate: the number of futures in which b does better."""
        return dots(self._comparison, indicator, lang=lang, ax=ax)

    def money(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what each funder pays more or less under b."""
        return money(self._comparison, lang=lang, ax=ax)

    def prepare(self, *, lang: str | None = None) -> tuple[Axes, Axes]:
        """Draw what each funder pays to repair crises, and the staff time that prepares."""
        return prepare(self._comparison, lang=lang)

    def waits(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw who bears the wait: the concentration curve in both worlds."""
        return waits(self._comparison, lang=lang, ax=ax)

    def dashboard(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Write the dashboard of the sector: median and quartiles in both worlds."""
        return dashboard(self._comparison, lang=lang, ax=ax)

    def states(self, *, lang: str | None = None) -> tuple[Axes, Axes]:
        """Draw how many persons are in each state in both worlds, month by month."""
        return both_states(self._comparison, lang=lang)


def strip_order(a: Array, b: Array) -> Array:
    """Readable order of strips: similar lives together, the best served on top.

    Parameters
    ----------
    a, b : int8[months, n]
        States in both worlds; both decide, so that neither world looks tidier than the other.
    """
    both = np.concatenate([a, b])
    spent = np.stack([(both == state).sum(axis=0) for state in range(6)])
    rank = np.array([FULLY, IN_PART, WAITING, WITHOUT, ORDINARY_LIFE, AWAY])
    main = np.argmax(spent[rank], axis=0)
    served = spent[FULLY] * 1.0 + spent[IN_PART] * 0.5 - spent[WITHOUT] * 0.5
    gone = spent[AWAY]
    return np.lexsort((gone, -served, main))


def pathways(
    comparison: ComparisonTables,
    *,
    persons: int = SHOWN,
    lang: str | None = None,
    ax: tuple[Axes, Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Draw pathway strips: a person a line, a month a column, one panel a world.

    Parameters
    ----------
    persons
        How many are shown, sampled evenly over the keys of those recorded who ever asked.

    Raises
    ------
    InputError
        When no person was recorded, or `persons` is not at least 1.
    """
    lang = comparison.language(lang)
    if persons < 1:
        raise InputError(Message("figure.persons", persons=persons))
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    from sim.report.shown import Panels

    first, second = comparison.recorded()
    a, b = np.asarray(first.state), np.asarray(second.state)
    asked = np.flatnonzero(((a >= WAITING) | (b >= WAITING)).any(axis=0))
    pool = asked if len(asked) else np.arange(a.shape[1])
    count = min(persons, len(pool))
    chosen = pool[np.linspace(0, len(pool) - 1, count).round().astype(int)]
    chosen = chosen[strip_order(a[:, chosen], b[:, chosen])]
    axes = ax if ax is not None else tuple(new_figure(2, sharey=True)[1])
    colours = ListedColormap([colour for _, colour, _ in STATE_STYLES])
    norm = BoundaryNorm(np.arange(-0.5, 6.5), 6)
    start = comparison.pairs[0][0].first_month
    months = a.shape[0]
    reform = comparison.a.clock.reform_month
    for panel, states_, name, (colour, _) in zip(
        axes, (a, b), comparison.titles(lang), WORLD_STYLES, strict=True
    ):
        image = states_[:, chosen].T
        box = (start - 0.5, start + months - 0.5, count, 0)
        panel.imshow(
            image, cmap=colours, norm=norm, aspect="auto", interpolation="nearest", extent=box
        )
        for state, (_, _, hatch) in enumerate(STATE_STYLES):
            if hatch and (image == state).any():
                shaded = panel.contourf(
                    *_from_edge_to_edge(
                        np.arange(start, start + months),
                        np.arange(count) + 0.5,
                        (image == state).astype(float),
                    ),
                    levels=[0.5, 1.5],
                    colors="none",
                    hatches=[hatch],
                )
                shaded.set_edgecolor("#00000059" if state == WAITING else "#ffffff80")
                shaded.set_linewidth(0.0)
        dress(panel)
        panel.axvline(reform - 0.5, color=INK, linewidth=1.5, linestyle=":")
        panel.annotate(
            say("reform", lang), (reform - 0.5, 0), (4, 4), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=SMALL, color=INK,
            bbox={"facecolor": PAPER, "alpha": 0.85, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
        panel.set_title(name, fontsize=TEXT + 3, color=colour, fontweight="bold")
        panel.set_xlabel(say("month", lang), fontsize=TEXT, color=INK)
        panel.set_xlim(start - 0.5, start + months - 0.5)
        panel.set_ylim(count, 0)
    axes[0].set_ylabel(
        f"{labels.number(count, 0, lang)} {say('persons', lang)}", fontsize=TEXT, color=INK
    )
    axes[0].set_yticks([])
    figure = cast("Figure", axes[0].get_figure())
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#555555", label=say(key, lang))
        for key, colour, hatch in STATE_STYLES
    ]
    if ax is None:
        figure.suptitle(
            say("same_people", lang, n=labels.number(count, 0, lang)), fontsize=TEXT + 3, color=INK
        )
        seed = say("seed", lang, seed=comparison.seeds[0])
        figure.legend(
            handles=handles, loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False,
            title=" · ".join(
                (comparison.place.label(lang), seed, comparison.version, say("teaching", lang))
            ),
            title_fontsize=SMALL,
        )  # fmt: skip
    # The user shows the axes that the user made.
    return (axes[0], axes[1]) if ax is not None else Panels((axes[0], axes[1]))


def _from_edge_to_edge(x: Array, y: Array, values: Array) -> tuple[Array, Array, Array]:
    """Return points of a grid; one month or one person becomes both of its edges.

    A hatch is drawn between two points at least.
    """
    if len(x) == 1:
        x, values = np.array([x[0] - 0.5, x[0] + 0.5]), np.repeat(values, 2, axis=1)
    if len(y) == 1:
        y, values = np.array([y[0] - 0.5, y[0] + 0.5]), np.repeat(values, 2, axis=0)
    return x, y, values


def costs(comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what each funder pays in both worlds, euros per person per year, with the difference."""
    lang = comparison.language(lang)
    fresh = ax is None
    ax = own_axes(ax)
    names = [labels.group("payer", payer, lang) for payer in comparison.payers]
    compared = [comparison.paired("public_cost", "payer", payer) for payer in comparison.payers]
    at = np.arange(len(names), dtype=np.float64)
    widest = max(max(p.a, p.b) for p in compared)
    for shift, side, name, (colour, _), hatch in (
        (-0.2, "a", comparison.titles(lang)[0], WORLD_STYLES[0], ""),
        (0.2, "b", comparison.titles(lang)[1], WORLD_STYLES[1], "//"),
    ):
        values = [getattr(p, side) for p in compared]
        ax.barh(
            at + shift, values, height=0.36, color=colour, hatch=hatch, edgecolor="#ffffff",
            linewidth=0, label=name,
        )  # fmt: skip
    for y, p in zip(at, compared, strict=True):
        text = labels.interval(p.difference, p.low, p.high, "euros_year", lang)
        ax.annotate(
            text, (max(p.a, p.b), y), (8, 0), textcoords="offset points", va="center",
            fontsize=SMALL, color=INK,
        )  # fmt: skip
    dress(ax)
    ax.set_yticks(at, names)
    ax.invert_yaxis()
    ax.set_xlim(0, widest * 1.5)
    format_axis(ax, lang, ax.xaxis)
    a, b = comparison.titles(lang)
    ax.set_title(say("costs_title", lang, a=a, b=b), fontsize=TEXT + 1, color=INK, loc="left")
    ax.set_xlabel(labels.unit("euros_year", lang), fontsize=TEXT, color=INK)
    ax.legend(fontsize=SMALL, frameon=False, loc="lower right")
    if fresh:
        footer(ax, origin_line(comparison, lang))
    return ax


def states(result: WorldTables, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many persons are in each state of the funnel, month by month.

    With several seeds, layers are means, and the edge of each layer has its 95 % band.
    """
    lang = result.language(lang)
    fresh = ax is None
    ax = own_axes(ax)
    series = np.array([run.history for run in result.each_run], np.float64)
    months = result.run.months

    def of(*names: str) -> Array:
        return np.asarray(series[:, :, [INDEX[name] for name in names]].sum(axis=2))

    covered = np.minimum(of("covered"), of("served"))
    layers = {
        FULLY: covered,
        IN_PART: of("served") - covered,
        WAITING: of("assess", "wait"),
        WITHOUT: of("refused", "renounced"),
        ORDINARY_LIFE: of("latent"),
    }
    means = [layer.mean(axis=0) for layer in layers.values()]
    drawn = ax.stackplot(months, *means, labels=[""] * len(layers))
    for patch, state in zip(drawn, layers, strict=True):
        key, colour, hatch = STATE_STYLES[state]
        patch.set(facecolor=colour, hatch=hatch, edgecolor="#55555580", label=say(key, lang))
        patch.set_linewidth(0.0)
    for rank, edge in enumerate(np.cumsum(list(layers.values()), axis=0)):
        mean, half = edge.mean(axis=0), half_width(edge)
        if half is not None:
            text = say("band", lang) if rank == 0 else None
            ax.fill_between(
                months, mean - half, mean + half, color=INK, alpha=0.35, linewidth=0, label=text
            )
    reform = result.scenario.clock.reform_month
    ax.axvline(reform, color=INK, linewidth=1.5, linestyle=":")
    dress(ax)
    people = labels.number(float(of("people")[:, -1].mean()), 0, lang)
    title = say("states_title", lang, n=people, label=result.title(lang))
    ax.set_title(title, fontsize=TEXT + 3, color=INK, loc="left")
    ax.set_xlabel(say("month", lang), fontsize=TEXT, color=INK)
    ax.set_ylabel(say("persons", lang), fontsize=TEXT, color=INK)
    ax.set_xlim(months[0], months[-1])
    format_axis(ax, lang)
    ax.legend(fontsize=SMALL, frameon=True, loc="upper right")
    if fresh:
        footer(ax, origin_line(result, lang))
    return ax


def both_states(comparison: ComparisonTables, *, lang: str | None = None) -> tuple[Axes, Axes]:
    """Draw how many persons are in each state, month by month, one panel a world (`states`)."""
    from sim.report.shown import Panels

    lang = comparison.language(lang)
    figure, axes = new_figure(2, sharey=True)
    titles = comparison.titles(lang)
    for side, (ax, scenario) in enumerate(zip(axes, (comparison.a, comparison.b), strict=True)):
        runs = tuple(pair[side] for pair in comparison.pairs)
        origin = {"titles": {lang: (titles[side],)}}
        world = WorldTables(scenario, runs, comparison.place, origin=origin, lang=lang)
        states(world, ax=ax)
        colour = WORLD_STYLES[side][0]
        ax.set_title(titles[side], fontsize=TEXT + 3, color=colour, fontweight="bold", loc="left")
        legend = ax.get_legend()
        if legend is not None:
            legend.remove()
    axes[1].set_ylabel("")
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside upper left", ncols=3, fontsize=SMALL, frameon=False,
        title=say("both_states_title", lang), title_fontsize=TEXT + 3, alignment="left",
    )  # fmt: skip
    footer(axes[0], origin_line(comparison, lang))
    return Panels((axes[0], axes[1]))
