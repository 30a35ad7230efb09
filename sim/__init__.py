"""Parcours: social and medico-social life paths, simulated person by person.

``import sim`` is instant: what needs the engine is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.compose import load_scenario
    from sim.model import SectorModel
    from sim.paired import compare
    from sim.policy import Policy
    from sim.results import Comparison
    from sim.run import Run, run_world
    from sim.saved import load
    from sim.scenario import Scenario
    from sim.single import Result, Sim

__all__ = [
    "Comparison",
    "InputError",
    "Policy",
    "Result",
    "Run",
    "Scenario",
    "SectorModel",
    "Sim",
    "compare",
    "load",
    "load_scenario",
    "run_world",
]

_HOMES = {
    "Comparison": "sim.results",
    "Policy": "sim.policy",
    "Result": "sim.single",
    "Run": "sim.run",
    "Scenario": "sim.scenario",
    "SectorModel": "sim.model",
    "Sim": "sim.single",
    "compare": "sim.paired",
    "load": "sim.saved",
    "load_scenario": "sim.compose",
    "run_world": "sim.run",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List public names beside those already loaded."""
    return sorted({*globals(), *__all__})
