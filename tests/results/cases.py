"""A small comparison that several tests read: training territory, three replicates, two years."""

from __future__ import annotations

from functools import cache

import sim
from sim.study.comparison import Comparison

WORDS = ("territory=training", "months=24", "burn_in=24", "record_people=200", "change=immediate")

SUMMARY = [
    "indicator", "dimension", "group", "label", "unit", "direction", "a", "b", "difference",
    "low", "high", "share_b_better", "share_equal", "n", "smallest", "verdict",
    "band_low", "band_middle", "band_high", "share_sets", "share_low", "share_high",
]  # fmt: skip


@cache
def small() -> Comparison:
    """Silo and pole, three seeds."""
    return sim.compare("silo", "pole", WORDS, replicates=3, seed=1, progress=False)
