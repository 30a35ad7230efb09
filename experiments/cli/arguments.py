"""The words of a command line, the same for every program: ``name=value`` and three flags.

A program declares its own options; every other word is an override of the scenario
(`sim.compose`). Only ``--help``, ``--cfg`` and ``--version`` have dashes. Mistakes come all at
once; a word of Hydra's command line gets a sentence with ours.
"""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from experiments.cli.programs import command_of
from sim import compose
from sim.compose.sentences import one_line, perhaps
from sim.errors import InputError, nearest, suggestion
from sim.lang import Message

__all__ = ["FLAGS", "REQUIRED", "Option", "parse", "reproduce"]

FLAGS: Final = {"--help": "help", "--cfg": "cfg", "--version": "version"}
# Words of Hydra's command line, and ours for the same thing.
_HYDRA: Final = {
    "--config-dir": f"{compose.SEARCHPATH}=[…]",
    "--config-path": f"{compose.SEARCHPATH}=[…]",
    "--config-name": "a=…",
    "--hydra-help": "--help",
    "--info": "--cfg",
    "--package": "--cfg",
    "--resolve": "--cfg",
    "hydra.run.dir": "out=…",
    "hydra.sweep.dir": "out=…",
}
_SEVERAL: Final = ("-m", "--multirun")  # several values for a word, in Hydra
_CFG_OF_HYDRA: Final = ("job", "all")  # --cfg job
REQUIRED: Final = object()  # default of an option that must be given


@dataclass(frozen=True)
class Option:
    """One option of a program.

    Parameters
    ----------
    name
        The word left of ``=``.
    type
        `int`, `float`, `str`, `bool` or `Path`.
    default
        Value when the word is not given; `REQUIRED` when it must be.
    text
        What it means, for ``--help``: a key of the catalogues, or a message.
    low, high
        Bounds, included.
    choices
        The only values allowed, when there are any.
    """

    name: str
    type: type = str
    default: Any = None
    text: str | Message = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def meaning(self) -> Message | None:
        """What it means, None if there is no description."""
        if isinstance(self.text, Message):
            return self.text
        return Message(self.text) if self.text else None

    @property
    def expected(self) -> Message:
        """The values it takes, as the end of a sentence."""
        if self.choices:
            return Message("expected.one_of", names=self.choices)
        if self.type is bool:
            return Message("expected.boolean")
        if self.type is Path:
            return Message("expected.path")
        if self.type not in (int, float):
            return Message("expected.text")
        key = "expected.whole" if self.type is int else "expected.number"
        low, high = (None if end is None else str(end) for end in (self.low, self.high))
        bounds: Message | str = ""
        if low is not None and high is not None:
            bounds = Message("bounds.both", low=low, high=high)
        elif low is not None:
            bounds = Message("bounds.low", low=low)
        elif high is not None:
            bounds = Message("bounds.high", high=high)
        return Message(key, bounds=bounds, unit="")

    def read(self, text: str) -> Any:
        """Return the value of a text.

        Raises
        ------
        ValueError
            When it is not a value that `expected` describes.
        """
        if self.choices and text not in self.choices:
            raise ValueError(text)
        if self.type is bool:
            return {"true": True, "false": False}[text.casefold()]
        if self.type is Path:
            if "\0" in text:
                raise ValueError(text)
            return Path(text).expanduser()
        if self.type not in (int, float):
            return text
        if self.type is int and not re.fullmatch(r"[+-]?(0|[1-9]\d*(_\d+)*)", text):
            raise ValueError(text)
        value = self.type(text)
        if not math.isfinite(value) or (self.type is float and re.match(r"[+-]?0\d", text)):
            raise ValueError(text)
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise ValueError(text)
        return value


