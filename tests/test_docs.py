"""What the docs say of the code is what the code says."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

from sim import compose
from sim.model.model import PROCESSES
from sim.report.plots import Plots

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "docs"))  # where a program of this folder finds its parts
BUILD = runpy.run_path(str(ROOT / "docs" / "build.py"))


@pytest.mark.parametrize("page", {**BUILD["PAGES"], **BUILD["MEASURED"]})
def test_what_is_generated_is_up_to_date(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert text == BUILD["built"](page), "run python docs/build.py"


def test_the_order_names_every_process() -> None:
    drawn = re.findall(r"^(\d) ├─ (\w+)", BUILD["order"](), re.MULTILINE)
    expected = [(str(p.phase), p.__name__) for p in PROCESSES]
    assert [row for row in drawn if row[1] != "Policy"] == expected
    assert drawn[[name for _, name in drawn].index("Policy") - 1][1] == "Needs"


def test_every_parameter_is_in_the_table() -> None:
    rows = [line for line in BUILD["parameters"]().splitlines() if line.startswith("| `")]
    assert len(rows) == sum("." in path for path in compose.parameters())
    assert all(row.count("|") - row.count("\\|") == 8 for row in rows)


def test_every_scenario_is_in_the_tables_with_its_titles_and_what_it_sets() -> None:
    for whole in (True, False):
        rows = [line for line in BUILD["scenarios"](whole).splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == compose.groups()["scenario"]
        for name, row in zip(compose.groups()["scenario"], rows, strict=True):
            card = compose.card(name)
            shown = [card.title.fr, card.title.en, *compose.words_of(name)]
            shown += [card.story.fr, card.expectation.indicator] if whole else []
            assert all(text in row for text in shown), name


@pytest.mark.parametrize("first", ["index.md", "accueil.md"])
def test_every_page_is_in_the_first_page_of_each_language(first: str) -> None:
    text = (ROOT / "docs" / first).read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == first or f"]({page.name})" in text, page.name


@pytest.mark.parametrize("page", BUILD["MEASURED"])
def test_a_measured_page_names_the_commands_that_print_it(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for part in BUILD["MEASURED"][page]:
        assert f"python -m experiments.{part.command}\n" in text
        for _, figure in part.figures:
            assert f"]({figure})" in text and (ROOT / "docs" / figure).exists()


def test_every_page_with_printed_results_can_be_printed_again() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        printed = "<!-- printed" in page.read_text(encoding="utf-8")
        assert printed == (page.name in BUILD["MEASURED"]), page.name


TWINS = [("seance", "session"), ("fiche", "sheet"), ("glossaire", "glossary")]


@pytest.mark.parametrize("pages", TWINS, ids="-".join)
def test_a_french_page_and_its_english_twin_have_the_same_parts(pages: tuple[str, str]) -> None:
    shapes = []
    for page, other in (pages, pages[::-1]):
        text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        assert f"]({other}.md)" in text
        shapes.append(re.findall(r"^(#+ |\d\. |- \*\*|\|(?!-))", text, re.MULTILINE))
    assert shapes[0] == shapes[1]


def test_a_page_printed_by_an_older_model_says_so_in_its_first_line() -> None:
    end = "\n<!-- printed 1: end; code {} -->\n"
    now, older = (f"# Title\n\ntable{end.format(code)}" for code in (BUILD["code"](), "0" * 12))
    dated = BUILD["dated"]
    assert dated("ingredients.md", now) == now
    first = dated("ingredients.md", older).splitlines()[0]
    assert "older model" in first and "0" * 12 in first and "print ingredients.md" in first
    assert dated("ingredients.md", dated("ingredients.md", older)) == dated("ingredients.md", older)
    assert dated("ingredients.md", f"{first}\n\n{now}") == now


def test_every_indicator_is_defined_in_both_languages() -> None:
    from sim.indicators.registry import INDICATORS

    text = BUILD["indicators"]()
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [i.name for i in INDICATORS]
    for indicator, row in zip(INDICATORS, rows, strict=True):
        assert indicator.definition("fr") in row and indicator.definition("en") in row
        assert row.count("|") - row.count("\\|") == 8


GALLERY = runpy.run_path(str(ROOT / "docs" / "gallery.py"))
CALLS = {"multiples": "compare_many(", "network": "c.network().plot("}


@pytest.mark.parametrize("name", [*GALLERY["NAMES"], *GALLERY["OTHERS"]])
def test_every_figure_is_in_the_gallery_and_small(name: str) -> None:
    text = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert CALLS.get(name, f"c.plot.{name}(") in text
    assert re.search(rf"!\[[^\]]+\]\(gallery/{name}\.svg\)", text)
    picture = (ROOT / "docs" / "gallery" / f"{name}.svg").read_bytes()
    assert (b"<svg" in picture and b"N = " in picture) or name in ("pathways", "network")
    assert len(picture) < 200_000


def test_the_gallery_was_drawn_by_the_functions_of_the_present_code() -> None:
    """A figure that was added or renamed is drawn again, and no other file remains."""
    functions = {*(name for name in vars(Plots) if not name.startswith("_")), *GALLERY["OTHERS"]}
    drawn = set(GALLERY["DRAWN"].read_text(encoding="utf-8").split())
    assert drawn == functions, "run python docs/gallery.py"
    files = {path.stem for path in (ROOT / "docs" / "gallery").glob("*.svg")}
    shown = re.findall(
        r"\]\(gallery/(\w+)\.svg\)", (ROOT / "docs" / "gallery.md").read_text("utf-8")
    )
    assert files == functions and sorted(shown) == sorted(functions)
