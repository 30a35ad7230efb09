"""Where the pole loses: what may be declared, how a verdict is made, and the program."""

from __future__ import annotations

import json

import numpy as np
import pytest

from experiments.lose import program as lose
from experiments.lose import report as lose_shown
from experiments.lose.conditions import chosen, declared, out_of_range, plan
from experiments.lose.program import main as run
from experiments.lose.rows import judged
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.indicators.registry import HEADLINE
from sim.report import reversal as plots
from tests.lang.both import refused_in_both

SHORT = ("months=18", "burn_in=12", "replicates=2", "workers=1")


def condition(**changes):
    """One that may be declared, but for `changes`."""
    text = {"fr": "x", "en": "x"}
    given = {"order": 1, "expects": "loses", "title": text, "story": text, "ranges": text}
    given |= {"words": ("organisation.referent_share=0.15",), "indicator": "unmet_need", "sign": 1}
    given |= {"without": ("organisation.referent_share=0",)}
    return lose.Condition.model_validate(given | changes)


@pytest.mark.parametrize(
    ("expects", "on", "off", "verdict"),
    [
        ("loses", "worse", "better", "shown"),
        ("loses", "worse", "unsure", "not_restored"),
        ("loses", "worse", "worse", "not_restored"),
        ("loses", "unsure", "better", "not_shown"),
        ("loses", "better", "better", "not_shown"),
        ("wins", "better", None, "shown"),
        ("wins", "better", "worse", "shown"),
        ("wins", "unsure", None, "not_shown"),
    ],
)
def test_a_verdict_needs_the_sign_and_its_return(expects, on, off, verdict):
    assert judged(expects, on, off) == verdict
    for lang in labels.LANGS:
        assert labels.say(f"lose_{expects}_{verdict}", lang)


def test_what_is_declared_may_be_run():
    base, conditions = declared()
    words = plan(base, conditions)
    losing = [c for c in conditions.values() if c.expects == "loses"]
    assert len(losing) >= 4 and all(c.without and c.indicator in HEADLINE for c in losing)
    assert any(c.expects == "wins" for c in conditions.values())
    for name, (on, off) in words.items():
        assert on[: len(base.words)] == base.words, name
        assert off is None or off != on
    assert len({c.order for c in conditions.values()}) == len(conditions)


def test_a_value_at_the_end_of_its_range_is_refused():
    base = declared()[0]
    for word, piece in (
        ("organisation.referent_share=0.2", "strictly between"),
        ("organisation.referent_share=0.4", "strictly between"),
        ("organisation.pole.contribution=0.3", "strictly between"),
        ("delivery.journey_factor=3", "strictly between"),
        ("places.lists=2", "no swept range"),
    ):
        with pytest.raises(InputError) as refused:
            plan(base, {"x": condition(words=(word,))})
        assert any(piece in message for message in refused.value.sentences()), word
    # What is not set by the condition may stand at an end where its mechanism is off, not beyond.
    default = compose.load_scenario("pole")
    assert out_of_range("x", default, ()) == []
    beyond = compose.load_scenario("pole", ["delivery.threshold=0.5"])
    assert "outside" in out_of_range("x", beyond, ())[0].text("en")


def test_only_what_switches_the_mechanism_off_may_stand_at_an_end():
    base = declared()[0]
    assert plan(base, {"x": condition()})
    with pytest.raises(InputError, match="strictly between"):
        plan(base, {"x": condition(words=("organisation.referent_share=0",))})
    with pytest.raises(InputError) as refused:  # a sentence names what the user wrote
        plan(base, {"x": condition()}, ["organisation.planning_share=0.08"])
    (sentence,) = refused.value.sentences()
    assert sentence.startswith("organisation.planning_share=0.08: the value must be strictly")
    with pytest.raises(InputError, match=r"x\.yaml: organisation\.referent_share=0\.4: "):
        plan(base, {"x": condition(words=("organisation.referent_share=0.4",))})


