"""A whole session is held, recorded and shown without the engine."""

from __future__ import annotations

from pathlib import Path

from tests.results.test_without_the_engine import ENGINE, loaded

HELD = """
from tests.app.session.playing import BET, Phase, Played, made_up
played = Played({folder!r})
played.join("a")
played.to(Phase.BET1)
played.team("a", **BET)
played.to(Phase.ROUND1)
played.team("a", "levers", levers=["entry"])
played.to(Phase.EXPORT)
assert len(played.session.jobs()) == 5
played.session.simulate_all(made_up)
played.session.view("team:1"), played.session.view("facilitator"), played.session.view("replay")
import sim.app.session.simulate
"""


def test_a_session_needs_neither_engine_nor_tables_nor_drawing(tmp_path: Path) -> None:
    folder = str(tmp_path / "session")
    assert loaded(HELD.format(folder=folder), *ENGINE, "pandas", "matplotlib", "scipy") == set()
