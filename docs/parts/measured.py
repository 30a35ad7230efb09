"""Pages of measured results: the programs that print them, and the digest of the code that did."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from parts import cells
from sim.engine import digest

__all__ = ["MEASURED", "Printed", "between", "code", "dated", "print_again"]

HERE: Final = Path(__file__).parents[1]


@dataclass(frozen=True)
class Printed:
    """Part of a page that a program prints.

    Attributes
    ----------
    command
        Words after ``python -m experiments.``; they print Markdown.
    figures
        File in the folder of results, and file of the page.
    """

    command: str
    figures: tuple[tuple[str, str], ...] = ()


_SEEDS: Final = "territory=training lang=en format=markdown"
_MARKET: Final = "seed=1 lang=en workers=2 format=markdown"
MEASURED: Final[dict[str, tuple[Printed, ...]]] = {
    "patterns.md": (
        Printed("patterns lang=en format=markdown"),
        Printed("patterns holdout=true lang=en format=markdown"),
    ),
    "ingredients.md": (
        Printed(
            "ingredients territories=training,lozere,creuse replicates=8 lang=en format=markdown"
        ),
    ),
    "luck.md": (
        Printed("seeds a=silo b=pole territory=training replicates=100 lang=en format=markdown"),
        Printed(f"seeds a=pole b=pole b.organisation.planning_share=0.044 {_SEEDS}"),
        Printed(f"seeds a=silo b=silo b.access.renounce_rate=0.0044 {_SEEDS}"),
    ),
    "where_poles_lose.md": (
        Printed("lose lang=en format=markdown", (("lose.en.svg", "where_poles_lose.svg"),)),
    ),
    "market.md": (
        Printed(
            f"market figure=price_war replicates=12 {_MARKET}",
            (("price_war.en.svg", "market_price_war.svg"),),
        ),
        Printed(
            f"market figure=contracts replicates=24 {_MARKET}",
            (
                ("contracts.en.svg", "market_contracts.svg"),
                ("contracts_harm.en.svg", "market_contracts_harm.svg"),
            ),
        ),
        Printed(
            f"market figure=scenarios replicates=8 {_MARKET}",
            (("scenarios.en.svg", "market_scenarios.svg"),),
        ),
    ),
    "assumptions.md": (
        Printed(
            "assumptions territories=creuse,training sets=150 replicates=2 keep=true lang=en"
            " format=markdown",
            (("assumptions.en.svg", "assumptions.svg"),),
        ),
    ),
    "rules_that_decide.md": (
        Printed(
            "decide territories=creuse lang=en format=markdown",
            (("decide.en.svg", "rules_that_decide.svg"),),
        ),
        Printed(
            "decide territories=training,jura rules=placement,conversion lang=en format=markdown"
        ),
        Printed("pool territories=creuse,training,jura lang=en format=markdown"),
    ),
    "what_the_pole_gains.md": (
        Printed("gains territories=creuse,training lang=en format=markdown"),
    ),
    "whom_poles_take.md": (Printed("whom territories=training,creuse lang=en format=markdown"),),
    "cards.md": (Printed("cards lang=en format=markdown"),),
    "verification.md": (Printed("faults draw=200 lang=en workers=2 format=markdown"),),
}
OLDER: Final = "> Printed by an older model: "


@cache
def code() -> str:
    """12 hexadecimal digits of the code that numbers depend on, whatever the libraries."""
    return digest.code_of(digest.package_files()).results.content[:12]


def dated(page: str, text: str) -> str:
    """Return a page with a first line that says so where an older model printed it."""
    if text.startswith(OLDER):
        text = text.partition("\n\n")[2]
    known = [_end_of(text, rank)[1] for rank in range(len(MEASURED[page]))]
    older = [one for one in dict.fromkeys(known) if one != code()]
    if not older:
        return text
    again = f"`python docs/build.py print {page}` prints the numbers again."
    return f"{OLDER}code {cells.code(older)}. {again}\n\n{text}"


def _begin_of(rank: int) -> str:
    return f"<!-- printed {rank + 1}: by docs/build.py -->\n"


def _end_of(text: str, rank: int) -> tuple[str, str]:
    """Mark at the end of a printed part, and the code in it."""
    begin = f"<!-- printed {rank + 1}: end; code "
    assert begin in text, f"no mark {begin}"
    known = text.partition(begin)[2].partition(" -->")[0]
    return f"\n{begin}{known} -->", known


def between(text: str, begin: str, end: str, new: str) -> str:
    """Return a text with another content between two marks."""
    before, found, rest = text.partition(begin)
    assert found and end in rest, f"no mark {begin.strip()}"
    return before + begin + new + end + rest.partition(end)[2]


def print_again(page: str) -> str:
    """Run the programs of a page and return it with what they print; figures are written."""
    text = (HERE / page).read_text(encoding="utf-8")
    for rank in range(len(MEASURED[page])):  # a page without a mark is refused before anything runs
        between(text, _begin_of(rank), _end_of(text, rank)[0], "")
    for rank, part in enumerate(MEASURED[page]):
        begin, (end, _) = _begin_of(rank), _end_of(text, rank)
        with tempfile.TemporaryDirectory() as folder:
            name, *words = shlex.split(part.command)
            out = [f"out={folder}/out"] if part.figures else []
            print(f"python -m experiments.{part.command}", file=sys.stderr)
            done = subprocess.run(
                [sys.executable, "-m", f"experiments.{name}", *words, *out],
                cwd=HERE.parent,
                env={**os.environ, "PARCOURS_LANG": "en"},
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            for source, target in part.figures:
                shutil.copy(Path(folder) / "out" / source, HERE / target)
        text = between(text, begin, end, done.stdout.strip())
        text = text.replace(end, f"\n<!-- printed {rank + 1}: end; code {code()} -->")
    return dated(page, text)
