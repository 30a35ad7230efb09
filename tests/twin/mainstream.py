"""Mainstream services share what they can give."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.engine import draws

from .solvency import seat_minutes

if TYPE_CHECKING:
    from .funders import Block
    from .model import TwinModel
    from .people import Person


def _limited(model: TwinModel) -> bool:
    return model.reformed and model.scenario_.organisation.mainstream == "limited"


def _block(model: TwinModel, person: Person) -> Block:
    return model.blocks[model.geography.block[person.zone]]


def given(model: TwinModel, person: Person, d: int, minutes: int) -> int:
    """Return what a person gets of the minutes that they ask, none if they ask less than none."""
    if minutes <= 0 or not _limited(model):
        return max(minutes, 0)
    return minutes * _block(model, person).mainstream_share[d] // 20


def _asked(model: TwinModel, *, informed: bool) -> Counter[tuple[int, int]]:
    """Return what is asked of mainstream services, by block and domain."""
    asked: Counter[tuple[int, int]] = Counter()
    for person in model.people:
        told = informed and model.new_way(person)
        for d, level in enumerate(person.level):
            finds = person.finds_once_told[d] if told else person.finds_alone[d]
            if level != 1 or not finds:
                continue
            rest = person.need(d) - person.plan[d]
            if person.place is not None:
                rest -= person.claim(d) * person.place.share_given[d] // 20
            if person.actor is not None and person.actor.domain == d:
                rest -= seat_minutes(model, person)
            asked[_block(model, person).index, d] += max(rest, 0)
    return asked


def inform(model: TwinModel) -> None:
    """From now on a partnership reaches only some: who did not know alone may not learn of it."""
    for person in model.people:
        for d, alone in enumerate(person.finds_alone):
            u = draws.draw(model.seed_, draws.ONCE, draws.KNOWN, d, person.entity)
            if not alone and u >= model.scenario_.organisation.known_linked:
                person.finds_once_told[d] = False


def measure(model: TwinModel) -> None:
    """Keep what was asked before the reform, and some more."""
    asked = _asked(model, informed=False)
    for block in model.blocks:
        slack = 1.0 + model.scenario_.organisation.mainstream_slack
        block.mainstream = [int(asked[block.index, d] * slack) for d in range(4)]
        block.mainstream_share = [20] * 4


def step(model: TwinModel) -> None:
    """Review what everyone gets of what they ask: down at once, up by two steps or to all."""
    if not _limited(model):
        return
    asked = _asked(model, informed=model.scenario_.organisation.partnership)
    for block in model.blocks:
        for d in range(4):
            wanted, before = asked[block.index, d], block.mainstream_share[d]
            now = min(20, 20 * block.mainstream[d] // wanted) if wanted else 20
            if now < before or now >= min(before + 2, 20):
                block.mainstream_share[d] = now
