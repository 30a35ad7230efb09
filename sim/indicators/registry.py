"""Every indicator: name, unit, direction, words in two languages, and what it is computed from.

One registry for tables, figures, page and cards. A new indicator is one entry here; how the kinds
of sources become numbers is in `sim.indicators.measure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.columns import COUNTERS
from sim.indicators import tally

__all__ = [
    "DOMAIN_CODES",
    "HEADLINE",
    "INDICATORS",
    "LOSER_INDICATORS",
    "REGISTRY",
    "Indicator",
    "Paid",
    "Ratio",
    "Source",
    "Wait",
]

Direction = Literal[-1, 0, 1]
DOMAIN_CODES: Final = ("daily", "health", "education", "insertion")
YEAR: Final = 12.0
HORIZON: Final = 60  # months to which mean and Gini of waits are restricted


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sum of monthly counts over sum of monthly counts, times `scale`.

    Attributes
    ----------
    top, bottom
        Names in `tally.NAMES`; a leading ``-`` subtracts. ``unmet`` alone stands for the four
        domains. An empty `bottom` divides by the months.
    scale
        From minutes, cents or millionths to the unit told.
    cells
        Counters (top, bottom) of `sim.columns.COUNTERS` that say the same of a group of persons.
    """

    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    scale: float = 1.0
    cells: tuple[str, str] | None = None

    @property
    def domains(self) -> bool:
        """Whether it is also told by domain."""
        return any(name.lstrip("-") in BY_DOMAIN for name in self.top)

    def __post_init__(self) -> None:
        """Check that every count exists."""
        for name in (*self.top, *self.bottom):
            if name.lstrip("-") not in tally.INDEX and name.lstrip("-") not in BY_DOMAIN:
                raise ValueError(f"{name} is not counted")
        for counter in self.cells or ():
            if counter not in COUNTERS:
                raise ValueError(f"{counter} is not a counter")


BY_DOMAIN: Final = ("need", "unmet", "place", "plan")


@dataclass(frozen=True, slots=True)
class Wait:
    """A number read off the Kaplan-Meier curve of a kind of wait (`tally.WAIT_KINDS`)."""

    kind: int
    statistic: Literal["mean", "median", "p95", "gini"]


@dataclass(frozen=True, slots=True)
class Paid:
    """Cents that funders pay, in all and by payer, a year and person present."""

    scale: float = YEAR / 100


