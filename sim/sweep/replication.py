"""How many replicates: a fixed number, or rounds until a difference is known precisely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import InputError, suggestion
from sim.lang import Message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Precise", "precision", "until_precise"]

ROUND: Final = 30  # replicates of a round, at least


@dataclass(frozen=True)
class Precise:
    """Rounds of replicates until an interval is narrow.

    Attributes
    ----------
    outcome
        Name of the outcome.
    half_width
        Of the 95 % interval of the difference between the last and the first scenario, or of the
        mean where there is one scenario.
    most
        Replicates of a point at most.
    step
        Replicates of a round.
    """

    outcome: str
    half_width: float
    most: int = 300
    step: int = ROUND

    def as_json(self) -> dict[str, Any]:
        """Return it as `study.json` keeps it."""
        return asdict(self)


def until_precise(
    outcome: str, half_width: float, *, most: int = 300, step: int = ROUND
) -> Precise:
    """Ask for replicates until the 95 % half-width of a paired difference is below a target.

    A round has at least 30 replicates: an interval that stops at its first lucky narrow value would
    be too narrow too often.

    Raises
    ------
    InputError
        When the half-width is not positive, a round is shorter, or the cap is below one round.
    """
    wrong = []
    if not (isinstance(half_width, int | float) and 0 < half_width < math.inf):
        wrong.append(Message("sweep.half_width", value=repr(half_width)))
    if not (isinstance(step, int) and step >= ROUND):
        wrong.append(Message("sweep.step", value=repr(step), least=str(ROUND)))
    elif not (isinstance(most, int) and most >= step):
        wrong.append(Message("sweep.most", value=repr(most), least=str(step)))
    if wrong:
        raise InputError(wrong)
    return Precise(outcome, float(half_width), most, step)


def precision(runs: pd.DataFrame, asked: Precise) -> pd.DataFrame:
    """Return how precise each point is.

    Parameters
    ----------
    runs
        As `Study.runs` returns it.

    Returns
    -------
    pandas.DataFrame
        A row a point: n, difference, half_width, precise, capped (not precise with the most
        replicates). Replicates of which one run failed are left out.

    Raises
    ------
    InputError
        When there is no such outcome.
    """
    import pandas as pd
    from scipy.stats import t

    if asked.outcome not in runs.columns:
        near = suggestion(asked.outcome, list(map(str, runs.columns)))
        raise InputError(Message("sweep.outcome", name=asked.outcome, near=near))
    scenarios = list(dict.fromkeys(runs["scenario"]))
    wide = runs.pivot_table(
        index=["point", "replicate"], columns="scenario", values=asked.outcome, dropna=False
    )
    gap = wide[scenarios[-1]] - (wide[scenarios[0]] if len(scenarios) > 1 else 0.0)
    known = gap.dropna().groupby("point")
    table = pd.DataFrame({"n": known.count(), "difference": known.mean()})
    spread = known.std(ddof=1) / np.sqrt(table["n"])
    table["half_width"] = spread * t.ppf(0.975, np.maximum(table["n"] - 1, 1))
    tried = runs.groupby("point")["replicate"].max() + 1
    table = table.reindex(tried.index)
    table["n"] = table["n"].fillna(0).astype(int)
    table["precise"] = table["half_width"] <= asked.half_width
    table["capped"] = ~table["precise"] & (tried >= asked.most)
    return table.reset_index()


def of_json(tree: Mapping[str, Any] | None) -> Precise | None:
    """Read what `Precise.as_json` returned."""
    return None if tree is None else Precise(**tree)
