"""Commands that README and docs show: each is understood, and the example of exact cases holds."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.arguments import parse
from sim.app.__main__ import KINDS
from sim.app.options import read_words
from sim.app.session.cards import cards

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMAND = re.compile(r"^(?:uv run )?python -m experiments\.(\w+)(.*)$")
ROOM = re.compile(r"^uv run (?:--extra \w+ )+python -m sim\.app(.*)$")


def lines() -> Iterator[tuple[str, str]]:
    """Page and text of each line in a block of code."""
    for page in PAGES:
        blocks = re.findall(
            r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        for line in "\n".join(blocks).splitlines():
            yield page.name, line.removeprefix("PARCOURS_CONFIGS=mine ").partition(" #")[0].strip()


def commands() -> list[tuple[str, str, tuple[str, ...]]]:
    """Page, program and words of each command in a block of code; those of own folders too."""
    found = []
    for page, line in lines():
        if match := COMMAND.match(line):
            found.append((page, match[1], tuple(shlex.split(match[2]))))
    return list(dict.fromkeys(found))


def commands_of_the_room() -> list[tuple[str, ...]]:
    found = [tuple(shlex.split(match[1])) for _, line in lines() if (match := ROOM.match(line))]
    return list(dict.fromkeys(found))


def main_of(program: str) -> Any:
    spec = find_spec(f"experiments.{program}")
    folder = spec is not None and spec.submodule_search_locations is not None
    return import_module(f"experiments.{program}" + (".program" if folder else "")).main


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one's own files, as README writes it."""
    folder = tmp_path_factory.mktemp("own")
    text = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"`(mine/[\w/.]+)`(?:(?!```).)*?```\w+\n(.*?)```", text, re.DOTALL)
    for name, content in named:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    assert len(named) == 3
    return folder / "mine"


def test_commands_are_found() -> None:
    assert len(commands()) > 25
    assert {page for page, _, _ in commands()} >= {"README.md", "exact.md", "engine.md"}


@pytest.mark.parametrize(("page", "program", "words"), commands(), ids=str)
def test_a_command_of_the_docs_is_understood(
    page: str,
    program: str,
    words: tuple[str, ...],
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its scenarios are put together; nothing is simulated."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PARCOURS_CONFIGS", str(mine))
    if program in ("benchmark", "faults"):  # they have no configuration to show
        own = words[:1] if words[:1] in (("sweep",), ("survive",), ("app",)) else ()
        part = import_module(f"experiments.{program}.{''.join(own) or 'program'}")
        parse(words[len(own) :], part.SPEC)
        return
    shown = () if {"--cfg", "--help"} & set(words) else ("--cfg",)
    assert main_of(program)([*words, *shown]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out


def test_commands_of_the_room_are_found() -> None:
    assert {words[:1] for words in commands_of_the_room()} >= {(), ("kit",), ("export",)}


@pytest.mark.parametrize("words", commands_of_the_room(), ids=str)
def test_a_command_of_the_room_is_understood(words: tuple[str, ...]) -> None:
    """Its words are read, and its card is there; nothing is opened."""
    command, own = (words[0], words[1:]) if words[:1] in (("kit",), ("export",)) else ("", words)
    options = read_words(own, KINDS[command])
    if getattr(options, "card", ""):
        assert options.card in cards()


def test_the_example_of_exact_cases_holds(capsys: pytest.CaptureFixture[str]) -> None:
    (words,) = [words for _, _, words in commands() if "case=V18" in words]
    assert main_of("exact")([*words, "lang=en", "workers=2"]) == 0
    assert "holds: 2" in capsys.readouterr().out
