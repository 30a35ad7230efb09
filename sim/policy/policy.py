"""A policy of the user: a short Python file that reads and writes the model's columns.

    class Respite(Policy):
        start, every = 24, 3
        share = 0.5
        def step(self, model): ...

A policy acts between the needs of a month and who asks, so that the whole month sees what it
changed. It looks at the columns through a window: what the model keeps (who holds which place,
who waits where) can only be read, a value that no person can have is refused on the line that
writes it, and who was changed is looked at again. So a policy has no bookkeeping to do, and cannot
leave a ledger wrong without a word. Without a policy nothing of this costs anything.
"""

from __future__ import annotations

import inspect
import linecache
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from sim.engine import draws
from sim.engine.jit import kernel
from sim.errors import InputError, suggestion
from sim.processes.process import Process
from sim.scenario.context import PolicySpec
from sim.state.people import ABSENT, CLASSES, INSTITUTION, PERSON, ROW, UNWILLING

if TYPE_CHECKING:
    from sim.model.model import SectorModel

Array = npt.NDArray[Any]

__all__ = ["Policy", "apply", "make", "read"]

MONTHS: Final = 1200
MONTH_MINUTES: Final = 31 * 24 * 60
LONGEST: Final = 300  # characters told of somebody else's error


class Policy(Process):
    """What a researcher adds to a world: when it is due, and what it does then.

    Public attributes of a subclass that hold a number, a text, true or false are its parameters:
    a YAML file and words such as ``policy.share=0.3`` may give other values of the same type.

    Attributes
    ----------
    start : int or None
        First month when it is due, at least 0; None is the month of the reform.
    every : int
        Months between two steps.
    """

    phase: ClassVar[int] = 2

    def __init__(self, **parameters: Any) -> None:
        vars(self).update(parameters)

    def due(self, month: int) -> bool:
        """Tell whether it acts in a month of the calendar; months are counted from `start`."""
        start = self.start or 0
        return month >= start and (month - start) % self.every == 0

    def luck(self, model: SectorModel, slot: int = 0, *, once: bool = False) -> Array:
        """Return a uniform number in [0, 1) for each row of people.

        It belongs to the person, the month and the slot, so that the same person has the same
        luck whatever else happens; `once` gives a number for life.

        Parameters
        ----------
        slot
            0 to 15, to have several numbers a month.
        """
        month = draws.ONCE if once else model.month
        key = np.ascontiguousarray(model.people.key)
        return _luck(key, np.uint64(draws.stream(model.seed, month, draws.POLICY, slot)))


@kernel
def _luck(keys: Array, stream: np.uint64) -> Array:
    found = np.empty(len(keys), np.float64)
    for i in range(len(keys)):
        found[i] = draws.uniform(stream, keys[i])
    return found


# From a file to a policy.


def read(name: str, path: Path, file: str, given: Mapping[str, Any]) -> PolicySpec:
    """Read a policy's file and check the parameters given.

    Parameters
    ----------
    name
        Of the YAML file.
    path
        Of the Python file.
    file
        The same as the YAML says it.
    given
        Parameters of the YAML and the words.

    Raises
    ------
    InputError
        With one sentence that names the policy.
    """
    try:
        code = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError([f"policy {name}: there is no file {path}."]) from None
    except (OSError, UnicodeError, ValueError) as error:
        raise InputError([f"policy {name}: {path} cannot be read ({_plain(error)})."]) from None
    spec = PolicySpec(name=name, file=file, code=code)
    known = _parameters(spec)
    try:
        found = known.model_validate(dict(given))
    except ValidationError as error:
        raise InputError(
            [_sentence(spec, known, item) for item in error.errors(include_url=False)]
        ) from None
    try:
        return PolicySpec(**{**dict(spec), "parameters": found.model_dump()})
    except ValidationError:
        raise InputError(
            [f"policy {name}: parameters are numbers, texts, true or false ({file})."]
        ) from None


