"""Names and versions of what a study holds on the disk."""

from __future__ import annotations

from typing import Final

from sim import compose

__all__ = [
    "CHOSEN",
    "DAMAGED",
    "KIND",
    "LOCK",
    "MANIFEST",
    "PLANNED",
    "PLANS",
    "RAN",
    "RESERVED",
    "RUNS",
    "SCHEMA_VERSION",
    "SERIES",
    "SESSIONS",
    "SHARDS",
    "TASK_LOCKS",
]

KIND: Final = "parcours-study"
SCHEMA_VERSION: Final = 1
MANIFEST: Final = "study.json"
PLANS: Final = "plan-*.parquet"
LOCK: Final = "driver.lock"
TASK_LOCKS: Final = "task-*.lock"  # one for each task of an array
SHARDS: Final = "shards"
SESSIONS: Final = "sessions"
RUNS: Final = ".runs.parquet"
SERIES: Final = ".series.parquet"
DAMAGED: Final = ".damaged"
# Columns of plan and runs; an outcome has none of these names.
PLANNED: Final = ("run_key", "point", "scenario", "base", "replicate", "seed")
RAN: Final = ("run_key", "status", "stage", "error", "seconds", "memory_mb", "worker", "code")
RESERVED: Final = frozenset((*PLANNED, *RAN, "month"))
# Factors that choose a configuration (`base`) instead of setting one of its parameters.
CHOSEN: Final = ("scenario", *compose.CHOICES)
