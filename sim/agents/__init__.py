"""Mesa agents: organisations are registered, people are views made on demand.

Both are faces over columns; `model.agents` holds the organisations only, and
`model.agents_by_type[Beneficiary]` is the `PeopleSet` of everyone present.
"""

from sim.agents.beneficiary import Beneficiary
from sim.agents.organisations import Establishment, Funder, Organisation, Pole, ProjectActor
from sim.agents.people_set import PeopleSet

__all__ = [
    "Beneficiary",
    "Establishment",
    "Funder",
    "Organisation",
    "PeopleSet",
    "Pole",
    "ProjectActor",
]
