"""What tests of memory share: a process that remembers nothing yet, and counts its months."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.model.model import SectorModel
from sim.runs.fork import forks
from sim.runs.memory import ENVIRONMENT
from sim.runs.remembered import forget
from sim.scenario.scenario import Scenario

__all__ = ["Walked", "reformed_as", "walked"]


class Walked(list[int]):
    """The months that were simulated since the last look, the burn-in apart."""

    def taken(self) -> list[int]:
        found = [month for month in self if month >= 0]
        self.clear()
        return found


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Walked]:
    """Memory as users have it, empty at first, and the months that are simulated."""
    monkeypatch.setenv(ENVIRONMENT, "64")
    months = Walked()
    walk = SectorModel._walk_month

    def counted(self: SectorModel) -> None:
        months.append(self.month)
        walk(self)

    monkeypatch.setattr(SectorModel, "_walk_month", counted)
    forks.clear()
    forget()
    yield months
    forks.clear()
    forget()


def reformed_as(world: Scenario, other: Scenario) -> Scenario:
    """Return a world with all that another one changes at its reform."""
    levers = {"calls": other.funding.calls, "budgets": other.funding.budgets}
    reform = {name: getattr(other, name) for name in ("organisation", "change", "direction")}
    funding = world.funding.model_copy(update=levers)
    return world.model_copy(update={**reform, "funding": funding})
