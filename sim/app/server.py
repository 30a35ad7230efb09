"""The web server: pages, files, and answers to moves. It imports no engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sim.app.asked import read
from sim.app.guard import Guard
from sim.app.levers import GROUPS, STOPS, table
from sim.app.room import Room
from sim.app.texts import PAGE_TEXTS
from sim.app.workers import StaleError
from sim.errors import InputError
from sim.lang import LANGS, language, say

__all__ = ["FILES", "LOOPBACK", "make_app"]

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
FOLDER: Final = Path(__file__).with_name("static")
KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# All files that are served, read once: nothing else of the disk can be asked for.
FILES: Final = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in KINDS}
PAGES: Final = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.html")}
OWNER: Final = "x-parcours-page"  # who asks: a random word of the page
MOVED: Final = "x-parcours-moved"  # the lever that moved last
LONGEST: Final = 64


def make_app(
    room: Room, *, hosts: tuple[str, ...] = LOOPBACK, more: tuple[BaseRoute, ...] = ()
) -> Starlette:
    """Return the application.

    Parameters
    ----------
    room
        Its workers; started and stopped with the application.
    hosts
        Names under which the server answers; ``("*",)`` for all.
    more
        Further routes.
    """

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        room.start()
        try:
            yield
        finally:
            await room.stop()

    async def page(request: Request) -> Response:
        name = {"/": "solo", "/ecran": "screen"}[request.url.path]
        return _page(name if room.ready else "wait", request)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in FILES:
            return Response(status_code=404)
        return Response(FILES[name], media_type=KINDS[Path(name).suffix])

    async def progress(_: Request) -> Response:
        error = room.failed.sentences(_lang(_)) if room.failed else ()
        return JSONResponse(
            {"ready": room.ready, "done": room.done, "total": room.total, "error": " ".join(error)}
        )

    async def texts(request: Request) -> Response:
        if room.described is None:
            return Response(status_code=503)
        return JSONResponse(_texts(room.described, _lang(request)))

    async def answer(request: Request) -> Response:
        lang = _lang(request)
        if not room.ready:
            return _refused(503, say("app.not_ready", lang))
        owner = request.headers.get(OWNER, "")[:LONGEST]
        moved = request.headers.get(MOVED, "")[:LONGEST]
        try:
            asked = read(request.query_params.multi_items())
            found, remembered = await room.answer(asked, owner, moved)
        except StaleError:
            return Response(status_code=204)
        except InputError as error:
            return _refused(400, *error.sentences(lang))
        return Response(
            found,
            media_type="application/octet-stream",
            headers={"x-parcours-from": "memory" if remembered else "worker"},
        )

    routes = [
        Route("/", page),
        Route("/ecran", page),
        Route("/static/{name}", file),
        Route("/api/progress", progress),
        Route("/api/texts", texts),
        Route("/api/answer", answer),
        *more,
    ]
    middleware = [
        Middleware(Guard),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=life)


def _lang(request: Request) -> str:
    return language(request.query_params.get("lang"))


def _refused(status: int, *sentences: str) -> Response:
    return JSONResponse({"error": " ".join(sentences)}, status_code=status)


def _page(name: str, request: Request) -> Response:
    """Fill a page in: ``{{key}}`` stands for a text, ``{{lang}}`` for the language."""
    lang = _lang(request)
    text = PAGES[name].replace("{{lang}}", lang)
    for key in PAGE_TEXTS:
        text = text.replace("{{" + key + "}}", escape(say(key, lang), quote=True))
    other = next(each for each in LANGS if each != lang)
    return HTMLResponse(text.replace("{{other}}", other))


def _texts(described: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return all that a page writes: levers, scenarios, persons, and texts by key."""
    levers = [
        {
            "name": lever.name,
            "group": lever.group,
            "label": say(f"app.lever.{lever.name}", lang),
            "words": [say(f"app.lever.{lever.name}.{stop}", lang) for stop in range(STOPS)],
        }
        for lever in table().levers.values()
    ]
    scenarios = [
        {
            "name": name,
            "title": each["title"][lang],
            "story": each["story"][lang],
            "places": each["places"],
        }
        for name, each in described["scenarios"].items()
    ]
    return {
        "lang": lang,
        "groups": [{"name": group, "label": say(f"app.group.{group}", lang)} for group in GROUPS],
        "levers": levers,
        "scenarios": scenarios,
        "persons": [
            {"name": name, "label": say(f"app.person.{name}", lang), "age": person.age}
            for name, person in table().persons.items()
        ],
        "months": described["months"],
        "reform": described["reform"],
        "place": described["place"][lang],
        "synthetic": described["synthetic"][lang],
        "texts": {key: say(key, lang) for key in PAGE_TEXTS},
    }
