"""The web server: pages, files, and answers to moves. It imports no engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sim.app.asked import read
from sim.app.guard import Guard
from sim.app.levers import GROUPS, STOPS, table
from sim.app.pages import FILES, KINDS, lang_of, page, refused
from sim.app.room import Room
from sim.app.texts import PAGE_TEXTS
from sim.app.workers import StaleError
from sim.errors import InputError
from sim.lang import say

if TYPE_CHECKING:
    from sim.app.sitting import Sitting  # it needs the scenarios, which a room without one does not

__all__ = ["LOOPBACK", "make_app"]

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
OWNER: Final = "x-parcours-page"  # who asks: a random word of the page
MOVED: Final = "x-parcours-moved"  # the lever that moved last
LONGEST: Final = 64


def make_app(
    room: Room,
    *,
    hosts: tuple[str, ...] = LOOPBACK,
    sitting: Sitting | None = None,
    more: tuple[BaseRoute, ...] = (),
) -> Starlette:
    """Return the application.

    Parameters
    ----------
    room
        Its workers; started and stopped with the application.
    hosts
        Names under which the server answers; ``("*",)`` for all.
    sitting
        The session, which begins and ends with the application; None in a room without one.
    more
        Further routes, such as `sim.app.doors.doors`.
    """

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        room.start()
        if sitting is not None:
            sitting.start()
        try:
            yield
        finally:
            if sitting is not None:
                sitting.stop()
            await room.stop()

    async def solo(request: Request) -> Response:
        return page("solo" if room.ready else "wait", lang_of(request))

    async def screen(request: Request) -> Response:
        """Show the session; the pictures where there is none, or the address names a scenario."""
        follows = sitting is not None and "s" not in request.query_params
        lang = lang_of(request, sitting.lang if follows and sitting is not None else None)
        return page(("follow" if follows else "screen") if room.ready else "wait", lang)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in FILES:
            return Response(status_code=404)
        return Response(FILES[name], media_type=KINDS[Path(name).suffix])

    async def progress(_: Request) -> Response:
        error = room.failed.sentences(lang_of(_)) if room.failed else ()
        return JSONResponse(
            {"ready": room.ready, "done": room.done, "total": room.total, "error": " ".join(error)}
        )

    async def texts(request: Request) -> Response:
        if room.described is None:
            return Response(status_code=503)
        return JSONResponse(_texts(room.described, lang_of(request)))

    async def answer(request: Request) -> Response:
        lang = lang_of(request)
        if not room.ready:
            return refused(503, say("app.not_ready", lang))
        owner = request.headers.get(OWNER, "")[:LONGEST]
        moved = request.headers.get(MOVED, "")[:LONGEST]
        try:
            asked = read(request.query_params.multi_items())
            found, remembered = await room.answer(asked, owner, moved)
        except StaleError:
            return Response(status_code=204)
        except InputError as error:
            return refused(400, *error.sentences(lang))
        return Response(
            found,
            media_type="application/octet-stream",
            headers={"x-parcours-from": "memory" if remembered else "worker"},
        )

    routes = [
        Route("/", solo),
        Route("/ecran", screen),
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
