"""A made-up département and its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.territory.public.build import from_public_files
from sim.territory.public.folder import PublicTerritory
from tests.territory.public import made

Make = Callable[..., PublicTerritory]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the files of a country in one of the two forms, and make a territory from them."""

    def build(country: made.Country, form: str = "csv", **how: Any) -> PublicTerritory:
        folder = tmp_path / form
        (made.extracts if form == "csv" else made.trees)(country, folder)
        files = {
            "population": how.pop("population", None) or made.population(country, tmp_path / "in"),
            "epci": how.pop("epci", None) or made.epci(country, tmp_path / "in"),
        }
        return from_public_files(folder, out=tmp_path / f"out-{form}", **files, **how)

    return build


def rows(territory: PublicTerritory, name: str) -> list[dict[str, str]]:
    """Return the rows of one of the two tables of a territory."""
    with (territory.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(territory: PublicTerritory, key: str) -> int:
    """Return how many cases the lines of a key count."""
    return sum(entry.count for entry in territory.sources.entries if entry.key == key)
