"""The session that a room holds, from the words of the command line."""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

from starlette.routing import BaseRoute

from sim.app.doors import doors
from sim.app.entrance import Entrance
from sim.app.options import Options
from sim.app.readings import Readings
from sim.app.room import Room
from sim.app.session.plan import CODE, Plan, plan
from sim.app.session.session import Session
from sim.app.sitting import Sitting
from sim.errors import InputError, suggestion
from sim.lang import Message, say

__all__ = ["held", "reached_at"]

# A network of documents, which no machine has (RFC 5737): asking which of our addresses would
# reach it sends nothing.
ELSEWHERE = ("192.0.2.1", 9)


def held(
    options: Options, room: Room, address: str, port: int
) -> tuple[Sitting, tuple[BaseRoute, ...], list[str]]:
    """Open the session that the words ask for, where it was left or a new one.

    Parameters
    ----------
    options
        The words; ``card`` or ``session`` is one of them.
    room
        Whose workers simulate.
    address, port
        Of the server.

    Returns
    -------
    tuple
        The session; its routes; what is printed when it starts.

    Raises
    ------
    InputError
        When the card, the name or the folder cannot be used.
    """
    code = options.session or f"{options.card.replace('_', '-')}-{date.today().isoformat()}"
    if not CODE.fullmatch(code):
        expected, near = Message("app.expected.code"), suggestion("", ())
        raise InputError(
            Message("cli.must", word=code[:60], name="session", expected=expected, near=near)
        )
    folder = Path(options.folder)
    session = Session.open(folder / code, _plan(options, code) if options.card else None)
    phones = f"http://{reached_at()}:{port}/" if options.host == "0.0.0.0" else ""
    sitting = Sitting(session, room, phones)
    entrance = Entrance(code, options.password)
    lang = options.lang
    said = [
        say("app.session", lang, code=code, folder=str(folder / code)),
        say("app.session.facilitator", lang, address=f"{address}animateur"),
        say("app.session.projector", lang, address=f"{address}ecran"),
        say("app.session.teams", lang, address=f"{phones or address}equipe"),
        say("app.session.password", lang, password=entrance.password),
    ]
    return sitting, doors(sitting, entrance, Readings(folder, room)), said


def _plan(options: Options, code: str) -> Plan:
    names = ("card", "lang", "form", "seeds", "months")
    tree = {"code": code, **{name: getattr(options, name) for name in names}}
    return plan(tree, "python -m sim.app")


def reached_at() -> str:
    """Return the address of this machine in its network; that of loopback if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(one.getsockname()[0])
