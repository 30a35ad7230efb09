"""The number that an analysis explains: an outcome at each point and seed, or a paired difference.

All analyses of a study start from this table, so that none of them loses a run without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.sweep import reading

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.study import Study

__all__ = ["first", "luck_share", "paired", "sound"]


def paired(study: Study, outcome: str) -> pd.DataFrame:
    """Return an outcome by point and replicate.

    With several scenarios, the value is the difference between the last and the first one, with
    the same seed.

    Parameters
    ----------
    outcome
        Its name.

    Returns
    -------
    pandas.DataFrame
        float64, a row a point, a column a replicate.

    Raises
    ------
    InputError
        When a run failed, there is no such outcome, or a value is missing: SALib would answer with
        wrong indices.
    """
    tables = _by_scenario(study, outcome)
    return _known(tables[-1] - tables[0] if len(tables) > 1 else tables[0], outcome)


def first(study: Study, outcome: str, over: str = "") -> pd.DataFrame:
    """Return an outcome of the first scenario by point and replicate.

    Parameters
    ----------
    outcome
        Its name.
    over
        Another outcome, by which it is divided in each run.

    Returns
    -------
    pandas.DataFrame
        float64, a row a point, a column a replicate.

    Raises
    ------
    InputError
        As `paired`; also where the outcome is divided by 0.
    """
    found = _by_scenario(study, outcome)[0]
    return _known(found / _by_scenario(study, over)[0] if over else found, outcome)


def sound(study: Study) -> pd.DataFrame:
    """Return the runs of a study, a row a run.

    Raises
    ------
    InputError
        When a run failed, with the error of the first one.
    """
    runs = study.runs()
    failed = runs[~runs["status"].isin(("ok", "missing"))]
    if len(failed):
        raise InputError(Message("sweep.runs_failed", n=len(failed), error=failed["error"].iloc[0]))
    return runs


def _by_scenario(study: Study, outcome: str) -> list[pd.DataFrame]:
    """Return a table for each scenario, in their order: a row a point, a column a replicate."""
    runs = sound(study)
    columns = list(map(str, runs.columns))
    known = reading.outcome_names(columns, reading.factor_names_of(columns))
    if outcome not in known:
        raise InputError(Message("sweep.outcome", name=outcome, near=suggestion(outcome, known)))
    return [
        runs[runs["scenario"] == name].pivot(index="point", columns="replicate", values=outcome)
        for name in dict.fromkeys(runs["scenario"])
    ]


def _known(found: pd.DataFrame, outcome: str) -> pd.DataFrame:
    bad = int((~np.isfinite(found.to_numpy(np.float64))).any(axis=1).sum())
    if bad:
        raise InputError(Message("sweep.not_finite", outcome=outcome, bad=str(bad)))
    table: pd.DataFrame = found.astype(np.float64)
    return table


def luck_share(values: pd.DataFrame) -> float:
    """Return the share of the variance between runs that the seed makes, from 0 to 1.

    It is the mean variance within points, over itself and the variance between points. The
    variance between the means of points contains a part of the seed, which is taken out (analysis
    of variance with random effects).

    Parameters
    ----------
    values
        As `paired` returns it, with two replicates at least; NaN with one replicate.
    """
    table = values.to_numpy()
    if table.shape[1] < 2:
        return float("nan")
    within = float(table.var(axis=1, ddof=1).mean())
    means = float(table.mean(axis=1).var(ddof=1)) if len(table) > 1 else 0.0
    between = max(means - within / table.shape[1], 0.0)
    whole = within + between
    return within / whole if whole else float("nan")
