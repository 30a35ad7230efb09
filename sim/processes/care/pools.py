"""Pools: the staff minutes of a month, and those of them that plans may take (docs/model.md).

From the posts of each establishment come off frozen posts, the prices of the new organisation, and
what slips away. The posts of a home service pay for its roads as well: the road of the silo is part
of what it has, so that only other roads cost hours. The minutes of places turned into hours join
the pool of the unit, with those of their roads.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.organisation.overhead import overhead_shares
from sim.scenario.choices import CONVERSION_UNASKED, OVERHEAD_MODE_SLOWER, RESERVE_GIVEN
from sim.state import counts
from sim.state.people import DOMAINS
from sim.state.views import WorldBundle


@rule
def undelivered_share(W: WorldBundle, member: bool) -> float:
    """Share of paid hours that slips away: less control over several years, more slips."""
    f = W.parameters.funding[0]
    control = f.control_annual
    if member and W.parameters.organisation[0].funding:
        control += W.practice * (f.control_pluriannual - f.control_annual)
    return float(f.shading * (1.0 - control))


@rule
def with_road(minutes: int, road: float) -> int:
    """Staff minutes of posts that give `minutes` with persons and travel `road` for each."""
    return int(minutes + int(minutes * road))


@rule
def without_road(minutes: int, road: float) -> int:
    """Minutes with persons that are left of staff minutes, `road` on the way for each."""
    return int(minutes / (1.0 + road) + 0.5)


@rule
def common_part(W: WorldBundle, e: int, minutes: int) -> int:
    """Minutes that join the common pool, of `minutes` of an establishment's converted places.

    Where only what a member contributes is converted, it gives all of them.
    """
    o, organisations = W.parameters.organisation[0], W.organisations
    if organisations.e_perimeter[e] < 0 or W.practice <= 0.0 or not o.entry:
        return 0
    if o.conversion == CONVERSION_UNASKED:
        return int(minutes)
    return int(minutes * W.parameters.pole[0].contribution * np.float64(organisations.e_share[e]))


@rule
def gives_reserve(W: WorldBundle) -> bool:
    """Return whether the reserve is given to persons: there are lists of hours to give it along."""
    o = W.parameters.organisation[0]
    return bool(o.response and o.continuity and o.reserve == RESERVE_GIVEN and W.practice > 0.0)


@rule
def set_aside(W: WorldBundle, e: int, d: int, minutes: int) -> None:
    """Add staff minutes to the reserve of an establishment, or of the pool that it shares."""
    common = common_part(W, e, minutes)
    if common > 0:
        pool = W.environment.establishments + W.organisations.e_perimeter[e]
        W.organisations.u_reserve[pool, d] += common
    W.organisations.u_reserve[e, d] += minutes - common


@kernel
def open_pools(W: WorldBundle) -> None:
    """Staff minutes of each establishment, less frozen posts, prices and slippage; the pools."""
    organisations, parameters = W.organisations, W.parameters
    organisations.u_total[:, :] = 0
    organisations.u_moved[:, :] = 0
    organisations.u_kept[:, :] = 0
    organisations.u_reserve[:, :] = 0
    gives = gives_reserve(W)
    shares = np.zeros(counts.OVERHEADS)
    for e in range(len(organisations.e_places)):
        p = organisations.e_perimeter[e]
        member = p >= 0 and W.practice > 0.0
        for k in range(counts.OVERHEADS):
            shares[k] = 0.0
        if member and parameters.organisation[0].overhead_mode != OVERHEAD_MODE_SLOWER:
            overhead_shares(W, p, shares)
        slip = undelivered_share(W, member)
        places = organisations.e_places[e]
        frozen, road = np.float64(organisations.e_frozen[e]), W.environment.road[e]
        for d in range(DOMAINS):
            staff = W.environment.cat_staff[organisations.e_category[e], d]
            staff = with_road(staff, road)
            vacant = int(staff * frozen)
            staff -= vacant
            organisations.month_totals[counts.STAFF_VACANT] += vacant * places
            organisations.month_totals[counts.STAFF_TOTAL] += vacant * places
            rest = staff
            for k in range(counts.OVERHEADS):
                price = int(staff * shares[k])
                rest -= price
                organisations.month_totals[counts.STAFF_OVERHEAD + k] += price * places
                if gives and counts.STAFF_OVERHEAD + k == counts.STAFF_RESERVE:
                    set_aside(W, e, d, price * places)
            undelivered = int(rest * slip)
            rest -= undelivered
            organisations.e_staff[e, d] = without_road(rest, road)
            organisations.e_road[e, d] = rest - organisations.e_staff[e, d]
            organisations.month_totals[counts.STAFF_TOTAL] += staff * places
            organisations.month_totals[counts.STAFF_UNDELIVERED] += undelivered * places
            pool = rest * organisations.e_converted[e]
            common = common_part(W, e, pool)
            if common > 0:
                organisations.u_total[W.environment.establishments + p, d] += common
            organisations.u_total[e, d] += pool - common
