"""Pages and files that the server hands out: read once, filled in with texts of a language."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sim.app.texts import PAGE_TEXTS
from sim.lang import LANGS, language, say

__all__ = ["FILES", "FOLDER", "KINDS", "PAGES", "lang_of", "no_session", "page", "refused"]

FOLDER: Final = Path(__file__).with_name("static")
KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# All files that are served, read once: nothing else of the disk can be asked for.
FILES: Final = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in KINDS}
PAGES: Final = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.html")}

OF_SESSION: Final = ("/animateur", "/equipe", "/equipe/{number:int}", "/lecture/{code}")


def lang_of(request: Request, otherwise: str | None = None) -> str:
    """Return the language that a request asks for, else another one, else that of the machine."""
    return language(request.query_params.get("lang") or otherwise)


def refused(status: int, *sentences: str) -> Response:
    """Return the answer to a request that is refused."""
    return JSONResponse({"error": " ".join(sentences)}, status_code=status)


def page(name: str, lang: str, status: int = 200) -> Response:
    """Fill a page in: ``{{key}}`` stands for a text, ``{{lang}}`` for the language."""
    text = PAGES[name].replace("{{lang}}", lang)
    for key in PAGE_TEXTS:
        text = text.replace("{{" + key + "}}", escape(say(key, lang), quote=True))
    other = next(each for each in LANGS if each != lang)
    return HTMLResponse(text.replace("{{other}}", other), status_code=status)


def no_session() -> tuple[BaseRoute, ...]:
    """Return the pages of a room that holds no session: one sentence says how to open one."""

    async def closed(request: Request) -> Response:
        return page("closed", lang_of(request), 404)

    return tuple(Route(path, closed) for path in OF_SESSION)
