"""Requests as documents and back, without pickle: another worker, perhaps of another version, can read and check
them."""

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
    "deserialise",
    "host_of",
    "identity",
    "serialise",
    "serialise_moved",
    "strip_attempt",
]

_OF_ONE_ATTEMPT = frozenset({LEASE, "download_slot", "download_latency"})
"""Meta keys of one process's attempt."""

_OF_REDIRECTS_AND_RETRIES = ("redirect_times", "redirect_ttl", "redirect_urls", "redirect_reasons", "retry_times")
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
"""Default values, which a document omits: most requests are a URL, two method names and a few words."""


class RequestError(ValueError):
    """A request cannot be kept in the frontier; the message names the request, the part and the remedy."""


def host_of(request: Request) -> str:
    """Return the host whose delay the request has to keep; empty for ``file:`` and ``data:``."""
    return urlparse_cached(request).hostname or ""


def identity(prefix: bytes, fingerprint: bytes, parent: bytes | None = None, ordinal: int = 0) -> bytes:
    """Return the ``_id`` of a request: 24 bytes, the crawl job's prefix first, so that a job is one range of the
    index.

    :param parent: for requests with ``dont_filter``: the ``_id`` of the request whose callback yielded it. Yielded
        by another page it is another request; yielded again because that page was delivered again, it is the same.
    :param ordinal: number among the requests of that parent with the same fingerprint
    """
    digest = hashlib.blake2b(fingerprint, digest_size=16)
    if parent is not None:
        digest.update(parent + ordinal.to_bytes(4, "big"))
    return prefix + digest.digest()


def strip_attempt(request: Request) -> None:
    """Remove from a new request the meta keys of an attempt, which a callback may have copied from its own request."""
    meta = request.meta
    for name in _OF_ONE_ATTEMPT:
        meta.pop(name, None)


def serialise(request: Request, spider: Spider) -> RawBSONDocument:
    """Serialise a request for storage. Default values are omitted. Returns BSON, so that it is encoded only once.

    :raises RequestError: when a part of it cannot be BSON or would come back as another value
    """
    whole = _attributes(request)
    for name in ("callback", "errback"):
        whole[name] = _method_name(request, spider, getattr(request, name))
    return _encoded(request, whole)


def _attributes(request: Request) -> dict[str, Any]:
    """Return the attributes as ``Request.to_dict`` does, which searches all methods of the spider for each request:
    twice the time."""
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
    whole["meta"] = {name: value for name, value in whole["meta"].items() if name not in _OF_ONE_ATTEMPT}
    for part in filter(whole.get, ("meta", "cb_kwargs", "cookies", "flags")):
        _check(request, part, whole[part])
    document = {name: value for name, value in whole.items() if name not in _EMPTY or value != _EMPTY[name]}
    try:
        encoded = bson.encode(document)
    except (InvalidDocument, OverflowError) as error:
        raise RequestError(f"{request}: {error}") from None
    if len(encoded) > _LARGEST:
        raise RequestError(f"{request}: {len(encoded):,} bytes; the frontier takes {_LARGEST:,}")
    return RawBSONDocument(encoded)


def deserialise(document: Mapping[str, Any], spider: Spider) -> Request:
    """Return the request that :func:`serialise` was given.

    :raises RequestError: when the spider has no such callback, as after an update of the project
    """
    try:
        return request_from_dict({**_EMPTY, **document}, spider=spider)
    except (ValueError, KeyError, TypeError, NameError) as error:
        raise RequestError(f"{document.get('url')}: {error}") from None


def serialise_moved(original: Mapping[str, Any], request: Request) -> RawBSONDocument:
    """Serialise a redirected or retried request for another worker: with the original's meta, and its redirects and
    retries.

    Values that middlewares add to meta are of use to this process alone, such as stored threads; the other worker's
    middlewares add them again.
    """
    whole = _attributes(request)
    whole["meta"] = dict(original.get("meta", {}))
    whole["meta"].update({name: request.meta[name] for name in _OF_REDIRECTS_AND_RETRIES if name in request.meta})
    # A request that was handed out has an errback of the scheduler.
    for name in ("callback", "errback"):
        whole[name] = original.get(name)
    return _encoded(request, whole)


def _check(request: Request, path: str, value: Any) -> None:
    """Refuse values that BSON refuses, and values that it would silently give back as other values."""
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
