"""Who enters and leaves places and lists from one month to the next, by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.model.model import SectorModel

__all__ = ["BEFORE", "FLOWS", "YEAR", "Snapshot", "by_category", "flows", "snapshot"]

Array = npt.NDArray[Any]
YEAR: Final = 12  # months
BEFORE: Final = -30_000  # the month of an entry that was not seen
FLOWS: Final = (
    "exits", "onward", "waited", "left_list", "left_same_year", "leaving_age", "over_age_home",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The persons at the end of a month, as far as the next month is compared with it."""

    key: Array
    place: Array  # establishment, -1 for none
    inside: Array  # its category, -1 for none
    queued: Array  # category whose lists the person is on, -1 for none
    since: Array  # month since which the person is on lists
    age: Array
    over: Array  # beyond the age of the place
    present: Array


def snapshot(model: SectorModel) -> Snapshot:
    """Copy what the next month is compared with."""
    from sim.state.people import ABSENT, ACTOR_SLOT, OVER_AGE

    people, n = model.people, model.people.size
    place = people.place[:n].astype(np.int64)
    category = model.organisations.e_category
    listed = (people.waiting_list[:n, :ACTOR_SLOT] >= 0).any(axis=1)
    return Snapshot(
        key=people.key[:n].copy(),
        place=place,
        inside=np.where(place >= 0, category[place], -1),
        queued=np.where(listed, people.category[:n], -1),
        since=people.waiting[:n].astype(np.int64),
        age=people.age[:n].astype(np.int64),
        over=(people.status_bits[:n] & OVER_AGE) > 0,
        present=people.state[:n] != ABSENT,
    )


def by_category(
    category: Array, kinds: int, rows: Array | None = None, weights: Array | None = None
) -> Array:
    """Count rows, or sum their weights, by category; a category below 0 is left out."""
    chosen = category >= 0 if rows is None else (category >= 0) & rows
    some = None if weights is None else weights[chosen]
    return np.bincount(category[chosen], weights=some, minlength=kinds).astype(np.float64)


def flows(
    last: Snapshot, now: Snapshot, entered: Array, month: int, kinds: int
) -> dict[str, tuple[Array, Array]]:
    """Return who entered and left places and lists in a month, by category.

    Parameters
    ----------
    last, now
        The persons at the end of the month before, and of this one; rows of `last` are the first
        ones of `now`.
    entered : int64[rows of now]
        Month in which each row entered the place that it holds; written for those who entered.
    month
        The month that ends.
    kinds
        Number of categories.
    """
    n = len(last.key)
    same = np.zeros(len(now.key), bool)
    same[:n] = (now.key[:n] == last.key) & last.present & now.present[:n]
    stays = same[:n]
    left = (last.place >= 0) & ~(stays & (now.place[:n] == last.place))
    came = now.place >= 0
    came[:n] &= ~(stays & (now.place[:n] == last.place))
    elsewhere = left & stays & (now.place[:n] >= 0)

    was_queued = np.full(len(now.key), -1)
    was_queued[:n] = np.where(stays, last.queued, -1)
    since = np.full(len(now.key), month)
    since[:n] = np.where(was_queued[:n] >= 0, last.since, month)
    got = stays & (now.inside[:n] == last.queued)
    off = (last.queued >= 0) & ~(stays & (now.queued[:n] >= 0))
    year = month - month % YEAR  # January of the year
    kept_over = left & last.over & stays

    left_k = by_category(last.inside, kinds, left)
    came_k = by_category(now.inside, kinds, came)
    found = {
        "exits": (left_k, by_category(last.inside, kinds) / YEAR),
        "onward": (by_category(last.inside, kinds, elsewhere), left_k),
        "waited": (by_category(now.inside, kinds, came, (month - since).astype(float)), came_k),
        "left_list": (
            by_category(last.queued, kinds, off & ~got), by_category(last.queued, kinds, off),
        ),
        "left_same_year": (by_category(last.inside, kinds, left & (entered[:n] >= year)), came_k),
        "leaving_age": (by_category(last.inside, kinds, left, last.age.astype(float)), left_k),
        "over_age_home": (
            by_category(last.inside, kinds, kept_over & (now.place[:n] < 0)),
            by_category(last.inside, kinds, kept_over),
        ),
    }  # fmt: skip
    entered[came] = month
    return found
