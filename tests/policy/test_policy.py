"""Policies of the user: the README's runs as shown; the books hold; mistakes are sentences."""

from __future__ import annotations

import json
import pickle
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import sim
from experiments.compare import main as run
from sim.runs.run import open_world, run_world
from sim.runs.warmup import state_key, territory_of

README = Path(__file__).parents[2] / "README.md"
SHORT = ("territory=training", "months=30", "burn_in=24", "record_people=0", "reform_month=6")


def shown(language: str) -> list[str]:
    """Fenced blocks of the how-to, in order."""
    text = README.read_text(encoding="utf-8").split("\n## Add a policy\n")[1].split("\n## ")[0]
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block for name, block in fences if name == language]


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A folder of the user that holds what the README shows."""
    (tmp_path / "mine" / "policy").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARCOURS_CONFIGS", "mine")
    put("respite", shown("python")[0], shown("yaml")[0])
    return tmp_path


def put(name: str, code: str, yaml: str | None = None) -> None:
    folder = Path("mine/policy")
    (folder / f"{name}.py").write_text(code, "utf-8")
    (folder / f"{name}.yaml").write_text(yaml or f"file: {name}.py\n", "utf-8")


def test_the_how_to_is_short() -> None:
    assert len(shown("python")[0].splitlines()) < 20


def test_the_how_to_of_the_readme_runs_as_shown(mine, capsys):
    [command] = shown("")
    environment, *words = shlex.split(command.replace("\\\n", " "))
    assert environment == "PARCOURS_CONFIGS=mine"
    at = words.index("experiments.compare")
    # Shorter than by default, and otherwise to the letter.
    assert run([*words[at + 1 :], *SHORT[1:], "replicates=3", "format=json", "out=made"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == "" and told["b"] == "silo + respite"
    [strain] = [row for row in told["headline"] if row["indicator"] == "carer_strain"]
    assert strain["high"] < 0
    assert any("respite" in text for text in told["not_covered"])
    manifest = json.loads(Path("made/manifest.json").read_text(encoding="utf-8"))
    kept = manifest["scenarios"]["b"]["policy"]
    assert kept["code"] == shown("python")[0] and manifest["scenarios"]["a"]["policy"]["code"] == ""
    assert kept["parameters"] == {"above": 0.1, "every": 6, "relief": 0.4, "start": 24}
    assert sim.load("made").digest() == told["table_digest"]


def test_the_how_to_from_python(mine):
    names = {"sim": sim}
    line = shown("python")[1].replace("replicates=5", f"replicates=2, workers=2, progress={False}")
    exec(line.replace('["territory=training", ', f"[*{SHORT!r}, "), names)
    c = names["c"]
    assert c.paired("carer_strain").difference < 0
    frame = c.to_frame().query("month < 24 and dimension == 'all'")
    assert frame.groupby(["indicator", "seed", "month"])["value"].nunique().le(1).all()


def scenario(name: str, *words: str) -> sim.Scenario:
    return sim.load_scenario("silo", [*SHORT, f"policy={name}", *words])


def test_the_start_and_the_digest(mine):
    without, with_it = sim.load_scenario("silo", SHORT), scenario("respite")
    place = territory_of(without)
    assert state_key(without, place, 1) == state_key(with_it, place, 1)
    digests = {without.digest(), with_it.digest(), scenario("respite", "policy.every=6").digest()}
    put("respite", shown("python")[0] + "\n# other\n", shown("yaml")[0])
    digests.add(scenario("respite").digest())
    assert len(digests) == 4
    put("another", shown("python")[0], shown("yaml")[0].replace("respite", "another"))
    assert scenario("another").digest() == with_it.digest()  # names carry no meaning
    again = pickle.loads(pickle.dumps(with_it))
    assert again == with_it and hash(again) == hash(with_it)
    assert sim.Scenario.model_validate(json.loads(with_it.model_dump_json())) == with_it


def test_a_scenario_may_name_its_policy(mine):
    Path("mine/scenario").mkdir()
    Path("mine/scenario/rested.yaml").write_text(
        "# @package _global_\ndefaults:\n  - override /policy: respite\n", "utf-8"
    )
    assert (
        sim.load_scenario("rested", SHORT).policy.parameters
        == scenario("respite").policy.parameters
    )


PLACES = """
from sim import Policy
from sim.agents import Establishment, ProjectActor

class Wider(Policy):
    start = 8
    every = 1200
    more = 3

    def step(self, model):
        for home in model.agents_by_type[Establishment].select(lambda e: e.category == 0):
            home.places += self.more
        model.agents_by_type[ProjectActor].do(lambda a: setattr(a, "minutes", a.minutes + 60))
"""
PEOPLE = """
import numpy as np
from sim import Policy
from sim.agents import Beneficiary
from sim.state.people import UNWILLING

