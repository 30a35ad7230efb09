"""Files that nobody can use: tables of a territory, scenarios, policies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from experiments.bad_inputs.bad_input import SHORT, BadInput

__all__ = ["policies", "scenarios", "tables"]

DATA: Final = Path(__file__).resolve().parents[2] / "sim" / "data"
PERSONS: Final = "persons.csv"
PLACES: Final = "establishments.csv"
FILES: Final = ("territory=files", f"persons={PERSONS}", f"establishments={PLACES}")


def _table(name: str, *changes: tuple[str, str]) -> bytes:
    text = (DATA / f"training_{name}").read_text("utf-8")
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{old!r} does not stand in {name}")
        text = text.replace(old, new, 1)
    return text.encode("utf-8")


def tables() -> Iterator[BadInput]:
    """Tables of persons and of establishments: cells, lines, whole files."""
    good = {PERSONS: _table(PERSONS), PLACES: _table(PLACES)}
    persons = (
        ("Brumeval,23", "Brumeval,", "departement"),
        ("Brumeval,23", "Brumeval,999", "999"),
        ("Brumeval,23", ",23", "zone"),
        ("Brumeval,23", "Roche-Haute,23", "Roche-Haute"),
        ("148,455,440", "cent,455,440", "child"),
        ("148,455,440", "-1,455,440", "child"),
        ("148,455,440", "1.5,455,440", "child"),
        ("148,455,440", "1e9,455,440", "child"),
        ("148,455,440", "nan,455,440", "child"),
        ("148,455,440", ",455,440", "child"),
        ("148,455,440", "148,455", PERSONS),
        ("148,455,440", "148,455,440,4,4", PERSONS),
        ("23,0,0", "23,loin,0", "x_min"),
        ("23,0,0", "23,inf,0", "x_min"),
        ("440,4.4", "440,-4", "assess_delay_months"),
        ("440,4.4", "440,soon", "assess_delay_months"),
        ("440,4.4", "440,1000", "assess_delay_months"),
        ("Brumeval,23", '"Brumeval,23', PERSONS),
        ("zone,departement", "zone,zone", "zone"),
        ("x_min", "x", "x_min"),
        ("child,adult", "adult", "child"),
        ("zone,departement", "nom,departement", "zone"),
    )
    for old, new, shows in persons:
        files = {**good, PERSONS: _table(PERSONS, (old, new))}
        yield BadInput("territory files", "compare", (*FILES, *SHORT[1:]), shows, files)
    places = (
        ("Roche-Haute,sessad,18", "Nulle-Part,sessad,18", "Nulle-Part"),
        ("Roche-Haute,sessad,18", "Roche-Haute,sesad,18", "sessad"),
        ("Roche-Haute,sessad,18", "Roche-Haute,,18", "category"),
        ("Roche-Haute,sessad,18", "Roche-Haute,sessad,0", "places"),
        ("Roche-Haute,sessad,18", "Roche-Haute,sessad,-4", "places"),
        ("Roche-Haute,sessad,18", "Roche-Haute,sessad,dix", "places"),
        ("Roche-Haute,sessad,18", "Roche-Haute,sessad,18.5", "places"),
        ("Roche-Haute,sessad,18,3", "Roche-Haute,sessad,18,9", "tolerance"),
        ("Roche-Haute,sessad,18,3", "Roche-Haute,sessad,18,haute", "tolerance"),
        ("Roche-Haute,sessad,18,3,Ass", "Roche-Haute,sessad,18,3,", PLACES),
        ("Roche-Haute,sessad,18", '"Roche-Haute,sessad,18', PLACES),
        ("zone,category", "zone,type", "category"),
        ("tolerance", "places", "places"),
        ("tolerance", "growth", "growth"),
    )
    for old, new, shows in places:
        changed = _table(PLACES, (old, new))
        if new.endswith("3,"):
            changed = changed.replace(b"18,3,ociation des Berges,fictional", b"18,3", 1)
        files = {**good, PLACES: changed}
        yield BadInput("territory files", "compare", (*FILES, *SHORT[1:]), shows, files)
    whole: tuple[tuple[str, bytes | str | None, str], ...] = (
        (PERSONS, b"", PERSONS),
        (PERSONS, b"\n\n\n", PERSONS),
        (PERSONS, _table(PERSONS).splitlines()[0], PERSONS),
        (PERSONS, good[PLACES], PERSONS),
        (PLACES, good[PERSONS], PLACES),
        (PERSONS, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", PERSONS),
        (PERSONS, b"PK\x03\x04" + bytes(60), PERSONS),
        (PERSONS, good[PERSONS].replace(b",", b" "), PERSONS),
        (PERSONS, b'{"zone": 1}', PERSONS),
        (PERSONS, None, PERSONS),
        (PERSONS, "-> missing.csv", PERSONS),
        (PERSONS, f"-> {PERSONS}", PERSONS),
        (PLACES, b"", PLACES),
        (PLACES, None, PLACES),
        (PLACES, good[PLACES].splitlines()[0], PLACES),
    )
    for name, content, shows in whole:
        files = {**good, name: content}
        yield BadInput("territory files", "compare", (*FILES, *SHORT[1:]), shows, files)
    for words, shows in (
        (("territory=files",), "persons"),
        (("territory=files", f"persons={PERSONS}"), "establishments"),
        (("territory=files", "persons=missing.csv", f"establishments={PLACES}"), "missing.csv"),
        (("territory=training", f"persons={PERSONS}"), "persons"),
        (("territory=files", f"persons={PLACES}", f"establishments={PERSONS}"), PLACES),
        (("territory=files", "persons=.", f"establishments={PLACES}"), "CSV"),
    ):
        yield BadInput("territory files", "compare", (*words, *SHORT[1:]), shows, good)


OWN: Final = ("a=silo", "b=mine", "hydra.searchpath=[mine]", *SHORT)
SCENARIO: Final = "mine/scenario/mine.yaml"
HEAD: Final = "# @package _global_\n"


def scenarios() -> Iterator[BadInput]:
    """Files of a scenario: what they set, how they are written, where they stand."""
    for text, shows in (
        ("", SCENARIO),
        ("# only a comment\n", SCENARIO),
        ("organisation: {referent_share: 0.1}\n", SCENARIO),
        (f"{HEAD}organisation: {{referent_share: 3}}\n", "referent_share"),
        (f"{HEAD}organisation: {{refernt_share: 0.1}}\n", "referent_share"),
        (f"{HEAD}organisation: [1, 2]\n", SCENARIO),
        (f"{HEAD}organisation: 3\n", "organisation"),
        (f"{HEAD}organisation:\n\treferent_share: 0.1\n", SCENARIO),
        (f"{HEAD}organisation: {{referent_share: 0.1\n", SCENARIO),
        (f"{HEAD}- a\n- b\n", SCENARIO),
        (f"{HEAD}just a text\n", SCENARIO),
        (f"{HEAD}organisation: &a [*a]\n", SCENARIO),
        (f"{HEAD}clock: {{months: ${{oc.env:HOME}}}}\n", "mine.yaml"),
        (f"{HEAD}clock: {{months: ${{nothing}}}}\n", "mine.yaml"),
        (f"{HEAD}clock: {{months: !!python/object:os.system 1}}\n", SCENARIO),
        (f"{HEAD}defaults: [nothing]\n", "mine.yaml"),
        (f"{HEAD}defaults:\n  - /organisation: nowhere\n", "nowhere"),
        (f"{HEAD}hydra: {{run: {{dir: x}}}}\n", "hydra"),
        (f"{HEAD}card: {{title: 3}}\n", "card"),
        (f"{HEAD}card: [1]\n", "card"),
        (f"{HEAD}card: {{expectation: {{sign: 2}}}}\n", "card"),
        (f"{HEAD}policy: {{name: nobody}}\n", "policy"),
        (f"{HEAD}clock: {{months: 2, months: 3}}\n", "months"),
        (f"{HEAD}unknown: 3\n", "unknown"),
        (_bomb(), SCENARIO),
    ):
        yield BadInput("scenario files", "compare", OWN, shows, {SCENARIO: text.encode()})
    good = f"{HEAD}organisation: {{referent_share: 0.1}}\n".encode()
    content: bytes | str | None
    for path, content, shows in (
        (SCENARIO, good.replace(b"0.1", b"0.1 # \xe9t\xe9"), SCENARIO),
        (SCENARIO, good.decode().encode("utf-16")[2:], SCENARIO),
        (SCENARIO, b"\0\0\0", SCENARIO),
        (SCENARIO, None, "mine"),
        (SCENARIO, "-> missing.yaml", "mine"),
        ("mine/mine.yaml", good, "mine"),
        ("mine/scenario/deeper/mine.yaml", good, "mine"),
        ("mine/configs/scenario/mine.yaml", good, "mine"),
        ("mine/scenario/mine.yml", good, "mine"),
        ("mine/scenario/other.yaml", good, "mine"),
        ("mine/scenario/min.yaml", good, "min"),
    ):
        yield BadInput("scenario files", "compare", OWN, shows, {path: content})


def _bomb() -> str:
    """Nine times nine times nine … : a file of 300 bytes that holds five thousand million words."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 10)]
    return HEAD + "\n".join(lines) + "\n"


