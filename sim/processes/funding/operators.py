"""Operators: associations and public bodies that run several establishments (docs/model.md).

When books are closed, establishments change operator at a measured rate, whatever their accounts.
One with a reserve joins the largest operator of the département that has a reserve. One without a
reserve is taken over by a funder, which writes off its debt, or joins the largest operator before
that. Reserves are pooled under a CPOM, which several establishments may share (CASF L313-11),
between members of a perimeter that have the same operator and pooled funding, and in the year of a
merger.

An operator is identified by the smallest key of its establishments, and belongs to the département
of that establishment. Persons choose among the operators of the start (`Environment.options`).
"""

from __future__ import annotations

import math

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import nobody
from sim.processes.funding.funders import is_pooled
from sim.state import counts
from sim.state.views import Array, OrganisationBundle, WorldBundle


@rule
def part_until(total: int, part: int, whole: int) -> int:
    """Cents of a total that fall to the first `part` of `whole`; the differences sum to it."""
    return total if part == whole else math.floor(total * (part / whole))


@kernel
def first_of_operators(organisations: OrganisationBundle, operators: int) -> Array:
    """Establishment with the smallest key of each operator, -1 if none; int64[operators]."""
    first = nobody(operators)
    for e in range(len(organisations.e_key)):
        k = first[organisations.e_operator[e]]
        if k < 0 or organisations.e_key[e] < organisations.e_key[k]:
            first[organisations.e_operator[e]] = e
    return first


@kernel
def regroup(W: WorldBundle, merged: Array) -> None:
    """Some operators leave: taken over, or joined to a larger one, marked in `merged`."""
    organisations, environment = W.organisations, W.environment
    accounts = W.parameters.accounts[0]
    n = environment.operator_has.shape[0]
    first = first_of_operators(organisations, n)
    reserve, places = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(organisations.e_places)):
        reserve[organisations.e_operator[e]] += organisations.e_reserve[e]
        places[organisations.e_operator[e]] += organisations.e_places[e]
    largest = nobody(organisations.b_committed.shape[0])
    for k in range(n):
        if first[k] >= 0 and reserve[k] > 0:
            b = environment.unit_department[first[k]]
            j = largest[b]
            if (
                j < 0
                or places[k] > places[j]
                or (
                    places[k] == places[j]
                    and organisations.e_key[first[k]] < organisations.e_key[first[j]]
                )
            ):
                largest[b] = k
    fate = np.zeros(n, np.int64)
    for k in range(n):
        fate[k] = k
        if first[k] < 0:
            continue
        key = organisations.e_key[first[k]]
        taker = largest[environment.unit_department[first[k]]]
        larger = taker >= 0 and places[taker] > places[k]
        leaves = draws.draw(W.seed, W.month, draws.FAILURE, 0, key) < accounts.failure
        if leaves and reserve[k] <= 0:
            fate[k] = -1
        elif larger and (
            leaves
            or (
                reserve[k] <= 0
                and draws.draw(W.seed, W.month, draws.REGROUP, 0, key) < accounts.regroup
            )
        ):
            fate[k] = taker
            merged[taker] = 1
    for e in range(len(organisations.e_places)):
        to = fate[organisations.e_operator[e]]
        if to < 0:
            organisations.month_totals[counts.FAILURES] += 1
            organisations.month_totals[counts.TAKEN_OVER] -= organisations.e_reserve[e]
            organisations.e_reserve[e] = 0
        elif to != organisations.e_operator[e]:
            organisations.month_totals[counts.MERGERS] += 1
            organisations.e_operator[e] = to
            organisations.e_cpom[e] = organisations.e_cpom[first[to]]
            environment.operator_has[to, organisations.e_category[e]] = 1


@rule
def shares_reserve(W: WorldBundle, e: int, merged: Array) -> bool:
    """Return whether an establishment pools its reserve with the others of its operator."""
    organisations = W.organisations
    if merged[organisations.e_operator[e]] or organisations.e_cpom[e] > W.month:
        return True
    return organisations.e_perimeter[e] >= 0 and is_pooled(W, W.environment.unit_department[e])


@kernel
def pool(W: WorldBundle, merged: Array) -> None:
    """Share pooled reserves by cost, to the cent."""
    organisations = W.organisations
    n = W.environment.operator_has.shape[0]
    total, weight = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(organisations.e_places)):
        if shares_reserve(W, e, merged):
            total[organisations.e_operator[e]] += organisations.e_reserve[e]
            weight[organisations.e_operator[e]] += (
                organisations.e_places[e] * organisations.e_cost[e]
            )
    so_far, given = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(organisations.e_places)):
        k = organisations.e_operator[e]
        if weight[k] > 0 and shares_reserve(W, e, merged):
            so_far[k] += organisations.e_places[e] * organisations.e_cost[e]
            until = part_until(total[k], so_far[k], weight[k])
            organisations.e_reserve[e] = until - given[k]
            given[k] = until
