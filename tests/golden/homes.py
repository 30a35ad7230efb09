"""Where what is frozen lives, and what was frozen of it."""

from __future__ import annotations

import json
from pathlib import Path

from sim.indicators.measure import outcomes
from sim.indicators.outputs import PAYERS, Run, digest_of
from sim.indicators.registry import HEADLINE, INDICATORS
from sim.runs.run import run_world
from sim.state.counts import NAMES
from sim.state.people import COUNTERS

__all__ = [
    "HEADLINE",
    "PAYERS",
    "digest_of",
    "digest_of_run",
    "frozen_names",
    "names",
    "outcomes",
    "run_world",
    "something_was_added",
]

NAMES_FILE = Path(__file__).parent / "names.json"


def names() -> dict[str, list[str]]:
    """Return the names of today: counts of a month, counters of a person, indicators."""
    return {
        "counts": list(NAMES),
        "counters": list(COUNTERS),
        "indicators": [indicator.name for indicator in INDICATORS],
    }


def frozen_names(kind: str) -> list[str]:
    """Return the names that were there when numbers were frozen; what is added later is not."""
    kept: list[str] = json.loads(NAMES_FILE.read_text("utf-8"))[kind]
    return kept


def something_was_added() -> bool:
    """Tell whether there are counts, counters or indicators that were not there then."""
    return any(set(now) - set(frozen_names(kind)) for kind, now in names().items())


def digest_of_run(run: Run) -> str:
    """Return the digest of a run's frozen counts and counters, in the order of then."""
    counts = [NAMES.index(name) for name in frozen_names("counts")]
    counters = [COUNTERS.index(name) for name in frozen_names("counters")]
    return digest_of(
        run.history[:, counts],
        run.waits,
        run.cohort,
        run.strata[:, counters],
        run.zones[:, counters],
    )
