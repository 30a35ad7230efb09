"""Colours of figures as persons with a deficiency of colour vision see them, and in grey."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.report import futures, money
from sim.report.multiples import LINES
from sim.report.style import PAPER, STATE_STYLES, WORLD_STYLES, contrast

# What a person without one kind of cone sees, on linear RGB (Machado, Oliveira and Fernandes 2009,
# severity 1).
SEEN = {
    "protan": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, seen: str) -> np.ndarray:
    """A colour ``#rrggbb`` as it is seen, in CIELAB."""
    rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(SEEN[seen]) @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, seen: str) -> float:
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


@pytest.mark.parametrize("seen", SEEN)
def test_the_two_worlds_stay_apart(seen: str) -> None:
    assert distance(WORLD_STYLES[0][0], WORLD_STYLES[1][0], seen) > 20


@pytest.mark.parametrize("seen", SEEN)
def test_what_colour_does_not_tell_apart_differs_by_line_mark_or_hatch(seen: str) -> None:
    groups = {
        "states": [(colour, hatch) for _, colour, hatch in STATE_STYLES],
        "lines": list(LINES),
        "futures": [(fill, mark) for _, _, mark, fill in futures.FUTURES],
        "money": [(money.MORE, "//"), (money.LESS, "")],
    }
    for name, styles in groups.items():
        for (one, mark), (other, sign) in itertools.combinations(styles, 2):
            assert mark != sign or distance(one, other, seen) > 10, (name, one, other)


def test_bars_lines_and_marks_stand_out_from_the_paper() -> None:
    colours = [money.MORE, money.LESS, *(colour for _, colour, _, _ in futures.FUTURES)]
    assert all(contrast(colour, PAPER) >= 3 for colour in colours)
