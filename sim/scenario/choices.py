"""Choices in the form that kernels use: one named number for each word of a choice.

`sim.scenario.fields.record` gives kernels the rank of a word among the words of its `Literal`.
Kernels compare it with these names, whose values are looked up by the word, never with a bare
number: words of a `Literal` may then change places without any rule changing.
"""

from __future__ import annotations

from typing import Final

from sim.scenario.actors import ProjectActors
from sim.scenario.care import Crises, Places
from sim.scenario.fields import ParameterGroup, choices_of
from sim.scenario.funding import Budgets, Calls
from sim.scenario.innovation import Innovation
from sim.scenario.organisation import Organisation, Pole


def rank(group: type[ParameterGroup], field: str, word: str) -> int:
    """Return the rank of an option of a choice, the number that kernels receive.

    Parameters
    ----------
    group
        Group of parameters.
    field
        Name of the parameter whose type is a `Literal`.
    word
        One of its words.
    """
    return choices_of(group, field).index(word)


# Organisation.placement
PLACEMENT_PLACE_AND_HOURS: Final = rank(Organisation, "placement", "place_and_hours")
PLACEMENT_HOURS_ONLY: Final = rank(Organisation, "placement", "hours_only")
PLACEMENT_PLACE_ONLY: Final = rank(Organisation, "placement", "place_only")

# Organisation.conversion
CONVERSION_UNASKED: Final = rank(Organisation, "conversion", "unasked")
CONVERSION_BLIND: Final = rank(Organisation, "conversion", "blind")

# Organisation.mainstream
MAINSTREAM_LIMITED: Final = rank(Organisation, "mainstream", "limited")
MAINSTREAM_UNLIMITED: Final = rank(Organisation, "mainstream", "unlimited")

# Organisation.referent
REFERENT_POSTS: Final = rank(Organisation, "referent", "posts")
REFERENT_SHARE: Final = rank(Organisation, "referent", "share")

# Organisation.reserve
RESERVE_GIVEN: Final = rank(Organisation, "reserve", "given")
RESERVE_UNUSED: Final = rank(Organisation, "reserve", "unused")

# Organisation.overhead_mode
OVERHEAD_MODE_FEWER_HOURS: Final = rank(Organisation, "overhead_mode", "fewer_hours")
OVERHEAD_MODE_SLOWER: Final = rank(Organisation, "overhead_mode", "slower")

# Pole.perimeter
PERIMETER_ZONE: Final = rank(Pole, "perimeter", "zone")
PERIMETER_DEPARTEMENT: Final = rank(Pole, "perimeter", "departement")
PERIMETER_LIST: Final = rank(Pole, "perimeter", "list")

# Calls.award
AWARD_SCORE: Final = rank(Calls, "award", "score")
AWARD_PRICE: Final = rank(Calls, "award", "price")
AWARD_QUALITY_IN_MONEY: Final = rank(Calls, "award", "quality_in_money")
AWARD_TULLOCK: Final = rank(Calls, "award", "tullock")

# Budgets.mode
MODE_PLACES: Final = rank(Budgets, "mode", "places")
MODE_HOURS: Final = rank(Budgets, "mode", "hours")
MODE_OUTCOMES: Final = rank(Budgets, "mode", "outcomes")
MODE_YEARS: Final = rank(Budgets, "mode", "years")
MODE_VOUCHERS: Final = rank(Budgets, "mode", "vouchers")

# Places.list_mode
LIST_MODE_NONE: Final = rank(Places, "list_mode", "none")
LIST_MODE_FINITE: Final = rank(Places, "list_mode", "finite")
LIST_MODE_INFINITE: Final = rank(Places, "list_mode", "infinite")

# Places.allocation
ALLOCATION_LISTS: Final = rank(Places, "allocation", "lists")
ALLOCATION_DEFERRED_ACCEPTANCE: Final = rank(Places, "allocation", "deferred_acceptance")

# Places.sequence
SEQUENCE_PARALLEL: Final = rank(Places, "sequence", "parallel")
SEQUENCE_SERIAL: Final = rank(Places, "sequence", "serial")

# Places.priority
PRIORITY_FIFO: Final = rank(Places, "priority", "fifo")
PRIORITY_CLASSES: Final = rank(Places, "priority", "classes")
PRIORITY_NEED_AND_WAIT: Final = rank(Places, "priority", "need_and_wait")

# Places.stay_law
STAY_LAW_GEOMETRIC: Final = rank(Places, "stay_law", "geometric")
STAY_LAW_FIXED: Final = rank(Places, "stay_law", "fixed")
STAY_LAW_LOGNORMAL: Final = rank(Places, "stay_law", "lognormal")
STAY_LAW_MIXTURE: Final = rank(Places, "stay_law", "mixture")

# Crises.weight
WEIGHT_HOURS: Final = rank(Crises, "weight", "hours")
WEIGHT_SEVERITY: Final = rank(Crises, "weight", "severity")

# Crises.escalation_changes
ESCALATION_CHANGES_NOTHING: Final = rank(Crises, "escalation_changes", "nothing")
ESCALATION_CHANGES_NEED: Final = rank(Crises, "escalation_changes", "need")

# ProjectActors.cost
COST_PRIVATE: Final = rank(ProjectActors, "cost", "private")
COST_COMMON: Final = rank(ProjectActors, "cost", "common")

# ProjectActors.bid
BID_LEARNED: Final = rank(ProjectActors, "bid", "learned")
BID_COST_PLUS: Final = rank(ProjectActors, "bid", "cost_plus")

# ProjectActors.renewal
RENEWAL_CALLS: Final = rank(ProjectActors, "renewal", "calls")
RENEWAL_EXOGENOUS: Final = rank(ProjectActors, "renewal", "exogenous")

# Innovation.imitation
IMITATION_NONE: Final = rank(Innovation, "imitation", "none")
IMITATION_PARTNERS: Final = rank(Innovation, "imitation", "partners")
IMITATION_BASS: Final = rank(Innovation, "imitation", "bass")
IMITATION_MORAN: Final = rank(Innovation, "imitation", "moran")
