"""Old names and the new ones, in one place.

A folder saved by an older version is read with these tables, and an old word is answered with the
new one. A name that no longer exists maps to None. Each entry gives the version in which it
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "ADDED",
    "COLUMNS",
    "COUNTERS",
    "COUNTS",
    "INDICATORS",
    "PARAMETERS",
    "PAYERS",
    "new_name",
    "renamed_parameters",
]

Renamed = Mapping[str, str | None]

# Words of a scenario, by their whole path: ``places.lists``.
PARAMETERS: Final[dict[str, str | None]] = {}
# Parameters that saved scenarios may lack, with the value that does what was done before.
ADDED: Final[dict[str, bool | int | float | str]] = {"territory.growth": False}
# Monthly counts (`sim.state.counts`), counters of persons (`sim.state.people.COUNTERS`).
COUNTS: Final[dict[str, str | None]] = {
    # 0.2
    "forgone_hour": None,
    "forgone_cover": None,
}
COUNTERS: Final[dict[str, str | None]] = {}
# Columns that policies read (`sim.state.people`, `sim.state.organisations`).
COLUMNS: Final[dict[str, str | None]] = {
    # 0.2
    "people.was": "people.counted_state",
    "people.since": "people.counted_until",
    "people.now": "people.monthly_minutes",
    "people.flags": "people.monthly_flags",
    "people.excess": "people.overload",
    "people.found": "people.mainstream_known",
    "people.marks": "people.status_bits",
    "people.fresh": "people.dirty",
    "people.cell": "people.stratum",
    "people.desk": "people.waiting_list",
    "organisations.e_good": "organisations.e_trust_successes",
    "organisations.e_bad": "organisations.e_trust_failures",
    "organisations.e_choosy": "organisations.e_accepted_class",
    "organisations.a_good": "organisations.a_trust_successes",
    "organisations.a_bad": "organisations.a_trust_failures",
    "organisations.a_seats": "organisations.a_caseload",
}
# Indicators (`sim.indicators.registry`) and kinds of funders (`sim.indicators.outputs.PAYERS`).
INDICATORS: Final[dict[str, str | None]] = {
    # 0.2
    "wait_coverage_mean": "wait_solution_mean",
    "wait_coverage_median": "wait_solution_median",
    "wait_coverage_p95": "wait_solution_p95",
    "wait_coverage_gini": "wait_solution_gini",
}
PAYERS: Final[dict[str, str | None]] = {}


def new_name(table: Renamed, name: str) -> str | None:
    """Return the present name of something, through several changes; None where it is gone.

    Examples
    --------
    >>> new_name({"a": "b", "b": "c", "x": None}, "a"), new_name({"x": None}, "x")
    ('c', None)
    """
    found: str | None = name
    while found is not None and found in table:
        found = table[found]
    return found


def renamed_parameters(tree: Mapping[str, Any], table: Renamed = PARAMETERS) -> dict[str, Any]:
    """Return the tree of a saved scenario with its parameters under their present names.

    A parameter of `ADDED` that its group lacks gets the value that does what was done before.

    Parameters
    ----------
    tree
        Parameters by group, as ``Scenario.model_dump`` gives them. It is not changed.
    table
        Old and new paths; a path may also be that of a whole group.

    Examples
    --------
    >>> renamed_parameters({"a": {"x": 1, "y": 2}}, {"a.x": "b.z", "a.y": None})
    {'a': {}, 'b': {'z': 1}}
    """
    found = _copied(tree)
    for old in table:
        *groups, last = old.split(".")
        home: Any = found
        for group in groups:
            home = home.get(group) if isinstance(home, dict) else None
        if not isinstance(home, dict) or last not in home:
            continue
        value = home.pop(last)
        new = new_name(table, old)
        if new is None:
            continue
        *groups, last = new.split(".")
        home = found
        for group in groups:
            home = home.setdefault(group, {})
        home[last] = value
    for path, before in ADDED.items():
        group, name = path.split(".")
        if group in found:
            found[group].setdefault(name, before)
    return found


def _copied(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _copied(value) if isinstance(value, Mapping) else value
        for name, value in tree.items()
    }
