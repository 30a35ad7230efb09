"""Numbers of a job, from real runs: the same again, and those of a comparison."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from sim.app.session.cards import SHOWN, cards
from sim.app.session.plan import Phase, Plan
from sim.app.session.rounds import Job, lever_job, pole_job
from sim.app.session.session import Session
from sim.app.session.simulate import compared, numbers_of, simulate
from sim.app.session.state import Game
from sim.runs.run import run_world
from tests.app.session.playing import Played

QUICK = ("territory=training", "burn_in=24")


def game(name: str, seeds: int = 2, months: int = 12) -> Game:
    made = Game.of(Plan(card=name, seeds=seeds, months=months))
    words = tuple(word for word in made.card.words if not word.startswith("territory"))
    return Game(made.plan, made.card.model_copy(update={"words": (*QUICK, *words)}), made.deck)


@pytest.fixture(scope="module")
def job() -> Job:
    return pole_job(game("rushed", seeds=5), "forced")


def test_the_same_job_gives_the_same_numbers(job: Job) -> None:
    first = simulate(job)
    assert json.loads(json.dumps(first, allow_nan=False)) == first == simulate(job)


def test_a_session_is_replayed_to_the_numbers_of_its_runs(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.join("a")
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["listening", "partners"])
    played.to(Phase.ROUND2)
    assert played.session.simulate_all(simulate) == []
    played.session.close()
    again = Session.open(tmp_path)
    assert again.simulate_all(simulate) == [] and len(again.numbers) == 4
    assert again.numbers == played.session.numbers
    assert again.state.digest() == played.session.state.digest()


def test_a_job_goes_to_a_worker_and_back(job: Job) -> None:
    assert pickle.loads(pickle.dumps(job)) == job


def test_numbers_are_those_of_the_comparison(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.app.session.simulate.MOST_LOSERS", 4)
    comparison = compared(job)
    numbers = numbers_of(comparison)
    assert {row["indicator"] for row in numbers["rows"]} == set(SHOWN)
    for row in numbers["rows"]:
        paired = comparison.paired(row["indicator"])
        assert (row["a"], row["b"]) == (paired.a, paired.b)
        assert row["difference"] == pytest.approx(row["b"] - row["a"])
        assert row["low"] < row["difference"] < row["high"] and row["n"] == 5
    lost = comparison.losers("fr")
    assert len(lost) > 4 and numbers["lost"]  # there is something to leave out, and to name
    assert [row["label"]["fr"] for row in numbers["losers"]] == list(lost["label"].head(4))
    assert set(numbers["lost"]) == set(lost[lost["dimension"] == "stage"]["group"])
    assert numbers["digest"] == comparison.digest() and numbers["tested"] == lost.attrs["tested"]


@pytest.mark.parametrize("name", cards())
def test_every_choice_of_a_card_changes_what_is_simulated(name: str) -> None:
    """The counts of two years change, not only the digest of the scenario."""
    made = game(name, months=24)
    one, deck = made.card, made.deck

    def digests(job: Job) -> tuple[str, str]:
        a, b = (run_world(world, seed=1).digest() for world in (job.a, job.b))
        return a, b

    plain = digests(pole_job(made, "accompanied"))
    for lever in one.levers:
        a, b = digests(lever_job(made, (lever,)))
        assert a == plain[0] and a != b, lever
    assert len({digests(pole_job(made, manner))[1] for manner in deck.manners}) == 3
    for shock in one.shocks:
        hit = digests(pole_job(made, "accompanied", shock))
        assert hit[1] != plain[1], shock
