"""The page of a session, from its record alone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sim.app.session.export import export
from sim.app.session.plan import Phase
from sim.app.session.record import NAME
from sim.errors import InputError
from sim.lang import LANGS
from tests.app.session.playing import BET, Played, made_up


def whole(folder: Path, until: Phase = Phase.EXPORT) -> Played:
    played = Played(folder)
    played.team("a", "join", name="<script>x</script>")
    played.to(Phase.BET1)
    played.team("a", **BET)
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["entry", "listening"])
    played.session.simulate_all(made_up)
    if until is not Phase.ROUND1:
        played.to(Phase.DEBRIEF)
        played.session.simulate_all(made_up)
        played.team("a", "commit", who="l’équipe", with_whom="<b>vous</b>", by_when="juin")
        played.to(until)
    return played


@pytest.mark.parametrize("lang", LANGS)
def test_one_page_holds_bets_results_and_commitments(lang: str, tmp_path: Path) -> None:
    whole(tmp_path / "session")
    file = export(tmp_path / "session", tmp_path / "out.html", simulate=made_up, lang=lang)
    page = file.read_text("utf-8")
    root = ElementTree.fromstring(page)
    assert root.get("lang") == lang
    ids = [section.get("id") for section in root.iter("section")]
    assert ids == ["card_title", "losers", "bets", "round1", "round2", "shock", "debrief", "origin"]
    assert "<script" not in page and "&lt;script&gt;x" in page and "&lt;b&gt;vous" in page
    assert "N = 2" in page and "juin" in page
    assert not re.search(r'(src|href)="(?!data:)', page)  # nothing is fetched from elsewhere


def test_a_session_that_was_stopped_early_gives_what_the_room_has_seen(tmp_path: Path) -> None:
    whole(tmp_path / "session", Phase.ROUND1)
    page = export(tmp_path / "session" / NAME, tmp_path / "out.html", simulate=made_up).read_text(
        "utf-8"
    )
    root = ElementTree.fromstring(page)
    assert [section.get("id") for section in root.iter("section")] == ["card_title", "origin"]


def test_other_numbers_than_the_room_saw_are_marked(tmp_path: Path) -> None:
    whole(tmp_path / "session")

    def changed(job: Any) -> dict[str, Any]:
        return {**made_up(job), "digest": "abc"} if "left" in job.key else made_up(job)

    page = export(tmp_path / "session", tmp_path / "out.html", simulate=changed, lang="en")
    text = page.read_text("utf-8")
    assert "round2:left: the numbers simulated again" in text
    assert "round2:forced: the numbers" not in text


def test_a_record_that_was_cut_is_exported_and_said(tmp_path: Path) -> None:
    played = whole(tmp_path / "session")
    played.session.close()
    path = tmp_path / "session" / NAME
    os.truncate(path, path.stat().st_size - 5)
    before = path.read_bytes()
    page = export(path, tmp_path / "out.html", simulate=made_up, lang="en").read_text("utf-8")
    assert "the last line was cut" in page
    assert path.read_bytes() == before


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        export(tmp_path, tmp_path / "out.html", simulate=made_up)
    assert NAME in refused.value.sentences("en")[0]
