"""The verdict on a difference between two worlds."""

from __future__ import annotations

import math
from typing import Final, Literal

__all__ = ["MARKS", "Verdict", "verdict"]

Verdict = Literal["better", "worse", "unsure", "moves"]
MARKS: Final[dict[Verdict, str]] = {"better": "▲", "worse": "▼", "unsure": "≈", "moves": "•"}


def verdict(direction: int, low: float, high: float) -> Verdict:
    """Judge a difference by its interval.

    Parameters
    ----------
    direction
        1 when more is better, -1 when less is, 0 when neither.
    low, high
        Ends of the 95 % interval, in the unit of the indicator; nan where there is none.

    Returns
    -------
    str
        ``better`` or ``worse``; ``moves`` where neither is better; ``unsure`` where the interval
        holds 0 or there is none.

    Examples
    --------
    >>> verdict(-1, -0.3, -0.1), verdict(-1, -0.3, 0.1), verdict(0, 1.0, 2.0)
    ('better', 'unsure', 'moves')
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low <= 0 <= high:
        return "unsure"
    if direction == 0:
        return "moves"
    return "better" if (low > 0) == (direction > 0) else "worse"
