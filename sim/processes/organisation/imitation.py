"""Imitation: how a practice spreads between organisations (docs/model.md).

It spreads along partnerships, by trust and by capacity to absorb, or in two limits known from
theory: all organisations see each other (Bass 1969), or organisations replace each other one at a
time (Moran 1958).
"""

from __future__ import annotations

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.holding_contracts import serves
from sim.processes.organisation.trust import trust_of
from sim.state import counts
from sim.state.organisations import CONTRACTS, KINDS, Organisations
from sim.state.views import Array, OrganisationBundle, WorldBundle

LIVES = 1  # value of a_practice and e_practice: as long as its money does

# Slots: actors and establishments have the same numbers, so their draws need different slots.
OF_ACTOR = 0
OF_ESTABLISHMENT = 1
STEPS = np.uint64(1 << 16)  # keys of the steps of a month within a zone, at most


@rule
def adopt_probability(imitate: float, absorb: float, link: float, share: float) -> float:
    """Monthly chance to take a practice over from partners, a `share` of whom have it."""
    return min(imitate * absorb * link * share, 1.0)


@rule
def bass_probability(spontaneous: float, imitate: float, share: float) -> float:
    """Chance to adopt in a step where a `share` of all has adopted (Bass 1969)."""
    return min(spontaneous + imitate * share, 1.0)


@rule
def link_of(apart: float, linked: bool, practice: float) -> float:
    """Share of the practices of partners that is seen: all in partnership, `apart` without."""
    return apart + (1.0 - apart) * practice if linked else apart


@rule
def parent_is_new(u: float, fitness: float, new: int, all_: int) -> bool:
    """Return whether the one that is imitated has the new practice, picked by fitness (Moran)."""
    return u * (fitness * new + (all_ - new)) < fitness * new


@rule
def circle(organisations: OrganisationBundle, zone: int, linking: bool) -> int:
    """Number of the circle of partners of a zone: its own, or that of the pole that serves it.

    A pole without partnership (`linking` false) links no zones: each zone has its own circle,
    whatever the perimeter of the pole.
    """
    p = organisations.z_perimeter[zone] if linking else -1
    return len(organisations.z_perimeter) + p if p >= 0 else zone


@rule
def actor_carried(W: WorldBundle, a: int) -> bool:
    """Return whether some contract in force is paid by a funder that holds to the reform."""
    organisations = W.organisations
    b = W.environment.department[organisations.a_zone[a]]
    for k in range(CONTRACTS):
        if (
            serves(organisations, a, k, W.month)
            and organisations.b_committed[b, organisations.c_payer[a, k]]
        ):
            return True
    return False


@rule
def establishment_carried(W: WorldBundle, e: int) -> bool:
    """Return whether funders committed to the reform pay at least half of an establishment."""
    organisations = W.organisations
    b = W.environment.department[organisations.e_zone[e]]
    total = 0
    held = 0
    for k in range(KINDS):
        total += organisations.e_due[e, k]
        held += organisations.e_due[e, k] * organisations.b_committed[b, k]
    return bool(2 * held >= total)


@kernel
def spread_among_partners(W: WorldBundle, weight: Array, new: Array) -> None:
    """Let practices spread in each circle, by trust in the organisations that have them.

    `weight` and `new` (float64[Z + P], zeros) take the trust of all and of those that have the
    practice. An actor without a contract adopts nothing.
    """
    organisations = W.organisations
    r = W.parameters.innovation[0]
    linking = bool(W.parameters.organisation[0].partnership)
    for a in range(len(organisations.a_key)):
        if organisations.a_alive[a]:
            c, t = (
                circle(organisations, organisations.a_zone[a], linking),
                trust_of(organisations.a_trust_successes[a], organisations.a_trust_failures[a]),
            )
            weight[c] += t
            new[c] += t if organisations.a_practice[a] > 0 else 0.0
    for e in range(len(organisations.e_key)):
        if organisations.e_places[e] > 0:
            c, t = (
                circle(organisations, organisations.e_zone[e], linking),
                trust_of(organisations.e_trust_successes[e], organisations.e_trust_failures[e]),
            )
            weight[c] += t
            new[c] += t if organisations.e_practice[e] > 0 else 0.0
    for a in range(len(organisations.a_key)):
        z = organisations.a_zone[a]
        c = circle(organisations, z, linking)
        if not organisations.a_alive[a] or organisations.a_practice[a] > 0 or new[c] <= 0.0:
            continue
        if r.lapses and not actor_carried(W, a):
            continue
        others = weight[c] - trust_of(
            organisations.a_trust_successes[a], organisations.a_trust_failures[a]
        )
        link = link_of(r.apart, linking and organisations.z_perimeter[z] >= 0, W.practice)
        chance = adopt_probability(
            r.imitate, np.float64(organisations.a_absorb[a]), link, new[c] / others
        )
        if draws.draw(W.seed, W.month, draws.ADOPT, OF_ACTOR, organisations.a_key[a]) < chance:
            organisations.a_practice[a] = LIVES
    for e in range(len(organisations.e_key)):
        z = organisations.e_zone[e]
        c = circle(organisations, z, linking)
        if organisations.e_places[e] <= 0 or organisations.e_practice[e] > 0 or new[c] <= 0.0:
            continue
        if r.lapses and not establishment_carried(W, e):
            continue
        others = weight[c] - trust_of(
            organisations.e_trust_successes[e], organisations.e_trust_failures[e]
        )
        link = link_of(r.apart, linking and organisations.z_perimeter[z] >= 0, W.practice)
        chance = adopt_probability(r.imitate, 1.0, link, new[c] / others)
        if (
            draws.draw(W.seed, W.month, draws.ADOPT, OF_ESTABLISHMENT, organisations.e_key[e])
            < chance
        ):
            organisations.e_practice[e] = LIVES


