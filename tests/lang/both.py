"""What every refusal must be: the same in both languages, each in its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sim.lang import LANGS, Message

__all__ = ["check", "refused_in_both"]


def check(problem: Message) -> None:
    """A problem has a sentence in each language, and they are not the same one."""
    texts = [problem.text(lang) for lang in LANGS]
    assert all(text.strip() for text in texts), problem
    assert texts[0] != texts[1], problem
    assert all("{" not in text or "{" in repr(problem.values) for text in texts), problem


def refused_in_both(
    main: Callable[[Sequence[str] | None], int],
    words: Sequence[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    *,
    lines: int | None = None,
) -> None:
    """A program ends with 2 and sentences in the language that was asked for.

    Parameters
    ----------
    told
        What the English sentences hold.
    lines
        How many sentences there are; any number where not given.
    """
    said = {}
    for lang in LANGS:
        assert main([*words, f"lang={lang}"]) == 2
        out, said[lang] = capsys.readouterr()
        assert out == "" and "Traceback" not in said[lang]
    french, english = (said[lang].splitlines() for lang in LANGS)
    assert told in said["en"], said["en"]
    assert len(french) == len(english) == (lines or len(english)) > 0
    assert not set(english) & set(french)
