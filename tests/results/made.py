"""A comparison made by hand: a few counts, three replicates, three years; nothing is simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.indicators.outputs import PAYERS, Pathways, Run
from sim.results.origin import Place
from sim.results.tables import ComparisonTables
from sim.scenario.context import Clock
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import COUNTERS

MONTHS, REFORM, ZONES = 36, 12, 2
SEEDS = (4, 5, 6)
NEED = 1000  # minutes a month in each domain
PLACE = Place("here", "Ici", "Here", "Inventé.", "Made up.", True, 100, ("North", "South"))


def unmet(replicate: int, world: int, month: int) -> int:
    """Minutes unmet in each domain: more every month; from the reform on, b has 100 less."""
    return 200 + 10 * replicate + month - (100 + 5 * replicate) * world * (month >= REFORM)


def run(replicate: int, world: int) -> Run:
    """One world of one replicate."""
    history = np.zeros((MONTHS, counts.SIZE), np.int64)
    history[:, counts.PEOPLE] = 100
    months = np.arange(MONTHS)
    for d in range(4):
        history[:, counts.NEED + d] = NEED
        history[:, counts.UNMET + d] = [unmet(replicate, world, month) for month in months]
    history[:, counts.WAIT] = 10 + 10 * world + replicate
    history[:, counts.CRISES] = 1 + replicate * world
    waits, cohort = np.zeros(counts.WAIT_SHAPE, np.int32), np.zeros(counts.COHORT_SHAPE, np.int32)
    waits[counts.TO_HOUR, counts.ENTERED, 2, 0] = waits[counts.TO_HOUR, counts.REACHED, 2, 3] = 25
    waits[counts.TO_SOLUTION, counts.ENTERED, 1, 0] = 100  # 40 wait longer than the horizon
    waits[counts.TO_SOLUTION, counts.REACHED, 1, 4 + replicate] = 60
    waits[counts.TO_SOLUTION, counts.UNDER_WAY, 1, 70] = 40
    cohort[counts.TO_SOLUTION, counts.GAVE_UP, 6] = 3 + world
    strata = np.zeros((216, len(COUNTERS)), np.int64)
    zones = np.zeros((ZONES, len(COUNTERS)), np.int64)
    of = {name: COUNTERS.index(name) for name in ("need", "unmet", "months", "waiting")}
    for table in (strata, zones):
        rows = np.arange(len(table))
        table[:, of["need"]], table[:, of["months"]] = NEED, 100
        table[:, of["unmet"]] = 100 + rows % 7 + 10 * replicate
        table[:, of["waiting"]] = 10 + 90 * rows
    # Worse in b, the more so in the second zone.
    zones[:, of["waiting"]] += world * (5 + 20 * np.arange(ZONES)) + replicate
    key = np.array([11, 12, 15], np.uint64)
    state = np.array([[m % 6, (m + 1) % 6, (m + 2 + world) % 6] for m in months], np.int8)
    paid = np.arange(MONTHS * len(PAYERS), dtype=np.int64).reshape(MONTHS, -1) + 1000 * world
    return Run(
        label="ab"[world],
        scenario_digest="",
        seed=SEEDS[replicate],
        first_month=0,
        reform_month=REFORM,
        history=history,
        waits=waits,
        cohort=cohort,
        strata=strata,
        zones=zones,
        pathways=Pathways(key, state) if replicate == 0 else None,
        paid=paid,
    )


def made(**changes: object) -> ComparisonTables:
    """Return the comparison, some of its attributes changed."""
    clock = Clock(burn_in=0, months=MONTHS, reform_month=REFORM, record_people=3)
    scenario = Scenario(clock=clock)
    pairs = tuple((run(r, 0), run(r, 1)) for r in range(len(SEEDS)))
    names, words = ("old", "new"), ("months=36",)
    found = ComparisonTables(scenario, scenario, names, words, SEEDS, pairs, PLACE, PAYERS)
    return replace(found, **changes)  # type: ignore[arg-type]
