"""Practice rises after the reform with a delay (docs/model.md).

Practice is the share of cases handled the new way. Each person has a rank, drawn once; their case
is handled the new way once practice exceeds it. PRISMA's integrated network was 71 % in place
after 30 months, hence a time constant of 24 months.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.process import Process
from sim.state.views import WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def maturity(months: int, tau: float, pace: float) -> float:
    """Share of acts done the new way, `months` after the reform; 1 at once if tau is 0."""
    if months < 0:
        return 0.0
    if tau <= 0.0:
        return 1.0
    return 1.0 - math.exp(-months * pace / tau)


@rule
def adoption_rank(seed: int, key: np.uint64) -> float:
    """Rank of a person's case, uniform in [0, 1), the same in every scenario."""
    return draws.draw(seed, draws.ONCE, draws.ADOPTION, 0, key)


@rule
def new_way(W: WorldBundle, i: int) -> bool:
    """Return whether a person's case is handled the new way this month."""
    return bool(
        W.people.adoption[i] < W.practice and W.organisations.z_perimeter[W.people.zone[i]] >= 0
    )


class Practice(Process):
    """Practice rises after the reform."""

    phase = 7

    def step(self, model: World) -> None:
        """Set the practice with which the next month is worked."""
        m = model
        m.practice = m.practice_in(m.month + 1)
