"""What people read, in French and in English: units, groups, states, numbers and sentences."""

from __future__ import annotations

import math
from typing import Final, Literal

from sim.errors import InputError

__all__ = [
    "LANGS",
    "UNITS",
    "check_lang",
    "group",
    "interval",
    "number",
    "say",
    "signed",
    "unit",
    "value",
]

Lang = Literal["fr", "en"]
LANGS: Final = ("fr", "en")
NARROW: Final = "\u202f"  # narrow space of French thousands
MINUS: Final = "\u2212"

UNITS: Final[dict[str, tuple[str, str]]] = {
    "persons": ("personnes", "persons"),
    "share": ("% (écart en points)", "% (gap in points)"),
    "points": ("points", "points"),
    "months": ("mois", "months"),
    "index": ("indice", "index"),
    "hours_month": ("h/mois", "h/month"),
    "per_100_years": ("pour 100 personnes et par an", "per 100 persons a year"),
    "providers": ("intervenants", "providers"),
    "options": ("options", "options"),
    "euros_year": ("€/personne et par an", "€/person a year"),
    "euros_hour": ("€/h", "€/h"),
    "per_100_actors": ("pour 100 acteurs et par an", "per 100 actors a year"),
    "per_100_organisations": ("pour 100 établissements et par an", "per 100 establishments a year"),
    "actors": ("acteurs", "actors"),
    "bids": ("réponses", "bids"),
}

