"""Carers: load above capacity builds strain, and strain ends in burnout (docs/model.md).

The hazard is strain, not caring itself (Schulz and Beach 1999). A carer who gives no more than
they can never burns out. After a burnout, the hours of the carer become a need for services.

What a carer can give follows the level of need now, where they live, and a rank that is theirs for
good: the same table in every world.
"""

from __future__ import annotations

import math

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.care.needs import stage_of
from sim.state import counts
from sim.state.people import INSTITUTION
from sim.state.views import WorldBundle

STRAIN_STEPS = 2.0  # load beyond three times the capacity counts as that


@rule
def capacity_of(W: WorldBundle, i: int) -> int:
    """Minutes a month of daily life that a person's carer can give; 0 without a carer.

    A person in an establishment does not live with their carer.
    """
    people = W.people
    carer = people.carer[i]
    if carer == 0:
        return 0
    together = carer - 1 if people.residence[i] != INSTITUTION else 0
    stage = stage_of(people.age[i])
    return int(
        W.environment.carer_minutes[stage, together, people.level[i, 0], people.carer_rank[i]]
    )


@rule
def strain_excess(load: int, capacity: int) -> float:
    """Load above a carer's capacity, in capacities, at most `STRAIN_STEPS`."""
    return min(max(load / capacity - 1.0, 0.0), STRAIN_STEPS)


@rule
def strain_after(strain: float, excess: float, recovery: float, overload: float) -> float:
    """Strain of a carer after a month at `excess`."""
    return (1.0 - recovery) * strain + overload * excess


@rule
def burnout_probability(rate: float, slope: float, strain: float) -> float:
    """Monthly probability that a carer gives up; 0 without strain."""
    return min(1.0, rate * (math.exp(slope * strain) - 1.0) / (math.exp(slope) - 1.0))


@rule
def burns_out(W: WorldBundle, i: int) -> bool:
    """Return whether the carer of a marked person burns out this month."""
    carers = W.parameters.carers[0]
    u = draws.draw(W.seed, W.month, draws.BURNOUT, 0, W.people.key[i])
    strain = np.float64(W.people.strain[i])
    return bool(u < burnout_probability(carers.burnout_rate, carers.burnout_slope, strain))


@rule
def give_up(W: WorldBundle, i: int) -> None:
    """A carer gives up: their hours become a need for others to cover."""
    people = W.people
    people.carer[i] = 0
    people.strain[i] = 0.0
    people.dirty[i] = 1
    W.organisations.month_totals[counts.BURNOUTS] += 1
