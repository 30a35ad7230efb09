"""Lines of the program of exact cases: expected value, simulated value, verdict."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from experiments.cli.screen import entry, heading, paragraph
from experiments.exact.cases import CASES, Identity, Quantity
from sim import lang as labels
from sim.lang import Message, number, say
from sim.scenario.scenario import Scenario

LARGEST_Z: Final = 4.0
MOST_Z: Final = 2.0  # above what a quantity is at most
LARGEST_ERROR: Final = 0.01  # standard error over expected value
ANSWERS: Final = ("holds", "inconclusive", "fails")
MARKS: Final = {"holds": "●", "inconclusive": "◐", "fails": "○"}


@dataclass(frozen=True)
class Variant:
    """One configuration of a case, ready to run."""

    case: str
    scenario: Scenario
    quantities: tuple[Quantity, ...]  # none for identities
    parameters: Mapping[str, Any]
    warmup: int
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One comparison of an expected value with a simulated value."""

    case: str
    quantity: Message
    parameters: Mapping[str, Any]
    expected: float | int | str | Message
    limit: float | None
    simulated: float | int | str | Message | None
    se: float | None
    z: float | None
    verdict: str
    equal: bool | None = None
    note: str | None = None


def lines_of(variants: Sequence[Variant], answers: Iterator[Any]) -> Iterator[Line]:
    """Return the lines of variants from the answers of their seeds, in the same order."""
    for variant in variants:
        found = [next(answers) for _ in variant.seeds]
        broken = next((answer for answer in found if isinstance(answer, str)), None)
        if broken is not None:
            yield from _broken(variant, broken)
        else:
            if variant.quantities:
                yield from _sampled(variant, np.stack([sums for sums, _ in found]))
            yield from _equalities(variant, [identities for _, identities in found])


def _broken(variant: Variant, message: str) -> Iterator[Line]:
    names = [q.name for q in variant.quantities] or [CASES[variant.case].about]
    for name in names:
        yield Line(
            case=variant.case,
            quantity=name,
            parameters=variant.parameters,
            expected=Message("exact.balanced"),
            limit=None,
            simulated=None,
            se=0.0,
            z=None,
            verdict="fails",
            equal=False,
            note=message,
        )


def _sampled(variant: Variant, answers: npt.NDArray[Any]) -> Iterator[Line]:
    """One line per quantity; of lines with the same name, the one most above its expected value."""
    lines = zip(variant.quantities, _ratios(variant, answers), strict=True)
    for _, same in groupby(lines, key=lambda pair: (pair[0].name, pair[0].most)):
        yield max((line for _, line in same), key=lambda line: line.z or -math.inf)


def _ratios(variant: Variant, answers: npt.NDArray[Any]) -> Iterator[Line]:
    """Ratio of sums over seeds, and its standard error by the delta method."""
    for q, quantity in enumerate(variant.quantities):
        top, bottom = answers[:, q, 0], answers[:, q, 1]
        n = len(top)
        mean = float(top.sum() / bottom.sum()) if bottom.sum() else math.nan
        rest = top - mean * bottom
        se = float(math.sqrt((rest @ rest) / (n * (n - 1))) / bottom.mean()) if n > 1 else math.nan
        z = (mean - quantity.expected) / se if se > 0 else math.nan
        yield Line(
            case=variant.case,
            quantity=quantity.name,
            parameters=variant.parameters,
            expected=quantity.expected,
            limit=quantity.limit,
            simulated=_finite(mean),
            se=_finite(se),
            z=_finite(z),
            verdict=_verdict(quantity, mean, se, z),
        )


def _verdict(quantity: Quantity, simulated: float, se: float, z: float) -> str:
    expected = quantity.expected
    if quantity.most:
        return "holds" if simulated <= expected + MOST_Z * se else "fails"
    if not math.isfinite(se) or se == 0.0:
        # One seed, or nothing that varies: only equality can be judged.
        return "holds" if se == 0.0 and math.isclose(simulated, expected) else "inconclusive"
    if abs(z) >= LARGEST_Z:
        return "fails"
    return "holds" if se <= LARGEST_ERROR * abs(expected) else "inconclusive"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _equalities(variant: Variant, answers: list[list[Identity]]) -> Iterator[Line]:
    """One line per identity: the first seed where it breaks, else the first seed."""
    for same in zip(*answers, strict=True):
        shown = next((item for item in same if not item.equal), same[0])
        yield Line(
            case=variant.case,
            quantity=shown.name,
            parameters=variant.parameters,
            expected=shown.left,
            limit=None,
            simulated=shown.right,
            se=0.0,
            z=None,
            verdict="holds" if shown.equal else "fails",
            equal=shown.equal,
        )


# Printed output.

# Columns of the table, and the width of each.
_COLUMNS: Final = {
    "quantity": 21, "expected": 12, "limit": 7, "simulated": 12, "se": 8, "z": 7, "verdict": 1,
}  # fmt: skip


def plain(line: Line) -> dict[str, Any]:
    """Return a line as plain values, its words in English."""
    values = {
        name: value.text("en") if isinstance(value, Message) else value
        for name, value in vars(line).items()
    }
    return {k: v for k, v in values.items() if v is not None or k not in ("equal", "note")}


def _cell(name: str, line: Line, lang: str) -> str:
    value = getattr(line, name)
    if name == "verdict":
        return MARKS[value]
    if name == "z" and line.equal is not None:
        return say("exact.equal" if line.equal else "exact.differ", lang)
    if isinstance(value, Message):
        return value.text(lang)
    if name == "z" and value is not None:
        return f"{'+' if value > 0 else ''}{number(value, 2, lang)}"
    if isinstance(value, float):
        return labels.plain(float(f"{value:.2g}" if name == "se" else f"{value:.4g}"), lang)
    text = "" if value is None else str(value)
    width = _COLUMNS[name]
    return text if len(text) <= width else f"{text[: width - 1]}…"


def print_line(line: Line, before: Line | None, lang: str) -> None:
    """Print a line, under a new heading if the line before it has another one."""
    widths, left = list(_COLUMNS.values()), (0, len(_COLUMNS) - 1)
    if before is None:
        heads = [say(f"exact.{name}", lang) for name in list(_COLUMNS)[:-1]]
        print("\n".join(entry([*heads, ""], widths, left)))
    if before is None or before.parameters != line.parameters or before.case != line.case:
        shown = " ".join(f"{name}={text_of(value)}" for name, value in line.parameters.items())
        about = CASES[line.case].about.text(lang)
        title = say("labelled", lang, label=line.case, text=about)
        print(f"\n{heading(title)}\n{paragraph(shown, '  ')}")
    print("\n".join(entry([_cell(name, line, lang) for name in _COLUMNS], widths, left)))
    if line.note:
        print(paragraph(say("exact.ledger", lang), "  "))
    sys.stdout.flush()


def text_of(value: Any) -> str:
    """Return a value as it is typed."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))
