"""Make a territory from public files: ``python -m experiments.territory finess=… population=…``.

It reads the extracts of FINESS and the tables of INSEE, writes a folder that every program takes,
and prints what was read, mapped, assumed and left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import REQUIRED, Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, form, listed
from experiments.cli.screen import heading, labelled, paragraph, table
from sim import compose
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from sim.territory.public.folder import PublicTerritory

ZONES: Final = ("epci", "commune")
CAPACITY: Final = ("authorised", "installed")
SPEC: Final = (
    Option("finess", str, REQUIRED, "option.territory.finess"),
    Option("population", Path, REQUIRED, "option.territory.population"),
    Option("zones", str, "epci", "option.territory.zones", choices=ZONES),
    Option("epci", Path, None, "option.territory.epci"),
    Option("departments", str, None, "option.territory.departments"),
    Option("mergers", Path, None, "option.territory.mergers"),
    Option("capacity", str, "authorised", "option.territory.capacity", choices=CAPACITY),
    Option("tolerance", int, None, "option.territory.tolerance", low=1, high=3),
    Option("home_help_places", int, None, "option.territory.home_help", low=1, high=100_000),
    Option("also", str, None, "option.territory.also"),
    Option("assess_delay_months", float, None, "option.territory.delay", low=0, high=120),
    Option("speed_kmh", float, None, "option.territory.speed", low=5, high=200),
    Option("out", Path, REQUIRED, "option.territory.out"),
    form("table", "json"),
    LANG,
)


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("territory", SPEC, {}, lang=lang))
        return None
    if overrides:
        raise InputError(Message("cli.no_scenario", word=one_line(overrides[0])))
    if options["cfg"]:
        names = [option.name for option in SPEC]
        print(compose.yaml_text({n: _plain(options[n]) for n in names}), end="")
        return None
    from sim.territory.public.build import from_public_files

    several = {name: listed(options[name], name) if options[name] else () for name in ("also",)}
    made = from_public_files(
        [Path(path).expanduser() for path in listed(options["finess"], "finess")],
        options["population"],
        out=options["out"],
        departments=options["departments"] or (),
        also=several["also"],
        **{
            name: options[name]
            for name in (
                "zones", "epci", "mergers", "capacity", "tolerance", "home_help_places",
                "assess_delay_months", "speed_kmh",
            )
        },
    )  # fmt: skip
    if options["format"] == "json":
        print(json.dumps({"out": str(made.folder), **made.sources.as_json()}, ensure_ascii=False))
    else:
        show(made, options, lang)
    return None


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def show(made: PublicTerritory, options: dict[str, Any], lang: str) -> None:
    """Print the table of sources, the folder, and how to compare two organisations on it."""
    from sim.territory.public.folder import cells_of

    frame = made.table(lang)
    print(heading(say("public.title", lang)))
    rows = [[what, part, *more[:2]] for part, what, *more in cells_of(frame, lang)]
    heads = list(frame.columns)
    print(table([heads[1], heads[0], *heads[2:4]], rows, texts=(1,)))
    print(f"\n{labelled('files', made.folder, lang)}")
    finess = ",".join(compose.absolute(one) for one in listed(options["finess"], "finess"))
    again = reproduce("territory", {**options, "finess": finess})
    print(labelled("again", again, lang))
    words = reproduce("compare", {"a": "silo", "b": "pole"}, made.words)
    print(paragraph(say("public.compare", lang)))
    print(words)


if __name__ == "__main__":
    raise SystemExit(main(None))
