"""Parts of what a session prints: its script, its cards, its results, as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from sim.app.session.deck import Choice
from sim.app.session.plan import Phase, Plan
from sim.app.session.state import Game
from sim.errors import InputError, suggestion
from sim.lang import Message, say
from sim.report.document.blocks import Block, Bullets, Document, Paragraph, Section, Table
from sim.report.document.write import put

__all__ = ["NOT", "choices", "facts", "form_in", "results", "script", "write"]

NOT: Final = 5  # sentences on what the model is not


def script(plan: Plan, lang: str) -> Table:
    """Return what the facilitator says and does, state by state, with the minutes."""
    heads = tuple(say(f"session.kit.{name}", lang) for name in ("state", "minutes", "script"))
    rows = tuple(
        (
            say(f"session.phase.{phase.value}", lang),
            str(plan.minutes_of(phase)),
            say(f"session.say.{phase.value}", lang),
        )
        for phase in Phase
    )
    return Table(say("session.kit.timing", lang, n=plan.form), heads, rows, (2,))


def facts(game: Game, lang: str) -> list[Block]:
    """Return the card as everybody may read it, and what the model is not."""
    card = game.card
    lines = [
        say("labelled", lang, label=say(f"session.kit.{name}", lang), text=text)
        for name, text in (
            ("who", card.who.text(lang)),
            ("limits", card.limits.text(lang)),
            ("sources", " · ".join(card.sources)),
        )
    ]
    never = tuple(say(f"session.not.{k}", lang) for k in range(1, NOT + 1))
    return [Paragraph(card.story.text(lang), strong=True), Bullets(tuple(lines)), Bullets(never)]


def choices(caption: str, found: Mapping[str, Choice], names: Iterable[str], lang: str) -> Table:
    """Return cards to cut out, one a row."""
    heads = (say("session.kit.card", lang), say("session.kit.text", lang))
    rows = tuple((found[name].title.text(lang), found[name].story.text(lang)) for name in names)
    return Table(caption, heads, rows, (1,))


def results(caption: str, found: Iterable[Mapping[str, Any]], lang: str) -> list[Block]:
    """Return what was measured of each job: the losers first, then the table.

    Parameters
    ----------
    found
        Results of `sim.app.session.shown.result`.
    """
    blocks: list[Block] = []
    heads = tuple(
        say(key, lang) for key in ("indicator", "session.kit.a", "session.kit.b", "difference")
    )
    for one in found:
        blocks.append(Paragraph(one["title"], strong=True))
        if not one["done"]:
            blocks.append(Paragraph(one["waits"]))
            continue
        blocks.append(Bullets(tuple(one["losers"])))
        rows = tuple(
            (row["label"], row["first"], row["second"], f"{row['gap']} {row['reading']}")
            for row in one["rows"]
        )
        blocks.append(Table(f"{caption} · {one['origin']}", heads, rows, (3,)))
    return blocks


def form_in(target: Path, forms: tuple[str, ...]) -> str:
    """Return the form that the end of a name says.

    Raises
    ------
    InputError
        When it is none of those allowed.
    """
    form = target.suffix.casefold().removeprefix(".")
    if form not in forms:
        near = suggestion(form, forms)
        raise InputError(Message("report.form", path=str(target), forms=list(forms), near=near))
    return form


def write(
    target: Path, forms: tuple[str, ...], title: str, subtitle: str, lang: str,
    sections: Mapping[str, list[Block]],
) -> Path:  # fmt: skip
    """Write a document in the form that the end of its name says.

    Parameters
    ----------
    target
        File to write.
    forms
        Ends of the name that are allowed.
    sections
        Blocks by the key of their title; sections without a block are left out.

    Raises
    ------
    InputError
        When the name ends otherwise, or a library of the form is missing.
    """
    form = form_in(target, forms)
    made = tuple(
        Section(key, say(f"session.kit.{key}", lang), tuple(blocks))
        for key, blocks in sections.items()
        if blocks
    )
    return put(Document(lang, title, subtitle, made), target, form)
