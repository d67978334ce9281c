"""Clients by their secrets, remembered for as long as a revocation may take."""

from __future__ import annotations

import hashlib
from typing import Any

from pymongo.database import Database

from newscrawler.serve.security.access import Access
from newscrawler.storage import tokens
from newscrawler.storage.clock import elapsed
from newscrawler.storage.tokens import Token

__all__ = ["Known"]

_REMEMBERED_S = 2.0
"""Seconds for which a found token is not looked up again: a busy client costs no query for each request, and a
revocation works within them."""

_MOST = 1_000
"""Remembered tokens and sessions. A newsroom has some dozens."""


class Known:
    """Tokens and sessions of a database."""

    def __init__(self, database: Database[dict[str, Any]], access: Access) -> None:
        self._database = database
        self._access = access
        self._found: dict[bytes, tuple[Token, float]] = {}
        self._asked: tuple[bool, float] | None = None

    def by_secret(self, secret: str) -> Token | None:
        """Return the usable token of a secret or of a session's secret, or None."""
        key = hashlib.sha256(secret.encode()).digest()
        remembered = self._found.get(key)
        if remembered is not None and elapsed() < remembered[1]:
            return remembered[0]
        until = elapsed() + _REMEMBERED_S
        token = tokens.find(self._database, secret)
        if token is None:
            self._found.pop(key, None)
            return None
        if len(self._found) >= _MOST:
            self._found.clear()
        self._found[key] = (token, until)
        return token

    def forget(self, secret: str) -> None:
        """Look a secret up again at its next use."""
        self._found.pop(hashlib.sha256(secret.encode()).digest(), None)

    def token_required(self) -> bool:
        """Return whether reading needs a token: an operator said so, or one was issued."""
        if self._access.token_required:
            return True
        if self._asked is None or (not self._asked[0] and elapsed() >= self._asked[1]):
            until = elapsed() + _REMEMBERED_S
            self._asked = (tokens.any_issued(self._database), until)
        return self._asked[0]
