"""Calls for projects between bidders who learn: V12 to V15 as configurations of the model.

Every zone has so many bidders and, each month, `LOTS` lots; contracts last a month. The rules that
bidders learn are compared with theory, and no other rule of a grid may earn more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.exact.cases._world import Array, Case, Identity, Quantity, Size
from experiments.exact.oracles import contest, first_price, scoring, second_price, winners_curse
from sim.lang import Message
from sim.model.model import SectorModel
from sim.processes.actors.tenders.calls import Tenders
from sim.processes.actors.tenders.learning import RECORD
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.organisations import CONTRACTS
from sim.territory.abstract import ACTOR_HOUR, ACTOR_MINUTES, ACTOR_SEATS

LOTS = CONTRACTS  # of a zone in a call: a bidder who wins all of them has a slot for each
SETTLED = 120  # months after which the quality promised has settled
GRID = np.arange(0.05, 1.0, 0.1)  # of markups, qualities, or efforts

# From bids looked back at (rows of `Calls.record`) to what each rule of the grid would have earned
# more: float64[n, rules].
Gains = Callable[[Scenario, Array], Array]


def _fitted(scenario: Scenario, ceiling: float | None = None) -> Scenario:
    """Return the world where the money of a zone's actors buys `LOTS` lots a month."""
    calls = scenario.funding.calls
    minutes = ACTOR_SEATS * ACTOR_MINUTES * scenario.territory.actors // LOTS
    changes = {"lot_minutes": minutes, "ceiling": ceiling or calls.ceiling}
    funding = scenario.funding.model_copy(update={"calls": calls.model_copy(update=changes)})
    return scenario.model_copy(update={"funding": funding})


def _held(scenario: Scenario, warmup: int, seed: int, gains: Gains | None) -> tuple[Array, Array]:
    """Run; return the recorded counts, and the extra income of other rules: sums, numbers."""
    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    held = next(p for p in model.processes if isinstance(p, Tenders))
    held.record = np.zeros((len(model.organisations.a_key) * 2 * LOTS, RECORD))
    totals = np.zeros(counts.SIZE, np.int64)
    other: list[Array] = []

    def watch(m: SectorModel) -> None:
        nonlocal totals
        if m.month >= warmup:
            totals = totals + m.month_totals
            if gains is not None:
                other.append(gains(scenario, held.record[: held.recorded]).sum(axis=0))
                other[-1] = np.stack([other[-1], np.full_like(other[-1], held.recorded)], axis=-1)

    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    if gains is None:
        return totals, np.zeros((0, 2))
    return totals, np.sum(other, axis=0)


def _hours(totals: Array) -> float:
    """Return the worth of the hours awarded at the going rate, cents."""
    return float(totals[counts.AWARD_MINUTES]) / 60.0 * ACTOR_HOUR


def _size(scenario: Scenario, seeds: int) -> Size:
    # Steps of 1.6 over the number of calls: after some hundred, what bidders began with is
    # forgotten to a thousandth.
    return Size(2, 960, 760, 0)


def _answers(rows: list[tuple[float, float]], others: Array) -> Array:
    return np.concatenate([np.array(rows, np.float64), others])


def _bounds(*names: str) -> list[Quantity]:
    return [
        Quantity(Message("quantity.no_better", what=Message(f"quantity.{n}")), 0.0, None, most=True)
        for n in names
        for _ in GRID
    ]


# V12: the lowest sealed bid.


def _sealed(scenario: Scenario) -> list[Quantity]:
    n, p = scenario.territory.actors, scenario.actors
    price, rent = first_price(n, p.cost_low, p.cost_high)
    return [
        Quantity(Message("quantity.price"), price, second_price(n, p.cost_low, p.cost_high)),
        Quantity(Message("quantity.rent"), rent, None),
        *_bounds("markup"),
    ]


def _other_markups(scenario: Scenario, bids: Array) -> Array:
    ceiling = scenario.funding.calls.ceiling
    cost, price, limit = bids[:, 2, None], bids[:, 3, None], -bids[:, 6, None]
    other = cost + GRID * (ceiling - cost)
    now = np.where(price < limit, price - cost, 0.0)
    return np.asarray(np.where(other < limit, other - cost, 0.0) - now)


def _measure_sealed(scenario: Scenario, warmup: int, seed: int) -> Array:
    world = _fitted(scenario, scenario.actors.cost_high)
    totals, others = _held(world, warmup, seed, _other_markups)
    hours = _hours(totals)
    rows = [(float(totals[counts.AWARD_CENTS]), hours), (float(totals[counts.AWARD_RENT]), hours)]
    return _answers(rows, others)


# V13: bidders ask the cost that they estimate.


def _curse(scenario: Scenario) -> list[Quantity]:
    loss = winners_curse(scenario.territory.actors, scenario.actors.estimate_error)
    return [Quantity(Message("quantity.loss"), loss, None)]


def _measure_curse(scenario: Scenario, warmup: int, seed: int) -> Array:
    totals, _ = _held(_fitted(scenario), warmup, seed, None)
    return np.array([[-float(totals[counts.AWARD_RENT]), _hours(totals)]])


