"""Parts of a territory: zones, establishments, project actors, and the flows of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.errors import InputError
from sim.lang import Message

Floats = npt.NDArray[np.float64]
UInt64s = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int16s = npt.NDArray[np.int16]
Int8s = npt.NDArray[np.int8]
STAGES: Final = len(tables.STAGE_NAMES)
DOMAINS: Final = len(tables.DOMAIN_NAMES)
AGES: Final = tables.LAST_AGE + 1
ZONE_BITS: Final = 16  # of the rank of a zone in its département, in the keys of persons
MOST_ZONES: Final = 1 << ZONE_BITS


@dataclass(frozen=True, slots=True)
class Zones:
    """Living areas; Z rows, grouped by département.

    Attributes
    ----------
    label
        Z names.
    departement
        Order of the INSEE codes, 0 to 100, int16[Z].
    department
        Département inside this territory, 0 to B - 1, int16[Z].
    x, y
        Position in minutes of travel, float64[Z]; départements have separate maps.
    openness
        Openness of mainstream services by domain, 0 to 1, float64[Z, 4].
    assess_delay
        Mean months between a request and its assessment, float64[Z].
    stock
        Persons present at the start by stage, int64[Z, 3].
    entries
        Mean newcomers a month by stage, float64[Z, 3].
    """

    label: tuple[str, ...]
    departement: Int16s
    department: Int16s
    x: Floats
    y: Floats
    openness: Floats
    assess_delay: Floats
    stock: Ints
    entries: Floats

    def __len__(self) -> int:
        """Return the number of zones."""
        return len(self.label)

    def keys(self) -> UInt64s:
        """Return the identity of each zone, uint64[Z]: département, and rank among its zones.

        A zone has the same key in its département alone and in the country. Below ``2**24``, so
        that it fits the key of a person.

        Raises
        ------
        InputError
            If a département has more zones than keys.
        """
        if np.bincount(self.departement, minlength=1).max() > MOST_ZONES:
            raise InputError(Message("territory.zones", most=str(MOST_ZONES)))
        return identities(self.departement, ZONE_BITS)


@dataclass(frozen=True, slots=True)
class Establishments:
    """Authorised establishments and services; E rows.

    Attributes
    ----------
    zone, places, operator
        Zone, authorised places and association that runs it, int32[E].
    category
        Row in the table of categories, int8[E].
    tolerance
        Highest complexity class accepted, 1 to 3, int8[E].
    """

    zone: Int32s
    category: Int8s
    places: Int32s
    tolerance: Int8s
    operator: Int32s

    def __len__(self) -> int:
        """Return the number of establishments."""
        return len(self.zone)


@dataclass(frozen=True, slots=True)
class Actors:
    """Project actors; A rows.

    Attributes
    ----------
    zone, seats, minutes
        Zone, persons served at once, minutes of support a month per seat, int32[A].
    domain
        Domain of the project, 0 to 3, int8[A].
    budget_cents
        Yearly budget in cents, int64[A].
    """

    zone: Int32s
    domain: Int8s
    seats: Int32s
    minutes: Int32s
    budget_cents: Ints

    def __len__(self) -> int:
        """Return the number of project actors."""
        return len(self.zone)


@dataclass(frozen=True, slots=True)
class Stationary:
    """Flows that keep a stock constant.

    Attributes
    ----------
    entries
        Newcomers a month by stage, float64[3].
    border_stay
        Share of persons who stay in the territory when they cross 20 and 60 years, float64[2];
        below 1 only where fewer persons live beyond the border than would arrive.
    age_cdf
        Cumulative distribution of the age in months of those present, float64[3, 1321].
    """

    entries: Floats
    border_stay: Floats
    age_cdf: Floats


@dataclass(frozen=True, slots=True)
class Options:
    """How a territory is built; see `sim.territory.build.build`."""

    dispersion_cv: float
    persons_per_zone: float
    equipment_factor: float
    equipment_draw: int


@dataclass(frozen=True, slots=True)
class DepartmentTables:
    """Columns of one département; zone numbers count from 0 in the département."""

    zones: Zones
    establishments: Establishments
    actors: Actors
    flows: Stationary


def identities(departement: npt.NDArray[np.integer], bits: int) -> UInt64s:
    """Return the keys of things in départements: département, then rank among those of the same.

    Parameters
    ----------
    departement
        Order of the INSEE code of each thing, int[n].
    bits
        Bits of the rank.
    """
    order = np.argsort(departement, kind="stable")
    sorted_ = departement[order].astype(np.uint64)
    found = np.empty(len(order), np.uint64)
    first = np.searchsorted(sorted_, sorted_)
    found[order] = (sorted_ << np.uint64(bits)) | (np.arange(len(order)) - first).astype(np.uint64)
    return found
