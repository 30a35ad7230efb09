"""What is remembered up to a ceiling, and what is forgotten first."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.runs.memory import ENVIRONMENT, MEGABYTES, Memory, ceiling


def three() -> Memory[str]:
    memory: Memory[str] = Memory()
    for name in "abc":
        memory.put(name, name.upper(), 10, 30)
    return memory


def test_what_was_used_least_recently_is_forgotten_first() -> None:
    memory = three()
    assert memory.get("a") == "A"
    memory.put("d", "D", 10, 30)
    assert memory.keys() == ["c", "a", "d"] and memory.get("b") is None


def test_as_many_go_as_the_new_one_needs() -> None:
    memory = three()
    memory.put("d", "D", 15, 30)
    assert memory.keys() == ["c", "d"] and memory.size == 25


def test_a_value_above_the_ceiling_is_not_remembered_and_drives_nothing_out() -> None:
    memory = three()
    memory.put("d", "D", 31, 30)
    assert memory.keys() == ["a", "b", "c"] and memory.size == 30


def test_a_key_has_one_value_and_its_bytes_are_counted_once() -> None:
    memory = three()
    memory.put("a", "Z", 5, 30)
    assert memory.get("a") == "Z" and len(memory) == 3 and memory.size == 25


def test_a_lower_ceiling_holds_for_what_is_there() -> None:
    memory = three()
    memory.put("d", "D", 10, 10)
    assert memory.keys() == ["d"] and "a" not in memory
    memory.clear()
    assert len(memory) == memory.size == 0


@pytest.mark.parametrize(("text", "megabytes"), [("", MEGABYTES), ("0", 0), (" 12 ", 12)])
def test_the_ceiling_is_that_of_the_environment(
    text: str, megabytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, text)
    assert ceiling() == megabytes * 1024 * 1024 / 2


@pytest.mark.parametrize("text", ["much", "-1", "1.5", "²"])
def test_another_ceiling_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, text)
    with pytest.raises(InputError, match=f"{ENVIRONMENT} is '{text}'"):
        ceiling()
