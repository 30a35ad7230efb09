"""Land: everything about a territory that does not change during a run, in the form kernels take.

It holds the reach between zones, the category for each need, the rates of change of needs and the
length of stays. Built once per run from a `Territory` and a `Scenario`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.data.tables import NO_CEILING, number
from sim.engine.jit import rule
from sim.engine.pointer import bundle
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.scenario import Scenario
from sim.state.layout import Layout
from sim.state.organisations import Counts
from sim.state.people import CLASSES, DOMAINS, STAGES
from sim.territory.territory import Territory

Array = npt.NDArray[Any]


@bundle("openness", "minutes", "up", "down", "bound", "orientation", "cat_staff", "payers")
class Environment(NamedTuple):
    """Static arrays and numbers of a run.

    Attributes
    ----------
    x, y : float64[Z]
        Position of the zones, minutes of travel.
    delay : float64[Z]
        Mean months to be assessed.
    reach, reach_start : int32
        Establishments within reach of a zone by category: rows ``reach_start[z*C + c]`` to
        ``reach_start[z*C + c + 1]``; nearest first. Where no home service is within reach, the
        nearest one of the département comes.
    road : float64[E]
        Minutes on the road for a staff minute with persons, of a home service in silos.
    actor_reach, actor_start : int32
        The same for project actors, by zone and domain.
    orientation : int8[3, 4, 4]
        Category by stage and two levels; -1 for none.
    floor : int8[P, 3, 4]
        Lasting part of the need by profile, stage and domain: no level eases below it.
    minutes : int32[3, 4, 4]
        Minutes a month by stage, domain, level.
    presence : int32[3, 4]
        Minutes of daily life that living in an establishment covers, by stage and level.
    expression, carer_share : float64[3, 4], float64[3, 2]
        By stage: mean ability to express a project, by level; law of where a carer lives.
    carer_minutes : int32[3, 2, 4, 3]
        Minutes that a carer can give, by stage, household, level of daily need and rank.
    plan_ceiling : int32[3, 4]
        Most minutes of daily life in a plan at home, by stage and level: of a service or of a pole.
    up, down : float64[3, 4, 4]
        Natural monthly rates.
    bound : float64[3, 4, 4]
        Upper bound of the probability of any change, same order.
    need_bound : float64[3, 4, 2]
        The largest of them without and with a need.
    unit_department : int32[U]
        Département of each unit.
    going_rate : float64[A]
        Cents that an hour of each project actor costs its funders at the start.
    full : int64[A]
        Minutes a month of each project actor at full activity.
    payers : float64[4, KINDS]
        Share of each kind of funder in what project actors of a domain are paid.
    cat_ceiling, cat_main : int32[C, 4], int8[C]
        Most minutes a month that a category gives, by level; domain of most of its minutes.
    matrix : float64[n, n]
        Stochastic matrix in place of the rates; n is 0 when the rates apply.
    """

    x: Array
    y: Array
    delay: Array
    department: Array
    openness: Array
    reach: Array
    reach_start: Array
    road: Array
    actor_reach: Array
    actor_start: Array
    going_rate: Array
    full: Array
    orientation: Array
    floor: Array
    minutes: Array
    presence: Array
    carer_share: Array
    carer_minutes: Array
    plan_ceiling: Array
    up: Array
    down: Array
    bound: Array
    need_bound: Array
    matrix: Array
    mortality: Array
    border_stay: Array
    cat_stage: Array
    cat_residential: Array
    cat_service: Array
    cat_by_hours: Array
    cat_ceiling: Array
    cat_main: Array
    cat_group: Array
    cat_stay: Array
    cat_another: Array
    cat_convertible: Array
    cat_staff: Array
    stay_cdf: Array
    operator_has: Array
    common_tolerance: Array
    unit_department: Array
    zone_journey: Array
    largest_category: Array
    largest_share: Array
    options: Array
    payers: Array
    expression: Array
    establishments: int
    categories: int
    actor_points: int
    common_points: int
    hour_points: int


TRAVEL_BASE = 8.0  # minutes to set out and arrive, whatever the distance (assumed)


@rule
def travel(x1: float, y1: float, x2: float, y2: float) -> float:
    """Minutes of travel between two points of the map, one way."""
    return TRAVEL_BASE + math.sqrt((x1 - x2) ** 2 + (y1 - y2) ** 2)


def _within_reach(
    zone: Array,
    kind: Array,
    comes: Array,
    layout: Layout,
    territory: Territory,
    scenario: Scenario,
) -> tuple[Array, Array]:
    """Rows within reach of each zone by kind, nearest first.

    Borders of départements are closed unless the scenario opens them. Of a kind that `comes` to
    persons (bool[kinds]), the nearest one is within reach of a zone that has no other.
    """
    kinds = len(comes)
    zones, minutes = territory.zones, scenario.access.reach
    x, y = layout.x, layout.y
    open_borders = scenario.access.cross_border
    found: list[Array] = []
    start = np.zeros(len(zones) * kinds + 1, np.int32)
    rows_of_department = {
        b: np.flatnonzero(zones.department[zone] == b) for b in range(territory.department_count)
    }
    for z in range(len(zones)):
        rows = (
            np.arange(len(zone)) if open_borders else rows_of_department[int(zones.department[z])]
        )
        away = np.hypot(x[zone[rows]] - x[z], y[zone[rows]] - y[z])
        order = np.lexsort((rows, away, kind[rows]))
        rows, away = rows[order], away[order]
        first = np.diff(kind[rows], prepend=-1) != 0  # nearest of its kind
        rows = rows[(away + TRAVEL_BASE <= minutes) | (first & comes[kind[rows]])]
        found.append(rows)
        start[z * kinds + 1 : (z + 1) * kinds + 1] = np.bincount(kind[rows], minlength=kinds)
    np.cumsum(start, out=start)
    return (np.concatenate(found) if found else np.zeros(0)).astype(np.int32), start


def lognormal_cdf(mean: float, sigma: float, longest: int) -> Array:
    """Cumulative law of the whole months of a lognormal stay, cut at `longest`.

    The location is solved so that the mean of the cut law is `mean`; float64[longest].
    """
    # Imported here: scipy.stats takes as long to load as all the rest, for one law.
    from scipy.optimize import brentq
    from scipy.stats import lognorm

    months = np.arange(1, longest + 1)

    def law(mu: float) -> Array:
        cdf = lognorm.cdf(months, sigma, scale=math.exp(mu))
        return np.asarray(cdf / cdf[-1])

    def excess(mu: float) -> float:
        p = np.diff(law(mu), prepend=0.0)
        return float(p @ months) - mean

    low, high = math.log(0.01), math.log(longest) + 8 * sigma
    if excess(high) < 0:
        raise ValueError(f"a lognormal stay of mean {mean} does not fit in {longest} months")
    return law(brentq(excess, low, high, xtol=1e-12))


def build_environment(territory: Territory, scenario: Scenario, layout: Layout) -> Environment:
    """Arrays of a territory under a scenario; `layout` is what both fix together."""
    t, s = territory, scenario
    counts, members = layout.counts, layout.home
    cats = t.categories
    e = t.establishments
    comes = cats.service & s.access.services_come
    reach, reach_start = _within_reach(e.zone, e.category, comes, layout, t, s)
    fixed = np.zeros(DOMAINS, np.bool_)
    actor_reach, actor_start = _within_reach(t.actors.zone, t.actors.domain, fixed, layout, t, s)
    full = t.actors.seats.astype(np.int64) * t.actors.minutes
    up, down = t.up * s.needs.pace, t.down * s.needs.pace
    steepest = up * (1 + s.needs.worsening * math.exp(s.needs.kappa))
    bound = np.minimum(1.0, steepest + down * (1 + s.needs.easing))
    n = len(s.needs.matrix)
    if n and (t.levels_stock[..., n:].any() or t.profiles.level_entry[..., n:].any()):
        raise InputError(Message("matrix.levels", territory=t.name, most=str(n - 1)))
    matrix = np.array(s.needs.matrix, np.float64).reshape(n, n)
    for level in range(n):
        bound[:, :, level] = 1.0 - matrix[level, level]
    stay = cats.stay_months / np.maximum(1.0 - cats.death_share, 1e-9)
    stay_cdf = np.zeros((counts.categories, 0))
    if s.places.stay_law == "lognormal":
        stay_cdf = np.stack(
            [lognormal_cdf(m, s.places.stay_sigma, s.places.stay_max) for m in stay]
        )
    operators = int(e.operator.max(initial=-1)) + 1
    operator_has = np.zeros((operators, counts.categories), np.uint8)
    operator_has[e.operator, e.category] = 1
    largest = _largest_members(t, counts, members)
    return Environment(
        x=layout.x.astype(np.float64),
        y=layout.y.astype(np.float64),
        delay=t.zones.assess_delay.astype(np.float64),
        department=t.zones.department.astype(np.int32),
        openness=t.zones.openness.astype(np.float64),
        reach=reach,
        reach_start=reach_start,
        road=_roads(t, layout, reach, reach_start),
        actor_reach=actor_reach,
        actor_start=actor_start,
        going_rate=t.actors.budget_cents / np.maximum(full * 12 / 60, 1e-9) * (full > 0),
        full=full,
        orientation=t.orientation.astype(np.int8),
        floor=t.profiles.floor.astype(np.int8),
        minutes=t.needs_minutes.astype(np.int32),
        presence=t.presence.astype(np.int32),
        carer_share=np.cumsum(t.persons.carer_share, axis=1),
        carer_minutes=t.persons.carer_minutes.astype(np.int32),
        plan_ceiling=_plan_ceilings(t),
        up=up,
        down=down,
        bound=bound,
        need_bound=np.stack([bound[:, :, 0], bound[:, :, 1:].max(axis=2)], axis=2),
        matrix=matrix,
        mortality=t.mortality.astype(np.float64),
        border_stay=t.border_stay.astype(np.float64),
        cat_stage=cats.stage.astype(np.int8),
        cat_residential=cats.residential.astype(np.int8),
        cat_service=cats.service.astype(np.int8),
        cat_by_hours=cats.by_hours.astype(np.int8),
        cat_ceiling=cats.ceiling.astype(np.int32),
        cat_main=cats.staff_minutes.argmax(axis=1).astype(np.int8),
        cat_group=cats.group_size.astype(np.float64),
        cat_stay=stay.astype(np.float64),
        cat_another=_another(cats.another, s.places.another),
        cat_convertible=cats.convertible.astype(np.float64),
        cat_staff=cats.staff_minutes.astype(np.int64),
        stay_cdf=stay_cdf,
        operator_has=operator_has,
        common_tolerance=_common_tolerance(t, counts, members),
        unit_department=_unit_departments(t, layout),
        zone_journey=_journeys(t, layout, members),
        largest_category=largest[0],
        largest_share=largest[1],
        options=_options(t, counts, reach, reach_start),
        payers=np.array(s.actors.payers, np.float64),
        expression=t.persons.expression.astype(np.float64),
        establishments=counts.establishments,
        categories=counts.categories,
        actor_points=counts.actor_points,
        common_points=counts.common_points,
        hour_points=counts.hour_points,
    )


def update_members(land: Environment, territory: Territory, layout: Layout, members: Array) -> None:
    """Update `land` after a change of members."""
    category, share = _largest_members(territory, layout.counts, members)
    land.common_tolerance[:] = _common_tolerance(territory, layout.counts, members)
    land.zone_journey[:] = _journeys(territory, layout, members)
    land.largest_category[:], land.largest_share[:] = category, share


def _common_tolerance(territory: Territory, counts: Counts, members: Array) -> Array:
    """Highest class that some member accepts by category, -1 if none; int8[P, C]."""
    e = territory.establishments
    common = np.full((counts.perimeters, counts.categories), -1, np.int8)
    inside = np.flatnonzero(members >= 0)
    np.maximum.at(common, (members[inside], e.category[inside]), e.tolerance[inside])
    return common


def _unit_departments(territory: Territory, layout: Layout) -> Array:
    """Département of each establishment, then of the first zone of each perimeter; int32[U]."""
    department = territory.zones.department.astype(np.int32)
    perimeter = layout.perimeter
    mine = np.zeros(layout.counts.perimeters, np.int32)
    inside = np.flatnonzero(perimeter >= 0)[::-1]
    mine[perimeter[inside]] = department[inside]
    return np.concatenate([department[territory.establishments.zone], mine])


def _journeys(territory: Territory, layout: Layout, members: Array) -> Array:
    """Minutes from each zone to the members of its perimeter, weighted by places; float64[Z]."""
    zones, e = territory.zones, territory.establishments
    x, y, perimeter = layout.x, layout.y, layout.perimeter
    journey = np.full(len(zones), TRAVEL_BASE)
    for p in np.unique(members[members >= 0]):
        mine = np.flatnonzero(members == p)
        weight = e.places[mine] / e.places[mine].sum()
        for z in np.flatnonzero(perimeter == p):
            away = np.hypot(x[e.zone[mine]] - x[z], y[e.zone[mine]] - y[z])
            journey[z] = TRAVEL_BASE + float(np.sort(away * weight).sum())
    return journey


def _another(shares: Array, share: float) -> Array:
    """Share of leavers who go on to another ESSMS, by category; one for all where it is given."""
    return np.full(len(shares), share) if share >= 0 else shares.astype(np.float64)


def _plan_ceilings(territory: Territory) -> Array:
    """Ceilings of daily life by stage and level: those of services that hours bound (home help)."""
    cats = territory.categories
    ceiling = np.full((STAGES, CLASSES), NO_CEILING, np.int32)
    for c in np.flatnonzero(cats.by_hours):
        ceiling[cats.stage[c]] = np.minimum(ceiling[cats.stage[c]], cats.ceiling[c])
    ceiling[:, 0] = 0
    return ceiling


def _roads(territory: Territory, layout: Layout, reach: Array, start: Array) -> Array:
    """Minutes on the road for a staff minute with persons, of each home service; float64[E].

    The mean journey is that to all persons of its stage of life who may ask for it, if they are
    shared equally among the services of the category within their reach. It is a property of the
    territory: what an organisation travels more or less than that costs or saves hours.
    """
    t, e, cats = territory, territory.establishments, territory.categories
    persons, minutes = np.zeros(len(e)), np.zeros(len(e))
    for near in range(len(start) - 1):
        z, c = divmod(near, len(cats))
        rows = reach[start[near] : start[near + 1]]
        if cats.service[c] and len(rows):
            asking = t.zones.stock[z, cats.stage[c]] / len(rows)
            away = np.hypot(
                layout.x[e.zone[rows]] - layout.x[z], layout.y[e.zone[rows]] - layout.y[z]
            )
            persons[rows] += asking
            minutes[rows] += asking * (away + TRAVEL_BASE)
    journey = np.divide(minutes, persons, out=np.zeros(len(e)), where=persons > 0)
    return cats.group_size[e.category] * (2.0 * journey / number("service_visit_minutes"))


def _largest_members(territory: Territory, counts: Counts, members: Array) -> tuple[Array, Array]:
    """Category (int8[P], -1 if none) and share of places (float64[P]) of the largest members."""
    e = territory.establishments
    category = np.full(counts.perimeters, -1, np.int8)
    share = np.zeros(counts.perimeters)
    for p in np.unique(members[members >= 0]):
        mine = np.flatnonzero(members == p)
        big = mine[np.argmax(e.places[mine])]
        category[p] = e.category[big]
        share[p] = e.places[big] / max(int(e.places[mine].sum()), 1)
    return category, share


def _options(territory: Territory, counts: Counts, reach: Array, reach_start: Array) -> Array:
    """Distinct operators of each category within reach that accept each class (int16[Z, C, 4]).

    Two establishments of one operator and category are one option: a second one adds none.
    """
    e = territory.establishments
    zone_kind = np.repeat(np.arange(len(reach_start) - 1), np.diff(reach_start))
    operators = np.int64(e.operator.max(initial=-1) + 1)
    options = np.zeros((counts.zones, counts.categories, CLASSES), np.int16)
    for rank in range(CLASSES):
        fits = e.tolerance[reach] >= rank
        # One number for each pair: sorting pairs of a country's zones took most of its start.
        pairs = np.unique(zone_kind[fits] * operators + e.operator[reach[fits]])
        found = np.bincount(pairs // operators, minlength=counts.zones * counts.categories)
        options[:, :, rank] = found.reshape(counts.zones, counts.categories)
    return options
