"""What the docs take from the code, and the pages of measured results.

``python docs/build.py`` writes what follows from the code: the order of a month from
`sim.model.model.PROCESSES`, the floors of the code from ``tests/test_layout.py``, the parameters
from the typed fields of `sim.scenario.scenario`, the indicators from their registry, the columns
and counts from the tables of `sim.state`. It stands between two marks of a page; the rest of the
page is by hand.

``python docs/build.py print patterns.md`` runs the programs of a page of measured results again and
writes what they print between its marks, with the digest of the code. A page whose digest is not
that of the present code says so in its first line.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from sim import compose
from sim import lang as labels
from sim.app.session import cards as session
from sim.app.session import printed
from sim.app.session.glossary import glossary
from sim.app.session.plan import Plan
from sim.compose import Parameter
from sim.engine import digest
from sim.indicators.measure import CELL_DIMENSIONS, counts_of
from sim.indicators.registry import REGISTRY, Indicator, Paid, Ratio, Survival, Wait
from sim.model.model import PROCESSES
from sim.policy.policy import Policy
from sim.processes.process import Process
from sim.state import counts, organisations, people
from sim.state.columns import Column
from sim.state.count_table import CountTable
from sim.state.people import NEVER

HERE: Final = Path(__file__).parent


def order() -> str:
    """Draw the order of a month."""
    rows = [(process, _first_line(process)) for process in PROCESSES]
    after = max(k for k, process in enumerate(PROCESSES) if process.phase <= Policy.phase)
    rows.insert(after + 1, (Policy, "What a policy of the user does, when there is one."))
    name = max(len(process.__name__) for process, _ in rows)
    lines = ["  the reform, and other events of Mesa's calendar that fall on this month", "  │"]
    lines += [
        f"{process.phase} ├─ {process.__name__.ljust(name)}  {text}{_period(process)}"
        for process, text in rows
    ]
    lines += ["  │", "  └─ the ledgers are compared, the month is recorded; on to the next"]
    return "\n".join(["```text", *lines, "```"])


def _first_line(process: type[Process]) -> str:
    return (inspect.getdoc(process) or "").splitlines()[0]


def _period(process: type[Process]) -> str:
    return "" if process.every == 1 else f" (every {process.every} months)"


def parameters() -> str:
    """Write a table for each part of a scenario."""
    parts: dict[str, list[Parameter]] = {}
    for path, parameter in compose.parameters().items():
        if "." in path:
            parts.setdefault(path.rpartition(".")[0], []).append(parameter)
    lines = []
    for part, found in parts.items():
        lines += ["", f"## {part}", ""]
        lines += ["| name | what | default | unit | allowed | swept | source |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_row(parameter) for parameter in found]
    return "\n".join(lines[1:])


def _row(parameter: Parameter) -> str:
    sweep = parameter.schema.get("sweep")
    source = str(parameter.schema.get("source", ""))
    if parameter.kind in ("boolean", "string") or parameter.path.startswith("clock."):
        source = ""  # a choice, not a measure
    cells = (
        f"`{parameter.path.rpartition('.')[2]}`",
        parameter.text,
        _value(parameter.default),
        parameter.unit,
        _allowed(parameter),
        f"{_number(sweep[0])} to {_number(sweep[1])}" if sweep else "",
        f"**{source}**" if source == "assumed" else source,
    )
    return _line(cells)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(item) for item in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return _number(value) if isinstance(value, int | float) else str(value) or "none"


def _number(value: float) -> str:
    # Thousands are not parted: these are values to type.
    return str(int(value)) if float(value).is_integer() else f"{value:f}".rstrip("0")


def _allowed(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    if parameter.kind == "boolean":
        return "on, off"
    schema = parameter.schema
    if parameter.kind == "array":
        several = schema.get("prefixItems")
        schema = several[0] if several else schema.get("items", {})
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None:
        return ""
    return f"at least {_number(low)}" if high is None else f"{_number(low)} to {_number(high)}"


def indicators() -> str:
    """Write a table of indicators for each file in which they are declared."""
    from sim.indicators import market, means, persons

    lines = []
    for title, found in (
        ("Persons", persons.PERSONS),
        ("Means", means.MEANS),
        ("The two markets", market.MARKET),
    ):
        lines += ["", f"## {title}", ""]
        lines += ["| name | English | français | unit | better | also by | made from |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_indicator(indicator) for indicator in found]
    return "\n".join(lines[1:])


def _indicator(indicator: Indicator) -> str:
    better = {1: "more", -1: "less", 0: "neither"}[indicator.direction]
    cells = (
        f"`{indicator.name}`",
        f"**{indicator.label('en')}.** {indicator.definition('en')}",
        f"**{indicator.label('fr')}.** {indicator.definition('fr')}",
        labels.unit(indicator.unit, "en"),
        better,
        ", ".join(_groups(indicator)),
        _made_from(indicator),
    )
    return _line(cells)


def _groups(indicator: Indicator) -> list[str]:
    """Dimensions by whose groups an indicator is given besides all persons."""
    source = indicator.source
    if isinstance(source, Ratio):
        cells = [*(name for name, _ in CELL_DIMENSIONS), "zone"] if source.cells else []
        return [*(["domain"] if source.domains else []), *cells]
    if isinstance(source, Survival):
        return []
    return (
        ["complexity"]
        if isinstance(source, Wait)
        else ["payer" if isinstance(source, Paid) else "speed"]
    )


def _made_from(indicator: Indicator) -> str:
    source = indicator.source
    if isinstance(source, Wait):
        which = "cohort: " if source.cohort else ""
        return f"{which}waits `{counts.WAIT_KINDS[source.kind]}`"
    if isinstance(source, Paid):
        return "cents paid by each funder, `people`"
    names = counts_of(indicator)
    if isinstance(source, Ratio | Survival):
        return _code(names)
    sides = [name for side in source.sides for name in (side.stabilised, side.precarious)]
    assert all(name in REGISTRY for name in sides)
    return f"the indicators {_code(sides)}"


def scenarios(whole: bool) -> str:
    """Write a table of scenarios; with their story and what is expected if `whole`."""
    heads = ["name", "English", "français", "sets", *(["expected", "fails when"] if whole else ())]
    lines = [_line(heads), "|---" * len(heads) + "|"]
    for name in compose.groups()["scenario"]:
        card, e = compose.card(name), compose.card(name).expectation
        cells = [f"`{name}`"]
        for title, story in ((card.title.en, card.story.en), (card.title.fr, card.story.fr)):
            cells.append(f"**{title}.** {story}" if whole else title)
        cells.append(_code(compose.words_of(name)))
        if whole and e is not None:
            change = f"{_number(e.delta)} {'more' if e.sign > 0 else 'less'}"
            cells.append(f"against `{e.against}`, at least {change} `{e.indicator}`")
            cells.append(f"{e.fails_when.en} ({_code(e.fails_when.words)})")
        lines.append(_line(cells))
    return "\n".join(lines)


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def columns(table: Iterable[Column]) -> str:
    """Write a table of columns: name, type, numbers in a row, unit, meaning, first value."""
    lines = ["| name | type | numbers | unit | meaning | at first |", "|---|---|---|---|---|---|"]
    for column in table:
        numbers = " × ".join(str(size) for size in column.shape) or "1"
        first = "never" if column.empty == NEVER else f"{column.empty:g}"
        kind = column.dtype.__name__
        cells = (f"`{column.name}`", kind, numbers, column.unit, column.meaning, first)
        lines.append(_line(cells))
    return "\n".join(lines)


def counts_table(table: CountTable) -> str:
    """Write a table of counts: name, unit, meaning."""
    lines = ["| name | unit | meaning |", "|---|---|---|"]
    lines += [_line((f"`{count.name}`", count.unit, count.meaning)) for count in table.counts]
    return "\n".join(lines)


def floors() -> str:
    """Draw the floors of the code, the highest first, from ``tests/test_layout.py``."""
    layout = ast.parse((HERE.parent / "tests" / "test_layout.py").read_text(encoding="utf-8"))
    table = next(
        ast.literal_eval(node.value)
        for node in layout.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FLOORS"
    )
    width = max(len(room) for rooms in table for room in rooms)
    lines = []
    for floor, rooms in reversed(list(enumerate(table))):
        for rank, room in enumerate(rooms):
            text = (inspect.getdoc(importlib.import_module(room)) or "").splitlines()[0]
            lines.append(f"{'' if rank else floor:>3}  {room.ljust(width)}  {text}")
    return "\n".join(["```text", *lines, "```"])


def session_script(lang: str) -> str:
    """Write what the facilitator of a session says, state by state, for both lengths."""
    long, short = (printed.script(Plan(card="rushed", form=form), lang) for form in (90, 45))
    heads = (long.heads[0], f"{long.heads[1]} (90)", f"{long.heads[1]} (45)", long.heads[2])
    rows = [
        (state, minutes, other[1], text)
        for (state, minutes, text), other in zip(long.rows, short.rows, strict=True)
    ]
    return "\n".join([_line(heads), "|---" * len(heads) + "|", *map(_line, rows)])


def session_cards(lang: str) -> str:
    """Write a table of the cards of a session: title, story, what is to be learnt."""
    heads = [labels.say(f"session.kit.{name}", lang) for name in ("card", "text", "goal", "limits")]
    lines = [_line(heads), "|---" * len(heads) + "|"]
    for name in session.cards():
        card = session.card(name)
        texts = (card.story, card.goal, card.limits)
        cells = (f"**{card.title.text(lang)}** `{name}`", *(text.text(lang) for text in texts))
        lines.append(_line(cells))
    return "\n".join(lines)


def session_not(lang: str) -> str:
    """Write what the model is not, as on every printed card."""
    return "\n".join(f"- {labels.say(f'session.not.{k}', lang)}" for k in range(1, printed.NOT + 1))


def session_glossary(lang: str) -> str:
    """Write the glossary of a session."""
    lines = []
    for title, entries in glossary(lang).items():
        lines += ["", f"## {title}", ""]
        lines += [
            f"- **{term}**: {text}" if lang == "en" else f"- **{term}**\u202f: {text}"
            for term, text in entries
        ]
    return "\n".join(lines[1:])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


PAGES: Final[dict[str, dict[str, Callable[[], str]]]] = {
    "../README.md": {"scenarios": lambda: scenarios(whole=False)},
    "scenarios.md": {"scenarios": lambda: scenarios(whole=True)},
    "architecture.md": {"floors": floors},
    "model.md": {"order": order},
    "parameters.md": {"parameters": parameters},
    "indicators.md": {"indicators": indicators},
    **{
        page: {
            "script": partial(session_script, lang),
            "cards": partial(session_cards, lang),
            "not": partial(session_not, lang),
        }
        for page, lang in (("seance.md", "fr"), ("session.md", "en"))
    },
    "glossaire.md": {"glossary": partial(session_glossary, "fr")},
    "glossary.md": {"glossary": partial(session_glossary, "en")},
    "state.md": {
        "persons": lambda: columns(people.COLUMNS),
        "organisations": lambda: columns(organisations.COLUMNS),
        "counts": lambda: counts_table(counts.MONTHLY),
        "counters": lambda: counts_table(people.OF_PERSON),
        "waits": lambda: counts_table(counts.WAITS),
        "flows": lambda: counts_table(counts.FLOWS),
    },
}


def built(page: str) -> str:
    """Return a page as it must be."""
    text = (HERE / page).read_text(encoding="utf-8")
    for mark, make in PAGES.get(page, {}).items():
        text = _between(
            text, f"<!-- {mark}: by docs/build.py -->\n", f"\n<!-- {mark}: end -->", make()
        )
    return dated(page, text) if page in MEASURED else text


def _between(text: str, begin: str, end: str, new: str) -> str:
    before, found, rest = text.partition(begin)
    assert found and end in rest, f"no mark {begin.strip()}"
    return before + begin + new + end + rest.partition(end)[2]


# Pages of measured results.


@dataclass(frozen=True)
class Printed:
    """Part of a page that a program prints.

    Attributes
    ----------
    command
        Words after ``python -m experiments.``; they print Markdown.
    figures
        File in the folder of results, and file of the page.
    """

    command: str
    figures: tuple[tuple[str, str], ...] = ()


_SEEDS: Final = "territory=training lang=en format=markdown"
_MARKET: Final = "seed=1 lang=en workers=2 format=markdown"
MEASURED: Final[dict[str, tuple[Printed, ...]]] = {
    "patterns.md": (Printed("patterns replicates=5 lang=en format=markdown"),),
    "ingredients.md": (
        Printed(
            "ingredients territories=training,lozere,creuse replicates=8 lang=en format=markdown"
        ),
    ),
    "luck.md": (
        Printed("seeds a=silo b=pole territory=training replicates=100 lang=en format=markdown"),
        Printed(f"seeds a=pole b=pole b.organisation.planning_share=0.033 {_SEEDS}"),
        Printed(f"seeds a=silo b=silo b.access.renounce_rate=0.0044 {_SEEDS}"),
    ),
    "where_poles_lose.md": (
        Printed("lose lang=en format=markdown", (("lose.en.svg", "where_poles_lose.svg"),)),
    ),
    "market.md": (
        Printed(
            f"market figure=price_war replicates=12 {_MARKET}",
            (("price_war.en.svg", "market_price_war.svg"),),
        ),
        Printed(
            f"market figure=contracts replicates=24 {_MARKET}",
            (
                ("contracts.en.svg", "market_contracts.svg"),
                ("contracts_harm.en.svg", "market_contracts_harm.svg"),
            ),
        ),
        Printed(
            f"market figure=scenarios replicates=8 {_MARKET}",
            (("scenarios.en.svg", "market_scenarios.svg"),),
        ),
    ),
    "cards.md": (Printed("cards lang=en format=markdown"),),
    "verification.md": (Printed("faults draw=200 lang=en workers=2 format=markdown"),),
}
OLDER: Final = "> Printed by an older model: "


@cache
def code() -> str:
    """12 hexadecimal digits of the code that numbers depend on, whatever the libraries."""
    return digest.code_of(digest.package_files()).results.content[:12]


def dated(page: str, text: str) -> str:
    """Return a page with a first line that says so where an older model printed it."""
    if text.startswith(OLDER):
        text = text.partition("\n\n")[2]
    known = [_end_of(text, rank)[1] for rank in range(len(MEASURED[page]))]
    older = [one for one in dict.fromkeys(known) if one != code()]
    if not older:
        return text
    again = f"`python docs/build.py print {page}` prints the numbers again."
    return f"{OLDER}code {_code(older)}. {again}\n\n{text}"


def _end_of(text: str, rank: int) -> tuple[str, str]:
    """Mark at the end of a printed part, and the code in it."""
    begin = f"<!-- printed {rank + 1}: end; code "
    assert begin in text, f"no mark {begin}"
    known = text.partition(begin)[2].partition(" -->")[0]
    return f"\n{begin}{known} -->", known


def print_again(page: str) -> str:
    """Run the programs of a page and return it with what they print; figures are written."""
    text = (HERE / page).read_text(encoding="utf-8")
    for rank, part in enumerate(MEASURED[page]):
        with tempfile.TemporaryDirectory() as folder:
            name, *words = shlex.split(part.command)
            out = [f"out={folder}/out"] if part.figures else []
            print(f"python -m experiments.{part.command}", file=sys.stderr)
            done = subprocess.run(
                [sys.executable, "-m", f"experiments.{name}", *words, *out],
                cwd=HERE.parent,
                env={**os.environ, "PARCOURS_LANG": "en"},
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            for source, target in part.figures:
                shutil.copy(Path(folder) / "out" / source, HERE / target)
        begin = f"<!-- printed {rank + 1}: by docs/build.py -->\n"
        end, _ = _end_of(text, rank)
        text = _between(text, begin, end, done.stdout.strip())
        text = text.replace(end, f"\n<!-- printed {rank + 1}: end; code {code()} -->")
    return dated(page, text)


def main(words: list[str]) -> int:
    """Write all pages, or print some pages of measured results again."""
    if words[:1] == ["print"] and all(page in MEASURED for page in words[1:]):
        for page in words[1:] or MEASURED:
            (HERE / page).write_text(print_again(page), encoding="utf-8")
    elif words:
        print(f"python docs/build.py [print [{' | '.join(MEASURED)}]]", file=sys.stderr)
        return 2
    for page in (*PAGES, *MEASURED):
        (HERE / page).write_text(built(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
