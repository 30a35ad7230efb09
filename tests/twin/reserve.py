"""Hours kept free, given for one month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import plans
from .conversion import shared
from .entering import weight_of
from .organisations import Establishment, Unit
from .people import Person
from .rules import standing

if TYPE_CHECKING:
    from .model import TwinModel


def is_given(model: TwinModel) -> bool:
    """Tell whether persons get the reserve: with lists of hours, and once practice has begun."""
    o = model.scenario_.organisation
    return o.response and o.continuity and o.reserve == "given" and model.practice > 0


def keep(model: TwinModel, e: Establishment, d: int, minutes: int) -> None:
    """Put minutes of a member aside, with the others of its pole as far as it shares."""
    common = shared(model, e, minutes) if model.scenario_.organisation.entry else 0
    if common:
        e.perimeter.spare[d] += common
    e.spare[d] += minutes - common


def step(model: TwinModel) -> None:
    """Let the last month's hours end, then give this month's: the urgent first."""
    if not is_given(model):
        return
    for person in model.people:
        person.bridge, person.bridge_direct, person.bridge_road = [0] * 4, 0, 0
    for unit in model.units:
        for d in range(4):
            for urgent in (True, False):
                for person in _in_order(model, unit, d):
                    asks = person.place is None and not person.bridge[d]
                    if not asks or (person.urgent == model.month) is not urgent:
                        continue
                    if not _give(model, person, unit, d):
                        break


def _in_order(model: TwinModel, unit: Unit, d: int) -> list[Person]:
    """Return the persons on a list as their turn comes: in a class, as they joined it."""
    weight = weight_of(model)
    queues = [list(queue) for queue in unit.hour_lists[d].queues]
    order = []
    while any(queues):
        heads = [
            (-standing(weight, model.month - queue[0].waiting, rank), queue[0].key, rank)
            for rank, queue in enumerate(queues)
            if queue
        ]
        order.append(queues[min(heads)[2]].pop(0))
    return order


def _give(model: TwinModel, person: Person, unit: Unit, d: int) -> bool:
    """Give what is lacking, as far as it is there and not spread too thin."""
    lacking = plans.full_plan(model, person, d) - person.plan[d]
    if lacking <= 0:
        return True
    minutes = plans.affordable(model, person, unit, lacking, unit.spare[d])
    least = model.scenario_.organisation.floor_share * lacking
    if minutes <= 0 or (minutes < lacking and minutes < least):
        return False
    direct, road = plans.staff_minutes(model, person, unit, minutes)
    person.bridge[d] = minutes
    person.bridge_direct += direct
    person.bridge_road += road
    unit.spare[d] -= direct + road
    tally = model.month_totals
    tally["staff_reserve"] -= direct + road
    tally["staff_direct"] += direct
    tally["staff_travel"] += road
    tally["bridged"] += 1
    tally["bridged_urgent"] += person.urgent == model.month
    return True
