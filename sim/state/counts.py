"""The monthly counts of a run: whole numbers only, so that every sum is exact in any order.

A count is added to by the process that makes it happen; its meaning is in
`sim.indicators.registry`. Minutes, cents and persons are plain; quantities between 0 and 1 are
counted in millionths.
"""

from __future__ import annotations

from typing import Final

MILLION: Final = 1_000_000

NAMES: Final = (
    # persons at the end of the month
    "people",
    "latent",
    "assess",
    "wait",
    "served",
    "refused",
    "renounced",
    "covered",
    "in_need",
    "institution",
    "blocked",
    "composed",
    # minutes of the month, by domain where four stand together
    "need_0",
    "need_1",
    "need_2",
    "need_3",
    "unmet_0",
    "unmet_1",
    "unmet_2",
    "unmet_3",
    "place_0",
    "place_1",
    "place_2",
    "place_3",
    "plan_0",
    "plan_1",
    "plan_2",
    "plan_3",
    "from_actors",
    "from_mainstream",
    "from_carers",
    "wasted",
    "carer_load",
    "carer_capacity",
    "carers",
    "strain",
    "providers",
    "supported",
    # events of the month
    "arrivals",
    "deaths",
    "gone",
    "asked",
    "assessed",
    "admitted",
    "planned",
    "thin",
    "with_actor",
    "ended",
    "ruptures",
    "transfers",
    "imposed",
    "handoffs",
    "handoff_lost",
    "refusals",
    "renouncing",
    "dropped",
    "crises",
    "residence_lost",
    "burnouts",
    "escalated",
    "prepared",
    # Little's law of the state WAIT
    "wait_entered",
    "wait_left",
    "sojourn",
    # staff minutes of establishments
    "staff_total",
    "staff_place",
    "staff_idle",
    "staff_direct",
    "staff_travel",
    "staff_pool_idle",
    "staff_moved",
    "staff_undelivered",
    "staff_vacant",
    "staff_referral",
    "staff_meetings",
    "staff_planning",
    "staff_reserve",
    "staff_referent",
    "staff_voice",
    "staff_support",
    # places at the end of the month
    "places",
    "places_used",
    "places_converted",
    # cents
    "paid",
    "to_establishments",
    "to_actors",
    "to_crises",
    "to_diagnosis",
    "to_support",
    "travel_cost",
    "stranded",
    "released",
    "subsidies",
    "contracts",
    "fees",
    "other_income",
    "actor_costs",
    "bid_costs",
    "establishment_costs",
    "actor_cash",
    "reserves",
    "endowed",
    "written_off",
    "founded",
    "taken_over",
    # calls: lots put out, bids, awards; minutes and cents a month, millionths, cents of rent
    "lots",
    "bids",
    "awards",
    "drawn",
    "award_minutes",
    "award_cents",
    "award_quality",
    "award_rent",
    # organisations: events, then sums over those that exist
    "closures",
    "births",
    "lost_seats",
    "failures",
    "mergers",
    "deficits",
    "accounts_closed",
    "places_closed",
    "actors",
    "establishments",
    "horizon_e",
    "horizon_a",
    "swing_e",
    "swing_a",
    "swings_e",
    "swings_a",
    "left_e",
    "left_a",
    "staff_e",
    "staff_a",
    "wage_e",
    "wage_a",
    "quality_a",
    "invented",
    "practising",
    "kept",
    "forgotten",
    "trust",
    "trusting",
    "joined_pole",
    "left_pole",
    "priced_out",
    "minimum_service",
    # options and voice, millionths, in the months when they are counted
    "capability",
    "options",
    "voice",
    "counted",
)
INDEX: Final = {name: i for i, name in enumerate(NAMES)}
SIZE: Final = len(NAMES)

