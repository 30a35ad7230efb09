"""The territory of a scenario; the last few are kept in memory."""

from __future__ import annotations

import warnings
from collections import OrderedDict

from sim.errors import InputWarning
from sim.lang import say
from sim.scenario.scenario import Scenario
from sim.territory.abstract import build_abstract
from sim.territory.build import build
from sim.territory.territory import LIKELY, Territory

__all__ = ["territory_of", "warn_of"]


_territories: OrderedDict[str, Territory] = OrderedDict()


def warn_of(territory: Territory, lang: str) -> None:
    """Warn of départements with more persons than is likely, one sentence for each."""
    for place, given, usual in territory.beyond_prevalence():
        text = say("territory.beyond", lang, place=place, given=given, usual=usual, times=LIKELY)
        warnings.warn(text, InputWarning, stacklevel=3)


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
    name = spec.model_dump_json(exclude={"growth"})
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
