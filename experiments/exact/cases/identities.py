"""Equalities that must hold to the last digit: V5 (Little), V24 (null tests), V25 (ledgers)."""

from __future__ import annotations

import hashlib

import numpy as np

from experiments.exact.cases._world import ANYWHERE, QUEUE, Array, Case, Identity
from sim.lang import Message
from sim.model.model import SectorModel
from sim.model.saving import state_arrays
from sim.processes.care.capacity import count_used
from sim.runs.run import close_world, open_world, run_world
from sim.scenario.organisation import Organisation, Pole
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import ABSENT, ADULT_END, CHILD_END, DOMAINS, LIST_SLOTS, WAIT

OVERHEAD = slice(counts.STAFF_OVERHEAD, counts.STAFF_OVERHEAD + counts.OVERHEADS)
OTHERS = (counts.OTHER_INCOME, counts.FEES, counts.FOUNDED, counts.WRITTEN_OFF)
YEAR = 12
OLDEST = 120  # months; the oldest that a funder's knowledge can be

# V5: Little's identity, the person-months counted here and not by the model.


def _little(scenario: Scenario, seed: int) -> list[Identity]:
    model = open_world(scenario, seed)
    people = model.people
    start = people.state[: people.size] == WAIT
    # The wait, up to the start, of persons who already wait at the start.
    before = int((model.month - people.waiting[: people.size][start].astype(np.int64)).sum())
    area = 0

    def watch(model: SectorModel) -> None:
        nonlocal area
        area += int((model.people.state[: model.people.size] == WAIT).sum())

    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    totals = np.array(model.history, np.int64).sum(axis=0)
    left, sojourn = int(totals[counts.WAIT_LEFT]), int(totals[counts.SOJOURN])
    entered = int(totals[counts.WAIT_ENTERED]) + int(start.sum())
    people = model.people
    still = people.state[: people.size] == WAIT
    waited = model.month - people.waiting[: people.size][still].astype(np.int64)
    found = [
        Identity(Message("quantity.sojourns"), area + before, sojourn + int(waited.sum())),
        Identity(Message("quantity.came_left"), entered, left + int(still.sum())),
    ]
    if not still.any() and not start.any():
        months = scenario.clock.months
        found.append(
            Identity(
                Message("quantity.little"),
                1,
                int(abs(area / months - entered / months * (sojourn / left)) <= 1e-9),
            )
        )
    return found


# V24: changes that must have no effect.


def _null(scenario: Scenario, seed: int) -> list[Identity]:
    again = run_world(scenario, seed).digest()
    named = scenario.model_copy(update={"label": "another name"})
    silo = scenario.model_copy(update={"organisation": Organisation()})
    # All ingredients off under another perimeter: an organisation of another name and no content.
    hollow = scenario.model_copy(
        update={"organisation": Organisation(pole=Pole(perimeter="departement"))}
    )
    return [
        Identity(Message("quantity.two_labels"), again, run_world(named, seed).digest()),
        Identity(
            Message("quantity.two_perimeters"),
            run_world(silo, seed).digest(),
            run_world(hollow, seed).digest(),
        ),
        Identity(Message("quantity.permuted"), _on(scenario, seed, 0), _on(scenario, seed, 1)),
        _elsewhere(scenario, seed),
    ]


def _on(scenario: Scenario, seed: int, shuffle: int) -> str:
    """Digest of the run that goes on from month 0, the persons' rows in another order or not."""
    model = open_world(scenario, seed)
    state = state_arrays(model)
    if shuffle:
        state = permuted(state, np.random.default_rng(shuffle))
    moved = SectorModel(scenario, model.territory, seed=seed, start=0, state=state)
    moved.run_for(scenario.clock.months)
    return close_world(moved).digest()