PEOPLE: Final = INDEX["people"]  # a state s is counted at PEOPLE + s
WAIT: Final = INDEX["wait"]
COVERED: Final = INDEX["covered"]
IN_NEED: Final = INDEX["in_need"]
INSTITUTION: Final = INDEX["institution"]
BLOCKED: Final = INDEX["blocked"]
COMPOSED: Final = INDEX["composed"]
NEED: Final = INDEX["need_0"]
UNMET: Final = INDEX["unmet_0"]
PLACE: Final = INDEX["place_0"]
PLAN: Final = INDEX["plan_0"]
FROM_ACTORS: Final = INDEX["from_actors"]
FROM_MAINSTREAM: Final = INDEX["from_mainstream"]
FROM_CARERS: Final = INDEX["from_carers"]
WASTED: Final = INDEX["wasted"]
CARER_LOAD: Final = INDEX["carer_load"]
CARER_CAPACITY: Final = INDEX["carer_capacity"]
CARERS: Final = INDEX["carers"]
STRAIN: Final = INDEX["strain"]
PROVIDERS: Final = INDEX["providers"]
SUPPORTED: Final = INDEX["supported"]
ARRIVALS: Final = INDEX["arrivals"]
DEATHS: Final = INDEX["deaths"]
GONE: Final = INDEX["gone"]
ASKED: Final = INDEX["asked"]
ASSESSED: Final = INDEX["assessed"]
ADMITTED: Final = INDEX["admitted"]
PLANNED: Final = INDEX["planned"]
THIN: Final = INDEX["thin"]
WITH_ACTOR: Final = INDEX["with_actor"]
ENDED: Final = INDEX["ended"]
RUPTURES: Final = INDEX["ruptures"]
TRANSFERS: Final = INDEX["transfers"]
IMPOSED: Final = INDEX["imposed"]
HANDOFFS: Final = INDEX["handoffs"]
HANDOFF_LOST: Final = INDEX["handoff_lost"]
REFUSALS: Final = INDEX["refusals"]
RENOUNCING: Final = INDEX["renouncing"]
DROPPED: Final = INDEX["dropped"]
CRISES: Final = INDEX["crises"]
RESIDENCE_LOST: Final = INDEX["residence_lost"]
BURNOUTS: Final = INDEX["burnouts"]
ESCALATED: Final = INDEX["escalated"]
PREPARED: Final = INDEX["prepared"]
WAIT_ENTERED: Final = INDEX["wait_entered"]
WAIT_LEFT: Final = INDEX["wait_left"]
SOJOURN: Final = INDEX["sojourn"]
STAFF_TOTAL: Final = INDEX["staff_total"]
STAFF_PLACE: Final = INDEX["staff_place"]
STAFF_IDLE: Final = INDEX["staff_idle"]
STAFF_DIRECT: Final = INDEX["staff_direct"]
STAFF_TRAVEL: Final = INDEX["staff_travel"]
STAFF_POOL_IDLE: Final = INDEX["staff_pool_idle"]
STAFF_MOVED: Final = INDEX["staff_moved"]
STAFF_UNDELIVERED: Final = INDEX["staff_undelivered"]
STAFF_VACANT: Final = INDEX["staff_vacant"]
STAFF_OVERHEAD: Final = INDEX["staff_referral"]  # seven kinds, in the order of the names
OVERHEADS: Final = 7
PLACES: Final = INDEX["places"]
PLACES_USED: Final = INDEX["places_used"]
PLACES_CONVERTED: Final = INDEX["places_converted"]
PAID: Final = INDEX["paid"]
TO_ESTABLISHMENTS: Final = INDEX["to_establishments"]
TO_ACTORS: Final = INDEX["to_actors"]
TO_CRISES: Final = INDEX["to_crises"]
TO_DIAGNOSIS: Final = INDEX["to_diagnosis"]
TO_SUPPORT: Final = INDEX["to_support"]
TRAVEL_COST: Final = INDEX["travel_cost"]
STRANDED: Final = INDEX["stranded"]
RELEASED: Final = INDEX["released"]
SUBSIDIES: Final = INDEX["subsidies"]
CONTRACTS: Final = INDEX["contracts"]
FEES: Final = INDEX["fees"]
OTHER_INCOME: Final = INDEX["other_income"]
ACTOR_COSTS: Final = INDEX["actor_costs"]
BID_COSTS: Final = INDEX["bid_costs"]
ESTABLISHMENT_COSTS: Final = INDEX["establishment_costs"]
ACTOR_CASH: Final = INDEX["actor_cash"]
RESERVES: Final = INDEX["reserves"]
ENDOWED: Final = INDEX["endowed"]
WRITTEN_OFF: Final = INDEX["written_off"]
FOUNDED: Final = INDEX["founded"]
TAKEN_OVER: Final = INDEX["taken_over"]
LOTS: Final = INDEX["lots"]
BIDS: Final = INDEX["bids"]
AWARDS: Final = INDEX["awards"]
DRAWN: Final = INDEX["drawn"]
AWARD_MINUTES: Final = INDEX["award_minutes"]
AWARD_CENTS: Final = INDEX["award_cents"]
AWARD_QUALITY: Final = INDEX["award_quality"]
AWARD_RENT: Final = INDEX["award_rent"]
CLOSURES: Final = INDEX["closures"]
BIRTHS: Final = INDEX["births"]
LOST_SEATS: Final = INDEX["lost_seats"]
FAILURES: Final = INDEX["failures"]
MERGERS: Final = INDEX["mergers"]
DEFICITS: Final = INDEX["deficits"]
ACCOUNTS_CLOSED: Final = INDEX["accounts_closed"]
PLACES_CLOSED: Final = INDEX["places_closed"]
ACTORS: Final = INDEX["actors"]
ESTABLISHMENTS: Final = INDEX["establishments"]
HORIZON_E: Final = INDEX["horizon_e"]
HORIZON_A: Final = INDEX["horizon_a"]
SWING_E: Final = INDEX["swing_e"]
SWING_A: Final = INDEX["swing_a"]
SWINGS_E: Final = INDEX["swings_e"]
SWINGS_A: Final = INDEX["swings_a"]
LEFT_E: Final = INDEX["left_e"]
LEFT_A: Final = INDEX["left_a"]
STAFF_E: Final = INDEX["staff_e"]
STAFF_A: Final = INDEX["staff_a"]
WAGE_E: Final = INDEX["wage_e"]
WAGE_A: Final = INDEX["wage_a"]
QUALITY_A: Final = INDEX["quality_a"]
INVENTED: Final = INDEX["invented"]
PRACTISING: Final = INDEX["practising"]
KEPT: Final = INDEX["kept"]
FORGOTTEN: Final = INDEX["forgotten"]
TRUST: Final = INDEX["trust"]
TRUSTING: Final = INDEX["trusting"]
JOINED_POLE: Final = INDEX["joined_pole"]
LEFT_POLE: Final = INDEX["left_pole"]
PRICED_OUT: Final = INDEX["priced_out"]
MINIMUM_SERVICE: Final = INDEX["minimum_service"]
CAPABILITY: Final = INDEX["capability"]
OPTIONS: Final = INDEX["options"]
VOICE: Final = INDEX["voice"]
COUNTED: Final = INDEX["counted"]

# Waits whose lengths are kept: kind x class of complexity x months.
TO_ASSESSMENT: Final = 0
TO_HOUR: Final = 1
TO_COVER: Final = 2
WAIT_KINDS: Final = ("assessment", "first_hour", "coverage")
WAIT_MONTHS: Final = 361
