"""Tokens of the HTTP API and the dashboard, and sessions of browsers that signed in with one.

Only the SHA-256 of a secret is stored. A slow hash protects passwords, which people choose and attackers guess; these
secrets are 256 random bits, which no speed of guessing finds.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from newscrawler.program import program
from newscrawler.storage.clock import server_time
from newscrawler.storage.errors import StorageError
from newscrawler.storage.migrations import SCHEMA_VERSION

__all__ = [
    "ROLES",
    "Role",
    "Token",
    "TokenError",
    "any_issued",
    "any_usable",
    "close_session",
    "find",
    "issue",
    "open_session",
    "revoke",
    "tokens",
]

Role = Literal["read", "operate"]
"""Right of a token: ``operate`` includes ``read``."""

ROLES: tuple[Role, ...] = get_args(Role)

Document = dict[str, Any]

_SECRET_BYTES = 32

_SECRET = re.compile(r"nc[rs]_[A-Za-z0-9_-]{43}")
"""Form of a token's and of a session's secret."""

_NAME = re.compile(r"[\w.@-]{1,64}", re.ASCII)

_SESSION = timedelta(hours=12)
"""Life of a browser's session: a working day."""

_DIGITS = 8
"""Digits of an id that are shown, and the fewest that name a token."""


class TokenError(StorageError):
    """A token cannot be issued or revoked; the message names the input and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One issued token, without its secret."""

    id: str
    """SHA-256 of its secret, in hexadecimal digits."""
    name: str
    role: Role
    by: str
    """``user@host`` that issued it."""
    at: datetime
    expires: datetime | None
    """None: it does not expire."""
    revoked: datetime | None
    """None: it was not revoked."""

    @property
    def digits(self) -> str:
        """Beginning of the id, as it is shown."""
        return self.id[:_DIGITS]


def issue(
    database: Database[Document], name: str, role: Role, *, by: str, expires: timedelta | None = None
) -> tuple[Token, str]:
    """Store a new token. Return it with its secret, which nobody can read again.

    :param name: who or what uses it: letters, digits, ``. _ @ -``; a name is used once, so that an audit line is clear
    :raises TokenError: the name is not valid or taken
    """
    if not _NAME.fullmatch(name):
        raise TokenError(f"{name!r} is not a name of a token: use 1 to 64 of the letters a-z, digits and . _ @ -")
    secret = f"ncr_{secrets.token_urlsafe(_SECRET_BYTES)}"
    now = server_time(database)
    fields: Document = {"schemaVersion": SCHEMA_VERSION, "name": name, "role": role, "by": by, "at": now}
    if expires is not None:
        fields["expires"] = now + expires
    try:
        database["tokens"].insert_one({"_id": _hash(secret), **fields})
    except DuplicateKeyError:
        raise TokenError(f"a token of the name {name!r} was issued before; choose another name") from None
    return _token({"_id": _hash(secret), **fields}), secret


def tokens(database: Database[Document]) -> list[Token]:
    """Return every token that was ever issued, oldest first."""
    return [_token(each) for each in _collection(database, "tokens").find().sort([("at", 1), ("_id", 1)])]


def revoke(database: Database[Document], named: str) -> Token:
    """Revoke a token and its sessions. Nodes refuse it within two seconds.

    :param named: its name, or the first digits of its id, at least eight
    :raises TokenError: there is no such token, or several
    """
    found = [each for each in tokens(database) if each.name == named]
    if not found and len(named) >= _DIGITS:
        found = [each for each in tokens(database) if each.id.startswith(named)]
    if len(found) != 1:
        how_many = "more than one token" if found else "no token"
        raise TokenError(f"{how_many} is named {named!r}; see: {program()} token list")
    (token,) = found
    database["tokens"].update_one({"_id": token.id, "revoked": {"$exists": False}}, [{"$set": {"revoked": "$$NOW"}}])
    database["sessions"].delete_many({"token": token.id})
    return next(each for each in tokens(database) if each.id == token.id)


def any_issued(database: Database[Document]) -> bool:
    """Return whether a token was ever issued: a revoked one does not open the app for everybody again."""
    return _collection(database, "tokens").find_one({}, {"_id": 1}) is not None


def any_usable(database: Database[Document]) -> bool:
    """Return whether there is a token that is neither revoked nor expired."""
    return _collection(database, "tokens").find_one(_usable(), {"_id": 1}) is not None


def find(database: Database[Document], secret: str) -> Token | None:
    """Return the usable token that a secret, or a session's secret, belongs to; None if it is not valid."""
    if not _SECRET.fullmatch(secret):
        return None
    id = _hash(secret)
    if secret.startswith("ncs_"):
        session = _collection(database, "sessions").find_one({"_id": id, **_usable()})
        if session is None:
            return None
        id = session["token"]
    found = _collection(database, "tokens").find_one({"_id": id, **_usable()})
    return None if found is None else _token(found)


def open_session(database: Database[Document], token: Token) -> str:
    """Store a session of a browser that signed in with a token; return its secret."""
    secret = f"ncs_{secrets.token_urlsafe(_SECRET_BYTES)}"
    expires = server_time(database) + _SESSION
    database["sessions"].insert_one(
        {"_id": _hash(secret), "schemaVersion": SCHEMA_VERSION, "token": token.id, "expires": expires}
    )
    return secret


def close_session(database: Database[Document], secret: str) -> None:
    """Remove a session; an unknown one is none to remove."""
    database["sessions"].delete_one({"_id": _hash(secret)})


def _usable() -> Document:
    # By the server's clock, which every node shares.
    return {
        "revoked": {"$exists": False},
        "$or": [{"expires": {"$exists": False}}, {"$expr": {"$gt": ["$expires", "$$NOW"]}}],
    }


def _collection(database: Database[Document], name: str) -> Any:
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    return database.get_collection(name, codec_options=aware, read_concern=ReadConcern("majority"))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(found: Document) -> Token:
    return Token(
        id=found["_id"],
        name=found["name"],
        role=found["role"],
        by=found["by"],
        at=found["at"],
        expires=found.get("expires"),
        revoked=found.get("revoked"),
    )
