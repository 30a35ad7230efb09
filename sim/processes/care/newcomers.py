"""Newcomers: their properties are drawn from the place, the month and the rank of arrival alone.

A person's key is made of these three, never of a running counter, and all that they bring is drawn
from the key: the same seed brings the same people into every scenario.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.engine.pointer import bundle
from sim.processes.care.mainstream import share_informed
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import heaviest
from sim.processes.care.presence import stratum_of
from sim.processes.organisation.practice import adoption_rank
from sim.state import counts
from sim.state.people import (
    DOMAINS,
    LATENT,
    NEVER,
    STAGES,
    UNWILLING,
)
from sim.state.views import Array, WorldBundle

# A key is 64 bits: département 8 and zone 16 (`sim.territory.build.Zones.keys`), month 14, stage 2,
# serial 24. Months start far before the burn-in.
FIRST_MONTH = 4096
STOCK_MONTH = -FIRST_MONTH  # month of the keys of those present at the very start


@bundle()
class Origins(NamedTuple):
    """Tables from which newcomers are drawn.

    Attributes
    ----------
    zone_key : uint64[Z]
        Identity of each zone, the same whatever else the territory holds.
    entries : float64[Z, 3]
        Mean newcomers a month by stage.
    entry_age, stock_age : float64[3, 1321], float64[B, 3, 1321]
        Cumulative law of the age in months.
    entry_profile, stock_profile : float64[3, P], float64[B, Y, P]
        Cumulative law of the profile, of newcomers by stage, of the stock by age in years.
    entry_level, stock_level : float64[3, P, 4, 4], float64[B, Y, P, 4, 4]
        Cumulative law of the level by profile and domain.
    stock_since : float64[B, Y, P]
        Mean months since the persons of the stock came.
    carer_rank : float64[3]
        Cumulative law of the rank of carers.
    """

    zone_key: Array
    entries: Array
    department: Array
    entry_age: Array
    stock_age: Array
    entry_profile: Array
    stock_profile: Array
    entry_level: Array
    stock_level: Array
    stock_since: Array
    women: Array
    digital_ends: Array
    digital: Array
    income: Array
    carer_rank: Array
    openness: Array
    known: float
    non_take_up: float


@rule
def person_key(zone_key: np.uint64, month: int, stage: int, serial: int) -> np.uint64:
    """Identity of a person: place, month and rank of their arrival."""
    a = np.uint64(zone_key) << np.uint64(40)
    b = np.uint64(month + FIRST_MONTH) << np.uint64(26)
    c = np.uint64(stage) << np.uint64(24)
    return np.uint64(a | b | c | np.uint64(serial))


@rule
def zone_part(zone_key: np.uint64) -> int:
    """Part of a zone's identity that the keys of its persons hold."""
    return int(np.uint64(zone_key) & np.uint64((1 << 24) - 1))


@rule
def zone_of_key(key: np.uint64) -> int:
    """Part of a zone's identity that a key holds, as `zone_part`."""
    return int(np.uint64(key) >> np.uint64(40))


@rule
def arrival_of_key(key: np.uint64) -> int:
    """Month in which a person arrived; `STOCK_MONTH` for those present at the very start."""
    return int((np.uint64(key) >> np.uint64(26)) & np.uint64((1 << 14) - 1)) - FIRST_MONTH


@rule
def stage_of_key(key: np.uint64) -> int:
    """Stage of life in which a person arrived."""
    return int((np.uint64(key) >> np.uint64(24)) & np.uint64(3))


@rule
def mainstream_found(u: float, knowing: float, openness: float, known: float, linked: float) -> int:
    """Whether a mainstream service is found: 0 no, 1 with partnership, 3 also without it.

    It is near and open if `u` is below `openness`. A share `known` of persons know it alone, and a
    share `linked` once a partnership informs them.
    """
    if u >= openness:
        return 0
    if knowing < known:
        return 3
    return int(knowing < linked)


@rule
def ability_of(u: float, mean: float) -> float:
    """Ability to express a project: uniform around the mean of the stage and class, in [0, 1]."""
    spread = min(mean, 1.0 - mean, 0.25)
    return mean + spread * (2.0 * u - 1.0)


@rule
def carer_of(u: float, shares: Array) -> int:
    """Where the main carer lives: 0 there is none, 1 elsewhere, 2 with the person.

    `shares` (float64[2]) is the cumulative law of the last two.
    """
    if u >= shares[1]:
        return 0
    return 1 if u < shares[0] else 2


@rule
def enter(W: WorldBundle, i: int) -> None:
    """Give a person what their stage of life decides: ability to express a project, and a carer.

    Both follow the table of the stage and the needs of now, with numbers that are drawn once: from
    parents to partners to children, a person may lose a carer or find one, who is not worn out.
    """
    people, key, stage = W.people, W.people.key[i], stage_of(W.people.age[i])
    mean = W.environment.expression[stage, heaviest(people, i)]
    people.ability[i] = ability_of(draws.draw(W.seed, draws.ONCE, draws.ABILITY, 0, key), mean)
    share = W.environment.carer_share[stage]
    carer = carer_of(draws.draw(W.seed, draws.ONCE, draws.CARER, 0, key), share)
    if carer != people.carer[i]:
        people.carer[i] = carer
        people.strain[i] = 0.0


