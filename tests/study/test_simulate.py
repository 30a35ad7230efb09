"""One world alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.indicators.registry import INDICATORS, Wait
from sim.results.means import half_width
from tests.results.cases import SUMMARY, WORDS, small

OF_PAIRS = ("a", "b", "difference", "share_b_better", "share_equal", "smallest", "verdict")
OF_SETS = ("band_low", "band_middle", "band_high", "share_sets", "share_low", "share_high")
MAPPING = {word.partition("=")[0]: word.partition("=")[2] for word in WORDS}


def test_one_world_runs_and_draws():
    result = sim.Sim("pole", WORDS, seed=2).run()
    assert result.run.digest() == small().runs()[1]["b"]
    assert len(result.to_frame()) and len(result.summary(lang="en"))
    assert "persons, pole" in result.plot(lang="en").get_title("left")


def test_words_go_with_a_name_and_one_may_be_given_alone() -> None:
    assert sim.Sim("silo", "months=24").scenario.clock.months == 24
    world = sim.load_scenario("silo", WORDS)
    assert sim.Sim(world).scenario is world
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.Sim(world, ["months=24"])


@pytest.fixture(scope="module")
def several():
    return sim.Sim("pole", MAPPING, seeds=[1, np.int64(3)], lang="fr").run(progress=False)


def test_several_seeds_are_the_replicates_of_a_comparison(several):
    assert several.seeds == (1, 3) and several.overrides == WORDS
    assert [row["a"] for row in several.runs()] == [small().runs()[r]["b"] for r in (0, 2)]
    for kind in ("monthly", "outcomes"):
        both = small().to_frame(kind)
        mine = both[(both["scenario"] == "pole") & both["seed"].isin([1, 3])]
        frame = several.to_frame(kind)
        if kind == "outcomes":  # a wait is known if enough persons of all replicates are seen
            known = [i.name for i in INDICATORS if not isinstance(i.source, Wait)]
            mine, frame = (x[x["indicator"].isin(known)] for x in (mine, frame))
        assert list(frame.columns) == list(both.columns)
        assert frame["value"].tolist() == mine["value"].tolist()


def test_the_summary_has_the_columns_of_a_comparison_and_an_interval(several):
    shared = [c for c in SUMMARY if c not in (*OF_PAIRS, *OF_SETS)]
    table = several.summary(lang="en")
    assert [c for c in table.columns if c != "value"] == shared
    values = several.values("crises", "stage", "adult")
    row = table.query("indicator == 'crises' and group == 'adult'").iloc[0]
    assert row["value"] == pytest.approx(values.mean())
    assert row["high"] - row["value"] == pytest.approx(float(half_width(values)))
    assert several.summary(groups=False)["dimension"].eq("all").all()


def test_a_result_is_saved_and_loaded_to_the_bit(several, tmp_path):
    loaded = sim.load(several.save(tmp_path / "r"))
    assert type(loaded) is sim.Result and loaded == several
    assert loaded != sim.Sim("pole", MAPPING, seed=1).run()
    assert loaded.title("fr") == "pôle" and loaded.scenario == several.scenario


def test_a_result_shows_itself_in_its_language(several):
    assert several._repr_html_().startswith('<div lang="fr">')
    assert "intervalle à 95" in several._repr_html_()
    assert repr(several).startswith("<Result pole, training, N = 2 réplications, graines 1, 3")
    assert repr(replace(several, lang="en")).endswith("%>") and len(repr(several)) < 120


def test_the_figure_of_several_seeds_has_a_band_at_the_edge_of_each_layer(several):
    ax = several.plot()
    layers, bands = ax.collections[:5], ax.collections[5:]
    assert len(bands) == 5
    people = np.array([run.history[:, 0] for run in several.each_run], float)
    half = half_width(people)
    corners = bands[-1].get_paths()[0].vertices  # the upper edge: all persons
    ends = corners[corners[:, 0] == 5][:, 1]
    assert ends.max() - ends.min() == pytest.approx(2 * half[5])
    one = sim.Sim("pole", WORDS, seed=1).run().plot()
    assert len(one.collections) == len(layers)
    assert "une seule réplication" in one.figure.get_supxlabel() or "one replicate" in (
        one.figure.get_supxlabel()
    )


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"seed": -2}, "seed=-2: a whole number"),
        ({"seed": 2.5}, "seed=2.5: a whole number"),
        ({"lang": "de"}, "lang=de"),
        ({"overrides": 5}, "a list of words is expected"),
        ({"months": 12.5}, "months=12.5"),
        ({"replicate": 3}, "replicate=…: unknown argument.*'replicates'"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(how, sentence):
    with pytest.raises(InputError, match=sentence):
        sim.Sim("pole", **how)
