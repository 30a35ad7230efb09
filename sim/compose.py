"""From a name and override words to a `Scenario`: the only door to Hydra.

Hydra composes the YAML files of ``configs/`` (one group per part of the model), pydantic validates
the plain dictionary that comes out, and no Hydra object goes any further. Every mistake of the user
is told at once, in one `InputError`.

The words are Hydra's: ``territory=creuse`` chooses a file of a group, ``places.lists=2`` sets one
parameter, ``months=24`` is short for ``clock.months=24``.

The files are found in the wheel (``sim/configs``) or, in a checkout, at the top level
(``configs``). A folder named in the environment variable ``PARCOURS_CONFIGS``, or by the word
``hydra.searchpath=…``, is searched first: it holds the same groups and may replace or add files.
"""

from __future__ import annotations

import copy
import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sim.errors import InputError, nearest, suggestion
from sim.scenario import Scenario, TerritorySpec

__all__ = [
    "CHOICES",
    "SHORTCUTS",
    "Bilingual",
    "Card",
    "Expectation",
    "FailsWhen",
    "Parameter",
    "card",
    "check_words",
    "for_side",
    "groups",
    "keys",
    "load_scenario",
    "load_scenarios",
    "parameters",
    "resolved",
    "yaml_text",
]

CHOICES: Final = (
    "organisation",
    "territory",
    "funding",
    "change",
    "direction",
    "context",
    "policy",
)
SHORTCUTS: Final = {
    "months": "clock.months",
    "burn_in": "clock.burn_in",
    "reform_month": "clock.reform_month",
    "record_people": "clock.record_people",
    "persons": "territory.persons",
    "establishments": "territory.establishments",
}
ENVIRONMENT: Final = "PARCOURS_CONFIGS"
SEARCHPATH: Final = "hydra.searchpath"
SIDES: Final = ("a", "b")  # of a comparison; a word such as b.months=24 is for that world only
LONGEST: Final = 10_000  # characters of one value
STORY_WORDS: Final = 60

_LOCK = threading.RLock()


# What people read of a scenario; no rule and no digest sees it.


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Bilingual(_Read):
    """One text in French and in English."""

    fr: str = ""
    en: str = ""


class FailsWhen(Bilingual):
    """Condition in which an expectation should fail, told and as override words."""

    words: tuple[str, ...] = Field((), description="override words that make the condition")


class Expectation(_Read):
    """What is expected of a scenario, written down before any result of it exists."""

    against: str = Field("silo", description="scenario it is compared with")
    indicator: str = Field(description="name in the registry of indicators")
    sign: Literal[-1, 1] = Field(description="sign of (this scenario minus the other)")
    delta: float = Field(ge=0, description="smallest effect that counts, unit of the indicator")
    fails_when: FailsWhen


class Card(_Read):
    """What people read of a scenario: title, story of at most 60 words, expectation."""

    name: str
    title: Bilingual
    story: Bilingual = Bilingual()
    expectation: Expectation | None = None

    @field_validator("story")
    @classmethod
    def _short(cls, story: Bilingual) -> Bilingual:
        for text in (story.fr, story.en):
            if len(text.split()) > STORY_WORDS:
                raise ValueError(f"a story has at most {STORY_WORDS} words")
        return story


# What may be set, read from the typed schema.


