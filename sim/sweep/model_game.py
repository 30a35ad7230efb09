"""The model as a sweep runs it: composed once, one territory and one start per worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim import compose
from sim.compose.words import nested
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.scenario.context import TerritorySpec
from sim.scenario.scenario import Scenario
from sim.sweep.games import LEFT_OUT, Answer, Configured, split
from sim.sweep.schema import CHOSEN
from sim.sweep.user_files import digests, unchanged

if TYPE_CHECKING:
    from sim.territory.territory import Territory

__all__ = ["Model"]

KEPT: Final = 8  # territories in memory


class Model:
    """Scenarios of the model.

    Parameters
    ----------
    scenarios
        Names, or scenarios made before.
    overrides
        Words that go with the names.
    """

    def __init__(self, scenarios: Sequence[str | Scenario], overrides: Sequence[str] = ()) -> None:
        self.scenarios = tuple(scenarios)
        self.overrides = tuple(overrides)
        self.bases: list[Scenario] = []
        self._base_of: dict[tuple[Any, ...], int] = {}
        self._places: dict[TerritorySpec, Territory] = {}
        self.files: dict[str, str] = {}  # of the user, as they were when the study was planned
        self.names = self._names()

    def _names(self) -> tuple[str, ...]:
        labels = [s if isinstance(s, str) else s.label or "scenario" for s in self.scenarios]
        if not labels:  # the design names them, point by point
            return ("scenario",)
        return tuple(
            label if labels.count(label) == 1 else f"{label} ({rank + 1})"
            for rank, label in enumerate(labels)
        )

    @classmethod
    def of_spec(cls, spec: Mapping[str, Any]) -> Model:
        """Rebuild it from its configurations; only tables of a territory are read again."""
        made = cls([], ())
        made.files = dict(spec.get("files", {}))  # a study of before has none
        made.bases = [Scenario.model_validate(tree) for tree in spec["bases"]]
        made.names = tuple(spec["names"])
        return made

    def spec(self) -> dict[str, Any]:
        """Return every configuration that a point needed, as JSON."""
        bases = [base.model_dump(mode="json") for base in self.bases]
        files = digests(self.bases)
        return {"kind": "model", "names": list(self.names), "bases": bases, "files": files}

    def whole(self, name: str) -> bool:
        """Whether a parameter takes whole numbers only."""
        parameter = compose.parameters().get(compose.SHORTCUTS.get(name, name))
        return parameter is not None and parameter.kind == "integer"

    def configured(self, point: Mapping[str, Any], rank: int) -> Configured:
        """Compose the choices of a point once, and check its parameters on top of them."""
        values = {compose.SHORTCUTS.get(n, n): v for n, v in point.items() if v is not None}
        chosen, values = split(values, CHOSEN)
        unknown = [name for name in values if name not in compose.parameters()]
        if unknown:
            raise InputError([_unknown(name) for name in unknown])
        base = self._base(rank, chosen)
        self._at(base, values)
        return Configured(base, values)

    def canonical(self, base: int, values: Mapping[str, Any]) -> bytes:
        """Return all inputs of a run, without the texts for users, in the order of the schema."""
        return self._at(base, values).model_dump_json(exclude=LEFT_OUT).encode()

    def _base(self, rank: int, chosen: Mapping[str, Any]) -> int:
        key = (rank, *sorted(chosen.items()))
        if key not in self._base_of:
            source = self.scenarios[rank] if self.scenarios else chosen.get("scenario")
            if source is None:
                raise InputError(Message("sweep.scenarios"))
            if isinstance(source, Scenario):
                if chosen:
                    raise InputError(Message("study.overrides"))
                made = source
            else:
                words = [f"{group}={name}" for group, name in chosen.items() if group != "scenario"]
                own = {word.partition("=")[0] for word in words}
                common = [w for w in self.overrides if w.partition("=")[0].strip() not in own]
                name = str(chosen.get("scenario", source))
                made = compose.load_scenario(name, [*common, *words])
            if made.territory.kind == "files":
                self._territory(made)  # its mistakes come before any run
            self._base_of[key] = len(self.bases)
            self.bases.append(made)
        return self._base_of[key]

    def _at(self, base: int, values: Mapping[str, Any]) -> Scenario:
        return self.bases[base].with_(**nested(values)) if values else self.bases[base]

    def code(self) -> str:
        """Digest of all code that results depend on."""
        from sim.engine import digest

        return digest.results()

    def check(self) -> None:
        """Check that the files of the user are those of the plan."""
        unchanged(self.files)

    def prepare(self) -> None:
        """Compile the kernels, if they are not yet, so that workers only read them."""
        from sim.engine import jit

        if jit.FIRST_COMPILATION:
            from sim.runs.replicates import compile_from_the_end

            compile_from_the_end(self.bases[0])

    def run(self, base: int, values: Mapping[str, Any], seed: int) -> Answer:
        """Simulate one world; months before the reform are shared with worlds like it."""
        from sim.indicators.outputs import PAYERS
        from sim.indicators.totals import monthly_totals, totals
        from sim.runs.side_by_side import simulate

        scenario = self._at(base, values)
        (run,) = simulate([scenario], [self._territory(scenario)], seed)
        names, months = monthly_totals(run)
        paid = {f"paid_{payer}": run.paid[:, rank] for rank, payer in enumerate(PAYERS)}
        series = dict(zip(names, months.T.astype(np.float32), strict=True))
        return Answer(totals(run), run.months.astype(np.int32), series, paid)

    def _territory(self, scenario: Scenario) -> Territory:
        """Build a territory once; the last few are kept, tables of the user among them."""
        from sim.territory.of_scenario import territory_of

        spec = scenario.territory
        if spec not in self._places:
            if spec.kind == "files":
                unchanged(self.files)
            if len(self._places) >= KEPT:
                self._places.clear()
            self._places[spec] = territory_of(scenario)
        return self._places[spec]


def _unknown(name: str) -> Message:
    known = (*compose.parameters(), *CHOSEN)
    return Message("sweep.factor", name=name, near=suggestion(name, known))
