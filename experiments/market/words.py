"""What the figures of the market say, in French and in English."""

from __future__ import annotations

from typing import Final

__all__ = ["tell"]

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "price_war": (
        "Quand la concurrence croît : au moins-disant, ou la qualité payée à son prix",
        "As rivalry grows: the lowest price, or quality paid at its worth",
    ),
    "award_price": ("au moins-disant, répondre ne coûte rien", "lowest price, bidding is free"),
    "award_quality": (
        "qualité payée, répondre ne coûte rien",
        "quality in money, bidding is free",
    ),
    "award_paid": ("au moins-disant, répondre coûte", "lowest price, bidding costs"),
    "award_gap": (
        "Qualité payée moins moins-disant, répondre ne coûte rien",
        "Quality in money minus lowest price, bidding is free",
    ),
    "cost": ("coût du lauréat (moins-disant)", "cost of winners (lowest price)"),
    "lever": ("réponses possibles par acteur et appel", "bids possible, an actor and call"),
    "contracts": (
        "Contrats plus longs : quatre effets, chaque mécanisme présent ou coupé",
        "Longer contracts: four effects, each mechanism on or off",
    ),
    "on": ("mécanisme présent", "mechanism on"),
    "off": ("mécanisme coupé", "mechanism off"),
    "length": ("durée des contrats (mois)", "length of contracts (months)"),
    "bids": ("Réponses épargnées", "Bids saved"),
    "retention": ("Rétention du personnel", "Retention of staff"),
    "investment": ("Investissement", "Investment"),
    "droughts": ("Sécheresses plus longues", "Longer droughts"),
    "harm": (
        "Où allonger les contrats fait du tort : écart aux contrats de 12 mois",
        "Where longer contracts do harm: difference from contracts of 12 months",
    ),
    "all": ("tous effets ensemble", "all effects together"),
    "alone": ("répondre ne coûte rien", "bidding is free"),
    "reserve": ("trésorerie (mois de charges)", "cash (months of cost)"),
    "star": ("* l'intervalle à 95 % exclut zéro", "* the 95 % interval leaves out zero"),
    "scenarios": (
        "Ce qui était attendu de chaque scénario, et ce qui est mesuré",
        "What was expected of each scenario, and what is measured",
    ),
    "scenario": ("Scénario", "Scenario"),
    "against": ("face à", "against"),
    "expected": ("Attendu", "Expected"),
    "verdict": ("Verdict", "Verdict"),
    "fails": ("Là où il devrait échouer", "Where it should fail"),
    "delta_axis": (
        "Différence, en unités du plus petit effet qui compte (Δ) ; à droite : comme attendu",
        "Difference, in units of the smallest effect that counts (Δ); right: as expected",
    ),
    "confirmed": ("confirmé", "confirmed"),
    "null": ("nul", "null"),
    "contradicted": ("contredit", "contradicted"),
    "unknown": ("non mesuré", "not measured"),
    "levelling": ("nivellement par le bas", "levelling down"),
    "levels_s": (
        "Écart entre les deux marchés, et niveau des établissements",
        "Two-speed index, and the level of establishments",
    ),
    "levels_p": (
        "Écart entre les deux marchés, et niveau des acteurs de projet",
        "Two-speed index, and the level of project actors",
    ),
    "beside": (
        "Personnes, dépense publique et qui paie (différences)",
        "Persons, public cost and who pays (differences)",
    ),
    "creaming": (
        "Payer aux résultats : qui est écarté",
        "Paying for results: who is left out",
    ),
}


def tell(key: str, lang: str) -> str:
    """Return a text in a language."""
    return _TEXTS[key][0 if lang == "fr" else 1]
