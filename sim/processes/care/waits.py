"""Waits: spells that open, and end in one of several ways (docs/counting.md).

A wait opens when a person asks, and when all support is lost while a need remains. It ends when
what is waited for is there: an assessment, a first hour, or a solution. It also ends when the
person gives up, is lost, is refused, finds no offer, needs no more, or leaves. These ends compete:
none of them is taken for a wait that is merely not observed to its end.
"""

from __future__ import annotations

from typing import Final

from sim.engine.jit import inlined, kernel, rule
from sim.engine.marks import row
from sim.state import counts
from sim.state.people import (
    ABSENT,
    NEVER,
    NO_OFFER,
    OVER_AGE,
    REFUSED,
    RENOUNCED,
    WAIT,
)
from sim.state.views import Array, WorldBundle

# Tenths of each need that hours given must reach to be a solution, by kind of wait.
SOLUTION_TENTHS: Final = (3, 5, 8)
EVERY_SOLUTION: Final = 7 << counts.TO_SOLUTION_30  # a bit for each


@rule
def note(W: WorldBundle, i: int, kind: int, flow: int) -> None:
    """Count that a person enters or leaves those who wait, by the months waited so far."""
    since = W.people.spell[i, kind]
    months = min(W.month - since, counts.WAIT_MONTHS - 1)
    W.organisations.waits[kind, flow, W.people.complexity[i], months] += 1
    if since >= W.cohort:
        W.organisations.cohort[kind, flow, months] += 1


@rule
def open_wait(W: WorldBundle, i: int, kind: int) -> None:
    """Begin to wait, unless the person waits already."""
    if W.people.spell[i, kind] == NEVER:
        W.people.spell[i, kind] = W.month
        note(W, i, kind, counts.ENTERED)


@rule
def end_wait(W: WorldBundle, i: int, kind: int, flow: int) -> None:
    """End a wait, if it is open, in a way `counts.REACHED` to `counts.LEFT`."""
    if W.people.spell[i, kind] != NEVER:
        note(W, i, kind, flow)
        W.people.spell[i, kind] = NEVER


@rule
def open_waits(W: WorldBundle, i: int) -> None:
    """Begin to wait for a first hour and for a solution."""
    for kind in range(counts.TO_HOUR, len(counts.WAIT_KINDS)):
        open_wait(W, i, kind)


@rule
def end_waits(W: WorldBundle, i: int, flow: int) -> None:
    """End the waits for a first hour and for a solution that are open."""
    for kind in range(counts.TO_HOUR, len(counts.WAIT_KINDS)):
        end_wait(W, i, kind, flow)


@rule
def end_waits_on_lists(W: WorldBundle, i: int, flow: int) -> None:
    """End these waits for a person who waits on lists; someone served goes on waiting for more."""
    if W.people.state[i] == WAIT:
        end_waits(W, i, flow)


@rule
def change_class(W: WorldBundle, i: int, complexity: int) -> None:
    """Write the class of a file; its open waits go on among those of the new class."""
    people = W.people
    if people.complexity[i] == complexity:
        return
    for kind in range(len(counts.WAIT_KINDS)):
        if people.spell[i, kind] != NEVER:
            note(W, i, kind, counts.UNDER_WAY)
    people.complexity[i] = complexity
    for kind in range(len(counts.WAIT_KINDS)):
        if people.spell[i, kind] != NEVER:
            note(W, i, kind, counts.ENTERED)


@rule
def holds_place_oriented_to(W: WorldBundle, i: int) -> bool:
    """Return whether a person holds a place of the category that they are oriented to."""
    e = W.people.place[i]
    return bool(
        e >= 0
        and W.organisations.e_category[e] == W.people.category[i]
        and W.people.status_bits[i] & OVER_AGE == 0
    )


@rule
def reached(received: int, needed: int) -> int:
    """Return the kinds of solution that minutes received are for a need, a bit for each."""
    bits = 0
    for k in range(len(SOLUTION_TENTHS)):
        bits |= int(10 * received >= SOLUTION_TENTHS[k] * needed) << (counts.TO_SOLUTION_30 + k)
    return bits


@rule
def waits_open(W: WorldBundle, i: int) -> int:
    """Return the waits for a first hour and for a solution that are open, a bit for each kind."""
    bits = 0
    for kind in range(counts.TO_HOUR, len(counts.WAIT_KINDS)):
        bits |= int(W.people.spell[i, kind] != NEVER) << kind
    return bits


@inlined
def follow_waits(
    W: WorldBundle,
    i: int,
    had_hours: bool,
    has_hours: bool,
    in_need: bool,
    reach: int,
) -> None:
    """Open and end the waits of a person, once their support of the month is known.

    Parameters
    ----------
    had_hours, has_hours : bool
        Whether a service, a plan or a project actor gave anything last month, and gives now.
    in_need : bool
        Whether a need is left in some domain.
    reach : int
        What the hours are in every domain, as `reached` returns it.
    """
    lost = had_hours and not has_hours
    if lost and in_need:
        open_waits(W, i)
        state = W.people.state[i]
        if state == REFUSED:
            end_waits(W, i, counts.REFUSED)
        elif state == NO_OFFER:
            end_waits(W, i, counts.NO_OFFER)
        elif state == RENOUNCED:
            end_waits(W, i, counts.GAVE_UP)
    waiting = waits_open(W, i)
    if waiting == 0:
        return
    if not in_need:
        end_waits(W, i, counts.NEED_ENDED)
        return
    met = int(has_hours) << counts.TO_HOUR | (
        EVERY_SOLUTION if holds_place_oriented_to(W, i) else reach
    )
    met &= waiting
    for kind in range(counts.TO_HOUR, len(counts.WAIT_KINDS)):
        if (met >> kind) & 1:
            end_wait(W, i, kind, counts.REACHED)


@kernel
def begin_observation(W: WorldBundle) -> None:
    """Count the waits that are open when counting begins, at the months waited so far.

    They are at risk from now on, not from their beginning (delayed entry).
    """
    for i in range(W.size):
        if W.people.state[i] != ABSENT:
            for kind in range(len(counts.WAIT_KINDS)):
                if W.people.spell[i, kind] != NEVER:
                    note(W, i, kind, counts.ENTERED)


@kernel
def end_observation(rows: Array, W: WorldBundle) -> None:
    """Count the waits that are still open when counting ends."""
    for r in range(len(rows)):
        i = row(rows, r)
        for kind in range(len(counts.WAIT_KINDS)):
            if W.people.spell[i, kind] != NEVER:
                note(W, i, kind, counts.UNDER_WAY)
