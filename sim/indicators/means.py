"""Indicators of means: public money, time of staff, places."""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import YEAR, Indicator, Paid, share


def _overheads() -> list[Indicator]:
    kinds = (
        ("referral", "l'accueil commun", "the common entry"),
        ("meetings", "les réunions", "meetings"),
        ("planning", "la préparation des plans", "planning"),
        ("reserve", "les heures gardées libres", "hours kept free"),
        ("referent", "les référents", "referents"),
        ("voice", "l'écoute de la personne", "listening to the person"),
        ("support", "l'appui aux partenaires", "support to partners"),
    )
    every = " ".join(f"staff_{kind}" for kind, _, _ in kinds)
    found = [
        share(
            "overhead",
            0,
            every,
            "staff_total",
            "Temps de coordination, en tout",
            "Coordination time, in all",
            "Part du temps de personnel payé qui va à l'accueil commun, aux réunions, aux plans, "
            "aux heures libres, aux référents, à l'écoute et à l'appui.",
            "Share of paid staff time that goes to the common entry, meetings, plans, hours kept "
            "free, referents, listening and support.",
        )
    ]
    found += [
        share(
            f"overhead_{kind}",
            0,
            f"staff_{kind}",
            "staff_total",
            f"Temps pour {fr}",
            f"Time for {en}",
            f"Part du temps de personnel payé qui va à {fr}."
            if fr.startswith(("la ", "l'"))
            else f"Part du temps de personnel payé pris par {fr}.",
            f"Share of paid staff time that goes to {en}.",
        )
        for kind, fr, en in kinds
    ]
    return found


# fmt: off
MEANS: Final[tuple[Indicator, ...]] = (
    # Money.
    Indicator(
        "public_cost", "euros_year", -1, Paid(), "Dépense publique", "Public cost",
        "Euros versés par tous les financeurs, par personne présente et par an.",
        "Euros paid by all funders, a person present and year.",
    ),
    share(
        "cost_per_covered_hour", -1, "paid", "need -unmet", "Coût d'une heure couverte",
        "Cost of a covered hour",
        "Euros publics par heure de besoin couverte, quel que soit celui qui la donne.",
        "Public euros for an hour of need covered, whoever gives it.",
        scale=0.6, unit="euros_hour",
    ),
    share(
        "repair_cost", -1, "to_crises", "people", "Réparer : coût des crises",
        "Repair: cost of crises",
        "Euros versés pour les urgences, par personne présente et par an.",
        "Euros paid for emergencies, a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    share(
        "prepare_share", 0, "staff_planning staff_reserve staff_referent staff_support",
        "staff_total", "Préparer : temps en amont", "Prepare: time spent ahead",
        "Part du temps de personnel qui va aux plans, aux heures libres, aux référents et à "
        "l'appui aux partenaires.",
        "Share of staff time that goes to plans, hours kept free, referents and support to "
        "partners.",
    ),
    share(
        "travel_cost", -1, "travel_cost", "people", "Coût des trajets", "Travel cost",
        "Euros que coûtent les trajets, par personne présente et par an.",
        "Euros that journeys cost, a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    share(
        "stranded_cost", -1, "stranded", "people", "Charges fixes échouées", "Stranded cost",
        "Charges fixes des places converties qui restent à payer, en euros par personne présente "
        "et par an.",
        "Fixed cost of converted places that still has to be paid, euros a person present and "
        "year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    share(
        "released_cost", 0, "released", "people", "Charges fixes libérées", "Released cost",
        "Charges fixes de places converties qui ont cessé, en euros par personne présente et par "
        "an.",
        "Fixed cost of converted places that has ceased, euros a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    # Time of staff.
    share(
        "direct_share", 1, "staff_place staff_direct", "staff_total", "Temps auprès des personnes",
        "Time with persons",
        "Part du temps de personnel payé qui se passe auprès des personnes.",
        "Share of paid staff time spent with persons.",
    ),
    share(
        "wasted_share", -1, "wasted", "place plan", "Heures au-delà du besoin",
        "Hours beyond need",
        "Part des heures données qui dépassent le besoin de la personne.",
        "Share of the hours given beyond the person's need.",
    ),
    share(
        "idle_share", -1, "staff_idle staff_pool_idle", "staff_total", "Temps inemployé",
        "Idle time",
        "Part du temps payé de places vides ou d'heures non attribuées.",
        "Share of paid time of vacant places or of hours not granted.",
    ),
    share(
        "travel_share", -1, "staff_travel", "staff_total", "Temps de trajet", "Travel time",
        "Part du temps de personnel payé passée sur la route.",
        "Share of paid staff time spent on the road.",
    ),
    share(
        "undelivered_share", -1, "staff_undelivered", "staff_total", "Heures payées non faites",
        "Hours paid and not worked",
        "Part du temps payé qui échappe au contrôle.",
        "Share of paid time that slips away from control.",
    ),
    *_overheads(),
    # Places.
    share(
        "occupancy", 0, "places_used", "places -places_converted -places_closed",
        "Occupation des places", "Occupancy",
        "Part des places ouvertes qui sont tenues.", "Share of open places that are held.",
    ),
    share(
        "blocked_share", -1, "blocked", "places_used", "Part de places bloquées",
        "Share of places blocked",
        "Part des places tenues par une personne au-delà de leur âge.",
        "Share of held places that a person beyond their age holds.",
    ),
    share(
        "converted_share", 0, "places_converted", "places", "Places converties en heures",
        "Places turned into hours",
        "Part des places autorisées devenues des heures sur mesure.",
        "Share of authorised places that became hours made to measure.",
    ),
)
# fmt: on
