"""Where money moves, who bears the wait, and the dashboard: that they show the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from sim.indicators.outputs import PAYERS
from sim.indicators.registry import REGISTRY
from sim.report.dashboard import PARTS, dashboard
from sim.report.money import money
from sim.report.waits import concentration, waits
from sim.state import counts
from tests.indicators.made_up import made_up
from tests.results.made_up import comparison, whole

COST = "public_cost"


def test_bars_of_the_funders_lead_to_the_change_of_all_money() -> None:
    made = comparison()
    bars = money(made, lang="en").patches
    gaps = [made.paired(COST, "payer", payer).difference for payer in PAYERS]
    assert [bar.get_width() for bar in bars[:-1]] == pytest.approx(gaps)
    assert [bar.get_x() for bar in bars[:-1]] == pytest.approx([0, *np.cumsum(gaps)[:-1]])
    assert (bars[-1].get_x(), bars[-1].get_width()) == pytest.approx((0, sum(gaps)))


def test_each_bar_has_its_interval() -> None:
    made = comparison()
    lines = money(made, lang="en").lines[:-1]
    whole_gap = made.paired(COST)
    assert len(lines) == len(PAYERS) + 1
    assert lines[-1].get_xdata() == pytest.approx([whole_gap.low, whole_gap.high])


def waited(*ended: int) -> object:
    """A run in which so many persons waited 0, 1, 2 … months for a solution."""
    run = made_up()
    waits_ = np.zeros_like(run.waits)
    waits_[counts.TO_SOLUTION, counts.ENTERED, 0, 0] = sum(ended)
    waits_[counts.TO_SOLUTION, counts.REACHED, 0, : len(ended)] = ended
    return replace(run, waits=waits_)


@pytest.mark.parametrize(
    ("ended", "share", "expected"),
    [
        ((0, 5), 50, 0.5),  # all wait one month
        ((5, 0, 5), 50, 0.0),  # half wait nothing, half two months
        ((5, 0, 5), 75, 0.5),
        ((0, 9, 0, 0, 0, 0, 0, 0, 0, 1), 90, 0.5),  # nine wait 1 month, one waits 9
        ((7,), 50, np.nan),  # nobody waits
    ],
)
def test_the_concentration_of_waits_by_hand(
    ended: tuple[int, ...], share: int, expected: float
) -> None:
    assert concentration(waited(*ended))[share] == pytest.approx(expected, nan_ok=True)


def test_the_legend_gives_the_share_of_the_tenth_that_waits_longest() -> None:
    made = comparison()
    ax = waits(made, lang="en")
    texts = [text.get_text() for text in ax.get_legend().get_texts()][1:]
    for side, text in enumerate(texts):
        tenth = [100 * (1 - concentration(pair[side])[90]) for pair in made.pairs]
        assert f" {np.mean(tenth):.0f}% [" in text


def test_the_dashboard_shows_medians_and_quartiles_of_each_part() -> None:
    made = whole({("unmet_need", "all", "all"): ([0.1, 0.2, 0.3, 0.4, 0.9], [0.5] * 5)})
    texts = [text.get_text() for text in dashboard(made, lang="en").findobj(Text)]
    at = next(k for k, text in enumerate(texts) if text.startswith("Unmet need"))
    assert texts[at + 1 : at + 3] == ["30.0 [20.0; 40.0]", "50.0 [50.0; 50.0]"]
    assert [part for part, _ in PARTS] == ["activity", "staff", "finances", "objectives"]
    assert all(name in REGISTRY for _, names in PARTS for name in names)
