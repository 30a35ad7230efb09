"""The scalar rules that the twin takes from the model, as plain Python.

They are the functions that the model compiles, before compilation: that both end in the same state
also shows that compiling changes nothing. Draws stay compiled: 64-bit arithmetic that wraps around
is slow in Python. A wrong formula here is wrong in both; it is seen by the values computed by hand
in the test file of its module. Other rules the twin writes itself (`own_rules.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sim.processes.actors import actors, behaviour, fees, founding, holding_contracts
from sim.processes.actors.tenders import bidding
from sim.processes.care import (
    caseload,
    conversion,
    matching,
    membership,
    newcomers,
    queues,
)
from sim.processes.funding import accounts, cents, funders, operators, payments
from sim.processes.organisation import imitation, innovation, practice, selection, trust


def _plain[F: Callable[..., object]](rule: F) -> F:
    return cast(F, getattr(rule, "py_func", rule))


absorb_after = _plain(innovation.absorb_after)
create_probability = _plain(innovation.create_probability)
up_to = _plain(innovation.up_to)
adopt_probability = _plain(imitation.adopt_probability)
bass_probability = _plain(imitation.bass_probability)
link_of = _plain(imitation.link_of)
parent_is_new = _plain(imitation.parent_is_new)
heaviest_after = _plain(selection.heaviest_after)
loss_of_class = _plain(selection.loss_of_class)
base_fee = _plain(fees.base_fee)
fee_after = _plain(fees.fee_after)
contribution = _plain(membership.contribution)
pool_pays = _plain(trust.pool_pays)
remembered = _plain(trust.remembered)
trust_of = _plain(trust.trust_of)
swing = _plain(holding_contracts.swing)
year_turns = _plain(holding_contracts.year_turns)
asked = _plain(bidding.asked)
believed = _plain(bidding.believed)
between = _plain(bidding.between)
calm = _plain(bidding.calm)
effort_slope = _plain(bidding.effort_slope)
good_enough = _plain(bidding.good_enough)
lot_key = _plain(bidding.lot_key)
markup_slope = _plain(bidding.markup_slope)
moved_within = _plain(bidding.moved_within)
pair_key = _plain(bidding.pair_key)
price_of_quality = _plain(bidding.price_of_quality)
quality_slope = _plain(bidding.quality_slope)
price_limit = _plain(bidding.price_limit)
rent_of_rule = _plain(bidding.rent_of_rule)
score = _plain(bidding.score)
stride = _plain(bidding.stride)
quality_cost = _plain(holding_contracts.quality_cost)
aimed_quality = _plain(behaviour.aimed_quality)
given_minutes = _plain(behaviour.given_minutes)
monthly_chance = _plain(behaviour.monthly_chance)
moved = _plain(behaviour.moved)
slack_of = _plain(behaviour.slack_of)
spent_on_mission = _plain(behaviour.spent_on_mission)
staff_cost = _plain(behaviour.staff_cost)
leaving_with = _plain(actors.leaving_with)
first_cash = _plain(founding.first_cash)
first_end = _plain(founding.first_end)
full_cost = _plain(founding.full_cost)
months_left = _plain(founding.months_left)
own_rate = _plain(founding.own_rate)
part_of = _plain(founding.part_of)
payer_of = _plain(founding.payer_of)
seats_of = _plain(caseload.seats_of)
paid_by_results = _plain(payments.paid_by_results)
paid_by_use = _plain(payments.paid_by_use)
result_factor = _plain(payments.result_factor)
result_rate = _plain(payments.result_rate)
ability_of = _plain(newcomers.ability_of)
mainstream_found = _plain(newcomers.mainstream_found)
frozen_after = _plain(accounts.frozen_after)
monthly_cost = _plain(accounts.monthly_cost)
months_authorised = _plain(accounts.months_authorised)
opening_cost = _plain(accounts.opening_cost)
step_of_places = _plain(accounts.step_of_places)
seen = _plain(funders.seen)
view_error = _plain(funders.view_error)
years_back = _plain(funders.years_back)
priority_weight = _plain(queues.priority_weight)
standing = _plain(queues.standing)
worth_to_establishment = _plain(matching.worth_to_establishment)
grown = _plain(cents.grown)
monthly_part = _plain(cents.monthly_part)
part_until = _plain(operators.part_until)
conversion_target = _plain(conversion.conversion_target)
maturity = _plain(practice.maturity)
