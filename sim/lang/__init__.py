"""Texts for users, in French and in English: sentences, numbers, names of units and groups.

A text is a key and its values until it is shown. The sentences are in the catalogues of ``locale``;
``python -m sim.lang.compile`` compiles them after a change.
"""

from sim.lang.catalogue import LANGS, Lang, language
from sim.lang.names import UNITS, group, unit
from sim.lang.numbers import (
    MINUS,
    NARROW,
    better_and_equal,
    between,
    interval,
    number,
    percent,
    plain,
    share_within,
    signed,
    value,
)
from sim.lang.texts import Message, say

__all__ = [
    "LANGS",
    "MINUS",
    "NARROW",
    "UNITS",
    "Lang",
    "Message",
    "better_and_equal",
    "between",
    "group",
    "interval",
    "language",
    "number",
    "percent",
    "plain",
    "say",
    "share_within",
    "signed",
    "unit",
    "value",
]
