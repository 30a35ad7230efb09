"""Endings: stays and supports end, and borders of age break pathways (4.3).

A stay of mean L months ends with probability 1/L a month, never 1 - exp(-1/L): its length is drawn
at admission, so that the law may be any. At a border of age a place must be left: without another
place the person stays and blocks it (amendement Creton) or drops out; prepared transitions spare
the new orientation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.holdings import (
    planned,
    release_actor,
    release_place,
    release_plan,
    set_plan,
    set_state,
)
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import SERIAL, category_for, heaviest, join_hours, orient, refer
from sim.processes.care.queues import leave_all, listed
from sim.processes.organisation.overhead import slowing
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.scenario.choices import STAY_LAW_FIXED, STAY_LAW_LOGNORMAL, STAY_LAW_MIXTURE
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.people import (
    ABSENT,
    ADULT_END,
    AGAIN,
    ASSESS,
    C_RUPTURES,
    CHILD_END,
    DOMAINS,
    LATENT,
    NEVER,
    OVER_AGE,
    PREPARED,
    ROW,
    SERVED,
    WAIT,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def stay_months(L: L_, R: R_, u: float, category: int, longer: float) -> int:
    """Length of a stay in months, at least 1, from one uniform number (the scenario's law).

    Stays last `longer` times longer than the category's.
    """
    places = R.places[0]
    mean = L.cat_stay[category] * longer
    if places.stay_law == STAY_LAW_FIXED:
        return min(max(1, int(mean + 0.5)), draws.LONGEST)
    if places.stay_law == STAY_LAW_LOGNORMAL:
        months = 1 + draws.which(u, L.stay_cdf[category])
        return min(max(1, int(months * longer + 0.5)), draws.LONGEST)
    if places.stay_law == STAY_LAW_MIXTURE:
        short = mean / (1.0 - places.stay_long + places.stay_long * places.stay_ratio)
        if u < places.stay_long:
            return draws.geometric(u / places.stay_long, 1.0 / (short * places.stay_ratio))
        return draws.geometric((u - places.stay_long) / (1.0 - places.stay_long), 1.0 / short)
    return draws.geometric(u, 1.0 / mean)


@rule
def class_factor(step: float, complexity: int) -> float:
    """How many times longer a file of a class stays; 1 for class 1, one moderate need."""
    # Products, not a power: the same bits compiled and in Python.
    factor = 1.0 / step if complexity == 0 else 1.0
    for _ in range(complexity - 1):
        factor *= step
    return factor


@rule
def lasting(O: O_, R: R_, perimeter: int, complexity: int, practice: float) -> float:
    """How many times longer than its category's a stay or support lasts: overhead, complexity."""
    return class_factor(R.places[0].stay_class, complexity) * slowing(O, R, perimeter, practice)


@kernel
def decide(
    lo: int,
    hi: int,
    month: int,
    crossed: int,
    age: Array,
    state: Array,
    until: Array,
    plan_until: Array,
    actor_until: Array,
    event: Array,
) -> None:
    """Mark whose stay, support or actor ends this month, and who crosses a border of age.

    `plan_until` is int64[n]: the months of the four domains, two bytes each.
    """
    ages, states, stays, seats = age[lo:hi], state[lo:hi], until[lo:hi], actor_until[lo:hi]
    plans, events = plan_until[lo:hi], event[lo:hi]
    now = month & 0xFFFF
    for i in range(len(ages)):
        e = (stays[i] == month) | (seats[i] == month)
        w = plans[i]
        e |= ((w & 0xFFFF) == now) | (((w >> 16) & 0xFFFF) == now)
        e |= (((w >> 32) & 0xFFFF) == now) | (((w >> 48) & 0xFFFF) == now)
        border = (ages[i] == CHILD_END) | (ages[i] == ADULT_END)
        e |= border & (crossed != 0)
        events[i] = np.int8(e & (states[i] != ABSENT))


@rule
def continues(O: O_, L: L_, R: R_, i: int, P: P_, category: int, new: bool) -> bool:
    """Tell whether the next category is prepared: one of the same operator, or of the perimeter."""
    if not (new and R.organisation[0].continuity) or category < 0:
        return False
    if R.organisation[0].entry:
        return bool(L.common_tolerance[O.z_perimeter[P.zone[i]], category] >= 0)
    e = P.place[i]
    return bool(e >= 0 and L.operator_has[O.e_operator[e], category])


@rule
def count_rupture(P: P_, O: O_, i: int) -> None:
    """Support ends while a need at least moderate remains and nothing follows at once."""
    if heaviest(P, i) >= 2:
        O.tally[tally.RUPTURES] += 1
        P.counters[i, C_RUPTURES] += 1


@rule
def ask_again(P: P_, O: O_, i: int, month: int) -> None:
    """Stand in line for a new orientation, holding nothing."""
    P.pending[i] = AGAIN
    set_state(P, O, i, ASSESS, month)


@rule
def go_home(P: P_, O: O_, R: R_, i: int, month: int, new: bool) -> None:
    """Back to ordinary life; with prepared transitions, a right of return without assessment."""
    P.return_until[i] = month + R.places[0].right_of_return
    P.marks[i] &= 255 - PREPARED
    if new and R.organisation[0].continuity:
        P.marks[i] |= PREPARED
    set_state(P, O, i, LATENT, month)


@rule
def stays_on(L: L_, R: R_, category: int, u: float) -> bool:
    """Tell whether a person too old for a place stays and blocks it: in establishments only.

    Services, all of whose hours can be made to measure, end at the border.
    """
    return bool(L.cat_convertible[category] < 1.0 and u < R.places[0].creton)


@rule
def cross_border(
    P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, practice: float, new: bool
) -> None:
    """A border of age: what was made for the former stage of life breaks, unless prepared."""
    following = category_for(L, P, i)
    if P.unit[i] >= 0:
        if new and R.organisation[0].continuity:
            return
        held = planned(P, i)
        leave_all(P, O, i)
        release_plan(P, O, i)
        if held:
            count_rupture(P, O, i)
        ask_again(P, O, i, month)
        return
    e = P.place[i]
    if e >= 0 and L.cat_stage[O.e_category[e]] != stage_of(P.age[i]):
        leave_all(P, O, i)
        P.until[i] = NEVER
        P.marks[i] |= OVER_AGE
        P.fresh[i] = 1
        if continues(O, L, R, i, P, following, new):
            O.tally[tally.PREPARED] += 1
            orient(P, L, i)
            refer(P, O, L, R, i, seed, month, practice)
        elif stays_on(L, R, O.e_category[e], draws.draw(seed, month, draws.BORDER, 0, P.key[i])):
            P.pending[i] = AGAIN
        else:
            release_place(P, O, L.cat_residential[O.e_category[e]], i)
            count_rupture(P, O, i)
            ask_again(P, O, i, month)
        return
    if P.state[i] == WAIT:
        leave_all(P, O, i)
        if continues(O, L, R, i, P, following, new):
            O.tally[tally.PREPARED] += 1
            orient(P, L, i)
            refer(P, O, L, R, i, seed, month, practice)
        else:
            ask_again(P, O, i, month)


@rule
def end_stay(
    P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, practice: float, new: bool
) -> int:
    """A stay ends: on to another establishment, out of the population, or home; 1 if gone."""
    O.tally[tally.ENDED] += 1
    following = category_for(L, P, i)
    prepared = continues(O, L, R, i, P, following, new)
    leave_all(P, O, i)
    release_place(P, O, L.cat_residential[O.e_category[P.place[i]]], i)
    u = draws.draw(seed, month, draws.AFTER_STAY, 0, P.key[i])
    places = R.places[0]
    if u < places.another:
        if prepared:
            O.tally[tally.PREPARED] += 1
            orient(P, L, i)
            refer(P, O, L, R, i, seed, month, practice)
        else:
            count_rupture(P, O, i)
            ask_again(P, O, i, month)
        return 0
    if u < places.another + places.gone:
        return 1
    count_rupture(P, O, i)
    go_home(P, O, R, i, month, new)
    return 0


@rule
def end_support(P: P_, O: O_, L: L_, R: R_, i: int, d: int, seed: int, new: bool) -> None:
    """The support of one domain ends; its hours return to the unit.

    With `sequence: serial` the following domain is then asked for. Hours are asked for again if the
    transition is prepared and the need remains.
    """
    set_plan(P, O, i, d, 0, 0, 0)
    P.plan_until[i, d] = NEVER
    O.tally[tally.ENDED] += 1
    if R.places[0].sequence == SERIAL:
        join_hours(P, O, L, R, i, P.unit[i], seed, d + 1)
    if new and R.organisation[0].continuity:
        join_hours(P, O, L, R, i, P.unit[i], seed)


@rule
def end_plan(P: P_, O: O_, R: R_, i: int, seed: int, month: int, new: bool) -> int:
    """The last support of a plan has ended and nothing is waited for; 1 if gone."""
    release_plan(P, O, i)
    u = draws.draw(seed, month, draws.AFTER_STAY, 0, P.key[i])
    places = R.places[0]
    if places.another <= u < places.another + places.gone:
        return 1
    count_rupture(P, O, i)
    if u < places.another:
        ask_again(P, O, i, month)
    else:
        go_home(P, O, R, i, month, new)
    return 0


@kernel
def act(
    rows: Array,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    month: int,
    practice: float,
    crossed: int,
    gone: Array,
) -> int:
    """End what ends, in key order; returns how many rows of `gone` were filled."""
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        new = new_way(P, O, i, practice)
        if crossed and (P.age[i] == CHILD_END or P.age[i] == ADULT_END):
            cross_border(P, O, L, R, i, seed, month, practice, new)
        if P.until[i] == month:
            if end_stay(P, O, L, R, i, seed, month, practice, new):
                gone[n] = i
                n += 1
                continue
        if P.unit[i] >= 0:
            ended = False
            for d in range(DOMAINS):
                if P.plan_until[i, d] == month:
                    end_support(P, O, L, R, i, d, seed, new)
                    ended = True
            over = ended and not planned(P, i) and not listed(P, i) and P.state[i] == SERVED
            if over and end_plan(P, O, R, i, seed, month, new):
                gone[n] = i
                n += 1
                continue
        if P.actor_until[i] == month:
            release_actor(P, O, i)
            O.tally[tally.ENDED] += 1
    return n


class Endings(Process):
    """Stays, supports and seats end; borders of age are crossed."""

    phase = 4

    def step(self, model: World) -> None:
        """End what ends this month."""
        m, p = model, model.people
        crossed = int(m.scenario_.demography.ageing)
        m.each_block(
            decide, m.month, crossed, p.age, p.state, p.until, p.plan_ends, p.actor_until, m.event
        )
        rows = m.hits()
        gone = np.empty(len(rows), ROW)
        n = act(rows, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice, crossed, gone)
        m.depart(gone[:n])
