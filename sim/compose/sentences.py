"""Messages on a wrong word or value: the problem, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.compose.schema import CHOICES, SHORTCUTS, Parameter, keys, parameters, parts
from sim.errors import nearest, suggestion
from sim.lang import Message
from sim.scenario.refusals import reason, reasons

__all__ = [
    "guess",
    "located",
    "must",
    "one_line",
    "perhaps",
    "sentences",
    "show",
    "unknown",
    "unreadable",
    "wrong_fields",
    "wrong_in_file",
]


def one_line(text: str, longest: int = 60) -> str:
    """Return a text in a form that fits a sentence: printable, and not too long."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def show(value: object) -> Message:
    """Return a value between quotes, in a form that fits a sentence."""
    return Message("quoted", text=one_line(value if isinstance(value, str) else repr(value)))


def perhaps(near: str | None) -> Message:
    """Return the end of a sentence: a likely name as a question, or a full stop."""
    return Message("near.is", name=near) if near else Message("near.none")


def must(shown: str, parameter: Parameter, raw: object) -> Message:
    """Return the values that a parameter takes, after the wrong word."""
    own = shown.lstrip("+").startswith(f"{parameter.path}=")
    return Message(
        "word.must",
        word=shown,
        path="" if own else f"{parameter.path} ",
        expected=parameter.expected,
        near=guess(parameter, raw),
    )


def guess(parameter: Parameter, raw: object) -> Message:
    """Return a suggestion for a value that a parameter cannot take, or a full stop."""
    text = raw if isinstance(raw, str) else ""
    if parameter.choices:
        return suggestion(text, parameter.choices)
    if parameter.kind == "boolean":
        meant = {"no": "false", "off": "false", "n": "false", "0": "false"}
        meant |= {"yes": "true", "on": "true", "y": "true", "1": "true", "oui": "true"}
        meant |= {"non": "false"}
        return perhaps(meant.get(text.casefold()) or nearest(text, ("true", "false")))
    if re.fullmatch(r"[+-]?0\d+", text):
        return perhaps(str(int(text)))
    if parameter.kind != "integer" and re.fullmatch(r"[+-]?\d+,\d+", text):
        return perhaps(text.replace(",", "."))
    return perhaps(None)


def unknown(shown: str, key: str) -> Message:
    """Return the problem of a word whose name, `key`, cannot be set."""
    if key == "scenario":
        return Message("word.scenario", word=shown)
    inside = parts()
    if key in inside:
        names = inside[key]
        return Message("word.group", word=shown, key=key, first=names[0], names=names)
    *before, last = key.split(".")
    parent = ".".join(before)
    if parent in inside and before:
        near = nearest(last, inside[parent])
        return Message(
            "word.not_in",
            word=shown,
            parent=parent,
            name=show(last),
            names=inside[parent],
            near=perhaps(near and f"{parent}.{near}"),
        )
    same = [path for path in parameters() if path.rsplit(".", 1)[-1] == last]
    if same:
        near_ones = Message("near.several", names=[show(path) for path in same])
        return Message("word.same", word=shown, name=show(key), near=near_ones)
    top = (*CHOICES, *SHORTCUTS, *(name for name in inside if name))
    near = nearest(key, keys()) or nearest(key.split(".")[0], top)
    return Message(
        "word.unknown",
        word=shown,
        name=show(key),
        groups=CHOICES,
        parts=[p for p in inside if p and p not in CHOICES],
        short=list(SHORTCUTS),
        near=perhaps(near),
    )


def located(where: str | Message, problem: Message) -> Message:
    """Return a problem after the place where it is."""
    return Message("labelled", label=where, text=problem)


def sentences(
    error: ValidationError, words: Mapping[str, str], origins: Mapping[str, str]
) -> Iterator[tuple[str, Message]]:
    """Yield the refusals of the schema: path and problem, one per parameter.

    The path is that of a part for what joins several parameters.

    Parameters
    ----------
    error
        What the schema refuses.
    words
        Word of the user by path, where one was given.
    origins
        File by path, for what no word has set.
    """
    done: set[str] = set()
    for item in error.errors(include_url=False):
        names = [str(part) for part in item["loc"] if not isinstance(part, int)]
        path = ".".join(names)
        if path in done and path in parameters():
            continue
        done.add(path)
        for problem in _problems(item, path, words, origins):
            yield path, problem


