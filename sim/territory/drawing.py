"""Drawing a département: zones, establishments, project actors and the flows of people.

All draws depend on the code of the département and on their purpose only, so that a département
never changes because of another.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.data.tables import Department, number
from sim.territory.entities import (
    AGES,
    DOMAINS,
    STAGES,
    Actors,
    DepartmentTables,
    Establishments,
    Floats,
    Int32s,
    Ints,
    Options,
    Stationary,
    Zones,
)

__all__ = [
    "actors",
    "assess_delay",
    "department_tables",
    "entry_age_cdf",
    "entry_weights",
    "equipment",
    "openness",
    "stationary",
    "zone_entries",
]


def _uniforms(size: int, *key: object) -> Floats:
    digest = hashlib.blake2b("|".join(map(str, key)).encode(), digest_size=16).digest()
    philox = np.random.Philox(key=int.from_bytes(digest, "little"))
    return np.random.Generator(philox).random(size)


def _normals(size: int, *key: object) -> Floats:
    inverse = NormalDist().inv_cdf
    inside = np.clip(_uniforms(size, *key), 1e-12, 1 - 1e-12)
    return np.array([inverse(float(u)) for u in inside], np.float64)


def _apportion(total: int, weights: Floats) -> Ints:
    """Share whole units by largest remainder; ties go to the first."""
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def _pick(weights: npt.NDArray[np.floating], uniforms: Floats) -> Ints:
    cumulated = np.cumsum(weights)
    last = np.int64(len(weights) - 1)
    found: Ints = np.searchsorted(cumulated, uniforms * cumulated[-1], side="right")
    return np.minimum(found, last)


@cache
def entry_weights() -> Floats:
    """Share of newcomers of a stage by age in months, float64[3, 1321]."""
    weights = np.zeros((STAGES, AGES))
    for row in tables.rows("entry_age"):
        first, after = int(row["age_from"]) * 12, (int(row["age_to"]) + 1) * 12
        stage = tables.STAGE_NAMES.index(row["stage"])
        weights[stage, first:after] += float(row["weight"]) / (after - first)
    return weights / weights.sum(axis=1, keepdims=True)


def entry_age_cdf() -> Floats:
    """Return the cumulative distribution of the age of newcomers, float64[3, 1321]."""
    cdf: Floats = np.minimum(np.cumsum(entry_weights(), axis=1), 1.0)
    for stage, (_, after) in enumerate(tables.STAGE_MONTHS):
        cdf[stage, after - 1 :] = 1.0
    return cdf


@cache
def _profiles() -> tuple[Floats, Floats]:
    """Persons present by age for one arrival at the age limit, and for one newcomer, a month."""
    survive = 1.0 - tables.mortality()
    arrivals, newcomers = np.zeros((STAGES, AGES)), np.zeros((STAGES, AGES))
    weights = entry_weights()
    for stage, (first, after) in enumerate(tables.STAGE_MONTHS):
        arrived, entered = 1.0, weights[stage, first]
        arrivals[stage, first], newcomers[stage, first] = arrived, entered
        for age in range(first + 1, after):
            arrived *= survive[age - 1]
            entered = entered * survive[age - 1] + weights[stage, age]
            arrivals[stage, age], newcomers[stage, age] = arrived, entered
    return arrivals, newcomers


def stationary(stock: Sequence[float]) -> Stationary:
    """Solve the newcomers that keep the stock of each stage constant.

    A month a person of age ``a`` dies with the probability of `tables.mortality`, else is ``a + 1``
    old; newcomers arrive with the ages of ``entry_age.csv``. The stock of a stage is then linear in
    the arrivals at its lower age limit and in its newcomers.

    Parameters
    ----------
    stock
        Persons by stage (child, adult, senior), not negative.
    """
    survive = 1.0 - tables.mortality()
    by_arrival, by_newcomer = _profiles()
    entries, stay = np.zeros(STAGES), np.ones(STAGES - 1)
    cdf = np.zeros((STAGES, AGES))
    arrivals = 0.0
    for stage, (_, after) in enumerate(tables.STAGE_MONTHS):
        staying = arrivals * by_arrival[stage].sum()
        if staying > stock[stage]:
            stay[stage - 1] = stock[stage] / staying
            arrivals, staying = arrivals * stay[stage - 1], float(stock[stage])
        entries[stage] = (stock[stage] - staying) / by_newcomer[stage].sum()
        present = arrivals * by_arrival[stage] + entries[stage] * by_newcomer[stage]
        shape = present if stock[stage] > 0 else by_newcomer[stage]
        cdf[stage] = np.cumsum(shape) / shape.sum()
        cdf[stage, after - 1 :] = 1.0
        arrivals = present[after - 1] * survive[after - 1]
    return Stationary(entries, stay, cdf)


def zone_entries(flows: Stationary, stock: Ints) -> Floats:
    """Share the newcomers of a département over its zones as the persons present of the stage."""
    total = stock.sum(axis=0)
    share = np.where(total > 0, stock / np.maximum(total, 1), 1.0 / len(stock))
    return share * flows.entries


def assess_delay(key: str) -> float:
    """Draw the months between a request and its assessment in a département (REPSS 2.6)."""
    spread = number("assess_delay_sd_log")
    median = number("assess_delay_mean") / math.exp(spread**2 / 2)
    drawn = median * math.exp(spread * float(_normals(1, key, "assess_delay")[0]))
    return min(number("assess_delay_max"), max(number("assess_delay_min"), drawn))


def openness(size: int, key: str) -> Floats:
    """Draw the openness of mainstream services, 0 to 1, float64[size, 4] (assumed)."""
    mean = np.array([number(f"openness_{name}") for name in tables.DOMAIN_NAMES])
    draws = _uniforms(size * DOMAINS, key, "openness").reshape(size, DOMAINS)
    spread = number("openness_spread")
    found: Floats = np.clip(mean + spread * (2.0 * draws - 1.0), 0.0, 1.0)
    return found


def _department_zones(department: Department, flows: Stationary, per_zone: float) -> Zones:
    code, size = department.code, max(1, round(sum(department.stock) / per_zone))
    weights = np.exp(number("zone_weight_sd") * _normals(size, code, "zone_weight"))
    stock = np.stack([_apportion(persons, weights) for persons in department.stock], axis=1)
    return Zones(
        label=tuple(f"{department.label} {index + 1}" for index in range(size)),
        departement=np.full(size, department.index, np.int16),
        department=np.zeros(size, np.int16),
        x=department.side_minutes * _uniforms(size, code, "x"),
        y=department.side_minutes * _uniforms(size, code, "y"),
        openness=openness(size, code),
        assess_delay=np.full(size, assess_delay(code)),
        stock=stock,
        entries=zone_entries(flows, stock),
    )


def equipment(code: str, dispersion_cv: float, draw: int) -> Floats:
    """Return the equipment of a département relative to the country by category, float64[K].

    Lognormal of mean 1; part of the variance is common to the categories of a stage.

    Parameters
    ----------
    code
        Code of the département.
    dispersion_cv
        Coefficient of variation between départements for adults (0.72, REPSS Autonomie 2.9); the
        coefficients of children and seniors are assumed shares of it.
    draw
        Number of the synthetic draw.
    """
    categories = tables.categories()
    ratios = np.array([number("dispersion_ratio_child"), 1.0, number("dispersion_ratio_senior")])
    sigma = np.sqrt(np.log1p((dispersion_cv * ratios) ** 2))[categories.stage]
    common = number("dispersion_common")
    shared = _normals(STAGES, code, "equipment", draw)[categories.stage]
    own = _normals(len(categories), code, "equipment_category", draw)
    clip = number("dispersion_clip")
    score = np.clip(math.sqrt(common) * shared + math.sqrt(1.0 - common) * own, -clip, clip)
    factor: Floats = np.exp(sigma * score - sigma**2 / 2)
    return factor


@cache
def _national_stock() -> Floats:
    return np.array([department.stock for department in tables.departments()], float).sum(axis=0)


def _department_establishments(
    department: Department, stock: Ints, options: Options
) -> Establishments:
    """Open the establishments of a département and place them over its zones."""
    code, categories = department.code, tables.categories()
    share = np.array(department.stock) / _national_stock()
    target = categories.places_national * share[categories.stage] * options.equipment_factor
    target = target * equipment(code, options.dispersion_cv, options.equipment_draw)
    zone, category, places, tolerance = ([np.zeros(0, np.int64)] for _ in range(4))
    for index in range(len(categories)):
        total = round(float(target[index]))
        if total < number("minimum_places"):
            continue
        size = min(total, max(1, round(total / categories.size_mean[index])))
        key = (code, categories.code[index])
        weights = np.exp(number("establishment_size_sd") * _normals(size, *key, "size"))
        places.append(1 + _apportion(total - size, weights))
        zone.append(_pick(stock[:, categories.stage[index]] + 1.0, _uniforms(size, *key, "zone")))
        shares = categories.tolerance_shares[index]
        tolerance.append(1 + _pick(shares, _uniforms(size, *key, "tolerance")))
        category.append(np.full(size, index, np.int64))
    kinds = np.concatenate(category)
    return Establishments(
        zone=np.concatenate(zone).astype(np.int32),
        category=kinds.astype(np.int8),
        places=np.concatenate(places).astype(np.int32),
        tolerance=np.concatenate(tolerance).astype(np.int8),
        operator=_operators(code, categories.stage[kinds] == STAGES - 1),
    )


def _operators(code: str, senior: npt.NDArray[np.bool_]) -> Int32s:
    """Give each establishment an association; those for seniors have operators of their own."""
    found, opened = np.zeros(len(senior), np.int32), 0
    for sector in (False, True):
        rows = np.flatnonzero(senior == sector)
        if not len(rows):
            continue
        size = max(1, round(len(rows) / number("establishments_per_operator")))
        weights = np.arange(1, size + 1, dtype=float) ** -number("operator_concentration")
        owner = _pick(weights, _uniforms(len(rows), code, "operator", sector))
        first = np.argsort(_uniforms(len(rows), code, "operator_first", sector), kind="stable")
        owner[first[:size]] = np.arange(size)
        found[rows] = opened + owner
        opened += size
    return found


def actors(code: str, stock: Ints) -> Actors:
    """Draw the project actors of a département (their number is assumed)."""
    persons = int(stock.sum())
    size = max(1, round(persons * number("actors_per_person")))
    spread = number("actor_seats_sd_log")
    seats = np.exp(spread * _normals(size, code, "seats") - spread**2 / 2)
    seats = np.maximum(1, np.rint(number("actor_seats_mean") * seats)).astype(np.int32)
    shares = np.array([number(f"actor_share_{name}") for name in tables.DOMAIN_NAMES])
    cents = round(number("actor_cost_seat_year") * 100)
    return Actors(
        zone=_pick(stock.sum(axis=1) + 1.0, _uniforms(size, code, "actor_zone")).astype(np.int32),
        domain=_pick(shares, _uniforms(size, code, "actor_domain")).astype(np.int8),
        seats=seats,
        minutes=np.full(size, round(number("actor_minutes_seat")), np.int32),
        budget_cents=seats.astype(np.int64) * cents,
    )


def department_tables(department: Department, options: Options) -> DepartmentTables:
    """Draw a whole département."""
    flows = stationary(department.stock)
    zones = _department_zones(department, flows, options.persons_per_zone)
    establishments = _department_establishments(department, zones.stock, options)
    return DepartmentTables(zones, establishments, actors(department.code, zones.stock), flows)
