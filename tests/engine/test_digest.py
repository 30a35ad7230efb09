"""Which change of the code changes which digest: the files themselves are changed, in memory."""

from __future__ import annotations

import ast
import dis
import sys
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import pytest

from sim.engine import digest, sources
from sim.engine.sources import ALL, LOOSE, Name

FILES = digest.package_files()
CODE = digest.code_of(FILES)
MODULES = {
    digest.module_of(path): sources.read_module(
        digest.module_of(path), content.decode(), path.endswith("__init__.py")
    )
    for path, content in FILES.items()
    if path.endswith(".py")
}
PATHS = sorted(path for path in FILES if path.endswith(".py"))
KERNEL_PATHS = [path for path in PATHS if digest.module_of(path) in CODE.kernels.modules]


def changed(path: str, text: str) -> set[str]:
    """Digests that are others when a file holds another text."""
    other = digest.code_of(FILES | {path: text.encode()})
    return {
        name for name in ("kernels", "start", "results") if part(other, name) != part(CODE, name)
    }


def part(code: digest.Code, name: str) -> str:
    return str(getattr(code, name).content)


def expected(path: str) -> set[str]:
    """Digests that hold the whole of a module."""
    module = digest.module_of(path)
    return {name for name in ("start", "results") if module in getattr(CODE, name).modules}


# What changes nothing.


def with_other_texts(text: str) -> str:
    """The same code, its docstrings longer and its lines elsewhere."""
    tree = ast.parse(text)
    lines = text.splitlines()
    last = tree.body[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                assert first.end_lineno is not None
                end = lines[first.end_lineno - 1]
                if end.endswith('"""'):
                    lines[first.end_lineno - 1] = (
                        f'{end[:-3]}\n\nTwo lines\nmore.\n"""\n# a comment'
                    )
    assert last is not None
    return "\n# a comment\n\n" + "\n".join(lines) + "\n\n"


@pytest.mark.parametrize("path", PATHS)
def test_docstrings_comments_and_blank_lines_change_no_digest(path: str) -> None:
    text = FILES[path].decode()
    assert with_other_texts(text) != text
    assert changed(path, with_other_texts(text)) == set()


def test_a_docstring_where_there_was_none_changes_nothing() -> None:
    bare = sources.read_module("sim.x", "def f(a):\n    return a\n")
    told = sources.read_module(
        "sim.x", '"""Module."""\n\ndef f(a):\n    """Say."""\n    return a\n'
    )
    assert bare == told


# What changes a digest.


COMPILED = digest.compiled_names(MODULES)
COMPILED_PATHS = [p for p in PATHS if any(home == digest.module_of(p) for home, _ in COMPILED)]


def compiled_functions(path: str) -> list[ast.FunctionDef]:
    home = digest.module_of(path)
    tree = ast.parse(FILES[path])
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and (home, n.name) in COMPILED]


@pytest.mark.parametrize("path", COMPILED_PATHS)
def test_any_compiled_function_changes_the_kernels(path: str) -> None:
    """Its own stamp, and the digests of all that are made of it."""
    lines = FILES[path].decode().splitlines()
    functions = compiled_functions(path)
    for function in reversed(functions):
        last = function.body[-1]
        lines.insert(last.lineno - 1, f"{' ' * last.col_offset}changed = 1")
    text = "\n".join(lines)
    other = digest.code_of(FILES | {path: text.encode()})
    for function in functions:
        stamp = f"{digest.module_of(path)}:{function.name}"
        assert other.stamps[stamp] != CODE.stamps[stamp], function.name
    assert changed(path, text) == {"kernels", *expected(path)}


@pytest.mark.parametrize("path", PATHS)
def test_any_statement_changes_the_digests_of_its_module(path: str) -> None:
    text = FILES[path].decode() + "\n\ndef something_else() -> int:\n    return 1\n"
    assert changed(path, text) - {"kernels"} == expected(path)


def test_what_runs_before_month_0_is_in_the_start_and_what_measures_in_the_results() -> None:
    """Every file that computes is in a digest; those that only read, write and show are not."""
    start, results = set(CODE.start.modules), set(CODE.results.modules)
    assert start <= results
    imported = {
        name
        for module in MODULES.values()
        for base, taken in module.imports
        for name in (base, f"{base}.{taken}")
    }
    for path in PATHS:
        module = digest.module_of(path)
        room = ".".join(module.split(".")[:2])
        # Nothing imports a module of types alone; names of older files decide no number.
        if path.endswith("__init__.py") or module not in imported:
            continue
        # Public files become the two tables of a user, whose content has its own digest.
        if module == "sim.scenario.renamed" or module.startswith("sim.territory.public"):
            continue
        if room in ("sim.state", "sim.processes", "sim.scenario", "sim.territory", "sim.data"):
            assert module in start, module
        elif room in ("sim.indicators", "sim.runs", "sim.study"):
            assert module in results, module
        elif room in ("sim.lang", "sim.errors", "sim.report", "sim.compose"):
            assert module not in results, module


