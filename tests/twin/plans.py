"""Hours to measure: pooled, reviewed and granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.people import LATENT, SERVED, WAIT

from . import mainstream, reserve
from .conversion import shared, turn_back
from .endings import give_back, lasting, stay_months
from .entering import weight_of
from .funders import Block
from .organisations import Establishment, Unit
from .own_rules import direct_minutes, round_half_up, travel, travel_minutes
from .people import Person
from .prices import taken
from .referral import join_hours
from .solvency import seat_minutes
from .waits import SUPPORT, end

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Open the pools, cut what they can no longer give, follow needs, grant along the lists."""
    _open_pools(model)
    if model.scenario_.organisation.response:
        _keep(model)
        _trim(model)
        _review(model)
        turn_back(model)
        for unit in model.units:
            if any(unit.total) or any(unit.used):
                _grant(model, unit)


# -- pools ---------------------------------------------------------------------------------------


def _slippage(model: TwinModel, member: bool) -> float:
    """Share of paid hours that slips away from control."""
    s, f = model.scenario_, model.scenario_.funding
    control = f.control_annual
    if member and s.organisation.funding:
        control += model.practice * (f.control_pluriannual - f.control_annual)
    return f.shading * (1.0 - control)


def _open_pools(model: TwinModel) -> None:
    """Staff minutes after prices and slippage; those of converted places are pooled."""
    entry = model.scenario_.organisation.entry
    for unit in model.units:
        unit.total, unit.moved, unit.kept = [0] * 4, [0] * 4, [0] * 4
        unit.spare = [0] * 4
    tally = model.month_totals
    for e in model.establishments:
        member = e.perimeter is not None and model.practice > 0
        prices = taken(model, e.perimeter) if member else {}
        slip = _slippage(model, member)
        road = model.geography.road[e.number]
        for d, staff in enumerate(model.geography.staff[e.category]):
            staff += int(staff * road)
            vacant = int(staff * e.frozen)
            tally["staff_vacant"] += vacant * e.places
            tally["staff_total"] += vacant * e.places
            staff -= vacant
            rest = staff
            for name, share in prices.items():
                price = int(staff * share)
                rest -= price
                tally[f"staff_{name}"] += price * e.places
                if name == "reserve" and reserve.is_given(model):
                    reserve.keep(model, e, d, price * e.places)
            slipped = int(rest * slip)
            rest -= slipped
            e.staff[d] = round_half_up(rest / (1.0 + road))
            e.road[d] = rest - e.staff[d]
            tally["staff_total"] += staff * e.places
            tally["staff_undelivered"] += slipped * e.places
            pool = rest * e.converted
            common = shared(model, e, pool) if member and entry else 0
            if common:
                e.perimeter.total[d] += common
            e.total[d] += pool - common


# -- one person's hours --------------------------------------------------------------------------


def full_plan(model: TwinModel, person: Person, d: int) -> int:
    """Minutes of a full plan: the need, less what partners in the plan give."""
    need = person.need(d)
    if not (model.scenario_.organisation.partnership and model.new_way(person)):
        return person.at_most(d)
    if person.actor is not None and person.actor.domain == d:
        need -= seat_minutes(model, person)
    if person.level[d] == 1 and person.finds_once_told[d]:
        need -= mainstream.given(model, person, d, model.geography.minutes[person.stage][d][1])
    if d == 0:
        need -= person.care_at_hand
    return max(min(need, person.at_most(d)), 0)


def staff_minutes(model: TwinModel, person: Person, unit: Unit, minutes: int) -> tuple[int, int]:
    """Staff minutes with the person and on the road for minutes of support."""
    g, o = model.geography, model.scenario_.organisation
    if isinstance(unit, Establishment):
        home = person.zone
        journey = travel(g.x[home], g.y[home], g.x[unit.zone], g.y[unit.zone])
    else:
        journey = g.journey[person.zone]
    direct = direct_minutes(minutes, g.group[person.category], o.group_kept)
    journey *= model.scenario_.delivery.journey_factor
    return direct, travel_minutes(minutes, journey, o.visit_minutes)


def affordable(model: TwinModel, person: Person, unit: Unit, minutes: int, free: int) -> int:
    """Largest whole minutes, at most `minutes`, that free staff minutes allow."""
    cost = sum(staff_minutes(model, person, unit, minutes))
    if cost <= free:
        return minutes
    minutes = max(int(minutes * free / cost), 0)
    while minutes > 0 and sum(staff_minutes(model, person, unit, minutes)) > free:
        minutes -= 1
    return minutes


def _give(model: TwinModel, person: Person, d: int, minutes: int) -> None:
    """Change a domain of the plan to `minutes` of support."""
    person.set_plan(d, minutes, *staff_minutes(model, person, person.unit, minutes))


def _settle(person: Person) -> None:
    """Close a file with nothing planned and nothing waited for."""
    if not person.is_listed and not person.has_plan and person.place is None:
        person.release_plan()
        if person.state == WAIT:
            end(person, "need_ended", *SUPPORT)
        if person.state in (WAIT, SERVED):
            person.move_to(LATENT)