def make(spec: PolicySpec, reform_month: int) -> Policy:
    """Return the policy of a scenario, ready for a run.

    Raises
    ------
    InputError
        When its file cannot be used, with one sentence that names it.
    """
    parameters = dict(spec.parameters)
    if parameters.get("start") is None:
        parameters["start"] = reform_month
    try:
        return _kind(spec)(**parameters)
    except Exception as error:
        raise _blame(spec, error) from None


def _kind(spec: PolicySpec) -> type[Policy]:
    return _load(spec.name, spec.file, spec.code)


@lru_cache(maxsize=64)
def _load(name: str, file: str, code: str) -> type[Policy]:
    spec = PolicySpec(name=name, file=file, code=code)
    module = ModuleType(f"parcours_policy_{spec.digest()}")
    module.__file__ = file
    sys.modules[module.__name__] = module  # where annotations are looked up
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    try:
        exec(compile(code, file, "exec"), vars(module))
    except (Exception, SystemExit) as error:
        raise _blame(spec, error) from None
    own = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
    ]
    found = [kind for kind in dict.fromkeys(own) if issubclass(kind, Policy)]
    if len(found) != 1:
        told = "none of its classes is a sim.Policy" if not found else "it defines several policies"
        others = ", ".join(kind.__name__ for kind in found or own)
        raise InputError(
            [f"policy {name}: {file} must define one policy; {told}{others and f' ({others})'}."]
        )
    if found[0].step is Process.step:
        raise InputError([f"policy {name}: {found[0].__name__} in {file} must define step(model)."])
    return found[0]


def _parameters(spec: PolicySpec) -> type[BaseModel]:
    """Schema of the parameters of a policy: the public plain attributes of its class."""
    kind = _kind(spec)
    try:
        hints = get_type_hints(kind, include_extras=True)
    except Exception as error:
        raise _blame(spec, error) from None
    own = kind.__mro__[: kind.__mro__.index(Policy)]
    names = dict.fromkeys(
        name
        for base in reversed(own)
        for name in (*inspect.get_annotations(base), *vars(base))
        if not name.startswith("_") and not hasattr(Policy, name)
    )
    month = Annotated[int, Field(ge=0, le=MONTHS)]
    fields: dict[str, Any] = {
        "start": (month | None, kind.start),
        "every": (Annotated[int, Field(ge=1, le=MONTHS)], kind.every),
    }
    for name in names:
        value = inspect.getattr_static(kind, name, ...)
        hint = hints.get(name, type(value))
        if get_origin(hint) is ClassVar or callable(value) or hasattr(value, "__get__"):
            continue
        fields[name] = (hint, value)
    config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, validate_default=True, frozen=True
    )
    try:
        return create_model(kind.__name__, __config__=config, **fields)
    except Exception as error:
        raise _blame(spec, error) from None


def _sentence(spec: PolicySpec, known: type[BaseModel], item: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in item["loc"][:1])
    if item["type"] == "extra_forbidden":
        has = ", ".join(known.model_fields)
        near = suggestion(name, known.model_fields)
        return f"policy {spec.name}: {spec.file} has no parameter '{name}' (it has {has}){near}"
    text = str(item["msg"])
    given = "" if item["type"] == "missing" else f", not {item.get('input')!r}"
    return f"policy {spec.name}: {name}: {text[:1].lower()}{text[1:]}{given}."


