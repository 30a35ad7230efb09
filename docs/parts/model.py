"""The order of a month, the floors of the code, the parameters and the scenarios."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import Final

from parts.cells import code, line, number
from sim import compose
from sim.compose import Parameter
from sim.model.model import PROCESSES
from sim.policy.policy import Policy
from sim.processes.process import Process

__all__ = ["floors", "order", "parameters", "scenarios"]

ROOT: Final = Path(__file__).parents[2]


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


def floors() -> str:
    """Draw the floors of the code, the highest first, from ``tests/test_layout.py``."""
    layout = ast.parse((ROOT / "tests" / "test_layout.py").read_text(encoding="utf-8"))
    table = next(
        ast.literal_eval(node.value)
        for node in layout.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FLOORS"
    )
    width = max(len(room) for rooms in table for room in rooms)
    lines = []
    for floor, rooms in reversed(list(enumerate(table))):
        for rank, room in enumerate(rooms):
            text = (inspect.getdoc(importlib.import_module(room)) or "").splitlines()[0]
            lines.append(f"{'' if rank else floor:>3}  {room.ljust(width)}  {text}")
    return "\n".join(["```text", *lines, "```"])


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
        f"{number(sweep[0])} to {number(sweep[1])}" if sweep else "",
        f"**{source}**" if source == "assumed" else source,
    )
    return line(cells)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(item) for item in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return number(value) if isinstance(value, int | float) else str(value) or "none"


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
    return f"at least {number(low)}" if high is None else f"{number(low)} to {number(high)}"


def scenarios(whole: bool) -> str:
    """Write a table of scenarios; with their story and what is expected if `whole`."""
    heads = ["name", "English", "français", "sets", *(["expected", "fails when"] if whole else ())]
    lines = [line(heads), "|---" * len(heads) + "|"]
    for name in compose.groups()["scenario"]:
        card, e = compose.card(name), compose.card(name).expectation
        cells = [f"`{name}`"]
        for title, story in ((card.title.en, card.story.en), (card.title.fr, card.story.fr)):
            cells.append(f"**{title}.** {story}" if whole else title)
        cells.append(code(compose.words_of(name)))
        if whole and e is not None:
            change = f"{number(e.delta)} {'more' if e.sign > 0 else 'less'}"
            cells.append(f"against `{e.against}`, at least {change} `{e.indicator}`")
            cells.append(f"{e.fails_when.en} ({code(e.fails_when.words)})")
        lines.append(line(cells))
    return "\n".join(lines)
