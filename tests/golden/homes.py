"""Where what the frozen table is made of lives."""

from sim.indicators.measure import outcomes
from sim.indicators.registry import HEADLINE
from sim.results.tables import PAYERS
from sim.runs.replicates import one_world
from sim.state.counts import NAMES

__all__ = ["HEADLINE", "PAYERS", "count_names", "one_world", "outcomes"]


def count_names() -> tuple[str, ...]:
    """Return the names of the monthly counts, in their order."""
    return NAMES
