"""Section and front pages to story links: by an outlet's selectors, or by the shape of links alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.discovery.canonical import normalise_url
from newscrawler.discovery.links import Link, resolve
from newscrawler.html.page import Page, fold
from newscrawler.limits import whole_number
from newscrawler.sites import same_site

__all__ = ["feed_links", "is_story_page", "next_page", "section_links", "story_links"]

_STORY_MARKUP = "article [itemprop=articleBody], [itemtype$=NewsArticle], meta[property='og:type'][content=article]"
"""Markup that list pages do not have."""


def story_links(page: Page, selectors: Sequence[str] = (), pattern: re.Pattern[str] | None = None) -> list[Link]:
    """The stories that a list page links to, in page order, each normalised URL once with its longest link text.

    :param selectors: CSS selectors of the links, or of elements that hold them; without any, links are judged by shape
    :param pattern: what a story's URL must match (``search``), where the outlet's URLs tell; taken instead of shape
    :raises PageError: when the page cannot be parsed
    """
    if selectors:
        nodes = [link for selector in selectors for node in page.tree.css(selector) for link in _anchors(node)]
    else:
        nodes = page.tree.css("a[href]")
    titles: dict[str, str] = {}
    scores: dict[str, int] = {}
    own, base = _normalised(page.url), _base(page)
    for node in nodes:
        url = _normalised(resolve(base, node.attributes.get("href")))
        if url is None or url == own or not same_site(url, page.url):
            continue
        if pattern is not None and not pattern.search(url):
            continue
        title = _title(node)
        if len(title) > len(titles.setdefault(url, "")):
            titles[url] = title
        if not selectors and pattern is None:
            scores[url] = max(scores.get(url, -9), _text_score(title) + _place_score(node))
    if scores:
        titles = {url: title for url, title in titles.items() if _url_score(url) + scores[url] >= _STORY}
    return [Link(url=url, title=title or None, via=page.url) for url, title in titles.items()]


def is_story_page(page: Page) -> bool:
    """Return whether the page's markup says that it is a story, and no list of stories.

    :raises PageError: when the page cannot be parsed
    """
    return page.first(_STORY_MARKUP) is not None


def next_page(page: Page) -> str | None:
    """The URL of the list's following page, None on the last one.

    By ``rel=next``, else the link to page N + 1 of this very list (``?page=N``, ``/page/N``).

    :raises PageError: when the page cannot be parsed
    """
    base = _base(page)
    for node in page.tree.css('link[rel~="next" i][href], a[rel~="next" i][href]'):
        url = resolve(base, node.attributes.get("href"))
        if url and same_site(url, page.url) and url != page.url:
            return url
    here = _page_of(page.url)
    if here is None:
        return None
    for node in page.tree.css("a[href]"):
        url = resolve(base, node.attributes.get("href"))
        there = _page_of(url) if url else None
        if url and there and there == (here[0], here[1] + 1) and same_site(url, page.url):
            return url
    return None


def section_links(page: Page) -> list[str]:
    """The outlet's sections, as the page's navigation names them: short same-site paths in ``nav`` or ``header``.

    :raises PageError: when the page cannot be parsed
    """
    found: dict[str, None] = {}
    base = _base(page)
    for node in page.tree.css("nav a[href], header a[href]"):
        url = resolve(base, node.attributes.get("href"))
        if url is None or not same_site(url, page.url):
            continue
        parts = urlsplit(url)
        segments = [segment.lower() for segment in parts.path.split("/") if segment]
        if 0 < len(segments) <= _SECTION_DEPTH and not parts.query and not _NOT_A_STORY.search(parts.path):
            found.setdefault(url)
    return list(found)[:_SECTIONS_MAX]


# /world, /category/world: deeper paths are stories or topics.
_SECTION_DEPTH = 2
# The navigation of a newspaper names some 10 to 20 sections; a "mega menu" of hundreds would be the whole archive.
_SECTIONS_MAX = 20


def feed_links(page: Page) -> list[str]:
    """The feeds that the page announces (RSS, Atom, JSON Feed), feeds of comments last.

    :raises PageError: when the page cannot be parsed
    """
    found: dict[str, bool] = {}
    base = _base(page)
    for node in page.tree.css('link[rel~="alternate" i][type][href]'):
        if not _FEED_TYPE.match(node.attributes.get("type") or ""):
            continue
        url = resolve(base, node.attributes.get("href"))
        if url:
            found.setdefault(url, bool(_OF_COMMENTS.search(f"{url} {node.attributes.get('title') or ''}")))
    return sorted(found, key=lambda url: found[url])


_FEED_TYPE = re.compile(r"\s*application/(?:(?:rss|atom|rdf)\+xml|feed\+json)\b", re.I)
_OF_COMMENTS = re.compile(r"comment", re.I)

# --- The shape of a story's link ------------------------------------------------------------------------------------
# A link is a story's when its URL, its text and its place together reach this: a headline in the page's body is
# enough with a URL that says nothing (/n/42), a telling URL is enough with a text that says nothing ("Read more").
_STORY = 3

_DATE = re.compile(r"/(?:19|20)\d\d(?:[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?[0-3]?\d)?)?/|[/-](?:19|20)\d{6}\b", re.I)
_SLUG_WORD = re.compile(r"[^\W_]+")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)|[0-9a-f]{8}-[0-9a-f]{4}-|\b(?=[a-z]*\d)[0-9a-z]{10,}\b")
_PAGE_SUFFIX = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms)$", re.I)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|xml|rss|json|css|js|ico|docx?|xlsx?)$", re.I)
# Never a story, whatever the rest looks like.
_NOT_A_STORY = re.compile(
    r"/(?:about(?:-us)?|accounts?|ads|advertis(?:e|ing)|authors?|bylines?|careers|cart|click|contact(?:-us)?|contributors"
    r"|cookies?(?:-policy)?|donate|feeds?|forum|faq|jobs|legal|log-?in|logout|members|newsletters?|password|podcasts"
    r"|privacy(?:-policy)?|profile|redirect|register|registration|rss|search|share|shop|sign-?(?:in|up)|sitemap|staff|store"
    r"|subscri(?:be|ptions?)|tags?|terms(?:-of-(?:use|service))?|topics?|users?|writers|wp-(?:admin|content|json|login\.php))"
    r"(?:/|$)",
    re.I,
)
# A list of stories when nothing, or nothing but a name, follows.
_SECTION = re.compile(
    r"/(?:category|categories|sections?|channel|news|latest|archives?|events|games|opinion|people|photos|sports?|videos?"
    r"|weather|world)(?:/[a-z-]{1,20})?/?$",
    re.I,
)


def _url_score(url: str) -> int:
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if not segments:
        return 1 if any(key in {"p", "id"} and value.isdigit() for key, value in parse_qsl(parts.query)) else -9
    if _NOT_A_STORY.search(parts.path) or _FILE.search(segments[-1]) or _page_number(url) is not None:
        return -9
    last = _PAGE_SUFFIX.sub("", segments[-1])
    words = len(_SLUG_WORD.findall(last.replace("%27", "")))
    score = 0
    if words >= 4:  # "north-korea-talks" may be a topic, four words and more are a headline
        score += 3
    elif words == 3:
        score += 1
    if _DATE.search(parts.path):
        score += 2 if words >= 2 or _PAGE_SUFFIX.search(segments[-1]) else 0
    if _ID.search(last) or any(key in {"p", "id", "article", "story"} for key, _ in parse_qsl(parts.query)):
        score += 2
    if _PAGE_SUFFIX.search(segments[-1]):
        score += 1
    if words == 1 and not score and (len(segments) == 1 or _SECTION.search(parts.path)):
        score -= 2
    return score


def _text_score(title: str) -> int:
    words = len(title.split())
    if _WIDE.search(title):  # Chinese, Japanese, Thai, … do not put spaces between words
        words = max(words, len(title) // 3)
    if words >= 5:  # measured headlines: 95 % have five words or more
        return 3
    return 2 if words == 4 else 0


_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Outweighs a headline: in navigation, footers and comments a URL must tell by itself.
_ASIDE_SCORE = -4
_ASIDE = frozenset({"nav", "footer", "form", "noscript"})
_ASIDE_NAME = re.compile(r"\b(?:nav|navbar|menu|footer|breadcrumbs?|pagination|social|share|cookie|comments?)\b", re.I)


def _place_score(node: LexborNode) -> int:
    """Headings and articles are where stories are listed; navigation, footers and comments are not."""
    score = 0
    current: LexborNode | None = node
    for _ in range(8):  # deeper than any list's markup between a link and its block
        if current is None or current.tag in {"body", "html"}:
            break
        attributes = current.attributes
        if current.tag in _ASIDE or attributes.get("role") in {"navigation", "contentinfo"}:
            return _ASIDE_SCORE
        if _ASIDE_NAME.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".replace("_", " ")):
            return _ASIDE_SCORE
        if current.tag in {"h1", "h2", "h3", "h4", "article"}:
            score = 1
        current = current.parent
    return score


def _title(node: LexborNode) -> str:
    heading = node.css_first("h1, h2, h3, h4", default=None)
    text = fold((heading or node).text(separator=" "))
    return text or fold(node.attributes.get("title"))


def _anchors(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag == "a" else list(node.css("a[href]"))


def _base(page: Page) -> str:
    base = page.first("base[href]")
    return (resolve(page.url, base.attributes.get("href")) if base else None) or page.url


def _normalised(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return normalise_url(url)
    except ValueError:
        return None


# --- Pages of a list -------------------------------------------------------------------------------------------------
_PAGE_KEYS = ("page", "paged", "p", "pg")
_PAGE_PATH = re.compile(r"/page/(\d{1,5})/?$")


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    match = _PAGE_PATH.search(parts.path)
    if match:
        return int(match[1])
    # ?p=123 is WordPress's short link to a story; as a page number it stays below 4 digits
    numbers = [
        number
        for key, value in parse_qsl(parts.query)
        if key in _PAGE_KEYS and (number := whole_number(value, longest=2 if key == "p" else 5)) is not None
    ]
    return numbers[0] if numbers else None


def _page_of(url: str) -> tuple[str, int] | None:
    """The list that the URL shows, and which page of it; the bare list is its first page."""
    plain = _normalised(url)
    if plain is None:
        return None
    parts = urlsplit(plain)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _PAGE_KEYS]
    path = _PAGE_PATH.sub("", parts.path).rstrip("/")
    return f"{path}?{query}", _page_number(plain) or 1
