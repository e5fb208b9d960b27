"""Logging in to the monitor page by a link of the program's own, without typing a token.

1. :meth:`Logins.link_code` makes a code that counts once and for a minute. It goes into the fragment of the page's
   address, which no browser sends to a server and no log keeps.
2. The page hands it in by :meth:`Logins.redeem` and is given a secret that counts until the program ends, at most
   :data:`SESSION_S`. It is no cookie: browsers send cookies to every port of a machine, also to other people's pages.
3. The service asks :meth:`Logins.known` whose secret a text is. Only digests are kept, and only in memory.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.services.tokens import Role

CODE_S = 60.0
"""How long a link counts, in seconds."""
SESSION_S = 12 * 3600.0
"""How long a page stays logged in, in seconds."""
PREFIX = "usm_"
_MOST = 64
"""Links and pages at a time; the oldest give way."""


@dataclass(frozen=True, slots=True)
class PageLogin:
    """A page that is logged in. ``id`` names it in the audit log."""

    id: str
    role: Role
    until: float


class Logins:
    """Every method may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[bytes, PageLogin] = {}
        self._pages: dict[bytes, PageLogin] = {}

    def link_code(self, role: Role = Role.OPERATOR) -> str:
        """A code for one login within :data:`CODE_S`."""
        code = secrets.token_urlsafe(24)
        self._keep(self._codes, code, PageLogin(secrets.token_hex(4), role, self._clock() + CODE_S))
        return code

    def redeem(self, code: str) -> tuple[str, PageLogin] | None:
        """The secret of a new login; None where the code does not count (any more)."""
        with self._lock:
            found = self._codes.pop(_digest(code), None)
        if found is None or found.until <= self._clock():
            return None
        secret = PREFIX + secrets.token_urlsafe(32)
        login = PageLogin(found.id, found.role, self._clock() + SESSION_S)
        self._keep(self._pages, secret, login)
        return secret, login

    def known(self, text: str) -> PageLogin | None:
        """Whose secret a text is; None where it does not count (any more)."""
        if not text.startswith(PREFIX):
            return None
        with self._lock:
            login = self._pages.get(_digest(text))
        return login if login is not None and login.until > self._clock() else None

    def counts(self, id_: str) -> bool:
        """Whether a page of this id is still logged in."""
        with self._lock:
            return any(one.id == id_ and one.until > self._clock() for one in self._pages.values())

    def end(self, text: str) -> bool:
        """Log the page with this secret out; False where it is none's."""
        with self._lock:
            return self._pages.pop(_digest(text), None) is not None

    def _keep(self, where: dict[bytes, PageLogin], secret: str, login: PageLogin) -> None:
        with self._lock:
            now = self._clock()
            for digest in [digest for digest, one in where.items() if one.until <= now]:
                del where[digest]
            while len(where) >= _MOST:
                del where[next(iter(where))]
            where[_digest(secret)] = login


def _digest(text: str) -> bytes:
    # The secrets have 192 bits and more of their own, so a plain digest gives nothing to guess from.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
