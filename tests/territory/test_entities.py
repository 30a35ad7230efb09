"""Identities of zones and organisations: département, then rank in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.territory.build import build
from sim.territory.entities import MOST_ZONES, identities


def test_an_identity_is_a_departement_and_a_rank_in_it() -> None:
    found = identities(np.array([3, 1, 3, 1, 3]), 16)
    assert found.tolist() == [3 << 16, 1 << 16, (3 << 16) + 1, (1 << 16) + 1, (3 << 16) + 2]


def test_keys_leave_room_for_the_zones_and_organisations_of_a_departement() -> None:
    t = build("creuse")
    (index,) = set(t.zones.departement.tolist())
    assert t.zones.keys()[:3].tolist() == [index << 16, (index << 16) + 1, (index << 16) + 2]
    assert t.establishment_keys()[1] == (index << 32) + 1
    assert t.actor_keys()[2] == (index << 32) + 2


def test_a_departement_with_more_zones_than_keys_is_refused() -> None:
    zones = build("creuse").zones
    replace(zones, departement=np.zeros(MOST_ZONES, np.int16)).keys()
    with pytest.raises(InputError, match=str(MOST_ZONES)):
        replace(zones, departement=np.zeros(MOST_ZONES + 1, np.int16)).keys()
