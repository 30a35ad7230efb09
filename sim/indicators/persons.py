"""Indicators of persons: their state, their support, their events, their options."""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import Indicator, Statistic, Wait, mean, rate, share
from sim.state import counts

# Ways in which the wait for a solution ends, by the name of the indicator.
_WAYS: Final = {
    "gave_up": counts.GAVE_UP,
    "lost": counts.LOST,
    "refused": counts.REFUSED,
    "no_offer": counts.NO_OFFER,
    "need_ended": counts.NEED_ENDED,
    "left": counts.LEFT,
}


def _waits() -> list[Indicator]:
    kinds = {
        "wait_assessment": counts.TO_ASSESSMENT,
        "wait_first_hour": counts.TO_HOUR,
        "wait_solution": counts.TO_SOLUTION,
    }
    solution = counts.TO_SOLUTION
    statistics: tuple[tuple[Statistic, str], ...] = (
        ("mean", "months"),
        ("median", "months"),
        ("p95", "months"),
        ("gini", "index"),
    )
    return [
        *(
            Indicator(f"{name}_{statistic}", unit, -1, Wait(kind, statistic))
            for name, kind in kinds.items()
            for statistic, unit in statistics
        ),
        Indicator("wait_solution_30_mean", "months", -1, Wait(counts.TO_SOLUTION_30, "mean")),
        Indicator("wait_solution_80_mean", "months", -1, Wait(counts.TO_SOLUTION_80, "mean")),
        Indicator("wait_solution_cohort_mean", "months", -1, Wait(solution, "mean", cohort=True)),
        *(
            Indicator(f"solution_within_{n}", "share", 1, Wait(solution, "incidence", months=n))
            for n in (12, 24, 60)
        ),
        Indicator(
            "solution_within_24_cohort", "share", 1,
            Wait(solution, "incidence", months=24, cohort=True),
        ),
        *(
            Indicator(
                f"wait_ends_{name}", "share", -1 if way < counts.NEED_ENDED else 0,
                Wait(solution, "incidence", way),
            )
            for name, way in _WAYS.items()
        ),
    ]  # fmt: skip


# fmt: off
PERSONS: Final[tuple[Indicator, ...]] = (
    # Persons by state.
    mean("people", 0, "people"),
    mean("latent", 0, "latent"),
    mean("assess", -1, "assess"),
    mean("wait", -1, "wait"),
    mean("served", 0, "served"),
    mean("refused", -1, "refused"),
    mean("renounced", -1, "renounced"),
    mean("no_offer", -1, "no_offer"),
    mean("blocked", -1, "blocked"),
    # Need and what covers it.
    share("unmet_need", -1, "unmet", "need", cells=("unmet", "need")),
    share("unmet_hours", -1, "unmet", "people", scale=1 / 60, unit="hours_month"),
    share("covered_share", 1, "covered", "in_need"),
    share("covered_share_60", 1, "covered_60", "in_need"),
    share("covered_share_95", 1, "covered_95", "in_need"),
    share("helped_share", 1, "helped", "people"),
    share(
        "hours_given", 1, "place plan from_actors from_mainstream from_reserve", "people",
        scale=1 / 60, unit="hours_month",
    ),
    share("waiting", -1, "assess wait", "people", cells=("waiting", "months")),
    share(
        "without_solution", -1, "refused renounced no_offer", "people",
        cells=("without", "months"),
    ),
    share("unserved", -1, "assess wait refused renounced no_offer", "people"),
    *_waits(),
    # What happens to people.
    rate("ruptures", -1, "ruptures", cells="ruptures"),
    rate("ruptures_prepared", 0, "ruptures_prepared"),
    rate("refusals", -1, "refusals"),
    rate("no_offers", -1, "no_offers"),
    rate("renouncing", -1, "renouncing"),
    rate("dropped", -1, "dropped"),
    rate("transfers", 0, "transfers"),
    rate("imposed", -1, "imposed", cells="imposed"),
    rate("handoffs", -1, "handoffs", cells="handoffs"),
    rate("handoff_lost", -1, "handoff_lost"),
    rate("prepared", 1, "prepared"),
    rate("crises", -1, "crises", cells="crises"),
    rate("residence_lost", -1, "residence_lost"),
    rate("escalated", -1, "escalated"),
    rate("asked", 0, "asked"),
    rate("assessed", 0, "assessed"),
    rate("admitted", 0, "admitted"),
    rate("planned", 0, "planned"),
    rate("thin_plans", -1, "thin"),
    rate("with_actor", 0, "with_actor"),
    # How support is made.
    share("fragmentation", -1, "providers", "supported", unit="providers"),
    share("composed_share", 0, "composed", "supported"),
    share("ordinary_residence", 1, "people -institution", "people"),
    share("hours_places", 0, "place", "people", scale=1 / 60, unit="hours_month"),
    share("hours_plans", 0, "plan", "people", scale=1 / 60, unit="hours_month"),
    share("hours_actors", 0, "from_actors", "people", scale=1 / 60, unit="hours_month"),
    share("hours_mainstream", 0, "from_mainstream", "people", scale=1 / 60, unit="hours_month"),
    share("hours_carers", 0, "from_carers", "people", scale=1 / 60, unit="hours_month"),
    # Choice.
    share("options", 1, "options", "counted", scale=1 / counts.MILLION, unit="options"),
    share("voice", 1, "voice", "counted", scale=1 / counts.MILLION, unit="index"),
    share("capability", 1, "capability", "counted", scale=1 / counts.MILLION, unit="index"),
    # Carers.
    share("carer_load", -1, "carer_load", "carers", scale=1 / 60, unit="hours_month"),
    share("carer_overload", -1, "carer_load", "carer_capacity", unit="index"),
    share("carer_strain", -1, "strain", "carers", scale=1 / counts.MILLION, unit="index"),
    rate("burnouts", -1, "burnouts", of="carers"),
)
# fmt: on
