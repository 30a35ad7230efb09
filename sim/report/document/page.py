"""A report as one HTML file: no script, no file from elsewhere, readable on paper too."""

from __future__ import annotations

import base64
from html import escape
from typing import Final

from sim.lang import say
from sim.report.document.blocks import Block, Bullets, Document, Figure, Paragraph, Section, Table
from sim.report.style import INK, PAPER, WORLD_STYLES

__all__ = ["STYLE", "html"]

ACCENT: Final = WORLD_STYLES[0][0]
LINE: Final = "#767676"  # 4.5 to 1 on white
STYLE: Final = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; padding: 1.5rem; max-width: 60rem; overflow-wrap: anywhere;
  background: {PAPER}; color: {INK};
  font: 16px/1.5 "DejaVu Sans", "Segoe UI", Arial, sans-serif; }}
h1 {{ font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; color: {ACCENT}; }}
h2 {{ font-size: 1.25rem; margin: 1.8rem 0 .5rem; color: {ACCENT};
  border-bottom: 2px solid {ACCENT}; }}
ul {{ margin: .4rem 0; padding-left: 1.4rem; }}
li {{ margin: .2rem 0; }}
figure {{ margin: 1rem 0; }}
img {{ max-width: 100%; height: auto; }}
figcaption, caption {{ font-size: .85rem; text-align: left; padding: .3rem 0; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .85rem; }}
th, td {{ padding: .25rem .5rem; border-bottom: 1px solid {LINE}; vertical-align: top; }}
td {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
th, td.text {{ text-align: left; white-space: normal; overflow-wrap: break-word; }}
@page {{ size: A4; margin: 16mm 15mm 18mm;
  @bottom-right {{ content: counter(page) " / " counter(pages); font-size: 9pt; }} }}
@media print {{
  body {{ max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.4; }}
  .wide {{ overflow-x: visible; }}
  table {{ font-size: 8.5pt; }}
  h1 {{ font-size: 17pt; }} h2 {{ font-size: 13pt; break-after: avoid; margin-top: 1.1rem; }}
  thead {{ display: table-header-group; }}
  tr, figure, li {{ break-inside: avoid; }}
  caption {{ break-after: avoid; }}
}}
"""


def html(document: Document) -> str:
    """Return a report as a page; well formed as XML too.

    Parameters
    ----------
    document
        Its content.
    """
    lang = document.lang
    sections = "".join(_section(section) for section in document.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f'<meta name="generator" content="Parcours"/>\n'
        f'<meta name="description" content="{escape(document.subtitle)}"/>\n'
        f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<header>\n<h1>{escape(document.title)}</h1>\n"
        f"<p>{escape(document.subtitle)}</p>\n</header>\n{sections}</main>\n"
        f"<footer><p>{escape(say('report.made_by', lang))}</p></footer>\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    blocks = "".join(_block(block) for block in section.blocks)
    return (
        f'<section id="{section.key}" aria-labelledby="{section.key}-title">\n'
        f'<h2 id="{section.key}-title">{escape(section.title)}</h2>\n{blocks}</section>\n'
    )


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        text = escape(block.text)
        return f"<p><strong>{text}</strong></p>\n" if block.strong else f"<p>{text}</p>\n"
    if isinstance(block, Bullets):
        items = "".join(f"<li>{escape(text)}</li>\n" for text in block.texts)
        return f"<ul>\n{items}</ul>\n"
    if isinstance(block, Figure):
        data = base64.b64encode(block.png).decode("ascii")
        return (
            f'<figure><img alt="{escape(block.alt)}" src="data:image/png;base64,{data}" '
            f'width="1280" height="720"/>\n'
            f"<figcaption>{escape(block.caption)}</figcaption></figure>\n"
        )
    return _table(block)


def _table(table: Table) -> str:
    """Return a table; it scrolls sideways on a narrow screen, by keyboard too."""
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.heads)
    rows = []
    for first, *rest in table.rows:
        cells = "".join(
            f'<td class="text">{escape(cell)}</td>' if k in table.texts
            else f"<td>{escape(cell)}</td>"
            for k, cell in enumerate(rest, 1)
        )  # fmt: skip
        rows.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>\n')
    return (
        f'<div class="wide" role="group" tabindex="0" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{''.join(rows)}</tbody></table></div>\n"
    )
