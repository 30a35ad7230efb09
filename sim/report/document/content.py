"""What a report of a comparison says, from the question to the provenance of each number."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.report.document.blocks import Block, Bullets, Document, Figure, Paragraph, Section, Table
from sim.results.notes import first_losers, losers_note, sets_cells
from sim.results.origin import code_digest
from sim.results.tables import ComparisonTables
from sim.results.verdict import MARKS
from sim.territory.public.folder import Sources, cells_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ANSWERS", "document"]

# What a director reads first: need, solutions, waits, cost.
ANSWERS: Final = ("unmet_need", "unserved", "solution_within_24", "public_cost")
MOST_LEFT_OUT: Final = 15  # lines of the table of sources of one kind


def document(comparison: ComparisonTables, lang: str | None = None) -> Document:
    """Return the content of the report of a comparison.

    Parameters
    ----------
    comparison
        The comparison, simulated or loaded.
    lang
        ``fr`` or ``en``; without it that of the comparison.
    """
    lang = comparison.language(lang)
    a, b = comparison.titles(lang)
    clock = comparison.a.clock
    title = say(
        "question", lang, a=_begun(a), b=b, territory=comparison.place.label(lang),
        months=str(clock.months), reform=str(clock.reform_month),
    )  # fmt: skip
    n = say("n", lang, n=comparison.n, seeds=comparison.seeds_text())
    parts: tuple[tuple[str, Callable[[ComparisonTables, str], list[Block]]], ...] = (
        ("answer", _answer),
        ("losers", _losers),
        ("organisations", _organisations),
        ("figure", _figure),
        ("differences", _differences),
        ("cost", _cost),
        ("reversal", _reversal),
        ("assumed", _assumed),
        ("sure", _sure),
        ("origin", _origin),
    )
    sections = tuple(
        Section(key, say(f"report.{key}", lang, b=b), tuple(part(comparison, lang)))
        for key, part in parts
    )
    return Document(lang, title, f"{n} · {say('teaching', lang)}", sections)


def _begun(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _gap(row: Any, lang: str) -> str:
    """Return a difference with its interval and its unit."""
    gap = labels.interval(row.difference, row.low, row.high, row.unit, lang)
    return (
        f"{gap} {labels.unit(row.unit, lang, gap=True)}" if math.isfinite(row.difference) else gap
    )


def _rows(comparison: ComparisonTables, lang: str) -> dict[str, Any]:
    frame = comparison.summary(groups=False, lang=lang)
    return {str(row.indicator): row for row in frame.itertuples()}


def _answer(comparison: ComparisonTables, lang: str) -> list[Block]:
    a, b = comparison.titles(lang)
    if comparison.same_worlds:
        return [Paragraph(say("same_worlds", lang), strong=True)]
    known = _rows(comparison, lang)
    sentences = []
    for name in ANSWERS:
        row = known[name]
        reading = say(f"reading.{row.verdict}", lang)
        text = say(
            "report.gap", lang, gap=_gap(row, lang), reading=f"{MARKS[row.verdict]} {reading}"
        )
        sentences.append(say("labelled", lang, label=row.label, text=text))
    return [Paragraph(say("report.minus", lang, a=a, b=b)), Bullets(tuple(sentences))]


def _losers(comparison: ComparisonTables, lang: str) -> list[Block]:
    if comparison.n < 2:
        return [Paragraph(say("losers_one", lang))]
    lost = comparison.losers(lang)
    if not len(lost):
        return [Paragraph(say("nobody_loses", lang, n=lost.attrs["tested"]), strong=True)]
    shown, more = first_losers(lost)
    items = [
        say("labelled", lang, label=row.label, text=f"{MARKS['worse']} {_gap(row, lang)}")
        for row in shown.head(8).itertuples()
    ]
    rest = more + max(0, len(shown) - 8)
    blocks: list[Block] = [Bullets(tuple(items))]
    if rest:
        blocks.append(Paragraph(say("groups_more_page", lang, n=rest)))
    return [*blocks, Paragraph(losers_note(lost, lang))]


def _organisations(comparison: ComparisonTables, lang: str) -> list[Block]:
    texts = []
    for name, title in zip(comparison.names, comparison.titles(lang), strict=True):
        story = ""
        with suppress(InputError):  # a scenario made by hand has no card
            card = compose.card(name.partition(" ")[0], comparison.overrides)
            story = f"{getattr(card.title, lang)}. {getattr(card.story, lang)}"
        text = story or say("report.no_story", lang)
        texts.append(say("labelled", lang, label=_begun(title), text=text))
    return [Bullets(tuple(texts)), Paragraph(say("report.same_people", lang))]


def _picture(draw: Callable[[], Axes], alt: str, caption: str) -> Figure:
    from sim.report.style import of_house, picture

    with of_house():
        return Figure(picture(draw(), "png"), alt, caption)


def _caption(comparison: ComparisonTables, lang: str) -> str:
    n = say("n", lang, n=comparison.n, seeds=comparison.seeds_text())
    return f"{comparison.place.label(lang)} · {n} · {comparison.version}"


def _figure(comparison: ComparisonTables, lang: str) -> list[Block]:
    from sim.report import plots

    a, b = comparison.titles(lang)
    found: list[Block] = []
    caption = _caption(comparison, lang)
    if comparison.a.clock.record_people and comparison.pairs[0][0].pathways is not None:
        found.append(
            _picture(
                lambda: plots.pathways(comparison, lang=lang)[0],
                say("report.alt_pathways", lang, a=a, b=b),
                say("report.caption_pathways", lang, origin=caption),
            )
        )
    row = _rows(comparison, lang)["unmet_need"]
    found.append(
        _picture(
            lambda: plots.difference(comparison, "unmet_need", lang=lang),
            say("report.alt_difference", lang, a=a, b=b, label=row.label, gap=_gap(row, lang)),
            say("report.caption_difference", lang, label=row.label, origin=caption),
        )
    )
    return found


def _differences(comparison: ComparisonTables, lang: str) -> list[Block]:
    a, b = comparison.titles(lang)
    both = comparison.sets is not None
    heads = [say("indicator", lang), a, b, say("difference", lang), say("unit", lang)]
    if both:
        heads += [say("sets.band", lang), say("sets.share", lang, b=b), say("verdict", lang)]
    else:
        heads += [say("verdict", lang), say("share_better", lang, b=b)]
    rows = []
    row: Any
    for row in comparison.headline(lang).itertuples():
        unit = "%" if row.unit == "share" else labels.unit(row.unit, lang)
        rows.append(
            (
                row.label,
                labels.value(row.a, row.unit, lang),
                labels.value(row.b, row.unit, lang),
                labels.interval(row.difference, row.low, row.high, row.unit, lang),
                unit,
                *_doubts(row, both, lang),
            )
        )
    caption = f"{say('caption', lang, a=a, b=b)} · {_caption(comparison, lang)}"
    texts = [say("marks", lang, b=b), *comparison.assumed(lang)]
    texts_at = (4, 7) if both else (4, 5)
    return [Table(caption, tuple(heads), tuple(rows), texts_at), *map(Paragraph, texts)]


def _doubts(row: Any, both: bool, lang: str) -> tuple[str, ...]:
    """Return the last cells of a row: what the sets and the seeds make of it."""
    reading = f"{MARKS[row.verdict]} {say(f'reading.{row.verdict}', lang)}"
    if both:
        return (*sets_cells(row, lang), reading)
    return reading, labels.better_and_equal(row.share_b_better, row.share_equal, lang) or "–"


def _cost(comparison: ComparisonTables, lang: str) -> list[Block]:
    from sim.report import plots

    a, b = comparison.titles(lang)
    row = _rows(comparison, lang)["public_cost"]
    payers = []
    for payer in comparison.payers:
        p = comparison.paired("public_cost", "payer", payer)
        payers.append(
            (
                labels.group("payer", payer, lang),
                labels.value(p.a, "euros_year", lang),
                labels.value(p.b, "euros_year", lang),
                labels.interval(p.difference, p.low, p.high, "euros_year", lang),
            )
        )
    heads = (say("report.payer", lang), a, b, say("difference", lang))
    caption = say("report.caption_costs", lang, unit=labels.unit("euros_year", lang))
    figure = _picture(
        lambda: plots.costs(comparison, lang=lang),
        say("report.alt_costs", lang, a=a, b=b, gap=_gap(row, lang)),
        f"{caption} · {_caption(comparison, lang)}",
    )
    return [
        Paragraph(say("labelled", lang, label=row.label, text=_gap(row, lang)), strong=True),
        Table(caption, heads, tuple(payers)),
        figure,
        Paragraph(say("report.cost_note", lang)),
    ]


def _reversal(comparison: ComparisonTables, lang: str) -> list[Block]:
    """When the answer turns: what the cards state beforehand, and what this comparison found."""
    known = _rows(comparison, lang)
    texts = []
    names = [name.partition(" ")[0] for name in comparison.names]
    for name, other, title in zip(names, names[::-1], comparison.titles(lang), strict=True):
        with suppress(InputError):  # a scenario made by hand has no card
            expected = compose.card(name, comparison.overrides).expectation
            if expected is None or expected.against != other:
                continue
            row = known[expected.indicator]
            fails = expected.fails_when
            texts.append(
                say(
                    "report.expected", lang, title=_begun(title), label=row.label,
                    gap=_gap(row, lang), fails=getattr(fails, lang), words=" ".join(fails.words),
                )
            )  # fmt: skip
    opposite = _against_the_mean(comparison, lang)
    if opposite:
        texts.append(opposite)
    found: list[Block] = [Bullets(tuple(texts))] if texts else []
    return [*found, Paragraph(say("report.where_poles_lose", lang))]


def _against_the_mean(comparison: ComparisonTables, lang: str) -> str:
    """Return the indicators that are better on average while some group is worse."""
    if comparison.n < 2:
        return ""
    lost = comparison.losers(lang)
    known = _rows(comparison, lang)
    names = [n for n in dict.fromkeys(lost["indicator"]) if known[n].verdict == "better"]
    shown = ", ".join(REGISTRY[name].label(lang) for name in names)
    return say("report.against_mean", lang, names=shown) if names else ""


def _assumed(comparison: ComparisonTables, lang: str) -> list[Block]:
    found: list[Block] = [Bullets(tuple(comparison.not_covered(lang)))]
    sources = sources_of(comparison)
    if sources is None:
        return found
    rows, shown, more = cells_of(sources.table(lang), lang), [], 0
    seen: dict[str, int] = {}
    for entry, cells in zip(sources.entries, rows, strict=True):
        seen[entry.key] = seen.get(entry.key, 0) + 1
        if entry.key == "unknown_category" and seen[entry.key] > MOST_LEFT_OUT:
            more += 1
            continue
        shown.append((cells[1], cells[0], *cells[2:]))
    names = list(sources.table(lang).columns)
    heads = (names[1], names[0], *names[2:])
    found.append(Table(say("public.title", lang), heads, tuple(shown), (1, 4)))
    if more:
        found.append(Paragraph(say("report.more_sources", lang, n=more)))
    return found


def sources_of(comparison: ComparisonTables) -> Sources | None:
    """Return where the territory comes from, when it was made from public files."""
    tree = comparison.origin.get("sources")
    try:
        return None if tree is None else Sources.of(tree)
    except (KeyError, TypeError, ValueError):
        return None


def _sure(comparison: ComparisonTables, lang: str) -> list[Block]:
    texts = [say("report.interval", lang, n=comparison.n), say("luck_only", lang)]
    if comparison.n < 5:
        texts.append(say("few_replicates", lang))
    b = comparison.titles(lang)[1]
    row = _rows(comparison, lang)["unmet_need"]
    if math.isfinite(row.share_b_better):
        share = labels.percent(row.share_b_better, lang)
        texts.append(say("report.share", lang, b=b, share=share, label=row.label))
    # The band of assumptions stands here once a result holds it.
    texts.append(say("report.no_second_band", lang))
    return [Bullets(tuple(texts))]


def _origin(comparison: ComparisonTables, lang: str) -> list[Block]:
    origin = comparison.origin
    rows = [
        (say("report.version", lang), comparison.version),
        (say("report.code", lang), code_digest(origin)),
        (say("digest", lang), comparison.digest()),
        (say("report.seeds", lang), comparison.seeds_text()),
        (say("report.words", lang), " ".join(comparison.overrides) or "–"),
        (say("report.scenarios", lang), ", ".join(
            f"{name} ({scenario.digest()})"
            for name, scenario in zip(comparison.names, comparison.scenarios.values(), strict=True)
        )),
        (say("report.libraries", lang), ", ".join(
            f"{name} {version}" for name, version in origin.get("versions", {}).items()
            if name != "parcours"
        )),
        (say("report.system", lang), f"{origin.get('system')}, Python {origin.get('python')}"),
    ]  # fmt: skip
    rows += [(f"{role}.csv", digest) for role, digest in comparison.place.files]
    sources = sources_of(comparison)
    for one in sources.inputs if sources else ():
        known = (one.role, one.date, one.digest)
        rows.append((one.name, " · ".join(part for part in known if part)))
    heads = (say("report.what", lang), say("report.value", lang))
    return [Table(say("report.caption_origin", lang), heads, tuple(rows), (1,))]
