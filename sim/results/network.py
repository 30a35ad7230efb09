"""Who serves the persons of which zone, in two worlds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["COLUMNS", "KINDS", "Network"]

Array = npt.NDArray[Any]

KINDS: Final = ("establishment", "perimeter", "actor")
COLUMNS: Final = ("scenario", "zone", "organisation", "number", "support", "persons", "hours")


@dataclass(frozen=True)
class Network:
    """Persons of each zone by the organisation that serves them, in two worlds of one seed.

    Attributes
    ----------
    names, titles
        How the worlds are called; titles by language.
    seed, month
        The luck, and the month at whose end persons are counted.
    frame
        A row for each zone, organisation and support, with `COLUMNS`: scenario, zone (its
        rank), organisation (``establishment``, ``perimeter``, ``actor``), its number, support
        (``place`` or ``plan``), persons, and the hours that they receive in the month (nan for an
        actor). A person who has a place and a plan counts in both rows.
    members
        A row for each establishment in a pole that serves somebody: scenario, and the ranks of the
        establishment and of its perimeter.
    zones
        Names of the zones.
    x, y : float64[Z]
        Where zones are, minutes of travel.
    homes : dict of int64[n]
        Zone of each organisation, by kind; a pole is in the zones of its perimeter, and
        has the first of them here.
    place
        Name of the territory by language.
    version
        Version of the model.
    lang
        Language of the figure, if one was asked for.
    """

    names: tuple[str, ...]
    titles: dict[str, tuple[str, str]]
    seed: int
    month: int
    frame: pd.DataFrame
    members: pd.DataFrame
    zones: tuple[str, ...]
    x: Array
    y: Array
    homes: dict[str, Array]
    place: dict[str, str]
    version: str
    lang: str | None = None

    def flows(self, scenario: str) -> pd.DataFrame:
        """Return zone, organisation, number and persons of a world, the largest flow first.

        Persons with a place and with a plan of the same organisation are added.
        """
        mine = self.frame[self.frame["scenario"] == scenario]
        keys = ["zone", "organisation", "number"]
        found = pd.DataFrame(mine.groupby(keys)["persons"].sum().reset_index())
        return found.sort_values(["persons", *keys], ascending=[False, True, True, True])

    def outside(self, scenario: str) -> float:
        """Return the share of those in a place whose establishment is in another zone."""
        mine = self.frame[self.frame["scenario"] == scenario]
        mine = mine[(mine["support"] == "place") & (mine["organisation"] == "establishment")]
        home = self.homes["establishment"][mine["number"].to_numpy(np.int64)]
        away = mine["persons"][home != mine["zone"].to_numpy()].sum()
        total = mine["persons"].sum()
        return float(away / total) if total else float("nan")
