"""Placement: what answers an orientation, a place, hours, or both (docs/model.md).

`organisation.placement` names the readings (docs/rules_that_decide.md).
"""

from __future__ import annotations

from sim.engine.jit import rule
from sim.processes.care.queues import waits_for_place
from sim.scenario.choices import CONVERSION_UNASKED, PLACEMENT_HOURS_ONLY, PLACEMENT_PLACE_AND_HOURS
from sim.state.people import CLASSES, LEAVING
from sim.state.views import PeopleBundle, WorldBundle


@rule
def may_leave_for_hours(people: PeopleBundle, i: int) -> bool:
    """Return whether a person may ask for hours at home: without a place, or about to leave it."""
    return bool(people.place[i] < 0 or people.status_bits[i] & LEAVING != 0)


@rule
def asks_for_hours(W: WorldBundle, i: int, new: bool) -> bool:
    """Return whether tailored hours answer an orientation, at least until a place is there.

    A residential orientation is answered as `organisation.placement` says: by a place, with hours
    until then (`place_and_hours`); by hours instead, unless constant presence is needed
    (`hours_only`); or by a place and nothing before it (`place_only`).
    """
    o = W.parameters.organisation[0]
    if not (o.response and new):
        return False
    if W.environment.cat_residential[W.people.category[i]] == 0:
        return may_leave_for_hours(W.people, i)
    if o.placement == PLACEMENT_PLACE_AND_HOURS:
        return bool(W.people.place[i] < 0)
    presence = W.people.level[i, 0] >= CLASSES - 1
    alone = o.placement == PLACEMENT_HOURS_ONLY and not presence
    return bool(alone and may_leave_for_hours(W.people, i))


@rule
def services_keep_places(W: WorldBundle) -> bool:
    """Return whether home services keep a part of their hours, and their lists for it.

    With a common list and places converted where nobody asks, members turn what they contribute.
    """
    o = W.parameters.organisation[0]
    part = W.parameters.pole[0].contribution < 1.0 or W.parameters.trust[0].live
    return bool(o.entry and o.conversion == CONVERSION_UNASKED and part)


@rule
def asks_for_place(W: WorldBundle, i: int, hours: int) -> bool:
    """Return whether a person applies for places, once asking for hours ended as `hours` says.

    Who found no hours within reach does; those oriented to a home service where services keep a
    part of their hours; and everyone else unless placement is `hours_only`. A residential place
    follows the hours; of a day place and of hours, what comes first is taken.
    """
    if W.environment.cat_service[W.people.category[i]] != 0:
        return bool(hours == 0 or services_keep_places(W))
    placed = W.parameters.organisation[0].placement != PLACEMENT_HOURS_ONLY
    return bool(hours == 0 or placed)


@rule
def place_follows(W: WorldBundle, i: int) -> bool:
    """Return whether a person with hours goes on waiting for a place: a residential one."""
    residential = W.environment.cat_residential[W.people.category[i]] != 0
    return bool(residential and waits_for_place(W.people, i))
