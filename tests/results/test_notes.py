"""What the numbers of a comparison leave out, and the levels of the two markets."""

from __future__ import annotations

import sim
from sim import lang as labels
from sim.compose import parameters
from sim.indicators.market import LEVELS, SIDES
from sim.indicators.registry import REGISTRY
from sim.indicators.stats import Paired
from sim.results.notes import not_covered, two_markets
from sim.scenario.context import PolicySpec
from tests.results.cases import WORDS, small
from tests.results.made import made


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


def levels(**changed: Paired) -> dict[str, Paired]:
    """Every level of the index at 0.25 in a and 0.5 in b, without a difference that is sure."""
    usual = Paired(0.25, 0.5, 0.25, -1.0, 1.0, 1.0, 0.0, 3)
    return {**dict.fromkeys(("two_speed", *LEVELS), usual), **changed}


def test_a_level_is_told_from_a_to_b_in_its_unit() -> None:
    stabilised, precarious = two_markets(levels(), "en")
    for text, who in ((stabilised, "stabilised"), (precarious, "precarious")):
        for side in SIDES:
            name = getattr(side, who)
            unit = REGISTRY[name].unit
            shown = [labels.value(x, unit, "en") for x in (0.25, 0.5)]
            told = f"{shown[0]} → {shown[1]}"
            told += "%" if unit == "share" else f" {labels.unit(unit, 'en')}"
            assert f"{labels.group('speed', side.name, 'en')} {told}" in text


def test_a_narrower_gap_with_worse_establishments_is_levelling_down() -> None:
    narrower = Paired(1.0, 0.5, -0.5, -0.6, -0.4, 0.0, 1.0, 3)
    side = SIDES[0]
    worse = Paired(1.0, 0.5, -0.5, -0.6, -0.4, 0.0, 1.0, 3)
    if not side.good:
        worse = Paired(0.5, 1.0, 0.5, 0.4, 0.6, 1.0, 0.0, 3)
    assert len(two_markets(levels(two_speed=narrower), "en")) == 2
    *_, told = two_markets(levels(two_speed=narrower, **{side.stabilised: worse}), "en")
    assert told.startswith("Levelling down") and REGISTRY[side.stabilised].label("en") in told


def test_assumed_numbers_are_those_of_the_model() -> None:
    numbers = {
        path: parameter
        for path, parameter in parameters().items()
        if parameter.kind in ("integer", "number", "array")
        and path.split(".")[0] not in ("clock", "territory")
    }
    assumed = sum(str(p.schema.get("source", "")).startswith("assumed") for p in numbers.values())
    c = made()
    told = not_covered(c.a, c.b, c.place, (), "en")
    assert 0 < assumed < len(numbers)
    assert any(f"{assumed} of {len(numbers)} parameters" in text for text in told)
    assert told[0] == "Made up." and not any("Missing" in text for text in told)


def test_what_is_missing_differs_or_is_the_users_own_comes_first() -> None:
    c = made()
    needs = c.b.needs.model_copy(update={"memory": 0.5})
    policy = PolicySpec(name="Mine", file="mine.py", code="class Mine: ...")
    b = c.b.model_copy(update={"needs": needs, "policy": policy})
    told = not_covered(c.a, b, c.place, ("crises",), "en")
    label = REGISTRY["crises"].label("en")
    assert told[0].startswith("Missing indicators") and label in told[0]
    assert "start from the same state: needs differ" in told[1]
    assert "“Mine” (mine.py" in told[2] and told[3] == "Made up."
