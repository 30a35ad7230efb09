"""A network made by hand: two zones, three establishments, a pole in the second world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.study.network import Served

ROWS = (
    ("one", 0, "establishment", 0, "place", 6, 60.0),
    ("one", 0, "establishment", 2, "place", 2, 30.0),
    ("one", 1, "establishment", 2, "place", 4, 40.0),
    ("two", 0, "establishment", 0, "place", 3, 30.0),
    ("two", 0, "establishment", 0, "plan", 1, 2.0),
    ("two", 1, "perimeter", 0, "plan", 12, 50.0),
    ("two", 1, "actor", 0, "place", 1, float("nan")),
)


def network() -> Served:
    return Served(
        names=("one", "two"),
        titles={"fr": ("Un", "Deux"), "en": ("One", "Two")},
        seed=7,
        month=9,
        frame=pd.DataFrame(
            ROWS,
            columns=["scenario", "zone", "organisation", "number", "support", "persons", "hours"],
        ),
        members=pd.DataFrame({"scenario": ["two"], "establishment": [1], "perimeter": [0]}),
        zones=("North", "South"),
        x=np.array([0.0, 30.0]),
        y=np.array([0.0, 40.0]),
        homes={
            "establishment": np.array([0, 0, 1]),
            "actor": np.array([1]),
            "perimeter": np.array([0]),
        },
        place={"fr": "Ici", "en": "Here"},
        version="parcours 0",
        lang="en",
    )
