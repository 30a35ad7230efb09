"""Trust between organisations, and what members do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.state.counts import MILLION
from sim.state.people import AGAIN, ASSESS, SERVED, WAIT

from .organisations import Perimeter, Unit, WaitingList
from .people import narrow
from .rules import contribution, pool_pays, remembered, trust_of

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Forget a little, and remember the month."""
    t, linking = model.scenario_.trust, model.scenario_.organisation.partnership
    practice = model.practice if model.reformed else 0.0
    for e in model.establishments:
        good = bad = 0.0
        pool = model.asked_into(e)
        if pool is not None and practice > 0:
            if total := sum(pool.total) + sum(pool.moved):
                own = e.places - e.converted
                pays = pool_pays(sum(pool.used), total, e.places_used, own)
                good, bad = (t.partnership, 0.0) if pays else (0.0, t.partnership)
            elif linking and e.perimeter is not None:
                good = t.partnership * practice
        e.good = narrow(remembered(e.good, t.forgetting, good))
        e.bad = narrow(remembered(e.bad, t.forgetting, bad))
    for actor in model.actors:
        if not actor.alive:
            actor.good = actor.bad = 0.0
            continue
        shared = linking and model.serving[actor.zone] is not None and actor.occupied > 0
        good = t.partnership * practice if shared else 0.0
        actor.good = narrow(remembered(actor.good, t.forgetting, good))
        actor.bad = narrow(remembered(actor.bad, t.forgetting, 0.0))
    trusted = [e for e in model.establishments if e.places > 0]
    for one in [*trusted, *(actor for actor in model.actors if actor.alive)]:
        model.month_totals["trust"] += int(trust_of(one.good, one.bad) * MILLION)
        model.month_totals["trusting"] += 1


def gather(model: TwinModel) -> None:
    """Once a year members leave, come back and say what they give."""
    s = model.scenario_
    late = model.month >= s.clock.reform_month + 12
    if not (s.trust.live and late and model.month % 12 == 0):
        return
    if _choose_sides(model):
        _rearrange(model)
    for e in model.establishments:
        pole = e.perimeter
        if pole is None:
            continue
        common = _longest(pole) + sum(len(waiting) for waiting in pole.lists)
        own = float(len(e.list) + _longest(e))
        trust = trust_of(e.good, e.bad)
        e.share = narrow(contribution(trust, common / len(pole.members), own))


def _longest(unit: Unit) -> int:
    return max(len(waiting) for waiting in unit.hour_lists)


def _choose_sides(model: TwinModel) -> bool:
    """Leave where trust is low, come back where it is high."""
    t, changed = model.scenario_.trust, False
    for e in model.establishments:
        pole = model.asked_into(e)
        if pole is None:
            continue
        trust = trust_of(e.good, e.bad)
        if e.perimeter is not None and trust < t.leave_below:
            e.perimeter, e.share = None, 1.0
            pole.members.remove(e.number)
            model.month_totals["left_pole"] += 1
        elif e.perimeter is None and trust > t.join_above:
            e.perimeter = pole
            pole.members = sorted([*pole.members, e.number])
            model.month_totals["joined_pole"] += 1
        else:
            continue
        changed = True
    return changed


def _rearrange(model: TwinModel) -> None:
    """Serve the zones with the members there are; who is waited for in vain lets people go."""
    for perimeter in model.perimeters:
        perimeter.describe(model.geography)
        perimeter.unit_tolerance = max(perimeter.tolerances.values(), default=-1)
    model.geography.measure_journeys([p.members for p in model.perimeters])
    model.serve_zones()
    dead = set(_dead(model))
    for person in list(model.people):
        on = {slot: (held[0].name, held[1]) for slot, held in enumerate(person.lists) if held}
        slots = [slot for slot, queue in on.items() if queue in dead]
        alone = isinstance(person.unit, Perimeter) and not person.unit.members
        if not slots and not alone:
            continue
        for slot in slots:
            person.leave(slot)
        if alone:
            person.release_plan()
        if not person.is_listed:
            person.pending = AGAIN
            if person.place is None and not person.has_plan:
                person.move_to(ASSESS)
        if person.state == WAIT and person.has_plan and not person.waits_for_place:
            person.move_to(SERVED)


def _dead(model: TwinModel) -> list[tuple[tuple[str | int, ...], int]]:
    """Name and class of the queues that no member answers for."""
    found = []

    def add(waiting: WaitingList, most: int) -> None:
        found.extend((waiting.name, rank) for rank in range(4) if rank > most)

    for perimeter in model.perimeters:
        for category, waiting in enumerate(perimeter.lists):
            most = perimeter.tolerances.get(category, -1)
            add(waiting, 3 if most >= 0 and model.scenario_.organisation.admission else most)
        for waiting in perimeter.hour_lists:
            add(waiting, 3 if perimeter.members else -1)
    return found