@dataclass(frozen=True)
class Parameter:
    """One parameter of `Scenario` as its JSON schema tells it."""

    path: str
    schema: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """``integer``, ``number``, ``boolean``, ``string`` or ``array``."""
        return str(self.schema.get("type", "string"))

    @property
    def choices(self) -> tuple[str, ...]:
        """Names allowed, or none when any value within the bounds is."""
        return tuple(self.schema.get("enum", ()))

    @property
    def unit(self) -> str:
        """Unit, or nothing."""
        return str(self.schema.get("unit", ""))

    @property
    def text(self) -> str:
        """What it means."""
        return str(self.schema.get("description", ""))

    @property
    def default(self) -> object:
        """Value when nothing is said."""
        return self.schema.get("default")

    @property
    def expected(self) -> str:
        """What it takes, as the end of a sentence: ``a whole number from 1 to 4 (lists)``."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.kind == "boolean":
            return "true or false"
        if self.kind == "string":
            longest = self.schema.get("maxLength")
            return "a text" if longest is None else f"a text of at most {longest} characters"
        unit = f" ({self.unit})" if self.unit else ""
        if self.kind != "array":
            noun = "a whole number" if self.kind == "integer" else "a number"
            return f"{noun}{_bounds(self.schema)}{unit}"
        several = self.schema.get("prefixItems")
        if several:
            shown = ",".join(str(value) for value in self.schema.get("default", ()))
            return f"{len(several)} numbers{_bounds(several[0])}{unit}, such as [{shown}]"
        item = self.schema.get("items", {})
        if item.get("type") == "array":
            return f"rows of numbers{unit} in brackets, such as [[0.9,0.1],[0.2,0.8]]"
        noun = "whole numbers" if item.get("type") == "integer" else "numbers"
        return f"{noun}{_bounds(item)}{unit} in brackets, such as [0,1]"


def _bounds(schema: Mapping[str, Any]) -> str:
    low = schema.get("minimum", schema.get("ge"))
    high = schema.get("maximum", schema.get("le"))
    if low is not None and high is not None:
        return f" from {_plain(low)} to {_plain(high)}"
    if low is not None:
        return f" of at least {_plain(low)}"
    return "" if high is None else f" of at most {_plain(high)}"


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


@cache
def parameters() -> dict[str, Parameter]:
    """Return every parameter by its full path, in the order of the schema."""
    schema = Scenario.model_json_schema()
    return {p.path: p for p in _leaves("", schema, schema.get("$defs", {}))}


def _leaves(prefix: str, node: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Parameter]:
    for name, child in node["properties"].items():
        if child.get("$ref", "").endswith("/PolicySpec"):
            continue  # its parameters are those of its class
        reference = child.get("$ref") or (child.get("allOf") or [{}])[0].get("$ref")
        if reference:
            part = parts[str(reference).rsplit("/", 1)[-1]]
            if "properties" in part:
                yield from _leaves(f"{prefix}{name}.", part, parts)
                continue
            child = {**part, **child}
        yield Parameter(f"{prefix}{name}", child)


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """Names that stand directly in each part, by the path of the part; the top is ''."""
    inside: dict[str, dict[str, None]] = {"": {}}
    for path in parameters():
        names = path.split(".")
        for depth, name in enumerate(names):
            inside.setdefault(".".join(names[:depth]), {})[name] = None
    return {part: tuple(names) for part, names in inside.items()}


def keys() -> tuple[str, ...]:
    """Return all that may stand left of ``=``: groups, shortcuts and parameters."""
    return (*CHOICES, *SHORTCUTS, *parameters())


# Where the files are.


def _shipped() -> Path:
    inside = Path(__file__).parent / "configs"
    return inside if inside.is_dir() else inside.parent.parent / "configs"


def _user_folder(text: str, where: str, errors: list[str]) -> Path | None:
    plain = text.removeprefix("file://")
    folder = Path(plain).expanduser().absolute()
    if "\0" not in plain and folder.is_dir():
        return folder
    errors.append(
        f"{where}: {_show(text)} is not a folder; give a folder that holds the groups "
        f"scenario, {', '.join(CHOICES)}."
    )
    return None


def _roots(extra: Sequence[str], errors: list[str]) -> tuple[Path, ...]:
    found = [_user_folder(text, SEARCHPATH, errors) for text in extra]
    if text := os.environ.get(ENVIRONMENT, ""):
        found.append(_user_folder(text, ENVIRONMENT, errors))
    return (*(folder for folder in found if folder is not None), _shipped())


def _options(group: str, roots: Sequence[Path]) -> dict[str, Path]:
    """Names in a group and the file that each stands for; the first folder wins."""
    found: dict[str, Path] = {}
    for root in roots:
        for path in sorted((root / group).glob("*.yaml")):
            if not path.name.startswith("."):
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().casefold()).strip("-")


def _named(text: str) -> str | None:
    """Return the canonical name of a territory, or None where there is none of that name."""
    from sim.territory import canonical

    try:
        return canonical(text)
    except InputError:
        return None


def _unnamed(where: str, text: str, allowed: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the name of a territory."""
    from sim.territory import TOGETHER, canonical, names

    if TOGETHER in text:
        try:
            canonical(text)
        except InputError as error:
            yield from (f"{where}: {message}" for message in error.messages)
        return
    yield (
        f"{where}: unknown territory {_show(text)} (allowed: {', '.join(allowed)}, or any "
        f"département, such as lozere, or several joined by {TOGETHER})"
        f"{suggestion(_slug(text), dict.fromkeys((*allowed, *names())))}"
    )


def groups() -> dict[str, list[str]]:
    """Return the names to choose from in each group, ``scenario`` first.

    Raises
    ------
    InputError
        When ``PARCOURS_CONFIGS`` names no folder.
    """
    from sim.territory import names

    errors: list[str] = []
    roots = _roots((), errors)
    if errors:
        raise InputError(errors)
    found = {group: list(_options(group, roots)) for group in ("scenario", *CHOICES)}
    found["territory"] += [name for name in names() if name not in found["territory"]]
    return found


