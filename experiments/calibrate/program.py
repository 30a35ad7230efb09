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

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.calibrate.report import figure, show
from experiments.calibrate.targets import NONE, Chosen, answers, chosen
from experiments.cli.arguments import Option
from experiments.cli.exits import main_guard
from experiments.cli.options import listed
from experiments.cli.studies import (
    Job,
    analyse,
    analysis_options,
    folder,
    read_job,
    studied,
    wrong_of_a_pair,
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
    job = read_job(PROGRAM, SPEC, argv, sweeps=True)
    if job is None:
        return None
    names = listed(job.options["scenario"], "scenario")
    _check(job)
    worlds = compose.load_scenarios(names, job.words)
    elsewhere = _elsewhere(job.options, names, job.words)
    patterns = chosen(job.options, worlds[0])
    if job.options["cfg"]:
        tree = {
            "factors": {n: list(v) for n, v in job.factors.items()},
            "targets": {one.name: [one.low, one.high] for one in patterns.matched},
            "overrides": job.words,
        }
        print(compose.yaml_text(tree), end="")
        return None
    return analyse(PROGRAM, job, lambda: _measured(job, patterns, elsewhere), figure, show)


def _check(job: Job) -> None:
    """Refuse factors that are lists, too few points for the factors, and one scenario."""
    from sim.sweep.design import latin_hypercube

    wrong, points, factors = wrong_of_a_pair(PROGRAM, job), job.options["points"], len(job.factors)
    if points < EACH * factors:
        least = EACH * factors
        wrong.append(Message("calibrate.few", points=points, least=least, factors=factors))
    if wrong:
        raise InputError(wrong)
    latin_hypercube(job.factors, points)


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


def _measured(job: Job, patterns: Chosen, elsewhere: Mapping[str, list[str]]) -> dict[str, Any]:
    """Run the waves, find the intervals, and compare both ends by fresh runs."""
    import numpy as np

    from sim.sweep.design import scaled
    from sim.sweep.matching import drawn, match, survivors
    from sim.sweep.posterior import LEVEL, coverage, posterior, table_of

    options, space = job.options, job.factors
    names, place = listed(options["scenario"], "scenario"), folder(options, PROGRAM)
    seed, fresh, targets = options["seed"], options["fresh"], patterns.targets
    studies: list[Study] = []

    def run(design: Any, name: str, own: Sequence[str] = job.words, **how: Any) -> Study:
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
        "indicator": job.indicator,
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
        "headline": {"before": _gap(before, job.indicator), "after": _gap(after, job.indicator)},
    }


def _factor(name: str, ends: Any, wide: Any, likely: Any, held: int) -> dict[str, Any]:
    """Return what is known of one factor, in its own unit."""
    from sim.results.doubt import interval_of

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
