"""Funding: calls for projects, budgets, accounts of establishments."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.lang import Message
from sim.scenario.fields import ParameterGroup, Real, Switch, Whole, field
from sim.scenario.refusals import refused

Mode = Literal["places", "hours", "outcomes", "years", "vouchers"]


class Calls(ParameterGroup):
    """Calls for projects: how hours outside authorised places are bought."""

    every: Whole = field(3, "months between two calls", unit="months", low=1, high=60)
    award: Literal["score", "price", "quality_in_money", "tullock"] = field(
        "score", "who wins: the best score, the lowest price, the best value, or a draw on effort"
    )
    price_weight: Real = field(
        0.5,
        "weight of the price in the score",
        unit="share",
        low=0,
        high=1,
        sweep=(0.2, 1),
        decision=True,
    )
    quality_weight: Real = field(
        0.5, "weight of the promised quality in the score", unit="share", low=0, high=1
    )
    quality_value: Real = field(
        10_00.0,
        "what a funder pays for an hour of full quality rather than none (quality_in_money)",
        unit="cents/hour",
        low=0,
        high=1_000_000,
        sweep=(5_00, 20_00),
    )
    tullock_power: Real = field(
        1.0, "how much effort decides a contest (tullock)", unit="power", low=0.01, high=10
    )
    lottery: Real = field(
        0.0,
        "share of lots drawn among bids above the bar instead of given to the best",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
        source="Gross & Bergstrom 2019 (form)",
        decision=True,
    )
    lottery_bar: Real = field(
        0.9, "share of the best score that is good enough for the draw", unit="share", low=0, high=1
    )
    ceiling: Real = field(
        1.3, "highest price admitted, relative to the going rate", unit="ratio", low=0.1, high=10
    )
    lot_minutes: Whole = field(
        7200, "support bought by a lot", unit="minutes/month", low=1, high=1_000_000
    )
    contract_months: Whole = field(
        12,
        "length of a contract",
        unit="months",
        low=1,
        high=240,
        sweep=(12, 60),
        source="mainly annual (Sénat r22-757); pluriannual 36-60",
        decision=True,
    )
    payment_delay: Whole = field(
        4,
        "months between service and payment",
        unit="months",
        low=0,
        high=24,
        sweep=(0, 9),
        source="3-9 months, unverified (figures, D)",
    )
    indexed: Switch = field(False, "contracts follow the growth of costs")
    to_call: Real = field(
        0.03,
        "share of the subsidies that end in a year and are put out to call",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.1),
        source="67 -> 41 % of public money, 2005-20 (Tchernonog & Prouteau; CESE; derived): 3.2 % "
        "a year with the subsidies of those who close; part without them assumed",
    )
    consortium: Switch = field(False, "actors that trust each other may bid together")
    support: Real = field(
        0.0,
        "share of the work of bidding that is done with bidders (diagnosis, network, writing) and "
        "paid out of the envelope of the call",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.8),
        decision=True,
    )

    @model_validator(mode="after")
    def _weights(self) -> Self:
        total = self.price_weight + self.quality_weight
        if abs(total - 1.0) > 1e-9:
            raise refused(Message("scenario.weights", total=f"{total:g}"))
        return self


class Budgets(ParameterGroup):
    """Budgets of funders: amounts, purposes and duration."""

    mode: Mode = field(
        "places",
        "what is paid: authorised places whatever their use, hours by call, results, several "
        "years at once, or vouchers that users bring",
    )
    tariff_growth: Real = field(
        0.009,
        "yearly growth of block grants and tariffs",
        unit="1/year",
        low=-0.5,
        high=0.5,
        sweep=(0, 0.03),
        source="+0.73 % (disability), +1.02 % (elderly): circular of 2 May 2017",
    )
    calls_growth: Real = field(
        0.01,
        "yearly growth of what project actors are paid",
        unit="1/year",
        low=-0.5,
        high=0.5,
        sweep=(-0.05, 0.03),
    )
    calls_factor: Real = field(
        1.0, "what project actors are paid, relative to today", unit="ratio", low=0, high=10
    )
    use_share: Real = field(
        0.0,
        "share of a block grant that follows the use of places (hours, vouchers)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.5),
        decision=True,
    )
    result_share: Real = field(
        0.0,
        "share of a block grant that follows measured results (outcomes)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.4),
        decision=True,
    )
    voucher: Real = field(
        1.0,
        "what a voucher pays of the going rate (vouchers)",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0.5, 1),
        decision=True,
    )
    shared_with_actors: Real = field(
        0.0,
        "share of a pooled contract's growth that goes to the project actors of the perimeter",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.5),
        decision=True,
    )
    noise: Real = field(
        0.3,
        "error of a funder's view of needs without a diagnosis",
        unit="log",
        low=0,
        high=3,
        sweep=(0, 1),
    )
    lag: Whole = field(
        12, "age of what a funder knows of needs", unit="months", low=0, high=120, sweep=(0, 36)
    )
    diagnosis: Real = field(
        0.0,
        "share of the money for project actors spent on a diagnosis of needs",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.05),
        decision=True,
    )
    diagnosis_half: Real = field(
        0.01,
        "share of that money that halves the error",
        unit="share",
        low=0.0001,
        high=1,
        sweep=(0.002, 0.05),
    )
    withdrawal: Real = field(
        0.0,
        "yearly hazard that those in charge withdraw from the reform",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.3),
    )


class Funding(ParameterGroup):
    """Objects and modes of payment; the payers are data of the territory."""

    shading: Real = field(
        0.06,
        "share of paid hours that is not delivered without control",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.12),
    )
    control_annual: Real = field(
        0.5,
        "share of under-delivery that annual control prevents",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 0.8),
    )
    control_pluriannual: Real = field(
        0.3,
        "the same over several years",
        unit="share",
        low=0,
        high=1,
        sweep=(0.1, 0.8),
    )
    stranded_months: Whole = field(
        24,
        "months during which the fixed cost of a converted place stays",
        unit="months",
        low=0,
        high=240,
        sweep=(6, 60),
    )
    travel_cost: Whole = field(
        45_00, "cost of an hour on the road", unit="cents/hour", low=0, high=50_000
    )
    crisis_cost: Whole = field(
        4_500_00,
        "public cost of an emergency stay",
        unit="cents",
        low=0,
        high=100_000_00,
        sweep=(2_000_00, 8_000_00),
    )
    calls: Calls = Calls()
    budgets: Budgets = Budgets()


class Accounts(ParameterGroup):
    """Accounts of establishments: stable funding does not prevent deficits."""

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
        source="30 % of employers closed places for lack of staff (Axess 2023); size assumed",
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
