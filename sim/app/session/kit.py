"""The kit of a session for a room without screens: script, cards, sheets, results, strips."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from sim.app.session import printed, shown
from sim.app.session.cards import CHOSEN
from sim.app.session.plan import Plan
from sim.app.session.rounds import Job, check, lever_job, pole_job
from sim.app.session.state import Game
from sim.lang import say
from sim.lang import unit as unit_name
from sim.report.document.blocks import Block, Bullets, Figure, Paragraph, Table
from sim.report.style import of_house, picture

__all__ = ["FORMS", "kit"]

FORMS: Final = ("pdf", "html")
STRIPS: Final = 60  # persons of a strip
LINES: Final = 6  # empty lines of a sheet
BRIEF: Final = ("unmet_need", "wait_solution_median", "public_cost")


def kit(
    target: Path | str,
    plan: Plan,
    *,
    simulate: Callable[[Job], Mapping[str, Any]] | None = None,
    strips: bool = True,
) -> Path:
    """Write the kit of a session; the end of the name says whether it is a PDF or a page.

    Parameters
    ----------
    target
        File to write, ``.pdf`` (the extra ``report``) or ``.html``.
    plan
        Of the session: card, language, length, months, seeds.
    simulate
        Answers a job (`sim.app.session.simulate.simulate`). Without it the kit has no results, and
        the facilitator needs a machine in the room.
    strips
        Whether pathways of the same persons in both worlds are drawn, from one run.

    Raises
    ------
    InputError
        When the plan or its card cannot be used, or a library is missing.
    """
    printed.form_in(Path(target), FORMS)
    game = Game.of(plan)
    check(game)
    lang, card, deck = plan.lang, game.card, game.deck
    sections: dict[str, list[Block]] = {
        "script_title": [printed.script(plan, lang)],
        "card_title": printed.facts(game, lang),
        "facilitator": _facilitator(game, simulate, lang),
        "levers": [
            printed.choices(say("session.kit.cut", lang), deck.levers, card.levers, lang),
        ],
        "manners": [
            printed.choices(say("session.kit.cut", lang), deck.manners, deck.manners, lang),
        ],
        "events": [
            printed.choices(
                say("session.kit.cut", lang), deck.events, (*card.events, *card.shocks), lang
            )
        ],
        "roles": [printed.choices(say("session.kit.cut", lang), deck.roles, deck.roles, lang)],
        "sheet": _sheet(game, lang),
        "results": _results(game, simulate, lang) if simulate is not None else [],
        "strips": [_strips(game, lang)] if strips else [],
    }
    title = say("session.kit.title", lang, title=card.title.text(lang))
    return printed.write(Path(target), FORMS, title, say("teaching", lang), lang, sections)


def _facilitator(
    game: Game, simulate: Callable[[Job], Mapping[str, Any]] | None, lang: str
) -> list[Block]:
    """Return what only the facilitator reads before the debrief."""
    card = game.card
    lines = [
        say("labelled", lang, label=say(f"session.kit.{name}", lang), text=text)
        for name, text in (
            ("goal", card.goal.text(lang)),
            ("error", card.error.text(lang)),
            ("why", card.expected.why.text(lang)),
        )
    ]
    sources = [
        say("labelled", lang, label=manner.title.text(lang), text=manner.source.text(lang))
        for manner in game.deck.manners.values()
        if manner.source is not None
    ]
    if simulate is not None:
        found = shown.expectation(card, simulate(pole_job(game, card.expected.manner)), lang)
        lines.append(say("labelled", lang, label=say("session.kit.model", lang), text=found))
    return [Bullets((*lines, *sources))]


def _sheet(game: Game, lang: str) -> list[Block]:
    """Return the sheets of a team: its bet, its choices, its commitment."""
    bets = tuple(say(f"session.kit.{name}", lang) for name in ("team", "wait", "cost", "loser"))
    parts = ("team", "who_acts", "with_whom", "by_when")
    commits = tuple(say(f"session.kit.{name}", lang) for name in parts)
    empty = tuple(("…",) + ("",) * (len(bets) - 1) for _ in range(LINES))
    titles = ", ".join(one.text(lang) for one in game.deck.institutions.values())
    return [
        Paragraph(say("session.kit.institutions", lang, names=titles)),
        Table(say("session.kit.bets", lang), bets, empty),
        Table(say("session.kit.commitments", lang), commits, empty),
    ]


def _short(title: str, numbers: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    rows = {row["indicator"]: row for row in numbers["rows"]}
    gaps = (shown.gap(rows[name], lang, unit=False) if name in rows else "–" for name in BRIEF)
    return (title, *gaps, shown.losers(numbers, lang)[0])


def _results(game: Game, simulate: Callable[[Job], Mapping[str, Any]], lang: str) -> list[Block]:
    """Return the answers to every choice that the room may make."""
    deck, card = game.deck, game.card
    pairs = [
        (lever_job(game, chosen), " + ".join(deck.levers[name].title.text(lang) for name in chosen))
        for chosen in combinations(card.levers, CHOSEN)
    ]
    poles = [
        (
            pole_job(game, manner, shock),
            choice.title.text(lang)
            + (f" · {deck.events[shock].title.text(lang)}" if shock else ""),
        )
        for shock in ("", *card.shocks)
        for manner, choice in deck.manners.items()
    ]
    blocks: list[Block] = []
    for caption, found in (("round1", pairs), ("round2", poles)):
        answers = [(title, simulate(job)) for job, title in found]
        heads = (
            say("session.kit.choice", lang),
            *(_label(answers[0][1], name, lang) for name in BRIEF),
            say("session.kit.first_loser", lang),
        )
        rows = tuple(_short(title, numbers, lang) for title, numbers in answers)
        text = f"{say(f'session.kit.{caption}', lang)} · {shown.origin(answers[0][1], lang)}"
        blocks.append(Table(text, heads, rows, (4,)))
    return blocks


def _label(numbers: Mapping[str, Any], indicator: str, lang: str) -> str:
    rows = {row["indicator"]: row for row in numbers["rows"]}
    if indicator not in rows:
        return indicator
    unit = unit_name(rows[indicator]["unit"], lang, gap=True)
    return f"{rows[indicator]['label'][lang]} ({unit})"


def _strips(game: Game, lang: str) -> Figure:
    """Return the pathways of some persons in both worlds, from one run of the card's manner."""
    from sim.report import plots
    from sim.study.compare import compare

    job = pole_job(game, game.card.expected.manner)
    clock = {"record_people": STRIPS}
    comparison = compare(
        job.a.with_(clock=clock),
        job.b.with_(clock=clock),
        seeds=[job.seeds[0]],
        assumptions="default",
        progress=False,
    )
    a, b = comparison.titles(lang)
    n = say("n", lang, n=1, seeds=comparison.seeds_text())
    caption = f"{comparison.place.label(lang)} · {n} · {comparison.version}"
    with of_house():
        drawn = picture(plots.pathways(comparison, lang=lang, persons=STRIPS)[0], "png")
    return Figure(
        drawn,
        say("report.alt_pathways", lang, a=a, b=b),
        say("report.caption_pathways", lang, origin=caption),
    )
