"""An abstract territory: identical zones, one need, one category. Exact cases use it.

Every zone has the same number of establishments of the same size and the same Poisson arrivals, so
that one run holds many independent copies of the queue that theory describes. Zones are out of
reach of each other.
"""

from __future__ import annotations

import numpy as np

from sim.data.person_tables import PersonTables
from sim.data.profiles import Profiles
from sim.data.tables import NO_CEILING, Categories
from sim.scenario.context import TerritorySpec
from sim.territory.entities import Actors, Establishments, Zones
from sim.territory.territory import Territory

APART = 10_000.0  # minutes between two zones
AGE = 360  # all persons are adults of thirty and stay so
NEED = 60  # minutes a month of a light need
# Minutes on the road to a person of the same zone when one journey gives 480 minutes of support:
# the tailored hours of one place then serve exactly one person.
ROAD = 2
# Project actors: as many hours a month as one lot buys by default, at 1 000 euros each: dear, so
# that rounding to the cent, a hundred-thousandth of the going rate, has no effect.
ACTOR_SEATS = 60
ACTOR_MINUTES = 60
ACTOR_HOUR = 1_000_00


def build_abstract(spec: TerritorySpec) -> Territory:
    """Build the zones, places and arrivals of an exact case.

    Parameters
    ----------
    spec : TerritorySpec
        ``zones``, ``silos`` establishments each, ``places`` each, mean ``stay`` in months and
        ``load``: newcomers a month are load x places x silos / stay in each zone. Needs are light
        in the first ``domains`` domains, and moderate in the first one for a share ``heavy``. Each
        zone has ``actors`` project actors, all alike, in the first domain.
    """
    z, k, n = spec.zones, spec.silos, spec.domains
    arrivals = spec.load * spec.places * k / spec.stay
    ages = np.zeros((1, 3, 1321))
    ages[:, :, AGE:] = 1.0
    levels = np.zeros((3, 4, 4))
    levels[:, :, 0] = 1.0
    levels[:, :n] = (0.0, 1.0, 0.0, 0.0)
    levels[:, 0] = (0.0, 1.0 - spec.heavy, spec.heavy, 0.0)
    minutes = np.zeros((3, 4, 4), np.int32)
    minutes[:, :n] = (0, NEED, 2 * NEED, 3 * NEED)
    zones = Zones(
        label=tuple(str(i) for i in range(z)),
        departement=np.zeros(z, np.int16),
        department=np.zeros(z, np.int16),
        x=np.arange(z, dtype=np.float64) * APART,
        y=np.zeros(z),
        openness=np.zeros((z, 4)),
        assess_delay=np.zeros(z),
        stock=np.tile(np.array([0, spec.people, 0], np.int64), (z, 1)),
        entries=np.tile(np.array([0.0, arrivals, 0.0]), (z, 1)),
    )
    e, a = z * k, z * spec.actors
    one = np.ones(1)
    return Territory(
        name="abstract",
        kind="abstract",
        label_fr="territoire abstrait",
        label_en="abstract territory",
        synthetic="abstract",
        fictional=True,
        zones=zones,
        establishments=Establishments(
            zone=np.repeat(np.arange(z, dtype=np.int32), k),
            category=np.zeros(e, np.int8),
            places=np.full(e, spec.places, np.int32),
            tolerance=np.full(e, 3, np.int8),
            operator=np.arange(e, dtype=np.int32),
        ),
        actors=Actors(
            zone=np.repeat(np.arange(z, dtype=np.int32), spec.actors),
            domain=np.zeros(a, np.int8),
            seats=np.full(a, ACTOR_SEATS, np.int32),
            minutes=np.full(a, ACTOR_MINUTES, np.int32),
            budget_cents=np.full(a, ACTOR_SEATS * ACTOR_MINUTES * 12 // 60 * ACTOR_HOUR, np.int64),
        ),
        border_stay=np.ones((1, 2)),
        stock_age_cdf=ages,
        entry_age_cdf=ages[0],
        needs_minutes=minutes,
        presence=np.zeros((3, 4), np.int32),
        up=np.zeros((3, 4, 4)),
        down=np.zeros((3, 4, 4)),
        orientation=np.zeros((3, 4, 4), np.int8),
        profiles=Profiles(
            code=("all",),
            label_fr=("toutes les personnes",),
            label_en=("all persons",),
            entry=np.ones((3, 1)),
            level_entry=levels[:, None],
            floor=np.zeros((1, 3, 4), np.int8),
        ),
        profile_stock=np.ones((1, 1, 1)),
        levels_stock=levels[None, :1, None],
        since_stock=np.zeros((1, 1, 1)),
        mortality=np.zeros(1321),
        categories=Categories(
            code=("place",),
            label_fr=("place",),
            label_en=("place",),
            stage=np.ones(1, np.int8),
            residential=np.zeros(1, np.bool_),
            service=np.zeros(1, np.bool_),
            by_hours=np.zeros(1, np.bool_),
            ceiling=np.array([[0, *[NO_CEILING] * 3]], np.int32),
            places_national=one,
            size_mean=one * spec.places,
            stay_months=one * spec.stay,
            death_share=np.zeros(1),
            another=one * 0.5,
            growth=np.zeros(1),
            fte_place=one,
            staff_minutes=np.array([[NEED + ROAD] * n + [0] * (4 - n)], np.int32),
            group_size=one,
            tolerance_shares=np.array([[0.0, 0.0, 1.0]]),
            cost_place_cents=np.array([1_000_000], np.int64),
            fixed_share=one * 0.5,
            convertible=one,
            payer_shares=np.array([[1.0, 0.0, 0.0, 0.0, 0.0]]),
        ),
        persons=PersonTables(
            female_share=np.full(3, 0.5),
            digital_edges=np.zeros(1, np.int32),
            digital=np.array([[0.0, 0.0, 1.0]]),
            income=np.full((3, 3), 1 / 3),
            expression=np.full((3, 4), 0.5),
            carer_share=np.zeros((3, 2)),
            carer_rank=np.full(3, 1 / 3),
            carer_minutes=np.zeros((3, 2, 4, 3), np.int32),
            carer_female_share=0.5,
        ),
    )
