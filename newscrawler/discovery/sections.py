"""Section and front pages to story links: by an outlet's selectors, or by the shape of links alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.discovery.canonical import normalised_or_none
from newscrawler.discovery.links import Link, base_of, resolve
from newscrawler.discovery.pagination import next_page
from newscrawler.discovery.story_shape import (
    NEVER,
    NOT_A_STORY,
    STORY,
    path_segments,
    place_score,
    text_score,
    url_score,
)
from newscrawler.html.page import Page, fold
from newscrawler.sites import same_site

__all__ = ["feed_links", "is_story_page", "next_page", "section_links", "story_links"]

_STORY_MARKUP = "article [itemprop=articleBody], [itemtype$=NewsArticle], meta[property='og:type'][content=article]"
"""Markup that list pages do not have."""
_SECTION_DEPTH = 2
"""Segments of a section's path: ``/world``, ``/category/world``. Deeper paths are stories or topics."""
_SECTIONS_MAX = 20
"""Sections that are taken. A newspaper's navigation names some 10 to 20; a "mega menu" of hundreds would be the whole
archive."""
_FEED_TYPE = re.compile(r"\s*application/(?:(?:rss|atom|rdf)\+xml|feed\+json)\b", re.I)
_OF_COMMENTS = re.compile(r"comment", re.I)


def story_links(page: Page, selectors: Sequence[str] = (), pattern: re.Pattern[str] | None = None) -> list[Link]:
    """Return the stories that a list page links to, in page order, each normalised URL once with its longest link text.

    :param selectors: CSS selectors of the links, or of elements that hold them; without any, links are judged by shape
    :param pattern: matches every story's URL (``search``), where the outlet's URLs tell; used instead of the shape
    :raises PageError: when the page cannot be parsed
    """
    by_shape = not selectors and pattern is None
    titles: dict[str, str] = {}
    scores: dict[str, int] = {}
    for url, node in _links_of_site(page, _nodes(page, selectors)):
        if pattern is not None and not pattern.search(url):
            continue
        title = _title(node)
        titles[url] = max(titles.get(url, ""), title, key=len)
        if by_shape:
            scores[url] = max(scores.get(url, NEVER), text_score(title) + place_score(node))
    if by_shape:
        titles = {url: title for url, title in titles.items() if url_score(url) + scores[url] >= STORY}
    return [Link(url=url, title=title or None, via=page.url) for url, title in titles.items()]


def is_story_page(page: Page) -> bool:
    """Return whether the page's markup says that it is a story, and no list of stories.

    :raises PageError: when the page cannot be parsed
    """
    return page.first(_STORY_MARKUP) is not None


def section_links(page: Page) -> list[str]:
    """Return the outlet's sections: links in ``nav`` or ``header`` with short paths of the same site.

    :raises PageError: when the page cannot be parsed
    """
    found: dict[str, None] = {}
    base = base_of(page)
    for node in page.tree.css("nav a[href], header a[href]"):
        url = resolve(base, node.attributes.get("href"))
        if url is None or not same_site(url, page.url):
            continue
        parts = urlsplit(url)
        depth = len(path_segments(parts.path))
        if 0 < depth <= _SECTION_DEPTH and not parts.query and not NOT_A_STORY.search(parts.path):
            found.setdefault(url)
    return list(found)[:_SECTIONS_MAX]


def feed_links(page: Page) -> list[str]:
    """Return the feeds that the page announces (RSS, Atom, JSON Feed), feeds of comments last.

    :raises PageError: when the page cannot be parsed
    """
    found: dict[str, bool] = {}
    base = base_of(page)
    for node in page.tree.css('link[rel~="alternate" i][type][href]'):
        if not _FEED_TYPE.match(node.attributes.get("type") or ""):
            continue
        url = resolve(base, node.attributes.get("href"))
        if url:
            found.setdefault(url, bool(_OF_COMMENTS.search(f"{url} {node.attributes.get('title') or ''}")))
    return sorted(found, key=lambda url: found[url])


def _nodes(page: Page, selectors: Sequence[str]) -> Iterable[LexborNode]:
    if not selectors:
        return page.tree.css("a[href]")
    return [link for selector in selectors for node in page.tree.css(selector) for link in _anchors(node)]


def _anchors(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag == "a" else list(node.css("a[href]"))


def _links_of_site(page: Page, nodes: Iterable[LexborNode]) -> Iterator[tuple[str, LexborNode]]:
    """Yield the links to other pages of the same site, with their normalised URLs."""
    own, base = normalised_or_none(page.url), base_of(page)
    for node in nodes:
        url = normalised_or_none(resolve(base, node.attributes.get("href")))
        if url is not None and url != own and same_site(url, page.url):
            yield url, node


def _title(node: LexborNode) -> str:
    heading = node.css_first("h1, h2, h3, h4", default=None)
    text = fold((heading or node).text(separator=" "))
    return text or fold(node.attributes.get("title"))
