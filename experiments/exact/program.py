"""The model against exact answers: each case of theory is a configuration of the model.

``python -m experiments.exact`` runs every case as ``configs/exact`` describes it, and
``python -m experiments.exact variants=others`` with the other parameters written there;
``python -m experiments.exact case=V1 places=4 load=0.7 stay=9`` runs one with parameters of yours.
The expected values come from `experiments.exact.oracles`, which share no code with the model.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from experiments.cli.arguments import Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, SEED, form
from experiments.cli.pool import each
from experiments.cli.screen import labelled, paragraph
from experiments.exact.cases import CASES, SEEDS, Case, Identity, Size
from experiments.exact.lines import (
    ANSWERS,
    MARKS,
    Line,
    Variant,
    lines_of,
    plain,
    print_line,
    text_of,
)
from experiments.exact.oracles import NoAnswerError
from sim import compose
from sim.compose.sentences import one_line
from sim.errors import InputError, suggestion
from sim.lang import Message, number, say
from sim.model.invariants import InvariantError
from sim.scenario.scenario import Scenario

__all__ = ["ANSWERS", "Line", "Variant", "main", "plan", "run"]

# Words of every case and the parameter of the model behind each; the rest are the case's own.
NAMES: Final = {"rate": "renounce", "target": "safe"}  # of an oracle, and of a case
SIZES: Final = {"zones": "territory.zones", "months": "clock.months"}

# What `variants` may be, and the lists of the file of a case that it stands for.
LISTS: Final = {
    "defaults": ("variants",),
    "others": ("others",),
    "all": ("variants", "others"),
}

_SIZE_WORDS: Final = ("zones", "months", "warmup", "people")
# Each word of a case, and the parameter of the model that it sets, the same in all cases.
_WORDS: Final = {word: path for case in CASES.values() for word, path in case.parameters.items()}
SPEC: Final = (
    Option("case", text="option.exact.case", choices=tuple(CASES)),
    Option("variants", text="option.exact.variants", choices=tuple(LISTS), default="defaults"),
    *(
        Option(
            word,
            text=Message(
                "option.exact.parameter",
                parameter=path,
                names=[c for c in CASES if word in CASES[c].parameters],
            ),
        )
        for word, path in _WORDS.items()
    ),
    Option("zones", int, text="option.exact.zones", low=1, high=4000),
    Option("months", int, text="option.exact.months", low=1, high=1200),
    Option("warmup", int, text="option.exact.warmup", low=0, high=1199),
    Option("seeds", int, text="option.exact.seeds", low=1, high=10_000),
    SEED,
    Option("workers", int, text="option.exact.workers", low=1, high=256),
    form("table", "json"),
    LANG,
)


# From files and words to variants.


def _yaml(name: str) -> dict[str, Any]:
    text = (compose.shipped() / "exact" / f"{name}.yaml").read_text(encoding="utf-8")
    tree: dict[str, Any] = import_module("yaml").safe_load(text)
    return tree


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def plan(
    name: str, given: Mapping[str, str], options: Mapping[str, Any] | None = None
) -> list[Variant]:
    """Return the variants of a case.

    Parameters
    ----------
    name
        Name of the case.
    given
        Parameters of the case, as typed; with any of them there is one variant, whose other
        parameters are those of the first one of the list.
    options
        ``zones``, ``months``, ``warmup``, ``seeds``, ``seed``, ``variants``; None or absent leaves
        the choice.

    Raises
    ------
    InputError
        When a parameter is not one of the case, cannot be used, or has no exact answer.
    """
    case = CASES[name]
    file = _yaml(name)
    lists = {name: file.pop(name) for name in LISTS["all"]}
    world = file.pop("world", "abstract")
    options = {"seeds": file.pop("seeds", SEEDS)} | {
        word: value for word, value in (options or {}).items() if value is not None
    }
    wrong = [
        Message(
            "exact.parameter",
            word=f"{word}={given[word]}",
            case=name,
            name=word,
            names=(*case.parameters, *SIZES),
            near=suggestion(word, case.parameters),
        )
        for word in given
        if word not in case.parameters
    ]
    if wrong:
        raise InputError(wrong)
    chosen = [words for name in LISTS[options.get("variants", "defaults")] for words in lists[name]]
    chosen = chosen[:1] if given else chosen
    return [_variant(case, file, {"world": world, **words}, given, options) for words in chosen]


def _variant(
    case: Case,
    file: Mapping[str, Any],
    words: dict[str, Any],
    given: Mapping[str, str],
    options: Mapping[str, Any],
) -> Variant:
    tree = _yaml(words.pop("world"))
    base = tree.pop("scenario")
    values = dict(chain(_flat(tree), _flat(file)))
    if given and case.size is not None:  # sizes of the file fit the parameters of the file
        words = {word: value for word, value in words.items() if word not in _SIZE_WORDS}
    if "warmup" in words:
        options = {"warmup": words.pop("warmup"), **options}
    paths = {"people": "territory.people", **case.parameters, **SIZES}
    values |= {paths[word]: value for word, value in words.items()}
    values |= {case.parameters[word]: text for word, text in given.items()}
    values |= {SIZES[word]: options[word] for word in SIZES if word in options}
    if "clock.months" in values and int(values["clock.months"]) < int(values["clock.reform_month"]):
        values["clock.reform_month"] = values["clock.months"]
    scenario = _compose(case, base, values, given)
    seeds = tuple(range(options.get("seed", 1), options.get("seed", 1) + options["seeds"]))
    foreign = _foreign(scenario)
    shown = {
        word: _read(scenario, path) for word, path in case.parameters.items() if path not in foreign
    }
    if case.name == "V6":
        law = scenario.places.stay_law
        used = {"lognormal": ("sigma", "longest"), "mixture": ("ratio", "share")}.get(law, ())
        hidden = {"sigma", "longest", "ratio", "share"} - set(used)
        shown = {word: value for word, value in shown.items() if word not in hidden}
    if case.expect is None or case.size is None:
        fixed = {"months": scenario.clock.months, "seeds": len(seeds), "seed": seeds[0]}
        return Variant(case.name, scenario, (), shown | fixed, 0, seeds)
    if scenario.territory.load <= 0 and "load" in case.parameters:
        value = str(scenario.territory.load)
        raise InputError(Message("exact.load", case=case.name, value=value))
    try:
        quantities = tuple(case.expect(scenario))
        size = case.size(scenario, len(seeds))
    except NoAnswerError as error:
        raise InputError(_no_answer(case, error)) from None
    except (ValueError, RuntimeError):
        raise InputError(Message("exact.no_answer", case=case.name)) from None
    size = _sized(size, options, values, case)
    scenario = _resized(scenario, size)
    if "people" in shown:
        shown["people"] = size.people
    shown |= {
        "zones": size.zones,
        "months": size.months,
        "warmup": size.warmup,
        "seeds": len(seeds),
        "seed": seeds[0],
    }
    return Variant(case.name, scenario, quantities, shown, size.warmup, seeds)


def _foreign(scenario: Scenario) -> set[str]:
    """Return the parameters of the territory that its kind does not use."""
    if scenario.territory.kind == "abstract":
        return {"territory.name"}
    return {f"territory.{name}" for name in type(scenario.territory).model_fields} - {
        "territory.name"
    }


def _no_answer(case: Case, error: NoAnswerError) -> Message:
    """Return why theory has no answer, in the words of the case where it has them."""
    values = dict(error.values)
    if (name := values.get("name")) in NAMES and NAMES[name] in case.parameters:
        values["name"] = NAMES[name]
    return Message(f"exact.{error.key}", case=case.name, **values)


def _compose(
    case: Case, base: str, values: Mapping[str, Any], given: Mapping[str, str]
) -> Scenario:
    """Compose the scenario; a parameter that the user typed is named by the word that was typed."""
    typed = {path: word for word, path in case.parameters.items() if word in given}
    words = [f"{path}={text_of(value)}" for path, value in values.items()]
    try:
        return compose.load_scenario(base, words)
    except InputError as error:
        raise InputError([_renamed(problem, typed) for problem in error.problems]) from None


def _renamed(problem: Message, typed: Mapping[str, str]) -> Message:
    """Return a problem in which a parameter has the name that was typed."""

    def named(value: object) -> object:
        if isinstance(value, Message):
            return _renamed(value, typed)
        if isinstance(value, str):
            for path, word in typed.items():
                value = value.replace(path, word)
        return value

    return Message(problem.key, **{name: named(value) for name, value in problem.values.items()})


def _read(scenario: Scenario, path: str) -> Any:
    part, name = path.rsplit(".", 1)
    node: Any = scenario
    for step in part.split("."):
        node = getattr(node, step)
    return getattr(node, name)


def _sized(size: Size, options: Mapping[str, Any], values: Mapping[str, Any], case: Case) -> Size:
    """Put in the place of the sizes found those that were given."""
    if "warmup" in options:
        window = size.months - size.warmup
        size = replace(size, warmup=options["warmup"], months=min(options["warmup"] + window, 1200))
    if "clock.months" in values:
        months = int(values["clock.months"])
        warmup = size.warmup if "warmup" in options else min(size.warmup, months // 2)
        size = replace(size, months=months, warmup=warmup)
    if size.warmup >= size.months:
        warmup, months = str(size.warmup), str(size.months)
        raise InputError(Message("exact.warmup", warmup=warmup, months=months))
    if "territory.zones" in values:
        size = replace(size, zones=int(values["territory.zones"]))
    if "territory.people" in values:
        size = replace(size, people=int(values["territory.people"]))
    return size


def _resized(scenario: Scenario, size: Size) -> Scenario:
    # Nothing is counted from the reform on where no ingredient is used and no lever of funding: a
    # reform that never comes spares that work.
    plain = scenario.organisation.model_dump() == type(scenario.organisation)().model_dump()
    plain &= scenario.funding == scenario.before_reform().funding
    clock = {"months": size.months, "reform_month": size.months if plain else 0}
    return scenario.model_copy(
        update={
            "clock": scenario.clock.model_copy(update=clock),
            "territory": scenario.territory.model_copy(
                update={"zones": size.zones, "people": size.people}
            ),
        }
    )


# From variants to lines.


def _job(
    job: tuple[str, Scenario, int, int],
) -> tuple[npt.NDArray[Any] | None, list[Identity]] | str:
    """Run one seed; an imbalance that the model itself finds is reported, not raised."""
    name, scenario, warmup, seed = job
    case = CASES[name]
    try:
        sums = None
        if case.measure is not None:
            sums = np.asarray(case.measure(scenario, warmup, seed), np.float64)
        return sums, [] if case.check is None else case.check(scenario, seed)
    except InvariantError as error:
        return str(error)


def run(variants: Sequence[Variant], workers: int = 1, *, bar: str | None = None) -> Iterator[Line]:
    """Run variants, yielding their lines in order as they are ready.

    Parameters
    ----------
    variants
        As `plan` returns them.
    workers
        Processes; the lines are the same for any number.
    bar
        Language of a bar of the runs done, where standard error is a terminal; None for no bar.
    """
    jobs = [(v.case, v.scenario, v.warmup, seed) for v in variants for seed in v.seeds]
    answers = each(_job, jobs, workers=workers, lang=bar or "fr", bar=bar is not None)
    yield from lines_of(variants, answers)


@main_guard
def main(argv: list[str]) -> int:
    """Run the program; 0 when all hold, 1 when something does not."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("exact", SPEC, {}, lang=lang))
        return 0
    given = {word: options[word] for word in _WORDS if options[word] is not None}
    wrong: list[Message] = []
    if overrides:
        word = one_line(overrides[0])
        wrong.append(Message("exact.only_own", word=word, names=(*_WORDS, *SIZES)))
    if given and options["case"] is None:
        word = next(iter(given))
        wrong.append(Message("exact.which", word=f"{word}={given[word]}"))
    if wrong:
        raise InputError(wrong)
    names = [options["case"]] if options["case"] else list(CASES)
    variants = [variant for name in names for variant in plan(name, given, options)]
    if options["cfg"]:
        for variant in variants:
            print(compose.yaml_text({variant.case: variant.scenario.model_dump(mode="json")}))
        return 0
    started = time.perf_counter()
    workers = options["workers"] or os.cpu_count() or 1
    verdicts: list[str] = []
    before: Line | None = None
    # The bar takes over what is printed while it is shown: only where both go to a terminal.
    for line in run(variants, workers, bar=lang if sys.stdout.isatty() else None):
        verdicts.append(line.verdict)
        if options["format"] == "json":
            print(json.dumps(plain(line)), flush=True)
        else:
            print_line(line, before, lang)
        before = line
    if options["format"] == "table":
        known = [answer for answer in ANSWERS if answer in verdicts]
        counts = ", ".join(
            f"{MARKS[a]} {labelled(f'exact.{a}', verdicts.count(a), lang)}" for a in known
        )
        seconds = number(time.perf_counter() - started, 0, lang)
        print(
            f"\n{paragraph(say('exact.counts', lang, n=len(verdicts), counts=counts, s=seconds))}"
        )
        print(labelled("again", reproduce("exact", {**options, "workers": None}), lang))
    return 0 if set(verdicts) <= {"holds"} else 1
