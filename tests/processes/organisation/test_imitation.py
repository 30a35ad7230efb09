"""How practices spread."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.organisation.imitation import (
    LIVES,
    adopt_probability,
    bass_probability,
    by_zone,
    link_of,
    parent_is_new,
    replace_each_other,
    spread_among_partners,
    spread_to_all,
)
from sim.state import counts
from tests.processes.worlds import abstract_world

from .test_innovation import give_contract


def test_the_chance_to_adopt_is_a_product() -> None:
    assert adopt_probability(0.2, 0.5, 0.5, 0.4) == pytest.approx(0.02)
    assert adopt_probability(5.0, 1.0, 1.0, 1.0) == 1.0
    assert bass_probability(0.03, 0.38, 0.25) == pytest.approx(0.125)
    assert bass_probability(0.5, 0.8, 0.75) == 1.0


def test_partnership_shows_more_the_more_it_is_practised() -> None:
    assert link_of(0.4, False, 1.0) == 0.4
    assert link_of(0.4, True, 0.0) == pytest.approx(0.4)
    assert link_of(0.4, True, 0.5) == pytest.approx(0.7)
    assert link_of(0.4, True, 1.0) == pytest.approx(1.0)


def test_who_is_imitated_is_picked_by_fitness() -> None:
    # Two of four with fitness 3: 6 of 8.
    assert parent_is_new(0.749, 3.0, 2, 4)
    assert not parent_is_new(0.751, 3.0, 2, 4)
    assert not parent_is_new(0.0, 3.0, 0, 4)


def test_partners_are_those_of_the_zone() -> None:
    words = ("innovation.imitate=1", "innovation.apart=1")
    model = abstract_world(*words, zones=2, actors=2)
    o = model.organisations
    for a in range(4):
        give_contract(model, a, 0, 100, 12, 0)
    o.a_practice[0] = LIVES
    size = o.counts.zones + o.counts.perimeters
    weight, new = np.zeros(size), np.zeros(size)
    o.a_trust_successes[0] = 1.0  # trust 2/3; the others a half
    spread_among_partners(model.W, weight, new)
    assert weight.tolist()[:2] == pytest.approx([2 / 3 + 0.5 + 0.5, 1.5])
    assert new.tolist()[:2] == pytest.approx([2 / 3, 0.0])
    assert o.a_practice[2:].tolist() == [0, 0] and o.e_practice[1] == 0


@pytest.mark.parametrize(
    ("partnership", "circles"),
    # Two zones and one pole over both: without partnership the pole links no zones.
    [("false", [2.0, 1.5, 0.0]), ("true", [0.0, 0.0, 3.5])],
)
def test_only_partnership_joins_the_zones_of_a_pole(partnership: str, circles: list[float]) -> None:
    words = ("innovation.imitate=1", "innovation.apart=1", "clock.reform_month=0")
    words += (f"organisation.partnership={partnership}", "organisation.pole.perimeter=departement")
    model = abstract_world(*words, zones=2, actors=2)
    model.reform()
    o = model.organisations
    assert o.z_perimeter.tolist() == [0, 0]
    for a in range(4):
        give_contract(model, a, 0, 100, 12, 0)
    o.a_trust_successes[0] = 1e6  # trusted: nearly all the weight of its circle
    taken = np.zeros(4)
    for month in range(12):
        o.a_practice[:] = [LIVES, 0, 0, 0]
        o.e_practice[:] = 0
        weight, new = np.zeros(3), np.zeros(3)
        model.month = month
        spread_among_partners(model.W, weight, new)
        taken += o.a_practice > 0
        assert weight.tolist() == pytest.approx(circles, abs=1e-5)
    assert taken[1] > 0 and (taken[2:] > 0).tolist() == [partnership == "true"] * 2


def test_an_actor_without_contract_takes_nothing_over() -> None:
    model = abstract_world("innovation.imitate=1", "innovation.apart=1", actors=2, silos=1)
    o = model.organisations
    o.e_practice[0] = LIVES
    o.e_trust_successes[0] = 1e6  # trusted: nearly all the weight
    give_contract(model, 0, 0, 100, 12, 0)
    taken = np.zeros(2)
    for month in range(12):
        o.a_practice[:] = 0
        size = o.counts.zones + o.counts.perimeters
        room = np.zeros((2, size))
        model.month = month
        spread_among_partners(model.W, room[0], room[1])
        taken += o.a_practice > 0
    assert taken[0] > 3 and taken[1] == 0


def test_bass_counts_everybody_of_the_block() -> None:
    words = ("innovation.spontaneous=0", "innovation.imitate=1")
    model = abstract_world(*words, zones=2, actors=1)
    o = model.organisations
    none = np.zeros((2, 1), np.int64)
    spread_to_all(model.W, none[0], none[1])
    assert o.a_practice.tolist() == [0, 0] and none[0].tolist() == [4]
    o.a_practice[0] = LIVES
    o.e_practice[:] = LIVES
    o.a_alive[0] = 0  # gone: not counted
    none = np.zeros((2, 1), np.int64)
    spread_to_all(model.W, none[0], none[1])
    assert (none[0].tolist(), none[1].tolist()) == ([3], [2])


def test_organisations_are_listed_by_zone() -> None:
    model = abstract_world(zones=2, actors=2, silos=1)
    start, member = by_zone(model.organisations)
    assert start.tolist() == [0, 3, 6]
    assert member.tolist() == [0, 1, 4, 2, 3, 5]  # actors 0 to 3, establishments from 4


def test_moran_begins_with_one_and_what_all_have_is_no_longer_new() -> None:
    words = ("innovation.imitation=moran", "innovation.spontaneous=1", "innovation.fitness=100")
    model = abstract_world(*words, actors=3, silos=1)
    o = model.organisations
    keys = model.territory.zones.keys()
    start, member = by_zone(o)
    o.a_practice[:], o.e_practice[:] = LIVES, LIVES
    model.month_totals[:] = 0
    replace_each_other(model.W, keys, start, member, np.zeros(4, np.int32))
    assert model.month_totals[counts.KEPT] == 1 and model.month_totals[counts.INVENTED] == 1
    assert 0 <= int((o.a_practice > 0).sum() + (o.e_practice > 0).sum()) <= 4


def test_a_practice_of_no_fitness_is_always_lost() -> None:
    words = ("innovation.spontaneous=1", "innovation.fitness=0.01")
    model = abstract_world(*words, actors=3, silos=1)
    o = model.organisations
    keys = model.territory.zones.keys()
    start, member = by_zone(o)
    for month in range(20):
        model.month = month
        replace_each_other(model.W, keys, start, member, np.zeros(4, np.int32))
    assert model.month_totals[counts.KEPT] == 0 and model.month_totals[counts.INVENTED] > 5


@pytest.mark.parametrize(("lapses", "adopted"), [(False, True), (True, False)])
def test_without_a_committed_funder_a_practice_spreads_only_where_it_does_not_lapse(
    lapses: bool, adopted: bool
) -> None:
    model = abstract_world(
        f"innovation.lapses={lapses}".lower(), "innovation.imitate=1", "innovation.apart=1",
        silos=2, actors=1,
    )  # fmt: skip
    o = model.organisations
    o.a_alive[:], o.b_committed[:] = 0, 0
    o.e_practice[:] = [LIVES, 0]
    spread_among_partners(model.W, np.zeros(4), np.zeros(4))
    assert (o.e_practice[1] == LIVES) == adopted
