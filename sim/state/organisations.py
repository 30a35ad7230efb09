"""Columns of establishments, project actors, funders and perimeters, and the lists they keep.

Establishments ``e_``, project actors ``a_`` with their contracts ``c_``, départements ``b_``,
funders ``f_``, perimeters ``p_``, zones ``z_``, units ``u_``, waiting lists ``q_``.

A *unit* holds tailored hours: an establishment on its own (units 0 to E-1) or a
perimeter (E to E+P-1). A *service point* keeps one waiting list per class of complexity:

==================  ==============================================
points              who keeps the list
==================  ==============================================
0 … E-1             places of an establishment
then A              seats of a project actor
then P·C            places of one category in a perimeter
then (E+P)·4        hours of one domain in a unit
==================  ==============================================

Units that exist before a reform come first, so that a warmed-up state fits any perimeter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

import numpy as np

from sim.state.columns import Array, Column, columns_of
from sim.state.people import CLASSES, DOMAINS, NEVER

KINDS: Final = 5  # of funder: State agency, département, commune, family fund, foundation
CONTRACTS: Final = 6  # contracts that a project actor may hold at once
SUBSIDY: Final = 1  # kinds of contract; 0 is a free slot
BY_CALL: Final = 2
YEARS_SEEN: Final = 11  # Januaries whose unmet need funders keep, the latest first


class Counts(NamedTuple):
    """Sizes of the organisations of a territory."""

    establishments: int
    actors: int
    funders: int
    perimeters: int
    categories: int
    zones: int
    departments: int

    @property
    def units(self) -> int:
        """Establishments and perimeters."""
        return self.establishments + self.perimeters

    @property
    def actor_points(self) -> int:
        """First service point of a project actor."""
        return self.establishments

    @property
    def common_points(self) -> int:
        """First service point of common places; those before it exist before any reform."""
        return self.establishments + self.actors

    @property
    def hour_points(self) -> int:
        """First service point that gives hours."""
        return self.common_points + self.perimeters * self.categories

    @property
    def points(self) -> int:
        """Number of desks."""
        return self.hour_points + self.units * DOMAINS


class Organisations:
    """Columns of organisations by attribute (`e_places`, `a_caseload`, …)."""

    # fmt: off
    e_key: Annotated[Array, Column(np.uint64, "Identity of the establishment.")]
    e_zone: Annotated[Array, Column(np.int32, "Zone where it is.")]
    e_category: Annotated[Array, Column(np.int8, "Category (`categories.csv`).")]
    e_places: Annotated[Array, Column(np.int32, "Authorised places.", unit="places")]
    e_growth: Annotated[Array, Column(
        np.int32, "Places by which growth changes those of month 0, those to be closed included.",
        unit="places")]
    e_surplus: Annotated[Array, Column(
        np.int32, "Places that growth is to close once they are free.", unit="places")]
    e_tolerance: Annotated[Array, Column(
        np.int8, "Heaviest class of complexity that it is equipped for.", empty=3)]
    e_operator: Annotated[Array, Column(np.int32, "Managing organisation.")]
    e_occupied: Annotated[Array, Column(np.int32, "Places held.", unit="places")]
    e_used: Annotated[Array, Column(
        np.int32, "Places in use when support was last given.", unit="places")]
    e_converted: Annotated[Array, Column(np.int32, "Places turned into hours.", unit="places")]
    e_unasked: Annotated[Array, Column(
        np.int32, "Months for which nobody waited for a place that is free.", unit="months")]
    e_heavy: Annotated[Array, Column(np.int32, "Persons held above its tolerance.", unit="persons")]
    e_perimeter: Annotated[Array, Column(
        np.int32, "Perimeter that it takes part in; -1 for none.", empty=-1)]
    e_staff: Annotated[Array, Column(
        np.int64, "Staff time of one place after overhead and slippage, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    e_road: Annotated[Array, Column(
        np.int64, "Staff time of one place on the road, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    e_needed: Annotated[Array, Column(
        np.int64, "Support that those present need, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    e_share_given: Annotated[Array, Column(
        np.int32, "Share of their need that those present receive, by domain.",
        unit="twentieths", shape=(DOMAINS,))]
    e_income: Annotated[Array, Column(np.int64, "Receipts since the start.", unit="cents")]
    e_price: Annotated[Array, Column(np.int64, "Price of a place, received.", unit="cents/year")]
    e_due: Annotated[Array, Column(
        np.int64, "What funders owe it, by kind of funder.", unit="cents/year", shape=(KINDS,))]
    e_cost: Annotated[Array, Column(
        np.int64, "Cost of a place at the reference use.", unit="cents/year")]
    e_received: Annotated[Array, Column(np.int64, "Received this year.", unit="cents")]
    e_paid: Annotated[Array, Column(np.int64, "Spent this year.", unit="cents")]
    e_before: Annotated[Array, Column(np.int64, "Received in the year before.", unit="cents")]
    e_result: Annotated[Array, Column(np.int64, "Result of the last closed year.", unit="cents")]
    e_reserve: Annotated[Array, Column(
        np.int64, "Reserve at the last closing of the books.", unit="cents")]
    e_closed: Annotated[Array, Column(np.int32, "Places closed for lack of money.", unit="places")]
    e_closing: Annotated[Array, Column(
        np.int32, "Places to be closed once they are free.", unit="places")]
    e_frozen: Annotated[Array, Column(np.float32, "Share of posts frozen.", unit="share")]
    e_cpom: Annotated[Array, Column(
        np.int16, "Month in which its multi-year contract (CPOM) ends.", unit="month", empty=NEVER)]
    e_held: Annotated[Array, Column(
        np.int32, "Persons held when results were last counted, by class.",
        unit="persons", shape=(CLASSES,))]
    e_covered: Annotated[Array, Column(
        np.int32, "Of these, persons whose needs were covered, by class.",
        unit="persons", shape=(CLASSES,))]
    e_accepted_class: Annotated[Array, Column(
        np.int8, "Heaviest class that it accepts, if its tolerance allows.", empty=CLASSES - 1)]
    e_trust_successes: Annotated[Array, Column(
        np.float32, "Remembered good experience with others.", unit="events")]
    e_trust_failures: Annotated[Array, Column(
        np.float32, "Remembered bad experience with others.", unit="events")]
    e_share: Annotated[Array, Column(
        np.float32, "Part of its hours that it gives to the common pool.", unit="share", empty=1)]
    e_practice: Annotated[Array, Column(np.int8, "1 when it uses the new practice.")]
    e_outcome: Annotated[Array, Column(
        np.float32, "Share covered of persons held; -1 when not known.", unit="share", empty=-1)]
    e_outcome_class: Annotated[Array, Column(
        np.float32, "The same by class; -1 when not known.",
        unit="share", shape=(CLASSES,), empty=-1)]
    a_key: Annotated[Array, Column(np.uint64, "Identity of the project actor.")]
    a_zone: Annotated[Array, Column(np.int32, "Zone where it is.")]
    a_domain: Annotated[Array, Column(np.int8, "Domain in which it works.")]
    a_caseload: Annotated[Array, Column(
        np.int32, "Persons that its contracts allow at once.", unit="persons")]
    a_minutes: Annotated[Array, Column(
        np.int32, "Support of one person at full quality.", unit="minutes/month")]
    a_occupied: Annotated[Array, Column(np.int32, "Persons supported.", unit="persons")]
    a_income: Annotated[Array, Column(
        np.int64, "Public money received since the start.", unit="cents")]
    a_past: Annotated[Array, Column(
        np.int64, "Public money received in the year before.", unit="cents")]
    a_year: Annotated[Array, Column(
        np.int64, "Value of `a_income` at the last closing of the year.", unit="cents")]
    a_alive: Annotated[Array, Column(np.int8, "0 closed, 1 at work, 2 safe for good.", empty=1)]
    a_born: Annotated[Array, Column(
        np.int16, "Month in which it was founded.", unit="month", empty=NEVER)]
    a_cash: Annotated[Array, Column(np.int64, "Cash at the end of the month.", unit="cents")]
    a_spent: Annotated[Array, Column(np.int64, "Spent since the start.", unit="cents")]
    a_base: Annotated[Array, Column(np.int64, "Cost of full activity.", unit="cents/month")]
    a_rate: Annotated[Array, Column(np.int32, "Cost of an hour.", unit="cents/hour")]
    a_given: Annotated[Array, Column(
        np.int32, "Support that a person receives, quality included.", unit="minutes/month")]
    a_markup: Annotated[Array, Column(
        np.float32, "Share of the room between cost and ceiling that its bids ask for.",
        unit="share")]
    a_promise: Annotated[Array, Column(
        np.float32, "Quality that its bids promise.", unit="share", empty=1)]
    a_effort: Annotated[Array, Column(
        np.float32, "Effort that it puts into bids drawn by effort.", unit="ratio")]
    a_calls: Annotated[Array, Column(np.int32, "Calls in which it took part.", unit="calls")]
    a_quality: Annotated[Array, Column(np.float32, "Quality delivered.", unit="share", empty=1)]
    a_reputation: Annotated[Array, Column(
        np.float32, "Quality that funders remember.", unit="share", empty=1)]
    a_ended: Annotated[Array, Column(
        np.int32, "Support of the contracts that ended this month.", unit="minutes/month")]
    a_staff: Annotated[Array, Column(np.int32, "Staff.", unit="minutes/month")]
    a_permanent: Annotated[Array, Column(
        np.int32, "Part of the staff on permanent contracts.", unit="minutes/month")]
    a_new: Annotated[Array, Column(
        np.float32, "Share of the staff who are new.", unit="share")]
    a_fee: Annotated[Array, Column(np.int32, "Fee asked of persons.", unit="cents/hour")]
    a_minimal: Annotated[Array, Column(
        np.int32, "Persons who get the minimum service.", unit="persons")]
    a_practice: Annotated[Array, Column(np.int8, "1 when it uses the new practice.")]
    a_absorb: Annotated[Array, Column(
        np.float32, "Capacity to absorb a new practice.", unit="share", empty=1)]
    a_trust_successes: Annotated[Array, Column(
        np.float32, "Remembered good experience with others.", unit="events")]
    a_trust_failures: Annotated[Array, Column(
        np.float32, "Remembered bad experience with others.", unit="events")]
    c_kind: Annotated[Array, Column(
        np.int8, "Kind of contract: 0 free slot, 1 subsidy, 2 by call.", shape=(CONTRACTS,))]
    c_payer: Annotated[Array, Column(np.int8, "Kind of funder that pays it.", shape=(CONTRACTS,))]
    c_minutes: Annotated[Array, Column(
        np.int32, "Support bought.", unit="minutes/month", shape=(CONTRACTS,))]
    c_cents: Annotated[Array, Column(
        np.int64, "Price of that support.", unit="cents/month", shape=(CONTRACTS,))]
    c_start: Annotated[Array, Column(
        np.int16, "First month of service.", unit="month", shape=(CONTRACTS,), empty=NEVER)]
    c_end: Annotated[Array, Column(
        np.int16, "Month after the last one of service.",
        unit="month", shape=(CONTRACTS,), empty=NEVER)]
    c_delay: Annotated[Array, Column(
        np.int8, "Delay between service and payment.", unit="months", shape=(CONTRACTS,))]
    c_quality: Annotated[Array, Column(
        np.float32, "Quality promised.", unit="share", shape=(CONTRACTS,), empty=1)]
    b_envelope: Annotated[Array, Column(
        np.int64, "Money for calls, by kind of funder.", unit="cents/year", shape=(KINDS,))]
    b_diagnosis: Annotated[Array, Column(
        np.int64, "Money for finding out needs, by kind of funder.",
        unit="cents/year", shape=(KINDS,))]
    b_support: Annotated[Array, Column(
        np.int64, "Money owed for help with bids since the last call, by kind of funder.",
        unit="cents", shape=(KINDS,))]
    b_unmet: Annotated[Array, Column(
        np.int64, "Need not covered, by Januaries seen (the latest first) and domain.",
        unit="minutes/month", shape=(YEARS_SEEN * DOMAINS,))]
    b_view: Annotated[Array, Column(
        np.float32, "Share of each domain in the needs that funders see.",
        unit="share", shape=(DOMAINS,))]
    b_committed: Annotated[Array, Column(
        np.int8, "1 while the kind of funder holds to its commitments.", shape=(KINDS,), empty=1)]
    b_mainstream: Annotated[Array, Column(
        np.int64, "What mainstream services can give from the reform on, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    b_mainstream_share: Annotated[Array, Column(
        np.int8, "Twentieths of what is asked of them that they give.", shape=(DOMAINS,), empty=20)]
    f_out: Annotated[Array, Column(np.int64, "Paid by the funder since the start.", unit="cents")]
    p_referent: Annotated[Array, Column(
        np.float64, "Posts of referents, per full-time post of members.", unit="share")]
    p_members: Annotated[Array, Column(
        np.int32, "Members of the perimeter.", unit="establishments")]
    z_perimeter: Annotated[Array, Column(
        np.int32, "Perimeter that serves the zone; -1 for none.", empty=-1)]
    z_crises: Annotated[Array, Column(np.int32, "Crises of the month, to be paid.", unit="events")]
    u_total: Annotated[Array, Column(
        np.int64, "Staff time open for hours, by domain.", unit="minutes/month", shape=(DOMAINS,))]
    u_moved: Annotated[Array, Column(
        np.int64, "Staff time that came from other domains; negative when it went there.",
        unit="minutes/month", shape=(DOMAINS,))]
    u_kept: Annotated[Array, Column(
        np.int64, "Staff time kept for a place that is to come back.",
        unit="minutes/month", shape=(DOMAINS,))]
    u_reserve: Annotated[Array, Column(
        np.int64, "Staff time of the reserve that nobody has been given this month.",
        unit="minutes/month", shape=(DOMAINS,))]
    u_used: Annotated[Array, Column(
        np.int64, "Staff time that plans take, by domain.", unit="minutes/month", shape=(DOMAINS,))]
    u_direct: Annotated[Array, Column(
        np.int64, "Part of it spent with persons, by domain.",
        unit="minutes/month", shape=(DOMAINS,))]
    u_planned: Annotated[Array, Column(
        np.int64, "Support granted to persons, by domain.", unit="minutes/month", shape=(DOMAINS,))]
    u_tolerance: Annotated[Array, Column(
        np.int8, "Heaviest class that the unit serves; -1 before the reform.", empty=-1)]
    q_head: Annotated[Array, Column(
        np.int32, "First entry of the list; -1 when it is empty.", empty=-1)]
    q_tail: Annotated[Array, Column(
        np.int32, "Last entry of the list; -1 when it is empty.", empty=-1)]
    q_length: Annotated[Array, Column(np.int32, "Persons on the list.", unit="persons")]
    # fmt: on

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.funder_codes: tuple[str, ...] = ()  # kind of each funder
        self.funder_kinds = np.zeros(0, np.int64)  # the same, by rank among the kinds
        self.funder_places: tuple[str, ...] = ()  # region, département or country it pays in
        rows = {  # by the first letter of a column's name
            "e": counts.establishments,
            "a": counts.actors,
            "c": counts.actors,
            "b": counts.departments,
            "f": counts.funders,
            "p": counts.perimeters,
            "u": counts.units,
            "q": counts.points * CLASSES,
            "z": counts.zones,
        }
        for column in COLUMNS:
            setattr(self, column.name, column.array(rows[column.name[0]]))

    def columns(self) -> dict[str, Array]:
        """All columns by name, not copied."""
        return {column.name: getattr(self, column.name) for column in COLUMNS}

    def state_arrays(self) -> dict[str, Array]:
        """Copy of all columns, by name."""
        return {f"org.{name}": column.copy() for name, column in self.columns().items()}

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """Take the columns back from `state_arrays`.

        A state warmed up without perimeters fits here too: columns that it lacks stay empty.
        """
        for name, column in self.columns().items():
            kept = arrays[f"org.{name}"]
            column[: len(kept)] = kept[: len(column)]


COLUMNS: Final = columns_of(Organisations)
