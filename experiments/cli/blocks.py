"""What a program prints as a sequence of headings, paragraphs and tables, on a screen or a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from experiments.cli.screen import heading, paragraph, table

__all__ = ["HEADING", "TABLE", "TEXT", "Block", "markdown_of", "print_blocks"]

HEADING: Final = "heading"
TEXT: Final = "text"
TABLE: Final = "table"


class Block(NamedTuple):
    """A piece of what is printed: a heading, a paragraph, or the head of a table and its rows."""

    kind: str
    text: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def print_blocks(blocks: Iterable[Block]) -> None:
    """Print them on a screen."""
    for block in blocks:
        if block.kind == TABLE:
            print(table(block.heads, block.rows))
        elif block.kind == HEADING:
            print(f"\n{heading(block.text)}")
        else:
            print(f"\n{paragraph(block.text)}")


def markdown_of(blocks: Iterable[Block]) -> str:
    """Return them as a page has them."""
    parts = []
    for block in blocks:
        if block.kind == TABLE:
            lines = [block.heads, ["---"] * len(block.heads), *block.rows]
            parts.append("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
        else:
            parts.append(f"**{block.text}**" if block.kind == HEADING else block.text)
    return "\n\n".join(parts)
