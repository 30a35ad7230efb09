"""The server: pages, files, headers, and what it refuses; with a room that simulates nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.app.asked import Asked
from sim.app.guard import HEADERS, LARGEST_BODY
from sim.app.levers import table
from sim.app.pages import FILES, no_session
from sim.app.server import LOOPBACK, make_app
from sim.app.workers import StaleError
from sim.errors import InputError
from sim.lang import LANGS, Message, say
from tests.app.asgi import ask


class Room:
    """A room without workers: it answers with the bytes of what it was asked."""

    def __init__(self, ready: bool = True, error: Exception | None = None) -> None:
        self.ready, self.error = ready, error
        self.done, self.total = 3, 9
        self.failed: InputError | None = None
        self.asked: list[tuple[Asked, str, str]] = []
        places = dict.fromkeys(table().levers, 2)
        both = dict.fromkeys(LANGS, "x")
        self.described: dict[str, Any] | None = None
        if ready:
            scenario = {"title": both, "story": both, "places": places}
            self.described = {
                "scenarios": {"x": scenario}, "months": 120, "reform": 12, "place": both,
                "synthetic": both,
            }  # fmt: skip

    async def answer(self, asked: Asked, owner: str, moved: str) -> tuple[bytes, bool]:
        if self.error is not None:
            raise self.error
        self.asked.append((asked, owner, moved))
        return b"bytes", True


async def echo(request: Request) -> Response:
    return JSONResponse(len(await request.body()))


def app_of(room: Room, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    return make_app(room, hosts=hosts, more=(Route("/echo", echo, methods=["POST"]),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    ["/", "/ecran", "/static/room.css", "/api/progress", "/api/texts", "/api/answer", "/none"],
)
@pytest.mark.parametrize("ready", [True, False])
def test_every_answer_has_the_headers(address: str, ready: bool) -> None:
    answer = ask(app_of(Room(ready)), address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_no_script_in_the_page_and_no_frame_around_it() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert HEADERS["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", ["/", "/ecran"])
def test_a_page_is_in_the_language_that_is_asked_for(address: str, lang: str) -> None:
    text = ask(app_of(Room()), f"{address}?lang={lang}").text
    assert f'<html lang="{lang}">' in text
    assert say("app.teaching", lang) in text
    assert "{{" not in text


@pytest.mark.parametrize("address", ["/", "/ecran"])
def test_an_unready_room_shows_the_preparation_and_answers_nothing(address: str) -> None:
    app = app_of(Room(ready=False))
    assert say("app.wait.why", "fr") in ask(app, f"{address}?lang=fr").text
    assert ask(app, "/api/progress").json == {"ready": False, "done": 3, "total": 9, "error": ""}
    refused = ask(app, "/api/answer?lang=en")
    assert (refused.status, refused.json) == (503, {"error": say("app.not_ready", "en")})
    assert ask(app, "/api/texts").status == 503


def test_a_preparation_that_failed_says_why_in_the_language_of_the_page() -> None:
    room = Room(ready=False)
    room.failed = InputError(Message("app.worker", n=3))
    for lang in LANGS:
        error = ask(app_of(room), f"/api/progress?lang={lang}").json["error"]
        assert error == say("app.worker", lang, n=3)


@pytest.mark.parametrize(
    "name",
    [
        "../server.py",
        "..%2fserver.py",
        "%2e%2e/server.py",
        "solo.html",
        "",
        "a\0b",
        "C:\\x",
        "/etc",
    ],
)
def test_nothing_but_the_files_of_the_page_is_served(name: str) -> None:
    answer = ask(app_of(Room()), f"/static/{name}")
    assert answer.status == 404
    assert b"import" not in answer.body


def test_a_file_has_its_kind() -> None:
    answer = ask(app_of(Room()), "/static/strips.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.body == FILES["strips.js"]


@pytest.mark.parametrize(
    ("headers", "chunks", "status"),
    [
        ({"content-length": str(LARGEST_BODY)}, (b"x" * LARGEST_BODY,), 200),
        ({"content-length": str(LARGEST_BODY + 1)}, (b"",), 413),
        ({"content-length": "many"}, (b"",), 413),
        ({}, (b"x" * LARGEST_BODY, b"x"), 413),
    ],
)
def test_an_oversized_body_is_refused(
    headers: dict[str, str], chunks: tuple[bytes, ...], status: int
) -> None:
    answer = ask(app_of(Room()), "/echo", method="POST", headers=headers, chunks=chunks)
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [(LOOPBACK, "localhost:8000", 200), (LOOPBACK, "evil.example", 400), (("*",), "room.lan", 200)],
)
def test_a_page_of_another_name_is_refused_on_loopback(
    hosts: tuple[str, ...], host: str, status: int
) -> None:
    """Another site whose name leads here could read the answers otherwise."""
    assert ask(app_of(Room(), hosts), "/", headers={"host": host}).status == status


def test_an_answer_carries_the_bytes_and_who_asked() -> None:
    room = Room()
    headers = {"x-parcours-page": "7" * 100, "x-parcours-moved": "voice"}
    answer = ask(app_of(room), "/api/answer?voice=.5&seed=3&lang=en", headers=headers)
    assert (answer.status, answer.body) == (200, b"bytes")
    assert answer.headers["x-parcours-from"] == "memory"
    expected = Asked(table().scenarios[0], (("voice", 2),), seed=3, lang="en")
    assert room.asked == [(expected, "7" * 64, "voice")]


@pytest.mark.parametrize("lang", LANGS)
def test_a_wrong_address_gets_its_sentences(lang: str) -> None:
    answer = ask(app_of(Room()), f"/api/answer?seed=x&lang={lang}")
    assert answer.status == 400
    expected = say("app.whole", lang, name="seed", value="x", low="0", high=str(2**31))
    assert answer.json == {"error": expected}


def test_a_stale_question_gets_an_empty_answer() -> None:
    assert ask(app_of(Room(error=StaleError())), "/api/answer").status == 204


@pytest.mark.parametrize("lang", LANGS)
def test_the_texts_of_the_page_are_those_of_the_catalogues(lang: str) -> None:
    tree = ask(app_of(Room()), f"/api/texts?lang={lang}").json
    assert tree["lang"] == lang
    assert tree["texts"]["app.play"] == say("app.play", lang)
    assert [lever["name"] for lever in tree["levers"]] == list(table().levers)
    assert [len(lever["words"]) for lever in tree["levers"]] == [5] * len(table().levers)
    assert [person["name"] for person in tree["persons"]] == list(table().persons)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", ["/animateur", "/equipe", "/equipe/2", "/lecture/x"])
def test_a_room_without_a_session_says_how_to_open_one(address: str, lang: str) -> None:
    app = make_app(Room(), more=no_session())  # type: ignore[arg-type]
    answer = ask(app, f"{address}?lang={lang}")
    assert answer.status == 404 and say("app.closed.how", lang) in answer.text


def test_the_projector_follows_the_session_unless_the_address_names_a_scenario() -> None:
    sitting = SimpleNamespace(lang="fr", start=None, stop=None)
    app = make_app(Room(), sitting=sitting)  # type: ignore[arg-type]
    assert "follow.js" in ask(app, "/ecran").text
    assert "screen.js" in ask(app, "/ecran?s=x").text
    assert "screen.js" in ask(app_of(Room()), "/ecran").text
