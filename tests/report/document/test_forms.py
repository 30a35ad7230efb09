"""The report as a page, a PDF, slides and tables: whole, accessible, in both languages."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pikepdf
import pypdfium2
import pytest
from pptx import Presentation

from sim.errors import InputError
from sim.lang import LANGS
from sim.report.document import page
from sim.report.document.blocks import Block, Document, Figure, Table
from sim.report.document.content import document
from sim.report.document.write import DOCUMENTS
from sim.report.style import contrast
from tests.results.cases import small


@cache
def made(form: str, lang: str) -> bytes:
    """The report of the small comparison in a form."""
    return DOCUMENTS[form](content(lang))


@cache
def content(lang: str) -> Document:
    """What the report of the small comparison says."""
    return document(small(), lang)


def tree(lang: str) -> ElementTree.Element:
    """The page, read as XML: it must be well formed."""
    return ElementTree.fromstring(made("html", lang).decode("utf-8"))


def blocks(kind: type[Block]) -> list[Block]:
    """The blocks of one kind."""
    return [b for s in content("en").sections for b in s.blocks if isinstance(b, kind)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_whole_and_can_be_read_by_a_screen_reader(lang: str) -> None:
    root = tree(lang)
    assert root.get("lang") == lang and root.findtext("head/title")
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {node.get("aria-labelledby") for node in root.iter("section")} <= set(ids)
    assert len(list(root.iter("h1"))) == 1 and len(list(root.iter("main"))) == 1
    images = list(root.iter("img"))
    assert len(images) == len(blocks(Figure)) and all(
        len(image.get("alt", "")) > 60 for image in images
    )
    for table in root.iter("table"):
        assert table.findtext("caption")
        assert all(cell.get("scope") == "col" for cell in table.findall("thead/tr/th"))
        for row in table.findall("tbody/tr"):
            assert [c.get("scope") for c in row][:1] == ["row"]
            assert len(row) == len(table.findall("thead/tr/th"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_needs_no_other_file_and_runs_no_code(lang: str) -> None:
    root = tree(lang)
    assert not {"script", "link", "iframe", "object"} & {node.tag for node in root.iter()}
    for node in root.iter():
        for name, value in node.items():
            assert not name.startswith("on")
            assert name not in ("src", "href") or value.startswith("data:image/png;base64,")
    assert "url(" not in page.STYLE and "@import" not in page.STYLE


def test_colours_of_the_page_are_seen() -> None:
    colours = set(re.findall(r"(?<!background)(?:color|solid)[: ]+(#[0-9a-fA-F]{6})", page.STYLE))
    assert len(colours) == 3
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in colours)


def test_names_of_a_user_are_escaped_everywhere() -> None:
    titles = {lang: ("<script>x</script>", "b & 'c'") for lang in LANGS}
    hostile = replace(small(), origin={**small().origin, "titles": titles})
    text = page.html(document(hostile, "en"))
    assert "<script" not in text
    shown = unescape("".join(ElementTree.fromstring(text).itertext()))
    assert "<script>x</script>" in shown and "b & 'c'" in shown


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the structure of a tagged PDF."""
    found, todo = [], [pdf.Root.StructTreeRoot]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            found.append(node)
            if "/K" in node:
                todo.append(node.K)
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_is_tagged_with_language_title_alternative_texts_and_header_cells(
    lang: str,
) -> None:
    with pikepdf.open(io.BytesIO(made("pdf", lang))) as pdf:
        assert str(pdf.Root.Lang).startswith(lang)
        assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == content(lang).title
            assert str(metadata["pdfuaid:part"]) == "1"
        kinds: dict[str, list[Any]] = {}
        for node in structure(pdf):
            kinds.setdefault(str(node.get("/S", "")), []).append(node)
    figures = kinds["/Figure"]
    assert len(figures) == len(blocks(Figure)) and all(
        str(node.get("/Alt", "")) for node in figures
    )
    assert len(kinds["/Table"]) >= len(blocks(Table))  # one that crosses a page is one on each
    asked = sum(len(table.heads) + len(table.rows) for table in blocks(Table))
    assert len(kinds["/TH"]) >= asked
    heads = {bytes(node.ID) for node in kinds["/TH"]}
    for cell in kinds["/TD"]:  # each names the headers of its row and of its column
        assert {bytes(head) for head in cell.A.Headers} <= heads and len(cell.A.Headers) == 2
    assert len(kinds["/H1"]) == 1 and len(kinds["/H2"]) == len(content(lang).sections)


