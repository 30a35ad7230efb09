"""Parts of a scenario that speak of money: calls for projects, budgets, and who lives on them.

`Calls` and `Budgets` are levers: they hold from the reform on; before it, every world works with
the defaults. The other parts say how actors behave, the same in every scenario that is compared.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.part import Part, Real, Switch, Whole, field

Mode = Literal["places", "hours", "outcomes", "years", "vouchers"]


class Calls(Part):
    """Calls for projects: how hours outside authorised places are bought (4.11)."""

    every: Whole = field(3, "months between two calls", unit="months", low=1, high=60)
    award: Literal["score", "price", "quality_in_money", "tullock"] = field(
        "score", "who wins: the best score, the lowest price, the best value, or a draw on effort"
    )
    price_weight: Real = field(
        0.5, "weight of the price in the score", unit="share", low=0, high=1, sweep=(0.2, 1)
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
    )

    @model_validator(mode="after")
    def _weights(self) -> Self:
        total = self.price_weight + self.quality_weight
        if abs(total - 1.0) > 1e-9:
            raise ValueError(
                "funding.calls.price_weight and funding.calls.quality_weight must sum to 1, "
                f"not {total:g}"
            )
        return self


class Budgets(Part):
    """What funders have, what they pay for and how long they hold to it (4.11)."""

    mode: Mode = field(
        "places",
        "what is paid: authorised places whatever their use, hours by call, results, several "
        "years at once, or vouchers that users bring",
    )
    tariff_growth: Real = field(
        0.009,
        "yearly growth of dotations and tariffs",
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
        "share of a dotation that follows the use of places (hours, vouchers)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.5),
    )
    result_share: Real = field(
        0.0,
        "share of a dotation that follows measured results (outcomes)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.4),
    )
    voucher: Real = field(
        1.0,
        "what a voucher pays of the going rate (vouchers)",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0.5, 1),
    )
    shared_with_actors: Real = field(
        0.0,
        "share of a pooled contract's growth that goes to the project actors of the perimeter",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.5),
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


class Innovation(Part):
    """New responses: created, spread, kept or lost (4.12)."""

    imitation: Literal["none", "partners", "bass", "moran"] = field(
        "partners", "how a practice spreads: not, along partnerships, as Bass or as Moran have it"
    )
    lapses: Switch = field(True, "a response ends with the grant of who follows it")
    create: Real = field(
        0.02,
        "monthly chance of a new response with full slack and horizon",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0, 0.05),
    )
    slack_months: Real = field(
        3.0, "cash from which on there is slack", unit="months of cost", low=0, high=60
    )
    horizon_months: Real = field(
        18.0, "secured funding that makes a full horizon", unit="months", low=1, high=240
    )
    spontaneous: Real = field(
        0.0,
        "monthly chance to adopt alone (bass), or that a practice appears where there is none "
        "(moran)",
        unit="1/month",
        low=0,
        high=1,
    )
    imitate: Real = field(
        0.02,
        "monthly chance to adopt with all partners having adopted (partners, bass)",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0, 0.1),
    )
    apart: Real = field(
        0.5,
        "what is seen of others' practices without partnership, relative to with it (partners)",
        unit="ratio",
        low=0,
        high=1,
        sweep=(0, 1),
    )
    fitness: Real = field(
        1.0, "advantage of the new practice (moran)", unit="ratio", low=0.01, high=100
    )
    absorb_gain: Real = field(
        0.05, "capacity to absorb gained in a funded month", unit="1/month", low=0, high=1
    )
    absorb_loss: Real = field(
        0.1,
        "capacity to absorb lost in a month without contract",
        unit="1/month",
        low=0,
        high=1,
        source="Cohen & Levinthal 1990 (form)",
    )
    worth: Real = field(
        0.08,
        "support gained by persons who are followed with the new response",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )
    institutionalise: Real = field(
        0.03,
        "yearly chance that stable money takes over an innovation that lives",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )


class Trust(Part):
    """Trust between organisations, and what they give to a pole (4.13)."""

    live: Switch = field(
        False, "contributing to a pole and leaving it follow trust and shared gain"
    )
    forgetting: Real = field(
        0.98, "memory kept a month", unit="1/month", low=0, high=1, source="Jøsang & Ismail 2002"
    )
    rivalry: Real = field(
        1.0, "bad experience of losing a call to another", unit="events", low=0, high=100
    )
    partnership: Real = field(
        0.2,
        "experience, good or bad, of a month of shared plans or of a common pool",
        unit="events",
        low=0,
        high=100,
    )
    leave_below: Real = field(
        0.25, "trust below which a member leaves", unit="share", low=0, high=1, sweep=(0, 0.5)
    )
    join_above: Real = field(
        0.5, "trust above which an establishment joins again", unit="share", low=0, high=1
    )


class Solvency(Part):
    """Users as clients: income, co-payment, fees (4.11)."""

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
