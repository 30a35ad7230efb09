"""One person lives both worlds: where the two lives part."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from tests.results.cases import small


def test_twin_is_the_recorded_life():
    c = small()
    a, b = c.recorded()
    person = int(a.key[7])
    t = c.twin(person)
    for name, path in zip(c.names, (a, b), strict=True):
        mine = t.frame[t.frame["scenario"] == name]
        assert mine["state"].tolist() == path.state[:, 7].tolist()
    assert t.month is None or t.month >= 12


def test_twin_tells_where_two_lives_part():
    t = small().twin()
    assert t.month is not None and t.month >= 12
    for lang in ("fr", "en"):
        assert str(t.month) in t.decision(lang) and small().titles(lang)[1] in t.decision(lang)
    a, b = (t.frame[t.frame["scenario"] == name].reset_index(drop=True) for name in t.names)
    decisions = ["funnel", "establishment", "plan", "actor", "state"]
    rank = int((a["month"] == t.month).argmax())
    assert (a.loc[: rank - 1, decisions] == b.loc[: rank - 1, decisions]).all(axis=None)
    assert (a.loc[rank, decisions] != b.loc[rank, decisions]).any()
    assert "<table" in t._repr_html_()


def test_nobody_has_that_key():
    with pytest.raises(InputError, match="nobody has that key"):
        small().twin(1 << 63)


def test_the_sentence_on_the_person_names_their_age_their_zone_and_their_needs():
    t = small().twin()
    first = t.frame.iloc[0]
    assert f"{first['age'] // 12} years old, lives in {t.zone}" in t.who("en")
    assert t.zone in small().place.zones and t.who("en") in t._repr_html_()
