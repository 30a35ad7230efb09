"""Two lives of one person, month by month, and the decision at which they diverge, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from sim.errors import check_lang
from sim.indicators.measure import CELL_DIMENSIONS
from sim.indicators.outputs import FULLY, IN_PART
from sim.indicators.registry import DOMAIN_CODES
from sim.lang import group, say
from sim.state.people import (
    ABSENT,
    ASSESS,
    LATENT,
    NO_OFFER,
    REFUSED,
    RENOUNCED,
    SERVED,
    WAIT,
)

__all__ = ["Lives"]

_NEEDS: Final = dict(CELL_DIMENSIONS)["need"]
# What a person does when they enter a state: the key of its sentence.
_STATES: Final = {
    ABSENT: "twin.absent",
    LATENT: "twin.latent",
    ASSESS: "twin.assess",
    WAIT: "twin.wait",
    SERVED: "twin.served",
    REFUSED: "twin.refused",
    RENOUNCED: "twin.renounced",
    NO_OFFER: "twin.no_offer",
}


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
        Labels of the categories, by code and by language.
    titles
        What readers call both worlds, by language; without it, `names`.
    zone
        Where the person lives at first, in words; nothing if it is not known.
    lang
        Language without another, as in `sim.results.tables.ComparisonTables`.
    """

    person: int
    names: tuple[str, str]
    frame: pd.DataFrame
    month: int | None
    categories: dict[str, dict[str, str]]
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    zone: str = ""
    lang: str | None = None

    def language(self, lang: str | None = None) -> str:
        """Return the language asked for, else that of the two lives."""
        return check_lang(self.lang if lang is None else lang)

    def called(self, lang: str | None = None) -> tuple[str, str]:
        """Return what readers call both worlds."""
        a, b = self.titles.get(self.language(lang), self.names)
        return a, b

    def who(self, lang: str | None = None) -> str:
        """Describe the person in a sentence: age, zone and needs when first present."""
        lang = self.language(lang)
        present = self.frame[self.frame["funnel"] != ABSENT]
        first: Any = (present if len(present) else self.frame).iloc[0]
        levels = {code: int(first.get(f"level_{code}", 0)) for code in DOMAIN_CODES}
        needs = [
            f"{group('domain', code, lang)} ({group('need', _NEEDS[level], lang)})"
            for code, level in levels.items()
            if level
        ]
        return say(
            "twin.who", lang, person=str(self.person), age=int(first.get("age", 0)) // 12,
            zone=say("twin.zone", lang, zone=self.zone) if self.zone else "",
            month=int(first["month"]), needs=needs or group("need", _NEEDS[0], lang),
        )  # fmt: skip

    def decision(self, lang: str | None = None) -> str:
        """Describe in a sentence where the two lives begin to differ."""
        lang = self.language(lang)
        if self.month is None:
            return say("twin.alike", lang)
        a, b = (self._events(name, self.month, lang) for name in self.names)
        name_a, name_b = self.called(lang)
        return say("twin.part", lang, month=self.month, a=name_a, b=name_b, told_a=a, told_b=b)

    def story(self, lang: str | None = None) -> list[tuple[int, tuple[str, str]]]:
        """Months in which something changes in either world, and the change."""
        lang = self.language(lang)
        same = say("twin.same", lang)
        found = []
        for month in sorted(set(self.frame["month"]))[1:]:
            texts = tuple(self._events(name, month, lang) for name in self.names)
            if any(text != same for text in texts):
                found.append((int(month), (texts[0], texts[1])))
        return found

    def __str__(self) -> str:
        """Return the person and the two lives, one month a line."""
        lang = self.language()
        a, b = self.called()
        months = [
            f"{say('month', lang)} {month}: {a}: {first}; {b}: {second}"
            for month, (first, second) in self.story()
        ]
        return "\n".join([f"{self.who()} {self.decision()}", *months])

    def _events(self, name: str, month: int, lang: str) -> str:
        mine = self.frame[self.frame["scenario"] == name].set_index("month")
        now: Any = mine.loc[month]
        if month - 1 not in mine.index:
            return say(_STATES[int(now["funnel"])], lang)
        before: Any = mine.loc[month - 1]
        texts = []
        if now["funnel"] == ABSENT:
            return say("twin.left" if before["funnel"] != ABSENT else "twin.same", lang)
        if now["establishment"] != before["establishment"]:
            if now["establishment"] >= 0:
                where = self.categories[now["place"]][lang]
                texts.append(say("twin.enters", lang, where=where))
            else:
                texts.append(say("twin.leaves", lang))
        if now["plan"] > before["plan"]:
            texts.append(say("twin.plan_up", lang, h=round(now["plan"] / 60)))
        elif now["plan"] == 0 < before["plan"]:
            texts.append(say("twin.plan_end", lang))
        if now["actor"] != before["actor"]:
            texts.append(say("twin.actor" if now["actor"] >= 0 else "twin.actor_end", lang))
        if now["funnel"] != before["funnel"] and not (now["funnel"] == SERVED and texts):
            texts.append(say(_STATES[int(now["funnel"])], lang))
        if not texts and {now["state"], before["state"]} == {IN_PART, FULLY}:
            texts.append(say("twin.covered" if now["state"] == FULLY else "twin.uncovered", lang))
        return ", ".join(texts) if texts else say("twin.same", lang)
