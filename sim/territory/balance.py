"""Balance: the profiles and levels of need of those present, by age, solved from the flows.

Newcomers bring a profile and levels; every month they grow older, die, and their levels rise and
fall at the rates of today's silo, never below the lasting part of their need. In a département
whose stock does not change, the persons of an age are those who entered before. Nothing is
simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.data.profiles import Profiles
from sim.territory.drawing import entry_weights
from sim.territory.entities import DOMAINS, STAGES, Floats, Stationary

__all__ = ["AXES", "YEARS", "Balance", "matrices", "oriented", "solve"]

YEARS = tables.LAST_AGE // 12 + 1
LEVELS = tables.LEVELS
# Domains whose heaviest level is the first and the second axis of the orientation, by stage.
AXES = (((0, 1, 2), (3,)), ((0, 1), (3,)), ((0,), (1,)))
LIGHT = 2  # a need below this level is not oriented


@dataclass(frozen=True)
class Balance:
    """Persons present in B départements, by age in years.

    Attributes
    ----------
    profile : float64[B, 111, P]
        Shares of the profiles among the persons of an age, sum 1.
    level : float64[B, 111, P, 4, 4]
        Shares of the levels in each domain, sum 1.
    since : float64[B, 111, P]
        Mean months since they came.
    """

    profile: Floats
    level: Floats
    since: Floats


def matrices(up: Floats, down: Floats, floor: npt.NDArray[np.int8]) -> Floats:
    """Return the moves between levels in a month, float64[3, P, 4, 4, 4].

    Parameters
    ----------
    up, down
        Probability a month to go up (down) one level, float64[3, 4, 4] by stage, domain, level.
    floor
        Level below which no need eases, int8[P, 3, 4] by profile, stage and domain.
    """
    found = np.zeros((STAGES, len(floor), DOMAINS, LEVELS, LEVELS))
    for stage in range(STAGES):
        for p in range(len(floor)):
            for d in range(DOMAINS):
                for level in range(LEVELS):
                    worse = up[stage, d, level]
                    better = down[stage, d, level] if level > floor[p, stage, d] else 0.0
                    found[stage, p, d, level, level] = 1.0 - worse - better
                    if worse:
                        found[stage, p, d, level, level + 1] = worse
                    if better:
                        found[stage, p, d, level, level - 1] = better
    return found


def carried(level: Floats, before: npt.NDArray[np.int8], after: npt.NDArray[np.int8]) -> Floats:
    """Move persons to the next stage of life: what exceeds the lasting part goes with them.

    Parameters
    ----------
    level
        Persons, float64[B, P, 4, 4].
    before, after
        Lasting part in the former and the new stage, int8[P, 4].
    """
    moved = np.zeros_like(level)
    for p, d, l in np.ndindex(level.shape[1:]):
        new = min(LEVELS - 1, int(after[p, d]) + max(l - int(before[p, d]), 0))
        moved[:, p, d, new] += level[:, p, d, l]
    return moved


def solve(flows: Sequence[Stationary], needs: tables.NeedTables, profiles: Profiles) -> Balance:
    """Solve who is present, by age in years.

    Parameters
    ----------
    flows
        Newcomers and arrivals at the age limits of each département.
    needs
        Its rates of today, `up_today` and `down_today`.
    profiles
        Shares and levels of newcomers, lasting parts of needs.

    Notes
    -----
    Every operation is done element by element, so that a département has the same numbers alone and
    in the country.
    """
    weights, survive = entry_weights(), 1.0 - tables.mortality()
    moves = matrices(needs.up_today, needs.down_today, profiles.floor)
    entries = np.array([f.entries for f in flows])
    stay = np.array([f.border_stay for f in flows])
    size = (len(flows), len(profiles))
    persons, months = np.zeros((*size, DOMAINS, LEVELS)), np.zeros(size)
    since = np.zeros((len(flows), YEARS, len(profiles)))
    profile = np.zeros((len(flows), YEARS, len(profiles)))
    level = np.zeros((len(flows), YEARS, len(profiles), DOMAINS, LEVELS))
    for stage, (first, after) in enumerate(tables.STAGE_MONTHS):
        entering = profiles.entry[stage][:, None, None] * profiles.level_entry[stage]
        for age in range(first, after):
            if age:
                kept = persons * survive[age - 1]
                months = (months + persons[:, :, 0].sum(axis=-1)) * survive[age - 1]
                if age == first:
                    kept = kept * stay[:, stage - 1, None, None, None]
                    months = months * stay[:, stage - 1, None]
                    before, then = profiles.floor[:, stage - 1], profiles.floor[:, stage]
                    kept = carried(kept, before, then)
                persons = _moved(kept, moves[stage])
            persons = (
                persons + (entries[:, stage] * weights[stage, age])[:, None, None, None] * entering
            )
            level[:, age // 12] += persons
            profile[:, age // 12] += persons[:, :, 0].sum(axis=-1)
            since[:, age // 12] += months
        # Nobody of an age: as those who would enter.
        rows = slice(first // 12, -(-after // 12))
        since[:, rows] /= np.maximum(profile[:, rows], 1e-300)
        level[:, rows] += np.where(
            profile[:, rows, :, None, None] > 0, 0, profiles.level_entry[stage]
        )
        empty = profile[:, rows].sum(axis=2, keepdims=True) <= 0
        profile[:, rows] += np.where(empty, profiles.entry[stage], 0)
    profile /= profile.sum(axis=2, keepdims=True)
    level /= level.sum(axis=4, keepdims=True)
    return Balance(profile, level, since)


def _moved(persons: Floats, moves: Floats) -> Floats:
    """Persons after a month: float64[B, P, 4, 4] times float64[P, 4, 4, 4]."""
    after: Floats = persons[..., 0, None] * moves[..., 0, :]
    for level in range(1, LEVELS):
        after = after + persons[..., level, None] * moves[..., level, :]
    return after


def oriented(
    stock: Floats, flows: Stationary, present: Balance, needs: tables.NeedTables
) -> tuple[Floats, Floats]:
    """Return the persons oriented to each category, and the minutes that they need there.

    Parameters
    ----------
    stock
        Persons by stage, float64[3].
    flows
        Of the same département.
    present
        Its persons by age (the first département is read).
    needs
        Minutes by level, and the orientation.

    Returns
    -------
    persons : float64[P, K]
        With a need at least moderate on one of the axes of the orientation.
    minutes : float64[K, 4]
        Sum of their needs a month by domain, less what living in the establishment covers.
    """
    kinds = tables.categories()
    persons = np.zeros((present.profile.shape[2], len(kinds)))
    minutes = np.zeros((len(kinds), DOMAINS))
    ages = np.diff(flows.age_cdf, axis=1, prepend=0.0) * stock[:, None]
    year = np.arange(ages.shape[1]) // 12
    for stage, axes in enumerate(AXES):
        weight = np.bincount(year, ages[stage], YEARS)[:, None] * present.profile[0]
        for levels in np.ndindex((LEVELS,) * DOMAINS):
            first, second = (max(levels[d] for d in axis) for axis in axes)
            category = needs.orientation[stage, first, second]
            if category < 0 or max(first, second) < LIGHT:
                continue
            joint = weight.copy()
            for d, level in enumerate(levels):
                joint = joint * present.level[0, :, :, d, level]
            there = joint.sum(axis=0)
            persons[:, category] += there
            asked = needs.minutes[stage, np.arange(DOMAINS), levels].astype(float)
            if kinds.residential[category]:
                asked[0] -= needs.presence[stage, levels[0]]
            asked = np.minimum(asked, kinds.ceiling[category, list(levels)])
            minutes[category] += there.sum() * asked
    return persons, minutes
