"""From a file to a policy: its class is loaded, its parameters are checked."""

from __future__ import annotations

import inspect
import linecache
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, ClassVar, Final, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from sim.errors import InputError, os_reason, suggestion
from sim.lang import Message
from sim.policy.errors import RefusedError, blame
from sim.policy.policy import Policy
from sim.processes.process import Process
from sim.scenario.context import ForeignPolicy, PolicySpec
from sim.scenario.refusals import reason

__all__ = ["code_of", "make", "read"]


MONTHS: Final = 1200
PHASES: Final = (1, 9)  # of a month, the first and the last
NEVER_RUNS: Final = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def code_of(name: str, path: Path) -> str:
    """Return the code of a policy.

    Parameters
    ----------
    name
        Of the YAML file.
    path
        Of the Python file.

    Raises
    ------
    InputError
        When it cannot be read, with one sentence that names the policy.
    """
    try:
        return path.read_text(encoding="utf-8-sig")  # as Python itself reads it
    except FileNotFoundError:
        raise InputError(Message("policy.no_file", policy=name, path=str(path))) from None
    except UnicodeError:
        raise InputError(Message("yaml.encoding", file=str(path))) from None
    except (OSError, ValueError) as error:
        reason = os_reason(getattr(error, "errno", None)) or Message("os.other")
        raise InputError(
            Message("policy.unreadable", policy=name, path=str(path), reason=reason)
        ) from None


def read(name: str, code: str, file: str, given: Mapping[str, Any]) -> PolicySpec:
    """Check the code of a policy and the parameters given.

    Parameters
    ----------
    name
        Of the YAML file.
    code
        Content of the Python file.
    file
        Name of the Python file, as the YAML says it.
    given
        Parameters from the YAML file and the words.

    Raises
    ------
    InputError
        With one sentence that names the policy.
    """
    spec = PolicySpec(name=name, file=file, code=code)
    known = _parameters(spec)
    try:
        found = known.model_validate(dict(given))
    except ValidationError as error:
        raise InputError(
            [_problem(spec, known, item) for item in error.errors(include_url=False)]
        ) from None
    try:
        return PolicySpec(**{**dict(spec), "parameters": found.model_dump()})
    except ValidationError:
        raise InputError(Message("policy.plain", policy=name, file=file)) from None


def make(spec: PolicySpec, reform_month: int) -> Policy:
    """Return the policy of a scenario, ready for a run.

    Raises
    ------
    InputError
        When its file cannot be used, or came with the results of somebody else, with one sentence
        that names it.
    """
    if isinstance(spec, ForeignPolicy):
        values = {"policy": spec.name, "file": spec.file, "digest": spec.digest()}
        raise InputError(Message("policy.foreign", **values))
    parameters = dict(spec.parameters)
    if parameters.get("start") is None:
        parameters["start"] = reform_month
    try:
        return _kind(spec)(**parameters)
    except Exception as error:
        raise blame(spec, error) from None


def _kind(spec: PolicySpec) -> type[Policy]:
    """Return the class of a policy, from a new execution of its code.

    What the module and the class hold (a set, a list, a generator of numbers) begins anew for each
    world: results depend neither on the worlds before nor on the process.
    """
    name, file, code = spec.name, spec.file, spec.code
    module = ModuleType(f"parcours_policy_{spec.digest()}")
    if file:  # an empty name would stop whatever looks for the module of a line (`inspect`)
        module.__file__ = file
    sys.modules[module.__name__] = module  # where annotations are looked up
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    try:
        exec(compile(code, file, "exec"), vars(module))
    except (Exception, SystemExit) as error:
        raise blame(spec, error) from None
    own = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
    ]
    found = [kind for kind in dict.fromkeys(own) if issubclass(kind, Policy)]
    if len(found) != 1:
        key = "policy.several" if found else "policy.none"
        others = ", ".join(kind.__name__ for kind in found or own)
        raise InputError(Message(key, policy=name, file=file, classes=others and f" ({others})"))
    if found[0].step is Process.step:
        raise InputError(Message("policy.no_step", policy=name, name=found[0].__name__, file=file))
    step = inspect.unwrap(found[0].step)
    if inspect.isfunction(step) and step.__code__.co_flags & NEVER_RUNS:
        raise blame(spec, RefusedError(Message("policy.never_runs")))
    phase: object = found[0].phase
    if type(phase) is not int or not PHASES[0] <= phase <= PHASES[1]:
        low, high = (str(end) for end in PHASES)
        values = {"policy": name, "file": file, "given": repr(phase), "low": low, "high": high}
        raise InputError(Message("policy.phase", **values))
    return found[0]


def _parameters(spec: PolicySpec) -> type[BaseModel]:
    """Schema of the parameters of a policy: the public plain attributes of its class."""
    kind = _kind(spec)
    try:
        hints = get_type_hints(kind, include_extras=True)
    except Exception as error:
        raise blame(spec, error) from None
    own = kind.__mro__[: kind.__mro__.index(Policy)]
    names = dict.fromkeys(
        name
        for base in reversed(own)
        for name in (*inspect.get_annotations(base), *vars(base))
        if not name.startswith("_") and not hasattr(Policy, name)
    )
    month = Annotated[int, Field(ge=0, le=MONTHS)]
    fields: dict[str, Any] = {
        "start": (month | None, kind.start),
        "every": (Annotated[int, Field(ge=1, le=MONTHS)], kind.every),
    }
    for name in names:
        value = inspect.getattr_static(kind, name, ...)
        hint = hints.get(name, type(value))
        if get_origin(hint) is ClassVar or callable(value) or hasattr(value, "__get__"):
            continue
        fields[name] = (hint, value)
    config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, validate_default=True, frozen=True
    )
    try:
        return create_model(kind.__name__, __config__=config, **fields)
    except Exception as error:
        raise blame(spec, error) from None


def _problem(spec: PolicySpec, known: type[BaseModel], item: Mapping[str, Any]) -> Message:
    name = ".".join(str(part) for part in item["loc"][:1])
    if item["type"] == "extra_forbidden":
        return Message(
            "policy.no_parameter",
            policy=spec.name,
            file=spec.file,
            name=name,
            names=list(known.model_fields),
            near=suggestion(name, known.model_fields),
        )
    given = (
        "" if item["type"] == "missing" else Message("policy.not", value=repr(item.get("input")))
    )
    return Message(
        "policy.parameter", policy=spec.name, name=name, reason=reason(item), given=given
    )
