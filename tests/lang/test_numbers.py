"""Numbers as they are printed: marks, signs, decimals and intervals, by hand in both languages.

In the tables ``_`` stands for the narrow no-break space of French, and ``-`` for the minus sign.
"""

from __future__ import annotations

import math

import pytest

from sim.lang import better_and_equal, interval, number, percent, plain, signed, value

NAN = math.nan


def typeset(text: str) -> str:
    """What a table of this file means."""
    return text.replace("_", "\u202f").replace("-", "\u2212")


@pytest.mark.parametrize(
    ("x", "digits", "french", "english"),
    [
        (0, 0, "0", "0"),
        (7, 1, "7,0", "7.0"),
        (1234.5, 1, "1_234,5", "1,234.5"),
        (-1234567.891, 2, "-1_234_567,89", "-1,234,567.89"),
        (999.96, 1, "1_000,0", "1,000.0"),
        (-0.04, 1, "0,0", "0.0"),  # no sign before what is shown as 0
        (-0.06, 1, "-0,1", "-0.1"),
        (0.0005, 3, "0,001", "0.001"),
    ],
)
def test_a_number(x, digits, french, english):
    assert number(x, digits, "fr") == typeset(french)
    assert number(x, digits, "en") == typeset(english)


@pytest.mark.parametrize("x", [NAN, math.inf, -math.inf])
def test_no_number_is_a_dash(x):
    for lang in ("fr", "en"):
        assert number(x, 1, lang) == percent(x, lang) == signed(x, "share", lang) == "–"


@pytest.mark.parametrize(
    ("x", "french", "english"),
    [
        (0.25, "0,25", "0.25"),
        (-0.25, "-0,25", "-0.25"),
        (3, "3", "3"),
        (-3.0, "-3", "-3"),
        (2026, "2026", "2026"),  # years and small counts are not grouped
        (-9999, "-9999", "-9999"),
        (10_000, "10_000", "10,000"),
        (-10_000, "-10_000", "-10,000"),
        (1234.5, "1_234,5", "1,234.5"),
        (0.1234567, "0,123457", "0.123457"),
    ],
)
def test_a_number_with_the_decimals_that_it_has(x, french, english):
    assert plain(x, "fr") == typeset(french)
    assert plain(x, "en") == typeset(english)


def test_what_is_too_small_or_no_number_is_written_as_it_is():
    assert plain(-2.5e-7, "en") == typeset("-2.5e") + "-07"
    assert (plain(math.inf, "en"), plain(NAN, "fr")) == ("inf", "nan")


@pytest.mark.parametrize(
    ("unit", "x", "french", "english"),
    [
        ("share", 0.1234, "12,3", "12.3"),
        ("share", 1, "100,0", "100.0"),
        ("index", 0.12345, "0,123", "0.123"),
        ("persons", 99.94, "99,9", "99.9"),
        ("persons", 100, "100", "100"),
        ("persons", 12345.6, "12_346", "12,346"),
        ("euros_year", 99.94, "99,9", "99.9"),
        ("euros_year", 1234.5678, "1_235", "1,235"),
        ("euros_year", -100, "-100", "-100"),
        ("euros_hour", 17.256, "17,26", "17.26"),
        ("euros_hour", 100, "100,0", "100.0"),
        ("months", 3.456, "3,46", "3.46"),
        ("months", -123.456, "-123,5", "-123.5"),
        ("hours_month", 12.345678, "12,35", "12.35"),
        ("per_100_years", 99.994, "99,99", "99.99"),
        ("per_100_years", 1234.56, "1_234,6", "1,234.6"),
        ("per_100_actors", 7, "7,00", "7.00"),
        ("per_100_organisations", 0.456, "0,46", "0.46"),
        ("providers", 2.345678, "2,35", "2.35"),
        ("options", 1.5, "1,50", "1.50"),
        ("actors", 42, "42,00", "42.00"),
        ("bids", 2.5, "2,50", "2.50"),
    ],
)
def test_the_value_of_an_indicator(unit, x, french, english):
    assert value(x, unit, "fr") == typeset(french)
    assert value(x, unit, "en") == typeset(english)


