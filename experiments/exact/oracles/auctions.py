"""Theory of bidders: sealed bids, the winner's curse, scoring auctions, contests.

Costs are uniform between two ends and independent, or one cost that all see with a normal error.
Prices, costs and rents in the same unit. Integrals are computed where no closed form is needed.
"""

from __future__ import annotations

import math

from scipy.integrate import quad
from scipy.special import ndtr

from experiments.exact.oracles._basics import NoAnswerError, check_count, check_positive


def first_price(bidders: int, low: float, high: float) -> tuple[float, float]:
    """Mean price and rent of the lowest sealed bid (V12): each bids c + (high - c) / N."""
    n = check_count("bidders", bidders, 2)
    if not low < high:
        raise ValueError(f"costs must have two ends, got {low:g} and {high:g}")
    width = high - low
    return low + width * 2.0 / (n + 1), width / (n + 1)


def second_price(bidders: int, low: float, high: float) -> float:
    """Mean of the second lowest cost, the price where the lowest bid is paid the second lowest."""
    n = check_count("bidders", bidders, 2)

    def above(x: float) -> float:  # chance that the second lowest of n uniform numbers is above x
        rest = 1.0 - x
        return rest**n + n * x * rest ** (n - 1)

    return low + (high - low) * float(quad(above, 0.0, 1.0)[0])


def winners_curse(bidders: int, error: float) -> float:
    """Mean loss of who asks its own estimate of one common cost (V13): error times E[max of N]."""
    n = check_count("bidders", bidders, 2)
    check_positive("error", error)

    def density(x: float) -> float:
        normal = math.exp(-x * x / 2.0) / math.sqrt(2.0 * math.pi)
        return float(x * n * normal * float(ndtr(x)) ** (n - 1))

    return error * float(quad(density, -12.0, 12.0, points=(0.0,))[0])


def scoring(
    bidders: int, value: float, dear: float, low: float, high: float
) -> tuple[float, float]:
    """Quality and mean price of a scoring auction, V(q) - p with V = v q, C = dear q^2 / 2 (V14).

    Che (1993): quality maximises the sum of both utilities, whatever the number of bidders; the
    price is that of a first-price auction over the remaining surplus.
    """
    check_positive("value", value)
    check_positive("dear", dear)
    quality = value / dear
    if quality >= 1.0:
        raise NoAnswerError(
            f"value / dear must be below 1, the best quality, got {quality:g}",
            "below",
            name="value / dear",
            high="1",
        )
    price, _ = first_price(bidders, low, high)
    return quality, price + dear * quality**2 / 2.0


def contest(bidders: int, power: float, prize: float) -> tuple[float, float]:
    """Effort of each and of all in a Tullock contest: r (N - 1) V / N^2, N times that (V15)."""
    n = check_count("bidders", bidders, 2)
    check_positive("power", power)
    check_positive("prize", prize)
    if power > n / (n - 1):
        raise NoAnswerError(
            f"power must not exceed N / (N - 1) = {n / (n - 1):g}, got {power:g}",
            "at_most",
            name="power",
            high=f"{n / (n - 1):g}",
        )
    one = power * (n - 1) * prize / n**2
    return one, n * one
