"""Indicators of means: public money, time of staff, places."""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import YEAR, Indicator, Paid, share


def _overheads() -> list[Indicator]:
    kinds = ("referral", "meetings", "planning", "reserve", "referent", "voice", "support")
    every = " ".join(f"staff_{kind}" for kind in kinds)
    return [
        share("overhead", 0, every, "staff_total"),
        *(share(f"overhead_{kind}", 0, f"staff_{kind}", "staff_total") for kind in kinds),
    ]


# fmt: off
MEANS: Final[tuple[Indicator, ...]] = (
    # Money.
    Indicator("public_cost", "euros_year", -1, Paid()),
    share("cost_per_covered_hour", -1, "paid", "need -unmet", scale=0.6, unit="euros_hour"),
    share("repair_cost", -1, "to_crises", "people", scale=YEAR / 100, unit="euros_year"),
    share(
        "prepare_share", 0, "staff_planning staff_reserve staff_referent staff_support",
        "staff_total",
    ),
    share("travel_cost", -1, "travel_cost", "people", scale=YEAR / 100, unit="euros_year"),
    share("stranded_cost", -1, "stranded", "people", scale=YEAR / 100, unit="euros_year"),
    share("released_cost", 0, "released", "people", scale=YEAR / 100, unit="euros_year"),
    # Time of staff.
    share("direct_share", 1, "staff_place staff_direct", "staff_total"),
    share("wasted_share", -1, "wasted place_offer -place", "place_offer plan"),
    share("idle_share", -1, "staff_idle staff_pool_idle", "staff_total"),
    share("travel_share", -1, "staff_travel", "staff_total"),
    share("undelivered_share", -1, "staff_undelivered", "staff_total"),
    *_overheads(),
    # Places.
    share("occupancy", 0, "places_used", "places -places_converted -places_closed"),
    share("empty_wanted", -1, "empty_wanted", "places_looked_at"),
    share("blocked_share", -1, "blocked", "places_used"),
    share("converted_share", 0, "places_converted", "places"),
)
# fmt: on
