"""Whom establishments take where results are paid."""

from __future__ import annotations

import pytest

from sim.processes.care.admission import accepts
from sim.processes.organisation.selection import (
    choose,
    heaviest_after,
    loss_of_class,
    read_results,
)
from sim.state.people import CLASSES
from tests.processes.worlds import abstract_world


def test_a_class_costs_the_results_that_it_lacks() -> None:
    assert loss_of_class(0.2, 0.8, 0.4) == pytest.approx(0.1)
    assert loss_of_class(0.2, 0.8, 0.0) == 0.2  # it shows none
    assert loss_of_class(0.2, 0.8, 0.9) == 0.0  # it shows more than the mean
    assert loss_of_class(0.0, 0.8, 0.0) == 0.0  # results are not paid
    assert loss_of_class(0.2, 0.0, 0.0) == 0.0  # nobody shows any
    assert loss_of_class(0.2, 0.8, -1.0) == 0.0  # not known


def test_the_heaviest_class_goes_when_it_costs_more_than_it_is_worth() -> None:
    assert heaviest_after(3, 0.1, 0.1, 0.05) == 2
    assert heaviest_after(2, 0.0, 0.1, 0.05) == 2  # the next one would cost too much
    assert heaviest_after(2, 0.0, 0.04, 0.05) == 3
    assert heaviest_after(3, 0.0, 0.0, 0.05) == 3
    # Who costs just what the mission is worth is taken.
    assert heaviest_after(2, 0.05, 0.1, 0.05) == 2
    assert heaviest_after(2, 0.05, 0.05, 0.05) == 3
    assert heaviest_after(0, 1.0, 1.0, 0.05) == 0


def test_an_establishment_takes_what_it_can_and_chooses() -> None:
    model = abstract_world(silos=2)
    o = model.organisations
    o.e_tolerance[:], o.e_accepted_class[:] = [1, 3], [3, 2]
    assert [accepts(model.W.organisations, e) for e in (0, 1)] == [1, 2]


def test_choosing_follows_what_is_paid() -> None:
    words = ("funding.budgets.result_share=0.4", "accounts.mission=0.1")
    model = abstract_world(*words, silos=3)
    o = model.organisations
    o.e_outcome[:] = 0.8
    o.e_outcome_class[:] = [[0.9, 0.8, 0.7, 0.2], [0.9, 0.8, 0.7, 0.65], [0.9, 0.8, 0.4, 0.2]]
    o.e_tolerance[2] = 2
    choose(model.W)
    assert o.e_accepted_class.tolist() == [3, 3, 3]  # before the reform, results are not paid
    model.apply_organisation()
    choose(model.W)
    assert o.e_accepted_class.tolist() == [
        2,
        3,
        1,
    ]  # 0.4 x (1 - 0.2/0.8) = 0.3; 0.075; 0.2 above 0.1


def test_without_pay_by_results_everybody_is_taken_again() -> None:
    model = abstract_world()
    o = model.organisations
    o.e_accepted_class[:] = 0
    o.e_outcome[:], o.e_outcome_class[:] = 0.5, 0.0
    for _ in range(3):
        choose(model.W)
    assert o.e_accepted_class.tolist() == [CLASSES - 1]


def test_results_are_those_of_the_heaviest_class_that_is_taken_in_fact() -> None:
    """An establishment that would take all classes but tolerates only class 1."""
    model = abstract_world(
        "funding.budgets.mode=outcomes", "funding.budgets.result_share=0.5",
        "accounts.mission=0.1",
    )  # fmt: skip
    o = model.organisations
    model.reform()
    o.e_tolerance[0], o.e_accepted_class[0], o.e_outcome[0] = 1, 3, 0.8
    o.e_outcome_class[0] = [0.8, 0.2, -1.0, -1.0]
    choose(model.W)
    assert o.e_accepted_class[0] == 0


def test_the_next_class_is_judged_by_its_own_results() -> None:
    words = ("funding.budgets.mode=outcomes", "funding.budgets.result_share=0.5")
    model = abstract_world(*words, "accounts.mission=0.1", silos=2)
    o = model.organisations
    model.reform()
    o.e_tolerance[:], o.e_accepted_class[:], o.e_outcome[:] = 3, 1, 0.8
    o.e_outcome_class[:] = [[0.8, 0.8, 0.2, 0.8], [0.8, 0.8, 0.8, 0.2]]
    choose(model.W)
    assert o.e_accepted_class.tolist() == [1, 2]  # class 2 costs .5 x (1 - .2/.8), then nothing
    choose(model.W)
    assert o.e_accepted_class.tolist() == [1, 2]  # class 3 would cost as much


def test_results_are_shares_of_those_held_by_class_and_in_all() -> None:
    model = abstract_world(silos=2)
    o = model.organisations
    o.e_outcome[:], o.e_outcome_class[:] = 0.5, 0.25
    o.e_held[0], o.e_covered[0] = [4, 0, 10, 2], [1, 0, 5, 2]
    read_results(model.W.organisations)
    # A class without persons, and an establishment without any, keep what they had.
    assert o.e_outcome_class.tolist() == [[0.25, 0.25, 0.5, 1.0], [0.25] * 4]
    assert o.e_outcome.tolist() == [0.5, 0.5]
    o.e_held[0], o.e_covered[0] = [8, 0, 0, 0], [2, 0, 0, 0]
    read_results(model.W.organisations)
    assert o.e_outcome[0] == 0.25 and o.e_outcome_class[0].tolist() == [0.25, 0.25, 0.5, 1.0]
