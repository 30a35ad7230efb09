"""Indicators of persons: where they are, what they get, what happens to them, what they choose."""

from __future__ import annotations

from typing import Final

from sim.indicators.kinds import HORIZON, Indicator, Wait, mean, rate, share
from sim.state import counts


def _waits() -> list[Indicator]:
    kinds = (
        ("wait_assessment", "l'évaluation", "assessment"),
        ("wait_first_hour", "la première heure", "the first hour"),
        ("wait_coverage", "la couverture", "coverage"),
    )
    end = (
        ("la demande est évaluée", "the request is assessed"),
        ("une première heure d'accompagnement est reçue", "a first hour of support is received"),
        (
            "tous les besoins sont couverts au seuil (0,8)",
            "every need is covered up to the threshold (0.8)",
        ),
    )
    tail_fr = (
        " Attentes finies ou non (Kaplan-Meier), depuis la réforme ; qui attendait déjà compte "
        "avec toute son attente."
    )
    tail_en = (
        " Waits ended or not (Kaplan-Meier), since the reform; those already waiting count with "
        "the whole of their wait."
    )
    found = []
    for k, (name, fr, en) in enumerate(kinds):
        to_fr, to_en = end[k]
        for statistic, unit, label_fr, label_en, def_fr, def_en in (
            (
                "mean",
                "months",
                f"Attente moyenne jusqu'à {fr}",
                f"Mean wait to {en}",
                f"Mois moyens entre la demande et le mois où {to_fr}, comptés jusqu'à {HORIZON}.",
                f"Mean months between asking and the month when {to_en}, counted up to {HORIZON}.",
            ),
            (
                "median",
                "months",
                f"Attente médiane jusqu'à {fr}",
                f"Median wait to {en}",
                f"Mois au bout desquels, pour la moitié, {to_fr} ; vide si jamais atteint.",
                f"Months after which, for half, {to_en}; empty if never reached.",
            ),
            (
                "p95",
                "months",
                f"Attente jusqu'à {fr}, 95e centile",
                f"Wait to {en}, 95th percentile",
                f"Mois au bout desquels, pour 95 %, {to_fr} ; vide si jamais atteint.",
                f"Months after which, for 95 %, {to_en}; empty if never reached.",
            ),
            (
                "gini",
                "index",
                f"Inégalité de l'attente jusqu'à {fr} (Gini)",
                f"Inequality of the wait to {en} (Gini)",
                f"Indice de Gini des mois jusqu'au mois où {to_fr}, comptés jusqu'à {HORIZON}.",
                f"Gini index of the months until {to_en}, counted up to {HORIZON}.",
            ),
        ):
            found.append(
                Indicator(
                    f"{name}_{statistic}",
                    unit,
                    -1,
                    Wait(k, statistic),  # type: ignore[arg-type]
                    label_fr,
                    label_en,
                    def_fr + tail_fr,
                    def_en + tail_en,
                )
            )
    return found


