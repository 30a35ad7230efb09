"""Whom establishments take where results are paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contracts import levers
from .people import narrow
from .rules import heaviest_after, loss_of_class

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Read results where they are paid; choose the heaviest class that is taken."""
    _, budgets = levers(model)
    share, mission = budgets.result_share, model.scenario_.accounts.mission
    if model.month % 12:
        return
    for e in model.establishments:
        if share > 0:
            for rank, (held, covered) in enumerate(zip(e.held, e.covered, strict=True)):
                if held:
                    e.outcome_class[rank] = narrow(covered / held)
            if sum(e.held):
                e.outcome = narrow(sum(e.covered) / sum(e.held))
        taken, higher = min(e.choosy, e.tolerance), min(e.choosy + 1, 3)
        loss = loss_of_class(share, e.outcome, e.outcome_class[taken])
        loss_of_next = loss_of_class(share, e.outcome, e.outcome_class[higher])
        now = taken if loss > mission else e.choosy
        e.choosy = heaviest_after(now, loss, loss_of_next, mission)
