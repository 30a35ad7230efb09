"""Crises, burnouts and escalations: what unmet need and strain end in (4.1, 4.6).

A crisis is an emergency stay with its cost; it may end ordinary residence, and who never asked is
now known to the services. A carer who burns out returns the hours to formal demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import draws
from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.bundles import PeopleBundle as P_
from sim.columns import (
    C_CRISES,
    CLASSES,
    DOMAINS,
    ESCALATED,
    LATENT,
    LOST,
    ORDINARY,
    UNWILLING,
)
from sim.indicators import tally
from sim.process import Process
from sim.jit import kernel
from sim.processes.access import open_file
from sim.processes.delivery import BURNOUT, CRISIS, ESCALATION

if TYPE_CHECKING:
    from sim.model import SectorModel



@kernel
def act(rows: Array, event: Array, P: P_, O: O_, R: R_, seed: int, month: int) -> None:
    """Apply the events of the month; each touches one person's row only."""
    crises = R.crises[0]
    for r in range(len(rows)):
        i = rows[r]
        if event[i] & BURNOUT:
            P.carer[i] = 0
            P.strain[i] = 0.0
            O.tally[tally.BURNOUTS] += 1
        if event[i] & CRISIS:
            O.tally[tally.CRISES] += 1
            P.counters[C_CRISES, i] += 1
            P.marks[i] &= 255 - UNWILLING
            lost = draws.draw(seed, month, draws.CRISIS, 1, P.key[i]) < crises.residence_lost
            if lost and P.residence[i] == ORDINARY:
                P.residence[i] = LOST
                O.tally[tally.RESIDENCE_LOST] += 1
            if P.state[i] == LATENT:
                open_file(P, O, i, month)
        if event[i] & ESCALATION:
            P.marks[i] |= ESCALATED
            O.tally[tally.ESCALATED] += 1
            if crises.escalation_changes == 1:
                best = 0
                for d in range(1, DOMAINS):
                    if P.level[d, i] > P.level[best, i]:
                        best = d
                if P.level[best, i] < CLASSES - 1:
                    P.level[best, i] += 1


class Crises(Process):
    """Crises, burnouts and escalations marked by the delivery happen."""

    phase = 6

    def step(self, model: SectorModel) -> None:
        """Apply the month's events, in key order."""
        m = model
        act(m.hits(), m.event, m.P, m.O, m.R, m.seed, m.month)
