"""The cells of a CSV file: numbers that can be read in one way only."""

from __future__ import annotations

import pytest

from sim.territory.tables import LISTED, Table


def sentences(table: Table) -> list[str]:
    return [problem.text("en") for problem in table.listed()]


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("7.5", False, 7.5),
        ("7,5", True, 7.5),
        ("7.5", True, 7.5),
        ("-0,25", True, -0.25),
        ("\u22123", False, -3.0),
        ("1 234", False, 1234.0),
        ("1\u202f234\u00a0567,5", True, 1234567.5),
        ("1e3", False, 1000.0),
        ("1.000", False, 1.0),
    ],
)
def test_numbers_as_spreadsheets_write_them(text: str, comma: bool, value: float) -> None:
    table = Table("t.csv", decimal_comma=comma)
    assert table.real(2, {"x": text}, "x", -1e9, 1e9) == value and not table.problems


@pytest.mark.parametrize(
    ("text", "comma", "expected"),
    [
        ("7,5", False, "write decimals with a point"),
        ("1.234,5", True, "is not a number"),
        ("1,2,3", True, "is not a number"),
        ("1_000", False, "'1_000' is not a number"),
        ("\u0661\u0662", False, "is not a number"),
        ("12 34", False, "is not a number"),
        ("infinity", False, "is not finite"),
        ("#VALEUR!", False, "is an error of the spreadsheet's formula"),
        ("#N/A", False, "is an error of the spreadsheet's formula"),
        ("#NOM ?", False, "is an error of the spreadsheet's formula"),
        ("", False, "the cell is empty"),
    ],
)
def test_what_is_no_number_is_refused_with_its_column(
    text: str, comma: bool, expected: str
) -> None:
    table = Table("t.csv", decimal_comma=comma)
    assert table.real(2, {"x": text}, "x", -1e9, 1e9) is None
    (sentence,) = sentences(table)
    assert sentence.startswith("t.csv, line 2, column x: ") and expected in sentence


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("1,000", True, None),
        ("12.000", False, None),
        ("1.234.567", False, None),
        ("12,0", True, 12),
    ],
)
def test_a_whole_number_is_not_taken_for_a_thousandth(
    text: str, comma: bool, value: int | None
) -> None:
    table = Table("t.csv", decimal_comma=comma)
    assert table.whole(2, {"x": text}, "x", 0, 1e9) == value
    assert len(table.problems) == (value is None)


def test_the_problems_of_a_line_are_one_message_with_every_column() -> None:
    table = Table("t.csv")
    for column in ("x", "y"):
        table.real(2, {"x": "a", "y": ""}, column, 0, 1)
    assert sentences(table) == [
        "t.csv, line 2, column x: 'a' is not a number; a number from 0 to 1 is expected. "
        "And column y: the cell is empty; give a value."
    ]


def test_of_many_bad_lines_some_are_described_and_the_others_counted() -> None:
    table = Table("t.csv")
    for line in (*range(2, 30), 29):
        table.say("csv.broken", line)
    assert all(table.is_bad(line) for line in range(2, 30)) and not table.is_bad(30)
    assert len(sentences(table)) == LISTED + 1
    assert sentences(table)[-1] == f"t.csv: {28 - LISTED} other lines have a problem."
