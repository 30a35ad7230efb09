"""Reserve: staff minutes kept free for returns and emergencies, given a month at a time.

Continuity keeps a share of staff time free (docs/model.md). With `organisation.reserve: given` and
tailored hours it is given once the month's plans are made, to those on the lists of hours: first to
those who come back, lose what they had or were in a crisis last month, then along the lists. Such
hours last one month. They are no plan: the person stays on the list, and their waits go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.jit import kernel, rule
from sim.processes.care.orientation import direct_minutes, journey_to, travel_minutes
from sim.processes.care.plans import affordable, plan_target
from sim.processes.care.pools import gives_reserve
from sim.processes.care.queues import foremost, priority_weight
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import CLASSES, DOMAINS, LIST_SLOTS
from sim.state.views import WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def give_for_a_month(W: WorldBundle, u: int, i: int, d: int) -> bool:
    """Give a person what they lack of a full plan for a month; False where that would be too thin.

    As for plans, it is too thin below a share `floor_share` of what they lack.
    """
    people, organisations, parameters = W.people, W.organisations, W.parameters
    o = parameters.organisation[0]
    lacking = plan_target(W, i, d) - people.plan[i, d]
    if lacking <= 0:
        return True
    group = W.environment.cat_group[people.category[i]]
    journey = journey_to(W, people.zone[i], u)
    minutes = affordable(lacking, organisations.u_reserve[u, d], group, parameters, journey)
    if minutes <= 0 or (minutes < lacking and minutes < o.floor_share * lacking):
        return False
    direct = direct_minutes(minutes, group, o.group_kept)
    road = travel_minutes(minutes, journey, o.visit_minutes)
    people.bridge[i, d] = minutes
    people.bridge_direct[i] += direct
    people.bridge_road[i] += road
    people.dirty[i] = 1
    organisations.u_reserve[u, d] -= direct + road
    organisations.month_totals[counts.STAFF_RESERVE] -= direct + road
    organisations.month_totals[counts.STAFF_DIRECT] += direct
    organisations.month_totals[counts.STAFF_TRAVEL] += road
    organisations.month_totals[counts.BRIDGED] += 1
    organisations.month_totals[counts.BRIDGED_URGENT] += int(people.urgent[i] == W.month)
    return True


@rule
def walk_list(W: WorldBundle, u: int, d: int, urgent: bool) -> None:
    """Give the reserve of a unit along its list of a domain: to urgent cases, or to the others.

    Who holds a place, or has been given to already, is passed over.
    """
    people, places = W.people, W.parameters.places[0]
    weight = priority_weight(places.priority, places.class_months)
    start = (W.environment.hour_points + u * DOMAINS + d) * CLASSES
    entries = W.organisations.q_head[start : start + CLASSES].copy()
    while True:
        entry = foremost(W, entries, 0, weight, CLASSES - 1)
        if entry < 0:
            return
        i = entry // LIST_SLOTS
        for rank in range(CLASSES):
            if entries[rank] == entry:
                entries[rank] = people.behind[i, entry % LIST_SLOTS]
        passed = people.place[i] >= 0 or people.bridge[i, d] > 0
        if passed or (people.urgent[i] == W.month) != urgent:
            continue
        if not give_for_a_month(W, u, i, d):
            return


@kernel
def give_reserve(W: WorldBundle) -> None:
    """End the hours of the month before, and give the reserve of this month."""
    people, organisations = W.people, W.organisations
    if not gives_reserve(W):
        return
    for i in range(W.size):
        if people.bridge_direct[i] > 0:
            people.bridge[i, :] = 0
            people.bridge_direct[i] = 0
            people.bridge_road[i] = 0
            people.dirty[i] = 1
    for u in range(organisations.u_reserve.shape[0]):
        for d in range(DOMAINS):
            if organisations.u_reserve[u, d] > 0:
                walk_list(W, u, d, True)
                walk_list(W, u, d, False)


class Reserve(Process):
    """Hours kept free are given for a month."""

    phase = 5

    def step(self, model: World) -> None:
        """Take back the hours of the month before, give those of this month."""
        give_reserve(model.W)