@pytest.mark.parametrize(
    ("unit", "x", "french", "english"),
    [
        ("share", 0.052, "+5,2", "+5.2"),
        ("share", -0.052, "-5,2", "-5.2"),
        ("share", 0.0004, "0,0", "0.0"),  # no sign before what is shown as 0
        ("share", -0.0004, "0,0", "0.0"),
        ("share", 0.0, "0,0", "0.0"),
        ("index", -0.0125, "-0,013", "-0.013"),
        ("months", 10, "+10,00", "+10.00"),
        ("euros_year", -12345.6, "-12_346", "-12,346"),
        ("euros_hour", 2, "+2,00", "+2.00"),
    ],
)
def test_a_difference_has_a_sign(unit, x, french, english):
    assert signed(x, unit, "fr") == typeset(french)
    assert signed(x, unit, "en") == typeset(english)


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [(0, "0_%", "0%"), (0.049, "5_%", "5%"), (2 / 3, "67_%", "67%"), (1, "100_%", "100%")],
)
def test_a_share_in_whole_hundredths(share, french, english):
    assert percent(share, "fr") == typeset(french)
    assert percent(share, "en") == english


@pytest.mark.parametrize(
    ("better", "equal", "french", "english"),
    [
        (2 / 3, 0, "67_%", "67%"),
        (0.25, 0.5, "25_% (= 50_%)", "25% (= 50%)"),
        (0, 0.75, "0_% (= 75_%)", "0% (= 75%)"),
        (0, 0, "0_%", "0%"),
        # All replicates are equal, or neither more nor less is better.
        (0, 1.0, "", ""),
        (NAN, 0, "", ""),
        (NAN, 1.0, "", ""),
        (NAN, NAN, "", ""),
    ],
)
def test_the_share_of_better_replicates_and_of_equal_ones(better, equal, french, english):
    assert better_and_equal(better, equal, "fr") == typeset(french)
    assert better_and_equal(better, equal, "en") == english


@pytest.mark.parametrize(
    ("unit", "difference", "low", "high", "french", "english"),
    [
        ("share", 0.052, 0.01, 0.09, "+5,2 [+1,0_; +9,0]", "+5.2 [+1.0; +9.0]"),
        ("share", -0.052, -0.09, 0.01, "-5,2 [-9,0_; +1,0]", "-5.2 [-9.0; +1.0]"),
        ("index", 0.5, 0.25, 0.75, "+0,500 [+0,250_; +0,750]", "+0.500 [+0.250; +0.750]"),
        ("months", -1.5, -3, 0, "-1,50 [-3,00_; 0,00]", "-1.50 [-3.00; 0.00]"),
        # The ends have the decimals of the difference, whatever their size.
        ("euros_year", 120, 60, 180, "+120 [+60_; +180]", "+120 [+60; +180]"),
        ("euros_year", 60, -20, 140, "+60,0 [-20,0_; +140,0]", "+60.0 [-20.0; +140.0]"),
        ("euros_year", -12e3, -13e3, -11e3, "-12_000 [-13_000_; -11_000]",
         "-12,000 [-13,000; -11,000]"),
        ("per_100_years", 99, 1, 197, "+99,00 [+1,00_; +197,00]", "+99.00 [+1.00; +197.00]"),
        # Without an interval the difference stands alone; without a difference nothing is known.
        ("share", 0.052, NAN, NAN, "+5,2", "+5.2"),
        ("share", NAN, NAN, NAN, "non connu", "not known"),
    ],
)  # fmt: skip
def test_a_difference_with_its_interval(unit, difference, low, high, french, english):
    assert interval(difference, low, high, unit, "fr") == typeset(french)
    assert interval(difference, low, high, unit, "en") == typeset(english)
