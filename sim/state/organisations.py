"""Columns of establishments, project actors, funders and perimeters, and the lists they keep.

Establishments ``e_``, project actors ``a_`` with their contracts ``c_``, blocks of funders ``b_``,
funders ``f_``, perimeters ``p_``, zones ``z_``, units ``u_``, queues ``q_``.

A *unit* is what holds hours to measure: an establishment on its own (units 0 to E-1) or a
perimeter (E to E+P-1). A *desk* is what keeps one list per class of complexity:

==================  ==============================================
desks               who keeps the list
==================  ==============================================
0 … E-1             places of an establishment
then A              seats of a project actor
then P·C            places of one category in a perimeter
then (E+P)·4        hours of one domain in a unit
==================  ==============================================

Those that exist before a reform come first, so that a warmed-up state fits any perimeter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.state.people import CLASSES, DOMAINS, NEVER

Array = npt.NDArray[Any]

KINDS: Final = 5  # of funder: State agency, département, commune, family fund, foundation
CONTRACTS: Final = 6  # contracts that a project actor may hold at once
SUBSIDY: Final = 1  # kinds of contract; 0 is a free slot
BY_CALL: Final = 2
YEARS_SEEN: Final = 11  # Januaries of which funders keep what was unmet, the latest first

# name, type, size (E establishments, A actors, B blocks, F funders, P perimeters, Q queues, U
# units, Z zones), value at first
_COLUMNS: tuple[tuple[str, type[np.generic], tuple[str | int, ...], int], ...] = (
    ("e_key", np.uint64, ("E",), 0),
    ("e_zone", np.int32, ("E",), 0),
    ("e_category", np.int8, ("E",), 0),
    ("e_places", np.int32, ("E",), 0),
    ("e_tolerance", np.int8, ("E",), 3),
    ("e_operator", np.int32, ("E",), 0),
    ("e_occupied", np.int32, ("E",), 0),
    ("e_converted", np.int32, ("E",), 0),
    ("e_heavy", np.int32, ("E",), 0),
    ("e_perimeter", np.int32, ("E",), -1),
    ("e_staff", np.int64, ("E", DOMAINS), 0),
    ("e_given", np.int32, ("E", DOMAINS), 0),
    ("e_income", np.int64, ("E",), 0),
    ("e_price", np.int64, ("E",), 0),
    ("e_due", np.int64, ("E", KINDS), 0),
    ("e_cost", np.int64, ("E",), 0),
    ("e_received", np.int64, ("E",), 0),
    ("e_paid", np.int64, ("E",), 0),
    ("e_before", np.int64, ("E",), 0),
    ("e_result", np.int64, ("E",), 0),
    ("e_reserve", np.int64, ("E",), 0),
    ("e_closed", np.int32, ("E",), 0),
    ("e_closing", np.int32, ("E",), 0),
    ("e_frozen", np.float32, ("E",), 0),
    ("e_cpom", np.int16, ("E",), NEVER),
    ("e_held", np.int32, ("E", CLASSES), 0),
    ("e_covered", np.int32, ("E", CLASSES), 0),
    ("e_choosy", np.int8, ("E",), CLASSES - 1),
    ("e_good", np.float32, ("E",), 0),
    ("e_bad", np.float32, ("E",), 0),
    ("e_share", np.float32, ("E",), 1),
    ("e_practice", np.int8, ("E",), 0),
    ("e_outcome", np.float32, ("E",), -1),
    ("e_outcome_class", np.float32, ("E", CLASSES), -1),
    ("a_key", np.uint64, ("A",), 0),
    ("a_zone", np.int32, ("A",), 0),
    ("a_domain", np.int8, ("A",), 0),
    ("a_seats", np.int32, ("A",), 0),
    ("a_minutes", np.int32, ("A",), 0),
    ("a_occupied", np.int32, ("A",), 0),
    ("a_income", np.int64, ("A",), 0),
    ("a_past", np.int64, ("A",), 0),
    ("a_year", np.int64, ("A",), 0),
    ("a_alive", np.int8, ("A",), 1),
    ("a_born", np.int16, ("A",), NEVER),
    ("a_cash", np.int64, ("A",), 0),
    ("a_spent", np.int64, ("A",), 0),
    ("a_base", np.int64, ("A",), 0),
    ("a_rate", np.int32, ("A",), 0),
    ("a_given", np.int32, ("A",), 0),
    ("a_markup", np.float32, ("A",), 0),
    ("a_promise", np.float32, ("A",), 1),
    ("a_effort", np.float32, ("A",), 0),
    ("a_calls", np.int32, ("A",), 0),
    ("a_quality", np.float32, ("A",), 1),
    ("a_reputation", np.float32, ("A",), 1),
    ("a_ended", np.int32, ("A",), 0),
    ("a_staff", np.int32, ("A",), 0),
    ("a_permanent", np.int32, ("A",), 0),
    ("a_new", np.float32, ("A",), 0),
    ("a_fee", np.int32, ("A",), 0),
    ("a_minimal", np.int32, ("A",), 0),
    ("a_practice", np.int8, ("A",), 0),
    ("a_absorb", np.float32, ("A",), 1),
    ("a_good", np.float32, ("A",), 0),
    ("a_bad", np.float32, ("A",), 0),
    ("c_kind", np.int8, ("A", CONTRACTS), 0),
    ("c_payer", np.int8, ("A", CONTRACTS), 0),
    ("c_minutes", np.int32, ("A", CONTRACTS), 0),
    ("c_cents", np.int64, ("A", CONTRACTS), 0),
    ("c_start", np.int16, ("A", CONTRACTS), NEVER),
    ("c_end", np.int16, ("A", CONTRACTS), NEVER),
    ("c_delay", np.int8, ("A", CONTRACTS), 0),
    ("c_quality", np.float32, ("A", CONTRACTS), 1),
    ("b_envelope", np.int64, ("B", KINDS), 0),
    ("b_diagnosis", np.int64, ("B", KINDS), 0),
    ("b_support", np.int64, ("B", KINDS), 0),
    ("b_unmet", np.int64, ("B", YEARS_SEEN * DOMAINS), 0),
    ("b_view", np.float32, ("B", DOMAINS), 0),
    ("b_committed", np.int8, ("B", KINDS), 1),
    ("f_out", np.int64, ("F",), 0),
    ("p_members", np.int32, ("P",), 0),
    ("z_perimeter", np.int32, ("Z",), -1),
    ("z_crises", np.int32, ("Z",), 0),
    ("u_total", np.int64, ("U", DOMAINS), 0),
    ("u_moved", np.int64, ("U", DOMAINS), 0),
    ("u_used", np.int64, ("U", DOMAINS), 0),
    ("u_direct", np.int64, ("U", DOMAINS), 0),
    ("u_planned", np.int64, ("U", DOMAINS), 0),
    ("u_tolerance", np.int8, ("U",), -1),
    ("q_head", np.int32, ("Q",), -1),
    ("q_tail", np.int32, ("Q",), -1),
    ("q_length", np.int32, ("Q",), 0),
)


class Counts(NamedTuple):
    """Sizes of the organisations of a territory."""

    establishments: int
    actors: int
    funders: int
    perimeters: int
    categories: int
    zones: int
    blocks: int

    @property
    def units(self) -> int:
        """Establishments and perimeters."""
        return self.establishments + self.perimeters

    @property
    def actor_desks(self) -> int:
        """First desk of a project actor."""
        return self.establishments

    @property
    def common_desks(self) -> int:
        """First desk of places common to a perimeter; all desks before it are before any reform."""
        return self.establishments + self.actors

    @property
    def hour_desks(self) -> int:
        """First desk that gives hours."""
        return self.common_desks + self.perimeters * self.categories

    @property
    def desks(self) -> int:
        """Number of desks."""
        return self.hour_desks + self.units * DOMAINS


class Organisations:
    """Columns of organisations by attribute (`e_places`, `a_seats`, …)."""

    e_key: Array
    e_zone: Array
    e_category: Array
    e_places: Array
    e_tolerance: Array
    e_operator: Array
    e_occupied: Array
    e_converted: Array
    e_heavy: Array
    e_perimeter: Array
    e_staff: Array
    e_given: Array
    e_income: Array
    e_price: Array
    e_due: Array
    e_cost: Array
    e_received: Array
    e_paid: Array
    e_before: Array
    e_result: Array
    e_reserve: Array
    e_closed: Array
    e_closing: Array
    e_frozen: Array
    e_cpom: Array
    e_held: Array
    e_covered: Array
    e_choosy: Array
    e_good: Array
    e_bad: Array
    e_share: Array
    e_practice: Array
    e_outcome: Array
    e_outcome_class: Array
    a_key: Array
    a_zone: Array
    a_domain: Array
    a_seats: Array
    a_minutes: Array
    a_occupied: Array
    a_income: Array
    a_past: Array
    a_year: Array
    a_alive: Array
    a_born: Array
    a_cash: Array
    a_spent: Array
    a_base: Array
    a_rate: Array
    a_given: Array
    a_markup: Array
    a_promise: Array
    a_effort: Array
    a_calls: Array
    a_quality: Array
    a_reputation: Array
    a_ended: Array
    a_staff: Array
    a_permanent: Array
    a_new: Array
    a_fee: Array
    a_minimal: Array
    a_practice: Array
    a_absorb: Array
    a_good: Array
    a_bad: Array
    c_kind: Array
    c_payer: Array
    c_minutes: Array
    c_cents: Array
    c_start: Array
    c_end: Array
    c_delay: Array
    c_quality: Array
    b_envelope: Array
    b_diagnosis: Array
    b_support: Array
    b_unmet: Array
    b_view: Array
    b_committed: Array
    f_out: Array
    p_members: Array
    z_perimeter: Array
    z_crises: Array
    u_total: Array
    u_moved: Array
    u_used: Array
    u_direct: Array
    u_planned: Array
    u_tolerance: Array
    q_head: Array
    q_tail: Array
    q_length: Array

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.funder_codes: tuple[str, ...] = ()  # kind of each funder
        self.funder_places: tuple[str, ...] = ()  # region, département or country it pays in
        size = {
            "E": counts.establishments,
            "A": counts.actors,
            "B": counts.blocks,
            "F": counts.funders,
            "P": counts.perimeters,
            "U": counts.units,
            "Q": counts.desks * CLASSES,
            "Z": counts.zones,
        }
        for name, dtype, shape, empty in _COLUMNS:
            dims = tuple(size[s] if isinstance(s, str) else s for s in shape)
            setattr(self, name, np.full(dims, empty, dtype))

    def columns(self) -> dict[str, Array]:
        """All columns by name, not copied."""
        return {name: getattr(self, name) for name, *_ in _COLUMNS}

    def state_arrays(self) -> dict[str, Array]:
        """Copy of all columns, by name."""
        return {f"org.{name}": column.copy() for name, column in self.columns().items()}

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """Take the columns back from `state_arrays`.

        A state warmed up without perimeters fits here too: what it does not have stays empty.
        """
        for name, column in self.columns().items():
            kept = arrays[f"org.{name}"]
            column[: len(kept)] = kept[: len(column)]
