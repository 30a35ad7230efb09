"""Numbers of a session as people read them: losers first, each difference with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from sim import lang as labels
from sim.app.session.cards import ScenarioCard, Verdict, judged
from sim.app.session.events import NOBODY
from sim.app.session.state import Bet, State
from sim.lang import say
from sim.results.verdict import MARKS, smallest_that_counts

__all__ = [
    "AGREES", "against_bets", "bet_text", "bets", "expectation", "gap", "group_name", "losers",
    "measured", "origin", "result", "right", "row",
]  # fmt: skip
AGREES: Final[dict[Verdict, str]] = {"agrees": "●", "contrary": "✕", "small": "≈", "unsure": "○"}


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def gap(row: Mapping[str, Any], lang: str, *, unit: bool = True) -> str:
    """Return a difference with its interval, and with its unit."""
    values = [_number(row[name]) for name in ("difference", "low", "high")]
    text = labels.interval(values[0], values[1], values[2], row["unit"], lang)
    if not unit or not math.isfinite(values[0]):
        return text
    return f"{text} {labels.unit(row['unit'], lang, gap=True)}"


def row(found: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a row of numbers with its texts."""
    verdict = str(found["verdict"])
    reading = say(f"reading.{verdict}", lang)
    return {
        **{name: found[name] for name in ("indicator", "a", "b", "difference", "low", "high")},
        "label": found["label"][lang],
        "first": labels.value(_number(found["a"]), found["unit"], lang),
        "second": labels.value(_number(found["b"]), found["unit"], lang),
        "gap": gap(found, lang),
        "verdict": verdict,
        "reading": f"{MARKS[verdict]} {reading}",  # type: ignore[index]
    }


def losers(numbers: Mapping[str, Any], lang: str) -> list[str]:
    """Return who loses, one sentence a group; one sentence when nobody does."""
    found = [
        say("labelled", lang, label=one["label"][lang], text=f"{MARKS['worse']} {gap(one, lang)}")
        for one in numbers["losers"]
    ]
    return found or [say("nobody_loses", lang, n=numbers["tested"])]


def origin(numbers: Mapping[str, Any], lang: str) -> str:
    """Return the place, the number of replicates, the seeds and the version."""
    n = say("n", lang, n=numbers["n"], seeds=numbers["seeds"])
    place, version = numbers["place"][lang], numbers["version"]
    return f"{place} · {n} · {version} ({numbers['code']}) · {say('teaching', lang)}"


def result(key: str, title: str, numbers: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """Return what the room sees of a job, or that it is being computed.

    Parameters
    ----------
    key
        Of the job.
    title
        What was compared, in words.
    numbers
        From `sim.app.session.simulate.numbers_of`; None before a worker has answered.
    """
    if numbers is None:
        waits = say("session.computing", lang)
        return {"key": key, "title": title, "done": False, "waits": waits}
    return {
        "key": key,
        "title": title,
        "done": True,
        "losers": losers(numbers, lang),
        "rows": [row(one, lang) for one in numbers["rows"]],
        "origin": origin(numbers, lang),
        "digest": numbers["digest"],
    }


def expectation(card: ScenarioCard, numbers: Mapping[str, Any] | None, lang: str) -> str:
    """Return what was measured of what a card expected, and whether the model agrees.

    Parameters
    ----------
    card
        The card.
    numbers
        Of the pole in the manner of the card; None where they are not simulated.
    """
    if numbers is None:
        return say("session.computing", lang)
    rows = {one["indicator"]: one for one in numbers["rows"]}
    found = rows.get(card.expected.indicator)
    if found is None:
        return say("unknown", lang)
    smallest = smallest_that_counts(found["unit"], _number(found["a"]))
    low, high = _number(found["low"]), _number(found["high"])
    verdict = judged(card.expected.sign, low, high, smallest)
    text = f"{gap(found, lang)} {AGREES[verdict]} {say(f'cards.{verdict}', lang)}"
    return say("labelled", lang, label=found["label"][lang], text=text)


def group_name(loser: str, lang: str) -> str:
    """Return the group on whose loss a team bets, as people read it."""
    return say("session.nobody", lang) if loser == NOBODY else labels.group("stage", loser, lang)


def measured(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what bets are held against.

    Returns
    -------
    dict
        ``wait`` (months) and ``cost`` (per cent of the first world): difference, low and high, None
        where nothing was measured; ``losers``: life stages for whom the second world is worse.
    """
    rows = {one["indicator"]: one for one in numbers["rows"]}
    wait, cost = rows["wait_solution_median"], rows["public_cost"]
    level = cost["a"]
    scale = 100.0 / abs(level) if level else math.nan
    ends = ("difference", "low", "high")
    shares = {name: _number(cost[name]) * scale for name in ends}
    return {
        "wait": {name: wait[name] for name in ends},
        "cost": {name: value if math.isfinite(value) else None for name, value in shares.items()},
        "losers": numbers["lost"],
    }


def _within(value: float, found: Mapping[str, Any]) -> bool:
    """Whether a bet lies in the interval, its ends rounded to whole numbers as bets are."""
    low, high = _number(found["low"]), _number(found["high"])
    return math.isfinite(low) and math.floor(low) <= value <= math.ceil(high)


def right(bet: Bet, found: Mapping[str, Any]) -> dict[str, bool]:
    """Return which parts of a bet agree with what was measured (`measured`)."""
    lost = found["losers"] or [NOBODY]
    return {
        "wait": _within(bet.wait, found["wait"]),
        "cost": _within(bet.cost, found["cost"]),
        "loser": bet.loser in lost,
    }


def _whole(number: int, lang: str) -> str:
    """Return a whole number with its sign."""
    return ("+" if number > 0 else "") + labels.number(number, 0, lang)


def bet_text(bet: Bet, lang: str) -> str:
    """Return a bet in words."""
    return say(
        "session.bet", lang, wait=_whole(bet.wait, lang), cost=_whole(bet.cost, lang),
        loser=group_name(bet.loser, lang),
    )  # fmt: skip


def against_bets(numbers: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return what was measured as a picture beside the bets shows it.

    Returns
    -------
    dict
        ``wait`` and ``cost`` as in `measured`, each with its ``text``; ``losers``: their names.
    """
    found = measured(numbers)
    for name, unit, scale in (("wait", "months", 1.0), ("cost", "share", 0.01)):
        ends = [scale * _number(found[name][end]) for end in ("difference", "low", "high")]
        found[name]["text"] = labels.interval(ends[0], ends[1], ends[2], unit, lang)
    found["losers"] = [group_name(one, lang) for one in found["losers"] or [NOBODY]]
    return found


def bets(state: State, numbers: Mapping[str, Any] | None, lang: str) -> list[dict[str, Any]]:
    """Return the bets of all teams, laid over what was measured once it is there."""
    found = None if numbers is None else measured(numbers)
    shown = []
    for team in state.teams:
        bet = team.bet
        if bet is None:
            continue
        shown.append(
            {
                "team": team.number, "name": team.name, "text": bet_text(bet, lang),
                "wait": bet.wait, "cost": bet.cost, "loser": bet.loser,
                "right": None if found is None else right(bet, found),
            }
        )  # fmt: skip
    return shown