def _problems(
    item: Mapping[str, Any], path: str, words: Mapping[str, str], origins: Mapping[str, str]
) -> Iterator[Message]:
    loc = ".".join(str(part) for part in item["loc"])
    value = item.get("input")
    own = reasons(item)
    if item["type"] == "extra_forbidden":
        yield _extra(loc, value, origins)
    elif own is not None and not (path in parameters() and isinstance(value, bool | str)):
        where = words.get(path) or origins.get(path, "")
        yield from (located(where, problem) if where else problem for problem in own)
    elif path not in parameters():
        yield Message("file.mapping", where=origins.get(loc, loc), loc=loc, value=show(value))
    elif path in words:
        yield must(words[path], parameters()[path], value)
    else:
        yield wrong_in_file(path, value, origins)


def _extra(loc: str, value: object, origins: Mapping[str, str]) -> Message:
    *before, last = loc.split(".")
    parent = ".".join(before)
    where = origins.get(loc, loc)
    if loc == "scenario":  # the file of a scenario that is not put at the top
        return Message("file.package" if value else "yaml.empty", file=where)
    inside = parts().get(parent, ())
    return Message(
        "file.not_in",
        where=where,
        parent=parent or Message("file.a_scenario"),
        name=show(last),
        names=inside,
        near=suggestion(last, inside),
    )


def wrong_in_file(path: str, value: object, origins: Mapping[str, str]) -> Message:
    """Return the problem of a value of a parameter that no word has set."""
    parameter = parameters()[path]
    return Message(
        "file.must",
        where=origins.get(path, Message("file.configuration")),
        path=path,
        expected=parameter.expected,
        value=show(value),
        near=guess(parameter, value),
    )


def wrong_fields(error: ValidationError, file: str, before: str = "") -> list[Message]:
    """Return the problems of a file that is not a scenario: one for each field.

    Parameters
    ----------
    error
        What its schema refuses.
    file
        Its name.
    before
        What comes before the names of its fields.
    """
    found = []
    for item in error.errors(include_url=False):
        name = ".".join(str(part) for part in (before, *item["loc"]) if part != "")
        found.append(Message("file.field", file=file, name=name, reason=reason(item)))
    return found


def unreadable(error: BaseException, file: str = "", roots: Sequence[Path] = ()) -> Message:
    """Return the problem of a text that YAML or Hydra cannot read, without their own messages.

    Parameters
    ----------
    error
        What they raised.
    file
        File of the scenario, where it is known.
    roots
        Folders in which another file may be the wrong one.
    """
    cause: BaseException = error
    while not str(cause).strip() and cause.__cause__ is not None:
        cause = cause.__cause__
    mark = getattr(cause, "problem_mark", None)
    if mark is not None:
        twice = re.search(r"duplicate key (\S+)", str(getattr(cause, "problem", "")))
        if twice:
            line = str(mark.line + 1)
            return Message("yaml.duplicate", file=str(mark.name), line=line, name=show(twice[1]))
        return Message("yaml.invalid", file=str(mark.name), line=str(mark.line + 1))
    if isinstance(cause, UnicodeError):
        wrong = next((str(path) for root in roots for path in _no_text(root)), file)
        return Message("yaml.encoding", file=wrong or Message("file.configuration"))
    text = str(cause)
    where = file or Message("file.configuration")
    if re.search(r"Could not override '[\w/]+@scenario", text):
        return Message("file.package", file=where)
    missing = re.search(r"[Cc]ould not (?:find|load|override) '([^']+)'", text)
    if missing:
        group, _, name = missing[1].rpartition("/")
        known = [path.stem for root in roots for path in root.glob(f"{group}/*.yaml")]
        near = suggestion(name, known)
        return Message("yaml.missing", file=where, name=show(missing[1]), near=near)
    reference = re.search(r"[Ii]nterpolation key '([^']+)'", text)
    if reference:
        return Message("yaml.reference", file=where, name=show(reference[1]))
    return Message("yaml.unreadable", file=where)


def _no_text(root: Path) -> Iterator[Path]:
    """Yield the files of a folder and of its groups that are not UTF-8."""
    for path in sorted((*root.glob("*.yaml"), *root.glob("*/*.yaml"))):
        try:
            path.read_text(encoding="utf-8")
        except UnicodeError:
            yield path
