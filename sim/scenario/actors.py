"""Who lives on public money: project actors, and the accounts of establishments.

How they behave, the same in every scenario that is compared.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.fields import Part, Real, Whole, field


class ProjectActors(Part):
    """Organisations that live on projects: costs, cash, bids, staff, quality (4.11)."""

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
        source="Hart, Shleifer & Vishny 1997 (form); first-order condition of theory g",
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
            raise ValueError(
                "actors.payers must have 4 rows (domains) of 5 shares (kinds of funder)"
            )
        for row in self.payers:
            if min(row) < 0 or abs(sum(row) - 1.0) > 1e-9:
                raise ValueError("each row of actors.payers must be at least 0 and sum to 1")
        return self

    @model_validator(mode="after")
    def _costs(self) -> Self:
        if self.cost_low > self.cost_high:
            raise ValueError("actors.cost_low must not exceed actors.cost_high")
        return self


class Accounts(Part):
    """Accounts of establishments: stabilised does not mean immune (4.10)."""

    margin: Real = field(
        0.0139,
        "median result over receipts at the start",
        unit="share",
        low=-1,
        high=1,
        source="EHPAD 2020, +1.39 % (Sénat r23-778)",
    )
    margin_spread: Real = field(
        0.023,
        "spread of that result between establishments",
        unit="share",
        low=0,
        high=1,
        source="27 % in deficit in 2020 (Sénat r23-778; derived, normal)",
    )
    cost_growth: Real = field(
        0.011,
        "yearly growth of costs",
        unit="1/year",
        low=-0.5,
        high=0.5,
        sweep=(0.005, 0.055),
        source="wage bill +1 % (2017); costs +5.4 % in 2022",
    )
    variable_share: Real = field(
        0.2,
        "share of costs that follows the use of places",
        unit="share",
        low=0,
        high=1,
        sweep=(0.1, 0.51),
        source="49 % are indirect; most of the rest is staff",
    )
    wage_share: Real = field(
        0.71,
        "share of costs that is wages: what a frozen post saves",
        unit="share",
        low=0,
        high=1,
        sweep=(0.5, 0.85),
        source="ESAT: staff 71 % of cost (arrêté of 4 January 2010)",
    )
    reserve_months: Real = field(
        2.0, "reserve at the start", unit="months of cost", low=0, high=60, sweep=(0.5, 4)
    )
    freeze: Real = field(
        0.02,
        "posts frozen after a year in deficit with no reserve left",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.06),
    )
    freeze_most: Real = field(0.15, "largest share of posts frozen", unit="share", low=0, high=1)
    close: Real = field(
        0.03,
        "places closed after a year in deficit with posts already frozen",
        unit="share",
        low=0,
        high=1,
        source="30 % of employers closed places for want of staff (Axess 2023); size assumed",
    )
    cpom_share: Real = field(
        0.3,
        "share of operators under a CPOM at the start",
        unit="share",
        low=0,
        high=1,
        sweep=(0.16, 0.5),
        source="16 % of ESMS end 2014; 49 % of the plan signed in 2017",
    )
    cpom_months: Whole = field(
        60, "length of a CPOM", unit="months", low=1, high=72, source="CASF L313-11: 5 years, max 6"
    )
    regroup: Real = field(
        0.25,
        "yearly chance that an operator without reserve joins a larger one",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.5),
    )
    mission: Real = field(
        0.05,
        "worth to an establishment of taking the heaviest, relative to what a place is paid",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )
    departures: Real = field(
        0.2,
        "staff of an establishment who leave in a year",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0.12, 0.25),
        source="19.4 % (2018), 21.4 % (2022): CNSA, Axess",
    )
    failure: Real = field(
        0.014,
        "yearly hazard that an operator leaves: it joins a larger one, or without a reserve is "
        "taken over",
        unit="1/year",
        low=0,
        high=1,
        source="operators leave at 1.4 % a year (thesis Rhône-Isère, derived)",
    )
