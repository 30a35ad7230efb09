"""A bench: a copy of the project, in which one fault at a time is planted and tests are run."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from experiments.faults.lists import FILES, TREE, Fault
from sim.engine.jit import KERNEL_CACHE

__all__ = ["Bench"]

SERVER: Final = Path(__file__).with_name("server.py")


class Bench:
    """A copy of the project and the processes that run its tests.

    Parameters
    ----------
    root
        The project.
    folder
        Where the copy goes; it must not exist.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._servers: dict[bool, subprocess.Popen[str]] = {}
        self._digests: tuple[Path, str] | None = None  # file of the digests of the code, and text
        ignore = shutil.ignore_patterns("__pycache__")
        for name in TREE:
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=ignore)
        for name in FILES:
            if (root / name).is_file():
                shutil.copy(root / name, folder / name)
        # Bytecode is valid by the content of a file: a fault planted within a second is read.
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        for name in ("sim", "tests", "experiments"):
            compileall.compile_dir(folder / name, quiet=2, invalidation_mode=mode)

    def run(
        self, tests: Sequence[str], limit: float, *, compiled: bool, order: Mapping[str, float]
    ) -> dict[str, Any]:
        """Run tests until the first one fails.

        Parameters
        ----------
        tests
            Files of tests, or single tests.
        limit
            Seconds.
        compiled
            Whether kernels are compiled.
        order
            Seconds of the slow tests, which come last.

        Returns
        -------
        dict
            ``end`` (``passed``, ``failed``, ``endless`` past the limit, ``invalid`` when something
            cannot be imported, ``stopped``), ``by`` (the test that failed), ``why``, ``seconds``,
            and ``slow`` (seconds of slow tests).
        """
        server = self._server(compiled)
        # Nothing simulated before a fault was planted may be read: the cache is a new one. Only
        # kernels are shared, because each is kept under the digest of its code.
        cache = self.folder / "cache"
        cache.mkdir()
        key = ""
        if not compiled and self._digests is not None:
            path, text = self._digests
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
            key = json.loads(text)["key"]
        if compiled:
            KERNEL_CACHE.mkdir(parents=True, exist_ok=True)
            (cache / KERNEL_CACHE.name).symlink_to(KERNEL_CACHE, target_is_directory=True)
        job = {"tests": list(tests), "limit": limit, "cache": str(cache), "order": dict(order)}
        job["digests"] = key
        assert server.stdin is not None and server.stdout is not None
        try:
            server.stdin.write(json.dumps(job) + "\n")
            server.stdin.flush()
            answer = server.stdout.readline()
            if not compiled and self._digests is None:
                for path in cache.glob("digests/*.json"):
                    self._digests = path, path.read_text(encoding="utf-8")
        finally:
            shutil.rmtree(cache)
        if not answer:
            raise RuntimeError("the process that runs tests has ended")
        found: dict[str, Any] = json.loads(answer)
        return found

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[None]:
        """Plant a fault in the copy, and take it away at the end."""
        path = self.folder / fault.file
        before = path.read_text(encoding="utf-8")
        assert before.count(fault.old) == 1, fault.id
        path.write_text(before.replace(fault.old, fault.new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(before, encoding="utf-8")

    def close(self) -> None:
        """End its processes."""
        for server in self._servers.values():
            server.terminate()
            server.wait()

    def _server(self, compiled: bool) -> subprocess.Popen[str]:
        if compiled not in self._servers:
            environment = os.environ | {
                "PYTHONPATH": str(self.folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "NUMBA_DISABLE_JIT": str(int(not compiled)),
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
            }
            environment.pop("PARCOURS_CONFIGS", None)
            self._servers[compiled] = subprocess.Popen(
                [sys.executable, "-P", str(SERVER)],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._servers[compiled]
