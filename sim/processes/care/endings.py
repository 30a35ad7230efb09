"""Endings: stays and supports end, and age limits interrupt pathways (docs/model.md).

A stay of mean L months ends with probability 1/L a month, not 1 - exp(-1/L). Its length is drawn
at admission, so that any law can be used. Part of those whose stay ends go on to another ESSMS:
they keep their place for some months while they wait, and then leave it (a rupture). Orientations
are reviewed. At an age limit a person without another place stays and blocks it (*amendement
Creton*) or drops out. Where transitions are prepared, they need no new orientation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, in_key_order, row
from sim.processes.care.holdings import (
    give_place_back,
    planned,
    release_actor,
    release_place,
    release_plan,
    set_plan,
    set_state,
)
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import category_for, join_hours, orient, refer
from sim.processes.care.queues import leave_all, leave_places, listed, waits_for_place
from sim.processes.organisation.practice import new_way
from sim.processes.organisation.referent import is_held, months_to_review
from sim.processes.process import Process
from sim.scenario.choices import (
    SEQUENCE_SERIAL,
)
from sim.state import counts
from sim.state.people import (
    ABSENT,
    ADULT_END,
    AGAIN,
    ASSESS,
    CHILD_END,
    DOMAINS,
    LATENT,
    LEAVING,
    NEVER,
    OVER_AGE,
    PREPARED,
    SERVED,
    WAIT,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@kernel
def decide(
    size: int,
    month: int,
    crossed: int,
    age: Array,
    state: Array,
    until: Array,
    review: Array,
    plan_until: Array,
    actor_until: Array,
    event: Array,
) -> None:
    """Mark persons whose stay, support or orientation ends this month, or at an age limit.

    `plan_until` is int64[n]: the months of the four domains, two bytes each.
    """
    ages, states, stays, seats = age[:size], state[:size], until[:size], actor_until[:size]
    plans, reviews, events = plan_until[:size], review[:size], event[:size]
    now = month & 0xFFFF
    for i in range(len(ages)):
        e = (stays[i] == month) | (seats[i] == month) | (reviews[i] == month)
        w = plans[i]
        e |= ((w & 0xFFFF) == now) | (((w >> 16) & 0xFFFF) == now)
        e |= (((w >> 32) & 0xFFFF) == now) | (((w >> 48) & 0xFFFF) == now)
        border = (ages[i] == CHILD_END) | (ages[i] == ADULT_END)
        e |= border & (crossed != 0)
        events[i] = np.int8(e & (states[i] != ABSENT))


@rule
def continues(W: WorldBundle, i: int, category: int, new: bool) -> bool:
    """Return whether the operator or the perimeter has a place of the next category."""
    if not (new and W.parameters.organisation[0].continuity) or category < 0:
        return False
    if W.parameters.organisation[0].entry:
        return bool(
            W.environment.common_tolerance[W.organisations.z_perimeter[W.people.zone[i]], category]
            >= 0
        )
    e = W.people.place[i]
    return bool(e >= 0 and W.environment.operator_has[W.organisations.e_operator[e], category])


@rule
def ask_again(W: WorldBundle, i: int) -> None:
    """Wait for a new orientation, without any support."""
    W.people.pending[i] = AGAIN
    set_state(W, i, ASSESS)


@rule
def go_home(W: WorldBundle, i: int, new: bool) -> None:
    """Back to ordinary life; with prepared transitions, a right of return without assessment."""
    people = W.people
    people.return_until[i] = W.month + W.parameters.places[0].right_of_return
    people.status_bits[i] &= 255 - PREPARED
    if new and W.parameters.organisation[0].continuity:
        people.status_bits[i] |= PREPARED
    set_state(W, i, LATENT)


@rule
def stays_on(W: WorldBundle, category: int, u: float) -> bool:
    """Return whether a person too old for a place stays and blocks it: in establishments only.

    In services, where all hours can become tailored support, a stay ends at the age limit.
    """
    return bool(W.environment.cat_convertible[category] < 1.0 and u < W.parameters.places[0].creton)


@rule
def cross_border(W: WorldBundle, i: int, new: bool) -> None:
    """End support for the former stage of life at an age limit, unless prepared."""
    people, organisations = W.people, W.organisations
    following = category_for(W, i)
    if people.unit[i] >= 0:
        if new and W.parameters.organisation[0].continuity:
            if waits_for_place(people, i):
                leave_places(W, i)
                orient(W, i)
                refer(W, i)
            return
        leave_all(W, i)
        if people.place[i] >= 0:  # kept while hours were waited for
            give_place_back(W, i)
        release_plan(W, i)
        ask_again(W, i)
        return
    e = people.place[i]
    if e >= 0 and W.environment.cat_stage[organisations.e_category[e]] != stage_of(people.age[i]):
        leave_all(W, i)
        people.until[i] = NEVER
        people.status_bits[i] = people.status_bits[i] & (255 - LEAVING) | OVER_AGE
        people.dirty[i] = 1
        if continues(W, i, following, new):
            organisations.month_totals[counts.PREPARED] += 1
            orient(W, i)
            refer(W, i)
        elif following >= 0 and stays_on(
            W,
            organisations.e_category[e],
            draws.draw(W.seed, W.month, draws.BORDER, 0, people.key[i]),
        ):
            people.pending[i] = AGAIN
        else:
            release_place(W, W.environment.cat_residential[organisations.e_category[e]], i)
            ask_again(W, i)
        return
    if people.state[i] == WAIT:
        leave_all(W, i)
        if continues(W, i, following, new):
            organisations.month_totals[counts.PREPARED] += 1
            orient(W, i)
            refer(W, i)
        else:
            ask_again(W, i)


@rule
def go_on(W: WorldBundle, i: int, new: bool) -> None:
    """Look for another establishment, and keep the place for some months meanwhile."""
    people = W.people
    prepared = continues(W, i, category_for(W, i), new)
    hold = W.parameters.places[0].hold_months
    leave_all(W, i)
    if hold == 0:
        give_place_back(W, i)
    else:
        people.status_bits[i] |= LEAVING
        people.until[i] = W.month + hold
        people.pending[i] = AGAIN
    if prepared:
        W.organisations.month_totals[counts.PREPARED] += 1
        orient(W, i)
        refer(W, i)
    elif hold == 0:
        ask_again(W, i)


@rule
def hold_no_longer(W: WorldBundle, i: int) -> None:
    """Leave a place that was kept: go on waiting on lists, or for the new orientation."""
    give_place_back(W, i)
    W.people.urgent[i] = W.month
    if listed(W.people, i):
        set_state(W, i, WAIT)
    else:
        ask_again(W, i)


@rule
def end_stay(W: WorldBundle, i: int, new: bool) -> int:
    """A stay ends: on to another establishment, out of the population, or home; 1 if gone."""
    if W.people.status_bits[i] & LEAVING != 0:
        if is_held(W, i, new):
            W.people.until[i] = W.month + W.parameters.places[0].hold_months
        else:
            hold_no_longer(W, i)
        return 0
    u = draws.draw(W.seed, W.month, draws.AFTER_STAY, 0, W.people.key[i])
    another = W.environment.cat_another[W.organisations.e_category[W.people.place[i]]]
    if u < another:
        go_on(W, i, new)
        return 0
    leave_all(W, i)
    give_place_back(W, i)
    if u < another + W.parameters.places[0].gone:
        return 1
    go_home(W, i, new)
    return 0


@rule
def review(W: WorldBundle, i: int, new: bool) -> None:
    """Compare needs with the place: go home, or keep it and look for another one meanwhile."""
    people = W.people
    people.review[i] = W.month + months_to_review(W, i)
    if people.status_bits[i] & (LEAVING | OVER_AGE) != 0:
        return
    category = category_for(W, i)
    if category == W.organisations.e_category[people.place[i]]:
        return
    prepared = continues(W, i, category, new)
    leave_all(W, i)
    if category < 0:
        give_place_back(W, i)
        go_home(W, i, new)
        return
    people.status_bits[i] |= LEAVING
    people.pending[i] = AGAIN
    if prepared:
        W.organisations.month_totals[counts.PREPARED] += 1
        orient(W, i)
        refer(W, i)


@rule
def end_support(W: WorldBundle, i: int, d: int, new: bool) -> None:
    """The support of one domain ends; its hours return to the unit.

    With `sequence: serial` the following domain is then asked for. Hours are asked for again if the
    transition is prepared and the need remains.
    """
    people = W.people
    set_plan(W, i, d, 0, 0, 0)
    people.plan_until[i, d] = NEVER
    W.organisations.month_totals[counts.ENDED] += 1
    if W.parameters.places[0].sequence == SEQUENCE_SERIAL:
        join_hours(W, i, people.unit[i], d + 1)
    if new and W.parameters.organisation[0].continuity:
        join_hours(W, i, people.unit[i])


@rule
def end_plan(W: WorldBundle, i: int, new: bool) -> int:
    """The last support of a plan has ended and nothing is waited for; 1 if gone."""
    release_plan(W, i)
    u = draws.draw(W.seed, W.month, draws.AFTER_STAY, 0, W.people.key[i])
    another = W.environment.cat_another[W.people.category[i]]
    if another <= u < another + W.parameters.places[0].gone:
        return 1
    if u < another:
        ask_again(W, i)
    else:
        go_home(W, i, new)
    return 0


@kernel
def act(rows: Array, W: WorldBundle, crossed: int, gone: Array) -> int:
    """End what ends, in key order; returns how many rows of `gone` were filled."""
    people = W.people
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        new = new_way(W, i)
        if crossed and (people.age[i] == CHILD_END or people.age[i] == ADULT_END):
            cross_border(W, i, new)
        if people.until[i] == W.month:
            if end_stay(W, i, new):
                gone[n] = i
                n += 1
                continue
        if people.review[i] == W.month:
            review(W, i, new)
        if people.unit[i] >= 0:
            ended = False
            for d in range(DOMAINS):
                if people.plan_until[i, d] == W.month:
                    end_support(W, i, d, new)
                    ended = True
            over = (
                ended
                and not planned(people, i)
                and not listed(people, i)
                and people.state[i] == SERVED
            )
            if over and end_plan(W, i, new):
                gone[n] = i
                n += 1
                continue
        if people.actor_until[i] == W.month:
            release_actor(W, i)
            W.organisations.month_totals[counts.ENDED] += 1
    return n


@kernel
def end_due(W: WorldBundle) -> int:
    """End what ends this month; returns how many rows of `others` hold persons who leave."""
    people, marks = W.people, W.marks
    crossed = W.parameters.demography[0].ageing
    decide(
        W.size,
        W.month,
        crossed,
        people.age,
        people.state,
        people.until,
        people.review,
        people.plan_ends,
        people.actor_until,
        marks.event,
    )
    n = compact(marks.words, marks.event, W.size, marks.rows)
    in_key_order(marks.rows[:n], people.key)
    return act(marks.rows[:n], W, crossed, marks.others)


class Endings(Process):
    """Stays, supports and seats end; persons reach age limits."""

    phase = 4

    def step(self, model: World) -> None:
        """End what ends this month."""
        gone = end_due(model.W)
        if gone:
            model.depart(model.marks.others[:gone])
