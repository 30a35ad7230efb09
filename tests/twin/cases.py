"""Scenarios in which the twin and the model must end alike."""

from __future__ import annotations

import random
from typing import Any

from sim.scenario.actors import ProjectActors, Solvency
from sim.scenario.care import Access, Carers, Crises, Delivery, Demography, Needs, Places
from sim.scenario.context import Clock, Context
from sim.scenario.funding import Accounts, Budgets, Calls, Funding
from sim.scenario.innovation import Innovation, Trust
from sim.scenario.organisation import INGREDIENTS, Change, Organisation, Pole
from sim.scenario.scenario import Scenario

NAMED: dict[str, tuple[str, ...]] = {
    "silo": (),
    "provider": ("response", "partnership"),
    "dispositif": ("response", "continuity", "coordination"),
    "pole": INGREDIENTS,
}
HALF = Pole(perimeter="departement", coverage=0.5, contribution=0.7, capture=0.5)
PLACED = {"placement": "place_and_hours", "conversion": "unasked"}
LISTED = Pole(perimeter="list", zones=(0, 2), capture=1.0)
CHAIN = ((0.9, 0.1, 0.0, 0.0), (0.1, 0.8, 0.1, 0.0), (0.0, 0.1, 0.8, 0.1), (0.0, 0.0, 0.2, 0.8))

