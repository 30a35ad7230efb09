"""The text of ``--help``: no word is cut, and no group is listed that a program refuses."""

from __future__ import annotations

import re

import pytest

from experiments.cli.arguments import Option
from experiments.cli.help import help_text
from experiments.cli.screen import WIDTH
from experiments.exact.cases import CASES
from experiments.exact.program import main as exact
from experiments.lose.program import main as lose
from experiments.market.program import main as market
from sim import compose

LONG = "unmet_need,covered_share,without_solution,waiting,wait_first_hour_mean,ruptures,crises"


def test_a_long_list_breaks_after_a_comma_and_nowhere_else() -> None:
    spec = (
        Option("indicators", str, LONG, "option.many.indicator"),
        Option("out", str, "DATE-" * 9),
    )
    lines = help_text("compare", spec, {}, lang="en").splitlines()
    assert all(len(line) <= WIDTH for line in lines) and "\0" not in "".join(lines)
    words = {word.strip("(),") for line in lines for word in line.replace(",", ", ").split()}
    assert set(LONG.split(",")) <= words
    assert "DATE-" * 9 in words


@pytest.mark.parametrize("length", range(24, 34))
def test_a_word_and_its_text_never_touch(length: int) -> None:
    name = "n" * (length - len("=<text>"))
    text = help_text(
        "compare", (Option(name, str, None, "option.analysis.indicator"),), {}, lang="en"
    )
    (line,) = (line for line in text.splitlines() if name in line)
    head = f"  {name}=<text>"
    assert line == head or line.startswith(f"{head} ")


@pytest.mark.parametrize(
    ("main", "refused", "taken"),
    [(lose, "territory", "organisation"), (market, "funding", "territory")],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_program_lists_no_group_that_it_chooses_itself(
    main: object, refused: str, taken: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--help", f"lang={lang}"]) == 0  # type: ignore[operator]
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.startswith((f"  {refused} ", "  austerity"))]
    assert [line for line in lines if line.startswith(f"  {taken} ")]
    assert "austerity" in compose.groups()["scenario"]


def test_the_help_of_exact_names_the_parameter_behind_each_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exact(["--help", "lang=en"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for name, case in CASES.items():
        for word, path in case.parameters.items():
            assert re.search(rf" {word}=<text> {re.escape(path)}, in [V0-9, ]*\b{name}\b", text)
            assert path in compose.parameters()
