"""How likely a crisis is, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.crises import crisis_probability


def test_a_crisis_is_as_likely_as_needs_are_unmet() -> None:
    assert crisis_probability(0.06, 12.0) == pytest.approx(0.06)  # four severe needs, for long
    assert crisis_probability(0.06, 3.0) == pytest.approx(0.015)
    assert crisis_probability(0.06, 0.0) == 0.0
