"""The package tables as frozen arrays: every figure of a territory comes from a CSV of this folder.

Orders used everywhere: stages child, adult, senior; domains daily, health, education, insertion;
levels 0 to 3; ages in whole months.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "DOMAIN_NAMES",
    "LAST_AGE",
    "NO_CEILING",
    "STAGE_MONTHS",
    "STAGE_NAMES",
    "Categories",
    "Department",
    "NeedTables",
    "categories",
    "departments",
    "frozen",
    "mortality",
    "needs",
    "number",
    "rows",
]

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int8s = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

EARTH_KM: Final = 6371.0
STAGE_NAMES: Final = ("child", "adult", "senior")
DOMAIN_NAMES: Final = ("daily", "health", "education", "insertion")
PAYER_NAMES: Final = ("state_agency", "departement", "commune", "family_fund", "foundation")
LEVELS: Final = 4
NO_CEILING: Final = 2**31 - 1  # minutes a month
LAST_AGE: Final = 1320
STAGE_MONTHS: Final = ((0, 240), (240, 720), (720, LAST_AGE + 1))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the package table ``name.csv``."""
    text = files("sim.data").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _parameters() -> dict[str, float]:
    return {row["name"]: float(row["value"]) for row in rows("parameters")}


def number(name: str) -> float:
    """Return a scalar of ``parameters.csv`` (unit, range and source are there)."""
    return _parameters()[name]


def frozen[T: np.generic](array: npt.NDArray[T]) -> npt.NDArray[T]:
    """Return the array, which no one can write to any more."""
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True)
class Department:
    """A département: its code, names and population.

    Attributes
    ----------
    index
        Order of the INSEE codes, 0 to 100.
    code, label, region
        INSEE code, French name, name of the region (each overseas département is its own).
    stock
        Persons in the model at equal prevalence, by stage.
    side_minutes
        Side of the square in which its zones lie, in minutes of travel (assumed).
    centre_minutes
        Centre of that square on a flat map of the country, in minutes of travel (assumed).
    """

    index: int
    code: str
    label: str
    region: str
    stock: tuple[int, int, int]
    side_minutes: float
    centre_minutes: tuple[float, float]


def _flat(latitude: float, longitude: float) -> tuple[float, float]:
    """Minutes of travel east and north of the middle of the country, as the crow flies."""
    minutes_km = 60.0 / number("country_speed_kmh")
    east = math.radians(longitude - 2.5) * math.cos(math.radians(46.5))
    north = math.radians(latitude - 46.5)
    return EARTH_KM * east * minutes_km, EARTH_KM * north * minutes_km


