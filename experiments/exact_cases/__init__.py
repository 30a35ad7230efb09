"""The cases of theory that the model can be held against."""

from __future__ import annotations

from typing import Final

from . import identities, needs, waits
from ._world import SEEDS, Case, Identity, Quantity, Size, walk

CASES: Final[dict[str, Case]] = {
    case.name: case
    for case in sorted(
        (*waits.CASES, *needs.CASES, *identities.CASES), key=lambda case: int(case.name[1:])
    )
}

__all__ = ["CASES", "SEEDS", "Case", "Identity", "Quantity", "Size", "walk"]
