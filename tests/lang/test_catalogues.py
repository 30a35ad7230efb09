"""The catalogues: compiled, complete in both languages, used, and typeset as each language does."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sim.lang import LANGS, NARROW, compile
from sim.lang.catalogue import language

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "sim").rglob("*.py")), *sorted((ROOT / "experiments").rglob("*.py"))]
# Functions whose first argument is a key.
CALLS = {"say", "Message", "sentence", "labelled"}


@cache
def texts(lang: str) -> dict[str, tuple[str, ...]]:
    """Sentences of a language by key; several where there is a plural."""
    found = {}
    for message in compile.read(lang):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            one = isinstance(message.string, str)
            found[key] = (message.string,) if one else tuple(message.string)
    return found


@cache
def written() -> tuple[set[str], set[str]]:
    """Texts that stand in the code, and what f-strings may give, as patterns."""
    plain, patterns = set(), set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.add(pattern(node))
    return plain, {p for p in patterns if re.match(r"[a-z_]+(\\\.|_)", p)}


def pattern(node: ast.JoinedStr) -> str:
    """What an f-string may give."""
    parts = (p.value if isinstance(p, ast.Constant) else None for p in node.values)
    return "".join(".+" if part is None else re.escape(str(part)) for part in parts)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_read_is_what_is_written(lang: str) -> None:
    made = compile.po_file(lang).with_suffix(".mo").read_bytes()
    assert made == compile.compiled(compile.read(lang)), "run python -m sim.lang.compile"


def test_both_languages_have_the_same_keys() -> None:
    assert set(texts("fr")) == set(texts("en"))


def test_both_languages_name_the_same_values() -> None:
    for key in texts("en"):
        forms = [form for lang in LANGS for form in texts(lang)[key]]
        assert all(form.strip() for form in forms), key
        values = [compile.values_of(form) for form in forms]
        assert all(value == values[0] for value in values), key


def test_every_key_is_used() -> None:
    plain, patterns = written()
    whole = re.compile("|".join(sorted(patterns)))
    assert [key for key in texts("en") if key not in plain and not whole.fullmatch(key)] == []


def test_every_key_that_is_used_exists() -> None:
    known = texts("en")
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in CALLS:
                continue
            for part in keys_of(node.args[0]):
                if isinstance(part, ast.JoinedStr):
                    shape = re.compile(pattern(part))
                    assert any(shape.fullmatch(key) for key in known), (file.name, shape.pattern)
                else:
                    assert part.value in known, (file.name, part.value)


def keys_of(node: ast.expr) -> list[ast.Constant | ast.JoinedStr]:
    """Return the texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        return [*keys_of(node.body), *keys_of(node.orelse)]
    return [node] if isinstance(node, ast.Constant | ast.JoinedStr) else []


def test_every_message_gives_the_values_that_its_sentence_names() -> None:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) not in ("say", "Message"):
                continue
            given = {word.arg for word in node.keywords}
            for part in keys_of(node.args[0]) if None not in given else ():
                if isinstance(part, ast.Constant):
                    wanted = compile.values_of(texts("en")[str(part.value)][0])
                    assert wanted <= given, (file.name, part.value)


def test_french_is_typeset_as_french() -> None:
    for text in (form for forms in texts("fr").values() for form in forms):
        shown = re.sub(r"\w+: \{?\w|[\w{}.]+=\S*|'[^']*'", "", text)  # what is typed is left aside
        assert not re.search(r"(?<=[^\s\u202f\u00a0\d(])[;!?»](?!\w)", shown), text
        assert not re.search(r"[^\s\u202f]:(?=\s|$)", shown), text
        assert not re.search(r"[ \u00a0][:;!?%»]", shown), text
        assert not re.search(r"«[^\u202f]", shown), text
        assert not re.search(r"\w'\w", text), text


def test_english_has_no_french_spaces() -> None:
    for text in (form for forms in texts("en").values() for form in forms):
        assert NARROW not in text and "«" not in text, text
        assert not re.search(r"\w ([;!?%]|:(?=\s|$))", text), text


@pytest.mark.parametrize(
    ("asked", "variable", "answer"),
    [
        ("en", "fr", "en"),
        (None, "en", "en"),
        (None, "", "fr"),
        ("de", "en", "en"),
        (None, "xx", "fr"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_environment(
    asked: str | None, variable: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_LANG", variable)
    assert language(asked) == answer
