"""The network of organisations in two worlds: who serves the persons of which zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.errors import check_lang
from sim.lang import say
from sim.report.style import INK, PAPER, SMALL, TEXT, WORLD_STYLES, footer, new_figure
from sim.results.network import Network

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]

__all__ = ["MOST", "STYLES", "network_figure", "positions"]

MOST: Final = 400  # flows drawn in a panel
WIDEST: Final = 12.0  # points, of the largest flow of both panels
# Colour, mark and size of each kind of organisation, and the ring around its zone where it stands.
STYLES: Final = {
    "establishment": (WORLD_STYLES[0][0], "o", 60.0, 1.0),
    "actor": ("#117733", "^", 45.0, 1.35),
    "perimeter": (WORLD_STYLES[1][0], "D", 130.0, 0.55),
}
ZONE: Final = "#e2e2e2"


def positions(network: Network) -> tuple[Array, dict[str, Array]]:
    """Return where zones and organisations are drawn, the same in both worlds.

    A zone is where it is; its organisations stand on rings around it, in the order of their ranks.

    Returns
    -------
    float64[Z, 2]
        Zones, minutes of travel.
    dict of float64[n, 2]
        Organisations by kind; nan for one that is in no zone.
    """
    zones = np.stack([network.x, network.y], axis=1)
    gaps = np.linalg.norm(zones[:, None] - zones[None], axis=2)
    apart = gaps[gaps > 0]
    radius = 0.36 * float(apart.min()) if len(apart) else 1.0
    found = {}
    for kind, home in network.homes.items():
        at = np.full((len(home), 2), np.nan)
        for zone in np.unique(home[home >= 0]):
            mine = np.flatnonzero(home == zone)
            angle = np.pi / 2 + 2 * np.pi * np.arange(len(mine)) / len(mine)
            ring = radius * STYLES[kind][3]
            at[mine] = zones[zone] + ring * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        found[kind] = at
    return zones, found


def network_figure(network: Network, *, lang: str | None = None) -> tuple[Axes, Axes]:
    """Draw both worlds side by side: lines join zones to the organisations that serve them.

    The width of a line is the number of persons, on one scale. Dotted lines join the members of a
    pole to it. Of more than `MOST` flows, the largest are drawn, and the figure says which share of
    the persons they hold.
    """
    from sim.report.shown import Panels

    lang = check_lang(network.lang if lang is None else lang)
    figure, axes = new_figure(2)
    zones, at = positions(network)
    flows = [network.flows(name) for name in network.names]
    widest = max((int(found["persons"].max()) for found in flows if len(found)), default=1)
    shares = []
    for ax, name, found, title, (colour, _) in zip(
        axes, network.names, flows, network.titles[lang], WORLD_STYLES, strict=True
    ):
        shown = found.head(MOST)
        shares.append(shown["persons"].sum() / max(1, found["persons"].sum()))
        _lines(ax, network, name, at)
        for zone, kind, number, persons in _rows(
            shown, "zone", "organisation", "number", "persons"
        ):
            x, y = np.stack([zones[zone], at[kind][number]], axis=1)
            width = max(0.4, WIDEST * persons / widest)
            ax.plot(
                x, y, color=STYLES[kind][0], linewidth=width, alpha=0.55, zorder=2,
                solid_capstyle="round",
            )  # fmt: skip
        _nodes(ax, network, found, zones, at)
        ax.set_title(title, fontsize=TEXT + 3, color=colour, fontweight="bold")
        outside = labels.number(100 * network.outside(name), 0, lang)
        ax.set_xlabel(say("network_outside", lang, share=outside), fontsize=SMALL, color=INK)
    _dress(figure, axes, lang)
    footer(axes[0], _foot(network, widest, min(shares), lang))
    return Panels((axes[0], axes[1]))


def _rows(frame: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def _lines(ax: Axes, network: Network, name: str, at: dict[str, Array]) -> None:
    """Join the members of each pole to it."""
    joined = network.members[network.members["scenario"] == name]
    for member, pole in _rows(joined, "establishment", "perimeter"):
        x, y = np.stack([at["establishment"][member], at["perimeter"][pole]], axis=1)
        ax.plot(x, y, color=INK, linewidth=1.0, linestyle=":", zorder=1)


def _nodes(ax: Axes, network: Network, found: Any, zones: Array, at: dict[str, Array]) -> None:
    """Draw zones, every establishment, and the poles and actors that serve somebody."""
    ax.scatter(zones[:, 0], zones[:, 1], s=320, marker="s", color=ZONE, edgecolor=INK, zorder=3)
    for kind, (colour, mark, size, _) in STYLES.items():
        serving = found.loc[found["organisation"] == kind, "number"].unique()
        idle = np.setdiff1d(np.arange(len(at[kind])), serving)
        groups = (
            [(serving, colour), (idle, PAPER)] if kind == "establishment" else [(serving, colour)]
        )
        for numbers, face in groups:
            x, y = at[kind][np.asarray(numbers, np.intp)].T
            ax.scatter(x, y, s=size, marker=mark, color=face, edgecolor=colour, zorder=4)
    few = len(zones) <= 8
    for label, point in zip(network.zones if few else (), zones, strict=False):
        ax.annotate(
            label, point, (0, -20), textcoords="offset points", ha="center", fontsize=SMALL,
            color=INK, zorder=5,
            bbox={"facecolor": PAPER, "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )  # fmt: skip


def _dress(figure: Figure, axes: list[Axes], lang: str) -> None:
    from matplotlib.lines import Line2D

    for ax in axes:
        ax.set_aspect("equal")
        ax.set_facecolor(PAPER)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.margins(0.08)
        for side in ax.spines.values():
            side.set_visible(False)
    marks = [("zone", ZONE, "s", INK), *((k, c, m, c) for k, (c, m, *_) in STYLES.items())]
    handles = [
        Line2D(
            [], [], linestyle="", marker=mark, color=face, markeredgecolor=edge, markersize=10,
            label=say(f"network_{kind}", lang),
        )
        for kind, face, mark, edge in marks
    ]  # fmt: skip
    handles.append(Line2D([], [], color=INK, linestyle=":", label=say("network_member", lang)))
    figure.legend(
        handles=handles, loc="outside upper left", ncols=3, fontsize=SMALL, frameon=False,
        title=say("network_title", lang), title_fontsize=TEXT + 3, alignment="left",
    )  # fmt: skip


def _foot(network: Network, widest: int, share: float, lang: str) -> str:
    parts = [say("network_width", lang, n=labels.number(widest, 0, lang))]
    if share < 1:
        drawn = labels.number(100 * share, 0, lang)
        parts.append(say("network_drawn", lang, n=labels.number(MOST, 0, lang), share=drawn))
    origin = " · ".join(
        (
            network.place[lang],
            say("network_month", lang, month=labels.number(network.month, 0, lang)),
            say("seed", lang, seed=network.seed),
            network.version,
            say("teaching", lang),
        )
    )
    return f"{' · '.join(parts)}\n{origin}"
