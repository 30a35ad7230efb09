"""Every table fits 80 columns, even where each text is 40 % longer than it is."""

from __future__ import annotations

import gettext
import string
from pathlib import Path
from typing import Any

import pytest

import experiments.cli.screen as screen
from experiments.benchmark.table import table as benchmark_table
from experiments.cli import command, studies
from experiments.cli.figures import Figures
from experiments.cli.programs import PROGRAMS
from sim.lang import LANGS, catalogue, compile, say
from sim.model.model import PROCESSES

SHORT = ["months=18", "burn_in=12", "workers=1"]
TRAINING = ["territory=training", *SHORT]
BRIEF = ["months=3", "burn_in=0", "reform_month=1", "replicates=2", "workers=1"]
ANALYSES = ("sensitivity", "attribute", "assumptions", "decide", "reverse", "calibrate", "atlas")
RUNS: dict[str, tuple[str, list[str]]] = {
    "compare": ("compare", [*TRAINING, "reform_month=6", "replicates=2"]),
    "ingredients": ("ingredients", ["territories=training", *SHORT, "replicates=2"]),
    "lose": ("lose", ["condition=wins", *SHORT, "replicates=2"]),
    "price_war": ("market", ["figure=price_war", *SHORT, "replicates=2"]),
    "contracts": ("market", ["figure=contracts", *SHORT, "replicates=2"]),
    "scenarios": ("market", ["figure=scenarios", *SHORT, "replicates=2"]),
    "patterns": ("patterns", ["territories=training", *SHORT, "replicates=2"]),
    "levels": ("levels", ["territory=training", "months=2", "burn_in=2"]),
    "seeds": ("seeds", [*TRAINING, "reform_month=6", "replicates=10"]),
    "null": ("exact", ["case=V24", "seeds=1", "workers=1"]),
    "wait": ("exact", ["case=V1", "places=2", "seeds=2", "zones=40", "workers=1"]),
    "warmup": ("warmup", ["territories=training", "burn_in=2", "replicates=1", "workers=1"]),
    "sensitivity": (
        "sensitivity",
        [
            *BRIEF,
            "ranges=none",
            "points=2",
            "trajectories=2",
            "organisation.planning_share=interval(0,0.08)",
        ],
    ),
    "attribute": ("attribute", BRIEF),
    "assumptions": ("assumptions", [*BRIEF, "sets=29", "at_default=2"]),
    "decide": ("decide", [*BRIEF, "rules=placement", "sets=2", "at_default=2"]),
    "whom": ("whom", ["territories=training", *BRIEF]),
    "pool": ("pool", ["territories=training", *SHORT[:2]]),
    "gains": ("gains", ["territories=training", *BRIEF]),
    "atlas": ("atlas", [*BRIEF, "scenarios=pole,provider", "territories=training", "points=2"]),
    "reverse": ("reverse", ["replicates=2", "points=30", "fresh=5", "workers=1"]),
    "calibrate": (
        "calibrate",
        [
            *BRIEF,
            "points=24",
            "waves=1",
            "fresh=5",
            "match=horizon_precarious",
            "held=wage",
            "actors.births=0.05",
            "actors.prudence=0.5",
        ],
    ),
    "stages": ("benchmark", ["territory=training", "months=12", "burn_in=2"]),
}


