"""What referents cost and hold, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.endings import end_stay
from sim.processes.care.entering import admit
from sim.processes.organisation.overhead import overhead_shares
from sim.processes.organisation.referent import buy_posts, is_held, months_to_review, posts_for
from sim.state import counts
from sim.state.people import LEAVING, SERVED, WAIT
from tests.processes.worlds import abstract_world

SHARE = "organisation.referent=share"
POSTS = ("organisation.coordination=true", "organisation.referent=posts")


def test_a_post_follows_forty_complex_files_or_three_hundred_others() -> None:
    assert posts_for(80, 150, 40.0, 300.0) == pytest.approx(2.5)
    assert posts_for(0, 0, 40.0, 300.0) == 0.0


def test_posts_are_bought_for_those_who_hold_a_place_of_a_member() -> None:
    model = abstract_world(
        *POSTS, "territory.people=6", "territory.places=4", "organisation.referent_complex=2",
        "organisation.referent_others=8", silos=2, zones=2,
    )  # fmt: skip
    o, p = model.organisations, model.people
    o.e_perimeter[:] = [0, 0, 1, -1]  # the last one is no member
    p.complexity[:6] = [1, 2, 3, 0, 2, 3]
    p.place[:6] = [0, 0, 1, 2, 3, -1]  # one outside, one without a place
    buy_posts(model)
    # Perimeter 0: two complex files and one other, of eight full-time posts.
    assert o.p_referent.tolist() == [(2 / 2 + 1 / 8) / 8, (1 / 8) / 4]
    o.e_perimeter[2] = -1
    buy_posts(model)
    assert o.p_referent[1] == 0.0  # no member, no post


@pytest.mark.parametrize(
    ("words", "share"),
    [
        (POSTS, 0.04),
        ((POSTS[0], "organisation.referent=share", "organisation.referent_share=0.1"), 0.1),
        (("organisation.coordination=false", POSTS[1]), 0.0),
    ],
)
def test_the_price_is_the_posts_or_a_share(words: tuple[str, ...], share: float) -> None:
    model = abstract_world(*words)
    model.reform()
    model.practice = 0.5
    model.organisations.p_referent[0] = 0.04
    shares = np.zeros(counts.OVERHEADS)
    overhead_shares(model.W, 0, shares)
    assert shares[4] == pytest.approx(share / 2)


@pytest.mark.parametrize(
    ("words", "months", "found"),
    [
        (POSTS, 60, 36),
        (POSTS, 12, 12),  # no later than without a referent
        (POSTS, 0, 0),  # never stays never
        (("organisation.coordination=true", SHARE), 60, 60),
        ((POSTS[1],), 60, 60),
    ],
)
def test_a_referent_looks_at_an_orientation_sooner(
    words: tuple[str, ...], months: int, found: int
) -> None:
    model = abstract_world(*words, f"places.review_months={months}", "territory.people=1")
    assert months_to_review(model.W, 0) == months  # before the reform
    model.reform()
    model.practice = 1.0
    assert months_to_review(model.W, 0) == found
    model.people.adoption[0] = 2.0
    assert months_to_review(model.W, 0) == months  # handled the old way


@pytest.mark.parametrize(
    ("words", "new", "held"),
    [
        ((*POSTS, "organisation.referent_holds=1"), True, True),
        ((*POSTS, "organisation.referent_holds=0"), True, False),
        ((*POSTS, "organisation.referent_holds=1"), False, False),
        ((*POSTS, "organisation.referent_holds=1", "places.hold_months=0"), True, False),
        ((POSTS[0], SHARE, "organisation.referent_holds=1"), True, False),
        ((POSTS[1], "organisation.referent_holds=1"), True, False),
    ],
)
def test_a_referent_may_keep_a_place_for_as_long_again(
    words: tuple[str, ...], new: bool, held: bool
) -> None:
    hold = (
        () if any(word.startswith("places.hold") for word in words) else ("places.hold_months=4",)
    )
    model = abstract_world(*words, *hold, "territory.people=1")
    model.reform()
    W, p = model.W, model.people
    assert is_held(W, 0, new) == held
    admit(W, 0, 0)
    p.status_bits[0] |= LEAVING
    p.until[0] = 0
    assert end_stay(W, 0, new) == 0
    assert (p.place[0] == 0) == held
    if held:
        assert (p.until[0], p.state[0]) == (4, SERVED) and p.status_bits[0] & LEAVING
    else:
        assert p.state[0] != WAIT
