"""Needs worsen when they are unmet and ease when they are met (docs/model.md).

Each domain is a chain of four levels with natural rates. A covered need eases more often; a need
unmet for long worsens more often (form: Gostoli and Silverman 2019; anchors: Gill 2006). The
ranges of both effects include zero, so that prevention is a result and not an assumption. A need
never eases below its lasting part, which the profile of a person gives for each stage of life.

Most months change nothing for most persons. `decide` compares one number with an upper bound of the
probability of any change, and only the persons below it are examined exactly. The result is the
same as examining all persons.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, in_key_order, row
from sim.engine.prefetch import prefetch, row_ahead
from sim.processes.process import Process
from sim.state.people import ABSENT, ADULT_END, CHILD_END, DOMAINS, LEVELS
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def stage_of(age: int) -> int:
    """Life stage from the age in months: 0 child, 1 adult, 2 senior."""
    return int(age >= CHILD_END) + int(age >= ADULT_END)


@rule
def worsening(natural: float, beta: float, kappa: float, coverage: float, unmet: float) -> float:
    """Monthly probability to worsen by one level, before clipping.

    Parameters
    ----------
    natural : float
        Rate of the territory's table, 1/month.
    beta, kappa : float
        Effect of uncovered need, and steepness in the unmet memory.
    coverage, unmet : float
        Share of the need covered, discounted share unmet; 0 to 1.
    """
    return natural * (1.0 + beta * (1.0 - coverage) * math.exp(kappa * unmet))


@rule
def easing(natural: float, beta: float, coverage: float) -> float:
    """Monthly probability to ease by one level, before clipping."""
    return natural * (1.0 + beta * coverage)


@rule
def level_carried(level: int, before: int, after: int) -> int:
    """Level in the next stage of life: what exceeds the lasting part goes with the person.

    `before` and `after` are the lasting parts of the need in the two stages.
    """
    return min(after + max(level - before, 0), LEVELS - 1)


@rule
def level_after(u: float, level: int, up: float, down: float) -> int:
    """Level after the month: worse if `u` is below `up`, better if in the next stretch `down`."""
    total = up + down
    if total > 1.0:
        up /= total
        down /= total
    if u < up:
        return level + 1
    if u < up + down:
        return level - 1
    return level


@rule
def level_by_matrix(u: float, level: int, matrix: Array) -> int:
    """Level after the month by a stochastic matrix; the off-diagonal stretches come first."""
    total = 0.0
    for other in range(matrix.shape[0]):
        if other != level:
            total += matrix[level, other]
            if u < total:
                return other
    return level


@rule
def limits(bound: Array, d: int) -> tuple[int, int, int, int, int, int]:
    """Thresholds of a domain, by stage of life, without and with need."""
    return (
        draws.threshold(bound[0, d, 0]),
        draws.threshold(bound[0, d, 1]),
        draws.threshold(bound[1, d, 0]),
        draws.threshold(bound[1, d, 1]),
        draws.threshold(bound[2, d, 0]),
        draws.threshold(bound[2, d, 1]),
    )


@rule
def may_change(
    stream: np.uint64, luck: np.uint64, age: int, some: bool, limit: tuple[int, ...]
) -> np.int8:
    """Return 1 if a level may change this month; `some` says whether there is a need."""
    child = limit[1] if some else limit[0]
    adult = limit[3] if some else limit[2]
    senior = limit[5] if some else limit[4]
    b = child if age < CHILD_END else (adult if age < ADULT_END else senior)
    return np.int8(draws.bits_of(stream, luck) < b)


@kernel
def decide(
    size: int,
    seed: int,
    month: int,
    luck: Array,
    age: Array,
    levels: Array,
    bound: Array,
    event: Array,
) -> None:
    """Mark persons who may change level this month, one bit per domain; empty rows may be marked.

    Parameters
    ----------
    levels : int32[n]
        The four levels of a person, one byte each.
    bound : float64[3, 4, 2]
        Upper bound of the probability of any change by stage, domain, and without or with need.
    """
    # Slices from 0 let the compiler see that no index is negative, and use vectors; choices
    # between numbers it holds are vectors too, reading a table is not.
    lucks, ages, words, events = luck[:size], age[:size], levels[:size], event[:size]
    k0, k1 = draws.stream(seed, month, draws.NEED, 0), draws.stream(seed, month, draws.NEED, 1)
    k2, k3 = draws.stream(seed, month, draws.NEED, 2), draws.stream(seed, month, draws.NEED, 3)
    b0, b1, b2, b3 = limits(bound, 0), limits(bound, 1), limits(bound, 2), limits(bound, 3)
    for i in range(len(lucks)):
        x, a, w = lucks[i], ages[i], words[i]
        e = may_change(k0, x, a, (w & 0xFF) != 0, b0)
        e |= np.int8(may_change(k1, x, a, (w & 0xFF00) != 0, b1) << 1)
        e |= np.int8(may_change(k2, x, a, (w & 0xFF0000) != 0, b2) << 2)
        e |= np.int8(may_change(k3, x, a, ((w >> 24) & 0xFF) != 0, b3) << 3)
        events[i] = e


@kernel
def act(rows: Array, event: Array, W: WorldBundle, changed: Array) -> int:
    """Change levels of the marked persons; returns how many rows were written to `changed`.

    Only the row of each person is changed, so the order of `rows` does not matter.
    """
    people, environment = W.people, W.environment
    n = 0
    needs = W.parameters.needs[0]
    streams = np.zeros(DOMAINS, np.uint64)
    for d in range(DOMAINS):
        streams[d] = draws.stream(W.seed, W.month, draws.NEED, d)
    for r in range(len(rows)):
        i = row(rows, r)
        ahead = row_ahead(rows, r)
        prefetch(people.cover, ahead)
        prefetch(people.unmet, ahead)
        if people.state[i] == ABSENT:
            continue
        moved = False
        s = stage_of(people.age[i])
        for d in range(DOMAINS):
            if not (event[i] >> d) & 1:
                continue
            u = draws.uniform_of(streams[d], people.luck[i])
            l = people.level[i, d]
            if environment.matrix.shape[0] > 0:
                after = level_by_matrix(u, l, environment.matrix)
            elif u >= environment.bound[s, d, l]:
                continue
            else:
                c = np.float64(people.cover[i, d])
                x = np.float64(people.unmet[i, d])
                up = worsening(environment.up[s, d, l], needs.worsening, needs.kappa, c, x)
                down = 0.0
                if l > environment.floor[people.profile[i], s, d]:
                    down = easing(environment.down[s, d, l], needs.easing, c)
                after = level_after(u, l, up, down)
            if after != l:
                people.level[i, d] = after
                moved = True
        if moved:
            people.dirty[i] = 1
            if people.unit[i] >= 0:
                changed[n] = i
                n += 1
    return n


@kernel
def move_levels(W: WorldBundle) -> int:
    """Move levels; returns how many rows of `others` hold persons whose plan is to be reviewed."""
    people, marks, bound = W.people, W.marks, W.environment.need_bound
    decide(W.size, W.seed, W.month, people.luck, people.age, people.levels, bound, marks.event)
    n = compact(marks.words, marks.event, W.size, marks.rows)
    n = act(marks.rows[:n], marks.event, W, marks.others)
    in_key_order(marks.others[:n], people.key)
    return n


class Needs(Process):
    """Levels of need move by one step, or by a matrix."""

    phase = 2

    def step(self, model: World) -> None:
        """Move levels; plans of persons whose level changed are reviewed in the allocation."""
        model.changed = model.marks.others[: move_levels(model.W)].copy()
