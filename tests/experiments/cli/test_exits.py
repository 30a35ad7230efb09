"""Programs ended from outside: by Ctrl-C at any moment, by a signal, or with closed streams."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.exits import Terminated, main_guard

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PARCOURS_LANG": "en", "PYTHONPATH": str(ROOT)}
COMPARE = ["-m", "experiments.compare"]
COMMAND = [
    "-c",
    "import sys; sys.argv[0] = 'parcours'; import experiments.cli.command as c; c.main()",
]


@pytest.mark.parametrize("how", [COMPARE, COMMAND], ids=["module", "command"])
@pytest.mark.parametrize(
    "after", ["experiments", "pydantic", "sim.compose", "experiments.cli.exits"]
)
def test_ctrl_c_while_a_program_is_imported_is_silent(after: str, how: list[str]) -> None:
    words = [*how, *(["compare"] if how is COMMAND else []), "territory=training", "replicates=1"]
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=ENVIRONMENT,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:  # a line for each module, once it is imported
            if line.rpartition("|")[2].strip() == after:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    said = [line for line in err.splitlines() if not line.startswith("import time:")]
    assert (process.returncode, said) in [
        (-signal.SIGINT, []),
        (130, ["Stopped as you asked."]),  # imported meanwhile
    ]
    assert out == ""


@pytest.mark.parametrize(("number", "name"), [(15, "SIGTERM"), (1, "SIGHUP")])
def test_a_signal_of_the_system_lets_a_program_clean_up(
    number: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []

    def main(argv: list[str]) -> None:
        try:
            os.kill(os.getpid(), number)
            raise AssertionError("it goes on")
        finally:
            os.kill(os.getpid(), number)  # a second one does not stop this
            seen.append("cleaned up")

    assert main_guard(main)([]) == 128 + number
    assert seen == ["cleaned up"]
    assert name in capsys.readouterr().err
    assert signal.getsignal(number) is signal.SIG_DFL


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        assert main_guard(lambda _: os.kill(os.getpid(), signal.SIGHUP))([]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_no_fault_of_a_program_is_taken_for_a_signal() -> None:
    assert not issubclass(Terminated, Exception)


WRITES = """
import sys
from experiments.cli.exits import main_guard

@main_guard
def main(argv):
    with open(argv[0], "w") as file:
        print("a line")
        print("a word", file=sys.stderr)
        sys.stdin.read()
        file.write(str(file.fileno()))

sys.exit(main(None))
"""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_nowhere(closed: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    words = ["sh", "-c", f'"$@" {closed}', "sh", sys.executable, "-c", WRITES, str(path)]
    done = subprocess.run(
        words, input="", capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert done.returncode == 0
    assert done.stdout == ("" if closed in (">&-", "<&- >&- 2>&-") else "a line\n")
    assert done.stderr == ("" if "2>&-" in closed else "a word\n")
    assert int(path.read_text()) > 2, "what is printed would be written into the file"
