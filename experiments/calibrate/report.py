"""What a calibration found: tables for the terminal, and its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.cli.screen import heading, item, paragraph, table
from experiments.cli.studies import scale_of, title_of
from experiments.patterns.report import with_unit
from sim import lang as labels
from sim.indicators.registry import REGISTRY
from sim.lang import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["figure", "show"]

ENDS = ("before", "after")


def show(result: Mapping[str, Any], lang: str) -> None:
    """Print the factors, the patterns before and after, and the difference between both worlds."""
    print(paragraph(say("calibrate.title", lang)))
    print(paragraph(say("analysis.cost", lang, runs=labels.number(result["runs"], 0, lang),
                        n=result["replicates"])))  # fmt: skip
    shares = [labels.percent(share, lang) for share in result["shares"]]
    print(paragraph(say("calibrate.left", lang, shares=shares, n=result["left"])))
    print(f"\n{heading(say('calibrate.factors', lang))}")
    names = ("factor", "prior", "survives", "middle", "likely", "coverage")
    heads = [say(f"calibrate.{key}", lang) for key in names]
    print(table(heads, [_factor(row, lang) for row in result["factors"]]))
    print(f"\n{heading(say('calibrate.patterns', lang, a=result['scenarios'][0]))}")
    _patterns(result["patterns"], lang)
    for territory, rows in result["elsewhere"].items():
        print(f"\n{heading(say('calibrate.elsewhere', lang, territory=territory))}")
        _patterns(rows, lang)
    print(f"\n{heading(_gap_title(result, lang))}")
    for when in ENDS:
        print(item(_gap(result, when, lang)))
    print(f"\n{paragraph(say('calibrate.note', lang))}")
    print(paragraph(say("calibrate.note_check", lang, n=result["factors"][0]["made_up"])))


def _range(ends: Sequence[float], lang: str) -> str:
    low, high = (labels.plain(float(f"{end:.3g}"), lang) for end in ends)
    return f"{low}\u00a0…\u00a0{high}"


def _factor(row: Mapping[str, Any], lang: str) -> list[str]:
    share, (low, high) = row["held"] / row["made_up"], row["coverage"]
    ends = say("interval.between", lang).join(labels.percent(end, lang) for end in (low, high))
    return [
        row["name"], _range(row["prior"], lang), _range(row["survives"], lang),
        labels.plain(float(f"{row['middle']:.3g}"), lang), _range(row["likely"], lang),
        f"{labels.percent(share, lang)} [{ends}]",
    ]  # fmt: skip


def _patterns(rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    heads = [say(f"calibrate.{key}", lang) for key in ("patterns_head", "role", "bounds")]
    heads += [say(f"calibrate.{when}", lang) for when in ENDS]
    print(table(heads, [_pattern(row, lang) for row in rows], texts=(1,)))


def _pattern(row: Mapping[str, Any], lang: str) -> list[str]:
    name = with_unit(row[lang], row["unit"], "level", lang)
    bounds = "\u00a0…\u00a0".join(labels.value(end, row["unit"], lang) for end in row["bounds"])
    return [name, say(f"calibrate.{row['role']}", lang), bounds,
            *(_spread(row[when], row["unit"], lang) for when in ENDS)]  # fmt: skip


def _spread(found: Mapping[str, float] | None, unit: str, lang: str) -> str:
    if found is None:
        return "–"
    mean, low, high = (
        labels.value(found[key], unit, lang, like=found["mean"]) for key in ("mean", "low", "high")
    )
    ends = say("interval.between", lang).join((low, high))
    return f"{mean} [{ends}] {labels.percent(found['inside'], lang)}\u00a0●"


def _gap_title(result: Mapping[str, Any], lang: str) -> str:
    a, b = result["scenarios"]
    return say("calibrate.gap", lang, a=a, b=b, indicator=title_of(result["indicator"], lang))


def _gap(result: Mapping[str, Any], when: str, lang: str) -> str:
    found, unit = result["headline"][when], REGISTRY[result["indicator"]].unit
    gap = labels.interval(found["mean"], found["low"], found["high"], unit, lang)
    better = labels.percent(found["better"], lang)
    return say("calibrate.gap_text", lang, when=say(f"calibrate.{when}", lang), gap=gap,
               better=better)  # fmt: skip


def figure(result: Mapping[str, Any], lang: str) -> Axes:
    """Draw what is left of the range of each factor, and the difference before and after."""
    from sim.report.factors import Bar, Narrowed, bars, narrowed
    from sim.report.style import footer, new_figure

    _, (left, right) = new_figure(2)
    rows = []
    for row in result["factors"]:
        low, high = row["prior"]
        name = f"{row['name'].rpartition('.')[2]}\n{_range(row['prior'], lang)}"
        middle, *ends = (
            (value - low) / (high - low)
            for value in (row["middle"], *row["survives"], *row["likely"])
        )
        rows.append(Narrowed(name, middle, (ends[0], ends[1]), (ends[2], ends[3])))
    texts = [say(f"calibrate.{key}", lang) for key in ("prior", "survives", "likely", "middle")]
    narrowed(rows, (texts[0], texts[1], texts[2], texts[3]), ax=left)
    scale = scale_of(result["indicator"])
    gaps = [
        Bar(say(f"calibrate.{when}", lang), *(scale * found[k] for k in ("mean", "low", "high")))
        for when, found in result["headline"].items()
    ]
    a, b = result["scenarios"]
    bars(gaps, title_of(result["indicator"], lang),
         title=say("calibrate.gap_short", lang, a=a, b=b), lang=lang, ax=right)  # fmt: skip
    lines = [_gap(result, when, lang) for when in ENDS]
    footer(left, "\n".join(lines))
    return left
