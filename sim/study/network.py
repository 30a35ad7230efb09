"""Who serves whom in two worlds: the first seed is simulated again, and persons are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.lang import LANGS, Message
from sim.results.network import COLUMNS, Network
from sim.runs.run import run_world
from sim.state.people import ABSENT, DOMAINS, NOW_PLACE
from sim.study.sources import territory_again

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.model.model import SectorModel
    from sim.results.tables import ComparisonTables

__all__ = ["Served", "counted", "network"]


@dataclass(frozen=True)
class Served(Network):
    """A network that can be drawn; its attributes are those of `sim.results.network.Network`."""

    def plot(self, *, lang: str | None = None) -> tuple[Axes, Axes]:
        """Draw both worlds, each organisation at the same place in both."""
        from sim.report.network import network_figure

        return network_figure(self, lang=lang)


def counted(model: SectorModel) -> tuple[list[tuple[Any, ...]], list[tuple[int, int]]]:
    """Count the persons of each zone by the organisation that serves them, as they are now.

    Returns
    -------
    rows
        zone, organisation, number, support, persons and hours a month.
    members
        Rank of each establishment of a pole that serves somebody, and that of the pole.
    """
    people, o, size = model.people, model.organisations, model.people.size
    present = people.state[:size] != ABSENT
    zone, place = people.zone[:size], people.place[:size]
    unit, actor = people.unit[:size], people.actor[:size]
    in_place = people.monthly_minutes[:size, NOW_PLACE : NOW_PLACE + DOMAINS].sum(axis=1)
    planned = people.plan[:size].sum(axis=1)
    alone = len(o.e_places)
    kinds = (
        ("establishment", "place", place, present & (place >= 0), in_place),
        ("establishment", "plan", unit, present & (unit >= 0) & (unit < alone), planned),
        ("perimeter", "plan", unit - alone, present & (unit >= alone), planned),
        ("actor", "place", actor, present & (actor >= 0), np.zeros(size, np.int64)),
    )
    rows: list[tuple[Any, ...]] = []
    for kind, support, number, those, minutes in kinds:
        if support == "plan":
            those = those & (minutes > 0)
        pairs, which = np.unique(
            np.stack([zone[those], number[those]]), axis=1, return_inverse=True
        )
        persons = np.bincount(which.ravel(), minlength=pairs.shape[1])
        hours = np.bincount(which.ravel(), minutes[those], minlength=pairs.shape[1]) / 60
        for (z, n), count, time in zip(pairs.T.tolist(), persons, hours, strict=True):
            given = float("nan") if kind == "actor" else float(time)
            rows.append((z, kind, n, support, int(count), given))
    poles = {number for _, kind, number, *_ in rows if kind == "perimeter"}
    joined = [(e, p) for e, p in enumerate(o.e_perimeter.tolist()) if p in poles]
    return rows, joined


def network(comparison: ComparisonTables, month: int | None = None) -> Served:
    """Count who serves whom in both worlds of the first seed, at the end of a month.

    Parameters
    ----------
    month
        From 0 to the last month, which is the default.

    Raises
    ------
    InputError
        When there is no such month, or a file of the territory has changed since.
    """
    last = comparison.a.clock.months - 1
    wanted = last if month is None else month
    if isinstance(wanted, bool) or not isinstance(wanted, int | np.integer):
        raise InputError(Message("network.month", month=repr(month), last=last))
    if not 0 <= wanted <= last:
        raise InputError(Message("network.month", month=repr(month), last=last))
    territory = territory_again(comparison)
    rows: list[tuple[Any, ...]] = []
    members: list[tuple[Any, ...]] = []
    homes: dict[str, Any] = {}
    for name, scenario in zip(comparison.names, (comparison.a, comparison.b), strict=True):

        def watch(model: SectorModel, name: str = name) -> None:
            if model.month != wanted:
                return
            found, joined = counted(model)
            rows.extend((name, *row) for row in found)
            members.extend((name, *pair) for pair in joined)
            homes.update(_homes(model))

        run_world(scenario, comparison.seeds[0], watch=watch, territory=territory)
    x, y = territory.positions(shared=True)
    return Served(
        comparison.names,
        {lang: comparison.titles(lang) for lang in LANGS},
        comparison.seeds[0],
        int(wanted),
        pd.DataFrame(rows, columns=list(COLUMNS)),
        pd.DataFrame(members, columns=["scenario", "establishment", "perimeter"]),
        tuple(territory.zones.label),
        x,
        y,
        homes,
        {lang: comparison.place.label(lang) for lang in LANGS},
        comparison.version,
        lang=comparison.lang,
    )  # fmt: skip


def _homes(model: SectorModel) -> dict[str, Any]:
    """Zone of each organisation; that of a pole is the first of its perimeter."""
    perimeter = model.organisations.z_perimeter
    poles = np.full(model.layout.counts.perimeters, -1, np.int64)
    for z in reversed(range(len(perimeter))):
        if model.layout.perimeter[z] >= 0:
            poles[model.layout.perimeter[z]] = z
    return {
        "establishment": model.organisations.e_zone.astype(np.int64),
        "actor": model.organisations.a_zone.astype(np.int64),
        "perimeter": poles,
    }
