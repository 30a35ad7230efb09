"""Innovation: new responses are created, spread, kept or lost (4.12).

Project actors create a new response when they have slack (cash) and a horizon (secured contracts).
What they can take over from others, their capacity to absorb, grows in funded months and decays in
droughts (Cohen and Levinthal 1990). Practices spread between the organisations of a living area,
or of a pole that serves it; `bass` and `moran` are the two limits that theory knows. A response
lives on the grant of its actor: it ends with it, unless stable money has taken it over before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import slack_of
from sim.processes.actors.holding_contracts import bought_minutes, serves
from sim.processes.organisation.imitation import (
    LIVES,
    OF_ACTOR,
    OF_ESTABLISHMENT,
    actor_carried,
    by_zone,
    establishment_carried,
    replace_each_other,
    spread_among_partners,
    spread_to_all,
)
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.organisations import CONTRACTS
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

if TYPE_CHECKING:
    from sim.state.views import Array
    from sim.state.world import World

TAKEN_OVER = 2  # value of a_practice and e_practice: by stable money, for good


@rule
def absorb_after(absorb: float, funded: bool, gain: float, loss: float) -> float:
    """Capacity to absorb after a month, between 0 and 1: it grows with money, else it decays.

    Parameters
    ----------
    gain : float
        Share of what is lacking that is gained in a funded month.
    loss : float
        Share of what there is that is lost in a month without contract.
    """
    if funded:
        return absorb + gain * (1.0 - absorb)
    return absorb * (1.0 - loss)


@rule
def up_to(amount: float, enough: float) -> float:
    """Share of what would be enough, at most 1; nothing is enough where `enough` is 0."""
    if enough <= 0.0:
        return 1.0
    return min(max(amount / enough, 0.0), 1.0)


@rule
def create_probability(create: float, slack: float, horizon: float) -> float:
    """Monthly chance of a new response; slack and horizon are shares of what would be enough."""
    return create * slack * horizon


@rule
def worth_of(R: R_, practice: int) -> float:
    """Support given relative to that of an organisation without the new response."""
    return 1.0 + R.innovation[0].worth if practice > 0 else 1.0


@rule
def secured_months(O: O_, a: int, month: int) -> float:
    """Mean months to go of an actor's contracts, by the minutes that they buy."""
    minutes = 0
    months = 0
    for k in range(CONTRACTS):
        if serves(O, a, k, month):
            minutes += int(O.c_minutes[a, k])
            months += int(O.c_minutes[a, k]) * (int(O.c_end[a, k]) - month)
    return months / minutes if minutes > 0 else 0.0


@kernel
def live_on(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Let responses end with their money, capacity to absorb follow it, new responses appear."""
    r = R.innovation[0]
    for a in range(len(O.a_key)):
        funded = O.a_alive[a] != 0 and bought_minutes(O, a, month) > 0
        if not O.a_alive[a]:
            O.tally[tally.FORGOTTEN] += int(O.a_practice[a] == LIVES)
            O.a_practice[a] = 0
            O.a_absorb[a] = 1.0  # of the actor founded in its place
            continue
        absorb = absorb_after(np.float64(O.a_absorb[a]), funded, r.absorb_gain, r.absorb_loss)
        O.a_absorb[a] = absorb
        if r.lapses and O.a_practice[a] == LIVES and not actor_carried(O, L, a, month):
            O.a_practice[a] = 0
            O.tally[tally.FORGOTTEN] += 1
        if O.a_practice[a] == 0 and funded:
            slack = slack_of(O.a_cash[a], O.a_base[a], r.slack_months)
            horizon = up_to(secured_months(O, a, month), r.horizon_months)
            u = draws.draw(seed, month, draws.INVENT, OF_ACTOR, O.a_key[a])
            if u < create_probability(r.create, slack, horizon):
                O.a_practice[a] = LIVES
                O.tally[tally.INVENTED] += 1
    for e in range(len(O.e_key)):
        if r.lapses and O.e_practice[e] == LIVES and not establishment_carried(O, L, e):
            O.e_practice[e] = 0
            O.tally[tally.FORGOTTEN] += 1


@kernel
def take_over(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Let stable money take over, at times, a response that lives and is still wanted."""
    chance = R.innovation[0].institutionalise
    for a in range(len(O.a_key)):
        if O.a_practice[a] == LIVES and actor_carried(O, L, a, month):
            if draws.draw(seed, month, draws.KEEP, OF_ACTOR, O.a_key[a]) < chance:
                O.a_practice[a] = TAKEN_OVER
                O.tally[tally.KEPT] += 1
    for e in range(len(O.e_key)):
        if O.e_practice[e] == LIVES and establishment_carried(O, L, e):
            if draws.draw(seed, month, draws.KEEP, OF_ESTABLISHMENT, O.e_key[e]) < chance:
                O.e_practice[e] = TAKEN_OVER
                O.tally[tally.KEPT] += 1


@kernel
def count_practising(O: O_) -> None:
    """Count the organisations that work with the new response."""
    for a in range(len(O.a_key)):
        O.tally[tally.PRACTISING] += int(O.a_alive[a] != 0 and O.a_practice[a] > 0)
    for e in range(len(O.e_key)):
        O.tally[tally.PRACTISING] += int(O.e_places[e] > 0 and O.e_practice[e] > 0)


class Innovating(Process):
    """Responses are created, spread, taken over by stable money, or end with their grant."""

    phase = 7
    zones: tuple[Array, Array] | None = None

    def step(self, model: World) -> None:
        """Let responses live, spread and, once a year, be taken over."""
        m, counts = model, model.organisations.counts
        imitation = m.scenario_.innovation.imitation
        live_on(m.O, m.L, m.R, m.seed, m.month)
        if imitation == "partners":
            size = counts.zones + counts.perimeters
            spread_among_partners(
                m.O, m.L, m.R, m.seed, m.month, m.practice, np.zeros(size), np.zeros(size)
            )
        elif imitation == "bass":
            none = np.zeros((2, counts.blocks), np.int64)
            spread_to_all(m.O, m.L, m.R, m.seed, m.month, none[0], none[1])
        elif imitation == "moran":
            self.zones = self.zones or by_zone(m.organisations)
            here = np.zeros(len(self.zones[1]), np.int32)
            keys = m.territory.zones.keys()
            replace_each_other(m.O, m.R, m.seed, m.month, keys, *self.zones, here)
        if m.month % 12 == 0:
            take_over(m.O, m.L, m.R, m.seed, m.month)
        count_practising(m.O)
