"""Imitation: how a practice spreads between organisations (4.12).

Along partnerships, by trust and by what each is able to absorb; or in the two limits that theory
knows: everybody sees everybody (Bass 1969), or organisations replace each other one at a time
(Moran 1958).
"""

from __future__ import annotations

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.holding_contracts import serves
from sim.processes.organisation.trust import trust_of
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.organisations import CONTRACTS, KINDS, Organisations
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

LIVES = 1  # value of a_practice and e_practice: as long as its money does

# Slots: actors and establishments are numbered alike, so that their luck needs slots of its own.
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
    """How much of what partners do is seen: all in partnership, `apart` without."""
    return apart + (1.0 - apart) * practice if linked else apart


@rule
def parent_is_new(u: float, fitness: float, new: int, all_: int) -> bool:
    """Tell whether the one that is imitated has the new practice, picked by fitness (Moran)."""
    return u * (fitness * new + (all_ - new)) < fitness * new


@rule
def circle(O: O_, zone: int) -> int:
    """Number of the circle of partners of a zone: its own, or that of the pole that serves it."""
    p = O.z_perimeter[zone]
    return len(O.z_perimeter) + p if p >= 0 else zone


@rule
def actor_carried(O: O_, L: L_, a: int, month: int) -> bool:
    """Tell whether some contract in force is paid by a funder that holds to the reform."""
    b = L.block[O.a_zone[a]]
    for k in range(CONTRACTS):
        if serves(O, a, k, month) and O.b_committed[b, O.c_payer[a, k]]:
            return True
    return False


@rule
def establishment_carried(O: O_, L: L_, e: int) -> bool:
    """Tell whether those who hold to the reform pay at least half of an establishment."""
    b = L.block[O.e_zone[e]]
    total = 0
    held = 0
    for k in range(KINDS):
        total += O.e_due[e, k]
        held += O.e_due[e, k] * O.b_committed[b, k]
    return bool(2 * held >= total)


@kernel
def spread_among_partners(
    O: O_, L: L_, R: R_, seed: int, month: int, practice: float, weight: Array, new: Array
) -> None:
    """Let practices spread in each circle, by the trust that those who have them enjoy.

    `weight` and `new` (float64[Z + P], zeros) take the trust of all and of those who practise. An
    actor without contract takes nothing over.
    """
    r = R.innovation[0]
    linking = bool(R.organisation[0].partnership)
    for a in range(len(O.a_key)):
        if O.a_alive[a]:
            c, t = circle(O, O.a_zone[a]), trust_of(O.a_good[a], O.a_bad[a])
            weight[c] += t
            new[c] += t if O.a_practice[a] > 0 else 0.0
    for e in range(len(O.e_key)):
        if O.e_places[e] > 0:
            c, t = circle(O, O.e_zone[e]), trust_of(O.e_good[e], O.e_bad[e])
            weight[c] += t
            new[c] += t if O.e_practice[e] > 0 else 0.0
    for a in range(len(O.a_key)):
        z = O.a_zone[a]
        c = circle(O, z)
        if not O.a_alive[a] or O.a_practice[a] > 0 or new[c] <= 0.0:
            continue
        if r.lapses and not actor_carried(O, L, a, month):
            continue
        others = weight[c] - trust_of(O.a_good[a], O.a_bad[a])
        link = link_of(r.apart, linking and O.z_perimeter[z] >= 0, practice)
        chance = adopt_probability(r.imitate, np.float64(O.a_absorb[a]), link, new[c] / others)
        if draws.draw(seed, month, draws.ADOPT, OF_ACTOR, O.a_key[a]) < chance:
            O.a_practice[a] = LIVES
    for e in range(len(O.e_key)):
        z = O.e_zone[e]
        c = circle(O, z)
        if O.e_places[e] <= 0 or O.e_practice[e] > 0 or new[c] <= 0.0:
            continue
        if r.lapses and not establishment_carried(O, L, e):
            continue
        others = weight[c] - trust_of(O.e_good[e], O.e_bad[e])
        link = link_of(r.apart, linking and O.z_perimeter[z] >= 0, practice)
        chance = adopt_probability(r.imitate, 1.0, link, new[c] / others)
        if draws.draw(seed, month, draws.ADOPT, OF_ESTABLISHMENT, O.e_key[e]) < chance:
            O.e_practice[e] = LIVES


