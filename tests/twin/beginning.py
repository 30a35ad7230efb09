"""Who has asked before the first month of a warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws

from .access import assess, open_file
from .entering import preference_weight
from .own_rules import ask_probability, fit, joined_up
from .people import Person, narrow

if TYPE_CHECKING:
    from .model import TwinModel


def begin(model: TwinModel) -> None:
    """Let those ask who would have asked by now, if nobody had been helped yet."""
    s = model.scenario_
    by_hours = s.crises.weight == "hours"
    severe = [sum(domain[3] for domain in stage) for stage in model.geography.minutes]
    for person in model.people:
        person.unmet = [narrow(1.0 - _covered(model, person, d)) for d in range(4)]
        sizes = [person.need(d) if by_hours else person.level[d] for d in range(4)]
        weighted = sum(x * size for x, size in zip(person.unmet, sizes, strict=True))
        crisis = s.crises.rate * (weighted / (max(severe) if by_hours else 12))
        present = model.geography.since(person.zone, person.age)[person.profile]
        if _once(model, person, 1) < _gone_by(crisis, present):
            person.unwilling = False
        category = person.category_now()
        if category < 0:
            continue
        able = s.access.able[person.digital]
        asks = ask_probability(s.access.ask_rate[max(person.level)], able, person.unwilling)
        if _once(model, person, 0) < _gone_by(asks + crisis, model.geography.stay[category]):
            open_file(model, person)
            assess(model, person)


def _once(model: TwinModel, person: Person, slot: int) -> float:
    return draws.draw(model.seed_, draws.ONCE, draws.BEGINNING, slot, person.entity)


def _gone_by(rate: float, months: float) -> float:
    return rate * months / (1.0 + rate * months)


def _covered(model: TwinModel, person: Person, domain: int) -> float:
    """Return the share of a need that relatives and mainstream services cover."""
    delivery, level = model.scenario_.delivery, person.level[domain]
    need = person.need(domain)
    if need == 0:
        return 1.0
    finds = [person.finds_alone[d] and person.level[d] == 1 for d in range(4)]
    some = any(found and person.need(d) > 0 for d, found in enumerate(finds))
    works = fit(delivery.misfit, preference_weight(model, person, new=False))
    works *= joined_up(delivery.fragmentation, int(some))
    met = int(need * finds[domain] * works)
    if domain == 0:
        met += min(need - met, person.care_at_hand)
        if level == 3:
            met = min(met, int(need * delivery.presence_home))
    return met / need
