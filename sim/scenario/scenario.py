"""What is compared: the typed parameters of the model, one frozen part per submodel.

Every field carries its unit, its bounds and where its value comes from; ``assumed`` means that no
source was found and that the range given is to be swept. Nothing here knows Hydra: a notebook
builds a `Scenario` by hand as well as a command line does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from sim.scenario.actors import Accounts, ProjectActors
from sim.scenario.care import Access, Carers, Crises, Delivery, Demography, Needs, Places
from sim.scenario.fields import Part, Real, Whole, field
from sim.scenario.funding import Budgets, Calls
from sim.scenario.organisation import Change, Context, Direction, Funding, Organisation, Pole
from sim.scenario.ties import Innovation, Solvency, Trust

__all__ = [
    "INGREDIENTS",
    "Access",
    "Accounts",
    "Budgets",
    "Calls",
    "Carers",
    "Change",
    "Clock",
    "Context",
    "Crises",
    "Delivery",
    "Demography",
    "Direction",
    "Funding",
    "Innovation",
    "Needs",
    "Organisation",
    "Places",
    "Pole",
    "PolicySpec",
    "ProjectActors",
    "Scenario",
    "Solvency",
    "TerritorySpec",
    "Trust",
]


class Clock(Part):
    """Calendar of a run; month 0 is January 2017."""

    months: Whole = field(120, "months simulated after the start", unit="months", low=1, high=1200)
    burn_in: Whole = field(
        240, "months of warm-up, all ingredients off", unit="months", low=0, high=2400
    )
    reform_month: Whole = field(
        12, "month from which the organisation applies", unit="month", low=0, high=1200
    )
    record_people: Whole = field(
        20_000, "persons whose pathway is kept", unit="persons", low=0, high=1_000_000
    )


class TerritorySpec(Part):
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


def _pairs(value: object) -> object:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


class PolicySpec(Part):
    """A policy of the user (`sim.policy`): its code travels with the scenario to every worker.

    `name` and `file` are what people read; the digest knows the code and the parameters.
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


INGREDIENTS = (
    "entry",
    "admission",
    "response",
    "continuity",
    "coordination",
    "voice",
    "partnership",
    "funding",
)


class Scenario(Part):
    """Everything that decides a run, except its seed.

    `label` is what people read; it is not part of the digest and no rule sees it.
    """

    label: str = Field(
        default="",
        description="name shown on tables and figures",
        max_length=80,
        pattern=r"^[^\x00-\x1f]*$",
    )
    clock: Clock = Clock()
    organisation: Organisation = Organisation()
    territory: TerritorySpec = TerritorySpec()
    funding: Funding = Funding()
    change: Change = Change()
    direction: Direction = Direction()
    context: Context = Context()
    demography: Demography = Demography()
    needs: Needs = Needs()
    access: Access = Access()
    places: Places = Places()
    delivery: Delivery = Delivery()
    carers: Carers = Carers()
    crises: Crises = Crises()
    actors: ProjectActors = ProjectActors()
    accounts: Accounts = Accounts()
    innovation: Innovation = Innovation()
    trust: Trust = Trust()
    solvency: Solvency = Solvency()
    policy: PolicySpec = PolicySpec()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = []
        if self.clock.reform_month > self.clock.months:
            wrong.append(
                f"clock.reform_month={self.clock.reform_month} must not exceed "
                f"clock.months={self.clock.months}"
            )
        if self.places.another + self.places.gone > 1:
            wrong.append("places.another and places.gone must not sum to more than 1")
        start = dict(self.policy.parameters).get("start")
        if isinstance(start, int) and start >= self.clock.months:
            wrong.append(
                f"policy {self.policy.name}: start={start} is after the last month, "
                f"{self.clock.months - 1}"
            )
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def canonical(self) -> str:
        """JSON of all that decides a run, sorted, without what only people read."""
        told: Any = {"label": True, "policy": {"name", "file"}}
        return json.dumps(self.model_dump(exclude=told), sort_keys=True)

    def digest(self) -> str:
        """32 hexadecimal digits naming this configuration, whatever its label."""
        return hashlib.blake2b(self.canonical().encode(), digest_size=16).hexdigest()

    def before_reform(self) -> Scenario:
        """Return the same world, every ingredient off and no policy: what the warm-up runs."""
        return self.model_copy(
            update={
                "label": "",
                "organisation": Organisation(),
                "funding": self.funding.model_copy(update={"calls": Calls(), "budgets": Budgets()}),
                "change": Change(),
                "direction": Direction(),
                "context": Context(),
                "policy": PolicySpec(),
                "clock": Clock(
                    burn_in=self.clock.burn_in, months=1, reform_month=0, record_people=0
                ),
            }
        )
