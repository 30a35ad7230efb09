"""Every ledger stops a run in which one of its two sides is wrong by one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import InputError
from sim.model import full_count
from sim.model import model as models
from sim.model.census import within_bounds
from sim.model.full_count import check_census, check_end, check_ledgers, check_rows, check_year
from sim.model.invariants import InvariantError, balance, check_month, stocks_of
from sim.model.model import SectorModel
from sim.processes.care.queues import join
from sim.scenario.care import Access
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import ACTOR_SLOT, COUNTERS
from sim.territory.abstract import build_abstract

MONTHS = 14


@pytest.fixture
def model() -> SectorModel:
    """Return a small world after a year, with persons waiting, served and with project actors."""
    spec = TerritorySpec(kind="abstract", zones=2, places=3, load=1.5, stay=4, people=60, actors=2)
    clock = Clock(burn_in=0, months=MONTHS, reform_month=0, record_people=0)
    access = Access(ask_rate=(1.0, 1.0, 1.0, 1.0), able=(1.0, 1.0, 1.0), delay=0.0)
    scenario = Scenario(territory=spec, clock=clock, access=access)
    made = SectorModel(scenario, build_abstract(spec), seed=2)
    made.run_for(MONTHS - 1)
    before = made.stocks
    made.run_for(1)
    made.stocks = before  # as when the ledgers of the last month were compared
    return made


def test_without_a_mistake_all_ledgers_balance(model: SectorModel) -> None:
    check_month(model)
    check_census(model)
    assert model.organisations.a_occupied.sum() > 0 and model.month_totals[counts.WAIT] > 0


OF_THE_MONTH = {
    counts.PEOPLE + 1: "persons by state and persons present",
    counts.ARRIVALS: "persons present and persons conserved",
    counts.DEATHS: "persons present and persons conserved",
    counts.GONE: "persons present and persons conserved",
    counts.RESERVES: "reserves, and what establishments received and spent",
    counts.ENDOWED: "reserves, and what establishments received and spent",
    counts.TAKEN_OVER: "reserves, and what establishments received and spent",
    counts.ESTABLISHMENT_COSTS: "reserves, and what establishments received and spent",
    counts.PAID: "cents paid by funders and cents received",
    counts.TO_CRISES: "cents paid by funders and cents received",
    counts.TO_DIAGNOSIS: "cents paid by funders and cents received",
    counts.TO_SUPPORT: "cents paid by funders and cents received",
    counts.SUBSIDIES: "cents paid to project actors and contracts",
    counts.CONTRACTS: "cents paid to project actors and contracts",
    counts.ACTOR_CASH: "cash of project actors and what they got and spent",
    counts.OTHER_INCOME: "cash of project actors and what they got and spent",
    counts.BID_COSTS: "cash of project actors and what they got and spent",
    counts.OPENED: "places opened and withdrawn",
    counts.WITHDRAWN: "places opened and withdrawn",
    counts.WITHDRAWN_CONVERTED: "places turned into hours",
    counts.STAFF_TOTAL: "staff minutes paid for and staff minutes used",
    counts.STAFF_PLACE: "staff minutes paid for and staff minutes used",
}


@pytest.mark.parametrize("change", [-1, 1])
@pytest.mark.parametrize(("count", "told"), OF_THE_MONTH.items())
def test_a_count_of_the_month_that_is_wrong_stops_the_run(
    model: SectorModel, count: int, told: str, change: int
) -> None:
    model.month_totals[count] += change
    with pytest.raises(InvariantError, match=f"month {model.month}: {told}"):
        check_month(model)


OF_THE_CENSUS = {
    counts.PEOPLE: "rows present and persons",
    **{
        counts.PEOPLE + state: f"{counts.NAMES[counts.PEOPLE + state]}, person by person"
        for state in range(1, 7)
    },
    counts.PLACE: "place_0, person by person and in the month",
    counts.PLAN + 1: "minutes received and given in plans",
    counts.NEED + 2: "need_2, person by person and in the month",
    counts.UNMET + 3: "unmet_3, person by person and in the month",
    counts.PROVIDERS: "providers, person by person and in the month",
    counts.COVERED: "covered, person by person and in the month",
    counts.STRAIN: "strain, carer by carer and in the month",
    counts.STAFF_PLACE: "staff minutes in places, person by person and in the month",
    counts.STAFF_TOTAL: "staff minutes of posts",
    counts.STAFF_IDLE: "staff minutes of free places",
    counts.STAFF_POOL_IDLE: "staff minutes that no plan takes",
    counts.FROM_ACTORS: "minutes received and given by project actors",
    counts.FEES: "fees paid by persons and fees received",
}


@pytest.mark.parametrize(("count", "told"), OF_THE_CENSUS.items())
def test_a_total_that_is_not_the_sum_of_the_rows_stops_the_run(
    model: SectorModel, count: int, told: str
) -> None:
    model.month_totals[count] += 1
    with pytest.raises(InvariantError, match=told):
        check_census(model)


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("e_occupied", "places held"),
        ("a_occupied", "seats held"),
        ("e_heavy", "persons above the tolerance"),
        ("a_minimal", "seats with the minimum service"),
        ("u_direct", "staff minutes spent with persons"),
        ("u_planned", "minutes planned"),
        ("q_length", "lists"),
    ],
)
def test_one_organisation_that_differs_from_its_persons_stops_the_run(
    model: SectorModel, column: str, told: str
) -> None:
    getattr(model.organisations, column).flat[-1] += 1
    with pytest.raises(InvariantError, match=f"{told} by persons and by organisations"):
        check_census(model)


@pytest.mark.parametrize("count", [counts.WAIT, counts.SOJOURN])
def test_littles_law_covers_every_month(model: SectorModel, count: int) -> None:
    model.history[3][count] += 1
    with pytest.raises(InvariantError, match="Little's law"):
        check_census(model)


def test_rows_are_counted_once_a_year(model: SectorModel, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    monkeypatch.setattr(models, "check_year", lambda world: counted.append(world.month))
    model.stocks = stocks_of(model)
    model.run_for(30)
    assert counted == [24, 36]


@pytest.mark.parametrize("name", ["months", "need", "waiting", "crises"])
def test_what_happened_to_persons_is_what_was_counted_since_the_reform(
    model: SectorModel, name: str
) -> None:
    model.strata[0, COUNTERS.index(name)] += 1
    with pytest.raises(InvariantError, match=f"{name} of persons and of months"):
        check_census(model)


def test_groups_and_zones_have_the_same_counters(model: SectorModel) -> None:
    model.zone_counters[0, COUNTERS.index("voice")] += 1
    with pytest.raises(InvariantError, match="differ between groups and zones"):
        check_census(model)


@pytest.mark.parametrize("table", ["waits", "cohort"])
@pytest.mark.parametrize("kind", range(len(counts.WAIT_KINDS)))
@pytest.mark.parametrize("flow", range(len(counts.WAIT_FLOWS)))
def test_each_wait_that_began_has_ended_or_is_open(
    model: SectorModel, table: str, kind: int, flow: int
) -> None:
    getattr(model, table)[kind, flow, ..., 3] += 1
    with pytest.raises(InvariantError, match="that began, ended and are open"):
        check_census(model)


OF_ROWS = {
    "luck": "are not who their key says",
    "cover": "receive other support than they are counted for",
    "until": "hold a place, hours or a seat that is not dated",
    "behind": "are on a list whose neighbours do not know them",
}


@pytest.mark.parametrize(("column", "told"), OF_ROWS.items())
def test_a_row_that_does_not_agree_with_itself_stops_the_run(
    model: SectorModel, column: str, told: str
) -> None:
    p = model.people
    someone = {"until": p.place >= 0, "behind": (p.waiting_list >= 0).any(axis=1)}
    row = someone.get(column, p.state > 0).nonzero()[0][0]
    values = getattr(p, column)
    slot = int((p.waiting_list[row] >= 0).argmax())
    index = (row, slot) if column == "behind" else (row, 0) if values.ndim == 2 else row
    values[index] = {"until": -30_000, "behind": 4, "cover": 0.125}.get(column, 7)
    with pytest.raises(InvariantError, match=f"[12] persons {told}"):
        check_rows(model, 0, p.size)


def test_each_row_is_looked_at_once_in_four_years(
    model: SectorModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = np.zeros((4, model.people.size), int)
    seen: list[int] = []

    def look(_: SectorModel, first: int, end: int) -> None:
        looked[len(seen) - 1, first:end] += 1

    monkeypatch.setattr(full_count, "check_rows", look)
    monkeypatch.setattr(full_count, "check_ledgers", lambda world: seen.append(world.walked))
    for model.walked in (23, 35, 47, 59):
        check_year(model)
    assert seen == [23, 35, 47, 59]
    assert (looked.sum(axis=0) == 1).all()
    assert (looked.sum(axis=1) >= model.people.size // 4).all()


def test_all_rows_are_looked_at_at_the_end(model: SectorModel) -> None:
    model.people.luck[(model.people.state > 0).nonzero()[0][[0, -1]]] += 1
    with pytest.raises(InvariantError, match="2 persons are not who their key says"):
        check_end(model)


@pytest.mark.parametrize(
    ("changes", "beyond"),
    [
        ({}, 0),
        ({"e_occupied": 2, "e_converted": 1, "e_closed": 0}, 0),
        ({"e_occupied": 2, "e_converted": 1, "e_closed": 1}, 1),
        ({"e_occupied": 3, "e_converted": 1, "e_closed": 0}, 1),
        ({"e_occupied": -1, "e_converted": 0, "e_closed": 0}, 1),
        ({"e_occupied": 1, "e_converted": 0, "e_closed": -1}, 1),
        ({"a_occupied": 4, "a_caseload": 4}, 0),
        ({"a_occupied": 5, "a_caseload": 4}, 2),
        ({"u_total": 10, "u_moved": -4, "u_used": 6}, 0),
        ({"u_total": 10, "u_moved": -4, "u_used": 7}, 3),
        ({"u_total": 10, "u_moved": 4, "u_used": 14}, 0),
        ({"u_total": 10, "u_moved": 4, "u_used": 15}, 3),
    ],
)
def test_nothing_is_used_beyond_its_limit(
    model: SectorModel, changes: dict[str, int], beyond: int
) -> None:
    o = model.organisations
    for name, value in changes.items():  # the last place, seat or hour of the last one
        getattr(o, name).flat[-1] = value
    assert within_bounds(model.W) == beyond


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"e_closed": 9}, "more places used"),
        ({"a_occupied": 9999}, "more seats used"),
        ({"u_used": 10**6}, "more hours used"),
    ],
)
def test_what_is_used_beyond_its_limit_stops_the_run(
    model: SectorModel, changes: dict[str, int], told: str
) -> None:
    for name, value in changes.items():
        getattr(model.organisations, name).flat[-1] = value
    with pytest.raises(InvariantError, match=told):
        check_month(model)


@pytest.mark.parametrize(("code", "error"), [("", InvariantError), ("class Mine: ...", InputError)])
def test_a_wrong_ledger_is_the_fault_of_a_policy_where_there_is_one(
    code: str, error: type[Exception]
) -> None:
    def wrong(_: object) -> None:
        raise InvariantError("a ledger")

    policy = SimpleNamespace(code=code, name="Mine", file="mine.py")
    world = SimpleNamespace(month=3, scenario_=SimpleNamespace(policy=policy))
    with pytest.raises(error):
        balance(world, wrong)  # type: ignore[arg-type]


def test_fees_and_lists_of_project_actors_are_counted_too(model: SectorModel) -> None:
    o = model.organisations
    o.a_fee[:] = 600
    fees = sum(int(n) * int(m) * 600 // 60 for n, m in zip(o.a_occupied, o.a_given, strict=True))
    model.month_totals[counts.FEES] = fees
    outside = int(np.flatnonzero(model.people.waiting_list[: model.people.size, -1] < 0)[0])
    join(model.W, outside, ACTOR_SLOT, model.environment.actor_points, 0)
    check_census(model)
    assert fees > 0


@pytest.mark.parametrize(("more", "beyond"), [(0, 0), (1, 4)])
def test_places_give_no_more_than_their_staff_can(
    model: SectorModel, more: int, beyond: int
) -> None:
    offered = model.month_totals[counts.PLACE_OFFER + 1]
    model.month_totals[counts.PLACE + 1] = offered + more
    assert within_bounds(model.W) == beyond


@pytest.mark.parametrize("change", [-1, 1])
def test_minutes_received_in_places_are_the_share_of_needs(model: SectorModel, change: int) -> None:
    o = model.organisations
    e = int(o.e_needed[:, 0].argmax())
    assert o.e_needed[e, 0] > 20 * o.e_occupied[e]
    o.e_share_given[e, 0] += change
    with pytest.raises(InvariantError, match="minutes received and shared in places"):
        check_ledgers(model)
