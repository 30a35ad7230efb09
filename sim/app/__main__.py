"""Start the room: ``python -m sim.app``, then open the address that it prints.

    python -m sim.app
    python -m sim.app port=8100 lang=en workers=3
    python -m sim.app card=rushed host=0.0.0.0
    python -m sim.app kit card=rushed out=kit.pdf
    python -m sim.app export record=sessions/tuesday out=session.html

Only this computer can open the page, unless ``host=`` asks for more. With ``card=`` the room holds
a session; ``kit`` and ``export`` write its papers, without a server.
"""

from __future__ import annotations

import errno
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from types import FrameType
from typing import Final

from sim.app.options import ExportOptions, KitOptions, Options, help_text, read_words
from sim.errors import InputError, os_reason, suggestion
from sim.lang import LANGS, Message, language, say


def main(argv: Sequence[str]) -> int:
    """Do what the words ask for; returns the exit code, 2 for wrong input."""
    asked = [word.removeprefix("lang=") for word in argv if word.startswith("lang=")]
    lang = language(next((each for each in reversed(asked) if each in LANGS), None))
    try:
        command = argv[0] if argv and argv[0] in COMMANDS else ""
        words = argv[1:] if command else argv
        if "--help" in argv:
            print(help_text(lang, KINDS[command]))
        elif command:
            COMMANDS[command](words)
        else:
            _serve(_room_words(words))
    except InputError as error:
        print("\n".join(error.sentences(lang)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(say("exit.stopped", lang), file=sys.stderr)
        return 130
    return 0


def _room_words(words: Sequence[str]) -> Options:
    """Read the words of the room; a first word without ``=`` may be a command written wrongly."""
    known = {option.name for option in fields(Options)}
    if words and "=" not in words[0] and words[0][:1] != "-" and words[0] not in known:
        near = suggestion(words[0], COMMANDS)
        raise InputError(
            Message("app.command", word=words[0][:60], names=tuple(COMMANDS), near=near)
        )
    return read_words(words, Options)


def _kit(words: Sequence[str]) -> None:
    options = read_words(words, KitOptions)
    from sim.app.session.kit import kit
    from sim.app.session.plan import plan
    from sim.app.session.simulate import simulate

    tree = {name: getattr(options, name) for name in ("card", "form", "seeds", "months", "lang")}
    made = kit(options.out, plan(tree, "kit"), simulate=simulate)
    print(say("app.written", options.lang, file=str(made)))


def _export(words: Sequence[str]) -> None:
    options = read_words(words, ExportOptions)
    from sim.app.session.export import export
    from sim.app.session.simulate import simulate

    made = export(options.record, options.out, simulate=simulate, lang=options.lang or None)
    print(say("app.written", language(options.lang or None), file=str(made)))


COMMANDS: Final[dict[str, Callable[[Sequence[str]], None]]] = {"kit": _kit, "export": _export}
KINDS: Final = {"": Options, "kit": KitOptions, "export": ExportOptions}


def _serve(options: Options) -> None:
    try:
        import segno  # noqa: F401  -- asked for here, so that the sentence comes before anything
        import uvicorn

        from sim.app.pages import no_session
        from sim.app.room import Room
        from sim.app.server import LOOPBACK, make_app
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        if library not in ("uvicorn", "starlette", "segno"):
            raise
        raise InputError(Message("app.extra", library=library)) from None
    door = _door(options.host, options.port)
    hosts = LOOPBACK if options.host in LOOPBACK else ("*",)
    room = Room(options.workers, options.ahead)
    port = door.getsockname()[1]
    address = _address("127.0.0.1" if options.host in ("", "0.0.0.0") else options.host, port)
    said: list[str] = []
    if options.card or options.session:
        from sim.app.held import held

        sitting, routes, said = held(options, room, address, port)
        app = make_app(room, hosts=hosts, sitting=sitting, more=routes)
    else:
        app = make_app(room, hosts=hosts, more=no_session())
    print("\n".join((say("app.address", options.lang, address=address), *said)), flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    # uvicorn closes the room and raises the signal again; Python then ends as after any exit.
    signal.signal(signal.SIGTERM, _end)
    try:
        uvicorn.Server(config).run(sockets=[door])
    finally:
        # After a second Ctrl-C the room is still open: Python would wait for its workers, and a
        # third one would leave it waiting for ever.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        room.workers.kill()


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _door(host: str, port: int) -> socket.socket:
    """Open the port, so that a second server is refused before it starts anything.

    Raises
    ------
    InputError
        When the port is taken or may not be used, or there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen()
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError(Message("app.port", port=str(port))) from None
        reason = os_reason(error.errno) or Message("os.other")
        where = f"{host}:{port}"
        raise InputError(Message("app.door", where=where, reason=reason)) from None
    return door


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
