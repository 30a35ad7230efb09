"""Claims: what each person asks of the place that they hold, and its sum by place (docs/levels.md).

A person claims their need in each domain, less what living there covers; of a home service at most
the ceiling of a plan at their level. The sum follows who enters and leaves at once, and changes of
level once a month.
"""

from __future__ import annotations

from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.needs import stage_of
from sim.state.people import ABSENT, DOMAINS
from sim.state.views import Array, WorldBundle


@rule
def claim_of(W: WorldBundle, e: int, stage: int, d: int, level: int) -> int:
    """Minutes a month that a person of a level claims of establishment `e` in a domain.

    Where the person lives there, living there covers a part of daily life.
    """
    environment, c = W.environment, W.organisations.e_category[e]
    need = environment.minutes[stage, d, level]
    if d == 0 and environment.cat_residential[c] != 0:
        need -= environment.presence[stage, level]
    return int(min(need, environment.cat_ceiling[c, level]))


@rule
def level_counted(word: int, d: int) -> int:
    """Level of a domain in a word of `counted_needs`."""
    return int((word >> (8 * d)) & 3)


@rule
def stage_counted(word: int) -> int:
    """Stage of life in a word of `counted_needs`."""
    return int((word >> 4) & 3)


@rule
def forget_claim(W: WorldBundle, i: int) -> None:
    """Take a person's claim off the place in which it is counted."""
    people = W.people
    e = people.counted_place[i]
    if e < 0:
        return
    word = people.counted_needs[i]
    for d in range(DOMAINS):
        claim = claim_of(W, e, stage_counted(word), d, level_counted(word, d))
        W.organisations.e_needed[e, d] -= claim
    people.counted_place[i] = -1
    people.counted_needs[i] = 0


@rule
def count_claim(W: WorldBundle, i: int) -> None:
    """Count a person's claim in the place that they hold."""
    people = W.people
    e = people.place[i]
    if e < 0:
        return
    stage = stage_of(people.age[i])
    for d in range(DOMAINS):
        W.organisations.e_needed[e, d] += claim_of(W, e, stage, d, people.level[i, d])
    people.counted_place[i] = e
    people.counted_needs[i] = people.levels[i] | stage << 4


@kernel
def count_claims(rows: Array, W: WorldBundle) -> None:
    """Count the claims of the marked persons again: their level or stage may have changed."""
    people = W.people
    for r in range(len(rows)):
        i = row(rows, r)
        if people.state[i] != ABSENT and people.place[i] >= 0:
            forget_claim(W, i)
            count_claim(W, i)
