"""The monthly counts of a run: whole numbers only, so that every sum is exact in any order.

Each line is one count: its constant, name, unit and meaning. The process that makes something
happen adds to the count in the same month, as in ``month_totals[counts.CRISES] += 1``. To add a
count, write a line; the array, the files of a comparison and ``docs/state.md`` follow.
"""

from __future__ import annotations

from typing import Final

from sim.state.count_table import CountTable, Unit

MILLION: Final = 1_000_000

MONTHLY: Final = CountTable()
DOMAIN_NAMES: Final = ("daily life", "health", "education and family", "insertion")


def by_domain(name: str, unit: Unit, *, meaning: str) -> int:
    """Add a count for each domain of need; the rank of the first."""
    first = len(MONTHLY.counts)
    for domain, domain_name in enumerate(DOMAIN_NAMES):
        MONTHLY.add(f"{name}_{domain}", unit, meaning=f"{meaning[:-1]}: {domain_name}.")
    return first


# fmt: off

# Persons at the end of the month. A person in state s is counted at PEOPLE + s, and at PEOPLE.
PEOPLE: Final = MONTHLY.add("people", "persons", meaning="Persons present.")
MONTHLY.add("latent", "persons", meaning="Persons in ordinary life who have not asked.")
MONTHLY.add("assess", "persons",
    meaning="Persons who asked and wait for an assessment or a new orientation.")
WAIT: Final = MONTHLY.add("wait", "persons",
    meaning="Persons who were oriented and wait on lists for a place or for hours.")
MONTHLY.add("served", "persons",
    meaning="Persons who hold a place or a plan of hours, covered or not.")
MONTHLY.add("refused", "persons",
    meaning="Persons whom everyone refused who was asked, or who found no free place where no "
    "list is kept.")
MONTHLY.add("renounced", "persons", meaning="Persons who gave up while they waited on a list.")
MONTHLY.add("no_offer", "persons",
    meaning="Persons who asked, and for whom there is no offer within reach.")
COVERED: Final = MONTHLY.add("covered", "persons",
    meaning="Persons in need whose need is covered up to the threshold in every domain.")
COVERED_60: Final = MONTHLY.add("covered_60", "persons",
    meaning="Persons in need whose need is covered up to .6 in every domain.")
COVERED_95: Final = MONTHLY.add("covered_95", "persons",
    meaning="Persons in need whose need is covered up to .95 in every domain.")
HELPED: Final = MONTHLY.add("helped", "persons",
    meaning="Persons who receive hours of a place, a plan or a project actor.")
IN_NEED: Final = MONTHLY.add("in_need", "persons",
    meaning="Persons with a need in at least one domain.")
INSTITUTION: Final = MONTHLY.add("institution", "persons",
    meaning="Persons who live in an establishment.")
BLOCKED: Final = MONTHLY.add("blocked", "persons",
    meaning="Persons who keep a place beyond its age limit, for lack of another place.")
COMPOSED: Final = MONTHLY.add("composed", "persons",
    meaning="Persons who have hours of a plan in at least one domain.")

# Minutes of the month that persons need and receive, and their carers.
NEED: Final = by_domain("need", "minutes", meaning="Minutes of need of all persons.")
UNMET: Final = by_domain("unmet", "minutes",
    meaning="Minutes of need that no effective support covers.")
PLACE: Final = by_domain("place", "minutes", meaning="Minutes given to persons who hold a place.")
PLACE_OFFER: Final = by_domain("place_offer", "minutes",
    meaning="Minutes that the staff of places can give to those present.")
PLAN: Final = by_domain("plan", "minutes", meaning="Minutes granted to persons by plans of hours.")
FROM_ACTORS: Final = MONTHLY.add("from_actors", "minutes",
    meaning="Minutes that project actors give to those who hold a seat.")
FROM_MAINSTREAM: Final = MONTHLY.add("from_mainstream", "minutes",
    meaning="Minutes that mainstream services give.")
FROM_RESERVE: Final = MONTHLY.add("from_reserve", "minutes",
    meaning="Minutes that the reserve gives to persons for one month.")
FROM_LIVING: Final = MONTHLY.add("from_living", "minutes",
    meaning="Minutes of daily life that living in an establishment covers: nights, watch, house.")
