"""The words of the command line: what is understood, and how a program ends."""

from __future__ import annotations

import errno
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from experiments.cli import command
from experiments.cli.arguments import REQUIRED, Option, parse, reproduce
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from sim import compose
from sim.errors import InputError
from sim.lang import Message

ROOT = Path(__file__).parents[3]
SPEC = (
    Option("a", str, "silo", "option.compare.a"),
    Option("b", str, "pole", "option.compare.b"),
    Option("replicates", int, 20, "option.replicates", low=1, high=100_000),
    Option("seed", int, 1, "option.seed", low=0),
    Option("level", float, 0.95, low=0.5, high=0.999),
    Option("out", Path, None, Message("option.out", name="NAME")),
    Option("format", str, "table", "option.format", choices=("table", "json")),
    Option("check", bool, True),
    Option("lang", str, "en", "option.lang", choices=("en", "fr")),
)


def told(argv: list[str], spec: tuple[Option, ...] = SPEC, **more: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        parse(argv, spec, **more)  # type: ignore[arg-type]
    for message in caught.value.sentences():
        assert "\n" not in message and message.endswith((".", "?"))
    return caught.value.sentences()


def test_options_and_overrides() -> None:
    options, overrides = parse(
        [
            "a=provider",
            "replicates=1_000",
            "out=x/y=z",
            "months=24",
            "places.lists=2",
            "check=False",
            "level=.9",
            "--cfg",
        ],
        SPEC,
    )
    assert overrides == ["months=24", "places.lists=2"]
    assert options == {
        "a": "provider",
        "b": "pole",
        "replicates": 1000,
        "seed": 1,
        "level": 0.9,
        "out": Path("x/y=z"),
        "format": "table",
        "check": False,
        "lang": "en",
        "help": False,
        "cfg": True,
        "version": False,
    }


def test_nothing_is_needed() -> None:
    options, overrides = parse([], SPEC)
    assert options["a"] == "silo" and overrides == []


def test_help_comes_before_any_check() -> None:
    options, overrides = parse(["nonsense", "seed=x", "--help", "lang=fr"], SPEC)
    assert options["help"] and options["lang"] == "fr" and overrides == []
    assert parse(["--help", "lang=de"], SPEC)[0]["lang"] == "en"


@pytest.mark.parametrize("word", ["job", "all"])
def test_hydras_way_to_show_the_configuration_works(word: str) -> None:
    options, overrides = parse(["months=24", "--cfg", word], SPEC)
    assert options["cfg"] and overrides == ["months=24"]
    assert "a word is written name=value" in told([word])[0]


def test_the_version_is_shown_by_each_program(capsys: pytest.CaptureFixture[str]) -> None:
    guarded = main_guard(lambda argv: 3)
    assert guarded(["nonsense", "--version"]) == command.main(["--version"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"parcours {metadata.version('parcours')}"] * 2


def test_verbs_come_first() -> None:
    options, overrides = parse(["run", "seed=2", "months=24"], SPEC, verbs=("plan", "run"))
    assert (options["verb"], options["seed"], overrides) == ("run", 2, ["months=24"])
    assert told(["rnu"], verbs=("plan", "run")) == (
        "rnu: unknown verb (allowed: plan, run); did you mean 'run'?",
    )
    assert told(["seed=1"], verbs=("plan", "run")) == ("A verb must come first: plan, run.",)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("replicate=3", ("unknown word 'replicate'", "replicates, seed", "'replicates'?")),
        ("organization=pole", ("scenario: organisation", "did you mean 'organisation'?")),
        ("mouths=24", ("did you mean 'months'?",)),
        ("place.lists=2", ("did you mean 'places.lists'?",)),
        ("qqqq=1", ("unknown word 'qqqq'", "program: a, b")),
        ("tau=0", ("did you mean 'change.tau'?",)),
        ("places.lst=2", ("places has no 'lst'", "did you mean 'places.lists'?")),
        ("places.lists=9", ("must be a whole number from 1 to 4 (lists)",)),
        ("scenario=pole", ("named on its own (a=… and b=…",)),
        ("replicates=0", ("must be a whole number from 1 to 100000.",)),
        ("replicates=-3", ("from 1 to 100000.",)),
        ("replicates=2.5", ("a whole number",)),
        ("replicates=1e3", ("a whole number",)),
        ("replicates=many", ("a whole number",)),
        ("replicates=true", ("a whole number",)),
        ("replicates=" + "9" * 6000, ("a whole number",)),
        ("replicates=010", ("a whole number", "did you mean '10'?")),
        ("seed=-1", ("a whole number of at least 0.",)),
        ("seed=٣", ("a whole number",)),
        ("level=nan", ("a number from 0.5 to 0.999.",)),
        ("level=1e400", ("a number from 0.5 to 0.999.",)),
        ("level=0,9", ("a number from 0.5 to 0.999.",)),
        ("check=no", ("check must be true or false",)),
        ("format=jsno", ("one of table, json; did you mean 'json'?",)),
        ("replicates=", ("a value is missing after replicates", "from 1 to 100000")),
        ("replicates", ("a value is missing after replicates",)),
        ("out=", ("a value is missing after out; it must be a path.",)),
        ("=3", ("a name is missing before '='",)),
        ("months", ("a value is missing after months",)),
        ("pole", ("'pole': a word is written name=value; did you mean 'a=pole'?",)),
        ("lozere", ("did you mean 'territory=lozere'?",)),
        ("20", ("a word is written name=value, as in months=24.",)),
        ("", ("a word is written name=value",)),
        (
            "--months=24",
            ("only --help, --cfg and --version have dashes", "did you mean 'months=24'?"),
        ),
        ("--replicates", ("did you mean 'replicates=…'?",)),
        ("--burn-in=3", ("did you mean 'burn_in=3'?",)),
        ("--replicate=3", ("did you mean 'replicates=3'?",)),
        ("--hlep", ("did you mean '--help'?",)),
        ("-h", ("did you mean '--help'?",)),
        ("--", ("only --help, --cfg and --version have dashes",)),
        ("-", ("only --help, --cfg and --version have dashes",)),
        ("--config-dir=/x", ("word of Hydra; here it is hydra.searchpath=[…].",)),
        ("--config-name", ("word of Hydra; here it is a=….",)),
        ("hydra.run.dir=/x", ("word of Hydra; here it is out=….",)),
        ("hydra.job.chdir=true", ("settings of Hydra are not used here",)),
        ("-m", ("each word takes one value; run the program once for each.",)),
        ("--multirun", ("each word takes one value; run the program once for each.",)),
        ("se\ned=1", ("se\\ned=1",)),
        ("x" * 5000 + "=1", ("unknown word", "…")),
    ],
)
def test_a_mistake_is_one_clear_sentence(word: str, pieces: tuple[str, ...]) -> None:
    (message,) = told([word])
    for piece in pieces:
        assert piece in message
    assert len(message) < 600


