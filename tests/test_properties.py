"""What holds whatever the scenario: ledgers, the luck of persons, lists, splits of money."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.indicators.outputs import Run
from sim.model.model import SectorModel
from sim.model.saving import go_on, state_arrays
from sim.processes.care.queues import first, join, leave, leave_all, length, listed
from sim.processes.funding.payments import largest_remainder, monthly_part
from sim.runs.fork import forks, run_forked
from sim.runs.memory import ENVIRONMENT
from sim.runs.run import close_world, run_world
from sim.runs.warmup import territory_of
from sim.scenario.fields import ParameterGroup, choices_of
from sim.scenario.organisation import INGREDIENTS, Organisation
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.organisations import Counts, Organisations
from sim.state.people import CLASSES, LIST_SLOTS, WAIT, People
from sim.state.views import organisation_bundle, people_bundle
from tests.processes.worlds import abstract_world
from tests.runs.remembering import reformed_as

MONTHS = 30
REFORM = 4


def swept() -> list[tuple[tuple[str, ...], type, float, float]]:
    """Every parameter with a swept range: path, type, bounds."""
    found = []

    def walk(part: ParameterGroup, path: tuple[str, ...]) -> None:
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            if isinstance(value, ParameterGroup):
                walk(value, (*path, name))
                continue
            extra = info.json_schema_extra
            if isinstance(extra, dict) and "sweep" in extra:
                low, high = extra["sweep"]  # type: ignore[misc]
                found.append(((*path, name), type(value), float(low), float(high)))  # type: ignore[arg-type]

    walk(Scenario(), ())
    return found


SWEPT = swept()


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any vector of ingredients, any point of the swept ranges, any switch, on the small land."""
    tree: dict[str, Any] = {
        "clock": {"burn_in": 0, "months": MONTHS, "reform_month": REFORM, "record_people": 0},
        "territory": {"name": "training"},
    }
    for path, kind, low, high in SWEPT:
        part = tree
        for name in path[:-1]:
            part = part.setdefault(name, {})
        # One parameter in three leaves its default.
        if draw(st.integers(0, 2)) == 0:
            number = draw(st.floats(low, high))
            part[path[-1]] = round(number) if kind is int else number
    calls = tree["funding"]["calls"]
    if "price_weight" in calls:
        calls["quality_weight"] = 1.0 - calls["price_weight"]
    organisation = tree["organisation"]
    organisation |= {name: draw(st.booleans()) for name in INGREDIENTS}
    organisation["pole"]["perimeter"] = draw(st.sampled_from(["zone", "departement"]))
    places = tree["places"]
    places["lists"] = draw(st.integers(1, 4))
    places["list_mode"] = draw(st.sampled_from(["infinite", "infinite", "finite", "none"]))
    places["list_length"] = draw(st.integers(1, 30))
    places["priority"] = draw(st.sampled_from(["fifo", "classes", "need_and_wait"]))
    places["allocation"] = draw(st.sampled_from(["lists", "lists", "deferred_acceptance"]))
    places["sequence"] = draw(st.sampled_from(["parallel", "parallel", "serial"]))
    for name in ("placement", "conversion", "mainstream", "referent"):
        organisation[name] = draw(st.sampled_from(choices_of(Organisation, name)))
    organisation["overhead_mode"] = draw(st.sampled_from(["fewer_hours", "slower"]))
    places["stay_law"] = draw(st.sampled_from(["geometric", "fixed", "lognormal", "mixture"]))
    tree["change"]["tau"] = draw(st.sampled_from([0.0, 6.0, 24.0]))
    tree["crises"]["escalation"] = draw(st.sampled_from([0.0, 0.02]))
    tree["crises"]["escalation_changes"] = draw(st.sampled_from(["nothing", "need"]))
    return Scenario.model_validate(tree)


@cache
def reference(seed: int) -> Run:
    """The same luck with every ingredient off and every parameter as it is."""
    return run_world(
        Scenario.model_validate(
            {
                "clock": {"burn_in": 0, "months": MONTHS, "reform_month": REFORM},
                "territory": {"name": "training"},
            }
        ),
        seed,
    )


