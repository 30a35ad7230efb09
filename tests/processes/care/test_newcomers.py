"""What a newcomer is born with, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.newcomers import (
    ability_of,
    arrival_of_key,
    carer_of,
    mainstream_found,
    person_key,
    stage_of_key,
    zone_of_key,
    zone_part,
)


@pytest.mark.parametrize(
    ("u", "knowing", "found"),
    [
        (0.49, 0.39, 3),
        (0.49, 0.4, 1),
        (0.49, 0.69, 1),
        (0.49, 0.7, 0),  # not even a partnership informs them
        (0.5, 0.39, 0),
        (0.9, 0.9, 0),
    ],
)
def test_a_service_is_found_where_it_is_open_and_known(
    u: float, knowing: float, found: int
) -> None:
    assert mainstream_found(u, knowing, 0.5, 0.4, 0.7) == found


@pytest.mark.parametrize(
    ("mean", "u", "ability"),
    [
        (0.5, 0.0, 0.25),  # a quarter less at least
        (0.5, 0.5, 0.5),
        (0.5, 0.75, 0.625),
        (0.5, 1.0, 0.75),
        (0.1, 0.0, 0.0),  # never below nothing
        (0.1, 1.0, 0.2),
        (0.9, 0.0, 0.8),
        (0.9, 1.0, 1.0),  # nor above all
    ],
)
def test_abilities_lie_around_their_mean(mean: float, u: float, ability: float) -> None:
    assert ability_of(u, mean) == pytest.approx(ability)


def test_a_carer_lives_elsewhere_or_with_the_person_or_there_is_none() -> None:
    shares = np.array([0.2, 0.7])  # cumulative: a fifth elsewhere, half together
    assert [carer_of(u, shares) for u in (0.0, 0.19, 0.2, 0.69, 0.7, 0.99)] == [1, 1, 2, 2, 0, 0]
    assert carer_of(0.0, np.zeros(2)) == 0


def test_a_key_is_zone_month_stage_and_serial() -> None:
    month = 2**38  # month 0 is the 4096th: 4096 x 2^26
    assert person_key(np.uint64(0), 0, 0, 0) == month
    assert person_key(np.uint64(0), -4096, 0, 0) == 0
    assert person_key(np.uint64(0), -4095, 0, 7) == 2**26 + 7
    assert person_key(np.uint64(0), -4096, 2, 0) == 2 * 2**24
    assert person_key(np.uint64(3), 0, 1, 9) == 3 * 2**40 + month + 2**24 + 9
    # A whole number of 64 bits, not a float, which has room for 53.
    assert person_key(np.uint64(2**23), 0, 1, 9) == 2**63 + month + 2**24 + 9


@pytest.mark.parametrize(
    ("zone_key", "month", "stage", "serial"),
    [(3, 0, 1, 9), (0, -4096, 2, 0), (23 * 2**16 + 5, 131, 0, 2**24 - 1), (3, 6000, 1, 9)],
)
def test_a_key_gives_its_parts_back(zone_key: int, month: int, stage: int, serial: int) -> None:
    key = np.uint64(zone_key * 2**40 + (month + 4096) * 2**26 + stage * 2**24 + serial)
    assert person_key(np.uint64(zone_key), month, stage, serial) == key
    assert zone_of_key(key) == zone_key
    assert arrival_of_key(key) == month
    assert stage_of_key(key) == stage


def test_the_key_of_a_person_holds_the_lower_24_bits_of_that_of_the_zone() -> None:
    assert zone_part(np.uint64(23 * 2**16 + 5)) == 23 * 2**16 + 5
    assert zone_part(np.uint64(2**24 + 7)) == 7
    assert zone_part(np.uint64(2**24 - 1)) == 2**24 - 1
