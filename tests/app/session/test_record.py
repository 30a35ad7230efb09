"""The record: what a crash, a cut line, a damage or a second server leave of a session."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sim.app.session import events
from sim.app.session.plan import Phase, Plan
from sim.app.session.record import NAME, read, replay
from sim.app.session.session import Session
from sim.errors import InputError
from tests.app.session.playing import BET, PLAN, Played, made_up, refusal
from tests.lang.both import check


def whole(folder: Path) -> Played:
    """A session up to the second round, its numbers brought by workers, left open."""
    played = Played(folder)
    played.join("a", "b")
    played.to(Phase.BET1)
    played.team("a", **BET)
    played.to(Phase.ROUND1)
    played.team("b", "levers", levers=["listening"])
    assert played.session.simulate_all(made_up) == []
    played.to(Phase.ROUND2)
    played.team("b", "manner", manner="left")
    assert played.session.simulate_all(made_up) == []
    return played


def refused(path: Path, plan: Plan | None = None) -> str:
    with pytest.raises(InputError) as error:
        Session.open(path.parent, plan)
    (problem,) = error.value.problems
    check(problem)
    return problem.text("en")


def test_every_event_is_on_the_disk_before_the_next(tmp_path: Path) -> None:
    played = Played(tmp_path)
    for count, name in enumerate("abc", 2):
        played.join(name)
        assert len((tmp_path / NAME).read_bytes().splitlines()) == count
    played.team("a", "lock")  # refused: not recorded
    assert len((tmp_path / NAME).read_bytes().splitlines()) == 4


def test_a_server_that_is_killed_goes_on_in_the_same_state_with_the_same_numbers(
    tmp_path: Path,
) -> None:
    killed = whole(tmp_path / "killed")
    copied = tmp_path / "again"
    copied.mkdir()
    (copied / NAME).write_bytes((tmp_path / "killed" / NAME).read_bytes())
    again = Session.open(copied)
    assert again.state == killed.session.state and again.notices == []
    assert {job.key for job in again.jobs()} == set(killed.session.numbers)
    assert again.simulate_all(made_up) == []
    assert again.numbers == killed.session.numbers and again.jobs() == []
    assert again.state.digest() == killed.session.state.digest()
    assert (copied / NAME).read_bytes() == (tmp_path / "killed" / NAME).read_bytes()


def test_twenty_teams_lose_no_move_when_the_server_dies_in_the_second_round(
    tmp_path: Path,
) -> None:
    played = Played(tmp_path)
    names = [f"team {k}" for k in range(20)]
    played.join(*names)
    played.to(Phase.BET1)
    for k, name in enumerate(names):
        assert played.team(name, **{**BET, "wait": k - 10}) == []
    played.to(Phase.ROUND1)
    levers = played.session.state.game.card.levers
    for k, name in enumerate(names):
        chosen = [levers[k % 6], levers[(k + 1) % 6]]
        assert played.team(name, "levers", levers=chosen) == []
    assert len(played.session.jobs()) == 6  # one a pair of levers, whatever the number of teams
    played.to(Phase.ROUND2)
    for name in names[:10]:
        assert played.team(name, "manner", manner="left") == []
    played.session.close()
    played.session = Session.open(tmp_path)
    for name in names[10:]:
        assert played.team(name, "manner", manner="accompanied") == []
    teams = played.session.state.teams
    assert [team.bet.wait for team in teams if team.bet] == list(range(-10, 10))
    assert [team.manner for team in teams] == ["left"] * 10 + ["accompanied"] * 10
    assert all(len(team.levers) == 2 for team in teams)


def test_the_record_holds_no_result_and_no_token(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.team("a secret token", "join", name="a")
    played.to(Phase.ROUND2)
    assert played.session.simulate_all(made_up) == []
    text = (tmp_path / NAME).read_text("utf-8")
    answers = [line for line in map(json.loads, text.splitlines()) if line.get("kind") == "answer"]
    assert len(answers) == 3 and "secret" not in text and "difference" not in text
    assert set(answers[0]) == {"kind", "by", "at", "job", "a", "b", "seeds", "digest"}


def test_other_numbers_than_those_of_the_record_are_refused_once(tmp_path: Path) -> None:
    whole(tmp_path).session.close()
    again = Session.open(tmp_path)
    keys = [job.key for job in again.jobs()]
    said = again.simulate_all(lambda job: {**made_up(job), "digest": "abc"})
    assert [notice["key"] for notice in said] == ["session.other_numbers"] * len(keys)
    assert again.jobs() == [] and again.others == set(keys)
    again.apply(events.of_facilitator({"kind": "next", "phase": "ROUND2"}, 1e6))
    reveal = again.view("projector", lang="en")["reveal"]
    notes = [one["note"] for one in (*reveal["round1"], *reveal["round2"])]
    assert len(notes) == 4 and all("are not those of the record" in note for note in notes)


def test_numbers_that_nobody_asked_for_are_refused(tmp_path: Path) -> None:
    played = whole(tmp_path)
    other = Played(tmp_path / "other", PLAN.model_copy(update={"card": "lea"}))
    other.join("a")
    other.to(Phase.ROUND2)
    assert len(other.session.jobs()) == 3
    for asked in other.session.jobs():
        assert refusal(played.session.results(asked, made_up(asked))) == "session.no_job"


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_line_that_was_cut_is_left_out_and_said(cut: int, tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.join("a", "b")
    played.session.close()
    path = tmp_path / NAME
    os.truncate(path, path.stat().st_size - cut)
    again = Session.open(tmp_path)
    assert [team.name for team in again.state.teams] == ["a"]
    (notice,) = again.notices
    assert notice["to"] == "facilitator" and "1 " in notice["text"] and not notice["refused"]
    again.close()
    later = Session.open(tmp_path)  # the cut is mended: it is said once
    assert later.notices == [] and later.state == again.state


@pytest.mark.parametrize(
    ("line", "text", "shown"),
    [
        (3, b'{"kind": "join", "na', "line 3"),
        (2, b"\xff\xfe", "line 2"),
        (3, b"[1, 2]", "line 3"),
        (3, b'{"kind": "lock", "by": "team", "at": 1.0, "seat": "0"}', "line 3"),
        (1, b"{}", "not the record of a session"),
        (1, b"", "not the record of a session"),
        (1, b'{"record": "parcours-session", "version": 2}', "version 2"),
        (1, b'{"record": "parcours-session", "version": 1}', "card"),
    ],
)
def test_a_record_that_is_damaged_is_refused_and_left_as_it_is(
    line: int, text: bytes, shown: str, tmp_path: Path
) -> None:
    played = Played(tmp_path)
    played.join("a", "b")
    played.session.close()
    path = tmp_path / NAME
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[: line - 1], text, *lines[line:]]))
    before = path.read_bytes()
    assert shown in refused(path)
    assert path.read_bytes() == before


def test_two_servers_never_hold_one_record(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.join("a")
    before = (tmp_path / NAME).read_bytes()
    assert "another session holds" in refused(tmp_path / NAME)
    assert (tmp_path / NAME).read_bytes() == before
    played.join("b")
    played.session.close()
    assert len(Session.open(tmp_path).state.teams) == 2


def test_a_folder_keeps_its_own_plan(tmp_path: Path) -> None:
    assert "a plan is needed" in refused(tmp_path / "new" / NAME)
    Played(tmp_path).session.close()
    assert "another plan" in refused(tmp_path / NAME, PLAN.model_copy(update={"seeds": 3}))
    assert Session.open(tmp_path, PLAN).state.game.plan == PLAN


@pytest.mark.parametrize("left", [b"", b'{"rec', b'{"record": "parcours-session", "ver'])
def test_a_server_that_died_before_the_head_leaves_a_folder_for_a_new_session(
    left: bytes, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(left)
    assert "a plan is needed" in refused(tmp_path / NAME)
    played = Played(tmp_path)
    played.join("a")
    assert replay(tmp_path / NAME)[0] == played.session.state


def test_a_file_of_somebody_else_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"my notes")
    assert "not the record" in refused(tmp_path / NAME, PLAN)
    assert (tmp_path / NAME).read_bytes() == b"my notes"


def test_a_plan_with_a_mistake_makes_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert "did you mean 'rushed'?" in refused(folder / NAME, Plan(card="rushd"))
    assert not folder.exists()


def test_numbers_that_come_after_another_choice_are_kept_for_later(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.join("a")
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["entry"])
    (slow,) = played.session.jobs()
    played.team("a", "levers", levers=["listening"])
    assert played.session.results(slow, made_up(slow)) == []
    assert played.session.numbers == {} and len(played.session.jobs()) == 1
    played.team("a", "levers", levers=["entry"])
    assert set(played.session.numbers) == {slow.key} and played.session.jobs() == []
    assert dict(replay(tmp_path / NAME)[0].results) == {slow.key: slow.digest()}


def test_an_event_that_cannot_be_written_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played(tmp_path)
    played.join("a")
    before = (tmp_path / NAME).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert refusal(played.team("b", "join", name="b")) == "session.not_written"
    assert len(played.session.state.teams) == 1
    assert (tmp_path / NAME).read_bytes() == before
    played.join("c")
    assert replay(tmp_path / NAME)[0] == played.session.state


def test_a_record_is_deleted_with_its_folder(tmp_path: Path) -> None:
    played = Played(tmp_path / "session")
    played.session.delete()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError):
        read(tmp_path / "session" / NAME)
