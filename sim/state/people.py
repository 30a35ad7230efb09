"""Columns: one array per property and kind of agent.

A person is a row, but identity is the `key`: rows of the departed are reused. A property with a
value per domain is one array of shape (rows, 4): the values of a person lie together in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import numpy as np

from sim.state import counts
from sim.state.columns import Array, Column, columns_of
from sim.state.count_table import CountTable

DOMAINS: Final = 4
STAGES: Final = 3
LEVELS: Final = 4
CLASSES: Final = 4
# A person holds at most one entry per slot: hours of the four domains, then up to four lists of
# places, then the list of a project actor.
PLACE_LISTS: Final = 4
FIRST_PLACE: Final = DOMAINS
ACTOR_SLOT: Final = FIRST_PLACE + PLACE_LISTS
LIST_SLOTS: Final = ACTOR_SLOT + 1
WAIT_SIZE: Final = len(counts.WAIT_KINDS)

CHILD: Final = 0  # stages of life; the third is senior
ADULT: Final = 1
CHILD_END: Final = 240  # months of age at the limit from child to adult
ADULT_END: Final = 720

# States of a person in the funnel.
ABSENT: Final = 0
LATENT: Final = 1
ASSESS: Final = 2
WAIT: Final = 3
SERVED: Final = 4
REFUSED: Final = 5
RENOUNCED: Final = 6
NO_OFFER: Final = 7
STATES: Final = 8

# What is pending in addition to the state.
NOTHING: Final = 0
FIRST: Final = 1  # first assessment
AGAIN: Final = 2  # new orientation

# Bits of `status_bits`.
UNWILLING: Final = 1  # never asks by themselves
ESCALATED: Final = 2
HEAVY: Final = 4  # above the tolerance of the establishment that holds the person
OVER_AGE: Final = 8  # holds a place beyond an age limit
COVERED: Final = 16  # covered this month
PREPARED: Final = 32  # may come back without a new orientation
LEAVING: Final = 64  # keeps a place for a while after the stay, for lack of the next one

# Residence.
ORDINARY: Final = 0
INSTITUTION: Final = 1
LOST: Final = 2

# What happened to a person since the reform: one line for each counter of the column `counters`.
# fmt: off
OF_PERSON: Final = CountTable()
C_MONTHS: Final = OF_PERSON.add("months", "months", meaning="Months of presence.")
C_NEED: Final = OF_PERSON.add("need", "minutes",
    meaning="Minutes of need, over all domains and months.")
C_UNMET: Final = OF_PERSON.add("unmet", "minutes",
    meaning="Minutes of need that no effective support covered.")
C_WAITING: Final = OF_PERSON.add("waiting", "months",
    meaning="Months spent waiting for an assessment, a place or a plan.")
C_COVERED: Final = OF_PERSON.add("covered", "months",
    meaning="Months in which the need of every domain is covered, or in which there is none.")
C_WITHOUT: Final = OF_PERSON.add("without", "months",
    meaning="Months spent without a solution: refused, without an offer, or after giving up.")
C_CRISES: Final = OF_PERSON.add("crises", "events", meaning="Crises: emergency stays.")
C_RUPTURES: Final = OF_PERSON.add("ruptures", "events",
    meaning="Losses of all support at the end of a month, despite a need at least moderate.")
C_IMPOSED: Final = OF_PERSON.add("imposed", "events",
    meaning="Transfers in which the stated preference did not decide.")
C_HANDOFFS: Final = OF_PERSON.add("handoffs", "events",
    meaning="Files sent to an establishment, one by one.")
C_OVERLOAD: Final = OF_PERSON.add("overload", "months",
    meaning="Months in which the carer's load is above what they can give.")
C_CAPABILITY: Final = OF_PERSON.add("capability", "thousandths",
    meaning="Options times weight of the voice, mean over domains, once a year.")
C_OPTIONS: Final = OF_PERSON.add("options", "options",
    meaning="Real options, summed over domains in need, once a year.")
C_VOICE: Final = OF_PERSON.add("voice", "thousandths",
    meaning="Weight of the stated preferences, once a year.")
# fmt: on
COUNTERS: Final = OF_PERSON.names

# Contribution of a person to the month, constant until something changes (`now`): minutes, and
# persons or services that provide.
NOW_NEED: Final = 0  # by domain
NOW_UNMET: Final = 4  # by domain
NOW_WASTED, NOW_MAINSTREAM, NOW_CARER, NOW_LOAD, NOW_CAPACITY = 8, 9, 10, 11, 12
NOW_PROVIDERS: Final = 13  # who provide without being linked
NOW_PLACE: Final = 14  # given in a place, by domain
NOW_LIVING: Final = 18  # covered by living in an establishment
NOW_RESERVE: Final = 19  # given by the reserve for one month
NOW_SIZE: Final = 20

# Bits of `monthly_flags`: contribution of a person to the counts, constant until something changes.
IN_NEED: Final = 1
IS_COVERED: Final = 2
IN_INSTITUTION: Final = 4
BLOCKING: Final = 8
SUPPORTED: Final = 16
COMPOSED: Final = 32
CARED_FOR: Final = 64
HELPED: Final = 128  # hours of a place, a plan or a project actor
COVERED_60: Final = 256
COVERED_95: Final = 512
FLAGS: Final = 10

NEVER: Final = -30_000  # a month that is not set

# Type of lists of rows. Without sign, so that the compiler need not ask whether an index is meant
# from the end; kernels widen each to int64, so that rules are compiled for one type of row.
ROW: Final = np.uint32


class People:
    """Columns of all persons, the free rows, and the number of rows in use.

    Attributes
    ----------
    size : int
        Rows in use or once used; kernels loop over ``range(size)``.
    free : numpy.ndarray of uint32
        Rows below `size` that were left and may be reused, last in first out.
    """

    # fmt: off
    key: Annotated[Array, Column(
        np.uint64, "Identity from place, month and rank of arrival; the same in every scenario.")]
    luck: Annotated[Array, Column(
        np.uint64, "Number that draws are made from: the identity times a constant.")]
    zone: Annotated[Array, Column(np.int32, "Zone of residence.")]
    age: Annotated[Array, Column(np.int16, "Age of the person.", unit="months")]
    sex: Annotated[Array, Column(np.int8, "0 woman, 1 man.")]
    income: Annotated[Array, Column(np.int8, "Class of income: 0 low, 1 middle, 2 high.")]
    digital: Annotated[Array, Column(np.int8, "Digital access: 0 none, 1 limited, 2 full.")]
    profile: Annotated[Array, Column(
        np.int8, "Profile of need: how the needs go together, and what of them lasts.")]
    ability: Annotated[Array, Column(np.float32, "Ability to express a project.", unit="share")]
    adoption: Annotated[Array, Column(
        np.float64, "Practice from which the case is handled in the new way.", unit="share")]
    carer: Annotated[Array, Column(
        np.int8, "Main carer: 0 none, 1 lives elsewhere, 2 lives with the person.")]
    carer_rank: Annotated[Array, Column(
        np.int8, "How much a carer can give at a level of need: 0 little, 1, 2 much.")]
    strain: Annotated[Array, Column(np.float32, "Strain of the carer.", unit="share")]
    residence: Annotated[Array, Column(
        np.int8, "0 ordinary, 1 institution, 2 lost.", empty=ORDINARY)]
    level: Annotated[Array, Column(
        np.int8, "Need by domain: 0 none, 1 light, 2 moderate, 3 severe.", shape=(DOMAINS,))]
    unmet: Annotated[Array, Column(
        np.float32, "Discounted share of past need that was not covered, by domain.",
        unit="share", shape=(DOMAINS,))]
    cover: Annotated[Array, Column(
        np.float32, "Share of need covered this month, by domain.",
        unit="share", shape=(DOMAINS,), empty=1)]
    state: Annotated[Array, Column(
        np.int8, "State in the funnel, `ABSENT` to `NO_OFFER`.", empty=ABSENT)]
    pending: Annotated[Array, Column(
        np.int8, "Assessment under way: 0 none, 1 first, 2 new orientation.",
        empty=NOTHING)]
    category: Annotated[Array, Column(
        np.int8, "Category that the person is oriented to; -1 for none.", empty=-1)]
    complexity: Annotated[Array, Column(
        np.int8, "Class of complexity of the assessed file, 0 to 3.")]
    status_bits: Annotated[Array, Column(np.uint8, "Bits of status: `UNWILLING` to `LEAVING`.")]
    mainstream_known: Annotated[Array, Column(
        np.uint8, "Mainstream services known, a bit by domain: 0 to 3 alone, 4 to 7 when linked.")]
    place: Annotated[Array, Column(
        np.int32, "Establishment whose place the person holds; -1 for none.", empty=-1)]
    until: Annotated[Array, Column(
        np.int16, "Month in which the place ends.", unit="month", empty=NEVER)]
    review: Annotated[Array, Column(
        np.int16, "Month in which the orientation of a person in a place is reviewed.",
        unit="month", empty=NEVER)]
    unit: Annotated[Array, Column(np.int32, "Unit that grants hours; -1 for none.", empty=-1)]
    plan: Annotated[Array, Column(
        np.int32, "Hours granted, by domain.", unit="minutes/month", shape=(DOMAINS,))]
    plan_cost: Annotated[Array, Column(
        np.int32, "Staff time that the plan takes, journeys included, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    plan_direct: Annotated[Array, Column(
        np.int32, "Part of that staff time spent with the person, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    plan_until: Annotated[Array, Column(
        np.int16, "Month in which the hours end, by domain.",
        unit="month", shape=(DOMAINS,), empty=NEVER)]
    bridge: Annotated[Array, Column(
        np.int32, "Hours of the reserve given for this month, by domain.",
        unit="minutes", shape=(DOMAINS,))]
    bridge_direct: Annotated[Array, Column(
        np.int32, "Staff time of these hours spent with the person.", unit="minutes")]
    bridge_road: Annotated[Array, Column(
        np.int32, "Staff time of these hours spent on the road.", unit="minutes")]
    urgent: Annotated[Array, Column(
        np.int16, "Month in which the person comes first for the reserve.",
        unit="month", empty=NEVER)]
    actor: Annotated[Array, Column(
        np.int32, "Project actor that supports the person; -1 for none.", empty=-1)]
    actor_until: Annotated[Array, Column(
        np.int16, "Month in which that support ends.", unit="month", empty=NEVER)]
    minimal: Annotated[Array, Column(
        np.int8, "1 when the person gets the minimum service there, because they cannot pay.")]
    asked: Annotated[Array, Column(np.int16, "Month of the request.", unit="month", empty=NEVER)]
    spell: Annotated[Array, Column(
        np.int16, "Month in which each open wait began, by kind of wait.",
        unit="month", shape=(WAIT_SIZE,), empty=NEVER)]
    waiting: Annotated[Array, Column(
        np.int16, "Month since which the person waits on lists.", unit="month", empty=NEVER)]
    return_until: Annotated[Array, Column(
        np.int16, "Last month of the right of return.", unit="month", empty=NEVER)]
    stratum: Annotated[Array, Column(
        np.int16, "Stratum of the tables: stage, sex, income, digital access, heaviest need.")]
    dirty: Annotated[Array, Column(
        np.int8, "1 when something changed and support must be computed again.")]
    counted_until: Annotated[Array, Column(
        np.int16, "Month up to which the counters are complete; never before the reform.",
        unit="month", empty=NEVER)]
    counted_place: Annotated[Array, Column(
        np.int32, "Place among whose needs those of the person are counted.", empty=-1)]
    counted_needs: Annotated[Array, Column(
        np.int32, "Levels of need that are counted there, a byte each; stage of life in bits 4 "
        "and 5.")]
    counted_state: Annotated[Array, Column(
        np.int8, "State that is in the running totals.", empty=ABSENT)]
    monthly_flags: Annotated[Array, Column(
        np.uint16, "Bits of what the person adds to the counts: `IN_NEED` to `COVERED_95`.")]
    overload: Annotated[Array, Column(
        np.float32, "Load of the carer above capacity.", unit="capacities")]
    monthly_minutes: Annotated[Array, Column(
        np.int32, "What the person adds to the counts, by `NOW_NEED` to `NOW_RESERVE`.",
        unit="minutes/month", shape=(NOW_SIZE,))]
    waiting_list: Annotated[Array, Column(
        np.int32, "Waiting list (service point and class) of each slot; -1 for none.",
        shape=(LIST_SLOTS,), empty=-1)]
    ahead: Annotated[Array, Column(
        np.int32, "Entry before in that list, by slot; -1 for the first.",
        shape=(LIST_SLOTS,), empty=-1)]
    behind: Annotated[Array, Column(
        np.int32, "Entry after in that list, by slot; -1 for the last.",
        shape=(LIST_SLOTS,), empty=-1)]
    counters: Annotated[Array, Column(
        np.int32, "What happened to the person since the reform, by `COUNTERS`.",
        shape=(len(COUNTERS),))]
    # fmt: on

    def __init__(self, capacity: int) -> None:
        self.capacity = (max(int(capacity), 16) + 7) // 8 * 8  # events are read eight at a time
        self.size = 0
        self.free = np.empty(0, ROW)
        for column in COLUMNS:
            setattr(self, column.name, column.array(self.capacity))

    def __iter__(self) -> Iterator[tuple[str, Array]]:
        """Pairs of name and whole column, in the order of the table."""
        for column in COLUMNS:
            yield column.name, getattr(self, column.name)

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
        for column in COLUMNS:
            longer = column.array(capacity)
            longer[: self.capacity] = getattr(self, column.name)
            setattr(self, column.name, longer)
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
    def covers(self) -> Array:
        """Cover of all persons and domains in one row; the same memory as `cover`."""
        return self.cover.reshape(-1)

    @property
    def unmets(self) -> Array:
        """Unmet need of all persons and domains in one row; the same memory as `unmet`."""
        return self.unmet.reshape(-1)

    @property
    def dirty_words(self) -> Array:
        """Eight rows of `dirty` in one word; the same memory."""
        return self.dirty.view(np.uint64)

    @property
    def bytes_per_person(self) -> int:
        """Bytes of one row over all columns."""
        return sum(column.row_bytes for column in COLUMNS)

    def state_arrays(self, *, copy: bool = True) -> dict[str, Array]:
        """Copy of the state needed to continue the run, rows in use only.

        A column that is empty in every row is left out, except the keys. Without `copy` the arrays
        share the memory of the columns, for callers that no longer need the model.
        """
        kept = {"people.free": self.free}
        for column in COLUMNS:
            values = getattr(self, column.name)[: self.size]
            if column.name == "key" or (values != column.empty).any():
                kept[f"people.{column.name}"] = values
        return {name: column.copy() for name, column in kept.items()} if copy else kept

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> People:
        """Rebuild from `state_arrays`, with room for newcomers."""
        size = len(arrays["people.key"])
        people = cls(size + size // 16 + 64)
        people.size = size
        people.free = arrays["people.free"].copy()
        for column in COLUMNS:
            if f"people.{column.name}" in arrays:
                getattr(people, column.name)[:size] = arrays[f"people.{column.name}"]
        return people


COLUMNS: Final = columns_of(People)
VIEWS: Final = ("levels", "plan_ends", "covers", "unmets", "dirty_words")  # properties above
