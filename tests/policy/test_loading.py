"""The code of a policy: executed anew for each world, and refused where it would never act."""

from __future__ import annotations

import inspect
import random
from pathlib import Path

import numpy
import pytest

import sim
from sim.compose import load_scenario, load_scenarios
from sim.errors import InputError
from sim.policy import loading
from sim.runs.run import run_world
from sim.scenario.context import PolicySpec

SHORT = ("territory=training", "months=9", "burn_in=6", "record_people=0", "reform_month=2")

# Each acts less or otherwise once it has acted in another world of the same process.
STATE = {
    "set": "SEEN = set()",
    "list": "SEEN = [0]",
    "generator of the module": "RANDOM = numpy.random.default_rng(3)",
    "set of the class": "",
    "generators of Python": "import random",
    "iterator": "NUMBERS = iter(range(10**6))",
}
ACT = {
    "set": "relief = 0.9 if len(SEEN) < 10 else 0.0; SEEN.add(len(SEEN))",
    "list": "SEEN[0] += 1; relief = 1 / SEEN[0]",
    "generator of the module": "relief = RANDOM.random()",
    "set of the class": "self._seen.add(len(self._seen)); relief = 1 / len(self._seen)",
    "generators of Python": "relief = random.random() * numpy.random.random()",
    "iterator": "relief = 1 / (1 + next(NUMBERS))",
}
CODE = """
import numpy
import sim

{state}


class Mine(sim.Policy):
    _seen = set()

    def step(self, model):
        {act}
        model.people.strain *= 1 - relief
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's policies, in use."""
    (tmp_path / "policy").mkdir()
    monkeypatch.setenv("PARCOURS_CONFIGS", str(tmp_path))
    return tmp_path / "policy"


def put(folder: Path, code: str, yaml: str = "file: mine.py\n") -> None:
    (folder / "mine.py").write_text(code, "utf-8")
    (folder / "mine.yaml").write_text(yaml, "utf-8")


@pytest.mark.parametrize("kind", STATE)
def test_the_state_of_a_policy_ends_with_its_world(folder: Path, kind: str) -> None:
    put(folder, CODE.format(state=STATE[kind], act=ACT[kind]))
    scenario = load_scenario("silo", [*SHORT, "policy=mine"])
    first, second = (run_world(scenario, 1).digest() for _ in range(2))
    assert first == second != run_world(load_scenario("silo", SHORT), 1).digest()


def test_a_world_gives_the_generators_of_python_back() -> None:
    random.seed(3)
    numpy.random.seed(3)
    expected = random.random(), numpy.random.random()
    random.seed(3)
    numpy.random.seed(3)
    run_world(load_scenario("silo", SHORT), 1)
    assert (random.random(), numpy.random.random()) == expected


def test_results_depend_neither_on_workers_nor_on_the_other_side(folder: Path) -> None:
    put(folder, CODE.format(state=STATE["list"], act=ACT["list"]))
    runs = [
        sim.compare("silo", "silo", [*SHORT, *words], seeds=[1, 2, 3], workers=workers,
                    progress=False).runs()
        for words, workers in ((["policy=mine"], 1), (["policy=mine"], 2), (["b.policy=mine"], 1))
    ]  # fmt: skip
    of_b = [[run["b"] for run in found] for found in runs]
    assert of_b[0] == of_b[1] == of_b[2]
    assert [run["a"] for run in runs[0]] == of_b[0]


@pytest.mark.parametrize(
    "step",
    [
        "    def step(self, model):\n        yield\n",
        "    async def step(self, model):\n        pass\n",
        "    async def step(self, model):\n        yield\n",
        "    def step(self, model):\n        return self._act(model)\n"
        "    def _act(self, model):\n        yield\n",
        "    def step(self, model):\n        return self._act(model)\n"
        "    async def _act(self, model):\n        pass\n",
        "    def step(self, model):\n        return map(print, [1])\n",
    ],
)
@pytest.mark.filterwarnings("error")
def test_a_step_that_never_acts_is_refused(folder: Path, step: str) -> None:
    put(folder, f"import sim\nclass Mine(sim.Policy):\n{step}")
    with pytest.raises(InputError) as caught:
        run_world(load_scenario("silo", [*SHORT, "policy=mine"]), 1)
    (sentence,) = caught.value.sentences("en")
    assert sentence.startswith("policy mine: mine.py") and "without yield, async and" in sentence


def test_a_byte_order_mark_in_the_code_is_skipped(folder: Path) -> None:
    code = "import sim\nclass Mine(sim.Policy):\n    def step(self, model):\n        'été'\n"
    put(folder, f"\ufeff{code}")
    assert load_scenario("silo", [*SHORT, "policy=mine"]).policy.code == code
    (folder / "mine.py").write_bytes(code.encode("latin-1"))
    with pytest.raises(InputError) as caught:
        load_scenario("silo", [*SHORT, "policy=mine"])
    (sentence,) = caught.value.sentences("en")
    assert sentence.endswith("mine.py: the text is not UTF-8; save the file as UTF-8.")


@pytest.mark.parametrize("yaml", ["file:\n", "file: ''\n", "file: ' '\n", "{}\n", "file: null\n"])
def test_a_yaml_that_names_no_code_is_refused(folder: Path, yaml: str) -> None:
    put(folder, "", yaml)
    with pytest.raises(InputError) as caught:
        load_scenario("silo", [*SHORT, "policy=mine"])
    (sentence,) = caught.value.sentences("en")
    assert sentence.endswith("mine.yaml: the Python file is missing; write file: mine.py.")


def test_a_file_of_the_user_may_say_that_there_is_no_policy(folder: Path) -> None:
    (folder / "none.yaml").write_text("{}\n", "utf-8")
    assert load_scenario("silo", SHORT).policy.code == ""


def test_both_sides_of_a_comparison_hold_the_code_that_was_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sim\nclass Mine(sim.Policy):\n    def step(self, model):\n        pass\n"
    put(folder, code)

    def read_and_changed(name: str, path: Path) -> str:
        found = path.read_text("utf-8")
        path.write_text(f"{found}# changed meanwhile\n", "utf-8")
        return found

    monkeypatch.setattr(loading, "code_of", read_and_changed)
    a, b = load_scenarios(["silo", "pole"], [*SHORT, "policy=mine"])
    assert a.policy.code == b.policy.code == code


@pytest.mark.parametrize("phase", ["0", "10", "99", "2.0", "True", "'late'"])
def test_a_phase_is_one_of_a_month(phase: str) -> None:
    step = "    def step(self, model):\n        pass\n"
    code = f"import sim\n\n\nclass P(sim.Policy):\n    phase = {phase}\n\n{step}"
    with pytest.raises(InputError, match=r"phase=.*from 1 to 9"):
        loading.read("p", code, "p.py", {})


def test_a_policy_without_a_file_stops_no_look_for_the_module_of_a_line() -> None:
    code = "import sim\n\n\nclass P(sim.Policy):\n    def step(self, model):\n        pass\n"
    loading.make(PolicySpec(name="p", file="", code=code), 0)
    assert inspect.getmodule(None, "a file that no module has") is None
