"""What unmeasured values would make of a comparison: ``python -m experiments.assumptions``.

Every parameter that has a declared range and acts after the reform is drawn over that range, all at
once, in many sets; both worlds of a set have the same values, people and luck. For each headline
the program prints the difference at the defaults with the interval of its seeds, the band of the
sets, the share of sets in which the second world does better with its own interval, and what that
share is for ranges half and twice as wide; then the parameters that order the differences.

    python -m experiments.assumptions                              # configs/assumptions/training
    python -m experiments.assumptions territories=creuse sets=150 out=studies/sure
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.cli.arguments import Option
from experiments.cli.blocks import HEADING, TABLE, TEXT, Block, markdown_of, print_blocks
from experiments.cli.exits import main_guard
from experiments.cli.options import listed, territories
from experiments.cli.screen import paragraph
from experiments.cli.studies import (
    Job,
    analyse,
    analysis_options,
    folder,
    read_job,
    scale_of,
    studied,
    title_of,
    worlds_of_a_pair,
)
from sim import compose
from sim import lang as labels
from sim.compose.leading import Leading, keep
from sim.engine import digest
from sim.errors import InputError
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import Message, say
from sim.results.verdict import smallest_that_counts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.sweep.study import Study

PROGRAM: Final = "assumptions"
WIDTHS: Final = (1.0, 0.5, 2.0)  # of the priors; the first one is what is declared
COLUMNS: Final = ("indicator", "default", "band", "share", "half", "double", "reading")
LEADING: Final = 10
SPEC: Final = (
    Option("scenario", str, "silo,pole", "option.assumptions.scenario"),
    territories("training"),
    Option("sets", int, 150, "option.assumptions.sets", low=2, high=100_000),
    Option("at_default", int, 20, "option.assumptions.at_default", low=2, high=10_000),
    Option(
        "ranges",
        str,
        "organisation",
        "option.assumptions.ranges",
        choices=("organisation", "reform", "all"),
    ),
    Option("keep", bool, False, "option.assumptions.keep"),
    *analysis_options(PROGRAM, 2, "markdown"),
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv)
    if job is None:
        return None
    factors = _factors(job)
    if job.options["cfg"]:
        tree = {name: {n: list(v) for n, v in found.items()} for name, found in factors.items()}
        print(compose.yaml_text({"factors": tree, "overrides": job.words}), end="")
        return None
    return analyse(PROGRAM, job, lambda: _measured(job, factors), figure, show, markdown)


def _factors(job: Job) -> dict[str, dict[str, Any]]:
    """Return the parameters that are drawn, with their ranges, by territory.

    Raises
    ------
    InputError
        When a word is wrong, or there are too few sets for the parameters.
    """
    from sim.compose.ranges import assumed, ranged

    if any(word.startswith("territory=") for word in job.words):
        raise InputError(Message("cli.territories"))
    fixed = {word.partition("=")[0] for word in job.words}
    found = {}
    for territory in listed(job.options["territories"], "territories"):
        worlds = worlds_of_a_pair(PROGRAM, job, [f"territory={territory}"])
        chosen = job.options["ranges"]
        if chosen == "organisation":
            all_of = assumed(worlds)
        else:
            all_of = ranged(worlds, only_after=chosen != "all", decisions=False)
        found[territory] = {name: ends for name, ends in all_of.items() if name not in fixed}
        least = len(found[territory]) + 2
        if job.options["sets"] < least:
            raise InputError(Message("assumptions.few", sets=job.options["sets"], least=least))
    return found


def _measured(job: Job, factors: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Run the sets of each width on each territory, and the defaults beside them."""
    from sim.sweep.assumed import as_it_is, prior
    from sim.sweep.design import latin_hypercube

    options, place = job.options, folder(job.options, PROGRAM)
    names = listed(options["scenario"], "scenario")
    rows: list[dict[str, Any]] = []
    regressions: dict[str, Any] = {}
    runs, digests = 0, []
    for territory, ranges in factors.items():
        words, worlds = (
            [*job.words, f"territory={territory}"],
            worlds_of_a_pair(PROGRAM, job, [f"territory={territory}"]),
        )
        many = {**options, "replicates": options["at_default"]}
        default = studied(names, as_it_is(ranges), words, many, place / territory / "default")
        made = {
            width: studied(
                names,
                latin_hypercube(
                    prior(ranges, width, worlds), options["sets"], seed=options["seed"]
                ),
                words, options, place / territory / f"width_{width:g}",
            )
            for width in WIDTHS
        }  # fmt: skip
        for indicator in HEADLINE:
            rows.append(_row(territory, indicator, default, made))
        regressions[territory] = _regression(made[WIDTHS[0]], job.indicator)
        for study in (default, *made.values()):
            runs += study.status().ok
            digests.append(study.digest())
    if options["keep"]:
        keep(names, [_leading(job, territory, regressions[territory]) for territory in factors])
    return {
        "indicator": job.indicator,
        "scenarios": names,
        "territories": list(factors),
        "sets": options["sets"],
        "replicates": options["replicates"],
        "at_default": options["at_default"],
        "parameters": {name: len(found) for name, found in factors.items()},
        "runs": runs,
        "code": digest.results(),
        "digests": digests,
        "rows": rows,
        "regressions": regressions,
    }


