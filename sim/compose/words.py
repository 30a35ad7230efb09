"""Override words: the requests they contain, and their problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.compose.by_hydra import parse
from sim.compose.files import SEARCHPATH, absolute, misplaced, options, search_folders
from sim.compose.names import is_path, no_path, no_territory, territory_named
from sim.compose.schema import CHOICES, SHORTCUTS, Parameter, keys, parameters
from sim.compose.sentences import located, must, one_line, show, unknown
from sim.errors import suggestion
from sim.lang import Message
from sim.scenario.scenario import Scenario

__all__ = [
    "SIDES",
    "Request",
    "check_words",
    "for_side",
    "from_anywhere",
    "nested",
    "read",
    "searched",
]


SIDES: Final = ("a", "b")  # of a comparison; a word such as b.months=24 is for that world only
LONGEST: Final = 10_000  # characters of one value
_PATHS: Final = ("territory.persons", "territory.establishments")
_PREFIXES: Final = tuple(f"{side}." for side in SIDES)


@dataclass
class Request:
    """The requests that the words contain, and their problems."""

    choices: dict[str, str] = field(default_factory=dict)  # group -> name of a file
    values: dict[str, Any] = field(default_factory=dict)  # path -> value
    words: dict[str, str] = field(default_factory=dict)  # path or group -> the word as typed
    roots: tuple[Path, ...] = ()
    errors: list[Message] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # paths of which an error is already known
    territory: str | None = None  # name of a territory that has no file


def check_words(overrides: Sequence[str], *, sides: bool = False) -> list[Message]:
    """Return each mistake in the words alone, whatever the scenario.

    Parameters
    ----------
    overrides
        The words.
    sides
        Whether they may begin with ``a.`` and ``b.``.
    """
    found: list[Message] = []
    common = list(overrides)
    if sides:
        common = [word for word in common if not word.startswith(_PREFIXES)]
        folders = [word for word in common if _full(word) == SEARCHPATH]
        for side in SIDES:
            own = [word[2:] for word in overrides if word.startswith(f"{side}.")]
            wrong = read([*folders, *own]).errors if own else []
            found += [Message("word.side", side=side, text=problem) for problem in wrong]
    return list(dict.fromkeys([*read(common).errors, *found]))


def for_side(overrides: Sequence[str], side: str) -> list[str]:
    """Return the words of one world of a comparison.

    Words that begin with ``a.`` or ``b.`` are for that world only, and replace a common one.

    Examples
    --------
    >>> for_side(["months=24", "b.months=36"], "a"), for_side(["months=24", "b.months=36"], "b")
    (['months=24'], ['months=36'])
    """
    if isinstance(overrides, str | bytes) or not all(isinstance(word, str) for word in overrides):
        return list(overrides)  # refused by `read`
    own = [word[2:] for word in overrides if word.startswith(f"{side}.")]
    taken = {_full(word) for word in own}
    common = [word for word in overrides if not word.startswith(_PREFIXES)]
    return [*(word for word in common if _full(word) not in taken), *own]


def from_anywhere(word: str) -> str:
    """Return a word whose paths, if it holds any, are absolute.

    Examples
    --------
    >>> from_anywhere("months=24")
    'months=24'
    """
    key, _, value = word.partition("=")
    full = _full(word.removeprefix(_PREFIXES[0]).removeprefix(_PREFIXES[1]))
    if full == SEARCHPATH:
        return f"{key}=[{','.join(map(absolute, _listed(value)))}]"
    return f"{key}={absolute(_unquote(value))}" if full in _PATHS else word


def _listed(value: str) -> list[str]:
    """Return the folders of a search path."""
    return [_unquote(part) for part in value.strip().strip("[]").split(",") if part.strip()]


def searched(overrides: Sequence[str]) -> list[str]:
    """Return the folders that words give for one's own scenarios.

    Examples
    --------
    >>> searched(["months=24", "hydra.searchpath=[mine,other]"])
    ['mine', 'other']
    """
    return [
        folder
        for word in overrides
        if _full(word) == SEARCHPATH
        for folder in _listed(word.partition("=")[2])
    ]


def _full(word: str) -> str:
    key = word.partition("=")[0].strip()
    return SHORTCUTS.get(key, key)


def read(overrides: Sequence[str]) -> Request:
    """Return the requests that the words contain."""
    request = Request()
    if isinstance(overrides, str | bytes) or not isinstance(overrides, Sequence):
        request.errors.append(Message("word.list", value=show(overrides)))
        return request
    pairs: dict[str, tuple[str, str]] = {}
    for word in overrides:
        pair = _split(word, request.errors)
        if pair is None:
            continue
        key, value = pair
        if key in pairs:
            request.errors.append(
                Message("word.twice", word=one_line(word), key=key, first=one_line(pairs[key][0]))
            )
            continue
        pairs[key] = (word, value)
    folders = []
    if SEARCHPATH in pairs:
        _, value = pairs.pop(SEARCHPATH)
        folders = _listed(value)
    request.roots = search_folders(folders, request.errors)
    for key, (word, value) in pairs.items():
        request.words[key] = one_line(word)
        if key in CHOICES:
            _choose(request, key, value)
        elif key in parameters():
            _set(request, parameters()[key], value)
        elif key.startswith("policy."):
            _set_policy(request, key, value)
        else:
            request.errors.append(unknown(one_line(word), key))
    return request


def _split(word: object, errors: list[Message]) -> tuple[str, str] | None:
    """Return the full key and the text of the value; None, with a problem, when malformed."""
    if not isinstance(word, str):
        errors.append(Message("word.expected", word=show(word)))
        return None
    shown = one_line(word)
    key, equals, value = word.partition("=")
    key, value = key.strip(), value.strip()
    if key.startswith("~"):
        errors.append(Message("word.taken_out", word=shown))
        return None
    key = key.removeprefix("+").removeprefix("+").strip()
    if not key:
        errors.append(Message("word.no_name", word=shown))
        return None
    full = SHORTCUTS.get(key, key)
    if not equals or not value:
        if full in parameters():
            hint = Message("word.hint_must", expected=parameters()[full].expected)
        elif full in CHOICES:
            hint = Message("word.hint_listed", group=full)
        else:
            hint = Message("word.hint_write", near=suggestion(key, keys()))
        errors.append(Message("word.no_value", word=shown, key=one_line(key), hint=hint))
        return None
    return full, value


def _choose(request: Request, group: str, raw: str) -> None:
    name, shown = _unquote(raw), request.words[group]
    known = options(group, request.roots)
    if name in known:
        request.choices[group] = name
        return
    if is_path(name):
        request.errors.append(no_path(shown, group))
        return
    if name.startswith("[") or "," in name or "(" in name:
        request.errors.append(Message("word.one_name", word=shown))
        return
    if (elsewhere := misplaced(group, name, request.roots)) is not None:
        request.refused.add(group)
        request.errors.append(located(shown, elsewhere))
        return
    if group == "territory":
        canonical = territory_named(name)
        if canonical is not None and canonical in known:
            request.choices[group] = canonical
        elif canonical is not None:
            request.territory = canonical
        else:
            request.refused.add(group)
            request.errors.extend(no_territory(shown, name, tuple(known)))
        return
    request.errors.append(
        Message(
            "word.unknown_choice",
            word=shown,
            group=group,
            name=show(name),
            names=list(known),
            near=suggestion(name, known),
        )
    )


def _unquote(raw: str) -> str:
    raw = raw.strip()
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "'\"":
        return raw[1:-1]
    return raw


def _set(request: Request, parameter: Parameter, raw: str) -> None:
    shown = request.words[parameter.path]
    if len(raw) > LONGEST:
        message = Message("word.too_long", word=shown, longest=str(LONGEST))
    elif "${" in raw:
        message = Message("word.reference", word=shown, such="${…}")
    else:
        ok, value = (True, _unquote(raw)) if parameter.kind == "string" else parse(raw)
        if ok and not _wrong_type(parameter, value) and _valid(parameter, value):
            request.values[parameter.path] = value
            return
        message = must(shown, parameter, raw)
    request.errors.append(message)
    request.refused.add(parameter.path)


def _set_policy(request: Request, key: str, raw: str) -> None:
    # Which parameters there are is known once the policy is: `sim.policy.loading` checks them.
    name = key.removeprefix("policy.")
    ok, value = parse(raw)
    if name == "file" or not name.isidentifier():
        message = Message("word.no_parameter", word=request.words[key], name=show(name))
    elif len(raw) > LONGEST or "${" in raw or not ok or isinstance(value, list | dict):
        message = Message("word.policy_value", word=request.words[key])
    else:
        request.values[key] = value
        return
    request.errors.append(message)


def _wrong_type(parameter: Parameter, value: object) -> bool:
    """Whether a value is of a type that pydantic would bend rather than refuse."""
    if parameter.kind in ("integer", "number"):
        return isinstance(value, bool) or not isinstance(value, int | float)
    if parameter.kind == "array":
        return not isinstance(value, list | tuple) or _no_numbers(value)
    return parameter.kind == "boolean" and not isinstance(value, bool)


def _no_numbers(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_no_numbers(item) for item in value)
    return isinstance(value, bool) or not isinstance(value, int | float)


def _valid(parameter: Parameter, value: object) -> bool:
    """Whether a value is within its bounds, whatever the others are."""
    try:
        Scenario.model_validate(nested({parameter.path: value}))
    except ValidationError as error:
        # What several parameters must satisfy together is checked once all are known.
        path = tuple(parameter.path.split("."))
        return not any(item["loc"][: len(path)] == path for item in error.errors())
    return True


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as a tree."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *before, last = path.split(".")
        node = tree
        for name in before:
            node = node.setdefault(name, {})
        node[last] = value
    return tree
