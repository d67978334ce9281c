"""Clients of the store: its address, the durability of writes, and one clear error when it does not answer."""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from pymongo import MongoClient
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.uri_parser import parse_uri

from newscrawler.program import program
from newscrawler.storage.errors import StorageError, first_clause
from newscrawler.storage.local import mongod as local_mongod

__all__ = ["Settings", "connect", "masked", "resolve_uri"]

Document = dict[str, Any]

# Scrapy opens the root logger for everything and filters later. pymongo would then write every command out as JSON,
# and its monitor dies of naming a set of several Unix sockets.
logging.getLogger("pymongo").setLevel(logging.WARNING)

_PLAIN_USER = re.compile(r"[\w.-]{1,64}:", re.ASCII)
_HARMLESS = re.compile(
    r"replicaSet|authSource|authMechanism|directConnection|loadBalanced|tls|ssl|w|journal|readPreference|appName"
    r"|retryWrites|retryReads|compressors|\w+MS|\w+PoolSize",
    re.IGNORECASE | re.ASCII,
)
"""Options of a MongoDB URI that are no secrets. Others may be: a key file's password, a session's token."""

_WORD = re.compile(r"\w+")
_ENCODE = (
    "its user name and password must be percent-encoded where they hold one of : / ? # [ ] @ %, e.g. %40 for @ "
    "(python -c 'import urllib.parse as u; print(u.quote_plus(input()))')"
)

_DEFAULTS: dict[str, Any] = {
    # An election takes up to 12 s (10 s until the primary is missed, then the vote): a failover is not an error.
    "serverSelectionTimeoutMS": 15_000,
    # A host that does not complete a TCP handshake in 5 s is down.
    "connectTimeoutMS": 5_000,
    # The largest batch is written in about 50 ms; a server that is silent for half a minute hangs.
    "socketTimeoutMS": 30_000,
    # When the majority is gone a write must end as "not durable", not wait for ever.
    "wTimeoutMS": 20_000,
    "appName": "newscrawler",
}
"""Options for a URI that does not state them."""


class Settings(Protocol):
    """Settings by name: Scrapy's, or a plain dictionary of a process without Scrapy."""

    def get(self, name: Any, default: Any = None, /) -> Any: ...

    def __getitem__(self, name: Any, /) -> Any: ...


def resolve_uri(settings: Settings) -> str:
    """Return MONGODB_URI, or the URI of the local mongod under VAR_DIR, which is started unless it runs.

    :raises StorageError: when the local mongod cannot be started, or scrapyd has started this crawl: its stories would
        be stored in a database that nobody else reads
    """
    uri: str | None = settings.get("MONGODB_URI")
    if not uri and "SCRAPY_PROJECT" in os.environ and "scrapyd" in sys.modules:
        raise StorageError(
            "MONGODB_URI is not set: a crawl under scrapyd stores into the cluster's MongoDB and starts none of its "
            "own; set it in scrapyd's environment"
        )
    return uri or local_mongod.ensure(Path(settings["VAR_DIR"]))


def connect(uri: str) -> MongoClient[Document]:
    """Return a client that has reached the server. Dates come back aware, in UTC; a write is done when the majority
    has it in its journal, whatever the URI states.

    :raises StorageError: with the URI, its password masked, and the remedy
    """
    if "@" in uri.partition("://")[2].partition("?")[0].partition("/")[2]:
        # Otherwise the part before the slash would be looked up as a host
        raise StorageError(f"MONGODB_URI {masked(uri)} cannot be used: {_ENCODE}")
    try:
        given = {name.lower() for name in parse_uri(uri, validate=False, warn=False)["options"]}
        defaults = {name: value for name, value in _DEFAULTS.items() if name.lower() not in given}
        client: MongoClient[Document] = MongoClient(uri, tz_aware=True, w="majority", journal=True, **defaults)
    except (InvalidURI, ConfigurationError, ValueError, TypeError) as error:
        raise StorageError(f"MONGODB_URI {masked(uri)} cannot be used: {_without_secrets(str(error), uri)}") from None
    try:
        hello = client.admin.command("hello")
    except PyMongoError as error:
        client.close()
        raise StorageError(f"MongoDB at {masked(uri)} does not answer: {first_clause(error)}; {_remedy(uri)}") from None
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        client.close()
        raise StorageError(
            f"MongoDB at {masked(uri)} is a standalone server, which loses acknowledged writes: run it with --replSet"
        )
    return client


def masked(uri: str) -> str:
    """Return a URI that may be shown: without its password, whatever characters that has, and without secret
    options.

    Everything between ``://`` and the last ``@`` is masked, except the plain name of a MongoDB user, and all options
    where one of them may be a secret. An ``@`` behind a ``?`` may belong to either, so that nothing is shown.
    """
    secret, given, shown = uri.rpartition("@")
    if given:
        scheme, begun, rest = secret.partition("://")
        user = _PLAIN_USER.match(rest) if scheme in ("mongodb", "mongodb+srv") else None
        begin = f"{scheme + begun if begun else ''}{user[0] if user else ''}***"
        if "?" in secret:
            return begin
        shown = f"{begin}@{shown}"
    where, asked, options = shown.partition("?")
    harmless = all(_HARMLESS.fullmatch(option.partition("=")[0]) for option in re.split("[&;]", options) if option)
    return shown if harmless else f"{where}{asked}***"


def _without_secrets(text: str, uri: str) -> str:
    """Return a text of pymongo's about a URI, unless it quotes a word of the part that :func:`masked` masks."""
    secret, given, _ = uri.rpartition("@")
    words = set(_WORD.findall(f"{secret} {unquote(secret)}".partition("://")[2]))
    return _ENCODE if given and words & set(_WORD.findall(text)) else text


def _remedy(uri: str) -> str:
    if ".sock" in uri or "%2F" in uri.upper():
        return f"start it with `{program()} mongo start`"
    return "is MONGODB_URI right and the server up? Unset MONGODB_URI to use a local mongod"
