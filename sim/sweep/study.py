"""A study: scenarios, a design and replicates, in a folder that survives whatever stops it.

``Study("silo", "pole", design=sim.latin_hypercube({...}, points=200)).run().runs()``
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sim import compose
from sim.compose import Overrides
from sim.errors import InputError, check_lang, library, suggestion
from sim.lang import Message, say
from sim.runs.progress import progress_bar
from sim.scenario.scenario import Scenario
from sim.study.seeds import seeds_of
from sim.sweep import folders, reading, shards
from sim.sweep.choosing import runner_of
from sim.sweep.design import Design
from sim.sweep.drive import Summary, drive, missing_rows, stopping
from sim.sweep.function_game import Function
from sim.sweep.games import Game
from sim.sweep.lock import driver_of, only_driver, task_lock
from sim.sweep.origin import session
from sim.sweep.plan import configurations, digest_of, extended, planned, read_plans, write_plan
from sim.sweep.rebuilding import game_of
from sim.sweep.replication import Precise, of_json, precision
from sim.sweep.runners import Array, Runner, parts
from sim.sweep.schema import LOCK

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Status", "Study"]


class Status(NamedTuple):
    """How far a study is.

    Attributes
    ----------
    planned
        Runs of the plan, each key once.
    ok, failed, late
        Runs that ended well, failed, or took longer than their deadline.
    missing
        Runs that are not done.
    damaged
        Shards that cannot be read; their runs are missing.
    driver
        Host and process that drive it now; nothing if none does.
    """

    planned: int
    ok: int
    failed: int
    late: int
    missing: int
    damaged: tuple[str, ...]
    driver: str


class Study:
    """Runs of scenarios over a design of points.

    Parameters
    ----------
    *scenarios
        Names or scenarios, as in `sim.compare`; none if the design has a factor ``scenario``; or
        one function of a module, in place of the model.
    design
        The points (`sim.grid`, `sim.latin_hypercube` …); one point, the scenarios as they are,
        without it.
    overrides
        Words that go with the names, or a dictionary.
    replicates, seed, seeds
        As in `sim.compare`.
    precise
        Replicates until an interval is narrow (`sim.until_precise`), in place of `replicates`.
    folder
        Where the study is kept; by default a new folder under ``results``. A folder that holds the
        same study is resumed.
    lang
        Language of what is printed.

    Raises
    ------
    InputError
        With one sentence for each thing that cannot be used: nothing has run then.
    """

    def __init__(
        self,
        *scenarios: str | Scenario | Callable[..., Any],
        design: Design | None = None,
        overrides: Overrides = (),
        replicates: int | None = None,
        seed: int | None = None,
        seeds: Sequence[int] | None = None,
        precise: Precise | None = None,
        folder: str | os.PathLike[str] | None = None,
        lang: str | None = None,
    ) -> None:
        self.lang = check_lang(lang)
        self.precise = precise
        if precise is not None:
            if replicates is not None or seeds is not None:
                raise InputError(Message("sweep.precise_and_fixed"))
            replicates = precise.step
        chosen, wrong = seeds_of(replicates, seed, seeds)
        if wrong:
            raise InputError(wrong)
        game = _game(scenarios, compose.as_words(overrides))
        points = Design("one", {}, ((),)) if design is None else design
        configured = configurations(game, points)
        self._plan = planned(game, points, configured, chosen)
        self.id = digest_of(self._plan)
        tree = {
            "id": self.id,
            "game": game.spec(),
            "design": folders.described(points),
            "seed": chosen[0],
            "precise": None if precise is None else precise.as_json(),
            "code": game.code(),
        }
        self.folder = folders.create(folder, tree, self._plan)
        manifest = folders.read_manifest(self.folder)
        self.game, self.code = game_of(manifest["game"]), manifest["code"]
        self.first_seed = chosen[0]
        self.last: Summary | None = None
        self._plan = read_plans(self.folder)

    @classmethod
    def open(cls, folder: str | os.PathLike[str], *, lang: str | None = None) -> Study:
        """Open a study that was planned before, to read or to resume it.

        Raises
        ------
        InputError
            When the folder holds none, or its plan was changed.
        """
        made = cls.__new__(cls)
        made.lang = check_lang(lang)
        made.folder = Path(folder)
        tree = folders.read_manifest(made.folder)
        made.game = game_of(tree["game"])
        made.id, made.code, made.first_seed = tree["id"], tree["code"], int(tree["seed"])
        made.precise = of_json(tree["precise"])
        made.last = None
        made._plan = read_plans(made.folder)
        first = made._plan.slice(0, int(tree["runs"]))
        if digest_of(first) != made.id:
            raise InputError(Message("sweep.other_plan", path=str(folder)))
        return made

    @property
    def plan(self) -> pd.DataFrame:
        """The plan, a row a run."""
        found: pd.DataFrame = self._plan.to_pandas()
        return found

    def run(
        self,
        runner: str | Runner = "local",
        *,
        workers: int | None = None,
        address: str = "",
        task: int | None = None,
        tasks: int | None = None,
        chunk: int | None = None,
        deadline: float | None = None,
        retry: bool = False,
        other_code: bool = False,
        progress: bool | Literal["always"] = True,
    ) -> Study:
        """Run what is not done yet; nothing when all is.

        Ctrl-C lets the chunks at work end; a second one stops at once. Either way, what is on the
        disk stays, and the next call goes on from there.

        Parameters
        ----------
        runner
            ``serial``, ``local``, ``dask``, ``array``, or a `sim.sweep.runners.Runner`.
        workers, address, task, tasks
            As in `sim.sweep.choosing.runner_of`.
        chunk
            Runs given to a worker at a time; None for about 30 s of them.
        deadline
            Seconds that a run may take; one that is late is recorded as such.
        retry
            Whether runs that failed are done again.
        other_code
            Whether to go on with other code than that of the plan; each run says which it had.
        progress
            As in `sim.compare`.

        Raises
        ------
        InputError
            When the code or a file of the user has changed, another driver is at work, or there are
            no workers.
        OSError
            When the disk refuses.
        """
        chosen = runner_of(runner, workers=workers, address=address, task=task, tasks=tasks)
        if self.game.code() != self.code and not other_code:
            raise InputError(Message("sweep.other_code", path=str(self.folder)))
        self.game.check()
        lock = task_lock(chosen.task) if isinstance(chosen, Array) else LOCK
        how = {"runner": chosen.name, "workers": chosen.workers, "chunk": chunk}
        with (
            only_driver(self.folder, lock),
            stopping(self.lang) as stop,
            session(self.folder, self.game.code(), **how, deadline=deadline) as rounds,
        ):
            while True:
                part = parts(len(self._plan), chosen)
                known = shards.done(self.folder)
                total = len(missing_rows(self._plan, known, part, again=retry))
                with progress_bar(total, progress if total else False) as bar:
                    bar.state(say("running", self.lang))
                    self.last = drive(
                        self.folder, self.game, self._plan, chosen,
                        chunk=chunk, limit=deadline, again=retry, bar=bar, stop=stop,
                    )  # fmt: skip
                rounds.append(self.last)
                if stop.asked or self.last.missing or not self._another_round():
                    return self

    def _another_round(self) -> bool:
        """Plan more replicates of the points that are not precise; return whether there are."""
        if self.precise is None:
            return False
        table = precision(self.runs(), self.precise)
        first = int(pc.max(self._plan["replicate"]).as_py()) + 1
        left = table[~table["precise"] & ~table["capped"]]["point"].tolist()
        if not left:
            return False
        count = min(self.precise.step, self.precise.most - first)
        seeds = range(self.first_seed + first, self.first_seed + first + count)
        more = extended(self.game, self._plan, left, seeds, first)
        write_plan(self.folder, more, folders.rounds(self.folder) + 1)
        self._plan = read_plans(self.folder)
        return True

    def precision(self) -> pd.DataFrame:
        """How precise each point is (`sim.sweep.replication.precision`).

        Raises
        ------
        InputError
            When the study has a fixed number of replicates.
        """
        if self.precise is None:
            raise InputError(Message("sweep.not_precise"))
        return precision(self.runs(), self.precise)

    def status(self) -> Status:
        """Return how far the study is, from its files; another process may drive it meanwhile."""
        known = shards.done(self.folder)
        keys = pc.unique(self._plan["run_key"])
        held = pa.table({"key": known.keys, "status": known.status})
        held = held.filter(pc.is_in(held["key"], keys))
        found = {}
        seen = pa.array([], pa.string())
        for status in ("ok", "timeout", "failed"):
            mine = pc.unique(held.filter(pc.equal(held["status"], status))["key"])
            mine = mine.filter(pc.invert(pc.is_in(mine, seen)))
            seen = pa.concat_arrays([seen, mine])
            found[status] = len(mine)
        return Status(
            len(keys), found["ok"], found["failed"], found["timeout"], len(keys) - len(seen),
            tuple(map(str, known.damaged)), driver_of(self.folder),
        )  # fmt: skip

    def runs(self) -> pd.DataFrame:
        """Return a row a run: its place in the plan, its factors, its status and its outcomes."""
        found: pd.DataFrame = self.sql("select * from runs")
        return found

    def series(self, indicator: str, where: str = "true") -> pd.DataFrame:
        """Return one indicator month by month.

        Parameters
        ----------
        indicator
            Its name.
        where
            A condition of SQL on columns of the plan: ``"scenario = 'pole' and point < 10"``.

        Returns
        -------
        pandas.DataFrame
            point, scenario, replicate, seed, the factors, month, value.

        Raises
        ------
        InputError
            When there is no such indicator, or the condition cannot be read.
        """
        with reading.connect(self.folder) as link:
            columns = [row[0] for row in link.execute("describe series").fetchall()]
        plan = self._plan.column_names
        names = [name for name in columns if name not in (*plan, "month")]
        if indicator not in names:
            near = suggestion(indicator, names)
            raise InputError(Message("sweep.no_series", name=indicator, near=near))
        kept = [name for name in plan if name not in ("run_key", "base")]
        shown = ", ".join(f'"{name}"' for name in kept)
        found: pd.DataFrame = self.sql(
            f'select {shown}, month, "{indicator}" as value from series where {where}'
        )
        return found

    def sql(self, text: str) -> Any:
        """Return the answer of an SQL query over the tables `plan`, `runs` and `series`.

        Columns whose names hold a dot are quoted: ``"organisation.referent_share"``.

        Raises
        ------
        InputError
            When DuckDB refuses it, with its reason.
        """
        return reading.query(self.folder, text)

    def to_xarray(self) -> xr.Dataset:
        """Return outcomes by point, scenario and replicate; factors are coordinates of points.

        Raises
        ------
        InputError
            When xarray is not installed.
        """
        library("xarray")
        runs = self.runs()
        factors = reading.factor_names(self._plan)
        own = [name for name in factors if name != "scenario"]
        names = reading.outcome_names(list(map(str, runs.columns)), factors)
        index = ["point", "scenario", "replicate"]
        found = runs.set_index(index)[names].to_xarray()
        by_point = runs.drop_duplicates("point").set_index("point")[own]
        return found.assign_coords({n: ("point", by_point[n].to_numpy()) for n in own})

    def digest(self) -> str:
        """Digest of all outcomes and series: the same however the study was run."""
        return reading.digest(self.folder)

    def compact(self) -> tuple[int, int]:
        """Join small files into larger ones; return how many there were, and are.

        Raises
        ------
        InputError
            When a driver is at work.
        """
        with only_driver(self.folder):
            return shards.compact(self.folder)

    def __repr__(self) -> str:
        state = self.status()
        return f"<Study {self.folder}, {state.ok}/{state.planned}>"


def _game(scenarios: Sequence[Any], words: Sequence[str]) -> Game:
    if len(scenarios) == 1 and not isinstance(scenarios[0], str | Scenario):
        if not callable(scenarios[0]):
            raise InputError(Message("sweep.scenarios"))
        return Function.of(scenarios[0])
    from sim.sweep.model_game import Model

    if any(not isinstance(one, str | Scenario) for one in scenarios):
        raise InputError(Message("sweep.scenarios"))
    return Model(scenarios, words)
