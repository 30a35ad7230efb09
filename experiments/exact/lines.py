"""Lines of the program of exact cases: what theory says, what the model gave, the verdict."""

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

from experiments.exact.cases import CASES, Identity, Quantity
from sim.scenario.scenario import Scenario

LARGEST_Z: Final = 4.0
MOST_Z: Final = 2.0  # above what a quantity is at most
LARGEST_ERROR: Final = 0.01  # standard error over expected value
ANSWERS: Final = ("holds", "inconclusive", "fails")


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
    """One comparison: what theory says and what the model gave."""

    case: str
    quantity: str
    parameters: Mapping[str, Any]
    expected: float | int | str
    limit: float | None
    simulated: float | int | str | None
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
            expected="balanced ledgers",
            limit=None,
            simulated=None,
            se=0.0,
            z=None,
            verdict="fails",
            equal=False,
            note=message,
        )


def _sampled(variant: Variant, answers: npt.NDArray[Any]) -> Iterator[Line]:
    """One line per quantity; of those that share a name, the one most above what is expected."""
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


# What is printed.

_COLUMNS: Final = (
    ("case", 5),
    ("quantity", 47),
    ("expected", 15),
    ("limit", 8),
    ("simulated", 15),
    ("se", 8),
    ("z", 6),
    ("verdict", 12),
)


def _cell(value: object, width: int) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if width < 10 else f"{value:.5g}"
    text = str(value)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _row(line: Line) -> str:
    cells = []
    for name, width in _COLUMNS:
        value = getattr(line, name)
        if name == "z" and line.equal is not None:
            value = "equal" if line.equal else "differ"
        elif name == "z" and value is not None:
            value = f"{value:+.2f}"
        text = _cell(value, width)
        cells.append(
            text.ljust(width) if name in ("case", "quantity", "verdict") else text.rjust(width)
        )
    return " ".join(cells).rstrip()


def print_line(line: Line, before: Line | None) -> None:
    """Print a line, under a heading where the one before it belongs to something else."""
    if before is None:
        print(
            " ".join(
                n.ljust(w) if n in ("case", "quantity", "verdict") else n.rjust(w)
                for n, w in _COLUMNS
            )
        )
    if before is None or before.parameters != line.parameters or before.case != line.case:
        shown = " ".join(f"{name}={text_of(value)}" for name, value in line.parameters.items())
        print(f"{line.case}: {CASES[line.case].about}; {shown}")
    print(_row(line))
    if line.note:
        print(f"      {line.note}")
    sys.stdout.flush()


def text_of(value: Any) -> str:
    """Return a value as it is typed."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))
