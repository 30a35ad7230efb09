"""What the server takes from browsers in a session, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from sim.app.doors import doors
from sim.app.entrance import Entrance
from sim.app.guard import LARGEST_BODY
from sim.app.readings import Readings
from sim.app.server import make_app
from sim.app.session.plan import Phase, Plan
from sim.app.session.session import Session
from sim.app.sitting import Sitting
from sim.lang import LANGS, say
from tests.app.asgi import Answer, ask
from tests.app.session.playing import BET
from tests.app.test_server import Room

PASSWORD = "a-long-password"
JSON = {"content-type": "application/json"}


class Hall:
    """A server with a session, asked without a network; its workers are not ready."""

    def __init__(self, folder: Path, **plan: Any) -> None:
        made = Plan(code="x", card="rushed", lang="fr", seeds=2, months=12, **plan)
        room: Any = Room(ready=False)
        self.sitting = Sitting(Session.open(folder / "x", made), room)
        routes = doors(self.sitting, Entrance("x", PASSWORD), Readings(folder, room))
        self.app: Starlette = make_app(room, more=routes)

    def post(self, who: str, message: object, cookie: str = "", **more: str) -> Answer:
        headers = {**JSON, **({"cookie": cookie} if cookie else {}), **more}
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        address = f"/api/session/{who}"
        return ask(self.app, address, method="POST", headers=headers, chunks=(body,))

    def get(self, address: str, cookie: str = "") -> Answer:
        return ask(self.app, address, headers={"cookie": cookie} if cookie else {})

    def facilitator(self) -> str:
        """The cookie of the facilitator."""
        return cookie_of(self.post("enter", {"password": PASSWORD}))

    def team(self, name: str) -> str:
        """The cookie of a team that has sat down."""
        return cookie_of(self.post("team", {"kind": "join", "name": name}))

    def to(self, phase: Phase) -> None:
        cookie = self.facilitator()
        while (now := self.sitting.session.state.phase) is not phase:
            if now is Phase.SHOCK:
                self.post("facilitator", {"kind": "draw", "shock": "costs_rise"}, cookie)
            assert self.post("facilitator", {"kind": "next", "phase": now}, cookie).status == 200


def cookie_of(answer: Answer) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.sitting.session.close()


@pytest.mark.parametrize("who", ["enter", "team"])
def test_a_cookie_is_hidden_from_scripts_and_not_sent_by_other_sites(hall: Hall, who: str) -> None:
    message = {"password": PASSWORD, "kind": "join", "name": "a"}
    if who == "team":
        del message["password"]
    words = hall.post(who, message).headers["set-cookie"].lower().split("; ")
    assert "httponly" in words and "samesite=strict" in words


@pytest.mark.parametrize(
    "password", ["", "A-long-password", PASSWORD[:-1], PASSWORD + "x", None, 3, ["x"], "é\ud800"]
)
def test_another_password_opens_nothing(hall: Hall, password: object) -> None:
    answer = hall.post("enter", {"password": password})
    assert (answer.status, answer.json) == (403, {"error": say("app.password.wrong", "fr")})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["", "parcours_facilitator=", "parcours_facilitator=é", "team"])
def test_a_forged_call_of_the_facilitator_is_refused_and_shows_nothing(
    hall: Hall, cookie: str
) -> None:
    own = hall.team("a")
    given = own if cookie == "team" else cookie
    answer = hall.post("facilitator", {"kind": "next", "phase": "LOBBY"}, given)
    assert (answer.status, answer.json["error"]) == (403, say("session.only.facilitator", "fr"))
    assert hall.get("/api/session/facilitator", given).json == {"screen": "door", "version": ""}
    assert hall.sitting.session.state.phase is Phase.LOBBY


@pytest.mark.parametrize("forged", [{}, {"by": "facilitator"}])
def test_a_team_that_plays_the_facilitator_is_refused(hall: Hall, forged: dict[str, str]) -> None:
    answer = hall.post("team", {"kind": "next", "phase": "LOBBY", **forged}, hall.team("a"))
    assert (answer.status, answer.json["error"]) == (409, say("session.only.facilitator", "fr"))
    assert hall.sitting.session.state.phase is Phase.LOBBY


def test_a_bet_after_the_lock_is_refused_with_a_sentence(hall: Hall) -> None:
    team = hall.team("a")
    hall.to(Phase.BET1)
    assert hall.post("team", BET, team).status == 200
    assert hall.post("team", {"kind": "lock"}, team).status == 200
    answer = hall.post("team", {**BET, "wait": 9}, team)
    assert (answer.status, answer.json["error"]) == (409, say("session.locked", "fr"))
    assert hall.sitting.session.state.teams[0].bet.wait == BET["wait"]  # type: ignore[union-attr]


def test_a_browser_keeps_its_seat_and_another_one_gets_its_own(hall: Hall) -> None:
    first, second = hall.team("a"), hall.team("b")
    for cookie, name in ((first, "a"), (second, "b"), (first, "a")):
        assert hall.get("/api/session/team", cookie).json["you"]["name"] == name
    stranger = hall.get("/api/session/team", "parcours_team=x").json
    assert stranger["screen"] == "door" and "teams" not in stranger and "reveal" not in stranger


def test_a_token_of_another_day_is_kept_for_the_whole_session(hall: Hall) -> None:
    answer = hall.post("team", {"kind": "join", "name": "a"}, "parcours_team=yesterday")
    assert cookie_of(answer) == "parcours_team=yesterday"
    assert hall.get("/api/session/team", "parcours_team=yesterday").json["you"]["number"] == 1


def test_a_name_that_is_taken_gives_no_seat(hall: Hall) -> None:
    hall.team("a")
    answer = hall.post("team", {"kind": "join", "name": "A", "lang": "en"})
    assert (answer.status, answer.json["error"]) == (409, say("session.name_taken", "en", name="A"))
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"kind": "join", "name": "a"}', "text/plain", 400),
        (b'{"kind": "join", "name": "a"}', "application/json; charset=utf-8", 200),
        (b'{"kind": "join"}', "application/json", 409),
        (b'{"kind": "x"}', "application/json", 409),
        (b" " * (LARGEST_BODY + 1), "application/json", 413),
    ],
)
def test_what_cannot_be_read_gets_a_status_of_its_own(
    hall: Hall, body: bytes, kind: str, status: int
) -> None:
    answer = hall.post("team", body, **{"content-type": kind})
    assert answer.status == status
    assert len(hall.sitting.session.state.teams) == (status == 200)


def test_a_screen_gets_an_answer_only_when_something_has_changed(hall: Hall) -> None:
    first = hall.get("/api/session/projector").json["version"]
    assert hall.get(f"/api/session/projector?since={first}").status == 204
    hall.team("a")
    answer = hall.get(f"/api/session/projector?since={first}")
    assert answer.status == 200 and answer.json["version"] != first


def test_the_facilitator_deletes_the_session_at_its_end(hall: Hall) -> None:
    team = hall.team("a")
    folder = hall.sitting.session.folder
    assert hall.post("delete", {}, team).status == 403
    early = hall.post("delete", {}, hall.facilitator())
    assert (early.status, early.json["error"]) == (409, say("app.delete.later", "fr"))
    hall.to(Phase.EXPORT)
    assert hall.post("delete", {}, team).status == 403 and folder.exists()
    assert hall.post("delete", {}, hall.facilitator()).status == 200
    assert not folder.exists()
    gone = (410, {"error": say("app.deleted", "fr")})
    answers = [hall.get("/api/session/team", team), hall.post("team", {"kind": "lock"}, team),
               hall.get("/api/session/projector"), hall.get("/api/reading/x")]  # fmt: skip
    assert [(answer.status, answer.json) for answer in answers] == [gone] * 4


@pytest.mark.slow
def test_a_thousand_joins_fill_the_session_and_no_more(tmp_path: Path) -> None:
    hall = Hall(tmp_path, most_teams=60)
    statuses = [hall.post("team", {"kind": "join", "name": f"t{k}"}).status for k in range(1_000)]
    assert statuses.count(200) == 60 and statuses.count(409) == 940
    assert (
        hall.post("facilitator", {"kind": "next", "phase": "LOBBY"}, hall.facilitator()).status
        == 200
    )
    hall.sitting.session.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", ["animateur", "equipe", "equipe/3", "lecture/x", "ecran"])
def test_pages_of_a_session_show_the_preparation_in_the_language_asked_for(
    hall: Hall, page: str, lang: str
) -> None:
    answer = hall.get(f"/{page}?lang={lang}")
    assert answer.status == 200 and say("app.wait.why", lang) in answer.text


@pytest.mark.parametrize("code", ["y", "..", "%2e%2e", "X", "a.b", "a%00b", "x" * 60])
def test_only_records_of_the_folder_are_read_again(hall: Hall, code: str) -> None:
    answer = hall.get(f"/api/reading/{code}", hall.facilitator())
    assert answer.status == 404
    assert hall.get(f"/api/reading/{code}").status in (403, 404)


def test_the_session_is_read_again_at_the_end_of_each_state(hall: Hall) -> None:
    hall.team("a")
    hall.to(Phase.BET1)
    found = hall.get("/api/reading/x").json
    assert found["phase"] == "BET1"
    assert [each["name"] for each in found["phases"]] == ["LOBBY", "BRIEF", "BET1"]
    assert found["digest"] == hall.sitting.session.state.digest()
    earlier = hall.get("/api/reading/x?phase=LOBBY&lang=en").json
    assert (earlier["phase"], earlier["lang"], len(earlier["teams"])) == ("LOBBY", "en", 1)


def test_the_code_leads_to_the_page_of_teams(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    import segno

    asked: list[str] = []
    make = segno.make
    monkeypatch.setattr(
        "sim.app.doors.segno.make", lambda text, **how: asked.append(text) or make(text, **how)
    )
    hall.sitting.address = "http://room.lan:8000/"
    answer = hall.get("/api/session/code.svg")
    assert answer.headers["content-type"] == "image/svg+xml" and b"<svg" in answer.body
    assert asked == ["http://room.lan:8000/equipe"]
    assert hall.get("/api/session/projector").json["address"] == asked[0]
