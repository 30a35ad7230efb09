"""The unreformed silo beside what is published: ``python -m experiments.levels``.

Places in use, persons on lists, hours and needs of one world, measured at the end of its months,
and the money that the tables of the model give to each branch. What misses a published figure is
listed, with its reason where it is known.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, form, typed, without_pathways
from experiments.cli.pool import each
from experiments.cli.screen import heading, item, labelled, paragraph, table
from sim import compose
from sim import lang as labels
from sim.data import tables
from sim.data.published import Published, published
from sim.lang import say

if TYPE_CHECKING:
    from sim.results.origin import Place
    from sim.scenario.scenario import Scenario
    from sim.study.levels import Levels
    from sim.territory.territory import Territory

SCENARIO: Final = "silo"
FIXED: Final = ("scenario",)
# National equipment on many persons; a user who names a territory gets its own equipment.
NATIONAL: Final = ("territory=nord", "territory.dispersion=0")
# Nothing changes in the silo at a reform; at month 0 it leaves any number of months valid.
CLOCK: Final = ("months=24", "reform_month=0")
SOURCES: Final = "sim/data/published.csv"
SPEC: Final = (
    Option("seed", int, 1, "option.levels.seed", low=0, high=2**62),
    form("table", "json"),
    LANG,
)
# From where a difference is called a miss (assumed).
OCCUPANCY: Final = 0.05  # of the places, where no range is published
BEYOND: Final = 0.25  # of the hours offered
SHARE: Final = 0.1  # of a published sum of money, and of a share of the table of levels
SMALL: Final = 0.01  # shares of the table that are not compared
KINDS: Final = ("offered", "claimed", "given")  # of hours
MARK: Final = "\u00a0○"
LEVEL_NAMES: Final = ("none", "light", "moderate", "severe")


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("levels", SPEC, compose.groups(), fixed=FIXED, lang=lang))
        return None
    scenario = compose.load_scenario(SCENARIO, _with_defaults(overrides))
    if options["cfg"]:
        print(compose.yaml_text(scenario.model_dump(mode="json")), end="")
        return None
    _run(options, overrides, scenario)
    return None


def _with_defaults(overrides: Sequence[str]) -> list[str]:
    """Add the territory and the months, unless the user sets them."""
    words = without_pathways(overrides)
    names = {word.partition("=")[0].removeprefix("clock.") for word in words}
    defaults = CLOCK if "territory" in names else (*NATIONAL, *CLOCK)
    return [*(word for word in defaults if word.partition("=")[0] not in names), *words]


def _work(job: tuple[Scenario, int, Territory]) -> Levels:
    from sim.study.levels import measure

    return measure(*job)


def _run(options: dict[str, Any], overrides: list[str], scenario: Scenario) -> None:
    from sim.engine import digest
    from sim.results.origin import place_of
    from sim.runs.side_by_side import models_of
    from sim.runs.warmup import territory_of

    lang, territory = options["lang"], territory_of(scenario)
    jobs = [(scenario, options["seed"], part) for part in models_of(scenario, territory)]
    first, *others = each(_work, jobs, lang=lang)
    found = sum(others, start=first)
    place = place_of(scenario, territory)
    command = reproduce("levels", options, typed(overrides))
    parts = {
        "categories": categories(found, lang),
        "levels": shares(found),
        "money": branches(),
    }
    if options["format"] == "json":
        settings = {"territory": place.name, "seed": options["seed"]}
        settings |= {"months": scenario.clock.months, "code_digest": digest.results()}
        print(json.dumps({**settings, "command": command, **parts}, ensure_ascii=False))
        return
    persons = labels.number(int(found.after[:, 0].sum()), 0, lang)
    run = {"persons": persons, "months": scenario.clock.months, "seed": options["seed"]}
    _show(parts, place, run, lang)
    print(labelled("again", command, lang))


def _ratio(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None


def _misses(value: float | None, figure: Published | None, tolerance: float) -> bool:
    """Whether a measure lies outside what is published; not where either is missing."""
    if value is None or figure is None:
        return False
    low, high = figure.bounds(tolerance)
    return value < low or (high is not None and value > high)


def categories(found: Levels, lang: str) -> list[dict[str, Any]]:
    """One row a category, and the last one for all of them.

    Hours are those of a month for each place in use, by domain; shares are those of places, and
    of hours offered. ``most`` is the domain with most of the hours beyond need.
    """
    kinds = tables.categories()
    figures = {code: one for one in published() if one.what == "occupancy" for code in one.codes}
    names = [*zip(kinds.code, getattr(kinds, f"label_{lang}"), strict=True), ("all", "")]
    rows = []
    for k, (code, label) in enumerate(names):
        at: Any = [k] if k < len(kinds) else slice(None)
        places, used, waiting = (
            int(x[at].sum()) for x in (found.places, found.used, found.waiting)
        )
        hours = {name: getattr(found, name)[at].sum(axis=0) for name in (*KINDS, "beyond")}
        occupancy, figure = _ratio(used, places), figures.get(code)
        beyond = _ratio(hours["beyond"].sum(), hours["offered"].sum())
        rows.append(
            {
                "code": code, "label": label, "places": places, "used": used, "waiting": waiting,
                "occupancy": occupancy,
                "published": None if figure is None else _figure(figure),
                "misses": _misses(occupancy, figure, OCCUPANCY),
                "waiting_per_100_places": _ratio(100 * waiting, places),
                **{name: _by_domain(hours[name], used) for name in KINDS},
                "beyond": beyond,
                "most": tables.DOMAIN_NAMES[int(np.argmax(hours["beyond"]))] if beyond else None,
            }
        )  # fmt: skip
    return rows


def _by_domain(hours: Iterable[float], used: int) -> dict[str, float | None]:
    found = (_ratio(one, used) for one in hours)
    return dict(zip(tables.DOMAIN_NAMES, found, strict=True))


def _figure(one: Published) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("value", "low", "high", "year", "source")}


def shares(found: Levels) -> list[dict[str, Any]]:
    """One row for each stage, domain and level: its share in the table and in the world."""
    stock = found.table / found.table.sum(axis=2, keepdims=True)
    rows = []
    for s, d, level in np.argwhere(stock > 0).tolist():
        wanted = float(stock[s, d, level])
        measured = {
            when: _ratio(persons[s, d, level], persons[s, d].sum())
            for when, persons in (("before", found.before), ("after", found.after))
        }
        differs = {
            when: share is not None and wanted > SMALL and abs(share - wanted) > SHARE * wanted
            for when, share in measured.items()
        }
        stage, domain = tables.STAGE_NAMES[s], tables.DOMAIN_NAMES[d]
        cell = {"stage": stage, "domain": domain, "level": level, "table": wanted}
        rows.append({**cell, **measured, "differs": differs})
    return rows


def branches() -> list[dict[str, Any]]:
    """One row for each branch whose money is published, billion EUR a year for all of France."""
    from sim.study.levels import money

    rows = []
    for one in published():
        if one.what.startswith("envelope_"):
            model = money(one.codes)
            missed = _misses(model, one, SHARE * (one.value or 0.0))
            row = {"branch": one.what, "model": model, "published": _figure(one)}
            rows.append({**row, "misses": missed})
    return rows


# What is printed.


def _short(label: str) -> str:
    """Return what people of the sector call a category: the text in parentheses, if any."""
    found = re.search(r"\(([^)]*)\)$", label)
    return found[1] if found else label


def _share(share: float | None, lang: str) -> str:
    return labels.value(math.nan if share is None else share, "share", lang)


def _number(x: float | None, digits: int, lang: str) -> str:
    return labels.number(math.nan if x is None else x, digits, lang)


def _published(figure: Mapping[str, Any] | None, lang: str) -> str:
    """Return a published share with its year, or that it is assumed."""
    if figure is None:
        return "–"
    value = figure["value"]
    share = _share(figure["low"] if value is None else value, lang)
    text = share if value is not None else say("levels.above", lang, x=share)
    return f"{text} ({figure['year'] or say('levels.assumed', lang)})"


def _name(row: Mapping[str, Any], lang: str) -> str:
    return _short(row["label"]) or say("levels.total", lang)


def _domain(name: str | None, lang: str) -> str:
    return "–" if name is None else labels.group("domain", name, lang)


def _show(
    parts: Mapping[str, list[dict[str, Any]]], place: Place, run: Mapping[str, Any], lang: str
) -> None:
    print(paragraph(say("levels.title", lang)))
    where = say("levels.run", lang, place=place.label(lang), **run)
    print(paragraph(f"{where} · {say('teaching', lang)}"))
    _show_categories(parts["categories"], lang)
    _show_levels(parts["levels"], lang)
    print(f"\n{heading(say('levels.money', lang))}")
    heads = [say(f"levels.{name}", lang) for name in ("branch", "model", "published", "year")]
    cells = [
        [
            say(f"levels.{row['branch']}", lang),
            labels.number(row["model"], 2, lang) + MARK * row["misses"],
            labels.number(row["published"]["value"], 2, lang),
            str(row["published"]["year"]),
        ]
        for row in parts["money"]
    ]
    print(table(heads, cells))
    reasons = list(_reasons(parts, lang))
    print(f"\n{heading(say('levels.misses', lang))}")
    print("\n".join(item(text) for text in reasons))
    print(f"\n{labelled('levels.sources', SOURCES, lang)}")


def _show_categories(rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    columns = ("category", "places", "occupancy", "published_share", "waiting")
    cells = [
        [
            _name(row, lang),
            _number(row["places"], 0, lang),
            _share(row["occupancy"], lang) + MARK * row["misses"],
            _published(row["published"], lang),
            _number(row["waiting_per_100_places"], 1, lang),
        ]
        for row in rows
    ]
    print(f"\n{table([say(f'levels.{name}', lang) for name in columns], cells)}")
    print(f"\n{heading(say('levels.hours', lang))}")
    heads = [say("levels.category", lang)]
    heads += [labels.group("domain", name, lang) for name in tables.DOMAIN_NAMES]
    cells = [
        [
            _name(row, lang),
            *(
                "\u00a0/\u00a0".join(_number(row[kind][name], 0, lang) for kind in KINDS)
                for name in tables.DOMAIN_NAMES
            ),
        ]
        for row in rows
    ]
    print(table(heads, cells))
    print(f"\n{heading(say('levels.covering_nothing', lang))}")
    heads = [say(f"levels.{name}", lang) for name in ("category", "beyond", "most")]
    cells = [
        [_name(row, lang), _share(row["beyond"], lang), _domain(row["most"], lang)] for row in rows
    ]
    print(table(heads, cells, texts=(2,)))


def _show_levels(rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    print(f"\n{heading(say('levels.shares', lang))}")
    cells = []
    for row in rows:
        stage, domain = (labels.group(name, row[name], lang) for name in ("stage", "domain"))
        measured = [
            _share(row[when], lang) + MARK * row["differs"][when] for when in ("before", "after")
        ]
        level = labels.group("need", LEVEL_NAMES[row["level"]], lang)
        cells.append([f"{stage} · {domain}", level, _share(row["table"], lang), *measured])
    heads = [say(f"levels.{name}", lang) for name in ("who", "level", "table", "before", "after")]
    print(table(heads, cells, texts=(1,)))


def _reasons(parts: Mapping[str, list[dict[str, Any]]], lang: str) -> list[str]:
    """What misses, and why where it is known; what has no published figure."""
    reasons = []
    for row in parts["categories"]:
        if not row["misses"]:
            continue
        free, name = row["places"] - row["used"], _name(row, lang)
        counts = {"free": labels.number(free, 0, lang)}
        counts["waiting"] = labels.number(row["waiting"], 0, lang)
        why = "levels.why_unknown"
        if free > 0:
            why = "levels.why_reach" if row["waiting"] >= free else "levels.why_few"
        values = {"name": name, "share": _share(row["occupancy"], lang)}
        values["published"] = _published(row["published"], lang)
        reasons.append(f"{say('levels.miss_occupancy', lang, **values)} {say(why, lang, **counts)}")
    for row in parts["categories"][:-1]:
        if (row["beyond"] or 0.0) > BEYOND:
            values = {"name": _name(row, lang), "share": _share(row["beyond"], lang)}
            values["domain"] = _domain(row["most"], lang)
            why = say("levels.why_unknown", lang)
            reasons.append(f"{say('levels.miss_beyond', lang, **values)} {why}")
    cells = [row for row in parts["levels"] if row["table"] > SMALL]
    apart = {when: sum(row["differs"][when] for row in cells) for when in ("before", "after")}
    reasons.append(say("levels.apart", lang, **apart, total=len(cells)))
    reasons += [
        say("levels.miss_money", lang, name=say(f"levels.{row['branch']}", lang))
        for row in parts["money"]
        if row["misses"]
    ]
    between = say("interval.between", lang)
    silent = [_name(row, lang) for row in parts["categories"][:-1] if row["published"] is None]
    return [*reasons, say("levels.nothing_published", lang, names=between.join(silent))]


if __name__ == "__main__":
    raise SystemExit(main(None))
