"""What each screen sees: nothing too early, losers first, every number with its interval and N."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.app.session import shown
from sim.app.session.events import BY
from sim.app.session.plan import Phase
from sim.app.session.rules import WHEN
from sim.app.session.state import Bet
from sim.errors import InputError
from tests.app.session.playing import BET, Played, made_up, row


@pytest.fixture
def played(tmp_path: Path) -> Played:
    found = Played(tmp_path)
    found.join("a")
    found.team("b", "join", name="<b>", lang="en")
    return found


def seen(played: Played) -> list[tuple[str, dict[str, Any]]]:
    screens = ("facilitator", "projector", "replay", "team:1", "team:2")
    return [(screen, played.session.view(screen)) for screen in screens]


def test_every_view_of_every_state_is_plain_json(played: Played) -> None:
    for phase in Phase:
        played.to(phase)
        played.session.simulate_all(made_up)
        for screen, view in seen(played):
            assert json.loads(json.dumps(view, allow_nan=False)) == view
            assert view["phase"] == phase.value and view["screen"] == screen.partition(":")[0]
            assert view["lang"] == ("en" if screen == "team:2" else "fr")
            assert view["banner"] and view["title"]


def test_no_screen_shows_a_seat_or_a_bet_of_others_before_the_second_reveal(
    played: Played,
) -> None:
    played.to(Phase.BET1)
    played.team("a", **{**BET, "wait": 17})
    seats = [team.seat for team in played.session.state.teams]
    for phase in list(Phase)[2:]:
        played.to(phase)
        played.session.simulate_all(made_up)
        for screen, view in seen(played):
            text = json.dumps(view)
            assert not any(seat in text for seat in seats)
            early = list(Phase).index(phase) < list(Phase).index(Phase.REVEAL2)
            if early and screen in ("projector", "replay", "team:2"):
                assert '"wait": 17' not in text and "+17" not in text
    (bet,) = played.session.view("team:2")["reveal"]["bets"]
    text = "+17 months of waiting, 0% of public cost, loser: 60 and over"
    assert (bet["wait"], bet["text"]) == (17, text)


@pytest.mark.parametrize(
    ("kind", "phase"),
    [("round1", Phase.REVEAL1), ("round2", Phase.REVEAL2), ("shock", Phase.SHOCK)],
)
def test_results_appear_at_their_reveal_and_not_before(
    kind: str, phase: Phase, played: Played
) -> None:
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["entry"])
    played.to(Phase.ROUND2)
    for before in (Phase.ROUND2, Phase.REVEAL2, Phase.SHOCK, Phase.DEBRIEF):
        played.to(before)
        played.session.simulate_all(made_up)
        found = played.session.view("projector")["reveal"][kind]
        late = kind != "shock" or before is Phase.DEBRIEF
        reached = list(Phase).index(before) >= list(Phase).index(phase) and late
        assert bool(found) == reached
        assert all(one["done"] and "N = 2" in one["origin"] for one in found)


def test_a_result_that_is_computed_says_so(played: Played) -> None:
    played.to(Phase.REVEAL2)
    first, *others = played.session.view("team:2")["reveal"]["round2"]
    assert not first["done"] and first["waits"] == "The simulation is running."
    assert first["key"] == "round2:forced" and len(others) == 2


def test_losers_come_first_and_a_difference_with_its_interval(played: Played) -> None:
    played.to(Phase.REVEAL2)
    played.session.simulate_all(made_up)
    result = played.session.view("team:2")["reveal"]["round2"][0]
    assert list(result).index("losers") < list(result).index("rows")
    assert result["losers"] == ["unmet_need (en): ▼ +300.0 [+200.0; +400.0] points"]
    assert result["rows"][0]["gap"] == "+2.40 [+1.40; +3.40] months"
    assert "here · N = 2 replicates, seeds 1-2 · parcours 0" in result["origin"]


def test_nobody_who_loses_is_a_sentence() -> None:
    numbers = {"losers": [], "tested": 76}
    assert shown.losers(numbers, "en") == ["None of the 76 groups examined loses for certain."]


@pytest.mark.parametrize(
    ("bet", "right"),
    [
        (Bet(2, 2, "senior"), (True, True, True)),  # 2.4 [1.4, 3.4]; 2 % [1.5, 2.5]
        (Bet(1, 1, "child"), (True, True, False)),  # ends are rounded outwards
        (Bet(4, 3, "nobody"), (True, True, False)),
        (Bet(0, 0, "adult"), (False, False, False)),
        (Bet(5, 4, "senior"), (False, False, True)),
    ],
)
def test_a_bet_is_held_against_the_interval(bet: Bet, right: tuple[bool, ...]) -> None:
    rows = [row("wait_solution_median", "months", 2.4), row("public_cost", "euros_year", 4.0)]
    found = shown.measured({"rows": rows, "lost": ["senior"]})
    assert tuple(shown.right(bet, found).values()) == right


def test_a_bet_on_nobody_is_right_where_no_life_stage_loses() -> None:
    rows = [row("wait_solution_median", "months", 2.4), row("public_cost", "euros_year", 4.0)]
    rows[1] |= {"difference": None, "low": None, "high": None}
    found = shown.measured({"rows": rows, "lost": []})
    right = shown.right(Bet(2, 0, "nobody"), found)
    assert right == {"wait": True, "cost": False, "loser": True}
    assert found["cost"]["difference"] is None


def test_the_answer_of_a_card_is_kept_for_the_debrief(played: Played) -> None:
    why = played.session.state.game.card.expected.why.fr
    played.to(Phase.SHOCK)
    assert why not in json.dumps(played.session.view("projector"), ensure_ascii=False)
    played.to(Phase.DEBRIEF)
    assert played.session.view("projector")["card"]["why"] == why


def test_a_screen_is_offered_what_it_may_do_now(played: Played) -> None:
    for phase in Phase:
        played.to(phase)
        for screen, by in (("team:1", "team"), ("facilitator", "facilitator")):
            acts = set(played.session.view(screen)["acts"])
            bound = {kind for kind, who in BY.items() if who == by and kind in WHEN}
            assert acts & bound == {kind for kind in bound if phase in WHEN[kind]}
            assert ("next" in acts) == (by == "facilitator" and phase is not Phase.EXPORT)
        assert "acts" not in played.session.view("projector")


def test_a_commitment_is_shown_to_the_facilitator_and_in_the_replay(played: Played) -> None:
    played.to(Phase.DEBRIEF)
    played.team("b", "commit", who=" nous ", with_whom="<i>eux</i>", by_when="juin")
    wanted = {"team": 2, "name": "<b>", "who": "nous", "with_whom": "<i>eux</i>", "by_when": "juin"}
    for screen, view in seen(played):
        shown_here = view.get("commitments")
        assert shown_here == ([wanted] if screen in ("facilitator", "replay") else None)


@pytest.mark.parametrize("screen", ["projecter", "team:3", "team:", "team:-1", "team:x", ""])
def test_a_screen_that_is_not_there_is_refused(screen: str, played: Played) -> None:
    with pytest.raises(InputError):
        played.session.view(screen)
