"""The tables of a comparison, by hand: which run, which month and which group a number is of."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.indicators.measure import Key, monthly, outcomes
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import HEADLINE
from sim.results.tables import ComparisonTables
from sim.results.worlds import Kind
from sim.scenario import renamed
from tests.results.made import MONTHS, NEED, REFORM, SEEDS, made, run, unmet

YEARS = (range(12, 24), range(24, 36))


def share(replicate: int, world: int, months: range) -> float:
    """Unmet need over some months."""
    return float(np.mean([unmet(replicate, world, month) for month in months])) / NEED


SHARES = [[share(r, w, range(REFORM, MONTHS)) for w in (0, 1)] for r in range(len(SEEDS))]


@pytest.mark.parametrize(
    ("seeds", "told"),
    [
        ((4, 5, 6), "4-6"),
        ((4, 5), "4, 5"),
        ((4, 6, 8), "4, 6, 8"),
        ((4, 5, 7), "4, 5, 7"),
        ((6, 5, 4), "6, 5, 4"),
    ],
)
def test_seeds_are_a_range_only_where_they_follow_each_other(
    seeds: tuple[int, ...], told: str
) -> None:
    assert made(seeds=seeds).seeds_text() == told


def test_values_are_those_of_each_replicate_and_world() -> None:
    assert made().values("unmet_need") == pytest.approx(np.array(SHARES))


def test_a_group_that_is_not_there_is_answered_with_those_of_the_indicator() -> None:
    with pytest.raises(InputError) as caught:
        made().values("unmet_need", "payer", "commune")
    names = caught.value.problems[0].values["names"]
    assert "stage" in names and "payer" not in names  # type: ignore[operator]
    with pytest.raises(InputError) as caught:
        made().values("public_cost", "payer", "town")
    assert caught.value.problems[0].values["names"] == list(PAYERS)


def test_an_old_name_is_answered_with_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(renamed.INDICATORS, "unmet", "unmet_need")
    with pytest.raises(InputError, match="now called unmet_need"):
        made().values("unmet")


def test_years_are_whole_years_since_the_reform() -> None:
    found = made().yearly("unmet_need")
    assert found.shape == (2, 3, 2)
    for year, months in enumerate(YEARS):
        wanted = [[share(r, w, months) for w in (0, 1)] for r in range(3)]
        assert found[year] == pytest.approx(np.array(wanted))


def test_a_year_leaves_out_months_without_a_value() -> None:
    c = made()
    kept = c._monthly
    for pair in kept:
        for series in pair:
            series[Key("unmet_need", "all", "all")][24:35] = np.nan
    assert c.yearly("unmet_need")[1] == pytest.approx(
        np.array([[unmet(r, w, 35) / NEED for w in (0, 1)] for r in range(3)])
    )


def row_of(c: ComparisonTables, indicator: str, group: str = "all") -> pd.Series:
    table = c.summary(lang="en")
    (row,) = (r for _, r in table.iterrows() if (r["indicator"], r["group"]) == (indicator, group))
    return row


def test_a_row_of_the_summary_is_b_against_a() -> None:
    row = row_of(made(), "unmet_need")
    a, b = np.array(SHARES).T
    assert (row["a"], row["b"]) == (pytest.approx(a.mean()), pytest.approx(b.mean()))
    assert row["difference"] == pytest.approx((b - a).mean()) and row["difference"] < 0
    # Student's distribution with 2 degrees of freedom, 0.975.
    half = 0.95 / math.sqrt(2 * 0.975 * 0.025) * (b - a).std(ddof=1) / math.sqrt(3)
    assert row["low"] == pytest.approx(row["difference"] - half)
    assert row["high"] == pytest.approx(row["difference"] + half)
    assert (row["direction"], row["share_b_better"], row["n"]) == (-1, 1.0, 3)


def test_more_of_what_is_bad_is_better_in_no_replicate() -> None:
    # b has more persons waiting in each replicate.
    assert row_of(made(), "waiting")["share_b_better"] == 0.0


def test_the_summary_has_groups_only_when_asked() -> None:
    assert set(made().summary(False, lang="en")["dimension"]) == {"all"}
    assert {"stage", "zone"} <= set(made().summary(lang="en")["dimension"])


def test_a_label_names_its_zone() -> None:
    assert row_of(made(), "unmet_need", "1")["label"].endswith("(South)")


def test_the_headline_is_in_the_order_of_the_registry() -> None:
    assert list(made().headline("en")["indicator"]) == list(HEADLINE)


def test_losers_are_sorted_by_the_loss_that_is_shown() -> None:
    lost = made().losers("en")
    waiting = lost[lost["indicator"] == "waiting"]
    assert list(waiting["group"]) == ["1", "all", "0"]
    assert waiting["difference"].tolist() == pytest.approx([0.25, 0.1, 0.05])
    assert set(lost["indicator"]) == {"waiting"}, "unmet need is less in b"
    assert lost.attrs["tested"] > 10 * len(lost)


@pytest.mark.parametrize("kind", ["monthly", "outcomes"])
def test_the_tidy_frame_holds_a_value_of_each_month_or_one_since_the_reform(kind: Kind) -> None:
    frame = made().to_frame(kind)
    mine = frame[(frame["indicator"] == "unmet_need") & (frame["dimension"] == "all")]
    assert list(mine["seed"].unique()) == list(SEEDS)
    for r, seed in enumerate(SEEDS):
        for w, name in enumerate(("old", "new")):
            one = mine[(mine["seed"] == seed) & (mine["scenario"] == name)]
            assert (one["replicate"] == r).all()
            wanted = [unmet(r, w, month) / NEED for month in range(MONTHS)]
            if kind == "monthly":
                assert list(one["month"]) == list(range(MONTHS))
            else:
                wanted = [SHARES[r][w]]
            assert one["value"].to_numpy() == pytest.approx(np.array(wanted))


def test_a_table_has_a_row_for_each_value_that_is_known() -> None:
    runs = [run(r, w) for r in range(3) for w in (0, 1)]
    known = [math.isfinite(value) for one in runs for value in outcomes(one, PAYERS).values()]
    assert len(made().to_frame("outcomes")) == sum(known)
    by_month = [values for one in runs for values in monthly(one, PAYERS).values()]
    finite = sum(int(np.isfinite(values).sum()) for values in by_month)
    assert len(made().to_frame("monthly")) == finite


def test_worlds_of_one_name_are_one_category() -> None:
    frame = made(names=("same", "same")).to_frame()
    assert list(frame["scenario"].cat.categories) == ["same"]


def test_a_pathway_is_that_of_its_person() -> None:
    frame = made().pathways()
    assert list(frame.index) == [11, 12, 15]
    assert frame.loc[11, "old"].tolist() == [m % 6 for m in range(MONTHS)]
    assert frame.loc[15, "new"].tolist() == [(m + 3) % 6 for m in range(MONTHS)]
    assert frame.attrs["seed"] == SEEDS[0]


def test_without_recorded_persons_there_are_no_pathways() -> None:
    c = made()
    with pytest.raises(InputError, match="No pathway was recorded"):
        made(pairs=c.pairs[1:], seeds=SEEDS[1:]).pathways()


def test_the_digest_depends_on_values_and_on_what_they_are_of() -> None:
    c, same, renamed_, other = (made() for _ in range(4))
    assert c.digest() == same.digest()
    keys, values = renamed_._outcomes
    renamed_.__dict__["_outcomes"] = ([keys[0]._replace(group="others"), *keys[1:]], values)
    assert renamed_.digest() != c.digest()
    keys, values = other._outcomes
    other.__dict__["_outcomes"] = (keys, np.where(values == values[0, 0, 0], 0.5, values))
    assert other.digest() != c.digest()


def test_runs_are_told_with_their_seeds_and_digests() -> None:
    found = made().runs()
    assert [one["seed"] for one in found] == list(SEEDS)
    assert found[1] == {
        "replicate": 1,
        "seed": 5,
        "a": run(1, 0).digest(),
        "b": run(1, 1).digest(),
    }


def test_a_zone_is_found_by_its_name_too() -> None:
    c = made()
    for k, name in enumerate(("North", "South")):
        by_name = c.values("waiting", "zone", name)
        assert (by_name == c.values("waiting", "zone", str(k))).all()
    assert (c.values("waiting", "zone", "North") != c.values("waiting", "zone", "South")).any()
