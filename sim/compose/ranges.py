"""Parameters with a range: factors of a design, and values that are assumed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

from sim.compose.schema import parameters
from sim.compose.words import nested
from sim.errors import InputError
from sim.scenario.scenario import Scenario

__all__ = ["Interval", "assumed", "ranged"]

Interval = tuple[float, float]
# Groups of the parameters that exist in an organisation only.
OF_ORGANISATIONS: Final = ("organisation.", "change.", "direction.")


def assumed(scenarios: Sequence[Scenario]) -> dict[str, Interval]:
    """Return the assumed parameters of organisations, with their ranges.

    Those that have a declared range, act after the reform only and are no decision. A parameter
    that one of the worlds has set to another value than its default stays as it is set.

    Parameters
    ----------
    scenarios
        The worlds that are compared.
    """
    usual = Scenario()
    found = ranged(scenarios, decisions=False, within=OF_ORGANISATIONS)
    return {
        path: ends for path, ends in found.items()
        if all(_value(world, path) == _value(usual, path) for world in scenarios)
    }  # fmt: skip


def _value(scenario: Scenario, path: str) -> Any:
    return reduce(getattr, path.split("."), scenario)


def ranged(
    scenarios: Sequence[Scenario],
    *,
    only_after: bool = True,
    decisions: bool = True,
    within: tuple[str, ...] = ("",),
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
    within
        How the full names of parameters begin.
    """
    found: dict[str, Interval] = {}
    for path, parameter in parameters().items():
        ends = parameter.schema.get("sweep")
        if not ends or path.startswith("territory.") or not path.startswith(within):
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
