"""Refusals of a schema, as messages of the catalogues: pydantic's own texts are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import PydanticCustomError

from sim.lang import Message

__all__ = ["reason", "reasons", "refused"]

_SEVERAL: Final = "refused"

# Types of pydantic's errors, and the key of the expected values.
_KEYS: Final = {
    "missing": "schema.missing",
    "extra_forbidden": "schema.extra",
    "bool_type": "schema.boolean",
    "bool_parsing": "schema.boolean",
    "int_type": "schema.whole",
    "int_parsing": "schema.whole",
    "int_from_float": "schema.whole",
    "float_type": "schema.number",
    "float_parsing": "schema.number",
    "finite_number": "schema.finite",
    "string_type": "schema.text",
    "string_pattern_mismatch": "schema.line",
    "string_too_long": "schema.longest",
    "greater_than_equal": "schema.at_least",
    "less_than_equal": "schema.at_most",
    "greater_than": "schema.above",
    "less_than": "schema.below",
    "literal_error": "schema.one_of",
    "list_type": "schema.list",
    "tuple_type": "schema.list",
    "too_short": "schema.longer",
    "too_long": "schema.shorter",
    "dict_type": "schema.mapping",
    "model_type": "schema.mapping",
    "model_attributes_type": "schema.mapping",
}
_VALUES: Final = {"ge": "low", "le": "high", "gt": "low", "lt": "high", "expected": "names"}


def refused(*problems: Message) -> PydanticCustomError:
    """Return the error that a validator raises: one or several problems, each a sentence."""
    text = "; ".join(problem.text() for problem in problems)
    escaped = text.replace("{", "(").replace("}", ")")
    return PydanticCustomError(_SEVERAL, escaped, {"problems": list(problems)})


def reasons(item: Mapping[str, Any]) -> list[Message] | None:
    """Return the whole sentences of a validator of ours, None for an error of pydantic."""
    return list(item["ctx"]["problems"]) if item["type"] == _SEVERAL else None


def reason(item: Mapping[str, Any]) -> Message:
    """Return the end of a sentence, without a full stop: which values are expected instead."""
    own = reasons(item)
    if own is not None:
        return own[0]
    context = {_VALUES.get(name, name): value for name, value in item.get("ctx", {}).items()}
    return Message(_KEYS.get(item["type"], "schema.other"), **_typed(context))


def _typed(context: Mapping[str, Any]) -> dict[str, object]:
    """Numbers as they are typed, with a point."""
    return {
        name: f"{value:g}" if isinstance(value, int | float) else value
        for name, value in context.items()
        if name != "error"
    }
