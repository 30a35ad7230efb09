"""What the docs take from the code: ``python docs/build.py`` writes it, a test compares.

The order of a month comes from `sim.model.model.PROCESSES`, the parameters from the typed fields
of `sim.scenario.scenario`. Both are written between two marks of a page; the rest is by hand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim import compose
from sim.compose import Parameter
from sim.model.model import PROCESSES
from sim.policy.policy import Policy
from sim.processes.process import Process

HERE: Final = Path(__file__).parent


def order() -> str:
    """Draw the order of a month."""
    rows = [(process, _first_line(process)) for process in PROCESSES]
    after = max(k for k, process in enumerate(PROCESSES) if process.phase <= Policy.phase)
    rows.insert(after + 1, (Policy, "What a policy of the user does, when there is one."))
    name = max(len(process.__name__) for process, _ in rows)
    lines = ["  the reform, and other events of Mesa's calendar that fall on this month", "  │"]
    lines += [
        f"{process.phase} ├─ {process.__name__.ljust(name)}  {text}{_period(process)}"
        for process, text in rows
    ]
    lines += ["  │", "  └─ the ledgers are compared, the month is recorded; on to the next"]
    return "\n".join(["```text", *lines, "```"])


def _first_line(process: type[Process]) -> str:
    return (inspect.getdoc(process) or "").splitlines()[0]


def _period(process: type[Process]) -> str:
    return "" if process.every == 1 else f" (every {process.every} months)"


def parameters() -> str:
    """Write a table for each part of a scenario."""
    parts: dict[str, list[Parameter]] = {}
    for path, parameter in compose.parameters().items():
        if "." in path:
            parts.setdefault(path.rpartition(".")[0], []).append(parameter)
    lines = []
    for part, found in parts.items():
        lines += ["", f"## {part}", ""]
        lines += ["| name | what | default | unit | allowed | swept | source |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_row(parameter) for parameter in found]
    return "\n".join(lines[1:])


def _row(parameter: Parameter) -> str:
    sweep = parameter.schema.get("sweep")
    source = str(parameter.schema.get("source", ""))
    if parameter.kind in ("boolean", "string") or parameter.path.startswith("clock."):
        source = ""  # a choice, not a measure
    cells = (
        f"`{parameter.path.rpartition('.')[2]}`",
        parameter.text,
        _value(parameter.default),
        parameter.unit,
        _allowed(parameter),
        f"{_number(sweep[0])} to {_number(sweep[1])}" if sweep else "",
        f"**{source}**" if source == "assumed" else source,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(item) for item in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return _number(value) if isinstance(value, int | float) else str(value) or "none"


def _number(value: float) -> str:
    # Thousands are not parted: these are values to type.
    return str(int(value)) if float(value).is_integer() else f"{value:f}".rstrip("0")


def _allowed(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    if parameter.kind == "boolean":
        return "on, off"
    schema = parameter.schema
    if parameter.kind == "array":
        several = schema.get("prefixItems")
        schema = several[0] if several else schema.get("items", {})
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None:
        return ""
    return f"at least {_number(low)}" if high is None else f"{_number(low)} to {_number(high)}"


PAGES: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "model.md": ("order", order),
    "parameters.md": ("parameters", parameters),
}


def built(page: str) -> str:
    """Return a page as it must be."""
    mark, make = PAGES[page]
    text = (HERE / page).read_text(encoding="utf-8")
    begin, end = f"<!-- {mark}: by docs/build.py -->\n", f"\n<!-- {mark}: end -->"
    before, _, rest = text.partition(begin)
    return before + begin + make() + end + rest.partition(end)[2]


def main() -> None:
    """Write all pages."""
    for page in PAGES:
        (HERE / page).write_text(built(page), encoding="utf-8")


if __name__ == "__main__":
    main()
