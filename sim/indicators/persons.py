"""Indicators of persons: their state, their support, their events, their options."""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import Indicator, Statistic, Wait, mean, rate, share
from sim.state import counts


def _waits() -> list[Indicator]:
    kinds = ("wait_assessment", "wait_first_hour", "wait_coverage")
    statistics: tuple[tuple[Statistic, str], ...] = (
        ("mean", "months"),
        ("median", "months"),
        ("p95", "months"),
        ("gini", "index"),
    )
    return [
        Indicator(f"{name}_{statistic}", unit, -1, Wait(k, statistic))
        for k, name in enumerate(kinds)
        for statistic, unit in statistics
    ]


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
    mean("blocked", -1, "blocked"),
    # Need and what covers it.
    share("unmet_need", -1, "unmet", "need", cells=("unmet", "need")),
    share("unmet_hours", -1, "unmet", "people", scale=1 / 60, unit="hours_month"),
    share("covered_share", 1, "covered", "in_need"),
    share("waiting", -1, "assess wait", "people", cells=("waiting", "months")),
    share("without_solution", -1, "refused renounced", "people", cells=("without", "months")),
    *_waits(),
    # What happens to people.
    rate("ruptures", -1, "ruptures", cells="ruptures"),
    rate("refusals", -1, "refusals"),
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
