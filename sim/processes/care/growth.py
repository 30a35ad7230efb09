"""Growth: places open and close by category, as a territory decides (docs/levels.md).

In each département and category the places opened less closed since month 0 are the places of
month 0 times ``(1 + g) ** (months / 12) - 1``, to the nearest whole number; g is the column
`growth` of `categories.csv`. Each place goes to the establishment that is furthest below its share
of them. Nothing of this depends on the organisation, nor on who holds a place.

A place that opens is there at once, with its staff minutes and its price. A place that closes does
so when nobody holds it: a free one first, then one that was turned into hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.care.capacity import free_places
from sim.processes.funding.payments import set_due
from sim.processes.process import Process
from sim.state import counts
from sim.state.views import Array, OrganisationBundle, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World
    from sim.territory.territory import Territory

YEAR = 12


@rule
def furthest_below(
    organisations: OrganisationBundle, mine: Array, places: Array, total: int, given: int
) -> int:
    """Establishment of `mine` that is furthest below its share of `given` places and one more.

    The first of equals; `places` are those of month 0, int64[E], and `total` those of `mine`.
    """
    best, most = -1, 0
    for e in mine:
        below = (given + 1) * places[e] - int(abs(organisations.e_growth[e])) * total
        if below > most:
            best, most = e, below
    return best


@kernel
def decide(W: WorldBundle, targets: Array, order: Array, start: Array, places: Array) -> None:
    """Give each establishment the places that growth opens, and those that it is to close.

    Parameters
    ----------
    targets : int64[G]
        Places opened less closed since month 0, by group: a département and a category.
    order : int64[E]
        Establishments by group, in the order of their keys.
    start : int64[G + 1]
        First rank of each group in `order`.
    places : int64[E]
        Places of each establishment at month 0.
    """
    organisations = W.organisations
    for group in range(len(targets)):
        mine = order[start[group] : start[group + 1]]
        total, given = 0, 0
        for e in mine:
            total += places[e]
            given += int(abs(organisations.e_growth[e]))
        for rank in range(given, abs(targets[group])):
            e = furthest_below(organisations, mine, places, total, rank)
            if targets[group] > 0:
                organisations.e_growth[e] += 1
                organisations.e_places[e] += 1
                organisations.month_totals[counts.OPENED] += 1
            else:
                organisations.e_growth[e] -= 1
                organisations.e_surplus[e] += 1


@kernel
def withdraw(W: WorldBundle) -> None:
    """Close places that growth is to close and nobody holds: free ones, then converted ones."""
    organisations = W.organisations
    for e in range(len(organisations.e_surplus)):
        if organisations.e_surplus[e] <= 0:
            continue
        free = max(min(free_places(W, e), organisations.e_surplus[e]), 0)
        hours = min(organisations.e_surplus[e] - free, organisations.e_converted[e])
        organisations.e_converted[e] -= hours
        organisations.e_places[e] -= free + hours
        organisations.e_surplus[e] -= free + hours
        organisations.month_totals[counts.WITHDRAWN] += free + hours
        organisations.month_totals[counts.WITHDRAWN_CONVERTED] += hours


def grown_by(rate: float, months: int) -> float:
    """Growth since month 0 as a share, after some months at a yearly rate."""
    return float((1.0 + rate) ** (months / YEAR) - 1.0)


class Groups:
    """Establishments by département and category.

    Attributes
    ----------
    order, start, places
        As `decide` takes them.
    category : int64[G]
        Category of each group.
    total : int64[G]
        Places of each group at month 0.
    """

    def __init__(self, territory: Territory) -> None:
        e, categories = territory.establishments, len(territory.categories)
        department = territory.zones.department[e.zone].astype(np.int64)
        group = department * categories + e.category
        groups = territory.department_count * categories
        self.order = np.lexsort((territory.establishment_keys(), group))
        self.start = np.searchsorted(group[self.order], np.arange(groups + 1))
        self.places = e.places.astype(np.int64)
        self.category = np.arange(groups) % categories
        self.total = np.bincount(group, self.places, groups).astype(np.int64)

    def targets(self, rates: Array, months: int) -> Array:
        """Places opened less closed in each group after some months, int64[G].

        Parameters
        ----------
        rates : float64[K]
            Growth of each category in a year.
        """
        shares = np.array([grown_by(rate, months) for rate in rates.tolist()])
        whole: Array = np.floor(self.total * shares[self.category] + 0.5)
        return whole.astype(np.int64)


class Growth(Process):
    """Places open and close by category, the same in every world."""

    phase = 5
    start = 1  # month 0 is the reference: nothing has grown yet
    groups: Groups | None = None

    def step(self, model: World) -> None:
        """Open and close the month's places, and change block grants by their price."""
        m, o = model, model.organisations
        if not m.scenario_.territory.growth:
            return
        if self.groups is None:
            self.groups = Groups(m.territory)
        g, before = self.groups, o.e_places.copy()
        targets = g.targets(m.territory.categories.growth, m.month)
        decide(m.W, targets, g.order, g.start, g.places)
        withdraw(m.W)
        changed = np.flatnonzero(o.e_places != before)
        if len(changed):
            set_due(o, m.territory, changed)