@kernel
def spread_to_all(W: WorldBundle, all_: Array, new: Array) -> None:
    """Bass: each organisation sees its whole département; `all_` and `new`, int64[B], count."""
    organisations, environment = W.organisations, W.environment
    r = W.parameters.innovation[0]
    for a in range(len(organisations.a_key)):
        b = environment.department[organisations.a_zone[a]]
        all_[b] += int(organisations.a_alive[a] != 0)
        new[b] += int(organisations.a_alive[a] != 0 and organisations.a_practice[a] > 0)
    for e in range(len(organisations.e_key)):
        b = environment.department[organisations.e_zone[e]]
        all_[b] += int(organisations.e_places[e] > 0)
        new[b] += int(organisations.e_places[e] > 0 and organisations.e_practice[e] > 0)
    for a in range(len(organisations.a_key)):
        if organisations.a_alive[a] and organisations.a_practice[a] == 0:
            b = environment.department[organisations.a_zone[a]]
            chance = bass_probability(r.spontaneous, r.imitate, new[b] / all_[b])
            if draws.draw(W.seed, W.month, draws.ADOPT, OF_ACTOR, organisations.a_key[a]) < chance:
                organisations.a_practice[a] = LIVES
    for e in range(len(organisations.e_key)):
        if organisations.e_places[e] > 0 and organisations.e_practice[e] == 0:
            b = environment.department[organisations.e_zone[e]]
            chance = bass_probability(r.spontaneous, r.imitate, new[b] / all_[b])
            if (
                draws.draw(W.seed, W.month, draws.ADOPT, OF_ESTABLISHMENT, organisations.e_key[e])
                < chance
            ):
                organisations.e_practice[e] = LIVES


@kernel
def replace_each_other(
    W: WorldBundle, zone_key: Array, start: Array, member: Array, here: Array
) -> None:
    """Moran: in each zone, as many times a month as it has organisations, one imitates another.

    The imitated organisation is drawn by fitness, the imitator at random. If none has the practice,
    a new one appears with chance `spontaneous`, in one organisation drawn at random. A practice
    that all have adopted is counted as kept and is no longer new: the next may appear.

    Parameters
    ----------
    zone_key : uint64[Z]
        Keys of the zones.
    start, member : int32
        Organisations of each zone, actors before establishments: see `by_zone`.
    here : int32[A + E]
        Room for those of a zone that exist.
    """
    organisations = W.organisations
    r = W.parameters.innovation[0]
    actors = len(organisations.a_key)
    parent = np.uint64(draws.stream(W.seed, W.month, draws.MORAN, 0))
    child = np.uint64(draws.stream(W.seed, W.month, draws.MORAN, 1))
    first = np.uint64(draws.stream(W.seed, W.month, draws.MORAN, 2))
    for z in range(len(zone_key)):
        n = 0
        new = 0
        for j in range(start[z], start[z + 1]):
            i = member[j]
            if i < actors and not organisations.a_alive[i]:
                continue
            if i >= actors and organisations.e_places[i - actors] <= 0:
                continue
            here[n] = i
            n += 1
            new += int(
                (
                    organisations.a_practice[i]
                    if i < actors
                    else organisations.e_practice[i - actors]
                )
                > 0
            )
        if n == 0:
            continue
        if new == n:
            organisations.month_totals[counts.KEPT] += 1
            new = 0
            for j in range(n):
                i = here[j]
                if i < actors:
                    organisations.a_practice[i] = 0
                else:
                    organisations.e_practice[i - actors] = 0
        if new == 0:
            u = draws.uniform(first, np.uint64(zone_key[z]))
            if u >= r.spontaneous:
                continue
            i = here[int(u / r.spontaneous * n)]
            new = 1
            if i < actors:
                organisations.a_practice[i] = LIVES
            else:
                organisations.e_practice[i - actors] = LIVES
            organisations.month_totals[counts.INVENTED] += 1
        for step in range(n):
            key = np.uint64(zone_key[z]) * STEPS + np.uint64(step)
            value = int(parent_is_new(draws.uniform(parent, key), r.fitness, new, n))
            i = here[int(draws.uniform(child, key) * n)]
            if i < actors:
                new += value - int(organisations.a_practice[i] > 0)
                organisations.a_practice[i] = value
            else:
                new += value - int(organisations.e_practice[i - actors] > 0)
                organisations.e_practice[i - actors] = value


def by_zone(o: Organisations) -> tuple[Array, Array]:
    """First entry of each zone, and organisations by zone: actors, then establishments from A on.

    Returns
    -------
    tuple of int32[Z + 1], int32[A + E]
    """
    zone = np.concatenate([o.a_zone, o.e_zone])
    start = np.zeros(o.counts.zones + 1, np.int32)
    np.cumsum(np.bincount(zone, minlength=o.counts.zones), out=start[1:])
    return start, np.argsort(zone, kind="stable").astype(np.int32)
