"""Figures: palette, size, words, and that they show the numbers."""

from __future__ import annotations

import itertools
from importlib.metadata import version

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from sim.errors import InputError
from sim.indicators.measure import Key, monthly
from sim.report import style as plots
from sim.report.plots import Plots
from tests.results.cases import small


def texts(figure):
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]


def test_the_two_worlds_are_told_apart_by_colour_and_line():
    (a, solid), (b, dashed) = plots.WORLD_STYLES
    assert (a, b) == ("#004488", "#D55E00") and solid != dashed
    assert plots.contrast(a, "#ffffff") == pytest.approx(9.6, abs=0.1)
    assert plots.contrast(b, "#ffffff") == pytest.approx(3.9, abs=0.1)


def test_states_differ_without_hue():
    for (_, one, hatch), (_, other, mark) in itertools.combinations(plots.STATE_STYLES, 2):
        light = abs(plots.luminance(one) - plots.luminance(other))
        assert light > 0.03 or hatch != mark, (one, other)
    assert len({(colour, hatch) for _, colour, hatch in plots.STATE_STYLES}) == 6
    assert sum(bool(hatch) for _, _, hatch in plots.STATE_STYLES) >= 2


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", [name for name in vars(Plots) if not name.startswith("_")])
def test_figures_are_readable_on_a_projector(name, lang):
    drawn = getattr(small().plot, name)(lang=lang)
    ax = drawn[0] if isinstance(drawn, tuple) else drawn
    figure = ax.figure
    figure.canvas.draw()
    assert (figure.get_size_inches() * figure.dpi).round().tolist() == [1280, 720]
    for text in texts(figure):
        assert text.get_fontsize() >= 14, text.get_text()
        colour = to_hex(text.get_color())
        assert plots.contrast(colour, "#ffffff") >= (3 if text.get_fontsize() >= 18 else 4.5)
    drawn_on = figure.get_tightbbox(figure.canvas.get_renderer())
    assert drawn_on.x0 >= -0.01 and drawn_on.x1 <= 12.81
    assert drawn_on.y0 >= -0.01 and drawn_on.y1 <= 7.21
    words = " ".join(text.get_text() for text in texts(figure))
    assert ("Modèle pour apprendre" in words) == (lang == "fr")
    assert f"parcours {version('parcours')}" in words
    assert ("N = 3" in words) == (name != "pathways")  # strips show the first seed


def test_pathways_show_the_same_persons_in_both_panels():
    left, right = small().plot.pathways(persons=50)
    a, b = (panel.images[0].get_array() for panel in (left, right))
    assert a.shape == b.shape == (50, 24)
    assert (a[:, :12] == b[:, :12]).all() and (a != b).any()
    assert left.get_title() == "silos" and right.get_title() == "pole"


def test_difference_draws_the_mean_of_the_paired_differences():
    c = small()
    ax = c.plot.difference("unmet_need", lang="en")
    key = Key("unmet_need", "all", "all")
    gaps = [monthly(b, c.payers)[key] - monthly(a, c.payers)[key] for a, b in c.pairs]
    line = next(x for x in ax.lines if len(x.get_ydata()) == 24)
    np.testing.assert_allclose(line.get_ydata(), 100 * np.mean(gaps, axis=0), atol=1e-12)
    labels = [t.get_text() for t in ax.get_legend().get_texts()]
    assert labels == ["95% interval", "mean difference", "no difference"]
    assert "N = 3" in " ".join(t.get_text() for t in texts(ax.figure))
    assert any(np.allclose(x.get_ydata(), 0) for x in ax.lines)
    assert any(np.allclose(x.get_xdata(), 12) for x in ax.lines)


def test_a_figure_goes_into_given_axes():
    ax = plots.new_figure()[1][0]
    assert small().plot.difference("ruptures", ax=ax) is ax
    assert small().plot.costs(ax=plots.new_figure()[1][0]).patches


def test_words_that_cannot_be_drawn_are_told():
    with pytest.raises(InputError, match="did you mean 'unmet_need'"):
        small().plot.difference("unmet_ned")
    with pytest.raises(InputError, match="no monthly value"):
        small().plot.difference("wait_solution_mean")
    with pytest.raises(InputError, match="lang=de"):
        small().plot.costs(lang="de")
    with pytest.raises(InputError, match="at least 1 person"):
        small().plot.pathways(persons=0)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_figure_is_the_same_file(form):
    one, other = (plots.picture(small().plot.difference(), form) for _ in range(2))
    assert one == other and len(one) > 5_000
    assert one.startswith(b"\x89PNG") or b"<svg" in one
