"""Context of a run: calendar, territory, newcomers, the user policy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer

from sim.scenario.fields import ParameterGroup, Real, Switch, Whole, field


class Clock(ParameterGroup):
    """Calendar of a run; month 0 is January 2017."""

    months: Whole = field(120, "months simulated after the start", unit="months", low=1, high=1200)
    burn_in: Whole = field(
        60, "months of warm-up, all ingredients off", unit="months", low=0, high=2400
    )
    reform_month: Whole = field(
        12, "month from which the organisation applies", unit="month", low=0, high=1200
    )
    record_people: Whole = field(
        20_000, "persons whose pathway is kept", unit="persons", low=0, high=1_000_000
    )


class TerritorySpec(ParameterGroup):
    """Which territory: a real one, the fictional one, the user's files, or an abstract one."""

    kind: Literal["named", "files", "abstract"] = field("named", "how the territory is made")
    name: str = field("creuse", "name of a département, several joined by +, or training")
    persons: str = field("", "path of the user's file of persons (kind=files)")
    establishments: str = field("", "path of the user's file of establishments (kind=files)")
    dispersion: Real = field(
        0.72,
        "coefficient of variation of equipment between départements",
        unit="ratio",
        low=0,
        high=3,
        source="REPSS Autonomie 2.9",
    )
    growth: Switch = field(
        True,
        "whether places open and close from month 0 on, by category; none of an abstract territory",
        source="column growth of categories.csv",
    )
    zones: Whole = field(400, "zones of an abstract territory", unit="zones", low=1, high=4000)
    silos: Whole = field(
        1, "establishments in each zone (abstract)", unit="establishments", low=1, high=200
    )
    places: Whole = field(
        4, "places of each establishment (abstract)", unit="places", low=1, high=10_000
    )
    stay: Real = field(9.0, "mean stay (abstract)", unit="months", low=1, high=10_000)
    load: Real = field(0.7, "arrivals per place and stay (abstract)", unit="ratio", low=0, high=100)
    people: Whole = field(
        0, "persons present in each zone at the start (abstract)", unit="persons", low=0, high=10**6
    )
    heavy: Real = field(
        0.0,
        "share of persons whose file is one class heavier (abstract)",
        unit="share",
        low=0,
        high=1,
        source="set by the exact case",
    )
    actors: Whole = field(
        0, "project actors in each zone (abstract)", unit="actors", low=0, high=1000
    )
    domains: Whole = field(
        1,
        "domains in which everybody needs support (abstract)",
        unit="domains",
        low=1,
        high=4,
        source="set by the exact case",
    )


class Context(ParameterGroup):
    """Context of the sector."""

    arrivals_factor: Real = field(
        1.0, "newcomers relative to the territory's own", unit="ratio", low=0, high=10
    )


def _pairs(value: object) -> object:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


class PolicySpec(ParameterGroup):
    """A user policy (`sim.policy`): its code is sent with the scenario to every worker.

    `name` and `file` are for users; the digest depends on the code and the parameters.
    """

    name: str = ""
    file: str = ""
    code: str = ""
    parameters: Annotated[
        tuple[tuple[str, bool | int | float | str | None], ...],
        BeforeValidator(_pairs),
        PlainSerializer(dict),
    ] = ()

    def digest(self) -> str:
        """16 hexadecimal digits of the code."""
        return hashlib.blake2b(self.code.encode(), digest_size=8).hexdigest()


class ForeignPolicy(PolicySpec):
    """A policy that came with saved results: it is equal to the same policy, but never runs."""

    def __eq__(self, other: object) -> bool:
        """Whether it is the same policy, of the user or not."""
        return isinstance(other, PolicySpec) and dict(self) == dict(other)

    def __hash__(self) -> int:
        """Return the hash of the same policy of the user."""
        return hash(PolicySpec(**dict(self)))
