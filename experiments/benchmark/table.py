"""The measures of the benchmark as text, in French and in English."""

from __future__ import annotations

from typing import Any, Final

from experiments.benchmark.timing import MONTHS_OF_TRAINING

# What is accepted; the reasons are in docs/engine.md.
LIMIT_RATIO: Final = 5.0
LIMIT_TRAINING_MS: Final = 100.0
LIMIT_GROWTH: Final = 1.5
LIMIT_ARGUMENTS: Final = 55
LIMIT_READING: Final = 2.0

_SAY: Final = {
    "en": {
        "process": "process",
        "rest": "ledgers, calendar",
        "total": "total",
        "copy": "copying the columns",
        "touch": "touching the columns",
        "ratio": "total / touch",
        "head": "ns per person-month",
        "persons": "persons",
        "accepted": "accepted",
        "pair": "two training worlds of {months} months, warm: {ms:.0f} ms (accepted {limit:.0f})",
        "growth": "growth from the smallest to the largest, {name}: {by:.2f} times",
        "twin": "the twin, {name}, {months} months: {ns:,.0f} ns, {ratio:,.0f} times the model",
        "no_twin": "The twin was not timed: {why}.",
        "arguments": "bundles handed to kernels, {name}: {usual} a month, {most} in the fullest "
        "(accepted {limit})",
        "start": "starting Python and importing the model: {s:.1f} s; largest memory: {mb:.0f} MB",
        "reading": "importing what reads results: {ratio:.2f} times pandas and pyarrow "
        "(accepted {limit:g})",
    },
    "fr": {
        "process": "processus",
        "rest": "comptes, calendrier",
        "total": "total",
        "copy": "copier les colonnes",
        "touch": "toucher les colonnes",
        "ratio": "total / toucher",
        "head": "ns par personne-mois",
        "persons": "personnes",
        "accepted": "accepté",
        "pair": "deux mondes d'exercice de {months} mois, à chaud : {ms:.0f} ms "
        "(accepté {limit:.0f})",
        "growth": "croissance du plus petit au plus grand, {name} : {by:.2f} fois",
        "twin": "le jumeau, {name}, {months} mois : {ns:,.0f} ns, {ratio:,.0f} fois le modèle",
        "no_twin": "Le jumeau n'a pas été chronométré : {why}.",
        "arguments": "faisceaux de colonnes donnés aux noyaux, {name} : {usual} par mois, {most} "
        "au plus (accepté {limit})",
        "start": "démarrer Python et importer le modèle : {s:.1f} s ; mémoire : {mb:.0f} Mo",
        "reading": "importer ce qui lit les résultats : {ratio:.2f} fois pandas et pyarrow "
        "(accepté {limit:g})",
    },
}


def table(found: dict[str, Any], lang: str) -> str:
    """Return the measures as text, one column for each world."""
    say = _SAY[lang]
    worlds = found["worlds"]
    names = list(worlds[0]["processes"])
    rows: list[tuple[str, list[str]]] = [
        (say["head"], [w["territory"] for w in worlds]),
        ("", [w["scenario"] for w in worlds]),
        (say["persons"], [f"{w['persons']:,}" for w in worlds]),
        *((name, [f"{w['processes'].get(name, 0):.2f}" for w in worlds]) for name in names),
        (say["rest"], [f"{w['rest']:.2f}" for w in worlds]),
        (say["total"], [f"{w['total']:.1f}" for w in worlds]),
        (say["copy"], [f"{w['copy']:.1f}" for w in worlds]),
        (say["touch"], [f"{w['touch']:.1f}" for w in worlds]),
        (f"{say['ratio']} (≤ {LIMIT_RATIO:g})", [f"{w['ratio']:.1f}" for w in worlds]),
    ]
    first = max(len(left) for left, _ in rows) + 2
    width = max(len(cell) for _, cells in rows for cell in cells) + 2
    lines = [left.ljust(first) + "".join(c.rjust(width) for c in cells) for left, cells in rows]
    lines.insert(3, "─" * len(lines[0]))
    lines.append("")
    lines.append(
        say["pair"].format(
            months=MONTHS_OF_TRAINING, ms=found["training_pair_ms"], limit=LIMIT_TRAINING_MS
        )
    )
    for name, by in found["growth"].items():
        text = say["growth"].format(name=name, by=by)
        lines.append(f"{text} ({say['accepted']} {LIMIT_GROWTH:g})")
    for twin in found["twins"]:
        lines.append(
            say["twin"].format(
                name=twin["scenario"],
                months=found["twin_months"],
                ns=twin["ns"],
                ratio=twin["ratio"],
            )
        )
    if not found["twins"]:
        lines.append(say["no_twin"].format(why=found["no_twin"]))
    for name, counts in found["arguments"].items():
        lines.append(say["arguments"].format(name=name, limit=LIMIT_ARGUMENTS, **counts))
    lines.append(say["start"].format(s=found["start_seconds"], mb=found["peak_mb"]))
    lines.append(say["reading"].format(ratio=found["reading_ratio"], limit=LIMIT_READING))
    return "\n".join(lines)
