"""The cost of pooling: V3 (overhead) and V4 (short stays among long ones)."""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.exact.cases._world import (
    ERROR,
    QUEUE,
    Array,
    Case,
    Quantity,
    Size,
    arrivals,
    fit,
    queue_zone_months,
    recorded,
    relaxation,
    start,
    walk,
)
from experiments.exact.oracles import (
    NoAnswerError,
    apart_months,
    apart_wait,
    break_even_places,
    break_even_slower,
    continuous_break_even,
    continuous_mixed_wait,
    continuous_wait,
    mean_wait,
    mixed_months,
    mixed_wait,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.organisation import Organisation
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.territory.abstract import NEED, ROAD

# V3: one list and its overhead against a list each.

STEP = 1e-4  # of the share of pace, to see how the wait follows it
# Variance of the difference between the two waits over the sum of their variances, at most: the
# same persons come to both. Measured.
ALIKE = 0.7
LONGEST_MEMORY = 60.0  # months; a pool of hours starts empty and is simulated up to there


def _overhead(scenario: Scenario, share: float) -> Scenario:
    update = {"referral_share": share}
    return scenario.model_copy(
        update={"organisation": scenario.organisation.model_copy(update=update)}
    )


@cache
def _slowest(silos: int, places: int, load: float, stay: float) -> float:
    """Break-even of one setting, worked out once for all seeds of a process."""
    return break_even_slower(silos, places, load, stay)


def _slowed_wait(scenario: Scenario, share: float) -> float:
    t = scenario.territory
    return mean_wait(t.silos * t.places, t.load, t.stay, (1.0 - share) / t.stay)


def _steepness(scenario: Scenario, share: float) -> float:
    """Months that the pooled wait gains for each unit of pace lost, at an overhead."""
    above, below = (_slowed_wait(scenario, share + s) for s in (STEP, -STEP))
    return (above - below) / (2 * STEP)


def _lost(scenario: Scenario) -> tuple[int, int]:
    """Places whose loss cancels the gain of pooling; and the largest feasible loss up to it."""
    t = scenario.territory
    reverses = break_even_places(t.silos, t.places, t.load, t.stay)
    total = t.silos * t.places
    stable = reverses if t.load * total < total - reverses else reverses - 1
    return reverses, stable


def _hours_are_simulated(scenario: Scenario) -> bool:
    """Return whether a pool with hours lost settles soon enough to be simulated."""
    t, (_, lost) = scenario.territory, _lost(scenario)
    left = t.silos * t.places - lost
    load = t.load * t.silos * t.places / left
    return lost > 0 and relaxation(left, load, t.stay) <= LONGEST_MEMORY


def _served(scenario: Scenario, share: float) -> int:
    """Persons whom the hours of all places serve at once, `share` of staff time being overhead.

    The price is taken from each place's minutes, in whole minutes.
    """
    t, staff = scenario.territory, NEED + ROAD
    return (staff - int(staff * share)) * t.silos * t.places // staff


def _break_even(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    slower = _slowest(t.silos, t.places, t.load, t.stay)
    reverses, lost = _lost(scenario)
    total = t.silos * t.places
    found = [
        Quantity(
            Message("quantity.cancels", lost=str(reverses), total=str(total)),
            slower,
            continuous_break_even(t.silos, t.places, t.load),
        )
    ]
    if _hours_are_simulated(scenario):
        left = total - lost
        if _served(scenario, lost / total) != left:
            raise NoAnswerError(
                f"{total} places are too many for minutes of overhead; lower silos",
                "lower",
                names=("silos",),
            )
        load = t.load * total / left
        found.append(
            Quantity(
                Message("quantity.hours_lost", lost=str(lost), total=str(total)),
                mean_wait(t.places, t.load, t.stay) / mean_wait(left, load, t.stay),
                continuous_wait(t.places, t.load, t.stay) / continuous_wait(left, load, t.stay),
            )
        )
    return found


def _hours(scenario: Scenario, share: float) -> Scenario:
    """Return the same people answered out of a pool of hours from which overhead is taken."""
    changed = scenario.organisation.model_copy(
        update={"response": True, "overhead_mode": "fewer_hours", "referral_share": share}
    )
    # All lists of places must be empty when all places are turned into hours.
    return scenario.model_copy(
        update={
            "organisation": changed,
            "territory": scenario.territory.model_copy(update={"people": 0}),
        }
    )


def _waiting_for_hours(scenario: Scenario, warmup: int, seed: int) -> int:
    """Person-months waited for hours, without persons who came before the pool was open."""
    waiting = 0

    def watch(model: SectorModel) -> None:
        nonlocal waiting
        if len(model.history) > warmup:
            o, first = model.organisations, model.environment.hour_points
            waiting += int(o.q_length[4 * first :].sum())

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    return waiting


def _measure_break_even(scenario: Scenario, warmup: int, seed: int) -> Array:
    t = scenario.territory
    share = _slowest(t.silos, t.places, t.load, t.stay)
    apart_world = scenario.model_copy(update={"organisation": Organisation()})
    apart = recorded(walk(apart_world, seed), warmup)[counts.WAIT]
    pooled = recorded(walk(_overhead(scenario, share), seed), warmup)[counts.WAIT]
    come = arrivals(scenario) * (scenario.clock.months - warmup)
    # The wait is the same on both sides at the break-even of theory; a difference moves it.
    moved = (apart - pooled) / _steepness(scenario, share)
    rows = [[share * come + moved, come]]
    if _hours_are_simulated(scenario):
        _, lost = _lost(scenario)
        taken = lost / (t.silos * t.places)
        hours = _waiting_for_hours(_hours(scenario, taken), warmup, seed)
        rows.append([apart, hours])
    return np.array(rows)


def _break_even_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    total = t.silos * t.places
    share = _slowest(t.silos, t.places, t.load, t.stay)
    slowed = t.load / (1.0 - share)
    # The steeper the wait, the less an error on it moves the overhead that is found.
    gain = share * _steepness(scenario, share) / mean_wait(t.places, t.load, t.stay)
    apart = queue_zone_months(t.places, t.load, t.stay) / t.silos
    both = ALIKE * (queue_zone_months(total, slowed, t.stay / (1.0 - share)) + apart)
    months, memory = both / gain**2, relaxation(total, slowed, t.stay)
    if _hours_are_simulated(scenario):
        _, lost = _lost(scenario)
        load = t.load * total / (total - lost)
        months = max(months, queue_zone_months(total - lost, load, t.stay) + apart)
        memory = max(memory, 4.0 * relaxation(total - lost, load, t.stay))
    return fit(months, seeds, memory, t.silos * start(t.places, t.load, t.stay))


# V4: a place for short stays and one for long stays, or both for all.


def _kinds(scenario: Scenario) -> tuple[float, float, float]:
    """Mean short stay, mean long stay, share of long ones."""
    p = scenario.places
    short = scenario.territory.stay / (1.0 - p.stay_long + p.stay_long * p.stay_ratio)
    return short, short * p.stay_ratio, p.stay_long


def _mixed(scenario: Scenario) -> list[Quantity]:
    load, (short, long, share) = scenario.territory.load, _kinds(scenario)
    alone = [(1.0 - share, short), (share, long)]
    rate = 2.0 * load / ((1.0 - share) * short + share * long)
    limit = sum(w * continuous_wait(1, w * rate * stay, stay) for w, stay in alone if w > 0)
    return [
        Quantity(Message("quantity.wait_each"), apart_wait(load, short, long, share), limit),
        Quantity(
            Message("quantity.wait_mixed"),
            mixed_wait(2, load, short, long, share),
            continuous_mixed_wait(2, load, short, long, share),
        ),
    ]


def _alone(scenario: Scenario, share: float, stay: float) -> Scenario:
    """Return the world in which one kind of stay has its own place."""
    t = scenario.territory
    load = 2.0 * t.load * share * stay / t.stay
    people = 0 if load <= 0 else start(1, load, stay)
    update = {"places": 1, "stay": stay, "load": load, "people": people}
    return scenario.model_copy(
        update={
            "places": scenario.places.model_copy(update={"stay_law": "geometric"}),
            "territory": t.model_copy(update=update),
        }
    )


def _measure_mixed(scenario: Scenario, warmup: int, seed: int) -> Array:
    short, long, share = _kinds(scenario)
    months = scenario.clock.months - warmup
    pooled = recorded(walk(scenario, seed), warmup)[counts.WAIT]
    apart = 0
    for part, stay in ((1.0 - share, short), (share, long)):
        if part > 0:
            apart += recorded(walk(_alone(scenario, part, stay), seed), warmup)[counts.WAIT]
    come = arrivals(scenario) * months
    return np.array([[apart, come], [pooled, come]])


def _mixed_size(scenario: Scenario, seeds: int) -> Size:
    load, (short, long, share) = scenario.territory.load, _kinds(scenario)
    own = 2.0 * load * share * long / scenario.territory.stay
    memory = relaxation(1, own, long)
    months = apart_months(load, short, long, share)
    months = max(months, mixed_months(2, load, short, long, share)) / ERROR**2
    waiting = mixed_wait(2, load, short, long, share)
    people = 2.0 * load * (1.0 + 1.5 * waiting / scenario.territory.stay)
    # Few persons at the start are far from a mean that is no whole number: forgotten for longer.
    return fit(months, seeds, 2.5 * memory, people)


CASES = (
    Case(
        "V3",
        Message("case.V3"),
        {**QUEUE, "silos": "territory.silos"},
        _break_even,
        _measure_break_even,
        _break_even_size,
    ),
    Case(
        "V4",
        Message("case.V4"),
        {
            "load": "territory.load",
            "stay": "territory.stay",
            "ratio": "places.stay_ratio",
            "share": "places.stay_long",
        },
        _mixed,
        _measure_mixed,
        _mixed_size,
    ),
)