@pytest.mark.parametrize("lang", LANGS)
def test_the_losers_stand_on_the_first_page_of_the_pdf(lang: str) -> None:
    told = content(lang)
    first = pypdfium2.PdfDocument(made("pdf", lang))[0].get_textpage().get_text_range()
    plain = " ".join(first.split())
    for key in ("answer", "losers", "organisations"):
        assert " ".join(told.section(key).title.split()) in plain
    (loser, *_) = told.section("losers").blocks[-1:]
    assert " ".join(loser.text.split())[:40] in plain


def test_nothing_is_cut_at_the_edges_of_a_sheet() -> None:
    """Each letter of the PDF lies inside the margins of its A4 page."""
    for sheet in pypdfium2.PdfDocument(made("pdf", "fr")):
        width, height = sheet.get_size()
        assert (round(width), round(height)) == (595, 842)
        text = sheet.get_textpage()
        for rank in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(rank)
            assert 25 <= left and right <= width - 25 and bottom >= 20 and top <= height - 25


@pytest.mark.parametrize("lang", LANGS)
def test_slides_hold_native_text_tables_and_alternative_texts(lang: str) -> None:
    deck = Presentation(io.BytesIO(made("pptx", lang)))
    told = content(lang)
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    pictures = [shape for shape in shapes if shape.shape_type == 13]
    described = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in pictures]
    assert len(described) == len(blocks(Figure)) and all(len(text or "") > 60 for text in described)
    texts = {shape.text_frame.text for shape in shapes if shape.has_text_frame}
    assert {told.title, *(section.title for section in told.sections)} <= texts
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    cells = {
        cell.text_frame.text
        for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells
    }  # fmt: skip
    for section in told.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert {cell for row in block.rows for cell in row} <= cells
    for shape in shapes:
        assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
        assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height
    runs = [run for slide in deck.slides for run in slide._element.iter("{*}rPr")]
    assert {run.get("lang")[:2] for run in runs} == {lang}


def test_the_spreadsheet_is_that_of_the_language(tmp_path: Path) -> None:
    summary = small().summary(lang="en")
    for lang, sep, decimal in (("fr", ";", ","), ("en", ",", ".")):
        path = small().report(tmp_path / f"{lang}.csv", lang=lang)
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        read = pd.read_csv(path, sep=sep, decimal=decimal)
        assert read["difference"].to_numpy() == pytest.approx(
            summary["difference"].to_numpy(), nan_ok=True
        )
    table = pd.read_parquet(small().report(tmp_path / "x.parquet", lang="en"))
    assert list(table["label"]) == list(summary["label"])


def test_a_report_of_an_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'html'"):
        small().report(tmp_path / "x.htm")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("form", "library"), [("pdf", "weasyprint"), ("pptx", "pptx")])
def test_a_missing_library_gives_a_sentence(
    form: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match="--extra report"):
        small().report(tmp_path / f"x.{form}")
    assert not list(tmp_path.iterdir())


def test_the_page_is_written_whole_and_others_may_read_it(tmp_path: Path) -> None:
    path = small().report(tmp_path / "new" / "x.html", lang="fr")
    assert path.read_bytes() == made("html", "fr")
    assert [other.name for other in path.parent.iterdir()] == ["x.html"]
    assert path.stat().st_mode & 0o044 == 0o044
