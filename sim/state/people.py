"""Columns: one array per property and kind of agent.

A person is a row, but identity is the `key`: rows of the departed are reused. A property with a
value per domain is one array of shape (rows, 4): what is read of a person lies together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

DOMAINS: Final = 4
STAGES: Final = 3
LEVELS: Final = 4
CLASSES: Final = 4
# A person holds at most one node per slot: 4 lists (establishments, or domains of a plan) and one
# for a project actor.
LIST_SLOTS: Final = 5
ACTOR_SLOT: Final = 4

CHILD_END: Final = 240  # months of age at the border from child to adult
ADULT_END: Final = 720

# States of a person in the funnel.
ABSENT: Final = 0
LATENT: Final = 1
ASSESS: Final = 2
WAIT: Final = 3
SERVED: Final = 4
REFUSED: Final = 5
RENOUNCED: Final = 6
STATES: Final = 7

# What is pending beside the state.
NOTHING: Final = 0
FIRST: Final = 1  # first assessment
AGAIN: Final = 2  # new orientation

# Bits of `marks`.
HOUR_SEEN: Final = 1  # first hour already counted
COVER_SEEN: Final = 2  # coverage already counted
UNWILLING: Final = 4  # never asks of itself
ESCALATED: Final = 8
HEAVY: Final = 16  # above the tolerance of the establishment that holds the person
OVER_AGE: Final = 32  # holds a place beyond a border of age
COVERED: Final = 64  # covered this month
PREPARED: Final = 128  # may come back without a new orientation

# Residence.
ORDINARY: Final = 0
INSTITUTION: Final = 1
LOST: Final = 2

# Counters of what happened to a person since the reform; folded when the row is left.
COUNTERS: Final = (
    "months",
    "need",
    "unmet",
    "waiting",
    "covered",
    "without",
    "crises",
    "ruptures",
    "imposed",
    "handoffs",
    "overload",
    "capability",
    "options",
    "voice",
)
C_MONTHS, C_NEED, C_UNMET, C_WAITING, C_COVERED, C_WITHOUT = 0, 1, 2, 3, 4, 5
C_CRISES, C_RUPTURES, C_IMPOSED, C_HANDOFFS, C_OVERLOAD = 6, 7, 8, 9, 10
C_CAPABILITY, C_OPTIONS, C_VOICE = 11, 12, 13

# What a person adds to the month as long as nothing changes for it (`now`): minutes, and persons
# or services who provide.
NOW_NEED: Final = 0  # by domain
NOW_UNMET: Final = 4  # by domain
NOW_WASTED, NOW_MAINSTREAM, NOW_CARER, NOW_LOAD, NOW_CAPACITY = 8, 9, 10, 11, 12
NOW_PROVIDERS: Final = 13  # who provide without being linked
NOW_SIZE: Final = 14

# Bits of `flags`: what a person counts for as long as nothing changes for it.
IN_NEED: Final = 1
IS_COVERED: Final = 2
IN_INSTITUTION: Final = 4
BLOCKING: Final = 8
SUPPORTED: Final = 16
COMPOSED: Final = 32
CARED_FOR: Final = 64
FLAGS: Final = 7

NEVER: Final = -30_000  # a month that is not set

# Type of lists of rows. Without sign, so that the compiler need not ask whether an index is meant
# from the end; kernels widen each to int64, so that rules are compiled for one type of row.
ROW: Final = np.uint32

Array = npt.NDArray[Any]

# name, type, trailing shape, value of an empty row
PERSON: Final[tuple[tuple[str, type[np.generic], tuple[int, ...], float], ...]] = (
    ("key", np.uint64, (), 0),
    ("luck", np.uint64, (), 0),
    ("zone", np.int32, (), 0),
    ("age", np.int16, (), 0),
    ("sex", np.int8, (), 0),
    ("income", np.int8, (), 0),
    ("digital", np.int8, (), 0),
    ("ability", np.float32, (), 0),
    ("adoption", np.float64, (), 0),
    ("carer", np.int32, (), 0),
    ("strain", np.float32, (), 0),
    ("residence", np.int8, (), ORDINARY),
    ("level", np.int8, (DOMAINS,), 0),
    ("unmet", np.float32, (DOMAINS,), 0),
    ("cover", np.float32, (DOMAINS,), 1),
    ("state", np.int8, (), ABSENT),
    ("pending", np.int8, (), NOTHING),
    ("category", np.int8, (), -1),
    ("complexity", np.int8, (), 0),
    ("marks", np.uint8, (), 0),
    ("found", np.uint8, (), 0),
    ("place", np.int32, (), -1),
    ("until", np.int16, (), NEVER),
    ("unit", np.int32, (), -1),
    ("plan", np.int32, (DOMAINS,), 0),
    ("plan_cost", np.int32, (DOMAINS,), 0),
    ("plan_direct", np.int32, (DOMAINS,), 0),
    ("plan_until", np.int16, (DOMAINS,), NEVER),
    ("actor", np.int32, (), -1),
    ("actor_until", np.int16, (), NEVER),
    ("minimal", np.int8, (), 0),
    ("asked", np.int16, (), NEVER),
    ("waiting", np.int16, (), NEVER),
    ("return_until", np.int16, (), NEVER),
    ("cell", np.int16, (), 0),
    ("fresh", np.int8, (), 0),
    ("since", np.int16, (), NEVER),
    ("was", np.int8, (), ABSENT),
    ("flags", np.uint8, (), 0),
    ("excess", np.float32, (), 0),
    ("now", np.int32, (NOW_SIZE,), 0),
    ("desk", np.int32, (LIST_SLOTS,), -1),
    ("ahead", np.int32, (LIST_SLOTS,), -1),
    ("behind", np.int32, (LIST_SLOTS,), -1),
    ("counters", np.int32, (len(COUNTERS),), 0),
)


class People:
    """Columns of all persons, the free rows, and the number of rows in use.

    Attributes
    ----------
    size : int
        Rows in use or once used; kernels loop over ``range(size)``.
    free : numpy.ndarray of uint32
        Rows below `size` that were left and may be reused, last in first out.
    """

    key: Array
    luck: Array
    zone: Array
    age: Array
    sex: Array
    income: Array
    digital: Array
    ability: Array
    adoption: Array
    carer: Array
    strain: Array
    residence: Array
    level: Array
    unmet: Array
    cover: Array
    state: Array
    pending: Array
    category: Array
    complexity: Array
    marks: Array
    found: Array
    place: Array
    until: Array
    unit: Array
    plan: Array
    plan_cost: Array
    plan_direct: Array
    plan_until: Array
    actor: Array
    actor_until: Array
    minimal: Array
    asked: Array
    waiting: Array
    return_until: Array
    cell: Array
    fresh: Array
    since: Array
    was: Array
    flags: Array
    excess: Array
    now: Array
    desk: Array
    ahead: Array
    behind: Array
    counters: Array

    def __init__(self, capacity: int) -> None:
        self.capacity = (max(int(capacity), 16) + 7) // 8 * 8  # events are read eight at a time
        self.size = 0
        self.free = np.empty(0, ROW)
        for name, dtype, trail, empty in PERSON:
            setattr(self, name, np.full((self.capacity, *trail), empty, dtype))

    def __iter__(self) -> Iterator[tuple[str, Array]]:
        """Pairs of name and whole column, in the order of the table."""
        for name, *_ in PERSON:
            yield name, getattr(self, name)

    def reserve(self, count: int) -> Array:
        """Take `count` free rows, growing the columns where there are too few.

        Returns
        -------
        numpy.ndarray of uint32
            The rows; their content is that of an empty row.
        """
        reused = min(count, len(self.free))
        rows = np.empty(count, ROW)
        if reused:
            rows[:reused] = self.free[len(self.free) - reused :][::-1]
            self.free = self.free[: len(self.free) - reused]
        fresh = count - reused
        if self.size + fresh > self.capacity:
            self._grow(self.size + fresh)
        rows[reused:] = np.arange(self.size, self.size + fresh, dtype=ROW)
        self.size += fresh
        return rows

    def release(self, rows: Array) -> None:
        """Give rows back; they are emptied already (`sim.processes.care.demography.empty`)."""
        self.free = np.concatenate([self.free, rows.astype(ROW)])

    def _grow(self, needed: int) -> None:
        capacity = (max(needed, self.capacity + self.capacity // 4 + 1024) + 7) // 8 * 8
        for name, dtype, trail, empty in PERSON:
            column = np.full((capacity, *trail), empty, dtype)
            column[: self.capacity] = getattr(self, name)
            setattr(self, name, column)
        self.capacity = capacity

    @property
    def levels(self) -> Array:
        """The four levels of each person in one word, a byte each; the same memory as `level`."""
        return self.level.view(np.int32)[:, 0]

    @property
    def plan_ends(self) -> Array:
        """The four months in which plans end, in one word; the same memory as `plan_until`."""
        return self.plan_until.view(np.int64)[:, 0]

    @property
    def bytes_per_person(self) -> int:
        """Bytes of one row over all columns."""
        return sum(np.dtype(t).itemsize * int(np.prod(trail or (1,))) for _, t, trail, _ in PERSON)

    def state_arrays(self, *, copy: bool = True) -> dict[str, Array]:
        """Copy of what must be kept to go on from here, rows in use only.

        A column that is empty in every row is left out, but for the keys. Without `copy` the arrays
        share the memory of the columns: for who keeps them instead of the model.
        """
        kept = {"people.free": self.free}
        for name, _, _, empty in PERSON:
            column = getattr(self, name)[: self.size]
            if name == "key" or (column != empty).any():
                kept[f"people.{name}"] = column
        return {name: column.copy() for name, column in kept.items()} if copy else kept

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> People:
        """Rebuild from `state_arrays`, with room for newcomers."""
        size = len(arrays["people.key"])
        people = cls(size + size // 16 + 64)
        people.size = size
        people.free = arrays["people.free"].copy()
        for name, *_ in PERSON:
            if f"people.{name}" in arrays:
                getattr(people, name)[:size] = arrays[f"people.{name}"]
        return people
