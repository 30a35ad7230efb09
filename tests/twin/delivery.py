"""What reaches each person, what it covers, and what unmet need and strain end in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.counts import MILLION
from sim.state.people import (
    ASSESS,
    INSTITUTION,
    LATENT,
    LOST,
    ORDINARY,
    REFUSED,
    WAIT,
)

from . import mainstream
from .access import open_file
from .entering import preference_weight
from .funders import pooled
from .own_rules import (
    burnout_probability,
    crisis_probability,
    fit,
    idle_bonus,
    joined_up,
    memory_after,
    place_minutes,
    strain_after,
    strain_excess,
    twentieths,
)
from .people import Person, narrow
from .solvency import seat_minutes
from .waits import follow

if TYPE_CHECKING:
    from .model import TwinModel

STATE_NAMES = ("", "latent", "assess", "wait", "served", "refused", "renounced", "no_offer")


def step(model: TwinModel) -> None:
    """Deliver in places, in plans and to each person."""
    _deliver_places(model)
    _deliver_plans(model)
    if model.month % 3 == 0:
        mainstream.step(model)
    crisis = model.stream(draws.CRISIS)
    burnout = model.stream(draws.BURNOUT)
    escalation = model.stream(draws.ESCALATION)
    s, tally = model.scenario_, model.month_totals
    model.crises = []
    severe = [sum(domain[3] for domain in stage) for stage in model.geography.minutes]
    most = max(severe) if s.crises.weight == "hours" else 4 * 3
    for person in model.people:
        tally["people"] += 1
        tally[STATE_NAMES[person.state]] += 1
        formal, support, share_that_works, has_hours = _receive(model, person)
        need, unmet, weighted = _cover(model, person, formal, support, share_that_works)
        in_crisis = draws.uniform(crisis, person.entity) < crisis_probability(
            s.crises.rate, weighted, most
        )
        burns_out = person.carer > 0 and draws.uniform(
            burnout, person.entity
        ) < burnout_probability(s.carers.burnout_rate, s.carers.burnout_slope, person.strain)
        escalates = (
            person.state == WAIT
            and not person.escalated
            and draws.uniform(escalation, person.entity) < s.crises.escalation
        )
        if in_crisis or burns_out or escalates:
            model.crises.append((person, in_crisis, burns_out, escalates))
        _note(model, person, need, unmet)
        follow(person, support, has_hours)


def _deliver_places(model: TwinModel) -> None:
    """Share of need that each establishment gives; where staff minutes went."""
    s, tally = model.scenario_, model.month_totals
    o = s.organisation
    present: dict[int, list[Person]] = {e.number: [] for e in model.establishments}
    for person in model.people:
        if person.place is not None:
            present[person.place.number].append(person)
    for e in model.establishments:
        for person in present[e.number]:
            person.claimed = [person.claim(d) for d in range(4)]
        e.needed = [sum(person.claimed[d] for person in present[e.number]) for d in range(4)]
        used = e.places_used
        vacant = e.open - used
        most = 1.0 if e.is_service else s.delivery.place_most
        for d, staff in enumerate(e.staff):
            minutes = 0
            if e.occupied > 0:
                minutes = place_minutes(staff, e.group, used, e.occupied, e.heavy, o.heavier_mix)
                if vacant > 0 and pooled(model, e):
                    rate = o.reallocation * model.practice
                    minutes += idle_bonus(minutes, staff * vacant, rate, e.group)
            minutes = int(minutes * (1.0 + s.innovation.worth * (e.practice > 0)))
            e.share_given[d] = twentieths(minutes, e.needed[d], most, e.share_given[d])
            tally[f"place_offer_{d}"] += minutes
            tally["staff_place"] += staff * used
            tally["staff_travel"] += e.road[d] * used
            tally["staff_idle"] += (staff + e.road[d]) * vacant
            tally["staff_vacant"] += (staff + e.road[d]) * e.closed
        tally["places"] += e.places
        tally["places_used"] += used
        tally["places_converted"] += e.converted
        tally["places_closed"] += e.closed


def _deliver_plans(model: TwinModel) -> None:
    """Where the staff minutes of the pools went."""
    tally = model.month_totals
    for unit in model.units:
        for d in range(4):
            tally["staff_direct"] += unit.direct[d]
            tally["staff_travel"] += unit.used[d] - unit.direct[d]
            tally["staff_pool_idle"] += unit.free(d)
            tally["staff_moved"] -= unit.moved[d]


def _receive(model: TwinModel, person: Person) -> tuple[list[int], list[int], float, bool]:
    """Return formal and all minutes by domain, the share that works, and whether any hour came."""
    s, o, tally = model.scenario_, model.scenario_.organisation, model.month_totals
    new = model.new_way(person)
    linked = new and o.partnership
    place, actor = person.place, person.actor
    providers = 0
    formal = [0, 0, 0, 0]
    has_hours = False
    if place is not None:
        providers += 1
        for d, twentieth in enumerate(place.share_given):
            given = person.claim(d) * twentieth // 20
            has_hours = has_hours or given > 0
            formal[d] += given
            tally[f"place_{d}"] += given
    if person.has_plan:
        providers += 1
        has_hours = True
        tally["composed"] += 1
        for d, given in enumerate(person.plan):
            formal[d] += given
            tally[f"plan_{d}"] += given
    support = list(formal)
    if actor is not None:
        has_hours = True
        providers += not linked  # in a plan, partners are part of it
        support[actor.domain] += seat_minutes(model, person)
        tally["from_actors"] += seat_minutes(model, person)
    finds = person.finds_once_told if linked else person.finds_alone
    some = False
    for d, level in enumerate(person.level):
        if level == 1 and finds[d]:
            rest = mainstream.given(model, person, d, person.need(d) - support[d])
            if rest > 0:
                some = True
                support[d] += rest
                tally["from_mainstream"] += rest
    providers += some and not linked
    tally["helped"] += has_hours
    if providers > 0:
        tally["providers"] += providers
        tally["supported"] += 1
    referent = new and o.coordination
    loss = o.fragmentation_with_referent if referent else s.delivery.fragmentation
    weight = preference_weight(model, person, new)
    works = fit(s.delivery.misfit, weight) * joined_up(loss, providers)
    return formal, support, works, has_hours


def _cover(
    model: TwinModel, person: Person, formal: list[int], support: list[int], works: float
) -> tuple[int, int, float]:
    """Compare what works with the need; return minutes of need, unmet, and weighted memory."""
    s, tally = model.scenario_, model.month_totals
    in_need = any(person.level)
    shares = []
    all_needed = all_unmet = 0
    weighted = 0.0
    minutes = model.geography.minutes[person.stage]
    for d, level in enumerate(person.level):
        need = minutes[d][level]
        met = int((support[d] + person.bridge[d]) * works)
        tally["from_reserve"] += person.bridge[d]
        tally["wasted"] += max(formal[d] - need, 0)
        if d == 0:
            if person.residence == INSTITUTION:
                met += model.geography.presence[person.stage][level]
                tally["from_living"] += model.geography.presence[person.stage][level]
            if person.carer > 0:
                met += _carer_gives(model, person, max(need - met, 0))
            if level == 3 and person.residence != INSTITUTION:
                met = min(met, int(need * s.delivery.presence_home))
        met = min(met, need)
        person.lacking[d] = need - met
        share = met / need if need > 0 else 1.0
        shares.append(share)
        person.cover[d] = narrow(share)
        memory = memory_after(person.unmet[d], s.needs.memory, person.cover[d])
        person.unmet[d] = narrow(memory)
        weighted += person.unmet[d] * (need if s.crises.weight == "hours" else level)
        all_needed += need
        all_unmet += need - met
        tally[f"need_{d}"] += need
        tally[f"unmet_{d}"] += need - met
    covered = min(shares) >= s.delivery.threshold
    tally["in_need"] += in_need
    tally["covered_60"] += in_need and min(shares) >= 0.6
    tally["covered_95"] += in_need and min(shares) >= 0.95
    person.covered = covered and in_need
    person.counters["covered"] += covered and model.reformed
    return all_needed, all_unmet, weighted


def _carer_gives(model: TwinModel, person: Person, load: int) -> int:
    """Take what a relative gives, up to its capacity; load above it builds strain."""
    carers, tally = model.scenario_.carers, model.month_totals
    able = person.care_at_hand
    given = min(load, able)
    excess = narrow(strain_excess(load, able)) if able > 0 else 0.0
    strain = strain_after(person.strain, excess, carers.recovery, carers.overload)
    person.strain = narrow(strain)
    tally["from_carers"] += given
    tally["carer_load"] += load
    tally["carer_capacity"] += able
    tally["carers"] += 1
    tally["strain"] += int(person.strain * MILLION)
    person.counters["overload"] += load > able and model.reformed
    return given


def _note(model: TwinModel, person: Person, need: int, unmet: int) -> None:
    """Count the month: where the person stands, its counters."""
    tally = model.month_totals
    tally["covered"] += person.covered
    tally["institution"] += person.residence == INSTITUTION
    tally["blocked"] += person.over_age
    if model.reformed:
        counters = person.counters
        counters["months"] += 1
        counters["need"] += need
        counters["unmet"] += unmet
        counters["waiting"] += person.state in (WAIT, ASSESS)
        counters["without"] += person.state >= REFUSED


def step_crises(model: TwinModel) -> None:
    """Crises, burnouts and escalations happen."""
    crises, tally = model.scenario_.crises, model.month_totals
    model.crisis_zones = []
    for person, in_crisis, burns_out, escalates in model.crises:
        if burns_out:
            person.carer, person.strain = 0, 0.0
            tally["burnouts"] += 1
        if in_crisis:
            tally["crises"] += 1
            model.crisis_zones.append(person.zone)
            person.counters["crises"] += 1
            person.unwilling = False  # now known to the services
            person.urgent = model.month + 1
            lost = person.luck(draws.CRISIS, 1) < crises.residence_lost
            if lost and person.residence == ORDINARY:
                person.residence = LOST
                tally["residence_lost"] += 1
            if person.state == LATENT:
                open_file(model, person)
        if escalates:
            person.escalated = True
            tally["escalated"] += 1
            if crises.escalation_changes == "need":
                d = person.heaviest_domain()
                person.level[d] = min(person.level[d] + 1, 3)
