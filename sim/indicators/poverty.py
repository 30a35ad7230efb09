"""Capability poverty: persons deprived in several domains at once.

A person is deprived in a domain whose need is covered below the threshold of coverage, and poor
from `delivery.poverty_cutoff` such domains on. The headcount H alone does not see that the poor
lack in more domains; M0 = H x A does (Alkire and Foster 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Poverty", "poverty"]


@dataclass(frozen=True)
class Poverty:
    """Whole counts, so that sums over months and zones are exact.

    Attributes
    ----------
    persons
        Persons counted.
    poor
        Of whom deprived in at least the cutoff of domains.
    lacking
        Domains in which the poor are deprived, summed.
    domains
        Domains of each person.
    """

    persons: int
    poor: int
    lacking: int
    domains: int

    @property
    def headcount(self) -> float:
        """Share of the poor, H; nan without persons."""
        return self.poor / self.persons if self.persons else np.nan

    @property
    def intensity(self) -> float:
        """Mean share of domains in which the poor are deprived, A; nan without poor."""
        return self.lacking / (self.poor * self.domains) if self.poor else np.nan

    @property
    def adjusted(self) -> float:
        """Adjusted headcount, M0 = H x A; nan without persons."""
        return self.lacking / (self.persons * self.domains) if self.persons else np.nan


def poverty(coverage: npt.NDArray[np.floating], threshold: float, cutoff: int) -> Poverty:
    """Count the poor.

    Parameters
    ----------
    coverage : float[N, D]
        Share of the need covered, by person and domain; 1 where there is no need.
    threshold : float
        Coverage below which a person is deprived in a domain (share).
    cutoff : int
        Deprivations from which on a person is poor.

    Examples
    --------
    >>> found = poverty(np.array([[0.0, 0.5], [1.0, 0.9]]), 0.8, 2)
    >>> found.headcount, found.intensity, found.adjusted
    (0.5, 1.0, 0.5)
    """
    deprived = (coverage < threshold).sum(axis=1)
    poor = deprived >= cutoff
    return Poverty(
        persons=deprived.size,
        poor=int(poor.sum()),
        lacking=int(deprived[poor].sum()),
        domains=coverage.shape[1],
    )
