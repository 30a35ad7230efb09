"""The network drawn: one layout, widths on one scale, and what is left out is written."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes

from sim.report import network as drawing
from tests.results.made_network import network


def offsets(ax: Axes) -> list[list[list[float]]]:
    return [np.asarray(points.get_offsets()).tolist() for points in ax.collections]


def test_organisations_stand_at_the_same_place_in_both_worlds_and_near_their_zone() -> None:
    zones, at = drawing.positions(network())
    assert zones.tolist() == [[0, 0], [30, 40]]
    reach = np.linalg.norm(at["establishment"] - zones[[0, 0, 1]], axis=1)
    assert reach == pytest.approx(0.36 * 50)
    assert at["establishment"][0] == pytest.approx([0, 18])
    assert at["establishment"][1] == pytest.approx([0, -18])
    assert at["perimeter"][0] == pytest.approx([0, 0.55 * 18])
    for ax in network().plot():
        drawn = [tuple(np.round(point, 6)) for points in offsets(ax) for point in points]
        assert {tuple(np.round(point, 6)) for point in at["establishment"]} <= set(drawn)


def test_the_width_of_a_line_is_the_number_of_persons_on_one_scale() -> None:
    widths = [
        [line.get_linewidth() for line in ax.lines if line.get_linestyle() == "-"]
        for ax in network().plot()
    ]
    assert widths[0] == [6, 4, 2]  # 12 points for the 12 persons of the pole
    assert widths[1] == [12, 4, 1]


def test_a_dotted_line_joins_a_member_to_its_pole() -> None:
    _, at = drawing.positions(network())
    first, second = (
        [line for line in ax.lines if line.get_linestyle() == ":"] for ax in network().plot()
    )
    assert first == [] and len(second) == 1
    ends = np.stack([at["establishment"][1], at["perimeter"][0]])
    assert second[0].get_xydata() == pytest.approx(ends)


def test_an_establishment_that_serves_nobody_is_hollow() -> None:
    first, second = network().plot()
    hollow = [
        sum(len(c.get_offsets()) for c in ax.collections if (c.get_facecolor() == 1).all())
        for ax in (first, second)
    ]
    assert hollow == [1, 2]


@pytest.mark.parametrize(
    ("lang", "most", "text"),
    [("en", 1, "The 1 largest flows are drawn: 50%"), ("fr", 2, "Les 2 flux les plus forts")],
)
def test_flows_that_are_left_out_are_written(
    lang: str, most: int, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert text not in foot(lang)
    monkeypatch.setattr(drawing, "MOST", most)
    assert text in foot(lang)
    assert len([line for line in network().plot(lang=lang)[0].lines]) == most


def foot(lang: str) -> str:
    figure = network().plot(lang=lang)[0].get_figure()
    assert figure is not None
    (text,) = (t.get_text() for t in figure.texts if "parcours 0" in t.get_text())
    return text
