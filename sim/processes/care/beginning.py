"""The beginning of a warm-up: who has asked already (docs/levels.md).

The flows at rest are solved for each person. A crisis brings persons to ask who never would of
themselves; who asks then holds or waits for support for as long as a stay lasts. At the beginning
that share of persons has asked and been assessed, and the first month fills the places and the
lists. A warm-up that begins without this needs decades until lists are at rest.
"""

from __future__ import annotations

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.access import ask_probability, assess, open_file
from sim.processes.care.coverage import support_of
from sim.processes.care.crises import most_minutes, weighted_unmet
from sim.processes.care.newcomers import Origins, year_of
from sim.processes.care.orientation import category_for, heaviest
from sim.state.people import DOMAINS, NOW_SIZE, UNWILLING
from sim.state.views import Array, WorldBundle


@rule
def share_of_time(rate: float, months: float) -> float:
    """Share of the time after an event that comes at a monthly rate, and lasts `months`."""
    return rate * months / (1.0 + rate * months)


@kernel
def begin(rows: Array, W: WorldBundle, origins: Origins) -> None:
    """Open and assess the files of those who have asked; `rows` are all persons in key order.

    The memory of unmet need of all begins where it rests without support.
    """
    people, access, crises = W.people, W.parameters.access[0], W.parameters.crises[0]
    received, needed = np.zeros(DOMAINS, np.int64), np.zeros(DOMAINS, np.int64)
    now, share = np.zeros(NOW_SIZE, np.int32), np.zeros(DOMAINS)
    most = most_minutes(W.environment.minutes)
    has_asked = draws.stream(W.seed, draws.ONCE, draws.BEGINNING, 0)
    had_crisis = draws.stream(W.seed, draws.ONCE, draws.BEGINNING, 1)
    for r in range(len(rows)):
        i = row(rows, r)
        support_of(W, i, False, received, needed, now, share)
        for d in range(DOMAINS):
            people.unmet[i, d] = 1.0 - share[d]
        crisis = crises.rate * weighted_unmet(W, i, crises.weight, most)
        block = origins.department[people.zone[i]]
        year = year_of(origins, people.age[i])
        present = origins.stock_since[block, year, people.profile[i]]
        if draws.uniform_of(had_crisis, people.luck[i]) < share_of_time(crisis, present):
            people.status_bits[i] &= 255 - UNWILLING
        category = category_for(W, i)
        if category < 0:
            continue
        unwilling = people.status_bits[i] & UNWILLING != 0
        able = access.able[people.digital[i]]
        asks = ask_probability(access.ask_rate[heaviest(people, i)], able, unwilling)
        stay = W.environment.cat_stay[category]
        if draws.uniform_of(has_asked, people.luck[i]) < share_of_time(asks + crisis, stay):
            open_file(W, i)
            assess(W, i)
