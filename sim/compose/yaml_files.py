"""The one reader of YAML files: their text is checked before anything is made from it.

A file may come from somebody else. It cannot grow beyond what is written in it, and cannot fetch a
value from outside, such as a variable of the environment.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sim.compose.sentences import show, unreadable
from sim.errors import InputError, os_reason
from sim.lang import Message

__all__ = ["Source", "scalars", "source_of", "tree_of", "yaml_library", "yaml_node"]


LARGEST: Final = 1_000_000  # bytes of a file
MOST: Final = 100_000  # values of a file, each as often as it is referred to


class Source(io.StringIO):
    """The text of a file, with the name that the YAML library gives in its errors."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def yaml_library() -> Any:
    """Return the library that reads YAML, imported when it is first needed."""
    return import_module("yaml")  # comes with OmegaConf


def tree_of(file: Path) -> Any:
    """Return the content of a YAML file.

    Raises
    ------
    InputError
        With one sentence that names the file.
    """
    source = source_of(file)
    try:
        return yaml_library().safe_load(source)
    except (yaml_library().YAMLError, ValueError) as error:  # a date that does not exist
        raise InputError(unreadable(error, str(file))) from None


def source_of(file: Path) -> Source:
    """Return the text of a YAML file without its byte order mark.

    Raises
    ------
    InputError
        When the file cannot be read, is empty or too large, or refers to what is outside it.
    """
    text = _text(file)
    too_large = InputError(Message("yaml.too_large", file=str(file), most=MOST))
    if len(text) > LARGEST:
        raise too_large
    root = yaml_node(Source(text, str(file)))
    if root is None:  # comments alone
        raise InputError(Message("yaml.empty", file=str(file)))
    try:
        size = _size(root, {})
    except RecursionError:
        size = MOST + 1
    if size > MOST:
        raise too_large
    for node in scalars(root):
        _, reference, inside = str(node.value).partition("${")
        if reference and ":" in inside:
            raise InputError(
                Message(
                    "yaml.outside",
                    file=str(file),
                    line=str(node.start_mark.line + 1),
                    text=show(str(node.value)),
                )
            )
    return Source(text, str(file))


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        if not file.is_symlink():
            raise
        target = str(file.readlink())
        raise InputError(Message("yaml.dangling", file=str(file), target=target)) from None
    except OSError as error:
        reason = os_reason(error.errno) or Message("os.other")
        problem = Message("csv.unreadable", reason=reason)
        raise InputError(Message("labelled", label=str(file), text=problem)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Message("yaml.encoding", file=str(file))) from None
    if not text.strip():
        raise InputError(Message("yaml.empty", file=str(file)))
    return text


def yaml_node(source: Source) -> Any:
    """Return the tree of nodes of a text, in which what is referred to is there once.

    Raises
    ------
    InputError
        When it is not YAML.
    """
    try:
        return yaml_library().compose(source)
    except (yaml_library().YAMLError, RecursionError) as error:
        raise InputError(unreadable(error, source.name)) from None


def _size(node: Any, known: dict[int, int]) -> int:
    """Return how many values a node stands for, references followed; a circle is too many."""
    children = _children(node)
    if id(node) not in known:
        known[id(node)] = MOST + 1  # while its own children are counted
        known[id(node)] = 1 + sum(_size(child, known) for child in children)
    return known[id(node)]


def _children(node: Any) -> list[Any]:
    value = getattr(node, "value", None)
    if not isinstance(value, list):
        return []
    return [part for item in value for part in (item if isinstance(item, tuple) else (item,))]


def scalars(node: Any) -> Iterator[Any]:
    """Yield the texts and numbers of a tree of nodes, each once."""
    left, seen = [node], set()
    while left:
        node = left.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node.value, str):
            yield node
        left += reversed(_children(node))
