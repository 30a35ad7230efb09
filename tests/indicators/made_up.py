"""A made-up run in which no two numbers are the same, so that nothing can be exchanged unseen."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.indicators.outputs import Run
from sim.state import counts
from sim.state.people import COUNTERS

FIRST_MONTH, REFORM, MONTHS, ZONES = 7, 9, 20, 3
FIRST_ROW = 2  # rows 0 and 1 are months 7 and 8, before the reform
PAYERS = ("state_agency", "departement", "commune", "family_fund", "foundation")


def different(seed: int, *shape: int) -> Any:
    """Return whole numbers from 1 on in an order without a pattern, each of them once."""
    size = int(np.prod(shape))
    return (1 + np.random.default_rng(seed).permutation(size)).reshape(shape)


def many_waits(seed: int, *shape: int) -> Any:
    """Return waits of all kinds and flows, of which those that end are fewer than those that begin.

    Waits of many months are rarer, so that a median and a 95th percentile are reached.
    """
    rare = (200 * 0.96 ** np.arange(counts.WAIT_MONTHS)).astype(np.int64)
    waits = different(seed, *shape, counts.WAIT_MONTHS)
    waits[:, counts.REACHED : counts.UNDER_WAY] += 100_000 * rare
    waits[:, counts.ENTERED, ..., 0] = waits[:, counts.REACHED :].sum(axis=(1, -1)) + 50
    return waits


def made_up(seed: int = 1) -> Run:
    """Twenty months, two of them before the reform, three zones and five payers."""
    history = different(seed, MONTHS, counts.SIZE)
    # More organisations than closures, and more need than what is unmet, as in any world.
    for name in ("establishments", "actors", "need_0", "need_1", "need_2", "need_3"):
        history[:, counts.INDEX[name]] += 10_000
    waits = many_waits(seed + 1, len(counts.WAIT_KINDS), len(counts.WAIT_FLOWS), 4)
    cohort = many_waits(seed + 2, len(counts.WAIT_KINDS), len(counts.WAIT_FLOWS))
    return Run(
        label="made up",
        scenario_digest="",
        seed=seed,
        first_month=FIRST_MONTH,
        reform_month=REFORM,
        history=history,
        waits=waits,
        cohort=cohort,
        strata=different(seed + 3, 216, len(COUNTERS)),
        zones=different(seed + 4, ZONES, len(COUNTERS)),
        pathways=None,
        paid=different(seed + 5, MONTHS, len(PAYERS)) * 1_000,
    )
