"""Parameters with a range, as factors of a design."""

from __future__ import annotations

from collections.abc import Sequence

from sim import compose
from sim.compose.words import nested
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.sweep.design import Interval

__all__ = ["ranged"]


def ranged(
    scenarios: Sequence[Scenario], *, only_after: bool = True, decisions: bool = True
) -> dict[str, Interval]:
    """Return each parameter that has a swept range, with that range.

    Parameters that a scenario may not set at an end of their range are left out: they belong to
    another kind of territory.

    Parameters
    ----------
    scenarios
        The worlds that a study compares.
    only_after
        Whether parameters that act before the reform are left out. Each of their values needs a
        start of its own.
    decisions
        Whether what a reform or a funder decides is among them.
    """
    found: dict[str, Interval] = {}
    for path, parameter in compose.parameters().items():
        ends = parameter.schema.get("sweep")
        if not ends or path.startswith("territory."):
            continue
        if parameter.schema.get("decision") and not decisions:
            continue
        low, high = ends
        if parameter.kind == "integer":
            low, high = int(low), int(high)
        try:
            worlds = [s.with_(**nested({path: end})) for s in scenarios for end in (low, high)]
        except InputError:
            continue
        starts = {world.before_reform().digest() for world in worlds}
        if only_after and len(starts) > len({s.before_reform().digest() for s in scenarios}):
            continue
        found[path] = (low, high)
    return found
