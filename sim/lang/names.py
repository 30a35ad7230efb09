"""Names of units and of groups of persons."""

from __future__ import annotations

from typing import Final

from sim.lang.catalogue import sentence

__all__ = ["UNITS", "group", "unit"]

UNITS: Final = (
    "persons",
    "share",
    "points",
    "months",
    "index",
    "hours_month",
    "per_100_years",
    "providers",
    "options",
    "euros_year",
    "euros_hour",
    "per_100_actors",
    "per_100_organisations",
    "actors",
    "bids",
    "billion_year",
)


def unit(name: str, lang: str, *, gap: bool = False) -> str:
    """Return a unit as people read it; `gap` for a difference, where shares become points."""
    if gap and name == "share":
        name = "points"
    return sentence(f"unit.{name}", lang)


def group(dimension: str, name: str, lang: str, zones: tuple[str, ...] = ()) -> str:
    """Return the name of a group as people read it; nothing for all persons."""
    if dimension == "all":
        return ""
    if dimension == "zone":
        return zones[int(name)] if int(name) < len(zones) else f"zone {name}"
    try:
        return sentence(f"group.{dimension}.{name}", lang)
    except KeyError:
        return name
