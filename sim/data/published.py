"""Published figures that the model is judged by; none of them is an input (``published.csv``)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.tables import rows

__all__ = ["Published", "published"]


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure.

    Attributes
    ----------
    codes
        Categories that it describes, all together.
    what
        ``occupancy`` (places in use, share) or ``envelope_…`` (money of a branch, billion EUR a
        year).
    value, low, high
        The figure, and the least and the most that are published; None where there is none. A
        figure of the kind *above .90* has no value, only a least one.
    year
        Year of the data; None for a figure without a source.
    source
        Where it comes from; it begins with ``assumed`` where nothing is published.
    """

    codes: tuple[str, ...]
    what: str
    value: float | None
    low: float | None
    high: float | None
    year: int | None
    source: str

    def bounds(self, tolerance: float) -> tuple[float, float | None]:
        """Return the least and the most that agree with it; None for no upper bound.

        Parameters
        ----------
        tolerance
            How far from the value, in its unit, where no range is published.

        Examples
        --------
        >>> Published(("mas",), "occupancy", None, 0.9, None, 2016, "").bounds(0.05)
        (0.9, None)
        """
        low, high = self.low, self.high
        if self.value is not None:
            low = self.value - tolerance if low is None else low
            high = self.value + tolerance if high is None else high
        return (0.0 if low is None else low), high


def published() -> tuple[Published, ...]:
    """Return the figures of ``published.csv``, in its order."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    return tuple(
        Published(
            tuple(row["code"].split("+")),
            row["what"],
            number(row["value"]),
            number(row["low"]),
            number(row["high"]),
            int(row["year"]) if row["year"] else None,
            row["source"],
        )
        for row in rows("published")
    )
