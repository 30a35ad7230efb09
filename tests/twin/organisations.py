"""Establishments, project actors, perimeters, funders, and the lists they keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.engine import draws
from sim.state.people import NEVER

from .rules import standing

if TYPE_CHECKING:
    from .geography import Geography
    from .model import TwinModel
    from .people import Person


class WaitingList:
    """Who waits at one desk: one queue per class of complexity, in order of joining."""

    def __init__(self, *name: str | int) -> None:
        self.name = name
        self.queues: list[dict[Person, None]] = [{} for _ in range(4)]

    def __len__(self) -> int:
        """Return the number of persons, all classes."""
        return sum(len(queue) for queue in self.queues)

    def first(self, month: int, weight: float, tolerance: int = 3) -> tuple[Person, float] | None:
        """Return who comes first up to a class, with its standing; equal: the smaller key."""
        best: tuple[Person, float] | None = None
        for rank, queue in enumerate(self.queues[: tolerance + 1]):
            for person in queue:
                best = _before(best, (person, standing(weight, month - person.waiting, rank)))
                break
        return best


def _before(
    one: tuple[Person, float] | None, other: tuple[Person, float] | None
) -> tuple[Person, float] | None:
    """Return who comes first of two: the higher standing, then the smaller key."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda file: (-file[1], file[0].key))


first_of_both = _before


