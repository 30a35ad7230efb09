"""Output of one simulated world: its counts, its payments and the pathways of some persons.

Nothing here needs the engine: a run is the same whether it was just simulated or read from a file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.state.people import (
    ABSENT,
    ASSESS,
    COVERED,
    NO_OFFER,
    REFUSED,
    RENOUNCED,
    SERVED,
    STATES,
    WAIT,
)

__all__ = [
    "AWAY",
    "FULLY",
    "IN_PART",
    "ORDINARY_LIFE",
    "PAYERS",
    "STATE_NAMES",
    "WAITING",
    "WITHOUT",
    "Pair",
    "Pathways",
    "Run",
    "digest_of",
    "held",
    "shown_states",
]

Array = npt.NDArray[Any]

# States that a pathway shows, month by month, and their names in files.
AWAY, ORDINARY_LIFE, WAITING, IN_PART, FULLY, WITHOUT = range(6)
STATE_NAMES: Final = ("away", "ordinary", "waiting", "part", "full", "without")

# Kinds of funders, in the order of the columns of `Run.paid`.
PAYERS: Final = ("state_agency", "departement", "commune", "family_fund", "foundation")


@dataclass(frozen=True)
class Pathways:
    """States of the recorded persons, those present at month 0 with the lowest recording rank.

    Attributes
    ----------
    key : uint64[n]
        Identity, ascending.
    state : int8[months, n]
        AWAY, ORDINARY_LIFE, WAITING, IN_PART, FULLY or WITHOUT.
    """

    key: Array
    state: Array


@dataclass(frozen=True)
class Run:
    """Counts and payments of one world of one replicate.

    Attributes
    ----------
    label, scenario_digest, seed
        Which world, under which luck.
    first_month : int
        Month of the first row of `history`.
    reform_month : int
        Month from which counters count.
    history : int64[months, SIZE]
        Monthly counts by `sim.state.counts.NAMES`. Read from a file that lacks a count, it is
        float64, with nan in the column of that count; so are `strata` and `zones`.
    waits : int32[WAIT_SHAPE]
        Waits by kind, flow, class and months (`sim.state.counts.WAITS`, `FLOWS`).
    cohort : int32[COHORT_SHAPE]
        Waits that began two years after the reform or later, by kind, flow and months.
    strata : int64[216, counters]
        Counters since the reform by group of persons.
    zones : int64[Z, counters]
        The same by zone.
    pathways : Pathways or None
        Recorded persons.
    paid : int64[months, payers]
        Cents paid each month by each kind of funder, in the order of `PAYERS`; no row if payments
        were not recorded.
    """

    label: str
    scenario_digest: str
    seed: int
    first_month: int
    reform_month: int
    history: Array
    waits: Array
    cohort: Array
    strata: Array
    zones: Array
    pathways: Pathways | None
    paid: Array

    @property
    def months(self) -> Array:
        """Months of the rows of `history`, int64[months]."""
        return self.first_month + np.arange(len(self.history))

    @property
    def first_row(self) -> int:
        """First row of `history` that counts: that of the reform."""
        return max(0, self.reform_month - self.first_month)

    def digest(self) -> str:
        """32 hexadecimal digits of all counts: equal runs are equal to the bit.

        Counts that a run of an older version does not hold are left out, as they were then.
        """
        history, strata, zones = (held(x)[0] for x in (self.history, self.strata, self.zones))
        return digest_of(history, self.waits, self.cohort, strata, zones)


Pair = tuple[Run, Run]


def held(array: Array) -> tuple[Array, Array]:
    """Return the columns that a run holds, as whole numbers, and their ranks."""
    if array.dtype.kind != "f":
        return array, np.arange(array.shape[1])
    ranks = np.flatnonzero(~np.isnan(array).all(axis=0))
    return array[:, ranks].astype(np.int64), ranks


def digest_of(*arrays: Array) -> str:
    """32 hexadecimal digits of the bytes of some arrays, in their order."""
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


# State shown, by state of the funnel and whether all needs are covered.
_SHOWN = np.full((STATES, 2), ORDINARY_LIFE, np.int8)
_SHOWN[ABSENT] = AWAY
_SHOWN[[ASSESS, WAIT]] = WAITING
_SHOWN[SERVED] = IN_PART, FULLY
_SHOWN[[REFUSED, RENOUNCED, NO_OFFER]] = WITHOUT


def shown_states(state: Array, marks: Array) -> Array:
    """Translate states of the funnel into what a pathway shows.

    Parameters
    ----------
    state : int8[n]
        State in the funnel, as in `sim.state.people`.
    marks : uint8[n]
        Bits of a person; only COVERED is read.

    Returns
    -------
    int8[n]
        AWAY, ORDINARY_LIFE, WAITING, IN_PART, FULLY or WITHOUT.
    """
    return np.asarray(_SHOWN[state, (marks // COVERED) & 1])