# V14: quality is worth money to the funder.


def _che(scenario: Scenario) -> tuple[float, float]:
    p, value = scenario.actors, scenario.funding.calls.quality_value / ACTOR_HOUR
    best = p.quality_cost / 2.0  # the model's costs are those at full quality
    low, high = p.cost_low - best, p.cost_high - best
    return scoring(scenario.territory.actors, value, p.quality_cost, low, high)


def _scored(scenario: Scenario) -> list[Quantity]:
    _, price = _che(scenario)
    return [
        Quantity(Message("quantity.price"), price, None),
        *_bounds("markup", "promise"),
    ]


def _other_offers(scenario: Scenario, bids: Array) -> Array:
    p, calls = scenario.actors, scenario.funding.calls
    value = calls.quality_value / ACTOR_HOUR
    cost, price, rival = bids[:, 2, None], bids[:, 3, None], bids[:, 6, None]
    extra = bids[:, 4, None] - p.cost_low
    quality = np.sqrt(np.maximum(2.0 * extra / p.quality_cost + 1.0, 0.0))
    markup = (price - cost) / (calls.ceiling - cost)

    def rent(share: Array, promise: Array) -> Array:
        dear = cost - extra + p.quality_cost * (promise**2 - 1.0) / 2.0
        asked = dear + share * (calls.ceiling - dear)
        return np.asarray(np.where(value * promise - asked > rival, asked - dear, 0.0))

    now = rent(markup, quality)
    return np.concatenate([rent(GRID, quality) - now, rent(markup, GRID) - now], axis=1)


def _measure_scored(scenario: Scenario, warmup: int, seed: int) -> Array:
    quality, _ = _che(scenario)
    p = scenario.actors
    world = _fitted(scenario, p.cost_high + p.quality_cost * (quality**2 - 1.0) / 2.0)
    totals, others = _held(world, warmup, seed, _other_offers)
    return _answers([(float(totals[counts.AWARD_CENTS]), _hours(totals))], others)


def _check_quality(scenario: Scenario, seed: int) -> list[Identity]:
    """Return the quality that all bidders learn to promise, to the thousandth; no variance."""
    quality, _ = _che(scenario)
    clock = scenario.clock.model_copy(update={"months": SETTLED, "reform_month": 0})
    # Steps that shrink later: nothing is drawn that would have to average out.
    actors = scenario.actors.model_copy(update={"settling": 10 * scenario.actors.settling})
    here = scenario.model_copy(update={"clock": clock, "actors": actors})
    totals, _ = _held(_fitted(here, 10.0), SETTLED - 1, seed, None)
    promised = totals[counts.AWARD_QUALITY] / counts.MILLION / max(int(totals[counts.AWARDS]), 1)
    return [Identity(Message("quantity.quality"), round(1000 * quality), round(1000 * promised))]


# V15: grants by effort.


def _prize(scenario: Scenario) -> float:
    p = scenario.actors
    return scenario.funding.calls.ceiling - (p.cost_low + p.cost_high) / 2.0


def _efforts(scenario: Scenario) -> list[Quantity]:
    power = scenario.funding.calls.tullock_power
    _, total = contest(scenario.territory.actors, power, _prize(scenario))
    return [Quantity(Message("quantity.effort_all"), total, None), *_bounds("effort")]


def _other_efforts(scenario: Scenario, bids: Array) -> Array:
    power = scenario.funding.calls.tullock_power
    prize, others, mine = scenario.funding.calls.ceiling - bids[:, 2], bids[:, 7], bids[:, 8]
    now = mine / (mine + others) * prize - mine ** (1.0 / power)
    other = GRID**power
    share = other / (other + others[:, None])
    return np.asarray(share * prize[:, None] - GRID - now[:, None])


def _measure_efforts(scenario: Scenario, warmup: int, seed: int) -> Array:
    world = _fitted(scenario)
    totals, others = _held(world, warmup, seed, _other_efforts)
    lot = world.funding.calls.lot_minutes / 60.0 * ACTOR_HOUR
    return _answers([(float(totals[counts.BID_COSTS]), totals[counts.LOTS] * lot)], others)


BIDDERS = {"bidders": "territory.actors"}
CASES = (
    Case(
        "V12",
        Message("case.V12"),
        BIDDERS | {"low": "actors.cost_low", "high": "actors.cost_high"},
        _sealed,
        _measure_sealed,
        _size,
    ),
    Case(
        "V13",
        Message("case.V13"),
        BIDDERS | {"error": "actors.estimate_error"},
        _curse,
        _measure_curse,
        # The more bidders, the less the largest of their errors varies: enough for two.
        lambda scenario, seeds: Size(20, 30, 0, 0),
    ),
    Case(
        "V14",
        Message("case.V14"),
        BIDDERS | {"value": "funding.calls.quality_value", "dear": "actors.quality_cost"},
        _scored,
        _measure_scored,
        _size,
        _check_quality,
    ),
    Case(
        "V15",
        Message("case.V15"),
        BIDDERS | {"power": "funding.calls.tullock_power"},
        _efforts,
        _measure_efforts,
        lambda scenario, seeds: Size(2, 300, 200, 0),
    ),
)
