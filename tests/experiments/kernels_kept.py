"""Which compiled kernels of the model a copy of it with a few lines changed may take over.

A kernel carries the code of all that it calls, and numba asks only whether the file of the kernel
itself has changed. What a change reaches, through any number of calls, is therefore found in the
sources; only the rest is taken over. A kernel taken over by mistake would hide a fault, and the
test that looks for it would fail.
"""

from __future__ import annotations

import ast
import os
import pickle
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from numba.core.caching import _CacheLocator, _hash_source_file  # type: ignore[attr-defined]

from sim.engine.jit import KERNEL_CACHE

Name = tuple[str, str]  # module, name defined at its top


def reached(before: Path, after: Path) -> set[Name]:
    """Return all that was changed between two copies of the model, and all that refers to it."""
    old, new = _modules(before), _modules(after)
    calls: dict[Name, set[Name]] = defaultdict(set)  # from what is referred to, to who refers to it
    changed: set[Name] = set()
    for module, tree in new.items():
        was, now = _defined(old.get(module, ast.Module([], []))), _defined(tree)
        changed |= {(module, n) for n in now if _text(now[n]) != _text(was.get(n, []))}
        changed |= {(module, n) for n in was if n not in now}
        imported = _imported(tree, module, new)
        for name, nodes in now.items():
            for part in (part for node in nodes for part in ast.walk(node)):
                for other in _referred(part, module, imported):
                    calls[other].add((module, name))
    found, todo = set(changed), list(changed)
    while todo:
        for user in calls[todo.pop()] - found:
            found.add(user)
            todo.append(user)
    return found


def _modules(root: Path) -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): ast.parse(path.read_bytes())
        for path in (root / "sim").rglob("*.py")
    }


def _text(nodes: list[ast.stmt]) -> str:
    return "".join(ast.dump(node) for node in nodes)


def _defined(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """Top-level statements by the name that they define; the rest belongs to all: to ``*``."""
    found: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name].append(node)
        else:
            names = [t for t in ast.walk(node) if isinstance(t, ast.Name)]
            stored = [t.id for t in names if isinstance(t.ctx, ast.Store)]
            for name in stored or ["*"]:
                found[name].append(node)
    return found


def _imported(tree: ast.Module, module: str, known: dict[str, ast.Module]) -> dict[str, Name]:
    """Names that a module takes from others of the model; whole modules as ``(module, "")``."""
    found: dict[str, Name] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.asname: (a.name, "") for a in node.names if a.asname and a.name in known}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")[: -node.level]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found[alias.asname or alias.name] = (
                    (whole, "") if whole in known else (base, alias.name)
                )
    return found


def _referred(part: ast.AST, module: str, imported: dict[str, Name]) -> list[Name]:
    """Names that one node refers to. What is not a name of the module or its imports is local."""
    if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
        there, name = imported.get(part.value.id, ("", "?"))
        return [(there, part.attr), (there, "*")] if not name else []
    if isinstance(part, ast.Name):
        return [imported.get(part.id, (module, part.id)), (module, "*")]
    return []


def take_over(root: Path, folder: Path) -> int:
    """Put into the cache of a copy the kernels that its changes do not reach; how many.

    Parameters
    ----------
    root : Path
        Where the model is that this process runs.
    folder : Path
        Where the copy is; its cache is ``folder/cache``.
    """
    gone = reached(root, folder)
    cache = subprocess.run(
        [sys.executable, "-c", "from sim.engine.jit import KERNEL_CACHE; print(KERNEL_CACHE)"],
        env=os.environ | {"PYTHONPATH": str(folder), "PARCOURS_CACHE": str(folder / "cache")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    taken = 0
    for path in (root / "sim").rglob("*.py"):
        here = path.relative_to(root)
        module, copy = ".".join(here.with_suffix("").parts), folder / here
        source = KERNEL_CACHE / _CacheLocator.get_suitable_cache_subpath(str(path))
        target = Path(cache.stdout.strip()) / _CacheLocator.get_suitable_cache_subpath(str(copy))
        for index in sorted(source.glob(f"{path.stem}.*.nbi")):
            name = index.name.removeprefix(f"{path.stem}.").rpartition("-")[0].split(".")[0]
            if (module, name) not in gone:
                target.mkdir(parents=True, exist_ok=True)
                _copy(index, target, _stamp(path), _stamp(copy))
                taken += 1
    return taken


def _stamp(path: Path) -> bytes:
    status = path.stat()
    stamp: bytes = _hash_source_file(str(path), status.st_mtime, status.st_size)
    return stamp


def _copy(index: Path, target: Path, stamp: bytes, new: bytes) -> None:
    """Copy an index of kernels and the kernels, under the stamp of the changed file."""
    with index.open("rb") as file:
        version = pickle.load(file)
        was, overloads = pickle.loads(file.read())
    if was != stamp:
        return
    for data in overloads.values():
        shutil.copy2(index.parent / data, target / data)
    with (target / index.name).open("wb") as file:
        pickle.dump(version, file, protocol=-1)
        file.write(pickle.dumps((new, overloads), protocol=-1))
