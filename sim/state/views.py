"""What kernels are given: named tuples of arrays, one per kind of thing.

A kernel that acts on rare events takes whole bundles (`P` people, `O` organisations, `L` land,
`R` parameters), each a pointer, and reads by name. A kernel that looks at everybody takes the
columns it uses.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple, cast

import numpy as np

from sim.engine.jit import JIT
from sim.engine.pointer import bundle, pointer
from sim.scenario.fields import record
from sim.scenario.scenario import Scenario
from sim.state import organisations, people
from sim.state.columns import Array, Column
from sim.state.organisations import Organisations
from sim.state.people import People

__all__ = [
    "Array",
    "OrganisationBundle",
    "Parameters",
    "PeopleBundle",
    "organisation_bundle",
    "parameters",
    "people_bundle",
]


class OrganisationBundle(Organisations):
    """The columns of organisations, and the counts of the run that kernels add to."""

    tally: Array
    waits: Array
    stock: Array


PeopleBundle = People  # the columns, in the form that kernels take


def _bundle_of(name: str, columns: tuple[Column, ...], *more: str) -> Any:
    """Declare the named tuple of some columns; lengths after the first are fixed by the code."""
    fixed = (column.name for column in columns if column.shape)
    return bundle(*fixed)(namedtuple(name, (*(column.name for column in columns), *more)))  # type: ignore[type-var]


_PEOPLE = _bundle_of("PeopleBundle", people.COLUMNS)
_ORGANISATIONS = _bundle_of("OrganisationBundle", organisations.COLUMNS, "tally", "waits", "stock")


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


def people_bundle(columns: People) -> PeopleBundle:
    """Bundle of the columns as they are now; to be made anew once they have grown."""
    return cast(PeopleBundle, pointer(_PEOPLE(*(values for _, values in columns))))


def organisation_bundle(
    columns: Organisations, tally: Array, waits: Array, stock: Array
) -> OrganisationBundle:
    """Bundle of the organisations' columns with the counts that the kernels add to."""
    values = (*columns.columns().values(), tally, waits, stock)
    return cast(OrganisationBundle, pointer(_ORGANISATIONS(*values)))


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
