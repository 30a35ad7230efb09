"""What is compared: the typed parameters of the model, one frozen part per submodel.

Every field carries its unit, its bounds and where its value comes from; ``assumed`` means that no
source was found and that the range given is to be swept. Nothing here knows Hydra: a notebook
builds a `Scenario` by hand as well as a command line does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from sim.part import Part, Probability, Real, Switch, Whole, field
from sim.parts_market import (
    Accounts,
    Budgets,
    Calls,
    Innovation,
    ProjectActors,
    Solvency,
    Trust,
)

StayLaw = Literal["geometric", "fixed", "lognormal", "mixture"]


class Clock(Part):
    """Calendar of a run; month 0 is January 2017."""

    months: Whole = field(120, "months simulated after the start", unit="months", low=1, high=1200)
    burn_in: Whole = field(
        240, "months of warm-up, all ingredients off", unit="months", low=0, high=2400
    )
    reform_month: Whole = field(
        12, "month from which the organisation applies", unit="month", low=0, high=1200
    )
    record_people: Whole = field(
        20_000, "persons whose pathway is kept", unit="persons", low=0, high=1_000_000
    )


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


class Demography(Part):
    """Who comes, grows old and dies; all of it belongs to the seed, not to the scenario."""

    ageing: Switch = field(True, "persons grow older and cross the borders of age")
    deaths: Switch = field(True, "persons die by the territory's table")
    arrivals: Switch = field(True, "newcomers arrive, Poisson in each zone and life stage")


class Needs(Part):
    """How needs worsen and ease (4.1)."""

    worsening: Real = field(
        1.0,
        "beta up: how much more an uncovered need worsens",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0, 2),
        source="Gostoli & Silverman 2019 (form)",
    )
    easing: Real = field(
        0.5,
        "beta down: how much more a covered need eases",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0, 1.5),
    )
    kappa: Real = field(
        0.7,
        "how past unmet need steepens worsening",
        unit="1/share",
        low=0,
        high=5,
        sweep=(0, 1.5),
        source="Gostoli & Silverman 2019 (form)",
    )
    memory: Real = field(
        0.9, "share of the unmet memory kept a month", unit="share", low=0, high=0.999
    )
    pace: Real = field(
        1.0,
        "all natural rates relative to the territory's",
        unit="ratio",
        low=0,
        high=10,
        source="anchors: Gill 2006, worsening <= .031, improving <= .0144 a month",
    )
    matrix: tuple[tuple[Real, ...], ...] = field(
        (), "any stochastic matrix between levels, in place of the rates; empty = the rates"
    )

    @model_validator(mode="after")
    def _stochastic(self) -> Self:
        n = len(self.matrix)
        if n == 0:
            return self
        if n > 4 or any(len(row) != n for row in self.matrix):
            raise ValueError("needs.matrix must be square with at most 4 levels")
        for row in self.matrix:
            if min(row) < 0 or abs(sum(row) - 1.0) > 1e-9:
                raise ValueError("each row of needs.matrix must be at least 0 and sum to 1")
        return self


class Access(Part):
    """The funnel before support (4.2)."""

    ask_rate: tuple[Probability, Probability, Probability, Probability] = field(
        (0.0, 0.002, 0.08, 0.3),
        "monthly probability to ask, by heaviest need",
        unit="1/month",
    )
    non_take_up: Real = field(
        0.28,
        "share who never ask of themselves",
        unit="share",
        low=0,
        high=1,
        sweep=(0.15, 0.4),
        source="DREES: 20-36 % by benefit",
    )
    able: tuple[Probability, Probability, Probability] = field(
        (0.5, 0.8, 1.0),
        "ability to go through the channel, by digital access (none, limited, full)",
        unit="share",
    )
    delay: Real = field(
        -1.0,
        "months to be assessed; -1 = the territory's own, 0 = at once",
        unit="months",
        low=-1,
        high=60,
        source="4.4 months (REPSS 2.6, 2022), 1.7-9.2 by département",
    )
    reorientation: Real = field(
        4.0,
        "months of a new orientation",
        unit="months",
        low=0,
        high=60,
        sweep=(0, 5),
        source="DITEP: four months on average (Lien Social 2017)",
    )
    renounce_rate: Real = field(
        0.004, "monthly probability to give up waiting", unit="1/month", low=0, high=1
    )
    reapply_rate: Real = field(
        0.08, "monthly probability to try again after refusal", unit="1/month", low=0, high=1
    )
    resume_rate: Real = field(
        0.03, "monthly probability to come back after giving up", unit="1/month", low=0, high=1
    )
    handoff: Real = field(
        0.1,
        "share of people lost at a hand-off between services",
        unit="share",
        low=0,
        high=1,
        sweep=(0.05, 0.25),
        source="theory m: d = .2 shown; assumed .1",
    )
    known: Real = field(
        0.6, "share who know the mainstream or project offer near them", unit="share", low=0, high=1
    )
    reach: Real = field(
        45.0,
        "travel beyond which an offer is out of reach",
        unit="minutes",
        low=1,
        high=600,
        sweep=(20, 90),
    )
    cross_border: Switch = field(
        False, "offers of another département count too where they are within reach"
    )
    refused_leave: Switch = field(
        False, "whether the refused and those who give up leave the population (exact cases)"
    )
    actor_rate: Real = field(
        0.05, "monthly probability to turn to a known project actor", unit="1/month", low=0, high=1
    )
    actor_stay: Real = field(12.0, "mean time with a project actor", unit="months", low=1, high=600)


class Places(Part):
    """Places, lists and what happens at their end (4.3)."""

    lists: Whole = field(3, "lists a person may be on", unit="lists", low=1, high=4)
    list_mode: Literal["none", "finite", "infinite"] = field("infinite", "who may wait")
    list_length: Whole = field(
        20, "length of a list when list_mode=finite", unit="persons", low=1, high=1_000_000
    )
    allocation: Literal["lists", "deferred_acceptance"] = field(
        "lists",
        "how free places meet who waits: each establishment in turn along its list, or all at once "
        "by deferred acceptance",
    )
    near_months: Real = field(
        6.0,
        "months of wait that an hour less of travel is worth to an establishment when "
        "allocation=deferred_acceptance",
        unit="months/hour",
        low=0,
        high=1200,
        sweep=(0, 12),
    )
    sequence: Literal["parallel", "serial"] = field(
        "parallel", "whether hours to measure come in all domains at once or one after another"
    )
    priority: Literal["fifo", "classes", "need_and_wait"] = field(
        "need_and_wait", "who comes first on a list"
    )
    class_months: Real = field(
        6.0,
        "months of wait that one class of complexity is worth when priority=need_and_wait",
        unit="months",
        low=0,
        high=1200,
    )
    stay_law: StayLaw = field("geometric", "law of the length of stay")
    stay_sigma: Real = field(
        1.0, "log standard deviation of a lognormal stay", unit="log", low=0.01, high=5
    )
    stay_ratio: Real = field(
        10.0, "long over short mean in a mixture of two stays", unit="ratio", low=1, high=1000
    )
    stay_long: Real = field(0.1, "share of long stays in a mixture", unit="share", low=0, high=1)
    stay_max: Whole = field(
        600, "longest stay of a lognormal law", unit="months", low=1, high=30_000
    )
    stay_class: Real = field(
        1.0,
        "how many times longer a stay or a support lasts for each class of complexity above one "
        "moderate need (shorter below); 1 = the same for all",
        unit="ratio",
        low=0.5,
        high=3,
        sweep=(1, 3),
    )
    another: Real = field(
        0.5,
        "share of leavers who go on to another ESSMS",
        unit="share",
        low=0,
        high=1,
        sweep=(0.4, 0.6),
        source="DREES E&R 641",
    )
    gone: Real = field(
        0.0, "share of leavers who leave the population (exact cases)", unit="share", low=0, high=1
    )
    creton: Real = field(
        0.12,
        "share who stay and block their place at a border of age (amendement Creton)",
        unit="share",
        low=0,
        high=1,
        sweep=(0.05, 0.5),
    )
    right_of_return: Whole = field(
        12, "months during which a leaver may come back", unit="months", low=0, high=120
    )


class Delivery(Part):
    """What reaches the person (4.4, 4.5)."""

    threshold: Real = field(
        0.8,
        "coverage of every assessed domain at which the wait stops",
        unit="share",
        low=0,
        high=1,
        sweep=(0.6, 0.95),
    )
    fragmentation: Real = field(
        0.1,
        "support lost per further provider without a referent",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )
    misfit: Real = field(
        0.2,
        "support lost when the person is not heard at all",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.4),
    )
    voice_off: Real = field(
        0.3,
        "share of stated preferences that decide as today",
        unit="share",
        low=0,
        high=1,
        sweep=(0.1, 0.5),
    )
    poverty_cutoff: Whole = field(
        2,
        "domains covered below the threshold from which on a person is poor in capability",
        unit="domains",
        low=1,
        high=4,
        source="Alkire & Foster 2011 (form)",
    )
    journey_factor: Real = field(
        1.0,
        "staff minutes of a journey of hours to measure relative to the map; 0 = nobody travels",
        unit="ratio",
        low=0,
        high=10,
        sweep=(0, 3),
    )
    presence_home: Real = field(
        0.6,
        "largest coverage at home of a severe need of presence",
        unit="share",
        low=0,
        high=1,
        sweep=(0.3, 0.9),
    )


class Carers(Part):
    """Relatives who help (4.6)."""

    recovery: Real = field(
        0.1, "share of strain that fades a month", unit="1/month", low=0.001, high=1
    )
    overload: Real = field(
        0.05, "strain per unit of load above capacity", unit="1/month", low=0, high=1
    )
    burnout_rate: Real = field(
        0.002,
        "monthly probability of burnout at strain 1",
        unit="1/month",
        low=0,
        high=1,
        source="form: strain, not caring, is the hazard (Schulz & Beach 1999)",
    )
    burnout_slope: Real = field(
        0.5, "log hazard per unit of strain", unit="1/strain", low=0, high=5
    )


class Crises(Part):
    """Emergencies that unmet need ends in."""

    rate: Real = field(
        0.02,
        "monthly probability when every need has long been unmet",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0.005, 0.05),
    )
    residence_lost: Real = field(
        0.1, "share of crises that end ordinary residence", unit="share", low=0, high=1
    )
    escalation: Real = field(
        0.0, "monthly probability to escalate while waiting (V9)", unit="1/month", low=0, high=1
    )
    escalation_changes: Literal["nothing", "need"] = field(
        "nothing", "whether an escalation also worsens the heaviest need"
    )


class TerritorySpec(Part):
    """Which territory: a real one, the fictional one, the user's files, or an abstract one."""

    kind: Literal["named", "files", "abstract"] = field("named", "how the territory is made")
    name: str = field("creuse", "name of a département, several joined by +, or training")
    persons: str = field("", "path of the user's file of persons (kind=files)")
    establishments: str = field("", "path of the user's file of establishments (kind=files)")
    dispersion: Real = field(
        0.72,
        "coefficient of variation of equipment between départements",
        unit="ratio",
        low=0,
        high=3,
        source="REPSS Autonomie 2.9",
    )
    zones: Whole = field(400, "zones of an abstract territory", unit="zones", low=1, high=4000)
    silos: Whole = field(
        1, "establishments in each zone (abstract)", unit="establishments", low=1, high=200
    )
    places: Whole = field(
        4, "places of each establishment (abstract)", unit="places", low=1, high=10_000
    )
    stay: Real = field(9.0, "mean stay (abstract)", unit="months", low=1, high=10_000)
    load: Real = field(0.7, "arrivals per place and stay (abstract)", unit="ratio", low=0, high=100)
    people: Whole = field(
        0, "persons present in each zone at the start (abstract)", unit="persons", low=0, high=10**6
    )
    heavy: Real = field(
        0.0,
        "share of persons whose file is one class heavier (abstract)",
        unit="share",
        low=0,
        high=1,
        source="set by the exact case",
    )
    actors: Whole = field(
        0, "project actors in each zone (abstract)", unit="actors", low=0, high=1000
    )
    domains: Whole = field(
        1,
        "domains in which everybody needs support (abstract)",
        unit="domains",
        low=1,
        high=4,
        source="set by the exact case",
    )


