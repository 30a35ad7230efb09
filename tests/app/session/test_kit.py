"""The kit: every card and every answer that a room without screens needs, in both languages."""

from __future__ import annotations

from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest

from sim.app.session import kit as module
from sim.app.session.kit import kit
from sim.app.session.plan import Phase, Plan
from sim.app.session.rounds import Job, lever_job
from sim.app.session.state import Game
from sim.errors import InputError
from sim.lang import LANGS, say
from tests.app.session.playing import made_up

PLAN = Plan(card="lea", seeds=2, months=12)


def plan(lang: str) -> Plan:
    return PLAN.model_copy(update={"lang": lang})


@pytest.mark.parametrize("lang", LANGS)
def test_the_kit_holds_the_script_every_card_and_every_answer(lang: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def simulate(job: Job) -> dict[str, Any]:
        asked.append(job.key)
        return made_up(job)

    file = kit(tmp_path / "kit.html", plan(lang), simulate=simulate, strips=False)
    page = file.read_text("utf-8")
    root, text = ElementTree.fromstring(page), unescape(page)
    assert root.get("lang") == lang and "<script" not in page and "http" not in page
    game = Game.of(PLAN)
    named = [
        *(game.deck.levers[name] for name in game.card.levers),
        *(game.deck.events[name] for name in (*game.card.events, *game.card.shocks)),
        *game.deck.manners.values(),
        *game.deck.roles.values(),
    ]
    for choice in named:
        assert choice.title.text(lang) in text and choice.story.text(lang) in text
    for phase in Phase:
        assert say(f"session.say.{phase.value}", lang) in text
    for part in (game.card.goal, game.card.error, game.card.limits, game.card.expected.why):
        assert part.text(lang) in text
    pairs = [lever_job(game, pair).key for pair in combinations(game.card.levers, 2)]
    assert len(pairs) == 15 and set(pairs) < set(asked)
    assert len(set(asked)) == 15 + 3 * 3  # and three manners: alone, and with each of two shocks


def test_without_a_simulation_the_kit_has_no_results(tmp_path: Path) -> None:
    page = kit(tmp_path / "kit.html", plan("en"), strips=False).read_text("utf-8")
    assert 'id="results"' not in page and 'id="strips"' not in page and 'id="roles"' in page


def test_strips_are_pathways_of_a_run(tmp_path: Path) -> None:
    page = kit(tmp_path / "kit.html", plan("en")).read_text("utf-8")
    (image,) = ElementTree.fromstring(page).iter("img")
    assert image.get("alt") and "seed 1" in page


def test_the_paper_is_tagged_and_in_its_language(tmp_path: Path) -> None:
    file = kit(tmp_path / "kit.pdf", plan("fr"), simulate=made_up, strips=False)
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang).startswith("fr") and pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) >= 3


@pytest.mark.parametrize("name", ["kit.docx", "kit", "kit.pptx"])
def test_another_form_is_refused_before_anything_is_simulated(name: str, tmp_path: Path) -> None:
    def never(job: Job) -> dict[str, Any]:
        raise AssertionError(job.key)

    with pytest.raises(InputError) as refused:
        kit(tmp_path / name, plan("fr"), simulate=never)
    assert "pdf" in refused.value.sentences("en")[0] and not list(tmp_path.iterdir())
    assert set(module.FORMS) == {"pdf", "html"}
