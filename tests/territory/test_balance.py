"""Who is present at each age, solved from newcomers and rates, against plain sums by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.data import tables
from sim.data.profiles import at_least, profiles
from sim.territory.balance import carried, solve
from sim.territory.build import build
from sim.territory.drawing import entry_age_cdf, stationary


def column(name: str) -> np.ndarray:
    """A column of the table of levels, by stage, domain and level."""
    return np.array([float(row[name]) for row in tables.rows("levels")]).reshape(3, 4, 4)


def test_rates_of_today_are_within_the_anchors_and_hold_what_support_changes() -> None:
    need = tables.needs()
    assert np.all(need.up[:, :, 3] == 0) and np.all(need.down[:, :, 0] == 0)
    up, down = column("up_monthly"), column("down_monthly")
    assert 0 < up.max() <= 0.031 and np.delete(down.reshape(12, 4), 10, axis=0).max() <= 0.0144
    # Unmet need has raised the one, support the other: the natural rates are lower.
    np.testing.assert_allclose(need.up * column("worsening_factor"), up)
    np.testing.assert_allclose(need.down * column("easing_factor"), down)
    np.testing.assert_array_equal([need.up_today, need.down_today], [up, down])
    assert column("worsening_factor").min() >= 1 and column("easing_factor").min() >= 1


@pytest.mark.parametrize("code", ["ordinary", "severe", "protection"])
def test_levels_are_stationary_by_age_at_the_rates_of_today(code: str) -> None:
    """Persons of a profile, month by month, against the solution (one département)."""
    stock = np.array([d.stock for d in tables.departments()]).sum(axis=0)
    flow, survive = stationary(stock.tolist()), 1 - tables.mortality()
    ages = np.diff(entry_age_cdf(), axis=1, prepend=0)
    up, down, known = column("up_monthly"), column("down_monthly"), profiles()
    p = known.code.index(code)
    found = solve([flow], tables.needs(), known).level[0, :, p]
    for domain in range(4):
        now, present, last = np.zeros(4), np.zeros((111, 4)), None
        for stage, (first, after) in enumerate(tables.STAGE_MONTHS):
            floor = int(known.floor[p, stage, domain])
            stays = [down[stage, domain, level] * (level > floor) for level in range(4)]
            month = np.diag(1 - up[stage, domain] - stays)
            month += np.diag(up[stage, domain, :3], 1) + np.diag(stays[1:], -1)
            come = flow.entries[stage] * known.entry[stage, p] * known.level_entry[stage, p, domain]
            for age in range(first, after):
                if age:
                    now = now * survive[age - 1]
                if age == first and stage:
                    moved = np.zeros(4)
                    for level in range(4):
                        moved[min(floor + max(level - last, 0), 3)] += now[level]
                    now = moved * flow.border_stay[stage - 1]
                now = now @ month + come * ages[stage, age]
                present[age // 12] += now
            last = floor
        some = present.sum(axis=1) > 1e-6
        np.testing.assert_allclose(
            found[some, domain], present[some] / present[some].sum(axis=1, keepdims=True), atol=1e-9
        )


def test_a_departement_has_the_same_solution_alone_and_among_others() -> None:
    together, alone = build("creuse+nord+lozere"), build("lozere")
    rank = [d.label for d in together.departments()].index("Lozère")
    for name in ("profile_stock", "levels_stock", "since_stock"):
        np.testing.assert_array_equal(getattr(together, name)[rank], getattr(alone, name)[0])


def test_a_newcomer_has_at_least_the_levels_of_their_profile() -> None:
    law = np.array([0.4, 0.3, 0.2, 0.1])
    assert at_least(law, 0).tolist() == [0.4, 0.3, 0.2, 0.1]
    assert at_least(law, 2) == pytest.approx([0, 0, 0.9, 0.1])
    assert at_least(law, 3) == pytest.approx([0, 0, 0, 1])


@pytest.mark.parametrize(
    ("level", "before", "after", "then"),
    [(2, 2, 1, 1), (3, 2, 1, 2), (3, 1, 2, 3), (0, 2, 1, 1), (1, 1, 0, 0), (3, 0, 3, 3)],
)
def test_shares_of_levels_are_carried_into_the_next_stage_like_persons(
    level: int, before: int, after: int, then: int
) -> None:
    persons = np.zeros((1, 1, 4, 4))
    persons[..., level] = 1
    floors = np.full((1, 4), before, np.int8), np.full((1, 4), after, np.int8)
    assert carried(persons, *floors)[0, 0].argmax(axis=1).tolist() == [then] * 4


def test_who_all_leave_at_an_age_limit_take_their_months_with_them() -> None:
    stock = np.array([d.stock for d in tables.departments()]).sum(axis=0)
    flow = replace(stationary(stock.tolist()), border_stay=np.zeros(2))
    since = solve([flow], tables.needs(), profiles()).since[0]
    for year in (20, 60):  # nobody of that age has been there for more than a year
        assert 0 <= since[year].max() <= 12