# Words.


@dataclass
class _Request:
    """What the words ask for, and what is wrong with them."""

    choices: dict[str, str] = field(default_factory=dict)  # group -> name of a file
    values: dict[str, Any] = field(default_factory=dict)  # path -> value
    words: dict[str, str] = field(default_factory=dict)  # path or group -> the word as typed
    folders: list[str] = field(default_factory=list)
    roots: tuple[Path, ...] = ()
    errors: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # paths of which an error is already told
    territory: str | None = None  # name of a territory that has no file


def _show(value: object, longest: int = 60) -> str:
    """Return a value as it may stand in a one-line sentence."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f"'{text if len(text) <= longest else text[: longest - 1] + '…'}'"


def _word(text: str) -> str:
    return _show(text)[1:-1]


def _read(overrides: Sequence[str]) -> _Request:
    request = _Request()
    if isinstance(overrides, str | bytes) or not isinstance(overrides, Sequence):
        request.errors.append(
            f"overrides: a list of words is expected, such as ['months=24'], "
            f"not {_show(overrides)}."
        )
        return request
    pairs: dict[str, tuple[str, str]] = {}
    for word in overrides:
        pair = _split(word, request.errors)
        if pair is None:
            continue
        key, value = pair
        if key in pairs:
            request.errors.append(
                f"{_word(word)}: {key} is already set by {_word(pairs[key][0])}; say it once."
            )
            continue
        pairs[key] = (word, value)
    if SEARCHPATH in pairs:
        word, value = pairs.pop(SEARCHPATH)
        request.folders = [_unquote(part) for part in value.strip("[]").split(",") if part.strip()]
    request.roots = _roots(request.folders, request.errors)
    for key, (word, value) in pairs.items():
        request.words[key] = _word(word)
        if key in CHOICES:
            _choose(request, key, value)
        elif key in parameters():
            _set(request, parameters()[key], value)
        elif key.startswith("policy."):
            _set_policy(request, key, value)
        else:
            request.errors.append(_unknown(_word(word), key, value))
    return request


def _split(word: object, errors: list[str]) -> tuple[str, str] | None:
    """Return the full key and the text of the value; None, with a sentence, when malformed."""
    if not isinstance(word, str):
        errors.append(f"{_show(word)}: a word name=value is expected, such as 'months=24'.")
        return None
    shown = _word(word)
    key, equals, value = word.partition("=")
    key, value = key.strip(), value.strip()
    if key.startswith("~"):
        errors.append(
            f"{shown}: nothing can be taken out; set a value or choose a name, as in "
            "places.lists=2 or organisation=silo."
        )
        return None
    key = key.removeprefix("+").removeprefix("+").strip()
    if not key:
        errors.append(f"{shown}: a name is missing before '='; write name=value, as in months=24.")
        return None
    full = SHORTCUTS.get(key, key)
    if not equals or not value:
        if full in parameters():
            hint = f"; it must be {parameters()[full].expected}."
        elif full in CHOICES:
            hint = f"; the names are listed under {full} by --help."
        else:
            hint = f"; write name=value, as in months=24{suggestion(key, keys())}"
        errors.append(f"{shown}: a value is missing after {_show(key)[1:-1]}{hint}")
        return None
    return full, value


def _unknown(shown: str, key: str, value: str) -> str:
    if key == "scenario":
        return (
            f"{shown}: the scenario is named on its own (a=… and b=…, or the first argument), "
            "not among the overrides."
        )
    inside = _parts()
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
        hint = f"; did you mean '{parent}.{near}'?" if near else "."
        return f"{shown}: {parent} has no {_show(last)} (it has {', '.join(inside[parent])}){hint}"
    same = [path for path in parameters() if path.rsplit(".", 1)[-1] == last]
    if same:
        return f"{shown}: unknown name {_show(key)}; did you mean {' or '.join(map(repr, same))}?"
    top = (*CHOICES, *SHORTCUTS, *(name for name in inside if name))
    near = nearest(key, keys()) or nearest(key.split(".")[0], top)
    hint = f"; did you mean '{near}'?" if near else "."
    return (
        f"{shown}: unknown name {_show(key)} (groups: {', '.join(CHOICES)}; "
        f"parts: {', '.join(p for p in inside if p and p not in CHOICES)}; "
        f"short: {', '.join(SHORTCUTS)}){hint}"
    )


def _is_path(text: str) -> bool:
    return bool(re.search(r"[/\\\0]|^\.|^~|\.(ya?ml|csv|py)$", text, re.IGNORECASE))


def _path_refused(where: str, group: str) -> str:
    if group == "territory":
        how = (
            "for your own files write territory=files territory.persons=… "
            "territory.establishments=…"
        )
    else:
        how = f"for your own {group} put NAME.yaml in FOLDER/{group} and set {ENVIRONMENT}=FOLDER"
    return f"{where}: a name is expected, not a path; {how}."


def _choose(request: _Request, group: str, raw: str) -> None:
    name, shown = _unquote(raw), request.words[group]
    known = _options(group, request.roots)
    if name in known:
        request.choices[group] = name
        return
    if _is_path(name):
        request.errors.append(_path_refused(shown, group))
        return
    if name.startswith("[") or "," in name or "(" in name:
        request.errors.append(f"{shown}: one name is expected; several are for a sweep.")
        return
    if group == "territory":
        canonical = _named(name)
        if canonical is not None and canonical in known:
            request.choices[group] = canonical
        elif canonical is not None:
            request.territory = canonical
        else:
            request.refused.add(group)
            request.errors.extend(_unnamed(shown, name, tuple(known)))
        return
    request.errors.append(
        f"{shown}: unknown {group} {_show(name)} (allowed: {', '.join(known)})"
        f"{suggestion(name, known)}"
    )


def _unquote(raw: str) -> str:
    raw = raw.strip()
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "'\"":
        return raw[1:-1]
    return raw


def _set(request: _Request, parameter: Parameter, raw: str) -> None:
    shown = request.words[parameter.path]
    if len(raw) > LONGEST:
        message = f"{shown}: a value has at most {LONGEST} characters."
    elif "${" in raw:
        message = f"{shown}: references such as ${{…}} are not taken here; write the value itself."
    else:
        ok, value = (True, _unquote(raw)) if parameter.kind == "string" else _parse(raw)
        if ok and not _wrong_type(parameter, value) and _valid(parameter, value):
            request.values[parameter.path] = value
            return
        message = f"{_must(shown, parameter)}{_hint(parameter, raw)}"
    request.errors.append(message)
    request.refused.add(parameter.path)


def _set_policy(request: _Request, key: str, raw: str) -> None:
    # Which parameters there are is known once the policy is: `sim.policy` checks them.
    name = key.removeprefix("policy.")
    ok, value = _parse(raw)
    if name == "file" or not name.isidentifier():
        message = f"{request.words[key]}: {_show(name)} is not the name of a parameter of a policy."
    elif len(raw) > LONGEST or "${" in raw or not ok or isinstance(value, list | dict):
        message = f"{request.words[key]}: a number, a text, true or false is expected."
    else:
        request.values[key] = value
        return
    request.errors.append(message)


def _parse(raw: str) -> tuple[bool, Any]:
    """Read a value by Hydra's grammar, where 010, no and 12:30 are texts."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import QuotedString
    from hydra.errors import HydraException

    try:
        override = OverridesParser.create().parse_override(f"value={raw}")
        if override.is_sweep_override():
            return False, None
        value = override.value()
    except (HydraException, ValueError, ArithmeticError, RecursionError):
        return False, None
    return True, value.text if isinstance(value, QuotedString) else value


