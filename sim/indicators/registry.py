"""Every indicator: name, unit, direction, texts in two languages, and source of its value.

One registry for tables, figures, page and cards. A new indicator is one entry in `persons`, `means`
or `market`; their kinds are in `kinds`, and how these become numbers in `sim.indicators.measure`.
"""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import (
    BY_DOMAIN,
    DOMAIN_CODES,
    HORIZON,
    LEAST_AT_RISK,
    Gap,
    Indicator,
    Paid,
    Ratio,
    Source,
    Survival,
    Wait,
)
from sim.indicators.market import MARKET
from sim.indicators.means import MEANS
from sim.indicators.persons import PERSONS

__all__ = [
    "BY_DOMAIN",
    "DOMAIN_CODES",
    "HEADLINE",
    "HORIZON",
    "INDICATORS",
    "LEAST_AT_RISK",
    "LOSER_INDICATORS",
    "REGISTRY",
    "Gap",
    "Indicator",
    "Paid",
    "Ratio",
    "Source",
    "Survival",
    "Wait",
]

INDICATORS: Final[tuple[Indicator, ...]] = (*PERSONS, *MEANS, *MARKET)
REGISTRY: Final[dict[str, Indicator]] = {indicator.name: indicator for indicator in INDICATORS}

HEADLINE: Final = (
    "unmet_need",
    "covered_share",
    "hours_given",
    "helped_share",
    "waiting",
    "without_solution",
    "unserved",
    "wait_assessment_mean",
    "wait_first_hour_mean",
    "wait_solution_mean",
    "solution_within_24",
    "ruptures",
    "imposed",
    "refusals",
    "crises",
    "carer_strain",
    "options",
    "voice",
    "capability",
    "fragmentation",
    "overhead",
    "direct_share",
    "travel_share",
    "two_speed",
    "actor_closures",
    "cost_per_covered_hour",
    "public_cost",
)

LOSER_INDICATORS: Final = (
    "unmet_need",
    "waiting",
    "wait_assessment_mean",
    "wait_first_hour_mean",
    "wait_solution_mean",
    "without_solution",
)