_GROUPS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("domain", "daily"): ("vie quotidienne", "daily life"),
    ("domain", "health"): ("santé", "health"),
    ("domain", "education"): ("éducation et famille", "education and family"),
    ("domain", "insertion"): ("insertion", "insertion"),
    ("stage", "child"): ("enfants (0-19 ans)", "children (0-19)"),
    ("stage", "adult"): ("adultes (20-59 ans)", "adults (20-59)"),
    ("stage", "senior"): ("60 ans et plus", "60 and over"),
    ("sex", "woman"): ("femmes", "women"),
    ("sex", "man"): ("hommes", "men"),
    ("income", "low"): ("revenu faible", "low income"),
    ("income", "middle"): ("revenu moyen", "middle income"),
    ("income", "high"): ("revenu élevé", "high income"),
    ("digital", "none"): ("sans accès numérique", "no digital access"),
    ("digital", "limited"): ("accès numérique limité", "limited digital access"),
    ("digital", "full"): ("plein accès numérique", "full digital access"),
    ("need", "none"): ("sans besoin", "no need"),
    ("need", "light"): ("besoin léger", "light need"),
    ("need", "moderate"): ("besoin modéré", "moderate need"),
    ("need", "severe"): ("besoin sévère", "severe need"),
    ("complexity", "0"): (
        "besoin léger au plus, ou pas encore évalué",
        "light need at most, or not yet assessed",
    ),
    ("complexity", "1"): ("un besoin modéré", "one moderate need"),
    ("complexity", "2"): (
        "un besoin sévère ou plusieurs modérés",
        "one severe need or several moderate ones",
    ),
    ("complexity", "3"): (
        "un besoin sévère et un autre au moins modéré",
        "a severe need and another at least moderate",
    ),
    ("speed", "horizon"): ("horizon de financement", "funding horizon"),
    ("speed", "volatility"): ("variation des recettes", "swing of income"),
    ("speed", "turnover"): ("départs", "departures"),
    ("speed", "wage"): ("salaire", "wage"),
    ("speed", "survival"): ("survie", "survival"),
    ("payer", "state_agency"): ("agence de l'État", "State agency"),
    ("payer", "departement"): ("département", "département"),
    ("payer", "commune"): ("commune", "commune"),
    ("payer", "family_fund"): ("caisse d'allocations familiales", "family fund"),
    ("payer", "foundation"): ("fondations", "foundations"),
}

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "state_away": ("Parti ou décédé", "Gone or dead"),
    "state_ordinary": ("Vie ordinaire", "Ordinary life"),
    "state_waiting": ("En attente", "Waiting"),
    "state_part": ("Accompagné en partie", "Supported in part"),
    "state_full": ("Besoins couverts", "Needs covered"),
    "state_without": ("Sans solution", "Without solution"),
    "month": ("Mois", "Month"),
    "reform": ("réforme", "reform"),
    "band": ("intervalle à 95 %", "95 % interval"),
    "mean": ("différence moyenne", "mean difference"),
    "persons": ("personnes", "persons"),
    "zero": ("aucune différence", "no difference"),
    "same_people": (
        "Les mêmes {n} personnes ayant demandé, dans le même ordre",
        "The same {n} persons who ever asked, in the same order",
    ),
    "difference_title": ("{label} : {b} moins {a}", "{label}: {b} minus {a}"),
    "better_below": ("sous zéro, {b} fait mieux", "below zero, {b} does better"),
    "better_above": ("au-dessus de zéro, {b} fait mieux", "above zero, {b} does better"),
    "costs_title": ("Qui paie, par personne et par an", "Who pays, a person and year"),
    "states_title": ("{n} personnes, {label}", "{n} persons, {label}"),
    "n": ("N = {n} répliques, graines {seeds}", "N = {n} replicates, seeds {seeds}"),
    "teaching": (
        "Modèle pour apprendre, pas une prévision",
        "A teaching model, not a forecast",
    ),
    "indicator": ("Indicateur", "Indicator"),
    "unit": ("Unité", "Unit"),
    "difference": ("Différence [95 %]", "Difference [95 %]"),
    "share_better": ("Répliques où {b} fait mieux", "Replicates where {b} does better"),
    "verdict": ("Sens", "Sense"),
    "verdict_better": ("mieux", "better"),
    "verdict_worse": ("moins bien", "worse"),
    "verdict_unsure": ("indécis", "unsure"),
    "verdict_moves": ("change", "moves"),
    "unknown": ("non atteint", "not reached"),
    "missing_indicators": (
        "Indicateurs absents, car pas encore comptés quand cette comparaison a été enregistrée : "
        "{names}.",
        "Missing indicators, not yet counted when this comparison was saved: {names}.",
    ),
    "who_loses": ("Qui perd avec {b}", "Who loses with {b}"),
    "nobody_loses": (
        "Aucun des {tested} groupes examinés ne perd de façon sûre.",
        "None of the {tested} groups looked at loses for sure.",
    ),
    "losers_note": (
        "{found} sur {tested} groupes examinés (besoin non couvert, attente, sans solution) ; "
        "par hasard seul, on en attendrait environ {luck}.",
        "{found} of {tested} groups looked at (unmet need, wait, without solution); by luck "
        "alone one would expect about {luck}.",
    ),
    "losers_one": (
        "Une seule réplique : aucun intervalle, donc rien à dire de sûr. Demandez replicates=20.",
        "One replicate only: no interval, hence nothing sure to say. Ask for replicates=20.",
    ),
    "two_markets": (
        "Écart entre les deux marchés : le niveau de chaque côté",
        "Two-speed index: the level of each side",
    ),
    "stabilised": ("Établissements", "Establishments"),
    "precarious": ("Acteurs de projet", "Project actors"),
    "levelling_down": (
        "Nivellement par le bas : l'écart se réduit, mais du côté des établissements se dégrade : "
        "{levels}.",
        "Levelling down: the gap narrows, but on the side of establishments this gets worse: "
        "{levels}.",
    ),
    "not_covered": ("Ce qui n'est pas couvert", "What is not covered"),
    "constant": (
        "Les équipes des établissements ne se lassent pas : elles partent au même rythme partout.",
        "Teams of establishments do not tire: their staff leave at the same rate everywhere.",
    ),
    "directors": (
        "Le changement suit une rampe fixe : ni fatigue des équipes, ni style de direction, ni "
        "retrait politique.",
        "Change follows a fixed ramp: no fatigue of teams, no style of direction, no political "
        "withdrawal.",
    ),
    "assumed": (
        "{n} paramètres sur {total} sont supposés faute de source ; leur effet se mesure par "
        "balayage, l'intervalle ci-dessus ne le contient pas.",
        "{n} of {total} parameters are assumed for want of a source; sweeps measure what they do, "
        "the interval above does not contain it.",
    ),
    "luck_only": (
        "L'intervalle ne dit que le hasard des répliques, pas l'incertitude du modèle.",
        "The interval tells the luck of replicates only, not how far the model itself is sure.",
    ),
    "start_differs": (
        "Les deux mondes ne partent pas du même état : {parts} diffèrent.",
        "The two worlds do not start from the same state: {parts} differ.",
    ),
    "policy": (
        "La mesure « {policy} » ({file}, {digest}) est celle de l'utilisateur ; elle ne coûte que "
        "les places, les sièges et les minutes qu'elle ajoute.",
        "The policy “{policy}” ({file}, {digest}) is the user's own; it costs only the places, "
        "seats and minutes that it adds.",
    ),
    "stock_waits": (
        "Les attentes comptent depuis la demande, même faite avant la réforme.",
        "Waits count from the request, even if made before the reform.",
    ),
    "choice_groups": (
        "Options, parole et capabilité ne sont comptées qu'une fois l'an et pas par groupe.",
        "Options, voice and capability are counted once a year only, and not by group.",
    ),
    "files": ("Fichiers", "Files"),
    "again": ("Pour refaire", "To do it again"),
    "digest": ("Empreinte de la table", "Digest of the table"),
    "seconds": ("{s} s", "{s} s"),
    "question": (
        "{a} ou {b} ? {territory}, {months} mois, réforme au mois {reform}",
        "{a} or {b}? {territory}, {months} months, reform at month {reform}",
    ),
    "caption": (
        "{b} comparé à {a}, moyennes depuis la réforme",
        "{b} compared with {a}, means since the reform",
    ),
    "groups_more": (
        "… et {n} autres dans summary.parquet.",
        "… and {n} more in summary.parquet.",
    ),
    "luck_title": (
        "Ce que vaut le même hasard : {a} et {b}, {territory}",
        "What the same luck is worth: {a} and {b}, {territory}",
    ),
    "luck_factor": ("Facteur [95 %]", "Factor [95 %]"),
    "luck_correlation": ("Corrélation", "Correlation"),
    "luck_spread": ("Part due à l'étalement", "Share due to spread"),
    "luck_counting_share": ("Part due au comptage", "Share due to counting"),
    "luck_years": ("Corrélation, années 1, 5, 9…", "Correlation, years 1, 5, 9…"),
    "luck_reads": (
        "Facteur = (Var a + Var b) / Var(b − a) : autant de fois moins de répliques qu'avec deux "
        "hasards indépendants (1). Intervalle : bootstrap BCa sur les graines. Étalement : part de "
        "Var(b − a) venue de ce qu'un monde varie plus. Comptage : part de Var a + Var b que "
        "donneraient des événements indépendants.",
        "Factor = (Var a + Var b) / Var(b − a): as many times fewer replicates than with two "
        "independent lucks (1). Interval: BCa bootstrap over seeds. Spread: share of Var(b − a) "
        "that comes of one world varying more. Counting: share of Var a + Var b that independent "
        "events would give.",
    ),
    "luck_low": ("Facteur inférieur à {least} : d'où cela vient", "Factor below {least}: why"),
    "luck_same": ("identique", "the same"),
    "luck_constant": (
        "un monde au moins ne varie presque pas d'une graine à l'autre : il n'y a pas de hasard à "
        "partager",
        "at least one world hardly varies between seeds: there is no luck to share",
    ),
    "luck_counting": (
        "on compte des événements ou des attentes un à un, et ce ne sont ni les mêmes personnes ni "
        "les mêmes mois dans les deux mondes",
        "single events or waits are counted, and they are not those of the same persons and months "
        "in both worlds",
    ),
    "luck_wider": (
        "les deux mondes se suivent, mais l'un varie plus que l'autre",
        "the worlds follow each other, but one varies more than the other",
    ),
    "luck_at_once": (
        "les deux mondes se séparent dès la première année",
        "the worlds part within the first year",
    ),
    "luck_slowly": (
        "les deux mondes se suivent d'abord, puis se séparent avec les années",
        "the worlds follow each other at first, then part with the years",
    ),
    "luck_parted": (
        "le hasard n'est pas partagé ; l'indicateur n'a pas de valeur par année",
        "luck is not shared; the indicator has no value by year",
    ),
    "luck_few": (
        "Moins de 100 graines : les intervalles sont trop larges pour conclure.",
        "Fewer than 100 seeds: intervals are too wide to conclude.",
    ),
    "lose_title": (
        "Où {b} perd face à {a}, et où il gagne : {territory}",
        "Where {b} loses against {a}, and where it wins: {territory}",
    ),
    "lose_base": ("Base commune", "Common base"),
    "lose_condition": ("Condition", "Condition"),
    "lose_seeds": ("Graines", "Seeds"),
    "lose_on": ("Mécanisme présent", "Mechanism on"),
    "lose_off": ("Mécanisme coupé", "Mechanism off"),
    "lose_loses_shown": ("perd, et le signe revient", "loses, and the sign turns back"),
    "lose_loses_not_restored": (
        "perd, mais le signe ne revient pas",
        "loses, but the sign does not turn back",
    ),
    "lose_loses_not_shown": ("non montré", "not shown"),
    "lose_wins_shown": ("gagne", "wins"),
    "lose_wins_not_restored": (
        "gagne, avec ou sans le mécanisme",
        "wins, with or without the mechanism",
    ),
    "lose_wins_not_shown": ("non montré", "not shown"),
    "lose_axis": (
        "Écart du pôle aux silos, en % du niveau en silo, intervalle à 95 %",
        "Gap of the pole to the silos, in % of the silos' level, 95 % interval",
    ),
    "lose_left": ("◀ le pôle fait mieux", "◀ the pole does better"),
    "lose_right": ("le pôle fait moins bien ▶", "the pole does worse ▶"),
    "pattern_title": (
        "Le départ commun face à ce que l'on sait du secteur",
        "The common start against what is known of the sector",
    ),
    "pattern": ("Motif", "Pattern"),
    "pattern_months": ("Mois", "Months"),
    "pattern_bounds": ("Bornes", "Bounds"),
    "pattern_fact": ("Fait", "Fact"),
    "pattern_source": ("Source", "Source"),
    "pattern_sum": (
        "● {inside} dans les bornes, ○ {outside} en dehors, – {unknown} non mesurés, sur {total}. "
        "Moyenne des graines [la plus basse ; la plus haute].",
        "● {inside} inside the bounds, ○ {outside} outside, – {unknown} not measured, of {total}. "
        "Mean over seeds [least; most].",
    ),
    "pattern_failed": ("En dehors de leurs bornes", "Outside their bounds"),
    "alone_title": (
        "Effet de chaque ingrédient, seul, par rapport aux silos",
        "Effect of each ingredient, alone, against silos",
    ),
    "alone_ingredient": ("Ingrédient", "Ingredient"),
    "alone_sum": ("somme des huit effets", "sum of the eight effects"),
    "alone_all": ("les huit ensemble (pôle)", "all eight together (pole)"),
    "alone_note": (
        "Les effets ne s'additionnent pas : un ingrédient peut n'agir qu'avec un autre, et les "
        "prix s'ajoutent. ▲ mieux, ▼ moins bien, ≈ l'intervalle contient zéro, • ni bien ni mal.",
        "Effects do not add up: an ingredient may act only with another, and prices pile up. "
        "▲ better, ▼ worse, ≈ the interval contains zero, • neither good nor bad.",
    ),
    "ingredient_entry": ("entrée commune", "common entry"),
    "ingredient_admission": ("admission selon le besoin", "admission by need"),
    "ingredient_response": ("réponse sur mesure", "response made to measure"),
    "ingredient_continuity": ("continuité", "continuity"),
    "ingredient_coordination": ("référent", "a referent"),
    "ingredient_voice": ("parole", "voice"),
    "ingredient_partnership": ("partenariat", "partnership"),
    "ingredient_funding": ("financement pluriannuel", "pluriannual funding"),
    "compiling": ("compilation, une seule fois", "compiling, once"),
    "warming": ("mise en régime du départ commun", "warming up the common start"),
    "running": ("simulation", "simulating"),
    "seed": ("graine {seed}", "seed {seed}"),
    "version": ("version", "version"),
}


