"""Caseloads of project actors follow their contracts in force (docs/model.md).

When contracts cover fewer persons than before, the persons who would have stayed longest leave
first, and among equals the last to arrive; at a closure all users leave. Their support ends and
nothing follows. The list of a closed actor is emptied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, row
from sim.processes.actors.behaviour import given_minutes
from sim.processes.actors.holding_contracts import bought_minutes
from sim.processes.care.holdings import release_actor
from sim.processes.care.queues import leave
from sim.processes.organisation.innovation import worth_of
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import ACTOR_SLOT, CLASSES, LIST_SLOTS
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

LOOKED_AT = 3  # months between two updates of the value of a seat's minutes
CUT, OTHER = 1, 2  # bits of what has become of an actor's users


@rule
def seats_of(bought: int, minutes: int) -> int:
    """Seats that the minutes bought allow."""
    return bought // minutes if minutes > 0 else 0


@kernel
def set_seats(W: WorldBundle, over: Array, changed: Array) -> int:
    """Seats and minutes of the month; persons on the list of a closed actor leave it.

    Parameters
    ----------
    over : int32[A]
        Users beyond the seats, written to.
    changed : int8[A + 1]
        For each actor, after one for no actor, bits `CUT` and `OTHER`: users are too many, or are
        given other minutes; written to.

    Returns
    -------
    int
        The bits that some actor has.
    """
    organisations = W.organisations
    some = 0
    for a in range(len(organisations.a_caseload)):
        bought = bought_minutes(organisations, a, W.month) if organisations.a_alive[a] else 0
        organisations.a_caseload[a] = seats_of(bought, organisations.a_minutes[a])
        over[a] = max(organisations.a_occupied[a] - organisations.a_caseload[a], 0)
        bits = CUT if over[a] > 0 else 0
        if W.month % LOOKED_AT == 0:
            quality = np.float64(organisations.a_quality[a]) * worth_of(
                W.parameters, organisations.a_practice[a]
            )
            given = given_minutes(organisations.a_minutes[a], quality)
            if given != organisations.a_given[a]:
                organisations.a_given[a] = given
                bits |= OTHER if organisations.a_occupied[a] > 0 else 0
        changed[a + 1] = bits
        some |= bits
        if not organisations.a_alive[a]:
            queue = (W.environment.actor_points + a) * CLASSES
            while organisations.q_head[queue] >= 0:
                leave(W, organisations.q_head[queue] // LIST_SLOTS, ACTOR_SLOT)
    return some


@kernel
def mark_users(size: int, actor: Array, changed: Array, fresh: Array, event: Array) -> None:
    """Mark the users of an actor that has too many users, or gives other minutes."""
    actors, marked, events = actor[:size], fresh[:size], event[:size]
    for i in range(len(actors)):
        # No branch: the processor would mispredict it. Unsigned: never from the end.
        bits = changed[np.uint32(actors[i] + 1)]
        events[i] = bits & CUT
        marked[i] |= (bits >> 1) & 1


@kernel
def lose_seats(rows: Array, W: WorldBundle) -> None:
    """End the support of persons who have lost their seat."""
    for r in range(len(rows)):
        i = row(rows, r)
        release_actor(W, i)
        W.organisations.month_totals[counts.LOST_SEATS] += 1


def who_leaves(rows: Array, actor: Array, until: Array, key: Array, over: Array) -> Array:
    """Users in excess of the seats, of actors with too many users.

    Parameters
    ----------
    rows : uint32[n]
        All users of these actors.
    actor, until, key
        Columns of persons.
    over : int32[A]
        Users beyond the seats.

    Returns
    -------
    numpy.ndarray
        Rows in the order of actors; the stay that would have lasted longest first, then the
        larger key.
    """
    order = np.lexsort((~key[rows], -until[rows].astype(np.int64), actor[rows]))
    rows = rows[order]
    held = actor[rows]
    rank = np.arange(len(rows)) - np.searchsorted(held, held)
    return rows[rank < over[held]]


@kernel
def follow_contracts(W: WorldBundle, over: Array) -> int:
    """Count the seats, and mark the persons that this concerns.

    Parameters
    ----------
    over : int32[A]
        Users beyond the seats; written to.

    Returns
    -------
    int
        Rows of `rows` that hold the users of actors with too many.
    """
    people, marks = W.people, W.marks
    changed = np.zeros(len(over) + 1, np.int8)
    some = set_seats(W, over, changed)
    if some:
        mark_users(W.size, people.actor, changed, people.dirty, marks.event)
    if some & CUT:
        return int(compact(marks.words, marks.event, W.size, marks.rows))
    return 0


class Caseloads(Process):
    """Seats follow contracts."""

    phase = 5

    def step(self, model: World) -> None:
        """Count the seats; look for users only if they are too many or their minutes change."""
        m, p = model, model.people
        actors = len(m.organisations.a_caseload)
        if not actors:
            return
        over = np.zeros(actors, np.int32)
        users = follow_contracts(m.W, over)
        if users:
            rows = m.marks.rows[:users]
            lose_seats(who_leaves(rows, p.actor, p.actor_until, p.key, over), m.W)
