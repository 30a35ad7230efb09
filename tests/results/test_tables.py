"""Tables of a comparison by hand: columns, signs, who loses, years, seeds and labels."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.indicators.measure import Key, monthly, outcomes
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import HEADLINE
from sim.results import tables
from sim.results.one_world import WorldTables
from sim.territory.reading import read_table
from tests.results.cases import small
from tests.results.made_up import PLACE, comparison, scenarios, with_values

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact
NAN = math.nan


@pytest.mark.parametrize(
    ("indicator", "direction", "better"),
    [("unmet_need", -1, 2 / 3), ("covered_share", 1, 1 / 3), ("overhead", 0, NAN)],
)
def test_a_row_of_the_summary_by_hand(indicator, direction, better):
    row = with_values({(indicator, "all", "all"): ([3, 5, 4], [1, 6, 1])}).summary(lang="en").loc[0]
    # Differences -2, 1, -3: mean -4/3, squared deviations 4/9 + 49/9 + 25/9.
    half = T * math.sqrt(78 / 9 / 2) / math.sqrt(3)
    assert (row["indicator"], row["dimension"], row["group"]) == (indicator, "all", "all")
    assert (row["unit"], row["direction"], row["n"]) == ("share", direction, 3)
    assert (row["a"], row["b"]) == pytest.approx((4, 8 / 3))
    assert row["difference"] == pytest.approx(-4 / 3)
    assert (row["low"], row["high"]) == pytest.approx((-4 / 3 - half, -4 / 3 + half))
    assert row["share_b_better"] == pytest.approx(better, nan_ok=True)
    assert row["verdict"] == "unsure"


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        (("unmet_need", "all", "all"), "Besoin non couvert", "Unmet need"),
        (("unmet_need", "zone", "1"), "Besoin non couvert (Aval)", "Unmet need (Aval)"),
        (("unmet_need", "domain", "health"), "Besoin non couvert (santé)", "Unmet need (health)"),
        (("unmet_need", "sex", "man"), "Besoin non couvert (hommes)", "Unmet need (men)"),
        (
            ("public_cost", "payer", "commune"),
            "Dépense publique (commune)",
            "Public cost (commune)",
        ),
    ],
)
def test_the_label_of_a_row_names_its_group(key, french, english):
    made = with_values({key: ([1, 2], [3, 4])})
    assert made.summary(lang="fr")["label"].tolist() == [french]
    assert made.summary(lang="en")["label"].tolist() == [english]


def test_groups_can_be_left_out():
    made = with_values({(i, "all", "all"): ([1, 2], [3, 4]) for i in ("crises", "trust")})
    assert made.summary(groups=False)["indicator"].tolist() == ["crises", "trust"]
    made = with_values(
        {("crises", "zone", "0"): ([1, 2], [3, 4]), ("crises", "all", "all"): ([5, 6], [7, 8])}
    )
    assert made.summary(groups=False)["a"].tolist() == [5.5]


def test_the_headline_stands_in_its_order():
    assert comparison().headline("en")["indicator"].tolist() == list(HEADLINE)
    assert set(comparison().headline("en")["dimension"]) == {"all"}


def constant(*gaps: float, a: float = 10) -> tuple[list[float], list[float]]:
    """Both worlds, from the differences of three replicates."""
    return [a] * 3, [a + gap for gap in gaps]


def test_losers_are_worse_beyond_their_interval_by_indicator_the_greatest_loss_first(monkeypatch):
    monkeypatch.setattr(
        tables, "LOSER_INDICATORS", ("unmet_need", "waiting", "covered_share", "wait_solution_mean")
    )
    made = with_values(
        {
            ("unmet_need", "all", "all"): constant(1.0, 1.1, 0.9),
            ("unmet_need", "zone", "0"): constant(-1.0, -1.1, -0.9),  # better
            ("unmet_need", "zone", "1"): constant(0.4, 0.5, 0.6, a=1),
            ("unmet_need", "zone", "2"): constant(0.0, 0.0, 0.0),  # as before: an end at 0
            ("waiting", "all", "all"): constant(5.0, -4.0, 0.1),  # unsure
            ("waiting", "sex", "man"): constant(0.2, 0.3, 0.4, a=0),
            ("waiting", "sex", "woman"): constant(NAN, 0.3, 0.4),  # unknown: not tested
            ("covered_share", "all", "all"): constant(-2.0, -2.1, -1.9, a=-10),
            ("covered_share", "zone", "0"): constant(-2.3, -2.4, -2.2),
            ("unmet_need", "zone", "3"): constant(2.5, 2.6, 2.4),
            ("covered_share", "domain", "health"): constant(2.0, 2.1, 1.9),  # better
            ("crises", "all", "all"): constant(9.0, 9.1, 9.2),  # not among those that are tested
        }
    )
    lost = made.losers("en")
    assert list(zip(lost["indicator"], lost["group"], strict=True)) == [
        ("unmet_need", "3"),
        ("unmet_need", "all"),
        ("unmet_need", "1"),
        ("waiting", "man"),
        ("covered_share", "0"),
        ("covered_share", "all"),
    ]
    assert lost.attrs["tested"] == 10 and not [c for c in lost if c.startswith("_")]
    assert list(lost.index) == [0, 1, 2, 3, 4, 5]


def test_those_that_lose_by_luck_are_worse_by_more_than_what_counts(monkeypatch):
    """Once in sixteen choices of signs all of four replicates are worse, in all groups at once."""
    monkeypatch.setattr(tables, "LOSER_INDICATORS", ("unmet_need", "covered_share"))
    gaps = np.array([1.0, 1.1, 0.9, 1.0])
    ten = [10.0] * 4
    made = with_values(
        {
            ("unmet_need", "all", "all"): (ten, [*(10 + gaps)]),
            ("crises", "all", "all"): (ten, [*(10 + gaps)]),
            ("unmet_need", "zone", "0"): (ten, [*(10 + 2 * gaps)]),
            ("unmet_need", "zone", "1"): (ten, [*(10 + gaps / 1000)]),  # does not count
            ("covered_share", "all", "all"): (ten, [*(10 - gaps)]),
            ("covered_share", "zone", "0"): (ten, [*(10 - 3 * gaps)]),
        }
    )
    lost = made.losers("en")
    assert (len(lost), lost.attrs["tested"], lost.attrs["by_luck"]) == (4, 5, 4)


def test_years_are_means_of_the_months_that_have_a_value():
    made = comparison(2)
    a = made.a.model_copy(
        update={"clock": made.a.clock.model_copy(update={"months": 27, "reform_month": 2})}
    )
    made = replace(made, a=a)
    series = [[np.arange(27.0) + 100 * r + 1000 * w for w in (0, 1)] for r in (0, 1)]
    series[1][0][3] = NAN  # one month of the first year of the first world of seed 2
    series[1][1][14:26] = NAN  # the whole second year of the second world
    key = Key("crises", "all", "all")
    vars(made)["_monthly"] = [[{key: series[r][w]} for w in (0, 1)] for r in (0, 1)]
    # Months 2 to 13 and 14 to 25 are the years; month 26 begins a year that is not whole.
    found = made.yearly("crises")
    first = [[7.5, 1007.5], [100 + (12 * 7.5 - 3) / 11, 1107.5]]
    second = [[19.5, 1019.5], [119.5, NAN]]
    assert found.shape == (2, 2, 2)
    np.testing.assert_allclose(found, [first, second])
    assert made.yearly("wait_solution_mean").shape == (0, 2, 2)
    with pytest.raises(InputError, match="unknown indicator"):
        made.yearly("crisis_of")


@pytest.mark.parametrize(
    ("seeds", "text"),
    [
        ((1, 2, 3), "1-3"),
        ((4, 5), "4, 5"),
        ((7,), "7"),
        ((1, 2, 4), "1, 2, 4"),
        ((3, 2, 1), "3, 2, 1"),
    ],
)
def test_seeds_are_a_range_or_a_list(seeds, text):
    assert replace(comparison(), seeds=seeds).seeds_text() == text


def test_values_are_one_row_a_replicate_and_one_column_a_world():
    made = comparison()
    found = made.values("public_cost", "payer", "commune")
    key = Key("public_cost", "payer", "commune")
    assert found.tolist() == [[outcomes(run, PAYERS)[key] for run in pair] for pair in made.pairs]
    assert len(np.unique(found)) == 6


def test_the_tidy_frame_holds_every_value_at_its_place():
    made = comparison(2)
    by_month, whole = made.to_frame("monthly"), made.to_frame("outcomes").assign(month=None)
    rows = {
        (row.scenario, row.seed, row.month, row.indicator, row.dimension, row.group): row.value
        for frame in (by_month, whole)
        for row in frame.itertuples()
    }
    hand = {}
    for seed, pair in zip((4, 5), made.pairs, strict=True):
        for name, run in zip(("one", "two"), pair, strict=True):
            hand |= {(name, seed, None, *key): x for key, x in outcomes(run, PAYERS).items()}
            for key, series in monthly(run, PAYERS).items():
                hand |= {(name, seed, 7 + m, *key): x for m, x in enumerate(series)}
    hand = {key: x for key, x in hand.items() if not math.isnan(x)}
    assert len(rows) == len(by_month) + len(whole) and rows == hand
    for frame in (by_month, whole):
        assert frame["replicate"].tolist() == (frame["seed"] - 4).tolist()


def test_the_french_table_has_semicolons_and_commas(tmp_path: Path):
    made = with_values({("unmet_need", "zone", "1"): ([0.5, 0.25], [0.75, 0.5])})
    made.to_csv_fr(tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_bytes()
    assert text.startswith("\ufeffindicator;dimension;group;label;".encode()) and b"\r\n" in text
    assert "unmet_need;zone;1;Besoin non couvert (Aval);share;-1;0,375;0,625;0,25;" in text.decode()
    made.to_csv_fr(tmp_path / "u.csv", groups=False)
    assert len((tmp_path / "u.csv").read_bytes().splitlines()) == 1
    frame = pd.read_csv(io.BytesIO(text), sep=";", decimal=",")
    assert frame["difference"].tolist() == [0.25]


def test_the_french_table_is_read_again_by_the_reader_of_tables(tmp_path: Path):
    made = with_values({("unmet_need", "zone", "1"): ([0.5, 0.25], [0.75, 0.5])})
    made.to_csv_fr(tmp_path / "t.csv")
    frame = made.summary(True, lang="fr")
    table = read_table(tmp_path / "t.csv", tuple(frame.columns))
    ((line, row),) = table.rows
    numbers = ("a", "b", "difference")
    assert table.problems == [] and row["label"] == frame["label"][0]
    assert [table.real(line, row, name, -1, 1) for name in numbers] == [
        frame[name][0] for name in numbers
    ]


def test_the_tables_of_one_world_hold_its_values():
    run = comparison().pairs[0][0]
    world = WorldTables(scenarios()[0], (run,), PLACE)
    summary = world.summary(lang="fr")
    assert {
        (row.indicator, row.dimension, row.group): row.value for row in summary.itertuples()
    } == {tuple(key): value for key, value in outcomes(run, PAYERS).items()}
    row = summary[(summary["indicator"] == "unmet_need") & (summary["dimension"] == "all")].iloc[0]
    assert (row["label"], row["unit"]) == ("Besoin non couvert", "share")
    frame = world.to_frame()
    of_payer = frame[(frame["indicator"] == "public_cost") & (frame["group"] == "departement")]
    key = Key("public_cost", "payer", "departement")
    assert of_payer["month"].tolist() == run.months.tolist()
    assert of_payer["value"].tolist() == monthly(run, PAYERS)[key].tolist()


def test_arrays_hold_the_values_of_the_table():
    c = small()
    box = c.to_xarray()
    assert dict(box.sizes) == {"scenario": 2, "replicate": 3, "month": 24}
    assert list(box.scenario.values) == list(c.names) and box.seed.values.tolist() == [1, 2, 3]
    assert box.unmet_need.attrs["units"] == "share" and box.attrs["territory"] == "training"
    frame = c.to_frame().query("dimension == 'all' and indicator == 'unmet_need'")
    for row in frame.iloc[::17].itertuples():
        where = {"scenario": row.scenario, "replicate": row.replicate, "month": row.month}
        assert float(box.unmet_need.sel(where)) == row.value
    by_zone = c.to_xarray("outcomes", dimension="zone")
    zone = by_zone.unmet_need.sel(group="0").transpose("replicate", "scenario")
    np.testing.assert_array_equal(zone.values, c.values("unmet_need", "zone", "0"))


def test_arrays_of_a_grouping_that_does_not_exist_are_refused():
    with pytest.raises(InputError, match=r"dimension='zon'.*zone"):
        small().to_xarray("outcomes", dimension="zon")
