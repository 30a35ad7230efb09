"""The funnel: asking, assessment, giving up, coming back; and turning to a project actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.people import (
    AGAIN,
    ASSESS,
    FIRST,
    LATENT,
    NO_OFFER,
    REFUSED,
    RENOUNCED,
    SERVED,
    WAIT,
)

from .own_rules import ask_probability, assessment_probability
from .people import ACTOR_LIST, Person
from .referral import orient_and_refer
from .waits import ASSESSMENT, SUPPORT, begin, end

if TYPE_CHECKING:
    from .model import TwinModel


def delay_of(model: TwinModel, person: Person, pending: int) -> float:
    """Return the mean months until an assessment: the first one's, or a new orientation's."""
    access = model.scenario_.access
    if pending == AGAIN:
        return access.reorientation
    return access.delay if access.delay >= 0 else model.geography.delay[person.zone]


def open_file(model: TwinModel, person: Person) -> None:
    """Start the clocks of the waits of a person who asks."""
    person.asked, person.pending = model.month, FIRST
    begin(person, ASSESSMENT, *SUPPORT)
    person.move_to(ASSESS)
    model.month_totals["asked"] += 1


def assess(model: TwinModel, person: Person) -> None:
    """Assess, orient and refer in the same month."""
    model.month_totals["assessed"] += 1
    orient_and_refer(model, person)


def step(model: TwinModel) -> None:
    """Walk everybody through the funnel."""
    access = model.scenario_.access
    funnel_stream = model.stream(draws.FUNNEL)
    rates = {
        WAIT: access.renounce_rate,
        REFUSED: access.reapply_rate,
        NO_OFFER: access.reapply_rate,
        RENOUNCED: access.resume_rate,
    }
    actor_stream = model.stream(draws.FIND_ACTOR)
    for person in model.people:
        state, most = person.state, max(person.level)
        moves = oriented_again = turns_to_actor = False
        if state != SERVED:
            if state == LATENT:
                able = access.able[person.digital]
                p = ask_probability(access.ask_rate[most], able, person.unwilling)
            elif state == ASSESS:
                p = assessment_probability(delay_of(model, person, person.pending))
            else:
                p = rates[state]
            moves = draws.uniform(funnel_stream, person.entity) < p
        if person.pending == AGAIN and state == SERVED:
            p = assessment_probability(access.reorientation)
            oriented_again = draws.uniform(funnel_stream, person.entity) < p
        if most > 0 and person.actor is None and person.lists[ACTOR_LIST] is None:
            u = draws.uniform(actor_stream, person.entity)
            turns_to_actor = u < access.actor_rate
        if moves:
            _move(model, person)
        if oriented_again and person.pending == AGAIN and person.state != ASSESS:
            assess(model, person)
        if turns_to_actor:
            _turn_to_actor(model, person)
    if access.refused_leave:
        model.depart([person for person in model.people if person.state == RENOUNCED])


def _move(model: TwinModel, person: Person) -> None:
    """Make the move that the person's state allows."""
    if person.state == LATENT:
        open_file(model, person)
        prepared = person.prepared and model.month <= person.return_until
        model.month_totals["prepared"] += prepared
        if prepared:
            person.urgent = model.month
        if prepared or delay_of(model, person, FIRST) <= 0:
            assess(model, person)
    elif person.state == ASSESS:
        assess(model, person)
    elif person.state == WAIT:
        model.month_totals["renouncing"] += 1
        end(person, "gave_up", *SUPPORT)
        if person.has_plan:  # the hours until a place was there stay
            person.leave_places()
            person.move_to(SERVED)
        else:
            person.leave_lists()
            person.release_plan()
            person.move_to(RENOUNCED)
    elif person.state in (REFUSED, NO_OFFER):
        person.pending = AGAIN
        begin(person, *SUPPORT)
        person.move_to(ASSESS)
    else:
        person.move_to(LATENT)


def _turn_to_actor(model: TwinModel, person: Person) -> None:
    """Join the list of a project actor within reach, if one is known or told of by the plan."""
    s = model.scenario_
    domain = person.heaviest_domain()
    if not (s.organisation.partnership and model.new_way(person)):
        known = draws.draw(model.seed_, draws.ONCE, draws.KNOWN, domain, person.entity)
        if known >= s.access.known:
            return
    near = model.geography.actors_near.get((person.zone, domain), [])
    if near:
        actor = model.actors[near[int(person.luck(draws.ACTOR_CHOICE) * len(near))]]
        if actor.alive:
            person.join(ACTOR_LIST, actor.list, 0)
