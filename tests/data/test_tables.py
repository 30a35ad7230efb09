"""Figures of the package turned into arrays, by hand."""

from __future__ import annotations

import math

import pytest

from sim.data import tables


@pytest.mark.parametrize(("speed", "minutes"), [(60.0, 1.0), (30.0, 2.0), (120.0, 0.5)])
def test_a_kilometre_takes_minutes_at_the_speed_of_the_country(
    speed: float, minutes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "number", lambda name: {"country_speed_kmh": speed}[name])
    assert tables._flat(46.5, 2.5) == (0.0, 0.0)
    east, north = tables._flat(47.5, 3.5)
    degree = math.radians(1.0) * tables.EARTH_KM
    assert north == pytest.approx(degree * minutes)
    assert east == pytest.approx(degree * minutes * math.cos(math.radians(46.5)))
