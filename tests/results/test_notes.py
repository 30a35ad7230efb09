"""What the numbers of a comparison leave out, and the levels of the two markets."""

from __future__ import annotations

import sim
from tests.results.cases import WORDS, small


def test_what_is_not_covered_is_said():
    for lang in ("fr", "en"):
        told = small().not_covered(lang)
        assert len(told) >= 5 and all(text.endswith(".") for text in told)
    assert "fictif" in " ".join(small().not_covered("fr"))


def test_worlds_that_start_apart_are_told():
    a = sim.load_scenario("silo", WORDS)
    b = a.model_copy(update={"access": a.access.model_copy(update={"known": 0.9})})
    c = sim.compare(a, b, replicates=1, progress=False)
    assert "access" in c.not_covered("en")[0]


def test_the_level_of_each_market_stands_beside_the_index():
    for lang, names in (
        ("fr", ("Établissements", "Porteurs")),
        ("en", ("Establishments", "Project")),
    ):
        told = small().two_markets(lang)
        assert len(told) >= 2 and all("→" in text for text in told[:2])
        assert all(text.startswith(name) for text, name in zip(told, names, strict=False))
