"""Funders in January: money grows, needs are observed, some funders withdraw (docs/model.md).

*Money.* The price of an authorised place, and so every block grant, grows by
`budgets.tariff_growth`; envelopes for project actors grow by `budgets.calls_growth`. In the first
January from the reform on, envelopes are multiplied by `budgets.calls_factor`, and a share of them
pays for a diagnosis of needs. If the `funding` ingredient is on, part of the growth of members'
prices goes to the envelopes. Nothing grows before month 12.

*Observed needs.* Needs are counted once a year. A funder knows the share of each domain in the
unmet need of `budgets.lag` months ago (to the nearest year), with an error that a diagnosis
reduces.

*Commitment.* Each January after the reform the funders of a département may withdraw from it. The
State agency and the département sign a pooled contract (CASF L313-11): when either withdraws,
money is no longer reallocated or shared there. Block grants are still paid, because they rest on
the authorisation, and practice continues.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.funding.cents import grown, largest_remainder
from sim.processes.funding.payments import set_due
from sim.processes.process import Process
from sim.state.organisations import KINDS, YEARS_SEEN
from sim.state.people import ABSENT, COVERED, DOMAINS, NOW_UNMET
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.scenario.funding import Budgets
    from sim.state.world import World

YEAR = 12


@rule
def contract_holds(state_agency: int, departement: int) -> bool:
    """Return whether the two who sign a pooled contract are both committed to it."""
    return bool(state_agency and departement)


@rule
def is_pooled(W: WorldBundle, b: int) -> bool:
    """Return whether members of a département may reallocate and share their means."""
    if not W.parameters.organisation[0].funding:
        return False
    return contract_holds(W.organisations.b_committed[b, 0], W.organisations.b_committed[b, 1])


@rule
def view_error(noise: float, diagnosis: float, half: float) -> float:
    """Spread of the error of a funder's view: `half` of the money for a diagnosis halves it."""
    return noise / (1.0 + diagnosis / half)


@rule
def seen(share: float, spread: float, z: float) -> float:
    """Share as a funder estimates it, with an error of `z` times `spread`."""
    return share * math.exp(spread * z)


