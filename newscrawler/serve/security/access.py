"""Access to the app: what an operator has set, and the one link that a start prints."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field

__all__ = ["Access", "OperatorLink"]

_LINK_BYTES = 32
"""Random bytes of a link's key: nobody guesses it."""

_REQUESTS_PER_MINUTE = 6_000
"""Default of ``SERVE_REQUESTS_PER_MINUTE``: 100 a second is ten busy dashboards, and a script that loads everything is
slowed down before others notice it."""


class OperatorLink:
    """One link that signs in as operator, once, and the sessions that it opened; both die with this process."""

    def __init__(self) -> None:
        self.key = f"ncl_{secrets.token_urlsafe(_LINK_BYTES)}"
        self._unused = True
        self._session: str | None = None
        self._lock = threading.Lock()

    def open_session(self, key: str) -> str | None:
        """Return the secret of a new session, or None if the key is wrong or was used."""
        with self._lock:
            if not self._unused or not _same(key, self.key):
                return None
            self._unused = False
            self._session = f"ncs_{secrets.token_urlsafe(_LINK_BYTES)}"
            return self._session

    def is_session(self, secret: str) -> bool:
        """Return whether this is the secret of the open session."""
        return self._session is not None and _same(secret, self._session)

    def close_session(self, secret: str) -> None:
        """End the session if this is its secret."""
        with self._lock:
            if self.is_session(secret):
                self._session = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Rules of an app's access.

    The default suits an app on loopback: names of this machine only, and reading without a token until one is issued.
    """

    hosts: frozenset[str] = frozenset()
    """Accepted names in ``Host`` besides loopback, in lower case and without port."""
    token_required: bool = False
    """Whether reading needs a token on loopback too, and before one was issued."""
    link: OperatorLink | None = None
    requests_per_minute: int = _REQUESTS_PER_MINUTE
    """For each token. Readers without one share one count; who may only sign in is counted by address."""
    https: bool = False
    """Whether browsers reach the app by https: its cookie is then never sent without."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the server begins to stop: what waits (long polls, event streams) answers at once."""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())
