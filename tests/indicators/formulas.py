"""The formula of every indicator, written by hand from its definition.

A formula is read with the sums of the counts over the months of interest. `months` is the number of
these months. `need`, `unmet`, `place`, `place_offer` and `plan` are sums over the four domains, or
the count of one domain in a row by domain. Cents become euros by `/ 100`, minutes hours by `/ 60`,
millionths units by `/ 1e6`. Rates are for 100 persons and 12 months.
"""

from __future__ import annotations

# Name, unit, 1 if more is better, -1 if less is better, 0 if neither; formula.
RATIOS = """
people                   persons     0  people / months
latent                   persons     0  latent / months
assess                   persons    -1  assess / months
wait                     persons    -1  wait / months
served                   persons     0  served / months
refused                  persons    -1  refused / months
renounced                persons    -1  renounced / months
no_offer                 persons    -1  no_offer / months
blocked                  persons    -1  blocked / months
unmet_need               share      -1  unmet / need
unmet_hours              hours_month -1 unmet / 60 / people
covered_share            share       1  covered / in_need
covered_share_60         share       1  covered_60 / in_need
covered_share_95         share       1  covered_95 / in_need
helped_share             share       1  helped / people
hours_given              hours_month  1 (place + plan + from_actors + from_mainstream + from_reserve) / 60 / people
waiting                  share      -1  (assess + wait) / people
without_solution         share      -1  (refused + renounced + no_offer) / people
unserved                 share      -1  (assess + wait + refused + renounced + no_offer) / people
ruptures                 per_100_years -1 100 * 12 * ruptures / people
ruptures_prepared        per_100_years  0 100 * 12 * ruptures_prepared / people
refusals                 per_100_years -1 100 * 12 * refusals / people
no_offers                per_100_years -1 100 * 12 * no_offers / people
renouncing               per_100_years -1 100 * 12 * renouncing / people
dropped                  per_100_years -1 100 * 12 * dropped / people
transfers                per_100_years  0 100 * 12 * transfers / people
imposed                  per_100_years -1 100 * 12 * imposed / people
handoffs                 per_100_years -1 100 * 12 * handoffs / people
handoff_lost             per_100_years -1 100 * 12 * handoff_lost / people
prepared                 per_100_years  1 100 * 12 * prepared / people
crises                   per_100_years -1 100 * 12 * crises / people
residence_lost           per_100_years -1 100 * 12 * residence_lost / people
escalated                per_100_years -1 100 * 12 * escalated / people
asked                    per_100_years  0 100 * 12 * asked / people
assessed                 per_100_years  0 100 * 12 * assessed / people
admitted                 per_100_years  0 100 * 12 * admitted / people
planned                  per_100_years  0 100 * 12 * planned / people
thin_plans               per_100_years -1 100 * 12 * thin / people
with_actor               per_100_years  0 100 * 12 * with_actor / people
fragmentation            providers  -1  providers / supported
composed_share           share       0  composed / supported
ordinary_residence       share       1  (people - institution) / people
hours_places             hours_month 0  place / 60 / people
hours_plans              hours_month 0  plan / 60 / people
hours_actors             hours_month 0  from_actors / 60 / people
hours_mainstream         hours_month 0  from_mainstream / 60 / people
hours_carers             hours_month 0  from_carers / 60 / people
options                  options     1  options / 1e6 / counted
voice                    index       1  voice / 1e6 / counted
capability               index       1  capability / 1e6 / counted
carer_load               hours_month -1 carer_load / 60 / carers
carer_overload           index      -1  carer_load / carer_capacity
carer_strain             index      -1  strain / 1e6 / carers
burnouts                 per_100_years -1 100 * 12 * burnouts / carers
cost_per_covered_hour    euros_hour -1  (paid / 100) / ((need - unmet) / 60)
repair_cost              euros_year -1  12 * (to_crises / 100) / people
prepare_share            share       0  (staff_planning + staff_reserve + staff_referent + staff_support) / staff_total
travel_cost              euros_year -1  12 * (travel_cost / 100) / people
stranded_cost            euros_year -1  12 * (stranded / 100) / people
released_cost            euros_year  0  12 * (released / 100) / people
direct_share             share       1  (staff_place + staff_direct) / staff_total
wasted_share             share      -1  (wasted + place_offer - place) / (place_offer + plan)
idle_share               share      -1  (staff_idle + staff_pool_idle) / staff_total
travel_share             share      -1  staff_travel / staff_total
undelivered_share        share      -1  staff_undelivered / staff_total
overhead                 share       0  (staff_referral + staff_meetings + staff_planning + staff_reserve + staff_referent + staff_voice + staff_support) / staff_total
overhead_referral        share       0  staff_referral / staff_total
overhead_meetings        share       0  staff_meetings / staff_total
overhead_planning        share       0  staff_planning / staff_total
overhead_reserve         share       0  staff_reserve / staff_total
overhead_referent        share       0  staff_referent / staff_total
overhead_voice           share       0  staff_voice / staff_total
overhead_support         share       0  staff_support / staff_total
occupancy                share       0  places_used / (places - places_converted - places_closed)
empty_wanted             share      -1  empty_wanted / places_looked_at
blocked_share            share      -1  blocked / places_used
converted_share          share       0  places_converted / places
horizon_stabilised       months      1  horizon_e / establishments
horizon_precarious       months      1  horizon_a / actors
volatility_stabilised    share      -1  swing_e / 1e6 / swings_e
volatility_precarious    share      -1  swing_a / 1e6 / swings_a
turnover_stabilised      share      -1  12 * left_e / staff_e
turnover_precarious      share      -1  12 * left_a / staff_a
wage_stabilised          euros_hour  1  0.62 * (wage_e / 100) / (staff_e / 60)
wage_precarious          euros_hour  1  2.03 * (wage_a / 100) / (staff_a / 60)
survival_stabilised      share       1  (1 - (failures + mergers) / establishments) ** (5 * 12)
survival_precarious      share       1  (1 - closures / actors) ** (5 * 12)
actor_closures           per_100_actors -1 100 * 12 * closures / actors
actor_births             per_100_actors  0 100 * 12 * births / actors
actors_alive             actors      0  actors / months
establishment_failures   per_100_organisations -1 100 * 12 * (failures + mergers) / establishments
mergers                  per_100_organisations  0 100 * 12 * mergers / establishments
deficit_share            share      -1  deficits / accounts_closed
places_closed_share      share      -1  places_closed / places
staff_vacant_share       share      -1  staff_vacant / staff_total
call_price               euros_hour  0  (award_cents / 100) / (award_minutes / 60)
call_quality             index       1  award_quality / 1e6 / awards
call_rent                share       0  award_rent / award_cents
bids_per_lot             bids        0  bids / lots
lots_unawarded           share      -1  (lots - awards) / lots
bid_cost_share           share      -1  bid_costs / contracts
subsidy_share            share       0  subsidies / (subsidies + contracts)
actor_quality            index       1  quality_a / 1e6 / actors
lost_seats               per_100_years -1 100 * 12 * lost_seats / people
priced_out               per_100_years -1 100 * 12 * priced_out / people
minimum_service          per_100_years -1 100 * 12 * minimum_service / people
fees                     euros_year -1  12 * (fees / 100) / people
innovations_invented     per_100_actors  1 100 * 12 * invented / actors
innovations_practising   share       1  practising / (actors + establishments)
innovations_kept         per_100_actors  1 100 * 12 * kept / actors
innovations_forgotten    per_100_actors -1 100 * 12 * forgotten / actors
trust                    index       1  trust / 1e6 / trusting
"""  # noqa: E501

