"""Innovation: new responses are created, spread, kept or lost (docs/model.md).

A project actor creates a new response when it has slack (cash) and a horizon (secured contracts).
Its capacity to absorb responses of others grows in funded months and decays in months without
funding (Cohen and Levinthal 1990). Practices spread between the organisations of a living area, or
of a pole that serves it. A response ends with the grant of its actor, unless it has received stable
funding before.
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
from sim.scenario.choices import IMITATION_BASS, IMITATION_PARTNERS
from sim.state import counts
from sim.state.organisations import CONTRACTS
from sim.state.views import OrganisationBundle, Parameters, WorldBundle

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
        Share of the missing capacity gained in a funded month.
    loss : float
        Share of the present capacity lost in a month without contract.
    """
    if funded:
        return absorb + gain * (1.0 - absorb)
    return absorb * (1.0 - loss)


@rule
def up_to(amount: float, enough: float) -> float:
    """Share of the amount that is enough, at most 1; 1 if `enough` is 0."""
    if enough <= 0.0:
        return 1.0
    return min(max(amount / enough, 0.0), 1.0)


@rule
def create_probability(create: float, slack: float, horizon: float) -> float:
    """Monthly chance of a new response; slack and horizon are shares of a sufficient amount."""
    return create * slack * horizon


@rule
def worth_of(parameters: Parameters, practice: int) -> float:
    """Support given relative to that of an organisation without the new response."""
    return 1.0 + parameters.innovation[0].worth if practice > 0 else 1.0


@rule
def secured_months(W: WorldBundle, a: int) -> float:
    """Mean months to go of an actor's contracts, by the minutes that they buy."""
    organisations = W.organisations
    minutes = 0
    months = 0
    for k in range(CONTRACTS):
        if serves(organisations, a, k, W.month):
            minutes += int(organisations.c_minutes[a, k])
            months += int(organisations.c_minutes[a, k]) * (
                int(organisations.c_end[a, k]) - W.month
            )
    return months / minutes if minutes > 0 else 0.0


@kernel
def live_on(W: WorldBundle) -> None:
    """End responses without money, update the capacity to absorb, create new responses."""
    organisations = W.organisations
    r = W.parameters.innovation[0]
    for a in range(len(organisations.a_key)):
        funded = organisations.a_alive[a] != 0 and bought_minutes(organisations, a, W.month) > 0
        if not organisations.a_alive[a]:
            organisations.month_totals[counts.FORGOTTEN] += int(
                organisations.a_practice[a] == LIVES
            )
            organisations.a_practice[a] = 0
            organisations.a_absorb[a] = 1.0  # of the actor founded in its place
            continue
        absorb = absorb_after(
            np.float64(organisations.a_absorb[a]), funded, r.absorb_gain, r.absorb_loss
        )
        organisations.a_absorb[a] = absorb
        if r.lapses and organisations.a_practice[a] == LIVES and not actor_carried(W, a):
            organisations.a_practice[a] = 0
            organisations.month_totals[counts.FORGOTTEN] += 1
        if organisations.a_practice[a] == 0 and funded:
            slack = slack_of(organisations.a_cash[a], organisations.a_base[a], r.slack_months)
            horizon = up_to(secured_months(W, a), r.horizon_months)
            u = draws.draw(W.seed, W.month, draws.INVENT, OF_ACTOR, organisations.a_key[a])
            if u < create_probability(r.create, slack, horizon):
                organisations.a_practice[a] = LIVES
                organisations.month_totals[counts.INVENTED] += 1
    for e in range(len(organisations.e_key)):
        if r.lapses and organisations.e_practice[e] == LIVES and not establishment_carried(W, e):
            organisations.e_practice[e] = 0
            organisations.month_totals[counts.FORGOTTEN] += 1


@kernel
def take_over(W: WorldBundle) -> None:
    """Give stable funding, with some probability, to a response that is still supported."""
    organisations = W.organisations
    chance = W.parameters.innovation[0].institutionalise
    for a in range(len(organisations.a_key)):
        if organisations.a_practice[a] == LIVES and actor_carried(W, a):
            if draws.draw(W.seed, W.month, draws.KEEP, OF_ACTOR, organisations.a_key[a]) < chance:
                organisations.a_practice[a] = TAKEN_OVER
                organisations.month_totals[counts.KEPT] += 1
    for e in range(len(organisations.e_key)):
        if organisations.e_practice[e] == LIVES and establishment_carried(W, e):
            if (
                draws.draw(W.seed, W.month, draws.KEEP, OF_ESTABLISHMENT, organisations.e_key[e])
                < chance
            ):
                organisations.e_practice[e] = TAKEN_OVER
                organisations.month_totals[counts.KEPT] += 1


@kernel
def count_practising(organisations: OrganisationBundle) -> None:
    """Count the organisations that work with the new response."""
    for a in range(len(organisations.a_key)):
        organisations.month_totals[counts.PRACTISING] += int(
            organisations.a_alive[a] != 0 and organisations.a_practice[a] > 0
        )
    for e in range(len(organisations.e_key)):
        organisations.month_totals[counts.PRACTISING] += int(
            organisations.e_places[e] > 0 and organisations.e_practice[e] > 0
        )


@kernel
def respond(W: WorldBundle, departments: int) -> None:
    """End and create responses, and let them spread among partners or to all."""
    organisations = W.organisations
    imitation = W.parameters.innovation[0].imitation
    live_on(W)
    if imitation == IMITATION_PARTNERS:
        circles = len(organisations.z_perimeter) + len(organisations.p_members)
        spread_among_partners(W, np.zeros(circles), np.zeros(circles))
    elif imitation == IMITATION_BASS:
        all_, new = np.zeros(departments, np.int64), np.zeros(departments, np.int64)
        spread_to_all(W, all_, new)


@kernel
def close_month(W: WorldBundle) -> None:
    """Once a year give some responses stable money; count the organisations that have them."""
    if W.month % 12 == 0:
        take_over(W)
    count_practising(W.organisations)


class Innovation(Process):
    """Responses are created, spread, taken over by stable money, or end with their grant."""

    phase = 7
    zones: tuple[Array, Array] | None = None

    def step(self, model: World) -> None:
        """Create, end and spread responses; once a year, give some stable funding."""
        m = model
        respond(m.W, m.organisations.counts.departments)
        if m.scenario_.innovation.imitation == "moran":
            self.zones = self.zones or by_zone(m.organisations)
            here = np.zeros(len(self.zones[1]), np.int32)
            keys = m.territory.zones.keys()
            replace_each_other(m.W, keys, *self.zones, here)
        close_month(m.W)
