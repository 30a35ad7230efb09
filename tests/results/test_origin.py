"""Where numbers come from."""

from __future__ import annotations

import pytest

from sim.engine import digest
from sim.results.origin import code_digest, place_of, provenance
from sim.scenario.context import TerritorySpec
from sim.scenario.scenario import Scenario


def test_a_place_says_what_it_is_in_both_languages() -> None:
    place = place_of(Scenario(territory=TerritorySpec(name="training")))
    assert (place.name, place.fictional, place.persons) == ("training", True, 3000)
    assert place.label("fr") == "Val-de-Brume (fictif)"
    assert place.label("en") == "Val-de-Brume (fictional)"
    assert "fictif" in place.synthetic("fr") and "fictional" in place.synthetic("en")
    assert len(place.zones) == 3


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ({"digests": {"kernels": "k", "start": "s", "results": "r"}}, "r"),
        ({"code_digest": "old"}, "old"),
        ({}, ""),
    ],
)
def test_the_code_of_a_result_is_its_digest_of_results(origin: dict, code: str) -> None:
    assert code_digest(origin) == code


def test_the_origin_names_the_present_code() -> None:
    assert code_digest(provenance()) == digest.results()
