"""What is frozen: named worlds, comparisons, exact cases and a small table of results.

Everything here is found through the public entries, so that the same file gives the numbers of any
version of the model. Counts and indicators that were added since are left out, so that the frozen
numbers still hold. ``python -m tests.golden.renew`` writes them anew, with what was added.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim import compose
from tests.golden.homes import (
    HEADLINE,
    PAYERS,
    digest_of,
    digest_of_run,
    frozen_names,
    names,
    outcomes,
    run_world,
)

FOLDER = Path(__file__).parent
TABLE = "table.csv"
TWIN = "twin.csv"
TABLE_SEEDS = (1, 2)
TABLE_MONTHS = 36
TABLE_BURN_IN = 12
# A market in which everything is live: fees, users who cannot pay, trust, subsidies put to tender.
LIVING = (
    "trust.live=true",
    "solvency.fee=0.3",
    "solvency.minimum=0.4",
    "funding.calls.to_call=0.5",
    "funding.budgets.withdrawal=0.05",
)
POLICY = ("policy=golden",)
TABLE_WORLDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "silo": ("silo", ()),
    "provider": ("provider", ()),
    "dispositif": ("dispositif", ()),
    "pole": ("pole", ()),
    "living market": ("market", LIVING),
    "policy": ("pole", POLICY),
}
WORLDS: dict[str, tuple[str, ...]] = {
    "training": ("territory=training",),
    "short": ("territory=training", "clock.burn_in=24", "clock.months=36"),
}
MORE: dict[str, tuple[str, tuple[str, ...]]] = {
    "creuse silo": ("silo", ("territory=creuse", "clock.months=36")),
    "creuse pole": ("pole", ("territory=creuse", "clock.months=36")),
    "open borders pole": (
        "pole",
        (
            "territory=lozere+creuse",
            "access.cross_border=true",
            "clock.burn_in=24",
            "clock.months=36",
        ),
    ),
    "closed borders pole": (
        "pole",
        ("territory=lozere+creuse", "clock.burn_in=24", "clock.months=36"),
    ),
    "open borders silo": (
        "silo",
        (
            "territory=lozere+creuse",
            "access.cross_border=true",
            "clock.burn_in=24",
            "clock.months=36",
        ),
    ),
    "living market": ("market", ("territory=training", "clock.burn_in=24", *LIVING)),
    "living pole": ("pole", ("territory=training", "clock.burn_in=24", *LIVING)),
    "policy": ("silo", ("territory=training", "clock.burn_in=24", *POLICY)),
    "list perimeter": (
        "pole",
        (
            "territory=training",
            "organisation.pole.perimeter=list",
            "organisation.pole.zones=[0,2]",
            "clock.burn_in=24",
        ),
    ),
    "department perimeter, live trust": (
        "pole",
        (
            "territory=training",
            "organisation.pole.perimeter=departement",
            "trust.live=true",
            "clock.burn_in=24",
        ),
    ),
    "moran": ("pole", ("territory=training", "innovation.imitation=moran", "clock.burn_in=24")),
    "bass": (
        "pole",
        (
            "territory=training",
            "innovation.imitation=bass",
            "innovation.spontaneous=0.01",
            "clock.burn_in=24",
        ),
    ),
    "vouchers": (
        "silo",
        ("territory=training", "funding.budgets.mode=vouchers", "clock.burn_in=24"),
    ),
    "years": ("pole", ("territory=training", "funding.budgets.mode=years", "clock.burn_in=24")),
    "quality in money": (
        "market",
        ("territory=training", "funding.calls.award=quality_in_money", "clock.burn_in=24"),
    ),
    "tullock": (
        "market",
        ("territory=training", "funding.calls.award=tullock", "clock.burn_in=24"),
    ),
    "ageing": ("pole", ("territory=training", "context=ageing", "clock.burn_in=24")),
    "stays of a fixed length": (
        "silo",
        ("territory=training", "places.stay_law=fixed", "clock.burn_in=24"),
    ),
    "stays by a mixture": (
        "silo",
        ("territory=training", "places.stay_law=mixture", "clock.burn_in=24"),
    ),
    "lognormal stays": (
        "silo",
        ("territory=training", "places.stay_law=lognormal", "clock.burn_in=24"),
    ),
}


def scenario_names() -> list[str]:
    """Names of the scenarios that the project ships."""
    return sorted(path.stem for path in (compose.shipped() / "scenario").glob("*.yaml"))


def load(name: str, *words: str) -> Any:
    """Return a scenario, with the policy of this folder among the user's."""
    before = os.environ.get("PARCOURS_CONFIGS")
    os.environ["PARCOURS_CONFIGS"] = str(FOLDER / "mine")
    try:
        return compose.load_scenario(name, list(words))
    finally:
        os.environ.pop("PARCOURS_CONFIGS")
        if before is not None:
            os.environ["PARCOURS_CONFIGS"] = before


def run_digests() -> Iterator[tuple[str, str]]:
    """Digest of the run of every named world."""
    for place, words in WORLDS.items():
        for name in scenario_names():
            scenario = compose.load_scenario(name, list(words))
            for seed in (1, 2):
                yield f"{place} {name} {seed}", digest_of_run(sim.run_world(scenario, seed))
    for title, (name, given) in MORE.items():
        run = sim.run_world(load(name, *given), 1)
        yield title, digest_of_run(run)


