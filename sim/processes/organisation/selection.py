"""Selection: where results are paid, establishments may select their files (docs/model.md).

Once a year an establishment compares the results of its heaviest class of files with those of its
average person. If the missing results of this class cost more than serving it is worth to the
establishment, it takes one class less (cream-skimming); if the next heavier class would not, it
takes that class again. Payment follows measured coverage: no rule states that heavy files are
refused. With admission by need, no person is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.process import Process
from sim.state.people import CLASSES
from sim.state.views import OrganisationBundle, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def loss_of_class(paid_by_results: float, mean: float, of_class: float) -> float:
    """Share of a place's pay lost because of the missing results of a class.

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
def read_results(organisations: OrganisationBundle) -> None:
    """Share covered by establishment and class, as funders counted them in January.

    A class without persons keeps its last measured results.
    """
    for e in range(len(organisations.e_key)):
        held = covered = 0
        for k in range(CLASSES):
            held += organisations.e_held[e, k]
            covered += organisations.e_covered[e, k]
            if organisations.e_held[e, k] > 0:
                organisations.e_outcome_class[e, k] = (
                    organisations.e_covered[e, k] / organisations.e_held[e, k]
                )
        if held > 0:
            organisations.e_outcome[e] = covered / held


@kernel
def choose(W: WorldBundle) -> None:
    """Let each establishment choose the heaviest class that it takes."""
    organisations = W.organisations
    share, mission = W.parameters.budgets[0].result_share, W.parameters.accounts[0].mission
    for e in range(len(organisations.e_key)):
        heaviest = int(organisations.e_accepted_class[e])
        mean = np.float64(organisations.e_outcome[e])
        taken = min(heaviest, int(organisations.e_tolerance[e]))
        loss = loss_of_class(share, mean, np.float64(organisations.e_outcome_class[e, taken]))
        higher = min(heaviest + 1, CLASSES - 1)
        next_ = loss_of_class(share, mean, np.float64(organisations.e_outcome_class[e, higher]))
        if loss > mission:
            heaviest = taken
        organisations.e_accepted_class[e] = heaviest_after(heaviest, loss, next_, mission)


class Selection(Process):
    """Once a year, establishments choose the heaviest class that they take."""

    phase = 7
    every = 12

    def step(self, model: World) -> None:
        """Read results where they are paid, and choose."""
        m = model
        paid = m.funding.budgets.result_share > 0.0
        if not paid and (m.organisations.e_accepted_class == CLASSES - 1).all():
            return
        if paid:
            read_results(m.W.organisations)
        choose(m.W)