class Everything(Policy):
    start = 7
    every = 2

    def step(self, model):
        p = model.people
        chosen = self.luck(model) < 0.2
        p.level[chosen] = np.minimum(p.level[chosen] + 1, 3)
        p.level[:, 0][~chosen & (p.level[:, 0] > 0)] -= 1
        p.unmet[...] = p.unmet * 0.5
        p.strain *= 0.5
        p.ability = 1
        p.carer[chosen] = 2
        p.carer_rank[chosen] = 2
        p.digital[self.luck(model, 1, once=True) < 0.1] = 2
        p.residence[p.residence == 2] = 0
        p.status_bits[chosen] &= 255 - UNWILLING
        model.agents_by_type[Beneficiary].select(lambda q: q.strain > 0.4).set("strain", 0.1)
"""


@pytest.mark.parametrize("organisation", ["silo", "pole"])
@pytest.mark.parametrize("code", [PLACES, PEOPLE])
def test_books_hold_whatever_a_policy_writes(code, organisation, mine):
    """Ledgers are compared each month; here every row is counted anew each month as well."""
    from sim.model.full_count import check_census

    put("mine", code)
    words = [*SHORT, "change=immediate", f"organisation={organisation}"]
    model = open_world(sim.load_scenario("silo", [*words, "policy=mine"]), 1)
    model.watchers.append(check_census)
    model.run_for(30)
    with_it, without = model.history, run_world(sim.load_scenario("silo", words), 1).history
    first = next(m for m in range(30) if (with_it[m] != without[m]).any())
    assert first == (8 if code == PLACES else 7)
    blank = model.people.state[: model.people.size] == 0
    assert (model.people.ability[: model.people.size][blank] == 0).all()


def test_what_a_policy_changed_is_what_everybody_looked_at_again_gives(mine):
    """Marking the changed only, or everybody: the same to the bit."""
    put("mine", PEOPLE)
    model = open_world(scenario("mine"), 3)
    everybody = open_world(scenario("mine"), 3)
    everybody.watchers.append(lambda m: m.people.dirty.__setitem__(slice(0, m.people.size), 1))
    model.run_for(30), everybody.run_for(30)
    assert np.array_equal(model.history, everybody.history)


def test_places_that_are_added_are_paid_for(mine):
    put("mine", PLACES)
    words = [*SHORT, "b.policy=mine"]
    c = sim.compare("silo", "silo", words, replicates=2, progress=False)
    assert c.paired("public_cost").difference > 0


STEP = "import sim\nclass Mine(sim.Policy):\n    share: float = 0.5\n    def step(self, model):\n"
WRONG = {
    "column": (STEP + "        model.people.strian[:] = 0", "line 5, month 6", "'strain'?"),
    "office": (STEP + "        model.organisations.e_place", "line 5", "'e_places'?"),
    "renamed": (STEP + "        model.people.found[:] = 0", "line 5", "called 'mainstream_known'"),
    "renamed office": (STEP + "        model.organisations.a_seats", "line 5", "'a_caseload'"),
    "shape": (STEP + "        model.people.strain[:] = [0, 1, 0.5]", "line 5", "the shape (3,)"),
    "rows": (STEP + "        model.people.strain[10**8] = 0", "line 5", "IndexError"),
    "whole": (STEP + "        model.people.level[:] = 1.5", "line 5", "whole numbers from 0 to 3"),
    "wrap": (STEP + "        model.people.level[:] = 300", "line 5", "not 300"),
    "high": (STEP + "        model.people.strain[:] += 2", "line 5", "from 0 to 1, not"),
    "nan": (STEP + "        model.people.strain = float('nan')", "line 5", "not nan"),
    "text": (STEP + "        model.people.strain[:] = 'a'", "line 5", "people.strain holds"),
    "late": (STEP + "        x = model.people.strain; x -= 5", "month 6", "from 0 to 1, not"),
    "kept": (STEP + "        model.people.place[:] = 0", "line 5", "only read people.place"),
    "seats": (
        STEP + "        model.organisations.a_caseload[:] = 2",
        "line 5",
        "only read organisations.a_caseload",
    ),
    "within": (STEP + "        model.people.state += 1", "line 5", "read-only"),
    "marks": (STEP + "        model.people.status_bits[:] = 1", "month 6", "UNWILLING"),
    "home": (STEP + "        model.people.residence[:] = 1", "month 6", "institution"),
    "closed": (STEP + "        model.organisations.e_places[:] = 0", "month 6", "cannot be closed"),
    "ends": (
        STEP + "        list(model.agents_by_type[sim.agents.Beneficiary])[0].remove()",
        "line 5",
        "cannot end anybody's presence",
    ),
    "raises": (STEP + "        1 / 0", "line 5, month 6", "ZeroDivisionError: division by zero."),
    "exits": (STEP + "        raise SystemExit", "line 5", "SystemExit."),
    "ledger": (
        STEP + "        model.month_totals[:] += 1",
        "changed what the model manages",
        "ledger",
    ),
    "syntax": ("import sim\nclass Mine(sim.Policy:\n", "line 2", "not valid Python"),
    "import": ("import nowhere_at_all", "line 1", "ModuleNotFoundError"),
    "nothing": ("x = 1", "must define one policy", "none of its classes"),
    "other": ("class Mine:\n    pass", "must define one policy", "(Mine)"),
    "two": (STEP + "        1\nclass Other(Mine):\n    pass", "several policies", "Mine, Other"),
    "stepless": ("import sim\nclass Mine(sim.Policy):\n    x = 1", "must define step", "Mine"),
    "typed": (STEP.replace("0.5", "'a'") + "        1", "share", "a number is expected"),
    "kind": (STEP.replace("float = 0.5", "list = []") + "        1", "parameters are", "numbers"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_policy_is_one_sentence_and_nothing_is_written(case, mine, capsys):
    code, *pieces = WRONG[case]
    put("wrong", code)
    words = ["a=silo", "b=silo", "b.policy=wrong", *SHORT, "replicates=1", "out=made"]
    assert run(words) == 2
    told(capsys, "policy wrong: ", *pieces)


def told(capsys, *pieces: str) -> None:
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and "Traceback" not in err
    for piece in pieces:
        assert piece in err
    assert [path.name for path in Path().iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (["b.policy=respit"], "did you mean 'respite'?"),
        (["b.policy=respite.py"], "a name is expected, not a path"),
        (["b.policy=respite", "b.policy.relif=0.3"], "did you mean 'relief'?"),
        (["b.policy=respite", "b.policy.relief=lots"], "relief: a number is expected"),
        (["b.policy=respite", "b.policy.every=0"], "every: a number of at least 1"),
        (["b.policy=respite", "b.policy.start=-1"], "start: a number of at least 0"),
        (["b.policy=respite", "b.policy.start=30"], "start=30 is after the last month, 29"),
        (["b.policy=respite", "b.policy.file=x.py"], "'file' is not the name"),
        (["b.policy.relief=0.3"], "no policy is chosen"),
        (["b.plicy=respite"], "did you mean 'policy'?"),
        (["b.places.lst=2"], "b.places.lst=2: places has no 'lst'"),
        (["b.=2"], "b.=2"),
    ],
)
def test_wrong_words_of_a_policy(words, piece, mine, capsys):
    assert run([*SHORT, *words, "out=made"]) == 2
    told(capsys, piece)


@pytest.mark.parametrize(
    ("yaml", "piece"),
    [
        ("start: 24\n", "the Python file is missing"),
        ("file: nowhere.py\n", "there is no file"),
        ("file: [1]\n", "the Python file is missing"),
        ("- 1\n", "names and values are expected, as in file: wrong.py."),
        ("file: respite.py\nrelief: [1, 2]\n", "relief: a number is expected"),
    ],
)
def test_a_wrong_yaml_of_a_policy(yaml, piece, mine, capsys):
    Path("mine/policy/wrong.yaml").write_text(yaml, "utf-8")
    assert run([*SHORT, "b.policy=wrong", "out=made"]) == 2
    told(capsys, piece)


def test_in_worker_processes_too(mine, capsys):
    put("wrong", WRONG["raises"][0])
    words = ["b.policy=wrong", *SHORT, "replicates=3", "workers=2", "out=made"]
    assert run(words) == 2
    told(capsys, "policy wrong: wrong.py, line 5, month 6: ZeroDivisionError")


def test_a_side_replaces_a_common_word() -> None:
    from sim.compose import for_side, load_scenarios

    words = ["months=24", "b.clock.months=36", "a.places.lists=2"]
    assert for_side(words, "a") == ["months=24", "places.lists=2"]
    assert for_side(words, "b") == ["clock.months=36"]
    a, b = load_scenarios(["silo", "silo"], words)
    assert (a.clock.months, b.clock.months, a.places.lists) == (24, 36, 2)


LATE = {
    "places": "model.organisations.e_places[0] += 1",
    "seats": "model.organisations.a_minutes[:] = model.organisations.a_minutes[:] + 1",
    "persons": "model.people.carer[:] = 1; model.people.level[:, 0] = 1",
}


@pytest.mark.parametrize("what", LATE)
@pytest.mark.parametrize("phase", [2, 6, 9])
def test_a_policy_may_write_what_it_may_in_any_phase(mine, what: str, phase: int) -> None:
    code = f"""
import sim


class Late(sim.Policy):
    phase = {phase}

    def step(self, model):
        {LATE[what]}
"""
    put("late", code)
    scenario = sim.compose.load_scenario("silo", ["policy=late", *SHORT])
    assert len(run_world(scenario, 1).history) == 30


def test_a_policy_writes_no_more_than_an_attribute_of_a_person() -> None:
    from sim.agents import Beneficiary
    from sim.policy.window import PEOPLE

    for full, rule in PEOPLE.items():
        column = vars(Beneficiary)[full.removeprefix("people.")]
        assert column.least is None or rule.low >= column.least, full
        assert column.most is None or rule.high <= column.most, full
