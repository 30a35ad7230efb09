"""Definitions, uses and imports of the source files of the package, read without running them.

A file is read as a syntax tree. Docstrings, comments, blank lines and line numbers are left out, as
are imports for type checkers alone and the text of an argument ``meaning="…"``: none of them
decides a number.
"""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

PACKAGE_NAME = "sim"
# Texts that people read. They decide no number, and no digest sees them.
TEXTS = ("sim.lang", "sim.errors")
ALL = "*"  # every name of a module
LOOSE = ""  # statements at the top of a module that act on any of its names
MEANING = "meaning"  # argument with a meaning for readers, as in `sim.state.counts`

Name = tuple[str, str]  # module, name defined at its top
Use = tuple[str, str | None]  # a name, and the attribute read from it
Import = tuple[str, str | None]  # module, and the name taken from it; None for the module itself


@dataclass(frozen=True)
class Module:
    """Digests, names and imports of one file.

    Attributes
    ----------
    content : str
        Digest of the whole file.
    definitions : dict
        Digest of the statements that define each name at the top of the module.
    uses : dict
        Names that those statements refer to.
    aliases : dict
        Possible targets of each imported name.
    imports : frozenset
        All imports, those inside functions included.
    """

    content: str
    definitions: dict[str, str]
    uses: dict[str, frozenset[Use]]
    aliases: dict[str, frozenset[Import]]
    imports: frozenset[Import]


Modules = Mapping[str, Module]


@lru_cache(maxsize=1024)
def read_module(module: str, text: str, is_package: bool = False) -> Module:
    """Read the text of a module.

    Parameters
    ----------
    module : str
        Its full name, as in an import.
    text : str
        Its source.
    is_package : bool
        Whether it is the ``__init__.py`` of a folder.
    """
    tree = _without_texts(ast.parse(text))
    aliases: dict[str, set[Import]] = defaultdict(set)
    imports: set[Import] = set()
    for node in ast.walk(tree):
        for alias, origin in _imported(node, module, is_package):
            aliases[alias].add(origin)
            imports.add(origin)
    parts: dict[str, list[str]] = defaultdict(list)
    uses: dict[str, set[Use]] = defaultdict(set)
    own = {name for node in tree.body for name in _objects(node)}
    for node in tree.body:
        dump, used = ast.dump(node), _uses(node)
        for name in _defined(node, own):
            parts[name].append(dump)
            uses[name] |= used
    for alias, origins in aliases.items():
        for base, taken in sorted(origins, key=str):
            if (
                base.partition(".")[0] != PACKAGE_NAME
            ):  # a name of a library is defined by its import
                parts[alias].append(f"{base} {taken}")
                uses.setdefault(alias, set())
    return Module(
        content=digest_of([ast.dump(tree)]),
        definitions={name: digest_of(dumps) for name, dumps in parts.items()},
        uses={name: frozenset(used) for name, used in uses.items()},
        aliases={alias: frozenset(found) for alias, found in aliases.items()},
        imports=frozenset(imports),
    )


def digest_of(parts: Iterable[str]) -> str:
    """Return 32 hexadecimal digits of some texts, in their order."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(f"{len(part)}:".encode())
        state.update(part.encode())
    return state.hexdigest()


class _WithoutTexts(ast.NodeTransformer):
    """Remove docstrings, meanings, and imports for type checkers only."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        value = node.value
        text = isinstance(value, ast.Constant) and isinstance(value.value, str)
        return None if text else self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST | None:
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if node.arg == MEANING and text else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        test = node.test
        name = test.id if isinstance(test, ast.Name) else getattr(test, "attr", "")
        if name == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)


def _without_texts(tree: ast.Module) -> ast.Module:
    tree = _WithoutTexts().visit(tree)
    return tree


def _imported(node: ast.AST, module: str, is_package: bool) -> Iterator[tuple[str, Import]]:
    """Names that an import binds, and their targets."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            yield bound, (alias.name, None)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = module.split(".")
            above = above[: len(above) - node.level + int(is_package)]
            base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            yield alias.asname or alias.name, (base, alias.name)


def _objects(node: ast.stmt) -> set[str]:
    """Names that a statement at the top binds to mutable objects, functions included."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _calls_own(part: ast.AST, own: set[str]) -> bool:
    """Return whether a part of a statement calls something of its module, or a method of it."""
    if not isinstance(part, ast.Call):
        return False
    called = part.func.value if isinstance(part.func, ast.Attribute) else part.func
    return isinstance(called, ast.Name) and called.id in own


