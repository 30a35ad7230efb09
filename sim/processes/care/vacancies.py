"""Vacancies: places that stand empty although someone who waits within reach would be accepted.

Counted once a year in the same way in every world. A place turned into hours counts as empty but
in a home service, a closed one does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.care.admission import accepts
from sim.processes.care.capacity import free_places
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import CLASSES, WAIT
from sim.state.views import WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def empty_places(W: WorldBundle, e: int) -> int:
    """Places of an establishment that are not in use, those turned into hours included.

    Those of a home service are not: their hours are given in plans.
    """
    organisations = W.organisations
    empty = free_places(W, e)
    if W.environment.cat_service[organisations.e_category[e]] == 0:
        empty += organisations.e_converted[e]
    return int(empty)


@kernel
def count_wanted(W: WorldBundle) -> None:
    """Count the empty places beside an acceptable person who waits; each person for one place.

    A person who waits takes the first establishment of their category within reach that has an
    empty place and accepts their class; zones, categories and classes come in order.
    """
    people, organisations, environment = W.people, W.organisations, W.environment
    zones, categories = len(organisations.z_perimeter), environment.categories
    waiting = np.zeros((zones * categories, CLASSES), np.int64)
    for i in range(W.size):
        if people.state[i] == WAIT and people.category[i] >= 0:
            near = people.zone[i] * categories + people.category[i]
            waiting[near, people.complexity[i]] += 1
    empty = np.zeros(len(organisations.e_places), np.int64)
    for e in range(len(empty)):
        empty[e] = empty_places(W, e)
        W.organisations.month_totals[counts.PLACES_LOOKED_AT] += organisations.e_places[e]
    for near in range(len(waiting)):
        for rank in range(CLASSES):
            for k in range(environment.reach_start[near], environment.reach_start[near + 1]):
                e = environment.reach[k]
                if rank <= accepts(organisations, e):
                    taken = min(empty[e], waiting[near, rank])
                    empty[e] -= taken
                    waiting[near, rank] -= taken
                    W.organisations.month_totals[counts.EMPTY_WANTED] += taken


class Vacancies(Process):
    """Empty places beside an acceptable person who waits are counted once a year."""

    phase = 9
    every = 12

    def step(self, model: World) -> None:
        """Count them."""
        count_wanted(model.W)