@cache
def departments() -> tuple[Department, ...]:
    """Return the 101 départements in the order of their codes (source: population.csv)."""
    side = {row["code"]: float(row["side_minutes"]) for row in rows("travel")}
    centre = {
        row["code"]: _flat(float(row["latitude"]), float(row["longitude"]))
        for row in rows("centres")
    }
    bands = [
        (STAGE_NAMES.index(row["stage"]), row["population_column"], float(row["share"]))
        for row in rows("prevalence")
    ]
    found = []
    for index, row in enumerate(rows("population")):
        stock = [0.0, 0.0, 0.0]
        for stage, column, share in bands:
            stock[stage] += int(row[column]) * share
        found.append(
            Department(
                index=index,
                code=row["code"],
                label=row["departement"],
                region=row["region"],
                stock=(round(stock[0]), round(stock[1]), round(stock[2])),
                side_minutes=side.get(row["code"], side["default"]),
                centre_minutes=centre[row["code"]],
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Categories:
    """The 11 categories of stabilised organisations, as arrays in the order of categories.csv.

    Attributes
    ----------
    code, label_fr, label_en
        Names, K strings each.
    stage, residential
        Stage served (int8[K]) and whether a place is a residence (bool[K]).
    service, by_hours
        Whether it is a home service (bool[K]), and whether the hours that it gives bound the
        persons it takes, and not its authorised places (bool[K]).
    ceiling
        Most minutes a month that a person receives in a domain, by level, int32[K, 4];
        `NO_CEILING` in an establishment.
    places_national, size_mean
        Places in France and mean places of an establishment, float64[K].
    stay_months
        Mean stay of those who leave, all exits, months, float64[K].
    death_share
        Share of the exits that are deaths, float64[K]: the exits other than deaths end a stay with
        probability ``(1 - death_share) / stay_months`` a month.
    another
        Share of those who leave otherwise who go on to another ESSMS, float64[K].
    growth
        Places opened less places closed in a year, as a share of the places, float64[K].
    fte_place
        Full-time equivalents per place, float64[K].
    staff_minutes
        Direct staff minutes per place and month by domain, int32[K, 4].
    group_size
        Persons served at once by one staff minute, float64[K], at least 1.
    tolerance_shares
        Shares of establishments that accept up to class 1, 2, 3, float64[K, 3].
    cost_place_cents
        Public cost per place and year, cents, int64[K].
    fixed_share
        Share of the cost that stays when a place is freed, float64[K].
    convertible
        Share of the hours that can become tailored support, float64[K].
    payer_shares
        Shares of State agency, département, commune, family fund, foundation, float64[K, 5].
    """

    code: tuple[str, ...]
    label_fr: tuple[str, ...]
    label_en: tuple[str, ...]
    stage: Int8s
    residential: Bools
    service: Bools
    by_hours: Bools
    ceiling: Int32s
    places_national: Floats
    size_mean: Floats
    stay_months: Floats
    death_share: Floats
    another: Floats
    growth: Floats
    fte_place: Floats
    staff_minutes: Int32s
    group_size: Floats
    tolerance_shares: Floats
    cost_place_cents: npt.NDArray[np.int64]
    fixed_share: Floats
    convertible: Floats
    payer_shares: Floats

    def __len__(self) -> int:
        """Return the number of categories."""
        return len(self.code)


def _ceilings(codes: tuple[str, ...]) -> Int32s:
    """Most minutes a month in a domain by category and level; none without a need."""
    most = np.full((len(codes), LEVELS), NO_CEILING, np.int32)
    for row in rows("ceilings"):
        most[codes.index(row["category"]), int(row["level"])] = int(row["minutes"])
    most[:, 0] = 0
    return most


@cache
def categories() -> Categories:
    """Return the categories of ``categories.csv``."""
    table = rows("categories")

    def column(name: str) -> Floats:
        return frozen(np.array([float(row[name]) for row in table]))

    def block(names: tuple[str, ...]) -> Floats:
        return frozen(np.array([[float(row[name]) for name in names] for row in table]))

    return Categories(
        code=tuple(row["code"] for row in table),
        label_fr=tuple(row["label_fr"] for row in table),
        label_en=tuple(row["label_en"] for row in table),
        stage=frozen(np.array([STAGE_NAMES.index(row["stage"]) for row in table], np.int8)),
        residential=frozen(column("residential") > 0),
        service=frozen(np.array([row["service"] != "" for row in table])),
        by_hours=frozen(np.array([row["service"] == "hours" for row in table])),
        ceiling=frozen(_ceilings(tuple(row["code"] for row in table))),
        places_national=column("places_national"),
        size_mean=column("size_mean"),
        stay_months=column("stay_months"),
        death_share=column("death_share"),
        another=column("another"),
        growth=column("growth"),
        fte_place=column("fte_place"),
        staff_minutes=frozen(
            block(tuple(f"staff_{name}" for name in DOMAIN_NAMES)).astype(np.int32)
        ),
        group_size=column("group_size"),
        tolerance_shares=block(("tol1_share", "tol2_share", "tol3_share")),
        cost_place_cents=frozen((column("cost_place_year_eur") * 100).astype(np.int64)),
        fixed_share=column("fixed_share"),
        convertible=column("convertible"),
        payer_shares=block(PAYER_NAMES),
    )


@dataclass(frozen=True, slots=True)
class NeedTables:
    """Needs by stage, domain and level.

    Attributes
    ----------
    minutes
        Minutes of support a month, int32[3, 4, 4].
    presence
        Minutes of them in daily life that living in an establishment covers, int32[3, 4].
    up_today, down_today
        Probability a month to go up (down) one level, as an observer of the unreformed silo would
        measure it, float64[3, 4, 4]; zero at the end.
    up, down
        Natural part of these rates, float64[3, 4, 4]: less what unmet need adds to worsening, and
        what support adds to easing, in the unreformed silo (``levels.csv``).
    orientation
        Category by stage, and by two levels (`sim.processes.care.orientation.axes`), int8[3, 4, 4];
        -1 for none.
    """

    minutes: Int32s
    presence: Int32s
    up_today: Floats
    down_today: Floats
    up: Floats
    down: Floats
    orientation: Int8s


@cache
def needs() -> NeedTables:
    """Return the tables of ``needs.csv``, ``levels.csv`` and ``orientation.csv``."""
    shape = (len(STAGE_NAMES), len(DOMAIN_NAMES), LEVELS)
    minutes = np.zeros(shape, np.int32)
    presence = np.zeros((len(STAGE_NAMES), LEVELS), np.int32)
    for row in rows("needs"):
        place = (STAGE_NAMES.index(row["stage"]), DOMAIN_NAMES.index(row["domain"]))
        minutes[*place, int(row["level"])] = int(row["minutes_month"])
        if row["domain"] == DOMAIN_NAMES[0]:
            presence[place[0], int(row["level"])] = int(row["presence_month"])
    up, down, worsened, eased = (np.zeros(shape) for _ in range(4))
    for row in rows("levels"):
        at = (
            STAGE_NAMES.index(row["stage"]),
            DOMAIN_NAMES.index(row["domain"]),
            int(row["level"]),
        )
        up[at], down[at] = float(row["up_monthly"]), float(row["down_monthly"])
        worsened[at], eased[at] = float(row["worsening_factor"]), float(row["easing_factor"])
    orientation = np.full((len(STAGE_NAMES), LEVELS, LEVELS), -1, np.int8)
    codes = categories().code
    for row in rows("orientation"):
        cell = (STAGE_NAMES.index(row["stage"]), int(row["first"]), int(row["second"]))
        orientation[cell] = codes.index(row["category"]) if row["category"] else -1
    return NeedTables(
        minutes=frozen(minutes),
        presence=frozen(presence),
        up_today=frozen(up),
        down_today=frozen(down),
        up=frozen(up / worsened),
        down=frozen(down / eased),
        orientation=frozen(orientation),
    )


@cache
def mortality() -> Floats:
    """Return the probability of death in a month by age in months, float64[1321]; 1 at the end."""
    monthly = np.zeros(LAST_AGE + 1)
    for row in rows("mortality"):
        first, after = int(row["age_from"]) * 12, (int(row["age_to"]) + 1) * 12
        monthly[first:after] = float(row["yearly_probability"]) / 12
    monthly[LAST_AGE] = 1.0
    return frozen(monthly)
