"""Answers of the API: JSON, a strong ETag, 304, compression, and problems of the store as RFC 9457."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal
from urllib.parse import urlencode

import brotli  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from newscrawler.serve.api.asking import Asked, asked, bad
from newscrawler.serve.api.table import JSON, operation
from newscrawler.serve.conditional import unchanged
from newscrawler.serve.errors import ProblemError
from newscrawler.storage.plain import as_json
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError

__all__ = [
    "Endpoint",
    "answer",
    "checked",
    "following",
    "json_answer",
    "list_answer",
    "page_address",
    "page_answer",
    "prefers",
    "refused",
    "served",
]

Endpoint = Callable[[Request, Asked], Response]
"""Answers a request whose parameters were checked."""

_LEAST_COMPRESSED = 500
"""Bytes below which an answer is sent as it is: it is one packet either way."""

_STREAMED = 256 * 1024
"""Bytes from which an answer is sent piece by piece, so that it is never in memory twice."""

_BROTLI_QUALITY = 4
"""Compresses 1 MB of stories in 15 ms to about the size that gzip gives; the default (11) takes 100 times as long."""

_GZIP_LEVEL = 5
_GZIP_WINDOW = 31
"""Window of 32 KB, with gzip's header."""

_DIGITS = 32

_READERS_NAMES = {
    "query": "q",
    "limit": "limit",
    "changed_since": "changed_since",
    "since": "since",
    "until": "until",
}
"""Parameters of the API by their names in the read API."""

Encoding = Literal["br", "gzip"]


def served(id: str, endpoint: Endpoint) -> Route:
    """Return the route of an operation of the table: its endpoint is called with checked parameters."""
    found = operation(id)

    def check(request: Request) -> Response:
        return checked(request, id, endpoint)

    return Route(found.path, check, methods=["GET"], name=f"api.{id}")


def checked(request: Request, id: str, endpoint: Endpoint) -> Response:
    """Return the endpoint's answer to the request, after its parameters were checked.

    :raises ProblemError: also for what the store does not have
    """
    try:
        return endpoint(request, asked(request, operation(id)))
    except NotStoredError as error:
        raise ProblemError(404, "Not stored", f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    except AmbiguousKeyError as error:
        raise ProblemError(409, "Ambiguous", f"{error}. Give more of it.") from None


def json_answer(request: Request, document: Mapping[str, Any], *, media_type: str = JSON, vary: str = "") -> Response:
    """Return one document."""
    return answer(request, [as_json(document).encode(), b"\n"], media_type, vary=vary)


def list_answer(request: Request, documents: Iterable[Mapping[str, Any]], **beside: Any) -> Response:
    """Return documents under ``items``, each in a line of its own.

    :param beside: further members of the answer
    """
    return answer(request, _listed(documents, beside), JSON)


def page_answer(request: Request, documents: Iterable[Mapping[str, Any]], cursor: str | None) -> Response:
    """Return documents under ``items``, and the address of the next page under ``next`` and in ``Link``."""
    link = following(request, cursor)
    headers = {} if link is None else {"Link": f'<{link}>; rel="next"'}
    return answer(request, _listed(documents, {"next": link}), JSON, headers=headers)


def following(request: Request, cursor: str | None) -> str | None:
    """Return the address of the page after this one: as it was sent, since an id may hold ``%2F`` or ``%3F``."""
    return None if cursor is None else page_address(request, after=cursor)


def page_address(request: Request, **changed: str | int) -> str:
    """Return the address of a request with other values of some parameters."""
    base, path = request.base_url, request.scope["raw_path"].decode("ascii")
    query = urlencode({**request.query_params, **changed})
    return f"{base.scheme}://{base.netloc}{path}?{query}"


def prefers(request: Request, given: str | None, forms: Mapping[str, str]) -> str:
    """Return the form of the answer: as the parameter ``format`` says, else by the header ``Accept``.

    :param forms: media type of each form, the default first
    """
    if given is not None:
        return given
    accepted = _qualities(request.headers.get("Accept", ""))
    # A browser, and a client that takes anything, get the default.
    named = [(accepted[media], -place, form) for place, (form, media) in enumerate(forms.items()) if media in accepted]
    return max(named)[2] if named and max(named)[0] > 0 else next(iter(forms))


def answer(
    request: Request,
    pieces: Iterable[bytes],
    media_type: str,
    *,
    headers: Mapping[str, str] | None = None,
    vary: str = "",
) -> Response:
    """Return an answer with a strong ETag, compressed as the client accepts it; 304 for a client that has it.

    The tag is a hash of the answer: the times in the documents would miss what moves without them. Hashing takes a
    hundredth of the time of making the answer.

    :param vary: further request headers that this answer depends on
    """
    body = list(pieces)
    size = sum(map(len, body))
    encoding = _encoding(request) if size >= _LEAST_COMPRESSED else None
    tag = _tag(chain(body, [media_type.encode()]), encoding)
    known = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Vary": ", ".join(filter(None, ("Accept-Encoding", vary))),
        **(headers or {}),
    }
    if (same := unchanged(request, tag)) is not None:
        same.headers.update(known)
        return same
    if encoding is not None:
        known["Content-Encoding"] = encoding
    if request.method == "HEAD":
        bare = Response(headers=known, media_type=media_type)
        # The length of an answer that is not made is not known: compressing it would be work for nothing.
        del bare.headers["Content-Length"]
        return bare
    if size >= _STREAMED:
        return StreamingResponse(_encoded(body, encoding), headers=known, media_type=media_type)
    return Response(b"".join(_encoded(body, encoding)), headers=known, media_type=media_type)