def test_the_order_of_the_month_changes_the_start() -> None:
    path = "model/model.py"
    lines = FILES[path].decode().splitlines(keepends=True)
    first = next(k for k, line in enumerate(lines) if line.startswith("PROCESSES")) + 1
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    assert changed(path, "".join(lines)) == {"start", "results"}


def numbers_of(path: str) -> list[ast.Constant]:
    tree = ast.parse(FILES[path])
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return [n for n in found if type(n.value) in (int, float)]


@pytest.mark.parametrize("path", [p for p in PATHS if p.startswith("scenario/") and numbers_of(p)])
def test_any_default_changes_the_start(path: str) -> None:
    lines = FILES[path].decode().splitlines()
    module = digest.module_of(path)
    for number in numbers_of(path):
        k, lo, hi = number.lineno - 1, number.col_offset, number.end_col_offset
        line = lines[k].encode()
        other = (line[:lo] + b"98765" + line[hi:]).decode()
        text = "\n".join([*lines[:k], other, *lines[k + 1 :]])
        assert sources.read_module(module, text).content != MODULES[module].content
    assert changed(path, text) >= {"start", "results"}


@pytest.mark.parametrize("path", sorted(path for path in FILES if path.endswith(".csv")))
def test_any_table_changes_the_start(path: str) -> None:
    other = digest.code_of(FILES | {path: FILES[path] + b"\n"})
    assert part(other, "kernels") == part(CODE, "kernels")
    assert part(other, "start") != part(CODE, "start")
    assert part(other, "results") != part(CODE, "results")


@pytest.mark.parametrize("name", ["kernels", "start", "results"])
def test_any_library_changes_the_digest(name: str) -> None:
    own = getattr(CODE, name)
    versions = digest.versions_of(own.libraries)
    assert {"python", "numpy", "numba", "llvmlite"} <= set(versions)
    assert "none" not in versions.values()
    whole = digest.with_versions(own, versions)
    for library in versions:
        assert digest.with_versions(own, versions | {library: "0"}) != whole


def test_libraries_that_decide_numbers_are_found() -> None:
    assert {"mesa", "scipy", "pydantic"} <= set(CODE.start.libraries)
    assert set(CODE.start.libraries) <= set(CODE.results.libraries)


# Against what Python itself finds.


def code_objects(code: Any) -> Iterator[Any]:
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from code_objects(constant)


def globals_read(function: FunctionType) -> set[str]:
    return {
        str(step.argval)
        for code in code_objects(function.__code__)
        for step in dis.get_instructions(code)
        if step.opname == "LOAD_GLOBAL"
    }


def home_of(module: ModuleType, name: str) -> str | None:
    """Where a global of a module was written, as far as the object itself knows."""
    value = getattr(module, name)
    return getattr(getattr(value, "py_func", value), "__module__", None)


@pytest.mark.parametrize("path", COMPILED_PATHS)
def test_every_global_that_a_compiled_function_reads_is_in_its_stamp(path: str) -> None:
    """What the sources give is held against the bytecode that numba compiles."""
    home = digest.module_of(path)
    module = import_module(home)
    for function in compiled_functions(path):
        found = sources.reach(MODULES, [(home, function.name)])
        plain = getattr(module, function.name)
        for name in globals_read(getattr(plain, "py_func", plain)):
            if not hasattr(module, name):
                continue  # a builtin
            value = getattr(module, name)
            if isinstance(value, ModuleType):
                continue  # its attributes are asked below
            where = home_of(module, name)
            if where is not None and where.startswith("sim.") and where in MODULES:
                assert (where, value.__name__) in found or (where, ALL) in found, name
            elif name in MODULES[home].definitions:
                assert (home, name) in found, name
            else:
                origins = MODULES[home].aliases[name]
                inside = [(base, str(n)) for base, n in origins if base in MODULES]
                assert all(origin in found for origin in inside), name


