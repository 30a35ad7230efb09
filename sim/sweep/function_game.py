"""A function of a module in place of the model, through the same code."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.sweep.games import Answer, Configured
from sim.sweep.schema import RESERVED

__all__ = ["Function"]


class Function:
    """A function of a module: ``f(seed=…, x=…) -> {"y": 1.0}``.

    Its arguments, except `seed`, are the factors. Values that are arrays are series.

    Parameters
    ----------
    path
        Where it is: ``package.module:name``.

    Raises
    ------
    InputError
        When no such function can be imported.
    """

    def __init__(self, path: str) -> None:
        module, _, name = path.partition(":")
        try:
            self.function = getattr(import_module(module), name)
            signature = inspect.signature(self.function)
        except (ImportError, AttributeError, TypeError, ValueError):
            raise InputError(Message("sweep.function", path=path)) from None
        self.path = path
        self.arguments = [name for name in signature.parameters if name != "seed"]
        self.names = (name,)

    @classmethod
    def of(cls, function: Any) -> Function:
        """Return the game of a function.

        Raises
        ------
        InputError
            When other processes could not import it: a lambda, one of a script or of a notebook.
        """
        path = f"{function.__module__}:{function.__qualname__}"
        if function.__module__ == "__main__" or "<" in path:
            raise InputError(Message("sweep.function", path=path))
        return cls(path)

    def whole(self, name: str) -> bool:
        """Return false: a function takes any number."""
        return False

    def configured(self, point: Mapping[str, Any], rank: int) -> Configured:
        """Check the names of a point, and its values by a function ``check`` of the function."""
        values = {name: value for name, value in point.items() if value is not None}
        wrong = [
            Message("sweep.argument", name=name, names=self.arguments,
                    near=suggestion(name, self.arguments))
            for name in values if name not in self.arguments
        ]  # fmt: skip
        if wrong:
            raise InputError(wrong)
        check = getattr(self.function, "check", None)
        if check is not None:
            check(**values)
        return Configured(0, values)

    def canonical(self, base: int, values: Mapping[str, Any]) -> bytes:
        """Return the function and its arguments."""
        return json.dumps([self.path, values], sort_keys=True).encode()

    def spec(self) -> dict[str, Any]:
        """Return where the function is."""
        return {"kind": "function", "path": self.path}

    def code(self) -> str:
        """Digest of the source of its module."""
        source = inspect.getsource(inspect.getmodule(self.function) or self.function)
        return hashlib.blake2b(source.encode(), digest_size=16).hexdigest()

    def check(self) -> None:
        """Do nothing: a function reads no file that the study knows of."""

    def prepare(self) -> None:
        """Do nothing."""

    def run(self, base: int, values: Mapping[str, Any], seed: int) -> Answer:
        """Call the function; what it returns are outcomes, arrays of it series."""
        found = self.function(seed=seed, **values)
        outcomes: dict[str, float] = {}
        series: dict[str, Any] = {}
        ledgers: dict[str, Any] = {}
        for name, value in found.items():
            if name in RESERVED:
                raise ValueError(f"{name} is a column of the store")
            array = np.asarray(value)
            if not array.ndim:
                outcomes[name] = float(array)
            elif array.dtype.kind in "iu":
                ledgers[name] = array.astype(np.int64)
            else:
                series[name] = array.astype(np.float32)
        months = max((len(a) for a in (*series.values(), *ledgers.values())), default=0)
        return Answer(outcomes, np.arange(months, dtype=np.int32), series, ledgers)
