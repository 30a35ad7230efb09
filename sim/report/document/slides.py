"""A report as slides: native text and tables, pictures with alternative texts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sim.report.document.blocks import Bullets, Document, Figure, Paragraph, Section, Table

__all__ = ["pptx"]

WIDE, HIGH = 13.333, 7.5  # inches: 16 to 9
MARGIN: Final = 0.6
LANGUAGES: Final = {"fr": "fr-FR", "en": "en-GB"}
TEXT_POINTS: Final = 18
TABLE_POINTS: Final = 12
ROWS: Final = 9  # of a table on one slide
LETTERS: Final = 750  # of texts on one slide
NARROWEST, WIDEST = 10, 34  # letters of a column
TITLE_ONLY, TITLE_SLIDE = 5, 0  # layouts of the template of python-pptx


def pptx(document: Document) -> bytes:
    """Return a report as a file of slides.

    Parameters
    ----------
    document
        Its content.

    Raises
    ------
    ImportError
        When python-pptx is not installed.
    """
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = document.title
    deck.core_properties.language = LANGUAGES[document.lang]
    deck.core_properties.author = "Parcours"
    opening = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    for place, text, points in zip(
        opening.placeholders, (document.title, document.subtitle), (36, 20), strict=False
    ):
        _box(place, MARGIN, 2.0 if points == 36 else 4.4, WIDE - 2 * MARGIN, 2.2)
        _fill(place.text_frame, [text], points, document.lang)
    for section in document.sections:
        for part in _slides_of(section):
            _slide(deck, section, part, document.lang)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


Part = tuple[str, ...] | Table | Figure


def _slides_of(section: Section) -> Iterator[Part]:
    """Yield what stands on each slide: all texts first, then tables by rows and each figure."""
    texts: list[str] = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, Bullets):
            texts += block.texts
    yield from _filled(texts)
    for block in section.blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Table):
            for begin in range(0, len(block.rows), ROWS):
                rows = block.rows[begin : begin + ROWS]
                yield Table(block.caption, block.heads, rows, block.texts)


def _filled(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield texts in groups that fit on a slide."""
    group: list[str] = []
    for text in texts:
        if group and sum(map(len, group)) + len(text) > LETTERS:
            yield tuple(group)
            group = []
        group.append(text)
    if group:
        yield tuple(group)


def _slide(deck: Any, section: Section, part: Part, lang: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title
    _box(title, MARGIN, 0.3, WIDE - 2 * MARGIN, 0.9)
    _fill(title.text_frame, [section.title], 28, lang)
    if isinstance(part, Figure):
        _figure(slide, part, lang)
    elif isinstance(part, Table):
        _table(slide, part, lang)
    else:
        frame = _text_box(slide, 1.4, HIGH - 1.9)
        _fill(frame, part, TEXT_POINTS, lang)


def _figure(slide: Any, figure: Figure, lang: str) -> None:
    from pptx.util import Inches

    height = HIGH - 2.2
    left = (WIDE - height * 16 / 9) / 2
    shape = slide.shapes.add_picture(
        io.BytesIO(figure.png), Inches(left), Inches(1.25), height=Inches(height)
    )
    _describe(shape, figure.alt)
    _fill(_text_box(slide, HIGH - 0.85, 0.6), [figure.caption], TABLE_POINTS, lang)


def _table(slide: Any, table: Table, lang: str) -> None:
    from pptx.util import Inches

    count = len(table.heads)
    shape = slide.shapes.add_table(
        len(table.rows) + 1, count, Inches(MARGIN), Inches(1.7), Inches(WIDE - 2 * MARGIN),
        Inches(0.4 * (len(table.rows) + 1)),
    )  # fmt: skip
    _describe(shape, table.caption)
    grid = shape.table
    grid.first_row = grid.first_col = True
    # A column is as wide as its longest cell, within bounds: long texts are folded.
    longest = [max(map(len, cells)) for cells in zip(table.heads, *table.rows, strict=True)]
    weights = [min(max(letters, NARROWEST), WIDEST) for letters in longest]
    for column, weight in zip(grid.columns, weights, strict=True):
        column.width = Inches((WIDE - 2 * MARGIN) * weight / sum(weights))
    for r, cells in enumerate((table.heads, *table.rows)):
        for c, text in enumerate(cells):
            _fill(grid.cell(r, c).text_frame, [text], TABLE_POINTS, lang)
    _fill(_text_box(slide, 1.2, 0.5), [table.caption], TABLE_POINTS, lang)


def _describe(shape: Any, text: str) -> None:
    """Give a shape its alternative text, which python-pptx has no name for."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", text)


def _box(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Inches

    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)


def _text_box(slide: Any, top: float, height: float) -> Any:
    from pptx.util import Inches

    box = slide.shapes.add_textbox(
        Inches(MARGIN), Inches(top), Inches(WIDE - 2 * MARGIN), Inches(height)
    )
    return box.text_frame


def _fill(frame: Any, texts: Sequence[str], points: int, lang: str) -> None:
    """Write paragraphs of one size into a frame, in the language of the report."""
    from pptx.util import Pt

    frame.word_wrap = True
    for k, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(points / 3 if len(texts) > 1 else 0)
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(points)
        run._r.get_or_add_rPr().set("lang", LANGUAGES[lang])
