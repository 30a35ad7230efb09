"""Where the twin and the model differ, person by person and list by list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

from sim.model.model import SectorModel
from sim.runs.run import close_world
from sim.state import people as columns
from sim.state.counts import NAMES, WAIT_FLOWS, WAIT_KINDS

from .model import TwinModel
from .organisations import WaitingList
from .people import Person, narrow

MARKS = {
    "unwilling": columns.UNWILLING,
    "escalated": columns.ESCALATED,
    "heavy": columns.HEAVY,
    "over_age": columns.OVER_AGE,
    "leaving": columns.LEAVING,
    "covered": columns.COVERED,
    "prepared": columns.PREPARED,
}
SAME_NAME = (
    "key zone age sex income digital ability carer carer_rank strain residence level unmet "
    "cover state pending category complexity until plan plan_cost plan_direct plan_until "
    "bridge bridge_direct bridge_road urgent actor_until minimal asked waiting return_until "
    "profile review"
).split()
BLOCKS = "envelope diagnosis support committed view mainstream mainstream_share"
UNITS = {
    "total": "u_total",
    "moved": "u_moved",
    "kept": "u_kept",
    "spare": "u_reserve",
    "used": "u_used",
    "direct": "u_direct",
}
UNITS |= {"planned": "u_planned", "unit_tolerance": "u_tolerance"}
ESTABLISHMENTS = (
    "zone category places tolerance operator occupied converted unasked heavy staff road needed "
    "share_given income price due cost received paid before result reserve closed closing frozen "
    "growth to_close cpom held covered practice good bad share choosy outcome outcome_class"
)
ACTORS = (
    "key domain seats minutes occupied alive born income spent cash past year rate base given "
    "markup promise effort calls good bad quality reputation staff permanent ended new "
    "practice absorb fee minimal"
)
# Columns of the model by the names that the twin has for them.
OTHER_NAME = {
    "good": "trust_successes",
    "bad": "trust_failures",
    "choosy": "accepted_class",
    "to_close": "surplus",
    "seats": "caseload",
}
CONTRACT = "kind payer minutes cents start end delay quality".split()


def differences(twin: TwinModel, model: SectorModel, most: int = 12) -> list[str]:
    """Return the first differences, one sentence each; none if both worlds are the same.

    Before the first month of a model only persons and lists are compared.
    """
    found = []
    walked = chain(_persons(twin, model), _lists(twin, model))
    for what, mine, theirs in _pairs(twin, model) if model.history else walked:
        if mine != theirs:
            found.append(f"{what}: twin {mine}, model {theirs}")
            if len(found) == most:
                break
    return found


def _pairs(twin: TwinModel, model: SectorModel) -> Iterator[tuple[str, Any, Any]]:
    close_world(model)  # brings the counters of everybody up to date
    yield "month", twin.month, model.month
    yield "practice", twin.practice, model.practice
    for month, (mine, theirs) in enumerate(zip(twin.series, model.history, strict=True)):
        for name, count in zip(NAMES, theirs.tolist(), strict=True):
            yield f"month {month}, {name}", mine[name], count
    yield from _persons(twin, model)
    yield from _organisations(twin, model)
    yield from _lists(twin, model)
    yield from _counts(twin, model)


def _persons(twin: TwinModel, model: SectorModel) -> Iterator[tuple[str, Any, Any]]:
    rows = np.flatnonzero(model.people.state[: model.people.size] != columns.ABSENT)
    rows = rows[np.argsort(model.people.key[rows])]
    yield "persons present", [p.key for p in twin.people], model.people.key[rows].tolist()
    for person, row in zip(twin.people, rows.tolist(), strict=True):
        mine, theirs = as_columns(person), _row(model, row)
        for name, value in mine.items():
            yield f"person {person.key} {name}", value, theirs[name]


def as_columns(person: Person) -> dict[str, Any]:
    """Return a person as the model's columns tell it, without what is only a row number."""
    values = {name: getattr(person, name) for name in SAME_NAME}
    values["status_bits"] = sum(bit for name, bit in MARKS.items() if getattr(person, name))
    values["mainstream_known"] = sum(b << d for d, b in enumerate(person.finds_alone)) + sum(
        b << (4 + d) for d, b in enumerate(person.finds_once_told)
    )
    for name in ("place", "unit", "actor"):
        holder = getattr(person, name)
        values[name] = -1 if holder is None else holder.number
    values["stratum"] = person.group
    values["spell"] = [person.spells.get(kind, columns.NEVER) for kind in WAIT_KINDS]
    values["counters"] = [int(n) for n in person.counters.values()]
    return values


def _row(model: SectorModel, row: int) -> dict[str, Any]:
    return {name: column[row].tolist() for name, column in model.people}


