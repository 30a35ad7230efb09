"""Files of the user that runs read: what they held when the study was planned.

The code of a policy is kept in the study itself. The tables of a territory are not: a study keeps
their digests, and refuses to go on with others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.errors import InputError
from sim.lang import Message
from sim.scenario.scenario import Scenario

__all__ = ["digests", "unchanged"]


def digests(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return the digest of each file that these scenarios read, by its path as it was given."""
    paths = [
        path
        for one in scenarios
        if one.territory.kind == "files"
        for path in (one.territory.persons, one.territory.establishments)
    ]
    return {path: _digest(path) for path in dict.fromkeys(paths)}


def unchanged(files: Mapping[str, str]) -> None:
    """Check that files hold what they held.

    Parameters
    ----------
    files
        Digests by path, as `digests` returned them.

    Raises
    ------
    InputError
        With one sentence for each file that has changed, or is not there any more.
    """
    wrong = []
    for path, digest in files.items():
        found = _digest(path)
        if found != digest:
            key = "sweep.file_changed" if found else "sweep.file_gone"
            wrong.append(Message(key, path=path))
    if wrong:
        raise InputError(wrong)


def _digest(path: str) -> str:
    """Return 32 hexadecimal digits; nothing where the file cannot be read."""
    try:
        return hashlib.blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""
