"""A bid and what is bought, in the twin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .organisations import ProjectActor


@dataclass
class Bid:
    """A bid: who, what it costs, what is asked and offered."""

    actor: ProjectActor
    partner: ProjectActor | None
    cost: float
    true: float
    low: float
    high: float
    price: float
    quality: float
    power: float
    worth: float
    luck: float


@dataclass
class Lot:
    """Hours of a domain in a zone that a kind of funder buys."""

    zone: int
    domain: int
    payer: int
    key: np.uint64
    rate: float


def lots_for(money: int, behind: list[float], cents: list[int]) -> list[int]:
    """Put money out in lots, in the domain most behind, as long as it buys one."""
    found = [0] * 4
    while choices := [d for d in range(4) if 0 < cents[d] <= money]:
        best = max(choices, key=lambda d: behind[d])
        found[best] += 1
        behind[best] -= cents[best]
        money -= cents[best]
    return found
