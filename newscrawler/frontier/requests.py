"""Requests as documents and back, without pickle: what another worker, of another version perhaps, can read and check."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import bson
from bson.errors import InvalidDocument
from bson.raw_bson import RawBSONDocument
from scrapy import Request, Spider
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.request import request_from_dict

from newscrawler.meta import LEASE

__all__ = [
    "RequestError",
    "forget_the_run",
    "host_of",
    "identity",
    "on_its_way",
    "restore",
    "stored",
]

_OF_ONE_RUN = frozenset({LEASE, "download_slot", "download_latency"})
"""Meta keys that speak of one process's attempt."""

_OF_THE_WAY = ("redirect_times", "redirect_ttl", "redirect_urls", "redirect_reasons", "retry_times")
"""Meta keys that Scrapy adds to a request on its way through redirects and retries."""

_LARGEST = 15 * 1024 * 1024
"""Bytes of a request as a document; MongoDB takes 16 MB, and the frontier adds a few fields."""

_EMPTY: dict[str, Any] = {
    "method": "GET",
    "body": b"",
    "encoding": "utf-8",
    "headers": {},
    "cookies": {},
    "meta": {},
    "cb_kwargs": {},
    "flags": [],
    "priority": 0,
    "dont_filter": False,
    "callback": None,
    "errback": None,
}
"""What a document leaves out: most requests are a URL, two method names and a few words."""


class RequestError(ValueError):
    """A request cannot be kept in the frontier; the message names the request, the part and the mend."""


def host_of(request: Request) -> str:
    """Whose politeness the request falls under; empty for ``file:`` and ``data:``."""
    return urlparse_cached(request).hostname or ""


def identity(prefix: bytes, fingerprint: bytes, parent: bytes | None = None, ordinal: int = 0) -> bytes:
    """The ``_id`` of a request in one walk: 24 bytes, the walk's prefix first, so that a walk is one range of the index.

    :param parent: for requests with ``dont_filter``: the ``_id`` of what asked for it. Asked for by another page it is
        another request; asked for again because that page was delivered again, it is the same.
    :param ordinal: which of several such requests of that parent with the same fingerprint it is
    """
    digest = hashlib.blake2b(fingerprint, digest_size=16)
    if parent is not None:
        digest.update(parent + ordinal.to_bytes(4, "big"))
    return prefix + digest.digest()


def forget_the_run(request: Request) -> None:
    """Take out of a new request's meta what a callback copied from the request that it answers."""
    meta = request.meta
    for name in _OF_ONE_RUN:
        meta.pop(name, None)


def stored(request: Request, spider: Spider) -> RawBSONDocument:
    """The request as the frontier keeps it, without what is as always; encoded, so that it is encoded once.

    :raises RequestError: when a part of it is no BSON or would come back as something else
    """
    whole = _attributes(request)
    for name in ("callback", "errback"):
        whole[name] = _method_name(request, spider, getattr(request, name))
    return _encoded(request, whole)


def _attributes(request: Request) -> dict[str, Any]:
    """As ``Request.to_dict``, which looks through all methods of the spider for each request: half of its time here."""
    whole = {name: getattr(request, name) for name in request.attributes}
    whole["headers"] = dict(request.headers)
    if type(request) is not Request:
        whole["_class"] = f"{type(request).__module__}.{type(request).__qualname__}"
    return whole


def _method_name(request: Request, spider: Spider, method: Any) -> str | None:
    if method is None:
        return None
    name: str = getattr(method, "__name__", "")
    if name and getattr(spider, name, None) == method:
        return name
    raise RequestError(
        f"{request}: {method} is not a method of the spider {spider.name}; another worker could not call it"
    )


def _encoded(request: Request, whole: dict[str, Any]) -> RawBSONDocument:
    whole["headers"] = {name.decode("latin-1"): values for name, values in whole["headers"].items()}
    whole["meta"] = {name: value for name, value in whole["meta"].items() if name not in _OF_ONE_RUN}
    for part in ("meta", "cb_kwargs", "cookies", "flags"):
        if whole[part]:
            _check(request, part, whole[part])
    document = {name: value for name, value in whole.items() if name not in _EMPTY or value != _EMPTY[name]}
    try:
        encoded = bson.encode(document)
    except (InvalidDocument, OverflowError) as error:
        raise RequestError(f"{request}: {error}") from None
    if len(encoded) > _LARGEST:
        raise RequestError(f"{request}: {len(encoded):,} bytes; the frontier takes {_LARGEST:,}")
    return RawBSONDocument(encoded)


def restore(document: Mapping[str, Any], spider: Spider) -> Request:
    """The request of :func:`stored`.

    :raises RequestError: when the spider has no such callback, as after an update of the project
    """
    try:
        return request_from_dict({**_EMPTY, **document}, spider=spider)
    except (ValueError, KeyError, TypeError, NameError) as error:
        raise RequestError(f"{document.get('url')}: {error}") from None


def on_its_way(original: Mapping[str, Any], request: Request) -> RawBSONDocument:
    """A redirected or retried request, to be handed to another worker: the meta of the original and where it has been.

    Middlewares add to meta what is of use to this process alone, such as stored threads; they add it again elsewhere.
    """
    whole = _attributes(request)
    whole["meta"] = dict(original.get("meta", {}))
    whole["meta"].update({name: request.meta[name] for name in _OF_THE_WAY if name in request.meta})
    # What was handed out carries an errback of the scheduler's.
    for name in ("callback", "errback"):
        whole[name] = original.get(name)
    return _encoded(request, whole)


def _check(request: Request, path: str, value: Any) -> None:
    """Refuse what BSON would refuse, and what it would give back as something else without a word."""
    if value is None or isinstance(value, str | bytes | bool | int | float):
        return
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise RequestError(f"{request}: {path} is a time without zone, which would come back as UTC")
        return
    if isinstance(value, list | tuple):
        for number, each in enumerate(value):
            _check(request, f"{path}[{number}]", each)
        return
    if isinstance(value, dict):
        for name, each in value.items():
            if not isinstance(name, str):
                raise RequestError(f"{request}: {path} has the key {name!r}; keys must be text")
            _check(request, f"{path}.{name}", each)
        return
    raise RequestError(f"{request}: {path} is a {type(value).__name__}; use text, numbers, lists and dictionaries")
