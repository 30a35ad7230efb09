"""The verdict on a difference between two worlds."""

from __future__ import annotations

import math
from typing import Final, Literal

__all__ = ["MARKS", "Verdict", "smallest_that_counts", "verdict"]

Verdict = Literal["better", "worse", "moves", "small", "same", "unsure", "depends"]
MARKS: Final[dict[Verdict, str]] = {
    "better": "▲",
    "worse": "▼",
    "moves": "•",
    "small": "≈",
    "same": "=",
    "unsure": "○",
    "depends": "◇",
}
# Smallest difference that counts where the card of no scenario gives one (assumed). Half a point
# of a share or of an index, a week of waiting; of any other unit, one per cent of the level.
SMALLEST: Final = {"share": 0.005, "index": 0.005, "months": 0.25}
SMALLEST_PART: Final = 0.01


def smallest_that_counts(unit: str, level: float) -> float:
    """Smallest difference that counts, in the unit of the indicator.

    Parameters
    ----------
    unit
        Unit of the indicator.
    level
        Level in the first world; nan where it is not known.

    Examples
    --------
    >>> smallest_that_counts("share", 0.3), smallest_that_counts("euros_year", -2000.0)
    (0.005, 20.0)
    """
    if unit in SMALLEST:
        return SMALLEST[unit]
    return SMALLEST_PART * abs(level) if math.isfinite(level) else 0.0


def verdict(direction: int, low: float, high: float, smallest: float = 0.0) -> Verdict:
    """Judge a difference by its interval.

    Parameters
    ----------
    direction
        1 when more is better, -1 when less is, 0 when neither.
    low, high
        Ends of the 95 % interval, in the unit of the indicator; nan where there is none.
    smallest
        Smallest difference that counts, in the same unit.

    Returns
    -------
    str
        ``same`` where all replicates are equal; ``small`` where the whole interval is nearer to 0
        than `smallest`; else ``unsure`` where it holds 0 or where there is none, ``better`` or
        ``worse``, and ``moves`` where neither is better.

    Examples
    --------
    >>> verdict(-1, -0.3, -0.1), verdict(-1, -0.3, 0.1), verdict(0, 1.0, 2.0)
    ('better', 'unsure', 'moves')
    >>> verdict(-1, -0.3, -0.1, smallest=0.4), verdict(-1, 0.0, 0.0)
    ('small', 'same')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "unsure"
    if low == high == 0:
        return "same"
    if -smallest < low and high < smallest:
        return "small"
    if low <= 0 <= high:
        return "unsure"
    if direction == 0:
        return "moves"
    return "better" if (low > 0) == (direction > 0) else "worse"
