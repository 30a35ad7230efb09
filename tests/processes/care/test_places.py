"""Places that become hours, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.places import conversion_target


@pytest.mark.parametrize(
    ("places", "convertible", "practice", "target"),
    [
        (40, 0.5, 0.25, 5),
        (10, 0.5, 0.5, 2),
        (19, 0.5, 1.0, 9),
        (10, 1.0, 1.0, 10),
        (10, 1.0, 0.0, 0),
    ],
)
def test_whole_places_are_converted_as_practice_rises(
    places: int, convertible: float, practice: float, target: int
) -> None:
    assert conversion_target(places, convertible, practice) == target
