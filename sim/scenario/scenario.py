"""A scenario: the typed parameters of the model, one frozen group per submodel.

Every field carries its unit, its bounds and where its value comes from; ``assumed`` means that no
source was found and that the range given is to be swept. Nothing here knows Hydra: a notebook
builds a `Scenario` by hand as well as a command line does. The groups of parameters are listed
once, as the fields of `Scenario`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Self

from pydantic import Field, model_validator

from sim.lang import Message
from sim.scenario import actors as _actors
from sim.scenario import care as _care
from sim.scenario import context as _context
from sim.scenario import funding as _funding
from sim.scenario import innovation as _innovation
from sim.scenario import organisation as _organisation
from sim.scenario.changing import changed
from sim.scenario.fields import ParameterGroup
from sim.scenario.refusals import refused


class Scenario(ParameterGroup):
    """All inputs of a run, except its seed.

    `label` is a text for users; it is not part of the digest and no rule uses it.
    """

    label: str = Field(
        default="",
        description="name shown on tables and figures",
        max_length=80,
        pattern=r"^[^\x00-\x1f]*$",
    )
    clock: _context.Clock = _context.Clock()
    organisation: _organisation.Organisation = _organisation.Organisation()
    territory: _context.TerritorySpec = _context.TerritorySpec()
    funding: _funding.Funding = _funding.Funding()
    change: _organisation.Change = _organisation.Change()
    direction: _organisation.Direction = _organisation.Direction()
    context: _context.Context = _context.Context()
    demography: _care.Demography = _care.Demography()
    needs: _care.Needs = _care.Needs()
    access: _care.Access = _care.Access()
    places: _care.Places = _care.Places()
    delivery: _care.Delivery = _care.Delivery()
    carers: _care.Carers = _care.Carers()
    crises: _care.Crises = _care.Crises()
    actors: _actors.ProjectActors = _actors.ProjectActors()
    accounts: _funding.Accounts = _funding.Accounts()
    innovation: _innovation.Innovation = _innovation.Innovation()
    trust: _innovation.Trust = _innovation.Trust()
    solvency: _actors.Solvency = _actors.Solvency()
    policy: _context.PolicySpec = _context.PolicySpec()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = []
        clock = self.clock
        if clock.reform_month > clock.months:
            wrong.append(
                Message("scenario.reform", reform=str(clock.reform_month), months=str(clock.months))
            )
        if self.places.another + self.places.gone > 1:
            wrong.append(Message("scenario.sum", first="places.another", second="places.gone"))
        start = dict(self.policy.parameters).get("start")
        if isinstance(start, int) and start >= clock.months:
            wrong.append(
                Message(
                    "scenario.policy_start",
                    policy=self.policy.name,
                    start=str(start),
                    last=str(clock.months - 1),
                )
            )
        if wrong:
            raise refused(*wrong)
        return self

    def with_(self, **changes: Any) -> Self:
        """Return this scenario with other values, checked as in files and words.

        Parameters
        ----------
        **changes
            Parts by name, each a dictionary of the parameters that change, or a part of another
            scenario: ``with_(organisation={"planning_share": 0.05}, policy=other.policy)``. A
            policy comes whole from a scenario that was loaded; None is no policy.

        Raises
        ------
        InputError
            With one sentence for each name or value that cannot be used.

        Examples
        --------
        >>> Scenario().with_(clock={"months": 24}, label="short").clock.months
        24
        """
        if "policy" in changes and changes["policy"] is None:
            changes["policy"] = _context.PolicySpec()
        return changed(self, changes)

    def canonical(self) -> str:
        """Sorted JSON of all inputs of a run, without the texts for users."""
        left_out: Any = {"label": True, "policy": {"name", "file"}}
        return json.dumps(self.model_dump(exclude=left_out), sort_keys=True)

    def digest(self) -> str:
        """32 hexadecimal digits naming this configuration, whatever its label."""
        return hashlib.blake2b(self.canonical().encode(), digest_size=16).hexdigest()

    def before_reform(self) -> Scenario:
        """Return the same world, every ingredient off and no policy: the world of the warm-up."""
        return self.model_copy(
            update={
                "label": "",
                "organisation": _organisation.Organisation(),
                "funding": self.funding.model_copy(
                    update={"calls": _funding.Calls(), "budgets": _funding.Budgets()}
                ),
                "change": _organisation.Change(),
                "direction": _organisation.Direction(),
                "context": _context.Context(),
                "policy": _context.PolicySpec(),
                "clock": _context.Clock(
                    burn_in=self.clock.burn_in, months=1, reform_month=0, record_people=0
                ),
            }
        )
