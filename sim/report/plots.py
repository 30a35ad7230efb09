"""Figures, the same in notebook, report, page and slide.

The first world is #004488 and solid, the second #D55E00 and dashed; states differ by lightness and
hatch, never by hue alone. Texts are at least 14 points on a figure of 1280 x 720.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.errors import InputError, check_lang
from sim.indicators import stats
from sim.indicators.measure import Key, monthly
from sim.indicators.registry import REGISTRY
from sim.lang import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from sim.results.tables import Comparison
    from sim.study.simulate import Result

Array = npt.NDArray[Any]

__all__ = [
    "STATE_STYLES",
    "WORLD_STYLES",
    "Plots",
    "contrast",
    "costs",
    "difference",
    "pathways",
    "reversal",
]

SIZE: Final = (12.8, 7.2)  # inches at 100 dots: 1280 x 720
DPI: Final = 100
TEXT: Final = 15.0
SMALL: Final = 14.0
INK: Final = "#1a1a1a"
PAPER: Final = "#ffffff"
WORLD_STYLES: Final = (("#004488", "-"), ("#D55E00", "--"))
# Colour and hatch of each state of `sim.runs.run`, from away to without solution.
STATE_STYLES: Final = (
    ("state_away", "#ffffff", ""),
    ("state_ordinary", "#e2e2e2", ""),
    ("state_waiting", "#f0b429", "///"),
    ("state_part", "#5aa9d6", ""),
    ("state_full", "#00508f", ""),
    ("state_without", "#8c1d18", "xxx"),
)
AWAY, ORDINARY, WAITING, PART, FULL, WITHOUT = range(6)
SHOWN: Final = 300


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    light = sorted((_luminance(one), _luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _figure(columns: int = 1, **how: Any) -> tuple[Figure, list[Axes]]:
    """Return a figure that no window and no global state holds, of 1280 x 720."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Plain

    figure = Plain(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = np.atleast_1d(figure.subplots(1, columns, **how))
    return figure, list(axes)


def _dress(ax: Axes) -> None:
    ax.set_facecolor(PAPER)
    ax.tick_params(labelsize=SMALL, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _own(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    return _figure()[1][0]


def _footer(ax: Axes, text: str) -> None:
    figure = cast("Figure", ax.get_figure())
    figure.supxlabel(text, fontsize=SMALL, color=INK, x=0.01, ha="left")


def _told(comparison: Comparison, lang: str) -> str:
    n = say("n", lang, n=comparison.n, seeds=comparison.told_seeds())
    return f"{comparison.place.label(lang)} · {n} · {say('teaching', lang)}"


class Plots:
    """Figures of a comparison; each returns its Axes."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def pathways(
        self, *, persons: int = SHOWN, lang: str = "fr", ax: tuple[Axes, Axes] | None = None
    ) -> tuple[Axes, Axes]:
        """Draw pathway strips: the same persons, in the same order, in both worlds."""
        return pathways(self._comparison, persons=persons, lang=lang, ax=ax)

    def difference(
        self, indicator: str = "unmet_need", *, lang: str = "fr", ax: Axes | None = None
    ) -> Axes:
        """Draw b minus a month by month with its 95 % band."""
        return difference(self._comparison, indicator, lang=lang, ax=ax)

    def costs(self, *, lang: str = "fr", ax: Axes | None = None) -> Axes:
        """Draw who pays in both worlds."""
        return costs(self._comparison, lang=lang, ax=ax)


def strip_order(a: Array, b: Array) -> Array:
    """Order in which strips can be read: alike lives together, the best served on top.

    Parameters
    ----------
    a, b : int8[months, n]
        States in both worlds; both decide, so that neither world looks tidier than the other.
    """
    both = np.concatenate([a, b])
    spent = np.stack([(both == state).sum(axis=0) for state in range(6)])
    rank = np.array([FULL, PART, WAITING, WITHOUT, ORDINARY, AWAY])
    main = np.argmax(spent[rank], axis=0)
    served = spent[FULL] * 1.0 + spent[PART] * 0.5 - spent[WITHOUT] * 0.5
    gone = spent[AWAY]
    return np.lexsort((gone, -served, main))


def pathways(
    comparison: Comparison,
    *,
    persons: int = SHOWN,
    lang: str = "fr",
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
        When nobody was recorded, or `persons` is not at least 1.
    """
    check_lang(lang)
    if persons < 1:
        raise InputError([f"persons={persons}: at least 1 person must be shown."])
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    first, second = comparison.recorded()
    a, b = np.asarray(first.state), np.asarray(second.state)
    asked = np.flatnonzero(((a >= WAITING) | (b >= WAITING)).any(axis=0))
    pool = asked if len(asked) else np.arange(a.shape[1])
    count = min(persons, len(pool))
    chosen = pool[np.linspace(0, len(pool) - 1, count).round().astype(int)]
    chosen = chosen[strip_order(a[:, chosen], b[:, chosen])]
    axes = ax if ax is not None else tuple(_figure(2, sharey=True)[1])
    colours = ListedColormap([colour for _, colour, _ in STATE_STYLES])
    norm = BoundaryNorm(np.arange(-0.5, 6.5), 6)
    start = comparison.pairs[0][0].run.first_month
    months = a.shape[0]
    reform = comparison.a.clock.reform_month
    for panel, states_, name, (colour, _) in zip(
        axes, (a, b), comparison.names, WORLD_STYLES, strict=True
    ):
        image = states_[:, chosen].T
        box = (start - 0.5, start + months - 0.5, count, 0)
        panel.imshow(
            image, cmap=colours, norm=norm, aspect="auto", interpolation="nearest", extent=box
        )
        for state, (_, _, hatch) in enumerate(STATE_STYLES):
            if hatch and (image == state).any():
                shaded = panel.contourf(
                    np.arange(start, start + months),
                    np.arange(count) + 0.5,
                    (image == state).astype(float),
                    levels=[0.5, 1.5],
                    colors="none",
                    hatches=[hatch],
                )
                shaded.set_edgecolor("#00000059" if state == WAITING else "#ffffff80")
                shaded.set_linewidth(0.0)
        _dress(panel)
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
        figure.legend(
            handles=handles, loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False
        )
        seed = say("seed", lang, seed=comparison.seeds[0])
        place = f"{comparison.place.label(lang)} · {seed} · {say('teaching', lang)}"
        axes[0].annotate(
            place, (0, 0), (0, -62), xycoords="axes fraction", textcoords="offset points",
            fontsize=SMALL, color=INK,
        )  # fmt: skip
    return axes[0], axes[1]


def _monthly(comparison: Comparison, indicator: str) -> tuple[Array, Array, Array]:
    """Months, and values of both worlds, float64[replicates, months]; months without one left out.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    from sim.errors import suggestion

    key = Key(indicator, "all", "all")
    a = [monthly(pair[0], comparison.payers).get(key) for pair in comparison.pairs]
    b = [monthly(pair[1], comparison.payers).get(key) for pair in comparison.pairs]
    if a[0] is None:
        if indicator in REGISTRY:
            raise InputError([f"{indicator}: this indicator has no monthly value to draw."])
        raise InputError([f"{indicator}: unknown indicator{suggestion(indicator, REGISTRY)}"])
    first, second = np.array(a, np.float64), np.array(b, np.float64)
    kept = np.isfinite(first).all(axis=0) & np.isfinite(second).all(axis=0)
    return comparison.pairs[0][0].months[kept], first[:, kept], second[:, kept]


def difference(
    comparison: Comparison,
    indicator: str = "unmet_need",
    *,
    lang: str = "fr",
    ax: Axes | None = None,
) -> Axes:
    """Draw the paired difference month by month: mean, 95 % band, zero and reform marked.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    check_lang(lang)
    months, a, b = _monthly(comparison, indicator)
    told = REGISTRY[indicator]
    factor = 100.0 if told.unit == "share" else 1.0
    gap = (b - a) * factor
    mean = gap.mean(axis=0)
    fresh = ax is None
    ax = _own(ax)
    colour, _ = WORLD_STYLES[1]
    if len(gap) > 1:
        half = stats.student(0.95, len(gap) - 1) * gap.std(axis=0, ddof=1) / np.sqrt(len(gap))
        ax.fill_between(
            months, mean - half, mean + half, color=colour, alpha=0.25, linewidth=0,
            label=say("band", lang),
        )  # fmt: skip
    ax.plot(months, mean, color=colour, linewidth=2.8, label=say("mean", lang))
    ax.axhline(0, color=INK, linewidth=1.6, label=say("zero", lang))
    reform = comparison.a.clock.reform_month
    ax.axvline(reform, color=INK, linewidth=1.5, linestyle=":")
    ax.annotate(
        say("reform", lang), (reform, 0.5), (5, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=SMALL, color=INK,
    )  # fmt: skip
    ax.margins(x=0.01)
    _dress(ax)
    low, high = ax.get_ylim()
    reach = max(abs(low), abs(high), 1e-9)
    ax.set_ylim(min(low, -0.15 * reach), max(high, 0.15 * reach))
    if told.direction:
        better = "better_above" if told.direction > 0 else "better_below"
        ax.annotate(
            say(better, lang, b=comparison.names[1]),
            (reform, 0.97 if told.direction > 0 else 0.03), (8, 0), ha="left",
            xycoords=("data", "axes fraction"), textcoords="offset points",
            va="top" if told.direction > 0 else "bottom", fontsize=SMALL, color=INK,
            style="italic",
        )  # fmt: skip
    title = say(
        "difference_title", lang, label=told.label(lang), a=comparison.names[0],
        b=comparison.names[1],
    )  # fmt: skip
    ax.set_title(title, fontsize=TEXT + 3, color=INK, loc="left", pad=38)
    ax.set_xlabel(say("month", lang), fontsize=TEXT, color=INK)
    points = "points" if told.unit == "share" else labels.unit(told.unit, lang)
    ax.set_ylabel(points, fontsize=TEXT, color=INK)
    _decimals(ax, lang)
    ax.legend(
        fontsize=SMALL, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3,
        borderaxespad=0.1,
    )  # fmt: skip
    if fresh:
        _footer(ax, _told(comparison, lang))
    return ax


def _decimals(ax: Axes, lang: str, axis: Axis | None = None) -> None:
    """Write the marks of an axis, the vertical one by default, as the language does."""
    from matplotlib.ticker import FuncFormatter

    def mark(x: float, _: int | None = None) -> str:
        text = f"{x:,.4f}".rstrip("0").rstrip(".")
        if lang == "fr":
            text = text.replace(",", labels.NARROW).replace(".", ",")
        return text.replace("-", labels.MINUS)

    (ax.yaxis if axis is None else axis).set_major_formatter(FuncFormatter(mark))


def costs(comparison: Comparison, *, lang: str = "fr", ax: Axes | None = None) -> Axes:
    """Draw what each funder pays in both worlds, euros a person and year, with the difference."""
    check_lang(lang)
    fresh = ax is None
    ax = _own(ax)
    names = [labels.group("payer", payer, lang) for payer in comparison.payers]
    compared = [comparison.paired("public_cost", "payer", payer) for payer in comparison.payers]
    at = np.arange(len(names), dtype=np.float64)
    widest = max(max(p.a, p.b) for p in compared)
    for shift, side, name, (colour, _), hatch in (
        (-0.2, "a", comparison.names[0], WORLD_STYLES[0], ""),
        (0.2, "b", comparison.names[1], WORLD_STYLES[1], "//"),
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
    _dress(ax)
    ax.set_yticks(at, names)
    ax.invert_yaxis()
    ax.set_xlim(0, widest * 1.5)
    _decimals(ax, lang, ax.xaxis)
    ax.set_title(say("costs_title", lang), fontsize=TEXT + 3, color=INK, loc="left")
    ax.set_xlabel(labels.unit("euros_year", lang), fontsize=TEXT, color=INK)
    ax.legend(fontsize=SMALL, frameon=False, loc="lower right")
    if fresh:
        _footer(ax, _told(comparison, lang))
    return ax


def states(result: Result, *, lang: str = "fr", ax: Axes | None = None) -> Axes:
    """Draw how many persons are in each state of the funnel, month by month."""
    check_lang(lang)
    fresh = ax is None
    ax = _own(ax)
    from sim.state.counts import INDEX

    series, months = result.world.run.series, result.world.months

    def of(*names: str) -> Array:
        return np.asarray(series[:, [INDEX[name] for name in names]].sum(axis=1))

    covered = np.minimum(of("covered"), of("served"))
    layers = {
        FULL: covered,
        PART: of("served") - covered,
        WAITING: of("assess", "wait"),
        WITHOUT: of("refused", "renounced"),
        ORDINARY: of("latent"),
    }
    drawn = ax.stackplot(months, *layers.values(), labels=[""] * len(layers))
    for patch, state in zip(drawn, layers, strict=True):
        key, colour, hatch = STATE_STYLES[state]
        patch.set(facecolor=colour, hatch=hatch, edgecolor="#55555580", label=say(key, lang))
        patch.set_linewidth(0.0)
    reform = result.scenario.clock.reform_month
    ax.axvline(reform, color=INK, linewidth=1.5, linestyle=":")
    _dress(ax)
    people = labels.number(float(series[-1, INDEX["people"]]), 0, lang)
    title = say("states_title", lang, n=people, label=result.label)
    ax.set_title(title, fontsize=TEXT + 3, color=INK, loc="left")
    ax.set_xlabel(say("month", lang), fontsize=TEXT, color=INK)
    ax.set_ylabel(say("persons", lang), fontsize=TEXT, color=INK)
    ax.set_xlim(months[0], months[-1])
    _decimals(ax, lang)
    ax.legend(fontsize=SMALL, frameon=True, loc="upper right")
    if fresh:
        seed = say("seed", lang, seed=result.world.run.seed)
        _footer(ax, f"{result.place.label(lang)} · {seed} · {say('teaching', lang)}")
    return ax


def picture(ax: Axes, form: str) -> bytes:
    """Return the figure of some axes as a file: ``png`` or ``svg``, the same bytes each time."""
    import io

    import matplotlib as mpl

    figure = cast("Figure", ax.get_figure())
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "parcours", "svg.fonttype": "none"}):
        blank = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(buffer, format=form, dpi=DPI, metadata=cast("dict[str, str]", blank))
    return buffer.getvalue()


Points = tuple[float, float, float] | None


def reversal(
    rows: Sequence[tuple[str, str, Points, Points]],
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
) -> Axes:
    """Draw conditions as rows: where a world does worse, with a mechanism on and off.

    Parameters
    ----------
    rows
        Title, indicator, then difference with the ends of its interval, mechanism on and off:
        per cent, positive where the second world does worse. None is not drawn.
    note
        Line under the figure.
    """
    check_lang(lang)
    fresh = ax is None
    ax = _own(ax)
    styles = (
        ("lose_on", WORLD_STYLES[1][0], "s", WORLD_STYLES[1][0], 0.14),
        ("lose_off", WORLD_STYLES[0][0], "o", PAPER, -0.14),
    )
    sides = ([row[2] for row in rows], [row[3] for row in rows])
    for points, (key, colour, marker, fill, shift) in zip(sides, styles, strict=True):
        drawn = [(rank - shift, p) for rank, p in enumerate(points) if p is not None]
        if not drawn:
            continue
        middle = np.array([point[0] for _, point in drawn])
        ends = np.array([[p[0] - p[1], p[2] - p[0]] for _, p in drawn]).T
        ax.errorbar(
            middle, [y for y, _ in drawn], xerr=ends, fmt=marker, color=colour,
            markerfacecolor=fill, markersize=11, markeredgewidth=2, elinewidth=3, capsize=6,
            label=say(key, lang),
        )  # fmt: skip
        for y, point in drawn:
            text = f"{labels.number(point[0], 1, lang)} %"
            ax.annotate(
                text if text.startswith(labels.MINUS) else f"+{text}", (point[0], y),
                (0, 10 if shift > 0 else -10), textcoords="offset points", ha="center",
                va="bottom" if shift > 0 else "top", fontsize=SMALL, color=INK,
            )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1.6)
    ax.set_yticks(np.arange(len(rows)), [f"{title}\n{indicator}" for title, indicator, *_ in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    _dress(ax)
    reach = max((abs(x) for points in sides for p in points if p for x in p), default=1.0)
    ax.set_xlim(-1.2 * reach, 1.2 * reach)
    _decimals(ax, lang, ax.xaxis)
    ax.set_xlabel(say("lose_axis", lang), fontsize=SMALL, color=INK)
    for key, x, edge in (("lose_left", 0.0, "left"), ("lose_right", 1.0, "right")):
        ax.annotate(
            say(key, lang), (x, 1.0), (0, 6), xycoords="axes fraction",
            textcoords="offset points", ha=edge, va="bottom", fontsize=SMALL, color=INK,
            style="italic",
        )  # fmt: skip
    figure = cast("Figure", ax.get_figure())
    if fresh:
        handles, names = ax.get_legend_handles_labels()
        figure.legend(
            handles, names, loc="outside upper center", ncols=2, fontsize=SMALL, frameon=False
        )
        _footer(ax, note)
    return ax