FROM_CARERS: Final = MONTHLY.add("from_carers", "minutes", meaning="Minutes that carers give.")
WASTED: Final = MONTHLY.add("wasted", "minutes",
    meaning="Minutes of places and plans above the need of the person, domain by domain.")
CARER_LOAD: Final = MONTHLY.add("carer_load", "minutes",
    meaning="Minutes of daily life left to carers, those that they cannot give included.")
CARER_CAPACITY: Final = MONTHLY.add("carer_capacity", "minutes",
    meaning="Minutes that carers can give.")
CARERS: Final = MONTHLY.add("carers", "persons", meaning="Persons who have a carer.")
STRAIN: Final = MONTHLY.add("strain", "millionths",
    meaning="Strain of carers after the month, summed over persons.")
PROVIDERS: Final = MONTHLY.add("providers", "providers",
    meaning="Providers of each person whom nothing links to the others, summed over persons.")
SUPPORTED: Final = MONTHLY.add("supported", "persons",
    meaning="Persons who receive support from at least one unlinked provider.")

# Events of the month, person by person.
ARRIVALS: Final = MONTHLY.add("arrivals", "events", meaning="Newcomers to the territory.")
DEATHS: Final = MONTHLY.add("deaths", "events", meaning="Persons who die.")
GONE: Final = MONTHLY.add("gone", "events",
    meaning="Persons who leave the territory or the sector alive.")
ASKED: Final = MONTHLY.add("asked", "events",
    meaning="Requests: a person in ordinary life asks for support.")
ASSESSED: Final = MONTHLY.add("assessed", "events",
    meaning="Assessments and new orientations made.")
ADMITTED: Final = MONTHLY.add("admitted", "events",
    meaning="Entries into a place, transfers included.")
PLANNED: Final = MONTHLY.add("planned", "events",
    meaning="Hours granted in a domain in which the person had none.")
BRIDGED: Final = MONTHLY.add("bridged", "events",
    meaning="Hours of the reserve granted for one month in a domain.")
BRIDGED_URGENT: Final = MONTHLY.add("bridged_urgent", "events",
    meaning="Of which to persons who come back, lost what they had, or were in a crisis.")
THIN: Final = MONTHLY.add("thin", "events",
    meaning="Hours granted in a domain below what a full plan would give.")
WITH_ACTOR: Final = MONTHLY.add("with_actor", "events",
    meaning="Persons who take a seat of a project actor.")
ENDED: Final = MONTHLY.add("ended", "events",
    meaning="Ends of a stay in a place, of the hours of a domain, or of a seat.")
RUPTURES: Final = MONTHLY.add("ruptures", "events",
    meaning="Losses of all support at the end of a month, despite a need at least moderate.")
RUPTURES_PREPARED: Final = MONTHLY.add("ruptures_prepared", "events",
    meaning="Of which prepared: on a list, or with a right of return without a new orientation.")
TRANSFERS: Final = MONTHLY.add("transfers", "events", meaning="Moves from one place to another.")
IMPOSED: Final = MONTHLY.add("imposed", "events",
    meaning="Transfers in which the stated preference of the person did not decide.")
HANDOFFS: Final = MONTHLY.add("handoffs", "events",
    meaning="Files sent to an establishment, one by one; a common list needs none.")
HANDOFF_LOST: Final = MONTHLY.add("handoff_lost", "events",
    meaning="Hand-offs at which the file is lost.")
REFUSALS: Final = MONTHLY.add("refusals", "events",
    meaning="Requests that everyone refuses who is asked and answers: as too heavy, or because "
    "a list is full.")
NO_OFFERS: Final = MONTHLY.add("no_offers", "events",
    meaning="Requests for which there is no offer within reach.")
RENOUNCING: Final = MONTHLY.add("renouncing", "events", meaning="Persons on lists who give up.")
DROPPED: Final = MONTHLY.add("dropped", "events",
    meaning="Persons turned away in the same month because no list is kept.")
CRISES: Final = MONTHLY.add("crises", "events", meaning="Crises: emergency stays.")
RESIDENCE_LOST: Final = MONTHLY.add("residence_lost", "events",
    meaning="Crises that end ordinary residence.")
BURNOUTS: Final = MONTHLY.add("burnouts", "events", meaning="Carers who stop helping.")
ESCALATED: Final = MONTHLY.add("escalated", "events",
    meaning="Persons whose situation escalates while they wait.")
