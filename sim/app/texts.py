"""Keys of the texts that pages and their modules write; a test compares them with the files."""

from __future__ import annotations

from typing import Final

__all__ = ["PAGE_TEXTS"]

PAGE_TEXTS: Final = (
    "app.before",
    "app.computing",
    "app.indicator",
    "app.is_after",
    "app.is_before",
    "app.languages",
    "app.left_out",
    "app.levers",
    "app.levers.how",
    "app.numbers",
    "app.one_person",
    "app.one_person.how",
    "app.other",
    "app.pause",
    "app.play",
    "app.reset",
    "app.rest",
    "app.scenario",
    "app.script",
    "app.skip",
    "app.sure",
    "app.table",
    "app.teaching",
    "app.title",
    "app.undo",
    "app.until",
    "app.wait.progress",
    "app.wait.title",
    "app.wait.why",
    "app.wrong",
    "month",
    "reform",
)
