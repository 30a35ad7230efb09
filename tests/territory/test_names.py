"""Names of territories, by hand."""

from __future__ import annotations

import pytest

from sim.data import tables
from sim.errors import InputError
from sim.territory.names import _slug, by_slug, canonical, department_of, label_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Côte-d'Or", "cote-d-or"),
        ("  Val de  Brume ", "val-de-brume"),
        ("Cœur", "coeur"),
        ("2A", "2a"),
        ("!", ""),
    ],
)
def test_a_name_is_kept_in_plain_letters(text: str, slug: str) -> None:
    assert _slug(text) == slug


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("23", "Creuse"),
        ("1", "Ain"),
        ("01", "Ain"),
        ("2A", "Corse-du-Sud"),
        ("971", "Guadeloupe"),
        ("lozere", "Lozère"),
    ],
)
def test_a_departement_is_found_by_code_and_by_name(text: str, label: str) -> None:
    department = department_of(text)
    assert department is not None and department.label == label


@pytest.mark.parametrize("text", ["nowhere", "0", "100", ""])
def test_what_is_no_departement_is_none(text: str) -> None:
    assert department_of(text) is None


def test_several_are_in_the_order_of_their_codes() -> None:
    assert canonical("48+ariege+23") == canonical("Creuse + 48 + 09") == "ariege+creuse+lozere"
    assert canonical("+".join(reversed(list(by_slug())))) == "france"
    assert canonical("val de brume") == "training"


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("48+lozere", "named twice"),
        ("48+nowhere", "nowhere"),
        ("48+france", "france"),
        ("48+training", "training"),
        ("a/b.csv", "a/b.csv"),
    ],
)
def test_what_cannot_be_put_together_is_said(spec: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        canonical(spec)


def test_four_names_are_shown_and_more_are_counted() -> None:
    known = tables.departments()
    assert label_of(known[:4]) == "Ain + Aisne + Allier + Alpes-de-Haute-Provence"
    assert label_of(known[:5]) == "5 départements"
    assert label_of(known) == "France"
