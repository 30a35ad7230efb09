"""Places that stand empty although someone who waits near them would be accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.state.people import WAIT

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Give each person who waits the first empty place within reach that accepts them."""
    tally = model.month_totals
    empty = {
        e: (e.open if e.is_service else e.open + e.converted) - e.places_used
        for e in model.establishments
    }
    tally["places_looked_at"] += sum(e.places for e in model.establishments)
    waiting = [p for p in model.people if p.state == WAIT and p.category >= 0]
    waiting.sort(key=lambda p: (p.zone, p.category, p.complexity))
    for person in waiting:
        for number in model.geography.near.get((person.zone, person.category), ()):
            e = model.establishments[number]
            if empty[e] > 0 and person.complexity <= e.accepts:
                empty[e] -= 1
                tally["empty_wanted"] += 1
                break