def _pairs(value: object) -> object:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


class PolicySpec(Part):
    """A policy of the user (`sim.policy`): its code travels with the scenario to every worker.

    `name` and `file` are what people read; the digest knows the code and the parameters.
    """

    name: str = ""
    file: str = ""
    code: str = ""
    parameters: Annotated[
        tuple[tuple[str, bool | int | float | str | None], ...],
        BeforeValidator(_pairs),
        PlainSerializer(dict),
    ] = ()

    def digest(self) -> str:
        """16 hexadecimal digits of the code."""
        return hashlib.blake2b(self.code.encode(), digest_size=8).hexdigest()


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


class Scenario(Part):
    """Everything that decides a run, except its seed.

    `label` is what people read; it is not part of the digest and no rule sees it.
    """

    label: str = Field(
        default="",
        description="name shown on tables and figures",
        max_length=80,
        pattern=r"^[^\x00-\x1f]*$",
    )
    clock: Clock = Clock()
    organisation: Organisation = Organisation()
    territory: TerritorySpec = TerritorySpec()
    funding: Funding = Funding()
    change: Change = Change()
    direction: Direction = Direction()
    context: Context = Context()
    demography: Demography = Demography()
    needs: Needs = Needs()
    access: Access = Access()
    places: Places = Places()
    delivery: Delivery = Delivery()
    carers: Carers = Carers()
    crises: Crises = Crises()
    actors: ProjectActors = ProjectActors()
    accounts: Accounts = Accounts()
    innovation: Innovation = Innovation()
    trust: Trust = Trust()
    solvency: Solvency = Solvency()
    policy: PolicySpec = PolicySpec()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = []
        if self.clock.reform_month > self.clock.months:
            wrong.append(
                f"clock.reform_month={self.clock.reform_month} must not exceed "
                f"clock.months={self.clock.months}"
            )
        if self.places.another + self.places.gone > 1:
            wrong.append("places.another and places.gone must not sum to more than 1")
        start = dict(self.policy.parameters).get("start")
        if isinstance(start, int) and start >= self.clock.months:
            wrong.append(
                f"policy {self.policy.name}: start={start} is after the last month, "
                f"{self.clock.months - 1}"
            )
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def canonical(self) -> str:
        """JSON of all that decides a run, sorted, without what only people read."""
        told: Any = {"label": True, "policy": {"name", "file"}}
        return json.dumps(self.model_dump(exclude=told), sort_keys=True)

    def digest(self) -> str:
        """32 hexadecimal digits naming this configuration, whatever its label."""
        return hashlib.blake2b(self.canonical().encode(), digest_size=16).hexdigest()

    def before_reform(self) -> Scenario:
        """Return the same world, every ingredient off and no policy: what the warm-up runs."""
        return self.model_copy(
            update={
                "label": "",
                "organisation": Organisation(),
                "funding": self.funding.model_copy(update={"calls": Calls(), "budgets": Budgets()}),
                "change": Change(),
                "direction": Direction(),
                "context": Context(),
                "policy": PolicySpec(),
                "clock": Clock(
                    burn_in=self.clock.burn_in, months=1, reform_month=0, record_people=0
                ),
            }
        )
