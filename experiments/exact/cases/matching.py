"""Deferred acceptance on the month's real allocation: V21 as a configuration of the model.

Admissible pairs and the preferences of both sides are read from persons and places before each
month's allocation. The matching of the model is then compared with stable matchings computed
separately.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from experiments.exact.cases._world import Case, Identity
from experiments.exact.oracles import (
    blocking_pairs,
    groups_propose,
    persons_propose,
    serial_dictatorship,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.processes.care.capacity import count_used
from sim.processes.process import Process
from sim.runs.run import open_world
from sim.scenario.scenario import Scenario
from sim.state.people import CLASSES, LIST_SLOTS

PATH = 8.0  # minutes to set out and arrive
YEARS = 1000  # months that one class is worth when classes come first, beyond any wait


@dataclass
class _Market:
    """Waiting persons and free places of one month, and the admissions."""

    persons: dict[int, list[int]] = field(default_factory=dict)
    groups: dict[int, list[int]] = field(default_factory=dict)
    quota: dict[int, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)  # the common ranking, where there is one
    rows: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    matching: dict[int, int] = field(default_factory=dict)


class _Before(Process):
    """Read the lists once stays have ended and before places are filled."""

    phase = 4

    def __init__(self, months: list[_Market]) -> None:
        self.months = months

    def step(self, model: SectorModel) -> None:
        self.months.append(_read(model))


class _After(Process):
    """Record the admissions of the month."""

    phase = 5

    def __init__(self, months: list[_Market]) -> None:
        self.months = months

    def step(self, model: SectorModel) -> None:
        market, place = self.months[-1], model.people.place
        for person, row in market.rows.items():
            if place[row] != market.held[person]:
                market.matching[person] = int(place[row])


def _read(model: SectorModel) -> _Market:
    people, o, s = model.people, model.organisations, model.scenario_.places
    zones, count = model.territory.zones, len(o.e_places)
    free = o.e_places - count_used(model.W)
    market = _Market(quota={e: int(free[e]) for e in range(count)})
    weight = {"fifo": 0.0, "classes": float(YEARS), "need_and_wait": s.class_months}[s.priority]
    ranking: dict[int, list[tuple[float, int]]] = {e: [] for e in range(count)}
    for row in np.flatnonzero(_on_a_list(model)).tolist():
        key, home = int(people.key[row]), int(people.zone[row])
        wishes = []
        for slot in range(LIST_SLOTS - 1):
            e, rank = divmod(int(_desk(model, slot)[row]), CLASSES)
            if not 0 <= e < count:
                continue
            there = int(o.e_zone[e])
            away = math.sqrt(
                (zones.x[home] - zones.x[there]) ** 2 + (zones.y[home] - zones.y[there]) ** 2
            )
            minutes = PATH + away
            wishes.append((minutes, abs(int(o.e_tolerance[e]) - rank), e))
            months = model.month - int(people.waiting[row]) + weight * rank
            ranking[e].append((s.near_months * minutes / 60.0 - months, key))
            market.order.append(key)
        market.persons[key] = [e for *_, e in sorted(wishes)]
        market.rows[key], market.held[key] = row, int(people.place[row])
    market.groups = {e: [key for _, key in sorted(files)] for e, files in ranking.items()}
    common = {key: value for files in ranking.values() for value, key in files}
    market.order = sorted(common, key=lambda key: (common[key], key))
    return market


def _desk(model: SectorModel, slot: int) -> np.ndarray:
    column: np.ndarray = model.people.waiting_list[: model.people.size, slot]
    return column


def _on_a_list(model: SectorModel) -> np.ndarray:
    most = len(model.organisations.e_places) * CLASSES
    on = np.zeros(model.people.size, bool)
    for slot in range(LIST_SLOTS - 1):
        desk = _desk(model, slot)
        on |= (desk >= 0) & (desk < most)
    return on


def _markets(scenario: Scenario, seed: int) -> list[_Market]:
    months: list[_Market] = []
    model = open_world(scenario, seed)
    model.processes += [_Before(months), _After(months)]
    model.processes.sort(key=lambda process: process.phase)  # each after those of its phase
    model.run_for(scenario.clock.months)
    return months


type _Matcher = Callable[[_Market], Mapping[int, int]]


def _digest(months: list[_Market], matcher: _Matcher, *, only_who: bool = False) -> str:
    """Digest of the matchings of all months, or of the set of matched persons only."""
    digest = hashlib.blake2b(digest_size=16)
    for market in months:
        pairs = sorted(matcher(market).items())
        digest.update(repr([key for key, _ in pairs] if only_who else pairs).encode())
    return digest.hexdigest()


def _stable(scenario: Scenario, seed: int) -> list[Identity]:
    near = _markets(scenario, seed)
    places = scenario.places.model_copy(update={"near_months": 0.0})
    alike = _markets(scenario.model_copy(update={"places": places}), seed)
    if not any(market.matching for market in near):
        return [Identity(Message("quantity.matched"), Message("exact.yes"), Message("exact.no"))]

    def found(market: _Market) -> Mapping[int, int]:
        return market.matching

    def by_persons(m: _Market) -> Mapping[int, int]:
        return persons_propose(m.persons, m.groups, m.quota)

    def by_groups(m: _Market) -> Mapping[int, int]:
        return groups_propose(m.persons, m.groups, m.quota)

    def in_turn(m: _Market) -> Mapping[int, int]:
        return serial_dictatorship(m.order, m.persons, m.quota)

    blocking = sum(
        blocking_pairs(m.persons, m.groups, m.quota, m.matching) for m in (*near, *alike)
    )
    return [
        Identity(Message("quantity.blocking"), 0, blocking),
        Identity(
            Message("quantity.who_matched"),
            _digest(near, by_groups, only_who=True),
            _digest(near, found, only_who=True),
        ),
        Identity(Message("quantity.best_stable"), _digest(near, by_persons), _digest(near, found)),
        Identity(
            Message("quantity.in_turn"),
            _digest(alike, in_turn),
            _digest(alike, found),
        ),
    ]


CASES = (
    Case(
        "V21",
        Message("case.V21"),
        {
            "lists": "places.lists",
            "near": "places.near_months",
            "priority": "places.priority",
            "territory": "territory.name",
        },
        check=_stable,
    ),
)
