"""Sentences shown with the tables: on the two markets, and on what is not covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim import lang as labels
from sim.compose import parameters
from sim.compose.leading import leading
from sim.indicators import stats
from sim.indicators.market import SIDES, levelling_down
from sim.indicators.registry import REGISTRY
from sim.results.origin import Place
from sim.results.sets import Sets
from sim.scenario.scenario import Scenario
from sim.territory.territory import LIKELY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["assumed", "first_losers", "losers_note", "not_covered", "sets_cells", "two_markets"]

LOSERS_SHOWN: Final = 5  # groups of an indicator


def two_markets(compared: Mapping[str, stats.Paired], lang: str) -> list[str]:
    """Return the level of each side of the two-speed index, in sentences.

    Parameters
    ----------
    compared
        Indicators of `sim.indicators.market.LEVELS` and the index itself, compared.
    lang
        ``fr`` or ``en``.

    Returns
    -------
    list of str
        One sentence for establishments, one for project actors, and one more where the gap narrows
        while establishments are worse off.
    """
    sentences = []
    for who in ("stabilised", "precarious"):
        parts = []
        for side in SIDES:
            name = getattr(side, who)
            unit = REGISTRY[name].unit
            levels = [labels.value(getattr(compared[name], world), unit, lang) for world in "ab"]
            text = " → ".join(levels)
            if unit == "share":
                text = labels.say("percent", lang, x=text)
            else:
                text = f"{text} {labels.unit(unit, lang)}"
            parts.append(f"{labels.group('speed', side.name, lang)} {text}")
        label, text = labels.say(who, lang), " · ".join(parts)
        sentences.append(labels.say("labelled", lang, label=label, text=text))
    worse = levelling_down(compared)
    if worse:
        names = ", ".join(REGISTRY[name].label(lang) for name in worse)
        sentences.append(labels.say("levelling_down", lang, levels=names))
    return sentences


def not_covered(
    a: Scenario, b: Scenario, place: Place, missing: Sequence[str], lang: str
) -> list[str]:
    """Return what a comparison does not cover, in sentences.

    Parameters
    ----------
    a, b
        The two scenarios.
    place
        Their territory.
    missing
        Names of the indicators that the saved counts cannot give.
    lang
        ``fr`` or ``en``.
    """
    numbers = [
        p
        for path, p in parameters().items()
        if p.kind in ("integer", "number", "array")
        and not path.startswith(("clock.", "territory."))
    ]
    assumed = [p for p in numbers if str(p.schema.get("source", "")).startswith("assumed")]
    sentences = [
        place.synthetic(lang),
        labels.say("constant", lang),
        labels.say("directors", lang),
        labels.say("luck_only", lang),
        labels.say("assumed", lang, n=len(assumed), total=len(numbers)),
        labels.say("stock_waits", lang),
        labels.say("choice_groups", lang),
    ]
    if a.territory.growth and a.territory.kind != "abstract":
        sentences.insert(1, labels.say("growth", lang))
    for policy in dict.fromkeys((a.policy, b.policy)):
        if policy.code:
            values = {"policy": policy.name, "file": policy.file, "digest": policy.digest()}
            sentences.insert(0, labels.say("policy", lang, **values))
    first, second = a.before_reform(), b.before_reform()
    parts = [n for n in type(first).model_fields if getattr(first, n) != getattr(second, n)]
    if parts:
        sentences.insert(0, labels.say("start_differs", lang, parts=", ".join(parts)))
    if missing:
        names = ", ".join(REGISTRY[name].label(lang) for name in missing)
        sentences.insert(0, labels.say("missing_indicators", lang, names=names))
    for name, given, usual in place.beyond:
        sentences.insert(
            0,
            labels.say(
                "territory.beyond", lang, place=name, given=given, usual=usual, times=LIKELY
            ),
        )
    return [text for text in sentences if text]


def losers_note(losers: pd.DataFrame, lang: str) -> str:
    """Return how many groups lose, and how many would by luck alone.

    One group in forty is beyond the interval on the side of the loss; fewer where the smallest
    effect that counts keeps some out.
    """
    tested, most = losers.attrs["tested"], losers.attrs["by_luck"]
    luck = labels.number(min(tested * 0.025, most), 0, lang)
    return labels.say("losers_note", lang, n=len(losers), tested=tested, luck=luck, most=most)


def first_losers(losers: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the groups that lose most, at most five for each indicator, and how many are left."""
    shown = losers.groupby("indicator", sort=False).head(LOSERS_SHOWN)
    return shown, len(losers) - len(shown)


def sets_cells(row: Any, lang: str) -> tuple[str, str]:
    """Return the band of a row of the summary, and the share of the sets in which b does better."""
    band = labels.between(row.band_low, row.band_high, row.unit, lang)
    if row.direction == 0:
        return band, "–"
    return band, labels.share_within(row.share_sets, row.share_low, row.share_high, lang)


def assumed(sets: Sets | None, names: Sequence[str], place: Place, lang: str) -> list[str]:
    """Return what the sets of a comparison are, in sentences, and which values matter most.

    Parameters
    ----------
    sets
        Those of the comparison; None without any.
    names
        Of both scenarios.
    place
        Their territory.
    lang
        ``fr`` or ``en``.
    """
    if sets is None:
        return []
    count = {"n": len(sets.values.columns), "sets": len(sets)}
    found = [labels.say("sets.note_own" if sets.own else "sets.note", lang, **count)]
    kept = leading(names, place.name)
    if kept is not None:
        which = "; ".join(
            f"{labels.say(f'assumed.{name}', lang)} ({name})" for name in kept.weights
        )
        label = REGISTRY[kept.indicator].label(lang)
        found.append(labels.say(
            "sets.leading", lang, which=which, indicator=label, territory=kept.territory,
            date=kept.date, sets=kept.sets,
        ))  # fmt: skip
    return found