def _leading(job: Job, territory: str, regression: Mapping[str, Any]) -> Leading:
    """Return the parameters that order the differences, as they are kept for other programs."""
    weights = {row["factor"]: round(row["weight"], 2) for row in regression["weights"]}
    today = datetime.date.today().isoformat()
    return Leading(
        territory, job.indicator, today, digest.results()[:12], job.options["sets"], weights
    )


def _row(
    territory: str, indicator: str, default: Study, made: Mapping[float, Study]
) -> dict[str, Any]:
    """Return what is found for one headline; None where a run has no such number."""
    from experiments.ingredients import interval
    from sim.results.doubt import band_of, reading
    from sim.sweep.gaps import first, paired, sound

    row: dict[str, Any] = {"territory": territory, "indicator": indicator}
    for study in (default, *made.values()):
        sound(study)  # what failed is an error; what is not known is not
    try:
        seeds = paired(default, indicator).to_numpy()[0]
        gaps = {width: paired(study, indicator).mean(axis=1) for width, study in made.items()}
    except InputError:
        return {**row, "known": False}
    middle, low, high = interval(seeds)
    entry = REGISTRY[indicator]
    level = float(first(default, indicator).to_numpy().mean())
    smallest = smallest_that_counts(entry.unit, level)
    declared = gaps[WIDTHS[0]].to_numpy()
    bands = {width: band_of(found.to_numpy(), entry.direction) for width, found in gaps.items()}
    return {
        **row,
        "known": True,
        "default": middle,
        "low": low,
        "high": high,
        "below_default": float((declared < middle).mean()),
        "above_default": float((declared > middle).mean()),
        "reading": reading(bands[WIDTHS[0]], (low, high), entry.direction, smallest),
        "widths": {f"{width:g}": band._asdict() for width, band in bands.items()},
    }


def _regression(study: Study, indicator: str) -> dict[str, Any]:
    """Return the parameters that order the differences of an indicator."""
    from sim.sweep.assumed import rank_regression
    from sim.sweep.gaps import luck_share, paired
    from sim.sweep.schema import PLANNED

    gaps = paired(study, indicator)
    plan = study.plan.drop_duplicates("point").set_index("point").loc[gaps.index]
    points = plan[[name for name in plan.columns if name not in PLANNED]].astype(np.float64)
    weights, parts, explained = rank_regression(points, gaps.mean(axis=1).to_numpy())
    share = luck_share(gaps)
    return {
        "explained": explained,
        "seed_share": share if np.isfinite(share) else None,
        "weights": weights.head(LEADING).to_dict("records"),
        "parts": dict(sorted(parts.items(), key=lambda part: -part[1])),
    }


def blocks(result: Mapping[str, Any], lang: str) -> Iterator[Block]:
    """Yield, for each territory, the table of headlines and what orders the main one."""
    for territory in result["territories"]:
        counts = {"n": result["parameters"][territory], "sets": result["sets"]}
        yield Block(HEADING, say("assumptions.heading", lang, territory=territory, **counts))
        rows = [row for row in result["rows"] if row["territory"] == territory]
        heads = [say(f"assumptions.{column}", lang) for column in COLUMNS]
        yield Block(TABLE, heads=heads, rows=[_cells(row, lang) for row in rows])
        found = result["regressions"][territory]
        title = title_of(result["indicator"], lang)
        main = next(row for row in rows if row["indicator"] == result["indicator"])
        share = _percent(_beaten(main), lang)
        yield Block(TEXT, say("assumptions.beaten", lang, share=share, indicator=title))
        yield Block(TEXT, say("assumptions.leading", lang, indicator=title))
        heads = [say(f"assumptions.{key}", lang) for key in ("parameter", "weight")]
        weights = [[row["factor"], *_weight(row, lang)] for row in found["weights"]]
        yield Block(TABLE, heads=heads, rows=weights)
        parts = ", ".join(
            f"{name} {labels.percent(part, lang)}" for name, part in [*found["parts"].items()][:4]
        )
        explained = labels.percent(found["explained"], lang)
        seed = _percent(found["seed_share"], lang)
        yield Block(
            TEXT, say("assumptions.explained", lang, share=explained, parts=parts, seed=seed)
        )
    note = say("assumptions.note", lang, n=result["at_default"])
    yield Block(TEXT, f"{note} {say('assumptions.weights', lang)}")