class Unit(mesa.Agent):
    """Holds hours to measure, with a list per domain."""

    def __init__(self, model: TwinModel, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.total = [0, 0, 0, 0]  # minutes of staff opened this month
        self.moved = [0, 0, 0, 0]  # minutes that came from other trades, or went there
        self.kept = [0, 0, 0, 0]  # minutes kept for places that are to come back
        self.spare = [0, 0, 0, 0]  # minutes kept free that nobody has been given
        self.used = [0, 0, 0, 0]  # minutes of staff that plans take
        self.direct = [0, 0, 0, 0]  # of which with the person
        self.planned = [0, 0, 0, 0]  # minutes that persons receive
        self.unit_tolerance = -1  # set by the reform
        self.hour_lists = [WaitingList("hours", number, d) for d in range(4)]

    def free(self, domain: int) -> int:
        """Return the minutes of staff not yet promised."""
        return self.total[domain] + self.moved[domain] - self.used[domain]

    def to_grant(self, domain: int) -> int:
        """Return those of them that a list may have."""
        return self.free(domain) - self.kept[domain]


class Establishment(Unit):
    """An authorised establishment or service, with its own list of places."""

    def __init__(self, model: TwinModel, number: int) -> None:
        super().__init__(model, number)
        g = model.geography
        self.key = np.uint64(g.e_keys[number])
        self.zone = g.e_zone[number]
        self.category = g.e_category[number]
        self.places = g.e_places[number]
        self.tolerance = g.e_tolerance[number]
        self.operator = g.e_operator[number]
        self.residential = g.residential[self.category]
        self.group = g.group[self.category]
        self.is_service = g.service[self.category]
        self.by_hours = g.by_hours[self.category]
        self.ceiling = g.ceiling[self.category]
        most = max(g.staff[self.category])
        self.main = g.staff[self.category].index(most)  # domain of most of its staff
        self.perimeter: Perimeter | None = None
        self.occupied = 0
        self.converted = 0
        self.unasked = 0  # months for which nobody waited for a free place
        self.heavy = 0
        self.staff = [0, 0, 0, 0]  # minutes per place that are left after prices and slippage
        self.road = [0, 0, 0, 0]  # minutes per place on the road
        self.needed = [0, 0, 0, 0]  # minutes that those present claim
        self.share_given = [0, 0, 0, 0]  # twentieths of it that they receive
        self.income = 0
        self.practice = 0
        self.good = self.bad = 0.0
        self.share = 1.0  # of its pool that goes to the pole
        self.choosy = 3
        self.outcome = -1.0
        self.outcome_class = [-1.0] * 4
        self.price = g.e_price[number]  # yearly cents of a place, received
        self.cost = 0  # yearly cents of a place, spent
        self.due = [0] * 5  # yearly cents by kind of funder
        self.received = self.paid = 0  # this year
        self.before = self.price * self.places  # received last year
        self.result = self.reserve = 0
        self.opened = 0  # places that growth has opened, less those that it has closed
        self.to_close = 0  # places that growth is to close once nobody holds them
        self.closed = self.closing = 0  # places, and those to be closed once they are free
        self.frozen = 0.0
        self.cpom = NEVER
        self.held = [0] * 4  # by class of complexity, when results were counted
        self.covered = [0] * 4
        self.list = WaitingList("place", number)
        self.key = g.e_keys[number]

    @property
    def growth(self) -> int:
        """Places that growth has opened, less those that it has closed or is to close."""
        return self.opened - self.to_close

    @property
    def open(self) -> int:
        """Places that are neither turned into hours nor closed."""
        return self.places - self.converted - self.closed

    @property
    def places_used(self) -> int:
        """Places in use; those of a service that its hours bound are filled by claims."""
        if not self.by_hours:
            return self.occupied
        minutes, place = self.needed[self.main], self.staff[self.main]
        if place == 0:
            return self.open if minutes > 0 else 0
        whole, rest = divmod(minutes, place)
        return min(whole + (rest > 0), self.open)

    @property
    def has_room(self) -> bool:
        """Whether one more person may enter."""
        if self.by_hours:
            return self.needed[self.main] < self.staff[self.main] * self.open
        return self.places_used < self.open

    @property
    def accepts(self) -> int:
        """Heaviest class that it takes."""
        return min(self.tolerance, self.choosy)


class Perimeter(Unit):
    """Zones whose members may keep one list and one pool of hours."""

    def __init__(self, model: TwinModel, index: int, number: int) -> None:
        super().__init__(model, number)
        g = model.geography
        self.index = index
        self.members = list(g.members[index])
        self.referent = 0.0  # posts of referents, per post of members
        self.lists = [WaitingList("common", index, c) for c in range(g.categories)]
        self.describe(g)

    def describe(self, g: Geography) -> None:
        """Find out what follows from the members."""
        self.tolerances: dict[int, int] = {}  # highest class that some member accepts, by category
        self.largest_category, self.largest_share = -1, 0.0
        for i in self.members:
            category = g.e_category[i]
            self.tolerances[category] = max(self.tolerances.get(category, -1), g.e_tolerance[i])
        if self.members:
            largest = max(self.members, key=lambda i: g.e_places[i])  # the first of equals
            total = sum(g.e_places[i] for i in self.members)
            self.largest_category = g.e_category[largest]
            self.largest_share = g.e_places[largest] / max(total, 1)


@dataclass
class Contract:
    """Minutes of support a month for cents a month, paid late."""

    kind: int
    payer: int
    minutes: int
    cents: int
    start: int
    end: int
    delay: int
    quality: float


class ProjectActor(mesa.Agent):
    """A project-funded actor in one domain, with seats and a list."""

    def __init__(self, model: TwinModel, number: int) -> None:
        super().__init__(model)
        actors = model.territory.actors
        self.number = number
        self.key = model.geography.a_keys[number]
        self.zone = int(actors.zone[number])
        self.domain = int(actors.domain[number])
        self.seats = int(actors.seats[number])
        self.minutes = int(actors.minutes[number])
        self.full = self.seats * self.minutes  # minutes a month at full activity
        hours = self.full * 12 / 60
        self.going_rate = int(actors.budget_cents[number]) / hours if hours else 0.0
        self.occupied = 0
        self.list = WaitingList("seat", number)
        self.alive = 0  # 1, or 2 for good
        self.born = NEVER
        self.contracts: dict[int, Contract] = {}  # by slot, those still to be paid too
        self.income = self.spent = self.cash = 0
        self.past, self.year = 0, 0  # receipts of the year before; income at the last year's end
        self.rate = self.base = 0  # cents of an hour; cents a month of full activity
        self.given = 0
        self.markup = self.promise = self.effort = self.quality = self.reputation = 0.0
        self.calls = 0  # in which it took part
        self.good = self.bad = 0.0
        self.staff = self.permanent = self.ended = 0
        self.new = 0.0
        self.practice = 0
        self.absorb = 1.0
        self.fee = self.minimal = 0

    def luck(self, decision: int, slot: int = 0, month: int | None = None) -> float:
        """Return this month's number for a decision, or that of another moment."""
        model = self.model
        moment = model.month if month is None else month
        return draws.draw(model.seed_, moment, decision, slot, np.uint64(self.key))

    def serving(self, month: int) -> list[Contract]:
        """Return the contracts that ask for service in a month, by slot."""
        return [c for _, c in sorted(self.contracts.items()) if c.start <= month < c.end]

    def bought(self, month: int) -> int:
        """Return the minutes that contracts buy in a month."""
        return sum(c.minutes for c in self.serving(month))


class Funder(mesa.Agent):
    """Pays its share of everything."""

    def __init__(self, model: TwinModel, number: int, kind: str) -> None:
        super().__init__(model)
        self.number = number
        self.kind = kind
        self.out = 0
