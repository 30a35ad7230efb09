"""What a page asks for: the scenario, the levers and the seeds that stand in its address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from sim.app.levers import STOPS, table
from sim.errors import InputError, suggestion
from sim.lang import LANGS, Message, language

__all__ = ["STEPS", "Asked", "address_of", "neighbours", "read"]

STEPS: Final = (1, 4, 12)  # seeds of the first picture, and of those that widen it to its band
LARGEST_SEED: Final = 2**31
# Words of an address that are not levers.
OWN: Final = ("s", "seed", "n", "lang", "person", "page")
LONGEST: Final = 40  # characters of a wrong word that are shown again


@dataclass(frozen=True)
class Asked:
    """A picture to make.

    Attributes
    ----------
    scenario
        From which the second world starts.
    stops
        Levers that were moved, sorted by name, and their stops, 0 to 4.
    seed, n
        First seed, and how many.
    lang
        Language of texts and numbers.
    person
        Name of a made-up person, or nothing for the population.
    """

    scenario: str
    stops: tuple[tuple[str, int], ...] = ()
    seed: int = 1
    n: int = 1
    lang: str = "fr"
    person: str = ""


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read the words of an address.

    Raises
    ------
    InputError
        With one sentence for each word that cannot be used.
    """
    found: dict[str, str] = {}
    wrong: list[Message] = []
    room = table()
    names = (*OWN, *room.levers)
    for name, value in pairs:
        if name not in names:
            near = suggestion(name, names)
            wrong.append(Message("app.word", word=name[:LONGEST], names=names, near=near))
        elif name in found:
            wrong.append(Message("app.twice", name=name))
        else:
            found[name] = value
    lang = _one_of("lang", found, LANGS, language(), wrong)
    scenario = _one_of("s", found, room.scenarios, room.scenarios[0], wrong)
    person = _one_of("person", found, tuple(room.persons), "", wrong)
    seed = _whole("seed", found, 0, LARGEST_SEED, 1, wrong)
    n = int(_one_of("n", found, tuple(map(str, STEPS)), str(STEPS[0]), wrong))
    stops = [
        (name, _stop(name, found[name], wrong)) for name in sorted(room.levers) if name in found
    ]
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
    return Asked(scenario, tuple(stops), seed, n, lang, person)


def _one_of(
    name: str, found: dict[str, str], known: tuple[str, ...], default: str, wrong: list[Message]
) -> str:
    value = found.get(name, default)
    if value not in known and value != default:
        near = suggestion(value, known)
        wrong.append(
            Message("app.one_of", name=name, value=value[:LONGEST], names=known, near=near)
        )
        return default
    return value


def _whole(
    name: str, found: dict[str, str], low: int, high: int, default: int, wrong: list[Message]
) -> int:
    text = found.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
        wrong.append(
            Message("app.whole", name=name, value=text[:LONGEST], low=str(low), high=str(high))
        )
        return default
    return int(text)


def _stop(name: str, text: str, wrong: list[Message]) -> int:
    known = {_share(stop): stop for stop in range(STOPS)}
    plain = text.removeprefix("0") if text.startswith("0.") else text
    if plain not in known:
        wrong.append(Message("app.stop", name=name, value=text[:LONGEST], names=tuple(known)))
        return 0
    return known[plain]


def _share(stop: int) -> str:
    """Write a stop as addresses do: 0, .25, .5, .75, 1."""
    return f"{stop / (STOPS - 1):g}".removeprefix("0") or "0"


def address_of(asked: Asked) -> str:
    """Return the words of the address of a picture, as `read` takes them.

    Examples
    --------
    >>> address_of(Asked("x", (("coordination", 3),), seed=7))
    's=x&coordination=.75&seed=7'
    """
    words = {"s": asked.scenario, **{name: _share(stop) for name, stop in asked.stops}}
    return urlencode({**words, "seed": asked.seed})


def neighbours(asked: Asked, places: dict[str, int], first: str = "") -> Iterator[Asked]:
    """Yield the pictures that are one stop away, those of the lever that moved last first.

    Parameters
    ----------
    places
        Stop of each lever in the scenario, as it is before any lever moves.
    first
        Name of the lever that moved last, if any.
    """
    moved = dict(asked.stops)
    for name in sorted(table().levers, key=lambda name: name != first):
        at = moved.get(name, places.get(name, 0))
        for stop in (at + 1, at - 1):
            if 0 <= stop < STOPS:
                stops = {**moved, name: stop}
                yield replace(asked, stops=tuple(sorted(stops.items())), n=STEPS[0], person="")
