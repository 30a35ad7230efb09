"""Names of units and of groups, and how sentences are filled in, by hand in both languages."""

from __future__ import annotations

import pytest

from sim.indicators.measure import outcomes
from sim.lang import UNITS, Message, group, say, unit
from tests.indicators.made_up import PAYERS, made_up

UNITS_BY_HAND = {
    "persons": ("personnes", "persons"),
    "share": ("% (écart en points)", "% (gap in points)"),
    "points": ("points", "points"),
    "months": ("mois", "months"),
    "index": ("indice", "index"),
    "hours_month": ("h/mois", "h/month"),
    "per_100_years": ("pour 100 personnes et par an", "per 100 persons per year"),
    "providers": ("intervenants", "providers"),
    "options": ("options", "options"),
    "euros_year": ("€/personne et par an", "€/person/year"),
    "euros_hour": ("€/h", "€/h"),
    "per_100_actors": ("pour 100 porteurs et par an", "per 100 actors per year"),
    "per_100_organisations": (
        "pour 100 établissements et par an",
        "per 100 establishments per year",
    ),
    "actors": ("porteurs", "actors"),
    "bids": ("réponses", "bids"),
    "billion_year": ("Md€ par an", "bn € per year"),
}

GROUPS = [
    ("domain", "daily", "vie quotidienne", "daily life"),
    ("domain", "health", "santé", "health"),
    ("domain", "education", "éducation et famille", "education and family"),
    ("domain", "insertion", "insertion", "insertion"),
    ("stage", "child", "enfants (0-19 ans)", "children (0-19)"),
    ("stage", "adult", "adultes (20-59 ans)", "adults (20-59)"),
    ("stage", "senior", "60 ans et plus", "60 and over"),
    ("sex", "woman", "femmes", "women"),
    ("sex", "man", "hommes", "men"),
    ("income", "low", "revenu faible", "low income"),
    ("income", "middle", "revenu moyen", "middle income"),
    ("income", "high", "revenu élevé", "high income"),
    ("digital", "none", "sans accès numérique", "no digital access"),
    ("digital", "limited", "accès numérique limité", "limited digital access"),
    ("digital", "full", "plein accès numérique", "full digital access"),
    ("need", "none", "sans besoin", "no need"),
    ("need", "light", "besoin léger", "light need"),
    ("need", "moderate", "besoin modéré", "moderate need"),
    ("need", "severe", "besoin sévère", "severe need"),
    ("payer", "state_agency", "État / ARS", "State / regional health agency"),
    ("payer", "departement", "département", "département"),
    ("payer", "commune", "commune", "commune"),
    ("payer", "family_fund", "caisse d’allocations familiales", "family allowance fund"),
    ("payer", "foundation", "fondations", "foundations"),
    (
        "complexity",
        "0",
        "besoin léger au plus, ou pas encore évalué",
        "light need at most, or not yet assessed",
    ),
    ("complexity", "1", "un besoin modéré", "one moderate need"),
    (
        "complexity",
        "2",
        "un besoin sévère ou plusieurs modérés",
        "one severe need or several moderate ones",
    ),
    (
        "complexity",
        "3",
        "un besoin sévère et un autre au moins modéré",
        "a severe need and another at least moderate",
    ),
    ("speed", "horizon", "horizon de financement", "funding horizon"),
    ("speed", "volatility", "variation des recettes", "income volatility"),
    ("speed", "turnover", "rotation du personnel", "staff turnover"),
    ("speed", "wage", "salaire", "wage"),
    ("speed", "survival", "survie", "survival"),
]


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_by_hand(name):
    french, english = UNITS_BY_HAND[name]
    assert (unit(name, "fr"), unit(name, "en")) == (french, english)
    # A gap between two shares is in points; any other gap has the unit of its values.
    of_gap = ("points", "points") if name == "share" else (french, english)
    assert (unit(name, "fr", gap=True), unit(name, "en", gap=True)) == of_gap


@pytest.mark.parametrize(("dimension", "name", "french", "english"), GROUPS)
def test_a_group_by_hand(dimension, name, french, english):
    assert (group(dimension, name, "fr"), group(dimension, name, "en")) == (french, english)


def test_the_groups_above_are_those_of_the_tables():
    keys = {key[1:] for key in outcomes(made_up(), PAYERS) if key.dimension not in ("all", "zone")}
    assert keys == {(dimension, name) for dimension, name, _, _ in GROUPS}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_zones_and_groups_without_a_name(lang):
    zones = ("Amont", "Aval")
    assert group("all", "all", lang, zones) == ""
    assert [group("zone", k, lang, zones) for k in "012"] == ["Amont", "Aval", "zone 2"]
    assert group("stage", "unknown", lang) == "unknown"


@pytest.mark.parametrize(
    ("message", "french", "english"),
    [
        (Message("labelled", label="x", text=0.5), "x\u202f: 0,5", "x: 0.5"),
        (
            Message("labelled", label=12_345, text=-2),
            "12\u202f345\u202f: \u22122",
            "12,345: \u22122",
        ),
        (Message("labelled", label=True, text="{a}"), "true\u202f: {a}", "true: {a}"),
        (
            Message("labelled", label=Message("unit"), text=["a", 1.5]),
            "Unité\u202f: a, 1,5",
            "Unit: a, 1.5",
        ),
        (Message("n", n=1, seeds="4"), "N = 1 réplication, graine 4", "N = 1 replicate, seed 4"),
        (
            Message("n", n=2, seeds="4, 5"),
            "N = 2 réplications, graines 4, 5",
            "N = 2 replicates, seeds 4, 5",
        ),
    ],
)
def test_a_sentence_is_filled_in(message, french, english):
    assert (message.text("fr"), message.text("en")) == (french, english)


def test_a_sentence_without_values_is_the_text_of_its_key():
    assert say("unknown", "fr") == "non connu"
    with pytest.raises(KeyError):
        say("no such key", "en")
