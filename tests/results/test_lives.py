"""What happens to a person from one month to the next, in sentences by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.results.made_up import lives

SERVED = {"funnel": 4, "state": 3}
PLACE = {**SERVED, "establishment": 5, "place": "ime"}


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        ({}, {}, "nothing changes"),
        ({}, {"funnel": 2, "state": 2}, "asks and waits for an assessment"),
        ({"funnel": 2, "state": 2}, {"funnel": 3, "state": 2}, "is oriented and waits"),
        ({"funnel": 2}, {"funnel": 5}, "is refused everywhere"),
        ({"funnel": 3}, {"funnel": 6}, "drops out"),
        ({}, {"funnel": 0}, "leaves the population"),
        ({"funnel": 0}, {"funnel": 0}, "nothing changes"),
        ({"funnel": 0}, {}, "returns to ordinary life"),
        ({"funnel": 3}, PLACE, "support begins: an institute"),
        (PLACE, {**PLACE, "establishment": 6}, "support begins: an institute"),
        (PLACE, {}, "leaves their place, returns to ordinary life"),
        ({"funnel": 3}, {**SERVED, "plan": 90}, "receives 2 h a month of tailored support"),
        ({**SERVED, "plan": 90}, {**SERVED, "plan": 600},
         "receives 10 h a month of tailored support"),
        ({**SERVED, "plan": 600}, {**SERVED, "plan": 90}, "nothing changes"),
        ({**SERVED, "plan": 90}, {**SERVED, "plan": 0}, "their plan of hours ends"),
        ({}, {"actor": 0}, "is supported by a project actor"),
        ({"actor": 0}, {}, "the project actor's support ends"),
        ({"funnel": 3}, SERVED, "is supported"),
        (SERVED, {**SERVED, "state": 4}, "all their needs are covered"),
        ({**SERVED, "state": 4}, SERVED, "their needs are no longer all covered"),
        (
            PLACE,
            {**SERVED, "plan": 60, "actor": 2},
            "leaves their place, receives 1 h a month of tailored support, "
            "is supported by a project actor",
        ),
    ],
)  # fmt: skip
def test_a_change_by_hand(before, now, text):
    # Month 5 is the one that is described; the other life stays in ordinary life.
    found = lives([before, now], [{}, {}], 5)
    assert found.decision("en") == f"Month 5 – one: {text}; two: nothing changes."
    same = text == "nothing changes"
    assert found.story("en") == ([] if same else [(5, (text, "nothing changes"))])


def test_the_first_month_is_a_state_and_no_difference_is_said():
    assert lives([{"funnel": 3}], [{}], 4).decision("fr") == (
        "Mois 4 – one\u202f: orientation, puis attente\u202f; "
        "two\u202f: revient à la vie ordinaire."
    )
    assert lives([{}], [{}], None).decision("fr") == (
        "Les deux vies sont les mêmes, mois par mois."
    )
    assert lives([{}], [{}], None).story("fr") == []


def test_who_the_person_is_when_they_are_first_present():
    away = {"funnel": 0}
    here = {"age": 14 * 12 + 11, "level_health": 3, "level_daily": 1}
    found = replace(lives([away, here], [away, here], None), zone="Amont")
    assert found.who("en") == (
        "Person 1: 14 years old, lives in Amont; in month 5: "
        "daily life (light need), health (severe need)."
    )
    assert replace(found, zone="").who("fr").replace("\u202f", " ") == (
        "Personne 1 : 14 ans ; au mois 5 : vie quotidienne (besoin léger), santé (besoin sévère)."
    )
    assert "no need" in lives([{}], [{}], None).who("en")