def _is_pooled(model: TwinModel, unit: Unit) -> bool:
    """Tell whether idle hours of a unit may go to the work of another trade."""
    return model.scenario_.organisation.funding and _block(model, unit).holds


def _keep(model: TwinModel) -> None:
    """Let idle hours of other trades carry the plans in force, as far as they go."""
    for unit in model.units:
        for d in range(4):
            if unit.free(d) < 0 and _is_pooled(model, unit):
                _borrow(model, unit, d, -unit.free(d))


def _trim(model: TwinModel) -> None:
    """Reduce alike what overdrawn units give; ask for the rest again."""
    hours = {
        (unit.number, d): (unit.total[d] + unit.moved[d], unit.used[d])
        for unit in model.units
        for d in range(4)
    }
    shares = {at: there / used for at, (there, used) in hours.items() if used > there}
    if not shares:
        return
    for person in model.people:
        unit = person.unit
        if unit is None:
            continue
        cut = [d for d in range(4) if person.plan[d] > 0 and (unit.number, d) in shares]
        for d in cut:
            budget = int(person.plan_cost[d] * shares[unit.number, d])
            _give(model, person, d, affordable(model, person, unit, person.plan[d], budget))
        if cut:
            join_hours(model, person, unit)


def _review(model: TwinModel) -> None:
    """Follow the needs that changed this month."""
    for person in model.changed:
        if person.unit is None:
            continue
        for d in range(4):
            target = full_plan(model, person, d)
            if person.plan[d] > target:
                had = person.plan_cost[d]
                _give(model, person, d, affordable(model, person, person.unit, target, had))
        if person.state == SERVED or person.has_plan:
            join_hours(model, person, person.unit)
            _settle(person)


def _block(model: TwinModel, unit: Unit) -> Block:
    """Return the block of a unit; a perimeter's is that of its first zone."""
    g = model.geography
    if isinstance(unit, Establishment):
        return model.blocks[g.block[unit.zone]]
    return model.blocks[g.block[g.perimeter_of_zone.index(unit.index)]]


# -- granting ------------------------------------------------------------------------------------


def _grant(model: TwinModel, unit: Unit) -> None:
    """Walk the lists, then move what is idle to those who still wait."""
    for d in range(4):
        _serve(model, unit, d)
    if not _is_pooled(model, unit):
        return
    for d in range(4):
        while waiting := len(unit.hour_lists[d]):
            lacking = _lacking(model, unit, d)
            if lacking > 0 and _borrow(model, unit, d, lacking) == 0:
                break
            _serve(model, unit, d)
            if len(unit.hour_lists[d]) == waiting:
                break


def _serve(model: TwinModel, unit: Unit, d: int) -> None:
    """Grant hours of one domain along the list, until what is left would be too thin."""
    o, tally = model.scenario_.organisation, model.month_totals
    weight = weight_of(model)
    while (free := unit.to_grant(d)) > 0:
        first = unit.hour_lists[d].first(model.month, weight)
        if first is None:
            return
        person = first[0]
        target = full_plan(model, person, d)
        gap = target - person.plan[d]
        if gap <= 0:
            person.leave(d)
            _settle(person)
            continue
        minutes = affordable(model, person, unit, target, free + person.plan_cost[d])
        more = minutes - person.plan[d]
        if more <= 0 or (minutes < target and more < o.floor_share * gap):
            return
        if person.plan[d] == 0:
            joint = unit.perimeter if isinstance(unit, Establishment) else unit
            longer = lasting(model, person, joint)
            stay = stay_months(model, person.luck(draws.STAY, d), person.category, longer)
            person.plan_until[d] = model.month + stay
            tally["planned"] += 1
        _give(model, person, d, minutes)
        tally["thin"] += minutes < target
        person.leave(d)
        if person.place is not None:  # kept until what follows has come
            give_back(model, person)
        if not person.goes_on_to_a_place:
            person.leave_places()
            if person.state != SERVED:
                person.move_to(SERVED)


def _lacking(model: TwinModel, unit: Unit, d: int) -> int:
    """Staff minutes that the first file of a list lacks beyond what is free."""
    first = unit.hour_lists[d].first(model.month, weight_of(model))
    if first is None:
        return 0
    person = first[0]
    cost = sum(staff_minutes(model, person, unit, full_plan(model, person, d)))
    return max(cost - person.plan_cost[d] - unit.to_grant(d), 0)


def _borrow(model: TwinModel, unit: Unit, d: int, wanted: int) -> int:
    """Move idle minutes of trades that nobody waits for; return the minutes gained."""
    rate = model.scenario_.organisation.reallocation
    gained = 0
    for other in range(4):
        idle = unit.to_grant(other)
        if rate <= 0 or other == d or gained >= wanted:
            continue
        if len(unit.hour_lists[other]) or idle <= 0:
            continue
        taken = min(idle, int((wanted - gained) / rate) + 1)
        gain = int(taken * rate)
        unit.moved[other] -= taken
        unit.moved[d] += gain
        gained += gain
    return gained