POLICY: Final = "mine/policy/mine.py"
CODE: Final = "mine.py"
POLICY_YAML: Final = "mine/policy/mine.yaml"
WITH_POLICY: Final = ("b.policy=mine", "a=silo", "b=silo", "hydra.searchpath=[mine]", *SHORT)
START: Final = "import sim\n\n\nclass Mine(sim.Policy):\n"


def policies() -> Iterator[BadInput]:
    """Code and parameters of a policy."""
    step = "    def step(self, model):\n        pass\n"
    for code, shows in (
        ("", CODE),
        ("import sim\n", CODE),
        ("class Mine:\n    pass\n", CODE),
        (START + "    pass\n", "step"),
        (START + "    def step(self):\n        pass\n", "step"),
        (START + "    def step(self, model)\n        pass\n", CODE),
        (START + "    def step(self, model):\n        yield 1\n", "step"),
        (START + "    async def step(self, model):\n        pass\n", "step"),
        (START + "    phase = 99\n\n" + step, "phase"),
        (START + "    phase = 'late'\n\n" + step, "phase"),
        (
            START
            + step
            + START.replace("import sim\n\n\n", "\n\n").replace("Mine", "Other")
            + step,
            CODE,
        ),
        ("import nothing_of_that_name\n" + START + step, "nothing_of_that_name"),
        ("raise ValueError('no')\n" + START + step, CODE),
        ("import sys\nsys.exit(3)\n" + START + step, CODE),
        (
            START + "    share: str = 'x'\n\n    def __init__(self):\n        self.z\n" + step,
            CODE,
        ),
        (START + step.replace("pass", "1 / 0"), CODE),
        (START + step.replace("pass", "model.people.nothing[:] = 1"), "nothing"),
        (START + step.replace("pass", "model.people.state[:] = 1"), "state"),
        (START + step.replace("pass", "model.people.strain[:] = 7.0"), "strain"),
        (START + step.replace("pass", "model.nothing_there()"), "nothing_there"),
        (START + step.replace("pass", "model.people.carr[:] = 1"), "carr"),
        (START + step.replace("pass", "raise SystemExit"), CODE),
    ):
        files = {POLICY: code.encode(), POLICY_YAML: b"file: mine.py\n"}
        yield BadInput("policies", "compare", WITH_POLICY, shows, files)
    good = (START + step).encode()
    for text, shows in (
        ("", POLICY_YAML),
        ("start: 0\n", "file"),
        ("file: ''\n", "file"),
        ("file: missing.py\n", "missing.py"),
        ("file: .\n", "policy"),
        ("file: mine.py\nunknown: 3\n", "unknown"),
        ("file: [mine.py]\n", "file"),
        ("file: mine.txt\n", "mine.txt"),
        ("file: [\n", POLICY_YAML),
    ):
        files = {POLICY: good, POLICY_YAML: text.encode()}
        yield BadInput("policies", "compare", WITH_POLICY, shows, files)
