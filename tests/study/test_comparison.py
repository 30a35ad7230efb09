"""A comparison: paired, tidy and honest."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.indicators.registry import INDICATORS, LOSER_INDICATORS
from tests.results.cases import SUMMARY, WORDS, small

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact


def test_summary_has_every_indicator_and_the_columns_promised():
    table = small().summary()
    assert list(table.columns) == SUMMARY
    assert set(table["indicator"]) == {i.name for i in INDICATORS}
    assert set(table["dimension"]) == {
        "all", "domain", "stage", "sex", "income", "digital", "need", "complexity", "zone", "payer",
        "speed",
    }  # fmt: skip
    assert not table.duplicated(["indicator", "dimension", "group"]).any()
    assert table.attrs["a"] == "silo" and table.attrs["n"] == 3
    assert len(small().summary(groups=False)) == len(INDICATORS)


def test_summary_is_the_paired_mean_of_the_tidy_frame():
    c = small()
    frame = c.to_frame("outcomes")
    frame = frame[(frame["indicator"] == "unmet_need") & (frame["dimension"] == "stage")]
    wide = frame.pivot(index="seed", columns=["group", "scenario"], values="value")
    gap = wide["senior"]["pole"] - wide["senior"]["silo"]
    p = c.paired("unmet_need", "stage", "senior")
    assert p.difference == pytest.approx(gap.mean(), abs=1e-15)
    half = T * gap.std(ddof=1) / math.sqrt(3)
    assert p.high == pytest.approx(gap.mean() + half, abs=1e-12)


@pytest.mark.parametrize("kind", ["monthly", "outcomes"])
def test_tidy_frame_has_the_columns_promised(kind):
    frame = small().to_frame(kind)
    promised = [
        "scenario", "replicate", "seed", "month", "territory", "indicator", "dimension", "group",
        "value",
    ]  # fmt: skip
    assert list(frame.columns) == [c for c in promised if kind == "monthly" or c != "month"]
    assert set(frame["scenario"]) == {"silo", "pole"} and set(frame["territory"]) == {"training"}
    assert frame["value"].notna().all()
    keys = [c for c in frame.columns if c != "value"]
    assert not frame.duplicated(keys).any()


@pytest.mark.parametrize("kind", ["both", "", None])
def test_a_table_holds_one_kind_of_values(kind):
    with pytest.raises(InputError, match="the tables are monthly, outcomes"):
        small().to_frame(kind)


def test_before_the_reform_the_two_worlds_are_one():
    frame = small().to_frame()
    before = frame[frame["month"] < 12]
    wide = before.pivot(
        index=["seed", "month", "indicator", "dimension", "group"],
        columns="scenario", values="value",
    )  # fmt: skip
    assert len(wide) > 1000 and (wide["silo"] == wide["pole"]).all()


def test_a_world_against_itself_differs_in_nothing():
    c = sim.compare("silo", "silo", WORDS, replicates=2, progress=False)
    assert c.names == ("silo (a)", "silo (b)")
    table = c.summary()
    known = table["difference"].notna()
    assert (table.loc[known, ["difference", "low", "high"]] == 0).all(axis=None)
    assert len(c.losers()) == 0


def test_exchanging_the_worlds_exchanges_the_signs():
    c = small()
    d = sim.compare("pole", "silo", WORDS, replicates=3, progress=False)
    left, right = c.summary(), d.summary()
    np.testing.assert_array_equal(left["difference"], -right["difference"])
    np.testing.assert_allclose(left["low"], -right["high"], rtol=1e-12, atol=1e-15)


def test_losers_are_worse_for_sure():
    lost = small().losers()
    assert lost.attrs["tested"] > 50
    assert set(lost["indicator"]) <= set(LOSER_INDICATORS)
    assert ((lost["low"] > 0) & (lost["difference"] > 0)).all()
    table = small().summary()
    sure = table["indicator"].isin(LOSER_INDICATORS) & (table["verdict"] == "worse")
    assert (table[sure]["low"] > 0).all()
    assert sure.sum() == len(lost)


def test_pathways_are_the_same_people_in_both_worlds():
    frame = small().pathways()
    assert frame.shape == (200, 48) and frame.index.is_unique
    assert set(np.unique(frame.to_numpy())) <= set(range(6))
    assert (frame["silo"].loc[:, :11] == frame["pole"].loc[:, :11]).all(axis=None)
    assert frame.attrs["states"][4] == "full"


def test_french_csv_opens_in_a_french_spreadsheet(tmp_path):
    path = tmp_path / "t.csv"
    small().to_csv_fr(path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b";" in raw
    back = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    np.testing.assert_allclose(back["difference"], small().summary()["difference"], rtol=1e-12)
    assert "Besoin non couvert" in set(back["label"])


def test_unknown_indicator_is_told():
    with pytest.raises(InputError, match="did you mean 'ruptures'"):
        small().paired("rupture")
    with pytest.raises(InputError, match="no group stage=old"):
        small().paired("unmet_need", "stage", "old")


def test_repr_says_n_and_seeds():
    assert "N = 3 replicates, seeds 1-3" in repr(small())
    assert repr(small()).startswith("<Comparison pole − silo, training")


def test_equal_comparisons_hold_the_same_counts_whenever_they_were_made(tmp_path):
    c = small()
    loaded = sim.load(c.save(tmp_path / "c"), lang="fr")
    assert loaded == c and hash(loaded) == hash(c)
    fewer = replace(c, seeds=c.seeds[:2], pairs=c.pairs[:2])
    assert c != fewer and c != "c" and fewer != replace(fewer, seeds=(1, 3))
    assert fewer != replace(fewer, names=("x", "pole"))


@pytest.mark.parametrize("path", [None, 3, ""])
def test_what_is_no_path_gets_a_sentence(path):
    with pytest.raises(InputError, match="save expects the path of a folder"):
        small().save(path)
    with pytest.raises(InputError, match="load expects the path of a folder"):
        sim.load(path)


def test_what_is_no_name_gets_a_sentence():
    with pytest.raises(InputError, match="None: unknown indicator"):
        small().values(None)
    with pytest.raises(InputError, match="no dimension 'None'"):
        small().values("unmet_need", None)


def test_worlds_are_called_by_their_titles_and_kept_with_the_comparison(tmp_path):
    c = small()
    assert (c.titles("fr"), c.titles("en")) == (("silos", "pôle"), ("silos", "pole"))
    assert sim.load(c.save(tmp_path / "c")).titles("fr") == ("silos", "pôle")
    assert replace(c, origin={}).titles("fr") == ("silo", "pole")


def test_months_are_dates_when_asked():
    by_number, by_date = small().to_frame(), small().to_frame(dates=True)
    assert not by_date["month"].isna().any()
    first = by_date["month"][by_number["month"] == 13].iloc[0]
    assert (first.year, first.month, first.day) == (2018, 2, 1)
    lives, dated = small().pathways(), small().pathways(dates=True)
    assert (lives.to_numpy() == dated.to_numpy()).all()
    assert dated["pole"].columns[13] == first and lives["pole"].columns[13] == 13


# It writes a file when it is run, and is no policy: a world that runs it ends with a sentence.
CODE = "open({file!r}, 'w').close()\n"


@pytest.fixture
def of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of results whose second world has a policy, in an empty working folder."""
    small().save(tmp_path / "x")
    manifest = tmp_path / "x" / "manifest.json"
    tree = json.loads(manifest.read_text("utf-8"))
    code = CODE.format(file=str(tmp_path / "was_run"))
    tree["scenarios"]["b"]["policy"] = {"name": "p", "file": "p.py", "code": code}
    manifest.write_text(json.dumps(tree), "utf-8")
    monkeypatch.delenv("PARCOURS_CONFIGS", raising=False)
    return tmp_path


