"""The folder of a study: made once, found again, never mixed with another one."""

from __future__ import annotations

import datetime
import itertools
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.errors import InputError
from sim.lang import Message
from sim.sweep.design import Design, is_interval
from sim.sweep.files import whole_json
from sim.sweep.origin import now
from sim.sweep.plan import write_plan
from sim.sweep.schema import KIND, MANIFEST, PLANS, SCHEMA_VERSION, SESSIONS, SHARDS

__all__ = ["create", "described", "read_manifest", "rounds"]


def described(design: Design) -> dict[str, Any]:
    """Return how a design was made, as JSON; its points are those of the plan."""
    factors = {
        name: {"low": v[0], "high": v[1]} if is_interval(v) else {"values": list(v)}
        for name, v in design.factors.items()
    }
    return {"kind": design.kind, "how": dict(design.how), "factors": factors}


def create(folder: str | os.PathLike[str] | None, tree: Mapping[str, Any], plan: pa.Table) -> Path:
    """Make the folder of a study and write its plan; or return the one that holds the same study.

    The manifest comes last: a folder without one holds no study yet.

    Parameters
    ----------
    folder
        None for a new one under ``results``, whose name no other sweep has.
    tree
        What the manifest keeps.

    Raises
    ------
    InputError
        When the folder holds another study, or other files.
    OSError
        When it cannot be written.
    """
    path = _new() if folder is None else Path(folder).expanduser()
    if (path / MANIFEST).exists():
        if read_manifest(path)["id"] != tree["id"]:
            raise InputError(Message("sweep.other_plan", path=str(path)))
        return path
    if path.is_dir():
        others = [one.name for one in path.iterdir() if not one.match(PLANS)]
        if set(others) - {SHARDS, SESSIONS}:
            raise InputError(Message("folder.others", path=str(path)))
    elif path.exists():
        raise InputError(Message("folder.file", path=str(path)))
    for part in (SHARDS, SESSIONS):
        (path / part).mkdir(parents=True, exist_ok=True)
    write_plan(path, plan, 1)
    head = {"kind": KIND, "schema_version": SCHEMA_VERSION, "planned": now(), "runs": len(plan)}
    whole_json(path / MANIFEST, {**head, **tree})
    return path


def _new() -> Path:
    """Make a folder named after the moment; two sweeps of the same second have two folders."""
    first = Path("results") / f"{datetime.datetime.now():%Y%m%d-%H%M%S}-sweep"
    for number in itertools.count(1):
        path = first if number == 1 else first.with_name(f"{first.name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return path
    raise AssertionError


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a study.

    Raises
    ------
    InputError
        When there is none, or it is of another version.
    """
    try:
        tree = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        kind, version = tree["kind"], tree["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(Message("sweep.no_study", path=str(path))) from None
    if kind != KIND or version != SCHEMA_VERSION:
        values = {"version": str(version), "known": str(SCHEMA_VERSION)}
        raise InputError(Message("sweep.version", path=str(path), **values))
    return dict(tree)


def rounds(path: Path) -> int:
    """Return how many rounds the plan of a study has."""
    return len(list(path.glob(PLANS)))
