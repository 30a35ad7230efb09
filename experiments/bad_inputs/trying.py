"""One mistake is made, in a folder of its own and in both languages, and its answer judged."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from experiments.bad_inputs.bad_input import BadInput
from experiments.cli.exits import WRONG_INPUT
from sim.lang import LANGS

__all__ = ["faults_of_the_answer"]

LINES: Final = 10  # of an answer, at most


def faults_of_the_answer(bad: BadInput) -> list[str]:
    """Make a mistake; return what is wrong with the answer, nothing where it is as it must be.

    The answer must be the exit code of wrong input and at most ten lines on standard error that
    name what is wrong, in the language asked for; no traceback; nothing on standard output;
    nothing written.
    """
    found: list[str] = []
    answers = []
    for lang in LANGS:
        with tempfile.TemporaryDirectory() as folder:
            _put(Path(folder), bad)
            before = _listing(Path(folder))
            code, out, answer = _run(bad, lang, Path(folder))
            answers.append(answer.replace(folder, "").replace("\u202f", " "))
            written = _listing(Path(folder)) - before
        lines = answer.splitlines()
        checks = {
            f"exit code {code}": code == WRONG_INPUT,
            "traceback": "Traceback" not in answer,
            f"{len(lines)} lines": 0 < len(lines) <= LINES,
            "standard output": not out,
            f"does not name {bad.shows}": bad.shows.casefold() in answer.casefold(),
            f"writes {', '.join(sorted(written))}": not written,
        }
        found += [f"{lang}: {what}" for what, right in checks.items() if not right]
    asks = any(word.startswith("lang=") for word in bad.words)
    if len(set(answers)) < len(LANGS) and not asks:
        found.append("the same text in each language")
    return [*found, *answers] if found else []


def _put(folder: Path, bad: BadInput) -> None:
    for name, content in bad.files.items():
        path = folder / name
        if content is None:
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.symlink_to(content.removeprefix("-> "))


def _listing(folder: Path) -> set[str]:
    """Paths of what stands in a folder; caches of compiled Python apart."""
    found = (str(path.relative_to(folder)) for path in folder.rglob("*"))
    return {path for path in found if "__pycache__" not in path}


def _run(bad: BadInput, lang: str, folder: Path) -> tuple[int | str, str, str]:
    out, err = io.StringIO(), io.StringIO()
    words = bad.words
    if not any(word.startswith("lang=") for word in words):
        words = (*words, f"lang={lang}")
    with _inside(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main = importlib.import_module(f"experiments.{bad.program}")
        if not hasattr(main, "main"):
            main = importlib.import_module(f"experiments.{bad.program}.program")
        try:
            code: int | str = main.main([*words])
        except BaseException as error:
            code = type(error).__name__
    return code, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder, with no settings of the user's."""
    before, settings = Path.cwd(), os.environ.pop("PARCOURS_CONFIGS", None)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        if settings is not None:
            os.environ["PARCOURS_CONFIGS"] = settings
