"""Settings of the documentation site: the pages of ``docs/``, and a reference from docstrings.

``uv run --group docs sphinx-build -W --keep-going -q -c docs/website . build/site`` builds it. The
sources are the whole tree, so that README and CHANGELOG are pages too, and no text has a copy.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.environ["NUMBA_DISABLE_JIT"] = "1"  # a compiled function has no docstring that Sphinx reads

import pages  # noqa: E402, RUF100
import reference  # noqa: E402, RUF100

reference.write()

project = "Parcours"
author = "Parcours"
copyright = "Parcours, Apache-2.0"
language = "fr"  # of the menus; `pages` marks the English pages
root_doc = "docs/accueil"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
include_patterns = ["README.md", "CHANGELOG.md", "docs/**", "sim/data/SOURCES.md"]
exclude_patterns = [
    ".*", "build", "configs", "dist", "docs/gallery", "docs/room", "docs/website", "experiments",
    "notebooks", "results", "tests",
]  # fmt: skip

default_role = "code"
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # those of matplotlib and Mesa use roles of their own
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_param = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "Parcours"
html_theme_options = {
    "collapse_navigation": True,  # a third of the size
    "navbar_center": [],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {"**": ["menu.html"]}
html_additional_pages = {"index": "first.html"}
templates_path = ["templates"]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # from a folder, a browser may not read other pages


def setup(app: object) -> None:
    """Register what is done to each page."""
    pages.register(app)
