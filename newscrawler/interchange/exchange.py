"""Pieces that the exchange formats share: identities and addresses as URIs, times, a story's text as plain text and
HTML. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

from newscrawler.items import APART, Block, BlockKind, Precision

__all__ = [
    "cluster_urn",
    "comment_urn",
    "exact_time",
    "html_of",
    "rfc3339",
    "story_urn",
    "text_of",
    "thread_urn",
    "uri",
]

_TAGS: dict[BlockKind, str] = {"subhead": "h2", "quote": "blockquote", "post": "blockquote"}
"""Elements of the blocks that are no paragraph. A cell of a table is a paragraph: which row it is in is not stored."""

_URI_CHARACTERS = "!$%&'()*+,/:;=?@~"
"""Characters with a meaning in a URI, and ``%``: a stored address is escaped already where its outlet escapes it."""

_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IPV6 = re.compile(r"([a-z][a-z0-9+.-]*://)(\[[0-9a-f:.]+\])(.*)", re.IGNORECASE | re.DOTALL | re.ASCII)


def story_urn(id: str) -> str:
    """Return the URI of a story: the same in every format and at every address of the API."""
    return f"urn:newscrawler:story:{id}"


def cluster_urn(id: str) -> str:
    """Return the URI of a cluster."""
    return f"urn:newscrawler:cluster:{id}"


def thread_urn(id: str) -> str:
    """Return the URI of a thread."""
    return f"urn:newscrawler:thread:{quote(id, safe=':/')}"


def comment_urn(thread: str, native_id: str) -> str:
    """Return the URI of a comment, stored or not: of the comment that an orphan answers as well."""
    return f"urn:newscrawler:comment:{quote(f'{thread}#{native_id}', safe=':/')}"


def uri(address: str) -> str:
    """Return an address with the characters escaped that no URI has: letters beyond ASCII, white space, ``<``, …

    >>> uri("https://outlet.example/élan?q=a b")
    'https://outlet.example/%C3%A9lan?q=a%20b'
    """
    if (literal := _IPV6.fullmatch(address)) is not None:
        scheme, host, rest = literal.groups()
        return scheme + host + uri(rest)
    before, hash_sign, fragment = address.partition("#")
    parts = (quote(_BARE_PERCENT.sub("%25", part), safe=_URI_CHARACTERS) for part in (before, fragment))
    return hash_sign.join(parts) if hash_sign else next(parts)


def rfc3339(time: datetime) -> str:
    """Return a time as ``2026-03-01T11:00:00Z``; with a fraction where the time has one."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def exact_time(time: datetime | None, precision: Precision | None) -> str | None:
    """Return a printed time; None where only its day, or a clock without a zone, is known.

    Formats that have one field for a point in time cannot say that it is a day: a reader would take the day's midnight
    for the time.
    """
    return rfc3339(time) if time is not None and precision == "exact" else None


def text_of(body: Sequence[str]) -> str:
    """Return paragraphs as one text, separated by blank lines."""
    return "\n\n".join(body)


def html_of(blocks: Sequence[Block]) -> str:
    """Return the text of blocks as HTML, except notes and credits, as in ``body``. All of it is escaped.

    The kinds that HTML has no element for are classes: ``lead``, ``post``, ``table``.
    """
    return "".join(_elements([block for block in blocks if block.kind not in APART]))


def _elements(blocks: Sequence[Block]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "list":
            yield "<ul>" + "".join(f"<li>{escape(block.text)}</li>" for block in group) + "</ul>"
            continue
        tag = _TAGS.get(kind, "p")
        named = f' class="{kind}"' if kind in ("lead", "post", "table") else ""
        for block in group:
            yield f"<{tag}{named}>{escape(block.text)}</{tag}>"
