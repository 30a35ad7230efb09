"""Territories: zones, persons, establishments and actors, drawn or read from files.

`from_public_files` and `read_folder` are loaded from `sim.territory.public` at their first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.territory.public.build import from_public_files
    from sim.territory.public.folder import PublicTerritory, read_folder

__all__ = ["PublicTerritory", "from_public_files", "read_folder"]

_HOMES = {
    "PublicTerritory": "sim.territory.public.folder",
    "from_public_files": "sim.territory.public.build",
    "read_folder": "sim.territory.public.folder",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.territory' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
