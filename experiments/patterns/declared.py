"""What ``configs/patterns.yaml`` declares: published facts, and the rule that judges them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from experiments.patterns.measures import BY_CATEGORY, MEASURES
from sim import lang as labels
from sim.compose.files import shipped
from sim.compose.sentences import unreadable, wrong_fields
from sim.errors import InputError, nearest, suggestion
from sim.lang import Message
from sim.scenario.refusals import refused

__all__ = ["FILE", "YEAR", "Declared", "Pattern", "Rule", "declared", "held_out"]

FILE: Final = "patterns.yaml"
YEAR: Final = 12  # months
ASSUMED: Final = "assumed"

Share = Annotated[float, Field(gt=0, le=1)]
Names = tuple[str, ...]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(_Strict):
    """One text in both languages."""

    fr: Text
    en: Text


class Pattern(_Strict):
    """One published fact, and how it is measured."""

    name: str
    fact: int | None = Field(None, description="number in the table of sourced figures")
    kind: Literal["input", "emergent"]
    held_out: bool = False
    fr: Text
    en: Text
    measure: str
    over: str = Field("", description="divided by this one")
    how: Literal["level", "trend", "growth"] = "level"
    window: tuple[int, int]
    published: tuple[float, float]
    tolerance: float | None = Field(None, gt=0)
    bounds: tuple[float, float] | None = None
    because: Texts | None = None
    year: str = Field(pattern=rf"^(\d{{4}}(-\d{{4}})?|{ASSUMED})$")
    unit: str
    source: Texts

    @field_validator("published", mode="before")
    @classmethod
    def _one_or_two(cls, value: Any) -> Any:
        """A single published value is both the least and the most."""
        single = isinstance(value, int | float) and not isinstance(value, bool)
        return (value, value) if single else value

    @field_validator("year", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = [*_wrong_measures(self), *_wrong_bounds(self)]
        if not 0 <= self.window[0] < self.window[1]:
            problems.append(Message("patterns.window"))
        elif self.how != "level" and self.window[1] - self.window[0] < 2 * YEAR:
            problems.append(Message("patterns.years", months=str(2 * YEAR)))
        if self.unit not in labels.UNITS:
            near = suggestion(self.unit, labels.UNITS)
            problems.append(Message("patterns.unit", name=self.unit, near=near))
        if self.held_out and self.kind == "input":
            problems.append(Message("patterns.held_input"))
        if problems:
            raise refused(problems[0])
        return self

    @property
    def low(self) -> float:
        """Least value that is inside."""
        return self._ends()[0]

    @property
    def high(self) -> float:
        """Largest value that is inside."""
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if self.bounds is not None:
            return self.bounds
        by = self.tolerance or 0.0
        return round(self.published[0] - by, 12), round(self.published[1] + by, 12)


def _wrong_measures(pattern: Pattern) -> Iterable[Message]:
    if pattern.over and pattern.how != "level":
        yield Message("patterns.over")
    for text in filter(None, (pattern.measure, pattern.over)):
        wrong = _wrong_measure(text)
        if wrong is not None:
            yield wrong


def _wrong_measure(text: str) -> Message | None:
    """Return what is wrong with a name, None for a measure or an indicator that there is."""
    from sim.data import tables
    from sim.indicators.registry import REGISTRY

    name, *groups = text.split("/")
    if name in MEASURES:
        if (name in BY_CATEGORY) != (len(groups) == 1):
            return Message("patterns.by_category", name=name, names=list(BY_CATEGORY))
        codes = tables.categories().code
        for code in groups[0].split("+") if groups else ():
            if code not in codes:
                return Message("patterns.category", name=code, names=list(codes))
        return None
    if name not in REGISTRY:
        near = nearest(name, [*REGISTRY, *MEASURES]) or "unmet_need"
        return Message("patterns.measure", name=name, near=near)
    if groups and groups not in _groups_of(name):
        names = ["/".join((name, *pair)) for pair in _groups_of(name)] or [name]
        return Message("patterns.group", name=text, names=names)
    return None


def _groups_of(indicator: str) -> list[list[str]]:
    """Dimensions and groups in which an indicator is known in every territory."""
    from sim.indicators.measure import CELL_DIMENSIONS, COMPLEXITY
    from sim.indicators.registry import DOMAIN_CODES, REGISTRY, Ratio, Wait

    source = REGISTRY[indicator].source
    found: list[tuple[str, tuple[str, ...]]] = []
    if isinstance(source, Wait) and not source.cohort:
        found = [("complexity", COMPLEXITY)]
    if isinstance(source, Ratio):
        found = [("domain", DOMAIN_CODES)] if source.domains else []
        found += CELL_DIMENSIONS if source.cells is not None else ()
    return [[dimension, group] for dimension, groups in found for group in groups]


def _wrong_bounds(pattern: Pattern) -> Iterable[Message]:
    if pattern.published[0] > pattern.published[1]:
        yield Message("patterns.published")
    if pattern.bounds is not None and pattern.tolerance is not None:
        yield Message("patterns.one_bound")
    if (pattern.bounds is None) != (pattern.because is None):
        yield Message("patterns.because")
    if pattern.bounds is None and pattern.tolerance is None:
        if pattern.published[0] == pattern.published[1]:
            yield Message("patterns.no_bound")
    elif not pattern.low < pattern.high:
        yield Message("patterns.bounds")


class Seeds(_Strict):
    """First seed of each part."""

    fit: Annotated[int, Field(ge=0)]
    holdout: Annotated[int, Field(ge=0)]


class Departements(_Strict):
    """Départements of each part."""

    fit: Annotated[Names, Field(min_length=1)]
    holdout: Annotated[Names, Field(min_length=1)]


class Rule(_Strict):
    """How long, where and under which luck patterns are measured, and what is held out."""

    months: Annotated[int, Field(ge=YEAR)]
    dispersion: Annotated[float, Field(ge=0)]
    replicates: Annotated[int, Field(ge=2)]
    seeds: Seeds
    departements: Departements
    one_in: Annotated[int, Field(ge=2)]
    always: Names
    seen: Names
    fitted: Names = ()
    standard_errors: Annotated[float, Field(gt=0)]
    aim: Share

    @model_validator(mode="after")
    def _apart(self) -> Self:
        from sim.territory.names import canonical

        try:
            every = [canonical(name) for part in self.departements for name in part[1]]
        except InputError as error:
            raise refused(error.problems[0]) from None
        twice = sorted({name for name in every if every.count(name) > 1})
        if twice:
            raise refused(Message("patterns.both_parts", names=twice))
        if abs(self.seeds.fit - self.seeds.holdout) < self.replicates:
            raise refused(Message("patterns.same_seeds"))
        return self


class Declared(_Strict):
    """A file of patterns; a file of the user may have no rule."""

    patterns: tuple[Pattern, ...]
    rule: Rule | None = None


def held_out(rule: Rule, patterns: Iterable[Pattern]) -> set[str]:
    """Return the names of the patterns that are held out of the fit.

    One emergent pattern in `one_in` is (the nearest whole number): those of `always`, then those
    with the smallest SHA-256 of their name, among those that are not in `seen`. Those of `fitted`
    were emergent until the model was fitted to them; the number still counts them.
    """
    emergent = [one.name for one in patterns if one.kind == "emergent"]
    always = [name for name in emergent if name in rule.always]
    free = [name for name in emergent if name not in (*rule.always, *rule.seen)]
    free.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    number = round((len(emergent) + len(rule.fitted)) / rule.one_in)
    return {*always, *free[: max(number - len(always), 0)]}


def declared(path: Path | None = None) -> Declared:
    """Return what a file declares; without a path, the one that is shipped.

    Raises
    ------
    InputError
        One sentence for each thing that cannot be used.
    """
    import yaml

    path = path or shipped() / FILE
    try:
        with path.open(encoding="utf-8") as file:
            tree = yaml.safe_load(file)
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise InputError(unreadable(error, path.name)) from None
    if not isinstance(tree, dict) or not isinstance(tree.get("patterns"), list):
        raise InputError(Message("patterns.list", file=path.name))
    wrong = [
        Message("patterns.part", file=path.name, name=str(name), near=suggestion(str(name), KEYS))
        for name in tree
        if name not in KEYS
    ]
    found: dict[str, Pattern] = {}
    for rank, item in enumerate(tree["patterns"], 1):
        name = str(item.get("name", rank)) if isinstance(item, dict) else str(rank)
        if name in found:
            wrong.append(Message("patterns.twice", file=path.name, name=name))
        try:
            found[name] = Pattern.model_validate(item)
        except ValidationError as error:
            wrong += wrong_fields(error, path.name, name)
    rule = None
    if "rule" in tree:
        try:
            rule = Rule.model_validate(tree["rule"])
        except ValidationError as error:
            wrong += wrong_fields(error, path.name, "rule")
    if rule is not None and not wrong:
        wrong = _against_rule(rule, found, path.name)
    if wrong:
        raise InputError(wrong)
    return Declared(patterns=tuple(found.values()), rule=rule)


KEYS: Final = tuple(Declared.model_fields)


def _against_rule(rule: Rule, found: dict[str, Pattern], file: str) -> list[Message]:
    """Names of the rule that no pattern has, and patterns whose part is not that of the rule."""
    wrong = [
        Message("patterns.rule_name", file=file, name=name, near=suggestion(name, found))
        for name in (*rule.always, *rule.seen, *rule.fitted)
        if name not in found
    ]
    held = held_out(rule, found.values())
    for name, one in found.items():
        if one.held_out != (name in held):
            value = "true" if name in held else "false"
            wrong.append(Message("patterns.held", file=file, name=name, value=value))
    return wrong
