"""People come, grow older, move away and die."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.care.newcomers import STOCK_MONTH, person_key
from sim.state.people import ADULT_END, CHILD_END

from .people import Person

if TYPE_CHECKING:
    from .model import TwinModel


def settle_stock(model: TwinModel) -> None:
    """Let in everybody who is there at the start."""
    zone_keys = model.geography.zone_keys
    for zone, stages in enumerate(model.territory.zones.stock.tolist()):
        for stage, count in enumerate(stages):
            for serial in range(count):
                key = int(person_key(zone_keys[zone], STOCK_MONTH, stage, serial))
                model.people.append(Person(model, key, zone, stage, stock=True))
    model.order()


def step(model: TwinModel) -> None:
    """Deaths, departures, a month of age, newcomers."""
    g, switches = model.geography, model.scenario_.demography
    death = model.stream(draws.DEATH)
    leaving = model.stream(draws.LEAVING)
    dying, moving = [], []
    for person in model.people:
        age = person.age
        if switches.deaths:
            risk = g.mortality[min(age, len(g.mortality) - 1)]
            if draws.uniform(death, person.entity) < risk:
                dying.append(person)
                continue
        if switches.ageing and age + 1 in (CHILD_END, ADULT_END):
            stays = g.border_stay[g.block[person.zone]][int(age + 1 == ADULT_END)]
            if draws.uniform(leaving, person.entity) >= stays:
                moving.append(person)
    model.depart(dying, "deaths")
    model.depart(moving, "gone")
    if switches.ageing:
        for person in model.people:
            person.age += 1
            if person.age in (CHILD_END, ADULT_END):
                _needs_of_next_stage(person)
                person.enter_stage()
    if switches.arrivals:
        _newcomers(model)


def _needs_of_next_stage(person: Person) -> None:
    """Keep what exceeds the lasting part of each need, above the lasting part of the new stage."""
    for domain, level in enumerate(person.level):
        excess = max(level - person.lasting(domain, person.stage - 1), 0)
        person.level[domain] = min(person.lasting(domain, person.stage) + excess, 3)


def _newcomers(model: TwinModel) -> None:
    factor = model.scenario_.context.arrivals_factor
    for stage in range(3):
        stream = model.stream(draws.ARRIVALS, stage)
        for zone, entries in enumerate(model.geography.entries):
            zone_key = model.geography.zone_keys[zone]
            u = draws.uniform(stream, zone_key)
            for serial in range(draws.poisson(u, entries[stage] * factor)):
                key = int(person_key(zone_key, model.month, stage, serial))
                model.people.append(Person(model, key, zone, stage))
                model.month_totals["arrivals"] += 1
    model.order()