def parse(
    argv: Sequence[str],
    spec: Sequence[Option],
    *,
    verbs: Sequence[str] = (),
    first: str = "",
) -> tuple[dict[str, Any], list[str]]:
    """Split the words of a command line into options and overrides of the scenario.

    Parameters
    ----------
    argv
        Words after the name of the program.
    spec
        The options of the program.
    verbs
        Words of which one must come first (``sweep run …``), if any.
    first
        Option that a first word without a name gives (``report FOLDER``), if any.

    Returns
    -------
    options
        A value for each option, and ``help``, ``cfg``, ``version`` as booleans, ``verb`` if there
        are verbs. With ``--help`` nothing is checked.
    overrides
        The other words as typed; their names and values are checked.

    Raises
    ------
    InputError
        One sentence for each mistake.
    """
    known = {option.name: option for option in spec}
    options: dict[str, Any] = {
        name: None if option.default is REQUIRED else option.default
        for name, option in known.items()
    }
    options.update(dict.fromkeys(FLAGS.values(), False))
    words = list(argv)
    if first and words and "=" not in words[0] and not words[0].startswith("-"):
        words[0] = f"{first}={words[0]}"
    if verbs:
        options["verb"] = None
    if "--help" in words:
        options["help"] = True
        for word in words:
            if word.startswith("lang=") and "lang" in known:
                with suppress(ValueError):
                    options["lang"] = known["lang"].read(word.removeprefix("lang="))
        return options, []
    errors: list[Message] = []
    if verbs:
        _verb(words, verbs, options, errors)
    given: dict[str, str] = {}
    overrides: list[str] = []
    unsure: list[str] = []
    sides = all(side in known for side in compose.SIDES)
    for before, word in pairwise(["", *words]):
        if before == "--cfg" and word in _CFG_OF_HYDRA:
            continue
        key, equals, value = (part.strip() for part in word.partition("="))
        if sides and key.startswith(tuple(f"{side}." for side in compose.SIDES)):
            key = key[2:]  # for one world only
        if word.startswith("-"):
            if word in FLAGS:
                options[FLAGS[word]] = True
            else:
                errors.append(_of_hydra(word, key) or _dashed(word, known))
        elif key in known and word.startswith(key):
            _option(known[key], word, equals, value, given, options, errors)
        elif not equals and not _scenario_name(key):
            errors.append(_bare(word, known))
        elif key and not _scenario_name(key):
            errors.append(_of_hydra(word, key) or _unknown(word, key, known))
        else:
            overrides.append(word)
            unsure.append(word)
    for name, option in known.items():
        if option.default is REQUIRED and name not in given:
            what = option.meaning or option.expected
            errors.append(Message("cli.missing", name=name, what=what))
    errors.extend(compose.check_words(unsure, sides=sides))
    if errors:
        raise InputError(list(dict.fromkeys(errors)))
    return options, overrides


def _verb(
    words: list[str], verbs: Sequence[str], options: dict[str, Any], errors: list[Message]
) -> None:
    if words and "=" not in words[0] and not words[0].startswith("-"):
        verb = words.pop(0)
        if verb in verbs:
            options["verb"] = verb
        else:
            near = suggestion(verb, verbs)
            errors.append(Message("cli.verb", word=one_line(verb), names=verbs, near=near))
    else:
        errors.append(Message("cli.no_verb", names=verbs))


def _option(
    option: Option,
    word: str,
    equals: str,
    value: str,
    given: dict[str, str],
    options: dict[str, Any],
    errors: list[Message],
) -> None:
    shown, name = one_line(word), option.name
    if name in given:
        first = one_line(given[name])
        errors.append(Message("word.twice", word=shown, key=name, first=first))
        return
    given[name] = word
    if not equals or not value:
        hint = Message("word.hint_must", expected=option.expected)
        errors.append(Message("word.no_value", word=shown, key=name, hint=hint))
        return
    try:
        options[name] = option.read(value)
    except (ValueError, KeyError, OverflowError):
        near = suggestion(value, option.choices) if option.choices else perhaps(None)
        if re.fullmatch(r"[+-]?0+[1-9]\d*", value) and option.type in (int, float):
            near = perhaps(value.lstrip("+-0"))
        errors.append(
            Message("cli.must", word=shown, name=name, expected=option.expected, near=near)
        )


