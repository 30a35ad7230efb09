"""Scenarios by name: composed, validated, and every mistake at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.compose.by_hydra import composed
from sim.compose.cards import card_in
from sim.compose.files import options, origins_of, ours, search_folders, traps
from sim.compose.mappings import as_words
from sim.compose.names import canonical_territory, check_territory, no_scenario
from sim.compose.schema import parameters
from sim.compose.sentences import sentences, wrong_in_file
from sim.compose.words import SIDES, for_side, nested, read
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.context import TerritorySpec
from sim.scenario.scenario import Scenario

__all__ = ["load_scenario", "load_scenarios", "resolved"]


def load_scenario(
    name: str, overrides: Iterable[str] | Mapping[str, Any] = (), **more: Any
) -> Scenario:
    """Compose and validate a scenario.

    Parameters
    ----------
    name
        A file of the group ``scenario``, without ``.yaml``.
    overrides
        Words ``key=value``, as on the command line, or a dictionary of parameters.
    **more
        Overrides whose names have no dot, as keywords: ``months=24``.

    Raises
    ------
    InputError
        With one sentence for each mistake in the name, the words or the files.

    Examples
    --------
    >>> load_scenario("pole", ["territory=creuse", "months=24"]).clock.months
    24
    """
    scenario, errors = _build(name, _read_once(overrides, more), {})
    if scenario is None:
        raise InputError(list(dict.fromkeys(errors)))
    return scenario


def load_scenarios(names: Sequence[str], overrides: Iterable[str] = ()) -> list[Scenario]:
    """Compose scenarios with the same words, two with those of each side; mistakes are given once.

    Raises
    ------
    InputError
        As `load_scenario`, for all names together.
    """
    overrides = _read_once(overrides, {})
    words = [list(overrides)] * len(names)
    if len(names) == len(SIDES):
        words = [for_side(overrides, side) for side in SIDES]
    codes: dict[Path, str] = {}  # the file of a policy is read once for all of them
    built = [_build(name, own, codes) for name, own in zip(names, words, strict=True)]
    errors = [message for _, messages in built for message in messages]
    if errors:
        raise InputError(list(dict.fromkeys(errors)))
    return [scenario for scenario, _ in built if scenario is not None]


def _read_once(
    overrides: Iterable[str] | Mapping[str, Any], more: Mapping[str, Any]
) -> Sequence[str]:
    """Return words as a sequence; a generator would be empty for the second world."""
    if isinstance(overrides, Sequence) and not more:
        return overrides
    return as_words(overrides, more)


def resolved(name: str, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Return every parameter of a scenario with its value, as plain JSON types.

    Raises
    ------
    InputError
        As `load_scenario`.
    """
    return load_scenario(name, overrides).model_dump(mode="json")


def _build(
    name: str, overrides: Sequence[str], codes: dict[Path, str]
) -> tuple[Scenario | None, list[Message]]:
    """Return the scenario, or None, and every problem; `codes` keeps what policies hold."""
    request = read(overrides)
    errors = request.errors
    roots = request.roots or search_folders((), errors)
    known = options("scenario", roots)
    if not isinstance(name, str) or name not in known:
        errors.insert(0, no_scenario(name, known, roots))
        return None, errors
    if not request.roots:
        return None, errors
    try:
        own = [root / "config.yaml" for root in roots[:-1]]
        wrong = [problem for file in own if file.is_file() for problem in traps(file)]
        if wrong:
            return None, [*errors, *wrong]
        tree, chosen = composed(
            roots, {"scenario": name, **request.choices}, request.values, request.territory
        )
        for group, choice in chosen.items():
            file = options(group, roots).get(choice)
            if file is not None and not ours(file):
                errors.extend(traps(file))
        if not ours(known[name]):
            card_in(tree.get("card"), name, known[name])
    except InputError as error:
        return None, [*errors, *error.problems]
    tree.pop("card", None)
    try:
        tree["policy"] = _policy(tree.get("policy"), chosen.get("policy", ""), roots, codes)
    except InputError as error:
        return None, [*errors, *error.problems]
    tree.setdefault("label", f"{name} + {chosen['policy']}" if tree["policy"] else name)
    canonical_territory(tree)
    tree, bent = _unbent(tree)
    scenario = None
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        origins = origins_of(tree, chosen, roots)
        for path, message in sentences(error, request.words, origins):
            # What joins several parameters is left out while one of them is wrong.
            inside = f"{path}." if path else ""
            if not any(wrong == path or wrong.startswith(inside) for wrong in request.refused):
                errors.append(message)
    if bent:
        origins = origins_of(tree | nested(bent), chosen, roots)
        errors.extend(wrong_in_file(path, value, origins) for path, value in bent.items())
    with suppress(ValidationError):
        spec = TerritorySpec.model_validate(tree.get("territory", {}))
        if "territory" not in request.refused:
            errors.extend(check_territory(spec, request.words))
    return (None if errors else scenario), errors


def _policy(
    tree: object, name: str, roots: Sequence[Path], codes: dict[Path, str]
) -> dict[str, Any]:
    """Return the part of a policy that a scenario keeps: its code and its parameters."""
    yaml = options("policy", roots).get(name)
    if yaml is None or (not tree and (ours(yaml) or name == "none")):
        return {}
    if not isinstance(tree, dict):
        raise InputError(Message("file.policy_mapping", file=str(yaml), name=name))
    given = {str(key): value for key, value in tree.items()}
    file = given.pop("file", None)
    if file is None and ours(yaml):
        names = [f"policy.{key}" for key in given]
        raise InputError(Message("word.no_policy", names=names))
    if not isinstance(file, str) or not file.strip():
        raise InputError(Message("file.no_python", file=str(yaml), name=name))
    # With the engine, which composing alone does not need.
    from sim.policy import loading

    path = yaml.parent / file
    if path not in codes:
        codes[path] = loading.code_of(name, path)
    return loading.read(name, codes[path], file, given).model_dump()


def _unbent(tree: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Remove texts given instead of numbers, which pydantic would read as numbers."""
    bent: dict[str, Any] = {}

    def clean(prefix: str, node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        kept = {}
        for name, value in node.items():
            path = f"{prefix}{name}"
            known = parameters().get(path)
            number = known is not None and known.kind in ("integer", "number", "array")
            if number and _holds_text(value):
                bent[path] = value
                continue
            kept[name] = clean(f"{path}.", value)
        return kept

    return clean("", tree), bent


def _holds_text(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_holds_text(item) for item in value)
    return isinstance(value, str)
