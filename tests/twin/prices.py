"""What the new way of working costs, and where it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.processes.organisation.overhead import OVERHEAD_CAP

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Perimeter


def prices(model: TwinModel, members: int) -> dict[str, float]:
    """Return prices of the new way as shares of staff time; above the cap reduced alike."""
    o, n = model.scenario_.organisation, float(members)
    shares = {
        "referral": o.entry * o.referral_share,
        "meetings": o.entry * (o.meeting_linear * n + o.meeting_square * n * n),
        "planning": o.response * o.planning_share,
        "reserve": o.continuity * o.reserve_share,
        "referent": o.coordination * o.referent_share,
        "voice": o.voice * o.voice_share,
        "support": o.partnership * o.support_share,
    }
    shares = {name: share * model.practice for name, share in shares.items()}
    total = sum(shares.values())
    if total > OVERHEAD_CAP:
        shares = {name: share * (OVERHEAD_CAP / total) for name, share in shares.items()}
    return shares


def _slower(model: TwinModel) -> bool:
    return model.scenario_.organisation.overhead_mode == "slower"


def taken(model: TwinModel, members: int) -> dict[str, float]:
    """Return the prices that are taken from hours."""
    return {} if _slower(model) else prices(model, members)


def slowing(model: TwinModel, perimeter: Perimeter | None) -> float:
    """Return how many times longer supports last where prices are taken from the pace."""
    if not _slower(model) or perimeter is None or model.practice <= 0:
        return 1.0
    total = 0.0
    for share in prices(model, len(perimeter.members)).values():
        total += share
    return 1.0 / (1.0 - total)
