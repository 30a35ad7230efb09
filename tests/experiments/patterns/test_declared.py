"""What may be declared, what is held out, and what is refused in one sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.patterns.declared import declared, held_out
from sim.data.published import published
from sim.data.tables import rows
from sim.errors import InputError
from sim.territory.names import by_slug
from tests.experiments.patterns.made_up import RULE, fields, pattern, rule
from tests.lang.both import check

OLD = ("creuse", "jura", "lozere")


def write(folder: Path, tree: Any) -> Path:
    path = folder / "patterns.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return path


def test_what_is_shipped_names_its_sources_and_how_its_bounds_follow():
    found = declared()
    assert found.rule is not None and len(found.patterns) >= 60
    for one in found.patterns:
        assert one.source.fr and one.source.en and one.fr and one.en, one.name
        assert one.window[1] <= found.rule.months
        if one.bounds is not None:
            assert one.because is not None and one.because.fr != one.because.en, one.name
    assert {one.kind for one in found.patterns} == {"input", "emergent"}
    assert {"relatives_only", "professionals_only", "both_help"} <= {
        one.name for one in found.patterns if one.held_out and one.kind == "emergent"
    }


def test_occupancies_are_those_of_the_page_of_levels():
    by_measure = {one.measure: one for one in declared().patterns}
    for figure in published():
        for code in figure.codes if figure.what == "occupancy" else ():
            one = by_measure[f"occupied/{code}"]
            low, high = figure.bounds(0.05)
            assert (one.low, one.high) == pytest.approx((low, 1.0 if high is None else high)), code


def test_the_two_departements_that_are_held_out_follow_from_their_names():
    found = declared().rule
    assert found is not None
    total = {row["code"]: int(row["total"]) for row in rows("population")}
    small = [
        name
        for name, place in by_slug().items()
        if total[place.code] <= 350_000 and len(place.code) == 2 and name not in OLD
    ]
    small.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert sorted(found.departements.holdout) == sorted(small[:2])
    assert sorted(found.departements.fit) == sorted(OLD)


def test_one_emergent_pattern_in_five_is_held_out_by_its_name():
    given = [*(pattern(name=name) for name in "abcdefghij"), pattern(name="z", kind="input")]
    # By SHA-256: j 189f, d 18ac, f 252f, c 2e7d, b 3e23, e 3f79, h aaa9, a ca97, g cd0a, i de7d.
    assert held_out(rule(), given) == {"j", "d"}
    assert held_out(rule(seen=["d", "j"]), given) == {"f", "c"}
    assert held_out(rule(always=["i"]), given) == {"i", "j"}
    assert held_out(rule(one_in=10), given) == {"j"}
    assert len(held_out(rule(always=["a", "b", "c"]), given)) == 3


def test_bounds_follow_from_what_is_published():
    one = pattern(published=[0.2, 0.36])
    assert (one.low, one.high) == (0.2, 0.36)
    one = pattern(published=0.3, tolerance=0.1)
    assert (one.low, one.high, one.published) == (0.2, 0.4, (0.3, 0.3))
    one = pattern(published=0.3, bounds=[0.1, 0.9], because={"fr": "a", "en": "b"})
    assert (one.low, one.high) == (0.1, 0.9)


WHY = {"fr": "a", "en": "b"}


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"measure": "ocupancy"}, "the nearest: occupancy"),
        ({"measure": "thin_csh"}, "the nearest: thin_cash"),
        ({"over": "nothing_at_all"}, "neither an indicator nor a measure"),
        ({"measure": "occupied"}, "takes categories"),
        ({"measure": "thin_cash/ime"}, "takes categories"),
        ({"measure": "occupied/ime+imo"}, "'imo' is not a category"),
        ({"measure": "wait_solution_mean/complexity/4"}, "there is no such group"),
        ({"measure": "trust/stage/child"}, "there is no such group"),
        ({"how": "trend", "over": "served"}, "over goes with how: level only"),
        ({"how": "trend", "window": [0, 12]}, "at least 24 months"),
        ({"window": [24, 24]}, "a last month after it"),
        ({"published": [1.0, 0.5]}, "the smaller value comes first"),
        ({"published": 0.5}, "needs a tolerance"),
        ({"published": 0.5, "tolerance": 0}, "tolerance"),
        ({"published": "much"}, "published"),
        ({"published": True}, "published"),
        ({"bounds": [2.0, 1.0], "because": WHY}, "low bound must be below"),
        ({"bounds": [0.0, 1.0]}, "go together"),
        ({"because": WHY}, "go together"),
        ({"bounds": [0.0, 1.0], "because": WHY, "tolerance": 0.1}, "either tolerance or bounds"),
        ({"unit": "monthes"}, "did you mean 'months'"),
        ({"year": "around 2018"}, "year"),
        ({"year": None}, "year"),
        ({"source": None}, "source"),
        ({"source": {"fr": "s"}}, "source.en"),
        ({"source": {"fr": "s", "en": ""}}, "source.en"),
        ({"kind": "given"}, "kind"),
        ({"kind": "input", "held_out": True}, "an input is not held out"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_pattern_that_may_not_be_declared_is_one_sentence(
    changes: dict[str, Any], shown: str, tmp_path: Path
):
    path = write(tmp_path, {"patterns": [fields(**changes)]})
    with pytest.raises(InputError) as caught:
        declared(path)
    (sentence,) = caught.value.sentences("en")
    assert shown in sentence and sentence.startswith("patterns.yaml: x")
    check(caught.value.problems[0])


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"departements": {"fit": ["creuze"], "holdout": ["gers"]}}, "did you mean 'creuse'"),
        ({"departements": {"fit": ["creuse"], "holdout": ["23"]}}, "in one part"),
        ({"departements": {"fit": [], "holdout": ["gers"]}}, "departements.fit"),
        ({"seeds": {"fit": 1, "holdout": 2}}, "overlap"),
        ({"aim": 80}, "aim"),
        ({"replicates": 1}, "replicates"),
        ({"standard_errors": 0}, "standard_errors"),
        ({"always": ["y"]}, "no pattern 'y'"),
        ({"seen": ["xx"]}, "did you mean 'x'"),
        ({"always": ["x"]}, "held_out: true"),
    ],
)
def test_a_rule_that_cannot_be_used_is_one_sentence(
    changes: dict[str, Any], shown: str, tmp_path: Path
):
    path = write(tmp_path, {"rule": RULE | changes, "patterns": [fields()]})
    with pytest.raises(InputError) as caught:
        declared(path)
    (sentence,) = caught.value.sentences("en")
    assert shown in sentence and sentence.startswith("patterns.yaml: ")
    check(caught.value.problems[0])


def test_a_pattern_that_the_rule_does_not_hold_out_may_not_say_so(tmp_path: Path):
    path = write(tmp_path, {"rule": RULE, "patterns": [fields(held_out=True)]})
    with pytest.raises(InputError, match="held_out: false"):
        declared(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- name: x\n", "patterns"),
        ("patterns: 3\n", "patterns"),
        ("patterns: [\n", "patterns.yaml"),
        ("patterns: []\nrules: {}\n", "did you mean 'rule'"),
    ],
)
def test_a_file_of_another_form_is_one_sentence(text: str, shown: str, tmp_path: Path):
    path = tmp_path / "patterns.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        declared(path)
    (sentence,) = caught.value.sentences("en")
    assert shown in sentence


def test_a_name_is_declared_once(tmp_path: Path):
    with pytest.raises(InputError, match=r"twice|deux fois"):
        declared(write(tmp_path, {"patterns": [fields(), fields()]}))
