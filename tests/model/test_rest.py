"""An unreformed silo is at rest after its warm-up: its headlines do not drift by themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import compose
from sim.indicators.measure import Key, monthly
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import HEADLINE
from sim.runs.replicates import run_worlds
from sim.scenario.scenario import Scenario

YEARS_APART = 7  # between the middles of the first and the last three of ten years
DRIFT = 0.03  # of the level in seven years, beside the error of the seeds
# Many persons in places are just below the threshold of coverage: on Nord 1 % more hours are given,
# and 5 % more persons are covered.
SLOW = {"covered_share": 0.07}
# Too rare for their rates to be known from a few seeds of a small territory.
RARE = {"actor_closures", "imposed", "refusals"}


# A territory of a user: zones of other shapes, few places for adults, one without home help.
PERSONS = """zone,departement,x_min,y_min,child,adult,senior
Ville,71,0,0,900,1300,1500
Bourg,71,25,10,300,700,1100
Plaine,71,50,-20,120,400,600
"""
PLACES = {
    "Ville": "sessad 28,ime 40,mecs 30,savs 20,esat 60,foyer 30,mas 10,chrs 12,saad 260,ssiad 60,"
    "ehpad 260",
    "Bourg": "sessad 6,ime 12,mecs 8,esat 20,foyer 16,saad 120,ssiad 30,ehpad 160",
    "Plaine": "savs 8,mas 12,ssiad 24,ehpad 90",
}


def own_files(folder: Path) -> list[str]:
    """Write the files of a user; returns the words that name them."""
    lines = ["zone,category,places,tolerance,operator"]
    for zone, places in PLACES.items():
        for rank, category in enumerate(places.split(",")):
            name, count = category.split()
            lines.append(f"{zone},{name},{count},2,{zone} {rank % 3}")
    persons, establishments = folder / "persons.csv", folder / "establishments.csv"
    persons.write_text(PERSONS)
    establishments.write_text("\n".join(lines) + "\n")
    return ["territory=files", f"persons={persons}", f"establishments={establishments}"]


@pytest.mark.parametrize(
    ("territory", "seeds"), [("training", 8), ("creuse", 4), ("nord", 2), ("files", 6)]
)
def test_headlines_of_an_unreformed_silo_do_not_drift(
    territory: str, seeds: int, tmp_path: Path
) -> None:
    """Without growth of places and costs, which move headlines on purpose."""
    scenario = Scenario().with_(territory={"name": territory})
    if territory == "files":
        scenario = compose.load_scenario("silo", own_files(tmp_path))
    scenario = scenario.with_(
        territory={"growth": False},
        accounts={"cost_growth": 0.0},
        funding={"budgets": {"tariff_growth": 0.0, "calls_growth": 0.0}},
        clock={"months": 120},
    )
    runs = [run for (run,) in run_worlds([scenario], range(1, 1 + seeds), progress=False)]
    values = [monthly(run, PAYERS) for run in runs]
    measured = [name for name in HEADLINE if Key(name, "all", "all") in values[0]]
    assert len(measured) >= 20
    moved = {}
    for name in measured:
        by_month = np.array([found[Key(name, "all", "all")][-120:] for found in values])
        first, last = by_month[:, :36].mean(axis=1), by_month[:, -36:].mean(axis=1)
        error = 3.0 * (last - first).std(ddof=1) / np.sqrt(seeds)
        bound = SLOW.get(name, DRIFT) * first.mean() + error
        if name not in RARE and abs((last - first).mean()) > bound:
            moved[name] = (first.mean(), last.mean(), bound)
    assert not moved
