"""Indicators of the two markets: how far apart they are, who closes, what calls buy, what spreads.

The stabilised side is that of authorised establishments, the precarious side that of actors that
live on projects. The two-speed index tells how far apart they are; as a gap may also narrow because
the better side gets worse, it is always read beside the level of each side (`levelling_down`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from sim.data.tables import number
from sim.indicators.kinds import YEAR, Direction, Gap, Indicator, Side, Survival, rate, share
from sim.state import counts

__all__ = ["LEVELS", "MARKET", "SIDES", "Compared", "levelling_down"]

SIDES: Final = (
    Side("horizon", 0.2, True, "horizon_stabilised", "horizon_precarious"),
    Side("volatility", 0.2, False, "volatility_stabilised", "volatility_precarious"),
    Side("turnover", 0.2, False, "turnover_stabilised", "turnover_precarious"),
    Side("wage", 0.2, True, "wage_stabilised", "wage_precarious"),
    Side("survival", 0.2, True, "survival_stabilised", "survival_precarious"),
)
LEVELS: Final = tuple(name for side in SIDES for name in (side.stabilised, side.precarious))
LEAST: Final = 0.02  # share of a level below which it is not said to have changed
ONE: Final = 1 / counts.MILLION


def _millionths(
    name: str, direction: Direction, top: str, bottom: str, *words: str, unit: str = "index"
) -> Indicator:
    return share(name, direction, top, bottom, *words, scale=ONE, unit=unit)


def _survival(name: str, events: str, stock: str, *words: str) -> Indicator:
    return Indicator(name, "share", 1, Survival(events, stock), *words)


# fmt: off
MARKET: Final[tuple[Indicator, ...]] = (
    # How far apart the two markets are, and the level of each.
    Indicator(
        "two_speed", "index", -1, Gap(SIDES),
        "Écart entre les deux marchés", "Two-speed index",
        "Moyenne, à poids égaux, de cinq écarts (s − p)/(s + p) entre établissements (s) et "
        "acteurs de projet (p) : horizon de financement, variation des recettes, départs, salaire, "
        "survie à 5 ans. De −1 à 1 ; 0 = aucun écart. À lire avec le niveau de chaque côté.",
        "Mean, with equal weights, of five gaps (s − p)/(s + p) between establishments (s) and "
        "project actors (p): funding horizon, swing of income, departures, wage, survival over 5 "
        "years. From −1 to 1; 0 = no gap. To be read with the level of each side.",
    ),
    share(
        "horizon_stabilised", 1, "horizon_e", "establishments",
        "Horizon de financement des établissements", "Funding horizon of establishments",
        "Mois de financement assurés devant un établissement.",
        "Months of funding secured ahead of an establishment.",
        unit="months",
    ),
    share(
        "horizon_precarious", 1, "horizon_a", "actors",
        "Horizon de financement des acteurs de projet", "Funding horizon of project actors",
        "Mois de financement assurés devant un acteur de projet, pondérés par ce qu'ils paient.",
        "Months of funding secured ahead of a project actor, weighed by what they pay.",
        unit="months",
    ),
    _millionths(
        "volatility_stabilised", -1, "swing_e", "swings_e",
        "Variation des recettes des établissements", "Swing of establishments' income",
        "Écart absolu moyen des recettes d'une année à l'autre, rapporté à leur niveau.",
        "Mean absolute change of income from one year to the next, over its level.",
        unit="share",
    ),
    _millionths(
        "volatility_precarious", -1, "swing_a", "swings_a",
        "Variation des recettes des acteurs de projet", "Swing of project actors' income",
        "Écart absolu moyen des recettes d'une année à l'autre, rapporté à leur niveau.",
        "Mean absolute change of income from one year to the next, over its level.",
        unit="share",
    ),
    share(
        "turnover_stabilised", -1, "left_e", "staff_e",
        "Départs dans les établissements", "Departures from establishments",
        "Part du personnel des établissements qui part en un an.",
        "Share of the staff of establishments that leaves in a year.",
        scale=YEAR,
    ),
    share(
        "turnover_precarious", -1, "left_a", "staff_a",
        "Départs chez les acteurs de projet", "Departures from project actors",
        "Part du personnel des acteurs de projet qui part en un an.",
        "Share of the staff of project actors that leaves in a year.",
        scale=YEAR,
    ),
    share(
        "wage_stabilised", 1, "wage_e", "staff_e",
        "Salaire horaire dans les établissements", "Hourly wage in establishments",
        "Ce que les salaires coûtent à un établissement par heure de travail payée.",
        "What wages cost an establishment for a paid hour of work.",
        scale=0.6 * number("direct_share"), unit="euros_hour",
    ),
    share(
        "wage_precarious", 1, "wage_a", "staff_a",
        "Salaire horaire chez les acteurs de projet", "Hourly wage of project actors",
        "Ce que les salaires coûtent à un acteur de projet par heure de travail payée.",
        "What wages cost a project actor for a paid hour of work.",
        scale=0.6 * number("actor_group"), unit="euros_hour",
    ),
    _survival(
        "survival_stabilised", "failures mergers", "establishments",
        "Survie à 5 ans des établissements", "Five-year survival of establishments",
        "Part qui aurait encore le même opérateur après 5 ans, au rythme observé des départs.",
        "Share that would still have their operator after 5 years, at the rate observed.",
    ),
    _survival(
        "survival_precarious", "closures", "actors",
        "Survie à 5 ans des acteurs de projet", "Five-year survival of project actors",
        "Part qui serait encore là après 5 ans, au rythme observé des fermetures.",
        "Share that would still be there after 5 years, at the rate of closures observed.",
    ),
    # Who closes, who appears.
    rate(
        "actor_closures", -1, "closures", "Fermetures d'acteurs de projet",
        "Closures of project actors",
        "Acteurs de projet qui ferment, pour 100 acteurs et par an.",
        "Project actors that close, for 100 actors a year.",
        of="actors", unit="per_100_actors",
    ),
    rate(
        "actor_births", 0, "births", "Naissances d'acteurs de projet", "Births of project actors",
        "Acteurs de projet qui se créent, pour 100 acteurs et par an.",
        "Project actors that are founded, for 100 actors a year.",
        of="actors", unit="per_100_actors",
    ),
    share(
        "actors_alive", 0, "actors", "", "Acteurs de projet en activité", "Project actors alive",
        "Nombre d'acteurs de projet en activité, en moyenne mensuelle.",
        "Number of project actors at work, monthly mean.",
        unit="actors",
    ),
    rate(
        "establishment_failures", -1, "failures mergers", "Établissements repris",
        "Establishments taken over",
        "Établissements que leur opérateur quitte (défaillance, regroupement), pour 100 et par an.",
        "Establishments that their operator leaves, by failure or regrouping, for 100 a year.",
        of="establishments", unit="per_100_organisations",
    ),
    rate(
        "mergers", 0, "mergers", "Regroupements", "Mergers",
        "Établissements qui changent d'opérateur par regroupement, pour 100 et par an.",
        "Establishments that change operator by regrouping, for 100 a year.",
        of="establishments", unit="per_100_organisations",
    ),
    share(
        "deficit_share", -1, "deficits", "accounts_closed", "Comptes en déficit",
        "Accounts in deficit",
        "Part des comptes annuels d'établissements clos en déficit.",
        "Share of yearly accounts of establishments closed in deficit.",
    ),
    share(
        "places_closed_share", -1, "places_closed", "places", "Places fermées", "Places closed",
        "Part des places autorisées fermées faute d'argent ou de personnel.",
        "Share of authorised places closed for want of money or staff.",
    ),
    share(
        "staff_vacant_share", -1, "staff_vacant", "staff_total", "Postes gelés ou vacants",
        "Posts frozen or vacant",
        "Part du temps de personnel que des postes gelés ou vacants ne donnent pas.",
        "Share of staff time that frozen or vacant posts do not give.",
    ),
    # What calls buy.
    share(
        "call_price", 0, "award_cents", "award_minutes", "Prix des appels", "Price of calls",
        "Prix d'une heure dans les contrats attribués par appel.",
        "Price of an hour in contracts won by call.",
        scale=0.6, unit="euros_hour",
    ),
    _millionths(
        "call_quality", 1, "award_quality", "awards", "Qualité promise dans les appels",
        "Quality of calls",
        "Qualité promise des contrats attribués par appel, 1 = pleine.",
        "Quality promised in contracts won by call, 1 = full.",
    ),
    share(
        "call_rent", 0, "award_rent", "award_cents", "Marge des lauréats", "Rent of winners",
        "Part du prix des contrats attribués qui dépasse leur coût ; négative, c'est la "
        "malédiction du vainqueur.",
        "Share of the price of contracts won beyond their cost; below zero, the winner's curse.",
    ),
    share(
        "bids_per_lot", 0, "bids", "lots", "Réponses par lot", "Bids for each lot",
        "Nombre de réponses reçues par lot mis en appel.",
        "Number of bids received for a lot put out to call.",
        unit="bids",
    ),
    share(
        "lots_unawarded", -1, "lots -awards", "lots", "Lots sans suite", "Lots without a winner",
        "Part des lots mis en appel que personne n'obtient.",
        "Share of the lots put out to call that nobody wins.",
    ),
    share(
        "bid_cost_share", -1, "bid_costs", "contracts", "Coût des réponses", "Cost of bidding",
        "Coût du travail de réponse, rapporté à ce que les contrats paient.",
        "Cost of the work of bidding over what contracts pay.",
    ),
    share(
        "subsidy_share", 0, "subsidies", "subsidies contracts", "Part des subventions",
        "Share of subsidies",
        "Part des subventions dans ce que le public verse aux acteurs de projet, le reste étant "
        "des contrats.",
        "Share of subsidies in what public money pays project actors, the rest being contracts.",
    ),
    # What persons meet of it.
    _millionths(
        "actor_quality", 1, "quality_a", "actors", "Qualité donnée par les acteurs de projet",
        "Quality delivered by project actors",
        "Qualité réellement donnée par un acteur de projet, 1 = pleine.",
        "Quality that a project actor really delivers, 1 = full.",
    ),
    rate(
        "lost_seats", -1, "lost_seats", "Accompagnements perdus avec un contrat",
        "Supports lost with a contract",
        "Personnes qui perdent leur accompagnement avec un contrat ou un acteur, pour 100 et par "
        "an.",
        "Persons who lose their support with a contract or an actor, for 100 persons a year.",
    ),
    rate(
        "priced_out", -1, "priced_out", "Écartés par le prix", "Priced out",
        "Personnes qui ne peuvent payer ce qui reste à leur charge, pour 100 personnes et par an.",
        "Persons who cannot pay what is left to them, for 100 persons a year.",
    ),
    rate(
        "minimum_service", -1, "minimum_service", "Réduits au service minimum",
        "Down to the minimum service",
        "Personnes qui ne reçoivent que le service minimum, pour 100 personnes et par an.",
        "Persons who get only the minimum service, for 100 persons a year.",
    ),
    share(
        "fees", -1, "fees", "people", "Participations payées", "Fees paid",
        "Euros payés par les usagers aux acteurs de projet, par personne présente et par an.",
        "Euros that users pay to project actors, a person present and year.",
        scale=YEAR / 100, unit="euros_year",
    ),
    # Innovation and trust.
    rate(
        "innovations_invented", 1, "invented", "Réponses nouvelles", "New responses",
        "Réponses nouvelles inventées, pour 100 acteurs de projet et par an.",
        "New responses invented, for 100 project actors a year.",
        of="actors", unit="per_100_actors",
    ),
    share(
        "innovations_practising", 1, "practising", "actors establishments",
        "Pratiquent une réponse nouvelle", "Practise a new response",
        "Part des organisations qui pratiquent une réponse nouvelle.",
        "Share of organisations that practise a new response.",
    ),
    rate(
        "innovations_kept", 1, "kept", "Réponses pérennisées", "Responses made lasting",
        "Réponses nouvelles que de l'argent stable reprend, pour 100 acteurs et par an.",
        "New responses that stable money takes over, for 100 actors a year.",
        of="actors", unit="per_100_actors",
    ),
    rate(
        "innovations_forgotten", -1, "forgotten", "Réponses perdues", "Responses lost",
        "Réponses nouvelles perdues avec l'argent qui les portait, pour 100 acteurs et par an.",
        "New responses lost with the money that carried them, for 100 actors a year.",
        of="actors", unit="per_100_actors",
    ),
    _millionths(
        "trust", 1, "trust", "trusting", "Confiance entre organisations",
        "Trust between organisations",
        "Confiance moyenne, de 0 à 1.", "Mean trust, from 0 to 1.",
    ),
)
# fmt: on


class Compared(Protocol):
    """What a paired comparison tells of one indicator."""

    @property
    def a(self) -> float:
        """Mean of the first world."""

    @property
    def low(self) -> float:
        """Lower end of the interval of the difference."""

    @property
    def high(self) -> float:
        """Upper end of the interval of the difference."""


def levelling_down(compared: Mapping[str, Compared]) -> tuple[str, ...]:
    """Levels of the stabilised side that got worse while the gap narrowed; none otherwise.

    Both must be sure: the interval of the index lies below 0, and that of the level beyond `LEAST`
    of the level itself on its bad side. A narrower gap with such a level is levelling down, not
    success.

    Parameters
    ----------
    compared
        Paired differences by name of indicator: ``two_speed`` and the levels of `SIDES`.
    """
    if not compared["two_speed"].high < 0:
        return ()
    worse = []
    for side in SIDES:
        level = compared[side.stabilised]
        least = LEAST * abs(level.a)
        if level.high < -least if side.good else level.low > least:
            worse.append(side.stabilised)
    return tuple(worse)
