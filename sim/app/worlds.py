"""The two worlds that a page asks for, as scenarios, and their comparison. For workers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sim import compose
from sim.app.asked import Asked
from sim.app.levers import STOPS, Lever, changes, table
from sim.indicators.outputs import PAYERS, Pair, Run
from sim.lang import LANGS, say
from sim.results.origin import Place, place_of, provenance
from sim.runs.remembered import replicates_of
from sim.runs.replicates import run_pairs, run_worlds
from sim.scenario.scenario import Scenario
from sim.study.comparison import Comparison
from sim.territory.of_scenario import territory_of

__all__ = [
    "alone",
    "compared",
    "describe",
    "loaded",
    "remember",
    "simulated",
    "stop_of",
    "worlds_of",
]


@cache
def loaded(name: str) -> Scenario:
    """Return a scenario of the room, before any lever moves."""
    return compose.load_scenario(name, table().words)


def worlds_of(asked: Asked) -> tuple[Scenario, Scenario]:
    """Return both worlds, with their levers where they are."""
    stops = dict(asked.stops)
    a, b = loaded(table().against), loaded(asked.scenario)
    return a.with_(**changes(stops, "a")), b.with_(**changes(stops, "b"))


def alone(asked: Asked, world: int) -> Run:
    """Simulate one world of a picture of one seed: 0 for the first, 1 for the second."""
    chosen = worlds_of(asked)[world]
    ((run,),) = run_worlds((chosen,), (asked.seed,), progress=False, territory=territory_of(chosen))
    return run


def simulated(asked: Asked, world: int) -> None:
    """Simulate one world of a picture of one seed, and remember it."""
    alone(asked, world)


def remember(asked: Asked, first: Run) -> None:
    """Remember the first world of a picture of one seed, which another process has simulated.

    The second one, which this process knows or simulates, is remembered with it.
    """
    territory = territory_of(worlds_of(asked)[0])
    (pair,) = replicates_of(worlds_of(asked), (territory, territory), [(asked.seed, True)])
    pair.completed([first if rank == 0 else alone(asked, 1) for rank in pair.missing])


def compared(asked: Asked) -> Comparison:
    """Simulate both worlds for the seeds that are asked for, and compare them."""
    a, b = worlds_of(asked)
    seeds = tuple(range(asked.seed, asked.seed + asked.n))
    territory = territory_of(a)
    pairs = run_pairs(a, b, seeds, progress=False, territory=territory)
    return _comparison(asked, a, b, seeds, pairs)


def _comparison(
    asked: Asked, a: Scenario, b: Scenario, seeds: tuple[int, ...], pairs: Sequence[Pair]
) -> Comparison:
    names = (table().against, asked.scenario)
    if names[0] == names[1]:
        names = (f"{names[0]} (a)", f"{names[1]} (b)")
    origin = {**_origin(asked.scenario), "titles": _titles(asked)}
    return Comparison(
        a, b, names, table().words, seeds, tuple(pairs), _place(), PAYERS, origin, lang=asked.lang
    )


@cache
def _place() -> Place:
    first = loaded(table().against)
    return place_of(first, territory_of(first))


@cache
def _origin(scenario: str) -> dict[str, Any]:
    """Return code, versions and smallest effects: read once, because it takes as long as a run."""
    smallest = {**compose.smallest_effects(table().against), **compose.smallest_effects(scenario)}
    return {**provenance(), "smallest": smallest}


@cache
def _title(scenario: str, lang: str) -> str:
    return str(getattr(compose.world_title(scenario), lang))


def _titles(asked: Asked) -> dict[str, tuple[str, str]]:
    """Return what readers call both worlds; a world whose levers moved says so."""
    stops = dict(asked.stops)
    moved = {
        world: [n for n, stop in stops.items() if _acts(n, world) and stop != _at(name, n)]
        for world, name in (("a", table().against), ("b", asked.scenario))
    }
    found = {}
    for lang in LANGS:
        a, b = _title(table().against, lang), _title(asked.scenario, lang)
        if moved["b"] and moved["b"] != moved["a"]:
            b = say("app.moved", lang, title=b)
        found[lang] = (a, b) if a != b else (f"{a} (a)", f"{b} (b)")
    return found


def _acts(lever: str, world: str) -> bool:
    return world == "b" or table().levers[lever].worlds == "both"


@cache
def _at(scenario: str, lever: str) -> int | None:
    return stop_of(table().levers[lever], loaded(scenario))


def stop_of(lever: Lever, scenario: Scenario) -> int | None:
    """Return the stop at which a scenario has a lever; None where it is between two stops."""
    values: list[Any] = []
    for path in lever.fields:
        node: Any = scenario
        for part in path.split("."):
            node = getattr(node, part)
        values.append(node)
    for stop in range(STOPS):
        if list(lever.stops[stop]) == values:
            return stop
    return None


def describe() -> dict[str, Any]:
    """Return what pages show of the scenarios: titles, stories, places of levers, the version."""
    found = {}
    for name in table().scenarios:
        card = compose.card(name)
        found[name] = {
            "title": {lang: getattr(card.title, lang) for lang in LANGS},
            "story": {lang: getattr(card.story, lang) for lang in LANGS},
            "places": {lever: _at(name, lever) for lever in table().levers},
        }
    first = loaded(table().against)
    return {
        "scenarios": found,
        "months": first.clock.months,
        "reform": first.clock.reform_month,
        "place": {lang: _place().label(lang) for lang in LANGS},
        "synthetic": {lang: _place().synthetic(lang) for lang in LANGS},
    }
