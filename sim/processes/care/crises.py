"""Crises, burnouts and escalations: the consequences of unmet need and strain (docs/model.md).

A crisis is a paid emergency stay. The person may lose their ordinary home; a person who has never
asked for help becomes known to the services.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, row
from sim.engine.prefetch import prefetch, row_ahead
from sim.processes.care.access import open_file
from sim.processes.care.carers import burns_out, give_up
from sim.processes.care.orientation import heaviest_domain, need_minutes
from sim.processes.process import Process
from sim.scenario.choices import ESCALATION_CHANGES_NEED, WEIGHT_SEVERITY
from sim.state import counts
from sim.state.people import (
    C_CRISES,
    CLASSES,
    DOMAINS,
    ESCALATED,
    LATENT,
    LOST,
    ORDINARY,
    STAGES,
    UNWILLING,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


CRISIS = 1
BURNOUT = 2
ESCALATION = 4


@rule
def most_minutes(minutes: Array) -> int:
    """Minutes a month of four severe needs, at the stage of life at which they are most."""
    most = 0
    for stage in range(STAGES):
        total = 0
        for d in range(DOMAINS):
            total += minutes[stage, d, CLASSES - 1]
        most = max(most, total)
    return int(most)


@rule
def weighted_unmet(W: WorldBundle, i: int, weight: int, most: int) -> float:
    """Unmet need of a person that a crisis grows with, 0 to 1.

    With `hours` it is the discounted share unmet times the minutes needed, summed over domains, of
    the `most` minutes that may be unmet: crises cannot fall while discounted hours unmet rise. With
    `severity` the level takes the place of the minutes, and three levels in each domain are most.
    """
    people = W.people
    total = 0.0
    for d in range(DOMAINS):
        size = people.level[i, d] if weight == WEIGHT_SEVERITY else need_minutes(W, i, d)
        total += np.float64(people.unmet[i, d]) * size
    return total / (DOMAINS * (CLASSES - 1) if weight == WEIGHT_SEVERITY else most)


@kernel
def act(rows: Array, event: Array, W: WorldBundle) -> None:
    """Decide for the marked persons, and apply events; each changes the row of one person only."""
    people, organisations = W.people, W.organisations
    crises = W.parameters.crises[0]
    most = most_minutes(W.environment.minutes)
    for r in range(len(rows)):
        i = row(rows, r)
        prefetch(people.unmet, row_ahead(rows, r))
        key = people.key[i]
        if event[i] & BURNOUT and people.carer[i] > 0 and burns_out(W, i):
            give_up(W, i)
        comes = False
        if event[i] & CRISIS:
            u = draws.draw(W.seed, W.month, draws.CRISIS, 0, key)
            comes = u < crises.rate * weighted_unmet(W, i, crises.weight, most)
        if comes:
            organisations.month_totals[counts.CRISES] += 1
            organisations.z_crises[people.zone[i]] += 1
            people.counters[i, C_CRISES] += 1
            people.status_bits[i] &= 255 - UNWILLING
            people.urgent[i] = W.month + 1
            lost = draws.draw(W.seed, W.month, draws.CRISIS, 1, key) < crises.residence_lost
            if lost and people.residence[i] == ORDINARY:
                people.residence[i] = LOST
                organisations.month_totals[counts.RESIDENCE_LOST] += 1
            if people.state[i] == LATENT:
                open_file(W, i)
        if event[i] & ESCALATION:
            people.status_bits[i] |= ESCALATED
            organisations.month_totals[counts.ESCALATED] += 1
            if crises.escalation_changes == ESCALATION_CHANGES_NEED:
                best = heaviest_domain(people, i)
                if people.level[i, best] < CLASSES - 1:
                    people.level[i, best] += 1
                    people.dirty[i] = 1


@kernel
def act_on_marked(W: WorldBundle) -> None:
    """Act on the persons that the delivery has marked."""
    marks = W.marks
    n = compact(marks.words, marks.event, W.size, marks.rows)
    act(marks.rows[:n], marks.event, W)


class Crises(Process):
    """Crises, burnouts and escalations marked by the delivery happen."""

    phase = 6

    def step(self, model: World) -> None:
        """Apply the month's events."""
        act_on_marked(model.W)
