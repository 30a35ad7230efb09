"""A small comparison as users see it: printed, in HTML and as CSV, in both languages.

The frozen files are in `tests/golden/printed`. Sentences on parameters, code and time are left out,
since they change with every addition; numbers of CSV have nine digits, so that the last bits of a
processor do not show.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import sim
from experiments.cli.screen import table
from experiments.compare import _cells, show
from sim.lang import LANGS, say
from sim.report.html import comparison_html
from tests.golden.homes import HEADLINE

FOLDER = Path(__file__).parent / "printed"
HERE = Path(__file__).parent / "territory"
WORDS = (
    "territory=files",
    f"persons={HERE / 'persons.csv'}",
    f"establishments={HERE / 'establishments.csv'}",
    "clock.burn_in=12",
    "clock.months=36",
    "change=immediate",
)
GROUPS = ("unmet_need", "crises", "wait_solution_mean", "public_cost", "two_speed")


@cache
def compared() -> Any:
    """Silo and pole on the tiny territory, three seeds."""
    return sim.compare(
        "silo", "pole", WORDS, replicates=3, seed=1, assumptions="default", progress=False
    )


def chosen(frame: Any) -> Any:
    """Rows of the summary that are frozen: the headline, and some indicators by group."""
    headline = frame["indicator"].isin(HEADLINE) & (frame["dimension"] == "all")
    return frame[headline | frame["indicator"].isin(GROUPS)]


def as_text(comparison: Any, lang: str) -> list[str]:
    """What the program prints, up to what is not covered, and a table of groups."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(comparison, Path("folder"), "command", lang)
    seen = out.getvalue().partition(say("not_covered", lang))[0]
    frame = comparison.summary(lang=lang)
    frame = frame[frame["indicator"].isin(GROUPS) & (frame["dimension"] != "all")]
    rows = [_cells(row, False, lang) for row in frame.itertuples()]
    heads = [say("indicator", lang), *comparison.names, say("difference", lang), ""]
    return [*seen.splitlines(), *table(heads, rows).splitlines()]


def as_html(comparison: Any, lang: str) -> list[str]:
    """The HTML of a notebook without styles, a line for each row, item and paragraph."""
    text = comparison_html(comparison, lang).partition(say("not_covered", lang))[0]
    text = re.sub(r' style="[^"]*"', "", text)
    return re.sub(r"(</(tr|li|p|ul|caption)>)", r"\1\n", text).splitlines()[:-1]


def as_csv(comparison: Any, lang: str) -> list[str]:
    """Rows of the table for a spreadsheet: French as it is saved, English as pandas writes it."""
    if lang == "fr":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.csv"
            comparison.to_csv_fr(path)
            text = path.read_text("utf-8-sig")
    else:
        text = comparison.summary(lang=lang).to_csv(index=False)
    mark = "," if lang == "fr" else "."

    def nine(found: re.Match[str]) -> str:
        return f"{float(found[0].replace(mark, '.')):.9g}".replace(".", mark)

    head, *lines = text.splitlines()
    keys = chosen(comparison.summary(lang=lang)).index
    return [head, *(re.sub(rf"-?\d+\{mark}\d{{6,}}(e-?\d+)?", nine, lines[k]) for k in keys)]


FORMS = {"text": as_text, "html": as_html, "csv": as_csv}


def printed(comparison: Any) -> dict[str, list[str]]:
    """Lines of each form in each language, by name of file."""
    return {
        f"{form}.{lang}.txt": make(comparison, lang)
        for form, make in FORMS.items()
        for lang in LANGS
    }


def differences(found: dict[str, list[str]]) -> list[str]:
    """Lines that are not the frozen ones: file, number, frozen line and line of now."""
    told = []
    for name, lines in found.items():
        frozen = (FOLDER / name).read_text("utf-8").splitlines()
        for number, (old, new) in enumerate(zip_longest(frozen, lines, fillvalue=""), start=1):
            if old != new:
                told.append(f"{name}, line {number}: {old} -> {new}")
    return told


def write() -> None:
    """Freeze what is printed now."""
    for name, lines in printed(compared()).items():
        (FOLDER / name).write_text("\n".join(lines) + "\n", "utf-8")
