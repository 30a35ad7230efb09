"""Conditions under which the pole is expected to lose: declared and checked before any run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim import compose
from sim.compose import Bilingual
from sim.compose.files import shipped
from sim.compose.sentences import unreadable, wrong_fields
from sim.errors import InputError, suggestion
from sim.lang import Message

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

BASE: Final = "base"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Base(_Read):
    """The one world that all conditions change: two scenarios and words for both."""

    a: str
    b: str
    words: tuple[str, ...] = ()
    why: Bilingual


class Condition(_Read):
    """A condition as declared before it is run."""

    order: int
    expects: Literal["loses", "wins"]
    title: Bilingual
    story: Bilingual
    words: tuple[str, ...] = Field((), description="the mechanism on")
    without: tuple[str, ...] = Field((), description="the mechanism off, all else equal")
    indicator: str
    sign: Literal[-1, 1] = Field(description="sign expected of b - a with the mechanism on")
    ranges: Bilingual = Field(description="where the ranges come from")
    seeds: int = Field(40, ge=40, description="seeds declared, more where the effect is small")
    first: int = Field(1, ge=0, description="first seed declared, fresh where others were seen")


def _declared[M: _Read](kind: type[M], path: Path) -> M:
    import yaml

    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise InputError(unreadable(error, path.name)) from None
    except ValidationError as error:
        raise InputError(wrong_fields(error, path.name)) from None


def declared(folder: Path | None = None) -> tuple[Base, dict[str, Condition]]:
    """Return the base and the conditions of a folder, in their order.

    Raises
    ------
    InputError
        When a file does not hold what a condition needs.
    """
    folder = folder or shipped() / "lose"
    found = {
        path.stem: _declared(Condition, path) for path in folder.glob("*.yaml") if path.stem != BASE
    }
    ordered = dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
    return _declared(Base, folder / f"{BASE}.yaml"), ordered


def chosen(name: str, conditions: Mapping[str, Condition]) -> dict[str, Condition]:
    """Return the conditions that a word chooses.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name == "all":
        return dict(conditions)
    if name not in conditions:
        names = ("all", *conditions)
        near = suggestion(name, names)
        raise InputError(Message("lose.no_condition", name=name, names=names, near=near))
    return {name: conditions[name]}


def check_sign(name: str, condition: Condition) -> list[Message]:
    """Return the problems of the indicator or the sign of a condition."""
    from sim.indicators.registry import HEADLINE, REGISTRY

    file, indicator = _file(name), condition.indicator
    if indicator not in HEADLINE:
        near = suggestion(indicator, HEADLINE)
        return [Message("lose.headline", file=file, indicator=indicator, near=near)]
    direction = REGISTRY[indicator].direction
    wanted = -direction if condition.expects == "loses" else direction
    if condition.sign == wanted:
        return []
    signs = {"sign": str(condition.sign), "wanted": str(wanted), "expects": condition.expects}
    return [Message("lose.sign", file=file, indicator=indicator, **signs)]


def _file(name: str) -> str:
    return f"{name}.yaml"


def _paths(words: Sequence[str]) -> set[str]:
    keys = (word.partition("=")[0].removeprefix("a.").removeprefix("b.") for word in words)
    known = compose.parameters()
    return {path for key in keys if (path := compose.SHORTCUTS.get(key, key)) in known}


def out_of_range(
    name: str,
    scenario: Scenario,
    named: Sequence[str],
    off: Sequence[str] = (),
    words: Sequence[str] = (),
) -> list[Message]:
    """Return the values of a scenario that are outside their swept range, or at its end.

    Costs, and parameters that the condition sets (`named`), must lie strictly inside. Parameters
    that switch the mechanism off (`off`) may have any value. Every other parameter may be at an
    end, if its mechanism is off by default. A sentence names the user's word (`words`), else the
    file of the condition.
    """
    tree = scenario.model_dump(mode="json")
    inner, free = _paths(named), _paths(off)
    typed = {path: word for word in words for path in _paths([word])}
    wrong = []
    for path, parameter in compose.parameters().items():
        if path in free or path.startswith(("clock.", "territory.")):
            continue
        value: Any = tree
        for part in path.split("."):
            value = value[part]
        sweep = parameter.schema.get("sweep")
        if sweep is None:
            if path in inner and parameter.kind in ("number", "integer"):
                where = typed.get(path, _file(name))
                wrong.append(Message("lose.no_sweep", where=where, path=path))
            continue
        low, high = sweep
        ends = {"low": str(low), "high": str(high)}
        where = typed.get(path, f"{_file(name)}: {path}={value}")
        price = path.startswith("organisation.") and not path.startswith("organisation.pole.")
        if path in inner or price:
            if not low < value < high:
                wrong.append(Message("lose.inside", where=where, **ends))
        elif not low <= value <= high:
            wrong.append(Message("lose.outside", where=where, **ends))
    return wrong


def _fixed(base: Base, words: Sequence[str]) -> list[Message]:
    """Return the words that set parameters already set by the base."""
    file = f"configs/lose/{BASE}.yaml"
    keys = {word.partition("=")[0] for word in base.words}
    return [
        Message("lose.fixed", word=word, key=key, file=file)
        for word in words
        if (key := word.partition("=")[0].strip()) in keys
    ]


def plan(
    base: Base, conditions: Mapping[str, Condition], words: Sequence[str] = ()
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]]:
    """Return the words of each condition, with its mechanism on and off, all checked.

    Raises
    ------
    InputError
        With a sentence for each value out of its range and each sign that cannot be.
    """
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {}
    wrong = _fixed(base, words)
    if wrong:
        raise InputError(wrong)
    common = (*base.words, *words)
    for name, condition in conditions.items():
        wrong += check_sign(name, condition)
        on = (*common, *condition.words)
        off = (*common, *condition.without) if condition.without else None
        found[name] = (on, off)
        chosen_ = (*common, *condition.words)
        for scenario in compose.load_scenarios([base.a, base.b], on):
            wrong += out_of_range(name, scenario, chosen_, words=words)
        for scenario in compose.load_scenarios([base.a, base.b], off or on):
            wrong += out_of_range(name, scenario, common, condition.without, words)
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
    return found
