"""Which rules of organisation decide the answer: ``python -m experiments.decide``.

A few rules can be read in two ways, each behind a named choice. For each combination of the old and
the new reading the program prints the difference between two worlds with both kinds of doubt: the
interval of the seeds at the defaults, and the band of sets of assumed values. Then what follows for
those who wait and for places: how many are empty beside somebody who waits for one.

    python -m experiments.decide                                   # configs/decide/training
    python -m experiments.decide territories=creuse,training,jura out=studies/rules
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
from sim.errors import InputError, suggestion
from sim.indicators.registry import REGISTRY
from sim.lang import Message, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.sweep.study import Study

PROGRAM: Final = "decide"
ORGANISATION: Final = "organisation."
# What is shown beside the main indicator: differences, and levels of both worlds.
DIFFERENCES: Final = ("unserved", "wait_solution_mean", "hours_given", "ordinary_residence")
LEVELS: Final = ("empty_wanted", "converted_share")
SPEC: Final = (
    Option("scenario", str, "silo,pole", "option.assumptions.scenario"),
    territories("training"),
    Option("rules", str, "all", "option.decide.rules"),
    Option("sets", int, 40, "option.assumptions.sets", low=2, high=100_000),
    Option("at_default", int, 20, "option.assumptions.at_default", low=2, high=10_000),
    *analysis_options(PROGRAM, 2, "markdown"),
)


class Rule(NamedTuple):
    """A rule with two readings, both words of a scenario."""

    name: str
    old: str
    new: str


RULES: Final = (
    Rule(
        "placement", "organisation.placement=hours_only", "organisation.placement=place_and_hours"
    ),
    Rule("conversion", "organisation.conversion=blind", "organisation.conversion=unasked"),
    Rule("mainstream", "organisation.mainstream=unlimited", "organisation.mainstream=limited"),
    Rule("referent", "organisation.referent=share", "organisation.referent=posts"),
    Rule("reserve", "organisation.reserve=unused", "organisation.reserve=given"),
)


def rules_of(word: str) -> tuple[Rule, ...]:
    """Return the rules that a word names.

    Raises
    ------
    InputError
        When there is no such rule.
    """
    if word == "all":
        return RULES
    known = [rule.name for rule in RULES]
    names = listed(word, "rules")
    wrong = [name for name in names if name not in known]
    if wrong:
        near = suggestion(wrong[0], known)
        raise InputError(
            Message("decide.unknown", name=wrong[0], known=", ".join(known), near=near)
        )
    return tuple(rule for rule in RULES if rule.name in names)


def combinations(rules: Sequence[Rule] = RULES) -> dict[tuple[str, ...], list[str]]:
    """Return the words of each combination that is looked at, by the rules that are read anew.

    None; each alone; all but each; all. Rules that are left aside keep their default.
    """
    names = tuple(rule.name for rule in rules)
    chosen = [(), *((name,) for name in names)]
    chosen += [tuple(n for n in names if n != left) for left in reversed(names)]
    found = {}
    for new in dict.fromkeys([*chosen, names]):
        found[new] = [rule.new if rule.name in new else rule.old for rule in rules]
    return found


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    job = read_job(PROGRAM, SPEC, argv)
    if job is None:
        return None
    factors = _factors(job)
    if job.options["cfg"]:
        tree = {name: {n: list(v) for n, v in found.items()} for name, found in factors.items()}
        rules = {rule.name: [rule.old, rule.new] for rule in rules_of(job.options["rules"])}
        print(compose.yaml_text({"rules": rules, "factors": tree, "overrides": job.words}), end="")
        return None
    return analyse(PROGRAM, job, lambda: _measured(job, factors), figure, show, markdown)


def _factors(job: Job) -> dict[str, dict[str, Any]]:
    """Return the parameters that are drawn, with their ranges, by territory.

    Raises
    ------
    InputError
        When a word is wrong, or sets one of the rules.
    """
    from sim.compose.ranges import assumed

    mine = rules_of(job.options["rules"])
    rules = {rule.old.partition("=")[0] for rule in RULES}
    fixed = {word.partition("=")[0] for word in job.words}
    for word in job.words:
        if word.partition("=")[0] in rules:
            raise InputError(Message("decide.rule", word=word))
    if "territory" in fixed:
        raise InputError(Message("cli.territories"))
    found = {}
    for territory in listed(job.options["territories"], "territories"):
        for words in combinations(mine).values():
            worlds = worlds_of_a_pair(PROGRAM, job, [*words, f"territory={territory}"])
        found[territory] = {
            name: ends for name, ends in assumed(worlds).items() if name not in fixed
        }
    return found


def _measured(job: Job, factors: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Run the defaults and the sets of each combination on each territory."""
    from sim.engine import digest
    from sim.sweep.assumed import as_it_is
    from sim.sweep.design import latin_hypercube

    options, place = job.options, folder(job.options, PROGRAM)
    names, rules = listed(options["scenario"], "scenario"), rules_of(options["rules"])
    rows: list[dict[str, Any]] = []
    runs, digests = 0, []
    for territory, ranges in factors.items():
        for new, chosen in combinations(rules).items():
            words = [*job.words, *chosen, f"territory={territory}"]
            where = place / territory / ("_and_".join(new) or "old")
            many = {**options, "replicates": options["at_default"]}
            default = studied(names, as_it_is(ranges), words, many, where / "default")
            design = latin_hypercube(ranges, options["sets"], seed=options["seed"])
            sets = studied(names, design, words, options, where / "sets")
            rows.append({"territory": territory, "new": list(new),
                         **_row(job.indicator, default, sets)})  # fmt: skip
            for study in (default, sets):
                runs += study.status().ok
                digests.append(study.digest())
    return {
        "indicator": job.indicator,
        "scenarios": names,
        "territories": list(factors),
        "rules": [rule._asdict() for rule in rules],
        "sets": options["sets"],
        "replicates": options["replicates"],
        "at_default": options["at_default"],
        "parameters": {name: len(found) for name, found in factors.items()},
        "runs": runs,
        "code": digest.results(),
        "digests": digests,
        "rows": rows,
    }


