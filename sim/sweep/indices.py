"""Which factors decide an outcome: effects of Morris to screen many, Sobol' indices for a few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, library
from sim.lang import Message
from sim.sweep import folders
from sim.sweep.design import LEVELS, morris_unit, unit_problem
from sim.sweep.gaps import paired

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.study import Study

__all__ = ["elementary_effects", "sobol_indices"]


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

    design = _design_of(study, "saltelli")
    values = paired(study, outcome).mean(axis=1).to_numpy()
    factors = list(design["factors"])
    analyze = library("SALib.analyze.sobol").analyze
    problem = unit_problem(factors)
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


def elementary_effects(study: Study, outcome: str, *, seed: int = 1) -> pd.DataFrame:
    """Return how far each factor moves an outcome, with a design of Morris (SALib).

    The outcome of a point is that of `sobol_indices`. A factor goes from one end of its interval,
    or of its list, to the other in steps of two thirds.

    Parameters
    ----------
    outcome
        Its name.
    seed
        Luck of the bootstrap that gives the intervals.

    Returns
    -------
    pandas.DataFrame
        A row a factor, the largest effect first: effect (mean absolute value of the changes,
        μ*, in the unit of the outcome over the whole interval), effect_half (half-width of its 95 %
        interval), mean (with its sign, μ) and spread (standard deviation, σ: it is large where the
        effect depends on other factors or on the place).

    Raises
    ------
    InputError
        As `sobol_indices`, for a design of Morris.
    """
    import pandas as pd

    design = _design_of(study, "morris")
    values = paired(study, outcome).mean(axis=1).to_numpy()
    factors = list(design["factors"])
    unit = morris_unit(len(factors), design["how"]["trajectories"], design["how"]["seed"])
    analyze = library("SALib.analyze.morris").analyze
    # SALib divides by the spread of all values where it is asked to scale; here effects keep the
    # unit of the outcome.
    found = analyze(unit_problem(factors), unit, values, num_levels=LEVELS, seed=seed)
    table = pd.DataFrame(
        {
            "factor": factors,
            "effect": np.asarray(found["mu_star"], np.float64),
            "effect_half": np.asarray(found["mu_star_conf"], np.float64),
            "mean": np.asarray(found["mu"], np.float64),
            "spread": np.asarray(found["sigma"], np.float64),
        }
    )
    return table.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def _design_of(study: Study, kind: str) -> dict[str, Any]:
    design: dict[str, Any] = folders.read_manifest(study.folder)["design"]
    if design["kind"] != kind:
        raise InputError(Message("sweep.other_design", kind=design["kind"], wanted=kind))
    return design
