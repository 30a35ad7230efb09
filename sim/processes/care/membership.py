"""Membership: members leave a pole, return, and set their contribution, by trust (docs/model.md).

Where trust is live, what a member gives to the pool follows its trust and the lists of both
(under-contribution: Mochizuki et al. 2015). A member leaves when its trust is low and returns when
trust is restored, since it still sees what the pool does. The converted hours of a member that
left stay in its own unit, like those that a member keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.admission import heaviest_on_common_lists
from sim.processes.care.holdings import planned, release_plan, set_state
from sim.processes.care.queues import leave, length, listed, waits_for_place
from sim.processes.organisation.trust import trust_of
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import AGAIN, ASSESS, CLASSES, DOMAINS, LIST_SLOTS, ROW, SERVED, WAIT
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def contribution(trust: float, common: float, own: float) -> float:
    """Share of its converted hours that a member gives to the pool.

    Parameters
    ----------
    common, own : float
        Persons who wait for the pole, for each member, and for the member itself.
    """
    return min(1.0, trust * (common + 1.0) / (own + 1.0))


@rule
def waiting_for_hours(W: WorldBundle, unit: int) -> int:
    """Persons on the longest of a unit's lists of hours."""
    most = 0
    for d in range(DOMAINS):
        most = max(most, length(W.organisations, W.environment.hour_points + unit * DOMAINS + d))
    return most


@rule
def waiting_for_pole(W: WorldBundle, p: int) -> int:
    """Persons who wait on the lists of a perimeter, for hours or for a place."""
    environment = W.environment
    total = waiting_for_hours(W, environment.establishments + p)
    for c in range(environment.categories):
        total += length(W.organisations, environment.common_points + p * environment.categories + c)
    return total


@kernel
def choose_sides(W: WorldBundle, home: Array) -> int:
    """Let members leave or come back according to trust; returns how many did."""
    organisations = W.organisations
    r = W.parameters.trust[0]
    changed = 0
    for e in range(len(organisations.e_key)):
        if home[e] < 0:
            continue
        trust = trust_of(organisations.e_trust_successes[e], organisations.e_trust_failures[e])
        if organisations.e_perimeter[e] >= 0 and trust < r.leave_below:
            organisations.e_perimeter[e] = -1
            organisations.e_share[e] = 1.0
            organisations.month_totals[counts.LEFT_POLE] += 1
            changed += 1
        elif organisations.e_perimeter[e] < 0 and trust > r.join_above:
            organisations.e_perimeter[e] = home[e]
            organisations.month_totals[counts.JOINED_POLE] += 1
            changed += 1
    return changed


@kernel
def choose_shares(W: WorldBundle) -> None:
    """Let each member set what it gives to the pool in the coming year."""
    organisations = W.organisations
    for e in range(len(organisations.e_key)):
        p = organisations.e_perimeter[e]
        if p < 0:
            continue
        common = waiting_for_pole(W, p) / organisations.p_members[p]
        own = float(length(organisations, e) + waiting_for_hours(W, e))
        organisations.e_share[e] = contribution(
            trust_of(organisations.e_trust_successes[e], organisations.e_trust_failures[e]),
            common,
            own,
        )


@kernel
def ask_anew(rows: Array, W: WorldBundle, dead: Array) -> None:
    """Remove persons from lists and plans that no member offers any more.

    `rows` in key order; `dead` (int8[Q]) marks the lists. A person left without support or without
    a list asks for another orientation.
    """
    people = W.people
    for r in range(len(rows)):
        i = row(rows, r)
        for slot in range(LIST_SLOTS):
            if people.waiting_list[i, slot] >= 0 and dead[people.waiting_list[i, slot]]:
                leave(W, i, slot)
        p = people.unit[i] - W.environment.establishments
        if p >= 0 and W.organisations.p_members[p] == 0:
            release_plan(W, i)
        if not listed(people, i):
            people.pending[i] = AGAIN
            if people.place[i] < 0 and not planned(people, i):
                set_state(W, i, ASSESS)
        if people.state[i] == WAIT and planned(people, i) and not waits_for_place(people, i):
            set_state(W, i, SERVED)


def dead_queues(model: World) -> Array:
    """Queues of perimeters that no member offers any more; int8[Q]."""
    m, totals = model, model.organisations.counts
    dead = np.zeros(totals.points * CLASSES, np.int8)
    by_need = m.scenario_.organisation.admission
    most = heaviest_on_common_lists(m.environment.common_tolerance.astype(int), by_need=by_need)
    first = totals.common_points * CLASSES
    common = dead[first : totals.hour_points * CLASSES].reshape(*most.shape, CLASSES)
    common[:] = np.arange(CLASSES) > most[:, :, None]
    hours = dead[totals.hour_points * CLASSES :].reshape(totals.units, DOMAINS * CLASSES)
    hours[totals.establishments :][m.organisations.p_members == 0] = 1
    return dead


def update_membership(model: World) -> None:
    """Draw the consequences of members who left or came back, for zones and for persons."""
    m, o, p = model, model.organisations, model.people
    before = o.z_perimeter.copy()
    m.serve_zones()
    dead = dead_queues(m)
    points, units = p.waiting_list[: p.size], p.unit[: p.size] - o.counts.establishments
    lost = ((points >= 0) & (dead[points] != 0)).any(axis=1)
    alone = np.append(o.p_members == 0, False)
    lost |= alone[np.where(units >= 0, units, -1)]
    rows = np.flatnonzero(lost).astype(ROW)
    ask_anew(m.in_key_order(rows), m.W, dead)
    # A case is no longer, or again, handled the new way where a perimeter has gone or come back.
    p.dirty[: p.size] |= (o.z_perimeter != before)[p.zone[: p.size]].astype(np.int8)


class Membership(Process):
    """Once a year, if trust is live, members leave, come back and set what they give.

    It acts before places and hours are given, so that persons removed may be admitted elsewhere.
    """

    phase = 4
    every = 12

    def step(self, model: World) -> None:
        """Choose sides and shares, a year after the reform at the earliest."""
        m = model
        if m.scenario_.trust.live and m.month >= m.scenario_.clock.reform_month + 12:
            if choose_sides(m.W, m.home):
                update_membership(m)
            choose_shares(m.W)
