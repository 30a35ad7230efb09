"""What a comparison accepts, and how it is run."""

from __future__ import annotations

import pytest

import sim
from sim.errors import InputError
from tests.results.cases import WORDS, small


def test_processes_and_threads_change_nothing():
    c = small()
    d = sim.compare("silo", "pole", WORDS, replicates=3, workers=2, threads=2, progress=False)
    assert d.runs() == c.runs() and d.digest() == c.digest()
    assert (d.pathways() == c.pathways()).all(axis=None)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"replicates": 0}, "replicates=0: a whole number"),
        ({"replicates": True}, "replicates=True: a whole number"),
        ({"seed": -1}, "seed=-1: a whole number"),
        ({"workers": 0}, "workers=0: a whole number"),
        ({"lang": "de"}, "lang=de"),
        ({"overrides": ["months=12", "territory=training"]}, "no month to compare"),
        ({"overrides": ["territory=training", "montsh=12"]}, "montsh"),
    ],
)
def test_what_cannot_be_used_is_said(how, sentence):
    with pytest.raises(InputError, match=sentence):
        sim.compare("silo", "pole", **{"overrides": WORDS, "progress": False, **how})


def test_worlds_that_cannot_be_paired_are_refused():
    a = sim.load_scenario("silo", WORDS)
    b = sim.load_scenario("pole", [*WORDS[:1], "months=30"])
    with pytest.raises(InputError, match=r"clock\.months"):
        sim.compare(a, b)
    with pytest.raises(InputError, match="same territory"):
        sim.compare(a, sim.load_scenario("pole", ["territory=creuse", *WORDS[1:]]))
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.compare(a, a, ["months=24"])


def test_progress_says_what_it_does(capsys):
    sim.compare("silo", "pole", WORDS, replicates=1, progress="always", lang="en")
    assert "seed 1" in capsys.readouterr().err
    sim.compare("silo", "pole", WORDS, replicates=1, progress=True)
    assert capsys.readouterr().err == ""


TINY = ("territory=training", "months=2", "burn_in=0", "reform_month=1", "record_people=0")


def test_replicates_have_the_seeds_that_follow_the_first() -> None:
    c = sim.compare("silo", "pole", TINY, replicates=2, seed=5, progress=False)
    assert c.seeds == (5, 6) and c.names == ("silo", "pole")
    assert [one["seed"] for one in c.runs()] == [5, 6] and c.overrides == TINY
    assert (c.a.label, c.b.label) == ("silo", "pole")


@pytest.mark.parametrize("word", ["months=3", "reform_month=0", "burn_in=1", "record_people=1"])
def test_worlds_of_another_clock_are_refused(word: str) -> None:
    a = sim.load_scenario("silo", TINY)
    b = sim.load_scenario("silo", [*(w for w in TINY if w.split("=")[0] not in word), word])
    with pytest.raises(InputError, match=rf"clock\.{word.split('=')[0]}"):
        sim.compare(a, b)


@pytest.mark.parametrize(("reform", "refused"), [(0, False), (1, False), (2, True)])
def test_the_reform_comes_before_the_last_month(reform: int, refused: bool) -> None:
    words = [w for w in TINY if "reform" not in w] + [f"reform_month={reform}"]
    if refused:
        with pytest.raises(InputError, match="no month to compare"):
            sim.compare("silo", "silo", words, replicates=1, progress=False)
    else:
        assert sim.compare("silo", "silo", words, replicates=1, progress=False).n == 1


def test_worlds_of_one_name_are_told_apart() -> None:
    c = sim.compare("silo", "silo", TINY, replicates=1, progress=False)
    assert c.names == ("silo (a)", "silo (b)")


def test_one_word_may_be_given_alone() -> None:
    a = sim.load_scenario("silo", TINY)
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.compare("silo", a, "months=24")
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.Sim(a, ["months=24"])
    assert sim.Sim("silo", "months=24").scenario.clock.months == 24


def test_seeds_dictionaries_and_keywords_are_other_ways_to_write_words():
    more = dict(word.split("=") for word in WORDS[1:])
    c = sim.compare(
        "silo", "pole", {"territory": "training"}, seeds=[1, 2, 3], progress=False, **more
    )
    assert c == small() and c.overrides == WORDS
