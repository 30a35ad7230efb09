"""Seeds of a study: from a first one on, or a list."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.seeds import seeds_of


@pytest.mark.parametrize(
    ("replicates", "seed", "seeds", "found"),
    [
        (None, None, None, (1, 2, 3)),
        (2, None, None, (1, 2)),
        (np.int64(2), np.uint8(7), None, (7, 8)),
        (None, None, [1, 5, 9], (1, 5, 9)),
        (None, None, np.array([9, 5]), (9, 5)),
        (None, None, range(3), (0, 1, 2)),
    ],
)
def test_seeds(replicates, seed, seeds, found):
    assert seeds_of(replicates, seed, seeds, default=3) == (found, [])
    assert all(type(one) is int for one in found)


@pytest.mark.parametrize(
    ("replicates", "seed", "seeds", "sentence"),
    [
        (None, -1, None, "seed=-1: a whole number from 0"),
        (None, 1.5, None, "seed=1.5: a whole number from 0"),
        (None, True, None, "seed=True: a whole number from 0"),
        (0, None, None, "replicates=0: a whole number from 1"),
        (None, None, [1, -5], "seeds=-5: a whole number from 0"),
        (None, None, [1, 1], "a list of different whole numbers"),
        (None, None, [], "a list of different whole numbers"),
        (None, None, 3, "a list of different whole numbers"),
        (None, None, "12", "a list of different whole numbers"),
        (2, None, [1], "seeds replaces seed and replicates"),
        (None, 2, [1], "seeds replaces seed and replicates"),
    ],
)
def test_wrong_seeds_get_a_sentence(replicates, seed, seeds, sentence):
    found, wrong = seeds_of(replicates, seed, seeds)
    assert found == () and len(wrong) == 1 and sentence in wrong[0].text("en")
