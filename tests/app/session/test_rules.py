"""Who may do what and when: each act allowed once, and refused in every other state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.app.session import events
from sim.app.session.plan import Phase, Plan
from sim.app.session.rules import RULES, WHEN
from sim.app.session.state import Timer
from sim.lang import LANGS, say
from tests.app.session.playing import BET, Played, refusal

ACTS: dict[str, dict[str, Any]] = {
    "bet": {name: value for name, value in BET.items() if name != "kind"},
    "lock": {},
    "levers": {"levers": ["listening", "entry"]},
    "manner": {"manner": "left"},
    "veto": {"role": "person", "target": "entry"},
    "commit": {"who": "l’équipe", "with_whom": "les familles", "by_when": "juin"},
}


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return Played(tmp_path)


def test_every_kind_of_event_has_a_rule() -> None:
    assert set(RULES) == set(events.KINDS) == set(events.BY)


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_of_a_team_is_refused_in_every_state_but_its_own(kind: str, played: Played) -> None:
    played.join("a")
    for phase in Phase:
        played.to(phase)
        before = played.session.state
        if phase in WHEN[kind]:
            if kind == "lock":
                played.team("a", **BET)
            more = {"target": "forced"} if (kind, phase) == ("veto", Phase.ROUND2) else {}
            if more:
                continue  # the veto of the role was used in the first round
            assert played.team("a", kind, **{**ACTS[kind], **more}) == []
            assert played.session.state != before
        else:
            assert refusal(played.team("a", kind, **ACTS[kind])) == "session.not_now"
            assert played.session.state == before


@pytest.mark.parametrize("kind", [kind for kind, by in events.BY.items() if by != "team"])
def test_what_a_team_forges_moves_nothing(kind: str, played: Played) -> None:
    played.join("a")
    before = played.session.state
    forged = {"by": events.BY[kind], "phase": "LOBBY", "minutes": 5, "role": "person", "team": 1}
    assert refusal(played.team("a", kind, **forged)) == f"session.only.{events.BY[kind]}"
    assert played.session.state == before


def test_only_the_next_state_follows_and_two_clicks_move_once(played: Played) -> None:
    assert refusal(played.facilitator("next", phase="LOBBY")) == "session.no_team"
    played.join("a")
    played.facilitator("next", phase="LOBBY")
    assert refusal(played.facilitator("next", phase="LOBBY")) == "session.moved"
    assert played.session.state.phase is Phase.BRIEF
    played.to(Phase.SHOCK)
    assert refusal(played.facilitator("next", phase="SHOCK")) == "session.no_shock"
    played.to(Phase.EXPORT)
    assert refusal(played.facilitator("next", phase="EXPORT")) == "session.last"


@pytest.mark.parametrize("second", ["Les Tilleuls", "les  tilleuls ", "ＬＥＳ tilleuls"])
def test_two_teams_never_have_one_name(second: str, played: Played) -> None:
    played.join("Les Tilleuls")
    assert refusal(played.team("b", "join", name=second)) == "session.name_taken"
    assert played.team("b", "join", name="Les Lilas") == []
    assert refusal(played.facilitator("rename", team=2, name="LES TILLEULS")) == (
        "session.name_taken"
    )
    assert played.facilitator("rename", team=2, name="les lilas") == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "session.text_empty"),
        (" \t ", "session.text_empty"),
        ("x" * 31, "session.text_long"),
        ("a\u202eb", "session.text_signs"),
        ("a\x00b", "session.text_signs"),
        ("x" * 401, "session.field"),
        (None, "session.field"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(name: Any, key: str, played: Played) -> None:
    assert refusal(played.team("a", "join", name=name)) == key
    assert played.session.state.teams == ()


def test_a_name_of_thirty_signs_of_html_stays_text(played: Played) -> None:
    name = "<script>alert('a & b')</script"
    assert len(name) == events.LONGEST_NAME and played.team("a", "join", name=name) == []
    assert played.session.view("projector")["teams"][0]["name"] == name


def test_a_refresh_keeps_the_seat_and_a_phone_may_leave(played: Played) -> None:
    played.join("a", "b")
    played.to(Phase.BET1)
    played.team("a", **BET)
    played.team("a", "leave")
    assert not played.session.state.teams[0].present
    assert played.team("a", "join", name="another", lang="en") == []
    first = played.session.state.teams[0]
    assert (first.number, first.name, first.present, first.lang) == (1, "a", True, "en")
    assert first.bet is not None and len(played.session.state.teams) == 2
    assert refusal(played.team("unknown", "leave")) == "session.no_seat"


def test_a_late_team_gets_a_seat_and_no_bet(played: Played) -> None:
    played.join("a")
    played.to(Phase.ROUND1)
    played.join("late")
    late = played.session.state.teams[1]
    assert late.locked and late.bet is None and late.number == 2
    assert played.team("late", "levers", levers=["entry"]) == []
    played.to(Phase.EXPORT)
    assert refusal(played.team("later", "join", name="later")) == "session.over"
    assert played.team("a", "join", name="a") == []


def test_a_thousand_joins_fill_the_room_and_no_more(tmp_path: Path) -> None:
    played = Played(tmp_path, Plan(card="rushed", most_teams=3))
    said = [played.team(f"t{k}", "join", name=f"team {k}") for k in range(1000)]
    assert [len(notices) for notices in said[:4]] == [0, 0, 0, 1]
    assert {refusal(notices) for notices in said[3:]} == {"session.full"}
    assert len(played.session.state.teams) == 3


def test_a_bet_may_change_until_it_is_locked(played: Played) -> None:
    played.join("a", "b")
    played.to(Phase.BET1)
    assert refusal(played.team("a", "lock")) == "session.no_bet"
    played.team("a", **BET)
    played.team("a", **{**BET, "wait": -3})
    played.team("a", "lock")
    assert refusal(played.team("a", **BET)) == "session.locked"
    played.to(Phase.ROUND1)
    a, b = played.session.state.teams
    assert a.bet is not None and a.bet.wait == -3 and a.locked and b.locked


@pytest.mark.parametrize(
    "changes",
    [
        {"wait": 25}, {"wait": 1.5}, {"wait": "2"}, {"wait": True}, {"cost": -51},
        {"loser": "everybody"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_bet_out_of_bounds_is_refused(changes: dict[str, Any], played: Played) -> None:
    played.join("a")
    played.to(Phase.BET1)
    assert refusal(played.team("a", **{**BET, **changes})) in ("session.field", "session.no_choice")
    assert played.session.state.teams[0].bet is None


@pytest.mark.parametrize(
    ("levers", "key"),
    [
        (["entry", "listening", "partners"], "session.levers_many"),
        (["pooling"], "session.no_choice"),
        (["diagnosis"], "session.no_choice"),  # of the deck, not of the card
        ("entry", "session.field"),
        ([1], "session.field"),
    ],
)
def test_other_than_two_levers_of_the_card_are_refused(
    levers: Any, key: str, played: Played
) -> None:
    played.join("a")
    played.to(Phase.ROUND1)
    assert refusal(played.team("a", "levers", levers=levers)) == key
    assert played.team("a", "levers", levers=["entry", "listening", "entry"]) == []
    assert played.session.state.teams[0].levers == ("listening", "entry")


def test_each_role_has_one_veto_that_takes_a_choice_from_all(played: Played) -> None:
    played.join("a", "b")
    played.to(Phase.ROUND1)
    assert dict(played.session.state.roles) == {"person": 1, "carer": 2, "team": 1, "funder": 2}
    played.team("b", "levers", levers=["entry", "listening"])
    assert refusal(played.team("b", "veto", role="person", target="entry")) == "session.not_role"
    assert played.team("a", "veto", role="person", target="entry") == []
    assert played.session.state.teams[1].levers == ("listening",)
    assert refusal(played.team("b", "levers", levers=["entry"])) == "session.vetoed"
    assert refusal(played.team("a", "veto", role="person", target="tailored")) == (
        "session.veto_used"
    )
    assert played.facilitator("deal", role="team", team=2) == []
    assert refusal(played.facilitator("deal", role="team", team=3)) == "session.no_team_number"
    played.to(Phase.ROUND2)
    played.team("a", "manner", manner="forced")
    assert played.team("b", "veto", role="team", target="forced") == []
    assert played.session.state.teams[0].manner == ""
    assert played.team("b", "veto", role="carer", target="left") == []
    assert refusal(played.team("b", "veto", role="funder", target="accompanied")) == (
        "session.veto_last"
    )
    assert played.session.state.manners == ("accompanied",)


def test_two_levers_remain_whatever_is_vetoed(played: Played) -> None:
    played.join("a")
    played.to(Phase.ROUND1)
    card = played.session.state.game.card
    said = [
        played.team("a", "veto", role=role, target=lever)
        for role, lever in zip(("person", "carer", "team", "funder"), card.levers, strict=False)
    ]
    assert said == [[], [], [], []] and len(played.session.state.levers) == 2


@pytest.mark.parametrize(
    ("chosen", "manner"),
    [
        ([], "forced"),  # that of the card
        (["left"], "left"),
        (["left", "accompanied"], "accompanied"),  # the first of the deck
        (["left", "accompanied", "left"], "left"),
    ],
)
def test_the_manner_of_the_room_is_that_of_most_teams(
    chosen: list[str], manner: str, played: Played
) -> None:
    played.join("a", "b", "c")
    played.to(Phase.ROUND2)
    for token, name in zip("abc", chosen, strict=False):
        played.team(token, "manner", manner=name)
    assert played.session.state.manner == manner


def test_a_timer_pauses_extends_and_never_moves_the_session(played: Played) -> None:
    played.join("a")
    played.to(Phase.BRIEF)
    begun, state = played.now, played.session.state
    assert state.timer == Timer(360.0, begun, True)
    played.now = begun + 99
    played.facilitator("pause")
    played.now = begun + 5000
    assert played.session.state.timer.at(played.now) == 260.0
    played.facilitator("extend", minutes=2)
    assert played.session.state.timer.at(played.now + 60) == 380.0
    played.facilitator("resume")
    assert played.session.state.timer.at(played.now + 60) == 320.0
    assert played.session.state.phase is Phase.BRIEF


@pytest.mark.parametrize("jump", [1e9, -1e9])
def test_a_clock_that_jumps_changes_the_shown_time_and_nothing_else(
    jump: float, played: Played
) -> None:
    played.join("a")
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["entry"])
    before = played.session.state
    played.now += jump
    left = played.session.view("projector", played.now)["timer"]["left"]
    assert left == (0.0 if jump > 0 else 540.0)
    assert played.session.state == before
    played.facilitator("extend", minutes=3)
    assert played.session.state.timer.at(played.now) == (180.0 if jump > 0 else 720.0)


@pytest.mark.parametrize("lang", LANGS)
def test_a_refusal_is_in_the_language_of_the_team(lang: str, played: Played) -> None:
    (early,) = played.team("a", "join", name="", lang=lang)
    assert (early["to"], early["text"]) == ("seat", say("session.text_empty", lang))
    played.team("a", "join", name="a", lang=lang)
    (notice,) = played.team("a", "lock")
    phase, act = say("session.phase.LOBBY", lang), say("session.act.lock", lang)
    assert notice["to"] == "team:1"
    assert notice["text"] == say("session.not_now", lang, act=act, phase=phase)


@pytest.mark.parametrize(
    "message",
    [
        None, [], "next", 3, {"kind": None}, {"kind": {}}, {"kind": "join", "seat": "x"},
        {"kind": "nxt"}, {"at": "soon", "kind": "leave"}, {"kind": "leave", "a" * 5000: 1},
    ],
)  # fmt: skip
def test_what_is_no_event_is_one_short_sentence(message: object, played: Played) -> None:
    (notice,) = played.session.apply(events.of_team("a", message, 1.0))
    assert notice["refused"] and len(notice["text"]) < 300 and notice["to"] == "seat"


@pytest.mark.parametrize("at", [float("nan"), float("inf"), 1e13])
def test_a_time_that_is_none_is_refused(at: float, played: Played) -> None:
    (notice,) = played.session.apply(events.of_team("a", {"kind": "join", "name": "a"}, at))
    assert notice["key"] == "session.field"
