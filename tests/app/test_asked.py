"""The address of a page: read, written, and refused with a sentence."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from sim.app.asked import STEPS, Asked, address_of, neighbours, read
from sim.app.levers import table
from sim.errors import InputError
from tests.lang.both import check

FIRST = table().scenarios[0]


def asked(words: str) -> Asked:
    return read(parse_qsl(words, keep_blank_values=True))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lang=fr", Asked(FIRST)),
        ("coordination=.75&seed=7&lang=en", Asked(FIRST, (("coordination", 3),), 7, lang="en")),
        (
            "voice=0.5&entry=0&pace=1&lang=fr",
            Asked(FIRST, (("entry", 0), ("pace", 4), ("voice", 2))),
        ),
        ("n=12&person=lea&lang=fr", Asked(FIRST, n=12, person="lea")),
    ],
)
def test_an_address_is_read(words: str, expected: Asked) -> None:
    assert asked(words) == expected


def test_what_is_written_is_read() -> None:
    for stop in range(5):
        one = Asked(FIRST, (("entry", stop), ("voice", 4 - stop)), seed=3)
        assert asked(f"{address_of(one)}&lang=fr") == one


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("cordination=.5", "'coordination'"),
        ("coordination=.6", "five stops, 0, .25, .5, .75, 1"),
        ("coordination=2", "five stops"),
        ("coordination=", "five stops"),
        ("s=polle", f"'{FIRST}'"),
        ("seed=-1", "a whole number from 0 to 2147483648"),
        ("seed=1e3", "a whole number"),
        ("seed=٣", "a whole number"),
        ("seed=2147483649", "a whole number"),
        ("n=2", "1, 4, 12"),
        ("lang=de", "fr, en"),
        ("person=leo", "'lea'"),
        ("seed=1&seed=2", "given twice"),
    ],
)
def test_a_wrong_word_gets_a_sentence(words: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        asked(words)
    (problem,) = refused.value.problems
    check(problem)
    assert told in problem.text("en")


def test_all_mistakes_come_at_once_and_a_long_word_is_cut() -> None:
    with pytest.raises(InputError) as refused:
        asked(f"{'x' * 500}=1&seed=y&entry=z")
    assert len(refused.value.problems) == 3
    assert all("x" * 41 not in text for text in refused.value.sentences("en"))


def test_neighbours_are_one_stop_away_and_begin_with_the_lever_that_moved() -> None:
    places = dict.fromkeys(table().levers, 2) | {"pooling": 4}
    found = list(neighbours(Asked(FIRST, (("voice", 4),), n=STEPS[-1]), places, "voice"))
    assert [dict(near.stops)["voice"] for near in found[:1]] == [3]
    assert {near.n for near in found} == {1}
    # One of `voice` and one of `pooling`, which are at an end; two of each other lever.
    assert len(found) == 2 * len(table().levers) - 2
    assert len({near.stops for near in found}) == len(found)
