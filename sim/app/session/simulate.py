"""Numbers of a job: both worlds simulated for every seed, and what the room reads of them.

This is the only file of the session that needs the engine, and it imports it when it is called:
workers call it, the web process does not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from sim.app.session.cards import SHOWN
from sim.app.session.rounds import Job
from sim.lang import LANGS

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.comparison import Comparison

__all__ = ["compared", "numbers_of", "simulate"]

FIELDS: Final = (
    "indicator", "dimension", "group", "unit", "direction", "a", "b", "difference", "low", "high",
    "n", "verdict",
)  # fmt: skip
MOST_LOSERS: Final = 12


def compared(job: Job) -> Comparison:
    """Simulate both worlds of a job for every seed."""
    from sim.study.compare import compare

    return compare(job.a, job.b, seeds=list(job.seeds), assumptions="default", progress=False)


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold; what was not measured is None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _rows(frames: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return rows of a table that was made in each language: its values once, its labels in all."""
    found = []
    for rows in zip(*(frame.to_dict(orient="records") for frame in frames.values()), strict=True):
        labels = {lang: str(row["label"]) for lang, row in zip(frames, rows, strict=True)}
        found.append({**{name: _plain(rows[0][name]) for name in FIELDS}, "label": labels})
    return found


def numbers_of(comparison: Comparison) -> dict[str, Any]:
    """Return what the room reads of a comparison.

    Returns
    -------
    dict
        ``digest`` of the counts, ``version``, ``code``, ``place``, ``n``, ``seeds``; ``rows``:
        indicators with both levels, the difference and its 95 % interval; ``losers``: groups for
        whom the second world is worse, the widest loss first, of ``tested`` groups.
    """
    whole = {lang: comparison.summary(groups=False, lang=lang) for lang in LANGS}
    shown = {lang: frame[frame["indicator"].isin(SHOWN)] for lang, frame in whole.items()}
    lost = {lang: comparison.losers(lang) for lang in LANGS}
    first = next(iter(lost.values()))
    return {
        "digest": comparison.digest(),
        "version": comparison.version,
        "code": str(comparison.attrs["code_digest"])[:12],
        "place": {lang: comparison.place.label(lang) for lang in LANGS},
        "n": comparison.n,
        "seeds": comparison.seeds_text(),
        "rows": _rows(shown),
        "losers": _rows({lang: frame.head(MOST_LOSERS) for lang, frame in lost.items()}),
        "lost": sorted(set(first[first["dimension"] == "stage"]["group"])),
        "tested": int(first.attrs["tested"]),
    }


def simulate(job: Job) -> dict[str, Any]:
    """Return the numbers of a job; the same job gives the same digest."""
    return numbers_of(compared(job))
