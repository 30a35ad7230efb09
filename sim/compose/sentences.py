"""What is said of a mistake, in one sentence that tells what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.compose.schema import CHOICES, SHORTCUTS, Parameter, keys, parameters, parts
from sim.errors import nearest, suggestion

__all__ = [
    "guess",
    "must",
    "one_line",
    "sentences",
    "show",
    "unknown",
    "unreadable",
    "wrong_in_file",
]


def one_line(text: str, longest: int = 60) -> str:
    """Return a text as it may stand in a sentence: printable, and not too long."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def show(value: object) -> str:
    """Return a value between quotes, as it may stand in a sentence."""
    return f"'{one_line(value if isinstance(value, str) else repr(value))}'"


def _perhaps(near: str | None) -> str:
    return f"; did you mean '{near}'?" if near else "."


def must(shown: str, parameter: Parameter) -> str:
    """Return what a parameter takes, after the word that gave it something else."""
    own = shown.lstrip("+").startswith(f"{parameter.path}=")
    return f"{shown}: {'' if own else parameter.path + ' '}must be {parameter.expected}"


def guess(parameter: Parameter, raw: object) -> str:
    """Return what was probably meant by a value that a parameter cannot take, or a full stop."""
    text = raw if isinstance(raw, str) else ""
    if parameter.choices:
        return suggestion(text, parameter.choices)
    if parameter.kind == "boolean":
        meant = {"no": "false", "off": "false", "n": "false", "0": "false"}
        meant |= {"yes": "true", "on": "true", "y": "true", "1": "true", "oui": "true"}
        meant |= {"non": "false"}
        return _perhaps(meant.get(text.casefold()) or nearest(text, ("true", "false")))
    if re.fullmatch(r"[+-]?0\d+", text):
        return _perhaps(str(int(text)))
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return _perhaps(text.replace(",", "."))
    return "."


def unknown(shown: str, key: str) -> str:
    """Return what is wrong with a word of which the name, `key`, is none that may be set."""
    if key == "scenario":
        return (
            f"{shown}: the scenario is named on its own (a=… and b=…, or the first argument), "
            "not among the overrides."
        )
    inside = parts()
    if key in inside:
        first = inside[key][0]
        return (
            f"{shown}: {key} is a group of parameters; set one of them, as in {key}.{first}=…; "
            f"it has {', '.join(inside[key])}."
        )
    *before, last = key.split(".")
    parent = ".".join(before)
    if parent in inside and before:
        near = nearest(last, inside[parent])
        return (
            f"{shown}: {parent} has no {show(last)} (it has {', '.join(inside[parent])})"
            f"{_perhaps(near and f'{parent}.{near}')}"
        )
    same = [path for path in parameters() if path.rsplit(".", 1)[-1] == last]
    if same:
        return f"{shown}: unknown name {show(key)}; did you mean {' or '.join(map(repr, same))}?"
    top = (*CHOICES, *SHORTCUTS, *(name for name in inside if name))
    near = nearest(key, keys()) or nearest(key.split(".")[0], top)
    return (
        f"{shown}: unknown name {show(key)} (groups: {', '.join(CHOICES)}; "
        f"parts: {', '.join(p for p in inside if p and p not in CHOICES)}; "
        f"short: {', '.join(SHORTCUTS)}){_perhaps(near)}"
    )


def sentences(
    error: ValidationError, words: Mapping[str, str], origins: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what the schema refuses: path and sentence, one per parameter.

    The path is that of a part for what joins several parameters.

    Parameters
    ----------
    error
        What the schema says.
    words
        Word of the user by path, where one was given.
    origins
        File by path, for what no word has set.
    """
    told: set[str] = set()
    for item in error.errors(include_url=False):
        names = [str(part) for part in item["loc"] if not isinstance(part, int)]
        path = ".".join(names)
        if path in told and path in parameters():
            continue
        told.add(path)
        yield path, _sentence(item, path, words, origins)


def _sentence(
    item: Mapping[str, Any], path: str, words: Mapping[str, str], origins: Mapping[str, str]
) -> str:
    loc = ".".join(str(part) for part in item["loc"])
    value = item.get("input")
    if item["type"] == "extra_forbidden":
        *before, last = loc.split(".")
        parent = ".".join(before)
        inside = parts().get(parent, ())
        return (
            f"{origins.get(loc, loc)}: {parent or 'a scenario'} has no {show(last)} "
            f"(it has {', '.join(inside)}){suggestion(last, inside)}"
        )
    if item["type"] == "value_error" and not (path in parameters() and isinstance(value, bool)):
        text = str(item["ctx"]["error"]).rstrip(".")
        where = words.get(path) or origins.get(path, "")
        return f"{where}: {text}." if where else f"{text}."
    if path not in parameters():
        where = origins.get(loc, loc)
        return f"{where}: {loc} must hold parameters, each as name: value, not {show(value)}."
    if path in words:
        parameter = parameters()[path]
        return f"{must(words[path], parameter)}{guess(parameter, value)}"
    return wrong_in_file(path, value, origins)


def wrong_in_file(path: str, value: object, origins: Mapping[str, str]) -> str:
    """Return what is wrong with a value of a parameter that no word has set."""
    parameter = parameters()[path]
    where = origins.get(path, "the configuration files")
    head = f"{where}: {path} must be {parameter.expected}, not {show(value)}"
    return f"{head}{guess(parameter, value)}"


def unreadable(error: BaseException) -> str:
    """Return what YAML or Hydra cannot read."""
    cause: BaseException = error
    while not str(cause).strip() and cause.__cause__ is not None:
        cause = cause.__cause__
    mark = getattr(cause, "problem_mark", None)
    if mark is not None:
        problem = getattr(cause, "problem", "") or "it cannot be read"
        return f"{mark.name}, line {mark.line + 1}: this is not valid YAML ({problem})."
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    text = " ".join(lines[:2]) if lines else type(cause).__name__
    return f"The configuration files cannot be put together: {one_line(text, 300).rstrip('.')}."
