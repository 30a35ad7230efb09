"""Assumed values of a comparison: sets drawn over declared ranges, the same in both worlds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np

from sim import compose
from sim.compose.ranges import Interval, assumed
from sim.compose.words import nested
from sim.errors import suggestion
from sim.lang import Message
from sim.scenario.scenario import Scenario
from sim.study.seeds import whole

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.sets import Sets
    from sim.results.tables import ComparisonTables

__all__ = [
    "ASSUMPTIONS",
    "ENVIRONMENT",
    "SETS",
    "Assumptions",
    "asked",
    "draw",
    "of_set",
    "sets_of",
]

Assumptions = Literal["both", "default", "drawn"]
ASSUMPTIONS: Final = get_args(Assumptions)
ENVIRONMENT: Final = "PARCOURS_ASSUMPTIONS"  # what is meant where nothing is asked for
SETS: Final = 40
LEAST, MOST = 10, 10_000  # sets: below, a share says nothing


def asked(given: str | None, sets: object) -> tuple[Assumptions, list[Message]]:
    """Return which values are asked for, and what is wrong with the words.

    Parameters
    ----------
    given
        ``both``, ``default``, ``drawn``; None for what the environment says, else ``both``.
    sets
        Number of sets.
    """
    word = given if given is not None else os.environ.get(ENVIRONMENT) or "both"
    wrong = []
    if word not in ASSUMPTIONS:
        name = "assumptions" if given is not None else ENVIRONMENT
        wrong.append(Message(
            "study.assumptions", name=name, value=str(word), known=", ".join(ASSUMPTIONS),
            near=suggestion(str(word), ASSUMPTIONS),
        ))  # fmt: skip
    wrong += whole("sets", sets, LEAST, MOST)
    return (word if word in ASSUMPTIONS else "both"), wrong  # type: ignore[return-value]


def draw(scenarios: Sequence[Scenario], count: int, seed: int = 1) -> pd.DataFrame:
    """Draw sets of the assumed parameters of some worlds (`sim.compose.ranges.assumed`).

    A Latin hypercube over the ranges: each parameter takes one value in each of `count` intervals
    of equal width.

    Parameters
    ----------
    scenarios
        The worlds that are compared.
    count
        Number of sets.
    seed
        Luck of the draw.

    Returns
    -------
    pandas.DataFrame
        float64, a row a set, a column a parameter; no column where no parameter is assumed.
    """
    import pandas as pd
    from scipy.stats import qmc

    ranges = assumed(scenarios)
    if not ranges:
        return pd.DataFrame(index=range(count))
    unit = qmc.LatinHypercube(len(ranges), rng=seed).random(count)
    low, high = np.array(list(ranges.values()), np.float64).T
    frame = pd.DataFrame(low + unit * (high - low), columns=list(ranges))
    for name, ends in ranges.items():
        if _whole(name):
            frame[name] = np.round(_spread(ends, unit[:, list(ranges).index(name)]))
    return frame


def _whole(name: str) -> bool:
    return compose.parameters()[name].kind == "integer"


def _spread(ends: Interval, unit: Any) -> Any:
    """Carry numbers from 0 to 1 to a range of whole numbers, each as likely as the others."""
    low, high = ends
    return np.minimum(np.floor(low + unit * (high - low + 1)), high)


def of_set(scenario: Scenario, values: pd.Series[float]) -> Scenario:
    """Return a scenario with the values of a set."""
    chosen = {
        str(name): int(value) if _whole(str(name)) else float(value)
        for name, value in values.items()
    }
    return scenario.with_(**nested(chosen)) if chosen else scenario


def sets_of(values: pd.DataFrame, of_sets: ComparisonTables, *, own: bool) -> Sets:
    """Return what the sets make of each indicator.

    Parameters
    ----------
    values
        A row a set.
    of_sets
        Its replicates are the sets.
    own
        Whether they are those of the comparison itself.
    """
    import pandas as pd

    from sim.results.sets import Sets

    gaps = {}
    for name in of_sets.of_everybody():
        first, second = of_sets.values(name).T
        gaps[name] = second - first
    return Sets(values.reset_index(drop=True), of_sets.seeds, pd.DataFrame(gaps), own)
