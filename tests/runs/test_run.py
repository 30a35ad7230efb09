"""What each kind of funder pays, by name, recomputed from what organisations receive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import compose
from sim.indicators import outputs
from sim.processes.funding.payments import Payments
from sim.runs.run import run_world

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "golden" / "territory"
CATEGORIES = pd.read_csv(ROOT / "sim" / "data" / "categories.csv")
# Columns by kind of funder in the state of organisations, in the order that docs/state.md gives.
KINDS = ("state_agency", "departement", "commune", "family_fund", "foundation")
# Each domain of project actors is paid by one kind of funder, so that the domain tells who pays.
WHO_PAYS = {0: "commune", 1: "state_agency", 2: "family_fund", 3: "foundation"}
CRISIS_COST = 123_457
WORDS = (
    "territory=files",
    f"establishments={HERE / 'establishments.csv'}",
    "clock.burn_in=1",
    "clock.months=26",
    "clock.reform_month=12",
    "funding.budgets.diagnosis=0.05",
    "funding.budgets.tariff_growth=0.02",
    f"funding.crisis_cost={CRISIS_COST}",
    "funding.calls.to_call=1",
    "actors.payers=[[0,0,1,0,0],[1,0,0,0,0],[0,0,0,1,0],[0,0,0,0,1]]",
)


def of_month(cents: int, month: int, months: int) -> int:
    """Whole cents of a month, if `months` months in a row make `cents`."""
    k = month % months
    return cents * (k + 1) // months - cents * k // months


def payments(model: Any) -> Iterator[tuple[str, str, int]]:
    """Each payment of a month as purpose, kind of funder and cents."""
    o, month = model.organisations, model.month
    for e in range(len(o.e_places)):
        category = CATEGORIES.iloc[o.e_category[e]]
        yearly = int(o.e_places[e]) * int(o.e_price[e])
        assert sum(o.e_due[e]) == yearly
        for k, kind in enumerate(KINDS):
            due = int(o.e_due[e, k])
            assert abs(due - category[kind] * yearly) < 1, "the share of the category, rounded"
            yield "establishments", kind, of_month(due, month, 12)
    for a in range(len(o.a_alive)):
        for k in range(o.c_kind.shape[1]):
            served = month - int(o.c_delay[a, k])
            running = o.c_start[a, k] <= served < o.c_end[a, k]
            if o.a_alive[a] and o.c_kind[a, k] and running:
                yield "actors", WHO_PAYS[int(o.a_domain[a])], int(o.c_cents[a, k])
    yield "crises", "state_agency", int(o.z_crises.sum()) * CRISIS_COST
    every = model.scenario_.funding.calls.every
    for b in range(len(o.b_diagnosis)):
        for k, kind in enumerate(KINDS):
            yield "diagnosis", kind, of_month(int(o.b_diagnosis[b, k]), month, 12)
            yield "support", kind, of_month(int(o.b_support[b, k]), month, every)


def test_each_kind_of_funder_pays_what_organisations_receive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two départements of two regions, with calls, diagnosis, support to bidders and crises."""
    persons = pd.read_csv(HERE / "persons.csv")
    persons[["child", "adult", "senior"]] *= 4
    persons.loc[1, "departement"] = 48
    persons.to_csv(tmp_path / "persons.csv", index=False)
    words = [*WORDS, f"persons={tmp_path / 'persons.csv'}"]
    months: list[list[tuple[str, str, int]]] = []
    received: list[int] = []
    by_funder: list[Counter[str]] = []  # by the kind that each funder of the model has
    real = Payments.step

    def step(self: Payments, model: Any) -> None:
        o = model.organisations
        due = list(payments(model))
        before = int(o.e_income.sum() + o.a_income.sum())
        out = o.f_out.copy()
        real(self, model)
        if model.month >= 0:
            months.append(due)
            received.append(int(o.e_income.sum() + o.a_income.sum()) - before)
            left: Counter[str] = Counter()
            for code, cents in zip(o.funder_codes, (o.f_out - out).tolist(), strict=True):
                left[code] += cents
            by_funder.append(left)

    monkeypatch.setattr(Payments, "step", step)
    run = run_world(compose.load_scenario("support_to_associations", words), 1)
    for row, due in enumerate(months):
        paid: Counter[str] = Counter()
        for _, kind, cents in due:
            paid[kind] += cents
        assert dict(zip(outputs.PAYERS, run.paid[row].tolist(), strict=True)) == paid
        assert by_funder[row] == paid
        organisations = [c for purpose, _, c in due if purpose in ("establishments", "actors")]
        assert received[row] == sum(organisations)
    assert len(months) == len(run.paid) == 26
    found = {(purpose, kind) for due in months for purpose, kind, cents in due if cents}
    assert found == {
        *(("establishments", kind) for kind in KINDS),
        *(("actors", kind) for kind in WHO_PAYS.values()),
        *(("diagnosis", kind) for kind in WHO_PAYS.values()),
        *(("support", kind) for kind in WHO_PAYS.values()),
        ("crises", "state_agency"),
    }
    totals = run.paid.sum(axis=0)
    assert len(set(totals.tolist())) == 5, "an exchange of columns shows"
