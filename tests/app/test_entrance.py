"""The password and the cookies of a session."""

from __future__ import annotations

import hmac
import secrets

import pytest

from sim.app.entrance import DRAWN, Entrance


def test_a_drawn_password_is_long_and_another_one_each_time() -> None:
    drawn = {Entrance("x").password for _ in range(50)}
    assert len(drawn) == 50 and {len(password) for password in drawn} == {DRAWN}


def test_passwords_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(
        secrets, "compare_digest", lambda a, b: compared.append((a, b)) or hmac.compare_digest(a, b)
    )
    entrance = Entrance("x", "a-long-password")
    assert entrance.opens("a-long-password") and not entrance.opens("another one")
    assert len(compared) == 2


def test_the_cookie_is_kept_after_a_restart_and_opens_no_other_session() -> None:
    one, again, other = (Entrance(code, "a-long-password") for code in ("x", "x", "y"))
    assert one._cookie == again._cookie != other._cookie
    assert "a-long-password" not in one._cookie
