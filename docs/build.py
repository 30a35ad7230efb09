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

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from parts.counted import columns, counts_table, indicators
from parts.measured import MEASURED, between, code, dated, print_again
from parts.model import floors, order, parameters, scenarios
from parts.session import session_cards, session_glossary, session_not, session_script

from sim.state import counts, organisations, people

__all__ = ["MEASURED", "PAGES", "built", "code", "dated", "indicators", "main", "order"]

HERE: Final = Path(__file__).parent


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
        text = between(
            text, f"<!-- {mark}: by docs/build.py -->\n", f"\n<!-- {mark}: end -->", make()
        )
    return dated(page, text) if page in MEASURED else text


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