def _plain(error: BaseException) -> str:
    text = " ".join(str(error).split())[:LONGEST].rstrip(".")
    if isinstance(error, RefusedError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _blame(spec: PolicySpec, error: BaseException, when: str = "") -> InputError:
    """Return the one sentence for what a policy's file has raised."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, SyntaxError) and error.filename == spec.file:
        where: int | None = error.lineno
        text = f"this is not valid Python ({error.msg})"
    else:
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == spec.file
        ]
        where, text = (lines[-1] if lines else None), _plain(error)
    line = f", line {where}" if where else ""
    return InputError([f"policy {spec.name}: {spec.file}{line}{when}: {text}."])


# The window through which a policy sees the columns.


class RefusedError(ValueError, AttributeError):
    """A policy wrote what cannot be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a policy may write into a column: numbers from `low` to `high`, or nothing."""

    name: str
    low: float = 0
    high: float = 0
    whole: bool = True
    frozen: bool = False

    def check(self, values: Array) -> None:
        """Refuse values that the column cannot hold.

        Raises
        ------
        RefusedError
            With the first of them.
        """
        if self.frozen:
            raise RefusedError(f"a policy can only read {self.name}: the model keeps it")
        kind = "whole numbers" if self.whole else "numbers"
        told = f"{self.name} holds {kind} from {self.low:g} to {self.high:g}"
        if values.dtype.kind not in "biuf":
            raise RefusedError(f"{told}, not {values.dtype}")
        wrong = ~((values >= self.low) & (values <= self.high))
        if self.whole and values.dtype.kind == "f":
            wrong |= values % 1 != 0
        if wrong.any():
            raise RefusedError(f"{told}, not {values[wrong].flat[0]}")


class Watched(np.ndarray[Any, Any]):
    """A column that checks what is written into it; what is computed from it is a plain array."""

    rule: Rule | None

    def __array_finalize__(self, other: Any) -> None:
        """Forget the rule: a result is no column."""
        self.rule = None

    @classmethod
    def of(cls, column: Array, rule: Rule) -> Self:
        """Return the column itself, watched."""
        made = column.view(cls)
        made.rule = rule
        if rule.frozen:
            made.flags.writeable = False
        return made

    def __getitem__(self, where: Any) -> Any:
        """Keep watching a part that is still the column."""
        found = super().__getitem__(where)
        if self.rule is not None and isinstance(found, Watched) and np.shares_memory(found, self):
            found.rule = self.rule
        return found

    def __setitem__(self, where: Any, value: Any) -> None:
        """Write what the rule allows."""
        if self.rule is not None:
            value = np.asarray(value)
            self.rule.check(value)
            target = np.shape(super().__getitem__(where))
            if value.ndim and not _fits(value.shape, target):
                raise RefusedError(
                    f"{self.rule.name} takes one number or the shape {target} here, not the shape "
                    f"{value.shape}"
                )
        super().__setitem__(where, value)


def _fits(given: tuple[int, ...], target: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(given, target) == target
    except ValueError:
        return False


# What a policy may write; all other columns can only be read.
PEOPLE: Final[Mapping[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule("people.ability", 0, 1, False),
        Rule("people.strain", 0, 1, False),
        Rule("people.unmet", 0, 1, False),
        Rule("people.level", 0, CLASSES - 1),
        Rule("people.carer", 0, MONTH_MINUTES),
        Rule("people.digital", 0, 2),
        Rule("people.income", 0, 2),
        Rule("people.found", 0, 255),
        Rule("people.residence", 0, 2),
        Rule("people.marks", 0, 255),
    )
}
ORGANISATIONS: Final[Mapping[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule("organisations.e_places", 0, 1_000_000),
        Rule("organisations.a_minutes", 0, MONTH_MINUTES),
    )
}


class Window:
    """Columns as a policy sees them: rows in use, watched, and remembered as they were."""

    def __init__(self, what: str, source: Any, names: tuple[str, ...], size: int | None) -> None:
        vars(self).update(_what=what, _source=source, _names=names, _size=size, _seen={}, _was={})

    def __getattr__(self, name: str) -> Any:
        """Return a column; one that may be written is remembered first."""
        if name not in self._names:
            if name in ("counts", "funder_codes"):
                return getattr(self._source, name)
            raise RefusedError(
                f"{self._what} have no column '{name}'{suggestion(name, self._names)}"
            )
        if name not in self._seen:
            column = getattr(self._source, name)
            if self._size is not None:
                column = column[: self._size]
            told = f"{self._what}.{name}"
            rule = (PEOPLE if self._what == "people" else ORGANISATIONS).get(told)
            if rule is not None:
                self._was[name] = column.copy()
            self._seen[name] = Watched.of(column, rule or Rule(told, frozen=True))
        return self._seen[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Write into the column: ``people.strain = 0`` and ``people.strain *= 0.5`` do."""
        getattr(self, name)[...] = value

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self._size or 0)

    def changes(self) -> dict[str, Array]:
        """Return the rows that were changed, by column; what was written is checked once more.

        Raises
        ------
        RefusedError
            As `Rule.check`: some ways of writing pass by the check on the line.
        """
        found = {}
        for name, was in self._was.items():
            column = self._seen[name].view(np.ndarray)
            different = column != was
            if different.any():
                self._seen[name].rule.check(column[different])
                found[name] = np.flatnonzero(different.reshape(len(column), -1).any(axis=1))
        return found


