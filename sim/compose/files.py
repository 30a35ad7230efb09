"""The YAML files: the folders that hold them, and their content."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sim.compose.schema import CHOICES
from sim.compose.sentences import show
from sim.compose.yaml_files import scalars, source_of, tree_of, yaml_library, yaml_node
from sim.errors import InputError
from sim.lang import Message

__all__ = [
    "ENVIRONMENT",
    "SEARCHPATH",
    "absolute",
    "groups",
    "misplaced",
    "options",
    "origins_of",
    "ours",
    "owns_policy",
    "search_folders",
    "shipped",
    "traps",
    "yaml_text",
]


ENVIRONMENT: Final = "PARCOURS_CONFIGS"
SEARCHPATH: Final = "hydra.searchpath"
HYDRA: Final = "hydra"  # part of a configuration that is for Hydra alone


def shipped() -> Path:
    """Return the folder of the files that come with the model."""
    inside = Path(__file__).parents[1] / "configs"
    return inside if inside.is_dir() else inside.parents[1] / "configs"


def ours(file: Path) -> bool:
    """Whether a file of a group comes with the model."""
    return file.parent.parent == shipped()


def search_folders(extra: Sequence[str], errors: list[Message]) -> tuple[Path, ...]:
    """Return the folders to search, ours last; `errors` gets paths that are not folders."""
    found = [_user_folder(text, SEARCHPATH, errors) for text in extra]
    if text := os.environ.get(ENVIRONMENT, ""):
        found.append(_user_folder(text, ENVIRONMENT, errors))
    return (*(folder for folder in found if folder is not None), shipped())


def absolute(path: str) -> str:
    """Return a path of the user, which may be relative, as one that holds in any folder."""
    return str(Path(path.removeprefix("file://")).expanduser().absolute())


def _user_folder(text: str, where: str, errors: list[Message]) -> Path | None:
    plain = text.removeprefix("file://")
    folder = Path(plain).expanduser().absolute()
    if "\0" in plain or not folder.is_dir():
        errors.append(
            Message("file.no_folder", where=where, folder=show(text), groups=("scenario", *CHOICES))
        )
        return None
    near = [folder.parent, *sorted(path for path in folder.iterdir() if path.is_dir())]
    better = next((path for path in near if _holds_groups(path)), None)
    if better is not None and not _holds_groups(folder):
        errors.append(
            Message(
                "file.other_folder",
                where=where,
                folder=show(text),
                groups=("scenario", *CHOICES),
                better=str(better),
            )
        )
        return None
    return folder


def _holds_groups(folder: Path) -> bool:
    return (folder / "config.yaml").is_file() or any(
        (folder / group).is_dir() for group in ("scenario", *CHOICES)
    )


def options(group: str, roots: Sequence[Path]) -> dict[str, Path]:
    """Return the names in a group, each with its file; the first folder wins."""
    found: dict[str, Path] = {}
    for root in roots:
        for path in sorted((root / group).glob("*.yaml")):
            if not path.name.startswith("."):
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def misplaced(group: str, name: str, roots: Sequence[Path]) -> Message | None:
    """Return what to do with a file of the user that has this name and that no folder lists.

    It ends in ``.yml``, as a text file (``.yaml.txt``), or lies a folder too high or too deep.
    """
    written = glob.escape(name)
    for root in roots[:-1]:
        right = root / group / f"{name}.yaml"
        for pattern in (f"{group}/{written}.*", f"{written}.*", f"{group}/*/{written}.*"):
            for path in sorted(root.glob(pattern)):
                if re.fullmatch(r"\.ya?ml(\.txt)?", path.name[len(name) :], re.IGNORECASE):
                    return Message("file.misplaced", file=str(path), right=str(right))
    return None


def owns_policy(code: str) -> bool:
    """Whether a file of a policy in the folder of `PARCOURS_CONFIGS` holds this code; none is run.

    Files that cannot be read are passed by.
    """
    for yaml in options("policy", search_folders((), [])).values():
        with suppress(InputError, OSError, UnicodeError):
            tree = tree_of(yaml)
            file = tree.get("file") if isinstance(tree, Mapping) else None
            if isinstance(file, str) and (yaml.parent / file).read_text("utf-8-sig") == code:
                return True
    return False


def groups() -> dict[str, list[str]]:
    """Return the names to choose from in each group, ``scenario`` first.

    Raises
    ------
    InputError
        When ``PARCOURS_CONFIGS`` names no folder.
    """
    from sim.territory.names import names

    errors: list[Message] = []
    roots = search_folders((), errors)
    if errors:
        raise InputError(errors)
    found = {group: list(options(group, roots)) for group in ("scenario", *CHOICES)}
    found["territory"] += [name for name in names() if name not in found["territory"]]
    return found


def yaml_text(tree: Mapping[str, Any]) -> str:
    """Return a plain dictionary as YAML, for the screen."""
    return str(yaml_library().safe_dump(dict(tree), sort_keys=False, allow_unicode=True, width=100))


def traps(file: Path) -> Iterator[Message]:
    """Yield a problem for each number that YAML would read as another one, and for Hydra's part."""
    root = yaml_node(source_of(file))
    for key, _ in root.value if isinstance(root.value, list) and root.id == "mapping" else ():
        if key.value == HYDRA:
            line = str(key.start_mark.line + 1)
            yield Message("file.hydra", file=str(file), line=line, name=HYDRA)
    for node in scalars(root):
        text = str(node.value)
        if node.style is None and re.fullmatch(r"[+-]?(0\d[\d_]*|\d+(:\d+)+(\.\d*)?)", text):
            line = str(node.start_mark.line + 1)
            yield Message("file.trap", file=str(file), line=line, text=text)


def origins_of(
    tree: Mapping[str, Any], chosen: Mapping[str, str], roots: Sequence[Path]
) -> dict[str, str]:
    """Return the file that each value comes from, by path."""
    loaded: dict[Path, Any] = {}
    origins: dict[str, str] = {}
    for path in _paths("", tree):
        for file in _file_of(path, chosen, roots):
            if file not in loaded:
                loaded[file] = tree_of(file) or {}
            names = path.split(".")
            alone = names[1:] if file.parent.name == names[0] else names
            plain = not isinstance(loaded[file], Mapping)
            if plain or not alone or _holds(loaded[file], alone) or _holds(loaded[file], names):
                origins[path] = str(file)
                break
    return origins


def _file_of(path: str, chosen: Mapping[str, str], roots: Sequence[Path]) -> Iterator[Path]:
    top = path.split(".", 1)[0]
    for group in dict.fromkeys((top, "scenario")):
        if group in chosen:
            file = options(group, roots).get(chosen[group])
            if file is not None:
                yield file
    for root in roots:
        if (root / "config.yaml").is_file():
            yield root / "config.yaml"


def _paths(prefix: str, node: Mapping[str, Any]) -> Iterator[str]:
    for name, value in node.items():
        yield f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _paths(f"{prefix}{name}.", value)


def _holds(node: Any, names: Sequence[str]) -> bool:
    for name in names:
        if not isinstance(node, Mapping) or name not in node:
            return False
        node = node[name]
    return bool(names)
