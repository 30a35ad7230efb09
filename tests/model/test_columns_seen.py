"""Who sees that a column was changed: the ledgers of a month, the full count of a year, or nobody.

Each column of persons, organisations and counts is changed by one in the middle of a run of a small
world in which everything is live. docs/verification.md holds the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import compose
from sim.indicators.outputs import digest_of
from sim.model.full_count import check_census, check_end
from sim.model.invariants import InvariantError
from sim.model.model import SectorModel
from sim.model.saving import go_on, state_arrays
from sim.runs.run import open_world
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts, organisations, people
from sim.state.columns import Column
from sim.state.people import ABSENT, NEVER, WAIT

ROOT = Path(__file__).resolve().parents[2]
TERRITORY = ROOT / "tests" / "golden" / "territory"
MIDDLE = 30  # last month walked before a change; the next full count is that of month 36
YEAR = 12

# Bits of `status_bits`, from the lowest.
MARKS = (
    "unwilling",
    "escalated",
    "heavy",
    "over age",
    "covered",
    "prepared",
    "leaving",
)

# What a table of lists would be walked through for ever, if it were followed with a wrong link.
LISTS = {"waiting_list", "ahead", "behind", "q_head", "q_tail"}

MONTH, COUNT, END = "month", "full count", "end of the run"
ANEW, TAKEN = "worked out anew", "taken as it is"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    words = [
        "territory=files",
        f"persons={TERRITORY / 'persons.csv'}",
        f"establishments={TERRITORY / 'establishments.csv'}",
        "clock.burn_in=24",
        "clock.months=60",
        "trust.live=true",
        "solvency.fee=0.3",
        "solvency.minimum=0.4",
        "funding.budgets.withdrawal=0.02",
        "organisation.placement=place_and_hours",
        "organisation.conversion=unasked",
    ]
    return compose.load_scenario("pole", words)


@pytest.fixture(scope="module")
def states(scenario: Scenario) -> dict[int, dict[str, np.ndarray]]:
    """State at the end of the middle, and at the end of the month before the full count."""
    kept: dict[int, dict[str, np.ndarray]] = {}
    model = open_world(scenario, 1)
    model.run_for(MIDDLE + 1)
    kept[MIDDLE] = state_arrays(model)
    model.run_for(35 - MIDDLE)
    kept[35] = state_arrays(model)
    return kept


def world(scenario: Scenario, states: dict[int, dict[str, np.ndarray]], last: int) -> SectorModel:
    """Return the world at the end of a month."""
    model = SectorModel(
        scenario, territory_of(scenario), seed=1, start=last + 1, state=states[last]
    )
    go_on(model, states[last])
    model.month_totals[:] = model.history[-1]  # as at the end of the month
    return model


def a_year_later(model: SectorModel) -> str:
    """Digest of all that the world holds after another year."""
    model.run_for(YEAR)
    return digest_of(*state_arrays(model).values())


@pytest.fixture(scope="module")
def untouched(scenario: Scenario, states: dict[int, dict[str, np.ndarray]]) -> str:
    """Digest a year after the middle, without any change: no ledger objects."""
    check_census(world(scenario, states, MIDDLE))
    return a_year_later(world(scenario, states, MIDDLE))


def change(column: Column, values: np.ndarray, rows: np.ndarray, at: int = 0) -> None:
    """Change one value by one, in the first of some rows that is not empty there."""
    flat = values.reshape(len(values), -1)
    if column.name == "status_bits":
        flat[rows[0], 0] ^= 1 << at
        return
    full = np.flatnonzero(flat[rows, at] != np.array(column.empty, flat.dtype))
    row = rows[full[0]] if len(full) else rows[0]
    most = flat[rows].max()
    if flat.dtype.kind == "f":
        flat[row, at] += -0.25 if flat[row, at] > 0.5 else 0.25
    elif flat[row, at] < most:  # never a number that nothing has
        flat[row, at] += 1
    else:
        flat[row, at] -= 1


def tables(model: SectorModel) -> Iterator[tuple[Column, np.ndarray, np.ndarray]]:
    """All columns: what it is, its values, and the rows in use where it means something."""
    p = model.people
    present = p.state[: p.size] != ABSENT
    waits = present & (p.state[: p.size] == WAIT)
    asked = present & (p.asked[: p.size] != NEVER)
    for column in people.COLUMNS:
        where = {"waiting": waits, "asked": asked, "status_bits": asked}.get(column.name, present)
        yield column, getattr(p, column.name), np.flatnonzero(where)
    for column in organisations.COLUMNS:
        values = getattr(model.organisations, column.name)
        yield column, values, np.arange(len(values))


def positions(column: Column) -> int:
    """How many positions are changed one by one: all of those that mean different things."""
    if column.name == "status_bits":
        return len(MARKS)
    return column.shape[0] if column.name in {"counters", "monthly_minutes"} else 1


def name_of(column: Column, at: int) -> str:
    if positions(column) == 1:
        return column.name
    parts = {"counters": people.COUNTERS, "status_bits": MARKS}.get(column.name)
    return f"{column.name}.{parts[at] if parts else at}"


def is_seen(step: Callable[[], object]) -> bool:
    try:
        step()
    except InvariantError:
        return True
    return False


def seen_by(
    scenario: Scenario,
    states: dict[int, dict[str, np.ndarray]],
    untouched: str,
    name: str,
    at: int,
) -> str:
    """Who sees that a position of a column was changed at the end of a month."""

    def changed() -> SectorModel:
        model = world(scenario, states, MIDDLE)
        column, values, rows = next(t for t in tables(model) if t[0].name == name)
        change(column, values, rows, at)
        return model

    if name not in LISTS and is_seen(lambda: changed().run_for(1)):
        return MONTH
    model = changed()
    if is_seen(lambda: check_census(model)):
        return COUNT
    if is_seen(lambda: check_end(model)):
        return END
    found: list[str] = []
    model = changed()
    if is_seen(lambda: found.append(a_year_later(model))):
        return COUNT
    return ANEW if found == [untouched] else TAKEN


def count_seen_by(scenario: Scenario, states: dict[int, dict[str, np.ndarray]], rank: int) -> str:
    """Who sees that a count of a month was changed before the month's end; else only the twin."""

    class Fault:
        phase = 9

        def due(self, month: int) -> bool:
            return True

        def step(self, model: SectorModel) -> None:
            model.month_totals[rank] += 1

    for last, who in ((MIDDLE, MONTH), (35, COUNT)):
        model = world(scenario, states, last)
        model.processes.append(Fault())  # type: ignore[arg-type]
        if is_seen(lambda model=model: model.run_for(1)):  # type: ignore[misc]
            return who
    return ""


