"""Rules that the twin writes itself, from docs/model.md and what each rule says that it does.

Needs, access, orientation, delivery, carers and capability. Plain Python in the twin's own words:
a wrong formula on either side shows as a difference. Operations stand in the order that gives the
same bits. The other scalar rules are taken from the model (`rules.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

# -- needs -----------------------------------------------------------------------------------------


def stage_of(months: int) -> int:
    """Return the stage of life at an age: a child to 19, an adult to 59, then a senior."""
    years = months // 12
    if years < 20:
        return 0
    return 1 if years < 60 else 2


def worsening(rate: float, effect: float, steepness: float, cover: float, unmet: float) -> float:
    """Return how often a need worsens: more often uncovered, most often long uncovered."""
    lacking = 1.0 - cover
    more = effect * lacking * math.exp(steepness * unmet)
    return rate * (1.0 + more)


def easing(rate: float, effect: float, cover: float) -> float:
    """Return how often a need eases: more often the more of it is covered."""
    more = effect * cover
    return rate * (1.0 + more)


def level_after(u: float, level: int, up: float, down: float) -> int:
    """Return the level after a month: [0, up) is one more, [up, up + down) one less.

    Where both together are more than certain, each has its part of certainty.
    """
    whole = max(up + down, 1.0)
    up, down = up / whole, down / whole
    if u >= up + down:
        return level
    return level + (1 if u < up else -1)


def level_by_matrix(u: float, level: int, row: Sequence[float]) -> int:
    """Return the level after a month by the row of the level now; moves stand before staying."""
    edge = 0.0
    for other, share in enumerate(row):
        if other == level:
            continue
        edge += share
        if u < edge:
            return other
    return level


# -- access ----------------------------------------------------------------------------------------


def ask_probability(rate: float, able: float, unwilling: bool) -> float:
    """Return how likely a person asks: never if unwilling, else as far as the channel is open."""
    if unwilling:
        return 0.0
    return able * rate


def assessment_probability(months: float) -> float:
    """Return how likely an assessment is when it takes some months on average, at least one."""
    return 1.0 / max(months, 1.0)


# -- orientation and referral ----------------------------------------------------------------------


def complexity_class(levels: Sequence[int]) -> int:
    """Return the class of a file: light 0, moderate 1, severe 2; one more with two loaded domains.

    A domain is loaded where the need is moderate or severe.
    """
    by_heaviest = (0, 0, 1, 2)[max(levels)]
    loaded = [level for level in levels if level in (2, 3)]
    return by_heaviest + (len(loaded) > 1)


def direct_minutes(minutes: int, group: float, kept: float) -> int:
    """Return whole staff minutes with a person: a started minute counts.

    In a group one minute of staff serves several; apart, only a part of that is `kept`.
    """
    served_at_once = 1.0 + (group - 1.0) * kept
    whole, rest = divmod(minutes, served_at_once)
    return int(whole) + (rest > 0)


def travel_minutes(minutes: int, journey: float, visit: float) -> int:
    """Return whole minutes on the road: each visit is a journey there and one back."""
    return int(minutes * 2.0 * journey / visit)


def travel(x1: float, y1: float, x2: float, y2: float) -> float:
    """Return the minutes of a journey: as the crow flies, and eight to set out and arrive."""
    east, north = x2 - x1, y2 - y1
    return math.sqrt(east * east + north * north) + 8.0


def round_half_up(number: float) -> int:
    """Return the nearest whole number."""
    return math.floor(number + 0.5)


# -- delivery --------------------------------------------------------------------------------------


def place_minutes(
    staff: int, group: float, used: int, present: int, heavy: int, extra: float
) -> int:
    """Return the whole minutes that the staff of the places in use can give, to all together.

    Each heavy person takes the attention of one and `extra`; that is lost to all.
    """
    taken = present + extra * heavy
    return int(staff * group * (present / taken) * used)


def idle_bonus(given: int, idle: int, worth: float, group: float) -> int:
    """Return the whole minutes that idle hours add: at most as many as there were."""
    more = int(idle * worth * group)
    return more if more < given else given


def twentieths(minutes: int, needed: int, most: float, before: int) -> int:
    """Return how many twentieths of all needs are given; what nobody needs is the most.

    What was given before falls when the minutes are too few, and rises by at least a tenth.
    """
    most_steps = int(20 * most)
    if needed == 0:
        return most_steps
    steps = 0
    while steps < most_steps and needed * (steps + 1) <= minutes * 20:
        steps += 1
    if steps == before + 1 and steps != most_steps:
        return before
    return steps


def fit(misfit: float, voice: float) -> float:
    """Return the share of support that fits: what nobody was asked about may not."""
    unheard = 1.0 - voice
    return 1.0 - misfit * unheard


def joined_up(loss: float, providers: int) -> float:
    """Return the share that holds together: (1 - d)^(m - 1), all of it for one provider."""
    share = 1.0
    while providers > 1:
        share *= 1.0 - loss
        providers -= 1
    return share


def memory_after(unmet: float, memory: float, cover: float) -> float:
    """Return the remembered share unmet: most of what was, and a part of this month's."""
    now = 1.0 - cover
    return memory * unmet + (1.0 - memory) * now


# -- carers and crises -----------------------------------------------------------------------------


def strain_excess(load: int, capacity: int) -> float:
    """Return what a carer bears beyond its capacity, in capacities; beyond two it counts as two."""
    if load <= capacity:
        return 0.0
    return min(load / capacity - 1.0, 2.0)


def strain_after(strain: float, excess: float, recovery: float, overload: float) -> float:
    """Return the strain that is left after some recovery, and what the month adds."""
    rest = (1.0 - recovery) * strain
    return rest + overload * excess


def burnout_probability(rate: float, slope: float, strain: float) -> float:
    """Return how likely a carer gives up: nothing without strain, the rate at a strain of one."""
    steepness = (math.exp(slope * strain) - 1.0) * rate
    return min(steepness / (math.exp(slope) - 1.0), 1.0)


def crisis_probability(rate: float, weighted: float, most: int) -> float:
    """Return how likely a crisis is: the rate where four severe needs are unmet for long."""
    return rate * (weighted / most)


# -- capability ------------------------------------------------------------------------------------


def opportunity(options: int) -> float:
    """Return what options are worth: each one more is worth less, none are worth nothing."""
    return 1.0 - math.exp(-options)
