"""The session to take away: one page from its record, that opens from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sim.app.session import printed, shown
from sim.app.session.plan import Phase
from sim.app.session.record import NAME, replay
from sim.app.session.rounds import Job, jobs
from sim.app.session.state import State
from sim.app.session.view import reveals
from sim.lang import say
from sim.report.document.blocks import Block, Bullets, Paragraph, Table

__all__ = ["FORMS", "export"]

FORMS: Final = ("html", "pdf")


def export(
    record: Path | str,
    target: Path | str,
    *,
    simulate: Callable[[Job], Mapping[str, Any]],
    lang: str | None = None,
) -> Path:
    """Write the page of a session from its record: one file, without script or any other file.

    The runs are simulated again, since the record holds none; numbers that differ from those that
    the room saw are marked as such.

    Parameters
    ----------
    record
        The file `session.jsonl`, or its folder.
    target
        File to write, ``.html`` or ``.pdf``.
    simulate
        Answers a job (`sim.app.session.simulate.simulate`).
    lang
        ``fr`` or ``en``; without it that of the session.

    Raises
    ------
    InputError
        When the record cannot be read or replayed, or a library is missing.
    """
    printed.form_in(Path(target), FORMS)
    path = Path(record)
    state, found = replay(path / NAME if path.is_dir() else path)
    plan = state.game.plan
    tongue = lang or plan.lang
    seen = dict(state.results)
    numbers: dict[str, Mapping[str, Any]] = {}
    other: list[str] = []
    for job in jobs(state):
        numbers[job.key] = simulate(job)
        if seen.get(job.key, numbers[job.key]["digest"]) != numbers[job.key]["digest"]:
            other.append(job.key)
    revealed = reveals(state, numbers, tongue)
    notes = [say("session.other_numbers", tongue, job=key) for key in other]
    if found.cut:
        notes.append(say("session.cut", tongue, file=path.name, n=len(found.events)))
    sections: dict[str, list[Block]] = {
        "notes": [Paragraph(text, strong=True) for text in notes],
        "card_title": printed.facts(state.game, tongue),
        "losers": _losers(state, numbers, tongue),
        "bets": _bets(revealed, tongue),
        "round1": printed.results(say("session.kit.round1", tongue), revealed["round1"], tongue),
        "round2": printed.results(say("session.kit.round2", tongue), revealed["round2"], tongue),
        "shock": printed.results(say("session.kit.shock", tongue), revealed["shock"], tongue),
        "debrief": _debrief(state, numbers, tongue),
        "origin": [_origin(state, numbers, tongue)],
    }
    title = say("session.export", tongue, title=state.game.card.title.text(tongue))
    subtitle = f"{plan.code} · {say('teaching', tongue)}"
    return printed.write(Path(target), FORMS, title, subtitle, tongue, sections)


def _losers(state: State, numbers: Mapping[str, Mapping[str, Any]], lang: str) -> list[Block]:
    """Return who loses in the pole as the room led it; nothing before it was revealed."""
    order = list(Phase)
    found = numbers.get(f"round2:{state.manner}")
    if found is None or order.index(state.phase) < order.index(Phase.REVEAL2):
        return []
    return [Bullets(tuple(shown.losers(found, lang)))]


def _bets(revealed: Mapping[str, Any], lang: str) -> list[Block]:
    rows = []
    for bet in revealed.get("bets", ()):
        right = bet["right"] or {}
        marks = tuple(
            say("session.kit.right" if right.get(part) else "session.kit.wrong", lang)
            for part in ("wait", "cost", "loser")
        )
        rows.append((bet["name"], bet["text"], *marks))
    if not rows:
        return []
    names = ("team", "bet", "wait", "cost", "loser")
    heads = tuple(say(f"session.kit.{name}", lang) for name in names)
    return [Table(say("session.kit.bets_over", lang), heads, tuple(rows), (1, 2, 3, 4))]


def _debrief(state: State, numbers: Mapping[str, Mapping[str, Any]], lang: str) -> list[Block]:
    order = list(Phase)
    if order.index(state.phase) < order.index(Phase.DEBRIEF):
        return []
    card = state.game.card
    expected = f"round2:{card.expected.manner}"
    lines = tuple(
        say("labelled", lang, label=say(f"session.kit.{name}", lang), text=text)
        for name, text in (
            ("goal", card.goal.text(lang)),
            ("error", card.error.text(lang)),
            ("why", card.expected.why.text(lang)),
            ("model", shown.expectation(card, numbers.get(expected), lang)),
        )
    )
    rows = tuple(
        (team.name, team.commitment.who, team.commitment.with_whom, team.commitment.by_when)
        for team in state.teams
        if team.commitment is not None
    )
    parts = ("team", "who_acts", "with_whom", "by_when")
    heads = tuple(say(f"session.kit.{name}", lang) for name in parts)
    blocks: list[Block] = [Bullets(lines)]
    if rows:
        blocks.append(Table(say("session.kit.commitments", lang), heads, rows, (1, 2, 3)))
    return blocks


def _origin(state: State, numbers: Mapping[str, Mapping[str, Any]], lang: str) -> Table:
    plan = state.game.plan
    rows = [
        (say("session.kit.card", lang), plan.card),
        (say("report.seeds", lang), f"{plan.first_seed}-{plan.first_seed + plan.seeds - 1}"),
        (say("session.kit.months", lang), str(plan.months)),
        (say("session.kit.state_digest", lang), state.digest()),
        *((key, str(found["digest"])) for key, found in numbers.items()),
    ]
    heads = (say("session.kit.what", lang), say("session.kit.value", lang))
    return Table(say("session.kit.origin", lang), heads, tuple(rows), (1,))
