"""Made-up persons: rows chosen by what is stated, two lives, and the month in which they part."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

import sim
from sim.app.asked import Asked
from sim.app.levers import table
from sim.app.lives import choose, tell
from sim.app.worlds import loaded
from sim.lang import LANGS, say
from sim.runs.warmup import warmed_state
from sim.territory.of_scenario import territory_of

FIRST = table().scenarios[0]
PERSONS = table().persons


@pytest.mark.parametrize("name", PERSONS)
def test_a_person_meets_what_is_stated(name: str) -> None:
    person, (key, among) = PERSONS[name], choose(name, 1)
    world = loaded(table().against)
    start = warmed_state(world, territory_of(world), 1)
    row = int(np.flatnonzero(start["people.key"] == np.uint64(key))[0])
    assert abs(int(start["people.age"][row]) - 12 * person.age) <= 12
    assert start["people.level"][row].max() >= person.need
    assert start["people.state"][row] != 0
    assert among > 1


def test_of_those_who_meet_it_the_lives_of_the_chosen_one_differ_longest() -> None:
    key, among = choose("lea", 1)
    world = loaded(table().against)
    start = warmed_state(world, territory_of(world), 1)
    words = [*table().words[:-1], "record_people=1000000"]
    c = sim.compare(table().against, FIRST, words, seeds=[1], progress=False)
    a, b = c.recorded()
    differs = dict(zip(a.key.tolist(), (a.state != b.state).sum(axis=0).tolist(), strict=True))
    meets = [
        int(k)
        for k, age, level, state in zip(
            start["people.key"], start["people.age"], start["people.level"],
            start["people.state"], strict=True,
        )
        if 13 * 12 <= age <= 15 * 12 and level.max() >= 2 and state
    ]  # fmt: skip
    assert len(meets) == among
    assert differs[key] == max(differs[k] for k in meets)


def test_names_and_ages_differ_and_each_has_texts() -> None:
    assert next(iter(PERSONS)) == "lea" and PERSONS["lea"].age == 14
    assert len({person.age for person in PERSONS.values()}) == len(PERSONS) == 5
    for lang in LANGS:
        for name, person in PERSONS.items():
            assert str(person.age) in say(f"app.person.{name}", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_two_lives_are_told_and_part_where_they_first_differ(lang: str) -> None:
    answer = tell(Asked(FIRST, person="lea", lang=lang))
    (length,) = struct.unpack_from("<I", answer)
    tree = json.loads(answer[4 : 4 + length])
    states = np.frombuffer(answer, np.uint8, offset=4 + length).reshape(2, tree["months"])
    assert np.array_equal(states[0, : tree["month"] - 1], states[1, : tree["month"] - 1])
    assert (states[0] != states[1]).any()
    assert str(tree["month"]) in tree["part"]
    assert str(choose("lea", 1)[1]) in tree["chosen"]
    assert tree["name"] == say("app.person.lea", lang)
    assert all(len(row) == 3 for row in tree["rows"])


def test_levers_change_lives_and_not_the_persons() -> None:
    moved = []
    for name in PERSONS:
        found = []
        for stops in ((), (("coordination", 0), ("pooling", 0), ("admission", 0))):
            answer = tell(Asked(FIRST, stops, person=name, lang="en"))
            (length,) = struct.unpack_from("<I", answer)
            found.append((json.loads(answer[4 : 4 + length])["who"], answer[4 + length :]))
        assert found[0][0] == found[1][0]
        moved.append(found[0][1] != found[1][1])
    # A lever need not reach everybody.
    assert any(moved)
