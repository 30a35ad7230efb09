"""Trust between organisations (docs/model.md).

Reputation is Beta: (r + 1) / (r + s + 2) after r good and s bad experiences, which are gradually
forgotten (Josang and Ismail 2002). Losing a call to another actor is a bad experience; a month of
shared plans is a good one. A month of a common pool is good if its hours reach people at least as
reliably as the member's own places, and bad otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.care.capacity import hours_of, used_places
from sim.processes.process import Process
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.people import DOMAINS
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def trust_of(good: float, bad: float) -> float:
    """Trust after good and bad experiences: a half without any."""
    r, s = np.float64(good), np.float64(bad)
    return float((r + 1.0) / (r + s + 2.0))


@rule
def remembered(experience: float, forgetting: float, event: float) -> float:
    """Experience after a month in which `forgetting` of it was kept and `event` was added."""
    return float(forgetting * np.float64(experience) + event)


@rule
def pool_pays(used: int, total: int, occupied: int, places: int) -> bool:
    """Return whether the pool uses its hours at least as fully as the member its places."""
    return bool(used * places >= occupied * total)


@kernel
def experience(W: WorldBundle, home: Array) -> None:
    """Forget a little, and add the experience of this month.

    `home` (int32[E]) is the perimeter that each establishment was invited to join, -1 for none: a
    former member still observes the pool.
    """
    organisations = W.organisations
    r = W.parameters.trust[0]
    linking = bool(W.parameters.organisation[0].partnership)
    for e in range(len(organisations.e_key)):
        good = bad = 0.0
        p = home[e]
        if p >= 0 and W.practice > 0.0:
            unit = W.environment.establishments + p
            total = used = 0
            for d in range(DOMAINS):
                total += hours_of(organisations, unit, d)
                used += organisations.u_used[unit, d]
            if total > 0:
                left = organisations.e_places[e] - organisations.e_converted[e]
                if pool_pays(used, total, used_places(W, e), left):
                    good = r.partnership
                else:
                    bad = r.partnership
            elif linking and organisations.e_perimeter[e] >= 0:
                good = r.partnership * W.practice
        organisations.e_trust_successes[e] = remembered(
            organisations.e_trust_successes[e], r.forgetting, good
        )
        organisations.e_trust_failures[e] = remembered(
            organisations.e_trust_failures[e], r.forgetting, bad
        )
        if organisations.e_places[e] > 0:
            organisations.month_totals[counts.TRUST] += int(
                trust_of(organisations.e_trust_successes[e], organisations.e_trust_failures[e])
                * MILLION
            )
            organisations.month_totals[counts.TRUSTING] += 1
    for a in range(len(organisations.a_key)):
        if not organisations.a_alive[a]:
            organisations.a_trust_successes[a] = organisations.a_trust_failures[a] = 0.0
            continue
        shared = (
            linking
            and organisations.z_perimeter[organisations.a_zone[a]] >= 0
            and organisations.a_occupied[a] > 0
        )
        good = r.partnership * W.practice if shared else 0.0
        organisations.a_trust_successes[a] = remembered(
            organisations.a_trust_successes[a], r.forgetting, good
        )
        organisations.a_trust_failures[a] = remembered(
            organisations.a_trust_failures[a], r.forgetting, 0.0
        )
        organisations.month_totals[counts.TRUST] += int(
            trust_of(organisations.a_trust_successes[a], organisations.a_trust_failures[a])
            * MILLION
        )
        organisations.month_totals[counts.TRUSTING] += 1


class Trust(Process):
    """Trust follows the experience of the month."""

    phase = 7

    def step(self, model: World) -> None:
        """Forget a little, and remember the month."""
        m = model
        experience(m.W, m.home)
