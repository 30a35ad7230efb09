"""The cells of a comparison in HTML, from values that are known."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from sim.indicators.measure import Key
from sim.indicators.registry import REGISTRY
from sim.report.html import comparison_html, twin_html, world_html
from sim.results.notes import LOSERS_SHOWN
from sim.results.one_world import WorldTables
from tests.indicators.made_up import made_up
from tests.results.made_up import PLACE, lives, scenarios, whole

# Differences -2, 1, -3: mean -1.333, half of the interval 4.303 * 2.082 / 1.732 = 5.171.
UNSURE = ([3, 5, 4], [1, 6, 1])


class Texts(HTMLParser):
    """Texts of the cells of each row, of the items of each list, and of paragraphs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.items: list[str] = []
        self.paragraphs: list[str] = []
        self.into: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        found = {"td": self.rows[-1] if self.rows else [], "li": self.items, "p": self.paragraphs}
        found["th"] = found["td"]
        if tag in found:
            found[tag].append("")
            self.into.append(found[tag])

    def handle_endtag(self, tag):
        if tag in ("td", "th", "li", "p"):
            self.into.pop()

    def handle_data(self, data):
        if self.into:
            self.into[-1][-1] += data


@pytest.mark.parametrize(
    ("lang", "head", "rows"),
    [
        (
            "fr",
            ["Indicateur", "one", "two", "Différence [95 %]", "Unité", "Lecture"],
            [
                ["Besoin non couvert", "40,0", "26,7", "−13,3 [−65,0 ; +38,4]",
                 "% (écart en points)", "○ non concluant", "67 %"],
                ["Besoins couverts", "40,0", "26,7", "−13,3 [−65,0 ; +38,4]",
                 "% (écart en points)", "○ non concluant", "33 %"],
                ["Dépense publique", "4 000", "2 667", "−1 333 [−6 504 ; +3 838]",
                 "€/personne et par an", "○ non concluant", "67 %"],
                ["Temps de coordination total", "100,0", "100,0", "0,0 [0,0 ; 0,0]",
                 "% (écart en points)", "= aucune différence", ""],
            ],
        ),
        (
            "en",
            ["Indicator", "one", "two", "Difference [95%]", "Unit", "Reading"],
            [
                ["Unmet need", "40.0", "26.7", "−13.3 [−65.0; +38.4]",
                 "% (gap in points)", "○ inconclusive", "67%"],
                ["Needs covered", "40.0", "26.7", "−13.3 [−65.0; +38.4]",
                 "% (gap in points)", "○ inconclusive", "33%"],
                ["Public cost", "4,000", "2,667", "−1,333 [−6,504; +3,838]", "€/person/year",
                 "○ inconclusive", "67%"],
                ["Total coordination time", "100.0", "100.0", "0.0 [0.0; 0.0]",
                 "% (gap in points)", "= no difference", ""],
            ],
        ),
    ],
)  # fmt: skip
def test_a_row_shows_both_worlds_the_gap_its_interval_and_its_unit(lang, head, rows):
    tenth = [[x / 10 for x in world] for world in UNSURE]
    thousand = [[x * 1000 for x in world] for world in UNSURE]
    made = whole(
        {
            ("unmet_need", "all", "all"): tenth,
            ("covered_share", "all", "all"): tenth,
            ("public_cost", "all", "all"): thousand,
        }
    )
    found = Texts(comparison_html(made, lang))
    shown = {row[0]: [cell.replace("\u202f", " ") for cell in row] for row in found.rows}
    assert shown[head[0]][:6] == head and "two" in shown[head[0]][6]
    for row in rows:
        assert shown[row[0]] == row
    assert len(found.rows) == 1 + 27


def test_groups_that_lose_are_listed_up_to_a_number():
    lost = {("unmet_need", "zone", str(k)): ([0.1] * 3, [0.2 + k / 10] * 3) for k in range(100)}
    found = Texts(comparison_html(whole(lost), "en"))
    items = [text for text in found.items if text.startswith("Unmet need")]
    assert len(items) == LOSERS_SHOWN == 5
    assert "… and 95 more: losers() lists them." in found.items
    assert items[0] == "Unmet need (zone 99): +1,000.0 [+1,000.0; +1,000.0] points"
    assert items[-1] == "Unmet need (zone 95): +960.0 [+960.0; +960.0] points"
    [note] = [text for text in found.paragraphs if text.startswith("100 of ")]
    # Six indicators in all and 100 zones are examined; chance makes one in 40 lose.
    assert note.startswith("100 of 106 groups") and " would give about 3, " in note
    # The sign of three replicates could be another by luck one time in four.
    assert note.endswith("up to 100 one time in twenty: groups move together.")


def test_nobody_loses_and_one_replicate_concludes_nothing():
    text = comparison_html(whole({("unmet_need", "all", "all"): ([1.0] * 2, [1.0] * 2)}), "en")
    assert "None of the 6 groups examined loses for certain." in text
    text = comparison_html(whole({("unmet_need", "all", "all"): ([1.0], [2.0])}), "en")
    assert "One replicate only" in text and "groups examined" not in text
    assert "one replicate: no interval" in text


def test_what_stands_around_the_table():
    text = comparison_html(whole({("unmet_need", "all", "all"): UNSURE}), "fr")
    text = text.replace("\u202f", " ")
    assert "« two » comparé à « one », moyennes depuis la réforme · Inventé · N = 3" in text
    assert "graines 4-6" in text and 'lang="fr"' in text
    assert "parcours 9.9 (0123456789ab) word=1 · " in text


def test_the_definition_of_an_indicator_shows_under_the_pointer():
    made = whole({("unmet_need", "all", "all"): UNSURE})
    assert 'title="Share of the hours of need' in comparison_html(made, "en")
    assert 'title="Part des heures de besoin' in comparison_html(made, "fr")


def test_the_page_follows_the_language_of_the_comparison():
    made = replace(whole({("unmet_need", "all", "all"): UNSURE}), lang="fr")
    made.__dict__["_outcomes"] = whole({("unmet_need", "all", "all"): UNSURE})._outcomes
    assert 'lang="fr"' in made._repr_html_() and 'lang="en"' in comparison_html(made, "en")


def test_one_world_shows_its_levels_and_their_intervals():
    run = made_up(1)
    table = WorldTables(scenarios()[0], (run, run), PLACE, lang="en")
    vars(table)["_outcomes"] = (
        [Key(name, "all", "all") for name in REGISTRY],
        np.tile(np.array([[[0.4]], [[0.6]]]), len(REGISTRY)),
    )
    found = Texts(world_html(table))
    # 0.5 and 12.706 times the standard error, 0.1.
    assert ["Unmet need", "50.0", "[−77.1; 177.1]", "%"] in found.rows
    one = world_html(WorldTables(scenarios()[0], (run,), PLACE), "en")
    assert "one replicate: no interval" in one


def test_two_lives_stand_side_by_side_and_the_month_that_differs_is_bold():
    same: dict[str, object] = {}
    asks, served = {"funnel": 2, "state": 2}, {"funnel": 4, "state": 3, "establishment": 5}
    served["place"] = "ime"
    text = twin_html(lives([same, asks, asks, asks], [same, asks, asks, served], 7), "en")
    assert Texts(text).rows == [
        ["Month", "one", "two"],
        ["5", "asks and waits for an assessment", "asks and waits for an assessment"],
        ["7", "nothing changes", "support begins: an institute"],
    ]
    assert text.count("font-weight:bold") == 3  # the month and both lives
    assert 'font-weight:bold">7</th>' in text
    assert "Month 7 – one: nothing changes; two: support begins: an institute." in text
