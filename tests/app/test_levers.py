"""Levers: five stops with words, none without effect, each where its scenario has it."""

from __future__ import annotations

import re

import pytest

from sim import compose
from sim.app.asked import Asked
from sim.app.levers import GROUPS, STOPS, changes, table
from sim.app.worlds import describe, worlds_of
from sim.lang import LANGS, plain, say
from sim.runs.replicates import run_worlds

LEVERS = table().levers
FIRST = table().scenarios[0]


def digests(asked: Asked) -> tuple[str, str]:
    ((a, b),) = run_worlds(worlds_of(asked), [asked.seed], progress=False)
    return a.digest(), b.digest()


@pytest.mark.parametrize("name", LEVERS)
def test_each_stop_of_a_lever_gives_other_results(name: str) -> None:
    """A lever that no rule reads, or two stops alike, would be a dummy."""
    found = [digests(Asked(FIRST, ((name, stop),))) for stop in range(STOPS)]
    assert len({b for _, b in found}) == STOPS
    same = len({a for a, _ in found}) == 1
    assert same == (LEVERS[name].worlds == "b")


def test_the_first_world_is_the_same_at_every_length_of_journeys() -> None:
    """Journeys belong to the territory of both worlds, but the first one need not be simulated."""
    a, _ = worlds_of(Asked(FIRST))
    for stop in range(STOPS):
        moved = a.with_(**changes({"journeys": stop}, "b"))
        ((before, after),) = run_worlds([a, moved], [1], progress=False)
        assert before.digest() == after.digest(), stop


@pytest.mark.parametrize("lever", LEVERS.values(), ids=list(LEVERS))
def test_a_lever_names_parameters_and_has_a_value_for_each_at_each_stop(lever) -> None:  # type: ignore[no-untyped-def]
    assert lever.group in GROUPS and lever.worlds in ("b", "both")
    assert set(lever.fields) <= set(compose.parameters())
    assert [len(stop) for stop in lever.stops] == [len(lever.fields)] * STOPS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", LEVERS)
def test_the_words_of_the_five_stops_differ(name: str, lang: str) -> None:
    words = [say(f"app.lever.{name}.{stop}", lang) for stop in range(STOPS)]
    assert len(set(words)) == STOPS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "field", "factor", "stops"),
    [
        ("coordination", 1, 1, (1, 2, 3, 4)),
        ("pooling", 1, 100, (1, 2)),
        ("tariffs", 0, 100, (0, 2, 3, 4)),
        ("price", 0, 100, (0, 1, 3)),
        ("journeys", 0, 1, (3, 4)),
    ],
)
def test_a_number_in_the_words_of_a_stop_is_the_value_of_the_stop(
    name: str, field: int, factor: int, stops: tuple[int, ...], lang: str
) -> None:
    for stop in stops:
        words = say(f"app.lever.{name}.{stop}", lang)
        value = plain(round(abs(LEVERS[name].stops[stop][field]) * factor, 6), lang)
        assert value in re.findall(r"\d+(?:[.,]\d+)?", words), (stop, value)


@pytest.mark.parametrize("name", table().scenarios)
def test_each_scenario_has_each_lever_at_a_stop(name: str) -> None:
    places = describe()["scenarios"][name]["places"]
    assert set(places) == set(LEVERS)
    assert None not in places.values()
    # At these stops nothing changes.
    assert worlds_of(Asked(name, tuple(sorted(places.items()))))[1] == worlds_of(Asked(name))[1]


def test_a_lever_of_the_second_world_leaves_the_first_alone() -> None:
    assert changes({"entry": 0, "tariffs": 4}, "a") == {
        "funding": {"budgets": {"tariff_growth": 0.03}}
    }
    assert changes({"entry": 1}, "b") == {
        "organisation": {"entry": True, "pole": {"coverage": 0.25}}
    }