def _organisations(twin: TwinModel, model: SectorModel) -> Iterator[tuple[str, Any, Any]]:
    o = model.organisations
    for prefix, agents, names in (
        (
            "e",
            twin.establishments,
            {n: f"e_{OTHER_NAME.get(n, n)}" for n in ESTABLISHMENTS.split()},
        ),
        ("a", twin.actors, {n: f"a_{OTHER_NAME.get(n, n)}" for n in ACTORS.split()}),
        ("u", twin.units, UNITS),
        ("f", twin.funders, {"out": "f_out"}),
        ("b", twin.blocks, {n: f"b_{n}" for n in BLOCKS.split()}),
    ):
        for i, agent in enumerate(agents):
            for name, column in names.items():
                theirs = getattr(o, column)[i].tolist()
                yield f"{prefix} {i} {name}", getattr(agent, name), theirs
    for actor in twin.actors:
        kept = {
            slot: tuple(getattr(o, f"c_{name}")[actor.number, slot].item() for name in CONTRACT)
            for slot in np.flatnonzero(o.c_kind[actor.number]).tolist()
        }
        mine = {
            slot: (*(getattr(held, name) for name in CONTRACT[:-1]), narrow(held.quality))
            for slot, held in actor.contracts.items()
        }
        yield f"a {actor.number} contracts", mine, kept
    for (block, kind), cents in twin.envelopes.items():
        yield f"envelope {block} {kind}", cents, int(o.b_envelope[block, kind])
    for e in twin.establishments:
        index = e.perimeter.index if e.perimeter else -1
        yield f"e {e.number} perimeter", index, int(o.e_perimeter[e.number])
    for zone, perimeter in enumerate(twin.serving):
        index = perimeter.index if perimeter else -1
        yield f"zone {zone} perimeter", index, int(o.z_perimeter[zone])
    if twin.reformed:
        for perimeter in twin.perimeters:
            theirs = int(o.p_members[perimeter.index])
            yield f"perimeter {perimeter.index} members", len(perimeter.members), theirs


def _lists(twin: TwinModel, model: SectorModel) -> Iterator[tuple[str, Any, Any]]:
    for waiting_list, desk in _points(twin, model):
        for rank, queue in enumerate(waiting_list.queues):
            mine = [person.key for person in queue]
            yield f"list {waiting_list.name} class {rank}", mine, _queue(model, desk * 4 + rank)


def _points(twin: TwinModel, model: SectorModel) -> Iterator[tuple[WaitingList, int]]:
    """Pairs of a list and the number of its desk (the table of `sim.state.organisations`)."""
    counts = model.organisations.counts
    for e in twin.establishments:
        yield e.list, e.number
    for actor in twin.actors:
        yield actor.list, counts.actor_points + actor.number
    for perimeter in twin.perimeters:
        for category, waiting_list in enumerate(perimeter.lists):
            yield (
                waiting_list,
                counts.common_points + perimeter.index * counts.categories + category,
            )
    for unit in twin.units:
        for d, waiting_list in enumerate(unit.hour_lists):
            yield waiting_list, counts.hour_points + unit.number * 4 + d


def _queue(model: SectorModel, queue: int) -> list[int]:
    """Keys along a linked list, walked from its head; its other ends must agree."""
    p, o = model.people, model.organisations
    keys: list[int] = []
    before, node = -1, int(o.q_head[queue])
    while node >= 0:
        row, slot = divmod(node, columns.LIST_SLOTS)
        if p.waiting_list[row, slot] != queue or p.ahead[row, slot] != before:
            raise AssertionError(f"queue {queue} is broken at row {row}")
        keys.append(int(p.key[row]))
        before, node = node, int(p.behind[row, slot])
    if before != o.q_tail[queue] or len(keys) != o.q_length[queue]:
        raise AssertionError(f"queue {queue} ends wrongly")
    return keys


def _counts(twin: TwinModel, model: SectorModel) -> Iterator[tuple[str, Any, Any]]:
    for name in ("waits", "cohort"):
        counted = getattr(model, name)
        theirs = {
            (WAIT_KINDS[at[0]], WAIT_FLOWS[at[1]], *at[2:]): int(counted[tuple(at)])
            for at in np.argwhere(counted).tolist()
        }
        yield name, dict(getattr(twin, name)), theirs
    for name, kept, counted in (
        ("group", twin.groups, model.strata),
        ("zone", twin.zone_counters, model.zone_counters),
    ):
        for i, row in enumerate(counted.tolist()):
            mine = [int(kept[i][c]) for c in columns.COUNTERS]
            yield f"counters of {name} {i}", mine, row