def _scenario_name(key: str) -> bool:
    """Whether `sim.compose` has the better sentence, or none at all, for a key."""
    key = key.lstrip("+~").strip()
    leaves = {path.rsplit(".", 1)[-1] for path in compose.parameters()}
    parts = {path.split(".")[0] for path in compose.parameters()} | {*compose.CHOICES}
    return (
        key in compose.keys() or key in leaves or key == "scenario" or key.split(".")[0] in parts
    ) or key == compose.SEARCHPATH


def _names(known: Mapping[str, Option]) -> list[str]:
    parts = dict.fromkeys(path.split(".")[0] for path in compose.parameters())
    return list(dict.fromkeys((*known, *compose.CHOICES, *compose.SHORTCUTS, *parts)))


def _near(key: str, known: Mapping[str, Option]) -> str | None:
    names = _names(known)
    near = nearest(key, [*names, *compose.parameters()])
    if near is None and "." in key:  # a misspelt part: keep what follows
        first, _, rest = key.partition(".")
        part = nearest(first, names)
        near = f"{part}.{rest}" if part and f"{part}.{rest}" in compose.parameters() else part
    return near


def _unknown(word: str, key: str, known: Mapping[str, Option]) -> Message:
    return Message(
        "cli.unknown",
        word=one_line(word),
        key=one_line(key),
        program=list(known),
        scenario=_names({}),
        near=perhaps(_near(key.lstrip("+~"), known)),
    )


def _bare(word: str, known: Mapping[str, Option]) -> Message:
    near = None
    with suppress(InputError):  # a folder of the user that is not there is reported elsewhere
        for group, names in compose.groups().items():
            if near is None and word in names:
                near = f"{'a' if group == 'scenario' and 'a' in known else group}={word}"
    if near is None and (name := _near(word, known)):
        near = f"{name}=…"
    hint = perhaps(near) if near else Message("cli.as_in")
    return Message("cli.bare", word=one_line(word), hint=hint)


def _of_hydra(word: str, key: str) -> Message | None:
    """Return the sentence on a word of Hydra's command line; None for any other word."""
    shown = one_line(word)
    if key in _SEVERAL:
        return Message("cli.multirun", word=shown)
    if key in _HYDRA:
        return Message("cli.hydra", word=shown, ours=_HYDRA[key])
    return Message("cli.hydra_other", word=shown) if key.startswith("hydra.") else None


def _dashed(word: str, known: Mapping[str, Option]) -> Message:
    return Message("cli.dashes", word=one_line(word), hint=_without_dashes(word, known))


def _without_dashes(word: str, known: Mapping[str, Option]) -> Message:
    if word in ("-h", "-help", "-?"):
        return perhaps("--help")
    key, equals, value = word.lstrip("-").replace("-", "_").partition("=")
    near = key if key in known or _scenario_name(key) else None
    if near is None:
        flag = nearest(word, FLAGS)
        if flag is not None and not equals:
            return perhaps(flag)
        near = _near(key, known) if key else None
    if near is None:
        return Message("cli.name_value")
    return perhaps(f"{near}={one_line(value) if value else '…'}")


def reproduce(program: str, options: Mapping[str, Any], overrides: Sequence[str] = ()) -> str:
    """Return the command that gives the same result, quoted for a shell, from any folder.

    Paths are absolute, and the user's folder of configurations is named.

    Examples
    --------
    >>> reproduce("compare", {"a": "silo", "seed": 1, "out": None}, ["months=24"])
    'python -m experiments.compare a=silo seed=1 months=24'
    """
    words = [
        f"{name}={_plain(value)}"
        for name, value in options.items()
        if value is not None and name not in (*FLAGS.values(), "verb")
    ]
    verb = [str(options["verb"])] if options.get("verb") else []
    found = map(compose.from_anywhere, overrides)
    command = shlex.join([*command_of(program), *verb, *words, *found])
    if folder := os.environ.get(compose.ENVIRONMENT, ""):
        command = f"{compose.ENVIRONMENT}={shlex.quote(compose.absolute(folder))} {command}"
    return command


def _plain(value: object) -> str:
    if isinstance(value, Path):
        return compose.absolute(str(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
