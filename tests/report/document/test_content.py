"""What a report says: its parts in order, its numbers, the sources of its territory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim import lang as labels
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import LANGS
from sim.report.document.blocks import Bullets, Document, Paragraph, Table
from sim.report.document.content import ANSWERS, MOST_LEFT_OUT, document
from sim.territory.public.folder import Sources
from sim.territory.public.ledger import Entry
from sim.territory.public.records import Input
from tests.results.cases import small


def texts(content: Document, key: str) -> list[str]:
    """The sentences of a section."""
    found: list[str] = []
    for block in content.section(key).blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.texts
    return found


def tables(content: Document, key: str) -> list[Table]:
    return [block for block in content.section(key).blocks if isinstance(block, Table)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_and_the_losers_come_first_and_every_part_says_something(lang: str) -> None:
    content = document(small(), lang)
    keys = [section.key for section in content.sections]
    assert keys == [
        "answer", "losers", "organisations", "figure", "differences", "cost", "reversal",
        "assumed", "sure", "origin",
    ]  # fmt: skip
    assert all(section.blocks and section.title for section in content.sections)
    assert "N = 3" in content.subtitle and "1-3" in content.subtitle


@pytest.mark.parametrize("lang", LANGS)
def test_each_number_of_the_answer_has_its_interval_and_unit(lang: str) -> None:
    found = texts(document(small(), lang), "answer")[1:]
    for name, text in zip(ANSWERS, found, strict=True):
        p, indicator = small().paired(name), REGISTRY[name]
        gap = labels.interval(p.difference, p.low, p.high, indicator.unit, lang)
        assert f"{gap} {labels.unit(indicator.unit, lang, gap=True)}" in text
        assert indicator.label(lang) in text and "[" in gap


def test_the_table_of_differences_has_every_headline_indicator() -> None:
    (table,) = tables(document(small(), "en"), "differences")
    assert [row[0] for row in table.rows] == [REGISTRY[name].label("en") for name in HEADLINE]
    levels = [row[1:3] for row in table.rows]
    for name, shown in zip(HEADLINE, levels, strict=True):
        p, unit = small().paired(name), REGISTRY[name].unit
        assert shown == tuple(labels.value(x, unit, "en") for x in (p.a, p.b))
    assert "N = 3" in table.caption


def test_the_funders_add_up_to_the_public_cost() -> None:
    (table,) = tables(document(small(), "en"), "cost")
    for column, side in ((1, "a"), (2, "b")):
        total = sum(float(row[column].replace(",", "")) for row in table.rows)
        assert total == pytest.approx(getattr(small().paired("public_cost"), side), abs=3)


def test_the_condition_in_which_a_card_expects_to_fail_is_given() -> None:
    found = " ".join(texts(document(small(), "fr"), "reversal"))
    assert (
        "organisation.support_share=0.06" in found and "organisation.planning_share=0.08" in found
    )


def test_a_card_that_expects_something_of_another_pair_is_left_aside() -> None:
    other = replace(small(), names=("provider", "pole"))
    assert not any("support_share" in text for text in texts(document(other, "en"), "reversal"))


def test_one_replicate_gives_no_losers_and_says_so() -> None:
    alone = replace(small(), seeds=small().seeds[:1], pairs=small().pairs[:1])
    content = document(alone, "en")
    assert texts(content, "losers") == [labels.say("losers_one", "en")]
    assert "without an interval" in texts(content, "sure")[0]


def test_two_equal_worlds_are_said_to_be_equal() -> None:
    pairs = tuple((first, first) for first, _ in small().pairs)
    same = replace(small(), pairs=pairs)
    assert texts(document(same, "en"), "answer") == [labels.say("same_worlds", "en")]


def sources() -> Sources:
    """Sources with more categories out of the table than a report lists."""
    unknown = [
        Entry("left_out", "unknown_category", {"code": f"{k}", "label": "?"}, 2)
        for k in range(600, 600 + MOST_LEFT_OUT + 4)
    ]
    entries = [Entry("assumed", "prevalence", {}, 12_069), *unknown]
    inputs = (Input("geolocalisation+structureet", "etalab.csv", "0123456789abcdef", "2026-05-12"),)
    return Sources(inputs, tuple(entries), {}, {})


@pytest.mark.parametrize("lang", LANGS)
def test_the_sources_of_the_territory_are_in_the_report(lang: str) -> None:
    known = replace(small(), origin={**small().origin, "sources": sources().as_json()})
    content = document(known, lang)
    (table,) = tables(content, "assumed")
    assert len(table.rows) == 1 + MOST_LEFT_OUT
    assert table.rows[0][2] == labels.number(12_069, 0, lang)
    assert any(text.startswith("4 ") for text in texts(content, "assumed"))
    (origin,) = tables(content, "origin")
    assert (
        "etalab.csv",
        "geolocalisation+structureet · 2026-05-12 · 0123456789abcdef",
    ) in origin.rows


def test_the_provenance_gives_the_digests_of_code_table_and_files(tmp_path: Path) -> None:
    place = replace(small().place, files=(("persons", "fedcba9876543210"),))
    (table,) = tables(document(replace(small(), place=place), "en"), "origin")
    values = dict(table.rows)
    assert values["persons.csv"] == "fedcba9876543210"
    assert small().digest() in values.values()
    assert small().attrs["code_digest"] in values.values()
