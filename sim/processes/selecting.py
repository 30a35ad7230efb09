"""Selecting: where results are paid, establishments may prefer those who show them (4.11).

Once a year an establishment compares what the heaviest class of files that it takes earns with what
its persons earn on average. Where the results that this class lacks cost more than taking it is
worth to the establishment itself, it takes one class less; where the next heavier class would not,
it takes that one again. What is paid is measured coverage, so that the choice follows from who is
covered, and nothing says that the heavy are refused. Choosing is informal: a person that is refused
is told nothing else than that the file is too heavy. Where admission is by need, nobody refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.bundles import PeopleBundle as P_
from sim.columns import CLASSES, IS_COVERED
from sim.jit import kernel, rule
from sim.process import Process

if TYPE_CHECKING:
    from sim.model import SectorModel


@rule
def accepts(O: O_, e: int) -> int:
    """Heaviest class that an establishment takes: what it can, and what it chooses."""
    return int(min(O.e_tolerance[e], O.e_choosy[e]))


@rule
def loss_of_class(paid_by_results: float, mean: float, of_class: float) -> float:
    """Share of a place's pay that a person of a class costs in results that it lacks.

    Parameters
    ----------
    paid_by_results : float
        Share of the pay that follows results.
    mean, of_class : float
        Share covered among the persons of the establishment, and among those of the class; a
        negative number where nothing is known of the class.
    """
    if mean <= 0.0 or of_class < 0.0:
        return 0.0
    return paid_by_results * max(1.0 - of_class / mean, 0.0)


@rule
def heaviest_after(heaviest: int, loss: float, loss_of_next: float, mission: float) -> int:
    """Heaviest class that an establishment takes in the next year, 0 to 3."""
    if loss > mission:
        return max(heaviest - 1, 0)
    if loss_of_next <= mission:
        return min(heaviest + 1, CLASSES - 1)
    return heaviest


@kernel
def measure_results(size: int, P: P_, O: O_, there: Array, covered: Array) -> None:
    """Share of the persons in places who are covered, by establishment and class.

    `there` and `covered` are int64[E, 4], zeros. A class that is not there keeps what was last
    known of it.
    """
    places, flags, classes = P.place, P.flags, P.complexity
    for i in range(size):
        e = places[i]
        if e >= 0:
            there[e, classes[i]] += 1
            covered[e, classes[i]] += int((flags[i] & IS_COVERED) != 0)
    for e in range(len(O.e_key)):
        all_ = shown = 0
        for k in range(CLASSES):
            all_ += there[e, k]
            shown += covered[e, k]
            if there[e, k] > 0:
                O.e_outcome_class[e, k] = covered[e, k] / there[e, k]
        if all_ > 0:
            O.e_outcome[e] = shown / all_


@kernel
def choose(O: O_, R: R_) -> None:
    """Let each establishment say which is the heaviest class that it takes."""
    share, mission = R.budgets[0].result_share, R.accounts[0].mission
    for e in range(len(O.e_key)):
        heaviest = int(O.e_choosy[e])
        mean = np.float64(O.e_outcome[e])
        taken = min(heaviest, int(O.e_tolerance[e]))
        loss = loss_of_class(share, mean, np.float64(O.e_outcome_class[e, taken]))
        higher = min(heaviest + 1, CLASSES - 1)
        next_ = loss_of_class(share, mean, np.float64(O.e_outcome_class[e, higher]))
        if loss > mission:
            heaviest = taken
        O.e_choosy[e] = heaviest_after(heaviest, loss, next_, mission)


class Selecting(Process):
    """Once a year, establishments choose the heaviest class that they take."""

    phase = 7
    every = 12

    def step(self, model: SectorModel) -> None:
        """Measure results where they are paid, and choose."""
        m = model
        paid = m.funding.budgets.result_share > 0.0
        if not paid and (m.organisations.e_choosy == CLASSES - 1).all():
            return
        if paid:
            there = np.zeros((2, len(m.organisations.e_key), CLASSES), np.int64)
            measure_results(m.people.size, m.P, m.O, there[0], there[1])
        choose(m.O, m.R)
