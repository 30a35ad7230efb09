"""Small multiples: what each panel shows, and in which order."""

from __future__ import annotations

import pytest
from matplotlib.text import Text

from sim.errors import InputError
from sim.report import style
from sim.report.multiples import LINES, multiples
from tests.results.cases import small
from tests.study.test_several import three


def test_the_territory_where_a_scenario_does_worst_comes_first() -> None:
    found = three()
    losses = {
        place: max(found[place, s].paired("unmet_need").difference for s in found.scenarios[1:])
        for place in found.territories
    }
    panels = [ax.get_title(loc="left") for ax in found.plot(lang="en").axes]
    order = sorted(losses, key=losses.__getitem__, reverse=True)
    assert panels == [found[place, "pole"].place.label("en") for place in order]


def test_each_line_is_a_mean_difference_with_its_band() -> None:
    found = three()
    keys = {found[place, "pole"].place.label("en"): place for place in found.territories}
    for ax in found.plot("covered_share", lang="en").axes:
        lines = [line for line in ax.lines if len(line.get_xdata()) == 14]
        assert len(lines) == len(ax.collections) == 2
        for line, name in zip(lines, found.scenarios[1:], strict=True):
            frame = (
                found[keys[ax.get_title("left")], name]
                .to_frame()
                .query("indicator == 'covered_share' and dimension == 'all' and month == 13")
            )
            by_world = frame.groupby("scenario", observed=True)["value"].mean()
            gap = 100 * (by_world[name] - by_world["silo"])
            assert line.get_ydata()[-1] == pytest.approx(gap)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_small_multiples_are_readable_on_a_projector(lang: str) -> None:
    figure = three().plot(lang=lang)
    figure.canvas.draw()
    shown = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    assert min(t.get_fontsize() for t in shown) >= 14
    words = " ".join(t.get_text() for t in shown)
    assert "N = 2" in words and "parcours" in words and ("points" in words)
    box = figure.get_tightbbox(figure.canvas.get_renderer())
    assert box.x0 >= -0.01 and box.x1 <= 12.81 and box.y0 >= -0.01 and box.y1 <= 7.21


def test_lines_differ_without_colour_and_stand_out_from_the_paper() -> None:
    assert len({line for _, line in LINES}) == len({colour for colour, _ in LINES}) == len(LINES)
    assert all(style.contrast(colour, style.PAPER) >= 3 for colour, _ in LINES)


@pytest.mark.parametrize(("places", "others"), [(7, 1), (1, 5)])
def test_more_than_a_figure_can_hold_is_refused(places: int, others: int) -> None:
    many = {(str(p), str(s)): small() for p in range(places) for s in range(others)}
    with pytest.raises(InputError, match=f"{places} .*{others}"):
        multiples(many)
