"""Who is who: the facilitator by a password, a team by the token of its browser.

Both stand in cookies that scripts cannot read and that other sites cannot send.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Entrance", "token_of", "with_token"]

FACILITATOR: Final = "parcours_facilitator"
TEAM: Final = "parcours_team"
KEPT: Final = 24 * 3600  # seconds
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another one
DRAWN: Final = 10  # of them make a password of 49 bits


class Entrance:
    """The password of the facilitator, and the cookie of those who have given it.

    Parameters
    ----------
    code
        Of the session; the cookie of one session opens no other.
    password
        Chosen by the trainer; drawn if empty.
    """

    def __init__(self, code: str, password: str = "") -> None:
        self.password = password or "".join(secrets.choice(LETTERS) for _ in range(DRAWN))
        # The same password after a restart gives the same cookie: nobody has to enter it again.
        self._cookie = hmac.new(self.password.encode(), code.encode(), hashlib.sha256).hexdigest()

    def opens(self, password: object) -> bool:
        """Return whether a password is the right one; this takes the same time for any."""
        given = password if isinstance(password, str) else ""
        return _same(given, self.password)

    def knows(self, request: Request) -> bool:
        """Return whether a request comes from the facilitator."""
        return _same(request.cookies.get(FACILITATOR, ""), self._cookie)

    def let_in(self, answer: Response) -> Response:
        """Return an answer that gives the cookie of the facilitator."""
        return _with(answer, FACILITATOR, self._cookie)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _with(answer: Response, name: str, value: str) -> Response:
    answer.set_cookie(name, value, max_age=KEPT, httponly=True, samesite="strict")
    return answer


def token_of(request: Request) -> str:
    """Return the token of the browser of a team; nothing if it has none."""
    return request.cookies.get(TEAM, "")


def with_token(answer: Response, token: str) -> Response:
    """Return an answer that gives a browser its token."""
    return _with(answer, TEAM, token)
