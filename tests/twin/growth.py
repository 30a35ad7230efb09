"""Places open and close by category, month after month, the same in every world."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from .funders import owe

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Establishment


def step(model: TwinModel) -> None:
    """Decide the month's places, open them, and close those that nobody holds."""
    if not model.scenario_.territory.growth or model.month == 0:
        return
    g = model.geography
    alike: dict[tuple[int, int], list[Establishment]] = {}
    for e in sorted(model.establishments, key=lambda e: e.key):
        alike.setdefault((g.block[e.zone], e.category), []).append(e)
    for (_, category), mine in alike.items():
        rate = model.territory.categories.growth.tolist()[category]
        _decide(model, mine, (1.0 + rate) ** (model.month / 12) - 1.0)
    for e in model.establishments:
        _close(model, e)
    owe(model)


def _decide(model: TwinModel, mine: list[Establishment], share: float) -> None:
    """Give out whole places one by one, each to the largest remainder so far."""
    at_first = {e: model.geography.e_places[e.number] for e in mine}
    total = sum(at_first.values())
    wanted = math.floor(total * share + 0.5)
    sign = 1 if wanted > 0 else -1
    so_far = sum(e.opened - e.to_close for e in mine)
    # Closed places are in `opened` with a minus: what is decided is opened less to be closed.
    while so_far != wanted:
        so_far += sign
        quota = {e: Fraction(abs(so_far) * at_first[e], total) for e in mine}
        chosen = max(mine, key=lambda e: quota[e] - abs(e.opened - e.to_close))
        if sign > 0:
            chosen.opened += 1
            chosen.places += 1
            model.month_totals["opened"] += 1
        else:
            chosen.to_close += 1


def _close(model: TwinModel, e: Establishment) -> None:
    """Close a free place, else one turned into hours, as often as growth asks."""
    while e.to_close > 0:
        if e.open > e.places_used:
            pass
        elif e.converted > 0:
            e.converted -= 1
            model.month_totals["withdrawn_converted"] += 1
        else:
            return
        e.to_close -= 1
        e.opened -= 1
        e.places -= 1
        model.month_totals["withdrawn"] += 1