def permuted(state: dict[str, Array], luck: np.random.Generator) -> dict[str, Array]:
    """Return the same persons and lists in other rows."""
    size = len(state["people.key"])
    old = luck.permutation(size)  # old[new row]
    new = np.empty(size, np.int64)
    new[old] = np.arange(size)

    def node(column: Array) -> Array:
        row = new[np.maximum(column, 0) // LIST_SLOTS] * LIST_SLOTS + column % LIST_SLOTS
        return np.where(column < 0, column, row).astype(column.dtype)

    moved = dict(state)
    for name, column in state.items():
        if name == "people.free":
            moved[name] = luck.permutation(new[column]).astype(column.dtype)
        elif name in ("people.ahead", "people.behind"):
            moved[name] = node(column[old])
        elif name.startswith("people."):
            moved[name] = column[old].copy()
        elif name in ("org.q_head", "org.q_tail"):
            moved[name] = node(column)
    return moved


def _apart(scenario: Scenario) -> Scenario:
    """Return the world in which nothing links its zones.

    Persons and actors reach their own zone only; to set out and arrive takes 8 minutes. What
    funders of a département know of needs is older than the run, and a pole leaves them no money.
    Operators, who have establishments in several zones, do nothing for want of money.
    """
    off = {
        "access": {"reach": 8.0, "services_come": False},
        "accounts": {"freeze": 0.0, "regroup": 0.0, "failure": 0.0},
    }
    known = {"lag": OLDEST, "shared_with_actors": 0.0}
    budgets = scenario.funding.budgets.model_copy(update=known)
    parts = {
        name: getattr(scenario, name).model_copy(update=update) for name, update in off.items()
    }
    funding = scenario.funding.model_copy(update={"budgets": budgets})
    return scenario.model_copy(update=parts | {"funding": funding})


def _elsewhere(scenario: Scenario, seed: int) -> Identity:
    """Compare the other zones without and with a pole in zone 0, no zone reaching another."""
    apart = _apart(scenario)
    here = Pole(perimeter="list", zones=(0,))
    changed = apart.model_copy(
        update={"organisation": scenario.organisation.model_copy(update={"pole": here})}
    )
    silo = apart.model_copy(update={"organisation": Organisation()})
    sides: list[tuple[str, str | Message]] = [_pathways(w, seed) for w in (silo, changed)]
    if sides[0][0] == sides[1][0]:  # nothing happened in the zone itself: the test would be empty
        return Identity(
            Message("quantity.elsewhere"), sides[0][1], Message("exact.no_intervention")
        )
    return Identity(Message("quantity.elsewhere"), sides[0][1], sides[1][1])


def _pathways(scenario: Scenario, seed: int) -> tuple[str, str]:
    """Digests of the events of each person, month by month, in zone 0 and in the others."""
    model = open_world(scenario, seed)
    digests = [hashlib.blake2b(digest_size=16) for _ in range(2)]

    def watch(model: SectorModel) -> None:
        people = model.people
        for inside, digest in zip((True, False), digests, strict=True):
            zone = people.zone[: people.size]
            present = people.state[: people.size] != ABSENT
            rows = np.flatnonzero(present & ((zone == 0) == inside))
            rows = rows[np.argsort(people.key[rows])]
            for name in (
                "key",
                "state",
                "place",
                "level",
                "cover",
                "strain",
                "status_bits",
                "asked",
            ):
                column = getattr(people, name)
                digest.update(np.ascontiguousarray(column[rows]).tobytes())

    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    return digests[0].hexdigest(), digests[1].hexdigest()


# V25: ledgers.


def _ledgers(scenario: Scenario, seed: int) -> list[Identity]:
    silo = scenario.model_copy(update={"organisation": Organisation()})
    return [
        Identity(Message("quantity.in_world", world=name, what=item.name), item.left, item.right)
        for name, world in (("silo", silo), ("pole", scenario))
        for item in _books(world, seed)
    ]


def _given_in_places(model: SectorModel) -> int:
    """Minutes of the month that persons receive in places, person by person."""
    people, o = model.people, model.organisations
    rows = np.flatnonzero(people.place[: people.size] >= 0)
    stage = np.searchsorted([CHILD_END, ADULT_END], people.age[rows], side="right")
    land, level, e = model.environment, people.level[rows], people.place[rows]
    claim = land.minutes[stage[:, None], np.arange(DOMAINS), level].astype(np.int64)
    category = o.e_category[e]
    lives_there = land.cat_residential[category] != 0
    claim[lives_there, 0] -= land.presence[stage, level[:, 0]][lives_there]
    claim = np.minimum(claim, land.cat_ceiling[category[:, None], level])
    return int((claim * o.e_share_given[e] // 20).sum())


def _books(scenario: Scenario, seed: int) -> list[Identity]:
    model = open_world(scenario, seed)
    o, people = model.organisations, model.people
    present = int((people.state[: people.size] != ABSENT).sum())
    paid_before, e_before = int(o.f_out.sum()), int(o.e_income.sum())
    a_before = int(o.a_income.sum())
    cash_before, spent_before = int(o.a_cash.sum()), int(o.a_spent.sum())
    given = beyond = 0

    def watch(model: SectorModel) -> None:
        nonlocal given, beyond
        o = model.organisations
        given += _given_in_places(model)
        given += int(o.u_planned.sum())
        given += int((o.a_occupied.astype(np.int64) * o.a_given).sum())
        beyond += int((count_used(model.W) + o.e_converted > o.e_places).sum())

    model.watchers.append(watch)
    months = scenario.clock.months
    model.run_for(months)
    totals = np.array(model.history, np.int64).sum(axis=0)
    people = model.people
    paid = int(o.f_out.sum()) - paid_before
    e_income, a_income = int(o.e_income.sum()) - e_before, int(o.a_income.sum()) - a_before
    # In addition to public money; debts that are not paid count as a gift.
    others = sum(int(totals[k]) for k in OTHERS)
    saved = a_income + others - (int(o.a_spent.sum()) - spent_before)
    crises = int(totals[counts.CRISES]) * scenario.funding.crisis_cost
    e, cats = model.territory.establishments, model.territory.categories
    yearly = int((e.places.astype(np.int64) * cats.cost_place_cents[e.category]).sum())
    received = int(totals[counts.PLACE : counts.PLACE + 4].sum())
    received += int(totals[counts.PLAN : counts.PLAN + 4].sum()) + int(totals[counts.FROM_ACTORS])
    used = int(totals[counts.STAFF_PLACE : counts.STAFF_OVERHEAD].sum())
    after = present + int(totals[counts.ARRIVALS] - totals[counts.DEATHS] - totals[counts.GONE])
    found = [
        Identity(Message("quantity.cents_counted"), paid, int(totals[counts.PAID])),
        Identity(Message("quantity.cents_received"), paid, e_income + a_income + crises),
        Identity(Message("quantity.cash"), int(o.a_cash.sum()) - cash_before, saved),
        Identity(Message("quantity.minutes"), given, received),
        Identity(
            Message("quantity.staff"),
            int(totals[counts.STAFF_TOTAL]),
            used + int(totals[OVERHEAD].sum()),
        ),
        Identity(Message("quantity.beyond"), 0, beyond),
        Identity(
            Message("quantity.persons"), after, int((people.state[: people.size] != ABSENT).sum())
        ),
    ]
    if months % YEAR == 0:
        found.insert(2, Identity(Message("quantity.twelfths"), yearly * (months // YEAR), e_income))
    return found


CASES = (
    Case(
        "V5",
        Message("case.V5"),
        {
            **QUEUE,
            "people": "territory.people",
            "arrivals": "demography.arrivals",
            **ANYWHERE,
        },
        check=_little,
    ),
    Case("V24", Message("case.V24"), ANYWHERE, check=_null),
    Case("V25", Message("case.V25"), ANYWHERE, check=_ledgers),
)
