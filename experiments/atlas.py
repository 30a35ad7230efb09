"""Every scenario on contrasted territories, in one small file: ``python -m experiments.atlas``.

All scenarios are run on all territories with the same seeds, and compared with the baseline. A
second study draws the assumptions that all scenarios share, of those that act after the reform: how
far do the differences move? The file ``atlas.parquet`` has a row for each scenario, territory and
headline indicator, with both intervals and where the numbers come from.

    python -m experiments.atlas out=studies/atlas                  # configs/atlas/training
    python -m experiments.atlas scenarios=pole,provider territories=creuse points=0 out=studies/two
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option
from experiments.cli.exits import main_guard
from experiments.cli.options import listed, territories
from experiments.cli.screen import heading, paragraph, table
from experiments.cli.studies import (
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
from sim.errors import InputError, suggestion
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.lang import LANGS, Message, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.sweep.study import Study

PROGRAM: Final = "atlas"
ALL: Final = "all"
SPEC: Final = (
    Option("scenarios", str, ALL, "option.atlas.scenarios"),
    Option("baseline", str, "silo", "option.atlas.baseline"),
    territories("training"),
    Option("points", int, 8, "option.atlas.points", low=0, high=10_000),
    Option("band_replicates", int, 4, "option.atlas.band_replicates", low=1, high=100_000),
    *analysis_options(PROGRAM, 40),
)
FILE: Final = "atlas.parquet"
METADATA: Final = "parcours-atlas"


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv)
    if job is None:
        return None
    options, words = job.options, job.words
    if any(word.startswith("territory=") for word in words):
        raise InputError(Message("cli.territories"))
    names, places = _scenarios(options), listed(options["territories"], "territories")
    for place in places:
        compose.load_scenario(options["baseline"], [*words, f"territory={place}"])
    ranges = _ranges(names, [*words, f"territory={places[0]}"]) if options["points"] else {}
    if options["cfg"]:
        print(compose.yaml_text({"scenarios": names, "territories": places,
                                 "ranges": {n: list(v) for n, v in ranges.items()},
                                 "overrides": words}), end="")  # fmt: skip
        return None
    return analyse(PROGRAM, job, lambda: _measured(options, names, places, ranges, words), figure,
                   show)  # fmt: skip


def _scenarios(options: Mapping[str, Any]) -> list[str]:
    """Return the scenarios that are run, the baseline first."""
    known = list(compose.groups()["scenario"])
    asked = known if options["scenarios"] == ALL else listed(options["scenarios"], "scenarios")
    wrong = [
        Message("atlas.scenario", name=name, near=suggestion(name, known))
        for name in (options["baseline"], *asked) if name not in known
    ]  # fmt: skip
    if not wrong and set(asked) <= {options["baseline"]}:
        wrong.append(Message("atlas.alone", name=options["baseline"]))
    if wrong:
        raise InputError(wrong)
    return [options["baseline"], *(name for name in asked if name != options["baseline"])]


def _ranges(names: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
    """Return the ranges of the assumptions that act after the reform, and that all share."""
    from sim.compose.ranges import ranged
    from sim.sweep.atlas import shared

    worlds = compose.load_scenarios(names, words)
    return shared(worlds, ranged(worlds))


def _measured(
    options: dict[str, Any], names: list[str], places: list[str], ranges: Mapping[str, Any],
    words: list[str],
) -> dict[str, Any]:  # fmt: skip
    """Run both studies, and write the file and the pages."""
    from sim.sweep.atlas import bands, differences
    from sim.sweep.design import grid, latin_hypercube, product
    from sim.sweep.gaps import sound

    place = folder(options, PROGRAM)
    every = grid({"scenario": names, "territory": places})
    made = [studied([], every, words, options, place / "luck")]
    found = differences(sound(made[0]), HEADLINE, options["baseline"])
    if ranges:
        drawn = product(every, latin_hypercube(ranges, options["points"], seed=options["seed"]))
        few = {**options, "replicates": options["band_replicates"]}
        made.append(studied([], drawn, words, few, place / "assumptions"))
        more = bands(sound(made[1]), HEADLINE, options["baseline"], list(ranges))
        found = found.merge(more, on=["scenario", "territory", "indicator"], validate="1:1")
    else:
        found = found.assign(band_low=math.nan, band_high=math.nan, points=0)
    found["code"] = made[0].code
    origin = _origin(options, ranges, words, made)
    _write(found, origin, place)
    rows = [
        {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        for row in found.to_dict("records")
    ]
    result = {"indicator": options["indicator"], **origin, "scenarios": names,
              "territories": places, "rows": rows}  # fmt: skip
    for lang in LANGS:
        _page(result, place, lang)
    return result


def _origin(
    options: Mapping[str, Any], ranges: Mapping[str, Any], words: list[str], made: list[Study]
) -> dict[str, Any]:
    """Return where the numbers come from."""
    from sim.results.origin import provenance
    from sim.sweep.origin import git_state

    return {
        "baseline": options["baseline"],
        "replicates": options["replicates"],
        "band_replicates": options["band_replicates"] if ranges else 0,
        "seed": options["seed"],
        "overrides": words,
        "ranges": {name: list(ends) for name, ends in ranges.items()},
        "runs": sum(one.status().ok for one in made),
        "studies": {one.id: one.digest() for one in made},
        "git": git_state(),
        **provenance(),
    }


def _write(found: pd.DataFrame, origin: Mapping[str, Any], place: Path) -> None:
    import pyarrow as pa

    from sim.sweep.files import whole_parquet

    made = pa.Table.from_pandas(found, preserve_index=False)
    text = json.dumps(origin, ensure_ascii=False, default=str)
    whole_parquet(place / FILE, made.replace_schema_metadata({METADATA: text}))


def _cells(result: Mapping[str, Any], indicator: str, lang: str) -> list[list[str]]:
    """Return a row a scenario: its difference on each territory, with both intervals."""
    unit = REGISTRY[indicator].unit
    by_place: dict[tuple[str, str], str] = {}
    for row in result["rows"]:
        if row["indicator"] == indicator:
            nan = {k: math.nan if row[k] is None else row[k]
                   for k in ("difference", "low", "high", "band_low", "band_high")}  # fmt: skip
            text = labels.interval(nan["difference"], nan["low"], nan["high"], unit, lang)
            if math.isfinite(nan["band_low"]):
                ends = [labels.signed(nan[k], unit, lang, like=nan["difference"])
                        for k in ("band_low", "band_high")]  # fmt: skip
                text += f" ({say('interval.between', lang).join(ends)})"
            by_place[row["scenario"], row["territory"]] = text
    return [
        [name, *(by_place[name, place] for place in result["territories"])]
        for name in result["scenarios"] if name != result["baseline"]
    ]  # fmt: skip


def _page(result: Mapping[str, Any], place: Path, lang: str) -> None:
    """Write a page with a table for each headline indicator."""
    from sim.results import atomic_files as store

    heads = [say("atlas.scenario_head", lang), *result["territories"]]
    lines = [f"# {say('atlas.title', lang, baseline=result['baseline'])}", "",
             say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                 n=result["replicates"]), "", say("atlas.note", lang)]  # fmt: skip
    for name in HEADLINE:
        lines += ["", f"## {title_of(name, lang)}", "", f"| {' | '.join(heads)} |"]
        lines += ["|---" * len(heads) + "|"]
        lines += [f"| {' | '.join(cells)} |" for cells in _cells(result, name, lang)]
    store.put(place / f"atlas.{lang}.md", ("\n".join(lines) + "\n").encode())


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print the table of one indicator."""
    print(paragraph(say("atlas.title", lang, baseline=result["baseline"])))
    print(paragraph(say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                        n=result["replicates"])))  # fmt: skip
    print(f"\n{heading(title_of(result['indicator'], lang))}")
    heads = [say("atlas.scenario_head", lang), *result["territories"]]
    print(table(heads, _cells(result, result["indicator"], lang)))
    print(f"\n{paragraph(say('atlas.note', lang))}")


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the difference of each scenario on the first territory."""
    from sim.report.factors import Bar, bars
    from sim.report.style import footer

    name, place = result["indicator"], result["territories"][0]
    scale, direction = scale_of(name), REGISTRY[name].direction
    rows = [
        Bar(row["scenario"], *(scale * row[key] for key in ("difference", "low", "high")),
            row["difference"] * direction < 0)
        for row in result["rows"]
        if row["indicator"] == name and row["territory"] == place and row["difference"] is not None
    ]  # fmt: skip
    ax = bars(rows, title_of(name, lang), lang=lang,
              title=say("atlas.title", lang, baseline=result["baseline"]))  # fmt: skip
    footer(ax, say("atlas.footer", lang, territory=place, n=result["replicates"]))
    return ax


if __name__ == "__main__":
    sys.exit(main(None))
