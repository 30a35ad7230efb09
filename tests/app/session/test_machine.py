"""Any sequence of events: it replays to the same state, and no team moves the session."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sim.app.session import events
from sim.app.session.plan import Phase
from sim.app.session.record import NAME, replay
from sim.app.session.session import Session
from tests.app.session.playing import PLAN, made_up

TOKENS = st.sampled_from(["a", "b", "c"])
TIMES = st.floats(-1e9, 1e9)
NAMES = st.sampled_from(
    ["", "a", "A", "<i>", "entry", "listening", "tailored", "forced", "left", "accompanied",
     "person", "team", "senior", "nobody", "costs_rise", *Phase]
)  # fmt: skip
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-60, 60), NAMES, st.lists(NAMES))
FIELDS = sorted({name for kind in events.KINDS.values() for name in kind.model_fields})
# What a browser may send: any field of any event, with any value.
SENT = st.dictionaries(st.sampled_from([*FIELDS, "other"]), VALUES, max_size=6)
OF_TEAMS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("join"), "name": NAMES}),
    st.fixed_dictionaries({"kind": st.sampled_from(["leave", "lock"])}),
    st.fixed_dictionaries(
        {"kind": st.just("bet"), "wait": st.integers(-30, 30), "cost": st.integers(-5, 5),
         "loser": NAMES}
    ),
    st.fixed_dictionaries({"kind": st.just("levers"), "levers": st.lists(NAMES, max_size=3)}),
    st.fixed_dictionaries({"kind": st.just("manner"), "manner": NAMES}),
    st.fixed_dictionaries({"kind": st.just("veto"), "role": NAMES, "target": NAMES}),
    st.fixed_dictionaries(
        {"kind": st.just("commit"), "who": NAMES, "with_whom": NAMES, "by_when": NAMES}
    ),
)  # fmt: skip
OF_FACILITATOR = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(["pause", "resume"])}),
    st.fixed_dictionaries({"kind": st.just("extend"), "minutes": st.integers(-1, 61)}),
    st.fixed_dictionaries({"kind": st.just("deal"), "role": NAMES, "team": st.integers(-1, 4)}),
    st.fixed_dictionaries({"kind": st.just("draw"), "shock": NAMES}),
    st.fixed_dictionaries({"kind": st.just("rename"), "team": st.integers(-1, 4), "name": NAMES}),
)


class Room(RuleBasedStateMachine):
    """A room in which anybody may send anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.session = Session.open(self.folder.name, PLAN)
        self.restarts = 0

    def sent(self, event: dict[str, Any]) -> None:
        before = self.session.state
        notices = self.session.apply(event)
        if any(notice["refused"] for notice in notices):
            assert self.session.state == before
        if event["by"] == "team":
            after = self.session.state
            assert (after.phase, after.timer, after.shock) == (
                before.phase, before.timer, before.shock,
            )  # fmt: skip
            assert after.results == before.results and after.roles == before.roles

    @rule(token=TOKENS, message=OF_TEAMS, at=TIMES)
    def team(self, token: str, message: dict[str, Any], at: float) -> None:
        self.sent(events.of_team(token, message, at))

    @rule(token=TOKENS, message=SENT, kind=st.sampled_from(sorted(events.KINDS)), at=TIMES)
    def forged(self, token: str, message: dict[str, Any], kind: str, at: float) -> None:
        self.sent(events.of_team(token, {**message, "kind": kind}, at))

    @rule(message=OF_FACILITATOR, at=TIMES)
    def facilitator(self, message: dict[str, Any], at: float) -> None:
        self.sent(events.of_facilitator(message, at))

    @rule(at=TIMES)
    def moves_on(self, at: float) -> None:
        phase = self.session.state.phase.value
        self.sent(events.of_facilitator({"kind": "next", "phase": phase}, at))

    @rule()
    def workers_answer(self) -> None:
        assert self.session.simulate_all(made_up) == []

    @precondition(lambda self: self.restarts < 2)
    @rule()
    def server_is_killed_and_starts_again(self) -> None:
        self.restarts += 1
        numbers, state = self.session.numbers, self.session.state
        self.session.close()
        self.session = Session.open(self.folder.name)
        assert self.session.state == state and self.session.state.digest() == state.digest()
        self.session.simulate_all(made_up)
        again = self.session.numbers
        assert all(again[key] == numbers[key] for key in again.keys() & numbers.keys())

    @invariant()
    def the_record_replays_to_the_same_state(self) -> None:
        assert replay(Path(self.folder.name) / NAME)[0] == self.session.state

    @invariant()
    def every_screen_can_be_shown(self) -> None:
        screens = [f"team:{team.number}" for team in self.session.state.teams]
        for screen in ("facilitator", "projector", "replay", *screens):
            assert self.session.view(screen)["phase"] == self.session.state.phase

    def teardown(self) -> None:
        self.session.close()
        self.folder.cleanup()


TestRoom = Room.TestCase
TestRoom.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
