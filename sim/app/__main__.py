"""Start the room: ``python -m sim.app``, then open the address that it prints.

    python -m sim.app
    python -m sim.app port=8100 lang=en workers=3
    python -m sim.app host=0.0.0.0

Only this computer can open the page, unless ``host=`` asks for more.
"""

from __future__ import annotations

import errno
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType

from sim.app.options import Options, help_text, read_words
from sim.errors import InputError, os_reason
from sim.lang import LANGS, Message, language, say


def main(argv: Sequence[str]) -> int:
    """Serve the room until it is stopped; returns the exit code, 2 for wrong input."""
    asked = [word.removeprefix("lang=") for word in argv if word.startswith("lang=")]
    lang = language(next((each for each in reversed(asked) if each in LANGS), None))
    try:
        if "--help" in argv:
            print(help_text(lang))
            return 0
        options = read_words(argv)
        _serve(options)
    except InputError as error:
        print("\n".join(error.sentences(lang)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(say("exit.stopped", lang), file=sys.stderr)
        return 130
    return 0


def _serve(options: Options) -> None:
    try:
        import uvicorn

        from sim.app.room import Room
        from sim.app.server import LOOPBACK, make_app
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        if library not in ("uvicorn", "starlette"):
            raise
        raise InputError(Message("app.extra", library=library)) from None
    door = _door(options.host, options.port)
    hosts = LOOPBACK if options.host in LOOPBACK else ("*",)
    room = Room(options.workers, options.ahead)
    app = make_app(room, hosts=hosts)
    shown = "127.0.0.1" if options.host in ("", "0.0.0.0") else options.host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{door.getsockname()[1]}/"
    print(say("app.address", options.lang, address=address), flush=True)
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
