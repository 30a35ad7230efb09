"""Fees: what users pay to project actors, and users who cannot pay (docs/model.md).

A project actor may ask its users for a fee. With vouchers the public pays a part of the going rate
and users pay the rest. A user whose class of income cannot pay the fee gets the minimal service,
which contracts pay for, or nothing. An actor short of cash raises its fee, towards those who can
pay; otherwise the fee returns to its first level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import slack_of
from sim.processes.actors.holding_contracts import receive
from sim.processes.process import Process
from sim.scenario.choices import MODE_VOUCHERS
from sim.state import counts
from sim.state.people import DOMAINS
from sim.state.views import Array, OrganisationBundle, Parameters, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

INCOMES = 3


@rule
def base_fee(vouchers: bool, voucher: float, fee: float, going: float) -> int:
    """Cents per hour that users are asked for, before any increase for shortage of cash.

    Parameters
    ----------
    vouchers : bool
        Whether users bring vouchers: they then pay what a `voucher` leaves of the going rate.
    fee : float
        Share of the going rate that they pay otherwise.
    going : float
        Going rate, cents an hour.
    """
    share = max(1.0 - voucher, 0.0) if vouchers else fee
    return int(share * going)


@rule
def first_fee(parameters: Parameters, going: float) -> int:
    """Cents an hour that a new actor asks its users for."""
    b = parameters.budgets[0]
    return base_fee(b.mode == MODE_VOUCHERS, b.voucher, parameters.solvency[0].fee, going)


@rule
def fee_after(fee: int, base: int, most: float, shortage: float, pull: float) -> int:
    """Cents an hour asked for after a year: more when short of cash, else back towards the base.

    `most` is what the highest class of income would pay; `shortage` is the missing share of the
    target cash.
    """
    asked = float(max(fee, base))
    if shortage > 0.0:
        return max(base, int(min(asked * (1.0 + pull * shortage), max(most, asked))))
    return max(base, int(asked / (1.0 + pull)))


@rule
def can_pay(parameters: Parameters, income: int, fee: int, going: float) -> bool:
    """Return whether a class of income pays a fee."""
    return bool(fee <= parameters.solvency[0].willing[income] * going)


@rule
def minimal_minutes(parameters: Parameters, minutes: int) -> int:
    """Minutes a month of the minimal service in a seat of `minutes`."""
    return int(minutes * parameters.solvency[0].minimum)


@rule
def seat_minutes(W: WorldBundle, i: int) -> int:
    """Minutes a month that a person with a project actor's seat receives."""
    minutes = int(W.organisations.a_given[W.people.actor[i]])
    return minimal_minutes(W.parameters, minutes) if W.people.minimal[i] else int(minutes)


@rule
def actor_minutes(W: WorldBundle, a: int) -> int:
    """Minutes a month that an actor's users receive."""
    organisations = W.organisations
    minutes, minimal = int(organisations.a_given[a]), int(organisations.a_minimal[a])
    return int(
        (organisations.a_occupied[a] - minimal) * minutes
        + minimal * minimal_minutes(W.parameters, minutes)
    )


@rule
def fee_of_seat(organisations: OrganisationBundle, a: int) -> int:
    """Cents a month that a user pays for a whole seat."""
    return int(int(organisations.a_given[a]) * organisations.a_fee[a] // 60)


@rule
def user_fee(W: WorldBundle, i: int) -> int:
    """Cents a month that a person with a project actor's seat pays."""
    return 0 if W.people.minimal[i] else fee_of_seat(W.organisations, W.people.actor[i])


@rule
def fees_of_month(organisations: OrganisationBundle, a: int) -> int:
    """Cents that an actor receives from its users in a month."""
    return (int(organisations.a_occupied[a]) - int(organisations.a_minimal[a])) * fee_of_seat(
        organisations, a
    )


@kernel
def charge_users(organisations: OrganisationBundle) -> None:
    """Let users pay project actors; both sides are counted."""
    for a in range(len(organisations.a_key)):
        cents = fees_of_month(organisations, a)
        receive(organisations, a, cents, counts.FEES)


@kernel
def price(W: WorldBundle) -> None:
    """Let each actor set what an hour costs its users in the coming year."""
    organisations, parameters = W.organisations, W.parameters
    s = parameters.solvency[0]
    for a in range(len(organisations.a_key)):
        if not organisations.a_alive[a]:
            continue
        going = W.environment.going_rate[a]
        base = first_fee(parameters, going)
        shortage = 1.0 - slack_of(
            organisations.a_cash[a], organisations.a_base[a], parameters.actors[0].stress_months
        )
        organisations.a_fee[a] = fee_after(
            int(organisations.a_fee[a]), base, s.willing[INCOMES - 1] * going, shortage, s.pull
        )


@kernel
def affordable_near(W: WorldBundle, within: Array) -> None:
    """Mark in int8[Z, 4, 3] where a class of income finds an actor that it can pay, by domain."""
    environment = W.environment
    for z in range(within.shape[0]):
        for d in range(DOMAINS):
            for n in range(
                environment.actor_start[z * DOMAINS + d],
                environment.actor_start[z * DOMAINS + d + 1],
            ):
                a = environment.actor_reach[n]
                if not W.organisations.a_alive[a]:
                    continue
                for k in range(INCOMES):
                    if can_pay(
                        W.parameters, k, W.organisations.a_fee[a], environment.going_rate[a]
                    ):
                        within[z, d, k] = 1


class Fees(Process):
    """Once a year, project actors set their fees."""

    phase = 7
    every = 12

    def step(self, model: World) -> None:
        """Set fees."""
        price(model.W)
