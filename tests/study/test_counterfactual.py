"""One person lives both worlds: where the two lives part."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.state.people import ABSENT, INSTITUTION, LATENT, NEVER, SERVED
from sim.study import counterfactual
from sim.study.counterfactual import _most_different, _Watcher
from tests.results.cases import small
from tests.results.made import made


def test_twin_is_the_recorded_life():
    c = small()
    a, b = c.recorded()
    # The person who moves most: nobody else, and no other seed, has this life.
    column = int((np.diff(a.state.astype(int), axis=0) != 0).sum(axis=0).argmax())
    t = c.twin(int(a.key[column]))
    for name, path in zip(c.names, (a, b), strict=True):
        mine = t.frame[t.frame["scenario"] == name]
        assert mine["state"].tolist() == path.state[:, column].tolist()
    assert t.month is None or t.month >= 12


def test_twin_tells_where_two_lives_part():
    t = small().twin()
    assert t.month is not None and t.month >= 12
    for lang in ("fr", "en"):
        assert str(t.month) in t.decision(lang) and small().titles(lang)[1] in t.decision(lang)
    a, b = (t.frame[t.frame["scenario"] == name].reset_index(drop=True) for name in t.names)
    decisions = ["funnel", "establishment", "plan", "actor", "state"]
    rank = int((a["month"] == t.month).argmax())
    assert (a.loc[: rank - 1, decisions] == b.loc[: rank - 1, decisions]).all(axis=None)
    assert (a.loc[rank, decisions] != b.loc[rank, decisions]).any()
    assert "<table" in t._repr_html_()


def test_nobody_has_that_key():
    with pytest.raises(InputError, match="nobody has that key"):
        small().twin(1 << 63)


def world(month: int = 5) -> SimpleNamespace:
    """Three rows; the second one is the person with key 7, who has asked in month 2."""
    people = SimpleNamespace(
        size=3,
        key=np.array([5, 7, 6], np.uint64),
        state=np.array([LATENT, SERVED, LATENT], np.int8),
        status_bits=np.zeros(3, np.uint8),
        asked=np.array([NEVER, 2, 4]),
        place=np.array([-1, 1, -1]),
        zone=np.array([3, 4, 5]),
        actor=np.array([-1, 3, -1]),
        plan=np.array([[0] * 4, [10, 20, 30, 40], [1] * 4]),
        age=np.array([200, 300, 400]),
        strain=np.array([0.0, 0.5, 0.0]),
        residence=np.array([0, INSTITUTION, 0]),
        level=np.array([[0] * 4, [1, 2, 3, 0], [0] * 4]),
        cover=np.array([[1.0] * 4, [0.25, 0.5, 0.75, 1.0], [1.0] * 4]),
    )
    return SimpleNamespace(
        people=people, month=month, organisations=SimpleNamespace(e_category=np.array([1, 0]))
    )


def test_a_person_is_written_down_as_the_columns_have_them() -> None:
    watcher = _Watcher(7, ("ime", "mas"))
    watcher(world())  # type: ignore[arg-type]
    (found,) = watcher.rows
    wanted = {
        "month": 5, "funnel": SERVED, "place": "ime", "establishment": 1, "actor": 3, "plan": 100,
        "age": 300, "waited": 3, "strain": 0.5, "institution": True,
        "level_health": 2, "cover_health": 0.5, "plan_health": 20,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    assert watcher.zone == 4


def test_a_person_is_found_again_in_another_row_and_is_absent_when_gone() -> None:
    watcher, model = _Watcher(7, ("ime", "mas")), world()
    watcher(model)  # type: ignore[arg-type]
    model.people.key[:] = [7, 8, 6]
    watcher(model)  # type: ignore[arg-type]
    assert (watcher.rows[1]["age"], watcher.rows[1]["waited"]) == (200, -1)
    model.people.key[0] = 9
    watcher(model)  # type: ignore[arg-type]
    gone = watcher.rows[2]
    assert (gone["funnel"], gone["state"], gone["establishment"]) == (ABSENT, 0, -1)
    assert (gone["age"], gone["plan"], gone["waited"]) == (0, 0, -1)


def test_the_person_whose_lives_differ_most_is_taken() -> None:
    c = made()
    a, b = c.recorded()
    state = a.state.copy()
    state[:2, 0] += 1
    state[:5, 1] += 1
    first = c.pairs[0]
    pair = (first[0], replace(first[1], pathways=replace(b, state=state)))
    assert _most_different(replace(c, pairs=(pair, *c.pairs[1:]))) == a.key[1]


@pytest.mark.parametrize("person", [True, -1, 2**64, "7", 1.5])
def test_a_key_is_a_whole_number(person: object) -> None:
    with pytest.raises(InputError, match="a key of"):
        made_twin(person)


def made_twin(person: object) -> None:
    from sim.study.counterfactual import twin

    twin(made(), person)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "month"),
    [({}, None), ({"funnel": 2}, 2), ({"actor": 1, "state": 3}, 1), ({"plan": 3, "age": 0}, 3)],
)
def test_lives_part_where_the_first_decision_differs(
    changes: dict[str, int], month: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change is made in the second life, in the month given."""
    lives = []
    for world_changes in ({}, changes):
        columns = ("funnel", "establishment", "plan", "actor", "state", "age")
        life = pd.DataFrame({name: [1] * 5 for name in columns})
        life.insert(0, "month", range(5))
        for name, at in world_changes.items():
            life.loc[at, name] = 9
        lives.append(life)
    monkeypatch.setattr(counterfactual, "follow", lambda *_: (lives.pop(0), 0))
    assert counterfactual.twin(made(), 7).month == month


def test_the_sentence_on_the_person_names_their_age_their_zone_and_their_needs():
    t = small().twin()
    first = t.frame.iloc[0]
    assert f"{first['age'] // 12} years old, lives in {t.zone}" in t.who("en")
    assert t.zone in small().place.zones and t.who("en") in t._repr_html_()


def test_two_lives_are_printed_as_a_story() -> None:
    lines = str(small().twin()).splitlines()
    t = small().twin()
    assert lines[0] == f"{t.who()} {t.decision()}" and len(lines) == 1 + len(t.story())
    (month, (first, second)) = t.story()[0]
    assert str(month) in lines[1] and first in lines[1] and second in lines[1]
