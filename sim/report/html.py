"""A comparison as static HTML for a notebook: escaped, no script, readable on a dark page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from sim import lang as labels
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.results.lives import Lives
from sim.results.notes import first_losers, losers_note, sets_cells
from sim.results.one_world import WorldTables
from sim.results.tables import ComparisonTables
from sim.results.verdict import MARKS

__all__ = ["comparison_html", "comparisons_html", "twin_html", "world_html"]

# Colours are those of the page; only lines are drawn, half transparent, so that both modes read.
_CELL = "padding:.2em .7em;text-align:right;border-bottom:1px solid rgba(128,128,128,.35)"
FIRST: Final = ("unmet_need", "unserved", "solution_within_24", "public_cost")
_HEAD = "padding:.2em .7em;text-align:left;border-bottom:1px solid rgba(128,128,128,.35)"


def interval(row: Any, lang: str) -> str:
    """Return the difference of a row of the summary with its interval."""
    return labels.interval(row.difference, row.low, row.high, row.unit, lang)


def _row(row: Any, both: bool, lang: str) -> str:
    cells = [labels.value(row.a, row.unit, lang), labels.value(row.b, row.unit, lang)]
    reading = f"{MARKS[row.verdict]} {say(f'reading.{row.verdict}', lang)}"
    better = labels.better_and_equal(row.share_b_better, row.share_equal, lang)
    cells += [interval(row, lang), labels.unit(row.unit, lang)]
    cells += [*sets_cells(row, lang), reading] if both else [reading, better]
    body = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
    return f"<tr>{_named(row, lang)}{body}"


def _named(row: Any, lang: str) -> str:
    """Return the first cell of a row: the indicator, its definition when the pointer is on it."""
    definition = escape(REGISTRY[row.indicator].definition(lang), quote=True)
    style = f"{_HEAD};font-weight:normal"
    return f'<th scope="row" title="{definition}" style="{style}">{escape(row.label)}</th>'


def comparison_html(comparison: ComparisonTables, lang: str | None = None) -> str:
    """Return the headline table, the groups that lose, what is not covered, and the origin."""
    lang = comparison.language(lang)
    a, b = comparison.titles(lang)
    both = comparison.sets is not None
    heads = [say("indicator", lang), a, b, say("difference", lang), say("unit", lang)]
    if both:
        heads += [say("sets.band", lang), say("sets.share", lang, b=b), say("verdict", lang)]
    else:
        heads += [say("verdict", lang), say("share_better", lang, b=b)]
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = "</tr>".join(_row(row, both, lang) for row in comparison.headline(lang).itertuples())
    caption = (
        f"{say('caption', lang, a=a, b=b)} · {comparison.place.label(lang)} · "
        f"{say('n', lang, n=comparison.n, seeds=comparison.seeds_text())} · {say('teaching', lang)}"
    )
    if comparison.n < 2:
        caption += f" · {say('one_replicate', lang)}"
    if comparison.same_worlds:
        caption += f" · {say('same_worlds', lang)}"
    sides = "".join(f"<li>{escape(text)}</li>" for text in comparison.two_markets(lang))
    left = "".join(f"<li>{escape(text)}</li>" for text in comparison.not_covered(lang))
    code = str(comparison.attrs["code_digest"])[:12]
    words = " ".join(comparison.overrides)
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tr></tbody></table>"
        f"{''.join(f'<p>{escape(text)}</p>' for text in comparison.assumed(lang))}"
        f"<p><strong>{escape(say('two_markets', lang))}</strong></p><ul>{sides}</ul>"
        f"{_losers(comparison, lang)}"
        f"<p><strong>{escape(say('not_covered', lang))}</strong></p><ul>{left}</ul>"
        f"<p><small>{escape(comparison.version)} ({escape(code)}) {escape(words)} · "
        f"{escape(say('digest', lang))} {comparison.digest()}</small></p></div>"
    )


def comparisons_html(compared: Mapping[tuple[str, str], ComparisonTables], lang: str) -> str:
    """Return a table of several comparisons: of each, what the first indicators say.

    Parameters
    ----------
    compared
        By the names of a territory and of a scenario; all with the same first scenario.
    """
    first = next(iter(compared.values()))
    shown = [REGISTRY[name] for name in FIRST]
    heads = [say("territory", lang), say("scenario", lang)]
    units = [u if (u := one.unit) != "share" else "points" for one in shown]
    heads += [
        f"{one.label(lang)} ({unit if unit == 'points' else labels.unit(unit, lang)})"
        for one, unit in zip(shown, units, strict=True)
    ]
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = []
    for comparison in compared.values():
        table = comparison.headline(lang).set_index("indicator")
        cells = ""
        for one in shown:
            row: Any = table.loc[one.name]
            text = f"{MARKS[row.verdict]} {interval(row, lang)}"
            cells += f'<td style="{_CELL}">{escape(text)}</td>'
        place, title = comparison.place.label(lang), comparison.titles(lang)[1]
        rows.append(
            f'<tr><th scope="row" style="{_HEAD};font-weight:normal">{escape(place)}</th>'
            f'<td style="{_HEAD}">{escape(title)}</td>{cells}</tr>'
        )
    n = say("n", lang, n=first.n, seeds=first.seeds_text())
    caption = f"{say('many_caption', lang, a=first.titles(lang)[0])} · {n} · {first.version}"
    if first.n < 2:
        caption += f" · {say('one_replicate', lang)}"
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">'
        f"{escape(f'{caption} · {say("teaching", lang)}')}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"<p>{escape(say('marks', lang, b=say('scenario', lang).lower()))}</p></div>"
    )


def world_html(world: WorldTables, lang: str | None = None) -> str:
    """Return the headline levels of one world with their intervals, and the origin."""
    lang = world.language(lang)
    heads = (say("indicator", lang), world.title(lang), say("band", lang), say("unit", lang))
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = []
    row: Any
    for row in world.headline(lang).itertuples():
        ends = [labels.value(x, row.unit, lang, like=row.value) for x in (row.low, row.high)]
        between = f"[{say('interval.between', lang).join(ends)}]" if world.n > 1 else ""
        unit = "%" if row.unit == "share" else labels.unit(row.unit, lang)
        cells = (labels.value(row.value, row.unit, lang), between, unit)
        body = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
        rows.append(f"<tr>{_named(row, lang)}{body}</tr>")
    n = say("n", lang, n=world.n, seeds=world.seeds_text())
    one = f" ({say('one_replicate', lang)})" if world.n < 2 else ""
    place = world.place.label(lang)
    caption = f"{world.title(lang)} · {place} · {n}{one} · {say('teaching', lang)}"
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"<p><small>{escape(' '.join(world.overrides))} · "
        f"{escape(say('digest', lang))} {world.digest()}</small></p></div>"
    )


def _losers(comparison: ComparisonTables, lang: str) -> str:
    head = f"<p><strong>{escape(say('who_loses', lang, b=comparison.titles(lang)[1]))}</strong></p>"
    if comparison.n < 2:
        return f"{head}<p>{escape(say('losers_one', lang))}</p>"
    losers = comparison.losers(lang)
    tested = losers.attrs["tested"]
    if not len(losers):
        return f"{head}<p>{escape(say('nobody_loses', lang, n=tested))}</p>"
    items = []
    shown, more = first_losers(losers)
    for row in shown.itertuples():
        unit = labels.unit(str(row.unit), lang, gap=True)
        text = say("labelled", lang, label=row.label, text=f"{interval(row, lang)} {unit}")
        items.append(f"<li>{escape(text)}</li>")
    if more:
        items.append(f"<li>{escape(say('groups_more_page', lang, n=more))}</li>")
    note = losers_note(losers, lang)
    return f"{head}<ul>{''.join(items)}</ul><p>{escape(note)}</p>"


def twin_html(twin: Lives, lang: str | None = None) -> str:
    """Return the two lives of a person as a table of the months in which something changes."""
    lang = twin.language(lang)
    heads = (say("month", lang), *twin.called(lang))
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(text)}</th>' for text in heads)
    rows = []
    for month, sentences in twin.story(lang):
        mark = ";font-weight:bold" if month == twin.month else ""
        cells = "".join(f'<td style="{_HEAD}{mark}">{escape(text)}</td>' for text in sentences)
        rows.append(f'<tr><th scope="row" style="{_CELL}{mark}">{month}</th>{cells}</tr>')
    caption = escape(f"{twin.who(lang)} {twin.decision(lang)}")
    return (
        f'<div lang="{lang}"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;padding:.4em 0">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
