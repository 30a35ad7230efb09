"""What a comparison accepts, and how it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from experiments.compare import main as run
from sim.errors import InputError, InputWarning
from sim.runs.warmup import state_key
from sim.study import compare as module
from sim.study import simulate
from sim.territory.of_scenario import territory_of
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


OWN = ("months=4", "burn_in=2", "reform_month=1", "record_people=20", "territory=files")
PERSONS = "zone,departement,x_min,y_min,child,adult,senior\nA,23,0,0,30,60,90\nB,23,9,0,30,60,90\n"
PLACES = "zone,category,places,tolerance,operator\nA,ime,12,2,Un\nB,ehpad,30,3,Deux\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the two files of a territory."""
    (tmp_path / "persons.csv").write_text(PERSONS)
    (tmp_path / "establishments.csv").write_text(PLACES)
    return tmp_path


def words_of(folder: Path) -> list[str]:
    return [*OWN, *(f"{role}={folder / role}.csv" for role in ("persons", "establishments"))]


CHANGES = {
    "other numbers": lambda path: path.write_text(path.read_text().replace("60", "70")),
    "gone": lambda path: path.unlink(),
    "damaged": lambda path: path.write_text("x"),
}


@pytest.mark.parametrize(
    ("change", "workers"), [("other numbers", 1), ("gone", 1), ("damaged", 1), ("other numbers", 2)]
)
def test_files_that_change_while_worlds_run_change_nothing(files, monkeypatch, change, workers):
    words = words_of(files)
    before = sim.compare("silo", "pole", words, seeds=[1, 2, 3], progress=False)

    def once(scenario):
        made = territory_of(scenario)
        CHANGES[change](files / "persons.csv")
        return made

    monkeypatch.setattr(module, "territory_of", once)
    c = sim.compare("silo", "pole", words, seeds=[1, 2, 3], workers=workers, progress=False)
    assert c == before and c.place.files == before.place.files


def test_one_world_reads_its_files_once_too(files, monkeypatch):
    before = sim.Sim("silo", words_of(files), seeds=[1, 2]).run(progress=False)

    def once(scenario):
        made = territory_of(scenario)
        (files / "establishments.csv").unlink()
        return made

    monkeypatch.setattr(simulate, "territory_of", once)
    assert sim.Sim("silo", words_of(files), seeds=[1, 2]).run(progress=False) == before


@pytest.mark.parametrize("role", ["persons", "establishments"])
@pytest.mark.parametrize("change", ["30", "note", "end"])
def test_the_digest_of_a_file_is_in_the_manifest_and_in_the_key_of_the_start(files, role, change):
    scenario = sim.load_scenario("silo", words_of(files))
    first = territory_of(scenario)
    path = files / f"{role}.csv"
    text = path.read_text()
    changed = {"30": text.replace("30", "31"), "note": f"# 2024\n{text}", "end": f"{text}\n"}
    path.write_text(changed[change])
    second = territory_of(scenario)
    assert state_key(scenario, first, 1) != state_key(scenario, second, 1)
    assert [name for name, _ in set(first.files) ^ set(second.files)] == [role] * 2


def test_a_life_is_followed_on_the_same_files_only(files):
    c = sim.compare("silo", "pole", words_of(files), replicates=1, progress=False)
    loaded = sim.load(c.save(files / "saved"))
    assert loaded.place == c.place and loaded.manifest()["territory"]["files"] == c.place.files
    assert [role for role, _ in c.place.files] == ["persons", "establishments"]
    assert loaded.twin().person == c.twin().person
    path = files / "establishments.csv"
    path.write_text(PLACES.replace("12", "13"))
    for one in (c, loaded):
        with pytest.raises(InputError, match=f"establishments.csv: .*{c.place.files[1][1]}"):
            one.twin()


def too_many(folder: Path) -> list[str]:
    (folder / "persons.csv").write_text(PERSONS.replace("30,60,90", "30,60000,90"))
    changed = {
        "months=4": "months=2",
        "burn_in=2": "burn_in=0",
        "record_people=20": "record_people=0",
    }
    return [changed.get(word, word) for word in words_of(folder)]


SENTENCES = {
    "fr": "Creuse : 120 240 personnes sont données, plus de 3 fois ce que donne la",
    "en": "Creuse: 120,240 persons are given, more than 3 times what prevalence gives (11,866);",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_inhabitants_taken_for_persons_are_a_warning(files, lang):
    words = too_many(files)
    with pytest.warns(InputWarning) as found:
        c = sim.compare("silo", "silo", words, replicates=1, progress=False, lang=lang)
    sentence = SENTENCES[lang]
    assert str(found[0].message).replace("\u202f", " ").startswith(sentence)
    loaded = sim.load(c.save(files / "saved"), lang=lang)
    for one in (c, loaded):
        assert one.not_covered()[0].replace("\u202f", " ").startswith(sentence)
    with pytest.warns(InputWarning, match="Creuse"):
        sim.Sim("silo", words, lang=lang).run(progress=False)


def test_a_program_prints_the_warning_as_one_line(files, capsys):
    words = too_many(files)
    assert run(["a=silo", "b=silo", *words, "replicates=1", "lang=en", f"out={files / 'o'}"]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "Creuse" in line]
    assert len(lines) == 1 and lines[0].startswith(SENTENCES["en"])


@pytest.mark.parametrize(
    ("name", "near"), [("replicate", "replicates"), ("worker", "workers"), ("Seeds", "seeds")]
)
def test_a_misspelt_argument_is_not_taken_for_a_parameter(name: str, near: str) -> None:
    with pytest.raises(InputError, match=rf"{name}=…: unknown argument.*'{near}'"):
        sim.compare("silo", "pole", **{name: 3})
