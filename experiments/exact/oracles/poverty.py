"""Capability poverty counted in several domains at once (case V23)."""

import numpy as np

from experiments.exact.oracles._basics import (
    NoAnswerError,
    binomial_pmf,
    check_count,
    check_probability,
)


def capability_poverty(domains: int, deprived: float, cutoff: int) -> tuple[float, float, float]:
    """Headcount H, intensity A and adjusted headcount M0 of independent deprivations.

    Parameters
    ----------
    domains : int
        Number of domains, >= 1, of equal weight.
    deprived : float
        Probability to be deprived in a domain, in (0, 1].
    cutoff : int
        Deprivations from which on a person is poor, 1 to `domains`.

    Returns
    -------
    tuple of float
        H, the share of the poor; A, their mean share of domains deprived; M0 = H x A.

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: Alkire and Foster (2011), *Journal of Public Economics* 95(7-8); case V23.
    """
    domains, cutoff = check_count("domains", domains), check_count("cutoff", cutoff)
    if cutoff > domains:
        raise NoAnswerError(
            f"cutoff must not exceed the {domains} domains, got {cutoff}",
            "at_most",
            name="cutoff",
            high=str(domains),
        )
    if not 0.0 < check_probability("deprived", deprived):
        raise NoAnswerError("deprived must be above 0", "above", name="deprived", low="0")
    law = binomial_pmf(domains, deprived)
    counts = np.arange(domains + 1)
    poor = counts >= cutoff
    headcount = float(law[poor].sum())
    adjusted = float((law * counts)[poor].sum()) / domains
    return headcount, adjusted / headcount, adjusted
