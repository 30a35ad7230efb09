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


def test_seeds_dictionaries_and_keywords_are_other_ways_to_write_words():
    more = dict(word.split("=") for word in WORDS[1:])
    c = sim.compare(
        "silo", "pole", {"territory": "training"}, seeds=[1, 2, 3], progress=False, **more
    )
    assert c == small() and c.overrides == WORDS
