"""Whether a policy depends on its world alone, so that the same world always gives the same run.

Only what is known to be closed is taken: plain Python, a list of built-in functions, and the
functions of NumPy that compute. All else may read a clock, a file or a generator of numbers, or
change what other worlds read. When in doubt, a policy is not closed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np

__all__ = ["is_closed"]

# Names that a policy may take from other modules. Of `math`, all names; of NumPy, those below.
NAMES: Final = {
    "__future__": {"annotations"},
    "math": set(dir(math)),
    "typing": {"Annotated", "Any", "ClassVar", "Final", "Literal", "TYPE_CHECKING"},
    "sim": {"Policy"},
    "sim.policy.policy": {"Policy"},
    "sim.agents": {"Beneficiary", "Establishment", "Funder", "Pole", "ProjectActor"},
    "pydantic": {"Field"},
}
# Functions of NumPy that compute, in addition to its ufuncs and its types of numbers.
COMPUTING: Final = {
    "all", "any", "append", "arange", "argmax", "argmin", "argsort", "array", "asarray",
    "bincount", "bool", "clip", "concatenate", "count_nonzero", "cumsum", "diff", "digitize", "e",
    "flatnonzero", "full", "full_like", "inf", "intersect1d", "interp", "isclose", "isin", "max",
    "mean", "median", "min", "nan", "ndarray", "newaxis", "nonzero", "ones", "ones_like",
    "percentile", "pi", "prod", "quantile", "repeat", "round", "searchsorted", "setdiff1d", "sort",
    "stack", "std", "sum", "take", "tile", "union1d", "unique", "var", "where", "zeros",
    "zeros_like",
}  # fmt: skip
BUILT_IN: Final = {
    "ValueError", "abs", "all", "any", "bool", "classmethod", "dict", "enumerate", "filter",
    "float", "int", "isinstance", "len", "list", "map", "max", "min", "property", "range",
    "reversed", "round", "set", "sorted", "staticmethod", "str", "sum", "super", "tuple", "zip",
}  # fmt: skip
# Attributes that lead outside the world, whatever has them; the last ones are of a scenario or of a
# model, and the same world may have others.
OUTSIDE: Final = {
    "dump", "load", "open", "os", "random", "save", "setflags", "sys", "time", "tofile",
    "file", "label", "name", "threads",
}  # fmt: skip


@lru_cache(maxsize=64)
def is_closed(code: str) -> bool:
    """Return whether a policy reads and writes nothing outside its world.

    Parameters
    ----------
    code
        Content of its Python file; without any there is nothing to read or write.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    modules: dict[str, str] = {}
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if not _is_closed_import(node):
                return False
            for alias in node.names:
                imported.add(alias.asname or alias.name)
                if isinstance(node, ast.Import):
                    modules[alias.asname or alias.name] = alias.name
    bound = {*BUILT_IN, *imported, *_bound(tree)}
    return all(_is_closed_node(node, modules, imported, bound) for node in _uses(tree, modules))


def _is_closed_import(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name in ("sim", "math", "numpy") for alias in node.names)
    home = node.module or ""
    return node.level == 0 and all(_is_closed_name(home, alias.name) for alias in node.names)


def _is_closed_name(module: str, name: str) -> bool:
    if module == "numpy":
        found: Any = getattr(np, name, None)
        number = isinstance(found, type) and issubclass(found, np.number | np.bool_)
        return name in COMPUTING or isinstance(found, np.ufunc) or number
    return name in NAMES.get(module, ())


def _bound(tree: ast.AST) -> Iterator[str]:
    """Names that the code itself defines, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def _uses(tree: ast.AST, modules: dict[str, str]) -> Iterator[ast.AST]:
    """All nodes, except the name of a module from which an attribute is read."""
    for child in ast.iter_child_nodes(tree):
        yield child
        if not (
            isinstance(child, ast.Attribute)
            and isinstance(child.value, ast.Name)
            and child.value.id in modules
        ):
            yield from _uses(child, modules)


def _is_closed_node(
    node: ast.AST, modules: dict[str, str], imported: set[str], bound: set[str]
) -> bool:
    if isinstance(node, ast.Global):
        return False
    if isinstance(node, ast.Name):
        return node.id in bound and node.id not in modules
    if not isinstance(node, ast.Attribute | ast.Subscript):
        return True
    if not isinstance(node.ctx, ast.Load) and _root(node) in imported:
        return False  # what is written there would stay for other worlds
    if isinstance(node, ast.Subscript):
        return True
    if isinstance(node.value, ast.Name) and node.value.id in modules:
        return _is_closed_name(modules[node.value.id], node.attr)
    return node.attr not in OUTSIDE and (node.attr == "__init__" or not node.attr.startswith("__"))


def _root(node: ast.AST) -> str:
    """Return the name that an attribute or an item is taken from, if it is one."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
