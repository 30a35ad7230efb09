"""Names that the user gives: of scenarios, of files of a group, of territories."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.compose.files import ENVIRONMENT, misplaced, options
from sim.compose.sentences import located, show
from sim.errors import InputError, suggestion
from sim.lang import Message
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


def no_path(where: Message | str, group: str) -> Message:
    """Return what to do with a path, where the name of a file of a group is expected."""
    if group == "territory":
        return Message("name.path_territory", where=where)
    return Message("name.path", where=where, group=group, variable=ENVIRONMENT)


def no_scenario(name: object, known: Mapping[str, Path], roots: Sequence[Path]) -> Message:
    """Return the problems of the name of a scenario."""
    where = Message("name.scenario", name=show(name))
    names = list(known)
    if not isinstance(name, str):
        return Message("name.expected", where=where, names=names)
    if is_path(name):
        return no_path(where, "scenario")
    if name in options("organisation", roots):
        return Message("name.organisation", where=where, names=names, name=name)
    if (elsewhere := misplaced("scenario", name, roots)) is not None:
        return located(where, elsewhere)
    near = suggestion(name, known)
    return Message("name.unknown_scenario", where=where, names=names, near=near)


def territory_named(text: str) -> str | None:
    """Return the canonical name of a territory, or None where there is none of that name."""
    from sim.territory.names import canonical

    try:
        return canonical(text)
    except InputError:
        return None


def no_territory(where: str, text: str, allowed: Iterable[str]) -> Iterator[Message]:
    """Yield the problems of the name of a territory."""
    from sim.territory.names import TOGETHER, canonical, names

    if TOGETHER in text:
        try:
            canonical(text)
        except InputError as error:
            yield from (located(where, problem) for problem in error.problems)
        return
    listed = list(allowed)
    yield Message(
        "name.unknown_territory",
        where=where,
        name=show(text),
        names=listed,
        together=TOGETHER,
        near=suggestion(_slug(text), dict.fromkeys((*listed, *names()))),
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


# Parameters of an abstract territory: a real one, or that of a file, has its own.
ABSTRACT: Final = set(TerritorySpec.model_fields) - {
    "kind", "name", "persons", "establishments", "dispersion", "growth",
}  # fmt: skip


def check_territory(territory: TerritorySpec, words: Mapping[str, str]) -> Iterator[Message]:
    """Yield the problems of a territory: its name, or missing or unwanted files."""
    if territory.kind == "named" and territory_named(territory.name) is None:
        where = words.get("territory.name", "territory.name")
        yield from no_territory(where, territory.name, ("training", "france"))
    if territory.kind != "abstract":
        for path, word in words.items():
            if path.removeprefix("territory.") in ABSTRACT and path.startswith("territory."):
                yield Message("name.only_abstract", where=word)
    for part in ("persons", "establishments"):
        value = getattr(territory, part)
        if territory.kind == "files" and not value:
            yield Message(f"name.no_{part}")
        if territory.kind != "files" and value:
            where = words.get(f"territory.{part}", f"territory.{part}")
            yield Message(f"name.only_files_{part}", where=where)
