"""The shape of links to stories: how likely a link leads to a story, by its URL, its text and its place.

The three scores together must reach :data:`STORY`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.discovery.pagination import page_number
from newscrawler.language.text import UNSPACED_AND_LAO

__all__ = ["NEVER", "NOT_A_STORY", "STORY", "path_segments", "place_score", "text_score", "url_score"]

STORY = 3
"""A headline in the page's body is enough with a URL that shows nothing (/n/42), and a URL of a story is enough
with a text that shows nothing ("Read more")."""
NEVER = -9
"""Score of a link that is no story, whatever else speaks for it."""

_ASIDE_SCORE = -4
"""Outweighs a headline: in navigation, footers and comments a URL must show by itself that it is a story."""
_HEADLINE_WORDS = 4
"""Words of a slug: "north-korea-talks" may be a topic, four words and more are a headline."""
_TITLE_WORDS = 5
"""Words of a link's text: 95 % of measured headlines have five words or more."""
_LEVELS = 8
"""Elements around a link that are looked at: deeper than any list's markup between a link and its block."""

_DATE = re.compile(r"/(?:19|20)\d\d(?:[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?[0-3]?\d)?)?/|[/-](?:19|20)\d{6}\b", re.I)
_SLUG_WORD = re.compile(r"[^\W_]+")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)|[0-9a-f]{8}-[0-9a-f]{4}-|\b(?=[a-z]*\d)[0-9a-z]{10,}\b")
_PAGE_SUFFIX = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms)$", re.I)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|xml|rss|json|css|js|ico|docx?|xlsx?)$", re.I)
NOT_A_STORY = re.compile(
    r"/(?:about(?:-us)?|accounts?|ads|advertis(?:e|ing)|authors?|bylines?|careers|cart|click|contact(?:-us)?"
    r"|contributors|cookies?(?:-policy)?|donate|feeds?|forum|faq|jobs|legal|log-?in|logout|members|newsletters?"
    r"|password|podcasts|privacy(?:-policy)?|profile|redirect|register|registration|rss|search|share|shop"
    r"|sign-?(?:in|up)|sitemap|staff|store|subscri(?:be|ptions?)|tags?|terms(?:-of-(?:use|service))?|topics?|users?"
    r"|writers|wp-(?:admin|content|json|login\.php))"
    r"(?:/|$)",
    re.I,
)
"""Paths that are never a story, whatever the rest of the URL looks like."""
# A list of stories when nothing, or nothing but a name, follows.
_SECTION = re.compile(
    r"/(?:category|categories|sections?|channel|news|latest|archives?|events|games|opinion|people|photos|sports?"
    r"|videos?|weather|world)(?:/[a-z-]{1,20})?/?$",
    re.I,
)
_UNSPACED = re.compile(f"[{UNSPACED_AND_LAO}]")
_ASIDE = frozenset({"nav", "footer", "form", "noscript"})
_ASIDE_NAME = re.compile(r"\b(?:nav|navbar|menu|footer|breadcrumbs?|pagination|social|share|cookie|comments?)\b", re.I)
_LISTING = frozenset({"h1", "h2", "h3", "h4", "article"})


def path_segments(path: str) -> list[str]:
    """Return the parts of a path in lower case."""
    return [segment.lower() for segment in path.split("/") if segment]


def url_score(url: str) -> int:
    """Score a URL by slug, date, number and suffix."""
    parts = urlsplit(url)
    segments = path_segments(parts.path)
    if not segments:
        return _front_page_score(parts.query)
    if NOT_A_STORY.search(parts.path) or _FILE.search(segments[-1]) or page_number(url) is not None:
        return NEVER
    last = _PAGE_SUFFIX.sub("", segments[-1])
    has_suffix = last != segments[-1]
    words = len(_SLUG_WORD.findall(last.replace("%27", "")))
    score = _slug_score(words) + has_suffix
    if _DATE.search(parts.path) and (words >= 2 or has_suffix):
        score += 2
    if _has_id(last, parts.query):
        score += 2
    if words == 1 and not score and (len(segments) == 1 or _SECTION.search(parts.path)):
        score -= 2
    return score


def _front_page_score(query: str) -> int:
    """Score the query of a front page: ``?p=123`` is WordPress's short link to a story."""
    return 1 if any(key in {"p", "id"} and value.isdigit() for key, value in parse_qsl(query)) else NEVER


def _has_id(last: str, query: str) -> bool:
    return bool(_ID.search(last)) or any(key in {"p", "id", "article", "story"} for key, _ in parse_qsl(query))


def _slug_score(words: int) -> int:
    if words >= _HEADLINE_WORDS:
        return 3
    return 1 if words == _HEADLINE_WORDS - 1 else 0


def text_score(title: str) -> int:
    """Score a link's text by its number of words."""
    words = len(title.split())
    if _UNSPACED.search(title):
        # Chinese, Japanese, Thai, … do not put spaces between words.
        words = max(words, len(title) // 3)
    if words >= _TITLE_WORDS:
        return 3
    return 2 if words == _TITLE_WORDS - 1 else 0


def place_score(node: LexborNode) -> int:
    """Score a link's place: headings and articles list stories; navigation, footers and comments do not."""
    score = 0
    current: LexborNode | None = node
    for _ in range(_LEVELS):
        if current is None or current.tag in {"body", "html"}:
            break
        if _is_aside(current):
            return _ASIDE_SCORE
        if current.tag in _LISTING:
            score = 1
        current = current.parent
    return score


def _is_aside(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag in _ASIDE or attributes.get("role") in {"navigation", "contentinfo"}:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return _ASIDE_NAME.search(names.replace("_", " ")) is not None
