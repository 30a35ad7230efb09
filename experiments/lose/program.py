"""Where the pole loses: ``python -m experiments.lose``.

Each file of ``configs/lose`` declares, before any final result of it, a condition as words, the
same words with its mechanism switched off, one headline indicator and the sign expected. Both are
run over the same seeds; the table says whether the sign is there, and whether it turns back when
the mechanism is off. No price may stand at an end of its swept range: code checks it.
"""

from __future__ import annotations

import datetime
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, out
from experiments.compare import verdict as sense
from experiments.lose.report import markdown, picture, show
from sim import compose
from sim.compose import Bilingual
from sim.compose.files import shipped
from sim.errors import InputError, suggestion
from sim.lang import texts as labels
from sim.lang.texts import say

if TYPE_CHECKING:
    from sim.results.tables import Comparison
    from sim.scenario.scenario import Scenario

ABOUT: Final = {
    "fr": "Montre où le pôle perd, et si le signe revient quand on coupe le mécanisme.",
    "en": "Shows where the pole loses, and whether the sign turns back without the mechanism.",
}
SPEC: Final = (
    Option("condition", str, "all", "one of configs/lose, or all", "un de configs/lose, ou all"),
    Option(
        "replicates", int, None, "seeds (default: as each condition declares)",
        "graines (par défaut : ce que chaque condition déclare)", low=2, high=100_000,
    ),
    Option(
        "seed", int, None, "first seed (default: as each condition declares)",
        "première graine (par défaut : ce que chaque condition déclare)", low=0, high=2**62,
    ),
    out("lose"),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
BASE: Final = "base"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Base(_Read):
    """The one world that all conditions change: two scenarios and words for both."""

    a: str
    b: str
    words: tuple[str, ...] = ()
    why: Bilingual


class Condition(_Read):
    """What is declared of a condition before it is run."""

    order: int
    expects: Literal["loses", "wins"]
    title: Bilingual
    story: Bilingual
    words: tuple[str, ...] = Field((), description="the mechanism on")
    without: tuple[str, ...] = Field((), description="the mechanism off, all else equal")
    indicator: str
    sign: Literal[-1, 1] = Field(description="sign expected of b - a with the mechanism on")
    ranges: Bilingual = Field(description="where the ranges come from")
    seeds: int = Field(40, ge=40, description="seeds declared, more where the effect is small")
    first: int = Field(1, ge=0, description="first seed declared, fresh where others were seen")


@dataclass(frozen=True)
class Row:
    """What was found of one condition."""

    name: str
    condition: Condition
    on: Comparison
    off: Comparison | None

    def gap(self, compared: Comparison | None) -> dict[str, Any] | None:
        """Levels, difference, interval and sense of the condition's indicator."""
        if compared is None:
            return None
        from sim.indicators.registry import REGISTRY

        p = compared.paired(self.condition.indicator)
        direction = REGISTRY[self.condition.indicator].direction
        return {
            **{name: _plain(getattr(p, name)) for name in ("a", "b", "difference", "low", "high")},
            "n": p.n,
            "sense": sense(direction, p.low, p.high),
        }

    def told(self, lang: str) -> dict[str, Any]:
        """Return the row as plain values."""
        from sim.indicators.registry import REGISTRY

        on, off = self.gap(self.on), self.gap(self.off)
        assert on is not None
        indicator = REGISTRY[self.condition.indicator]
        return {
            "condition": self.name,
            "title": getattr(self.condition.title, lang),
            "story": getattr(self.condition.story, lang),
            "expects": self.condition.expects,
            "sign": self.condition.sign,
            "words": list(self.condition.words),
            "without": list(self.condition.without),
            "indicator": self.condition.indicator,
            "label": indicator.label(lang),
            "unit": indicator.unit,
            "direction": indicator.direction,
            "on": on,
            "off": off,
            "verdict": judged(self.condition.expects, on["sense"], off["sense"] if off else None),
        }


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def judged(expects: str, on: str, off: str | None) -> str:
    """Verdict from the senses with the mechanism on and off, as `experiments.compare` tells them.

    Examples
    --------
    >>> judged("loses", "worse", "better"), judged("loses", "worse", "unsure")
    ('shown', 'not_restored')
    >>> judged("loses", "unsure", "better"), judged("wins", "better", None)
    ('not_shown', 'shown')
    """
    wanted, opposite = ("worse", "better") if expects == "loses" else ("better", "worse")
    if on != wanted:
        return "not_shown"
    return "shown" if off in (None, opposite) else "not_restored"


# What is declared.


def _declared[M: _Read](kind: type[M], path: Path) -> M:
    import yaml

    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        first = str(error).splitlines()
        raise InputError([f"{path.name}: {' '.join(first[:3])}"]) from None


def declared(folder: Path | None = None) -> tuple[Base, dict[str, Condition]]:
    """Return the base and the conditions of a folder, in their order.

    Raises
    ------
    InputError
        When a file does not hold what a condition needs.
    """
    folder = folder or shipped() / "lose"
    found = {
        path.stem: _declared(Condition, path) for path in folder.glob("*.yaml") if path.stem != BASE
    }
    ordered = dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
    return _declared(Base, folder / f"{BASE}.yaml"), ordered


def chosen(name: str, conditions: Mapping[str, Condition]) -> dict[str, Condition]:
    """Return the conditions that a word chooses.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name == "all":
        return dict(conditions)
    if name not in conditions:
        known = ", ".join(("all", *conditions))
        raise InputError(
            [f"condition={name}: the conditions are {known}{suggestion(name, conditions)}"]
        )
    return {name: conditions[name]}


def check_sign(name: str, condition: Condition) -> list[str]:
    """Say what is wrong with the indicator or the sign of a condition."""
    from sim.indicators.registry import HEADLINE, REGISTRY

    if condition.indicator not in HEADLINE:
        near = suggestion(condition.indicator, HEADLINE)
        return [f"{name}: {condition.indicator} is not a headline indicator{near}"]
    direction = REGISTRY[condition.indicator].direction
    wanted = -direction if condition.expects == "loses" else direction
    if condition.sign != wanted:
        return [f"{name}: sign {condition.sign} is not that of one who {condition.expects}."]
    return []


def _paths(words: Sequence[str]) -> set[str]:
    keys = (word.partition("=")[0].removeprefix("a.").removeprefix("b.") for word in words)
    known = compose.parameters()
    return {path for key in keys if (path := compose.SHORTCUTS.get(key, key)) in known}


def out_of_range(
    name: str, scenario: Scenario, named: Sequence[str], off: Sequence[str] = ()
) -> list[str]:
    """Say which values of a scenario stand outside their swept range, or at its end.

    Prices, and what the condition sets (`named`), must lie strictly inside; what switches the
    mechanism off (`off`) may be anywhere; every other parameter may stand at an end, where its
    mechanism is off by default.
    """
    tree = scenario.model_dump(mode="json")
    inner, free = _paths(named), _paths(off)
    wrong = []
    for path, parameter in compose.parameters().items():
        if path in free or path.startswith(("clock.", "territory.")):
            continue
        value: Any = tree
        for part in path.split("."):
            value = value[part]
        sweep = parameter.schema.get("sweep")
        if sweep is None:
            if path in inner and parameter.kind in ("number", "integer"):
                wrong.append(f"{name}: {path} has no swept range; a condition may not set it.")
            continue
        low, high = sweep
        price = path.startswith("organisation.") and not path.startswith("organisation.pole.")
        if path in inner or price:
            if not low < value < high:
                wrong.append(
                    f"{name}: {path}={value} must be between {low} and {high}, not at one."
                )
        elif not low <= value <= high:
            wrong.append(f"{name}: {path}={value} is outside its swept range, {low} to {high}.")
    return wrong


def plan(
    base: Base, conditions: Mapping[str, Condition], words: Sequence[str] = ()
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]]:
    """Return the words of each condition, with its mechanism on and off, all checked.

    Raises
    ------
    InputError
        With a sentence for each value out of its range and each sign that cannot be.
    """
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {}
    wrong: list[str] = []
    common = (*base.words, *words)
    for name, condition in conditions.items():
        wrong += check_sign(name, condition)
        on = (*common, *condition.words)
        off = (*common, *condition.without) if condition.without else None
        found[name] = (on, off)
        chosen_ = (*common, *condition.words)
        for scenario in compose.load_scenarios([base.a, base.b], on):
            wrong += out_of_range(name, scenario, chosen_)
        for scenario in compose.load_scenarios([base.a, base.b], off or on):
            wrong += out_of_range(name, scenario, common, condition.without)
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
    return found


# Running.


def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("lose", SPEC, compose.groups(), about=ABOUT[lang], lang=lang))
        return None
    if options["multirun"]:
        raise InputError(["-m: lose runs all that configs/lose declares; sweep takes several."])
    if not any(word.startswith(("record_people=", "clock.record")) for word in overrides):
        overrides = [*overrides, "record_people=0"]
    base, conditions = declared()
    conditions = chosen(options["condition"], conditions)
    words = plan(base, conditions, overrides)
    if options["cfg"]:
        print(compose.yaml_text({name: list(on) for name, (on, _) in words.items()}), end="")
        return None
    _run(options, overrides, base, conditions, words)
    return None


def _run(
    options: dict[str, Any],
    overrides: list[str],
    base: Base,
    conditions: Mapping[str, Condition],
    words: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]],
) -> None:
    from sim.results import atomic_files as store

    lang, out = options["lang"], options["out"]
    if out is None:
        out = Path("results") / f"{datetime.datetime.now():%Y%m%d-%H%M%S}-lose"
    command = reproduce("lose", {**options, "out": None}, _told_words(overrides))
    with store.folder(out) as part:
        rows = measured(base, conditions, words, options)
        told = [row.told(lang) for row in rows]
        whole = {**_origin(rows[0].on), "base": list(base.words), "command": command, "rows": told}
        store.put(part / "lose.json", json.dumps(whole, ensure_ascii=False, indent=1).encode())
        for tongue in labels.LANGS:
            store.put(part / f"lose.{tongue}.md", (markdown(rows, tongue) + "\n").encode())
            for form in ("png", "svg"):
                store.put(part / f"lose.{tongue}.{form}", picture(rows, tongue, form))
    if options["format"] == "json":
        print(json.dumps(whole, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(rows, lang))
    else:
        show(rows, base, command, lang)
        print(f"{say('files', lang)} : {out}")


def _told_words(overrides: Sequence[str]) -> list[str]:
    return [word for word in overrides if word != "record_people=0"]


def _origin(compared: Comparison) -> dict[str, Any]:
    told = compared.attrs
    return {name: told[name] for name in ("territory", "code_digest")}


def measured(
    base: Base,
    conditions: Mapping[str, Condition],
    words: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]],
    options: Mapping[str, Any],
) -> list[Row]:
    """Run every world that the conditions need, each pair once."""
    from sim.study import compare as paired

    known: dict[tuple[str, str, int, int], Comparison] = {}

    def compared(chosen_words: tuple[str, ...], replicates: int, seed: int) -> Comparison:
        a, b = compose.load_scenarios([base.a, base.b], chosen_words)
        key = (a.digest(), b.digest(), replicates, seed)
        if key not in known:
            known[key] = paired.compare(
                base.a,
                base.b,
                list(chosen_words),
                replicates=replicates,
                seed=seed,
                workers=options["workers"],
                lang=options["lang"],
            )
        return known[key]

    rows = []
    for rank, (name, condition) in enumerate(conditions.items(), 1):
        if sys.stderr.isatty():
            title = getattr(condition.title, options["lang"])
            print(f"{rank}/{len(conditions)} {title}", file=sys.stderr)
        on, off = words[name]
        n = options["replicates"] or condition.seeds
        first = condition.first if options["seed"] is None else options["seed"]
        without = compared(off, n, first) if off else None
        rows.append(Row(name, condition, compared(on, n, first), without))
    return rows


run = main_guard(main)
