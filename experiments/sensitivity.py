"""Which parameters decide the difference between two worlds: ``python -m experiments.sensitivity``.

Each parameter with a range is moved through it (Morris); those that move the indicator most are
then given their share of its variance (Sobol' indices), and the seed its own. The number explained
is the paired difference, the second scenario minus the first.

    python -m experiments.sensitivity                              # configs/sensitivity/training
    python -m experiments.sensitivity ranges=none crises.rate=interval(0,0.1) out=studies/mine

Several values of a word are factors, as in `experiments.sweep`. A folder that holds the same study
is resumed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option
from experiments.cli.exits import main_guard
from experiments.cli.options import listed
from experiments.cli.screen import heading, paragraph, table
from experiments.cli.studies import (
    Job,
    analyse,
    analysis_options,
    folder,
    read_job,
    scale_of,
    studied,
    title_of,
)
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report.factors import Bar

PROGRAM: Final = "sensitivity"
SPEC: Final = (
    Option("scenario", str, "silo,pole", "option.sweep.scenario"),
    Option("ranges", str, "reform", "option.sensitivity.ranges", choices=("reform", "all", "none")),
    Option("trajectories", int, 4, "option.sensitivity.trajectories", low=2, high=100_000),
    Option("leading", int, 10, "option.sensitivity.leading", low=1, high=100),
    Option("points", int, 16, "option.sensitivity.points", low=2, high=1 << 20),
    *analysis_options(PROGRAM, 2),
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv, sweeps=True)
    if job is None:
        return None
    if job.seeds is not None:
        raise InputError(Message("analysis.seeds"))
    factors = _factors(job)
    _checked(job.options, factors)
    if job.options["cfg"]:
        print(compose.yaml_text({"factors": {n: list(v) for n, v in factors.items()},
                                 "overrides": job.words}), end="")  # fmt: skip
        return None
    return analyse(PROGRAM, job, lambda: _measured(job, factors), figure, show)


def _factors(job: Job) -> dict[str, Any]:
    """Return the factors: parameters with a range, then those that the user gives values for."""
    from sim.compose.ranges import ranged

    names = listed(job.options["scenario"], "scenario")
    worlds = compose.load_scenarios(names, job.words)
    chosen = job.options["ranges"]
    found = {} if chosen == "none" else ranged(worlds, only_after=chosen == "reform")
    fixed = {word.partition("=")[0] for word in job.words}
    return {**{n: v for n, v in found.items() if n not in fixed}, **job.factors}


def _checked(options: Mapping[str, Any], factors: Mapping[str, Any]) -> None:
    """Refuse designs that cannot be made, before the first of the two studies runs.

    Raises
    ------
    InputError
        When there is no factor, an interval is none, or the points are no power of 2.
    """
    from sim.sweep.design import saltelli

    saltelli(factors, options["points"], seed=options["seed"])


def _measured(job: Job, factors: dict[str, Any]) -> dict[str, Any]:
    """Screen all factors, then share the variance out among the leading ones."""
    from sim.sweep.design import morris, saltelli
    from sim.sweep.gaps import luck_share, paired
    from sim.sweep.indices import elementary_effects, sobol_indices

    options, indicator = job.options, job.indicator
    names, place = listed(options["scenario"], "scenario"), folder(options, PROGRAM)
    made = morris(factors, options["trajectories"], seed=options["seed"])
    first = studied(names, made, job.words, options, place / "morris")
    effects = elementary_effects(first, indicator)
    leading = effects["factor"][: options["leading"]].tolist()
    design = saltelli({n: factors[n] for n in leading}, options["points"], seed=options["seed"])
    second = studied(names, design, job.words, options, place / "sobol")
    indices = sobol_indices(second, indicator)
    share = luck_share(paired(second, indicator))
    return {
        "indicator": indicator,
        "scenarios": names,
        "replicates": options["replicates"],
        "runs": [first.status().ok, second.status().ok],
        "digests": [first.digest(), second.digest()],
        "effects": effects.to_dict("records"),
        "indices": _plain(indices.to_dict("records")),
        "seed_share": share if math.isfinite(share) else None,
    }


def _plain(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Turn numbers that are none into None: an indicator that never moves has no indices."""
    return [
        {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        for row in rows
    ]


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print both tables and the share of the seed."""
    a, b = result["scenarios"][0], result["scenarios"][-1]
    print(paragraph(say("sensitivity.title", lang, a=a, b=b,
                        indicator=title_of(result["indicator"], lang))))  # fmt: skip
    print(paragraph(say("analysis.cost", lang, runs=labels.number(sum(result["runs"]), 0, lang),
                        n=result["replicates"])))  # fmt: skip
    print(f"\n{heading(say('sensitivity.effects', lang))}")
    scale = scale_of(result["indicator"])
    heads = [say(f"sensitivity.{key}", lang) for key in ("factor", "effect", "mean", "spread")]
    rows = [
        [row["factor"], _pm(row, "effect", lang, scale), _number(row["mean"], lang, scale),
         _number(row["spread"], lang, scale)]
        for row in result["effects"]
    ]  # fmt: skip
    print(table(heads, rows))
    print(f"\n{heading(say('sensitivity.indices', lang))}")
    heads = [say(f"sensitivity.{key}", lang) for key in ("factor", "first", "total")]
    rows = [
        [row["factor"], _pm(row, "first", lang), _pm(row, "total", lang)]
        for row in result["indices"]
    ]
    print(table(heads, rows))
    print(paragraph(seed_text(result, lang)))
    print(paragraph(say("sensitivity.note", lang)))


def seed_text(result: Mapping[str, Any], lang: str) -> str:
    """Return the share of the seed as a sentence."""
    share = result["seed_share"]
    return say(
        "sensitivity.seed", lang, share="–" if share is None else labels.percent(share, lang)
    )


def _number(value: float | None, lang: str, scale: float = 1.0) -> str:
    return "–" if value is None else labels.number(scale * value, 2, lang)


def _pm(row: Mapping[str, Any], key: str, lang: str, scale: float = 1.0) -> str:
    return f"{_number(row[key], lang, scale)} ± {_number(row[f'{key}_half'], lang, scale)}"


def _bars(rows: Sequence[Mapping[str, Any]], key: str, scale: float = 1.0) -> list[Bar]:
    from sim.report.factors import Bar

    found = []
    for row in rows:
        value, half = scale * (row[key] or 0.0), scale * (row[f"{key}_half"] or 0.0)
        found.append(Bar(row["factor"].rpartition(".")[2], value, value - half, value + half))
    return found


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the leading effects, and the share of variance of each, side by side."""
    from sim.report.factors import bars
    from sim.report.style import footer, new_figure

    _, (left, right) = new_figure(2)
    effects = result["effects"][: len(result["indices"])]
    panels = (
        (left, _bars(effects, "effect", scale_of(result["indicator"])), "effect", "effects"),
        (right, _bars(result["indices"], "total"), "total", "indices"),
    )
    for ax, rows, axis, title in panels:
        bars(rows, say(f"sensitivity.{axis}", lang), title=say(f"sensitivity.{title}", lang),
             lang=lang, ax=ax)  # fmt: skip
    footer(left, f"{title_of(result['indicator'], lang)}\n{seed_text(result, lang)}")
    return left


if __name__ == "__main__":
    sys.exit(main(None))
