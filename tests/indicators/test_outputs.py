"""What a pathway shows of a person's state, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.indicators.outputs import STATE_NAMES, digest_of, shown_states
from sim.state.people import (
    ABSENT,
    ASSESS,
    COVERED,
    LATENT,
    REFUSED,
    RENOUNCED,
    SERVED,
    WAIT,
)


@pytest.mark.parametrize(
    ("state", "in_part", "covered"),
    [
        (ABSENT, "away", "away"),
        (LATENT, "ordinary", "ordinary"),
        (ASSESS, "waiting", "waiting"),
        (WAIT, "waiting", "waiting"),
        (SERVED, "part", "full"),
        (REFUSED, "without", "without"),
        (RENOUNCED, "without", "without"),
    ],
)
def test_the_state_of_a_pathway_by_hand(state, in_part, covered):
    every_other_bit = 255 - COVERED
    marks = np.array([0, every_other_bit, COVERED, 255], np.uint8)
    shown = shown_states(np.full(4, state, np.int8), marks)
    assert [STATE_NAMES[k] for k in shown] == [in_part, in_part, covered, covered]


def test_a_digest_depends_on_each_array_and_on_their_order():
    one, other = np.arange(6), np.arange(6)[::-1]
    digests = [digest_of(one, other), digest_of(other, one), digest_of(one), digest_of(one, one)]
    assert len(set(digests)) == 4 and all(len(digest) == 32 for digest in digests)
    assert digest_of(other) == digest_of(other.copy())
