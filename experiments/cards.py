"""The scenario cards of a training session, checked: ``python -m experiments.cards``.

Each card states, before its first run, in which direction the pole should differ from the silos,
and why. The program simulates the worlds that a session on the card simulates, over the same seeds,
and shows the measured difference beside the statement. A card with which the model disagrees is
shown as such; the card is not changed afterwards.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, replicates
from experiments.cli.screen import heading, labelled, paragraph, table
from sim import compose
from sim import lang as labels
from sim.app.session.cards import ScenarioCard, card, cards, judged
from sim.app.session.plan import plan
from sim.app.session.rounds import check, pole_job
from sim.app.session.shown import AGREES
from sim.app.session.state import Game
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.indicators.registry import REGISTRY
from sim.lang import Message, say
from sim.results.verdict import smallest_that_counts

if TYPE_CHECKING:
    from sim.study.comparison import Comparison

HEADS: Final = ("cards.card", "indicator", "cards.expected", "difference", "cards.verdict")
ALL: Final = "all"
SPEC: Final = (
    Option("card", str, ALL, "option.cards.card"),
    replicates(40, 2),
    Option("seed", int, 1, "option.seed", low=0, high=2**62),
    Option("months", int, 24, "option.cards.months", low=12, high=120),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)


@dataclass(frozen=True)
class Row:
    """A card and what was measured of its indicator."""

    card: ScenarioCard
    compared: Comparison

    def report(self, lang: str) -> dict[str, Any]:
        """Return the row as plain values."""
        expected = self.card.expected
        found = self.compared.paired(expected.indicator)
        smallest = smallest_that_counts(REGISTRY[expected.indicator].unit, found.a)
        values = {name: getattr(found, name) for name in ("a", "b", "difference", "low", "high")}
        return {
            "card": self.card.name,
            "title": self.card.title.text(lang),
            "indicator": expected.indicator,
            "label": REGISTRY[expected.indicator].label(lang),
            "unit": REGISTRY[expected.indicator].unit,
            "manner": expected.manner,
            "sign": expected.sign,
            "worse": self.card.expects_worse,
            "why": expected.why.text(lang),
            **{name: x if math.isfinite(x) else None for name, x in values.items()},
            "n": found.n,
            "verdict": judged(expected.sign, found.low, found.high, smallest),
            "digest": self.compared.digest(),
        }


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC, first="card")
    lang = options["lang"]
    if options["help"]:
        print(help_text("cards", SPEC, {"card": list(cards())}, lang=lang))
        return None
    if overrides:
        raise InputError(Message("cli.no_scenario", word=one_line(overrides[0])))
    names = cards() if options["card"] == ALL else (options["card"],)
    games = [_game(name, options) for name in names]
    for game in games:
        check(game)
    if options["cfg"]:
        shown = {game.card.name: game.card.model_dump(mode="json") for game in games}
        print(compose.yaml_text(shown), end="")
        return None
    _show(measured(games, options), options)
    return None


def _game(name: str, options: Mapping[str, Any]) -> Game:
    if name not in cards():
        card(name)  # refuses it, with the nearest name
    fields = {"card": name, "months": options["months"], "first_seed": options["seed"]}
    return Game.of(plan(fields, "cards"))


def measured(games: Sequence[Game], options: Mapping[str, Any]) -> list[Row]:
    """Simulate what each card states, over the same seeds."""
    from sim.study.compare import compare

    rows = []
    for rank, game in enumerate(games, 1):
        if sys.stderr.isatty():
            title = game.card.title.text(options["lang"])
            print(f"{rank}/{len(games)} {title}", file=sys.stderr)
        job = pole_job(game, game.card.expected.manner)
        compared = compare(
            job.a, job.b, replicates=options["replicates"], seed=options["seed"],
            assumptions="default", workers=options["workers"], lang=options["lang"],
            progress=sys.stderr.isatty(),
        )  # fmt: skip
        rows.append(Row(game.card, compared))
    return rows


def _cells(row: Row, lang: str) -> list[str]:
    report = row.report(lang)
    values = [math.nan if report[k] is None else report[k] for k in ("difference", "low", "high")]
    sign = say("cards.more" if report["sign"] > 0 else "cards.less", lang)
    side = say("cards.worse" if report["worse"] else "cards.better", lang)
    verdict = report["verdict"]
    return [
        report["title"],
        f"{report['label']} ({labels.unit(report['unit'], lang, gap=True)})",
        f"{sign} ({side})",
        labels.interval(values[0], values[1], values[2], report["unit"], lang),
        f"{AGREES[verdict]} {say(f'cards.{verdict}', lang)}",
    ]


def markdown(rows: Sequence[Row], lang: str) -> str:
    """Return the table for a page, and its seeds below."""
    lines = ["| " + " | ".join(say(head, lang) for head in HEADS) + " |", "|---" * len(HEADS) + "|"]
    lines += [f"| {' | '.join(_cells(row, lang))} |" for row in rows]
    return "\n".join([*lines, "", _seeds(rows, lang)])


def _seeds(rows: Sequence[Row], lang: str) -> str:
    first = rows[0].compared
    n = say("n", lang, n=first.n, seeds=first.seeds_text())
    months = say("cards.months", lang, n=first.a.clock.months)
    return f"{months} · {n} · {say('teaching', lang)}"


def _show(rows: Sequence[Row], options: Mapping[str, Any]) -> None:
    lang = options["lang"]
    if options["format"] == "json":
        print(json.dumps([row.report(lang) for row in rows], ensure_ascii=False))
        return
    if options["format"] == "markdown":
        print(markdown(rows, lang))
        return
    print(paragraph(say("cards.title", lang)))
    print(paragraph(_seeds(rows, lang)))
    cells = [_cells(row, lang) for row in rows]
    print(f"\n{table([say(head, lang) for head in HEADS], cells, texts=(1, 2, 4))}")
    for row in rows:
        print(f"\n{heading(row.card.title.text(lang))}")
        print(paragraph(labelled("cards.why", row.card.expected.why.text(lang), lang)))
        print(paragraph(labelled("cards.limits", row.card.limits.text(lang), lang)))
    print(f"\n{labelled('again', reproduce('cards', options, []), lang)}")


if __name__ == "__main__":
    raise SystemExit(main(None))