def several(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@several(20)
@given(scenarios(), st.sampled_from([1, 2]))
def test_any_scenario(scenario: Scenario, seed: int) -> None:
    """Ledgers balance each month (the run checks them), and more holds at its end."""
    run = run_world(scenario, seed)  # raises InvariantError otherwise
    names = counts.NAMES
    series = {name: run.history[:, k] for k, name in enumerate(names)}
    assert len(run.history) == MONTHS
    # Staff moved from one trade to another is a loss; the rest counts what happens.
    # Reserves may be debts.
    totals = np.delete(run.history, names.index("reserves"), axis=1)
    assert totals.min() >= 0
    # People come and go by the seed, whatever the scenario.
    same = reference(seed).history
    for name in ("people", "arrivals", "deaths", "gone"):
        assert (series[name] == same[:, names.index(name)]).all(), name
    # A coverage cannot exceed the need, nor those covered those in need.
    for d in range(4):
        assert (series[f"unmet_{d}"] <= series[f"need_{d}"]).all()
    assert (series["covered"] <= series["in_need"]).all()
    taken = series["places_used"] + series["places_converted"] + series["places_closed"]
    assert (taken <= series["places"]).all()
    assert (series["imposed"] <= series["transfers"]).all()
    assert (series["handoff_lost"] <= series["handoffs"]).all()
    # Every person-month since the reform is in one group and in one zone, once.
    lived = series["people"][REFORM:].sum()
    assert run.strata[:, 0].sum() == run.zones[:, 0].sum() == lived
    assert (run.strata.sum(axis=0) == run.zones.sum(axis=0)).all()
    assert run.strata[:, 1].sum() == sum(series[f"need_{d}"][REFORM:].sum() for d in range(4))
    assert run.strata[:, 6].sum() == series["crises"][REFORM:].sum()


@several(4)
@given(scenarios())
def test_a_world_is_the_same_twice_and_whatever_its_label(scenario: Scenario) -> None:
    again = scenario.model_copy(update={"label": "another name"})
    assert run_world(scenario, 5).digest() == run_world(again, 5).digest()


@several(4)
@given(scenarios(), st.integers(1, MONTHS - 1))
def test_interrupted_and_resumed(scenario: Scenario, month: int) -> None:
    """Saved after any month and taken up again, a run ends in the same counts."""
    place = territory_of(scenario)
    whole = SectorModel(scenario, place, seed=3)
    whole.run_for(month)
    state = state_arrays(whole)
    later = SectorModel(scenario, place, seed=3, start=month, state=state)
    go_on(later, state)
    whole.run_for(MONTHS - month)
    later.run_for(MONTHS - month)
    assert close_world(later).digest() == close_world(whole).digest()


@several(8)
@given(scenarios(), scenarios())
def test_any_world_goes_on_from_the_fork_of_another(scenario: Scenario, other: Scenario) -> None:
    """What a world is reformed into changes nothing of the months before."""
    place = territory_of(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, "64")
        forks.clear()
        run_forked(reformed_as(scenario, other), 3, place)
        assert len(forks) == 1
        assert run_forked(scenario, 3, place).digest() == run_world(scenario, 3).digest()
        assert len(forks) == 1
        forks.clear()


# Lists.

DESKS = 3
PERSONS = 12
actions = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "join", "leave", "leave", "leave_all"]),
        st.integers(0, PERSONS - 1),
        st.integers(0, LIST_SLOTS - 1),
        st.integers(0, DESKS - 1),
        st.integers(0, CLASSES - 1),
    ),
    max_size=80,
)