def written(title: str) -> dict[str, set[str]]:
    """Return a table of docs/verification.md: who sees, and the names in its line."""
    text = (ROOT / "docs" / "verification.md").read_text("utf-8")
    part = text.split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    found = {}
    for line in part.splitlines():
        if line.startswith("| ") and "`" in line:
            who, names = line.strip("| ").split(" | ")
            found[who.strip("*")] = set(re.findall(r"`([^`]+)`", names))
    return found


def lines(found: dict[str, set[str]]) -> str:
    return "\n".join(
        f"| {who} | " + ", ".join(f"`{name}`" for name in sorted(names)) + " |"
        for who, names in found.items()
    )


def test_every_column_is_seen_or_named_as_what_it_is(
    scenario: Scenario, states: dict[int, dict[str, np.ndarray]], untouched: str
) -> None:
    found: dict[str, set[str]] = {who: set() for who in (MONTH, COUNT, END, ANEW, TAKEN)}
    for column in (*people.COLUMNS, *organisations.COLUMNS):
        for at in range(positions(column)):
            who = seen_by(scenario, states, untouched, column.name, at)
            found[who].add(name_of(column, at))
    assert found == written("Columns"), lines(found)


def test_every_count_is_seen_or_left_to_the_twin(
    scenario: Scenario, states: dict[int, dict[str, np.ndarray]]
) -> None:
    found: dict[str, set[str]] = {who: set() for who in (MONTH, COUNT)}
    for rank, name in enumerate(counts.NAMES):
        if who := count_seen_by(scenario, states, rank):
            found[who].add(name)
    assert found == written("Counts"), lines(found)


def test_sums_beside_the_columns_are_seen(
    scenario: Scenario, states: dict[int, dict[str, np.ndarray]]
) -> None:
    unseen = []
    for name, parts in (
        ("waits", len(counts.WAIT_KINDS)),
        ("cohort", len(counts.WAIT_KINDS)),
        ("strata", len(people.COUNTERS)),
        ("zone_counters", len(people.COUNTERS)),
        ("running_totals", counts.SIZE),
    ):
        for k in range(parts):
            model = world(scenario, states, MIDDLE)
            sums = getattr(model, name)
            part = sums[..., k] if name in ("strata", "zone_counters") else sums[k, ...]
            part[(0,) * part.ndim] += 1
            if not is_seen(lambda model=model: check_census(model)):  # type: ignore[misc]
                unseen.append(f"{name}.{k}")
    assert unseen == []
