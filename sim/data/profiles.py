"""The profiles of need as frozen arrays: how the needs of one person go together, and what lasts.

Orders are those of `sim.data.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.data.tables import DOMAIN_NAMES, LEVELS, STAGE_NAMES, Floats, Int8s, frozen, rows

__all__ = ["Profiles", "profiles"]


@dataclass(frozen=True, slots=True)
class Profiles:
    """P profiles of need.

    Attributes
    ----------
    code, label_fr, label_en
        Names, P strings each.
    entry
        Shares of the profiles among newcomers by stage, float64[3, P], sum 1.
    level_entry
        Shares of the levels of newcomers, float64[3, P, 4, 4] by stage, profile and domain, sum 1.
    floor
        Lasting part of the need: the level below which it never eases, int8[P, 3, 4].
    """

    code: tuple[str, ...]
    label_fr: tuple[str, ...]
    label_en: tuple[str, ...]
    entry: Floats
    level_entry: Floats
    floor: Int8s

    def __len__(self) -> int:
        """Return the number of profiles."""
        return len(self.code)


def at_least(law: Floats, level: int) -> Floats:
    """Return the law of the greater of a level and a draw of `law`, float64[4]."""
    raised = law.copy()
    raised[level] += raised[:level].sum()
    raised[:level] = 0.0
    return raised


@cache
def profiles() -> Profiles:
    """Return the tables ``profiles.csv`` and ``profile_levels.csv``.

    A newcomer of a profile has in each domain the greater of the profile's level at entry and a
    level drawn from the shares of ``levels.csv``.
    """
    names = rows("profiles")
    codes = tuple(row["code"] for row in names)
    common = np.zeros((len(STAGE_NAMES), len(DOMAIN_NAMES), LEVELS))
    for row in rows("levels"):
        at = STAGE_NAMES.index(row["stage"]), DOMAIN_NAMES.index(row["domain"]), int(row["level"])
        common[at] = float(row["entry_share"])
    common /= common.sum(axis=2, keepdims=True)
    entry = np.zeros((len(STAGE_NAMES), len(codes)))
    level = np.zeros((len(STAGE_NAMES), len(codes), len(DOMAIN_NAMES), LEVELS))
    floor = np.zeros((len(codes), len(STAGE_NAMES), len(DOMAIN_NAMES)), np.int8)
    for row in rows("profile_levels"):
        stage, p = STAGE_NAMES.index(row["stage"]), codes.index(row["profile"])
        entry[stage, p] = float(row["entry_share"])
        for d, domain in enumerate(DOMAIN_NAMES):
            level[stage, p, d] = at_least(common[stage, d], int(row[f"start_{domain}"]))
            floor[p, stage, d] = int(row[f"floor_{domain}"])
    entry /= entry.sum(axis=1, keepdims=True)
    return Profiles(
        code=codes,
        label_fr=tuple(row["label_fr"] for row in names),
        label_en=tuple(row["label_en"] for row in names),
        entry=frozen(entry),
        level_entry=frozen(level),
        floor=frozen(floor),
    )
