"""The report as a page in Chromium, with the network cut: axe, HTML, narrow screens, paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from tinyhtml5.parser import HTMLParser

from sim.lang import LANGS
from sim.report.document import page as style
from sim.report.document.content import document
from tests.app.browser import Network, chromium, chromium_path, network, opened, violations
from tests.results.cases import small

IN_CHROMIUM = pytest.mark.skipif(
    not chromium_path(), reason="there is no Chromium: apt-get install chromium"
)
A4 = (595, 842)  # points
SIDE, END = 25, 20  # points: the margins of the style are wider, but for the number of the page
COLUMN = 680  # pixels between the margins of a sheet: 180 mm


@pytest.fixture(scope="module")
def where() -> Iterator[Network]:
    with network() as found:
        yield found


@pytest.fixture(scope="module")
def browser(where: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(where, tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="module", params=LANGS)
def text(request: pytest.FixtureRequest) -> str:
    """The page of the report in a language."""
    return style.html(document(small(), request.param))


def shown(browser: Browser, folder: Path, text: str, width: int = 1280) -> tuple[Page, list[str]]:
    """Open the page from a file; also what it asks for."""
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    return opened(browser, file.as_uri(), width=width)


def errors_of(text: str) -> list[str]:
    """Return where a page is not what the standard of HTML asks for."""
    parser = HTMLParser()
    parser.parse(text)
    return [code for _, code, _ in parser.errors]


def test_the_page_is_html_without_any_error_of_the_standard(text: str) -> None:
    assert errors_of(text) == []
    assert errors_of(text.replace("</main>", "</section>"))


@IN_CHROMIUM
def test_axe_finds_nothing_and_nothing_is_loaded(
    browser: Browser, text: str, tmp_path: Path
) -> None:
    page, heard = shown(browser, tmp_path, text)
    assert violations(page) == []
    assert [one for one in heard if not one.startswith(("file:", "data:"))] == []


@IN_CHROMIUM
def test_a_narrow_screen_scrolls_tables_and_nothing_else(
    browser: Browser, text: str, tmp_path: Path
) -> None:
    page, _ = shown(browser, tmp_path, text, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


@IN_CHROMIUM
def test_no_table_is_wider_than_a_sheet(browser: Browser, text: str, tmp_path: Path) -> None:
    page, _ = shown(browser, tmp_path, text, width=COLUMN)
    page.emulate_media(media="print")
    widths = page.evaluate(
        "[...document.querySelectorAll('.wide, table, img, p, li')]"
        ".map(e => [e.scrollWidth, e.getBoundingClientRect().right])"
    )
    assert len(widths) > 20
    assert all(inner <= COLUMN and right <= COLUMN + 1 for inner, right in widths)


def pages_of_rows(printed: bytes) -> list[set[int]]:
    """Return the sheets on which each row has something, in a tagged PDF; heads are left out.

    The head of a table is printed again on each of its sheets.
    """
    found: list[set[int]] = []

    def sheets(node: Any, page: Any) -> set[int]:
        if isinstance(node, pikepdf.Array):
            return set().union(*(sheets(one, page) for one in node))
        if not isinstance(node, pikepdf.Dictionary):
            return {page}  # the number of a text on the page
        page = numbers.get(node.Pg.objgen, page) if "/Pg" in node else page
        mine = sheets(node.K, page) if "/K" in node else {page} if "/MCID" in node else set()
        if node.get("/S") == "/TR" and any(cell.get("/S") == "/TD" for cell in node.K):
            found.append(mine - {None})
        return mine

    with pikepdf.open(io.BytesIO(printed)) as pdf:
        numbers = {sheet.objgen: rank for rank, sheet in enumerate(pdf.pages)}
        sheets(pdf.Root.StructTreeRoot.K, None)
    return found


def on_paper(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True, tagged=True)


@IN_CHROMIUM
def test_no_row_is_cut_and_no_letter_leaves_the_margins_on_paper(
    browser: Browser, text: str, tmp_path: Path
) -> None:
    page, _ = shown(browser, tmp_path, text)
    printed = on_paper(page)
    rows = pages_of_rows(printed)
    assert len(rows) == text.count('<tr><th scope="row">') and all(
        len(sheets) == 1 for sheets in rows
    )
    assert len(set().union(*rows)) > 1  # tables stand on several sheets
    for sheet in pypdfium2.PdfDocument(printed):
        assert tuple(map(round, sheet.get_size())) == A4
        letters = sheet.get_textpage()
        for rank in range(letters.count_rects()):
            left, bottom, right, top = letters.get_rect(rank)
            assert left >= SIDE and right <= A4[0] - SIDE
            assert bottom >= END and top <= A4[1] - END


@IN_CHROMIUM
def test_a_row_that_is_cut_is_seen(browser: Browser, tmp_path: Path) -> None:
    tall = "<br/>".join(f"line {k}" for k in range(40))
    rows = "".join(f"<tr><th>one</th><td>{tall}</td></tr>" for _ in range(3))
    page, _ = shown(browser, tmp_path, f"<table><tbody>{rows}</tbody></table>")
    assert any(len(sheets) == 2 for sheets in pages_of_rows(on_paper(page)))
