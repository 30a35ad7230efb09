"""Two lives of one person: the same luck in two worlds, month by month, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.indicators.registry import DOMAIN_CODES
from sim.runs.replicates import one_world
from sim.runs.run import FULLY, IN_PART, shown_states
from sim.state.people import (
    ABSENT,
    ASSESS,
    INSTITUTION,
    LATENT,
    NEVER,
    REFUSED,
    RENOUNCED,
    SERVED,
    WAIT,
)

if TYPE_CHECKING:
    from sim.model.model import SectorModel
    from sim.results.tables import Comparison
    from sim.scenario.scenario import Scenario

__all__ = ["Twin", "follow", "twin"]

# What decides, in the order in which it is told when several change in one month.
DECISIONS: Final = ("funnel", "establishment", "plan", "actor", "state")

_WORDS: Final = {
    "same": ("rien ne change", "nothing changes"),
    "left": ("quitte la population", "leaves the population"),
    ABSENT: ("quitte la population", "leaves the population"),
    LATENT: ("revient à la vie ordinaire", "returns to ordinary life"),
    ASSESS: ("demande et attend une évaluation", "asks and waits for an assessment"),
    WAIT: ("est orienté et attend", "is oriented and waits"),
    SERVED: ("est accompagné", "is supported"),
    REFUSED: ("est refusé partout", "is refused everywhere"),
    RENOUNCED: ("renonce", "gives up"),
    "enters": ("entre en place : {where}", "enters a place: {where}"),
    "leaves": ("quitte sa place", "leaves its place"),
    "plan_up": ("reçoit {h} h par mois sur mesure", "receives {h} h a month made to measure"),
    "plan_end": ("son plan d'heures finit", "its plan of hours ends"),
    "actor": ("est accueilli par une association", "is taken in by a project actor"),
    "actor_end": ("l'association s'arrête", "the project actor's support ends"),
    "covered": ("tous ses besoins sont couverts", "all its needs are covered"),
    "uncovered": ("ses besoins ne sont plus tous couverts", "not all its needs are covered now"),
    "alike": (
        "Les deux vies sont les mêmes, mois par mois.",
        "Both lives are the same, month by month.",
    ),
    "part": (
        "Mois {month} : en {a}, {told_a} ; en {b}, {told_b}.",
        "Month {month}: in {a}, {told_a}; in {b}, {told_b}.",
    ),
}


def _say(key: Any, lang: str, **parts: object) -> str:
    return _WORDS[key][0 if lang == "fr" else 1].format(**parts)


@dataclass(frozen=True)
class Twin:
    """One person in two worlds.

    Attributes
    ----------
    person
        Its key.
    names
        How the worlds are called.
    frame
        scenario, month, state (as in `Comparison.pathways`), funnel (state of `sim.state.people`),
        place (code of the category), establishment, actor, plan (minutes a month), age (months),
        waited (months since asking), strain, institution, and ``level_``, ``cover_`` and ``plan_``
        by domain.
    month
        First month in which a decision differs; None when none does.
    categories
        Labels of the categories, by code: French, English.
    """

    person: int
    names: tuple[str, str]
    frame: pd.DataFrame
    month: int | None
    categories: dict[str, tuple[str, str]]

    def decision(self, lang: str = "fr") -> str:
        """Say in a sentence where the two lives part."""
        if self.month is None:
            return _say("alike", lang)
        a, b = (self._told(name, self.month, lang) for name in self.names)
        name_a, name_b = self.names
        return _say("part", lang, month=self.month, a=name_a, b=name_b, told_a=a, told_b=b)

    def story(self, lang: str = "fr") -> list[tuple[int, tuple[str, str]]]:
        """Months in which something changes in either world, and what."""
        same = _say("same", lang)
        found = []
        for month in sorted(set(self.frame["month"]))[1:]:
            told = tuple(self._told(name, month, lang) for name in self.names)
            if any(text != same for text in told):
                found.append((int(month), (told[0], told[1])))
        return found

    def _told(self, name: str, month: int, lang: str) -> str:
        mine = self.frame[self.frame["scenario"] == name].set_index("month")
        now: Any = mine.loc[month]
        if month - 1 not in mine.index:
            return _say(int(now["funnel"]), lang)
        before: Any = mine.loc[month - 1]
        told = []
        if now["funnel"] == ABSENT:
            return _say("left" if before["funnel"] != ABSENT else "same", lang)
        if now["establishment"] != before["establishment"]:
            if now["establishment"] >= 0:
                where = self.categories[now["place"]][0 if lang == "fr" else 1]
                told.append(_say("enters", lang, where=where))
            else:
                told.append(_say("leaves", lang))
        if now["plan"] > before["plan"]:
            told.append(_say("plan_up", lang, h=round(now["plan"] / 60)))
        elif now["plan"] == 0 < before["plan"]:
            told.append(_say("plan_end", lang))
        if now["actor"] != before["actor"]:
            told.append(_say("actor" if now["actor"] >= 0 else "actor_end", lang))
        if now["funnel"] != before["funnel"] and not (now["funnel"] == SERVED and told):
            told.append(_say(int(now["funnel"]), lang))
        if not told and {now["state"], before["state"]} == {IN_PART, FULLY}:
            told.append(_say("covered" if now["state"] == FULLY else "uncovered", lang))
        return ", ".join(told) if told else _say("same", lang)

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

    def __call__(self, model: SectorModel) -> None:
        people = model.people
        if not (0 <= self.row < people.size and people.key[self.row] == self.key):
            found = np.flatnonzero(people.key[: people.size] == self.key)
            self.row = int(found[0]) if len(found) else -1
        i = self.row
        gone = i < 0 or people.state[i] == ABSENT
        asked = NEVER if gone else int(people.asked[i])
        place = -1 if gone else int(people.place[i])
        told: dict[str, Any] = {
            "month": model.month,
            "state": 0 if gone else int(shown_states(people.state[[i]], people.marks[[i]])[0]),
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
            told[f"level_{code}"] = 0 if gone else int(people.level[i, d])
            told[f"cover_{code}"] = 0.0 if gone else float(people.cover[i, d])
            told[f"plan_{code}"] = 0 if gone else int(people.plan[i, d])
        self.rows.append(told)


def follow(scenario: Scenario, seed: int, person: int, codes: tuple[str, ...]) -> pd.DataFrame:
    """Simulate a world again and write one person down, month by month."""
    watcher = _Watcher(person, codes)
    one_world(scenario, seed, watch=watcher)
    return pd.DataFrame(watcher.rows)


def _most_different(comparison: Comparison) -> int:
    a, b = comparison.recorded()
    return int(a.key[int((a.state != b.state).sum(axis=0).argmax())])


def twin(comparison: Comparison, person: int | None = None) -> Twin:
    """Follow a person through both worlds of the first seed.

    Raises
    ------
    InputError
        When nobody with that key lives in them.
    """
    from sim.runs.warmup import territory_of

    key = _most_different(comparison) if person is None else person
    if isinstance(key, bool) or not isinstance(key, int | np.integer) or not 0 <= key < 2**64:
        raise InputError([f"person={key!r}: a key of Comparison.pathways() is expected."])
    categories = territory_of(comparison.a).categories
    codes = tuple(categories.code)
    lives = []
    for name, scenario in zip(comparison.names, (comparison.a, comparison.b), strict=True):
        life = follow(scenario, comparison.seeds[0], int(key), codes)
        life.insert(0, "scenario", name)
        lives.append(life)
    if not any((life["funnel"] != ABSENT).any() for life in lives):
        raise InputError(
            [f"person={key}: nobody has that key; take one of Comparison.pathways().index."]
        )
    differs = np.zeros(len(lives[0]), bool)
    for column in DECISIONS:
        differs |= lives[0][column].to_numpy() != lives[1][column].to_numpy()
    month = int(lives[0]["month"].iloc[int(differs.argmax())]) if differs.any() else None
    texts = zip(codes, categories.label_fr, categories.label_en, strict=True)
    labels = {code: (fr, en) for code, fr, en in texts}
    frame = pd.concat(lives, ignore_index=True)
    return Twin(int(key), comparison.names, frame, month, labels)
