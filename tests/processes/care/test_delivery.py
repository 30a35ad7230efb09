"""Minutes for each person of an establishment, by hand."""

from __future__ import annotations

from sim.processes.care.delivery import idle_bonus, shared_minutes


def test_minutes_are_shared_by_those_present() -> None:
    # Two are served at once: twice the minutes, however many are present.
    assert [shared_minutes(100, 2.0, occupied, 0, 0.5) for occupied in (1, 3, 7)] == [200] * 3
    # Two heavy files of four weigh half more each: 4 of 5.
    assert shared_minutes(100, 2.0, 4, 2, 0.5) == 160
    assert shared_minutes(100, 1.0, 4, 2, 0.0) == 100
    assert shared_minutes(100, 1.0, 3, 3, 1.0) == 50
    assert shared_minutes(10, 1.0, 3, 1, 0.5) == 8  # 3 / 3.5 of 10: 8.57


def test_idle_hours_help_those_present() -> None:
    # An hour moved is worth half; two are served at once, three are there: 60 x 0.5 x 2 / 3.
    assert idle_bonus(100, 60, 0.5, 2.0, 3) == 20
    assert idle_bonus(100, 50, 0.5, 2.0, 3) == 16  # 16.67
    assert idle_bonus(15, 60, 0.5, 2.0, 3) == 15  # at most doubling
    assert idle_bonus(100, 0, 0.5, 2.0, 3) == 0