def check_lang(lang: str) -> None:
    """Refuse a language that is not there.

    Raises
    ------
    InputError
        Naming those that are.
    """
    if lang not in LANGS:
        raise InputError([f"lang={lang}: the languages are {' and '.join(LANGS)}."])


def say(key: str, lang: str, **parts: object) -> str:
    """Return a sentence in a language, its parts filled in."""
    text = _TEXTS[key][0 if lang == "fr" else 1]
    return text.format(**parts) if parts else text


def unit(name: str, lang: str, *, gap: bool = False) -> str:
    """Return a unit as people read it; `gap` for a difference, where shares become points."""
    if gap and name == "share":
        name = "points"
    return UNITS[name][0 if lang == "fr" else 1]


def group(dimension: str, name: str, lang: str, zones: tuple[str, ...] = ()) -> str:
    """Return the name of a group as people read it; nothing for all persons."""
    if dimension == "all":
        return ""
    if dimension == "zone":
        return zones[int(name)] if int(name) < len(zones) else f"zone {name}"
    known = _GROUPS.get((dimension, name))
    return name if known is None else known[0 if lang == "fr" else 1]


def number(x: float, digits: int, lang: str) -> str:
    """Return a number with the decimal mark and thousands of a language.

    Examples
    --------
    >>> number(-1234.5, 1, "en")
    '−1,234.5'
    """
    if not math.isfinite(x):
        return "–"
    text = f"{abs(x):,.{digits}f}"
    if lang == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return (MINUS if x < 0 and float(f"{x:.{digits}f}") != 0 else "") + text


