"""Needs worsen when unmet and ease when met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws

from .own_rules import easing, level_after, level_by_matrix, worsening

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Move the level of every person in every domain."""
    g, rates = model.geography, model.scenario_.needs
    streams = [model.stream(draws.NEED, d) for d in range(4)]
    model.changed = []
    for person in model.people:
        stage = person.stage
        ups, downs = g.up[stage], g.down[stage]
        before = list(person.level)
        for d, stream in enumerate(streams):
            u = draws.uniform(stream, person.entity)
            level = before[d]
            if rates.matrix:
                person.level[d] = level_by_matrix(u, level, rates.matrix[level])
                continue
            cover = person.cover[d]
            up = worsening(ups[d][level], rates.worsening, rates.kappa, cover, person.unmet[d])
            eases = level > person.lasting(d, stage)
            down = easing(downs[d][level], rates.easing, cover) if eases else 0.0
            person.level[d] = level_after(u, level, up, down)
        if person.unit is not None and person.level != before:
            model.changed.append(person)