@rule
def age_on_arrival(
    seed: int, origins: Origins, key: np.uint64, zone: int, stage: int, stock: bool
) -> int:
    """Age of a person in months when they arrive, or at the very start for the stock."""
    u = draws.draw(seed, draws.ONCE, draws.AGE, 0, key)
    if stock:
        return draws.which(u, origins.stock_age[origins.department[zone], stage])
    return draws.which(u, origins.entry_age[stage])


@rule
def sex_of(seed: int, origins: Origins, key: np.uint64, stage: int) -> int:
    """Sex of a person: 0 woman, 1 man."""
    return int(draws.draw(seed, draws.ONCE, draws.SEX, 0, key) >= origins.women[stage])


@rule
def year_of(origins: Origins, age: int) -> int:
    """Row of the tables of the stock for an age in months."""
    return int(min(age // 12, origins.stock_profile.shape[1] - 1))


@rule
def profile_of(
    seed: int, origins: Origins, key: np.uint64, zone: int, stage: int, age: int, stock: bool
) -> int:
    """Profile of need of a person who arrives at an age in months, or is there at the start."""
    u = draws.draw(seed, draws.ONCE, draws.PROFILE, 0, key)
    if stock:
        return draws.which(
            u, origins.stock_profile[origins.department[zone], year_of(origins, age)]
        )
    return draws.which(u, origins.entry_profile[stage])


@rule
def arrive(
    W: WorldBundle, origins: Origins, i: int, key: np.uint64, zone: int, stage: int, stock: bool
) -> None:
    """Fill an empty row with a person drawn from their key alone."""
    people = W.people
    once = draws.ONCE
    people.key[i] = key
    people.zone[i] = zone
    age = age_on_arrival(W.seed, origins, key, zone, stage, stock)
    people.age[i] = age
    people.sex[i] = sex_of(W.seed, origins, key, stage)
    people.income[i] = draws.which(
        draws.draw(W.seed, once, draws.INCOME, 0, key), origins.income[stage]
    )
    band = draws.which(float(age), origins.digital_ends)
    people.digital[i] = draws.which(
        draws.draw(W.seed, once, draws.DIGITAL, 0, key), origins.digital[band]
    )
    profile = profile_of(W.seed, origins, key, zone, stage, age, stock)
    people.profile[i] = profile
    block, year = origins.department[zone], year_of(origins, age)
    found = 0
    for d in range(DOMAINS):
        u = draws.draw(W.seed, once, draws.LEVEL, d, key)
        if stock:
            people.level[i, d] = draws.which(u, origins.stock_level[block, year, profile, d])
        else:
            people.level[i, d] = draws.which(u, origins.entry_level[stage, profile, d])
        bits = mainstream_found(
            draws.draw(W.seed, once, draws.FOUND, d, key),
            draws.draw(W.seed, once, draws.KNOWN, d, key),
            origins.openness[zone, d],
            origins.known,
            share_informed(W),
        )
        found |= ((bits >> 1) << d) | ((bits & 1) << (4 + d))
    people.mainstream_known[i] = found
    enter(W, i)
    people.carer_rank[i] = draws.which(
        draws.draw(W.seed, once, draws.CARER, 1, key), origins.carer_rank
    )
    if draws.draw(W.seed, once, draws.WILLING, 0, key) < origins.non_take_up:
        people.status_bits[i] |= UNWILLING
    people.state[i] = LATENT
    people.luck[i] = draws.luck_of(key)
    people.adoption[i] = adoption_rank(W.seed, key)
    people.dirty[i] = 1
    people.counted_until[i] = NEVER


@kernel
def count_arrivals(origins: Origins, seed: int, month: int, factor: float, totals: Array) -> int:
    """Newcomers of the month by zone and stage, Poisson; returns their number."""
    total = 0
    for stage in range(STAGES):
        k = draws.stream(seed, month, draws.ARRIVALS, stage)
        for z in range(origins.entries.shape[0]):
            u = draws.uniform(k, origins.zone_key[z])
            n = draws.poisson(u, origins.entries[z, stage] * factor)
            totals[z, stage] = n
            total += n
    return total


@kernel
def settle_in(rows: Array, totals: Array, W: WorldBundle, origins: Origins, stock: int) -> None:
    """Fill `rows` with the newcomers counted by zone and stage, in key order."""
    n = 0
    for z in range(totals.shape[0]):
        zone_key = origins.zone_key[z]
        for stage in range(STAGES):
            for serial in range(totals[z, stage]):
                i = row(rows, n)
                key = person_key(zone_key, STOCK_MONTH if stock else W.month, stage, serial)
                arrive(W, origins, i, key, z, stage, stock != 0)
                W.people.stratum[i] = stratum_of(W.people, i)
                n += 1
    W.organisations.month_totals[counts.ARRIVALS] += n
