"""Who comes first on a list, by hand."""

from __future__ import annotations

from sim.processes.care.queues import priority_weight, standing
from sim.scenario.choices import PRIORITY_CLASSES, PRIORITY_FIFO, PRIORITY_NEED_AND_WAIT


def test_a_class_is_worth_some_months_of_waiting() -> None:
    assert standing(6.0, 10, 2) == 22.0
    assert standing(6.0, 0, 3) == 18.0
    assert standing(6.0, 10, 0) == 10.0
    assert standing(0.0, 10, 2) == 10.0


def test_what_a_class_is_worth_by_the_rule_of_the_list() -> None:
    assert priority_weight(PRIORITY_FIFO, 6.0) == 0.0
    assert priority_weight(PRIORITY_NEED_AND_WAIT, 6.0) == 6.0
    assert priority_weight(PRIORITY_CLASSES, 6.0) == 1_000_000.0
    # More than anybody can have waited: 5 000 years are 60 000 months.
    assert standing(priority_weight(PRIORITY_CLASSES, 6.0), 0, 1) > standing(0.0, 60_000, 0)
