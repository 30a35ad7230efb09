"""A folder of a user's own files, and the sentences that they read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import compose
from sim.compose import load_scenario
from sim.errors import InputError

OWN_FILES = ["territory.persons=p.csv", "territory.establishments=e.csv"]


def sentences(name: object, overrides: object = ()) -> tuple[str, ...]:
    """Return what a user reads; every sentence is whole, and no trace of a program."""
    with pytest.raises(InputError) as caught:
        load_scenario(name, overrides)  # type: ignore[arg-type]
    for message in caught.value.sentences():
        assert message == message.strip() and "\n" not in message
        assert message.endswith((".", "?"))
        assert "hydra._internal" not in message and "Traceback" not in message
    return caught.value.sentences()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of the user's own files, already in use."""
    own = tmp_path / "my files, élu='1'"
    for group in ("scenario", *compose.CHOICES):
        (own / group).mkdir(parents=True)
    monkeypatch.setenv(compose.ENVIRONMENT, str(own))
    return own
