"""Mainstream: what ordinary services can give, shared among those who find them (docs/model.md).

Mainstream services of a département (general practitioners, schools, employment services) cover
light needs of those who find them. With `organisation.mainstream: limited` they can give, from the
reform on, what is asked of them when it begins, times 1 + `mainstream_slack`: in each domain, and
the same in every organisation. Everyone gets the same share of what they ask, in whole twentieths,
decided anew each quarter. A partnership that informs more persons then moves hours between persons;
without slack their total does not rise. It informs a share of persons, `known_linked`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.fees import seat_minutes
from sim.processes.care.claims import claim_of
from sim.processes.care.needs import stage_of
from sim.processes.care.sharing import STEPS, part_of, share_given
from sim.processes.organisation.practice import new_way
from sim.scenario.choices import MAINSTREAM_LIMITED
from sim.state.people import ABSENT, DOMAINS
from sim.state.views import Array, WorldBundle

QUARTER: Final = 3  # months between two decisions


@rule
def mainstream_known(found: int, linked: bool) -> int:
    """Domains, a bit each, whose mainstream service a person knows.

    Parameters
    ----------
    found : int
        Those that a person finds alone in the lower four bits, and once informed of them in the
        upper four.
    linked : bool
        Whether a partnership plan informs them.
    """
    bits = np.int64(found)
    return int((bits >> DOMAINS) if linked else (bits & (1 << DOMAINS) - 1))


@rule
def share_informed(W: WorldBundle) -> float:
    """Share of persons who know the service near them once they are informed of it.

    It is asked of a world from its reform on, and is that of all persons before, so that worlds of
    all organisations have one warm-up.
    """
    return float(W.parameters.organisation[0].known_linked) if W.reformed else 1.0


@rule
def is_limited(W: WorldBundle) -> bool:
    """Return whether mainstream services share what they can give: from the reform on."""
    return bool(W.reformed and W.parameters.organisation[0].mainstream == MAINSTREAM_LIMITED)


@rule
def mainstream_given(W: WorldBundle, zone: int, d: int, minutes: int) -> int:
    """Minutes that mainstream services of a zone give in a domain, of `minutes` asked of them."""
    if not is_limited(W):
        return minutes
    share = W.organisations.b_mainstream_share[W.environment.department[zone], d]
    return int(part_of(minutes, int(share)))


@rule
def asked_of_mainstream(W: WorldBundle, i: int, d: int, linked: bool) -> int:
    """Minutes a month that a person asks of mainstream services: what others do not give.

    Only a light need is asked for, and only where the person knows the service.
    """
    people = W.people
    if people.level[i, d] != 1:
        return 0
    if not (mainstream_known(people.mainstream_known[i], linked) >> d) & 1:
        return 0
    stage = stage_of(people.age[i])
    minutes = W.environment.minutes[stage, d, 1] - people.plan[i, d]
    e, a = people.place[i], people.actor[i]
    if e >= 0:
        claim = claim_of(W, e, stage, d, 1)
        minutes -= part_of(claim, W.organisations.e_share_given[e, d])
    if a >= 0 and W.organisations.a_domain[a] == d:
        minutes -= seat_minutes(W, i)
    return int(max(minutes, 0))


@kernel
def ask_mainstream(W: WorldBundle, linking: bool, asked: Array) -> None:
    """Add up what all persons ask of mainstream services, by département and domain.

    Parameters
    ----------
    linking : bool
        Whether partnership plans inform those handled the new way.
    asked : int64[B, 4]
        Minutes a month; written to.
    """
    for i in range(W.size):
        if W.people.state[i] == ABSENT:
            continue
        b = W.environment.department[W.people.zone[i]]
        linked = linking and new_way(W, i)
        for d in range(DOMAINS):
            asked[b, d] += asked_of_mainstream(W, i, d, linked)


@kernel
def inform(W: WorldBundle) -> None:
    """From the reform on, a partnership informs a share of persons only (`known_linked`)."""
    people, informed = W.people, share_informed(W)
    for i in range(W.size):
        for d in range(DOMAINS):
            alone, linked = np.uint8(1 << d), np.uint8(1 << (DOMAINS + d))
            knows = people.mainstream_known[i] & alone != 0
            u = draws.draw(W.seed, draws.ONCE, draws.KNOWN, d, people.key[i])
            if not knows and u >= informed:
                people.mainstream_known[i] &= np.uint8(255) - linked


@kernel
def measure(W: WorldBundle) -> None:
    """Keep what mainstream services can give: what is asked of them at the reform, and slack."""
    organisations = W.organisations
    asked = np.zeros(organisations.b_mainstream.shape, np.int64)
    ask_mainstream(W, False, asked)
    slack = 1.0 + W.parameters.organisation[0].mainstream_slack
    for b in range(len(asked)):
        for d in range(DOMAINS):
            organisations.b_mainstream[b, d] = int(asked[b, d] * slack)
            organisations.b_mainstream_share[b, d] = STEPS


@kernel
def review_shares(W: WorldBundle) -> None:
    """Share anew what mainstream services can give, and mark those for whom it changes."""
    people, organisations = W.people, W.organisations
    if not is_limited(W):
        return
    asked = np.zeros(organisations.b_mainstream.shape, np.int64)
    ask_mainstream(W, bool(W.parameters.organisation[0].partnership), asked)
    changed = np.zeros(asked.shape, np.int8)
    some = False
    for b in range(len(asked)):
        for d in range(DOMAINS):
            before = organisations.b_mainstream_share[b, d]
            share = share_given(organisations.b_mainstream[b, d], asked[b, d], 1.0, before)
            organisations.b_mainstream_share[b, d] = share
            changed[b, d] = share != before
            some |= share != before
    if not some:
        return
    for i in range(W.size):
        b = W.environment.department[people.zone[i]]
        for d in range(DOMAINS):
            known = (people.mainstream_known[i] >> d | people.mainstream_known[i] >> (4 + d)) & 1
            people.dirty[i] |= np.int8(changed[b, d] & known & (people.level[i, d] == 1))
