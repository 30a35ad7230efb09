"""Where what the frozen table is made of lives."""

from sim.indicators.measure import outcomes
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import HEADLINE
from sim.runs.run import run_world
from sim.state.counts import NAMES

__all__ = ["HEADLINE", "PAYERS", "count_names", "outcomes", "run_world"]


def count_names() -> tuple[str, ...]:
    """Return the names of the monthly counts, in their order."""
    return NAMES
