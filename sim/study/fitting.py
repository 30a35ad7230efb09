"""The fit of the needs of newcomers, solved and not simulated (``sim/data/SOURCES.md``).

The shares of the profiles among newcomers follow from the persons that each category is to have for
a place (``demand.csv``), at national equipment and prevalence. The split of the staff minutes of a
place over the domains follows from what the persons oriented to the category need. The factors
between the rates of today and natural rates are measured in the unreformed silo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.data.profiles import Profiles, profiles
from sim.model.model import SectorModel
from sim.state.people import ABSENT, ADULT_END, CHILD_END
from sim.territory.balance import oriented, solve
from sim.territory.drawing import stationary
from sim.territory.entities import Stationary

__all__ = ["Demand", "Fit", "demand", "factors", "fit"]

Floats = npt.NDArray[np.float64]
ROUNDS = 60  # of the fit; each brings every category nearer to what is wanted
STEP = 2.0  # largest factor on a share in one round
LIGHT = 2  # levels below it are not oriented


@dataclass(frozen=True)
class Demand:
    """Persons in need that a category is to have.

    Attributes
    ----------
    category
        Row in the table of categories.
    profiles
        Rows of the profiles whose shares among newcomers are fitted to it, together.
    per_place
        Persons in need for each place, in France.
    """

    category: int
    profiles: tuple[int, ...]
    per_place: float


def demand() -> tuple[Demand, ...]:
    """Return the rows of ``demand.csv``."""
    categories, names = tables.categories().code, profiles().code
    return tuple(
        Demand(
            categories.index(row["category"]),
            tuple(names.index(name) for name in row["profiles"].split()),
            float(row["persons_per_place"]),
        )
        for row in tables.rows("demand")
    )


@dataclass(frozen=True)
class Fit:
    """Result of the fit.

    Attributes
    ----------
    entry
        Shares of the profiles among newcomers by stage, float64[3, P].
    per_place
        Persons in need for each place, by category, float64[K].
    need
        Mean minutes a month that the persons oriented to a category need of it, float64[K, 4].
    """

    entry: Floats
    per_place: Floats
    need: Floats


def _national() -> tuple[Floats, Stationary]:
    stock = np.array([department.stock for department in tables.departments()], float).sum(axis=0)
    return stock, stationary(stock.tolist())


def fit(wanted: tuple[Demand, ...] | None = None, start: Profiles | None = None) -> Fit:
    """Solve the shares of the profiles among newcomers.

    Where those who come from the former stage of life are enough already, no newcomer has the
    profile.

    Parameters
    ----------
    wanted
        Persons for each place; those of ``demand.csv`` by default.
    start
        Profiles to begin with; those of the package by default.
    """
    wanted = demand() if wanted is None else wanted
    found = profiles() if start is None else start
    categories, needs = tables.categories(), tables.needs()
    stock, flows = _national()
    for _ in range(ROUNDS):
        persons, _ = oriented(stock, flows, solve([flows], needs, found), needs)
        entry = found.entry.copy()
        for one in wanted:
            stage, rows = categories.stage[one.category], list(one.profiles)
            mine = float(persons[rows, one.category].sum())
            missing = one.per_place * categories.places_national[one.category] - float(
                persons[:, one.category].sum()
            )
            ratio = 1.0 + missing / max(mine, 1.0)
            # A share that came down to nothing can come back.
            shares = np.maximum(entry[stage, rows], 1e-5)
            entry[stage, rows] = shares * min(max(ratio, 1 / STEP), STEP)
        entry[:, 0] = 0.0
        entry[:, 0] = np.maximum(1.0 - entry.sum(axis=1), 0.0)
        found = replace(found, entry=entry / entry.sum(axis=1, keepdims=True))
    entry = np.where(found.entry < 1e-4, 0.0, found.entry)
    found = replace(found, entry=entry / entry.sum(axis=1, keepdims=True))
    persons, minutes = oriented(stock, flows, solve([flows], needs, found), needs)
    total = persons.sum(axis=0)
    return Fit(
        entry=found.entry,
        per_place=total / categories.places_national,
        need=minutes / np.maximum(total, 1.0)[:, None],
    )


def factors(model: SectorModel) -> tuple[Floats, Floats]:
    """Return the mean effect of support on the rates up and down, float64[3, 4, 4] each.

    Parameters
    ----------
    model
        The unreformed silo at rest. A mean is 1 where nobody can worsen or ease.
    """
    people, rates, size = model.people, model.scenario_.needs, model.people.size
    here = people.state[:size] != ABSENT
    stage = np.searchsorted([CHILD_END, ADULT_END], people.age[:size], side="right")
    cover, unmet = people.cover[:size].astype(float), people.unmet[:size].astype(float)
    worse = 1.0 + rates.worsening * (1.0 - cover) * np.exp(rates.kappa * unmet)
    better = 1.0 + rates.easing * cover
    level, floor = people.level[:size], model.environment.floor[people.profile[:size], stage]
    up, down = np.ones((2, len(tables.STAGE_NAMES), len(tables.DOMAIN_NAMES), tables.LEVELS))
    for s, d, l in np.ndindex(up.shape):
        there = here & (stage == s) & (level[:, d] == l)
        if there.any() and l < tables.LEVELS - 1:
            up[s, d, l] = worse[there, d].mean()
        there &= floor[:, d] < l
        if there.any():
            down[s, d, l] = better[there, d].mean()
    return up, down
