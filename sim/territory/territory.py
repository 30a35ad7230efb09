"""A territory as frozen arrays: zones, people to come, establishments and project actors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.data.person_tables import PersonTables
from sim.data.profiles import Profiles
from sim.data.tables import Categories, Department
from sim.lang import say
from sim.territory.balance import AXES
from sim.territory.entities import (
    Actors,
    Establishments,
    Floats,
    Int8s,
    Int32s,
    Ints,
    UInt64s,
    Zones,
    identities,
)

__all__ = ["LIKELY", "Kind", "Territory", "seal"]


Synthetic = Literal["real", "training", "files", "abstract"]
Kind = Literal["departement", "departements", "france", "training", "files", "abstract"]


Bools = npt.NDArray[np.bool_]
LIKELY: Final = 3  # times what prevalence gives; more are probably inhabitants


@dataclass(frozen=True)
class Territory:
    """Input of the model: a territory before the first month.

    Attributes
    ----------
    name, kind
        Short name and way it was made.
    label_fr, label_en
        Names that users read.
    synthetic
        Key of the sentence about its synthetic parts: see `synthetic_parts`.
    fictional
        Whether the place does not exist.
    zones, establishments, actors
        Columns of the entities.
    border_stay, stock_age_cdf
        See `Stationary`, département first: float64[B, 2], float64[B, 3, 1321].
    entry_age_cdf
        Cumulative distribution of the age of newcomers, float64[3, 1321].
    needs_minutes, presence, up, down, orientation
        See `sim.data.tables.NeedTables`: [stage, domain, level]; presence [stage, level];
        orientation by stage and two levels.
    profiles
        How the needs of one person go together, and those of newcomers.
    profile_stock, levels_stock
        Shares of the profiles, and of the levels in each, among persons present at the start, by
        département and age in years (the last row stands for all older): float64[B, Y, P],
        float64[B, Y, P, 4, 4]; see `sim.territory.balance`.
    since_stock
        Mean months since they came, float64[B, Y, P].
    mortality
        Probability of death in a month by age in months, float64[1321].
    categories, persons
        Tables of the categories and of the properties of persons.
    files
        Digest of each file of the user, with its role.
    """

    name: str
    kind: Kind
    label_fr: str
    label_en: str
    synthetic: Synthetic
    fictional: bool
    zones: Zones
    establishments: Establishments
    actors: Actors
    border_stay: Floats
    stock_age_cdf: Floats
    entry_age_cdf: Floats
    needs_minutes: Int32s
    presence: Int32s
    up: Floats
    down: Floats
    orientation: Int8s
    profiles: Profiles
    profile_stock: Floats
    levels_stock: Floats
    since_stock: Floats
    mortality: Floats
    categories: Categories
    persons: PersonTables
    files: tuple[tuple[str, str], ...] = ()

    def label(self, lang: str) -> str:
        """Return the name in a language."""
        return str(getattr(self, f"label_{lang}"))

    def synthetic_parts(self, lang: str) -> str:
        """Return a sentence in a language: the real and the synthetic parts."""
        return say(f"territory.synthetic.{self.synthetic}", lang)

    @property
    def present(self) -> int:
        """Persons present at the start."""
        return int(self.zones.stock.sum())

    @property
    def department_count(self) -> int:
        """Number of départements."""
        return len(self.border_stay)

    def departments(self) -> tuple[Department, ...]:
        """Return the département of each département, B rows."""
        first = np.searchsorted(self.zones.department, np.arange(self.department_count))
        known = tables.departments()
        return tuple(known[index] for index in self.zones.departement[first].tolist())

    def positions(self, *, shared: bool) -> tuple[Floats, Floats]:
        """Return where zones are, x and y in minutes of travel, float64[Z] each.

        A département has a map of its own. With `shared`, the maps of several are laid around the
        centres of the départements; the zones of a user's files are on one map already.
        """
        x, y = self.zones.x, self.zones.y
        if not shared or self.kind not in ("departements", "france"):
            return x, y
        corner = np.array(
            [np.array(d.centre_minutes) - d.side_minutes / 2 for d in self.departments()]
        )[self.zones.department]
        return x + corner[:, 0], y + corner[:, 1]

    def establishment_keys(self) -> UInt64s:
        """Return the identity of each establishment: département and rank in it, uint64[E]."""
        return self._keys_in(self.establishments.zone)

    def actor_keys(self) -> UInt64s:
        """Return the identity of each project actor: département and rank in it, uint64[A]."""
        return self._keys_in(self.actors.zone)

    def _keys_in(self, zone: Int32s) -> UInt64s:
        return identities(self.zones.departement[zone], 32)

    def places(self) -> Ints:
        """Return the authorised places by category, int64[K]."""
        found = np.zeros(len(self.categories), np.int64)
        np.add.at(found, self.establishments.category, self.establishments.places)
        return found

    def oriented(self) -> Floats:
        """Return the expected persons by category with a moderate or severe need, float64[K]."""
        found = np.zeros(len(self.categories))
        for stage, (persons, levels) in enumerate(self._expected()):
            first, second = (
                np.diff(levels.cumsum(axis=-1)[..., domains, :].prod(axis=-2), prepend=0.0)
                for domains in AXES[stage]
            )
            joint = np.einsum("byp,bypi,bypj->ij", persons, first, second)
            joint[:2, :2] = 0.0
            category = self.orientation[stage].astype(np.intp)
            np.add.at(found, category[category >= 0], joint[category >= 0])
        return found

    def levels(self) -> Floats:
        """Return the expected persons at the start by stage, domain and level, float64[3, 4, 4]."""
        return np.array([np.einsum("byp,bypdl->dl", *expected) for expected in self._expected()])

    def _expected(self) -> list[tuple[Floats, Floats]]:
        """Persons of each stage by département, age in years and profile; shares of their levels.

        In a profile and at an age, the levels of the domains are drawn independently.
        """
        blocks, years, _ = self.profile_stock.shape
        stock = np.zeros((blocks, len(tables.STAGE_NAMES)))
        np.add.at(stock, self.zones.department, self.zones.stock)
        year = np.minimum(np.arange(self.stock_age_cdf.shape[2]) // 12, years - 1)
        ages = np.diff(self.stock_age_cdf, axis=2, prepend=0.0) * stock[:, :, None]
        by_year = np.zeros((*stock.shape, years))
        for age, at in enumerate(year.tolist()):
            by_year[:, :, at] += ages[:, :, age]
        return [
            (by_year[:, stage, :, None] * self.profile_stock, self.levels_stock)
            for stage in range(stock.shape[1])
        ]

    def beyond_prevalence(self) -> tuple[tuple[str, int, int], ...]:
        """Return the départements of a user's files with more persons than is likely.

        Returns
        -------
        tuple
            Name, persons given, and persons that the prevalence in the country gives.
        """
        if self.kind != "files":
            return ()
        found = []
        for rank, department in enumerate(self.departments()):
            given = int(self.zones.stock[self.zones.department == rank].sum())
            usual = sum(department.stock)
            if given > LIKELY * usual:
                found.append((department.label, given, usual))
        return tuple(found)

    @cached_property
    def has_shared_operators(self) -> bool:
        """Whether an operator has establishments in several départements."""
        e = self.establishments
        pairs = np.unique(np.stack([e.operator, self.zones.department[e.zone]]), axis=1)
        return bool(len(np.unique(pairs[0])) < pairs.shape[1])

    @cached_property
    def parts(self) -> tuple[Territory, ...]:
        """The départements, each as a territory of its own."""
        if self.department_count == 1:
            return (self,)
        return tuple(self._part(rank) for rank in range(self.department_count))

    def _part(self, rank: int) -> Territory:
        """Return one of the départements; zones and operators count from 0 in it."""
        inside = self.zones.department == rank
        first = int(np.argmax(inside))
        e, a = self.establishments, self.actors
        of_e, of_a = inside[e.zone], inside[a.zone]
        operators = np.unique(e.operator[of_e], return_inverse=True)[1]
        labels = tuple(label for label, here in zip(self.zones.label, inside, strict=True) if here)
        zones = _rows(self.zones, inside, label=labels, department=np.zeros(len(labels), np.int16))
        part = replace(
            self,
            zones=zones,
            establishments=_rows(
                e, of_e, zone=e.zone[of_e] - first, operator=operators.astype(np.int32)
            ),
            actors=_rows(a, of_a, zone=a.zone[of_a] - first),
            border_stay=self.border_stay[rank : rank + 1],
            stock_age_cdf=self.stock_age_cdf[rank : rank + 1],
            profile_stock=self.profile_stock[rank : rank + 1],
            levels_stock=self.levels_stock[rank : rank + 1],
            since_stock=self.since_stock[rank : rank + 1],
        )
        seal(part)
        return part

    def digest(self) -> str:
        """Return a fingerprint of every array and name, 32 hexadecimal digits.

        It is computed once: the arrays are read-only from then on.
        """
        return self._digest

    @cached_property
    def _digest(self) -> str:
        seal(self)
        state = hashlib.blake2b(digest_size=16)
        _feed(state, self)
        return state.hexdigest()


def _rows[Columns: (Zones, Establishments, Actors)](
    columns: Columns, chosen: Bools, **others: Any
) -> Columns:
    """Return some rows of columns; `others` are given."""
    kept = {
        field.name: getattr(columns, field.name)[chosen]
        for field in fields(columns)
        if field.name not in others
    }
    return replace(columns, **kept, **others)


# A fingerprint does not change with a name: fields that were renamed, and their former names.
_FORMER: Final = {"department": "block"}


def _feed(state: Any, value: object) -> None:
    if isinstance(value, np.ndarray):
        state.update(f"{value.dtype.str}{value.shape}".encode())
        state.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value):
        for field in fields(value):
            if field.name == "files" and isinstance(value, Territory) and not value.files:
                continue  # as before this field was added
            state.update(_FORMER.get(field.name, field.name).encode())
            _feed(state, getattr(value, field.name))
    else:
        state.update(repr(value).encode())


def seal(value: object) -> None:
    """Make every array of a dataclass read-only, at any depth."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif is_dataclass(value):
        for field in fields(value):
            seal(getattr(value, field.name))
