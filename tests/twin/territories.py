"""Small territories for the twin: few persons, to whom much happens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.territory.build import build
from sim.territory.territory import Territory


def small_territory(shrink: int = 6, hurry: float = 4.0) -> Territory:
    """Return the training territory with fewer persons and places, where all goes faster.

    Parameters
    ----------
    shrink : int
        How many times fewer persons, places and seats.
    hurry : float
        How many times shorter stays and delays are, and more newcomers there are.
    """
    t = build("training")
    return replace(
        t,
        name="small",
        zones=replace(
            t.zones,
            stock=t.zones.stock // shrink,
            entries=t.zones.entries * hurry / shrink,
            assess_delay=np.maximum(t.zones.assess_delay / hurry, 1.0),
        ),
        establishments=replace(
            t.establishments,
            places=np.maximum(t.establishments.places // shrink, 1).astype(np.int32),
        ),
        actors=replace(t.actors, seats=np.maximum(t.actors.seats // shrink, 1).astype(np.int32)),
        categories=replace(
            t.categories,
            stay_months=t.categories.stay_months / hurry,
            # Every second category loses places, the others gain some.
            growth=np.where(np.arange(len(t.categories)) % 2, 0.12, -0.12),
        ),
    )


def border_territory(shrink: int = 6, hurry: float = 4.0) -> Territory:
    """Return a small territory of two départements where most are heavy files near a border of age.

    The last zone is a département of its own; one person in four moves away at a border.
    """
    t = small_territory(shrink, hurry)
    ages = np.arange(1321)
    near = [(ages - first) / 48.0 for first in (192, 672, 960)]  # children, adults, seniors
    entry = np.clip(near, 0.0, 1.0)
    levels = np.tile(np.array([0.15, 0.2, 0.3, 0.35]), (3, 4, 1))
    return replace(
        t,
        name="border",
        zones=replace(
            t.zones,
            departement=np.array([22, 22, 47], np.int16),
            department=np.array([0, 0, 1], np.int16),
            stock=t.zones.stock.sum() // 9 * np.array([[1, 1, 1]] * 3),
        ),
        border_stay=np.array([[0.75, 0.75], [0.75, 1.0]]),
        stock_age_cdf=np.stack([entry, entry]),
        entry_age_cdf=entry,
        profiles=replace(
            t.profiles, level_entry=np.tile(levels[:, None], (1, len(t.profiles), 1, 1))
        ),
        profile_stock=np.concatenate([t.profile_stock] * 2),
        since_stock=np.concatenate([t.since_stock] * 2),
        levels_stock=np.tile(levels[0], (2, *t.profile_stock.shape[1:], 1, 1)),
        persons=replace(t.persons, carer_share=np.full((3, 2), 0.25)),
    )
