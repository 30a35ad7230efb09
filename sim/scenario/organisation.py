"""How help is organised, and how change comes."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.lang import Message
from sim.scenario.fields import ParameterGroup, Real, Switch, Whole, field
from sim.scenario.refusals import refused

INGREDIENTS = (
    "entry",
    "admission",
    "response",
    "continuity",
    "coordination",
    "voice",
    "partnership",
    "funding",
)


class Pole(ParameterGroup):
    """Members that work together when one list serves a perimeter. It has no effect of its own."""

    perimeter: Literal["zone", "departement", "list"] = field(
        "zone", "what one perimeter covers: each zone, each département, or the zones listed"
    )
    zones: tuple[Whole, ...] = field((), "zones of the one perimeter when perimeter=list")
    coverage: Real = field(
        1.0,
        "share of the establishments that take part",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
        decision=True,
    )
    contribution: Real = field(
        0.65,
        "share of its converted hours that a member gives to the common pool",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 1),
        source="constant until trust is live; under-contribution: Mochizuki et al. 2015",
    )
    capture: Real = field(
        0.5,
        "weight of the largest member in common plans, from equal (0) to proportional (1)",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 1),
    )

    @model_validator(mode="after")
    def _list(self) -> Self:
        if (self.perimeter == "list") != bool(self.zones):
            raise refused(Message("scenario.pole_list"))
        if len(set(self.zones)) < len(self.zones) or min(self.zones, default=0) < 0:
            raise refused(Message("scenario.pole_zones"))
        return self


class Organisation(ParameterGroup):
    """The eight ingredients, what each changes and what each costs."""

    entry: Switch = field(False, "one list for the perimeter instead of one per establishment")
    admission: Switch = field(False, "by need, no refusal, instead of by category and tolerance")
    response: Switch = field(False, "tailored hours instead of a fixed bundle")
    continuity: Switch = field(False, "prepared transitions and right of return")
    coordination: Switch = field(False, "a referent")
    voice: Switch = field(False, "stated preferences decide")
    partnership: Switch = field(False, "carers, mainstream and project actors enter the plan")
    funding: Switch = field(False, "pluriannual, pooled")

    placement: Literal["place_and_hours", "hours_only", "place_only"] = field(
        "place_and_hours",
        "what answers a residential orientation where support is tailored: a place with hours "
        "meanwhile, hours unless constant presence is needed, or a place and nothing before it",
    )
    conversion: Literal["unasked", "blind"] = field(
        "unasked",
        "when a member's free place becomes hours: once nobody asked for it for conversion_months, "
        "and back once somebody waits; or as soon as it is free, for ever",
    )
    conversion_months: Whole = field(
        3,
        "months for which nobody waits for a free place before it becomes hours",
        unit="months",
        low=1,
        high=60,
        sweep=(1, 5),
    )

    mainstream: Literal["limited", "unlimited"] = field(
        "limited",
        "what mainstream services can give: what was asked of them before the reform and some "
        "slack, shared among those who ask, or whatever is asked",
    )
    mainstream_slack: Real = field(
        0.25,
        "what mainstream services can give beyond what was asked before the reform",
        unit="share",
        low=0,
        high=5,
        sweep=(0, 0.5),
    )

    known_linked: Real = field(
        0.8,
        "share who know the mainstream offer near them once a partnership informs them; at least "
        "access.known",
        unit="share",
        low=0,
        high=1,
        sweep=(0.6, 1),
    )
    reserve: Literal["given", "unused"] = field(
        "given",
        "hours kept in reserve: given for a month, to returns and emergencies first, or not given",
    )

    overhead_mode: Literal["fewer_hours", "slower"] = field(
        "fewer_hours",
        "what the staff time of the new way is taken from: the hours given, or the pace of support",
    )
    referral_share: Real = field(
        0.015, "staff time of the common entry", unit="share", low=0, high=0.5, sweep=(0, 0.03)
    )
    meeting_linear: Real = field(
        0.001, "staff time of meetings per member", unit="share", low=0, high=0.1, sweep=(0, 0.002)
    )
    meeting_square: Real = field(
        0.00005,
        "staff time of meetings per member squared",
        unit="share",
        low=0,
        high=0.01,
        sweep=(0, 0.0001),
    )
    heavier_mix: Real = field(
        0.75,
        "extra weight of a person above the establishment's tolerance in its shared hours",
        unit="persons",
        low=0,
        high=5,
        sweep=(0, 1.5),
    )
    planning_share: Real = field(
        0.04,
        "staff time of planning tailored hours",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.08),
    )
    group_kept: Real = field(
        0.4,
        "share of the economy of groups that tailored hours keep",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.8),
    )
    visit_minutes: Real = field(
        150.0, "support given per journey", unit="minutes", low=15, high=480, sweep=(60, 240)
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
        0.03,
        "hours kept free for returns and passages",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.06),
    )
    referent_share: Real = field(
        0.1,
        "staff time of referents",
        unit="share",
        low=0,
        high=0.5,
        sweep=(0, 0.2),
        source="design range 0-20 %",
    )
    referent: Literal["posts", "share"] = field(
        "posts",
        "what referents cost: posts for the persons whom members serve when the reform begins, or "
        "referent_share",
    )
    referent_complex: Real = field(
        40.0,
        "complex files (class 2 or 3) that a full-time referent follows",
        unit="persons",
        low=1,
        high=1000,
        sweep=(25, 55),
    )
    referent_others: Real = field(
        300.0,
        "other files that a full-time referent follows",
        unit="persons",
        low=1,
        high=10_000,
        sweep=(150, 450),
    )
    referent_review: Whole = field(
        36,
        "months between two reviews of the orientation of a person in a place, with a referent",
        unit="months",
        low=1,
        high=600,
        sweep=(12, 60),
    )
    referent_holds: Real = field(
        0.25,
        "chance that a referent keeps a place for as long again for a person who would lose it "
        "before another one is there",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.5),
    )
    fragmentation_with_referent: Real = field(
        0.05,
        "support lost per further provider with a referent",
        unit="share",
        low=0,
        high=1,
        sweep=(0.0, 0.1),
    )
    handoff_with_referent: Real = field(
        0.1,
        "people lost at a hand-off that a referent follows",
        unit="share",
        low=0,
        high=1,
        sweep=(0.0, 0.2),
    )
    voice_on: Real = field(
        0.65,
        "share of stated preferences that decide",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 1.0),
    )
    voice_share: Real = field(
        0.025, "staff time of listening", unit="share", low=0, high=0.5, sweep=(0, 0.05)
    )
    support_share: Real = field(
        0.03,
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


class Change(ParameterGroup):
    """How fast practice follows a decision."""

    tau: Real = field(
        24.0,
        "time constant of the ramp; 0 is at once",
        unit="months",
        low=0,
        high=240,
        sweep=(12, 36),
        source="PRISMA: 71 % after 30 months (PMC1393264), hence 24.2 months",
    )


class Direction(ParameterGroup):
    """Effects of the director's style; until directors are live, the pace alone."""

    pace: Real = field(
        1.0,
        "speed of the ramp, 1 as in Change.tau",
        unit="ratio",
        low=0.1,
        high=10,
        sweep=(0.5, 1.5),
    )
