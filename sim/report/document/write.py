"""Writing a report: ``x.html``, ``x.pdf``, ``x.pptx``, ``x.csv`` or ``x.parquet``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.engine.whole_files import SHARED, whole_file
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.report.document.blocks import Document
from sim.report.document.content import document
from sim.report.document.page import html
from sim.report.document.slides import pptx
from sim.results import atomic_files as store
from sim.results.tables import ComparisonTables

__all__ = ["FORMS", "form_of", "put", "report"]

EXTRA: Final = "report"  # the extra of pyproject.toml that brings the libraries


def _page(content: Document) -> bytes:
    return html(content).encode("utf-8")


def _paper(content: Document) -> bytes:
    """Return a tagged PDF of the variant PDF/UA-1.

    Raises
    ------
    ImportError, OSError
        When WeasyPrint or the libraries of the system that it draws with are missing.
    """
    from weasyprint import HTML

    made = HTML(string=html(content)).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)


DOCUMENTS: Final[dict[str, Callable[[Document], bytes]]] = {
    "html": _page, "pdf": _paper, "pptx": pptx,
}  # fmt: skip
FORMS: Final = (*DOCUMENTS, "csv", "parquet")


def form_of(path: str | os.PathLike[str]) -> str:
    """Return the form of a report by the end of its name.

    Raises
    ------
    InputError
        When there is no such form.
    """
    end = Path(path).suffix.casefold().removeprefix(".")
    if end not in FORMS:
        near = suggestion(end, FORMS)
        raise InputError(Message("report.form", path=str(path), forms=list(FORMS), near=near))
    return end


def report(
    comparison: ComparisonTables, path: str | os.PathLike[str], *, lang: str | None = None
) -> Path:
    """Write the report of a comparison; the end of the name says in which form.

    Parameters
    ----------
    comparison
        The comparison.
    path
        File to write, whole or not at all: ``.html``, ``.pdf`` and ``.pptx`` are the report,
        ``.csv`` (for a spreadsheet of the language) and ``.parquet`` its table of differences.
    lang
        ``fr`` or ``en``; without it that of the comparison.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When there is no such form, or a library of the form is missing.
    OSError
        When the file cannot be written.
    """
    form = form_of(path)
    lang = comparison.language(lang)
    target = Path(path).expanduser()
    if form == "csv":
        frame = comparison.summary(lang=lang)
        sep, decimal = (";", ",") if lang == "fr" else (",", ".")
        text = frame.to_csv(index=False, lineterminator="\r\n", sep=sep, decimal=decimal)
        data = text.encode("utf-8-sig")
    elif form == "parquet":
        target.parent.mkdir(parents=True, exist_ok=True)
        store.put_frame(target, comparison.summary(lang=lang))
        return target
    else:
        return put(document(comparison, lang), target, form)
    with whole_file(target, SHARED) as file:
        file.write(data)
    return target


def put(content: Document, target: Path, form: str) -> Path:
    """Write a document, whole or not at all, and return its file.

    Parameters
    ----------
    content
        What it says.
    target
        File to write.
    form
        ``html``, ``pdf`` or ``pptx``.

    Raises
    ------
    InputError
        When a library of the form is missing.
    OSError
        When the file cannot be written.
    """
    try:
        data = DOCUMENTS[form](content)
    except (ImportError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise InputError(Message("report.no_library", form=form, extra=EXTRA)) from None
    with whole_file(target, SHARED) as file:
        file.write(data)
    return target
