"""Which policies depend on their world alone."""

from __future__ import annotations

import pytest

from sim.policy.closed import is_closed

HEAD = "import sim\nimport numpy as np\n\nclass Mine(sim.Policy):\n    def step(self, model):\n"
ANNOTATED = """
from __future__ import annotations
from typing import Annotated
from pydantic import Field
from sim.agents import Establishment

LOWEST = 0.2

class Mine(Policy):
    every = 3
    share: Annotated[float, Field(ge=0, le=1)] = 0.5

    def __init__(self, **given):
        super().__init__(**given)
        self._seen = {}

    def step(self, model):
        self._seen[model.month] = [p for p in range(3) if p > LOWEST]
        for e in model.agents_by_type[Establishment].select(lambda e: e.category == 2):
            e.places += 5
"""


def with_line(line: str) -> str:
    return f"{HEAD}        {line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "model.people.strain[model.people.strain > 0.1] *= 0.5",
        "model.people.strain[self.luck(model) < 0.5] = np.minimum(0.1, np.float64(0.2))",
        "rows = np.flatnonzero(model.people.state == 3); np.add.at(np.zeros(3), rows, 1)",
        "self.last = sorted(model.history[-1].tolist())",
    ],
)
def test_a_policy_of_columns_and_numbers_is_closed(line: str) -> None:
    assert is_closed(with_line(line))


def test_agents_annotations_and_its_own_memory_are_of_its_world() -> None:
    assert is_closed(f"from sim import Policy\n{ANNOTATED}")
    assert not is_closed(ANNOTATED), "Policy is not defined"


def test_without_code_there_is_nothing_outside() -> None:
    assert is_closed("")


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "import os.path",
        "import numpy.random",
        "from numpy import random",
        "from numpy import *",
        "from time import time",
        "from . import other",
        "from sim.engine.digest import os",
        "import sim.engine",
        "model.random.random()",
        "np.random.rand()",
        "np.load('file')",
        "np.datetime64('now')",
        "np.empty(3)",
        "other = np",
        "other = [np][0]",
        "sim.compare('silo', 'pole')",
        "open('file')",
        "print(model.month)",
        "getattr(model, 'ran' 'dom')",
        "eval('1')",
        "type(self)",
        "self.__class__.__mro__[1].every = 2",
        "id(self)",
        "hash('text')",
        "global seen",
        "sim.Policy.every = 2",
        "sim.Policy.memory[0] = 2",
        "del sim.Policy.every",
        "model.scenario_.label",
        "model.threads",
        "model.territory.zones.stock.setflags(write=True)",
        "not python at all",
    ],
)
def test_what_may_leave_the_world_is_not_closed(line: str) -> None:
    assert not is_closed(with_line(line))
