"""Parcours: social and medico-social life paths, simulated person by person.

``import sim`` is instant: modules that need the engine are loaded at their first use.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.compose import load_scenario
    from sim.indicators.outputs import Run
    from sim.model.model import SectorModel
    from sim.policy.policy import Policy
    from sim.runs.run import run_world
    from sim.scenario.scenario import Scenario
    from sim.study.compare import compare
    from sim.study.comparison import Comparison, load
    from sim.study.result import Result
    from sim.study.several import Comparisons, compare_many
    from sim.study.simulate import Sim
    from sim.sweep.design import (
        grid,
        latin_hypercube,
        morris,
        one_at_a_time,
        product,
        saltelli,
        sobol,
        table,
    )
    from sim.sweep.replication import until_precise
    from sim.sweep.study import Study

__all__ = [
    "Comparison",
    "Comparisons",
    "InputError",
    "Policy",
    "Result",
    "Run",
    "Scenario",
    "SectorModel",
    "Sim",
    "Study",
    "compare",
    "compare_many",
    "grid",
    "latin_hypercube",
    "load",
    "load_scenario",
    "morris",
    "one_at_a_time",
    "product",
    "run_world",
    "saltelli",
    "sobol",
    "table",
    "until_precise",
]

_HOMES = {
    "Comparison": "sim.study.comparison",
    "Comparisons": "sim.study.several",
    "Policy": "sim.policy.policy",
    "Result": "sim.study.result",
    "Run": "sim.indicators.outputs",
    "Scenario": "sim.scenario.scenario",
    "SectorModel": "sim.model.model",
    "Sim": "sim.study.simulate",
    "Study": "sim.sweep.study",
    "compare": "sim.study.compare",
    "compare_many": "sim.study.several",
    "load": "sim.study.comparison",
    "load_scenario": "sim.compose",
    "run_world": "sim.runs.run",
    "until_precise": "sim.sweep.replication",
    **dict.fromkeys(
        (
            "grid",
            "latin_hypercube",
            "morris",
            "one_at_a_time",
            "product",
            "saltelli",
            "sobol",
            "table",
        ),
        "sim.sweep.design",
    ),
}


# Mesa imports a bar of its own, which warns every notebook that has no widgets. We do not use it.
warnings.filterwarnings("ignore", message="IProgress not found")


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name == "territory":  # `sim.territory.from_public_files`
        return import_module("sim.territory")
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List public names in addition to those already loaded."""
    return sorted({*globals(), *__all__})