def configured(folder: Path, code: str) -> None:
    (folder / "mine" / "policy").mkdir(parents=True)
    (folder / "mine" / "policy" / "own.yaml").write_text("file: own.py\n", "utf-8")
    (folder / "mine" / "policy" / "own.py").write_text(code, "utf-8")


RUNS = [
    lambda c: c.twin(),
    lambda c: sim.compare(c.b, c.b, replicates=1, progress=False),
    lambda c: sim.Sim(c.b).run(progress=False),
]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("own", [None, "# another file\n"])
def test_the_policy_of_loaded_results_is_not_run(of_somebody_else, monkeypatch, run, own):
    if own is not None:
        configured(of_somebody_else, own)
        monkeypatch.setenv("PARCOURS_CONFIGS", str(of_somebody_else / "mine"))
    c = sim.load(of_somebody_else / "x")
    with pytest.raises(InputError, match=f"p.py, digest {c.b.policy.digest()}.*trust=True"):
        run(c)
    assert not (of_somebody_else / "was_run").exists()


@pytest.mark.parametrize("trust", [True, False])
def test_a_trusted_policy_and_one_of_the_user_are_run(of_somebody_else, monkeypatch, trust):
    if not trust:
        configured(of_somebody_else, CODE.format(file=str(of_somebody_else / "was_run")))
        monkeypatch.setenv("PARCOURS_CONFIGS", str(of_somebody_else / "mine"))
    c = sim.load(of_somebody_else / "x", trust=trust)
    with pytest.raises(InputError, match=r"p\.py"):
        c.twin()
    assert (of_somebody_else / "was_run").exists()


def test_loaded_and_trusted_results_are_equal(of_somebody_else):
    one, other = (sim.load(of_somebody_else / "x", trust=trust) for trust in (False, True))
    assert one == other and other == one and hash(one.b) == hash(other.b)
    assert one.b.digest() == other.b.digest()