# fmt: off
PERSONS: Final[tuple[Indicator, ...]] = (
    # Persons by state.
    mean(
        "people", 0, "people", "Personnes présentes", "Persons present",
        "Personnes du territoire, en moyenne mensuelle.",
        "Persons of the territory, monthly mean.",
    ),
    mean(
        "latent", 0, "latent", "N'ont rien demandé", "Have not asked",
        "Personnes en vie ordinaire, qui n'ont pas demandé.",
        "Persons in ordinary life who have not asked.",
    ),
    mean(
        "assess", -1, "assess", "Attendent l'évaluation", "Wait for assessment",
        "Personnes qui ont demandé et attendent leur évaluation ou une nouvelle orientation.",
        "Persons who asked and wait for their assessment or a new orientation.",
    ),
    mean(
        "wait", -1, "wait", "Sur liste d'attente", "On a waiting list",
        "Personnes orientées qui attendent une place ou un plan d'heures.",
        "Oriented persons who wait for a place or a plan of hours.",
    ),
    mean(
        "served", 0, "served", "Accompagnées", "Supported",
        "Personnes qui tiennent une place ou un plan, couvertes ou non.",
        "Persons who hold a place or a plan, covered or not.",
    ),
    mean(
        "refused", -1, "refused", "Refusées", "Refused",
        "Personnes que tous ont refusées.", "Persons whom everybody refused.",
    ),
    mean(
        "renounced", -1, "renounced", "Ont renoncé", "Renounced",
        "Personnes qui ont renoncé en attendant.", "Persons who gave up while waiting.",
    ),
    mean(
        "blocked", -1, "blocked", "Places bloquées", "Blocked places",
        "Personnes qui gardent une place au-delà de son âge, faute de suite (amendement Creton).",
        "Persons who keep a place beyond its age for want of another (amendement Creton).",
    ),
    # Need and what covers it.
    share(
        "unmet_need", -1, "unmet", "need", "Besoin non couvert", "Unmet need",
        "Part des heures de besoin qu'aucun accompagnement utile ne couvre.",
        "Share of the hours of need that no effective support covers.",
        cells=("unmet", "need"),
    ),
    share(
        "unmet_hours", -1, "unmet", "people", "Heures de besoin non couvertes", "Unmet hours",
        "Heures de besoin non couvertes par personne présente et par mois.",
        "Hours of need not covered, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "covered_share", 1, "covered", "in_need", "Besoins couverts", "Needs covered",
        "Part des personnes ayant un besoin dont tous les domaines sont couverts au seuil (0,8).",
        "Share of persons in need covered up to the threshold (0.8) in every domain.",
    ),
    share(
        "waiting", -1, "assess wait", "people", "En attente", "Waiting",
        "Part des personnes qui attendent une évaluation, une place ou un plan.",
        "Share of persons who wait for an assessment, a place or a plan.",
        cells=("waiting", "months"),
    ),
    share(
        "without_solution", -1, "refused renounced", "people", "Sans solution",
        "Without solution",
        "Part des personnes refusées partout ou qui ont renoncé.",
        "Share of persons refused everywhere or who gave up.",
        cells=("without", "months"),
    ),
    *_waits(),
    # What happens to people.
    rate(
        "ruptures", -1, "ruptures", "Ruptures de parcours", "Ruptures",
        "Accompagnements finis sans suite malgré un besoin au moins modéré, pour 100 personnes "
        "et par an.",
        "Supports that end with nothing after them despite a need at least moderate, for 100 "
        "persons a year.",
        cells="ruptures",
    ),
    rate(
        "refusals", -1, "refusals", "Refus d'admission", "Refusals",
        "Demandes refusées partout, pour 100 personnes et par an.",
        "Requests refused everywhere, for 100 persons a year.",
    ),
    rate(
        "renouncing", -1, "renouncing", "Renoncements", "Giving up",
        "Personnes qui renoncent en attendant, pour 100 personnes et par an.",
        "Persons who give up while waiting, for 100 persons a year.",
    ),
    rate(
        "dropped", -1, "dropped", "Demandes écartées faute de liste", "Turned away from lists",
        "Demandes perdues parce qu'une liste est pleine ou absente, pour 100 personnes et par an.",
        "Requests lost because a list is full or absent, for 100 persons a year.",
    ),
    rate(
        "transfers", 0, "transfers", "Changements d'établissement", "Transfers",
        "Passages d'un établissement à un autre, pour 100 personnes et par an.",
        "Moves from one establishment to another, for 100 persons a year.",
    ),
    rate(
        "imposed", -1, "imposed", "Orientations imposées", "Imposed transfers",
        "Changements contraires au projet de la personne, pour 100 personnes et par an.",
        "Moves against the person's stated project, for 100 persons a year.",
        cells="imposed",
    ),
    rate(
        "handoffs", -1, "handoffs", "Passages de relais", "Hand-offs",
        "Passages d'un service à un autre, pour 100 personnes et par an.",
        "Hand-offs from one service to another, for 100 persons a year.",
        cells="handoffs",
    ),
    rate(
        "handoff_lost", -1, "handoff_lost", "Perdus en route", "Lost at a hand-off",
        "Personnes perdues à un passage de relais, pour 100 personnes et par an.",
        "Persons lost at a hand-off, for 100 persons a year.",
    ),
    rate(
        "prepared", 1, "prepared", "Passages préparés", "Prepared transitions",
        "Passages préparés et retours sans nouvelle orientation, pour 100 personnes et par an.",
        "Prepared transitions and returns without a new orientation, for 100 persons a year.",
    ),
    rate(
        "crises", -1, "crises", "Crises", "Crises",
        "Hospitalisations ou hébergements en urgence, pour 100 personnes et par an.",
        "Emergency stays, for 100 persons a year.",
        cells="crises",
    ),
    rate(
        "residence_lost", -1, "residence_lost", "Perte du domicile", "Residence lost",
        "Crises qui font perdre le logement ordinaire, pour 100 personnes et par an.",
        "Crises that end ordinary residence, for 100 persons a year.",
    ),
    rate(
        "escalated", -1, "escalated", "Aggravations en attente", "Escalations while waiting",
        "Personnes dont la situation s'aggrave en attendant, pour 100 personnes et par an.",
        "Persons whose situation escalates while waiting, for 100 persons a year.",
    ),
    rate(
        "asked", 0, "asked", "Demandes", "Requests",
        "Demandes nouvelles, pour 100 personnes et par an.",
        "New requests, for 100 persons a year.",
    ),
    rate(
        "assessed", 0, "assessed", "Évaluations", "Assessments",
        "Évaluations et nouvelles orientations faites, pour 100 personnes et par an.",
        "Assessments and new orientations made, for 100 persons a year.",
    ),
    rate(
        "admitted", 0, "admitted", "Admissions en place", "Admissions to a place",
        "Entrées dans une place, pour 100 personnes et par an.",
        "Entries into a place, for 100 persons a year.",
    ),
    rate(
        "planned", 0, "planned", "Plans ouverts", "Plans opened",
        "Plans d'heures ouverts dans un domaine, pour 100 personnes et par an.",
        "Plans of hours opened in a domain, for 100 persons a year.",
    ),
    rate(
        "thin_plans", -1, "thin", "Plans trop minces", "Thin plans",
        "Plans accordés sous le besoin (saupoudrage), pour 100 personnes et par an.",
        "Plans granted below the need (spread thin), for 100 persons a year.",
    ),
    rate(
        "with_actor", 0, "with_actor", "Entrées dans une association de projet",
        "Entries with a project actor",
        "Personnes accueillies par un acteur de projet, pour 100 personnes et par an.",
        "Persons taken in by a project actor, for 100 persons a year.",
    ),
    # How support is made.
    share(
        "fragmentation", -1, "providers", "supported", "Intervenants non reliés",
        "Unlinked providers",
        "Intervenants que rien ne relie, par personne accompagnée.",
        "Providers that nothing links, a person supported.",
        unit="providers",
    ),
    share(
        "composed_share", 0, "composed", "supported", "Réponses composées", "Composed responses",
        "Part des personnes accompagnées qui ont un plan d'heures sur mesure.",
        "Share of supported persons who have a plan of hours made to measure.",
    ),
    share(
        "ordinary_residence", 1, "people -institution", "people", "Vivent hors institution",
        "Live outside institutions",
        "Part des personnes qui ne résident pas en établissement.",
        "Share of persons who do not reside in an establishment.",
    ),
    share(
        "hours_places", 0, "place", "people", "Heures données en place", "Hours given in places",
        "Heures reçues dans une place, par personne présente et par mois.",
        "Hours received in a place, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "hours_plans", 0, "plan", "people", "Heures sur mesure", "Hours made to measure",
        "Heures reçues par un plan, par personne présente et par mois.",
        "Hours received through a plan, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "hours_actors", 0, "from_actors", "people", "Heures des acteurs de projet",
        "Hours of project actors",
        "Heures reçues d'acteurs de projet, par personne présente et par mois.",
        "Hours received from project actors, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "hours_mainstream", 0, "from_mainstream", "people", "Heures du droit commun",
        "Hours of mainstream services",
        "Heures reçues des services de droit commun, par personne présente et par mois.",
        "Hours received from mainstream services, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "hours_carers", 0, "from_carers", "people", "Heures des aidants", "Hours of carers",
        "Heures données par les aidants, par personne présente et par mois.",
        "Hours given by carers, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    # Choice.
    share(
        "options", 1, "options", "counted", "Options réelles", "Real options",
        "Options distinctes, accessibles, connues et qui admettent, par domaine de besoin.",
        "Distinct options within reach, known and that admit, in each domain of need.",
        scale=1 / counts.MILLION, unit="options",
    ),
    share(
        "voice", 1, "voice", "counted", "Poids de la parole", "Weight of the voice",
        "Part des préférences exprimées qui décident, selon la capacité à exprimer un projet.",
        "Share of stated preferences that decide, times the ability to express a project.",
        scale=1 / counts.MILLION, unit="index",
    ),
    share(
        "capability", 1, "capability", "counted", "Capabilité", "Capability",
        "Options réelles (concaves) multipliées par le poids de la parole, de 0 à 1.",
        "Real options (concave) times the weight of the voice, from 0 to 1.",
        scale=1 / counts.MILLION, unit="index",
    ),
    # Carers.
    share(
        "carer_load", -1, "carer_load", "carers", "Charge des aidants", "Carers' load",
        "Heures que la vie quotidienne demande à chaque aidant, par mois.",
        "Hours that daily life asks of each carer, a month.",
        scale=1 / 60, unit="hours_month",
    ),
    share(
        "carer_overload", -1, "carer_load", "carer_capacity", "Charge sur capacité des aidants",
        "Carers' load over capacity",
        "Heures demandées aux aidants, rapportées à celles qu'ils peuvent donner.",
        "Hours asked of carers over those that they can give.",
        unit="index",
    ),
    share(
        "carer_strain", -1, "strain", "carers", "Épuisement des aidants", "Carers' strain",
        "Tension moyenne des aidants, 0 sans surcharge.",
        "Mean strain of carers, 0 without overload.",
        scale=1 / counts.MILLION, unit="index",
    ),
    rate(
        "burnouts", -1, "burnouts", "Aidants à bout", "Carers' burnouts",
        "Aidants qui cessent d'aider, pour 100 aidants et par an.",
        "Carers who stop helping, for 100 carers a year.",
        of="carers",
    ),
)
# fmt: on
