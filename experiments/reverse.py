"""Under which conditions a world does worse than another: ``python -m experiments.reverse``.

Points are drawn over the ranges of some factors, and both worlds are run at each, with the same
seeds. Two methods (PRIM and CART) look for a box of conditions that holds the points where the
second world does worse. Fresh points and fresh seeds, inside and outside the box, then check it.

    python -m experiments.reverse                                  # configs/reverse/training
    python -m experiments.reverse organisation.planning_share=interval(0,0.2) points=200 out=mine
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option
from experiments.cli.exits import main_guard
from experiments.cli.options import listed
from experiments.cli.screen import heading, item, paragraph, table
from experiments.cli.studies import (
    Job,
    analyse,
    analysis_options,
    folder,
    read_job,
    studied,
    title_of,
    wrong_of_a_pair,
)
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.indicators.registry import REGISTRY
from sim.lang import Message, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROGRAM: Final = "reverse"
METHODS: Final = ("prim", "cart")
SPEC: Final = (
    Option("scenario", str, "silo,pole", "option.sweep.scenario"),
    Option("points", int, 100, "option.reverse.points", low=20, high=1_000_000),
    Option("fresh", int, 30, "option.reverse.fresh", low=5, high=1_000_000),
    *analysis_options(PROGRAM, 4),
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv, sweeps=True)
    if job is None:
        return None
    _check(job)
    compose.load_scenarios(listed(job.options["scenario"], "scenario"), job.words)
    if job.options["cfg"]:
        tree = {"factors": {n: list(v) for n, v in job.factors.items()}, "overrides": job.words}
        print(compose.yaml_text(tree), end="")
        return None
    return analyse(PROGRAM, job, lambda: _measured(job), figure, show)


def _check(job: Job) -> None:
    """Refuse what has no box: lists, one scenario, an indicator that is neither good nor bad."""
    from sim.sweep.design import latin_hypercube

    wrong = wrong_of_a_pair(PROGRAM, job)
    if not REGISTRY[job.indicator].direction:
        wrong.append(Message("reverse.direction", name=job.indicator))
    if wrong:
        raise InputError(wrong)
    latin_hypercube(job.factors, job.options["points"])


def _measured(job: Job) -> dict[str, Any]:
    """Run the points, look for boxes, and check the better one by fresh runs."""
    from sim.results.doubt import interval_of
    from sim.sweep.boxes import cart, fresh_points, inside, prim, score, worse
    from sim.sweep.design import latin_hypercube

    options, indicator, factors = job.options, job.indicator, job.factors
    names, place = listed(options["scenario"], "scenario"), folder(options, PROGRAM)
    direction = REGISTRY[indicator].direction
    design = latin_hypercube(factors, options["points"], seed=options["seed"])
    made = studied(names, design, job.words, options, place / "points")
    points, bad = worse(made, indicator, direction)
    space = {name: factors[short] for name, short in zip(points.columns, factors, strict=True)}
    boxes = {"prim": prim(points, bad, space), "cart": cart(points, bad, space)}
    best = max(METHODS, key=lambda name: score(boxes[name]))
    checks = {}
    for rank, side in enumerate(("inside", "outside"), 1):
        drawn = fresh_points(space, boxes[best].limits, options["fresh"],
                             inside=side == "inside", seed=options["seed"] + rank)  # fmt: skip
        first = options["seed"] + options["replicates"]  # seeds that no point has seen
        again = studied(names, drawn, job.words, options, place / side, seed=first)
        table_, found = worse(again, indicator, direction)
        assert (inside(table_, boxes[best].limits) == (side == "inside")).all()
        low, high = interval_of(int(found.sum()), len(found))
        checks[side] = {"worse": int(found.sum()), "points": len(found), "low": low, "high": high}
    return {
        "indicator": indicator,
        "scenarios": names,
        "replicates": options["replicates"],
        "runs": 2 * options["replicates"] * (options["points"] + 2 * options["fresh"]),
        "digest": made.digest(),
        "worse": int(bad.sum()),
        "points": len(bad),
        "space": {name: list(ends) for name, ends in space.items()},
        "boxes": {
            name: {**box._asdict(), "limits": {n: list(v) for n, v in box.limits.items()}}
            for name, box in boxes.items()
        },
        "checked": best,
        "fresh": checks,
        "table": {**points.to_dict("list"), "worse": bad.tolist()},
    }


def sentences(box: Mapping[str, Any], space: Mapping[str, Any], lang: str) -> list[str]:
    """Return the conditions of a box in words, one a factor."""
    found = []
    for name, (low, high) in box["limits"].items():
        least, most = space[name]
        key = "above" if high == most else "below" if low == least else "between"
        ends = {
            "low": labels.plain(round(low, 4), lang),
            "high": labels.plain(round(high, 4), lang),
        }
        found.append(say(f"reverse.{key}", lang, name=name, **ends))
    return found


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print the boxes, their measures, and the check."""
    a, b = result["scenarios"]
    print(paragraph(say("reverse.title", lang, a=a, b=b,
                        indicator=title_of(result["indicator"], lang))))  # fmt: skip
    print(paragraph(say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                        n=result["replicates"])))  # fmt: skip
    print(paragraph(say("reverse.share", lang, worse=result["worse"], n=result["points"])))
    for method in METHODS:
        print(f"\n{heading(say(f'reverse.{method}', lang))}")
        for text in sentences(result["boxes"][method], result["space"], lang):
            print(item(text))
    heads = [say(f"reverse.{key}", lang) for key in ("method", "coverage", "density", "mass")]
    rows = [
        [say(f"reverse.{method}", lang),
         *(labels.percent(box[key], lang) for key in ("coverage", "density", "mass"))]
        for method, box in result["boxes"].items()
    ]  # fmt: skip
    print(f"\n{table(heads, rows)}\n")
    print(paragraph(say("reverse.measures", lang)))
    print(
        f"\n{heading(say('reverse.check', lang, method=say(f'reverse.{result["checked"]}', lang)))}"
    )
    for side in ("inside", "outside"):
        print(item(check_text(result["fresh"][side], side, lang)))


def check_text(check: Mapping[str, Any], side: str, lang: str) -> str:
    """Return what fresh runs showed on one side of the box."""
    ends = {key: labels.percent(check[key], lang) for key in ("low", "high")}
    return say(f"reverse.{side}", lang, worse=check["worse"], n=check["points"], **ends)


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the points and the box in the plane of the two factors that it narrows most."""
    from sim.report.factors import plane
    from sim.report.style import footer

    box, space, points = result["boxes"][result["checked"]], result["space"], result["table"]

    def kept(name: str) -> float:
        low, high = box["limits"].get(name, space[name])
        return float((high - low) / (space[name][1] - space[name][0]))

    x, *others = sorted(space, key=kept)
    y = others[0] if others else x
    ends = [box["limits"].get(name, space[name]) for name in (x, y)]
    texts = (say("reverse.bad", lang), say("reverse.good", lang), say("reverse.box", lang))
    ax = plane(
        list(zip(points[x], points[y], strict=True)), points["worse"], (x, y),
        (tuple(ends[0]), tuple(ends[1])), texts, lang=lang,
    )  # fmt: skip
    lines = [title_of(result["indicator"], lang)]
    lines += [check_text(result["fresh"][side], side, lang) for side in ("inside", "outside")]
    footer(ax, "\n".join(lines))
    return ax


if __name__ == "__main__":
    sys.exit(main(None))
