"""Which assumed parameters order a difference, as a kept study has found.

``python -m experiments.assumptions keep=true`` writes ``configs/leading.yaml``: forty sets, as a
comparison has them, would seldom name the right parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sim.compose.files import shipped, yaml_text
from sim.compose.yaml_files import yaml_library
from sim.errors import InputError, os_reason
from sim.lang import Message

__all__ = ["FILE", "Leading", "keep", "leading"]

FILE: Final = "leading.yaml"
SHOWN: Final = 3
TOP: Final = (
    "# Which assumed parameters order the difference of an indicator: written by\n"
    "# python -m experiments.assumptions keep=true\n"
)


class Leading(NamedTuple):
    """What a study found.

    Attributes
    ----------
    territory, indicator
        Of the study.
    date, code
        Day of the study, and digest of the code that made its numbers.
    sets
        Number of sets.
    weights
        Full names of parameters with their coefficients of rank regression, the heaviest first.
    """

    territory: str
    indicator: str
    date: str
    code: str
    sets: int
    weights: dict[str, float]


def _all() -> dict[str, Any]:
    path = shipped() / FILE
    return dict(yaml_library().safe_load(path.read_text("utf-8"))) if path.exists() else {}


def leading(scenarios: Sequence[str], territory: str) -> Leading | None:
    """Return what is kept of two scenarios, best of the same territory; None without a study.

    Parameters
    ----------
    scenarios
        Names of both.
    territory
        Name of the territory that is asked for.
    """
    found = _all().get(",".join(scenarios), {})
    if not found:
        return None
    name = territory if territory in found else next(iter(found))
    kept = dict(found[name])
    kept["weights"] = dict(list(kept["weights"].items())[:SHOWN])
    return Leading(territory=name, **kept)


def keep(scenarios: Sequence[str], found: Sequence[Leading]) -> None:
    """Write what studies found into the file, in place of what it had of the same territories.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    tree = _all()
    mine = tree.setdefault(",".join(scenarios), {})
    for study in found:
        kept = study._asdict()
        mine[kept.pop("territory")] = kept
    path = shipped() / FILE
    try:
        path.write_text(TOP + yaml_text(tree), "utf-8")
    except OSError as error:
        raise InputError(
            Message("leading.unwritable", path=str(path), why=os_reason(error.errno) or str(error))
        ) from None
