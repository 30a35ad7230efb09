"""Prepare versus repair: the bars are the numbers, and crises are drawn at who pays them."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.indicators.outputs import PAYERS
from sim.processes.funding.payments import CRISIS_SHARES
from sim.report.prepare import PREPARES, REPAIRER, prepare, prepared
from sim.state.counts import INDEX
from tests.results.made_up import comparison


def bars(ax: Axes, hatch: str) -> list[float]:
    found = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    return [bar.get_width() for bar in found if (bar.get_hatch() or "") == hatch]


def test_crises_are_drawn_at_the_funder_who_pays_them_in_the_model() -> None:
    assert {name: share for name, share in zip(PAYERS, CRISIS_SHARES, strict=True) if share} == {
        REPAIRER: 1.0
    }


def test_the_hatched_part_of_a_bar_is_what_crises_cost() -> None:
    made = comparison()
    money, _ = prepare(made, lang="en")
    repair = made.paired("repair_cost")
    assert bars(money, "xxx") == pytest.approx([repair.a, repair.b])
    first = made.paired("public_cost", "payer", REPAIRER)
    (low,) = (b for b in money.patches if b.get_hatch() == "xxx" and b.get_width() == repair.b)
    assert low.get_y() + low.get_height() / 2 == pytest.approx(0.2 + PAYERS.index(REPAIRER))
    assert bars(money, "")[0] == pytest.approx(first.a)
    assert bars(money, "//")[0] == pytest.approx(first.b)


def test_time_that_prepares_is_a_share_of_all_paid_time_since_the_reform() -> None:
    made = comparison()
    _, time = prepare(made, lang="en")
    for rank, name in enumerate(PREPARES):
        for side, hatch in enumerate(("", "//")):
            shares = []
            for pair in made.pairs:
                rows = pair[side].history[pair[side].first_row :]
                shares.append(rows[:, INDEX[name]].sum() / rows[:, INDEX["staff_total"]].sum())
            assert prepared(made, name)[:, side] == pytest.approx(shares)
            assert bars(time, hatch)[rank] == pytest.approx(100 * np.mean(shares))


def test_the_parts_are_those_of_the_indicator() -> None:
    made = comparison()
    whole = made.paired("prepare_share")
    parts = sum(prepared(made, name).mean(axis=0) for name in PREPARES)
    assert parts == pytest.approx([whole.a, whole.b])


def test_each_pair_has_its_interval_and_the_figure_its_rule() -> None:
    axes = prepare(comparison(), lang="fr")
    notes = [len([t for t in ax.texts if "[" in t.get_text()]) for ax in axes]
    assert notes == [1, len(PREPARES)]
    figure = axes[0].get_figure()
    assert figure is not None
    assert any("payées par l’État" in text.get_text() for text in figure.texts)
