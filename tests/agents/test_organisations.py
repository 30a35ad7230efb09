"""Organisations as registered agents over their columns."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.agents import Beneficiary, Establishment, Funder, Organisation, Pole, ProjectActor

from .conftest import World


def only(world: World, kind: type[Organisation]) -> list[Organisation]:
    """Organisations of a kind, in order of index."""
    return world.agents_by_type[kind].to_list()


def test_registered(world: World) -> None:
    """They are the agents of the model."""
    assert len(world.agents) == 6
    assert [e.index for e in only(world, Establishment)] == [0, 1]
    assert repr(only(world, Pole)[0]) == "<Pole 0>"
    assert len({e.unique_id for e in world.agents}) == 6


def test_every_column_reads_and_writes(world: World) -> None:
    """A property is the column; what counts persons or money is only read."""
    columns = world.organisations
    for kind in (Establishment, ProjectActor, Funder):
        for agent in only(world, kind):
            for name, face in vars(kind).items():
                if not hasattr(face, "frozen") or face.name.startswith("u_"):
                    continue
                column = getattr(columns, face.name)
                assert getattr(agent, name) == column[agent.index]
                assert type(getattr(agent, name)) is type(column[agent.index].item())
                assert face.__doc__
                if face.frozen:
                    with pytest.raises(AttributeError, match="only be read"):
                        setattr(agent, name, 1)
                else:
                    setattr(agent, name, 1)
                    assert column[agent.index] == 1
    with pytest.raises(ValueError, match="whole numbers of 0 to"):
        only(world, Establishment)[0].places = -1  # type: ignore[attr-defined]


def test_as_agents_of_mesa(world: World) -> None:
    """Selected, set and summed like any agents."""
    establishments = world.agents_by_type[Establishment]
    establishments.select(lambda e: e.tolerance < 3).set("places", 7)
    assert world.organisations.e_places.tolist() == [20, 7]
    assert establishments.agg("places", sum) == 27


def test_people_of_an_organisation(world: World) -> None:
    """Those who hold a place or a seat there, present only."""
    people = world.people
    for kind, column in ((Establishment, people.place), (ProjectActor, people.actor)):
        for agent in only(world, kind):
            here = agent.people
            rows = [r for r in range(people.size) if people.state[r] and column[r] == agent.index]
            assert here.rows.tolist() == rows
            assert 0 < len(here) < len(world.everyone)
    held = only(world, Establishment)[0].people
    held[0].remove()
    assert len(held) == len(only(world, Establishment)[0].people)
    with pytest.raises(AttributeError, match="Nobody holds"):
        _ = only(world, Funder)[0].people


def test_funder(world: World) -> None:
    """Names, and cents beyond 32 bits."""
    ars, departement = only(world, Funder)
    assert (ars.code, departement.code) == ("ars", "departement")  # type: ignore[attr-defined]
    assert departement.paid == 10**12  # type: ignore[attr-defined]


def test_pole(world: World) -> None:
    """Members, zones, people of the zones, pooled hours of its unit."""
    (pole,) = world.agents_by_type[Pole].to_list()
    assert [e.index for e in pole.members] == [1]
    assert pole.zones.tolist() == [1, 2]
    assert set(pole.people.get("zone")) == {1, 2}
    assert len(pole.people) == len(world.everyone.select(lambda p: p.zone > 0))
    assert pole.minutes.tolist() == [8, 9, 10, 11]
    assert only(world, Establishment)[1].minutes.tolist() == [4, 5, 6, 7]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="read-only"):
        pole.used[0] = 1
    with pytest.raises(AttributeError, match="only be read"):
        pole.used = 1
    world.organisations.e_perimeter[:] = -1
    assert len(pole.members) == 0


def test_two_models_do_not_mix(world: World) -> None:
    """Each organisation reads the columns of its own model, after a pickle too."""
    other = World()
    only(other, Establishment)[0].places = 1  # type: ignore[attr-defined]
    assert world.organisations.e_places[0] == 20
    again = pickle.loads(pickle.dumps(world))
    only(again, Establishment)[0].places = 2  # type: ignore[attr-defined]
    assert world.organisations.e_places[0] == 20
    assert again.organisations.e_places[0] == 2
    assert again.agents_by_type[Beneficiary].model is again
    assert np.array_equal(again.people.key, world.people.key)


def test_what_is_counted_is_read_from_its_own_column(world: World) -> None:
    establishments, (actor,), (pole,) = (
        only(world, kind) for kind in (Establishment, ProjectActor, Pole)
    )
    assert [e.occupied for e in establishments] == [5, 6]  # type: ignore[attr-defined]
    assert [e.places for e in establishments] == [20, 30]  # type: ignore[attr-defined]
    assert (actor.occupied, actor.caseload, actor.minutes) == (2, 8, 240)  # type: ignore[attr-defined]
    assert pole.minutes.tolist() == [8, 9, 10, 11]  # type: ignore[attr-defined]


def test_members_are_those_of_this_pole(world: World) -> None:
    (pole,) = only(world, Pole)
    assert [e.index for e in pole.members] == [1]  # type: ignore[attr-defined]
    world.organisations.e_perimeter[:] = [1, 0]
    assert [e.index for e in pole.members] == [1]  # type: ignore[attr-defined]
