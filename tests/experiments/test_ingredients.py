"""Each ingredient alone: the rows, the sum beside the whole, and the program."""

from __future__ import annotations

import json

import pytest

from experiments.ingredients import ALL, SUM
from experiments.ingredients import main as run
from sim import lang as labels
from sim.scenario.organisation import INGREDIENTS
from tests.lang.both import refused_in_both

SHORT = ("months=15", "burn_in=12", "replicates=2", "workers=1", "territories=training")


def test_rows_and_their_sum(capsys):
    assert run([*SHORT, "format=json", "indicators=unmet_need,voice", "change=immediate"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["n"] == 2 and len(told["rows"]) == 2 * (len(INGREDIENTS) + 2)
    for indicator in ("unmet_need", "voice"):
        rows = {r["ingredient"]: r for r in told["rows"] if r["indicator"] == indicator}
        assert list(rows) == [*INGREDIENTS, SUM, ALL]
        total = sum(rows[name]["difference"] for name in INGREDIENTS)
        assert rows[SUM]["difference"] == pytest.approx(total)
        assert all(r["low"] <= r["difference"] <= r["high"] for r in rows.values())
    assert rows["voice"]["sense"] == "better" and rows["entry"]["difference"] == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_the_program(lang, form, capsys):
    assert run([*SHORT, f"lang={lang}", f"format={form}", "indicators=ruptures"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and labels.say("alone_sum", lang) in out
    for name in INGREDIENTS:
        assert labels.say(f"ingredient_{name}", lang) in out
    assert labels.say("alone_note", lang).split(":")[0].strip()[:40] in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["territories=training,training"], "each once"),
        (["territories=atlantis"], "atlantis"),
        (["territory=training"], "territories="),
        (["indicators=unmet_ned"], "did you mean 'unmet_need'"),
        (["a=pole"], "already has ingredients"),
        (["replicates=1"], "from 2"),
    ],
)
def test_mistakes_are_told_in_a_sentence(words, told, capsys):
    refused_in_both(run, words, told, capsys)


def test_help_and_cfg(capsys):
    assert run(["--help", "lang=en"]) == 0 and run(["--cfg", "territories=training"]) == 0
    assert "coordination" in capsys.readouterr().out
