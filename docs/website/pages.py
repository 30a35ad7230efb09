"""What the site changes in a page: links into the code, the table of contents, the language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import reference
from docutils import nodes
from sphinx.addnodes import pending_xref

__all__ = ["register"]

ROOT: Final = Path(__file__).parents[2]
HOME: Final = "docs/accueil"
FRENCH: Final = (HOME, "docs/fiche", "docs/glossaire", "docs/seance")
LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s]+)\)")


def register(app: Any) -> None:
    """Have Sphinx call the functions of this file."""
    app.connect("source-read", _read)
    app.connect("doctree-read", _exact)
    app.connect("html-page-context", _language)


def _read(app: Any, page: str, source: list[str]) -> None:
    text = source[0]
    if page == HOME:
        text += _contents(text)
    elif page == "docs/api":
        text += reference.contents()
    folder = (ROOT / page).parent
    source[0] = LINK.sub(
        lambda found: _link(found[1], (folder / found[2]).resolve()) or found[0], text
    )


def _link(text: str, target: Path) -> str | None:
    """Return a link into the reference or, for another folder, its text alone.

    Sphinx itself links pages and offers other files for download.
    """
    if not target.is_relative_to(ROOT) or not target.exists():
        return None
    module = reference.module_of(target)
    if module is not None:
        return f"{{py:mod}}`{text.strip('`')} <{module}>`"
    return text if target.is_dir() else None


def _contents(home: str) -> str:
    """Return the table of contents: the sections of the first page, and what they link."""
    parts = []
    for title, section in re.findall(r"^## (.+)\n((?:(?!^## ).*\n)*)", home, re.MULTILINE):
        pages = [f"{text} <{target.removesuffix('.md')}>" for text, target in LINK.findall(section)]
        parts += ["", "```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```"]
    return "\n".join(parts)


def _exact(app: Any, tree: nodes.document) -> None:
    """Link a name in a type only where it is a full name; words like *months* are many things."""
    for node in tree.findall(pending_xref):
        node.attributes.pop("refspecific", None)


def _language(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Mark the text of an English page: menus are French."""
    if page not in FRENCH and "body" in context:
        context["body"] = f'<div lang="en">{context["body"]}</div>'
