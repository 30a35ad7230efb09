"""Both sides of the ledgers of a month, in whole numbers: stocks and what moved them."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.jit import kernel, rule
from sim.state import counts
from sim.state.layout import FUNDERS
from sim.state.organisations import KINDS
from sim.state.people import STATES
from sim.state.views import Array, WorldBundle

__all__ = ["LEDGERS", "STOCKS", "by_contract", "cash_gained", "first_apart", "sides_of", "sums_of"]

# Sums at the end of a month, which the flows of the next month must explain.
STOCKS: Final = (
    "received",  # cents received by establishments since the start
    "public",  # cents received by project actors from funders since the start
    "spent",  # cents spent by project actors since the start
    "due",  # cents due to establishments this year
    "converted",  # places turned into hours
    "closed",  # places closed
    "held",  # places held
    "places",  # places authorised
    "at_work",  # project actors that work
    "crises",  # crises that are not paid
    "miscounted",  # perimeters whose members are counted wrongly
    *(f"paid_{kind}" for kind in FUNDERS),  # cents paid by each kind of funder since the start
)
RECEIVED, PUBLIC, SPENT, DUE, CONVERTED, CLOSED, HELD, PLACES, AT_WORK, CRISES = range(10)
MISCOUNTED, PAID = 10, 11

LEDGERS: Final = (
    "persons by state and persons present",
    "persons present and persons conserved",
    "reserves, and what establishments received and spent",
    "cash of project actors and what they got and spent",
    "persons on lists, and who came and left",
    "cents paid by funders and cents received",
    "cents paid to project actors and contracts",
    "cents that left funders and cents paid",
    "receipts of establishments",
    "public money of project actors",
    "expenses of project actors",
    "places turned into hours",
    "places closed and opened again",
    "project actors that work",
    "project actors",
    "establishments",
    "places held",
    "places turned into hours so far",
    "places closed so far",
    "places",
    "places opened and withdrawn",
    "staff minutes paid for and staff minutes used",
    "crises that are not paid",
    "perimeters whose members are counted wrongly",
    *(f"cents that left funders of the kind {kind}, and received" for kind in FUNDERS),
)
(
    OF_STATES,
    CONSERVED,
    OF_RESERVES,
    OF_CASH,
    OF_LISTS,
    OF_PAYMENTS,
    OF_CONTRACTS,
    OF_FUNDERS,
    OF_RECEIPTS,
    OF_GRANTS,
    OF_EXPENSES,
    OF_CONVERSIONS,
    OF_CLOSINGS,
    OF_WORK,
    OF_ACTORS,
    OF_ESTABLISHMENTS,
    OF_PLACES_HELD,
    OF_ALL_CONVERTED,
    OF_ALL_CLOSED,
    OF_PLACES,
    OF_GROWTH,
    OF_STAFF,
    OF_CRISES,
    OF_MEMBERS,
    OF_KINDS,  # and those after it, one for each kind of funder
) = range(25)


@kernel
def sums_of(W: WorldBundle, kinds: Array) -> Array:
    """Return the sums of organisations as they are now, int64[STOCKS].

    Parameters
    ----------
    kinds : int64[F]
        Rank of the kind of each funder.
    """
    organisations = W.organisations
    sums = np.zeros(len(STOCKS), np.int64)
    members = np.zeros(len(organisations.p_members), np.int64)
    for e in range(len(organisations.e_places)):
        sums[RECEIVED] += organisations.e_income[e]
        sums[CONVERTED] += organisations.e_converted[e]
        sums[CLOSED] += organisations.e_closed[e]
        sums[HELD] += organisations.e_used[e]
        sums[PLACES] += organisations.e_places[e]
        for k in range(organisations.e_due.shape[1]):
            sums[DUE] += organisations.e_due[e, k]
        if organisations.e_perimeter[e] >= 0:
            members[organisations.e_perimeter[e]] += 1
    for p in range(len(members)):
        sums[MISCOUNTED] += int(W.reformed and members[p] != organisations.p_members[p])
    for a in range(len(organisations.a_income)):
        sums[PUBLIC] += organisations.a_income[a]
        sums[SPENT] += organisations.a_spent[a]
        sums[AT_WORK] += int(organisations.a_alive[a] != 0)
    for z in range(len(organisations.z_crises)):
        sums[CRISES] += organisations.z_crises[z]
    for f in range(len(organisations.f_out)):
        sums[PAID + kinds[f]] += organisations.f_out[f]
    return sums


@rule
def by_contract(t: Array) -> int:
    """Cents paid to project actors by kind of contract."""
    return int(t[counts.SUBSIDIES] + t[counts.CONTRACTS])


@rule
def cash_gained(t: Array) -> int:
    """Cents that project actors together have more at the end of a month."""
    got = t[counts.TO_ACTORS] + t[counts.FEES] + t[counts.OTHER_INCOME] + t[counts.FOUNDED]
    return int(got + t[counts.WRITTEN_OFF] - t[counts.ACTOR_COSTS] - t[counts.BID_COSTS])


@rule
def put(sides: Array, ledger: int, left: int, right: int) -> None:
    """Write the two sides of a ledger."""
    sides[ledger, 0], sides[ledger, 1] = left, right


@kernel
def sides_of(t: Array, last: Array, now: Array, before: Array, establishments: int) -> Array:
    """Return what a month gave and what it received, int64[LEDGERS, 2].

    Parameters
    ----------
    t, last : int64[SIZE]
        Counts of the month, and of the month before it; empty in the first month.
    now, before : int64[STOCKS]
        Sums of organisations at the end of the month, and of the month before it.
    establishments : int
        Establishments of the territory.
    """
    s = np.zeros((len(LEDGERS), 2), np.int64)
    states = 0
    for state in range(1, STATES):
        states += t[counts.PEOPLE + state]
    put(s, OF_STATES, states, t[counts.PEOPLE])
    if len(last):
        after = last[counts.PEOPLE] + t[counts.ARRIVALS] - t[counts.DEATHS] - t[counts.GONE]
        put(s, CONSERVED, t[counts.PEOPLE], after)
        kept = last[counts.RESERVES] + t[counts.ENDOWED] + t[counts.TAKEN_OVER]
        kept += t[counts.TO_ESTABLISHMENTS] - t[counts.ESTABLISHMENT_COSTS]
        put(s, OF_RESERVES, t[counts.RESERVES], kept)
        put(s, OF_CASH, t[counts.ACTOR_CASH], last[counts.ACTOR_CASH] + cash_gained(t))
        waits = last[counts.WAIT] + t[counts.WAIT_ENTERED] - t[counts.WAIT_LEFT]
        put(s, OF_LISTS, t[counts.WAIT], waits)
    paid = t[counts.TO_ESTABLISHMENTS] + t[counts.TO_ACTORS] + t[counts.TO_CRISES]
    paid += t[counts.TO_DIAGNOSIS] + t[counts.TO_SUPPORT]
    put(s, OF_PAYMENTS, t[counts.PAID], paid)
    put(s, OF_CONTRACTS, t[counts.TO_ACTORS], by_contract(t))
    out = 0
    for k in range(KINDS):
        of_kind = now[PAID + k] - before[PAID + k]
        out += of_kind
        put(s, OF_KINDS + k, of_kind, t[counts.FROM_FUNDERS + k])
    put(s, OF_FUNDERS, out, t[counts.PAID])
    put(s, OF_RECEIPTS, now[RECEIVED] - before[RECEIVED], t[counts.TO_ESTABLISHMENTS])
    put(s, OF_GRANTS, now[PUBLIC] - before[PUBLIC], t[counts.TO_ACTORS])
    put(s, OF_EXPENSES, now[SPENT] - before[SPENT], t[counts.ACTOR_COSTS] + t[counts.BID_COSTS])
    turned = t[counts.CONVERSIONS] - t[counts.TURNED_BACK] - t[counts.WITHDRAWN_CONVERTED]
    put(s, OF_CONVERSIONS, now[CONVERTED] - before[CONVERTED], turned)
    put(s, OF_CLOSINGS, now[CLOSED] - before[CLOSED], t[counts.SHUT] - t[counts.REOPENED])
    put(s, OF_WORK, now[AT_WORK] - before[AT_WORK], t[counts.BIRTHS] - t[counts.CLOSURES])
    put(s, OF_ACTORS, now[AT_WORK], t[counts.ACTORS])
    put(s, OF_ESTABLISHMENTS, establishments, t[counts.ESTABLISHMENTS])
    put(s, OF_PLACES_HELD, now[HELD], t[counts.PLACES_USED])
    put(s, OF_ALL_CONVERTED, now[CONVERTED], t[counts.PLACES_CONVERTED])
    # What opens again in December is counted as open from January on.
    put(s, OF_ALL_CLOSED, now[CLOSED] + t[counts.REOPENED], t[counts.PLACES_CLOSED])
    put(s, OF_PLACES, now[PLACES], t[counts.PLACES])
    put(s, OF_GROWTH, now[PLACES] - before[PLACES], t[counts.OPENED] - t[counts.WITHDRAWN])
    spent = 0
    for k in range(counts.STAFF_PLACE, counts.STAFF_OVERHEAD + counts.OVERHEADS):
        spent += t[k]
    put(s, OF_STAFF, t[counts.STAFF_TOTAL], spent)
    put(s, OF_CRISES, now[CRISES], 0)
    put(s, OF_MEMBERS, now[MISCOUNTED], 0)
    return s


@kernel
def first_apart(sides: Array) -> int:
    """Rank of the first ledger whose sides differ; -1 if all agree."""
    for k in range(len(sides)):
        if sides[k, 0] != sides[k, 1]:
            return k
    return -1
