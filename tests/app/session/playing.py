"""A session played in tests: short calls for what the facilitator, teams and workers do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.app.session import events
from sim.app.session.plan import Phase, Plan
from sim.app.session.rounds import Job
from sim.app.session.session import Session

PLAN = Plan(card="rushed", seeds=2, months=12)
BET = {"kind": "bet", "wait": 2, "cost": 0, "loser": "senior"}


class Played:
    """A session whose clock is a count of calls."""

    def __init__(self, folder: Path, plan: Plan | None = PLAN) -> None:
        self.session = Session.open(folder, plan)
        self.now = 0.0

    def facilitator(self, kind: str, **more: Any) -> list[dict[str, Any]]:
        self.now += 1.0
        return self.session.apply(events.of_facilitator({"kind": kind, **more}, self.now))

    def team(self, token: str, kind: str, **more: Any) -> list[dict[str, Any]]:
        self.now += 1.0
        return self.session.apply(events.of_team(token, {"kind": kind, **more}, self.now))

    def join(self, *names: str) -> None:
        for name in names:
            assert self.team(name, "join", name=name) == []

    def to(self, phase: Phase) -> None:
        """Move on until a state; the first shock of the card is drawn on the way."""
        while self.session.state.phase is not phase:
            if self.session.state.phase is Phase.SHOCK:
                self.facilitator("draw", shock=self.session.state.game.card.shocks[0])
            (notice,) = self.facilitator("next", phase=self.session.state.phase.value)
            assert not notice["refused"], notice


def refusal(notices: list[dict[str, Any]]) -> str:
    """Return the key of the one refusal."""
    (notice,) = notices
    assert notice["refused"] and notice["text"]
    return str(notice["key"])


def row(indicator: str, unit: str, difference: float, group: str = "all") -> dict[str, Any]:
    return {
        "indicator": indicator, "dimension": "all" if group == "all" else "stage", "group": group,
        "unit": unit, "direction": -1, "a": 200.0, "b": 200.0 + difference, "n": 2,
        "difference": difference, "low": difference - 1, "high": difference + 1,
        "verdict": "worse" if difference > 1 else "unsure",
        "label": {"fr": f"{indicator} (fr)", "en": f"{indicator} (en)"},
    }  # fmt: skip


def made_up(job: Job) -> dict[str, Any]:
    """Numbers that no run gave, in the form of `sim.app.session.simulate.numbers_of`."""
    return {
        "digest": job.digest(), "version": "parcours 0", "code": "0" * 12,
        "place": {"fr": "ici", "en": "here"}, "n": 2, "seeds": "1-2",
        "rows": [row("wait_solution_median", "months", 2.4), row("public_cost", "euros_year", 4.0)],
        "losers": [row("unmet_need", "share", 3.0, "senior")], "lost": ["senior"], "tested": 76,
    }  # fmt: skip