def _digits(unit_name: str, x: float) -> int:
    if unit_name == "share":
        return 1
    if unit_name == "index":
        return 3
    if unit_name in ("persons", "euros_year"):
        return 0 if abs(x) >= 100 else 1
    return 2 if abs(x) < 100 else 1


def value(x: float, unit_name: str, lang: str, *, like: float | None = None) -> str:
    """Return a value of an indicator, shares in hundredths.

    Parameters
    ----------
    like
        Value whose number of decimals is used, so that an interval reads evenly.
    """
    factor = 100.0 if unit_name == "share" else 1.0
    digits = _digits(unit_name, x if like is None else like)
    return number(x * factor, digits, lang)


def signed(x: float, unit_name: str, lang: str, *, like: float | None = None) -> str:
    """Return a difference with its sign."""
    text = value(x, unit_name, lang, like=like)
    zero = not any(c in "123456789" for c in text)
    return text if zero or text.startswith((MINUS, "–")) else f"+{text}"


def interval(difference: float, low: float, high: float, unit_name: str, lang: str) -> str:
    """Return a difference with its interval, decimals alike; without one when there is none.

    Examples
    --------
    >>> interval(0.052, 0.01, 0.09, "share", "en")
    '+5.2 [+1.0; +9.0]'
    """
    if not math.isfinite(difference):
        return say("unknown", lang)
    told = signed(difference, unit_name, lang)
    if not math.isfinite(low):
        return told
    ends = [signed(end, unit_name, lang, like=difference) for end in (low, high)]
    return f"{told} [{(' ; ' if lang == 'fr' else '; ').join(ends)}]"
