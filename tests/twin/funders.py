"""What funders do in January: pay more or less, look at needs, hold on to a reform or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.processes.funding.cents import largest_remainder
from sim.scenario.funding import Budgets

from .people import narrow
from .rules import grown, seen, view_error, years_back

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Establishment

SIGNATORIES = (0, 1)  # of a pooled contract: State agency and département


def split(total: int, shares: tuple[float, ...]) -> list[int]:
    """Return whole cents by share."""
    return [int(part) for part in largest_remainder(total, np.array(shares))]


class Block:
    """What the funders of a département know, hold to, and have for project actors."""

    def __init__(self, model: TwinModel, index: int) -> None:
        g = model.geography
        self.zones = [z for z, b in enumerate(g.block) if b == index]
        self.key = np.uint64(min(g.zone_keys[z] for z in self.zones))
        self.model, self.index = model, index
        self.diagnosis = [0] * 5
        self.support = [0] * 5  # cents for work done with bidders, until the next call
        self.committed = [1] * 5
        self.mainstream = [0] * 4  # minutes that mainstream services can give, by domain
        self.mainstream_share = [20] * 4  # twentieths of what is asked of them
        self.unmet: list[list[int]] = []  # minutes by domain of each January, the latest first

    @property
    def view(self) -> list[float]:
        """Shares of the domains in needs, as funders see them."""
        return self.model.views.get(self.index, [0.0] * 4)

    @property
    def envelope(self) -> list[int]:
        """Yearly cents for project actors by kind of funder."""
        return [self.model.envelopes[self.index, k] for k in range(5)]

    @envelope.setter
    def envelope(self, cents: list[int]) -> None:
        for k in range(5):
            self.model.envelopes[self.index, k] = cents[k]

    @property
    def holds(self) -> bool:
        """Whether a pooled contract goes on here."""
        return all(self.committed[k] for k in SIGNATORIES)


def budgets(model: TwinModel) -> Budgets:
    """Return what holds this month: the scenario's levers from the reform on."""
    return model.scenario_.funding.budgets if model.reformed else Budgets()


def pooled(model: TwinModel, e: Establishment) -> bool:
    """Tell whether an establishment shares its means with the other members."""
    holds = model.blocks[model.geography.block[e.zone]].holds
    return model.scenario_.organisation.funding and e.perimeter is not None and holds


def owe(model: TwinModel) -> None:
    """Split the dotations of the year."""
    shares = model.territory.categories.payer_shares.tolist()
    for e in model.establishments:
        e.due = split(e.places * e.price, shares[e.category])


def step(model: TwinModel) -> None:
    """Do what January brings."""
    b, month, reform = budgets(model), model.month, model.scenario_.clock.reform_month
    _count(model, b)
    for block in model.blocks:
        if model.reformed and month > reform:
            for k in range(5):
                if draws.uniform(model.stream(draws.WITHDRAWAL, k), block.key) < b.withdrawal:
                    block.committed[k] = 0
    if month >= 12:
        _grow(model, b)
    if model.reformed and month < reform + 12:
        for block in model.blocks:
            gross = [grown(cents, b.calls_factor - 1.0) for cents in block.envelope]
            block.diagnosis = [int(cents * b.diagnosis) for cents in gross]
            block.envelope = [a - d for a, d in zip(gross, block.diagnosis, strict=True)]
    for block in model.blocks:
        _look(model, block, b)


def _count(model: TwinModel, b: Budgets) -> None:
    """Count what is unmet, and results where they are paid for."""
    by_results = b.mode == "outcomes" and b.result_share > 0
    for block in model.blocks:
        here = [p for p in model.people if p.zone in block.zones]
        block.unmet.insert(0, [sum(p.lacking[d] for p in here) for d in range(4)])
    if by_results:
        for e in model.establishments:
            e.held, e.covered = [0] * 4, [0] * 4
        for p in model.people:
            if p.place is not None:
                p.place.held[p.complexity] += 1
                p.place.covered[p.complexity] += p.covered


def _grow(model: TwinModel, b: Budgets) -> None:
    """Prices and envelopes grow; members may leave part of their growth to project actors."""
    shares = model.territory.categories.payer_shares.tolist()
    for block in model.blocks:
        block.envelope = [grown(cents, b.calls_growth) for cents in block.envelope]
        block.diagnosis = [grown(cents, b.calls_growth) for cents in block.diagnosis]
    for e in model.establishments:
        price = grown(e.price, b.tariff_growth)
        if pooled(model, e) and b.shared_with_actors > 0 and b.tariff_growth > 0:
            less = grown(e.price, b.tariff_growth * (1.0 - b.shared_with_actors))
            block = model.blocks[model.geography.block[e.zone]]
            left = split((price - less) * e.places, shares[e.category])
            block.envelope = [a + x for a, x in zip(block.envelope, left, strict=True)]
            price = less
        e.price = price
    owe(model)


def _look(model: TwinModel, block: Block, b: Budgets) -> None:
    """Set what the funders of a block take the shares of domains for."""
    known = block.unmet[: years_back(b.lag) + 1]
    unmet = next((year for year in reversed(known) if any(year)), [0] * 4)
    total = sum(unmet)
    spread = view_error(b.noise, b.diagnosis, b.diagnosis_half)
    views = []
    if not total:
        return
    for d in range(4):
        u, v = (draws.uniform(model.stream(draws.VIEW, s), block.key) for s in (d, 4 + d))
        views.append(seen(unmet[d] / total, spread, draws.normal(u, v)))
    whole = sum(views)
    model.views[model.blocks.index(block)] = [narrow(view / whole) for view in views]