def test_the_sign_is_that_of_who_loses():
    base = declared()[0]
    with pytest.raises(InputError, match="write sign=1"):
        plan(base, {"x": condition(sign=-1)})
    with pytest.raises(InputError, match="did you mean 'unmet_need'"):
        plan(base, {"x": condition(indicator="unmet_ned")})
    assert plan(base, {"x": condition(indicator="covered_share", sign=-1)})


def test_seeds_are_those_declared_unless_words_say_others():
    words = {"x": (("territory=training", "months=14", "burn_in=0", "record_people=0"), None)}
    declared_ = {"x": condition(first=7001)}
    base = declared()[0]
    options = {"replicates": 2, "seed": None, "workers": 1, "lang": "en"}
    assert lose.measured(base, declared_, words, options)[0].on.seeds == (7001, 7002)
    assert lose.measured(base, declared_, words, {**options, "seed": 3})[0].on.seeds == (3, 4)


def test_files_that_do_not_hold_a_condition(tmp_path):
    (tmp_path / "base.yaml").write_text("a: silo\nb: pole\nwhy: {fr: x, en: x}\n")
    (tmp_path / "one.yaml").write_text("order: first\n")
    with pytest.raises(InputError, match=r"one\.yaml"):
        declared(tmp_path)
    with pytest.raises(InputError, match="did you mean 'wins'"):
        chosen("win", {"wins": condition()})


def test_the_figure_is_readable_and_turned_towards_who_loses():
    gap = {"a": 0.5, "difference": 0.02, "low": 0.01, "high": 0.03}
    assert lose_shown._relative(gap, -1) == pytest.approx((4.0, 2.0, 6.0))
    assert lose_shown._relative(gap, 1) == pytest.approx((-4.0, -6.0, -2.0))
    assert lose_shown._relative({**gap, "low": None}, 1) is None
    rows = [("One", "Unmet need", (4.0, 2.0, 6.0), (-2.0, -3.0, -1.0)), ("Two", "x", None, None)]
    for lang in labels.LANGS:
        ax = plots.reversal(rows, note="N", lang=lang)
        figure = ax.figure
        figure.canvas.draw()
        assert (figure.get_size_inches() * figure.dpi).round().tolist() == [1280, 720]
        box = figure.get_tightbbox(figure.canvas.get_renderer())
        assert box.x0 >= -0.01 and box.x1 <= 12.81 and box.y1 <= 7.21
        sizes = [t.get_fontsize() for t in ax.texts + ax.get_yticklabels()]
        assert min(sizes) >= 14
    assert np.allclose(ax.lines[0].get_xdata(), [4.0])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_program(lang, capsys, tmp_path):
    words = ["condition=under_contribution", *SHORT, f"lang={lang}", f"out={tmp_path / lang}"]
    assert run(words) == 0
    out, err = capsys.readouterr()
    assert err == "" and labels.say("lose_off", lang) in out and "contribution=0.4" in out
    assert "experiments.lose condition=under_contribution replicates=2" in out
    told = json.loads((tmp_path / lang / "lose.json").read_text())
    (row,) = told["rows"]
    assert row["indicator"] == "unmet_need" and row["on"]["n"] == row["off"]["n"] == 2
    files = {path.name for path in (tmp_path / lang).iterdir()}
    assert {f"lose.{x}.{form}" for x in labels.LANGS for form in ("png", "svg", "md")} <= files


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["condition=travle"], "the conditions are"),
        (["replicates=1"], "from 2"),
        (["organisation.meeting_linear=0.002"], "strictly between"),
        (["territory=creuse"], "fixed by configs/lose/base.yaml"),
        (["places.list=2"], "did you mean"),
    ],
)
def test_mistakes_are_told_in_a_sentence(words, told, capsys):
    refused_in_both(run, words, told, capsys)


def test_help_and_cfg(capsys):
    assert run(["--help", "lang=fr"]) == 0 and run(["--cfg"]) == 0
    assert "stay_class" in capsys.readouterr().out
