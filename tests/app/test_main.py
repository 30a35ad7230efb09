"""Starting the room: its words, the port, the extra; and no engine in the web process."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest

from sim.app.__main__ import KINDS, main
from sim.app.options import Options, read_words
from sim.app.session import kit as kit_module
from sim.app.session import simulate as simulating
from sim.app.session.plan import Phase
from sim.lang import LANGS, say
from sim.report.document.blocks import Paragraph
from tests.app.session.playing import Played, made_up
from tests.lang.both import refused_in_both

ROOT = Path(__file__).parents[2]
ENGINE = ("numba", "numpy", "mesa", "pandas", "scipy", "hydra", "matplotlib")


def start(argv: object) -> int:
    return main(list(argv))  # type: ignore[call-overload]


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("module", "loaded"),
    # The scenarios of a session are made in the web process: their schema needs numpy.
    [("sim.app.server, sim.app.room, sim.app.pages", []), ("sim.app.held", ["numpy"])],
)
def test_the_web_process_imports_no_engine(module: str, loaded: list[str]) -> None:
    done = python(
        f"import sys, sim.app.__main__, {module}, uvicorn\n"
        f"print(*(m for m in {ENGINE} if m in sys.modules))"
    )
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, loaded, "")


@pytest.mark.parametrize("library", ["uvicorn", "starlette", "segno"])
def test_without_the_extra_one_sentence_says_so(library: str) -> None:
    done = python(
        f"import sys; sys.modules['{library}'] = None\n"
        "from sim.app.__main__ import main; sys.exit(main(['lang=en']))"
    )
    (said,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert f"needs the library {library}" in said and "--extra app" in said


def test_a_second_server_on_the_port_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        refused_in_both(start, [f"port={port}"], f"Port {port} is already taken", capsys, lines=1)


def test_an_address_of_another_machine_gets_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused_in_both(start, ["host=192.0.2.1", "port=0"], "192.0.2.1:0", capsys, lines=1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["prot=1"], "did you mean 'port'?"),
        (["--port"], "did you mean 'port'?"),
        (["port=x"], "port must be a whole number"),
        (["port=70000"], "from 0 to 65535"),
        (["port="], "port must be"),
        (["workers=0"], "from 1 to 64"),
        (["ahead=yes"], "true or false"),
        (["port=1", "port=2"], "given twice"),
        (["kot"], "did you mean 'kit'?"),
        (["password=short"], "a text of 8 to 64 characters"),
        (["form=60"], "form must be one of 45, 90"),
        (["port=0", "session=Tuesday"], "lower-case letters"),
        (["port=0", "card=rushd"], "did you mean 'rushed'?"),
        (["kit"], "card= is needed"),
        (["kit", "crad=lea"], "did you mean 'card'?"),
        (["kit", "card=lea", "seeds=1"], "from 2 to 200"),
        (["kit", "card=la"], "did you mean 'lea'?"),
        (["kit", "card=lea", "out=kit.doc"], "kit.doc"),
        (["export"], "record= is needed"),
        (["export", "record=nowhere"], "nowhere"),
        (["export", "record=x", "host=1"], "host=1"),
    ],
)
def test_a_wrong_word_gets_a_sentence(
    words: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    refused_in_both(start, words, told, capsys, lines=1)


def test_words_become_options() -> None:
    words = ["host=[::1]", "port=0", "workers=3", "ahead=false", "lang=en"]
    assert read_words(words, Options) == Options("::1", 0, 3, False, lang="en")
    assert read_words([], Options).host == "127.0.0.1"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", KINDS)
def test_help_names_every_word(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help", f"lang={lang}"][not command :]) == 0
    text = capsys.readouterr().out
    assert all(f"  {option.name}=" in text for option in fields(KINDS[command]))
    assert text.count("=") > len(fields(KINDS[command]))


def test_kit_and_export_write_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulating, "simulate", made_up)
    monkeypatch.setattr(kit_module, "_strips", lambda game, lang: Paragraph("strips"))
    kit = tmp_path / "kit.html"
    assert main(["kit", "card=lea", "seeds=2", "months=12", "lang=en", f"out={kit}"]) == 0
    played = Played(tmp_path / "session")
    played.join("Tilleuls")
    played.to(Phase.DEBRIEF)
    played.team("Tilleuls", "commit", who="a", with_whom="b", by_when="c")
    played.session.close()
    page = tmp_path / "page.html"
    assert main(["export", f"record={tmp_path / 'session'}", f"out={page}", "lang=en"]) == 0
    assert "Tilleuls" in page.read_text("utf-8") and 'lang="en"' in page.read_text("utf-8")
    assert "Léa" in kit.read_text("utf-8") and 'lang="en"' in kit.read_text("utf-8")
    assert capsys.readouterr().out == "".join(
        say("app.written", "en", file=str(file)) + "\n" for file in (kit, page)
    )


def test_a_second_server_on_the_record_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Played(tmp_path / "x")
    words = ["port=0", "session=x", f"folder={tmp_path}"]
    refused_in_both(start, words, "another session", capsys, lines=1)
    first.session.close()
    assert first.session.state.phase is Phase.LOBBY


@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGINT] * 3, [signal.SIGTERM]])
def test_the_room_ends_with_its_workers_however_it_is_stopped(signals: list[int]) -> None:
    """An impatient trainer presses Ctrl-C again, and once more after the sentence that it ends."""
    server = subprocess.Popen(
        [sys.executable, "-m", "sim.app", "port=0", "lang=en"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert server.stdout is not None
    address = re.search(r"http://\S+/", server.stdout.readline())
    assert address is not None
    while not (workers := workers_of(server.pid)):
        assert server.poll() is None
    for rank, number in enumerate(signals):
        if rank == 2:
            assert server.stdout.readline().strip() == say("exit.stopped", "en")
        server.send_signal(number)
    said, _ = server.communicate(timeout=120)
    assert server.returncode in (130, 128 + signal.SIGTERM)
    assert "Traceback" not in said
    # A process that nobody has buried yet is a zombie.
    states = [of_process(pid, "stat").rpartition(")")[2].strip()[:1] for pid in workers]
    assert set(states) <= {"", "Z"}


def workers_of(server: int) -> list[str]:
    """The worker processes that a server has started; what counts them ends a little later."""
    children = of_process(server, f"task/{server}/children").split()
    return [pid for pid in children if "spawn_main" in of_process(pid, "cmdline")]


def of_process(pid: int | str, name: str) -> str:
    """A file of ``/proc``; nothing if the process is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_text()
    return ""
