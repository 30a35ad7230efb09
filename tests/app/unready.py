"""A server whose room is never ready, for tests: ``python -m tests.app.unready``."""

from __future__ import annotations

import socket

import uvicorn

from sim.app.server import make_app
from tests.app.test_server import Room


class Unready(Room):
    """A room whose preparation does not end."""

    def __init__(self) -> None:
        super().__init__(ready=False)

    def start(self) -> None:
        """Start nothing."""

    async def stop(self) -> None:
        """Stop nothing."""


if __name__ == "__main__":
    door = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{door.getsockname()[1]}/", flush=True)
    app = make_app(Unready())  # type: ignore[arg-type]
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[door])