# What is no ratio of counts: waits, payments and the gap between the two markets.
OTHERS = """
wait_assessment_mean     months     -1
wait_assessment_median   months     -1
wait_assessment_p95      months     -1
wait_assessment_gini     index      -1
wait_first_hour_mean     months     -1
wait_first_hour_median   months     -1
wait_first_hour_p95      months     -1
wait_first_hour_gini     index      -1
wait_solution_mean       months     -1
wait_solution_median     months     -1
wait_solution_p95        months     -1
wait_solution_gini       index      -1
wait_solution_30_mean    months     -1
wait_solution_80_mean    months     -1
wait_solution_cohort_mean months    -1
solution_within_12       share       1
solution_within_24       share       1
solution_within_60       share       1
solution_within_24_cohort share      1
wait_ends_gave_up        share      -1
wait_ends_lost           share      -1
wait_ends_refused        share      -1
wait_ends_no_offer       share      -1
wait_ends_need_ended     share       0
wait_ends_left           share       0
public_cost              euros_year -1
two_speed                index      -1
"""

# Also by domain, and the codes of the domains in the order of the counts.
DOMAINS = ("daily", "health", "education", "insertion")
BY_DOMAIN = {"unmet_need", "unmet_hours", "hours_places", "hours_plans"}

# Also by group of persons and by zone, from the counters of persons.
BY_GROUP = {
    "unmet_need": "unmet / need",
    "waiting": "waiting / months",
    "without_solution": "without / months",
    "ruptures": "100 * 12 * ruptures / months",
    "imposed": "100 * 12 * imposed / months",
    "handoffs": "100 * 12 * handoffs / months",
    "crises": "100 * 12 * crises / months",
}
# The groups of a cell; the last dimension changes first from one cell to the next.
GROUPS = {
    "stage": ("child", "adult", "senior"),
    "sex": ("woman", "man"),
    "income": ("low", "middle", "high"),
    "digital": ("none", "limited", "full"),
    "need": ("none", "light", "moderate", "severe"),
}

# The gap of each dimension, from the levels of both sides: 0 if they are alike, more than 0 if
# the precarious side (p) is worse off than the stabilised one (s).
GAPS = {
    "horizon": "(s - p) / (s + p)",
    "volatility": "(p - s) / (s + p)",
    "turnover": "(p - s) / (s + p)",
    "wage": "(s - p) / (s + p)",
    "survival": "(s - p) / (s + p)",
}

# Kinds of waits, and ways in which they end, in the order of the table of waits.
WAIT_KINDS = ("assessment", "first_hour", "solution_30", "solution", "solution_80")
WAIT_ENDS = ("reached", "gave_up", "lost", "refused", "no_offer", "need_ended", "left")
# Ratios over the whole period only.
# Events of one month of the year: since the reform, whole years count; in a month, the year to it.
YEARLY = {"survival_stabilised", "establishment_failures", "mergers", "innovations_kept"}
NOT_BY_MONTH = {"survival_stabilised", "survival_precarious"}


def shown() -> dict[str, tuple[str, int]]:
    """Unit and direction of every indicator by hand."""
    lines = [line.split() for line in f"{RATIOS}{OTHERS}".splitlines() if line]
    return {name: (unit, int(direction)) for name, unit, direction, *_ in lines}


def ratios() -> dict[str, str]:
    """Formula of every indicator that is a ratio of counts, by hand."""
    lines = [line.split(maxsplit=3) for line in RATIOS.splitlines() if line]
    return {name: formula for name, _, _, formula in lines}
