"""Both kinds of doubt where they are shown: notebook, figures and report, in both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.indicators.registry import HEADLINE
from sim.report import plots
from sim.report.document.blocks import Paragraph, Table
from sim.report.document.content import document
from sim.report.html import comparison_html
from sim.results.sets import Sets
from sim.results.tables import ComparisonTables
from tests.report.test_html_by_hand import Texts
from tests.results.cases import small

GAPS = np.array([-0.03, -0.02, -0.01, 0.0, 0.04])


@cache
def doubted() -> ComparisonTables:
    """A comparison whose unmet need has five sets, three of them better, one worse."""
    values = pd.DataFrame({"organisation.voice_on": np.linspace(0.3, 1, 5)})
    sets = Sets(values, (1, 2, 3, 1, 2), pd.DataFrame({"unmet_need": GAPS}))
    return replace(small(), sets=sets)


@pytest.mark.parametrize(
    ("lang", "band", "share", "reading"),
    [
        ("en", "[−2.8; +3.2]", "60% [23%; 88%]", "◇ it depends"),
        ("fr", "[−2,8 ; +3,2]", "60 % [23 % ; 88 %]", "◇ cela dépend"),
    ],
)
def test_the_notebook_and_the_report_show_the_same_cells(
    lang: str, band: str, share: str, reading: str
) -> None:
    def plain(cell: str) -> str:
        return cell.replace("\u202f", " ").replace("\u00a0", " ")

    page = Texts(comparison_html(doubted(), lang))
    row = next(row for row in page.rows if len(row) > 7)
    first = [plain(cell) for cell in page.rows[1]]
    assert first[5:] == [band, share, reading] and len(row) == 8
    content = document(doubted(), lang)
    (table,) = [b for b in content.section("differences").blocks if isinstance(b, Table)]
    assert [plain(cell) for cell in table.rows[0][5:]] == [band, share, reading]
    assert len(table.heads) == 8 and len(table.rows) == len(HEADLINE)
    notes = [b.text for b in content.section("differences").blocks if isinstance(b, Paragraph)]
    assert any("◇" in text and "5" in text for text in notes)
    assert any("◇" in text for text in page.paragraphs)


def test_without_sets_the_columns_are_those_of_seeds() -> None:
    page = Texts(comparison_html(small(), "en"))
    assert len(page.rows[0]) == 7 and "Replicates where" in page.rows[0][-1]
    content = document(small(), "en")
    (table,) = [b for b in content.section("differences").blocks if isinstance(b, Table)]
    assert "Replicates where" in table.heads[-1]


def test_the_forest_draws_the_band_thin_and_marks_what_depends() -> None:
    ax = plots.headline(doubted(), lang="en")
    lines = [line for line in ax.lines if set(line.get_ydata()) == {0}]
    thin = [line for line in lines if line.get_linewidth() < 1]
    thick = [line for line in lines if line.get_linewidth() > 3]
    marks = [line.get_marker() for line in lines if line.get_marker() not in (None, "None", "")]
    assert len(thin) == len(thick) == 1 and marks == ["X"]
    low, high = sorted(thin[0].get_xdata())
    # Less is better, so that signs turn; the scale is that of the longest end.
    band = np.quantile(-GAPS, (0.05, 0.95))
    row = doubted().headline("en").iloc[0]
    reach = max(abs(x) for x in (*band, row.difference, row.low, row.high))
    assert (low, high) == pytest.approx(tuple(band / reach))
    others = [line for line in ax.lines if line.get_linewidth() < 1 and line not in thin]
    assert not others, "the others have no sets"
    text = " ".join(t.get_text() for t in ax.figure.texts)
    assert "5 sets" in text
    alone = " ".join(t.get_text() for t in plots.headline(small(), lang="en").figure.texts)
    assert "sets" not in alone


def test_the_figure_of_months_says_what_the_sets_make_of_the_mean() -> None:
    text = " ".join(t.get_text() for t in plots.difference(doubted(), lang="en").figure.texts)
    assert "5 sets of assumed values" in text and "[−2.8; +3.2]" in text and "◇" in text
    alone = " ".join(t.get_text() for t in plots.difference(small(), lang="en").figure.texts)
    assert "sets" not in alone
