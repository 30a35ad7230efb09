"""The cases of theory that the model can be held against."""

from __future__ import annotations

from typing import Final

from experiments.exact.cases import (
    auctions,
    equity,
    identities,
    leaving,
    matching,
    needs,
    pooling,
    ruin,
    several,
    spread,
    waits,
)
from experiments.exact.cases._world import SEEDS, Case, Identity, Quantity, Size, walk

CASES: Final[dict[str, Case]] = {
    case.name: case
    for case in sorted(
        (
            case
            for part in (
                auctions,
                equity,
                identities,
                leaving,
                matching,
                needs,
                pooling,
                ruin,
                several,
                spread,
                waits,
            )
            for case in part.CASES
        ),
        key=lambda case: int(case.name[1:]),
    )
}

__all__ = ["CASES", "SEEDS", "Case", "Identity", "Quantity", "Size", "walk"]
