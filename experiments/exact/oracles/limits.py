"""Closed formulas in continuous time, which the monthly oracles approach as stays get longer.

The test of the model compares it with the *monthly* oracles; these values are printed as well, so
that a reader can recognise textbook numbers. All stays are exponential.
"""

import math

from experiments.exact.oracles._basics import (
    check_count,
    check_load,
    check_positive,
)


def erlang_b(places: int, offered: float) -> float:
    """Share of arrivals lost when waiting is not possible (Erlang B), for any law of stay.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    offered : float
        Offered load, arrivals per month x mean stay in months, > 0 (no unit; may exceed `places`).

    Returns
    -------
    float
        Share of arrivals lost (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*; case V6. The
    recursion B(n) = a B(n-1) / (n + a B(n-1)) avoids the factorials of the formula.
    """
    places = check_count("places", places)
    offered = check_positive("offered", offered)
    lost = 1.0
    for n in range(1, places + 1):
        lost = offered * lost / (n + offered * lost)
    return lost


def erlang_c(places: int, offered: float) -> float:
    """Probability that an arrival has to wait (Erlang C).

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    offered : float
        Offered load, arrivals per month x mean stay in months, > 0 and < `places` (no unit).

    Returns
    -------
    float
        Share of arrivals that wait (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain or the offered load reaches the number of places.

    Notes
    -----
    Source: Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*; case V1.
    """
    places = check_count("places", places)
    offered = check_positive("offered", offered)
    if offered >= places:
        raise ValueError(f"offered must be below places = {places}, got {offered!r}")
    lost = erlang_b(places, offered)
    return lost / (1.0 - offered / places * (1.0 - lost))


def continuous_wait(places: int, load: float, stay: float) -> float:
    """Mean wait Wq = C / (places / stay - arrivals), in the unit of `stay`.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay, > 0, any unit of time.

    Returns
    -------
    float
        Mean wait over all arrivals, in the unit of `stay`.

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: Erlang C; case V1.
    """
    places, load = check_count("places", places), check_load(load)
    stay = check_positive("stay", stay)
    return erlang_c(places, load * places) * stay / (places * (1.0 - load))


def continuous_pooling_ratio(silos: int, places: int, load: float) -> float:
    """Mean wait in `silos` separate groups of `places` over the mean wait in one pool.

    Parameters
    ----------
    silos : int
        Number of equal groups, >= 1.
    places : int
        Places in each group, >= 1.
    load : float
        Load of each group, strictly between 0 and 1 (no unit).

    Returns
    -------
    float
        Ratio (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: case V2.
    """
    silos = check_count("silos", silos)
    return continuous_wait(places, load, 1.0) / continuous_wait(silos * places, load, 1.0)


def continuous_escalation_share(places: int, load: float, stay: float, hazard: float) -> float:
    """Share of arrivals that escalate before admission, P = C h / (c / stay - arrivals + h).

    Parameters
    ----------
    places : int
        Number of places c, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay, > 0, any unit of time.
    hazard : float
        Escalations per unit of time spent waiting, h >= 0.

    Returns
    -------
    float
        Share of arrivals (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: a wait is zero with probability 1 - C, otherwise exponential; case V9.
    """
    places, load = check_count("places", places), check_load(load)
    stay = check_positive("stay", stay)
    if not 0.0 <= hazard < math.inf:
        raise ValueError(f"hazard must be finite and >= 0, got {hazard!r}")
    spare = places * (1.0 - load) / stay
    return erlang_c(places, load * places) * hazard / (spare + hazard)


def square_root_delay(beta: float) -> float:
    """Limit share of arrivals that wait when places = offered + beta x sqrt(offered).

    Parameters
    ----------
    beta : float
        Safety margin in standard deviations of the demand, > 0 (no unit).

    Returns
    -------
    float
        1 / (1 + beta Phi(beta) / phi(beta)), the limit for a large offered load (no unit).

    Raises
    ------
    ValueError
        If `beta` is not positive and finite.

    Notes
    -----
    Source: Halfin and Whitt (1981), *Operations Research* 29(3); case V2.
    """
    beta = check_positive("beta", beta)
    below = 0.5 * math.erfc(-beta / math.sqrt(2.0))
    # beta Phi / phi, with 1 / phi outside the product so that it cannot overflow early.
    log_odds = math.log(beta * below) + 0.5 * beta * beta + 0.5 * math.log(2.0 * math.pi)
    return 1.0 / (1.0 + math.exp(log_odds)) if log_odds < 700.0 else 0.0
