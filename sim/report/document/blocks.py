"""Blocks of a report: what every form of it (page, PDF, slides) writes in its own way."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Block", "Bullets", "Document", "Figure", "Paragraph", "Section", "Table"]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `strong` for the sentence that a reader must not miss."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its caption, the names of its columns, its rows.

    The first cell of a row names it. `texts` are the other columns that hold text and not numbers.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture: PNG of 1280 x 720, what it shows in words, and the line below it."""

    png: bytes
    alt: str
    caption: str


Block = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """A part of the report with its title; `key` is its name in every language."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    lang
        ``fr`` or ``en``.
    title, subtitle
        The question, and the line below it: place, N, what the model is.
    sections
        In the order in which they are read; those of `first_page` come on page one.
    """

    lang: str
    title: str
    subtitle: str
    sections: tuple[Section, ...] = field(default_factory=tuple)

    def section(self, key: str) -> Section:
        """Return a section.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        return {section.key: section for section in self.sections}[key]
