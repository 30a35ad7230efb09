"""The guides of a session: its script, its cards, its glossary."""

from __future__ import annotations

from parts.cells import line
from sim import lang as labels
from sim.app.session import cards as session
from sim.app.session import printed
from sim.app.session.glossary import glossary
from sim.app.session.plan import Plan

__all__ = ["session_cards", "session_glossary", "session_not", "session_script"]


def session_script(lang: str) -> str:
    """Write what the facilitator of a session says, state by state, for both lengths."""
    long, short = (printed.script(Plan(card="rushed", form=form), lang) for form in (90, 45))
    heads = (long.heads[0], f"{long.heads[1]} (90)", f"{long.heads[1]} (45)", long.heads[2])
    rows = [
        (state, minutes, other[1], text)
        for (state, minutes, text), other in zip(long.rows, short.rows, strict=True)
    ]
    return "\n".join([line(heads), "|---" * len(heads) + "|", *map(line, rows)])


def session_cards(lang: str) -> str:
    """Write a table of the cards of a session: title, story, what is to be learnt."""
    heads = [labels.say(f"session.kit.{name}", lang) for name in ("card", "text", "goal", "limits")]
    lines = [line(heads), "|---" * len(heads) + "|"]
    for name in session.cards():
        card = session.card(name)
        texts = (card.story, card.goal, card.limits)
        cells = (f"**{card.title.text(lang)}** `{name}`", *(text.text(lang) for text in texts))
        lines.append(line(cells))
    return "\n".join(lines)


def session_not(lang: str) -> str:
    """Write what the model is not, as on every printed card."""
    return "\n".join(f"- {labels.say(f'session.not.{k}', lang)}" for k in range(1, printed.NOT + 1))


def session_glossary(lang: str) -> str:
    """Write the glossary of a session."""
    lines = []
    for title, entries in glossary(lang).items():
        lines += ["", f"## {title}", ""]
        lines += [
            f"- **{term}**: {text}" if lang == "en" else f"- **{term}**\u202f: {text}"
            for term, text in entries
        ]
    return "\n".join(lines[1:])
