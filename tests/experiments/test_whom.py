"""Whom poles take and leave: three forms of one reform, group by group."""

from __future__ import annotations

import json

import pytest

import sim
from experiments import whom

BRIEF = ["months=18", "burn_in=6", "reform_month=2", "change=immediate"]
WORDS = [*BRIEF, "record_people=0", "territory=training"]
OPTIONS = {"a": "silo", "b": "pole", "coverage": 0.4}


@pytest.fixture(scope="module")
def result() -> dict:
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *text, **_: lines.append(" ".join(map(str, text))))
        words = ["territories=training", "replicates=3", "workers=1", "coverage=0.4"]
        assert whom.main([*BRIEF, *words, "format=json"]) == 0
    found: dict = json.loads(lines[-1])
    return found


def test_the_three_forms_differ_in_who_takes_part_alone() -> None:
    found = whom.forms(OPTIONS, WORDS)
    assert list(found) == ["", "all", "part", "some"]
    poles = [found[form].organisation.pole for form in ("all", "part", "some")]
    assert [pole.coverage for pole in poles] == [1.0, 0.4, 1.0]
    assert [pole.zones for pole in poles] == [(), (), (0, 1)]  # two of three zones
    plain = {s.organisation.model_copy(update={"pole": poles[0]}).model_dump_json()
             for s in list(found.values())[1:]}  # fmt: skip
    assert len(plain) == 1
    assert len({s.before_reform().digest() for s in found.values()}) == 1


def test_a_cell_is_that_of_the_comparison(result: dict) -> None:
    found = whom.forms(OPTIONS, WORDS)
    rows = result["territories"]["training"]
    for form in ("all", "part", "some"):
        c = sim.compare(found[""], found[form], seeds=[1, 2, 3], assumptions="default")
        for row in rows:
            paired = c.paired("unmet_need", row["dimension"], row["group"])
            assert row[form][0] == pytest.approx(paired.difference, abs=1e-12)
            assert row["a"] == pytest.approx(paired.a)
            assert row[form][1:3] == pytest.approx([paired.low, paired.high])


def test_zones_say_on_which_side_they_are(result: dict) -> None:
    rows = result["territories"]["training"]
    assert [row["inside"] for row in rows if row["dimension"] == "zone"] == [True, True, False]
    assert {row["dimension"] for row in rows} == {"all", "stage", "need", "zone"}
    assert all(row["inside"] is None for row in rows if row["dimension"] != "zone")


@pytest.mark.parametrize(("lang", "inside"), [("en", "(inside)"), ("fr", "(dedans)")])
def test_the_page(result: dict, lang: str, inside: str) -> None:
    text = "\n".join(str(block) for block in whom.blocks(result, lang))
    assert text.count(inside) == 2 and "40" in text and "Brumeval" in text
    assert "Brumeval" in text and "None" not in text.replace("heads=None", "").replace("=None", "")
