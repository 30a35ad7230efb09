"""The patterns that a calibration matches, and those that it holds out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from experiments.cli.options import listed
from experiments.patterns.declared import FILE, Pattern, declared
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.sweep.matching import Target

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from sim.scenario.scenario import Scenario
    from sim.sweep.study import Study

__all__ = ["NONE", "Chosen", "answers", "chosen"]

NONE: Final = "none"


class Chosen(NamedTuple):
    """Patterns by what is done with them.

    Attributes
    ----------
    matched
        Those that the factors are to match.
    held
        Those that are compared with what was found, and never used to find it.
    """

    matched: tuple[Pattern, ...]
    held: tuple[Pattern, ...]

    @property
    def targets(self) -> list[Target]:
        """Bounds of the patterns to match."""
        return [Target(one.name, one.low, one.high) for one in self.matched]


def chosen(options: Mapping[str, Any], world: Scenario) -> Chosen:
    """Return the patterns that the options name.

    Parameters
    ----------
    world
        The first scenario, in which patterns are measured: since the reform.

    Raises
    ------
    InputError
        With one sentence for each name that is no pattern, that a study cannot measure, or that is
        there twice.
    """
    file = declared(options["patterns"])
    known = {one.name: one for one in file.patterns}
    fit = {name for name, one in known.items() if _fits(one)}
    names = {
        role: [] if role == "held" and options[role] == NONE else listed(options[role], role)
        for role in ("match", "held")
    }
    clock = world.clock
    wrong = []
    for role, named in names.items():
        for name in named:
            if name not in known:
                near = suggestion(name, sorted(fit))
                wrong.append(Message("calibrate.pattern", role=role, name=name, near=near))
            elif name not in fit:
                fitting = [one for one in known if one in fit]
                wrong.append(Message("calibrate.unfit", role=role, name=name, names=fitting))
            elif role == "match" and known[name].held_out:
                shown = (options["patterns"] or Path(FILE)).name
                wrong.append(Message("calibrate.held_out", name=name, file=shown))
            else:
                first, last = known[name].window
                if clock.reform_month < first or clock.months > last:
                    ours = {"from_": clock.reform_month, "to": clock.months - 1}
                    window = {"first": first, "last": last - 1}
                    wrong.append(
                        Message("calibrate.window", role=role, name=name, **window, **ours)
                    )
    wrong += [Message("calibrate.both", name=name) for name in names["held"]
              if name in names["match"]]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    return Chosen(*(tuple(known[name] for name in names[role]) for role in ("match", "held")))


def _fits(pattern: Pattern) -> bool:
    """Whether a study stores what the pattern measures: the level of an indicator of all."""
    from sim.indicators.registry import REGISTRY

    names = [name for name in (pattern.measure, pattern.over) if name]
    return pattern.how == "level" and all(name in REGISTRY for name in names)


def answers(study: Study, patterns: Sequence[Pattern]) -> npt.NDArray[np.float64]:
    """Return what the first scenario of a study gives for each pattern.

    Returns
    -------
    float64[points, patterns]
        Means over seeds.

    Raises
    ------
    InputError
        When a value is missing.
    """
    import numpy as np

    from sim.sweep.gaps import first

    columns = [first(study, one.measure, one.over).mean(axis=1) for one in patterns]
    return np.column_stack([column.to_numpy() for column in columns])