def test_a_name_made_while_its_module_is_imported_brings_all_of_it() -> None:
    text = "A = 1\nfor name in ('B', 'C'):\n    globals()[name] = A\n"
    modules = {
        "sim.made": sources.read_module("sim.made", text),
        "sim.user": sources.read_module(
            "sim.user", "from sim.made import B\n\ndef f():\n    return B\n"
        ),
    }
    assert ("sim.made", "A") in sources.reach(modules, [("sim.user", "f")])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("import sim.made\n\ndef f():\n    return sim.made.A\n", "A"),
        ("from sim import made\n\ndef f():\n    return made.A\n", "A"),
        ("from . import made\n\ndef f():\n    return made.A\n", "A"),
        ("from .made import A as B\n\ndef f():\n    return B\n", "A"),
        ("def f():\n    from sim.made import A\n    return A\n", "A"),
        ("from sim.made import *\n\nf = 1\n", ALL),
    ],
)
def test_names_are_followed_through_imports(text: str, other: str) -> None:
    modules = {
        "sim.made": sources.read_module("sim.made", "A = B = 1\nC = 2\n"),
        "sim.user": sources.read_module("sim.user", text),
    }
    found = sources.reach(modules, [("sim.user", "f" if other == "A" else ALL)])
    assert ("sim.made", other) in found
    if other != ALL and "import sim.made" not in text.splitlines()[0]:
        assert ("sim.made", "C") not in found


def test_a_name_taken_from_another_library_is_another_name() -> None:
    modules = {
        library: {
            "sim.x": sources.read_module("sim.x", f"from {library} import floor\n\nf = floor\n")
        }
        for library in ("math", "numpy")
    }
    one, other = (
        sources.digest_of(
            m["sim.x"].definitions[n] for _, n in sources.reach(m, [("sim.x", "f")]) if n
        )
        for m in modules.values()
    )
    assert one != other


def test_a_statement_that_changes_a_table_belongs_to_all_names() -> None:
    text = "A = [0]\nA[0] = 1\n\ndef f():\n    return A\n"
    modules = {"sim.x": sources.read_module("sim.x", text)}
    found: set[Name] = sources.reach(modules, [("sim.x", "f")])
    assert ("sim.x", LOOSE) in found


COUNTS = "state/counts.py"


def test_another_order_of_counts_changes_every_kernel_that_counts() -> None:
    text = FILES[COUNTS].decode()
    one, other = '"arrivals", "events"', '"deaths", "events"'
    text = text.replace(one, "?").replace(other, one).replace("?", other)
    code = digest.code_of(FILES | {COUNTS: text.encode()})
    for name in ("sim.processes.care.crises:act", "sim.processes.care.holdings:set_state"):
        assert code.stamps[name] != CODE.stamps[name], name
    assert changed(COUNTS, text) == {"kernels", "start", "results"}


def test_a_new_count_changes_the_digests() -> None:
    text = FILES[COUNTS].decode()
    line = 'BURNOUTS: Final = MONTHLY.add("burnouts"'
    assert line in text
    text = text.replace(line, f'NEW: Final = MONTHLY.add("new", "events", meaning="New.")\n{line}')
    assert changed(COUNTS, text) == {"kernels", "start", "results"}


@pytest.mark.parametrize("path", [COUNTS, "state/people.py"])
def test_another_meaning_of_a_count_changes_no_digest(path: str) -> None:
    text = FILES[path].decode()
    assert changed(path, text.replace('meaning="', 'meaning="To be exact: ')) == set()


def test_an_assignment_that_calls_an_object_of_the_module_belongs_to_all_names() -> None:
    """Ranks that a table hands out depend on the lines before."""
    text = "T = Table()\nA = T.add('a')\nB = T.add('b')\n\ndef f():\n    return B\n"
    modules = {"sim.x": sources.read_module("sim.x", text)}
    assert ("sim.x", LOOSE) in sources.reach(modules, [("sim.x", "f")])
    swapped = text.replace("A = T.add('a')\nB", "B = T.add('b')\nA").replace(
        "A = T.add('b')", "A = T.add('a')"
    )
    other = sources.read_module("sim.x", swapped)
    assert other.definitions["B"] == modules["sim.x"].definitions["B"]
    assert other.definitions[LOOSE] != modules["sim.x"].definitions[LOOSE]


def test_digests_need_no_compiler() -> None:
    import subprocess

    program = (
        "import sys; from sim.engine import digest; digest.digests();"
        "print(*{'numba', 'llvmlite', 'numpy', 'mesa'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
