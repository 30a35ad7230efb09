"""Scenario cards and the deck: every choice is a real change of the scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.app.session.cards import card, cards
from sim.app.session.deck import Deck, deck, read
from sim.app.session.plan import Plan
from sim.app.session.rounds import check as checked
from sim.app.session.rounds import lever_job, pole_job, worlds
from sim.app.session.state import Game
from sim.compose.files import ENVIRONMENT, shipped
from sim.errors import InputError
from sim.lang import LANGS
from tests.lang.both import check


def games() -> list[Game]:
    return [Game.of(Plan(card=name)) for name in cards()]


def test_there_are_eight_cards_and_two_expect_the_pole_to_do_worse() -> None:
    assert len(cards()) == 8
    worse = {name for name in cards() if card(name).expects_worse}
    assert worse >= {"rushed", "rural"}
    assert len({(c.expected.indicator, c.expected.sign) for c in map(card, cards())}) >= 6


@pytest.mark.parametrize("name", cards())
def test_every_world_of_a_card_can_be_made(name: str) -> None:
    checked(Game.of(Plan(card=name)))


def test_every_card_of_the_deck_is_used() -> None:
    whole, used = deck(), list(map(card, cards()))
    assert {lever for one in used for lever in one.levers} == set(whole.levers)
    assert {name for one in used for name in (*one.events, *one.shocks)} == set(whole.events)


@pytest.mark.parametrize("game", games(), ids=lambda game: game.card.name)
def test_no_lever_event_or_manner_is_a_dummy(game: Game) -> None:
    """Each changes the digest of a world, and no two give the same worlds."""
    plain = worlds(game.card, game.plan.months)
    jobs = [lever_job(game, (name,)) for name in game.card.levers]
    assert all(job.a.digest() != job.b.digest() for job in jobs)
    assert len({job.b.digest() for job in jobs}) == len(jobs)
    poles = [pole_job(game, name) for name in game.deck.manners]
    assert len({job.b.digest() for job in poles}) == len(poles)
    assert len({job.a.digest() for job in (*jobs, *poles)}) == 1  # the same silos in all rounds
    assert (poles[0].a.digest() == plain[0].digest()) == (not game.card.events)
    for shock in game.card.shocks:
        hit, before = pole_job(game, "left", shock), pole_job(game, "left")
        assert hit.a.digest() != before.a.digest() and hit.b.digest() != before.b.digest()


def test_both_worlds_of_a_job_differ_by_organisation_and_pace_alone() -> None:
    job = pole_job(Game.of(Plan(card="austerity")), "left", "calls_cut")
    a, b = job.a.model_dump(), job.b.model_dump()
    assert {name for name in a if a[name] != b[name]} == {"organisation", "change", "label"}
    assert a["accounts"]["cost_growth"] == 0.054 and a["funding"]["budgets"]["calls_factor"] == 0.67
    assert a["clock"] == {**a["clock"], "months": 24, "reform_month": 0, "record_people": 0}


def test_what_a_card_takes_away_no_manner_gives_back() -> None:
    game = Game.of(Plan(card="rural"))
    sets = {"organisation": {"coordination": False, "planning_share": 0.06}}
    other = replace(game, card=game.card.model_copy(update={"b_sets": sets}), made={})
    for manner in game.deck.manners:
        assert not pole_job(game, manner).b.organisation.coordination
        assert pole_job(other, manner).b.organisation.planning_share == 0.06


GOOD: dict[str, Any] = yaml.safe_load((shipped() / "card" / "lea.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"story": {"fr": "mot " * 61, "en": "word"}}, "60"),
        ({"title": {"fr": "Titre"}}, "title.en"),
        ({"title": {"fr": "Titre", "en": " "}}, "in English"),
        ({"levers": ["entry"]}, "levers"),
        ({"levers": [*deck().levers][:7]}, "levers"),
        ({"levers": ["entry", "entri"]}, "did you mean 'entry'?"),
        ({"levers": ["entry", "entry"]}, "twice"),
        ({"events": ["snow"]}, "events: 'snow'"),
        ({"shocks": []}, "shocks"),
        ({"sources": []}, "sources"),
        ({"expected": {**GOOD["expected"], "manner": "force"}}, "did you mean 'forced'?"),
        ({"expected": {**GOOD["expected"], "indicator": "rupture"}}, "did you mean 'ruptures'?"),
        ({"expected": {**GOOD["expected"], "sign": 0}}, "expected.sign"),
        ({"expects": 1}, "expects"),
        ({"a": "silos"}, "did you mean 'silo'?"),
        ({"words": ["territory=crews"]}, "crews"),
        ({"words": ["months"]}, "months"),
        ({"b_sets": {"organisation": {"coordinaton": False}}}, "did you mean 'coordination'?"),
        ({"b_sets": {"organisation": {"referent_share": 2}}}, "referent_share"),
    ],
    ids=str,
)  # fmt: skip
def test_a_card_with_a_mistake_is_refused_with_sentences(
    changes: dict[str, Any], shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "scenario").mkdir()
    file = tmp_path / "card" / "mine.yaml"
    file.write_text(yaml.safe_dump({**GOOD, **changes}, allow_unicode=True), "utf-8")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    with pytest.raises(InputError) as refused:
        checked(Game.of(Plan(card="mine")))
    for problem in refused.value.problems:
        check(problem)
    text = "\n".join(refused.value.sentences("en"))
    assert shown in text and "mine" in text


def test_an_unknown_card_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        card("rurale")
    assert "did you mean 'rural'?" in refused.value.sentences("en")[0]


@pytest.mark.parametrize("text", ["[]", "levers: 3", "levers: {}", "roles: {x: 1}"])
def test_a_deck_with_a_mistake_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "deck.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read(Deck, file)
    assert all(str(file) in sentence for sentence in refused.value.sentences("en"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_is_written_in_both_languages(lang: str) -> None:
    for game in games():
        one = game.card
        for text in (one.title, one.story, one.who, one.goal, one.error, one.limits):
            assert text.text(lang).strip() and text.fr != text.en
    for group in (deck().levers, deck().manners, deck().events, deck().roles):
        for choice in group.values():
            assert choice.title.fr != choice.title.en and choice.story.fr != choice.story.en
    assert not any(role.sets for role in deck().roles.values())
