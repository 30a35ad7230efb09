"""Départements side by side live exactly as each one alone."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.model import departments
from sim.model.full_count import check_census
from sim.model.model import SectorModel
from sim.runs.run import close_world, open_world
from sim.scenario.care import Access
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.organisation import INGREDIENTS, Organisation, Pole
from sim.scenario.scenario import Scenario
from sim.state import counts

NAMES = ("ariege", "creuse", "lozere")
POLE = dict.fromkeys(INGREDIENTS, True)
ORGANISATIONS = {
    "silo": Organisation(),
    "pole": Organisation(**POLE),
    "pole of a département": Organisation(
        **POLE, pole=Pole(perimeter="departement", coverage=0.5, contribution=0.7, capture=0.5)
    ),
}


def world(name: str, organisation: Organisation, *, seed: int = 5) -> SectorModel:
    """Return a world after a short burn-in, a reform and two years."""
    scenario = Scenario(
        clock=Clock(burn_in=18, months=26, reform_month=5),
        organisation=organisation,
        territory=TerritorySpec(name=name),
    )
    model = open_world(scenario, seed)
    model.run_for(scenario.clock.months)
    return model


@pytest.mark.parametrize("who", ORGANISATIONS)
def test_a_territory_of_several_is_its_departements_bit_for_bit(who: str) -> None:
    together = world("+".join(NAMES), ORGANISATIONS[who])
    alone = [world(name, ORGANISATIONS[who]) for name in NAMES]
    one = {code: digest for model in alone for code, digest in departments.digests(model).items()}
    assert departments.digests(together) == one
    for block, model in enumerate(alone):
        mine, theirs = departments.state(model, 0), departments.state(together, block)
        assert mine.keys() == theirs.keys()
        for name in mine:
            np.testing.assert_array_equal(mine[name], theirs[name], name)
    for name, counted in departments.counts(together).items():
        apart = [int(departments.counts(model)[name][0]) for model in alone]
        assert counted.tolist() == apart, name
    np.testing.assert_array_equal(
        np.array(together.history), sum(np.array(model.history) for model in alone)
    )
    runs = [close_world(model) for model in alone]
    run = close_world(together)
    for name in ("waits", "cohort", "strata"):
        np.testing.assert_array_equal(getattr(run, name), sum(getattr(r, name) for r in runs), name)
    np.testing.assert_array_equal(run.zones, np.concatenate([r.zones for r in runs]))
    paid: Counter[tuple[str, str]] = Counter()
    for model in alone:
        paid.update(outflow(model))
    assert outflow(together) == paid
    assert len(paid) == 2 + 3 * 3 + 1  # two regions, three départements, one foundation


def test_open_borders_let_people_go_to_the_next_departement() -> None:
    scenario = Scenario(
        clock=Clock(burn_in=12, months=12, reform_month=3),
        organisation=ORGANISATIONS["silo"],
        territory=TerritorySpec(name="creuse+haute-vienne"),
        access=Access(cross_border=True, reach=90.0),
    )
    model = open_world(scenario, 5)
    model.run_for(12)
    people, block = model.people, model.territory.zones.department
    holders = np.flatnonzero(people.place[: people.size] >= 0)
    here = block[people.zone[holders]]
    there = block[model.organisations.e_zone[people.place[holders]]]
    assert 0.01 < (here != there).mean() < 0.6
    check_census(model)


def outflow(model: SectorModel) -> Counter[tuple[str, str]]:
    """Return the cents that each funder has paid, by kind and place."""
    o = model.organisations
    funders = zip(o.funder_codes, o.funder_places, strict=True)
    return Counter(dict(zip(funders, o.f_out.tolist(), strict=True)))


def test_a_difference_is_seen() -> None:
    model = world("lozere+creuse", ORGANISATIONS["pole"])
    before = departments.digests(model)
    assert list(before) == ["23", "48"]
    lozere = np.flatnonzero(model.territory.zones.department == 1)
    person = np.flatnonzero(np.isin(model.people.zone[: model.people.size], lozere))[0]
    model.people.strain[person] += 0.25
    after = departments.digests(model)
    assert before["23"] == after["23"] and before["48"] != after["48"]
    assert before != departments.digests(world("lozere+creuse", ORGANISATIONS["pole"], seed=6))


def test_counts_of_blocks_sum_to_those_of_the_month() -> None:
    model = world("lozere+creuse", ORGANISATIONS["pole"])
    month, found = model.month_totals, departments.counts(model)
    for name in ("people", "institution", "places", "places_used", "places_converted"):
        assert int(found[name].sum()) == int(month[counts.INDEX[name]]), name
    assert int(found["unmet"].sum()) == int(month[counts.UNMET : counts.UNMET + 4].sum())
