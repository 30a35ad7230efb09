"""Presence: how a person's file is closed, emptied, and added to its stratum and zone.

A person who leaves gives back all that they hold, and their open waits end. Their counters are
added to their stratum, and the row may be used again.
"""

from __future__ import annotations

from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.holdings import release_all, set_state
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import heaviest
from sim.processes.care.running_counts import change_state_counted, count_until, retire
from sim.processes.care.waits import end_wait, end_waits
from sim.state import counts
from sim.state.people import (
    ABSENT,
    NEVER,
    NOTHING,
    ORDINARY,
)
from sim.state.views import Array, PeopleBundle, WorldBundle


@rule
def stratum_of(people: PeopleBundle, i: int) -> int:
    """Group of a person for tables: stage, sex, income, digital access, heaviest need (216)."""
    cell = stage_of(people.age[i])
    cell = cell * 2 + int(people.sex[i])
    cell = cell * 3 + int(people.income[i])
    cell = cell * 3 + int(people.digital[i])
    return int(cell * 4 + int(heaviest(people, i)))


@kernel
def leave_system(rows: Array, W: WorldBundle) -> None:
    """End the presence of persons who leave for another reason (end of an exact case's stay)."""
    for r in range(len(rows)):
        W.organisations.month_totals[counts.GONE] += 1
        end_presence(W, row(rows, r))


@rule
def end_presence(W: WorldBundle, i: int) -> None:
    """Give everything back and close the file."""
    residential = 0
    if W.people.place[i] >= 0:
        residential = int(
            W.environment.cat_residential[W.organisations.e_category[W.people.place[i]]]
        )
    retire(W, i)
    end_wait(W, i, counts.TO_ASSESSMENT, counts.LEFT)
    end_waits(W, i, counts.LEFT)
    release_all(W, residential, i)
    set_state(W, i, ABSENT)
    change_state_counted(W, i)


@kernel
def empty(rows: Array, people: PeopleBundle) -> None:
    """Write the values of an empty row, from the table of columns."""
    for r in range(len(rows)):
        i = row(rows, r)
        people.key[i] = 0
        people.luck[i] = 0
        people.zone[i] = 0
        people.age[i] = 0
        people.sex[i] = 0
        people.income[i] = 0
        people.digital[i] = 0
        people.profile[i] = 0
        people.ability[i] = 0.0
        people.adoption[i] = 0.0
        people.carer[i] = 0
        people.carer_rank[i] = 0
        people.strain[i] = 0.0
        people.residence[i] = ORDINARY
        people.level[i, :] = 0
        people.unmet[i, :] = 0.0
        people.cover[i, :] = 1.0
        people.state[i] = ABSENT
        people.pending[i] = NOTHING
        people.category[i] = -1
        people.complexity[i] = 0
        people.status_bits[i] = 0
        people.mainstream_known[i] = 0
        people.place[i] = -1
        people.counted_place[i] = -1
        people.counted_needs[i] = 0
        people.until[i] = NEVER
        people.review[i] = NEVER
        people.unit[i] = -1
        people.plan[i, :] = 0
        people.plan_cost[i, :] = 0
        people.plan_direct[i, :] = 0
        people.plan_until[i, :] = NEVER
        people.bridge[i, :] = 0
        people.bridge_direct[i] = 0
        people.bridge_road[i] = 0
        people.urgent[i] = NEVER
        people.minimal[i] = 0
        people.actor[i] = -1
        people.actor_until[i] = NEVER
        people.asked[i] = NEVER
        people.spell[i, :] = NEVER
        people.waiting[i] = NEVER
        people.return_until[i] = NEVER
        people.stratum[i] = 0
        people.dirty[i] = 0
        people.counted_until[i] = NEVER
        people.counted_state[i] = ABSENT
        people.monthly_flags[i] = 0
        people.overload[i] = 0.0
        people.monthly_minutes[i, :] = 0
        people.waiting_list[i, :] = -1
        people.ahead[i, :] = -1
        people.behind[i, :] = -1
        people.counters[i, :] = 0


@kernel
def fold(rows: Array, W: WorldBundle, cells: Array, zones: Array) -> None:
    """Add the counters of persons, up to a month, to those of their group and zone."""
    people = W.people
    for r in range(len(rows)):
        i = row(rows, r)
        if people.counted_state[i] != ABSENT:
            count_until(W, i)
        for c in range(people.counters.shape[1]):
            cells[people.stratum[i], c] += people.counters[i, c]
            zones[people.zone[i], c] += people.counters[i, c]


@kernel
def clear(rows: Array, W: WorldBundle, cells: Array, zones: Array) -> None:
    """Empty the rows of persons who left; since the reform, their counters are kept by group."""
    if W.reformed:
        fold(rows, W, cells, zones)
    empty(rows, W.people)


@kernel
def start_counting(W: WorldBundle) -> None:
    """At the reform: set counters to zero, and groups from the present state of each person."""
    people = W.people
    for i in range(W.size):
        people.counted_until[i] = W.month
        for c in range(people.counters.shape[1]):
            people.counters[i, c] = 0
        people.stratum[i] = stratum_of(people, i)
