"""What the main program prints and gives as JSON, from values that are known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.compare import as_json, show
from tests.results.made_up import whole

UNSURE = ([0.3, 0.5, 0.4], [0.1, 0.6, 0.1])
MORE = ([1.0, 1.0, 1.0], [1.1, 1.2, 1.3])  # 0.2, standard deviation 0.1: 0.2 +- 0.248
SURE = ([1.0, 1.0, 1.0], [1.2, 1.2, 1.3])  # 0.2333, standard deviation 0.0577: +- 0.1434
VALUES = {
    ("unmet_need", "all", "all"): UNSURE,
    ("covered_share", "all", "all"): SURE,
    ("waiting", "all", "all"): MORE,
    ("ruptures", "all", "all"): SURE,
    ("overhead", "all", "all"): SURE,
    ("wait_solution_mean", "all", "all"): SURE,
    ("unmet_need", "zone", "1"): ([0.5, 0.5, 0.5], [0.75, 0.75, 0.75]),
    ("unmet_need", "zone", "2"): ([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
}


def printed(capsys: pytest.CaptureFixture[str], lang: str, values: dict = VALUES) -> list[str]:
    show(whole(values), Path("folder"), "python -m x", lang)
    text = capsys.readouterr().out
    return [" ".join(line.split()) for line in text.replace("\u202f", " ").splitlines()]


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "fr",
            [
                "One ou two ? Inventé, 8 mois, réforme au mois 2 N = 3",
                "Indicateur one two Différence [95 %] Lecture ───",
                "Besoin non couvert (%) 40,0 26,7 −13,3 [−65,0 ; +38,4] ○",
                "Besoins couverts (%) 100,0 123,3 +23,3 [+9,0 ; +37,7] ▲ 100 %",
                "En attente (%) 100,0 120,0 +20,0 [−4,8 ; +44,8] ○",
                "Attente moyenne d’une solution 1,00 1,23 +0,23 [+0,09 ; +0,38] ▼ 0 % (mois)",
                "part des réplications où « two » fait mieux.",
                "▼ Besoin non couvert (Aval) : +25,0 [+25,0 ; +25,0] points ▼ Attente moyenne "
                "d’une solution : +0,23 [+0,09 ; +0,38] mois 2 groupes sur 8",
            ],
        ),
        (
            "en",
            [
                "Indicator one two Difference [95%] Reading ───",
                "Unmet need (%) 40.0 26.7 −13.3 [−65.0; +38.4] ○",
                "Needs covered (%) 100.0 123.3 +23.3 [+9.0; +37.7] ▲ 100%",
                "Waiting (%) 100.0 120.0 +20.0 [−4.8; +44.8] ○",
                "▼ Unmet need (Aval): +25.0 [+25.0; +25.0] points ▼ Mean wait for a solution: "
                "+0.23 [+0.09; +0.38] months 2 of 8 groups",
            ],
        ),
    ],
)
def test_rows_of_the_table_and_who_loses(lang, lines, capsys):
    found = " ".join(printed(capsys, lang))
    assert not [line for line in lines if line not in found], found


def test_marks_follow_the_direction_of_the_indicator(capsys):
    marks = {}
    for line in printed(capsys, "en"):
        for name in ("Ruptures", "Total coordination", "Needs covered", "Unmet need (%)"):
            if line.startswith(name):
                marks[name] = next(mark for mark in "▲▼○•" if mark in line)
    assert marks == {
        "Ruptures": "▼",
        "Total coordination": "•",
        "Needs covered": "▲",
        "Unmet need (%)": "○",
    }


def test_the_greatest_losses_come_first_and_the_rest_is_a_number(capsys):
    zones = {("unmet_need", "zone", str(k)): ([0.1] * 3, [0.2 + k / 10] * 3) for k in range(100)}
    found = printed(capsys, "en", zones)
    losses = [line for line in found if line.startswith("▼")]
    assert len(losses) == 5
    assert losses[0] == "▼ Unmet need (zone 99): +1,000.0 [+1,000.0; +1,000.0] points"
    assert losses[4] == "▼ Unmet need (zone 95): +960.0 [+960.0; +960.0] points"
    assert "… and 95 more in summary.parquet." in found
    note = " ".join(found).partition("100 of ")[2]
    assert note.startswith("106 groups examined")
    assert "would give about 3, and up to 100 one time in twenty" in note
    five = {key: zones[key] for key in list(zones)[:5]}
    found = printed(capsys, "en", five)
    assert sum(line.startswith("▼") for line in found) == 5
    assert not any("more in summary.parquet" in line for line in found)


def test_nobody_loses_and_one_replicate_concludes_nothing(capsys):
    found = printed(capsys, "en", {("unmet_need", "all", "all"): ([1.0] * 2, [1.0] * 2)})
    assert "None of the 6 groups examined loses for certain." in found
    found = printed(capsys, "en", {("unmet_need", "all", "all"): ([1.0], [2.0])})
    assert sum(line.startswith("One replicate only") for line in found) == 2
    assert not any("groups examined" in line for line in found)


def test_what_stands_around_the_table(capsys):
    found = " ".join(printed(capsys, "en"))
    assert "N = 3 replicates, seeds 4-6 · A teaching model, not a forecast" in found
    assert "Files: folder (1.5 s)" in found and "python -m x" in found


def test_json_holds_the_numbers_and_the_verdicts():
    told = as_json(whole(VALUES), Path("folder"), "python -m x", "en")
    told = json.loads(json.dumps(told))
    rows = {row["indicator"]: row for row in told["headline"]}
    row = rows["covered_share"]
    assert row["difference"] == pytest.approx(0.7 / 3) and row["verdict"] == "better"
    assert (row["low"], row["high"]) == pytest.approx((0.0899, 0.3768), abs=1e-4)
    assert rows["ruptures"]["verdict"] == "worse" and rows["overhead"]["verdict"] == "moves"
    assert rows["unmet_need"]["verdict"] == rows["waiting"]["verdict"] == "unsure"
    assert rows["overhead"]["share_b_better"] is None
    assert [row["group"] for row in told["losers"]] == ["1", "all"]
    assert (told["groups_tested"], told["out"], told["seconds"]) == (8, "folder", 1.5)
    one = as_json(whole({("crises", "all", "all"): ([1.0], [2.0])}), Path("x"), "x", "en")
    row = next(row for row in one["headline"] if row["indicator"] == "crises")
    assert (row["low"], row["high"], row["verdict"]) == (None, None, "unsure")


def test_titles_and_stories_of_both_scenarios_come_first_each_once(capsys):
    made = whole(VALUES)
    for names, titles, count in (
        (("silo", "pole"), ("silos", "pôle"), 2),
        (("silo", "silo + respite"), ("silos", "silos + respite"), 1),
    ):
        origin = {**made.origin, "titles": {"fr": titles}}
        shown = replace(made, names=names, origin=origin)
        vars(shown)["_outcomes"] = made._outcomes
        show(shown, Path("folder"), "python -m x", "fr")
        found = " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
        assert found.startswith(f"Silos ou {titles[1]} ? Inventé")
        assert "silos : Institutions en silos. Chaque établissement tient sa liste" in found
        assert found.count("Chaque établissement tient sa liste") == 1
        assert ("pôle : Pôle plateforme de services. Les" in found) == (count == 2)
