"""Pages of a list: ``?page=2``, ``/page/2``."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from newscrawler.discovery.canonical import normalised_or_none
from newscrawler.discovery.links import base_of, resolve
from newscrawler.html.page import Page
from newscrawler.limits import whole_number
from newscrawler.sites import same_site

__all__ = ["next_page", "page_number"]

_KEYS = ("page", "paged", "p", "pg")
"""Parameters with the number of a page."""
_DIGITS = 5
"""Digits of a page's number."""
_DIGITS_OF_P = 2
"""``?p=123`` is WordPress's short link to a story; as the number of a page it has fewer digits."""
_PATH = re.compile(r"/page/(\d{1,5})/?$")


def next_page(page: Page) -> str | None:
    """Return the URL of the list's following page, None on the last page.

    It is the link with ``rel=next``, else the link to page N + 1 of this very list (``?page=N``, ``/page/N``).

    :raises PageError: when the page cannot be parsed
    """
    base = base_of(page)
    for node in page.tree.css('link[rel~="next" i][href], a[rel~="next" i][href]'):
        url = resolve(base, node.attributes.get("href"))
        if url and same_site(url, page.url) and url != page.url:
            return url
    here = _list_and_number(page.url)
    if here is None:
        return None
    following = (here[0], here[1] + 1)
    for node in page.tree.css("a[href]"):
        url = resolve(base, node.attributes.get("href"))
        if url and _list_and_number(url) == following and same_site(url, page.url):
            return url
    return None


def page_number(url: str) -> int | None:
    """Return the number of the page of a list that a URL states, None if it states none."""
    parts = urlsplit(url)
    match = _PATH.search(parts.path)
    if match:
        return int(match[1])
    for key, value in parse_qsl(parts.query):
        if key in _KEYS:
            number = whole_number(value, longest=_DIGITS_OF_P if key == "p" else _DIGITS)
            if number is not None:
                return number
    return None


def _list_and_number(url: str) -> tuple[str, int] | None:
    """Return the list that a URL shows and the number of its page; the URL without a number is the first page."""
    plain = normalised_or_none(url)
    if plain is None:
        return None
    parts = urlsplit(plain)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _KEYS]
    path = _PATH.sub("", parts.path).rstrip("/")
    return f"{path}?{query}", page_number(plain) or 1
