"""Money moves by twelfths, in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import accounts, contracts, solvency
from .funders import split
from .organisations import Establishment
from .rules import monthly_part

if TYPE_CHECKING:
    from .model import TwinModel

# Who pays for emergencies: State agency, département, commune, family fund, foundation.
CRISIS_SHARES = (1.0, 0.0, 0.0, 0.0, 0.0)


class Dues(NamedTuple):
    """What each kind of funder owes: cents by emergency."""

    crisis: list[int]
    fixed: list[int]  # monthly cents of a converted place by establishment

    @classmethod
    def of(cls, model: TwinModel) -> Dues:
        """Split the territory's budgets."""
        cats = model.territory.categories
        cost = cats.cost_place_cents.tolist()
        fixed = cats.fixed_share.tolist()
        mine = model.establishments
        return cls(
            split(model.scenario_.funding.crisis_cost, CRISIS_SHARES),
            [int(cost[e.category] * fixed[e.category] / 12) for e in mine],
        )


def step(model: TwinModel) -> None:
    """Pay the month; report what converted places still cost."""
    tally, dues, funding = model.month_totals, model.dues, model.scenario_.funding
    before = [funder.out for funder in model.funders]
    accounts.pay(model)
    contracts.pay(model)
    solvency.charge(model)
    for zone in model.crisis_zones:
        for kind, cents in enumerate(dues.crisis):
            model.payer(zone, kind).out += cents
            tally["to_crises"] += cents
    for block in model.blocks:
        for kind, yearly in enumerate(block.diagnosis):
            cents = monthly_part(yearly, model.month)
            model.payer(block.zones[0], kind).out += cents
            tally["to_diagnosis"] += cents
        every = contracts.levers(model)[0].every
        k = model.month % every  # months since the last call
        for kind, owed in enumerate(block.support):
            cents = owed * (k + 1) // every - owed * k // every
            model.payer(block.zones[0], kind).out += cents
            tally["to_support"] += cents
    for funder, out in zip(model.funders, before, strict=True):
        tally["paid"] += funder.out - out
        tally[f"from_{funder.kind}"] += funder.out - out
    for unit in model.units:
        road = sum(unit.used) - sum(unit.direct)
        if isinstance(unit, Establishment):
            road += sum(unit.road) * unit.places_used
        tally["travel_cost"] += road * funding.travel_cost // 60
    fixed = sum(
        e.converted * cents for e, cents in zip(model.establishments, dues.fixed, strict=True)
    )
    model.fixed_converted.append(fixed)
    lag = funding.stranded_months
    released = model.fixed_converted[-1 - lag] if len(model.fixed_converted) > lag else 0
    released = min(released, fixed)
    tally["stranded"] += fixed - released
    tally["released"] += released
