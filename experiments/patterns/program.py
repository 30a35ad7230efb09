"""Compare the start with published facts: ``python -m experiments.patterns``.

``configs/patterns.yaml`` holds published facts about the sector, with bounds and sources, fixed
before calibration. The baseline is run over a few territories and seeds, and each pattern is shown
as inside or outside its bounds; patterns that fail are shown too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import (
    LANG,
    SEED,
    WORKERS,
    form,
    listed,
    replicates,
    territories,
    typed,
    without_pathways,
)
from experiments.cli.pool import each
from experiments.patterns.report import markdown, show
from sim import compose
from sim import lang as labels
from sim.compose import Bilingual
from sim.compose.files import shipped
from sim.compose.sentences import unreadable, wrong_fields
from sim.errors import InputError, nearest
from sim.lang import Message, say
from sim.scenario.refusals import refused

if TYPE_CHECKING:
    from sim.indicators.measure import Key
    from sim.indicators.outputs import Run
    from sim.model.model import SectorModel
    from sim.scenario.scenario import Scenario

SPEC: Final = (
    Option("a", str, "silo", "option.patterns.a"),
    territories("creuse,lozere,jura"),
    replicates(5, low=1),
    SEED,
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
YEAR: Final = 12


class Pattern(BaseModel):
    """One pattern as its file declares it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    fact: int
    fr: str
    en: str
    indicator: str = Field("", description="name, or name/dimension/group")
    over: str = Field("", description="divided by this one")
    watched: str = ""
    how: Literal["level", "trend", "growth"] = "level"
    window: tuple[int, int]
    low: float
    high: float
    unit: str
    source: Bilingual

    @model_validator(mode="after")
    def _sound(self) -> Self:
        from sim.indicators.registry import REGISTRY

        if bool(self.indicator) == bool(self.watched):
            raise refused(Message("patterns.one_measure"))
        if self.watched and (self.watched not in WATCHED or self.over):
            raise refused(Message("patterns.watched", names=list(WATCHED)))
        for name in filter(None, (self.indicator, self.over)):
            if name.split("/")[0] not in REGISTRY:
                near = nearest(name.split("/")[0], REGISTRY) or "unmet_need"
                raise refused(Message("patterns.indicator", name=name, near=near))
        if not self.low < self.high:
            raise refused(Message("patterns.bounds"))
        if not 0 <= self.window[0] < self.window[1]:
            raise refused(Message("patterns.window"))
        if self.how != "level" and self.window[1] - self.window[0] < 2 * YEAR:
            raise refused(Message("patterns.years", months=str(2 * YEAR)))
        if self.unit not in labels.UNITS:
            raise refused(Message("patterns.unit", name=self.unit, names=labels.UNITS))
        return self

    def label(self, lang: str) -> str:
        """Name in a language."""
        return str(getattr(self, lang))


def declared(path: Path | None = None) -> tuple[Pattern, ...]:
    """Return the patterns of a file.

    Raises
    ------
    InputError
        When it does not hold what a pattern needs.
    """
    import yaml

    path = path or shipped() / "patterns.yaml"
    try:
        items = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise InputError(unreadable(error, path.name)) from None
    if not isinstance(items, list):
        raise InputError(Message("patterns.list", file=path.name))
    found: dict[str, Pattern] = {}
    wrong: list[Message] = []
    for rank, item in enumerate(items, 1):
        name = str(item.get("name", rank)) if isinstance(item, dict) else str(rank)
        if name in found:
            wrong.append(Message("patterns.twice", file=path.name, name=name))
        try:
            found[name] = Pattern.model_validate(item)
        except ValidationError as error:
            wrong += wrong_fields(error, path.name, name)
    if wrong:
        raise InputError(wrong)
    return tuple(found.values())


# Measured on the organisations and persons themselves: how many, of how many.


def _thin_cash(model: SectorModel) -> tuple[float, float]:
    """Actors alive whose cash is below three months of full activity."""
    o = model.organisations
    alive = (o.a_alive > 0) & (o.a_base > 0)
    return float((alive & (o.a_cash < 3 * o.a_base)).sum()), float(alive.sum())


def _creton(model: SectorModel) -> tuple[float, float]:
    """Persons beyond the age of the establishment for children (IME) that they hold a place in."""
    from sim.state.people import OVER_AGE

    people, place = model.people, model.people.place[: model.people.size]
    category = model.territory.categories.code.index("ime")
    inside = (place >= 0) & (model.organisations.e_category[place] == category)
    over = inside & ((people.status_bits[: people.size] & OVER_AGE) > 0)
    return float(over.sum()), float(inside.sum())


def _non_take_up(model: SectorModel) -> tuple[float, float]:
    """Persons with a need at least moderate who have asked for nothing."""
    from sim.state.people import ABSENT, LATENT

    people = model.people
    state = people.state[: people.size]
    need = (state != ABSENT) & (people.level[: people.size].max(axis=1) >= 2)
    return float((need & (state == LATENT)).sum()), float(need.sum())


def _services(model: SectorModel) -> tuple[float, float]:
    """Places of services among those for disabled children."""
    o, codes = model.organisations, model.territory.categories.code
    service, establishment = (
        float((o.e_places * (o.e_category == codes.index(code))).sum())
        for code in ("sessad", "ime")
    )
    return service, service + establishment


def _places(model: SectorModel) -> tuple[float, float]:
    """Places that are open."""
    o = model.organisations
    return float((o.e_places - o.e_closed).sum()), 1.0


WATCHED: Final = {
    "thin_cash": _thin_cash,
    "creton": _creton,
    "non_take_up": _non_take_up,
    "services": _services,
    "places": _places,
}


