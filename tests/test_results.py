"""A comparison: paired, tidy, honest, saved and loaded to the bit."""

from __future__ import annotations

import errno
import json
import math
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.indicators.registry import INDICATORS, LOSER_INDICATORS
from sim.results import atomic_files as store
from tests.results_cases import WORDS, small

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact

SUMMARY = [
    "indicator", "dimension", "group", "label", "unit", "direction", "a", "b", "difference",
    "low", "high", "share_b_better", "n",
]  # fmt: skip


def test_import_is_light():
    code = "import sim, sys; print([m for m in ('matplotlib', 'hydra', 'numba', 'pandas') "
    code += "if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_public_names_are_there():
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        sim.nothing  # noqa: B018


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
    frame = c.to_frame()
    frame = frame[frame["month"].isna() & (frame["indicator"] == "unmet_need")]
    frame = frame[frame["dimension"] == "stage"]
    wide = frame.pivot(index="seed", columns=["group", "scenario"], values="value")
    gap = wide["senior"]["pole"] - wide["senior"]["silo"]
    p = c.paired("unmet_need", "stage", "senior")
    assert p.difference == pytest.approx(gap.mean(), abs=1e-15)
    half = T * gap.std(ddof=1) / math.sqrt(3)
    assert p.high == pytest.approx(gap.mean() + half, abs=1e-12)


def test_tidy_frame_has_the_columns_promised():
    frame = small().to_frame()
    assert list(frame.columns) == [
        "scenario", "replicate", "seed", "month", "territory", "indicator", "dimension", "group",
        "value",
    ]  # fmt: skip
    assert set(frame["scenario"]) == {"silo", "pole"} and set(frame["territory"]) == {"training"}
    assert frame["value"].notna().all()
    keys = [c for c in frame.columns if c != "value"]
    assert not frame.duplicated(keys).any()


def test_before_the_reform_the_two_worlds_are_one():
    frame = small().to_frame()
    before = frame[(frame["month"] < 12).fillna(False)]
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


def test_processes_and_threads_change_nothing():
    c = small()
    d = sim.compare("silo", "pole", WORDS, replicates=3, workers=2, threads=2, progress=False)
    assert d.runs() == c.runs() and d.digest() == c.digest()
    assert (d.pathways() == c.pathways()).all(axis=None)


def test_losers_are_worse_for_sure():
    lost = small().losers()
    assert lost.attrs["tested"] > 50
    assert set(lost["indicator"]) <= set(LOSER_INDICATORS)
    assert ((lost["low"] > 0) & (lost["difference"] > 0)).all()
    table = small().summary()
    sure = table["indicator"].isin(LOSER_INDICATORS) & (table["low"] > 0)
    assert sure.sum() == len(lost)


def test_what_is_not_covered_is_said():
    for lang in ("fr", "en"):
        told = small().not_covered(lang)
        assert len(told) >= 5 and all(text.endswith(".") for text in told)
    assert "fictif" in " ".join(small().not_covered("fr"))


def test_worlds_that_start_apart_are_told():
    a = sim.load_scenario("silo", WORDS)
    b = a.model_copy(update={"access": a.access.model_copy(update={"known": 0.9})})
    c = sim.compare(a, b, replicates=1, progress=False)
    assert "access" in c.not_covered("en")[0]


def test_pathways_are_the_same_people_in_both_worlds():
    frame = small().pathways()
    assert frame.shape == (200, 48) and frame.index.is_unique
    assert set(np.unique(frame.to_numpy())) <= set(range(6))
    assert (frame["silo"].loc[:, :11] == frame["pole"].loc[:, :11]).all(axis=None)
    assert frame.attrs["states"][4] == "full"


def test_twin_is_the_recorded_life():
    c = small()
    a, b = c.recorded()
    person = int(a.key[7])
    t = c.twin(person)
    for name, path in zip(c.names, (a, b), strict=True):
        mine = t.frame[t.frame["scenario"] == name]
        assert mine["state"].tolist() == path.state[:, 7].tolist()
    assert t.month is None or t.month >= 12


def test_twin_tells_where_two_lives_part():
    t = small().twin()
    assert t.month is not None and t.month >= 12
    for lang in ("fr", "en"):
        assert str(t.month) in t.decision(lang) and "pole" in t.decision(lang)
    a, b = (t.frame[t.frame["scenario"] == name].reset_index(drop=True) for name in t.names)
    decisions = ["funnel", "establishment", "plan", "actor", "state"]
    rank = int((a["month"] == t.month).argmax())
    assert (a.loc[: rank - 1, decisions] == b.loc[: rank - 1, decisions]).all(axis=None)
    assert (a.loc[rank, decisions] != b.loc[rank, decisions]).any()
    assert "<table" in t._repr_html_()


def test_nobody_has_that_key():
    with pytest.raises(InputError, match="nobody has that key"):
        small().twin(1 << 63)


