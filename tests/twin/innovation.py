"""New responses: created, spread, kept or lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.processes.organisation.imitation import LIVES, OF_ACTOR, OF_ESTABLISHMENT, STEPS
from sim.processes.organisation.innovation import TAKEN_OVER

from .organisations import Establishment, ProjectActor
from .people import narrow
from .rules import (
    absorb_after,
    adopt_probability,
    bass_probability,
    create_probability,
    link_of,
    parent_is_new,
    slack_of,
    trust_of,
    up_to,
)

if TYPE_CHECKING:
    from .model import TwinModel

Organisation = Establishment | ProjectActor


def step(model: TwinModel) -> None:
    """Let responses live, spread and, once a year, be taken over by stable money."""
    imitation = model.scenario_.innovation.imitation
    _live_on(model)
    if imitation == "partners":
        _spread_among_partners(model)
    elif imitation == "bass":
        _spread_to_all(model)
    elif imitation == "moran":
        _replace_each_other(model)
    if model.month % 12 == 0:
        for one in _existing(model):
            if one.practice == LIVES and is_carried(model, one):
                if _luck(model, draws.KEEP, one) < model.scenario_.innovation.institutionalise:
                    one.practice = TAKEN_OVER
                    model.month_totals["kept"] += 1
    model.month_totals["practising"] += sum(one.practice > 0 for one in _existing(model))


def _existing(model: TwinModel) -> list[Organisation]:
    """Return all organisations that exist, actors first."""
    actors = [actor for actor in model.actors if actor.alive]
    return [*actors, *(e for e in model.establishments if e.places > 0)]


def _luck(model: TwinModel, decision: int, one: Organisation) -> float:
    slot = OF_ACTOR if isinstance(one, ProjectActor) else OF_ESTABLISHMENT
    return draws.draw(model.seed_, model.month, decision, slot, np.uint64(one.key))


def is_carried(model: TwinModel, one: Organisation) -> bool:
    """Tell whether money of funders who hold to the reform carries an organisation."""
    block = model.geography.block[one.zone]
    if isinstance(one, ProjectActor):
        return any(model.holds(block, c.payer) for c in one.serving(model.month))
    held = sum(due for kind, due in enumerate(one.due) if model.holds(block, kind))
    return 2 * held >= sum(one.due)


def _live_on(model: TwinModel) -> None:
    """End what nobody carries any more; absorb; invent."""
    i, tally = model.scenario_.innovation, model.month_totals
    for actor in model.actors:
        if not actor.alive:
            tally["forgotten"] += actor.practice == LIVES
            actor.practice, actor.absorb = 0, 1.0
            continue
        funded = actor.bought(model.month) > 0
        actor.absorb = narrow(absorb_after(actor.absorb, funded, i.absorb_gain, i.absorb_loss))
        _lapse(model, actor)
        if actor.practice == 0 and funded:
            running = actor.serving(model.month)
            minutes = sum(c.minutes for c in running)
            ahead = sum(c.minutes * (c.end - model.month) for c in running) / minutes
            slack = slack_of(actor.cash, actor.base, i.slack_months)
            chance = create_probability(i.create, slack, up_to(ahead, i.horizon_months))
            if _luck(model, draws.INVENT, actor) < chance:
                actor.practice = LIVES
                tally["invented"] += 1
    for establishment in model.establishments:
        _lapse(model, establishment)


def _lapse(model: TwinModel, one: Organisation) -> None:
    lapses = model.scenario_.innovation.lapses
    if lapses and one.practice == LIVES and not is_carried(model, one):
        one.practice = 0
        model.month_totals["forgotten"] += 1


def _spread_among_partners(model: TwinModel) -> None:
    """Adopt by the trusted share of partners who practise."""
    i, all_ = model.scenario_.innovation, _existing(model)
    partnership = model.scenario_.organisation.partnership
    # A pole without partnership links no zones: its perimeter does not matter.
    pole = [serving if partnership else None for serving in model.serving]
    weight: defaultdict[object, float] = defaultdict(float)
    new: defaultdict[object, float] = defaultdict(float)
    for one in all_:
        circle = pole[one.zone] or one.zone
        weight[circle] += trust_of(one.good, one.bad)
        if one.practice > 0:
            new[circle] += trust_of(one.good, one.bad)
    for one in all_:
        circle = pole[one.zone] or one.zone
        if one.practice > 0 or not new[circle]:
            continue
        if i.lapses and not is_carried(model, one):
            continue
        share = new[circle] / (weight[circle] - trust_of(one.good, one.bad))
        absorb = one.absorb if isinstance(one, ProjectActor) else 1.0
        link = link_of(i.apart, pole[one.zone] is not None, model.practice)
        if _luck(model, draws.ADOPT, one) < adopt_probability(i.imitate, absorb, link, share):
            one.practice = LIVES


def _spread_to_all(model: TwinModel) -> None:
    """Everybody of a block sees everybody."""
    i, block, all_ = model.scenario_.innovation, model.geography.block, _existing(model)
    size = Counter(block[one.zone] for one in all_)
    new = Counter(block[one.zone] for one in all_ if one.practice > 0)
    for one in all_:
        b = block[one.zone]
        chance = bass_probability(i.spontaneous, i.imitate, new[b] / size[b])
        if one.practice == 0 and _luck(model, draws.ADOPT, one) < chance:
            one.practice = LIVES


def _replace_each_other(model: TwinModel) -> None:
    """As many times a month as a zone has organisations, one imitates another."""
    i = model.scenario_.innovation
    for zone, zone_key in enumerate(model.geography.zone_keys):
        here = [one for one in _existing(model) if one.zone == zone]
        if not here:
            continue
        if all(one.practice for one in here):
            model.month_totals["kept"] += 1
            for one in here:
                one.practice = 0
        if not any(one.practice for one in here):
            u = draws.uniform(model.stream(draws.MORAN, 2), np.uint64(zone_key))
            if u >= i.spontaneous:
                continue
            here[int(u / i.spontaneous * len(here))].practice = LIVES
            model.month_totals["invented"] += 1
        for turn in range(len(here)):
            key = np.uint64(int(zone_key) * int(STEPS) + turn)
            new = sum(one.practice > 0 for one in here)
            u = draws.uniform(model.stream(draws.MORAN, 0), key)
            v = draws.uniform(model.stream(draws.MORAN, 1), key)
            here[int(v * len(here))].practice = int(parent_is_new(u, i.fitness, new, len(here)))
