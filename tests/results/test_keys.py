"""Names of indicators that a figure month by month takes."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.indicators.measure import Key, monthly
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import REGISTRY
from sim.results.keys import check_monthly
from tests.results.made import run

MONTHLY = monthly(run(0, 0), PAYERS)


@pytest.mark.parametrize("name", REGISTRY)
def test_an_indicator_is_taken_where_it_has_a_value_in_each_month(name: str) -> None:
    if Key(name, "all", "all") in MONTHLY:
        check_monthly(name)
    else:
        with pytest.raises(InputError, match=name):
            check_monthly(name)