class Reader(HTMLParser):
    """Collects tags and checks that they close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag == "th":
            assert "scope" in dict(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_static_escaped_and_whole():
    text = small()._repr_html_()
    reader = Reader(text)
    assert not reader.open and {"table", "caption", "th", "tbody"} <= set(reader.seen)
    assert not {"script", "style", "link", "img", "iframe"} & set(reader.seen)
    assert "color:" not in text.replace("background-color", "")
    assert "N = 3" in text and "1-3" in text and small().digest() in text
    a = sim.load_scenario("silo", WORDS).model_copy(update={"label": "<script>x</script>"})
    worse = sim.compare(a, a, replicates=1, progress=False)._repr_html_()
    assert "<script" not in worse and "&lt;script" in worse


def test_save_and_load_to_the_bit(tmp_path):
    c = small()
    c.save(tmp_path / "x")
    d = sim.load(tmp_path / "x")
    assert d.runs() == c.runs() and d.digest() == c.digest()
    assert d.overrides == WORDS and d.seeds == c.seeds and d.names == c.names
    pd.testing.assert_frame_equal(d.summary(), c.summary())
    pd.testing.assert_frame_equal(d.to_frame(), c.to_frame())
    assert (d.pathways() == c.pathways()).all(axis=None)
    assert d.a == c.a and d.place == c.place
    kept = pd.read_parquet(tmp_path / "x" / "summary.parquet")
    assert list(kept.columns) == SUMMARY


def test_saving_twice_replaces_only_what_is_ours(tmp_path):
    c = small()
    c.save(tmp_path / "x")
    c.save(tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    (tmp_path / "x" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        c.save(tmp_path / "x")
    assert (tmp_path / "x" / "notes.txt").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="already a file of that name"):
        c.save(tmp_path / "file")


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]))

    c = small()
    monkeypatch.setattr(store, "put_json", full)
    with pytest.raises(OSError) as caught:
        c.save(tmp_path / "deep" / "x")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(tmp_path / "deep" / "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("version", "way"), [(0, "run it again: python"), (99, "update")])
def test_another_schema_says_what_to_do(tmp_path, version, way):
    small().save(tmp_path / "x")
    manifest = tmp_path / "x" / "manifest.json"
    tree = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**tree, "schema_version": version, "command": "python -m x"}))
    with pytest.raises(InputError, match=way):
        sim.load(tmp_path / "x")


def test_a_damaged_comparison_is_told(tmp_path):
    small().save(tmp_path / "x")
    counts = tmp_path / "x" / "counts.parquet"
    frame = pd.read_parquet(counts)
    frame.loc[0, "people"] += 1
    frame.to_parquet(counts)
    with pytest.raises(InputError, match="not those that were saved"):
        sim.load(tmp_path / "x")
    counts.write_bytes(b"PAR1")
    with pytest.raises(InputError, match="damaged"):
        sim.load(tmp_path / "x")
    with pytest.raises(InputError, match="no such folder"):
        sim.load(tmp_path / "nowhere")


def test_french_csv_opens_in_a_french_spreadsheet(tmp_path):
    path = tmp_path / "t.csv"
    small().to_csv_fr(path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b";" in raw
    back = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    np.testing.assert_allclose(back["difference"], small().summary()["difference"], rtol=1e-12)
    assert "Besoin non couvert" in set(back["label"])


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"replicates": 0}, "replicates=0: a whole number"),
        ({"replicates": True}, "replicates=True: a whole number"),
        ({"seed": -1}, "seed=-1: a whole number"),
        ({"workers": 0}, "workers=0: a whole number"),
        ({"lang": "de"}, "lang=de"),
        ({"overrides": ["months=12", "territory=training"]}, "no month to compare"),
        ({"overrides": ["territory=training", "montsh=12"]}, "montsh"),
    ],
)
def test_what_cannot_be_used_is_said(how, sentence):
    with pytest.raises(InputError, match=sentence):
        sim.compare("silo", "pole", **{"overrides": WORDS, "progress": False, **how})


def test_worlds_that_cannot_be_paired_are_refused():
    a = sim.load_scenario("silo", WORDS)
    b = sim.load_scenario("pole", [*WORDS[:1], "months=30"])
    with pytest.raises(InputError, match=r"clock\.months"):
        sim.compare(a, b)
    with pytest.raises(InputError, match="same territory"):
        sim.compare(a, sim.load_scenario("pole", ["territory=creuse", *WORDS[1:]]))
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.compare(a, a, ["months=24"])


def test_unknown_indicator_is_told():
    with pytest.raises(InputError, match="did you mean 'ruptures'"):
        small().paired("rupture")
    with pytest.raises(InputError, match="no group stage=old"):
        small().paired("unmet_need", "stage", "old")


def test_one_world_runs_and_draws():
    result = sim.Sim("pole", WORDS, seed=2).run()
    assert result.run.digest() == small().runs()[1]["b"]
    assert len(result.to_frame()) and len(result.summary("en"))
    assert "persons, pole" in result.plot(lang="en").get_title("left")


def test_progress_says_what_it_does(capsys):
    sim.compare("silo", "pole", WORDS, replicates=1, progress="always", lang="en")
    assert "seed 1" in capsys.readouterr().err
    sim.compare("silo", "pole", WORDS, replicates=1, progress=True)
    assert capsys.readouterr().err == ""


def test_repr_says_n_and_seeds():
    assert "N = 3 replicates, seeds 1-3" in repr(small())


def test_manifest_says_where_it_comes_from(tmp_path):
    tree = json.loads((small().save(tmp_path / "x") / "manifest.json").read_text())
    assert tree["schema_version"] == store.SCHEMA_VERSION and tree["seeds"] == [1, 2, 3]
    assert tree["scenarios"]["b"]["organisation"]["entry"] is True
    assert {"numpy", "numba", "mesa"} <= set(tree["origin"]["versions"])
    assert (
        set(tree["origin"]["digests"]) == {"kernels", "start", "results"}
        and tree["origin"]["python"]
    )
    assert str(Path.home()) not in json.dumps(tree)


def test_the_level_of_each_market_stands_beside_the_index():
    for lang, names in (
        ("fr", ("Établissements", "Porteurs")),
        ("en", ("Establishments", "Project")),
    ):
        told = small().two_markets(lang)
        assert len(told) >= 2 and all("→" in text for text in told[:2])
        assert all(text.startswith(name) for text, name in zip(told, names, strict=False))