def _values_digest(comparison: Any) -> str:
    """Digest of every value of every replicate; names do not enter it."""
    keys, values = comparison._outcomes
    frozen = frozen_names("indicators")
    kept = [rank for rank, key in enumerate(keys) if key.indicator in frozen]
    digest = hashlib.blake2b(f"{len(kept)}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(values[..., kept] + 0.0).tobytes())
    return digest.hexdigest()


def _monthly_digest(comparison: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    frame = comparison.to_frame("monthly")
    frame = frame[frame["indicator"].isin(frozen_names("indicators"))]
    digest.update(np.ascontiguousarray(frame["value"].to_numpy()).tobytes())
    return digest.hexdigest()


def comparison_digests() -> Iterator[tuple[str, list[str]]]:
    """Digests of the values of comparisons: silo against each scenario, and where poles lose."""
    short = ["territory=training", "clock.burn_in=24", "clock.months=36"]
    for name in scenario_names():
        c = sim.compare("silo", name, short, replicates=2, assumptions="default", progress=False)
        yield f"silo {name}", [_values_digest(c), _monthly_digest(c)]
    import yaml

    folder = compose.shipped() / "lose"
    base = yaml.safe_load((folder / "base.yaml").read_text("utf-8"))
    for path in sorted(folder.glob("*.yaml")):
        if path.stem == "base":
            continue
        tree = yaml.safe_load(path.read_text("utf-8"))
        for side in ("words", "without"):
            words = [*base["words"], *tree.get(side, ()), "clock.burn_in=24", "clock.months=36"]
            c = sim.compare(
                base["a"], base["b"], words, replicates=2, assumptions="default", progress=False
            )
            yield f"lose {path.stem} {side}", [_values_digest(c), _monthly_digest(c)]


def _line(line: Any) -> dict[str, Any]:
    return {
        "case": line.case,
        "expected": line.expected,
        "limit": line.limit,
        "simulated": line.simulated,
        "se": line.se,
        "verdict": line.verdict,
    }


def exact_lines() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Numbers of every exact case at its defaults, in few zones and over two seeds."""
    from experiments.exact import program as exact
    from experiments.exact.program import plan, run

    small = {"seeds": 2, "zones": 12, "months": 60, "warmup": 12}
    for name in exact.CASES:
        case = exact.CASES[name]
        options = small if case.size is not None else {"seeds": 2}
        if name in ("V21", "V24", "V25"):
            options = {"seeds": 2, "months": 24}
        for rank, variant in enumerate(plan(name, {}, options)):
            yield f"{name}.{rank}", [_line(line) for line in run([variant])]


def paths_digests() -> Iterator[tuple[str, list[str]]]:
    """Digests of recorded pathways, and of what each kind of funder paid month by month."""
    short = ("territory=training", "clock.burn_in=24", "clock.months=36")
    for name, more in (*((name, ()) for name in ("silo", "pole")), ("market", LIVING)):
        run = run_world(load(name, *short, *more, "clock.record_people=300"), 1, record=True)
        assert run.pathways is not None
        keys, states = (np.ascontiguousarray(x) for x in (run.pathways.key, run.pathways.state))
        yield name, [digest_of(keys, states), digest_of(run.paid)]


def tiny(*more: str) -> list[str]:
    """Return the words of the tiny territory."""
    here = FOLDER / "territory"
    return [
        "territory=files",
        f"persons={here / 'persons.csv'}",
        f"establishments={here / 'establishments.csv'}",
        f"clock.burn_in={TABLE_BURN_IN}",
        f"clock.months={TABLE_MONTHS}",
        *more,
    ]


def twin_lines() -> list[str]:
    """Two lives of one person on the tiny territory, and where they part, as lines of CSV."""
    c = sim.compare("silo", "pole", tiny(), replicates=1, assumptions="default", progress=False)
    two = c.twin()
    frame = two.frame.round(9)
    story = [f"{month},{a},{b}" for month, (a, b) in two.story("en")]
    return [
        f"person,{two.person}",
        f"month,{two.month}",
        *frame.to_csv(index=False, lineterminator="\n").splitlines(),
        *story,
    ]


def table(
    worlds: Sequence[str] = tuple(TABLE_WORLDS), seeds: Sequence[int] = TABLE_SEEDS
) -> dict[str, dict[str, float | int]]:
    """Headline and groups, and totals of every count, of some worlds on a tiny territory."""
    found: dict[str, dict[str, float | int]] = {}
    for name in worlds:
        organisation, more = TABLE_WORLDS[name]
        scenario = load(organisation, *tiny(*more))
        for seed in seeds:
            run = run_world(scenario, seed)
            column: dict[str, float | int] = {}
            totals = dict(zip(names()["counts"], run.history.sum(axis=0), strict=True))
            for count in frozen_names("counts"):
                column[f"count {count}"] = int(totals[count])
            for payer, total in zip(PAYERS, run.paid.sum(axis=0), strict=True):
                column[f"cents {payer}"] = int(total)
            for key, value in outcomes(run, PAYERS).items():
                if key.indicator in HEADLINE:
                    column[f"mean {key.indicator} {key.dimension} {key.group}"] = float(value)
            found[f"{name} {seed}"] = column
    return found


def lines_of_table(found: dict[str, dict[str, float | int]]) -> list[str]:
    """Return the table as lines of CSV: a row for each value, a column for each world and seed.

    Whole numbers are written whole, other values with 12 digits.
    """
    worlds = list(found)
    lines = [",".join(["value", *worlds])]
    for name in found[worlds[0]]:
        row = [found[world][name] for world in worlds]
        texts = [str(x) if isinstance(x, int) else f"{x:.12g}" for x in row]
        lines.append(",".join([name, *texts]))
    return lines


PARTS = {
    "runs": run_digests,
    "comparisons": comparison_digests,
    "exact": exact_lines,
    "paths": paths_digests,
}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        if name in ("table", "table of the first seed"):
            print(json.dumps(table(seeds=TABLE_SEEDS if name == "table" else TABLE_SEEDS[:1])))
        else:
            print(json.dumps(dict(PARTS[name]())))
