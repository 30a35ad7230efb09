"""Demography: people come, grow older, move away and die (4.1, section 3 of the design).

All of it belongs to the seed, never to the scenario: who is born into the model, with which needs,
relatives and luck, and when they die, is the same in every world that is compared. A newcomer's key
is made of place, month and rank of arrival, never of a running counter.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.engine.pointer import bundle
from sim.processes.care.holdings import release_all, set_state
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import heaviest
from sim.processes.care.running_counts import change_state_counted, count_until, retire
from sim.processes.organisation.practice import adoption_rank
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.people import (
    ABSENT,
    ADULT_END,
    CHILD_END,
    COVER_SEEN,
    DOMAINS,
    FIRST,
    HOUR_SEEN,
    LATENT,
    NEVER,
    NOTHING,
    ORDINARY,
    STAGES,
    UNWILLING,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World

# Borders between bands of age within which one bound of mortality serves, months.
OLD: Final = 960
OLDEST: Final = 1200

# A key is 64 bits: département 8 and zone 16 (`sim.territory.build.Zones.keys`), month 14, stage 2,
# serial 24. Months start far before the burn-in.
FIRST_MONTH = 4096
STOCK_MONTH = -FIRST_MONTH  # month of the keys of those present at the very start


@bundle()
class Origins(NamedTuple):
    """Tables from which newcomers are drawn.

    Attributes
    ----------
    zone_key : uint64[Z]
        Identity of each zone, the same whatever else the territory holds.
    entries : float64[Z, 3]
        Mean newcomers a month by stage.
    entry_age, stock_age : float64[3, 1321], float64[B, 3, 1321]
        Cumulative law of the age in months.
    entry_level, stock_level : float64[3, 4, 4]
        Cumulative law of the level by stage and domain.
    """

    zone_key: Array
    entries: Array
    block: Array
    entry_age: Array
    stock_age: Array
    entry_level: Array
    stock_level: Array
    women: Array
    digital_ends: Array
    digital: Array
    income: Array
    expression: Array
    carer_share: Array
    carer_burden: Array
    carer_minutes: Array
    openness: Array
    known: float
    non_take_up: float


@rule
def person_key(zone_key: np.uint64, month: int, stage: int, serial: int) -> np.uint64:
    """Identity of a person: where, when and in which rank it came."""
    a = np.uint64(zone_key) << np.uint64(40)
    b = np.uint64(month + FIRST_MONTH) << np.uint64(26)
    c = np.uint64(stage) << np.uint64(24)
    return np.uint64(a | b | c | np.uint64(serial))


@rule
def mainstream_found(u: float, knowing: float, openness: float, known: float) -> int:
    """Whether a mainstream service is found: 0 no, 1 once told of it, 3 by oneself too."""
    if u >= openness:
        return 0
    return 3 if knowing < known else 1


@rule
def ability_of(u: float, mean: float) -> float:
    """Ability to express a project: uniform around the mean of the stage and class, in [0, 1]."""
    spread = min(mean, 1.0 - mean, 0.25)
    return mean + spread * (2.0 * u - 1.0)


@rule
def arrive(
    P: P_, origins: Origins, i: int, key: np.uint64, zone: int, stage: int, stock: bool, seed: int
) -> None:
    """Fill an empty row with a person drawn from its key alone."""
    once = draws.ONCE
    P.key[i] = key
    P.zone[i] = zone
    u = draws.draw(seed, once, draws.AGE, 0, key)
    if stock:
        law = origins.stock_age[origins.block[zone], stage]
    else:
        law = origins.entry_age[stage]
    age = draws.which(u, law)
    P.age[i] = age
    P.sex[i] = int(draws.draw(seed, once, draws.SEX, 0, key) >= origins.women[stage])
    P.income[i] = draws.which(draws.draw(seed, once, draws.INCOME, 0, key), origins.income[stage])
    band = draws.which(float(age), origins.digital_ends)
    P.digital[i] = draws.which(draws.draw(seed, once, draws.DIGITAL, 0, key), origins.digital[band])
    found = 0
    for d in range(DOMAINS):
        u = draws.draw(seed, once, draws.LEVEL, d, key)
        if stock:
            P.level[i, d] = draws.which(u, origins.stock_level[stage, d])
        else:
            P.level[i, d] = draws.which(u, origins.entry_level[stage, d])
        bits = mainstream_found(
            draws.draw(seed, once, draws.FOUND, d, key),
            draws.draw(seed, once, draws.KNOWN, d, key),
            origins.openness[zone, d],
            origins.known,
        )
        found |= ((bits >> 1) << d) | ((bits & 1) << (4 + d))
    P.found[i] = found
    mean = origins.expression[stage, heaviest(P, i)]
    P.ability[i] = ability_of(draws.draw(seed, once, draws.ABILITY, 0, key), mean)
    if draws.draw(seed, once, draws.CARER, 0, key) < origins.carer_share[stage]:
        burden = draws.which(draws.draw(seed, once, draws.CARER, 1, key), origins.carer_burden)
        P.carer[i] = origins.carer_minutes[stage, burden]
    if draws.draw(seed, once, draws.WILLING, 0, key) < origins.non_take_up:
        P.marks[i] |= UNWILLING
    P.state[i] = LATENT
    P.luck[i] = draws.luck_of(key)
    P.adoption[i] = adoption_rank(seed, key)
    P.fresh[i] = 1
    P.since[i] = NEVER


@rule
def cell_of(P: P_, i: int) -> int:
    """Group of a person for tables: stage, sex, income, digital access, heaviest need (216)."""
    cell = stage_of(P.age[i])
    cell = cell * 2 + int(P.sex[i])
    cell = cell * 3 + int(P.income[i])
    cell = cell * 3 + int(P.digital[i])
    return int(cell * 4 + int(heaviest(P, i)))


@kernel
def count_arrivals(origins: Origins, seed: int, month: int, factor: float, counts: Array) -> int:
    """Newcomers of the month by zone and stage, Poisson; returns their number."""
    total = 0
    for stage in range(STAGES):
        k = draws.stream(seed, month, draws.ARRIVALS, stage)
        for z in range(origins.entries.shape[0]):
            u = draws.uniform(k, origins.zone_key[z])
            n = draws.poisson(u, origins.entries[z, stage] * factor)
            counts[z, stage] = n
            total += n
    return total


@kernel
def settle_in(
    rows: Array, counts: Array, P: P_, O: O_, origins: Origins, seed: int, month: int, stock: int
) -> None:
    """Fill `rows` with the newcomers counted by zone and stage, in key order."""
    n = 0
    for z in range(counts.shape[0]):
        zone_key = origins.zone_key[z]
        for stage in range(STAGES):
            for serial in range(counts[z, stage]):
                i = row(rows, n)
                key = person_key(zone_key, STOCK_MONTH if stock else month, stage, serial)
                arrive(P, origins, i, key, z, stage, stock != 0, seed)
                P.cell[i] = cell_of(P, i)
                n += 1
    O.tally[tally.ARRIVALS] += n


@kernel
def decide(
    lo: int,
    hi: int,
    seed: int,
    month: int,
    luck: Array,
    age: Array,
    state: Array,
    mortality: Array,
    ageing: int,
    event: Array,
) -> None:
    """Mark who may die (1) and who reaches a border of age (2); let all grow a month older.

    Parameters
    ----------
    mortality : float64[4]
        Upper bound of the monthly probability to die in each band of age.
    """
    k_death = draws.stream(seed, month, draws.DEATH, 0)
    young, old = draws.threshold(mortality[0]), draws.threshold(mortality[1])
    older, oldest = draws.threshold(mortality[2]), draws.threshold(mortality[3])
    month_more = np.int16(ageing)
    reaches = np.int8(2 * ageing)
    ages, states, lucks, events = age[lo:hi], state[lo:hi], luck[lo:hi], event[lo:hi]
    for i in range(len(ages)):
        a = ages[i]
        present = states[i] != ABSENT
        b = young if a < ADULT_END else (old if a < OLD else (older if a < OLDEST else oldest))
        dies = np.int8((draws.bits_of(k_death, lucks[i]) < b) & present)
        a = np.int16(a + (month_more if present else np.int16(0)))
        border = ((a == CHILD_END) | (a == ADULT_END)) & present
        events[i] = np.int8(dies | (reaches if border else np.int8(0)))
        ages[i] = a


def mortality_bounds(mortality: Array) -> Array:
    """Upper bounds of the monthly probability to die, by band of age; float64[4]."""
    last = len(mortality) - 1
    edges = [min(edge, last) for edge in (0, ADULT_END, OLD, OLDEST)]
    return np.array([mortality[a : max(b, a + 1)].max() for a, b in pairwise([*edges, last + 1])])


@kernel
def end_lives(
    rows: Array,
    event: Array,
    P: P_,
    O: O_,
    L: L_,
    seed: int,
    month: int,
    ageing: int,
    ended: Array,
) -> int:
    """End the presence of who dies, and of who leaves the territory at a border of age.

    Death is drawn at the age before the month was added. Returns how many rows were written to
    `ended`, to be folded and released.
    """
    k_death = draws.stream(seed, month, draws.DEATH, 0)
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        dies = False
        if event[i] & 1:
            before = min(P.age[i] - ageing, len(L.mortality) - 1)
            dies = draws.uniform_of(k_death, P.luck[i]) < L.mortality[before]
        if not dies:
            if not event[i] & 2:
                continue
            border = 0 if P.age[i] == CHILD_END else 1
            stays = L.border_stay[L.block[P.zone[i]], border]
            if draws.draw(seed, month, draws.LEAVING, 0, P.key[i]) < stays:
                P.fresh[i] = 1  # another stage of life, other needs
                continue
        O.tally[tally.DEATHS if dies else tally.GONE] += 1
        end_presence(P, O, L, i, month)
        ended[n] = i
        n += 1
    return n


@kernel
def leave_system(rows: Array, P: P_, O: O_, L: L_, month: int) -> None:
    """End the presence of persons who leave for another reason (end of an exact case's stay)."""
    for r in range(len(rows)):
        O.tally[tally.GONE] += 1
        end_presence(P, O, L, row(rows, r), month)


@rule
def end_presence(P: P_, O: O_, L: L_, i: int, month: int) -> None:
    """Give everything back and close the file."""
    residential = 0
    if P.place[i] >= 0:
        residential = int(L.cat_residential[O.e_category[P.place[i]]])
    retire(P, O, i, month)
    release_all(P, O, residential, i)
    set_state(P, O, i, ABSENT, month)
    change_state_counted(P, O, i)


@kernel
def empty(rows: Array, P: P_) -> None:
    """Write what the table of columns says of an empty row."""
    for r in range(len(rows)):
        i = row(rows, r)
        P.key[i] = 0
        P.luck[i] = 0
        P.zone[i] = 0
        P.age[i] = 0
        P.sex[i] = 0
        P.income[i] = 0
        P.digital[i] = 0
        P.ability[i] = 0.0
        P.adoption[i] = 0.0
        P.carer[i] = 0
        P.strain[i] = 0.0
        P.residence[i] = ORDINARY
        P.level[i, :] = 0
        P.unmet[i, :] = 0.0
        P.cover[i, :] = 1.0
        P.state[i] = ABSENT
        P.pending[i] = NOTHING
        P.category[i] = -1
        P.complexity[i] = 0
        P.marks[i] = 0
        P.found[i] = 0
        P.place[i] = -1
        P.until[i] = NEVER
        P.unit[i] = -1
        P.plan[i, :] = 0
        P.plan_cost[i, :] = 0
        P.plan_direct[i, :] = 0
        P.plan_until[i, :] = NEVER
        P.minimal[i] = 0
        P.actor[i] = -1
        P.actor_until[i] = NEVER
        P.asked[i] = NEVER
        P.waiting[i] = NEVER
        P.return_until[i] = NEVER
        P.cell[i] = 0
        P.fresh[i] = 0
        P.since[i] = NEVER
        P.was[i] = ABSENT
        P.flags[i] = 0
        P.excess[i] = 0.0
        P.now[i, :] = 0
        P.desk[i, :] = -1
        P.ahead[i, :] = -1
        P.behind[i, :] = -1
        P.counters[i, :] = 0


@kernel
def fold(rows: Array, P: P_, month: int, cells: Array, zones: Array) -> None:
    """Add the counters of persons, up to a month, to those of their group and zone."""
    for r in range(len(rows)):
        i = row(rows, r)
        if P.was[i] != ABSENT:
            count_until(P, i, month)
        for c in range(P.counters.shape[1]):
            cells[P.cell[i], c] += P.counters[i, c]
            zones[P.zone[i], c] += P.counters[i, c]


@kernel
def censor(rows: Array, P: P_, month: int, censored: Array) -> None:
    """Count the waits that have not ended: by kind, class and months so far."""
    for r in range(len(rows)):
        i = row(rows, r)
        if P.asked[i] == NEVER:
            continue
        months = min(month - P.asked[i], tally.WAIT_MONTHS - 1)
        if P.pending[i] == FIRST:
            censored[tally.TO_ASSESSMENT, P.complexity[i], months] += 1
        if not P.marks[i] & HOUR_SEEN:
            censored[tally.TO_HOUR, P.complexity[i], months] += 1
        if not P.marks[i] & COVER_SEEN:
            censored[tally.TO_COVER, P.complexity[i], months] += 1


@kernel
def start_counting(lo: int, hi: int, P: P_, month: int) -> None:
    """At the reform: counters at zero, groups by what each person is now."""
    for i in range(lo, hi):
        P.since[i] = month
        for c in range(P.counters.shape[1]):
            P.counters[i, c] = 0
        P.cell[i] = cell_of(P, i)


class Demography(Process):
    """Deaths, departures, a month of age, newcomers."""

    phase = 1
    bound: Array | None = None

    def step(self, model: World) -> None:
        """Walk the month; rows of those who leave are folded, emptied and may be reused."""
        m, p = model, model.people
        switches = m.scenario_.demography
        ageing = int(switches.ageing)
        if self.bound is None:
            mortality = m.land.mortality
            self.bound = mortality_bounds(mortality if switches.deaths else 0.0 * mortality)
        if switches.deaths or switches.ageing:
            m.each_block(
                decide,
                m.seed,
                m.month,
                p.luck,
                p.age,
                p.state,
                self.bound,
                ageing,
                m.event,
            )
            rows = m.hits(ordered=False)
            if len(rows):
                ended = np.empty_like(rows)
                n = end_lives(rows, m.event, m.P, m.O, m.L, m.seed, m.month, ageing, ended)
                m.vacate(ended[:n])
        if switches.arrivals:
            counts = np.zeros((len(m.entries), STAGES), np.int64)
            factor = m.scenario_.context.arrivals_factor if m.month >= 0 else 1.0
            m.welcome(counts, count_arrivals(m.origins, m.seed, m.month, factor, counts))
