"""The tables of persons as frozen arrays: who they are, and what their carers can give.

Orders are those of `sim.data.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.data.tables import LEVELS, STAGE_NAMES, Floats, Int32s, frozen, rows

__all__ = ["PersonTables", "persons"]

DIGITAL_KEYS: Final = ("none", "limited", "full")
INCOME_KEYS: Final = ("low", "middle", "high")
HOUSEHOLDS: Final = ("elsewhere", "together")  # where a carer lives
RANKS: Final = ("low", "middle", "high")  # of what a carer can give


@dataclass(frozen=True, slots=True)
class PersonTables:
    """Properties of persons, by stage and age.

    Attributes
    ----------
    female_share
        float64[3] by stage.
    digital_edges, digital
        First age in months of each band, int32[B], and shares of digital access none, limited,
        full, float64[B, 3].
    income
        Shares of the national income terciles low, middle, high by stage, float64[3, 3].
    expression
        Mean ability to express a project, 0 to 1, by stage and complexity class, float64[3, 4].
    carer_share
        Share of persons whose carer lives elsewhere and together with them, by stage,
        float64[3, 2].
    carer_rank
        Shares of carers of low, middle and high rank, float64[3].
    carer_minutes
        Minutes a month a carer can give, by stage, household, level of daily need and rank,
        int32[3, 2, 4, 3].
    carer_female_share
        Share of women among carers.
    """

    female_share: Floats
    digital_edges: Int32s
    digital: Floats
    income: Floats
    expression: Floats
    carer_share: Floats
    carer_rank: Floats
    carer_minutes: Int32s
    carer_female_share: float


def _carer_minutes() -> Int32s:
    """Minutes of ``carers.csv``; none without a need of daily life."""
    minutes = np.zeros((len(STAGE_NAMES), len(HOUSEHOLDS), LEVELS, len(RANKS)), np.int32)
    for row in rows("carers"):
        stage, household = STAGE_NAMES.index(row["stage"]), HOUSEHOLDS.index(row["household"])
        at = (stage, household, int(row["level"]), RANKS.index(row["rank"]))
        minutes[at] = int(row["minutes"])
    return minutes


@cache
def persons() -> PersonTables:
    """Return the tables of ``person.csv``."""
    table = rows("person")

    def pick(name: str, **where: str) -> float:
        (value,) = (
            float(row["value"])
            for row in table
            if row["table"] == name and all(row[key] == want for key, want in where.items())
        )
        return value

    def by_stage(name: str) -> Floats:
        return frozen(np.array([pick(name, stage=stage) for stage in STAGE_NAMES]))

    def by_stage_and(name: str, key: str, choices: tuple[str, ...]) -> Floats:
        return frozen(
            np.array([[pick(name, stage=s, **{key: c}) for c in choices] for s in STAGE_NAMES])
        )

    ages = sorted({int(row["age_from"]) for row in table if row["table"] == "digital"})
    return PersonTables(
        female_share=by_stage("female_share"),
        digital_edges=frozen(np.array(ages, np.int32) * np.int32(12)),
        digital=frozen(
            np.array(
                [[pick("digital", age_from=str(a), key=k) for k in DIGITAL_KEYS] for a in ages]
            )
        ),
        income=by_stage_and("income", "key", INCOME_KEYS),
        expression=by_stage_and("expression", "level", tuple(str(c) for c in range(LEVELS))),
        carer_share=by_stage_and("carer_share", "key", HOUSEHOLDS),
        carer_rank=frozen(np.array([pick("carer_burden", key=k) for k in RANKS])),
        carer_minutes=frozen(_carer_minutes()),
        carer_female_share=pick("carer_female_share"),
    )
