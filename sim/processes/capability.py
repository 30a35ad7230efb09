"""Capability: what a person can really choose between, and how far its word counts (4.15).

if TYPE_CHECKING:
    from sim.model import SectorModel


K = sum over domains of w · g(n) · v, with n the distinct options that exist, are in reach, admit
the person and are known; g(n) = 1 - exp(-n); v = ability to express times the share of stated
preferences that decide. Zero without voice or without options; clones add nothing. Options and
voice are always shown beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import math

import numpy as np

from sim import draws
from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.bundles import PeopleBundle as P_
from sim.columns import (
    ABSENT,
    C_CAPABILITY,
    C_OPTIONS,
    C_VOICE,
    CLASSES,
    DOMAINS,
)
from sim.indicators import tally
from sim.indicators.tally import MILLION
from sim.process import Process
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.processes.places import preference_weight
from sim.processes.practice import new_way
from sim.processes.referral import category_for, heaviest


@rule
def opportunity(options: int) -> float:
    """Worth of a number of distinct options, concave, 0 without any."""
    return 1.0 - math.exp(-float(options))


@rule
def options_in(
    P: P_, O: O_, L: L_, R: R_, i: int, d: int, category: int, rank: int, new: bool
) -> int:
    """Distinct options of a person in a domain: operators, plan, mainstream, project actors."""
    z = P.zone[i]
    n = 0
    if category >= 0 and L.cat_staff[category, d] > 0:
        asked_for = 0 if new and R.organisation[0].admission else rank
        n += L.options[z, category, asked_for]
    if new and R.organisation[0].response:
        unit = L.establishments + O.z_perimeter[z] if R.organisation[0].entry else -1
        n += int(unit < 0 or O.u_total[unit, d] > 0)
    linked = new and R.organisation[0].partnership
    found = np.int64(P.found[i])
    bits = (found >> 4) if linked else (found & 15)
    n += int((bits >> d) & 1)
    if linked or P.actor[i] >= 0:
        n += min(int(L.actors_near[z, d]), 1)
    return n


@kernel
def count(
    lo: int,
    hi: int,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    practice: float,
    reformed: int,
    out: Array,
) -> None:
    """Count options, voice and capability of everyone in need, in millionths."""
    for i in range(lo, hi):
        if P.state[i] == ABSENT:
            continue
        rank = heaviest(P, i)
        if rank == 0:
            continue
        new = new_way(O, seed, practice, P.zone[i], P.key[i])
        v = preference_weight(R, np.float64(P.ability[i]), new)
        category = category_for(L, P, i)
        domains = 0
        options = 0
        worth = 0.0
        for d in range(DOMAINS):
            if P.level[d, i] == 0:
                continue
            n = options_in(P, O, L, R, i, d, category, min(rank, CLASSES - 1), new)
            domains += 1
            options += n
            worth += opportunity(n)
        k = int(worth / domains * v * MILLION)
        out[tally.CAPABILITY] += k
        out[tally.OPTIONS] += options * MILLION // domains
        out[tally.VOICE] += int(v * MILLION)
        out[tally.COUNTED] += 1
        if reformed:
            P.counters[C_CAPABILITY, i] += k // 1000
            P.counters[C_OPTIONS, i] += options
            P.counters[C_VOICE, i] += int(v * 1000)


class Capability(Process):
    """Options and voice are counted once a year."""

    phase = 9
    every = 12

    def step(self, model: SectorModel) -> None:
        """Count options, voice and capability of everyone in need."""
        m = model
        tallies = np.zeros((len(m.block_bounds()), tally.SIZE), np.int64)
        m.each_block(
            count,
            m.P,
            m.O,
            m.L,
            m.R,
            m.seed,
            m.practice,
            int(m.reformed),
            per_block=(tallies,),
        )
        m.tally += tallies.sum(axis=0)
