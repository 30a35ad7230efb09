"""Operators: associations and bodies that run several establishments (4.10).

When books are closed, some operators leave, as they do at a measured rate whatever their accounts:
who has a reserve joins the largest operator of the block that has one, who has none is taken over
by a funder, which writes its debt off. Who has none may also join the largest before that. Under a
CPOM, which several establishments may share (CASF L313-11), reserves are pooled; so they are
between members of a perimeter with pooled funding that have the same operator, and in the year of a
merger.

An operator is known by the smallest key of its establishments, and its block is that one's.
Persons go on choosing among operators as they were at the start (`Land.options`).
"""

from __future__ import annotations

import math

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import nobody
from sim.processes.funding.funders import is_pooled
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_


@rule
def part_until(total: int, weight: int, whole: int) -> int:
    """Cents of a total that fall to the first `weight` of `whole`; the differences sum to it."""
    return math.floor(total * (weight / whole))


@kernel
def first_of_operators(O: O_, operators: int) -> Array:
    """Establishment of the smallest key of each operator, -1 if it has none; int64[operators]."""
    first = nobody(operators)
    for e in range(len(O.e_key)):
        k = first[O.e_operator[e]]
        if k < 0 or O.e_key[e] < O.e_key[k]:
            first[O.e_operator[e]] = e
    return first


@kernel
def regroup(O: O_, L: L_, R: R_, seed: int, month: int, merged: Array) -> None:
    """Some operators leave: taken over, or joined to a larger one, marked in `merged`."""
    accounts = R.accounts[0]
    n = L.operator_has.shape[0]
    first = first_of_operators(O, n)
    reserve, places = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(O.e_places)):
        reserve[O.e_operator[e]] += O.e_reserve[e]
        places[O.e_operator[e]] += O.e_places[e]
    largest = nobody(O.b_committed.shape[0])
    for k in range(n):
        if first[k] >= 0 and reserve[k] > 0:
            b = L.unit_block[first[k]]
            j = largest[b]
            if (
                j < 0
                or places[k] > places[j]
                or (places[k] == places[j] and O.e_key[first[k]] < O.e_key[first[j]])
            ):
                largest[b] = k
    fate = np.zeros(n, np.int64)
    for k in range(n):
        fate[k] = k
        if first[k] < 0:
            continue
        key = O.e_key[first[k]]
        taker = largest[L.unit_block[first[k]]]
        larger = taker >= 0 and places[taker] > places[k]
        leaves = draws.draw(seed, month, draws.FAILURE, 0, key) < accounts.failure
        if leaves and reserve[k] <= 0:
            fate[k] = -1
        elif larger and (
            leaves
            or (
                reserve[k] <= 0
                and draws.draw(seed, month, draws.REGROUP, 0, key) < accounts.regroup
            )
        ):
            fate[k] = taker
            merged[taker] = 1
    for e in range(len(O.e_places)):
        to = fate[O.e_operator[e]]
        if to < 0:
            O.tally[tally.FAILURES] += 1
            O.tally[tally.TAKEN_OVER] -= O.e_reserve[e]
            O.e_reserve[e] = 0
        elif to != O.e_operator[e]:
            O.tally[tally.MERGERS] += 1
            O.e_operator[e] = to
            O.e_cpom[e] = O.e_cpom[first[to]]
            L.operator_has[to, O.e_category[e]] = 1


@rule
def shares_reserve(O: O_, L: L_, R: R_, e: int, month: int, merged: Array) -> bool:
    """Tell whether an establishment pools its reserve with the others of its operator."""
    if merged[O.e_operator[e]] or O.e_cpom[e] > month:
        return True
    return O.e_perimeter[e] >= 0 and is_pooled(O, R, L.unit_block[e])


@kernel
def pool(O: O_, L: L_, R: R_, month: int, merged: Array) -> None:
    """Share pooled reserves by cost, to the cent."""
    n = L.operator_has.shape[0]
    total, weight = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(O.e_places)):
        if shares_reserve(O, L, R, e, month, merged):
            total[O.e_operator[e]] += O.e_reserve[e]
            weight[O.e_operator[e]] += O.e_places[e] * O.e_cost[e]
    so_far, given = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(O.e_places)):
        k = O.e_operator[e]
        if weight[k] > 0 and shares_reserve(O, L, R, e, month, merged):
            so_far[k] += O.e_places[e] * O.e_cost[e]
            until = part_until(total[k], so_far[k], weight[k])
            O.e_reserve[e] = until - given[k]
            given[k] = until