PREPARED: Final = MONTHLY.add("prepared", "events",
    meaning="Transitions and returns that need no new assessment.")

# Little's law of the state WAIT.
WAIT_ENTERED: Final = MONTHLY.add("wait_entered", "events",
    meaning="Entries into the state of waiting on lists.")
WAIT_LEFT: Final = MONTHLY.add("wait_left", "events",
    meaning="Exits from the state of waiting on lists.")
SOJOURN: Final = MONTHLY.add("sojourn", "months",
    meaning="Months spent on lists by those who leave them this month.")

# Staff minutes of establishments in the month. The counts after the total add up to it.
STAFF_TOTAL: Final = MONTHLY.add("staff_total", "minutes",
    meaning="Staff minutes that funders pay for.")
STAFF_PLACE: Final = MONTHLY.add("staff_place", "minutes",
    meaning="Staff minutes of places that are held.")
STAFF_IDLE: Final = MONTHLY.add("staff_idle", "minutes",
    meaning="Staff minutes of places that are free.")
STAFF_DIRECT: Final = MONTHLY.add("staff_direct", "minutes",
    meaning="Staff minutes of plans and of the reserve spent with persons.")
STAFF_TRAVEL: Final = MONTHLY.add("staff_travel", "minutes",
    meaning="Staff minutes of plans and of the reserve spent on the road.")
STAFF_POOL_IDLE: Final = MONTHLY.add("staff_pool_idle", "minutes",
    meaning="Unused staff minutes open for plans.")
STAFF_MOVED: Final = MONTHLY.add("staff_moved", "minutes",
    meaning="Staff minutes lost when idle hours go to the work of another domain.")
STAFF_UNDELIVERED: Final = MONTHLY.add("staff_undelivered", "minutes",
    meaning="Staff minutes paid for but not delivered.")
STAFF_VACANT: Final = MONTHLY.add("staff_vacant", "minutes",
    meaning="Staff minutes of frozen posts and of closed places.")
# What the new organisation costs: overhead k is counted at STAFF_OVERHEAD + k.
STAFF_OVERHEAD: Final = MONTHLY.add("staff_referral", "minutes",
    meaning="Staff minutes of the common entry.")
MONTHLY.add("staff_meetings", "minutes", meaning="Staff minutes of meetings between members.")
MONTHLY.add("staff_planning", "minutes", meaning="Staff minutes spent on planning tailored hours.")
STAFF_RESERVE: Final = MONTHLY.add("staff_reserve", "minutes",
    meaning="Staff minutes kept in reserve for returns and emergencies, and not given.")
MONTHLY.add("staff_referent", "minutes", meaning="Staff minutes of referents.")
MONTHLY.add("staff_voice", "minutes", meaning="Staff minutes spent on hearing persons.")
MONTHLY.add("staff_support", "minutes",
    meaning="Staff minutes that support carers, mainstream services and project actors.")
OVERHEADS: Final = len(MONTHLY.counts) - STAFF_OVERHEAD

# Places at the end of the month.
PLACES: Final = MONTHLY.add("places", "places",
    meaning="Places authorised, those turned into hours and those closed included.")
PLACES_USED: Final = MONTHLY.add("places_used", "places", meaning="Places held by a person.")
PLACES_LOOKED_AT: Final = MONTHLY.add("places_looked_at", "places",
    meaning="Places authorised, in the month of each year when empty ones are looked at.")
EMPTY_WANTED: Final = MONTHLY.add("empty_wanted", "places",
    meaning="Of which empty or turned into hours, while someone who waits within reach would be "
    "accepted.")
PLACES_CONVERTED: Final = MONTHLY.add("places_converted", "places",
    meaning="Places turned into hours.")
OPENED: Final = MONTHLY.add("opened", "places", meaning="Places that growth opens this month.")
WITHDRAWN: Final = MONTHLY.add("withdrawn", "places",
    meaning="Free or converted places that growth closes this month.")
WITHDRAWN_CONVERTED: Final = MONTHLY.add("withdrawn_converted", "places",
    meaning="Of which places that had been turned into hours.")
CONVERSIONS: Final = MONTHLY.add("conversions", "places",
    meaning="Places turned into hours this month.")