def _wrong_type(parameter: Parameter, value: object) -> bool:
    """Whether a value is of a type that pydantic would bend rather than refuse."""
    if parameter.kind in ("integer", "number"):
        return isinstance(value, bool) or not isinstance(value, int | float)
    if parameter.kind == "array":
        return not isinstance(value, list | tuple) or _holds_text(value)
    return parameter.kind == "boolean" and not isinstance(value, bool)


def _holds_text(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_holds_text(item) for item in value)
    return isinstance(value, bool) or not isinstance(value, int | float)


def _must(shown: str, parameter: Parameter) -> str:
    own = shown.lstrip("+").startswith(f"{parameter.path}=")
    return f"{shown}: {'' if own else parameter.path + ' '}must be {parameter.expected}"


def _hint(parameter: Parameter, raw: object) -> str:
    text = raw if isinstance(raw, str) else ""
    if parameter.choices:
        return suggestion(text, parameter.choices)
    if parameter.kind == "boolean":
        meant = {"no": "false", "off": "false", "n": "false", "0": "false"}
        meant |= {"yes": "true", "on": "true", "y": "true", "1": "true", "oui": "true"}
        meant |= {"non": "false"}
        near = meant.get(text.casefold()) or nearest(text, ("true", "false"))
        return f"; did you mean '{near}'?" if near else "."
    if re.fullmatch(r"[+-]?0\d+", text):
        return f"; did you mean '{int(text)}'?"
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"; did you mean '{text.replace(',', '.')}'?"
    return "."