def _row(indicator: str, default: Study, sets: Study) -> dict[str, Any]:
    """Return what is found for one combination."""
    from experiments.ingredients import interval
    from sim.results.doubt import band_of, reading
    from sim.results.verdict import smallest_that_counts
    from sim.sweep.gaps import first, paired, sound

    for study in (default, sets):
        sound(study)
    entry = REGISTRY[indicator]
    middle, low, high = interval(paired(default, indicator).to_numpy()[0])
    band = band_of(paired(sets, indicator).mean(axis=1).to_numpy(), entry.direction)
    level = float(first(default, indicator).to_numpy().mean())
    smallest = smallest_that_counts(entry.unit, level)
    beside: dict[str, Any] = {}
    for name in (*DIFFERENCES, *LEVELS):
        try:
            before = float(first(default, name).to_numpy().mean())
            gap, least, most = interval(paired(default, name).to_numpy()[0])
        except InputError:  # a short run does not know every wait
            beside[name] = None
            continue
        beside[name] = {"a": before, "b": before + gap, "gap": gap, "low": least, "high": most}
    return {
        "default": middle,
        "low": low,
        "high": high,
        "band": band._asdict(),
        "reading": reading(band, (low, high), entry.direction, smallest),
        "beside": beside,
    }


def _name(row: Mapping[str, Any], result: Mapping[str, Any], lang: str) -> str:
    """Return which rules are read anew, as a line of a table begins."""
    if not row["new"]:
        return say("decide.old", lang)
    if len(row["new"]) == len(result["rules"]):
        return say("decide.new", lang)
    words = [rule["new"] for rule in result["rules"] if rule["name"] in row["new"]]
    return ", ".join(word.removeprefix(ORGANISATION) for word in words)


