"""Result of a condition: both differences, with its mechanism on and off, and a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.lose.conditions import Condition
from sim.results.verdict import verdict as sense

if TYPE_CHECKING:
    from sim.study.comparison import Comparison


@dataclass(frozen=True)
class Row:
    """Result of one condition."""

    name: str
    condition: Condition
    on: Comparison
    off: Comparison | None

    def gap(self, compared: Comparison | None) -> dict[str, Any] | None:
        """Levels, difference, interval and sense of the condition's indicator."""
        if compared is None:
            return None
        from sim.indicators.registry import REGISTRY

        p = compared.paired(self.condition.indicator)
        direction = REGISTRY[self.condition.indicator].direction
        return {
            **{name: _plain(getattr(p, name)) for name in ("a", "b", "difference", "low", "high")},
            "n": p.n,
            "sense": sense(direction, p.low, p.high),
        }

    def report(self, lang: str) -> dict[str, Any]:
        """Return the row as plain values."""
        from sim.indicators.registry import REGISTRY

        on, off = self.gap(self.on), self.gap(self.off)
        assert on is not None
        indicator = REGISTRY[self.condition.indicator]
        return {
            "condition": self.name,
            "title": getattr(self.condition.title, lang),
            "story": getattr(self.condition.story, lang),
            "expects": self.condition.expects,
            "sign": self.condition.sign,
            "words": list(self.condition.words),
            "without": list(self.condition.without),
            "indicator": self.condition.indicator,
            "label": indicator.label(lang),
            "unit": indicator.unit,
            "direction": indicator.direction,
            "on": on,
            "off": off,
            "verdict": judged(self.condition.expects, on["sense"], off["sense"] if off else None),
        }


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def judged(expects: str, on: str, off: str | None) -> str:
    """Verdict from the directions with the mechanism on and off, as in `experiments.compare`.

    Examples
    --------
    >>> judged("loses", "worse", "better"), judged("loses", "worse", "unsure")
    ('shown', 'not_restored')
    >>> judged("loses", "unsure", "better"), judged("wins", "better", None)
    ('not_shown', 'shown')
    """
    wanted, opposite = ("worse", "better") if expects == "loses" else ("better", "worse")
    if on != wanted:
        return "not_shown"
    return "shown" if off in (None, opposite) else "not_restored"
