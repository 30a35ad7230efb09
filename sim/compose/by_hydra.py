"""The only module that uses Hydra, which is imported when it is first needed.

It reads the value of a word by its grammar and puts the files of a scenario together; plain values
and dictionaries come out.
"""

from __future__ import annotations

import copy
import math
import os
import threading
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.compose.files import options
from sim.compose.schema import CHOICES
from sim.compose.sentences import unreadable
from sim.compose.yaml_files import source_of, yaml_library
from sim.errors import InputError
from sim.lang import Message

__all__ = ["Sweep", "composed", "parse", "sweep_of"]


_LOCK = threading.RLock()
_OWN_FOLDERS: Final[list[Path]] = []  # searched before ours, during one composition only


def parse(raw: str) -> tuple[bool, Any]:
    """Read a value by Hydra's grammar, where 010, no and 12:30 are texts."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import QuotedString
    from hydra.errors import HydraException

    try:
        override = OverridesParser.create().parse_override(f"value={raw}")
        if override.is_sweep_override():
            return False, None
        value = override.value()
    except (HydraException, ValueError, ArithmeticError, RecursionError):
        return False, None
    return True, value.text if isinstance(value, QuotedString) else value


class Sweep(NamedTuple):
    """Several values of a word: a list of them, or an interval, or names that match patterns."""

    values: tuple[Any, ...] = ()
    interval: tuple[float, float] | None = None
    globs: tuple[str, ...] = ()


def sweep_of(raw: str) -> Sweep | None:
    """Read several values by Hydra's grammar, as in ``1,2``, ``range(5)`` and ``interval(0,1)``.

    None for one value, and for what is not in the grammar.
    """
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import (
        ChoiceSweep,
        Glob,
        IntervalSweep,
        QuotedString,
        RangeSweep,
    )
    from hydra.errors import HydraException

    try:
        value: Any = OverridesParser.create().parse_override(f"value={raw}").value()
    except (HydraException, ValueError, ArithmeticError, RecursionError):
        return None
    if isinstance(value, ChoiceSweep):
        return Sweep(tuple(v.text if isinstance(v, QuotedString) else v for v in value.list))
    if isinstance(value, RangeSweep):
        first, last, step = (x or 0 for x in (value.start, value.stop, value.step))
        count = max(0, math.ceil(round((last - first) / step, 9))) if step else 0
        return Sweep(tuple(first + k * step for k in range(count)))
    if isinstance(value, IntervalSweep):
        return Sweep(interval=(float(value.start or 0), float(value.end or 0)))
    return Sweep(globs=tuple(value.include)) if isinstance(value, Glob) else None


def composed(
    roots: tuple[Path, ...],
    choices: Mapping[str, str],
    values: Mapping[str, Any],
    territory: str | None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the plain tree of a scenario and the name of the file chosen in each group.

    Parameters
    ----------
    roots
        Folders to search, ours last.
    choices
        Name of a file by group, ``scenario`` among them.
    values
        Values by path, which replace those of the files.
    territory
        Name of a territory that has no file.

    Raises
    ------
    InputError
        When the files cannot be read or put together.
    """
    from hydra.errors import HydraException
    from omegaconf import OmegaConf, open_dict
    from omegaconf.errors import OmegaConfBaseException

    yaml = yaml_library()
    words = [f"{group}={_quoted(choice)}" for group, choice in choices.items()]
    if territory is not None:
        words.append("~territory")
    try:
        with _LOCK:
            config = copy.deepcopy(_hydra(roots, _state(roots), tuple(words)))
        chosen = {
            str(group): str(choice)
            for group, choice in config.hydra.runtime.choices.items()
            if group in ("scenario", *CHOICES)
        }
        with open_dict(config):
            del config["hydra"]
        for path, value in values.items():
            OmegaConf.update(config, path, value, force_add=True)
        if territory is not None:
            OmegaConf.update(config, "territory.name", territory, force_add=True)
        tree = OmegaConf.to_container(config, resolve=True)
    except InputError:
        raise
    except (HydraException, OmegaConfBaseException, yaml.YAMLError, OSError, ValueError) as error:
        raise InputError(unreadable(error, _scenario_file(roots, choices), roots)) from None
    except (AssertionError, AttributeError, TypeError, RecursionError) as error:
        if len(roots) == 1:  # only our own files: our fault
            raise
        raise InputError(unreadable(error, _scenario_file(roots, choices), roots)) from None
    if not isinstance(tree, dict):
        raise InputError(Message("file.top", file="config.yaml"))
    return {str(key): value for key, value in tree.items()}, chosen


def _scenario_file(roots: Sequence[Path], choices: Mapping[str, str]) -> str:
    file = options("scenario", roots).get(choices.get("scenario", ""))
    return "" if file is None else str(file)


@lru_cache(maxsize=64)
def _hydra(roots: tuple[Path, ...], state: object, words: tuple[str, ...]) -> Any:
    """Compose by Hydra, leaving its global state as it was; `state` renews the cache."""
    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.core.singleton import Singleton
    from hydra.version import VersionBase

    singletons = Singleton._instances
    others = singletons.pop(GlobalHydra, None)
    version = VersionBase.instance()
    base = version.version_base
    try:
        for plugin in _plugins():
            Plugins.instance().register(plugin)
        _OWN_FOLDERS[:] = roots[:-1]
        with initialize_config_dir(str(roots[-1]), job_name="parcours", version_base="1.3"):
            return compose("config", list(words), return_hydra_config=True)
    finally:
        _OWN_FOLDERS.clear()
        version.version_base = base
        singletons.pop(GlobalHydra, None)
        if others is not None:
            singletons[GlobalHydra] = others


def _state(roots: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Present state of the files on which a composition depends."""
    found = []
    for root in roots:
        for folder in (root, *(root / group for group in ("scenario", *CHOICES))):
            for path in sorted(folder.glob("*.yaml")):
                stat = path.lstat() if not path.exists() else path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


@cache
def _plugins() -> tuple[Any, ...]:
    from hydra._internal.core_plugins.file_config_source import FileConfigSource
    from hydra.core.config_search_path import ConfigSearchPath
    from hydra.plugins.config_source import ConfigResult
    from hydra.plugins.search_path_plugin import SearchPathPlugin
    from omegaconf import OmegaConf

    # `hydra.searchpath` would search them last, and a file of the user could not replace ours.
    class OwnFoldersFirst(SearchPathPlugin):
        def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
            for folder in reversed(_OWN_FOLDERS):
                search_path.prepend("parcours", f"{Checked.scheme()}://{folder}")

    class Checked(FileConfigSource):
        """Files of a user: their text passes through our reader before Hydra makes values of it."""

        @staticmethod
        def scheme() -> str:
            return "parcours"

        def is_config(self, config_path: str) -> bool:
            return os.path.lexists(self._file(config_path)) and not self._file(config_path).is_dir()

        def load_config(self, config_path: str) -> ConfigResult:
            source = source_of(self._file(config_path))
            header = self._get_header_dict(source.getvalue()[:512])
            config = OmegaConf.load(source)
            return ConfigResult(self.provider, self.full_path(), config, header)

        def _file(self, config_path: str) -> Path:
            return Path(self.path) / self._normalize_file_name(config_path)

    return OwnFoldersFirst, Checked


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
