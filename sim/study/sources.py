"""The territory of a study: where it comes from, and the same once more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.lang import LANGS, Message, say
from sim.territory.of_scenario import territory_of

if TYPE_CHECKING:
    from sim.results.origin import Place
    from sim.results.tables import ComparisonTables
    from sim.scenario.scenario import Scenario
    from sim.territory.territory import Territory

__all__ = ["territory_again", "with_sources"]


def territory_again(comparison: ComparisonTables) -> Territory:
    """Return the territory of a comparison, to simulate on it again.

    Raises
    ------
    InputError
        When a file of the territory has changed since.
    """
    territory = territory_of(comparison.a)
    for role, digest in comparison.place.files:
        if (role, digest) not in territory.files:
            path = getattr(comparison.a.territory, role)
            raise InputError(Message("twin.file_changed", file=path, digest=digest))
    return territory


def with_sources(place: Place, scenario: Scenario) -> tuple[Place, dict[str, Any]]:
    """Describe a territory from public files by its départements, and return its sources.

    Parameters
    ----------
    place
        The territory of the scenario.
    scenario
        The scenario; its files are read where it has some.

    Returns
    -------
    place
        The same; under the name of its départements where it was made from public files.
    origin
        ``{"sources": …}`` as `sim.territory.public.folder.Sources` holds them, or nothing.
    """
    spec = scenario.territory
    if spec.kind != "files":
        return place, {}
    from sim.territory.names import department_of
    from sim.territory.public.folder import sources_beside

    sources = sources_beside(spec.persons, spec.establishments)
    if sources is None:
        return place, {}
    codes = sources.options.get("departments", "").split("+")
    names = [found.label for found in map(department_of, codes) if found is not None]
    french, english = (say("public.label", lang, departments=", ".join(names)) for lang in LANGS)
    named = replace(
        place, label_fr=french, label_en=english, synthetic_fr=say("public.synthetic", "fr"),
        synthetic_en=say("public.synthetic", "en"),
    )  # fmt: skip
    return named, {"sources": sources.as_json()}
