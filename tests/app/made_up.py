"""A room whose numbers no run gave, for tests of a whole session: ``python -m tests.app.made_up``.

It is ready at once. The words are those of ``python -m sim.app``.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn

from sim.app.held import held
from sim.app.options import Options, read_words
from sim.app.room import Room
from sim.app.server import make_app
from tests.app.session.playing import made_up
from tests.app.test_server import Room as Described


class MadeUp(Room):
    """A room that answers jobs of a session at once, and no move."""

    def __init__(self) -> None:
        super().__init__(1, ahead=False)
        self.workers.do = self._do  # type: ignore[method-assign]

    def start(self) -> None:
        """Be ready."""
        self.described = Described().described
        self._prepared.set()

    async def _do(self, kind: int, task: str, *arguments: Any, **where: Any) -> Any:
        assert task == "session.simulate.simulate"
        return made_up(arguments[0])


if __name__ == "__main__":
    options = read_words(sys.argv[1:], Options)
    door = socket.create_server(("127.0.0.1", options.port))
    port = door.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    room = MadeUp()
    sitting, routes, _ = held(options, room, address, port)
    print(address, flush=True)
    app = make_app(room, sitting=sitting, more=routes)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[door])
