"""Which values of parameters go with published patterns: ``python -m experiments.calibrate``.

Points are drawn over the ranges of some factors, and run in waves. After each wave, the points
whose answers are too far from the patterns to match are left out (history matching). What is left
gives an interval for each factor (approximate Bayesian computation). Fresh points of these
intervals, with fresh seeds, then show the patterns, those that were held out too, and the
difference between both worlds, before and after.

    python -m experiments.calibrate                                # configs/calibrate/training
    python -m experiments.calibrate crises.rate=interval(0.01,0.05) match=queue,births out=mine
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.calibrate.report import figure, show
from experiments.calibrate.targets import NONE, Chosen, answers, chosen
from experiments.cli.arguments import Option, parse
from experiments.cli.exits import STOPPED, main_guard
from experiments.cli.help import help_text
from experiments.cli.options import listed, without_pathways
from experiments.cli.ready import with_ready
from experiments.cli.studies import (
    StoppedError,
    analysis_options,
    finish,
    folder,
    indicator_of,
    studied,
)
from sim import compose
from sim.errors import InputError
from sim.lang import Message

if TYPE_CHECKING:
    import numpy as np

    from sim.sweep.study import Study

PROGRAM: Final = "calibrate"
EACH: Final = 10  # points for each factor, at least (Loeppky, Sacks and Welch 2009)
LEFT: Final = 20  # points that must survive
MADE_UP: Final = 200  # observations that check the intervals
SPEC: Final = (
    Option("scenario", str, "silo,pole", "option.sweep.scenario"),
    Option("match", str, None, "option.calibrate.match"),
    Option("held", str, NONE, "option.calibrate.held"),
    Option("patterns", Path, None, "option.calibrate.patterns"),
    Option("points", int, 100, "option.calibrate.points", low=20, high=2000),
    Option("waves", int, 2, "option.calibrate.waves", low=1, high=10),
    Option("fresh", int, 30, "option.calibrate.fresh", low=5, high=2000),
    Option("elsewhere", str, NONE, "option.calibrate.elsewhere"),
    *analysis_options(PROGRAM, 4),
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    from sim.sweep.words import swept

    if "--help" in argv:
        options, _ = parse(argv, SPEC)
        print(help_text(PROGRAM, SPEC, compose.groups(), lang=options["lang"]))
        return None
    factors, seeds, others = swept(with_ready(PROGRAM, argv))
    options, words = parse(others, SPEC)
    indicator, words = indicator_of(options), without_pathways(words)
    names = listed(options["scenario"], "scenario")
    _check(options, names, factors, seeds)
    worlds = compose.load_scenarios(names, words)
    elsewhere = _elsewhere(options, names, words)
    patterns = chosen(options, worlds[0])
    if options["cfg"]:
        tree = {
            "factors": {n: list(v) for n, v in factors.items()},
            "targets": {one.name: [one.low, one.high] for one in patterns.matched},
            "overrides": words,
        }
        print(compose.yaml_text(tree), end="")
        return None
    try:
        result = _measured(options, indicator, patterns, factors, words, elsewhere)
    except StoppedError as stopped:
        print(stopped.text(options["lang"]), file=sys.stderr)
        return STOPPED
    typed = [word for word in argv if word.partition("=")[0] in factors]
    finish(PROGRAM, result, lambda lang: figure(result, lang), options, [*words, *typed],
           lambda: show(result, options["lang"]))  # fmt: skip
    return None


def _check(
    options: Mapping[str, Any], names: Sequence[str], factors: Mapping[str, Any],
    seeds: list[int] | None,
) -> None:  # fmt: skip
    """Refuse factors that are lists, too few points for the factors, and one scenario."""
    from sim.sweep.design import latin_hypercube

    wrong = [
        Message("analysis.interval", program=PROGRAM, name=name)
        for name, values in factors.items() if not isinstance(values, tuple)
    ]  # fmt: skip
    if seeds is not None:
        wrong.append(Message("analysis.seeds"))
    if len(names) != 2:
        wrong.append(Message("analysis.two", program=PROGRAM))
    if options["points"] < EACH * len(factors):
        least = EACH * len(factors)
        wrong.append(Message("calibrate.few", points=options["points"], least=least,
                             factors=len(factors)))  # fmt: skip
    if wrong:
        raise InputError(wrong)
    latin_hypercube(dict(factors), options["points"])


def _elsewhere(
    options: Mapping[str, Any], names: Sequence[str], words: Sequence[str]
) -> dict[str, list[str]]:
    """Return the words of each other territory, all checked."""
    if options["elsewhere"] == NONE:
        return {}
    others = [word for word in words if word.partition("=")[0] != "territory"]
    found = {
        name: [*others, f"territory={name}"] for name in listed(options["elsewhere"], "elsewhere")
    }
    for own in found.values():
        compose.load_scenarios(names, own)
    return found


def _measured(
    options: dict[str, Any], indicator: str, patterns: Chosen, space: dict[str, Any],
    words: list[str], elsewhere: Mapping[str, list[str]],
) -> dict[str, Any]:  # fmt: skip
    """Run the waves, find the intervals, and compare both ends by fresh runs."""
    import numpy as np

    from sim.sweep.design import scaled
    from sim.sweep.matching import drawn, match, survivors
    from sim.sweep.posterior import LEVEL, coverage, posterior, table_of

    names, place = listed(options["scenario"], "scenario"), folder(options, PROGRAM)
    seed, fresh, targets = options["seed"], options["fresh"], patterns.targets
    studies: list[Study] = []

    def run(design: Any, name: str, own: Sequence[str] = words, **how: Any) -> Study:
        studies.append(studied(names, design, own, options, place / name, **how))
        return studies[-1]

    def ask(design: Any, rank: int) -> Any:
        return answers(run(design, f"wave-{rank + 1}"), patterns.matched)

    waves = match(space, targets, ask, points=options["points"], waves=options["waves"], seed=seed)
    unit = np.concatenate([wave.unit for wave in waves])
    left = survivors(waves, targets, unit)
    if left.sum() < LEFT:
        raise InputError(Message("calibrate.few_left", n=int(left.sum()), least=LEFT))
    unit, gave = unit[left], np.concatenate([wave.answers for wave in waves])[left]
    found = posterior(table_of(unit, gave, targets, seed), np.array([t.middle for t in targets]))
    held = coverage(unit, gave, targets, count=MADE_UP, seed=seed)
    wide = drawn(space, targets, waves, 1000, seed)
    likely = found.quantiles(((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2))
    ends = {"before": waves[0].unit[:fresh], "after": found.drawn(fresh, seed)}
    designs = {
        end: scaled("calibrated", space, points, {"end": end, "seed": seed})
        for end, points in ends.items()
    }
    later = seed + options["replicates"]  # seeds that no point has seen, the same at both ends
    before, after = (run(designs[end], end, seed=later) for end in designs)
    places = {}
    for name, own in elsewhere.items():
        pair = [run(designs[end], f"{end}-{name}", own, seed=later) for end in designs]
        places[name] = _rows(patterns, *pair)
    return {
        "indicator": indicator,
        "scenarios": names,
        "replicates": options["replicates"],
        "runs": sum(one.status().ok for one in studies),
        "digests": [one.digest() for one in studies],
        "shares": [wave.share for wave in waves],
        "left": int(left.sum()),
        "factors": [
            _factor(name, ends_, wide[:, rank], likely[:, rank], int(held[rank]))
            for rank, (name, ends_) in enumerate(space.items())
        ],
        "patterns": _rows(patterns, before, after),
        "elsewhere": places,
        "headline": {"before": _gap(before, indicator), "after": _gap(after, indicator)},
    }


def _factor(name: str, ends: Any, wide: Any, likely: Any, held: int) -> dict[str, Any]:
    """Return what is known of one factor, in its own unit."""
    from sim.sweep.boxes import interval_of

    low, high = ends

    def own(values: Any) -> list[float]:
        return [float(low + value * (high - low)) for value in values]

    least, middle, most = own(likely)
    share = interval_of(held, MADE_UP)
    return {
        "name": name, "prior": [low, high], "survives": own((wide.min(), wide.max())),
        "middle": middle, "likely": [least, most], "held": held, "made_up": MADE_UP,
        "coverage": list(share),
    }  # fmt: skip


def _rows(patterns: Chosen, before: Study, after: Study) -> list[dict[str, Any]]:
    """Return a row a pattern: what the points give before and after."""
    return [
        {"name": one.name, "role": role, "fr": one.fr, "en": one.en, "unit": one.unit,
         "bounds": [one.low, one.high],
         **{when: _spread(study, one) for when, study in (("before", before), ("after", after))}}
        for role, some in zip(("match", "held"), patterns, strict=True)
        for one in some
    ]  # fmt: skip


def _spread(study: Study, pattern: Any) -> dict[str, float] | None:
    """Return what points give for a pattern, None where a run gives no value."""
    try:
        values = answers(study, [pattern])[:, 0]
    except InputError:
        return None
    inside = float(((values >= pattern.low) & (values <= pattern.high)).mean())
    return {**_quantiles(values), "inside": inside}


def _gap(study: Study, indicator: str) -> dict[str, float]:
    """Return the paired difference over the points of a study."""
    from sim.indicators.registry import REGISTRY
    from sim.sweep.gaps import paired

    values = paired(study, indicator).mean(axis=1).to_numpy()
    better = float((values * REGISTRY[indicator].direction > 0).mean())
    return {**_quantiles(values), "better": better}


def _quantiles(values: np.ndarray[Any, Any]) -> dict[str, float]:
    import numpy as np

    from sim.sweep.posterior import LEVEL

    low, high = np.quantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}
