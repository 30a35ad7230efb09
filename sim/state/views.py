"""What kernels are given: named tuples of arrays, one per kind of thing.

A kernel that acts on rare events takes whole bundles (`P` people, `O` organisations, `L` land,
`R` parameters), each a pointer, and reads by name. A kernel that looks at everybody takes the
columns it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.state.organisations import Organisations

from sim.engine.jit import JIT
from sim.engine.pointer import bundle, pointer
from sim.scenario.fields import record
from sim.scenario.scenario import Scenario
from sim.state.people import PERSON, People

Array = npt.NDArray[Any]


@bundle(*(name for name, _, trail, _ in PERSON if trail))
class PeopleBundle(NamedTuple):
    """The columns of `sim.state.people.PERSON`, in that order."""

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


@bundle(
    "e_staff",
    "e_given",
    "e_due",
    "e_outcome_class",
    "e_held",
    "e_covered",
    *(f"c_{name}" for name in "kind payer minutes cents start end delay quality".split()),
    "b_envelope",
    "b_diagnosis",
    "b_support",
    "b_unmet",
    "b_view",
    "b_committed",
    "u_total",
    "u_moved",
    "u_used",
    "u_direct",
    "u_planned",
)
class OrganisationBundle(NamedTuple):
    """The columns of `sim.state.organisations`, in that order, and the counts of the run."""

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
    tally: Array
    waits: Array
    stock: Array


@bundle()
class Parameters(NamedTuple):
    """One-row record arrays, one per part of the scenario."""

    organisation: Array
    pole: Array
    funding: Array
    demography: Array
    needs: Array
    access: Array
    places: Array
    delivery: Array
    carers: Array
    crises: Array
    calls: Array
    budgets: Array
    actors: Array
    accounts: Array
    innovation: Array
    trust: Array
    solvency: Array


def people_bundle(people: People) -> PeopleBundle:
    """Bundle of the columns as they are now; to be made anew once they have grown."""
    return pointer(PeopleBundle(*(getattr(people, name) for name, *_ in PERSON)))


def organisation_bundle(
    organisations: Organisations, tally: Array, waits: Array, stock: Array
) -> OrganisationBundle:
    """Bundle of the organisations' columns with the counts that the kernels add to."""
    columns = tuple(organisations.columns().values())
    return pointer(OrganisationBundle._make((*columns, tally, waits, stock)))


def parameters(scenario: Scenario, *, reformed: bool) -> Parameters:
    """Record arrays of a scenario's parts; before the reform its levers of funding do not hold."""
    s = scenario
    funding = s.funding if reformed else s.before_reform().funding
    parts = Parameters(
        record(s.organisation),
        record(s.organisation.pole),
        record(s.funding),
        record(s.demography),
        record(s.needs),
        record(s.access),
        record(s.places),
        record(s.delivery),
        record(s.carers),
        record(s.crises),
        record(funding.calls),
        record(funding.budgets),
        record(s.actors),
        record(s.accounts),
        record(s.innovation),
        record(s.trust),
        record(s.solvency),
    )
    if not JIT:
        # Compiled code reads the fields of a record by name; Python only through a recarray.
        parts = Parameters(*(part.view(np.recarray) for part in parts))
    return pointer(parts)