def walk_list(people: People, organisations: Organisations, queue: int) -> list[int]:
    """Nodes from the head to the tail; the way back is the same."""
    forward = []
    entry = int(organisations.q_head[queue])
    while entry >= 0:
        forward.append(entry)
        entry = int(people.behind[entry // LIST_SLOTS, entry % LIST_SLOTS])
    backward = []
    entry = int(organisations.q_tail[queue])
    while entry >= 0:
        backward.append(entry)
        entry = int(people.ahead[entry // LIST_SLOTS, entry % LIST_SLOTS])
    assert backward == forward[::-1]
    return forward


@several(60)
@given(actions)
def test_lists_keep_their_order(steps: list[tuple[str, int, int, int, int]]) -> None:
    """Linked lists do what plain lists do, in any order of joining and leaving."""
    people = People(PERSONS)
    people.reserve(PERSONS)
    people.key[:PERSONS] = np.arange(PERSONS, dtype=np.uint64)[::-1] + np.uint64(100)
    people.waiting[:PERSONS] = 0
    people.state[:PERSONS] = WAIT
    organisations = Organisations(Counts(DESKS, 0, 1, 0, 1, 1, 1))
    W = abstract_world().W
    W.people = people_bundle(people)
    W.organisations = organisation_bundle(
        organisations,
        np.zeros(counts.SIZE, np.int64),
        np.zeros(counts.WAIT_SHAPE, np.int32),
        np.zeros(counts.COHORT_SHAPE, np.int32),
        np.zeros(counts.SIZE, np.int64),
    )
    W.month = 5
    plain: dict[int, list[int]] = {q: [] for q in range(DESKS * CLASSES)}

    def drop(entry: int) -> None:
        for queue in plain.values():
            if entry in queue:
                queue.remove(entry)

    for what, i, slot, point, rank in steps:
        entry = i * LIST_SLOTS + slot
        if what == "join":
            if people.waiting_list[i, slot] < 0:
                join(W, i, slot, point, rank)
                plain[point * CLASSES + rank].append(entry)
        elif what == "leave":
            leave(W, i, slot)
            drop(entry)
        else:
            leave_all(W, i)
            for other in range(LIST_SLOTS - 1):  # the last slot is a project actor's
                drop(i * LIST_SLOTS + other)
            assert not listed(W.people, i)
    for queue, expected in plain.items():
        assert walk_list(people, organisations, queue) == expected
        assert organisations.q_length[queue] == len(expected)
    for point in range(DESKS):
        lists = [plain[point * CLASSES + rank] for rank in range(CLASSES)]
        assert length(W.organisations, point) == sum(map(len, lists))
        heads = [(rank, entries[0]) for rank, entries in enumerate(lists) if entries]
        # All have waited alike: the highest class, and of equals the smaller key.
        best = max(heads, default=(0, -1))
        assert first(W, point, 6.0, CLASSES - 1) == best[1]
        allowed = [head for head in heads if head[0] <= 1]
        assert first(W, point, 6.0, 1) == max(allowed, default=(0, -1))[1]
        if heads:
            small = min(heads, key=lambda head: int(people.key[head[1] // LIST_SLOTS]))
            first_key = people.key[first(W, point, 0.0, CLASSES - 1) // LIST_SLOTS]
            assert first_key == people.key[small[1] // LIST_SLOTS]


# Money.


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_largest_remainder_gives_every_cent(total: int, weights: list[int]) -> None:
    if not sum(weights):
        weights = [1] * len(weights)
    shares = np.array(weights) / sum(weights)
    parts = largest_remainder(total, shares)
    assert parts.dtype == np.int64
    assert int(parts.sum()) == total
    assert (parts >= 0).all()
    exact = [total * w / sum(weights) for w in weights]
    assert all(abs(int(p) - x) <= 1 + 1e-3 for p, x in zip(parts, exact, strict=True))


def test_largest_remainder_by_hand() -> None:
    # 10 cents in thirds: 3.33 each, and the odd cent to the lowest rank.
    assert largest_remainder(10, np.full(3, 1 / 3)).tolist() == [4, 3, 3]
    # 7 by 0.5, 0.3, 0.2: 3.5, 2.1, 1.4; the cent goes to the largest remainder.
    assert largest_remainder(7, np.array([0.5, 0.3, 0.2])).tolist() == [4, 2, 1]
    assert largest_remainder(0, np.array([0.5, 0.5])).tolist() == [0, 0]


@given(st.integers(0, 10**13), st.integers(-4096, 4096))
def test_twelve_months_make_the_year(yearly: int, month: int) -> None:
    parts = [monthly_part(yearly, month + k) for k in range(12)]
    assert sum(parts) == yearly
    assert min(parts) >= 0
    assert max(parts) - min(parts) <= 1


def test_a_property_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """One cent lost on the way stops the run with the month and both sides."""
    from sim.model.invariants import InvariantError
    from sim.processes.funding.payments import Payments

    step = Payments.step

    def lossy(self: Payments, model: SectorModel) -> None:
        step(self, model)
        model.month_totals[counts.TO_ACTORS] -= 1

    monkeypatch.setattr(Payments, "step", lossy)
    with pytest.raises(InvariantError, match=r"month 0: cents paid by funders .*: \d+ is not \d+"):
        reference.__wrapped__(1)


@pytest.mark.parametrize("worth", [0.0, 5e-324, 1e-15, 0.3, 1.0])
def test_any_worth_of_a_moved_hour(worth: float) -> None:
    """Found by a random scenario: what cannot be divided by must not be divided by."""
    run_world(
        Scenario.model_validate(
            {
                "clock": {"burn_in": 0, "months": 12, "reform_month": 0},
                "territory": {"name": "training"},
                "change": {"tau": 0.0},
                "organisation": {"response": True, "funding": True, "reallocation": worth},
            }
        )
    )
