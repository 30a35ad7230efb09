"""The files of the pages: their texts, their weight, and the look that figures share."""

from __future__ import annotations

import re

import pytest

from sim.app.pages import FILES, FOLDER, PAGES
from sim.app.texts import PAGE_TEXTS
from sim.report.style import STATE_STYLES, WORLD_STYLES

SCRIPTS = {name: text.decode() for name, text in FILES.items() if name.endswith(".js")}
LARGEST = 500_000  # bytes of all files


def test_the_texts_that_pages_write_are_those_that_are_listed() -> None:
    found = {key for text in PAGES.values() for key in re.findall(r"\{\{([a-z_.]+)\}\}", text)}
    found -= {"lang", "other"}
    for text in SCRIPTS.values():
        found |= set(re.findall(r'texts\["([a-z_.]+)"\]', text))
        found |= set(re.findall(r'"((?:app|session)\.[a-z_.]+)"', text))
        found |= set(re.findall(r'texts\[\w+ \? "([a-z_.]+)" : "[a-z_.]+"\]', text))
        found |= set(re.findall(r'texts\[\w+ \? "[a-z_.]+" : "([a-z_.]+)"\]', text))
    assert found == set(PAGE_TEXTS)


def test_all_files_together_are_light() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= LARGEST


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_script_no_style_and_no_other_address(name: str) -> None:
    text = PAGES[name]
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|https?:", text)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_module_makes_no_markup_from_text_and_names_no_other_address(name: str) -> None:
    text = SCRIPTS[name].replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
    assert not re.search(r"https?:|//[a-z]+\.", text)
    assert len(text.splitlines()) <= 400


def test_every_module_that_is_imported_is_there() -> None:
    for text in (*SCRIPTS.values(), *PAGES.values()):
        for name in re.findall(r'from "\./(.+?)"|"/static/(.+?)"', text):
            assert next(filter(None, name)) in FILES


def test_states_look_as_in_figures() -> None:
    found = re.findall(r'colour: "(#\w+)", hatch: "(.*?)"', SCRIPTS["strips.js"])
    assert found == [(colour, hatch) for _, colour, hatch in STATE_STYLES]


def test_worlds_look_as_in_figures() -> None:
    css = FILES["room.css"].decode()
    (a, _), (b, _) = WORLD_STYLES
    assert f"--a: {a.lower()};" in css and f"--b: {b.lower()};" in css
    assert "solid var(--a)" in css and "dashed var(--b)" in css
