"""Waits of a person: one spell for each thing waited for, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.state.people import NO_OFFER, REFUSED, RENOUNCED

if TYPE_CHECKING:
    from .people import Person

ASSESSMENT = "assessment"
SHARES = {"solution_30": 0.3, "solution": 0.5, "solution_80": 0.8}
SUPPORT = ("first_hour", *SHARES)
END_OF_STATE = {REFUSED: "refused", NO_OFFER: "no_offer", RENOUNCED: "gave_up"}


def count(person: Person, kind: str, flow: str) -> None:
    """Count a passage of a person through the waits of a kind."""
    model, since = person.model, person.spells[kind]
    months = model.since(since)
    model.waits[kind, flow, person.complexity, months] += 1
    if since >= model.scenario_.clock.reform_month + 24:
        model.cohort[kind, flow, months] += 1


def begin(person: Person, *kinds: str) -> None:
    """Begin to wait for what is not waited for already."""
    for kind in kinds:
        if kind not in person.spells:
            person.spells[kind] = person.model.month
            count(person, kind, "entered")


def end(person: Person, flow: str, *kinds: str) -> None:
    """End the waits of these kinds that are open."""
    for kind in kinds:
        if kind in person.spells:
            count(person, kind, flow)
            del person.spells[kind]


def in_class(person: Person, complexity: int) -> None:
    """Go on waiting among the files of another class."""
    if complexity != person.complexity:
        for kind in person.spells:
            count(person, kind, "under_way")
        person.complexity = complexity
        for kind in person.spells:
            count(person, kind, "entered")


def follow(person: Person, hours: list[int], has_hours: bool) -> None:
    """Look at the support of the month: a rupture, waits that begin, waits that end."""
    model = person.model
    lost_all = person.had_hours and not has_hours
    person.had_hours = has_hours
    if lost_all and max(person.level) >= 2:
        model.month_totals["ruptures"] += 1
        model.month_totals["ruptures_prepared"] += person.has_something_ahead
        person.counters["ruptures"] += 1
    if not any(person.level):
        end(person, "need_ended", *SUPPORT)
        return
    if lost_all:
        begin(person, *SUPPORT)
        if person.state in END_OF_STATE:
            end(person, END_OF_STATE[person.state], *SUPPORT)
    if has_hours:
        end(person, "reached", "first_hour")
    place = person.place
    placed = place is not None and place.category == person.category and not person.over_age
    needs = [(hours[d], person.need(d)) for d in range(4) if person.need(d) > 0]
    for kind, share in SHARES.items():
        if placed or all(given / need >= share for given, need in needs):
            end(person, "reached", kind)
