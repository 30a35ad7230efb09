"""Two lives of one person: the same luck in two worlds, month by month, until they diverge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.indicators.outputs import shown_states
from sim.indicators.registry import DOMAIN_CODES
from sim.lang import LANGS, Message
from sim.results.lives import Lives
from sim.runs.run import run_world
from sim.state.people import ABSENT, INSTITUTION, NEVER
from sim.study.sources import territory_again

if TYPE_CHECKING:
    from sim.model.model import SectorModel
    from sim.results.tables import ComparisonTables
    from sim.scenario.scenario import Scenario
    from sim.territory.territory import Territory

__all__ = ["Twin", "follow", "twin"]

# What decides, in the order in which it is shown when several change in one month.
DECISIONS: Final = ("funnel", "establishment", "plan", "actor", "state")


@dataclass(frozen=True)
class Twin(Lives):
    """Two lives of one person; a notebook shows them as a table.

    Attributes are those of `sim.results.lives.Lives`.
    """

    def _repr_html_(self) -> str:
        from sim.report.html import twin_html

        return twin_html(self)


class _Watcher:
    """Writes down one person at the end of each month."""

    def __init__(self, key: int, codes: tuple[str, ...]) -> None:
        self.key = np.uint64(key)
        self.codes = codes
        self.rows: list[dict[str, Any]] = []
        self.row = -1
        self.zone = -1  # where the person lives at first

    def __call__(self, model: SectorModel) -> None:
        people = model.people
        if not (0 <= self.row < people.size and people.key[self.row] == self.key):
            found = np.flatnonzero(people.key[: people.size] == self.key)
            self.row = int(found[0]) if len(found) else -1
        i = self.row
        gone = i < 0 or people.state[i] == ABSENT
        if not gone and self.zone < 0:
            self.zone = int(people.zone[i])
        asked = NEVER if gone else int(people.asked[i])
        place = -1 if gone else int(people.place[i])
        row_of_month: dict[str, Any] = {
            "month": model.month,
            "state": 0
            if gone
            else int(shown_states(people.state[[i]], people.status_bits[[i]])[0]),
            "funnel": ABSENT if gone else int(people.state[i]),
            "place": self.codes[model.organisations.e_category[place]] if place >= 0 else "",
            "establishment": place,
            "actor": -1 if gone else int(people.actor[i]),
            "plan": 0 if gone else int(people.plan[i].sum()),
            "age": 0 if gone else int(people.age[i]),
            "waited": -1 if asked == NEVER else model.month - asked,
            "strain": 0.0 if gone else float(people.strain[i]),
            "institution": not gone and bool(people.residence[i] == INSTITUTION),
        }
        for d, code in enumerate(DOMAIN_CODES):
            row_of_month[f"level_{code}"] = 0 if gone else int(people.level[i, d])
            row_of_month[f"cover_{code}"] = 0.0 if gone else float(people.cover[i, d])
            row_of_month[f"plan_{code}"] = 0 if gone else int(people.plan[i, d])
        self.rows.append(row_of_month)


def follow(
    scenario: Scenario,
    seed: int,
    person: int,
    codes: tuple[str, ...],
    territory: Territory | None = None,
) -> tuple[pd.DataFrame, int]:
    """Simulate a world again and write one person down, month by month; the zone they live in."""
    watcher = _Watcher(person, codes)
    run_world(scenario, seed, watch=watcher, territory=territory)
    return pd.DataFrame(watcher.rows), watcher.zone


def _most_different(comparison: ComparisonTables) -> int:
    a, b = comparison.recorded()
    return int(a.key[int((a.state != b.state).sum(axis=0).argmax())])


def twin(comparison: ComparisonTables, person: int | None = None) -> Twin:
    """Follow a person through both worlds of the first seed.

    Raises
    ------
    InputError
        When no person in them has that key, or a file of the territory has changed since.
    """
    key = _most_different(comparison) if person is None else person
    if isinstance(key, bool) or not isinstance(key, int | np.integer) or not 0 <= key < 2**64:
        raise InputError(Message("twin.key", person=repr(key)))
    territory = territory_again(comparison)
    categories = territory.categories
    codes = tuple(categories.code)
    lives = []
    for name, scenario in zip(comparison.names, (comparison.a, comparison.b), strict=True):
        life, zone = follow(scenario, comparison.seeds[0], int(key), codes, territory)
        life.insert(0, "scenario", name)
        lives.append(life)
    if not any((life["funnel"] != ABSENT).any() for life in lives):
        raise InputError(Message("twin.nobody", person=str(key)))
    differs = np.zeros(len(lives[0]), bool)
    for column in DECISIONS:
        differs |= lives[0][column].to_numpy() != lives[1][column].to_numpy()
    month = int(lives[0]["month"].iloc[int(differs.argmax())]) if differs.any() else None
    texts = zip(codes, categories.label_fr, categories.label_en, strict=True)
    labels = {code: {"fr": fr, "en": en} for code, fr, en in texts}
    frame = pd.concat(lives, ignore_index=True)
    zones = comparison.place.zones
    return Twin(
        int(key), comparison.names, frame, month, labels,
        titles={lang: comparison.titles(lang) for lang in LANGS},
        zone=zones[zone] if 0 <= zone < len(zones) else "",
        lang=comparison.lang,
    )  # fmt: skip
