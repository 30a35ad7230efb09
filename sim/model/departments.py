"""A world by département: its counts, and a fingerprint to compare it with another world.

A territory is made of one part per département. The parts do not interact: each evolves exactly as
it would alone, with the same seed. Rows, zones and service points have other numbers there;
identities (keys) are the same. `state` therefore writes the state of a département with keys alone:
two worlds are equal in a département if, and only if, their `digests` are.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.processes.care.capacity import count_used
from sim.state.people import (
    ABSENT,
    CLASSES,
    COVERED,
    DOMAINS,
    INSTITUTION,
    LIST_SLOTS,
    NOW_NEED,
    NOW_UNMET,
    SERVED,
    STATES,
    WAIT,
)

if TYPE_CHECKING:
    from sim.state.world import World

Array = npt.NDArray[Any]

__all__ = ["counts", "digests", "state"]

NOBODY = np.uint64(2**64 - 1)  # key that means none
PLACE_POINT, ACTOR_POINT, COMMON_POINT, HOUR_POINT = range(4)


def counts(model: World) -> dict[str, Array]:
    """Count persons, places and minutes in each département; int64[B] by name.

    Their sum is the count of the territory. Minutes are those of the month's delivery.
    """
    t, people, o = model.territory, model.people, model.organisations
    department = t.zones.department.astype(np.intp)
    rows = np.flatnonzero(people.state[: people.size] != ABSENT)
    home = department[people.zone[rows]]
    e_department, a_department = department[t.establishments.zone], department[t.actors.zone]

    def number(where: Array) -> Array:
        return np.bincount(where, minlength=t.department_count)

    def total(where: Array, values: Array) -> Array:
        found = np.zeros(t.department_count, np.int64)
        np.add.at(found, where, values.astype(np.int64))
        return found

    state = people.state[rows]
    found = {"people": number(home)}
    for code, name in ((WAIT, "wait"), (SERVED, "served")):
        found[name] = number(home[state == code])
    found["without"] = number(home[(state > SERVED) & (state < STATES)])
    found["covered"] = number(home[(people.status_bits[rows] & COVERED) != 0])
    found["institution"] = number(home[people.residence[rows] == INSTITUTION])
    for name, first in (("need", NOW_NEED), ("unmet", NOW_UNMET)):
        found[name] = sum(
            (total(home, people.monthly_minutes[rows, first + d]) for d in range(DOMAINS)),
            start=np.zeros(t.department_count, np.int64),
        )
    found["places"] = total(e_department, o.e_places)
    found["places_used"] = total(e_department, count_used(model.W))
    found["places_converted"] = total(e_department, o.e_converted)
    found["seats"] = total(a_department, o.a_caseload)
    found["seats_used"] = total(a_department, o.a_occupied)
    return found


def digests(model: World) -> dict[str, str]:
    """Return a fingerprint of the state of each département, by code of the département."""
    found = {}
    for number, department in enumerate(model.territory.departments()):
        digest = hashlib.blake2b(digest_size=16)
        for name, array in state(model, number).items():
            digest.update(f"{name}{array.dtype.str}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        found[department.code] = digest.hexdigest()
    return found


def state(model: World, department: int) -> dict[str, Array]:
    """Return all that exists in a département, in key order, with keys in place of rows.

    Parameters
    ----------
    model : World
    department : int
        Number of the département in the territory.

    Returns
    -------
    dict of arrays
        Persons with their holdings and lists, establishments, project actors, perimeters and the
        counters of the zones. Funders are not there: a State agency pays in several départements.
    """
    return _Department(model, department).arrays()


class _Department:
    """One département of a model, whose row numbers are written as keys."""

    def __init__(self, model: World, department: int) -> None:
        t, self.people, self.o = model.territory, model.people, model.organisations
        self.department = department
        self.counts = self.o.counts
        self.zone_keys = t.zones.keys()
        self.zones = np.flatnonzero(t.zones.department == department)
        inside = t.zones.department == department
        self.establishments = np.flatnonzero(inside[t.establishments.zone])
        self.actors = np.flatnonzero(inside[t.actors.zone])
        people = self.people
        here = people.state[: people.size] != ABSENT
        here &= inside[people.zone[: people.size]]
        rows = np.flatnonzero(here)
        self.rows = rows[np.argsort(people.key[rows])]
        perimeter = model.layout.perimeter
        # A perimeter is known by the first of its zones.
        self.perimeter_keys = np.full(self.counts.perimeters, NOBODY)
        served = perimeter >= 0
        np.minimum.at(self.perimeter_keys, perimeter[served], self.zone_keys[served])
        mine = perimeter[self.zones]
        self.perimeters = np.unique(mine[mine >= 0])
        self.zone_counters = model.zone_counters[self.zones]

    def arrays(self) -> dict[str, Array]:
        """All arrays, by name."""
        return {**self._persons(), **self._organisations()}

    def _persons(self) -> dict[str, Array]:
        found = {name: column[self.rows] for name, column in self.people}
        o = self.o
        found["zone"] = self.zone_keys[found["zone"]]
        for name in ("place", "counted_place"):
            found[name] = _keys_of(o.e_key, found[name])
        found["actor"] = _keys_of(o.a_key, found["actor"])
        found["unit"] = _keys_of(np.concatenate([o.e_key, self.perimeter_keys]), found["unit"])
        found["waiting_list"] = self._lists(found["waiting_list"])
        for name in ("ahead", "behind"):
            found[name] = self._entries(found[name])
        return {f"people.{name}": array for name, array in found.items()}

    def _organisations(self) -> dict[str, Array]:
        o, e = self.o, self.establishments
        found: dict[str, Array] = {}
        units = np.concatenate([e, self.counts.establishments + self.perimeters])
        rows = {"e": e, "a": self.actors, "p": self.perimeters, "z": self.zones, "u": units}
        rows["b"] = np.array([self.department])
        for name, column in o.columns().items():
            if name[0] in rows:
                found[f"org.{name}"] = column[rows[name[0]]]
        for name in ("org.e_zone", "org.a_zone"):
            found[name] = self.zone_keys[found[name]]
        for name in ("org.e_perimeter", "org.z_perimeter"):
            found[name] = _keys_of(self.perimeter_keys, found[name])
        # Operators have no key: which establishments share one is what counts.
        found["org.e_operator"] = np.unique(found["org.e_operator"], return_inverse=True)[1]
        found["perimeters"] = self.perimeter_keys[self.perimeters]
        lists = self._lists_here(units)
        found["queues"] = self._lists(lists)
        found["org.q_length"] = o.q_length[lists]
        for name in ("q_head", "q_tail"):
            found[f"org.{name}"] = self._entries(getattr(o, name)[lists])
        found["zone_counters"] = self.zone_counters
        return found

    def _lists_here(self, units: Array) -> Array:
        """Waiting lists of the département, in the order of `sim.state.organisations`."""
        c = self.counts
        points = [
            self.establishments,
            c.actor_points + self.actors,
            (
                c.common_points + self.perimeters[:, None] * c.categories + np.arange(c.categories)
            ).ravel(),
            (c.hour_points + units[:, None] * DOMAINS + np.arange(DOMAINS)).ravel(),
        ]
        return (np.concatenate(points)[:, None] * CLASSES + np.arange(CLASSES)).ravel()

    def _lists(self, lists: Array) -> Array:
        """Owner, purpose and class of each list: uint64[2, ...]."""
        o, c = self.o, self.counts
        point = np.asarray(lists, np.int64) // CLASSES
        kind = (
            (point >= c.actor_points).astype(np.int64)
            + (point >= c.common_points)
            + (point >= c.hour_points)
        )
        common, hours = point - c.common_points, point - c.hour_points
        units = np.concatenate([o.e_key, self.perimeter_keys])
        rank = [point, point - c.actor_points, common // c.categories, hours // DOMAINS]
        what = [point * 0, point * 0, common % c.categories, hours % DOMAINS]
        keys = [o.e_key, o.a_key, self.perimeter_keys, units]
        owner = np.full(point.shape, NOBODY)
        purpose = np.full(point.shape, NOBODY)
        for k in (PLACE_POINT, ACTOR_POINT, COMMON_POINT, HOUR_POINT):
            mine = (lists >= 0) & (kind == k)
            owner[mine] = keys[k][rank[k][mine]]
            codes = (k * 64 + what[k][mine]) * CLASSES + lists[mine] % CLASSES
            purpose[mine] = codes.astype(np.uint64)
        return np.stack([owner, purpose])

    def _entries(self, entries: Array) -> Array:
        """Person at an entry of a list, and the slot: uint64[2, ...]."""
        slot = np.where(entries < 0, NOBODY, (entries % LIST_SLOTS).astype(np.uint64))
        return np.stack(
            [_keys_of(self.people.key, np.where(entries < 0, -1, entries // LIST_SLOTS)), slot]
        )


def _keys_of(keys: Array, rows: Array) -> Array:
    """Keys of rows, `NOBODY` if there is none (-1)."""
    found = np.full(rows.shape, NOBODY)
    found[rows >= 0] = keys[rows[rows >= 0]]
    return found
