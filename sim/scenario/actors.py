"""Project actors: costs, cash, bids, staff and quality, and the fees that users pay.

How they behave, the same in every scenario that is compared.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.lang import Message
from sim.scenario.fields import ParameterGroup, Real, Whole, field
from sim.scenario.refusals import refused


class ProjectActors(ParameterGroup):
    """Organisations that live on projects: costs, cash, bids, staff, quality."""

    cost: Literal["private", "common"] = field(
        "private", "whether each bidder has its own cost of a lot, or all the same, each in doubt"
    )
    bid: Literal["learned", "cost_plus"] = field(
        "learned", "whether the price asked is improved by best reply, or stays cost plus a margin"
    )
    renewal: Literal["calls", "exogenous"] = field(
        "calls", "whether contracts are won in calls, or drawn with `win_probability`"
    )
    win_probability: Real = field(
        0.5, "chance of a contract where renewal=exogenous", unit="share", low=0, high=1
    )
    cost_low: Real = field(
        0.8, "lowest cost of an hour, relative to the going rate", unit="ratio", low=0, high=10
    )
    cost_high: Real = field(
        1.1, "highest cost of an hour, relative to the going rate", unit="ratio", low=0, high=10
    )
    estimate_error: Real = field(
        0.08,
        "error of a bidder's estimate of cost, relative to the going rate",
        unit="ratio",
        low=0,
        high=2,
        sweep=(0, 0.2),
    )
    markup: Real = field(
        0.3,
        "share of the room between cost and ceiling that is asked for at first",
        unit="share",
        low=0,
        high=1,
    )
    learning: Real = field(
        0.2,
        "how far a bidder moves after its first call, relative to what it would have gained",
        unit="ratio",
        low=0,
        high=100,
        sweep=(0, 1),
    )
    settling: Whole = field(
        0,
        "calls of experience after which a bidder moves half as far; 0 = always as far",
        unit="calls",
        low=0,
        high=10_000,
        sweep=(0, 40),
    )
    trial: Real = field(
        0.02, "how much more or less a bidder asks in thought", unit="share", low=0.0001, high=0.5
    )
    bid_cost: Real = field(
        600_00.0,
        "staff cost of one bid",
        unit="cents",
        low=0,
        high=1e9,
        sweep=(300_00, 3_000_00),
    )
    bids_a_call: Whole = field(
        2,
        "bids that an actor has the time for in one call",
        unit="bids",
        low=0,
        high=100,
        source="of those that do not apply, 56 % lack time (URIOPSS IdF 2013)",
    )
    cash_months: Real = field(
        4.4,
        "median cash at the start",
        unit="months of cost",
        low=0,
        high=120,
        source="a third have less than 3 months (Mouvement associatif 2025)",
    )
    cash_spread: Real = field(
        0.9, "spread of cash between actors", unit="log", low=0, high=3, source="same; lognormal"
    )
    stress_months: Real = field(
        2.0, "cash below which an actor bids for survival", unit="months of cost", low=0, high=120
    )
    fixed_share: Real = field(
        0.35,
        "share of the cost of full activity that stays when contracts end",
        unit="share",
        low=0,
        high=1,
        sweep=(0.2, 0.6),
    )
    prudence: Real = field(
        0.75,
        "share of the months until a lot's first payment that an actor's cash must carry before "
        "it bids",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
    )
    other_income: Real = field(
        0.15,
        "donations and sales relative to the cost of full activity",
        unit="share",
        low=0,
        high=5,
        sweep=(0, 0.3),
        source="hybrid resources; size assumed",
    )
    fixed_term: Real = field(
        0.41, "share of staff on fixed-term contracts", unit="share", low=0, high=1, source="CESE"
    )
    departures: Real = field(
        0.2,
        "staff of an actor who leave in a year whatever the contracts",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0.12, 0.4),
    )
    retention: Real = field(
        0.5,
        "share of fixed-term staff kept when a contract is renewed without a gap",
        unit="share",
        low=0,
        high=1,
    )
    newcomer_loss: Real = field(
        0.3, "quality lost with staff who are new", unit="share", low=0, high=1, sweep=(0, 0.5)
    )
    quality_cost: Real = field(
        0.5,
        "cost of quality: half of this share of the rate, times its square; full at 1",
        unit="ratio",
        low=1e-6,
        high=100,
        sweep=(0.2, 1.5),
    )
    shading: Real = field(
        0.5,
        "share of its aim of quality that an actor without cash gives up",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
    )
    quality_months: Real = field(
        12.0,
        "months in which quality goes most of the way to its aim",
        unit="months",
        low=1,
        high=240,
        sweep=(6, 24),
    )
    reputation_months: Real = field(
        24.0,
        "months in which reputation goes most of the way to quality",
        unit="months",
        low=1,
        high=240,
        sweep=(12, 48),
    )
    newcomer_months: Real = field(
        12.0,
        "months in which staff are new, on average",
        unit="months",
        low=1,
        high=240,
        sweep=(6, 24),
    )
    reserve_months: Real = field(
        2.0,
        "cash that an actor keeps; a twelfth of what is beyond goes to its mission each month",
        unit="months of cost",
        low=0,
        high=10_000,
        sweep=(0, 6),
    )
    mission: Real = field(
        0.4,
        "worth of quality to the actor itself, relative to the rate",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0, 0.6),
        source="Hart, Shleifer & Vishny 1997 (form); first-order condition",
    )
    reputation: Real = field(
        0.1,
        "how much delivered quality counts in the next call",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.3),
    )
    births: Real = field(
        0.05,
        "new actors a year, relative to those that could be there",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.1),
        source="70 000 creations a year for 1.4 M associations, all sectors (R&S; derived)",
    )
    grant_share: Real = field(
        0.85,
        "share of public money in subsidies rather than contracts at the start",
        unit="share",
        low=0,
        high=1,
        sweep=(0.5, 1),
        source="subsidies 34, contracts 17 % of budgets in 2005, 20 and 29 in 2020 (Tchernonog & "
        "Prouteau; CESE): two thirds, then 41 % of public money; carried back to 1997 at `to_call`",
    )
    payers: tuple[tuple[Real, ...], ...] = field(
        (
            (0.20, 0.40, 0.30, 0.00, 0.10),
            (0.75, 0.10, 0.05, 0.00, 0.10),
            (0.10, 0.25, 0.20, 0.35, 0.10),
            (0.35, 0.30, 0.20, 0.05, 0.10),
        ),
        "what each kind of funder pays of project actors, by domain: daily life, health, "
        "education, insertion; State agency, département, commune, family fund, foundation",
        unit="share",
    )
    stable_at: Whole = field(
        0,
        "months of cost in cash from which on an actor is safe for good; 0 = never (V16)",
        unit="months",
        low=0,
        high=10_000,
    )

    @model_validator(mode="after")
    def _shares(self) -> Self:
        if len(self.payers) != 4 or any(len(row) != 5 for row in self.payers):
            raise refused(Message("scenario.payers"))
        for row in self.payers:
            if min(row) < 0 or abs(sum(row) - 1.0) > 1e-9:
                raise refused(Message("scenario.rows", name="actors.payers"))
        return self

    @model_validator(mode="after")
    def _costs(self) -> Self:
        if self.cost_low > self.cost_high:
            raise refused(Message("scenario.order", low="actors.cost_low", high="actors.cost_high"))
        return self


class Solvency(ParameterGroup):
    """Users as clients: income, co-payment, fees."""

    fee: Real = field(
        0.0,
        "what users pay of the going rate for a project actor's hour, outside vouchers",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0, 0.3),
    )
    willing: tuple[Real, Real, Real] = field(
        (0.05, 0.2, 0.6),
        "largest fee that each class of income pays (low, middle, high), of the going rate",
        unit="ratio",
    )
    minimum: Real = field(
        0.4,
        "minutes that those who cannot pay still get, relative to the seat's",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.8),
    )
    pull: Real = field(
        0.3,
        "how far an actor short of cash raises its fee a year",
        unit="1/year",
        low=0,
        high=10,
        sweep=(0, 1),
    )
