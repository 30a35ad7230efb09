"""The fan and the dots: that they show the replicates."""

from __future__ import annotations

import numpy as np

from sim.report.futures import dots, fan
from sim.report.series import monthly_values
from tests.results.made_up import comparison, whole


def test_dots_count_the_futures_in_which_each_world_does_better() -> None:
    # Unmet need: less is better. Two futures better, one equal, one worse.
    made = whole({("unmet_need", "all", "all"): ([0.5, 0.5, 0.5, 0.5], [0.4, 0.3, 0.5, 0.6])})
    ax = dots(made, lang="en")
    assert [len(line.get_xdata()) for line in ax.lines] == [2, 1, 1]
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert [text.split(":")[0] for text in texts] == ["2 of 4", "1 of 4", "1 of 4"]
    assert "better" in texts[0] and "worse" in texts[2]
    spots = {tuple(spot) for line in ax.lines for spot in line.get_xydata()}
    assert len(spots) == 4  # no dot hides another


def test_the_mean_difference_stands_under_the_dots_with_its_interval() -> None:
    made = whole({("unmet_need", "all", "all"): ([0.5, 0.5], [0.4, 0.3])})
    figure = dots(made, lang="en").figure
    assert "−15.0 [−78.5; +48.5]" in figure.get_supxlabel()


def test_the_fan_shows_percentiles_of_single_replicates() -> None:
    made = comparison(5)
    ax = fan(made, "crises", lang="en")
    months, a, b = monthly_values(made, "crises")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), np.median(b - a, axis=0))
    for band, ends in zip(ax.collections, [(10, 90), (25, 75)], strict=True):
        corners = band.get_paths()[0].vertices
        at = corners[corners[:, 0] == months[3]][:, 1]
        np.testing.assert_allclose(
            [at.min(), at.max()], np.percentile((b - a)[:, 3], ends), rtol=1e-12
        )
