"""Who waits and the month's free places, matched all at once by deferred acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .organisations import Establishment
from .own_rules import travel
from .people import Person
from .rules import standing, worth_to_establishment

if TYPE_CHECKING:
    from .model import TwinModel


def match(model: TwinModel, weight: float) -> list[tuple[Person, Establishment]]:
    """Return who enters where, in key order."""
    s, g = model.scenario_, model.geography
    free = {e: e.open - e.places_used for e in model.establishments}
    wishes: dict[Person, list[tuple[float, int, int, Establishment]]] = {}
    ranking: dict[tuple[Person, Establishment], tuple[float, int]] = {}
    for e, places in free.items():
        if places <= 0:
            continue
        files = [(person, rank) for rank in range(4) for person in e.list.queues[rank]]
        if e.perimeter is not None and s.organisation.entry:
            tolerance = 3 if s.organisation.admission else e.accepts
            queues = e.perimeter.lists[e.category].queues[: tolerance + 1]
            files += [(person, rank) for rank, queue in enumerate(queues) for person in queue]
        for person, rank in files:
            minutes = travel(g.x[person.zone], g.y[person.zone], g.x[e.zone], g.y[e.zone])
            misfit = abs(e.tolerance - rank)
            months = standing(weight, model.month - person.waiting, rank)
            worth = worth_to_establishment(months, minutes, s.places.near_months)
            wishes.setdefault(person, []).append((minutes, misfit, e.number, e))
            ranking[person, e] = (-worth, person.key)
    for row in wishes.values():
        row.sort(reverse=True)  # the best is at the end
    held: dict[Establishment, list[Person]] = {e: [] for e in free}
    unmatched = list(wishes)
    while unmatched:
        person = unmatched.pop()
        if not wishes[person]:
            continue
        e = wishes[person].pop()[3]
        held[e].append(person)
        if len(held[e]) > free[e]:
            held[e].sort(key=lambda one, e=e: ranking[one, e])  # type: ignore[misc]
            unmatched.append(held[e].pop())
    pairs = [(person, e) for e, row in held.items() for person in row]
    return sorted(pairs, key=lambda pair: pair[0].key)