def test_all_mistakes_are_told_at_once() -> None:
    messages = told(
        ["replicate=3", "seed=x", "--months=24", "pole", "places.lists=9", "organisation=plo"]
    )
    assert len(messages) == 6
    assert messages[-1].startswith("organisation=plo: unknown organisation")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.builds(
                "{}={}".format,
                st.sampled_from(["months", "access.able", "label", "territory", "seed", "+x.y"]),
                st.text("[]{}()'\"$,.:0123456789nae-+\\/ \0é", max_size=10),
            ),
        ),
        max_size=4,
    )
)
@example(["territory=\ud800", "label=\ud800"])
@example(["persons=\0"])
def test_no_words_break_it(argv: list[str]) -> None:
    try:
        options, overrides = parse(argv, SPEC)
        if not options["help"]:
            compose.load_scenario("pole", overrides).digest()
    except InputError as error:
        assert error.sentences()
        for message in error.sentences():
            assert message and "\n" not in message
            message.encode()


def test_a_word_is_said_once() -> None:
    assert told(["seed=1", "seed=2"]) == ("seed=2: seed is already set by seed=1; give it once.",)
    assert "already set" in told(["months=3", "clock.months=4"])[0]


def test_required_option() -> None:
    spec = (Option("study", Path, REQUIRED, "option.market.figure"),)
    assert told([], spec) == ("study=… is missing: what is measured.",)
    assert parse(["study=x"], spec)[0]["study"] == Path("x")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_help_names_every_word(lang: str) -> None:
    text = help_text("compare", SPEC, compose.groups(), about="What it does.", lang=lang)
    assert "python -m experiments.compare" in text and "What it does." in text
    for option in SPEC:
        assert f"{option.name}=<" in text
    named = compose.groups()
    for scenario in named.pop("scenario"):
        assert f"\n  {scenario} " in text and getattr(compose.card(scenario).title, lang) in text
    for group, names in named.items():
        assert f"\n  {group} " in text
        assert group == "territory" or all(name in text for name in names)
    for word in (*compose.SHORTCUTS, "--help", "--cfg", "--version", "PARCOURS_CONFIGS", "creuse"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 100
    assert ("premier scénario" if lang == "fr" else "first scenario") in text


def test_help_lists_a_scenario_of_the_user_even_if_its_card_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scenario").mkdir()
    for name, card in (("mine", "card: {title: {fr: À moi, en: Mine}}"), ("odd", "card: 3")):
        (tmp_path / "scenario" / f"{name}.yaml").write_text(f"# @package _global_\n{card}\n")
    monkeypatch.setenv("PARCOURS_CONFIGS", str(tmp_path))
    text = help_text("compare", (), compose.groups(), lang="fr")
    assert re.search(r"\n  mine +À moi\n", text) and re.search(r"\n  odd\n", text)


def test_help_in_french_is_not_english() -> None:
    english = help_text("compare", (), {}, lang="en").splitlines()
    french = help_text("compare", (), {}, lang="fr").splitlines()
    assert not {line.strip() for line in english} & {line.strip() for line in french} - {""}
    assert help_text("compare", (), {}, lang="xx").splitlines() == english
    assert "compare run|plan" in help_text("compare", (), {}, verbs=("run", "plan"), lang="en")


def test_reproduce_says_the_same_again() -> None:
    argv = ["a=silo", "out=/a b", "label=l'été", "months=24", "check=false"]
    options, overrides = parse(argv, SPEC)
    command = reproduce("compare", options, overrides)
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "experiments.compare"]
    assert parse(words[3:], SPEC) == (options, overrides)
    assert reproduce("sweep", {"verb": "run", "seed": 3}) == (
        "python -m experiments.sweep run seed=3"
    )


