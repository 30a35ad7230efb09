"""Chromium and servers in a network namespace that holds the loopback interface alone.

The tests drive the browser from outside through pipes, which need no network. Where the machine
allows no namespace, the same tests run without it, and requests to other addresses are counted all
the same; the test of the namespace is skipped with the reason.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright

__all__ = [
    "AXE", "Network", "chromium", "chromium_path", "network", "opened", "served", "server_of",
    "settled", "violations",
]  # fmt: skip

ROOT: Final = Path(__file__).parents[2]
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# Sets the loopback interface up without iproute2, says so, and waits for the end of its input.
HOLDER: Final = """
import fcntl, socket, struct, sys
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    found = fcntl.ioctl(one, SIOCGIFFLAGS, struct.pack("16sh22x", b"lo", 0))
    flags = struct.unpack("16sh22x", found)[1]
    fcntl.ioctl(one, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | IFF_UP))
print("up", flush=True)
sys.stdin.read()
"""


class Network:
    """Where programs run: a namespace, or this machine when `reason` says why there is none."""

    def __init__(self, enter: Sequence[str], reason: str = "") -> None:
        self.enter = list(enter)
        self.reason = reason

    def popen(self, words: Sequence[str]) -> subprocess.Popen[str]:
        """Start a program there; its output can be read."""
        return subprocess.Popen(
            [*self.enter, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip


@contextmanager
def network() -> Iterator[Network]:
    """Make the namespace, by root's right or in a user namespace of one's own."""
    own = os.geteuid() != 0
    make = ["unshare", "-rn" if own else "-n", sys.executable, "-c", HOLDER]
    try:
        holder = subprocess.Popen(
            make, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    except FileNotFoundError:
        yield Network([], "there is no program unshare")
        return
    assert holder.stdin is not None and holder.stdout is not None and holder.stderr is not None
    try:
        if holder.stdout.readline().strip() != "up":
            yield Network([], f"unshare -n is refused: {holder.stderr.read().strip()}")
            return
        user = ["--user", "--preserve-credentials"] if own else []
        yield Network(["nsenter", f"--target={holder.pid}", "--net", *user, "--"])
    finally:
        holder.stdin.close()
        holder.wait(timeout=30)
        holder.stdout.close()
        holder.stderr.close()


def chromium_path() -> str:
    """Return the system's Chromium, or nothing."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), "")


@contextmanager
def chromium(where: Network, folder: Path) -> Iterator[Browser]:
    """Start Chromium in the namespace, through a program that enters it first."""
    program = folder / "chromium"
    program.write_text(f'#!/bin/sh\nexec {" ".join(where.enter)} {chromium_path()} "$@"\n')
    program.chmod(0o755)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@contextmanager
def served(where: Network, *words: str) -> Iterator[str]:
    """Start a server there, and give the address that it prints."""
    with server_of(where, *words) as (address, _):
        yield address


@contextmanager
def server_of(where: Network, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server there, and give the address that it prints, and its process."""
    server = where.popen([sys.executable, "-m", *words])
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, line + server.stdout.read()
        yield found[0], server
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        server.kill()
        server.stdout.close()


def opened(
    browser: Browser, address: str, *, width: int = 1280, height: int = 720
) -> tuple[Page, list[str]]:
    """Open a page in a context of its own; also every request that it makes, and every error."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.goto(address)
    return page, heard


def settled(page: Page, seeds: int = 12) -> None:
    """Wait until the picture of so many seeds is drawn."""
    page.wait_for_selector(f'html[data-seeds="{seeds}"]', state="attached", timeout=120_000)


def violations(page: Page) -> list[tuple[str, Any]]:
    """Return the rules of axe that a page breaks, and where."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run()")
    return [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]]
