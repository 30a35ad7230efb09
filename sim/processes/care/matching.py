"""Deferred acceptance: the month's free places and the waiting persons are matched at once.

An alternative to filling each establishment in turn (`places.allocation`). Each person on a list
prefers the nearer establishment, then the one whose tolerance fits their file best. Each
establishment considers the files that it tolerates. It prefers the higher priority score, where an
hour less of travel counts as `near_months` of wait, then the smaller key. Persons propose. No
stable matching gives any person a better place (Gale and Shapley 1962), and no person gains by
hiding a preference. Places that a transfer frees are matched in the next month.

This holds for one place per person. For plans composed of hours in several domains a stable
matching may not exist: hours are granted along lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.care.admission import accepts, heaviest_let_in
from sim.processes.care.capacity import free_places
from sim.processes.care.queues import priority_weight, standing
from sim.state.environment import travel
from sim.state.people import CLASSES, LIST_SLOTS
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def worth_to_establishment(months: float, minutes: float, near_months: float) -> float:
    """Priority score of a file, less the cost of its distance."""
    return months - near_months * minutes / 60.0


@kernel
def applicants(W: WorldBundle, quota: Array) -> int:
    """Write the free places of each establishment to `quota`; returns files on lists, at most."""
    organisations = W.organisations
    n = 0
    for e in range(len(organisations.e_places)):
        quota[e] = free_places(W, e)
        if quota[e] <= 0:
            continue
        for rank in range(CLASSES):
            n += organisations.q_length[e * CLASSES + rank]
            p = organisations.e_perimeter[e]
            if p >= 0 and W.parameters.organisation[0].entry:
                point = (
                    W.environment.common_points
                    + p * W.environment.categories
                    + organisations.e_category[e]
                )
                n += organisations.q_length[point * CLASSES + rank]
    return n


@kernel
def applications(
    W: WorldBundle,
    quota: Array,
    row: Array,
    place: Array,
    minutes: Array,
    misfit: Array,
    worth: Array,
) -> int:
    """List every possible pair of a person and an establishment with a free place.

    Writes the person's row, the establishment, the minutes between them, how far the file is below
    the tolerance, and what the file is worth to the establishment; returns the number of pairs.
    """
    people, organisations = W.people, W.organisations
    environment, parameters = W.environment, W.parameters
    weight = priority_weight(parameters.places[0].priority, parameters.places[0].class_months)
    near = parameters.places[0].near_months
    n = 0
    for e in range(len(organisations.e_places)):
        if quota[e] <= 0:
            continue
        p = organisations.e_perimeter[e]
        z = organisations.e_zone[e]
        for common in range(1 + int(p >= 0 and parameters.organisation[0].entry)):
            point = (
                environment.common_points + p * environment.categories + organisations.e_category[e]
                if common
                else e
            )
            for rank in range(CLASSES):
                if common and rank > heaviest_let_in(parameters, accepts(organisations, e), True):
                    continue
                entry = organisations.q_head[point * CLASSES + rank]
                while entry >= 0:
                    i = entry // LIST_SLOTS
                    home = people.zone[i]
                    row[n] = i
                    place[n] = e
                    minutes[n] = travel(
                        environment.x[home], environment.y[home], environment.x[z], environment.y[z]
                    )
                    misfit[n] = abs(organisations.e_tolerance[e] - rank)
                    months = standing(weight, W.month - people.waiting[i], rank)
                    worth[n] = worth_to_establishment(months, minutes[n], near)
                    n += 1
                    entry = people.behind[i, entry % LIST_SLOTS]
    return n


@kernel
def propose(start: Array, place: Array, rank: Array, quota: Array) -> Array:
    """Deferred acceptance, persons proposing; returns the pair each person ends with, or -1.

    Parameters
    ----------
    start : int64[N + 1]
        Pairs ``start[k]`` to ``start[k + 1]`` are those of person k, best first.
    place, rank : int64[pairs]
        Establishment of each pair, and the rank that it gives the pair, lower first.
    quota : int64[E]
        Free places.
    """
    persons = len(start) - 1
    slots = np.zeros(len(quota) + 1, np.int64)  # start of what it holds
    for e in range(len(quota)):
        slots[e + 1] = slots[e] + max(quota[e], 0)
    held = np.full(slots[-1], -1, np.int64)
    owner = np.empty(len(place), np.int64)
    tried = start[:-1].copy()
    found = np.full(persons, -1, np.int64)
    for k in range(persons):
        owner[start[k] : start[k + 1]] = k
    for first in range(persons):
        k = first
        while k >= 0 and tried[k] < start[k + 1]:
            pair = tried[k]
            tried[k] += 1
            worst = -1
            for slot in range(slots[place[pair]], slots[place[pair] + 1]):
                if held[slot] < 0:
                    worst = slot
                    break
                if worst < 0 or rank[held[slot]] > rank[held[worst]]:
                    worst = slot
            other = held[worst]
            if other >= 0 and rank[other] < rank[pair]:
                continue
            held[worst] = pair
            found[k] = pair
            k = -1
            if other >= 0:
                k = owner[other]
                found[k] = -1
    return found


def match(model: World) -> tuple[Array, Array]:
    """Match waiting persons with the month's free places.

    Returns
    -------
    tuple of int64 arrays
        Rows of the persons who enter, in key order, and the establishments they enter.
    """
    m, people = model, model.people
    quota = np.zeros(len(m.organisations.e_places), np.int64)
    most = applicants(m.W, quota)
    row, place, misfit = (np.zeros(most, np.int64) for _ in range(3))
    minutes, worth = np.zeros(most), np.zeros(most)
    n = applications(m.W, quota, row, place, minutes, misfit, worth)
    key = people.key[row[:n]]
    rank = np.empty(n, np.int64)
    rank[np.lexsort((key, -worth[:n]))] = np.arange(n)
    order = np.lexsort((place[:n], misfit[:n], minutes[:n], key))  # grouped by person, best first
    row, place, rank, key = row[order], place[order], rank[order], key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if n else np.zeros(0, np.int64)
    found = propose(np.append(first, n).astype(np.int64), place, rank, quota)
    pairs = found[found >= 0]
    return row[pairs], place[pairs]
