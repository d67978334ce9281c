"""Pages of one story: ``?page=2``, ``/2``, ``-2.html``, linked from a box of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.discovery.address_words import names_a_story
from newscrawler.discovery.canonical import normalised_or_none
from newscrawler.discovery.links import base_of, resolve
from newscrawler.html.page import Page, fold
from newscrawler.sites import same_site

__all__ = ["next_story_page", "page_of_story"]

_KEYS = frozenset({"page", "pg", "p", "paged"})
"""Parameters with the number of a page of a story."""
_MOST = 99
"""Pages that a number in an address may mean; larger numbers are ids and years."""
_OTHERS = 2
"""Numbers of pages that a box links to or prints, so that it is a box of numbers: the page itself, and the next."""
_LEVELS = 4
"""Elements around a link that may be the box of numbers."""
_BOX_TEXT = 160
"""Characters of a box of numbers with its words ("Page 2 of 9", "Next"); a list of stories has more."""

_IN_PATH = re.compile(
    r"(?<=[a-z0-9])(?:/page|/p)?/(\d{1,2})(?=/?$)|(?<=[a-z])[-_,](?:p|page)?(\d{1,2})(?=\.\w{3,5}$)", re.I
)
_LINK = rf"""(?:[?&;](?:{"|".join(sorted(_KEYS))})=|[/_,-](?:p|page)?){{}}/?(?:["'&#]|\.\w)"""
"""Addresses that may be those of the page with a number."""
_SUFFIX = re.compile(r"\.\w{3,5}$")
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_COMMENTS = re.compile(r"comment|disqus|respond|repl(?:y|ies)", re.I)


def next_story_page(page: Page) -> str | None:
    """Return the address of the following page of the story on a page, None on its only or last page.

    It is linked with ``rel=next`` or from a box of numbers, and differs from the page's own address in nothing but the
    number. A path that names no story is a list's; a box below the comments turns their pages.

    :raises PageError: when the page cannot be parsed
    """
    own, number = page_of_story(page.url)
    if own is None or not names_a_story(urlsplit(own).path):
        return None
    # Hot path (once per story): few pages have such a link, and looking at all links costs two milliseconds.
    if not _may_link(page.body, own, number + 1):
        return None
    following = re.compile(_LINK.format(number + 1), re.I)
    base = base_of(page)
    for node in _links(page):
        if following.search(f'{node.attributes.get("href")}"') is None:
            continue
        url = resolve(base, node.attributes.get("href"))
        if url is None or not same_site(url, page.url) or page_of_story(url) != (own, number + 1):
            continue
        if _is_of_story(page, node):
            return url
    return None


def _may_link(body: bytes, story: str, number: int) -> bool:
    """Return whether a page may link to a page of a story: by a parameter, or by the end of the story's path."""
    stem = _SUFFIX.sub("", urlsplit(story).path).rpartition("/")[2].encode()
    digits = b"%d" % number
    if any(mark + digits in body for mark in (b"page=", b"p=", b"pg=", b"paged=")):
        return True
    return any(stem + mark in body for mark in (*(mark + digits for mark in b"/ - _ ,".split()), b"/p", b"-p", b"_p"))


def page_of_story(url: str) -> tuple[str | None, int]:
    """Return the story's address without the number of its page, and that number; 1 where the address has none.

    The address is None where it cannot be read.
    """
    plain = normalised_or_none(url)
    if plain is None:
        return None, 1
    parts = urlsplit(plain)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for key, value in query:
        if key.lower() in _KEYS and value.isdecimal() and 0 < int(value) <= _MOST:
            rest = urlencode([pair for pair in query if pair != (key, value)])
            return parts._replace(path=parts.path.rstrip("/"), query=rest).geturl(), int(value)
    match = _IN_PATH.search(parts.path)
    if match is None:
        return parts._replace(path=parts.path.rstrip("/")).geturl(), 1
    number = int(match[1] or match[2])
    path = (parts.path[: match.start()] + parts.path[match.end() :]).rstrip("/")
    return parts._replace(path=path).geturl(), number


def _links(page: Page) -> Iterator[LexborNode]:
    yield from page.tree.css('link[rel~="next" i][href], a[rel~="next" i][href]')
    yield from page.tree.css("a[href]")


def _is_of_story(page: Page, node: LexborNode) -> bool:
    """Return whether a link turns the pages of the story, not those of its comments."""
    if _is_of_comments(node):
        return False
    if "next" in (node.attributes.get("rel") or "").lower().split():
        return True
    return _is_in_numbers(page, node)


def _is_of_comments(node: LexborNode) -> bool:
    current: LexborNode | None = node
    while current is not None:
        names = f"{current.attributes.get('class') or ''} {current.attributes.get('id') or ''}"
        if current.tag not in ("body", "html", "article", "main") and _COMMENTS.search(names):
            return True
        current = current.parent
    return False


def _is_in_numbers(page: Page, node: LexborNode) -> bool:
    """Return whether a link is in a small box that prints several numbers of pages."""
    box = node.parent
    for _ in range(_LEVELS):
        if box is None:
            return False
        text = fold(box.text(separator=" "))
        if len(text) > _BOX_TEXT:
            return False
        if len({*_NUMBERS.findall(text)}) >= _OTHERS:
            return True
        box = box.parent
    return False