# Other settings of everything that decides a branch; two organisations each.
VARIANTS: dict[str, dict[str, Any]] = {
    "fifo": {"places": Places(priority="fifo", stay_law="mixture", lists=4), "pole": HALF},
    "classes": {"places": Places(priority="classes", stay_law="fixed", lists=1, creton=0.2)},
    "finite lists": {
        "places": Places(list_mode="finite", list_length=2, stay_law="lognormal"),
        "pole": LISTED,
    },
    "no lists": {"places": Places(list_mode="none", gone=0.3), "pole": HALF},
    "losses leave": {
        "places": Places(list_mode="none"),
        "access": Access(refused_leave=True, delay=0.0),
    },
    "crises": {
        "crises": Crises(rate=0.2, escalation=0.2, escalation_changes="need"),
        "carers": Carers(burnout_rate=0.2),
        "access": Access(renounce_rate=0.05, resume_rate=0.2, reorientation=1.5),
    },
    "crises by severity": {"crises": Crises(rate=0.2, weight="severity")},
    "matrix": {"needs": Needs(matrix=CHAIN), "pole": HALF},
    "at once": {
        "change": Change(tau=0.0),
        "needs": Needs(pace=5.0),
        "funding": Funding(stranded_months=6),
        "context": Context(arrivals_factor=0.5),
    },
    "still": {
        "demography": Demography(ageing=False, deaths=False, arrivals=False),
        "pole": LISTED,
    },
    "slower": {
        "costs": {"overhead_mode": "slower", "referral_share": 0.2, "referent_share": 0.2},
        "places": Places(stay_law="lognormal"),
        "pole": HALF,
    },
    "one after another": {
        "places": Places(sequence="serial", gone=0.3),
        "access": Access(refused_leave=True, renounce_rate=0.05),
        "needs": Needs(pace=5.0),
    },
    "deferred": {"places": Places(allocation="deferred_acceptance", lists=4), "pole": HALF},
    "deferred, one ranking": {
        "places": Places(allocation="deferred_acceptance", near_months=0.0, priority="fifo"),
    },
    "long stays, long ways": {
        "places": Places(stay_class=2.5),
        "delivery": Delivery(journey_factor=2.5),
        "costs": {"overhead_mode": "slower"},
        "pole": HALF,
    },
    "establishments in deficit": {
        "accounts": Accounts(
            reserve_months=0.2,
            cost_growth=0.06,
            freeze=0.1,
            freeze_most=0.3,
            close=0.2,
            failure=0.6,
            cpom_share=0.5,
            cpom_months=7,
            margin_spread=0.2,
        ),
        "funding": Funding(budgets=Budgets(mode="hours", use_share=0.4)),
        "pole": HALF,
    },
    "paid by results": {
        "accounts": Accounts(reserve_months=0.5, margin_spread=0.1, regroup=1.0, cpom_share=1.0),
        "funding": Funding(
            budgets=Budgets(
                mode="outcomes",
                result_share=0.4,
                withdrawal=0.3,
                diagnosis=0.02,
                calls_factor=0.8,
                lag=24,
            )
        ),
    },
    "shared with actors": {
        "funding": Funding(
            budgets=Budgets(mode="vouchers", use_share=1.0, shared_with_actors=0.5, lag=0)
        ),
        "accounts": Accounts(close=0.0, failure=0.0, reserve_months=0.0, variable_share=1.0),
    },
    "open borders": {
        "access": Access(cross_border=True, reach=60.0),
        "pole": Pole(perimeter="departement"),
    },
    "hard times": {
        "actors": ProjectActors(
            cash_months=1.5,
            births=1.0,
            grant_share=0.7,
            reserve_months=1.0,
            fixed_share=0.6,
            other_income=0.05,
            departures=0.6,
        ),
        "funding": Funding(
            calls=Calls(contract_months=6, payment_delay=2, to_call=0.3),
            budgets=Budgets(calls_growth=-0.3),
        ),
    },
    "indexed": {
        "funding": Funding(calls=Calls(contract_months=24, payment_delay=0, indexed=True)),
        "accounts": Accounts(cost_growth=0.1),
        "actors": ProjectActors(grant_share=1.0, reputation=0.5, retention=1.0),
    },
    "drawn contracts": {
        "actors": ProjectActors(
            renewal="exogenous", win_probability=0.4, stable_at=9, cash_spread=0.2, births=0.5
        ),
        "funding": Funding(calls=Calls(contract_months=3, payment_delay=1)),
    },
    "price war": {
        "funding": Funding(
            calls=Calls(award="price", every=1, contract_months=5, lot_minutes=600, to_call=0.9)
        ),
        "actors": ProjectActors(grant_share=0.3, settling=5, bids_a_call=5, cash_months=2.5),
    },
    "value for money": {
        "funding": Funding(
            calls=Calls(
                award="quality_in_money",
                every=2,
                lot_minutes=900,
                support=0.5,
                lottery=0.4,
                consortium=True,
            )
        ),
        "actors": ProjectActors(grant_share=0.2, cost="common", reputation=0.3, bids_a_call=1),
    },
    "lotteries": {
        "funding": Funding(calls=Calls(lottery=1.0, lottery_bar=0.6, lot_minutes=500)),
        "actors": ProjectActors(grant_share=0.0, bid="cost_plus", stress_months=6.0),
    },
    "contests": {
        "funding": Funding(
            calls=Calls(
                award="tullock",
                tullock_power=0.7,
                contract_months=6,
                lot_minutes=800,
                consortium=True,
            )
        ),
        "actors": ProjectActors(grant_share=0.1, cost_low=0.5, bids_a_call=9, markup=0.02),
    },
    "trust": {
        "trust": Trust(
            live=True, forgetting=0.8, partnership=1.0, leave_below=0.4, join_above=0.45
        ),
        "innovation": Innovation(create=0.5, imitate=0.3, institutionalise=0.5),
        # Partners beyond their zone, with partnership only.
        "pole": Pole(perimeter="departement", contribution=0.7),
    },
    "clients": {
        "funding": Funding(budgets=Budgets(mode="vouchers", voucher=0.7)),
        "solvency": Solvency(pull=2.0, minimum=0.5),
        "innovation": Innovation(imitation="bass", spontaneous=0.02, imitate=0.3),
    },
    "who pays": {
        "solvency": Solvency(fee=0.15, pull=1.0, minimum=0.0),
        "innovation": Innovation(imitation="moran", spontaneous=0.5, lapses=False, fitness=1.5),
        "actors": ProjectActors(cash_months=1.5, births=1.0),
    },
    "results": {
        "funding": Funding(budgets=Budgets(mode="outcomes", result_share=0.4)),
        "accounts": Accounts(mission=0.02),
        "innovation": Innovation(imitation="none", create=0.3),
    },
    "a place, with hours meanwhile": {
        "costs": {**PLACED, "conversion_months": 1},
        "change": Change(tau=0.0),
        "access": Access(renounce_rate=0.1, resume_rate=0.3),
        "needs": Needs(pace=5.0),
    },
    "a place, half a pole": {
        "costs": {**PLACED, "conversion_months": 2},
        "change": Change(tau=2.0),
        "pole": HALF,
        "places": Places(sequence="serial", gone=0.2, review_months=12),
    },
    "a place, and trust": {
        "costs": {**PLACED, "conversion_months": 1},
        "trust": Trust(
            live=True, forgetting=0.8, partnership=1.0, leave_below=0.4, join_above=0.45
        ),
        "pole": Pole(perimeter="departement", contribution=0.7),
    },
    "a place, or nothing": {
        "costs": {**PLACED, "placement": "place_only", "conversion_months": 3},
        "change": Change(tau=0.0),
        "places": Places(list_mode="none"),
    },
    "a place at once, with hours": {
        "costs": {**PLACED, "conversion_months": 1},
        "change": Change(tau=0.0),
        "places": Places(list_mode="none", stay_law="fixed"),
    },
    "a place, all at once": {
        "costs": {**PLACED, "conversion_months": 1},
        "places": Places(allocation="deferred_acceptance", lists=4),
        "access": Access(renounce_rate=0.05),
    },
    "a place, for hours that nobody asked for": {
        "costs": {"conversion": "unasked", "conversion_months": 2},
        "change": Change(tau=0.0),
        "accounts": Accounts(close=0.2, reserve_months=0.2, cost_growth=0.06, failure=0.6),
    },
    "mainstream services without slack": {
        "costs": {"mainstream": "limited", "mainstream_slack": 0.0},
        "change": Change(tau=3.0),
        "needs": Needs(pace=5.0),
    },
    "mainstream services in half a pole": {
        "costs": {"mainstream": "limited", "mainstream_slack": 0.2, **PLACED},
        "context": Context(arrivals_factor=3.0),
        "pole": HALF,
    },
    "referents bought once": {
        "costs": {"referent": "posts", "referent_holds": 0.6, "referent_review": 5},
        "change": Change(tau=3.0),
        "places": Places(review_months=12, hold_months=3),
    },
    "referents, slower, in half a pole": {
        "costs": {
            "referent": "posts",
            "referent_complex": 5.0,
            "referent_others": 20.0,
            "overhead_mode": "slower",
        },
        "pole": HALF,
    },
    "services that keep a half": {
        "costs": {"conversion_months": 1},
        "change": Change(tau=2.0),
        "pole": Pole(contribution=0.5),
    },
    "members that give all": {"change": Change(tau=2.0), "pole": Pole(contribution=1.0)},
    "reserve for a month": {
        "costs": {"reserve_share": 0.2, "known_linked": 0.7},
        "change": Change(tau=3.0),
        "crises": Crises(rate=0.2),
        "pole": HALF,
    },
    "reserve of each house": {
        "costs": {"reserve_share": 0.1, "known_linked": 0.0, "conversion": "blind"},
        "places": Places(hold_months=2, priority="classes"),
        "pole": Pole(contribution=0.5),
    },
    "dear": {
        "costs": {"meeting_linear": 0.1, "referent_share": 0.5, "planning_share": 0.5},
        "pole": HALF,
    },
}


