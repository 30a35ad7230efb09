"""Options and voice: what a person can really choose between, and how far its word counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.state.counts import MILLION

from .entering import preference_weight
from .own_rules import opportunity
from .people import Person
from .solvency import can_pay

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Count options, voice and capability of everyone in need."""
    tally = model.month_totals
    for person in model.people:
        domains = [d for d in range(4) if person.level[d] > 0]
        if not domains:
            continue
        new = model.new_way(person)
        voice = preference_weight(model, person, new)
        found = [_options(model, person, d, new) for d in domains]
        worth = 0.0
        for n in found:
            worth += opportunity(n)
        capability = int(worth / len(domains) * voice * MILLION)
        tally["capability"] += capability
        tally["options"] += sum(found) * MILLION // len(domains)
        tally["voice"] += int(voice * MILLION)
        tally["counted"] += 1
        if model.reformed:
            person.counters["capability"] += capability // 1000
            person.counters["options"] += sum(found)
            person.counters["voice"] += int(voice * 1000)


def _options(model: TwinModel, person: Person, d: int, new: bool) -> int:
    """Distinct options in a domain: operators, a plan, mainstream services, project actors."""
    g, o = model.geography, model.scenario_.organisation
    category, zone = person.category_now(), person.zone
    options = 0
    if category >= 0 and g.staff[category][d] > 0:
        asked_for = 0 if new and o.admission else person.complexity_now()
        one_list = new and o.entry and category in model.serving[zone].tolerances
        options += 1 if one_list else g.options.get((zone, category, asked_for), 0)
    if new and o.response:
        options += not o.entry or model.serving[zone].total[d] > 0
    linked = new and o.partnership
    finds = person.finds_once_told if linked else person.finds_alone
    options += finds[d]
    if linked or person.actor is not None:
        near = (model.actors[a] for a in g.actors_near.get((zone, d), ()))
        options += any(actor.alive and can_pay(model, person, actor) for actor in near)
    return options
