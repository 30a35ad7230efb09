"""The model against exact answers, small; planted faults; what is told of wrong parameters."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from experiments.exact import program as exact
from experiments.exact.cases import CASES
from sim.errors import InputError
from tests.experiments.exact import mutants
from tests.lang.both import refused_in_both

# Small enough to be quick, each with a standard error of at most 1 %.
QUICK: tuple[tuple[str, dict[str, str], dict[str, Any]], ...] = (
    ("V1", {"places": "2", "load": "0.6", "stay": "2"}, {}),
    ("V2", {"silos": "2", "places": "1", "load": "0.6", "stay": "2"}, {}),
    ("V3", {"silos": "2", "places": "1", "load": "0.5", "stay": "2"}, {}),
    ("V4", {"load": "0.5", "stay": "1.3", "ratio": "1.5", "share": "0.3"}, {}),
    ("V6", {"places": "10", "load": "0.9", "stay": "6", "law": "geometric"}, {}),
    ("V6", {"places": "10", "load": "0.9", "stay": "6", "law": "fixed"}, {}),
    ("V6", {"law": "lognormal", "places": "4", "stay": "6", "sigma": "0.8", "longest": "36"}, {}),
    (
        "V6",
        {"law": "mixture", "places": "10", "stay": "6", "ratio": "3", "share": "0.2"},
        {"seeds": 30},
    ),
    ("V7", {"places": "5", "load": "1.1", "stay": "2", "renounce": "0.1"}, {}),
    ("V8", {"places": "2", "load": "0.6", "stay": "2", "first": "0.4"}, {}),
    ("V9", {"places": "2", "load": "0.5", "stay": "2", "escalation": "0.1"}, {}),
    ("V10", {"load": "0.4", "stay": "2"}, {}),
    ("V11", {"places": "1", "load": "0.5", "stay": "3"}, {}),
    ("V12", {"bidders": "5"}, {"months": 600, "warmup": 400}),
    ("V13", {"bidders": "3", "error": "0.04"}, {}),
    ("V14", {"bidders": "5", "value": "36000", "dear": "0.6"}, {"months": 600, "warmup": 400}),
    ("V15", {"bidders": "2", "power": "1"}, {}),
    ("V16", {"win": "0.5", "reserve": "3", "safe": "9"}, {}),
    ("V17", {"length": "3", "win": "0.25", "reserve": "4"}, {}),
    ("V18", {"matrix": "[[0.98,0.02],[0.1,0.9]]"}, {}),
    ("V19", {"spontaneous": "0.05", "imitate": "0.3"}, {}),
    ("V20", {"fitness": "1.2", "actors": "4"}, {}),
    ("V22", {"places": "1", "load": "0.5", "stay": "2"}, {}),
    ("V23", {"cutoff": "2"}, {}),
)


# Two to six times the time of the others; .ci/full runs them, and every case at its full size.
LONG = {"V2", "V3", "V4", "V8", "V10"}


@pytest.mark.parametrize(
    ("name", "given", "options"),
    [pytest.param(*one, marks=[pytest.mark.slow] * (one[0] in LONG)) for one in QUICK],
    ids=lambda x: str(x)[:40],
)
def test_the_model_gives_the_exact_answer(
    name: str, given: dict[str, str], options: dict[str, Any]
) -> None:
    lines = list(exact.run(exact.plan(name, given, options)))
    assert lines
    for line in lines:
        assert line.verdict == "holds", line
        if line.equal is not None:
            continue
        assert line.se is not None and line.z is not None
        # Theory knows only that it earns no more.
        if line.quantity.text("en").startswith("another "):
            assert line.z <= 2
            continue
        assert abs(line.z) < 4 and line.se <= 0.01 * abs(float(line.expected))
        assert line.parameters["seeds"] >= 20


@pytest.mark.parametrize("name", ["V5", "V21", "V24", "V25"])
def test_identities_hold(name: str) -> None:
    variants = exact.plan(name, {}, {"seeds": 1, "months": 24} if name != "V5" else {"seeds": 1})
    for line in exact.run(variants):
        assert line.equal is True, line
        assert line.verdict == "holds" and line.se == 0 and line.z is None


def test_the_value_of_theory_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["case=V1", "places=4", "load=0.7", "stay=9", "zones=5", "months=60", "seeds=3"]
    code = exact.main([*words, "format=json", "workers=1"])
    told = json.loads(capsys.readouterr().out)
    assert told["case"] == "V1" and round(told["expected"], 3) == 3.038
    assert round(told["limit"], 3) == 3.215
    assert told["parameters"]["places"] == 4 and told["parameters"]["stay"] == 9
    assert (told["verdict"] == "holds") is (code == 0)
    assert told["verdict"] in exact.ANSWERS


def test_lines_do_not_depend_on_the_number_of_workers() -> None:
    variants = exact.plan("V1", {"places": "1"}, {"zones": 5, "months": 40, "seeds": 4})
    assert list(exact.run(variants, 1)) == list(exact.run(variants, 2))


@pytest.mark.parametrize("name", CASES)
def test_every_case_has_defaults_and_three_other_sets_that_can_be_run(name: str) -> None:
    defaults, others = (exact.plan(name, {}, {"variants": word}) for word in ("defaults", "others"))
    assert defaults and len(others) >= 3
    sets = [dict(variant.parameters) for variant in (*defaults, *others)]
    assert all(one not in sets[:rank] for rank, one in enumerate(sets))
    for variant in (*defaults, *others):
        assert len(variant.seeds) >= (20 if variant.quantities else 8)


def test_all_variants_are_the_defaults_then_the_others() -> None:
    lists = [exact.plan("V13", {}, {"variants": word}) for word in ("defaults", "others", "all")]
    assert lists[0] + lists[1] == lists[2]


def test_what_is_given_changes_the_first_set_of_the_list_asked_for() -> None:
    (one,) = exact.plan("V13", {"error": "0.2"}, {"variants": "others"})
    assert one.parameters["bidders"] == 2 and one.parameters["error"] == 0.2


def test_a_correlation_near_zero_is_not_compared() -> None:
    (none,) = exact.plan("V18", {"matrix": "[[0.5,0.5],[0.5,0.5]]"})
    assert [q.name.key for q in none.quantities] == ["quantity.level"] * 2
    lines = list(exact.run(exact.plan("V18", {"matrix": "[[0.5,0.5],[0.5,0.5]]"})))
    assert [line.verdict for line in lines] == ["holds", "holds"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["case=V1", "load=1.0"], "load"),
        (["case=V1", "load=nan"], "load"),
        (["case=V1", "places=0"], "places"),
        (["case=V1", "places=2.5"], "places"),
        (["case=V1", "stay=0.5"], "stay"),
        (["case=V6", "law=fixd"], "fixed"),
        (["case=V6", "law=fixed", "stay=2.5"], "whole"),
        (["case=V33"], "V3"),
        (["case=V3", "silos=1"], "silos"),
        (["case=V4", "share=1.5"], "share"),
        (["case=V4", "ratio=0.5"], "ratio"),
        (["case=V7", "renounce=0"], "renounce"),
        (["case=V7", "renounce=2"], "renounce"),
        (["case=V8", "first=1"], "first"),
        (["case=V10", "places=2"], "places"),
        (["case=V10", "load=1"], "load"),
        (["case=V21", "near=-1"], "near"),
        (["case=V21", "lists=9"], "lists"),
        (["case=V12", "bidders=1"], "bidders"),
        (["case=V13", "error=0"], "error"),
        (["case=V14", "value=70000", "dear=0.6"], "value"),
        (["case=V15", "bidders=3", "power=2"], "power"),
        (["case=V16", "reserve=2.5"], "reserve"),
        (["case=V16", "reserve=9", "safe=9"], "safe"),
        (["case=V17", "length=0"], "length"),
        (["case=V23", "cutoff=5"], "cutoff"),
        (["case=V1", "plces=3"], "places"),
        (["case=V1", "escalation=0.1"], "escalation"),
        (["case=V1", "places.gone=0.5"], "places.gone"),
        (["case=V18", "matrix=[[1]]"], "matrix"),
        (["case=V18", "matrix=[[0.5,0.6],[0.1,0.9]]"], "matrix"),
        (["case=V19", "spontaneous=0"], "spontaneous"),
        (["case=V19", "spontaneous=0.7", "imitate=0.7"], "imitate"),
        (["case=V19", "spontaneous=0.7", "imitate=0.3"], "spontaneous"),
        (["case=V20", "fitness=0"], "fitness"),
        (["case=V20", "actors=0"], "actors"),
        (["places=3"], "case"),
        (["case=V1", "warmup=50", "months=40"], "warmup"),
        (["case=V1", "seeds=0"], "seeds"),
        (["variants=other"], "others"),
        (["case=V1", "format=xml"], "json"),
    ],
)
def test_wrong_words_are_told_in_one_sentence(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(exact.main, words, told, capsys, lines=1)


def test_a_case_refuses_what_theory_cannot_answer() -> None:
    with pytest.raises(InputError):
        exact.plan("V2", {"load": "1.2"})


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[dict[str, Any]]]]:
    """Lines of every run of every fault; copies are compiled and run side by side."""

    # Made one by one: two threads that ask for the first folder at once remove each other's.
    folders: dict[str, Path] = {copy: tmp_path_factory.mktemp(copy) for copy in mutants.COPIES}

    def one(copy: str) -> dict[str, list[list[dict[str, Any]]]]:
        folder = folders[copy]
        mutants.plant(folder, copy)
        here = [mutant for mutant in mutants.MUTANTS if mutant.copy == copy]
        answers = iter(mutants.run(folder, [words for mutant in here for words in mutant.runs]))
        return {mutant.name: [next(answers) for _ in mutant.runs] for mutant in here}

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(one, mutants.COPIES))
    return {name: runs for part in found for name, runs in part.items()}


@pytest.mark.parametrize("name", [mutant.name for mutant in mutants.MUTANTS])
def test_a_planted_fault_is_seen(name: str, faulty: dict[str, list[list[dict[str, Any]]]]) -> None:
    for lines in faulty[name]:
        assert mutants.detected(lines), lines


@pytest.mark.parametrize("name", [mutant.name for mutant in mutants.MUTANTS])
def test_without_the_fault_nothing_is_seen(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in next(m.runs for m in mutants.MUTANTS if m.name == name):
        exact.main([*words, "format=json", "workers=1"])
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert lines and not mutants.detected(lines)
        assert all(mutants.distance(line) < 4 for line in lines)


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda mutant: mutant.name)
def test_the_line_of_a_fault_is_there_once(mutant: mutants.Mutant) -> None:
    assert mutants.line_of(mutant, mutants.ROOT)
