"""Who organises help, who pays for it and how change comes: the parts that scenarios differ by."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.fields import Part, Real, Switch, Whole, field
from sim.scenario.funding import Budgets, Calls


class Pole(Part):
    """Who works together when one list serves a perimeter. Neutral: it has no effect of its own."""

    perimeter: Literal["zone", "departement", "list"] = field(
        "zone", "what one perimeter covers: each zone, each département, or the zones listed"
    )
    zones: tuple[Whole, ...] = field((), "zones of the one perimeter when perimeter=list")
    coverage: Real = field(
        1.0, "share of the establishments that take part", unit="share", low=0, high=1, sweep=(0, 1)
    )
    contribution: Real = field(
        1.0,
        "share of its converted hours that a member gives to the common pool",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 1),
        source="constant until trust is live; under-contribution: Mochizuki et al. 2015",
    )
    capture: Real = field(
        0.0,
        "weight of the largest member in common plans, from equal (0) to proportional (1)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
    )

    @model_validator(mode="after")
    def _list(self) -> Self:
        if (self.perimeter == "list") != bool(self.zones):
            raise ValueError("pole.zones lists the zones if, and only if, pole.perimeter=list")
        if len(set(self.zones)) < len(self.zones) or min(self.zones, default=0) < 0:
            raise ValueError("pole.zones must be different numbers from 0 on")
        return self


class Organisation(Part):
    """The eight ingredients, what each changes and what each costs."""

    entry: Switch = field(False, "one list for the perimeter instead of one per establishment")
    admission: Switch = field(False, "by need, no refusal, instead of by category and tolerance")
    response: Switch = field(False, "hours to measure instead of a fixed bundle")
    continuity: Switch = field(False, "prepared transitions and right of return")
    coordination: Switch = field(False, "a referent")
    voice: Switch = field(False, "stated preferences decide")
    partnership: Switch = field(False, "carers, mainstream and project actors enter the plan")
    funding: Switch = field(False, "pluriannual, pooled")

    overhead_mode: Literal["fewer_hours", "slower"] = field(
        "fewer_hours",
        "what the staff time of the new way is taken from: the hours given, or the pace of support",
    )
    referral_share: Real = field(
        0.005, "staff time of the common entry", unit="share", low=0, high=0.5, sweep=(0, 0.03)
    )
    meeting_linear: Real = field(
        0.0004, "staff time of meetings per member", unit="share", low=0, high=0.1, sweep=(0, 0.002)
    )
    meeting_square: Real = field(
        0.00001,
        "staff time of meetings per member squared",
        unit="share",
        low=0,
        high=0.01,
        sweep=(0, 0.0001),
    )
    heavier_mix: Real = field(
        0.5,
        "extra weight of a person above the establishment's tolerance in its shared hours",
        unit="persons",
        low=0,
        high=5,
        sweep=(0, 1.5),
    )
    planning_share: Real = field(
        0.03, "staff time of planning to measure", unit="share", low=0, high=0.5, sweep=(0, 0.08)
    )
    group_kept: Real = field(
        0.3,
        "share of the group economy that hours to measure keep",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.8),
    )
    visit_minutes: Real = field(
        120.0, "support given per journey", unit="minutes", low=15, high=480, sweep=(60, 240)
    )
    floor_share: Real = field(
        0.5,
        "share of a need below which hours are not spread thinner",
        unit="share",
        low=0,
        high=1,
        sweep=(0.2, 0.8),
    )
    reserve_share: Real = field(
        0.02,
        "hours kept free for returns and passages",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.06),
    )
    referent_share: Real = field(
        0.05,
        "staff time of referents",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.2),
        source="design range 0-20 %",
    )
    fragmentation_with_referent: Real = field(
        0.04,
        "support lost per further provider with a referent",
        unit="share",
        low=0,
        high=1,
        sweep=(0.0, 0.1),
    )
    handoff_with_referent: Real = field(
        0.05,
        "people lost at a hand-off that a referent follows",
        unit="share",
        low=0,
        high=1,
        sweep=(0.0, 0.2),
    )
    voice_on: Real = field(
        0.7,
        "share of stated preferences that decide",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 1.0),
    )
    voice_share: Real = field(
        0.01, "staff time of listening", unit="share", low=0, high=0.5, sweep=(0, 0.05)
    )
    support_share: Real = field(
        0.02,
        "staff time given to partners in the plan",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.06),
    )
    reallocation: Real = field(
        0.5,
        "worth of an idle hour once moved to another trade",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
    )
    pole: Pole = Pole()


class Change(Part):
    """How fast practice follows a decision."""

    tau: Real = field(
        24.0,
        "time constant of the ramp; 0 is at once",
        unit="months",
        low=0,
        high=240,
        sweep=(6, 60),
        source="PRISMA: 71 % after 30 months (PMC1393264), hence 24.2 months",
    )


class Direction(Part):
    """What the director's style changes; until directors are live, the pace alone."""

    pace: Real = field(
        1.0, "speed of the ramp, 1 as in Change.tau", unit="ratio", low=0.1, high=10, sweep=(0.5, 2)
    )


class Context(Part):
    """What happens around the sector."""

    arrivals_factor: Real = field(
        1.0, "newcomers relative to the territory's own", unit="ratio", low=0, high=10
    )


class Funding(Part):
    """What is paid for and how; who pays is data of the territory (4.10, 4.11)."""

    shading: Real = field(
        0.06,
        "share of paid hours that slips away when nobody controls",
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
