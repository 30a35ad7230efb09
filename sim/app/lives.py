"""One made-up person: a row of the territory chosen by stated criteria, and its two lives.

For workers. The row is chosen from the common start and from the worlds before any lever moves, so
that the person stays the same while levers move. Their name is in the catalogues only.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np

from sim.app.asked import Asked
from sim.app.levers import table
from sim.app.picture import pack
from sim.app.worlds import compared, loaded
from sim.indicators.outputs import STATE_NAMES
from sim.lang import say
from sim.report.series import origin_line
from sim.runs.replicates import run_worlds
from sim.runs.warmup import warmed_state
from sim.state.people import ABSENT
from sim.study.counterfactual import twin
from sim.territory.of_scenario import territory_of

__all__ = ["choose", "tell"]

MARGIN: Final = 12  # months of age on each side
LINES: Final = 14  # events shown of each life; the data table holds all
EVERYBODY: Final = 1_000_000


@cache
def choose(name: str, seed: int) -> tuple[int, int]:
    """Choose the row that stands for a made-up person.

    Of those present at month 0 who are at most a year younger or older and have at least the need
    that is stated: the one whose two lives differ in the most months between the worlds before any
    lever moves (the lowest key of several).

    Returns
    -------
    tuple of int
        The key, and how many persons met the criteria.
    """
    person = table().persons[name]
    worlds = [loaded(table().against), loaded(table().scenarios[0])]
    start = warmed_state(worlds[0], territory_of(worlds[0]), seed)
    columns = {
        part: np.asarray(start[f"people.{part}"]) for part in ("key", "age", "level", "state")
    }
    meets = (
        (columns["state"] != ABSENT)
        & (abs(columns["age"].astype(int) - 12 * person.age) <= MARGIN)
        & (columns["level"].max(axis=1) >= person.need)
    )
    everybody = [world.with_(clock={"record_people": EVERYBODY}) for world in worlds]
    ((first, second),) = run_worlds(everybody, [seed], progress=False)
    assert first.pathways is not None and second.pathways is not None
    keys = first.pathways.key
    differs = (first.pathways.state != second.pathways.state).sum(axis=0)
    differs = np.where(np.isin(keys, columns["key"][meets]), differs, -1)
    return int(keys[int(differs.argmax())]), int(meets.sum())


def tell(asked: Asked) -> bytes:
    """Return the two lives of a made-up person in the worlds that are asked for."""
    lang, person = asked.lang, table().persons[asked.person]
    key, among = choose(asked.person, asked.seed)
    comparison = compared(replace(asked, n=1))
    life = twin(comparison, key)
    name = say(f"app.person.{asked.person}", lang)
    a, b = comparison.titles()
    story = [[str(month), *texts] for month, texts in life.story(lang)]
    states = [
        life.frame.loc[life.frame["scenario"] == world, "state"].to_numpy()[:, None]
        for world in life.names
    ]
    tree: dict[str, Any] = {
        "name": name,
        "titles": [a, b],
        "states": [say(f"state_{state}", lang) for state in STATE_NAMES],
        "months": len(states[0]),
        "month": life.month,
        "who": life.who(lang),
        "part": life.decision(lang),
        "chosen": say(
            "app.person.chosen", lang, age=person.age, seed=asked.seed, n=among,
            need=say(f"app.need.{person.need}", lang),
        ),
        "head": [say("month", lang), a, b],
        "rows": story,
        "shown": LINES,
        "origin": origin_line(comparison, lang),
    }  # fmt: skip
    return pack(tree, *states)
