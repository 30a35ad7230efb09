"""Capability: the real options of a person, and the weight of their preferences.

K = mean over the domains in need of g(n) v, with n the distinct options that exist, are in reach,
admit the person and are known; g(n) = 1 - exp(-n); v = ability to express times the share of stated
preferences that decide. It is zero without voice or without options; a second option of the same
kind adds nothing. Options and voice are always shown with it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.actors.fees import INCOMES, affordable_near
from sim.processes.care.admission import class_to_take
from sim.processes.care.entering import hearing
from sim.processes.care.mainstream import mainstream_known
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import axes, complexity_class
from sim.processes.process import Process
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.people import (
    ABSENT,
    C_CAPABILITY,
    C_OPTIONS,
    C_VOICE,
    DOMAINS,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def opportunity(options: int) -> float:
    """Value of a number of distinct options: concave, 0 without any."""
    return 1.0 - math.exp(-float(options))


@kernel
def count(W: WorldBundle, within: Array) -> None:
    """Count options, voice and capability of everyone in need, in millionths.

    Options of a domain: distinct operators that admit the person (or one common list), a tailored
    plan, a mainstream service found, a project actor known or in the plan that the person can pay
    (`within`). The columns are taken out of the bundles before the loop over all persons.
    """
    people, environment, parameters = W.people, W.environment, W.parameters
    o = parameters.organisation[0]
    heard_off, heard_new = hearing(parameters, False), hearing(parameters, True)
    worth_of = np.zeros(64)
    for n in range(64):
        worth_of[n] = opportunity(n)
    adoptions, states, ages, zones, founds = (
        people.adoption,
        people.state,
        people.age,
        people.zone,
        people.mainstream_known,
    )
    levels, abilities, actors, counters = (
        people.level,
        people.ability,
        people.actor,
        people.counters,
    )
    operators, staff, orientation, incomes = (
        environment.options,
        environment.cat_staff,
        environment.orientation,
        people.income,
    )
    common = environment.common_tolerance
    z_perimeter, u_total, establishments = (
        W.organisations.z_perimeter,
        W.organisations.u_total,
        environment.establishments,
    )
    capability = options_seen = voice_seen = seen = 0
    for i in range(W.size):
        if states[i] == ABSENT:
            continue
        daily, health, education, insertion = levels[i, 0], levels[i, 1], levels[i, 2], levels[i, 3]
        rank = max(daily, health, education, insertion)
        if rank == 0:
            continue
        z = zones[i]
        p = z_perimeter[z]
        new = p >= 0 and adoptions[i] < W.practice
        linked = new and o.partnership
        v = np.float64(abilities[i]) * (heard_new if new else heard_off)
        stage = stage_of(ages[i])
        first, second = axes(stage, daily, health, education, insertion)
        category = orientation[stage, first, second]
        found = mainstream_known(founds[i], linked)
        loaded = 0
        for d in range(DOMAINS):
            loaded += int(levels[i, d] >= 2)
        asked_for = class_to_take(parameters, complexity_class(rank, loaded), new)
        domains = 0
        options = 0
        worth = 0.0
        for d in range(DOMAINS):
            if levels[i, d] == 0:
                continue
            n = int((found >> d) & 1)
            if category >= 0 and staff[category, d] > 0:
                # Behind one list a person cannot choose: it is one option.
                one_list = new and o.entry and common[p, category] >= 0
                n += 1 if one_list else int(operators[z, category, asked_for])
            if new and o.response:
                n += int((not o.entry) or u_total[establishments + p, d] > 0)
            if linked or actors[i] >= 0:
                n += int(within[z, d, incomes[i]])
            domains += 1
            options += n
            worth += worth_of[min(n, 63)]
        k = int(worth / domains * v * MILLION)
        capability += k
        options_seen += options * MILLION // domains
        voice_seen += int(v * MILLION)
        seen += 1
        if W.reformed:
            counters[i, C_CAPABILITY] += k // 1000
            counters[i, C_OPTIONS] += options
            counters[i, C_VOICE] += int(v * 1000)
    totals = W.organisations.month_totals
    totals[counts.CAPABILITY] += capability
    totals[counts.OPTIONS] += options_seen
    totals[counts.VOICE] += voice_seen
    totals[counts.COUNTED] += seen


class Capability(Process):
    """Options and voice are counted once a year."""

    phase = 9
    every = 12

    def step(self, model: World) -> None:
        """Count options, voice and capability of everyone in need."""
        m = model
        within = np.zeros((len(m.organisations.z_perimeter), DOMAINS, INCOMES), np.int8)
        affordable_near(m.W, within)
        count(m.W, within)