# How a program ends.


def _raises(error: BaseException) -> Callable[[list[str]], int]:
    def main(argv: list[str]) -> int:
        print("begun")
        raise error

    return main


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            InputError([Message("yaml.encoding", file="a"), Message("yaml.encoding", file="b\nc")]),
            2,
            "a: the text is not UTF-8; save the file as UTF-8.\n"
            "b c: the text is not UTF-8; save the file as UTF-8.\n",
        ),
        (KeyboardInterrupt(), 130, "Stopped as you asked.\n"),
        (MemoryError(), 2, "Memory: there is not enough memory; use fewer workers or a smaller"),
        (OSError(errno.ENOSPC, "x", "out.csv"), 2, "out.csv: no space is left on the disk"),
        (OSError(errno.ENOSPC, "x"), 2, "Output: no space is left on the disk"),
        (PermissionError(errno.EACCES, "x", "out"), 2, "out: permission denied"),
        (NotADirectoryError(errno.ENOTDIR, "x", "out"), 2, "out: a part of this path is a file"),
        (IsADirectoryError(errno.EISDIR, "x", "out"), 2, "out: this is a folder"),
        (FileNotFoundError(errno.ENOENT, "x", "out"), 2, "out: no such file or folder.\n"),
        (FileExistsError(errno.EEXIST, "x", b"out"), 2, "out: this exists already.\n"),
    ],
)
def test_what_is_not_our_fault_is_a_sentence(
    error: BaseException, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main_guard(_raises(error))([]) == code
    out, err = capsys.readouterr()
    assert out == "begun\n"
    assert err.startswith(sentence)
    assert "Traceback" not in err


@pytest.mark.parametrize("error", [RuntimeError("inside"), OSError(errno.EBADF, "inside")])
def test_our_fault_shows_where(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_guard(_raises(error))([]) == 1
    err = capsys.readouterr().err
    assert "Traceback" in err and "inside" in err
    assert err.splitlines()[-1].startswith("This is a fault of Parcours")


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (3, 3)])
def test_done(returned: int | None, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def main(argv: list[str]) -> int | None:
        """Say it."""
        seen.append(argv)
        return returned

    guarded = main_guard(main)
    assert guarded(["x=1"]) == code
    monkeypatch.setattr(sys, "argv", ["program", "y=2"])
    assert guarded(None) == code
    assert seen == [["x=1"], ["y=2"]]
    assert guarded.__doc__ == "Say it."


PROGRAM = """
import sys
from experiments.cli.exits import main_guard

@main_guard
def main(argv):
    for line in range(100_000):
        print("a line", line, "é")

sys.exit(main(None))
"""


def _run(stdout: int, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        done = _run(full.fileno())
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Output: no space is left on the disk")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = _run(writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_accents() -> None:
    done = _run(subprocess.PIPE, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0 and b"\\xe9" in done.stdout
