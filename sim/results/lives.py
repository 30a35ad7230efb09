"""Two lives of one person, month by month, and the decision where they part, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from sim.indicators.outputs import FULLY, IN_PART
from sim.state.people import ABSENT, ASSESS, LATENT, REFUSED, RENOUNCED, SERVED, WAIT

__all__ = ["Lives"]

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
class Lives:
    """Two lives of one person, one in each world.

    Attributes
    ----------
    person
        Their key.
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