@rule
def years_back(lag: int) -> int:
    """Januaries before the last one of which a funder knows, to the nearest year."""
    return (lag + YEAR // 2) // YEAR


@rule
def known_year(unmet: Array, back: int) -> int:
    """First column of the year that a funder knows of: the latest that was counted by then."""
    for year in range(back, -1, -1):
        for d in range(DOMAINS):
            if unmet[year * DOMAINS + d] > 0:
                return year * DOMAINS
    return 0


@kernel
def count_unmet(size: int, W: WorldBundle) -> None:
    """Count unmet minutes by département and domain; former counts are a year older."""
    people, organisations = W.people, W.organisations
    for b in range(organisations.b_unmet.shape[0]):
        for k in range(organisations.b_unmet.shape[1] - 1, -1, -1):
            organisations.b_unmet[b, k] = (
                organisations.b_unmet[b, k - DOMAINS] if k >= DOMAINS else 0
            )
    states, zones, nows = people.state, people.zone, people.monthly_minutes
    for i in range(size):
        if states[i] != ABSENT:
            for d in range(DOMAINS):
                organisations.b_unmet[W.environment.department[zones[i]], d] += nows[
                    i, NOW_UNMET + d
                ]


@kernel
def count_results(size: int, W: WorldBundle) -> None:
    """Count the persons held in each establishment, and those covered, by class of complexity."""
    people, organisations = W.people, W.organisations
    organisations.e_held[:, :] = 0
    organisations.e_covered[:, :] = 0
    states, places, marks, ranks = people.state, people.place, people.status_bits, people.complexity
    for i in range(size):
        e = places[i]
        if states[i] != ABSENT and e >= 0:
            organisations.e_held[e, ranks[i]] += 1
            organisations.e_covered[e, ranks[i]] += int(marks[i] & COVERED != 0)


class Funders(Process):
    """Block grants and envelopes grow; needs are measured; some funders withdraw from a reform."""

    phase = 1
    every = 12
    keys: Array | None = None

    def step(self, model: World) -> None:
        """Run the changes of January."""
        m = model
        if m.month < -YEAR * YEARS_SEEN:
            return  # unmet need of this month is not used
        count_unmet(m.people.size, m.W)
        b = m.funding.budgets
        if b.mode == "outcomes" and b.result_share > 0:
            count_results(m.people.size, m.W)
        if self.keys is None:
            self.keys = department_keys(m)
        reform = m.scenario_.clock.reform_month
        if m.reformed and m.month > reform and b.withdrawal > 0:
            withdraw(m.W, self.keys)
        if m.month >= YEAR:
            grow(m, b)
        if m.reformed and m.month < reform + YEAR:
            restart(m, b)
        look(m.W, self.keys)


def department_keys(model: World) -> Array:
    """Return the key of each département, that of its first zone; uint64[B]."""
    zones = model.territory.zones
    keys = np.full(model.territory.department_count, np.iinfo(np.uint64).max)
    np.minimum.at(keys, zones.department, zones.keys())
    return keys


@kernel
def withdraw(W: WorldBundle, keys: Array) -> None:
    """Some funders withdraw from the reform for good; `keys` are those of the départements."""
    hazard = W.parameters.budgets[0].withdrawal
    for b in range(len(keys)):
        for k in range(KINDS):
            if draws.draw(W.seed, W.month, draws.WITHDRAWAL, k, keys[b]) < hazard:
                W.organisations.b_committed[b, k] = 0


def grow(model: World, b: Budgets) -> None:
    """Prices and envelopes grow; members may leave part of their growth to project actors."""
    m, o = model, model.organisations
    for money in (o.b_envelope, o.b_diagnosis):
        money[:] = grown_all(money, b.calls_growth)
    full = grown_all(o.e_price, b.tariff_growth)
    mine = full
    if m.scenario_.organisation.funding and b.shared_with_actors > 0 and b.tariff_growth > 0:
        less = grown_all(o.e_price, b.tariff_growth * (1.0 - b.shared_with_actors))
        holds = o.b_committed[:, 0].astype(bool) & o.b_committed[:, 1].astype(bool)
        department = m.territory.zones.department[o.e_zone]
        mine = np.where((o.e_perimeter >= 0) & holds[department], less, full)
        left = (full - mine) * o.e_places
        shares = m.territory.categories.payer_shares[o.e_category]
        np.add.at(o.b_envelope, department, largest_remainder(left, shares))
    o.e_price[:] = mine
    set_due(m.organisations, m.territory)


def grown_all(cents: Array, rate: float) -> Array:
    """`grown` for each amount."""
    return np.floor(cents * (1.0 + rate) + 0.5).astype(np.int64)


def restart(model: World, b: Budgets) -> None:
    """Set envelopes to the size that the reform gives, less the cost of assessing needs."""
    o = model.organisations
    gross = np.floor(o.b_envelope * b.calls_factor + 0.5).astype(np.int64)
    o.b_diagnosis[:] = np.floor(gross * b.diagnosis).astype(np.int64)
    o.b_envelope[:] = gross - o.b_diagnosis


@kernel
def look(W: WorldBundle, keys: Array) -> None:
    """Set the shares of domains in unmet needs as funders estimate them."""
    organisations = W.organisations
    budgets = W.parameters.budgets[0]
    spread = view_error(budgets.noise, budgets.diagnosis, budgets.diagnosis_half)
    views = np.zeros(DOMAINS)
    for b in range(len(keys)):
        year = known_year(organisations.b_unmet[b], years_back(budgets.lag))
        total = 0
        for d in range(DOMAINS):
            total += organisations.b_unmet[b, year + d]
        if total == 0:
            continue  # nothing was counted: they go on as they did
        for d in range(DOMAINS):
            u = draws.draw(W.seed, W.month, draws.VIEW, d, keys[b])
            v = draws.draw(W.seed, W.month, draws.VIEW, DOMAINS + d, keys[b])
            views[d] = seen(organisations.b_unmet[b, year + d] / total, spread, draws.normal(u, v))
        whole = 0.0
        for d in range(DOMAINS):
            whole += views[d]
        for d in range(DOMAINS):
            organisations.b_view[b, d] = views[d] / whole


__all__ = ["Funders", "grown", "is_pooled"]
