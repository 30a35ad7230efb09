"""Names that the user gives: of scenarios, of files of a group, of territories."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.compose.files import ENVIRONMENT, options
from sim.compose.sentences import show
from sim.errors import InputError, suggestion
from sim.scenario.context import TerritorySpec

__all__ = [
    "canonical_territory",
    "check_territory",
    "is_path",
    "no_path",
    "no_scenario",
    "no_territory",
    "territory_named",
]


def is_path(text: str) -> bool:
    """Whether a text is a path, where a name is expected."""
    return bool(re.search(r"[/\\\0]|^\.|^~|\.(ya?ml|csv|py)$", text, re.IGNORECASE))


def no_path(where: str, group: str) -> str:
    """Return what to do with a path, where the name of a file of a group is expected."""
    if group == "territory":
        how = (
            "for your own files write territory=files territory.persons=… "
            "territory.establishments=…"
        )
    else:
        how = f"for your own {group} put NAME.yaml in FOLDER/{group} and set {ENVIRONMENT}=FOLDER"
    return f"{where}: a name is expected, not a path; {how}."


def no_scenario(name: object, known: Mapping[str, Path], roots: Sequence[Path]) -> str:
    """Return what is wrong with the name of a scenario."""
    where = f"scenario {show(name)}"
    if not isinstance(name, str):
        return f"{where}: a name is expected (allowed: {', '.join(known)})."
    if is_path(name):
        return no_path(where, "scenario")
    if name in options("organisation", roots):
        return (
            f"{where}: there is no scenario of that name (allowed: {', '.join(known)}), but an "
            f"organisation; add the word organisation={name} to one of them."
        )
    return f"{where}: unknown scenario (allowed: {', '.join(known)}){suggestion(name, known)}"


def territory_named(text: str) -> str | None:
    """Return the canonical name of a territory, or None where there is none of that name."""
    from sim.territory.names import canonical

    try:
        return canonical(text)
    except InputError:
        return None


def no_territory(where: str, text: str, allowed: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the name of a territory."""
    from sim.territory.names import TOGETHER, canonical, names

    if TOGETHER in text:
        try:
            canonical(text)
        except InputError as error:
            yield from (f"{where}: {message}" for message in error.messages)
        return
    yield (
        f"{where}: unknown territory {show(text)} (allowed: {', '.join(allowed)}, or any "
        f"département, such as lozere, or several joined by {TOGETHER})"
        f"{suggestion(_slug(text), dict.fromkeys((*allowed, *names())))}"
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().casefold()).strip("-")


def canonical_territory(tree: Mapping[str, Any]) -> None:
    """Write the name of a territory in the one way that its digest knows."""
    spec = tree.get("territory")
    if isinstance(spec, dict) and spec.get("kind", "named") == "named" and "name" in spec:
        name = spec["name"]
        if isinstance(name, str):
            spec["name"] = territory_named(name) or name


def check_territory(territory: TerritorySpec, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a territory: its name, or files that it lacks or cannot take."""
    if territory.kind == "named" and territory_named(territory.name) is None:
        where = words.get("territory.name", "territory.name")
        yield from no_territory(where, territory.name, ("training", "france"))
    for part in ("persons", "establishments"):
        value = getattr(territory, part)
        if territory.kind == "files" and not value:
            yield (
                f"territory=files: the file of {part} is missing; add territory.{part}=FILE.csv."
            )
        if territory.kind != "files" and value:
            where = words.get(f"territory.{part}", f"territory.{part}")
            yield f"{where}: a file of {part} is read with territory=files only; add that word."
