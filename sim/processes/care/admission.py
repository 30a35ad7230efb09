"""Admission: which files establishments, and the common lists of a perimeter, accept.

An establishment accepts files up to the class that it can take and chooses to take. If admission is
by need, the members of a perimeter accept all persons.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.state.columns import Array
from sim.state.people import CLASSES
from sim.state.views import OrganisationBundle, Parameters, WorldBundle


@rule
def accepts(organisations: OrganisationBundle, e: int) -> int:
    """Heaviest class that an establishment takes: the lower of what it can and what it chooses."""
    return int(min(organisations.e_tolerance[e], organisations.e_accepted_class[e]))


@rule
def heaviest_let_in(parameters: Parameters, tolerance: int, new: bool) -> int:
    """Heaviest class that is accepted.

    Parameters
    ----------
    tolerance : int
        Heaviest class that the establishment or list takes.
    new : bool
        Whether the new way of working applies to the case.
    """
    return CLASSES - 1 if new and parameters.organisation[0].admission else tolerance


@rule
def is_refused(W: WorldBundle, i: int, tolerance: int, new: bool) -> bool:
    """Return whether a person's file is too heavy."""
    return bool(W.people.complexity[i] > heaviest_let_in(W.parameters, tolerance, new))


@rule
def class_to_take(parameters: Parameters, rank: int, new: bool) -> int:
    """Class that an establishment must take to be open to a file of class `rank`."""
    return 0 if new and parameters.organisation[0].admission else rank


def heaviest_on_common_lists(tolerance: Array, *, by_need: bool) -> Array:
    """Heaviest class accepted from each common list, -1 if no member offers its category.

    Parameters
    ----------
    tolerance : int[P, C]
        Heaviest class that some member takes, by perimeter and category; -1 if there is none.
    by_need : bool
        Whether admission is by need.
    """
    return np.where(tolerance >= 0, CLASSES - 1, -1) if by_need else tolerance