Source = Ratio | Wait | Paid


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, and how it is told.

    Attributes
    ----------
    name
        Stable name, used in files and cards.
    unit
        One of those that `sim.labels.UNITS` translates.
    direction
        1 when more is better for people, -1 when less is, 0 when neither.
    source
        What it is computed from, over the months since the reform.
    """

    name: str
    unit: str
    direction: Direction
    source: Source
    label_fr: str
    label_en: str
    definition_fr: str
    definition_en: str

    def label(self, lang: str) -> str:
        """Short label in a language."""
        return self.label_fr if lang == "fr" else self.label_en

    def definition(self, lang: str) -> str:
        """Definition in a language."""
        return self.definition_fr if lang == "fr" else self.definition_en


def _mean(name: str, direction: Direction, top: str, *words: str) -> Indicator:
    """Mean number of persons in a month."""
    return Indicator(name, "persons", direction, Ratio((top,)), *words)


def _share(
    name: str,
    direction: Direction,
    top: str,
    bottom: str,
    *words: str,
    scale: float = 1.0,
    unit: str = "share",
    cells: tuple[str, str] | None = None,
) -> Indicator:
    source = Ratio(tuple(top.split()), tuple(bottom.split()), scale, cells)
    return Indicator(name, unit, direction, source, *words)


def _rate(
    name: str,
    direction: Direction,
    top: str,
    *words: str,
    of: str = "people",
    cells: str = "",
) -> Indicator:
    """Events for 100 persons and year."""
    counters = (cells, "months") if cells else None
    source = Ratio((top,), (of,), 100 * YEAR, counters)
    return Indicator(name, "per_100_years", direction, source, *words)


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
        _share(
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
        _share(
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
INDICATORS: Final[tuple[Indicator, ...]] = (
    # Persons by state.
    _mean(
        "people", 0, "people", "Personnes présentes", "Persons present",
        "Personnes du territoire, en moyenne mensuelle.",
        "Persons of the territory, monthly mean.",
    ),
    _mean(
        "latent", 0, "latent", "N'ont rien demandé", "Have not asked",
        "Personnes en vie ordinaire, qui n'ont pas demandé.",
        "Persons in ordinary life who have not asked.",
    ),
    _mean(
        "assess", -1, "assess", "Attendent l'évaluation", "Wait for assessment",
        "Personnes qui ont demandé et attendent leur évaluation ou une nouvelle orientation.",
        "Persons who asked and wait for their assessment or a new orientation.",
    ),
    _mean(
        "wait", -1, "wait", "Sur liste d'attente", "On a waiting list",
        "Personnes orientées qui attendent une place ou un plan d'heures.",
        "Oriented persons who wait for a place or a plan of hours.",
    ),
    _mean(
        "served", 0, "served", "Accompagnées", "Supported",
        "Personnes qui tiennent une place ou un plan, couvertes ou non.",
        "Persons who hold a place or a plan, covered or not.",
    ),
    _mean(
        "refused", -1, "refused", "Refusées", "Refused",
        "Personnes que tous ont refusées.", "Persons whom everybody refused.",
    ),
    _mean(
        "renounced", -1, "renounced", "Ont renoncé", "Renounced",
        "Personnes qui ont renoncé en attendant.", "Persons who gave up while waiting.",
    ),
    _mean(
        "blocked", -1, "blocked", "Places bloquées", "Blocked places",
        "Personnes qui gardent une place au-delà de son âge, faute de suite (amendement Creton).",
        "Persons who keep a place beyond its age for want of another (amendement Creton).",
    ),
    # Need and what covers it.
    _share(
        "unmet_need", -1, "unmet", "need", "Besoin non couvert", "Unmet need",
        "Part des heures de besoin qu'aucun accompagnement utile ne couvre.",
        "Share of the hours of need that no effective support covers.",
        cells=("unmet", "need"),
    ),
    _share(
        "unmet_hours", -1, "unmet", "people", "Heures de besoin non couvertes", "Unmet hours",
        "Heures de besoin non couvertes par personne présente et par mois.",
        "Hours of need not covered, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "covered_share", 1, "covered", "in_need", "Besoins couverts", "Needs covered",
        "Part des personnes ayant un besoin dont tous les domaines sont couverts au seuil (0,8).",
        "Share of persons in need covered up to the threshold (0.8) in every domain.",
    ),
    _share(
        "waiting", -1, "assess wait", "people", "En attente", "Waiting",
        "Part des personnes qui attendent une évaluation, une place ou un plan.",
        "Share of persons who wait for an assessment, a place or a plan.",
        cells=("waiting", "months"),
    ),
    _share(
        "without_solution", -1, "refused renounced", "people", "Sans solution",
        "Without solution",
        "Part des personnes refusées partout ou qui ont renoncé.",
        "Share of persons refused everywhere or who gave up.",
        cells=("without", "months"),
    ),
    *_waits(),
    # What happens to people.
    _rate(
        "ruptures", -1, "ruptures", "Ruptures de parcours", "Ruptures",
        "Accompagnements finis sans suite malgré un besoin au moins modéré, pour 100 personnes "
        "et par an.",
        "Supports that end with nothing after them despite a need at least moderate, for 100 "
        "persons a year.",
        cells="ruptures",
    ),
    _rate(
        "refusals", -1, "refusals", "Refus d'admission", "Refusals",
        "Demandes refusées partout, pour 100 personnes et par an.",
        "Requests refused everywhere, for 100 persons a year.",
    ),
    _rate(
        "renouncing", -1, "renouncing", "Renoncements", "Giving up",
        "Personnes qui renoncent en attendant, pour 100 personnes et par an.",
        "Persons who give up while waiting, for 100 persons a year.",
    ),
    _rate(
        "dropped", -1, "dropped", "Demandes écartées faute de liste", "Turned away from lists",
        "Demandes perdues parce qu'une liste est pleine ou absente, pour 100 personnes et par an.",
        "Requests lost because a list is full or absent, for 100 persons a year.",
    ),
    _rate(
        "transfers", 0, "transfers", "Changements d'établissement", "Transfers",
        "Passages d'un établissement à un autre, pour 100 personnes et par an.",
        "Moves from one establishment to another, for 100 persons a year.",
    ),
    _rate(
        "imposed", -1, "imposed", "Orientations imposées", "Imposed transfers",
        "Changements contraires au projet de la personne, pour 100 personnes et par an.",
        "Moves against the person's stated project, for 100 persons a year.",
        cells="imposed",
    ),
    _rate(
        "handoffs", -1, "handoffs", "Passages de relais", "Hand-offs",
        "Passages d'un service à un autre, pour 100 personnes et par an.",
        "Hand-offs from one service to another, for 100 persons a year.",
        cells="handoffs",
    ),
    _rate(
        "handoff_lost", -1, "handoff_lost", "Perdus en route", "Lost at a hand-off",
        "Personnes perdues à un passage de relais, pour 100 personnes et par an.",
        "Persons lost at a hand-off, for 100 persons a year.",
    ),
    _rate(
        "prepared", 1, "prepared", "Passages préparés", "Prepared transitions",
        "Passages préparés et retours sans nouvelle orientation, pour 100 personnes et par an.",
        "Prepared transitions and returns without a new orientation, for 100 persons a year.",
    ),
    _rate(
        "crises", -1, "crises", "Crises", "Crises",
        "Hospitalisations ou hébergements en urgence, pour 100 personnes et par an.",
        "Emergency stays, for 100 persons a year.",
        cells="crises",
    ),
    _rate(
        "residence_lost", -1, "residence_lost", "Perte du domicile", "Residence lost",
        "Crises qui font perdre le logement ordinaire, pour 100 personnes et par an.",
        "Crises that end ordinary residence, for 100 persons a year.",
    ),
    _rate(
        "escalated", -1, "escalated", "Aggravations en attente", "Escalations while waiting",
        "Personnes dont la situation s'aggrave en attendant, pour 100 personnes et par an.",
        "Persons whose situation escalates while waiting, for 100 persons a year.",
    ),
    _rate(
        "asked", 0, "asked", "Demandes", "Requests",
        "Demandes nouvelles, pour 100 personnes et par an.",
        "New requests, for 100 persons a year.",
    ),
    _rate(
        "assessed", 0, "assessed", "Évaluations", "Assessments",
        "Évaluations et nouvelles orientations faites, pour 100 personnes et par an.",
        "Assessments and new orientations made, for 100 persons a year.",
    ),
    _rate(
        "admitted", 0, "admitted", "Admissions en place", "Admissions to a place",
        "Entrées dans une place, pour 100 personnes et par an.",
        "Entries into a place, for 100 persons a year.",
    ),
    _rate(
        "planned", 0, "planned", "Plans ouverts", "Plans opened",
        "Plans d'heures ouverts dans un domaine, pour 100 personnes et par an.",
        "Plans of hours opened in a domain, for 100 persons a year.",
    ),
    _rate(
        "thin_plans", -1, "thin", "Plans trop minces", "Thin plans",
        "Plans accordés sous le besoin (saupoudrage), pour 100 personnes et par an.",
        "Plans granted below the need (spread thin), for 100 persons a year.",
    ),
    _rate(
        "with_actor", 0, "with_actor", "Entrées dans une association de projet",
        "Entries with a project actor",
        "Personnes accueillies par un acteur de projet, pour 100 personnes et par an.",
        "Persons taken in by a project actor, for 100 persons a year.",
    ),
    # How support is made.
    _share(
        "fragmentation", -1, "providers", "supported", "Intervenants non reliés",
        "Unlinked providers",
        "Intervenants que rien ne relie, par personne accompagnée.",
        "Providers that nothing links, a person supported.",
        unit="providers",
    ),
    _share(
        "composed_share", 0, "composed", "supported", "Réponses composées", "Composed responses",
        "Part des personnes accompagnées qui ont un plan d'heures sur mesure.",
        "Share of supported persons who have a plan of hours made to measure.",
    ),
    _share(
        "ordinary_residence", 1, "people -institution", "people", "Vivent hors institution",
        "Live outside institutions",
        "Part des personnes qui ne résident pas en établissement.",
        "Share of persons who do not reside in an establishment.",
    ),
    _share(
        "hours_places", 0, "place", "people", "Heures données en place", "Hours given in places",
        "Heures reçues dans une place, par personne présente et par mois.",
        "Hours received in a place, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "hours_plans", 0, "plan", "people", "Heures sur mesure", "Hours made to measure",
        "Heures reçues par un plan, par personne présente et par mois.",
        "Hours received through a plan, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "hours_actors", 0, "from_actors", "people", "Heures des acteurs de projet",
        "Hours of project actors",
        "Heures reçues d'acteurs de projet, par personne présente et par mois.",
        "Hours received from project actors, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "hours_mainstream", 0, "from_mainstream", "people", "Heures du droit commun",
        "Hours of mainstream services",
        "Heures reçues des services de droit commun, par personne présente et par mois.",
        "Hours received from mainstream services, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "hours_carers", 0, "from_carers", "people", "Heures des aidants", "Hours of carers",
        "Heures données par les aidants, par personne présente et par mois.",
        "Hours given by carers, a person present and month.",
        scale=1 / 60, unit="hours_month",
    ),
    # Choice.
    _share(
        "options", 1, "options", "counted", "Options réelles", "Real options",
        "Options distinctes, accessibles, connues et qui admettent, par domaine de besoin.",
        "Distinct options within reach, known and that admit, in each domain of need.",
        scale=1 / tally.MILLION, unit="options",
    ),
    _share(
        "voice", 1, "voice", "counted", "Poids de la parole", "Weight of the voice",
        "Part des préférences exprimées qui décident, selon la capacité à exprimer un projet.",
        "Share of stated preferences that decide, times the ability to express a project.",
        scale=1 / tally.MILLION, unit="index",
    ),
    _share(
        "capability", 1, "capability", "counted", "Capabilité", "Capability",
        "Options réelles (concaves) multipliées par le poids de la parole, de 0 à 1.",
        "Real options (concave) times the weight of the voice, from 0 to 1.",
        scale=1 / tally.MILLION, unit="index",
    ),
    # Carers.
    _share(
        "carer_load", -1, "carer_load", "carers", "Charge des aidants", "Carers' load",
        "Heures que la vie quotidienne demande à chaque aidant, par mois.",
        "Hours that daily life asks of each carer, a month.",
        scale=1 / 60, unit="hours_month",
    ),
    _share(
        "carer_overload", -1, "carer_load", "carer_capacity", "Charge sur capacité des aidants",
        "Carers' load over capacity",
        "Heures demandées aux aidants, rapportées à celles qu'ils peuvent donner.",
        "Hours asked of carers over those that they can give.",
        unit="index",
    ),
    _share(
        "carer_strain", -1, "strain", "carers", "Épuisement des aidants", "Carers' strain",
        "Tension moyenne des aidants, 0 sans surcharge.",
        "Mean strain of carers, 0 without overload.",
        scale=1 / tally.MILLION, unit="index",
    ),
    _rate(
        "burnouts", -1, "burnouts", "Aidants à bout", "Carers' burnouts",
        "Aidants qui cessent d'aider, pour 100 aidants et par an.",
        "Carers who stop helping, for 100 carers a year.",
        of="carers",
    ),
    # Money.
    Indicator(
        "public_cost", "euros_year", -1, Paid(), "Dépense publique", "Public cost",
        "Euros versés par tous les financeurs, par personne présente et par an.",
        "Euros paid by all funders, a person present and year.",
    ),
    _share(
        "cost_per_covered_hour", -1, "paid", "need -unmet", "Coût d'une heure couverte",
        "Cost of a covered hour",
        "Euros publics par heure de besoin couverte, quel que soit celui qui la donne.",
        "Public euros for an hour of need covered, whoever gives it.",
        scale=0.6, unit="euros_hour",
    ),
    _share(
        "repair_cost", -1, "to_crises", "people", "Réparer : coût des crises",
        "Repair: cost of crises",
        "Euros versés pour les urgences, par personne présente et par an.",
        "Euros paid for emergencies, a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    _share(
        "prepare_share", 0, "staff_planning staff_reserve staff_referent staff_support",
        "staff_total", "Préparer : temps en amont", "Prepare: time spent ahead",
        "Part du temps de personnel qui va aux plans, aux heures libres, aux référents et à "
        "l'appui aux partenaires.",
        "Share of staff time that goes to plans, hours kept free, referents and support to "
        "partners.",
    ),
    _share(
        "travel_cost", -1, "travel_cost", "people", "Coût des trajets", "Travel cost",
        "Euros que coûtent les trajets, par personne présente et par an.",
        "Euros that journeys cost, a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    _share(
        "stranded_cost", -1, "stranded", "people", "Charges fixes échouées", "Stranded cost",
        "Charges fixes des places converties qui restent à payer, en euros par personne présente "
        "et par an.",
        "Fixed cost of converted places that still has to be paid, euros a person present and "
        "year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    _share(
        "released_cost", 0, "released", "people", "Charges fixes libérées", "Released cost",
        "Charges fixes de places converties qui ont cessé, en euros par personne présente et par "
        "an.",
        "Fixed cost of converted places that has ceased, euros a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    # Time of staff.
    _share(
        "direct_share", 1, "staff_place staff_direct", "staff_total", "Temps auprès des personnes",
        "Time with persons",
        "Part du temps de personnel payé qui se passe auprès des personnes.",
        "Share of paid staff time spent with persons.",
    ),
    _share(
        "wasted_share", -1, "wasted", "place plan", "Heures au-delà du besoin",
        "Hours beyond need",
        "Part des heures données qui dépassent le besoin de la personne.",
        "Share of the hours given beyond the person's need.",
    ),
    _share(
        "idle_share", -1, "staff_idle staff_pool_idle", "staff_total", "Temps inemployé",
        "Idle time",
        "Part du temps payé de places vides ou d'heures non attribuées.",
        "Share of paid time of vacant places or of hours not granted.",
    ),
    _share(
        "travel_share", -1, "staff_travel", "staff_total", "Temps de trajet", "Travel time",
        "Part du temps de personnel payé passée sur la route.",
        "Share of paid staff time spent on the road.",
    ),
    _share(
        "undelivered_share", -1, "staff_undelivered", "staff_total", "Heures payées non faites",
        "Hours paid and not worked",
        "Part du temps payé qui échappe au contrôle.",
        "Share of paid time that slips away from control.",
    ),
    *_overheads(),
    # Places.
    _share(
        "occupancy", 0, "places_used", "places -places_converted -places_closed",
        "Occupation des places", "Occupancy",
        "Part des places ouvertes qui sont tenues.", "Share of open places that are held.",
    ),
    _share(
        "blocked_share", -1, "blocked", "places_used", "Part de places bloquées",
        "Share of places blocked",
        "Part des places tenues par une personne au-delà de leur âge.",
        "Share of held places that a person beyond their age holds.",
    ),
    _share(
        "converted_share", 0, "places_converted", "places", "Places converties en heures",
        "Places turned into hours",
        "Part des places autorisées devenues des heures sur mesure.",
        "Share of authorised places that became hours made to measure.",
    ),
)
# fmt: on

REGISTRY: Final[dict[str, Indicator]] = {indicator.name: indicator for indicator in INDICATORS}

HEADLINE: Final = (
    "unmet_need",
    "covered_share",
    "without_solution",
    "waiting",
    "wait_assessment_mean",
    "wait_first_hour_mean",
    "wait_coverage_mean",
    "ruptures",
    "imposed",
    "refusals",
    "crises",
    "carer_strain",
    "options",
    "voice",
    "capability",
    "fragmentation",
    "overhead",
    "direct_share",
    "travel_share",
    "cost_per_covered_hour",
    "public_cost",
)

LOSER_INDICATORS: Final = (
    "unmet_need",
    "waiting",
    "wait_assessment_mean",
    "wait_first_hour_mean",
    "wait_coverage_mean",
    "without_solution",
)
