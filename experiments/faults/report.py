"""What is printed of faults: a row for each class, and those that survived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from experiments.cli.screen import heading, item, paragraph, table
from experiments.faults.lists import CLASSES, Fault
from experiments.faults.running import Outcome
from sim import lang as labels
from sim.lang import say

__all__ = ["as_json", "markdown", "show", "survivors"]

Pairs = Sequence[tuple[Fault, Outcome]]
HEADS = ("class", "planted", "seen", "share", "golden", "harmless", "survived")


def survivors(pairs: Pairs) -> list[Fault]:
    """Return the faults that nothing showed, without those marked as harmless."""
    return [fault for fault, found in pairs if found.end == "survived" and not fault.harmless]


def _rows(pairs: Pairs, lang: str) -> Iterator[list[str]]:
    """Cells of a row for each class, and of one for all."""
    groups = {say(f"faults.of.{_slug(kind)}", lang): {kind} for kind in CLASSES}
    groups[say("faults.of.all", lang)] = set(CLASSES)
    for name, kinds in groups.items():
        mine = [pair for pair in pairs if pair[0].kind in kinds]
        if not mine:
            continue
        seen = [found for _, found in mine if found.seen]
        left = [fault for fault, found in mine if found.end == "survived"]
        harmless = sum(bool(fault.harmless) for fault in left)
        yield [
            name,
            str(len(mine)),
            str(len(seen)),
            say("percent", lang, x=labels.number(100 * len(seen) / len(mine), 0, lang)),
            str(sum(found.golden for found in seen)),
            str(harmless),
            str(len(left) - harmless),
        ]


def _slug(kind: str) -> str:
    return kind.replace(" ", "_")


def _sections(pairs: Pairs) -> dict[str, list[tuple[Fault, str]]]:
    """Faults that were not seen, by what they are, each with a text."""
    survived = [(fault, f"{fault.old!r} → {fault.new!r}") for fault in survivors(pairs)]
    invalid = [(fault, found.why) for fault, found in pairs if found.end == "invalid"]
    harmless = [
        (fault, fault.harmless)
        for fault, found in pairs
        if found.end == "survived" and fault.harmless
    ]
    sections = {"survived": survived, "invalid": invalid, "harmless": harmless}
    return {name: listed for name, listed in sections.items() if listed}


def show(pairs: Pairs, lang: str) -> None:
    """Print the table and the faults that were not seen."""
    print(table([say(f"faults.{name}", lang) for name in HEADS], _rows(pairs, lang)))
    print(f"\n{paragraph(say('faults.reads', lang))}")
    for name, listed in _sections(pairs).items():
        print(f"\n{heading(say(f'faults.{name}_list', lang))}")
        for fault, text in listed:
            print(item(say("labelled", lang, label=f"{fault.id} ({fault.file})", text=text)))


def markdown(pairs: Pairs, lang: str) -> str:
    """Return the table and the faults that were not seen for a page."""
    lines = ["| " + " | ".join(say(f"faults.{name}", lang) for name in HEADS) + " |"]
    lines.append("|---" * len(HEADS) + "|")
    lines += [f"| {' | '.join(cells)} |" for cells in _rows(pairs, lang)]
    for name, listed in _sections(pairs).items():
        lines += ["", f"{say(f'faults.{name}_list', lang)}", ""]
        lines += [
            "- " + say("labelled", lang, label=f"`{fault.id}`", text=text) for fault, text in listed
        ]
    return "\n".join(lines)


def as_json(pairs: Pairs) -> list[dict[str, Any]]:
    """Return one object for each fault."""
    return [
        {
            "id": fault.id,
            "class": fault.kind,
            "change": fault.change,
            "file": fault.file,
            "where": fault.where,
            "end": found.end,
            "by": found.by,
            "golden": found.golden,
            "harmless": fault.harmless,
            "seconds": found.seconds,
        }
        for fault, found in pairs
    ]