def _weight(row: Mapping[str, float], lang: str) -> list[str]:
    return [" ± ".join(labels.number(row[key], 2, lang) for key in ("weight", "half"))]


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print what was found on a screen."""
    a, b = result["scenarios"]
    print(paragraph(say("assumptions.title", lang, a=a, b=b)))
    print(paragraph(say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                        n=result["replicates"])))  # fmt: skip
    print_blocks(blocks(result, lang))


def markdown(result: Mapping[str, Any], lang: str) -> str:
    """Return what was found as a page has it."""
    return markdown_of(blocks(result, lang))


def _beaten(row: Mapping[str, Any]) -> float | None:
    """Return the share of the sets in which the second world does worse than at the defaults."""
    if not row["known"]:
        return None
    below = float(row["below_default"])
    return below if REGISTRY[row["indicator"]].direction > 0 else float(row["above_default"])


def _percent(share: float | None, lang: str) -> str:
    return "–" if share is None else labels.percent(share, lang)


def _cells(row: Mapping[str, Any], lang: str) -> list[str]:
    indicator = row["indicator"]
    name = title_of(indicator, lang)
    if not row["known"]:
        return [name, say("assumptions.unknown", lang), *[""] * 5]
    declared, half, double = (row["widths"][f"{width:g}"] for width in WIDTHS)
    unit = REGISTRY[indicator].unit
    kept = (declared[key] for key in ("share", "share_low", "share_high"))
    shares = [
        labels.share_within(*kept, lang),
        *(labels.percent(b["share"], lang) for b in (half, double)),
    ]
    if REGISTRY[indicator].direction == 0:
        shares = ["–"] * len(shares)
    return [
        name,
        labels.interval(row["default"], row["low"], row["high"], unit, lang),
        labels.interval(declared["middle"], declared["low"], declared["high"], unit, lang),
        *shares,
        say(f"assumptions.{row['reading']}", lang),
    ]


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the bands of the main indicator, and the parameters that order it."""
    from sim.report.factors import Bar, bars
    from sim.report.style import footer, new_figure

    _, (left, right) = new_figure(2)
    indicator = result["indicator"]
    scale, direction = scale_of(indicator), REGISTRY[indicator].direction
    rows = []
    for row in result["rows"]:
        if row["indicator"] != indicator or not row["known"]:
            continue
        place = row["territory"]
        rows.append(Bar(say("assumptions.bar_seeds", lang, territory=place),
                        *(scale * row[key] for key in ("default", "low", "high")),
                        row["default"] * direction < 0))  # fmt: skip
        for width in sorted(WIDTHS):
            band = row["widths"][f"{width:g}"]
            name = say("assumptions.bar_sets", lang, territory=place,
                       by=labels.number(width, 1, lang))  # fmt: skip
            rows.append(Bar(name, *(scale * band[key] for key in ("middle", "low", "high")),
                            band["middle"] * direction < 0))  # fmt: skip
    bars(rows, title_of(indicator, lang), title=say("assumptions.bands", lang), lang=lang, ax=left)
    place = result["territories"][0]
    weights = [
        Bar(row["factor"].rpartition(".")[2], row["weight"], row["weight"] - row["half"],
            row["weight"] + row["half"])
        for row in result["regressions"][place]["weights"]
    ]  # fmt: skip
    bars(weights, say("assumptions.weight", lang), title=say("assumptions.order", lang,
         territory=place), lang=lang, ax=right)  # fmt: skip
    footer(left, say("assumptions.footer", lang, sets=result["sets"], n=result["replicates"]))
    return left


if __name__ == "__main__":
    sys.exit(main(None))