@kernel
def spread_to_all(O: O_, L: L_, R: R_, seed: int, month: int, all_: Array, new: Array) -> None:
    """Bass: everybody sees everybody of its block; `all_` and `new` (int64[B], zeros) count."""
    r = R.innovation[0]
    for a in range(len(O.a_key)):
        b = L.block[O.a_zone[a]]
        all_[b] += int(O.a_alive[a] != 0)
        new[b] += int(O.a_alive[a] != 0 and O.a_practice[a] > 0)
    for e in range(len(O.e_key)):
        b = L.block[O.e_zone[e]]
        all_[b] += int(O.e_places[e] > 0)
        new[b] += int(O.e_places[e] > 0 and O.e_practice[e] > 0)
    for a in range(len(O.a_key)):
        if O.a_alive[a] and O.a_practice[a] == 0:
            b = L.block[O.a_zone[a]]
            chance = bass_probability(r.spontaneous, r.imitate, new[b] / all_[b])
            if draws.draw(seed, month, draws.ADOPT, OF_ACTOR, O.a_key[a]) < chance:
                O.a_practice[a] = LIVES
    for e in range(len(O.e_key)):
        if O.e_places[e] > 0 and O.e_practice[e] == 0:
            b = L.block[O.e_zone[e]]
            chance = bass_probability(r.spontaneous, r.imitate, new[b] / all_[b])
            if draws.draw(seed, month, draws.ADOPT, OF_ESTABLISHMENT, O.e_key[e]) < chance:
                O.e_practice[e] = LIVES


@kernel
def replace_each_other(
    O: O_,
    R: R_,
    seed: int,
    month: int,
    zone_key: Array,
    start: Array,
    member: Array,
    here: Array,
) -> None:
    """Moran: in each zone, as many times a month as it has organisations, one imitates another.

    Who is imitated is picked by fitness, who imitates at random. Where nobody practises, a new
    practice appears with chance `spontaneous`, in one organisation picked at random. What all have
    taken over is kept, and no longer new: the next may appear.

    Parameters
    ----------
    zone_key : uint64[Z]
        Keys of the zones.
    start, member : int32
        Organisations of each zone, actors before establishments: see `by_zone`.
    here : int32[A + E]
        Room for those of a zone that exist.
    """
    r = R.innovation[0]
    actors = len(O.a_key)
    parent = np.uint64(draws.stream(seed, month, draws.MORAN, 0))
    child = np.uint64(draws.stream(seed, month, draws.MORAN, 1))
    first = np.uint64(draws.stream(seed, month, draws.MORAN, 2))
    for z in range(len(zone_key)):
        n = 0
        new = 0
        for j in range(start[z], start[z + 1]):
            i = member[j]
            if i < actors and not O.a_alive[i]:
                continue
            if i >= actors and O.e_places[i - actors] <= 0:
                continue
            here[n] = i
            n += 1
            new += int((O.a_practice[i] if i < actors else O.e_practice[i - actors]) > 0)
        if n == 0:
            continue
        if new == n:
            O.tally[tally.KEPT] += 1
            new = 0
            for j in range(n):
                i = here[j]
                if i < actors:
                    O.a_practice[i] = 0
                else:
                    O.e_practice[i - actors] = 0
        if new == 0:
            u = draws.uniform(first, np.uint64(zone_key[z]))
            if u >= r.spontaneous:
                continue
            i = here[int(u / r.spontaneous * n)]
            new = 1
            if i < actors:
                O.a_practice[i] = LIVES
            else:
                O.e_practice[i - actors] = LIVES
            O.tally[tally.INVENTED] += 1
        for step in range(n):
            key = np.uint64(zone_key[z]) * STEPS + np.uint64(step)
            value = int(parent_is_new(draws.uniform(parent, key), r.fitness, new, n))
            i = here[int(draws.uniform(child, key) * n)]
            if i < actors:
                new += value - int(O.a_practice[i] > 0)
                O.a_practice[i] = value
            else:
                new += value - int(O.e_practice[i - actors] > 0)
                O.e_practice[i - actors] = value


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
