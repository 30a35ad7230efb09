"""What is gained by price, by effect and by rule: three parts that add up, and what is left."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from experiments import gains
from sim import compose
from sim.compose.ranges import assumed
from sim.scenario.organisation import INGREDIENTS

BRIEF = ["months=18", "burn_in=6", "reform_month=2", "change=immediate"]
SHORT = [*BRIEF, "territories=training", "replicates=2", "workers=1"]
WORDS = [*BRIEF, "record_people=0", "territory=training"]
OPTIONS = {"a": "silo", "b": "pole"}


@pytest.fixture(scope="module")
def result() -> dict:
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *text, **_: lines.append(" ".join(map(str, text))))
        assert gains.main([*SHORT, "format=json"]) == 0
    found: dict = json.loads(lines[-1])
    return found


def row(result: dict, indicator: str) -> dict:
    return next(row["cells"] for row in result["rows"] if row["indicator"] == indicator)


def test_the_three_parts_are_the_difference(result: dict) -> None:
    for name in ("unmet_need", "hours_given", "overhead", "public_cost"):
        cells = row(result, name)
        parts = sum(cells[part][0] for part in gains.PARTS)
        assert cells["as_it_is"][0] == pytest.approx(parts, rel=1e-9, abs=1e-12)


def test_each_line_is_the_comparison_of_its_worlds(result: dict) -> None:
    worlds = gains.worlds(OPTIONS, WORDS)
    assert list(worlds) == ["as_it_is", "no_price", "no_effect", "neither", *INGREDIENTS]
    for line in ("no_price", "neither", "entry"):
        c = sim.compare(*worlds[line], seeds=[1, 2], assumptions="default")
        gap = np.diff(c.values("unmet_need"), axis=1).mean()
        assert row(result, "unmet_need")[line][0] == pytest.approx(gap, abs=1e-12), line
    cells = row(result, "unmet_need")
    assert cells["rules"] == cells["neither"]


def test_prices_and_effects_are_the_assumed_parameters_but_for_what_is_neither() -> None:
    worlds = compose.load_scenarios(["silo", "pole"], WORDS)
    drawn = {name for name in assumed(worlds) if name.startswith("organisation.")}
    left = {
        "organisation.conversion_months", "organisation.floor_share",
        "organisation.pole.contribution", "organisation.pole.capture",
    }  # fmt: skip
    assert drawn - left == {*gains.PRICES, *gains.EFFECTS}
    assert not {*gains.PRICES} & {*gains.EFFECTS}


def test_without_prices_no_time_goes_to_coordination_but_some_of_referents() -> None:
    _, pole = gains.worlds(OPTIONS, WORDS)["neither"]
    o = pole.organisation
    assert (o.referral_share, o.meeting_square, o.reserve_share, o.group_kept) == (0, 0, 0, 1)
    assert o.voice_on == pole.delivery.voice_off and o.known_linked == pole.access.known
    assert o.handoff_with_referent == pole.access.handoff
    assert o.referent_review == pole.places.review_months and o.mainstream_slack == 0


def test_effects_at_zero_are_those_of_both_worlds() -> None:
    silo, pole = gains.worlds(OPTIONS, WORDS)["no_effect"]
    assert silo.organisation.mainstream_slack == pole.organisation.mainstream_slack == 0
    assert pole.organisation.planning_share > 0
    without = gains.worlds(OPTIONS, WORDS)["voice"][1].organisation
    assert not without.voice and without.entry


def test_voice_is_an_effect_and_coordination_a_price(result: dict) -> None:
    voice, overhead = row(result, "voice"), row(result, "overhead")
    assert voice["neither"][0] == pytest.approx(0.0, abs=1e-3) and voice["effect"][0] > 0.05
    assert overhead["price"][0] > 0.05 and abs(overhead["neither"][0]) < 0.005


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_shows_what_is_left(result: dict, lang: str) -> None:
    text = "\n".join(str(block) for block in gains.blocks(result, lang))
    assert text.count("training") == 1
    left = [r["indicator"] for r in result["rows"] if gains._is_left(r)]
    assert "overhead" in left and "voice" not in left


def test_ingredients_that_a_scenario_lacks_are_not_left_out() -> None:
    worlds = gains.worlds({"a": "silo", "b": "provider"}, WORDS)
    provider = compose.load_scenario("provider", WORDS).organisation
    on = [name for name in INGREDIENTS if getattr(provider, name)]
    assert list(worlds)[4:] == on and len(on) < len(INGREDIENTS)
