"""Reviews of the orientation, by hand: one person in a place, in month 8."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import draws
from sim.model.model import SectorModel
from sim.processes.care.endings import act
from sim.state import counts
from sim.state.people import AGAIN, LATENT, LEAVING, NEVER, OVER_AGE, ROW, SERVED
from tests.processes.care.test_endings import leaver

LATER = 99


def reviewed(*words: str, category: int = 0) -> SectorModel:
    """Return a world with a person whose stay goes on and who is reviewed this month.

    `category` is the one that needs of adults point to.
    """
    model = leaver("places.review_months=24", *words)
    p = model.people
    p.until[0], p.review[0] = LATER, 8
    model.environment.orientation[1] = category
    return model


def end_of_month(model: SectorModel) -> None:
    assert act(np.zeros(1, ROW), model.W, 0, np.zeros(1, ROW)) == 0


def test_the_same_category_means_another_review_later_and_nothing_else() -> None:
    model = reviewed()
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.until[0], p.pending[0], p.state[0]) == (0, LATER, 0, SERVED)
    assert p.review[0] == 32 and p.status_bits[0] & LEAVING == 0


def test_another_category_is_looked_for_from_the_place() -> None:
    model = reviewed()
    model.organisations.e_category[0] = 1  # needs point to category 0
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.until[0], p.pending[0], p.state[0]) == (0, LATER, AGAIN, SERVED)
    assert p.status_bits[0] & LEAVING and model.month_totals[counts.ENDED] == 0


def test_without_a_need_the_person_goes_home() -> None:
    model = reviewed(category=-1)
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.review[0], p.state[0]) == (-1, NEVER, LATENT)
    assert model.month_totals[counts.ENDED] == 1 and model.organisations.e_occupied[0] == 0


@pytest.mark.parametrize("mark", [LEAVING, OVER_AGE])
def test_who_leaves_or_blocks_the_place_already_is_left_alone(mark: int) -> None:
    model = reviewed(category=-1)
    p = model.people
    p.status_bits[0] |= mark
    end_of_month(model)
    assert (p.place[0], p.review[0], p.pending[0]) == (0, 32, 0)


def test_the_first_review_comes_at_any_time_after_admission() -> None:
    model = leaver("places.review_months=24")
    u = draws.draw(model.seed, draws.ONCE, draws.REVIEW, 0, model.people.key[0])
    assert model.people.review[0] == 9 + int(24 * u)
    assert leaver("places.review_months=0").people.review[0] == NEVER


def test_no_review_in_another_month() -> None:
    model = reviewed(category=-1)
    model.people.review[0] = 9
    end_of_month(model)
    assert model.people.place[0] == 0