SWEPT_GROUPS = (
    "needs",
    "access",
    "places",
    "delivery",
    "carers",
    "crises",
    "actors",
    "accounts",
    "innovation",
    "trust",
    "solvency",
)


def swept(end: int) -> dict[str, Any]:
    """Return the groups of parameters, each parameter at one end of its swept range, 0 or 1.

    A parameter that is added with a ``sweep`` is thus tried without a case of its own.
    """
    parts: dict[str, Any] = {}
    for name in SWEPT_GROUPS:
        group = type(getattr(Scenario(), name))
        extra = {field: info.json_schema_extra for field, info in group.model_fields.items()}
        ends = {field: e["sweep"][end] for field, e in extra.items() if e and "sweep" in e}
        parts[name] = group(**ends)
    return parts


VARIANTS |= {"swept to the low end": swept(0), "swept to the high end": swept(1)}


def scenario_of(
    ingredients: tuple[str, ...],
    *,
    months: int,
    reform_month: int = 6,
    pole: Pole | None = None,
    costs: dict[str, Any] | None = None,
    **parts: Any,
) -> Scenario:
    """Return a scenario with some ingredients on, without burn-in."""
    organisation = Organisation(
        **dict.fromkeys(ingredients, True), **(costs or {}), pole=pole or Pole()
    )
    parts.setdefault("change", Change(tau=6.0))
    clock = Clock(burn_in=0, months=months, reform_month=reform_month)
    return Scenario(clock=clock, organisation=organisation, **parts)


def combinations(count: int) -> list[tuple[str, ...]]:
    """Return each ingredient alone, then `count` random combinations."""
    luck = random.Random(2017)
    drawn = [tuple(i for i in INGREDIENTS if luck.random() < 0.5) for _ in range(count)]
    return [*((i,) for i in INGREDIENTS), *drawn]
