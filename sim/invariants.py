"""What holds in every month of every run, exactly: whole numbers compared with ``==``.

Flow equals census for persons, places, hours, money, and Little's law for the state WAIT. Two
sides of an equality are counted in different places of the code: who gives, and who receives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsInt

import numpy as np

from sim.columns import ABSENT, NOW_NEED, NOW_UNMET, STATES, WAIT
from sim.indicators import tally

if TYPE_CHECKING:
    from sim.model import SectorModel

CENSUS_EVERY = 12  # months between two counts of all rows


class InvariantError(AssertionError):
    """A ledger does not balance: the run is worth nothing and says so."""


def _equal(model: SectorModel, what: str, left: SupportsInt, right: SupportsInt) -> None:
    if int(left) != int(right):
        raise InvariantError(f"month {model.month}: {what}: {int(left)} is not {int(right)}")


def check_month(model: SectorModel) -> None:
    """Compare the ledgers of the month that was just walked.

    Raises
    ------
    InvariantError
        Naming the month, the ledger and both sides.
    """
    t = model.tally
    o = model.organisations
    states = t[tally.PEOPLE + 1 : tally.PEOPLE + 7]
    _equal(model, "persons by state and persons present", states.sum(), t[tally.PEOPLE])
    if len(model.series) > 1:
        before = model.series[-2][tally.PEOPLE]
        after = before + t[tally.ARRIVALS] - t[tally.DEATHS] - t[tally.GONE]
        _equal(model, "persons present and persons conserved", t[tally.PEOPLE], after)
    paid = t[tally.TO_ESTABLISHMENTS] + t[tally.TO_ACTORS] + t[tally.TO_CRISES]
    _equal(model, "cents paid by funders and cents received", t[tally.PAID], paid)
    spent = t[tally.STAFF_PLACE : tally.STAFF_OVERHEAD + tally.OVERHEADS].sum()
    _equal(model, "staff minutes paid for and staff minutes used", t[tally.STAFF_TOTAL], spent)
    if (o.e_occupied + o.e_converted > o.e_places).any() or (o.e_occupied < 0).any():
        raise InvariantError(f"month {model.month}: more places used than authorised")
    if (o.a_occupied > o.a_seats).any() or (o.u_used > o.u_total + o.u_moved).any():
        raise InvariantError(f"month {model.month}: more seats or hours used than there are")
    if model.walked % CENSUS_EVERY == 0:
        check_census(model)


def check_census(model: SectorModel) -> None:
    """Count all rows again: places held, hours planned, seats, lists and Little's law."""
    people, o = model.people, model.organisations
    size = people.size
    present = people.state[:size] != ABSENT
    t = model.tally
    _equal(model, "rows present and persons", present.sum(), t[tally.PEOPLE])
    for state in range(1, STATES):
        here = (people.was[:size] == state).sum()  # crises come after the count
        _equal(model, f"persons in state {state}", here, t[tally.PEOPLE + state])
    place, actor = people.place[:size], people.actor[:size]
    for d in range(4):
        got = o.e_given[place[place >= 0], d].sum(dtype=np.int64)
        _equal(model, "minutes received and given in places", got, t[tally.PLACE + d])
        got = people.plan[:size, d].sum(dtype=np.int64)
        _equal(model, "minutes received and given in plans", got, t[tally.PLAN + d])
        need = people.now[:size, NOW_NEED + d].sum(dtype=np.int64)
        _equal(model, "minutes of need, person by person and in total", need, t[tally.NEED + d])
        unmet = people.now[:size, NOW_UNMET + d].sum(dtype=np.int64)
        _equal(model, "minutes unmet, person by person and in total", unmet, t[tally.UNMET + d])
    got = o.a_minutes[actor[actor >= 0]].sum(dtype=np.int64)
    _equal(model, "minutes received and given by project actors", got, t[tally.FROM_ACTORS])
    _counts(model, "places held", people.place[:size], o.e_occupied)
    _counts(model, "seats held", people.actor[:size], o.a_occupied)
    for d in range(4):
        mine = people.unit[:size] >= 0
        planned = np.bincount(
            people.unit[:size][mine],
            weights=people.plan[:size, d][mine].astype(np.float64),
            minlength=len(o.u_planned),
        ).astype(np.int64)
        if (planned != o.u_planned[:, d]).any():
            raise InvariantError(f"month {model.month}: plans of persons and of units differ")
    nodes = people.desk[:size]
    listed = np.bincount(nodes[nodes >= 0], minlength=len(o.q_length))
    if (listed != o.q_length).any():
        raise InvariantError(f"month {model.month}: lists and their lengths differ")
    check_little(model)


def _counts(model: SectorModel, what: str, held: np.ndarray, counted: np.ndarray) -> None:
    found = np.bincount(held[held >= 0], minlength=len(counted))
    if (found != counted).any():
        raise InvariantError(f"month {model.month}: {what} by persons and by organisations differ")


def check_little(model: SectorModel) -> None:
    """Person-months counted in WAIT equal the sojourns of those who left and those still there.

    Months waited before the first month of this run are added to the former.
    """
    series = np.array(model.series, np.int64)
    area = int(series[:, tally.WAIT].sum()) if len(series) else 0
    left = int(series[:, tally.SOJOURN].sum())
    size = model.people.size
    waiting = model.people.state[:size] == WAIT
    since = model.people.waiting[:size][waiting].astype(np.int64)
    ongoing = int((model.walked + 1 - since).sum())
    _equal(model, "Little's law, persons waiting", area + model.waited_before, left + ongoing)