def _valid(parameter: Parameter, value: object) -> bool:
    """Whether a value is within its bounds, whatever the others are."""
    try:
        Scenario.model_validate(_nested({parameter.path: value}))
    except ValidationError as error:
        # What several parameters must satisfy together is checked once all are known.
        path = tuple(parameter.path.split("."))
        return not any(item["loc"][: len(path)] == path for item in error.errors())
    return True


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *before, last = path.split(".")
        node = tree
        for name in before:
            node = node.setdefault(name, {})
        node[last] = value
    return tree


# Errors of the schema in sentences.


def _sentences(
    error: ValidationError, request: _Request, origins: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield (path, sentence), one per parameter; the path of a part for what joins several."""
    told: set[str] = set()
    for item in error.errors(include_url=False):
        names = [str(part) for part in item["loc"] if not isinstance(part, int)]
        path = ".".join(names)
        if path in told and path in parameters():
            continue
        told.add(path)
        yield path, _sentence(item, path, request, origins)


def _sentence(
    item: Mapping[str, Any], path: str, request: _Request, origins: Mapping[str, str]
) -> str:
    loc = ".".join(str(part) for part in item["loc"])
    value = item.get("input")
    if item["type"] == "extra_forbidden":
        *before, last = loc.split(".")
        parent, inside = ".".join(before), _parts().get(".".join(before), ())
        near = nearest(last, inside)
        hint = f"; did you mean '{near}'?" if near else "."
        name = parent or "a scenario"
        where = origins.get(loc, loc)
        return f"{where}: {name} has no {_show(last)} (it has {', '.join(inside)}){hint}"
    if item["type"] == "value_error" and not (path in parameters() and isinstance(value, bool)):
        text = str(item["ctx"]["error"]).rstrip(".")
        where = request.words.get(path) or origins.get(path, "")
        return f"{where}: {text}." if where else f"{text}."
    if path not in parameters():
        where = origins.get(loc, loc)
        return f"{where}: {loc} must hold parameters, each as name: value, not {_show(value)}."
    parameter = parameters()[path]
    if path in request.words:
        return f"{_must(request.words[path], parameter)}{_hint(parameter, value)}"
    where = origins.get(path, "the configuration files")
    head = f"{where}: {path} must be {parameter.expected}, not {_show(value)}"
    return f"{head}{_hint(parameter, value)}"


# Composition.


def _yaml() -> Any:
    return import_module("yaml")  # comes with OmegaConf


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _state(roots: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Files as they are now: what a composition depends on."""
    found = []
    for root in roots:
        for folder in (root, *(root / group for group in ("scenario", *CHOICES))):
            for path in sorted(folder.glob("*.yaml")):
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


_OWN_FOLDERS: Final[list[Path]] = []  # searched before ours, during one composition only


@cache
def _own_folders_first() -> Any:
    # `hydra.searchpath` would search them last, and a file of the user could not replace ours.
    from hydra.core.config_search_path import ConfigSearchPath
    from hydra.plugins.search_path_plugin import SearchPathPlugin

    class OwnFoldersFirst(SearchPathPlugin):
        def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
            for folder in reversed(_OWN_FOLDERS):
                search_path.prepend("parcours", f"file://{folder}")

    return OwnFoldersFirst


@lru_cache(maxsize=64)
def _hydra(roots: tuple[Path, ...], state: object, words: tuple[str, ...]) -> Any:
    """Compose by Hydra, leaving its global state as it was; `state` renews the cache."""
    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.core.singleton import Singleton
    from hydra.version import VersionBase

    singletons = Singleton._instances
    others = singletons.pop(GlobalHydra, None)
    version = VersionBase.instance()
    base = version.version_base
    try:
        Plugins.instance().register(_own_folders_first())
        _OWN_FOLDERS[:] = roots[:-1]
        with initialize_config_dir(str(roots[-1]), job_name="parcours", version_base="1.3"):
            return compose("config", list(words), return_hydra_config=True)
    finally:
        _OWN_FOLDERS.clear()
        version.version_base = base
        singletons.pop(GlobalHydra, None)
        if others is not None:
            singletons[GlobalHydra] = others


def _compose(name: str, request: _Request) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the plain tree of a scenario and the name of the file chosen in each group."""
    from hydra.errors import HydraException
    from omegaconf import OmegaConf, open_dict
    from omegaconf.errors import OmegaConfBaseException

    yaml = _yaml()
    words = [f"scenario={_quoted(name)}"]
    words += [f"{group}={_quoted(choice)}" for group, choice in request.choices.items()]
    if request.territory is not None:
        words.append("~territory")
    try:
        with _LOCK:
            config = copy.deepcopy(_hydra(request.roots, _state(request.roots), tuple(words)))
        chosen = {
            str(group): str(choice)
            for group, choice in config.hydra.runtime.choices.items()
            if group in ("scenario", *CHOICES)
        }
        with open_dict(config):
            del config["hydra"]
        for path, value in request.values.items():
            OmegaConf.update(config, path, value, force_add=True)
        if request.territory is not None:
            OmegaConf.update(config, "territory.name", request.territory, force_add=True)
        tree = OmegaConf.to_container(config, resolve=True)
    except (HydraException, OmegaConfBaseException, yaml.YAMLError, OSError, ValueError) as error:
        raise InputError([_told_by_hydra(error)]) from None
    except (AssertionError, AttributeError, TypeError, RecursionError) as error:
        if len(request.roots) == 1:  # only our own files: our fault
            raise
        raise InputError([_told_by_hydra(error)]) from None
    if not isinstance(tree, dict):
        raise InputError(["config.yaml: names and values are expected, not a list."])
    return {str(key): value for key, value in tree.items()}, chosen


def _told_by_hydra(error: BaseException) -> str:
    cause: BaseException = error
    while not str(cause).strip() and cause.__cause__ is not None:
        cause = cause.__cause__
    mark = getattr(cause, "problem_mark", None)
    if mark is not None:
        problem = getattr(cause, "problem", "") or "it cannot be read"
        return f"{mark.name}, line {mark.line + 1}: this is not valid YAML ({problem})."
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    text = " ".join(lines[:2]) if lines else type(cause).__name__
    return f"The configuration files cannot be put together: {_show(text, 300)[1:-1].rstrip('.')}."


def _file_of(path: str, chosen: Mapping[str, str], roots: Sequence[Path]) -> Iterator[Path]:
    top = path.split(".", 1)[0]
    for group in dict.fromkeys((top, "scenario")):
        if group in chosen:
            file = _options(group, roots).get(chosen[group])
            if file is not None:
                yield file
    for root in roots:
        if (root / "config.yaml").is_file():
            yield root / "config.yaml"


def _traps(file: Path) -> Iterator[str]:
    """Yield a sentence for each number that YAML would read as another one."""
    yaml = _yaml()

    def scalars(node: Any) -> Iterator[Any]:
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            for child in node.value:
                yield from scalars(child)
        elif isinstance(node, yaml.MappingNode):
            for key, child in node.value:
                yield from scalars(key)
                yield from scalars(child)

    for node in scalars(yaml.compose(file.read_text(encoding="utf-8"))):
        text = str(node.value)
        if node.style is None and re.fullmatch(r"[+-]?(0\d[\d_]*|\d+(:\d+)+(\.\d*)?)", text):
            yield (
                f"{file}, line {node.start_mark.line + 1}: {text} would be read as another number; "
                "write a plain number, or put a text between quotes."
            )


def _origins(
    tree: Mapping[str, Any], chosen: Mapping[str, str], request: _Request
) -> dict[str, str]:
    """Name the file that each value comes from."""
    yaml = _yaml()

    loaded: dict[Path, Any] = {}
    origins: dict[str, str] = {}
    for path in _paths("", tree):
        for file in _file_of(path, chosen, request.roots):
            if file not in loaded:
                loaded[file] = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
            names = path.split(".")
            alone = names[1:] if file.parent.name == names[0] else names
            plain = not isinstance(loaded[file], Mapping)
            if plain or not alone or _holds(loaded[file], alone) or _holds(loaded[file], names):
                origins[path] = str(file)
                break
    return origins


def _paths(prefix: str, node: Mapping[str, Any]) -> Iterator[str]:
    for name, value in node.items():
        yield f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _paths(f"{prefix}{name}.", value)


def _holds(node: Any, names: Sequence[str]) -> bool:
    for name in names:
        if not isinstance(node, Mapping) or name not in node:
            return False
        node = node[name]
    return bool(names)


def _build(name: str, overrides: Sequence[str]) -> tuple[Scenario | None, list[str]]:
    """Return the scenario, or None, and every sentence there is to say."""
    request = _read(overrides)
    errors = request.errors
    roots = request.roots or _roots((), errors)
    known = _options("scenario", roots)
    if not isinstance(name, str) or name not in known:
        errors.insert(0, _no_scenario(name, known, roots))
        return None, errors
    if not request.roots:
        return None, errors
    try:
        tree, chosen = _compose(name, request)
        for group, choice in chosen.items():
            file = _options(group, roots).get(choice)
            if file is not None and file.parent.parent != _shipped():
                errors.extend(_traps(file))
    except InputError as error:
        return None, [*errors, *error.messages]
    tree.pop("card", None)
    try:
        tree["policy"] = _policy(tree.get("policy"), chosen.get("policy", ""), roots)
    except InputError as error:
        return None, [*errors, *error.messages]
    called = f"{name} + {chosen['policy']}" if tree["policy"] else name
    tree.setdefault("label", called)
    _canonical(tree)
    tree, bent = _unbent(tree)
    scenario = None
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        origins = _origins(tree, chosen, request)
        for path, message in _sentences(error, request, origins):
            # What joins several parameters is not told while one of them is wrong.
            inside = f"{path}." if path else ""
            if not any(wrong == path or wrong.startswith(inside) for wrong in request.refused):
                errors.append(message)
    if bent:
        origins = _origins(tree | _nested(bent), chosen, request)
        for path, value in bent.items():
            where = origins.get(path, "the configuration files")
            text = f"{where}: {path} must be {parameters()[path].expected}, not {_show(value)}"
            errors.append(f"{text}{_hint(parameters()[path], value)}")
    with suppress(ValidationError):
        spec = TerritorySpec.model_validate(tree.get("territory", {}))
        if "territory" not in request.refused:
            errors.extend(_territory_told(spec, request))
    return (None if errors else scenario), errors


def _policy(tree: object, name: str, roots: Sequence[Path]) -> dict[str, Any]:
    """Return what a scenario keeps of a policy: its code and its parameters."""
    yaml = _options("policy", roots).get(name)
    if not tree or yaml is None:
        return {}
    if not isinstance(tree, dict):
        raise InputError([f"{yaml}: names and values are expected, as in file: {name}.py."])
    given = {str(key): value for key, value in tree.items()}
    file = given.pop("file", None)
    if file is None and not given:
        return {}
    if file is None and yaml.parent.parent == _shipped():
        return _no_policy(given)
    if not isinstance(file, str):
        raise InputError([f"{yaml}: the Python file is missing; write file: {name}.py."])
    from sim import policy  # with the engine, which composing alone does not need

    return policy.read(name, yaml.parent / file, file, given).model_dump()


def _no_policy(given: Mapping[str, Any]) -> dict[str, Any]:
    names = ", ".join(f"policy.{key}" for key in given)
    raise InputError([f"{names}: no policy is chosen; add policy=NAME."])


def _unbent(tree: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take out the texts that stand where numbers belong, which pydantic would read as numbers."""
    bent: dict[str, Any] = {}

    def clean(prefix: str, node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        kept = {}
        for name, value in node.items():
            path = f"{prefix}{name}"
            known = parameters().get(path)
            number = known is not None and known.kind in ("integer", "number", "array")
            if number and (isinstance(value, str) or (value and _text_inside(value))):
                bent[path] = value
                continue
            kept[name] = clean(f"{path}.", value)
        return kept

    return clean("", tree), bent


def _text_inside(value: object) -> bool:
    return isinstance(value, list | tuple) and any(
        isinstance(item, str) or _text_inside(item) for item in value
    )


def _canonical(tree: Mapping[str, Any]) -> None:
    """Write the name of a territory in the one way that its digest knows."""
    spec = tree.get("territory")
    if isinstance(spec, dict) and spec.get("kind", "named") == "named" and "name" in spec:
        name = spec["name"]
        if isinstance(name, str):
            spec["name"] = _named(name) or name


def _territory_told(territory: TerritorySpec, request: _Request) -> Iterator[str]:
    if territory.kind == "named" and _named(territory.name) is None:
        where = request.words.get("territory.name", "territory.name")
        yield from _unnamed(where, territory.name, ("training", "france"))
    for part in ("persons", "establishments"):
        value = getattr(territory, part)
        if territory.kind == "files" and not value:
            yield (
                f"territory=files: the file of {part} is missing; add territory.{part}=FILE.csv."
            )
        if territory.kind != "files" and value:
            where = request.words.get(f"territory.{part}", f"territory.{part}")
            yield f"{where}: a file of {part} is read with territory=files only; add that word."


def _no_scenario(name: object, known: Mapping[str, Path], roots: Sequence[Path]) -> str:
    where = f"scenario {_show(name)}"
    if not isinstance(name, str):
        return f"{where}: a name is expected (allowed: {', '.join(known)})."
    if _is_path(name):
        return _path_refused(where, "scenario")
    if name in _options("organisation", roots):
        return (
            f"{where}: there is no scenario of that name (allowed: {', '.join(known)}), but an "
            f"organisation; add the word organisation={name} to one of them."
        )
    return f"{where}: unknown scenario (allowed: {', '.join(known)}){suggestion(name, known)}"


# What others call.


def load_scenario(name: str, overrides: Sequence[str] = ()) -> Scenario:
    """Compose and validate a scenario.

    Parameters
    ----------
    name
        A file of the group ``scenario``, without ``.yaml``.
    overrides
        Words ``key=value``, as on the command line.

    Raises
    ------
    InputError
        With one sentence for each mistake in the name, the words or the files.

    Examples
    --------
    >>> load_scenario("pole", ["territory=creuse", "months=24"]).clock.months
    24
    """
    scenario, errors = _build(name, overrides)
    if scenario is None:
        raise InputError(list(dict.fromkeys(errors)))
    return scenario


def for_side(overrides: Sequence[str], side: str) -> list[str]:
    """Return the words of one world of a comparison.

    Words that begin with ``a.`` or ``b.`` are for that world only, and replace a common one.

    Examples
    --------
    >>> for_side(["months=24", "b.months=36"], "a"), for_side(["months=24", "b.months=36"], "b")
    (['months=24'], ['months=36'])
    """
    if isinstance(overrides, str | bytes) or not all(isinstance(word, str) for word in overrides):
        return list(overrides)  # told by who reads them
    own = [word[2:] for word in overrides if word.startswith(f"{side}.")]
    taken = {_full(word) for word in own}
    common = [word for word in overrides if not word.startswith(tuple(f"{s}." for s in SIDES))]
    return [*(word for word in common if _full(word) not in taken), *own]


def _full(word: str) -> str:
    key = word.partition("=")[0].strip()
    return SHORTCUTS.get(key, key)


def load_scenarios(names: Sequence[str], overrides: Sequence[str] = ()) -> list[Scenario]:
    """Compose scenarios with the same words, two with those of each side; mistakes are told once.

    Raises
    ------
    InputError
        As `load_scenario`, for all names together.
    """
    words = [list(overrides)] * len(names)
    if len(names) == len(SIDES):
        words = [for_side(overrides, side) for side in SIDES]
    built = [_build(name, own) for name, own in zip(names, words, strict=True)]
    errors = [message for _, messages in built for message in messages]
    if errors:
        raise InputError(list(dict.fromkeys(errors)))
    return [scenario for scenario, _ in built if scenario is not None]


def check_words(overrides: Sequence[str], *, sides: bool = False) -> list[str]:
    """Return a sentence for each mistake in the words alone, whatever the scenario.

    Parameters
    ----------
    overrides
        The words.
    sides
        Whether ``a.`` and ``b.`` may stand before them.
    """
    found = []
    common = list(overrides)
    if sides:
        common = [word for word in common if not word.startswith(("a.", "b."))]
        folders = [word for word in common if _full(word) == SEARCHPATH]
        for side in SIDES:
            own = [word[2:] for word in overrides if word.startswith(f"{side}.")]
            found += [f"{side}.{told}" for told in _read([*folders, *own]).errors] if own else []
    return list(dict.fromkeys([*_read(common).errors, *found]))


def resolved(name: str, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Return every parameter of a scenario with its value, as plain JSON types.

    Raises
    ------
    InputError
        As `load_scenario`.
    """
    return load_scenario(name, overrides).model_dump(mode="json")


def yaml_text(tree: Mapping[str, Any]) -> str:
    """Return a plain dictionary as YAML, for the screen."""
    yaml = _yaml()

    return str(yaml.safe_dump(dict(tree), sort_keys=False, allow_unicode=True, width=100))


def card(name: str) -> Card:
    """Return what people read of a scenario.

    Raises
    ------
    InputError
        When there is no such scenario, or its card does not hold what a card must.
    """
    yaml = _yaml()

    errors: list[str] = []
    roots = _roots((), errors)
    known = _options("scenario", roots)
    if not isinstance(name, str) or name not in known:
        errors.insert(0, _no_scenario(name, known, roots))
    if errors:
        raise InputError(errors)
    file = known[name]
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise InputError([_told_by_hydra(error)]) from None
    found = tree.get("card") if isinstance(tree, dict) else None
    if found is None:
        return Card(name=name, title=Bilingual(fr=name, en=name))
    if not isinstance(found, dict):
        raise InputError([f"{file}: card must hold title, story and expectation."])
    try:
        return Card.model_validate({**found, "name": name})
    except ValidationError as error:
        raise InputError(
            [
                f"{file}: card.{'.'.join(str(part) for part in item['loc'])}: {item['msg']}."
                for item in error.errors(include_url=False)
            ]
        ) from None