def refused(error: ValueError) -> ProblemError:
    """Return the problem of a value that the read API refuses; its message names the input and the remedy."""
    message = str(error)
    if message.startswith("the cursor") or "is not a cursor" in message:
        return bad("after", message)
    name = next((name for name in _READERS_NAMES if re.search(rf"\b{name}\b", message)), None)
    if name is None:
        # Nothing that the client sent is wrong: what the search needs is not installed here.
        return ProblemError(503, "Not available", message)
    return bad(_READERS_NAMES[name], message)


def _listed(documents: Iterable[Mapping[str, Any]], beside: Mapping[str, Any]) -> Iterator[bytes]:
    yield b'{"items": ['
    separator = b"\n"
    for document in documents:
        yield separator + as_json(document).encode()
        separator = b",\n"
    members = as_json(beside).encode()
    yield b"\n]" + (b", " + members[1:] if beside else b"}") + b"\n"


def _tag(pieces: Iterable[bytes], encoding: Encoding | None) -> str:
    hashed = hashlib.sha256()
    for piece in pieces:
        hashed.update(piece)
    # Strong tags differ where the bytes do.
    return f'"{hashed.hexdigest()[:_DIGITS]}{"" if encoding is None else f"-{encoding}"}"'


def _encoding(request: Request) -> Encoding | None:
    accepted = _qualities(request.headers.get("Accept-Encoding", ""))
    others = accepted.get("*", 0.0)
    best = max(("br", "gzip"), key=lambda each: accepted.get(each, others))
    if accepted.get(best, others) <= 0 or accepted.get("identity", 0.0) > accepted.get(best, others):
        return None
    return "br" if best == "br" else "gzip"


def _qualities(header: str) -> dict[str, float]:
    """Return the values of a header such as ``gzip;q=0.5, br`` with their weights; what is malformed has weight 0."""
    found: dict[str, float] = {}
    for each in header.split(","):
        name, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [text.partition("=")[2] for text in parameters if text.startswith("q=")]
        try:
            found[name] = float(weights[0]) if weights else 1.0
        except ValueError:
            found[name] = 0.0
    return found


def _encoded(body: Sequence[bytes], encoding: Encoding | None) -> Iterator[bytes]:
    match encoding:
        case None:
            yield from body
        case "br":
            pressed = brotli.Compressor(quality=_BROTLI_QUALITY)
            yield from filter(None, (pressed.process(piece) for piece in body))
            yield pressed.finish()
        case "gzip":
            packed = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
            yield from filter(None, (packed.compress(piece) for piece in body))
            yield packed.flush()
