"""The columns of a world before its first month, from a territory and a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.engine.pointer import pointer
from sim.errors import InputError
from sim.lang import Message
from sim.processes.care.newcomers import Origins
from sim.scenario.scenario import Scenario
from sim.state.layout import FUNDERS, Layout
from sim.state.organisations import Organisations
from sim.territory.build import build
from sim.territory.of_scenario import territory_of
from sim.territory.territory import Territory

__all__ = ["build_organisations", "build_origins", "named"]


def build_organisations(territory: Territory, layout: Layout) -> Organisations:
    """Return the columns of the organisations of a territory, before they begin to work."""
    t, o = territory, Organisations(layout.counts)
    e, a = t.establishments, t.actors
    o.e_key[:] = t.establishment_keys()
    o.e_zone[:], o.e_category[:], o.e_places[:] = e.zone, e.category, e.places
    o.e_tolerance[:], o.e_operator[:] = e.tolerance, e.operator
    o.e_price[:] = t.categories.cost_place_cents[e.category]
    o.a_key[:] = t.actor_keys()
    o.a_zone[:], o.a_domain[:] = a.zone, a.domain
    o.a_caseload[:], o.a_minutes[:] = a.seats, a.minutes
    o.funder_codes = tuple(kind for kind, _ in layout.funders)
    o.funder_kinds = np.array([[*FUNDERS].index(kind) for kind in o.funder_codes], np.int64)
    o.funder_places = tuple(place for _, place in layout.funders)
    return o


def build_origins(territory: Territory, scenario: Scenario) -> Origins:
    """Return the tables from which newcomers are drawn, in the form that kernels take."""
    t, p = territory, territory.persons
    return pointer(
        Origins(
            zone_key=t.zones.keys(),
            entries=t.zones.entries.astype(np.float64),
            department=t.zones.department.astype(np.int32),
            entry_age=t.entry_age_cdf,
            stock_age=t.stock_age_cdf,
            entry_profile=np.cumsum(t.profiles.entry, axis=1),
            stock_profile=np.cumsum(t.profile_stock, axis=2),
            entry_level=np.cumsum(t.profiles.level_entry, axis=3),
            stock_level=np.cumsum(t.levels_stock, axis=4),
            stock_since=t.since_stock,
            women=p.female_share,
            digital_ends=np.append(p.digital_edges[1:], np.inf).astype(np.float64),
            digital=np.cumsum(p.digital, axis=1),
            income=np.cumsum(p.income, axis=1),
            carer_rank=np.cumsum(p.carer_rank),
            openness=t.zones.openness.astype(np.float64),
            known=scenario.access.known,
            non_take_up=scenario.access.non_take_up,
        )
    )


def named(
    scenario: Scenario | str, territory: Territory | str | None, parameters: Mapping[str, Any]
) -> tuple[Scenario, Territory]:
    """Return a scenario and a territory that may be given by their names.

    Raises
    ------
    InputError
        When there is none of that name, or a parameter cannot be used.
    """
    if isinstance(scenario, Scenario):
        if parameters:
            raise InputError(Message("study.overrides"))
        place = build(territory) if isinstance(territory, str) else territory
        return scenario, territory_of(scenario) if place is None else place
    from sim import compose  # reads files, which a model made from a Scenario does not need

    where = {"territory": territory} if isinstance(territory, str) else {}
    found = compose.load_scenario(scenario, compose.as_words(where, parameters))
    return found, territory if isinstance(territory, Territory) else territory_of(found)
