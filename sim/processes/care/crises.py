"""Crises, burnouts and escalations: what unmet need and strain end in (4.1, 4.6).

A crisis is an emergency stay with its cost; it may end ordinary residence, and who never asked is
now known to the services. A carer who burns out returns the hours to formal demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel
from sim.engine.marks import row
from sim.processes.care.access import open_file
from sim.processes.care.delivery import (
    BURNOUT,
    CRISIS,
    ESCALATION,
    burnout_probability,
    crisis_probability,
)
from sim.processes.process import Process
from sim.scenario.choices import ESCALATION_CHANGES_NEED
from sim.state import counts as tally
from sim.state.people import (
    C_CRISES,
    CLASSES,
    DOMAINS,
    ESCALATED,
    LATENT,
    LOST,
    ORDINARY,
    UNWILLING,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@kernel
def act(rows: Array, event: Array, W: WorldBundle) -> None:
    """Look closely at the marked, and apply what happens; each touches one person's row only."""
    people, organisations = W.people, W.organisations
    crises, carers = W.parameters.crises[0], W.parameters.carers[0]
    for r in range(len(rows)):
        i = row(rows, r)
        key = people.key[i]
        if event[i] & BURNOUT and people.carer[i] > 0:
            u = draws.draw(W.seed, W.month, draws.BURNOUT, 0, key)
            p = burnout_probability(
                carers.burnout_rate, carers.burnout_slope, np.float64(people.strain[i])
            )
            burns = u < p
        else:
            burns = False
        if burns:
            people.carer[i] = 0
            people.strain[i] = 0.0
            people.fresh[i] = 1
            organisations.tally[tally.BURNOUTS] += 1
        comes = False
        if event[i] & CRISIS:
            weighted = 0.0
            for d in range(DOMAINS):
                weighted += np.float64(people.unmet[i, d]) * people.level[i, d]
            u = draws.draw(W.seed, W.month, draws.CRISIS, 0, key)
            comes = u < crisis_probability(crises.rate, weighted)
        if comes:
            organisations.tally[tally.CRISES] += 1
            organisations.z_crises[people.zone[i]] += 1
            people.counters[i, C_CRISES] += 1
            people.marks[i] &= 255 - UNWILLING
            lost = draws.draw(W.seed, W.month, draws.CRISIS, 1, key) < crises.residence_lost
            if lost and people.residence[i] == ORDINARY:
                people.residence[i] = LOST
                organisations.tally[tally.RESIDENCE_LOST] += 1
            if people.state[i] == LATENT:
                open_file(W, i)
        if event[i] & ESCALATION:
            people.marks[i] |= ESCALATED
            organisations.tally[tally.ESCALATED] += 1
            if crises.escalation_changes == ESCALATION_CHANGES_NEED:
                best = 0
                for d in range(1, DOMAINS):
                    if people.level[i, d] > people.level[i, best]:
                        best = d
                if people.level[i, best] < CLASSES - 1:
                    people.level[i, best] += 1
                    people.fresh[i] = 1


class Crises(Process):
    """Crises, burnouts and escalations marked by the delivery happen."""

    phase = 6

    def step(self, model: World) -> None:
        """Apply the month's events."""
        m = model
        act(m.hits(ordered=False), m.event, m.W)