def apply(policy: Policy, spec: PolicySpec, model: SectorModel) -> None:
    """Let a policy act in the month that is walked, and keep the books for it.

    Raises
    ------
    InputError
        With one sentence that names the policy, its line and the month.
    """
    people, organisations = model.people, model.organisations
    seen = Window("people", people, tuple(name for name, *_ in PERSON), people.size)
    offices = Window("organisations", organisations, tuple(organisations.columns()), None)
    try:
        model.people, model.organisations = seen, offices  # type: ignore[assignment]
        try:
            policy.step(model)
        finally:
            model.people, model.organisations = people, organisations
        _settle(model, seen, offices)
    except (Exception, SystemExit) as error:
        raise _blame(spec, error, f", month {model.month}") from None


def _settle(model: SectorModel, seen: Window, offices: Window) -> None:
    """Mark whom a policy has changed, as every process does."""
    people, o = model.people, model.organisations
    empty = people.state[: people.size] == ABSENT
    for name, was in seen._was.items():  # rows of nobody stay as they were
        seen._seen[name].view(np.ndarray)[empty] = was[empty]
    changes = seen.changes()
    _check_persons(model, seen, changes)
    for rows in changes.values():
        people.fresh[rows] = 1
    if "level" in changes:
        rows = changes["level"].astype(ROW)
        rows = np.union1d(model.changed, rows[people.unit[rows] >= 0])
        model.changed = model.in_key_order(rows.astype(ROW))
    moved = offices.changes()
    if (o.e_occupied + o.e_converted + o.e_closed > o.e_places).any() or (
        o.a_occupied > o.a_seats
    ).any():
        raise RefusedError(
            "places or seats that somebody holds, or that became hours, cannot be closed"
        )
    if "a_minutes" in moved:
        rows = moved["a_minutes"]
        o.a_given[rows] = (o.a_minutes[rows] * o.a_quality[rows].astype(np.float64)).astype(int)
        held = people.actor[: people.size]
        people.fresh[: people.size][np.isin(held, moved["a_minutes"])] = 1
    if moved:
        model.owe()


def _check_persons(model: SectorModel, seen: Window, changes: Mapping[str, Array]) -> None:
    people = model.people
    levels = len(model.scenario_.needs.matrix)
    if "level" in changes and levels and people.level[changes["level"]].max() >= levels:
        raise RefusedError(f"people.level holds at most {levels - 1} with this needs.matrix")
    if "residence" in changes:
        rows = changes["residence"]
        both = (people.residence[rows], seen._was["residence"][rows])
        if any((residence == INSTITUTION).any() for residence in both):
            raise RefusedError("residence in an institution comes and goes with the place")
    if "marks" in changes:
        rows = changes["marks"]
        if ((people.marks[rows] ^ seen._was["marks"][rows]) & (255 - UNWILLING)).any():
            raise RefusedError("of people.marks only the bit UNWILLING may be written")
