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
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World


@kernel
def act(rows: Array, event: Array, P: P_, O: O_, R: R_, seed: int, month: int) -> None:
    """Look closely at the marked, and apply what happens; each touches one person's row only."""
    crises, carers = R.crises[0], R.carers[0]
    for r in range(len(rows)):
        i = row(rows, r)
        key = P.key[i]
        if event[i] & BURNOUT and P.carer[i] > 0:
            u = draws.draw(seed, month, draws.BURNOUT, 0, key)
            p = burnout_probability(
                carers.burnout_rate, carers.burnout_slope, np.float64(P.strain[i])
            )
            burns = u < p
        else:
            burns = False
        if burns:
            P.carer[i] = 0
            P.strain[i] = 0.0
            P.fresh[i] = 1
            O.tally[tally.BURNOUTS] += 1
        comes = False
        if event[i] & CRISIS:
            weighted = 0.0
            for d in range(DOMAINS):
                weighted += np.float64(P.unmet[i, d]) * P.level[i, d]
            u = draws.draw(seed, month, draws.CRISIS, 0, key)
            comes = u < crisis_probability(crises.rate, weighted)
        if comes:
            O.tally[tally.CRISES] += 1
            O.z_crises[P.zone[i]] += 1
            P.counters[i, C_CRISES] += 1
            P.marks[i] &= 255 - UNWILLING
            lost = draws.draw(seed, month, draws.CRISIS, 1, key) < crises.residence_lost
            if lost and P.residence[i] == ORDINARY:
                P.residence[i] = LOST
                O.tally[tally.RESIDENCE_LOST] += 1
            if P.state[i] == LATENT:
                open_file(P, O, i, month)
        if event[i] & ESCALATION:
            P.marks[i] |= ESCALATED
            O.tally[tally.ESCALATED] += 1
            if crises.escalation_changes == ESCALATION_CHANGES_NEED:
                best = 0
                for d in range(1, DOMAINS):
                    if P.level[i, d] > P.level[i, best]:
                        best = d
                if P.level[i, best] < CLASSES - 1:
                    P.level[i, best] += 1
                    P.fresh[i] = 1


class Crises(Process):
    """Crises, burnouts and escalations marked by the delivery happen."""

    phase = 6

    def step(self, model: World) -> None:
        """Apply the month's events."""
        m = model
        act(m.hits(ordered=False), m.event, m.P, m.O, m.R, m.seed, m.month)
