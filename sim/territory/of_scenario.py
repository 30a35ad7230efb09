"""The territory of a scenario; the last few are kept in memory."""

from __future__ import annotations

from collections import OrderedDict

from sim.scenario.scenario import Scenario
from sim.territory.abstract import build_abstract
from sim.territory.build import build
from sim.territory.territory import Territory

__all__ = ["territory_of"]


_territories: OrderedDict[str, Territory] = OrderedDict()


def territory_of(scenario: Scenario) -> Territory:
    """Build the territory of a scenario; the last few are kept.

    Raises
    ------
    InputError
        If the name or the user's files cannot be used.
    """
    spec = scenario.territory
    if spec.kind == "files":
        return build((spec.persons, spec.establishments))
    name = spec.model_dump_json()
    if name not in _territories:
        made = (
            build_abstract(spec)
            if spec.kind == "abstract"
            else build(spec.name, dispersion_cv=spec.dispersion)
        )
        _territories[name] = made
        while len(_territories) > 8:
            _territories.popitem(last=False)
    return _territories[name]
