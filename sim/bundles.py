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
    from sim.organisations import Organisations

from sim.columns import PERSON, People
from sim.jit import JIT
from sim.pointer import bundle, pointer
from sim.scenario import Scenario, record

Array = npt.NDArray[Any]


@bundle(*(name for name, _, trail, _ in PERSON if trail))
class PeopleBundle(NamedTuple):
    """The columns of `sim.columns.PERSON`, in that order."""

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


@bundle("e_staff", "e_given", "u_total", "u_moved", "u_used", "u_direct", "u_planned")
class OrganisationBundle(NamedTuple):
    """The columns of `sim.organisations`, in that order, and the counts of the run."""

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
    a_key: Array
    a_zone: Array
    a_domain: Array
    a_seats: Array
    a_minutes: Array
    a_occupied: Array
    a_income: Array
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


def people_bundle(people: People) -> PeopleBundle:
    """Bundle of the columns as they are now; to be made anew once they have grown."""
    return pointer(PeopleBundle(*(getattr(people, name) for name, *_ in PERSON)))


def organisation_bundle(
    organisations: Organisations, tally: Array, waits: Array, stock: Array
) -> OrganisationBundle:
    """Bundle of the organisations' columns with the counts that the kernels add to."""
    columns = tuple(organisations.columns().values())
    return pointer(OrganisationBundle._make((*columns, tally, waits, stock)))


def parameters(scenario: Scenario) -> Parameters:
    """Record arrays of a scenario's parts."""
    s = scenario
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
    )
    if not JIT:
        # Compiled code reads the fields of a record by name; Python only through a recarray.
        parts = Parameters(*(part.view(np.recarray) for part in parts))
    return pointer(parts)
