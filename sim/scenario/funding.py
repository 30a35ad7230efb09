"""Who pays for help and how: calls for projects, budgets.

Levers: they hold from the reform on; before it, every world works with the defaults.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.fields import Part, Real, Switch, Whole, field

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