def stretched(text: str) -> str:
    """Return a text of which each word is 40 % longer; the values stay as they are.

    Examples
    --------
    >>> stretched("{n} persons")
    '{n} personsééé'
    """
    longer = ""
    for words, name, form, _ in string.Formatter().parse(text):
        longer += " ".join(word + "é" * -(-2 * len(word) // 5) for word in words.split(" "))
        if name is not None:
            longer += "{" + name + (f":{form}" if form else "") + "}"
    return longer


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every text 40 % longer."""
    real = catalogue.catalogue

    class Longer(gettext.NullTranslations):
        def __init__(self, lang: str) -> None:
            super().__init__()
            self.real = real(lang)

        def gettext(self, message: str) -> str:
            return stretched(self.real.gettext(message))

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return stretched(self.real.ngettext(msgid1, msgid2, n))

    monkeypatch.setattr(catalogue, "catalogue", Longer)
    monkeypatch.setattr(screen, "_bold", lambda text: text)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Studies of the analyses: the second language finds the runs of the first one."""
    return tmp_path_factory.mktemp("studies")


def main_of(program: str) -> Any:
    return command._module(program).main


def widest(out: str) -> str:
    """Return the widest line but those that hold a command or a path to copy."""
    lines = [line for line in out.splitlines() if "experiments." not in line and "/" not in line]
    return max(lines or [""], key=len)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_help_fits(
    program: str, lang: str, pseudo: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main_of(program)(["--help", f"lang={lang}"]) == 0
    assert len(widest(capsys.readouterr().out)) <= 80


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("run", RUNS)
def test_tables_fit(
    run: str,
    lang: str,
    pseudo: None,
    tmp_path: Path,
    shared: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, words = RUNS[run]
    out = [f"out={tmp_path / 'out'}"] if program in ("compare", "lose", "market") else []
    if program in ANALYSES:  # figures have tests of their own
        out = [f"out={shared / run}"]
        monkeypatch.setattr(studies, "drawn", lambda draws: Figures())
    assert main_of(program)([*words, *out, f"lang={lang}"]) in (0, 1)
    told = capsys.readouterr().out
    assert "é" in told and len(told.splitlines()) > 5
    line = widest(told)
    assert len(line) <= 80, line


def test_texts_are_stretched_and_keep_their_values(pseudo: None) -> None:
    for lang in LANGS:
        for message in compile.read(lang):
            if message.id and isinstance(message.string, str):
                longer = stretched(message.string)
                assert compile.values_of(longer) == compile.values_of(message.string)
                assert len(longer) >= len(message.string)
    assert "é" in say("files", "en")


def test_a_table_that_is_too_wide_goes_on_below() -> None:
    heads = ["name", *(f"value {k}" for k in range(12))]
    rows = [["a label that is rather long, so that it is folded", *["−1 234,5"] * 12]] * 3
    lines = screen.table(heads, rows).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("name") for line in lines) > 1


def test_an_interval_stays_on_one_line() -> None:
    cell = "+5,2 [+1,0\u202f; +9,0]"
    lines = screen.table(["label", *["difference"] * 3], [["x" * 40, *[cell] * 3]]).splitlines()
    assert sum("[" in line for line in lines) == sum("]" in line for line in lines)
    assert all(line.count("[") == line.count("]") for line in lines)


@pytest.mark.parametrize("lang", LANGS)
def test_the_measures_of_the_benchmark_fit(lang: str, pseudo: None) -> None:
    """Made-up measures of eight worlds, as many as the program times with `sizes=all`."""
    world = {"persons": 4_700_000, "rest": 123.45, "total": 1234.5, "copy": 123.4, "touch": 123.4}
    world |= {"ratio": 12.3, "processes": {kind.__name__: 123.45 for kind in PROCESSES}}
    found = {
        "worlds": [
            {**world, "scenario": scenario, "territory": territory}
            for territory in ("training", "creuse", "nord", "france")
            for scenario in ("silo", "pole")
        ],
        "training_pair_ms": 123.4,
        "growth": {"silo": 1.25, "pole": 1.25},
        "twin_months": 3,
        "twins": [{"scenario": "silo", "ns": 123_456.0, "ratio": 1234.0}],
        "no_twin": "no_twin_asked",
        "arguments": {"pole": {"usual": 39, "most": 47}},
        "start_seconds": 12.3,
        "peak_mb": 1234.0,
        "reading_ratio": 1.58,
    }
    text = benchmark_table(found, lang)
    assert "é" in text and "Demography" in text
    assert len(widest(text)) <= 80