@dataclass
class Watch:
    """Measures a world at the end of every twelfth month."""

    seen: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)

    def __call__(self, model: SectorModel) -> None:
        """Look, if a year ends."""
        if (model.month + 1) % YEAR:
            return
        for name, look in WATCHED.items():
            self.seen.setdefault(name, []).append((model.month, *look(model)))


# Running and measuring.


@dataclass(frozen=True)
class Seen:
    """Results of one world, and what was measured in it."""

    run: Run
    watched: dict[str, list[tuple[int, float, float]]]
    payers: tuple[str, ...]


def _work(job: tuple[Scenario, int]) -> Seen:
    from sim.indicators.outputs import PAYERS
    from sim.runs.run import run_world

    watch = Watch()
    scenario, seed = job
    return Seen(run_world(scenario, seed, watch=watch), watch.seen, PAYERS)


def _between(seen: Seen, first: int, last: int) -> Run:
    """Return the run with the counts of some months only; waits and groups are those of all."""
    run = seen.run
    rows = slice(first - run.first_month, last - run.first_month)
    return replace(
        run, history=run.history[rows], paid=run.paid[rows], first_month=first, reform_month=first
    )


def _key(name: str) -> Key:
    from sim.indicators.measure import Key

    parts = name.split("/")
    return Key(parts[0], *(parts[1:] or ("all", "all")))


def _level(pattern: Pattern, seen: Seen, first: int, last: int) -> float:
    from sim.indicators.measure import outcomes

    if pattern.watched:
        rows = [row for row in seen.watched.get(pattern.watched, []) if first <= row[0] < last]
        top, bottom = (sum(row[k] for row in rows) for k in (1, 2))
        if pattern.watched == "places":
            bottom = len(rows)
        return top / bottom if bottom else math.nan
    found = outcomes(_between(seen, first, last), seen.payers)
    value = found[_key(pattern.indicator)]
    if not pattern.over:
        return value
    below = found[_key(pattern.over)]
    return value / below if below else math.nan


def measured(pattern: Pattern, seen: Seen) -> float:
    """Value of a pattern in one world; nan where the run is too short or nothing was counted."""
    first, last = pattern.window
    run = seen.run
    if first < run.first_month or last > run.first_month + len(run.history):
        return math.nan
    if pattern.how == "level":
        return _level(pattern, seen, first, last)
    before = _level(pattern, seen, first, first + YEAR)
    after = _level(pattern, seen, last - YEAR, last)
    years = (last - first - YEAR) / YEAR
    if pattern.how == "trend":
        return (after - before) / years
    return (after / before - 1) / years if before else math.nan


def judged(value: float, low: float, high: float) -> str:
    """Verdict on a mean over seeds.

    Examples
    --------
    >>> judged(0.9, 0.86, 0.97), judged(0.99, 0.86, 0.97), judged(float("nan"), 0, 1)
    ('inside', 'outside', 'unknown')
    """
    if not math.isfinite(value):
        return "unknown"
    return "inside" if low <= value <= high else "outside"


def rows_of(
    patterns: Sequence[Pattern], worlds: Mapping[str, Sequence[Seen]], lang: str
) -> list[dict[str, Any]]:
    """One row a pattern: bounds, and mean, least and most over seeds for each territory."""
    rows = []
    for pattern in patterns:
        found = {}
        for territory, seeds in worlds.items():
            values = np.array([measured(pattern, seen) for seen in seeds], np.float64)
            mean = float(values.mean())
            found[territory] = {
                "mean": _plain(mean),
                "least": _plain(float(values.min())),
                "most": _plain(float(values.max())),
                "verdict": judged(mean, pattern.low, pattern.high),
            }
        fields = pattern.model_dump(exclude={"fr", "en"})
        texts = {"label": pattern.label(lang), "source": getattr(pattern.source, lang)}
        rows.append({**fields, **texts, "found": found})
    return rows


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("patterns", SPEC, compose.groups(), lang=lang))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    overrides = without_pathways(overrides)
    names = listed(options["territories"], "territories")
    patterns = declared()
    scenarios = {
        name: compose.load_scenario(options["a"], [*overrides, f"territory={name}"])
        for name in names
    }
    if options["cfg"]:
        tree = {name: s.model_dump(mode="json") for name, s in scenarios.items()}
        print(compose.yaml_text(tree), end="")
        return None
    _run(options, overrides, patterns, scenarios)
    return None


def _run(
    options: dict[str, Any],
    overrides: list[str],
    patterns: Sequence[Pattern],
    scenarios: Mapping[str, Scenario],
) -> None:
    from sim.engine import digest
    from sim.results.origin import place_of

    lang = options["lang"]
    places = {name: place_of(scenario) for name, scenario in scenarios.items()}
    seeds = range(options["seed"], options["seed"] + options["replicates"])
    jobs = [(scenario, seed) for scenario in scenarios.values() for seed in seeds]
    seen = list(each(_work, jobs, workers=options["workers"], lang=lang))
    worlds = {
        name: seen[rank * len(seeds) : (rank + 1) * len(seeds)]
        for rank, name in enumerate(scenarios)
    }
    rows = rows_of(patterns, worlds, lang)
    command = reproduce("patterns", options, typed(overrides))
    summary = say(
        "n", lang, n=len(seeds), seeds=f"{seeds[0]}-{seeds[-1]}" if len(seeds) > 1 else seeds[0]
    )
    if options["format"] == "json":
        whole = {"seeds": list(seeds), "code_digest": digest.results(), "command": command}
        print(json.dumps({**whole, "rows": rows}, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(rows, places, lang))
    else:
        show(rows, places, summary, command, lang)
