"""Indicators of the two markets: the gap between them, closures, results of calls, innovations.

The stabilised side is that of authorised establishments, the precarious side that of actors that
live on projects. The two-speed index measures the gap between them. A gap may also narrow because
the better side gets worse, so the index is always shown with the level of each side
(`levelling_down`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from sim.data.tables import number
from sim.indicators.kinds import YEAR, Direction, Gap, Indicator, Side, Survival, rate, share
from sim.state import counts

__all__ = ["LEVELS", "MARKET", "SIDES", "Compared", "levelling_down"]

SIDES: Final = (
    Side("horizon", 0.2, True, "horizon_stabilised", "horizon_precarious"),
    Side("volatility", 0.2, False, "volatility_stabilised", "volatility_precarious"),
    Side("turnover", 0.2, False, "turnover_stabilised", "turnover_precarious"),
    Side("wage", 0.2, True, "wage_stabilised", "wage_precarious"),
    Side("survival", 0.2, True, "survival_stabilised", "survival_precarious"),
)
LEVELS: Final = tuple(name for side in SIDES for name in (side.stabilised, side.precarious))
LEAST: Final = 0.02  # share of a level; a smaller change does not count
ONE: Final = 1 / counts.MILLION


def _millionths(
    name: str, direction: Direction, top: str, bottom: str, *, unit: str = "index"
) -> Indicator:
    return share(name, direction, top, bottom, scale=ONE, unit=unit)


def _survival(name: str, events: str, stock: str, *, yearly: bool = False) -> Indicator:
    return Indicator(name, "share", 1, Survival(events, stock, yearly=yearly))


# fmt: off
MARKET: Final[tuple[Indicator, ...]] = (
    # The gap between the two markets, and the level of each.
    Indicator("two_speed", "index", -1, Gap(SIDES)),
    share("horizon_stabilised", 1, "horizon_e", "establishments", unit="months"),
    share("horizon_precarious", 1, "horizon_a", "actors", unit="months"),
    _millionths("volatility_stabilised", -1, "swing_e", "swings_e", unit="share"),
    _millionths("volatility_precarious", -1, "swing_a", "swings_a", unit="share"),
    share("turnover_stabilised", -1, "left_e", "staff_e", scale=YEAR),
    share("turnover_precarious", -1, "left_a", "staff_a", scale=YEAR),
    share(
        "wage_stabilised", 1, "wage_e", "staff_e",
        scale=0.6 * number("direct_share"), unit="euros_hour",
    ),
    share(
        "wage_precarious", 1, "wage_a", "staff_a",
        scale=0.6 * number("actor_group"), unit="euros_hour",
    ),
    _survival("survival_stabilised", "failures mergers", "establishments", yearly=True),
    _survival("survival_precarious", "closures", "actors"),
    # Who closes, who appears.
    rate("actor_closures", -1, "closures", of="actors", unit="per_100_actors"),
    rate("actor_births", 0, "births", of="actors", unit="per_100_actors"),
    share("actors_alive", 0, "actors", "", unit="actors"),
    rate(
        "establishment_failures", -1, "failures mergers",
        of="establishments", unit="per_100_organisations", yearly=True,
    ),
    rate(
        "mergers", 0, "mergers",
        of="establishments", unit="per_100_organisations", yearly=True,
    ),
    share("deficit_share", -1, "deficits", "accounts_closed"),
    share("places_closed_share", -1, "places_closed", "places"),
    share("staff_vacant_share", -1, "staff_vacant", "staff_total"),
    # What calls buy.
    share("call_price", 0, "award_cents", "award_minutes", scale=0.6, unit="euros_hour"),
    _millionths("call_quality", 1, "award_quality", "awards"),
    share("call_rent", 0, "award_rent", "award_cents"),
    share("bids_per_lot", 0, "bids", "lots", unit="bids"),
    share("lots_unawarded", -1, "lots -awards", "lots"),
    share("bid_cost_share", -1, "bid_costs", "contracts"),
    share("subsidy_share", 0, "subsidies", "subsidies contracts"),
    # What persons meet of it.
    _millionths("actor_quality", 1, "quality_a", "actors"),
    rate("lost_seats", -1, "lost_seats"),
    rate("priced_out", -1, "priced_out"),
    rate("minimum_service", -1, "minimum_service"),
    share("fees", -1, "fees", "people", scale=YEAR / 100, unit="euros_year"),
    # Innovation and trust.
    rate("innovations_invented", 1, "invented", of="actors", unit="per_100_actors"),
    share("innovations_practising", 1, "practising", "actors establishments"),
    rate("innovations_kept", 1, "kept", of="actors", unit="per_100_actors", yearly=True),
    rate("innovations_forgotten", -1, "forgotten", of="actors", unit="per_100_actors"),
    _millionths("trust", 1, "trust", "trusting"),
)
# fmt: on


class Compared(Protocol):
    """Result of a paired comparison for one indicator."""

    @property
    def a(self) -> float:
        """Mean of the first world."""

    @property
    def low(self) -> float:
        """Lower end of the interval of the difference."""

    @property
    def high(self) -> float:
        """Upper end of the interval of the difference."""


def levelling_down(compared: Mapping[str, Compared]) -> tuple[str, ...]:
    """Levels of the stabilised side that got worse while the gap narrowed; none otherwise.

    Both changes must be significant: the interval of the index is below 0, and the interval of the
    level is beyond `LEAST` of the level, on the worse side. A narrower gap with such a level is
    levelling down, not success.

    Parameters
    ----------
    compared
        Paired differences by name of indicator: ``two_speed`` and the levels of `SIDES`.
    """
    if not compared["two_speed"].high < 0:
        return ()
    worse = []
    for side in SIDES:
        level = compared[side.stabilised]
        least = LEAST * abs(level.a)
        if level.high < -least if side.good else level.low > least:
            worse.append(side.stabilised)
    return tuple(worse)
