"""Overhead: the share of staff time that the new way of working costs (docs/model.md).

By default overhead takes hours (`overhead_mode: fewer_hours`), and the remaining hours are given
each month as before. With `slower` the hours stay the same and every support lasts longer, as with
a server that works at the rate 1 - overhead. The two have different break-even points (exact case
V3).
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.scenario.choices import OVERHEAD_MODE_SLOWER, REFERENT_POSTS
from sim.state import counts
from sim.state.views import Array, WorldBundle

OVERHEAD_CAP = 0.9  # a unit never spends more than this on organising itself


@rule
def overhead_shares(W: WorldBundle, p: int, shares: Array) -> None:
    """Write the seven prices of the new way in perimeter `p` as shares of staff time (float64[7]).

    Order: referral, meetings, planning, reserve, referent, voice, support to partners. Meetings
    cost a·n + b·n² for n members. Above the cap all are reduced in the same proportion.
    """
    o = W.parameters.organisation[0]
    n = float(W.organisations.p_members[p])
    shares[0] = o.entry * o.referral_share
    shares[1] = o.entry * (o.meeting_linear * n + o.meeting_square * n * n)
    shares[2] = o.response * o.planning_share
    shares[3] = o.continuity * o.reserve_share
    bought = np.float64(W.organisations.p_referent[p])
    shares[4] = o.coordination * (bought if o.referent == REFERENT_POSTS else o.referent_share)
    shares[5] = o.voice * o.voice_share
    shares[6] = o.partnership * o.support_share
    total = 0.0
    for k in range(counts.OVERHEADS):
        shares[k] *= W.practice
        total += shares[k]
    if total > OVERHEAD_CAP:
        for k in range(counts.OVERHEADS):
            shares[k] *= OVERHEAD_CAP / total


@rule
def slowing(W: WorldBundle, perimeter: int) -> float:
    """How many times longer supports last in a perimeter; 1 where overhead takes hours instead."""
    if (
        W.parameters.organisation[0].overhead_mode != OVERHEAD_MODE_SLOWER
        or perimeter < 0
        or W.practice <= 0.0
    ):
        return 1.0
    shares = np.zeros(counts.OVERHEADS)
    overhead_shares(W, perimeter, shares)
    total = 0.0
    for k in range(counts.OVERHEADS):
        total += shares[k]
    return 1.0 / (1.0 - total)
