"""Arguments of kernels: bundles of columns, one per kind of entity, and one with all of them.

A kernel that acts on rare events takes the whole world, `W`, and reads by name: people,
organisations, environment, parameters, and the seed, the month and the practice. A rule that reads
one of them takes that bundle. A kernel that loops over all persons takes the columns it uses.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple, cast

import numpy as np

from sim.engine.jit import JIT
from sim.engine.marks import Marks
from sim.engine.pointer import Root, bundle, pointer
from sim.scenario.fields import record
from sim.scenario.scenario import Scenario
from sim.state import organisations, people
from sim.state.columns import Array, Column
from sim.state.environment import Environment
from sim.state.organisations import Organisations
from sim.state.people import People

__all__ = [
    "Array",
    "OrganisationBundle",
    "Parameters",
    "PeopleBundle",
    "WorldBundle",
    "organisation_bundle",
    "parameters",
    "people_bundle",
]


class OrganisationBundle(Organisations):
    """The columns of organisations, and the counts of the run that kernels add to."""

    month_totals: Array
    waits: Array
    cohort: Array
    running_totals: Array


PeopleBundle = People  # the columns, in the form that kernels take


def _bundle_of(name: str, columns: tuple[Column, ...], *more: str) -> Any:
    """Declare the named tuple of some columns; lengths after the first are fixed by the code."""
    fixed = (column.name for column in columns if column.shape)
    return bundle(*fixed)(namedtuple(name, (*(column.name for column in columns), *more)))  # type: ignore[type-var]


_PEOPLE = _bundle_of("PeopleBundle", people.COLUMNS, *people.VIEWS)
_ORGANISATIONS = _bundle_of(
    "OrganisationBundle", organisations.COLUMNS, "month_totals", "waits", "cohort", "running_totals"
)


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


class WorldBundle(Root):
    """All that a kernel may read or write.

    Attributes
    ----------
    people, organisations, environment, parameters
        Bundles; made anew when columns grow, or when the reform changes the parameters.
    marks : Marks
        Marked rows of the month; made anew when the columns of persons grow.
    size : int
        Rows of persons in use or once used.
    seed : int
        Seed of the run.
    month : int
        Month that is walked; 0 is January 2017.
    practice : float
        Practice of the month, 0 to 1; 0 before the reform.
    reformed : int
        1 once the organisation of the scenario applies.
    cohort : int
        Month from which on those who begin to wait are also counted as a cohort.
    """

    people: PeopleBundle
    organisations: OrganisationBundle
    environment: Environment
    parameters: Parameters
    marks: Marks
    size: int
    seed: int
    month: int
    practice: float
    reformed: int
    cohort: int


def people_bundle(columns: People) -> PeopleBundle:
    """Bundle of the columns as they are now; to be made anew once they have grown."""
    views = (getattr(columns, name) for name in people.VIEWS)
    return cast(PeopleBundle, pointer(_PEOPLE(*(values for _, values in columns), *views)))


def organisation_bundle(
    columns: Organisations,
    month_totals: Array,
    waits: Array,
    cohort: Array,
    running_totals: Array,
) -> OrganisationBundle:
    """Bundle of the organisations' columns with the counts that the kernels add to."""
    values = (*columns.columns().values(), month_totals, waits, cohort, running_totals)
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
