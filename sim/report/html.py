"""A comparison as static HTML for a notebook: escaped, no script, readable on a dark page."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from sim import lang as labels
from sim.errors import check_lang
from sim.lang import say
from sim.results.lives import Lives
from sim.results.tables import ComparisonTables

__all__ = ["comparison_html", "twin_html"]

# Colours are those of the page; only lines are drawn, half transparent, so that both modes read.
_CELL = "padding:.2em .7em;text-align:right;border-bottom:1px solid rgba(128,128,128,.35)"
_HEAD = "padding:.2em .7em;text-align:left;border-bottom:1px solid rgba(128,128,128,.35)"
LOSERS_SHOWN = 8


def interval(row: Any, lang: str) -> str:
    """Return the difference of a row of the summary with its interval."""
    return labels.interval(row.difference, row.low, row.high, row.unit, lang)


def _row(row: Any, lang: str) -> str:
    cells = [labels.value(row.a, row.unit, lang), labels.value(row.b, row.unit, lang)]
    share = row.share_b_better
    better = labels.percent(share, lang) if math.isfinite(share) else ""
    cells += [interval(row, lang), labels.unit(row.unit, lang), better]
    body = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row" style="{_HEAD};font-weight:normal">{escape(row.label)}</th>{body}'


def comparison_html(comparison: ComparisonTables, lang: str | None = None) -> str:
    """Return the headline table, the groups that lose, what is not covered, and the origin."""
    lang = check_lang(lang)
    a, b = comparison.names
    heads = [
        say("indicator", lang), a, b, say("difference", lang), say("unit", lang),
        say("share_better", lang, b=b),
    ]  # fmt: skip
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = "</tr>".join(_row(row, lang) for row in comparison.headline(lang).itertuples())
    caption = (
        f"{say('caption', lang, a=a, b=b)} · {comparison.place.label(lang)} · "
        f"{say('n', lang, n=comparison.n, seeds=comparison.told_seeds())} · {say('teaching', lang)}"
    )
    sides = "".join(f"<li>{escape(text)}</li>" for text in comparison.two_markets(lang))
    left = "".join(f"<li>{escape(text)}</li>" for text in comparison.not_covered(lang))
    version = comparison.origin.get("versions", {}).get("parcours", "")
    code = str(comparison.attrs["code_digest"])[:12]
    words = " ".join(comparison.overrides)
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tr></tbody></table>"
        f"<p><strong>{escape(say('two_markets', lang))}</strong></p><ul>{sides}</ul>"
        f"{_losers(comparison, lang)}"
        f"<p><strong>{escape(say('not_covered', lang))}</strong></p><ul>{left}</ul>"
        f"<p><small>parcours {escape(str(version))} ({escape(code)}) {escape(words)} · "
        f"{escape(say('digest', lang))} {comparison.digest()}</small></p></div>"
    )


def _losers(comparison: ComparisonTables, lang: str) -> str:
    head = f"<p><strong>{escape(say('who_loses', lang, b=comparison.names[1]))}</strong></p>"
    if comparison.n < 2:
        return f"{head}<p>{escape(say('losers_one', lang))}</p>"
    losers = comparison.losers(lang)
    tested = losers.attrs["tested"]
    if not len(losers):
        return f"{head}<p>{escape(say('nobody_loses', lang, n=tested))}</p>"
    items = []
    for row in losers.head(LOSERS_SHOWN).itertuples():
        unit = labels.unit(str(row.unit), lang, gap=True)
        text = say("labelled", lang, label=row.label, text=f"{interval(row, lang)} {unit}")
        items.append(f"<li>{escape(text)}</li>")
    luck = labels.number(tested * 0.025, 0, lang)
    note = say("losers_note", lang, n=len(losers), tested=tested, luck=luck)
    return f"{head}<ul>{''.join(items)}</ul><p>{escape(note)}</p>"


def twin_html(twin: Lives, lang: str | None = None) -> str:
    """Return the two lives of a person as a table of the months in which something changes."""
    lang = check_lang(lang)
    heads = (say("month", lang), *twin.names)
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = []
    for month, sentences in twin.story(lang):
        mark = ";font-weight:bold" if month == twin.month else ""
        cells = "".join(f'<td style="{_HEAD}{mark}">{escape(text)}</td>' for text in sentences)
        rows.append(f'<tr><th scope="row" style="{_CELL}{mark}">{month}</th>{cells}</tr>')
    caption = escape(twin.decision(lang))
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
