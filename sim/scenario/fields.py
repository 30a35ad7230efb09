"""A group of parameters: frozen and typed, and the form in which kernels take it.

Every field carries its unit, its bounds and where its value comes from; ``assumed`` means that no
source was found and that the range given is to be swept.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from sim.lang import Message
from sim.scenario.refusals import refused


def _number(value: object) -> object:
    # YAML reads `no` as false and pydantic would take false for 0 and "24" for 24: a number is a
    # number. Adding 0 makes one zero of the two, so that they have one digest.
    if isinstance(value, bool | str):
        raise refused(Message("scenario.number"))
    return value + 0 if isinstance(value, int | float) else value


Real = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_number)]
Probability = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
Switch = Annotated[bool, Field(strict=True)]


def field(
    default: Any,
    text: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    source: str = "assumed",
    sweep: tuple[float, float] | None = None,
    decision: bool = False,
) -> Any:
    """Declare one parameter: default, meaning, unit, allowed bounds, source, swept range.

    A `decision` is what a reform or a funder settles, not what nobody has measured: it is swept,
    and never drawn as an assumption.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source}
    if decision:
        extra["decision"] = True
    if sweep is not None:
        extra["sweep"] = list(sweep)
    return Field(default=default, ge=low, le=high, description=text, json_schema_extra=extra)


class ParameterGroup(BaseModel):
    """A frozen group of parameters; unknown names, nan and infinities are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@lru_cache(maxsize=1024)
def record(group: ParameterGroup) -> npt.NDArray[np.void]:
    """Return the numbers of a group as a one-row record array, the form kernels take.

    It is made once for equal groups, and read-only. Booleans and whole numbers become int64,
    choices their rank in the list of choices, tuples of numbers sub-arrays; texts, nested groups
    and tables are left out.
    """
    names: list[str] = []
    formats: list[Any] = []
    values: list[Any] = []
    for name, info in type(group).model_fields.items():
        value = getattr(group, name)
        choices = _choices(info)
        if choices:
            value = choices.index(value)
        if isinstance(value, bool | int):
            formats.append(np.int64)
        elif isinstance(value, float):
            if not math.isfinite(value):
                raise ValueError(f"{name} is not finite")
            formats.append(np.float64)
        elif isinstance(value, tuple) and value and isinstance(value[0], float):
            formats.append((np.float64, (len(value),)))
        else:
            continue
        names.append(name)
        values.append(value)
    made = np.array([tuple(values)], dtype=np.dtype({"names": names, "formats": formats}))
    made.setflags(write=False)
    return made


def _choices(info: FieldInfo) -> tuple[str, ...]:
    if "Literal" not in str(info.annotation):
        return ()
    return tuple(getattr(info.annotation, "__args__", ()))


def choices_of(group: type[ParameterGroup], name: str) -> tuple[str, ...]:
    """Return the words of a parameter that is a choice, in their order; none for others."""
    return _choices(group.model_fields[name])
