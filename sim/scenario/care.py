"""Persons and their support: needs, access, places, delivery, carers, crises."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.lang import Message
from sim.scenario.fields import ParameterGroup, Probability, Real, Switch, Whole, field
from sim.scenario.refusals import refused

StayLaw = Literal["geometric", "fixed", "lognormal", "mixture"]


class Demography(ParameterGroup):
    """Arrivals, ageing and deaths; all depend on the seed, not on the scenario."""

    ageing: Switch = field(True, "persons grow older and reach age limits")
    deaths: Switch = field(True, "persons die by the territory's table")
    arrivals: Switch = field(True, "newcomers arrive, Poisson in each zone and life stage")


class Needs(ParameterGroup):
    """How needs worsen and ease."""

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
            raise refused(Message("scenario.matrix_square"))
        for row in self.matrix:
            if min(row) < 0 or abs(sum(row) - 1.0) > 1e-9:
                raise refused(Message("scenario.rows", name="needs.matrix"))
        return self


class Access(ParameterGroup):
    """The funnel before support."""

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
        source="assumed .1; with .2, three hand-offs keep half of the persons",
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
    services_come: Switch = field(
        True, "the nearest home service of the département comes where none is within reach"
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


class Places(ParameterGroup):
    """Places, lists and ends of stays."""

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
        "parallel", "whether tailored hours start in all domains at once or one after another"
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
        -1.0,
        "share of leavers who go on to another ESSMS; -1 = each category's own",
        unit="share",
        low=-1,
        high=1,
        source="column another of categories.csv; half of adults (2006, DREES E&R 641)",
    )
    review_months: Whole = field(
        60,
        "months after which the orientation of a person in a place is reviewed; 0 = never",
        unit="months",
        low=0,
        high=600,
        sweep=(12, 120),
        source="assumed; decisions of a MDPH hold for 1 to 10 years",
    )
    hold_months: Whole = field(
        6,
        "months that someone who goes on to another ESSMS keeps the place, at most; the mean stay "
        "includes them",
        unit="months",
        low=0,
        high=24,
        sweep=(0, 12),
    )
    gone: Real = field(
        0.0, "share of leavers who leave the population (exact cases)", unit="share", low=0, high=1
    )
    creton: Real = field(
        0.12,
        "share who stay and block their place at an age limit (amendement Creton)",
        unit="share",
        low=0,
        high=1,
        sweep=(0.05, 0.5),
    )
    right_of_return: Whole = field(
        12, "months during which a leaver may come back", unit="months", low=0, high=120
    )


class Delivery(ParameterGroup):
    """Delivery of support to persons."""

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
    place_most: Real = field(
        1.25,
        "largest share of a need that a place gives where its staff has the time: what makes up "
        "for support that does not fit, 1 / (1 - misfit)",
        unit="share",
        low=1,
        high=5,
        sweep=(1, 1.5),
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
        "staff travel time for tailored hours, relative to the map; 0 = no travel",
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


class Carers(ParameterGroup):
    """Relatives who help."""

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


class Crises(ParameterGroup):
    """Emergencies that unmet need ends in."""

    rate: Real = field(
        0.0275,
        "monthly probability when four severe needs have long been unmet",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0.005, 0.05),
    )
    weight: Literal["hours", "severity"] = field(
        "hours",
        "what a crisis grows with: discounted hours unmet, or levels of the needs unmet",
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
