"""Errors: a key and its values until they are shown, never the words of a library."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import InputError, check_lang, os_reason
from sim.lang import LANGS, Message
from sim.scenario.refusals import _KEYS, reason, reasons, refused


def wrong(month: int) -> None:
    raise InputError(Message("exact.load", case="V1", value=Message("quoted", text=str(month))))


def test_an_error_keeps_key_and_values_on_its_way_between_processes() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(wrong, 3).exception()
    assert isinstance(error, InputError)
    (problem,) = error.problems
    assert (problem.key, problem.values["case"]) == ("exact.load", "V1")
    assert problem.values["value"] == Message("quoted", text="3")
    assert error.sentences("fr") == (
        "V1\u202f: load doit être supérieur à 0, pas «\u202f3\u202f».",
    )
    assert error.sentences("en") == ("V1: load must be above 0, not '3'.",)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", sorted(set(_KEYS.values())))
def test_every_refusal_of_the_schema_has_a_sentence(key: str, lang: str) -> None:
    values = {"low": "1", "high": "2", "names": ["a"], "min_length": "1", "max_length": "2"}
    assert Message(key, **values).text(lang)


class Some(BaseModel):
    """One field of each kind that a file may hold."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    whole: int = Field(1, ge=0, le=3)
    number: float = Field(1.0, gt=0, lt=3)
    text: str = Field("", max_length=3, pattern="^a*$")
    flag: bool = True
    several: list[int] = Field([1], min_length=1, max_length=2)
    inner: dict[str, int] = {}


@pytest.mark.parametrize(
    "given",
    [
        {"whole": -1}, {"whole": 4}, {"whole": "x"}, {"whole": 1.5}, {"number": 0.0},
        {"number": 3.0}, {"number": "x"}, {"number": float("nan")}, {"text": 1},
        {"text": "aaaa"}, {"text": "b"}, {"flag": "x"}, {"several": []}, {"several": [1, 2, 3]},
        {"several": 1}, {"inner": 1}, {"other": 1}, [],
    ],
)  # fmt: skip
def test_the_words_of_the_library_are_not_shown(given: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Some.model_validate(given)
    for item in caught.value.errors(include_url=False):
        told = reason(item)
        assert told.key != "schema.other", item["type"]
        for lang in LANGS:
            assert item["msg"] not in told.text(lang) and "{" not in told.text(lang)
        assert told.text("fr") != told.text("en")


def test_an_unknown_refusal_is_still_a_sentence() -> None:
    told = reason({"type": "of_a_later_version", "msg": "Input should be green", "ctx": {}})
    assert told.key == "schema.other" and "green" not in told.text("en")


def test_a_validator_of_ours_keeps_its_message() -> None:
    error = refused(Message("patterns.bounds"))
    item = {"type": error.type, "ctx": error.context, "msg": error.message()}
    assert reasons(item) == [Message("patterns.bounds")] and reason(item).key == "patterns.bounds"


def test_the_system_has_a_sentence_for_what_it_refuses() -> None:
    for number in range(200):
        told = os_reason(number)
        assert told is None or told.text("fr") != told.text("en")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        check_lang("de")
    assert caught.value.sentences("en") == ("lang=de: the languages are fr and en.",)


def test_a_message_fills_in_numbers_and_lists_as_the_language_does() -> None:
    told = Message("near.several", names=["a", "b", "c"])
    assert told.text("en") == "; did you mean a, b or c?"
    assert told.text("fr") == "\u202f; voulez-vous dire a, b ou c\u202f?"
    assert Message("percent") == Message("percent") != Message("percent", x=1)
    assert hash(told) == hash(Message("near.several", names=["a", "b", "c"]))
    assert "near.several" in repr(told)