TURNED_BACK: Final = MONTHLY.add("turned_back", "places",
    meaning="Places turned into hours that became places again this month.")
SHUT: Final = MONTHLY.add("shut", "places",
    meaning="Free places closed this month, for lack of money.")
REOPENED: Final = MONTHLY.add("reopened", "places", meaning="Closed places opened again.")

# Cents of the month; cash and reserves at its end.
PAID: Final = MONTHLY.add("paid", "cents", meaning="Cents paid by all funders.")
# What is received from funders of kind k is counted at FROM_FUNDERS + k.
FROM_FUNDERS: Final = MONTHLY.add("from_state_agency", "cents",
    meaning="Cents received from State agencies.")
MONTHLY.add("from_departement", "cents", meaning="Cents received from départements.")
MONTHLY.add("from_commune", "cents", meaning="Cents received from communes.")
MONTHLY.add("from_family_fund", "cents", meaning="Cents received from family funds.")
MONTHLY.add("from_foundation", "cents", meaning="Cents received from foundations.")
TO_ESTABLISHMENTS: Final = MONTHLY.add("to_establishments", "cents",
    meaning="Cents paid to establishments.")
TO_ACTORS: Final = MONTHLY.add("to_actors", "cents",
    meaning="Cents paid to project actors, subsidies and contracts together.")
TO_CRISES: Final = MONTHLY.add("to_crises", "cents",
    meaning="Cents paid for the crises of the month.")
TO_DIAGNOSIS: Final = MONTHLY.add("to_diagnosis", "cents",
    meaning="Cents paid for looking at the needs of a territory.")
TO_SUPPORT: Final = MONTHLY.add("to_support", "cents", meaning="Cents paid for support to bidders.")
TRAVEL_COST: Final = MONTHLY.add("travel_cost", "cents",
    meaning="Cost of the hours that staff spend on the road.")
STRANDED: Final = MONTHLY.add("stranded", "cents",
    meaning="Fixed cost still paid for places that were turned into hours.")
RELEASED: Final = MONTHLY.add("released", "cents",
    meaning="Fixed cost no longer paid, for places turned into hours long enough ago.")
SUBSIDIES: Final = MONTHLY.add("subsidies", "cents",
    meaning="Cents paid to project actors by subsidies.")
CONTRACTS: Final = MONTHLY.add("contracts", "cents",
    meaning="Cents paid to project actors by contracts that are no subsidies.")
FEES: Final = MONTHLY.add("fees", "cents", meaning="Cents that users pay to project actors.")
OTHER_INCOME: Final = MONTHLY.add("other_income", "cents",
    meaning="Cents that project actors receive from neither funders nor users.")
ACTOR_COSTS: Final = MONTHLY.add("actor_costs", "cents",
    meaning="Cents that project actors spend, bids apart.")
BID_COSTS: Final = MONTHLY.add("bid_costs", "cents",
    meaning="Cents that project actors spend on bids.")
ESTABLISHMENT_COSTS: Final = MONTHLY.add("establishment_costs", "cents",
    meaning="Cents that establishments spend.")
ACTOR_CASH: Final = MONTHLY.add("actor_cash", "cents",
    meaning="Cash of project actors at the end of the month; debts are negative.")
RESERVES: Final = MONTHLY.add("reserves", "cents",
    meaning="Reserves of establishments, with what they received less spent this year.")
ENDOWED: Final = MONTHLY.add("endowed", "cents",
    meaning="Reserves that establishments are given when accounts open at month 0.")
WRITTEN_OFF: Final = MONTHLY.add("written_off", "cents",
    meaning="Debts left by project actors that close; cash left counts negative.")
FOUNDED: Final = MONTHLY.add("founded", "cents",
    meaning="Cash with which new project actors begin.")
TAKEN_OVER: Final = MONTHLY.add("taken_over", "cents",
    meaning="Deficits cancelled when another operator takes over one that has failed.")

# Calls. Minutes and cents are those of a month of the contract.
LOTS: Final = MONTHLY.add("lots", "events", meaning="Lots put out to tender.")
BIDS: Final = MONTHLY.add("bids", "events",
    meaning="Bids made, those later joined in a consortium included.")