def blocks(result: Mapping[str, Any], lang: str) -> Iterator[Block]:
    """Yield, for each territory, the doubts about the main indicator and what follows."""
    indicator = result["indicator"]
    unit = REGISTRY[indicator].unit
    for territory in result["territories"]:
        counts = {"n": result["parameters"][territory], "sets": result["sets"]}
        yield Block(HEADING, say("assumptions.heading", lang, territory=territory, **counts))
        yield Block(TEXT, say("decide.of", lang, indicator=title_of(indicator, lang)))
        mine = [row for row in result["rows"] if row["territory"] == territory]
        heads = [say("decide.choices", lang)]
        heads += [
            say(f"assumptions.{key}", lang) for key in ("default", "band", "share", "reading")
        ]
        rows = []
        for row in mine:
            band = row["band"]
            rows.append([
                _name(row, result, lang),
                labels.interval(row["default"], row["low"], row["high"], unit, lang),
                labels.interval(band["middle"], band["low"], band["high"], unit, lang),
                labels.share_within(band["share"], band["share_low"], band["share_high"], lang),
                say(f"assumptions.{row['reading']}", lang),
            ])  # fmt: skip
        yield Block(TABLE, heads=heads, rows=rows)
        yield Block(TEXT, say("decide.beside", lang, n=result["at_default"]))
        names = (*DIFFERENCES, *LEVELS)
        heads = [say("decide.choices", lang), *(_head(name, lang) for name in names)]
        rows = [
            [
                _name(row, result, lang),
                *(_beside(name, row["beside"][name], lang) for name in names),
            ]
            for row in mine
        ]
        yield Block(TABLE, heads=heads, rows=rows)
    yield Block(TEXT, say("assumptions.note", lang, n=result["at_default"]))


def _head(name: str, lang: str) -> str:
    """Return the head of a column of differences, or of levels."""
    if name in DIFFERENCES:
        return title_of(name, lang)
    return say("decide.level", lang, name=REGISTRY[name].label(lang))


def _beside(name: str, found: Mapping[str, float] | None, lang: str) -> str:
    """Return a difference with its interval, or the levels of both worlds."""
    if found is None:
        return say("assumptions.unknown", lang)
    unit = REGISTRY[name].unit
    if name in LEVELS:
        return " → ".join(labels.value(found[key], unit, lang) for key in ("a", "b"))
    return labels.interval(found["gap"], found["low"], found["high"], unit, lang)


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print what was found on a screen."""
    a, b = result["scenarios"]
    print(paragraph(say("decide.title", lang, a=a, b=b)))
    runs = labels.number(result["runs"], 0, lang)
    print(paragraph(say("analysis.cost", lang, runs=runs, n=result["replicates"])))
    print_blocks(blocks(result, lang))


def markdown(result: Mapping[str, Any], lang: str) -> str:
    """Return what was found as a page has it."""
    return markdown_of(blocks(result, lang))


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw the difference under the old and the new rules, with both kinds of doubt."""
    from sim.report.factors import Bar, bars
    from sim.report.style import footer, new_figure

    _, (ax,) = new_figure()
    indicator = result["indicator"]
    scale, direction = scale_of(indicator), REGISTRY[indicator].direction
    drawn = []
    for row in result["rows"]:
        if len(row["new"]) not in (0, len(result["rules"])):
            continue  # the table has the others
        name = f"{row['territory']}, {_name(row, result, lang)}"
        for kind, ends in (
            ("seeds", [row[key] for key in ("default", "low", "high")]),
            ("sets", [row["band"][key] for key in ("middle", "low", "high")]),
        ):
            label = say(f"decide.bar_{kind}", lang, name=name)
            scaled = [scale * end for end in ends]
            drawn.append(Bar(label, *scaled, scaled[0] * direction < 0))
    a, b = result["scenarios"]
    title = say("decide.title", lang, a=a, b=b)
    bars(drawn, title_of(indicator, lang), title=title, lang=lang, ax=ax)
    footer(ax, say("assumptions.footer", lang, sets=result["sets"], n=result["replicates"]))
    return ax


if __name__ == "__main__":
    sys.exit(main(None))
