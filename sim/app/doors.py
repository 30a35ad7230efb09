"""Addresses of a session: its pages, what their modules ask for, and what people send."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sim.app.entrance import Entrance, token_of, with_token
from sim.app.pages import lang_of, page, refused
from sim.app.readings import Readings
from sim.app.session.plan import Phase
from sim.app.sitting import Sitting
from sim.errors import InputError
from sim.lang import LANGS, say

__all__ = ["doors"]

Handler = Callable[[Request], Awaitable[Response]]
ANYBODY: Final = ("screen", "lang", "code", "phase", "title", "banner", "timer", "version")


def doors(sitting: Sitting, entrance: Entrance, readings: Readings) -> tuple[BaseRoute, ...]:
    """Return the addresses of a session.

    Parameters
    ----------
    sitting
        The session.
    entrance
        Its password.
    readings
        Records of sessions, to be read again.
    """

    def while_open(answer: Handler) -> Handler:
        """Answer as long as the session is there; then a sentence says that it was deleted."""

        async def answered(request: Request) -> Response:
            if sitting.deleted:
                return refused(410, say("app.deleted", _lang(request)))
            return await answer(request)

        return answered

    async def delete(request: Request) -> Response:
        if not entrance.knows(request):
            return refused(403, say("session.only.facilitator", _lang(request)))
        if await _message(request) is None:
            return _no_message(request)
        if sitting.session.state.phase is not Phase.EXPORT:
            return refused(409, say("app.delete.later", _lang(request)))
        sitting.delete()
        return JSONResponse({"said": [say("app.deleted", _lang(request))]})

    def of_session(name: str) -> Handler:
        async def shown(request: Request) -> Response:
            ready = name if sitting.room.ready else "wait"
            return page(ready, lang_of(request, sitting.lang))

        return shown

    async def enter(request: Request) -> Response:
        message = await _message(request)
        if message is None or not entrance.opens(message.get("password")):
            return refused(403, say("app.password.wrong", _lang(request)))
        return entrance.let_in(JSONResponse({"said": []}))

    async def facilitator(request: Request) -> Response:
        known = entrance.knows(request)
        if request.method == "GET":
            if not known:  # the page asks for the password
                return JSONResponse({"screen": "door", "version": ""})
            found = sitting.view("facilitator", _asked(request))
            return _new(request, {**found, "address": _address(request)})
        if not known:
            return refused(403, say("session.only.facilitator", _lang(request)))
        message = await _message(request)
        if message is None:
            return _no_message(request)
        return _said(sitting.facilitator(message))

    async def projector(request: Request) -> Response:
        found = sitting.view("projector", _asked(request))
        return _new(request, {**found, "address": _address(request)})

    async def team(request: Request) -> Response:
        token = token_of(request)
        if request.method == "GET":
            number = sitting.seated(token)
            if number is not None:
                return _new(request, sitting.view(f"team:{number}", _asked(request)))
            found = sitting.view("projector", _asked(request))
            return _new(request, {**{name: found[name] for name in ANYBODY}, "screen": "door"})
        message = await _message(request)
        if message is None:
            return _no_message(request)
        joins = message.get("kind") == "join"
        token = token or (secrets.token_urlsafe(24) if joins else "")
        answer = _said(sitting.team(token, message))
        # Also to a browser that has one, of another day, so that it is kept long enough.
        return with_token(answer, token) if joins and answer.status_code == 200 else answer

    async def code(request: Request) -> Response:
        image = io.BytesIO()
        made = segno.make(_address(request), error="m", micro=False)
        made.save(image, kind="svg", scale=8, border=2)
        return Response(image.getvalue(), media_type="image/svg+xml")

    async def reading(request: Request) -> Response:
        name, lang = request.path_params["code"], _lang(request)
        if name != sitting.session.state.game.plan.code and not entrance.knows(request):
            return refused(403, say("session.only.facilitator", lang))
        try:
            found = await readings.view(name, request.query_params.get("phase"), _asked(request))
        except InputError as error:
            return refused(404, *error.sentences(lang))
        return _new(request, found)

    def _address(request: Request) -> str:
        return f"{sitting.address or request.base_url}equipe"

    def _lang(request: Request) -> str:
        return lang_of(request, sitting.lang)

    def _no_message(request: Request) -> Response:
        return refused(400, say("app.no_message", _lang(request)))

    return (
        Route("/animateur", of_session("facilitator")),
        Route("/equipe", of_session("team")),
        Route("/equipe/{number:int}", of_session("team")),
        Route("/lecture/{code}", of_session("replay")),
        Route("/api/session/enter", enter, methods=["POST"]),
        Route("/api/session/delete", while_open(delete), methods=["POST"]),
        Route("/api/session/facilitator", while_open(facilitator), methods=["GET", "POST"]),
        Route("/api/session/team", while_open(team), methods=["GET", "POST"]),
        Route("/api/session/projector", while_open(projector)),
        Route("/api/session/code.svg", code),
        Route("/api/reading/{code}", while_open(reading)),
    )


def _asked(request: Request) -> str | None:
    """Return the language that a screen asks for, if it is one of ours."""
    lang = request.query_params.get("lang")
    return lang if lang in LANGS else None


def _new(request: Request, found: dict[str, Any]) -> Response:
    """Return a view; an empty answer when the screen has it already."""
    if request.query_params.get("since") == found["version"]:
        return Response(status_code=204)
    return JSONResponse(found)


def _said(notices: list[dict[str, Any]]) -> Response:
    texts = [notice["text"] for notice in notices]
    if any(notice["refused"] for notice in notices):
        return refused(409, *texts)
    return JSONResponse({"said": texts})


async def _message(request: Request) -> dict[str, Any] | None:
    """Return what was sent, if it is a mapping; other sites cannot send JSON without asking."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
