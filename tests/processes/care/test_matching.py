"""What a file is worth to an establishment, by hand."""

from __future__ import annotations

from sim.processes.care.matching import worth_to_establishment


def test_an_hour_away_costs_some_months_of_waiting() -> None:
    assert worth_to_establishment(12.0, 30.0, 4.0) == 10.0
    assert worth_to_establishment(12.0, 90.0, 2.0) == 9.0
    assert worth_to_establishment(2.0, 60.0, 3.0) == -1.0
    assert worth_to_establishment(12.0, 30.0, 0.0) == 12.0
