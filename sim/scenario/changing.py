"""A scenario made from another one: what changes is checked as in files and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.scenario.fields import ParameterGroup
from sim.scenario.refusals import reason, reasons

__all__ = ["changed"]

CALL = "with_"


def changed[Group: ParameterGroup](group: Group, changes: Mapping[str, Any]) -> Group:
    """Return a group of parameters in which some have other values.

    Parameters
    ----------
    group
        A scenario, or a part of one.
    changes
        Values by name; a mapping changes some parameters of a part.

    Raises
    ------
    InputError
        With one sentence for each name or value that cannot be used.
    """
    if isinstance(changes.get("policy"), Mapping):
        raise InputError(Message("scenario.with_policy"))
    try:
        return type(group).model_validate(_merged(group, changes))
    except ValidationError as error:
        items = error.errors(include_url=False)
        raise InputError(
            [problem for item in items for problem in _problems(group, item)]
        ) from None


def _merged(group: ParameterGroup, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the schema takes them; parts that do not change are not checked again."""
    values = dict(group)
    for name, value in changes.items():
        part = values.get(name)
        if isinstance(value, Mapping) and isinstance(part, ParameterGroup):
            values[name] = _merged(part, value)
        else:
            values[name] = value.tolist() if hasattr(value, "tolist") else value  # of NumPy
    return values


def _problems(group: ParameterGroup, item: Mapping[str, Any]) -> list[Message]:
    *before, last = (str(part) for part in item["loc"]) if item["loc"] else ("",)
    if item["type"] == "extra_forbidden":
        part: Any = group
        for name in before:
            part = getattr(part, name)
        names = tuple(type(part).model_fields)
        return [
            Message(
                "file.not_in",
                where=CALL,
                parent=".".join(before) or Message("file.a_scenario"),
                name=Message("quoted", text=last),
                names=names,
                near=suggestion(last, names),
            )
        ]
    own = reasons(item)
    path = ".".join((*before, last))
    if own is not None:
        where = f"{CALL}: {path}" if path else CALL
        return [Message("labelled", label=where, text=problem) for problem in own]
    return [Message("file.field", file=CALL, name=path, reason=reason(item))]
