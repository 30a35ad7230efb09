"""Which factors decide an outcome: Sobol' indices of a study whose design is that of Saltelli."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, library, suggestion
from sim.lang import Message
from sim.sweep import folders

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.study import Study

__all__ = ["sobol_indices"]


def sobol_indices(study: Study, outcome: str, *, seed: int = 1) -> pd.DataFrame:
    """Return the share of the variance of an outcome that each factor decides (SALib).

    The outcome of a point is its mean over replicates; with several scenarios, the mean of the
    paired difference between the last and the first one.

    Parameters
    ----------
    outcome
        Its name.
    seed
        Luck of the bootstrap that gives the intervals.

    Returns
    -------
    pandas.DataFrame
        A row a factor: first (alone), total (with all others), and the half-widths of their 95 %
        intervals, first_half and total_half.

    Raises
    ------
    InputError
        When the design is another one, there is no such outcome, or a value is missing: one value
        that is no number would make all indices 0.
    """
    import pandas as pd

    design = folders.read_manifest(study.folder)["design"]
    if design["kind"] != "saltelli":
        raise InputError(Message("sweep.not_saltelli", kind=design["kind"]))
    runs = study.runs()
    if outcome not in runs.columns:
        near = suggestion(outcome, list(map(str, runs.columns)))
        raise InputError(Message("sweep.outcome", name=outcome, near=near))
    names = list(dict.fromkeys(runs["scenario"]))
    wide = runs.pivot_table(
        index=["point", "replicate"], columns="scenario", values=outcome, dropna=False
    )
    gap = wide[names[-1]] - (wide[names[0]] if len(names) > 1 else 0.0)
    # A missing value stays missing: it must not vanish in the mean of the others.
    values = gap.groupby("point").agg(lambda each: each.mean(skipna=False)).to_numpy(np.float64)
    bad = int((~np.isfinite(values)).sum())
    if bad:
        raise InputError(Message("sweep.not_finite", outcome=outcome, bad=str(bad)))
    factors = list(design["factors"])
    problem = {"num_vars": len(factors), "names": factors, "bounds": [[0, 1]] * len(factors)}
    analyze = library("SALib.analyze.sobol").analyze
    found = analyze(problem, values, calc_second_order=False, seed=seed)
    return pd.DataFrame(
        {
            "factor": factors,
            "first": found["S1"],
            "first_half": found["S1_conf"],
            "total": found["ST"],
            "total_half": found["ST_conf"],
        }
    )
