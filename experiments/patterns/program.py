"""Hold the start against published facts: ``python -m experiments.patterns``.

``configs/patterns.yaml`` holds the facts, their bounds and the rule of verdict, fixed before any
run. The unreformed silo is run over a few territories and seeds. The fit shows what the model is
given and what emerges; ``holdout=true`` shows what was held out, and is run once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import FLAGS, Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, listed, typed, without_pathways
from experiments.cli.pool import each
from experiments.patterns import kept as first_result
from experiments.patterns.declared import FILE, Pattern, Rule, declared
from experiments.patterns.report import markdown, show
from experiments.patterns.verdict import Seen, cells_of
from sim import compose
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SILO: Final = "silo"
SPEC: Final = (
    Option("a", str, SILO, "option.patterns.a"),
    Option("territories", str, None, "option.patterns.territories"),
    Option("replicates", int, None, "option.patterns.replicates", low=2, high=100_000),
    Option("seed", int, None, "option.patterns.seed", low=0, high=2**62),
    Option("holdout", bool, False, "option.patterns.holdout"),
    form("table", "json", "markdown"),
    LANG,
    WORKERS,
)  # fmt: skip
OF_HOLDOUT: Final = ("holdout", "format", "lang", "workers")  # words that it may be given


def work(job: tuple[Scenario, int]) -> Seen:
    """Run a world, and look at it."""
    from experiments.patterns.measures import Watch
    from sim.indicators.outputs import PAYERS
    from sim.runs.run import run_world

    watch = Watch()
    scenario, seed = job
    return Seen(run_world(scenario, seed, watch=watch), watch.seen, PAYERS)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    if options["help"]:
        print(help_text("patterns", SPEC, compose.groups(), lang=options["lang"]))
        return None
    if any(word.startswith("territory=") for word in overrides):
        raise InputError(Message("cli.territories"))
    found = declared()
    if found.rule is None:
        raise InputError(Message("patterns.no_rule", file=FILE))
    if options["holdout"]:
        _only_its_words(argv)
        names: Sequence[str] = (*found.rule.departements.fit, *found.rule.departements.holdout)
    else:
        names = _territories(options["territories"], found.rule)
    words = _with_defaults(overrides, found.rule)
    scenarios = {
        name: compose.load_scenario(options["a"], [*words, f"territory={name}"]) for name in names
    }
    if options["cfg"]:
        tree = {name: s.model_dump(mode="json") for name, s in scenarios.items()}
        print(compose.yaml_text(tree), end="")
        return None
    if options["holdout"]:
        _print(_holdout(options, found.patterns, found.rule, scenarios), options)
        return None
    command = reproduce("patterns", {**options, "holdout": None}, typed(overrides))
    result = _measured(options, found.patterns, found.rule, scenarios)
    _print({**result, "command": command}, options)
    return None


def _only_its_words(argv: Sequence[str]) -> None:
    names = [word.partition("=")[0].strip() for word in argv]
    others = [
        word for word, name in zip(argv, names, strict=True) if name not in (*OF_HOLDOUT, *FLAGS)
    ]
    if others:
        raise InputError(Message("patterns.holdout_words", words=others, file=FILE))


def _territories(text: str | None, rule: Rule) -> Sequence[str]:
    """Territories of the fit, none of which may hold a département that is held out."""
    from sim.territory.names import FRANCE, TOGETHER, canonical

    if text is None:
        return rule.departements.fit
    names = listed(text, "territories")
    held = [canonical(name) for name in rule.departements.holdout]
    for name in names:
        if name in compose.groups()["territory"] and name not in (FRANCE, *held):
            continue  # a configuration: the scenario has its own sentence
        parts = canonical(name).split(TOGETHER)
        seen = held if FRANCE in parts else [part for part in parts if part in held]
        if seen:
            raise InputError(Message("patterns.territory_held", name=name, held=seen))
    return names


def _with_defaults(overrides: Sequence[str], rule: Rule) -> list[str]:
    """Add the months and the equipment of the rule, unless the user sets them."""
    words = without_pathways(overrides)
    names = {word.partition("=")[0].removeprefix("clock.") for word in words}
    defaults = {"months": rule.months, "territory.dispersion": f"{rule.dispersion:g}"}
    return [*(f"{name}={value}" for name, value in defaults.items() if name not in names), *words]


def _measured(
    options: Mapping[str, Any],
    patterns: Sequence[Pattern],
    rule: Rule,
    scenarios: Mapping[str, Scenario],
) -> dict[str, Any]:
    """Run the worlds of a part and judge them."""
    from sim.engine import digest
    from sim.results.origin import place_of
    from sim.runs.warmup import territory_of

    holdout = bool(options["holdout"])
    own = rule.seeds.holdout if holdout else rule.seeds.fit
    first = own if options["seed"] is None else options["seed"]
    seeds = range(first, first + (options["replicates"] or rule.replicates))
    places = {name: place_of(scenario) for name, scenario in scenarios.items()}
    jobs = [(scenario, seed) for scenario in scenarios.values() for seed in seeds]
    seen = list(each(work, jobs, workers=options["workers"], lang=options["lang"]))
    worlds = {
        name: seen[rank * len(seeds) : (rank + 1) * len(seeds)]
        for rank, name in enumerate(scenarios)
    }
    return {
        "part": "holdout" if holdout else "fit",
        "seeds": list(seeds),
        "code_digest": digest.results(),
        "program_digest": first_result.digest_of_program(),
        "patterns_digest": first_result.digest_of_file(),
        "territories": {name: territory_of(s).digest() for name, s in scenarios.items()},
        "aim": rule.aim,
        "widen": rule.standard_errors,
        "places": {
            name: {"fr": place.label_fr, "en": place.label_en} for name, place in places.items()
        },
        "rows": cells_of(patterns, worlds, rule, holdout=holdout),
    }


def _holdout(
    options: Mapping[str, Any],
    patterns: Sequence[Pattern],
    rule: Rule,
    scenarios: Mapping[str, Scenario],
) -> dict[str, Any]:
    """Return the first result of the hold-out: the one that is kept, or that of this run."""
    before = first_result.kept()
    if before is None:
        first_result.writable()
        result = _measured(options, patterns, rule, scenarios)
        command = reproduce("patterns", {"holdout": True})
        first_result.keep({**result, "command": command})
        before = first_result.kept()
        assert before is not None
    else:
        path, found = before
        text = say("patterns.again", options["lang"], date=found["date"], file=path.name)
        print(text, file=sys.stderr)
    return before[1]


def _print(result: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    if options["format"] == "json":
        print(json.dumps(result, ensure_ascii=False))
    elif options["format"] == "markdown":
        print(markdown(result, options["lang"]))
    else:
        show(result, options["lang"])