def _defined(node: ast.stmt, own: set[str]) -> set[str]:
    """Names that a statement at the top defines, and `LOOSE` where it may act on others.

    A call of a name in `own` may act on others: ``RANK = TABLE.add("a")``.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return set()
    found: set[str] = set()
    simple = isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.TypeAlias)
    for part in ast.walk(node):
        if isinstance(getattr(part, "ctx", None), ast.Store):
            if isinstance(part, ast.Name):
                found.add(part.id)
            elif isinstance(part, ast.Subscript | ast.Attribute):
                simple = False
        elif _calls_own(part, own):
            simple = False
    if not simple:
        found.add(LOOSE)
    return found


def _uses(node: ast.stmt) -> set[Use]:
    found: set[Use] = set()
    of_attributes: set[int] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            found.add((part.value.id, part.attr))
            of_attributes.add(id(part.value))
        elif isinstance(part, ast.Name) and id(part) not in of_attributes:
            found.add((part.id, None))
        elif isinstance(part, ast.Import | ast.ImportFrom):
            # An import in a function: its names are found among the aliases of the module.
            found |= {(alias.asname or alias.name.partition(".")[0], None) for alias in part.names}
    return found


def neighbours(modules: Modules, name: Name) -> Iterator[Name]:
    """Direct references of a name of a module; whole modules as ``(module, ALL)``."""
    home, own = name
    module = modules[home]
    if own == ALL:
        yield from ((home, other) for other in module.definitions)
        for alias in module.aliases:
            yield from _resolved(modules, home, (alias, None))
        return
    if own not in module.definitions:
        if own in module.aliases:
            yield from _resolved(modules, home, (own, None))
        elif f"{home}.{own}" in modules:
            yield f"{home}.{own}", ALL
        elif own != LOOSE:
            yield home, ALL  # made while the module is imported: it may depend on all of it
        return
    yield home, LOOSE
    for use in module.uses[own]:
        yield from _resolved(modules, home, use)


def _resolved(modules: Modules, home: str, use: Use) -> Iterator[Name]:
    """Target of a use in a module. A name that is neither defined nor imported is local."""
    alias, attribute = use
    module = modules[home]
    if alias in module.definitions:
        yield home, alias
    for base, taken in module.aliases.get(alias, ()):
        whole = base if taken is None else f"{base}.{taken}"
        if whole in modules:
            # After ``import sim.a.b`` the name that is bound is ``sim``: all may be read from it.
            bound = taken is not None or alias != PACKAGE_NAME
            yield whole, attribute if attribute and bound else ALL
        elif base in modules:
            yield base, ALL if taken in (None, "*") else str(taken)


def reach(
    modules: Modules, roots: Iterable[Name], known: dict[Name, frozenset[Name]] | None = None
) -> set[Name]:
    """Return the names that some names refer to, through any number of others, and these too.

    Parameters
    ----------
    modules : mapping
    roots : iterable of names
    known : dict, optional
        What each name refers to directly; filled here, and used again by the next call.
    """
    known = {} if known is None else known
    todo = list(roots)
    found = set(todo)
    while todo:
        name = todo.pop()
        if name not in known:
            known[name] = frozenset(
                other for other in neighbours(modules, name) if not other[0].startswith(TEXTS)
            )
        new = known[name] - found
        found |= new
        todo += new
    return found


def imported_modules(
    modules: Modules, roots: Iterable[str], leave: tuple[str, ...] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """Follow imports, also inside functions, but not into the packages of `leave`.

    Returns
    -------
    modules, libraries : frozenset of str
        Modules of the package, and the other packages that they import.
    """
    todo = list(roots)
    found, libraries = set(todo), set()
    while todo:
        for base, taken in modules[todo.pop()].imports:
            whole = f"{base}.{taken}"
            target = whole if whole in modules else base
            if target not in modules:
                libraries.add(base.partition(".")[0])
                continue
            # Importing a module runs its packages; the outermost one only hands out names.
            parts = target.split(".")
            for other in (".".join(parts[:k]) for k in range(2, len(parts) + 1)):
                if other in modules and other not in found and not other.startswith(TEXTS + leave):
                    found.add(other)
                    todo.append(other)
    return frozenset(found), frozenset(libraries)
