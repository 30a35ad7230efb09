"""The window of a policy on the columns: what it may read, and what it may write."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from sim.errors import suggestion
from sim.lang import Message
from sim.policy.errors import RefusedError, blame
from sim.policy.policy import Policy
from sim.processes.care.capacity import count_used
from sim.processes.funding.payments import set_due
from sim.scenario import renamed
from sim.scenario.context import PolicySpec
from sim.state.people import ABSENT, CLASSES, COLUMNS, INSTITUTION, ROW, UNWILLING

__all__ = ["Window", "apply"]

World = Any  # the model while a month runs


Array = npt.NDArray[Any]
MONTH_MINUTES: Final = 31 * 24 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """Values that a policy may write into a column: numbers from `low` to `high`, or none."""

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
            raise RefusedError(Message("policy.read_only", name=self.name))
        if values.dtype.kind not in "biuf":
            raise self._refusal(str(values.dtype))
        wrong = ~((values >= self.low) & (values <= self.high))
        if self.whole and values.dtype.kind == "f":
            wrong |= values % 1 != 0
        if wrong.any():
            raise self._refusal(str(values[wrong].flat[0]))

    def _refusal(self, given: str) -> RefusedError:
        key = "policy.holds_whole" if self.whole else "policy.holds"
        return RefusedError(
            Message(key, name=self.name, low=f"{self.low:g}", high=f"{self.high:g}", given=given)
        )


class Watched(np.ndarray[Any, Any]):
    """A column that checks written values; results computed from it are plain arrays."""

    rule: Rule | None

    def __array_finalize__(self, other: Any) -> None:
        """Drop the rule: a computed result is not a column."""
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
                    Message(
                        "policy.shape",
                        name=self.rule.name,
                        wanted=str(target),
                        given=str(value.shape),
                    )
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
        Rule("people.carer", 0, 2),
        Rule("people.carer_rank", 0, 2),
        Rule("people.digital", 0, 2),
        Rule("people.income", 0, 2),
        Rule("people.mainstream_known", 0, 255),
        Rule("people.residence", 0, 2),
        Rule("people.status_bits", 0, 255),
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
    """Columns for a policy: rows in use, with checked writing and a copy of the former values."""

    def __init__(self, what: str, source: Any, names: tuple[str, ...], size: int | None) -> None:
        vars(self).update(_what=what, _source=source, _names=names, _size=size, _seen={}, _was={})

    def __getattr__(self, name: str) -> Any:
        """Return a column; a writable one is copied first."""
        if name not in self._names:
            if name in ("counts", "funder_codes"):
                return getattr(self._source, name)
            new = renamed.new_name(renamed.COLUMNS, f"{self._what}.{name}")
            now = None if new is None else new.removeprefix(f"{self._what}.")
            near = Message("near.now", name=now) if now in self._names else None
            raise RefusedError(
                Message(
                    "policy.no_column",
                    what=self._what,
                    name=name,
                    near=near or suggestion(name, self._names),
                )
            )
        if name not in self._seen:
            column = getattr(self._source, name)
            if self._size is not None:
                column = column[: self._size]
            full = f"{self._what}.{name}"
            rule = (PEOPLE if self._what == "people" else ORGANISATIONS).get(full)
            if rule is not None:
                self._was[name] = column.copy()
            self._seen[name] = Watched.of(column, rule or Rule(full, frozen=True))
        return self._seen[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Write into the column: ``people.strain = 0`` and ``people.strain *= 0.5`` do."""
        getattr(self, name)[...] = value

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self._size or 0)

    def changes(self) -> dict[str, Array]:
        """Return the changed rows, by column; written values are checked once more.

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


def apply(policy: Policy, spec: PolicySpec, model: World) -> None:
    """Let a policy act in the present month, and do its bookkeeping.

    Raises
    ------
    InputError
        With one sentence that names the policy, its line and the month.
    """
    people, organisations = model.people, model.organisations
    seen = Window("people", people, tuple(column.name for column in COLUMNS), people.size)
    offices = Window("organisations", organisations, tuple(organisations.columns()), None)
    try:
        model.people, model.organisations = seen, offices
        try:
            result: object = policy.step(model)  # type: ignore[func-returns-value]
            if isinstance(result, Iterator | Awaitable | AsyncIterator):
                if inspect.iscoroutine(result):
                    result.close()  # or Python warns that nothing has awaited it
                raise RefusedError(Message("policy.never_runs"))
        finally:
            model.people, model.organisations = people, organisations
        _settle(model, seen, offices)
    except (Exception, SystemExit) as error:
        raise blame(spec, error, model.month) from None


def _settle(model: World, seen: Window, offices: Window) -> None:
    """Mark the persons that a policy has changed, as every process does."""
    people, o = model.people, model.organisations
    empty = people.state[: people.size] == ABSENT
    for name, was in seen._was.items():  # empty rows stay as they were
        seen._seen[name].view(np.ndarray)[empty] = was[empty]
    changes = seen.changes()
    _check_persons(model, seen, changes)
    for rows in changes.values():
        people.dirty[rows] = 1
    if "level" in changes:
        rows = changes["level"].astype(ROW)
        rows = np.union1d(model.changed, rows[people.unit[rows] >= 0])
        model.changed = model.in_key_order(rows.astype(ROW))
    moved = offices.changes()
    if (count_used(model.W) + o.e_converted + o.e_closed > o.e_places).any() or (
        o.a_occupied > o.a_caseload
    ).any():
        raise RefusedError(Message("policy.held"))
    if "a_minutes" in moved:
        rows = moved["a_minutes"]
        o.a_given[rows] = (o.a_minutes[rows] * o.a_quality[rows].astype(np.float64)).astype(int)
        held = people.actor[: people.size]
        people.dirty[: people.size][np.isin(held, moved["a_minutes"])] = 1
    if moved:
        set_due(model.organisations, model.territory)


def _check_persons(model: World, seen: Window, changes: Mapping[str, Array]) -> None:
    people = model.people
    levels = len(model.scenario_.needs.matrix)
    if "level" in changes and levels and people.level[changes["level"]].max() >= levels:
        raise RefusedError(Message("policy.levels", most=str(levels - 1)))
    if "residence" in changes:
        rows = changes["residence"]
        both = (people.residence[rows], seen._was["residence"][rows])
        if any((residence == INSTITUTION).any() for residence in both):
            raise RefusedError(Message("policy.residence"))
    if "status_bits" in changes:
        rows = changes["status_bits"]
        if ((people.status_bits[rows] ^ seen._was["status_bits"][rows]) & (255 - UNWILLING)).any():
            raise RefusedError(Message("policy.marks"))
