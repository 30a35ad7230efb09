"""The measures of the benchmark as text, in French and in English."""

from __future__ import annotations

from typing import Any, Final

from experiments.benchmark.timing import MONTHS_OF_TRAINING
from experiments.cli.screen import paragraph
from experiments.cli.screen import table as columns
from sim.lang import number, say

# Accepted limits; the reasons are in docs/engine.md.
LIMIT_RATIO: Final = 5.0
LIMIT_TRAINING_MS: Final = 100.0
LIMIT_GROWTH: Final = 1.5
LIMIT_ARGUMENTS: Final = 55
LIMIT_READING: Final = 2.0


def table(found: dict[str, Any], lang: str) -> str:
    """Return the measures as text, one column for each world."""
    worlds = found["worlds"]

    def row(text: str, name: str, digits: int) -> list[str]:
        return [text, *(number(world[name], digits, lang) for world in worlds)]

    rows = [
        ["", *(world["scenario"] for world in worlds)],
        row(say("benchmark.persons", lang), "persons", 0),
        *(
            [name, *(number(world["processes"].get(name, 0), 2, lang) for world in worlds)]
            for name in worlds[0]["processes"]
        ),
        row(say("benchmark.rest", lang), "rest", 2),
        row(say("benchmark.total", lang), "total", 1),
        row(say("benchmark.copy", lang), "copy", 1),
        row(say("benchmark.touch", lang), "touch", 1),
        row(say("benchmark.ratio", lang, limit=LIMIT_RATIO), "ratio", 1),
    ]
    heads = [say("benchmark.head", lang), *(world["territory"] for world in worlds)]
    return "\n".join([columns(heads, rows), "", *map(paragraph, _sentences(found, lang))])


def _sentences(found: dict[str, Any], lang: str) -> list[str]:
    def line(key: str, **values: object) -> str:
        return say(f"benchmark.{key}", lang, **values)

    pair = number(found["training_pair_ms"], 0, lang)
    lines = [line("pair", months=str(MONTHS_OF_TRAINING), ms=pair, limit=LIMIT_TRAINING_MS)]
    for name, by in found["growth"].items():
        lines.append(line("growth", name=name, by=number(by, 2, lang), limit=LIMIT_GROWTH))
    for twin in found["twins"]:
        ns, ratio = (number(twin[name], 0, lang) for name in ("ns", "ratio"))
        months = str(found["twin_months"])
        lines.append(line("twin", name=twin["scenario"], months=months, ns=ns, ratio=ratio))
    if not found["twins"]:
        lines.append(line(found["no_twin"]))
    for name, counts in found["arguments"].items():
        lines.append(line("arguments", name=name, limit=LIMIT_ARGUMENTS, **counts))
    seconds, peak = number(found["start_seconds"], 1, lang), number(found["peak_mb"], 0, lang)
    lines.append(line("start", s=seconds, mb=peak))
    ratio = number(found["reading_ratio"], 2, lang)
    return [*lines, line("reading", ratio=ratio, limit=LIMIT_READING)]
