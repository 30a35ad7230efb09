"""Origin of numbers: the territory, the code, the versions of libraries and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.engine.digest import digests
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.territory.territory import Territory

__all__ = ["Place", "code_digest", "place_of", "provenance"]

PACKAGES: Final = ("parcours", "numpy", "numba", "mesa", "pydantic", "pandas", "pyarrow")


@dataclass(frozen=True)
class Place:
    """A territory as tables and files describe it.

    Attributes
    ----------
    name
        As in the word ``territory=``.
    label_fr, label_en
        Names that people read.
    synthetic_fr, synthetic_en
        How its population was made, in a sentence.
    fictional
        Whether no such place exists.
    persons
        Persons present at the start.
    zones
        Labels of its zones.
    files
        Digest of each file of the user, with its role.
    beyond
        Départements with more persons than is likely: name, persons given, persons that prevalence
        gives.
    """

    name: str
    label_fr: str
    label_en: str
    synthetic_fr: str
    synthetic_en: str
    fictional: bool
    persons: int
    zones: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    beyond: tuple[tuple[str, int, int], ...] = ()

    def label(self, lang: str) -> str:
        """Name in a language."""
        return str(getattr(self, f"label_{lang}"))

    def synthetic(self, lang: str) -> str:
        """How its population was made, in a sentence of a language."""
        return str(getattr(self, f"synthetic_{lang}"))


def place_of(scenario: Scenario, territory: Territory | None = None) -> Place:
    """Describe the territory of a scenario: the one given, if it is already built.

    Raises
    ------
    InputError
        When the territory cannot be built.
    """
    from sim.territory.of_scenario import territory_of

    t = territory_of(scenario) if territory is None else territory
    return Place(
        t.name,
        t.label_fr,
        t.label_en,
        t.synthetic_parts("fr"),
        t.synthetic_parts("en"),
        t.fictional,
        t.present,
        tuple(t.zones.label),
        t.files,
        t.beyond_prevalence(),
    )


def provenance() -> dict[str, Any]:
    """Return the origin of a number besides configuration and seed: code, versions, machine."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "checkout"
    return {
        "digests": digests(),
        "versions": versions,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
    }


def code_digest(origin: Mapping[str, Any]) -> str:
    """Digest of the code that made a result; older folders hold one digest, of another kind."""
    return str(origin.get("digests", {}).get("results") or origin.get("code_digest", ""))


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
