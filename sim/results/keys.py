"""Names of indicators and groups that the user gives, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import InputError, suggestion
from sim.indicators.measure import Key
from sim.indicators.registry import REGISTRY, Paid, Ratio
from sim.lang import Message
from sim.scenario import renamed

__all__ = ["check_indicator", "check_monthly", "no_group"]


def check_indicator(indicator: str) -> None:
    """Refuse a name that is not that of an indicator.

    Raises
    ------
    InputError
        With the new name of one that was renamed, else the nearest name.
    """
    if not isinstance(indicator, str):
        raise InputError(
            Message("table.unknown", indicator=repr(indicator), near=suggestion("", ()))
        )
    if indicator not in REGISTRY:
        new = renamed.new_name(renamed.INDICATORS, indicator)
        if new in REGISTRY:
            raise InputError(Message("table.renamed", indicator=indicator, name=new))
        near = suggestion(indicator, REGISTRY)
        raise InputError(Message("table.unknown", indicator=indicator, near=near))


def check_monthly(indicator: str) -> None:
    """Refuse a name that is not that of an indicator with a value in each month.

    Raises
    ------
    InputError
        As `check_indicator`, or when the indicator has no monthly value.
    """
    check_indicator(indicator)
    if not isinstance(REGISTRY[indicator].source, Ratio | Paid):
        raise InputError(Message("figure.no_months", indicator=indicator))


def no_group(key: Key, keys: Sequence[Key]) -> Message:
    """Return the problem of a group that an indicator lacks."""
    key = Key(*map(str, key))  # whatever the user gave
    values = {"indicator": key.indicator, "dimension": key.dimension}
    names = [k.group for k in keys if k.dimension == key.dimension]
    if names:
        near = suggestion(key.group, names)
        return Message("table.group", **values, group=key.group, names=names, near=near)
    names = list(dict.fromkeys(k.dimension for k in keys))
    near = suggestion(key.dimension, names)
    return Message("table.dimension", **values, names=names, near=near)
