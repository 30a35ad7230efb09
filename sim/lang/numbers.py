"""Numbers as people read them: the decimal mark, thousands and signs of a language (CLDR)."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from sim.lang.catalogue import language, sentence

__all__ = [
    "MINUS",
    "NARROW",
    "better_and_equal",
    "between",
    "interval",
    "number",
    "percent",
    "plain",
    "share_within",
    "signed",
    "value",
]

NARROW: Final = "\u202f"  # narrow no-break space: French thousands and punctuation
MINUS: Final = "\u2212"
GROUPED_FROM: Final = 10_000  # years and other small counts are written without a space


def number(x: float, digits: int, lang: str) -> str:
    """Return a number with the decimal mark and thousands of a language.

    Examples
    --------
    >>> number(-1234.5, 1, "en")
    '−1,234.5'
    """
    if not math.isfinite(x):
        return "–"
    from babel.numbers import format_decimal

    rounded = Decimal(f"{abs(x):.{digits}f}")
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = str(format_decimal(rounded, format=pattern, locale=language(lang)))
    return (MINUS if x < 0 and rounded != 0 else "") + text


def plain(x: float, lang: str) -> str:
    """Return a number with the decimals that it has, at most six digits.

    Examples
    --------
    >>> plain(0.25, "en"), plain(1e6, "en")
    ('0.25', '1,000,000')
    """
    if not math.isfinite(x):
        return str(x)
    if isinstance(x, int) or float(x).is_integer():
        text = number(x, 0, lang) if abs(x) >= GROUPED_FROM else str(abs(int(x)))
        return text if abs(x) >= GROUPED_FROM or x >= 0 else MINUS + text
    short = f"{abs(x):g}"
    if "e" in short:
        return (MINUS if x < 0 else "") + short
    return number(x, len(short.partition(".")[2]), lang)


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
    return text if zero or text.startswith(MINUS) else f"+{text}"


def percent(share: float, lang: str) -> str:
    """Return a share in whole hundredths.

    Examples
    --------
    >>> percent(0.95, "en")
    '95%'
    """
    if not math.isfinite(share):
        return "–"
    return sentence("percent", lang).format(x=number(100 * share, 0, lang))


def better_and_equal(better: float, equal: float, lang: str) -> str:
    """Return the share of replicates that are better, and that of equal ones where there are any.

    Nothing is returned where no replicate can be better, or where all are equal.

    Examples
    --------
    >>> better_and_equal(0.5, 0.25, "en"), better_and_equal(0.5, 0.0, "en")
    ('50% (= 25%)', '50%')
    """
    if not math.isfinite(better) or equal == 1.0:
        return ""
    ties = f" (= {percent(equal, lang)})" if equal > 0 else ""
    return f"{percent(better, lang)}{ties}"


def interval(difference: float, low: float, high: float, unit_name: str, lang: str) -> str:
    """Return a difference with its interval, if any, with the same decimals.

    Examples
    --------
    >>> interval(0.052, 0.01, 0.09, "share", "en")
    '+5.2 [+1.0; +9.0]'
    """
    if not math.isfinite(difference):
        return sentence("unknown", lang)
    middle = signed(difference, unit_name, lang)
    if not math.isfinite(low):
        return middle
    ends = [signed(end, unit_name, lang, like=difference) for end in (low, high)]
    return f"{middle} [{sentence('interval.between', lang).join(ends)}]"


def between(low: float, high: float, unit_name: str, lang: str) -> str:
    """Return two differences as the ends of a band, with the same decimals.

    Examples
    --------
    >>> between(-0.052, 0.09, "share", "en")
    '[−5.2; +9.0]'
    """
    if not math.isfinite(low):
        return sentence("unknown", lang)
    like = max(low, high, key=abs)
    ends = [signed(end, unit_name, lang, like=like) for end in (low, high)]
    return f"[{sentence('interval.between', lang).join(ends)}]"


def share_within(share: float, low: float, high: float, lang: str) -> str:
    """Return a share with its interval.

    Examples
    --------
    >>> share_within(0.32, 0.2, 0.48, "en")
    '32% [20%; 48%]'
    """
    if not math.isfinite(share):
        return sentence("unknown", lang)
    ends = (percent(end, lang) for end in (low, high))
    return f"{percent(share, lang)} [{sentence('interval.between', lang).join(ends)}]"
