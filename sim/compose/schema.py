"""Parameters that a scenario may set, read from its typed schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sim.lang import Message
from sim.scenario.scenario import Scenario

__all__ = ["CHOICES", "SHORTCUTS", "Parameter", "keys", "parameters", "parts"]


CHOICES: Final = (
    "organisation",
    "territory",
    "funding",
    "change",
    "direction",
    "context",
    "policy",
)
SHORTCUTS: Final = {
    "months": "clock.months",
    "burn_in": "clock.burn_in",
    "reform_month": "clock.reform_month",
    "record_people": "clock.record_people",
    "persons": "territory.persons",
    "establishments": "territory.establishments",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of `Scenario`, from its JSON schema."""

    path: str
    schema: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """``integer``, ``number``, ``boolean``, ``string`` or ``array``."""
        return str(self.schema.get("type", "string"))

    @property
    def choices(self) -> tuple[str, ...]:
        """Names allowed, or none when any value within the bounds is."""
        return tuple(self.schema.get("enum", ()))

    @property
    def unit(self) -> str:
        """Unit, or nothing."""
        return str(self.schema.get("unit", ""))

    @property
    def text(self) -> str:
        """Meaning of the parameter."""
        return str(self.schema.get("description", ""))

    @property
    def default(self) -> object:
        """Value if none is given."""
        return self.schema.get("default")

    @property
    def expected(self) -> Message:
        """The values it takes, as the end of a sentence: ``a whole number from 1 to 4 (lists)``."""
        if self.choices:
            return Message("expected.one_of", names=self.choices)
        if self.kind == "boolean":
            return Message("expected.boolean")
        if self.kind == "string":
            longest = self.schema.get("maxLength")
            if longest is None:
                return Message("expected.text")
            return Message("expected.text_of", longest=str(longest))
        unit = Message("expected.unit", unit=unit_named(self.unit)) if self.unit else ""
        if self.kind != "array":
            key = "expected.whole" if self.kind == "integer" else "expected.number"
            return Message(key, bounds=_bounds(self.schema), unit=unit)
        several = self.schema.get("prefixItems")
        if several:
            shown = ",".join(str(value) for value in self.schema.get("default", ()))
            return Message(
                "expected.several",
                count=str(len(several)),
                bounds=_bounds(several[0]),
                unit=unit,
                such=f"[{shown}]",
            )
        item = self.schema.get("items", {})
        if item.get("type") == "array":
            return Message("expected.rows", unit=unit, such="[[0.9,0.1],[0.2,0.8]]")
        key = "expected.wholes" if item.get("type") == "integer" else "expected.numbers"
        return Message(key, bounds=_bounds(item), unit=unit, such="[0,1]")


def unit_named(unit: str) -> Message | str:
    """Return the unit of a parameter as people read it."""
    message = Message(f"measure.{unit}")
    try:
        message.text()
    except KeyError:
        return unit
    return message


def _bounds(schema: Mapping[str, Any]) -> Message | str:
    low = schema.get("minimum", schema.get("ge"))
    high = schema.get("maximum", schema.get("le"))
    if low is not None and high is not None:
        return Message("bounds.both", low=_plain(low), high=_plain(high))
    if low is not None:
        return Message("bounds.low", low=_plain(low))
    return "" if high is None else Message("bounds.high", high=_plain(high))


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


@cache
def parameters() -> dict[str, Parameter]:
    """Return every parameter by its full path, in the order of the schema."""
    schema = Scenario.model_json_schema()
    return {p.path: p for p in _leaves("", schema, schema.get("$defs", {}))}


def _leaves(prefix: str, node: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Parameter]:
    for name, child in node["properties"].items():
        if child.get("$ref", "").endswith("/PolicySpec"):
            continue  # its parameters are those of its class
        reference = child.get("$ref") or (child.get("allOf") or [{}])[0].get("$ref")
        if reference:
            part = parts[str(reference).rsplit("/", 1)[-1]]
            if "properties" in part:
                yield from _leaves(f"{prefix}{name}.", part, parts)
                continue
            child = {**part, **child}
        yield Parameter(f"{prefix}{name}", child)


@cache
def parts() -> dict[str, tuple[str, ...]]:
    """Return the names directly in each part, by its path; the top is ''."""
    inside: dict[str, dict[str, None]] = {"": {}}
    for path in parameters():
        names = path.split(".")
        for depth, name in enumerate(names):
            inside.setdefault(".".join(names[:depth]), {})[name] = None
    return {part: tuple(names) for part, names in inside.items()}


def keys() -> tuple[str, ...]:
    """Return all names allowed left of ``=``: groups, shortcuts and parameters."""
    return (*CHOICES, *SHORTCUTS, *parameters())