AWARDS: Final = MONTHLY.add("awards", "events", meaning="Lots awarded.")
DRAWN: Final = MONTHLY.add("drawn", "events", meaning="Lots awarded by a draw.")
AWARD_MINUTES: Final = MONTHLY.add("award_minutes", "minutes",
    meaning="Minutes a month bought by the lots awarded.")
AWARD_CENTS: Final = MONTHLY.add("award_cents", "cents",
    meaning="Cents a month promised for the lots awarded.")
AWARD_QUALITY: Final = MONTHLY.add("award_quality", "millionths",
    meaning="Quality promised by winners, summed over the lots awarded.")
AWARD_RENT: Final = MONTHLY.add("award_rent", "cents",
    meaning="Cents a month promised above the true cost of winners.")

# Organisations: events of the month, then sums over those that exist. A name in _e is about
# establishments, a name in _a about project actors.
CLOSURES: Final = MONTHLY.add("closures", "events",
    meaning="Project actors that close because they cannot pay the month.")
BIRTHS: Final = MONTHLY.add("births", "events", meaning="Project actors founded.")
LOST_SEATS: Final = MONTHLY.add("lost_seats", "events",
    meaning="Persons who lose their seat because the contract behind it ended.")
FAILURES: Final = MONTHLY.add("failures", "events",
    meaning="Establishments whose operator has failed and is replaced.")
MERGERS: Final = MONTHLY.add("mergers", "events",
    meaning="Establishments that join a larger operator.")
DEFICITS: Final = MONTHLY.add("deficits", "events",
    meaning="Establishments that close a year in deficit, in December.")
ACCOUNTS_CLOSED: Final = MONTHLY.add("accounts_closed", "events",
    meaning="Establishments that close their books, in December.")
PLACES_CLOSED: Final = MONTHLY.add("places_closed", "places",
    meaning="Places closed for lack of money, at the end of the month.")
ACTORS: Final = MONTHLY.add("actors", "organisations", meaning="Project actors that work.")
ESTABLISHMENTS: Final = MONTHLY.add("establishments", "organisations",
    meaning="Establishments and services.")
HORIZON_E: Final = MONTHLY.add("horizon_e", "months",
    meaning="Months for which money is secured, summed over establishments.")
HORIZON_A: Final = MONTHLY.add("horizon_a", "months",
    meaning="Mean months for which contracts still run, summed over project actors.")
SWING_E: Final = MONTHLY.add("swing_e", "millionths",
    meaning="Change of yearly income relative to the year before, summed over those compared.")
SWING_A: Final = MONTHLY.add("swing_a", "millionths",
    meaning="Change of yearly public money relative to the year before, summed over those "
    "compared.")
SWINGS_E: Final = MONTHLY.add("swings_e", "events",
    meaning="Establishments whose income of two years is compared, in December.")
SWINGS_A: Final = MONTHLY.add("swings_a", "events",
    meaning="Project actors whose public money of two years is compared.")
LEFT_E: Final = MONTHLY.add("left_e", "minutes",
    meaning="Monthly minutes of the staff who leave establishments.")
LEFT_A: Final = MONTHLY.add("left_a", "minutes",
    meaning="Monthly minutes of the staff who leave project actors.")
STAFF_E: Final = MONTHLY.add("staff_e", "minutes",
    meaning="Monthly minutes of the staff of establishments, frozen and closed ones left out.")
STAFF_A: Final = MONTHLY.add("staff_a", "minutes",
    meaning="Monthly minutes of the staff of project actors.")
WAGE_E: Final = MONTHLY.add("wage_e", "cents", meaning="Cents of wages that establishments pay.")
WAGE_A: Final = MONTHLY.add("wage_a", "cents", meaning="Cents of wages that project actors pay.")
QUALITY_A: Final = MONTHLY.add("quality_a", "millionths",
    meaning="Quality of the work of project actors, summed over them.")
INVENTED: Final = MONTHLY.add("invented", "events",
    meaning="Organisations that create the new response.")
PRACTISING: Final = MONTHLY.add("practising", "organisations",
    meaning="Organisations that work with the new response.")
KEPT: Final = MONTHLY.add("kept", "events",
    meaning="New responses taken over by stable money; by imitation, zones where all have it.")
FORGOTTEN: Final = MONTHLY.add("forgotten", "events",
    meaning="New responses that end with their money or their organisation.")
