"""The program that shows the levels of the silo beside published figures."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from experiments import levels as program
from experiments.levels import branches, categories, main, shares
from sim import lang as labels
from sim.data import tables
from sim.data.published import published
from sim.study.levels import Levels
from sim.territory.build import build
from tests.lang.both import refused_in_both

TINY = ("territory=training", "months=2", "burn_in=2")
CODES = tables.categories().code
K, IME, EHPAD, MAS = len(CODES), *(CODES.index(code) for code in ("ime", "ehpad", "mas"))


def found() -> Levels:
    """Ten places in each category and five in use; hours in two of them; levels as in the table."""
    hours = np.zeros((4, K, 4))
    hours[:, IME] = [[30, 20, 0, 0], [10, 20, 0, 0], [5, 25, 0, 0], [25, 0, 0, 0]]
    hours[:, EHPAD] = [[0, 10, 0, 0], [0, 10, 0, 0], [0, 8, 0, 0], [0, 2, 0, 0]]
    ten, stock = np.full(K, 10), np.full((3, 4, 4), 250_000)
    return Levels(ten, ten // 2, ten // 5, *hours, stock.astype(float), stock, stock)


def row_of(code: str, world: Levels) -> dict:
    return next(row for row in categories(world, "en") if row["code"] == code)


def test_hours_and_shares_of_a_category_by_hand():
    row = row_of("ime", found())
    assert (row["places"], row["occupancy"], row["waiting_per_100_places"]) == (10, 0.5, 20)
    assert row["offered"] == {"daily": 6, "health": 4, "education": 0, "insertion": 0}
    assert (row["claimed"]["daily"], row["given"]["health"]) == (2, 5)
    assert (row["beyond"], row["most"]) == (0.5, "daily")
    assert row_of("mas", found())["beyond"] is None  # no hours are offered


def test_the_last_row_is_that_of_all_categories():
    row = categories(found(), "fr")[-1]
    assert (row["code"], row["places"], row["used"]) == ("all", 10 * K, 5 * K)
    assert row["beyond"] == pytest.approx(27 / 60) and row["published"] is None


@pytest.mark.parametrize(
    ("code", "used", "misses"),
    [
        ("ehpad", 92, False),  # the least that is published is 91.9
        ("ehpad", 91, True),
        ("ehpad", 98, True),
        ("mecs", 89, False),  # five points from 93.3
        ("mecs", 88, True),
        ("mas", 100, False),  # above 90
        ("mas", 89, True),
        ("esat", 0, False),  # nothing is published
    ],
)
def test_a_category_misses_outside_what_is_published(code: str, used: int, misses: bool):
    hundred = np.full(K, 100)
    world = replace(found(), places=hundred, used=np.full(K, used))
    assert row_of(code, world)["misses"] is misses


def test_a_share_differs_by_more_than_a_tenth_of_the_table():
    assert not any(any(row["differs"].values()) for row in shares(found()))
    other = found().after
    moved = other[0, 0].sum() * 0.25 * np.array([0.09, 0.11])
    for extra, differs in zip(moved, (False, True), strict=True):
        persons = other.copy()
        persons[0, 0, 3] += round(extra)
        persons[0, 0, 0] -= round(extra)
        row = shares(replace(found(), after=persons))[3]
        assert (row["stage"], row["domain"], row["level"]) == ("child", "daily", 3)
        assert row["differs"] == {"before": False, "after": differs}


@pytest.mark.parametrize(("money", "misses"), [(9.1, False), (9.0, True), (11.1, True)])
def test_money_misses_beyond_a_tenth_of_the_published_sum(
    money: float, misses: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sim.study.levels.money", lambda codes: money)
    elderly = branches()[0]
    assert elderly["branch"] == "envelope_elderly" and elderly["misses"] is misses
    assert len(branches()) == sum(one.what.startswith("envelope_") for one in published())


@pytest.mark.parametrize(
    ("used", "waiting", "reason"),
    [(5, 4, "why_few"), (5, 5, "why_reach"), (10, 5, "why_unknown")],
)
def test_the_reason_of_free_places_follows_from_who_waits(used: int, waiting: int, reason: str):
    ten = np.full(K, 10)
    world = replace(found(), places=ten, used=np.where(np.arange(K) == EHPAD, used, 10))
    world = replace(world, waiting=np.full(K, waiting))
    parts = {"categories": categories(world, "en"), "levels": shares(world), "money": []}
    (told,) = (text for text in program._reasons(parts, "en") if text.startswith("EHPAD"))
    counts = {"waiting": str(waiting), "free": str(10 - used)}
    assert told.endswith(labels.say(f"levels.{reason}", "en", **counts))


def test_categories_without_a_published_figure_are_named():
    parts = {"categories": categories(found(), "en"), "levels": [], "money": []}
    last = program._reasons(parts, "en")[-1]
    assert last.startswith("No published") and "ESAT" in last and "EHPAD" not in last


@pytest.mark.parametrize("lang", labels.LANGS)
def test_the_program_prints_every_part_in_each_language(
    lang: str, capsys: pytest.CaptureFixture[str]
):
    assert main([*TINY, f"lang={lang}"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and "experiments.levels seed=1 format=table" in out
    for part in ("title", "hours", "covering_nothing", "shares", "money", "misses", "total"):
        assert labels.say(f"levels.{part}", lang)[:70] in out
    assert f"96{',' if lang == 'fr' else '.'}4 (2018)" in out


def test_the_same_numbers_are_printed_for_programs(capsys: pytest.CaptureFixture[str]):
    assert main([*TINY, "seed=2", "format=json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["territory"], told["seed"], told["months"]) == ("training", 2, 2)
    assert [row["code"] for row in told["categories"]] == [*CODES, "all"]
    assert told["categories"][EHPAD]["published"]["year"] == 2018
    assert len(told["levels"]) == int((build("training").levels() > 0).sum())


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], ("name: nord", "dispersion: 0.0", "months: 24")),
        (["territory.dispersion=0.5"], ("name: nord", "dispersion: 0.5")),
        (["territory=creuse", "clock.months=3"], ("name: creuse", "dispersion: 0.72", "months: 3")),
    ],
)
def test_national_equipment_is_that_of_the_default_territory(
    words: list[str], shown: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert main([*words, "--cfg"]) == 0
    out = capsys.readouterr().out
    assert all(f"{text}\n" in out for text in shown), out[:1500]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["territory=atlantis"], "atlantis"),
        (["month=3"], "months"),
        (["seed=one"], "seed must be a whole number"),
        (["format=pdf"], "format"),
        (["scenario=pole"], "scenario=pole"),
        (["replicates=3"], "replicates"),
    ],
)
def test_a_wrong_word_gives_one_sentence_in_both_languages(
    words: list[str], shown: str, capsys: pytest.CaptureFixture[str]
):
    refused_in_both(main, words, shown, capsys, lines=1)
