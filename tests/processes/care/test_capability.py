"""What options are worth, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.capability import opportunity


@pytest.mark.parametrize(
    ("options", "worth"), [(0, 0.0), (1, 0.63212056), (2, 0.86466472), (3, 0.95021293)]
)
def test_each_option_is_worth_less_than_the_one_before(options: int, worth: float) -> None:
    # 1 - e^-n: what is missing to 1 shrinks to its 2.718th part.
    assert opportunity(options) == pytest.approx(worth)