TRUST: Final = MONTHLY.add("trust", "millionths",
    meaning="Trust of organisations in others, summed over them.")
TRUSTING: Final = MONTHLY.add("trusting", "organisations",
    meaning="Organisations whose trust is in the sum.")
JOINED_POLE: Final = MONTHLY.add("joined_pole", "events",
    meaning="Establishments that come back to their pole.")
LEFT_POLE: Final = MONTHLY.add("left_pole", "events",
    meaning="Establishments that leave their pole.")
PRICED_OUT: Final = MONTHLY.add("priced_out", "events",
    meaning="Persons first in line who cannot pay the fee of a project actor.")
MINIMUM_SERVICE: Final = MONTHLY.add("minimum_service", "events",
    meaning="Persons who take a seat with the minimum service, since they cannot pay.")

# Options and voice of persons in need, in the month of each year when they are counted.
CAPABILITY: Final = MONTHLY.add("capability", "millionths",
    meaning="Options times weight of the voice, mean over domains, summed over persons.")
OPTIONS: Final = MONTHLY.add("options", "millionths",
    meaning="Real options, mean over domains in need, summed over persons.")
VOICE: Final = MONTHLY.add("voice", "millionths",
    meaning="Weight of stated preferences, summed over persons.")
COUNTED: Final = MONTHLY.add("counted", "persons",
    meaning="Persons in need whose options and voice are counted.")

# Waits whose lengths are kept, in months from their beginning: kind x flow x class x months.
WAITS: Final = CountTable()
TO_ASSESSMENT: Final = WAITS.add("assessment", "events",
    meaning="From a request until it is assessed.")
TO_HOUR: Final = WAITS.add("first_hour", "events",
    meaning="From a request, or the loss of all support, until the first hour of support.")
TO_SOLUTION_30: Final = WAITS.add("solution_30", "events",
    meaning="Until a solution: a place of the category oriented to, or hours that reach .3 of "
    "each need.")
TO_SOLUTION: Final = WAITS.add("solution", "events",
    meaning="Until a solution: such a place, or hours that reach half of each need.")
TO_SOLUTION_80: Final = WAITS.add("solution_80", "events",
    meaning="Until a solution: such a place, or hours that reach .8 of each need.")
# How persons come to wait, and how they stop.
FLOWS: Final = CountTable()
ENTERED: Final = FLOWS.add("entered", "events",
    meaning="Waits that begin; those open when counting begins, at the months waited by then.")
REACHED: Final = FLOWS.add("reached", "events", meaning="Waits that end with what was waited for.")
GAVE_UP: Final = FLOWS.add("gave_up", "events", meaning="Waits of persons who give up.")
LOST: Final = FLOWS.add("lost", "events", meaning="Waits of persons lost at a hand-off.")
REFUSED: Final = FLOWS.add("refused", "events",
    meaning="Waits of persons whom everyone refuses who is asked.")
NO_OFFER: Final = FLOWS.add("no_offer", "events",
    meaning="Waits of persons for whom there is no offer within reach.")
NEED_ENDED: Final = FLOWS.add("need_ended", "events",
    meaning="Waits of persons whose need has ended, or for whom others do all that is needed.")
LEFT: Final = FLOWS.add("left", "events",
    meaning="Waits of persons who die, or leave the territory or the sector.")
UNDER_WAY: Final = FLOWS.add("under_way", "events",
    meaning="Waits that are open when counting ends, or go on in another class of complexity.")
# fmt: on

NAMES: Final = MONTHLY.names
INDEX: Final = {name: rank for rank, name in enumerate(NAMES)}
SIZE: Final = len(NAMES)
BY_DOMAIN: Final = tuple(name.removesuffix("_0") for name in NAMES if name.endswith("_0"))
WAIT_KINDS: Final = WAITS.names
WAIT_FLOWS: Final = FLOWS.names
WAIT_MONTHS: Final = 361
WAIT_SHAPE: Final = (len(WAIT_KINDS), len(WAIT_FLOWS), 4, WAIT_MONTHS)
COHORT_SHAPE: Final = (len(WAIT_KINDS), len(WAIT_FLOWS), WAIT_MONTHS)
COHORT_FROM: Final = 24  # months after the reform from which on those who ask are the cohort
