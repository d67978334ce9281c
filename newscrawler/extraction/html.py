"""Story fields from an HTML page: structured data where it proves right, the visible page where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo as TimeZone  # noqa: N812
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newscrawler.extraction.agency import find_agency, is_agency
from newscrawler.extraction.boilerplate import boilerplate_kind, is_expiry_notice
from newscrawler.extraction.byline import Byline, parse_byline, starts_byline
from newscrawler.extraction.dateline import parse_dateline
from newscrawler.extraction.rights import Rights, parse_rights
from newscrawler.extraction.times import Moment, parse_moment
from newscrawler.extraction.wiremarks import read_wire_marks
from newscrawler.items import Dateline, Printing
from newscrawler.page import Page, PageError, fold

__all__ = ["Found", "Selectors", "extract_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors that an outlet declares for what the generic engine cannot guess; several eras joined by commas.

    An empty selector means: guess. Where a declared selector finds nothing, the guess is used.
    """

    headline: str = ""
    byline: str = ""
    body: str = ""
    """The *paragraphs* of the body."""
    published: str = ""
    """A ``time[datetime]`` or an element whose text is a date."""
    section: str = ""


@dataclass(slots=True, kw_only=True)
class Found:
    """What a page says: the story, and what it says about its outlet."""

    printing: Printing
    publisher: str | None
    section: str | None
    expired: bool
    """The page says that the text is no longer available; its comments may still be there."""


def extract_html(page: Page, selectors: Selectors = Selectors(), zone: TimeZone | None = None) -> Found:
    """Extract the story of an article page.

    :param zone: the outlet's time zone, for times that state none
    :raises newscrawler.page.PageError: when the bytes cannot be parsed as a page, or the page is a login wall
    """
    article = _json_ld_article(page)
    site = _site_name(page, article)
    body = _body(page, selectors)
    lines = _lines(page)
    byline = _byline(page, selectors, article, body, site, lines)
    headline = _headline(page, selectors, article, site)
    published = _moment(_published_candidates(page, selectors, article), page, zone)
    modified = _moment(_modified_candidates(page, article), page, zone)
    expired = any(is_expiry_notice(paragraph) for paragraph in body[:2])
    if not expired:
        _refuse_login_wall(page, body, published)
    agency_rights = next((found for found in lines.rights if is_agency(found.holder)), None)
    dateline = next((match for paragraph in body[:3] if (match := parse_dateline(paragraph))), None)
    marks = read_wire_marks(headline, body)
    agency = (
        (dateline and dateline.agency)
        or (byline and byline.agency)
        or (find_agency(agency_rights.holder) if agency_rights else None)
        or _structured_agency(article)
    )
    house = next((found for found in lines.rights if found.holder and not is_agency(found.holder)), None)
    # The outlet's own line says nothing of a story that an agency wrote.
    story_rights = agency_rights or (None if agency else house)
    printing = Printing(
        headline=headline,
        byline=byline.printed if byline else None,
        authors=list(byline.authors) if byline else [],
        agency=agency,
        dateline=(dateline and dateline.dateline) or _dateline_line(page),
        body=body,
        inLanguage=_language(page, article),
        datePublished=published.at if published else None,
        datePublishedRaw=published.raw if published else None,
        datePublishedPrecision=published.precision if published else None,
        dateModified=modified.at if modified else None,
        dateModifiedRaw=modified.raw if modified else None,
        version=marks.version,
        pubStatus=marks.pubStatus,
        edNote=marks.edNote,
        copyrightHolder=story_rights.holder if story_rights else None,
        copyrightNotice=story_rights.notice if story_rights else None,
        copyrightYear=story_rights.year if story_rights else None,
    )
    return Found(
        printing=printing,
        publisher=_name(article.get("publisher")) or site or (house.holder if house else None),
        section=_section(page, selectors, article),
        expired=expired,
    )


_WALL_TEXT = 500
"""Characters: what stands above a login form is a sentence or two; the shortest real stories are paragraphs with a date."""


def _refuse_login_wall(page: Page, body: list[str], published: Moment | None) -> None:
    """Many outlets have a hidden login form on every page, so the form alone says nothing."""
    length = sum(map(len, body))
    if published is None and length < _WALL_TEXT and page.first("input[type=password]"):
        raise PageError(f"login wall: a password form, no date and {length} characters of text")


# --- structured data ----------------------------------------------------------------------------------------------

_ARTICLE_TYPES = {
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "BlogPosting", "LiveBlogPosting", "ReviewNewsArticle",
}  # fmt: skip


def _json_ld_article(page: Page) -> dict[str, Any]:
    for thing in page.json_ld:
        types = thing.get("@type")
        if _ARTICLE_TYPES & set(types if isinstance(types, list) else [types] if isinstance(types, str) else []):
            return thing
    return {}


def _name(thing: Any) -> str | None:
    """The name of a schema.org Person or Organization, given as text, object or list of them."""
    if isinstance(thing, list):
        return next((name for part in thing if (name := _name(part))), None)
    if isinstance(thing, dict):
        thing = thing.get("name")
    return fold(thing) or None if isinstance(thing, str) else None


def _site_name(page: Page, article: dict[str, Any]) -> str | None:
    return fold(page.meta.get("og:site_name")) or _name(article.get("publisher"))


def _structured_agency(article: dict[str, Any]) -> str | None:
    for field in ("sourceOrganization", "provider", "author", "creator", "copyrightHolder", "publisher"):
        if is_agency(name := _name(article.get(field))):
            return find_agency(name)
    return None


def _language(page: Page, article: dict[str, Any]) -> str | None:
    stated = article.get("inLanguage")
    if isinstance(stated, str) and stated:
        return stated
    html = page.first("html")
    return (html and html.attributes.get("lang")) or (page.meta.get("og:locale") or "").replace("_", "-") or None


_SECTION_PATH = re.compile(r"/(?:category|categories|section|sections)/((?:[^/?#]+/)*?[^/?#]+)/?(?:[?#]|$)")


def _section(page: Page, selectors: Selectors, article: dict[str, Any]) -> str | None:
    """As printed or as in the URL; where a page names several, the first."""
    stated = (
        _first_text(page, selectors.section) or _name(article.get("articleSection")) or page.meta.get("article:section")
    )
    if stated:
        return stated
    links = page.tree.css('.breadcrumb a[href], article a[rel~="category"][href], main a[href*="/section/"]')
    own = urlsplit(page.url).path.rpartition("/")[0]
    paths = (urlsplit(path).path for path in (own, *(link.attributes.get("href") or "" for link in links)))
    return next((match[1] for path in paths if (match := _SECTION_PATH.search(path))), None)


# --- headline -----------------------------------------------------------------------------------------------------

_HEADLINES = "article h1, main h1, [itemprop=headline], h1"
_SUFFIX = re.compile(r"\s+(?:[-–—|·•:»])\s+(?P<suffix>[^-–—|·•»]{2,60})$")


def _headline(page: Page, selectors: Selectors, article: dict[str, Any], site: str | None) -> str | None:
    candidates = (
        _first_text(page, selectors.headline),
        _first_text(page, _HEADLINES),
        page.meta.get("og:title"),
        _name(article.get("headline")),
        _first_text(page, "title"),
    )
    headline = next((fold(candidate) for candidate in candidates if candidate and not _is_site(candidate, site)), None)
    return _without_suffix(headline, site) if headline else None


def _is_site(text: str, site: str | None) -> bool:
    return bool(site) and _letters(text) == _letters(site or "")


def _without_suffix(headline: str, site: str | None) -> str:
    """Drop a suffix that names the outlet; one that the page does not claim as its name may be part of the headline."""
    while site and (match := _SUFFIX.search(headline)) and _letters(match["suffix"]) in _letters(site):
        headline = headline[: match.start()].rstrip()
    return headline


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# --- byline -------------------------------------------------------------------------------------------------------

_BYLINES = "[itemprop=author], [rel=author], .byline, .article-byline, .author-name, .entry-author, .c-byline, p.author"


def _byline(
    page: Page, selectors: Selectors, article: dict[str, Any], body: list[str], site: str | None, lines: _Lines
) -> Byline | None:
    """The printed byline: first line of the text, then an element that says so, then structured data.

    A wire story's own byline stands in its text, while the page's author element often names the outlet's editor.
    """
    for index, line in enumerate(body[:2]):
        if starts_byline(line):
            del body[index]
            return parse_byline(line)
    structured = [name for part in _listed(article.get("author")) if (name := _name(part))]
    texts = (
        _first_text(page, selectors.byline),
        next((_joined(node) for node in page.tree.css(_BYLINES) if _joined(node) and not _in_comments(node)), None),
        lines.byline,
        ", ".join(structured),
        page.meta.get("author") or page.meta.get("article:author"),
    )
    for text in texts:
        if text and not text.startswith("http") and not _is_site(text, site) and (byline := parse_byline(text)):
            return byline
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


# --- times --------------------------------------------------------------------------------------------------------


def _published_candidates(page: Page, selectors: Selectors, article: dict[str, Any]) -> Iterator[str | None]:
    if selectors.published:
        yield from _time_texts(page, selectors.published)
    yield _plain(article.get("datePublished"))
    for name in (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "parsely-pub-date",
        "pubdate",
    ):
        yield page.meta.get(name)
    yield from _time_texts(
        page, "[itemprop=datePublished], article time[pubdate], time.published, article time, main time"
    )


def _modified_candidates(page: Page, article: dict[str, Any]) -> Iterator[str | None]:
    yield _plain(article.get("dateModified"))
    for name in ("article:modified_time", "datemodified", "og:updated_time", "last-modified"):
        yield page.meta.get(name)
    yield from _time_texts(page, "[itemprop=dateModified], time.updated")


def _time_texts(page: Page, selector: str) -> Iterator[str | None]:
    for node in page.tree.css(selector)[:4]:
        attributes = node.attributes
        yield attributes.get("datetime") or attributes.get("content") or node.text()


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _moment(candidates: Iterable[str | None], page: Page, zone: TimeZone | None) -> Moment | None:
    """The first candidate that is a time; a day only if no candidate is exact."""
    day: Moment | None = None
    for candidate in candidates:
        moment = parse_moment(candidate, zone, now=page.retrieved)
        if moment and moment.precision == "exact":
            return moment
        day = day or moment
    return day


# --- visible lines --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Lines:
    """Lines of the page that say what they are by their words, wherever the template put them."""

    rights: list[Rights]
    byline: str | None
    """The first line that reads as a byline, above the text or at its head."""


_COMMENT_AREA = re.compile(r"(?:^|[-_ ])(?:comments?|respond|disqus|discussion)(?:$|[-_ ])", re.I)
_RIGHTS_START = ("©", "(c)", "(C)", "Copyright", "COPYRIGHT", "copyright")
_BYLINE_START = ("By ", "BY ", "Von ", "Par ", "Por ", "by ")


def _lines(page: Page) -> _Lines:
    found = _Lines(rights=[], byline=None)
    root = page.tree.root
    for node in root.traverse(include_text=True) if root else ():
        if node.tag != "-text":
            continue
        text = (node.text_content or "").lstrip()
        if text.startswith(_RIGHTS_START):
            # Footers go on with links after the line; it is only completed from the block when it breaks off.
            rights = parse_rights(text)
            if rights is None or rights.holder is None:
                rights = parse_rights(_line_of(node))
            if rights and not _in_comments(node):
                found.rights.append(rights)
        elif found.byline is None and (text.startswith(_BYLINE_START) or text.rstrip() in ("By", "BY")):
            line = _line_of(node)
            if starts_byline(line) and not _in_comments(node):
                found.byline = line
    return found


def _line_of(node: LexborNode) -> str:
    """The text of the block that a text node stands in: "By" and the name may be elements of their own."""
    parent = node.parent
    while (
        parent is not None and parent.tag in ("span", "a", "b", "i", "em", "strong", "small", "time") and parent.parent
    ):
        parent = parent.parent
    return _joined(parent) if parent is not None else fold(node.text_content)


def _in_comments(node: LexborNode) -> bool:
    """Whether a node belongs to the comment section, whose authors are not the story's."""
    parent: LexborNode | None = node
    while parent is not None and parent.tag not in ("body", "html", "-document"):
        if parent.tag != "-text":
            attributes = parent.attributes
            if (attributes.get("itemtype") or "").endswith(("schema.org/Comment", "schema.org/UserComments")):
                return True
            if _COMMENT_AREA.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
                return True
        parent = parent.parent
    return False


def _dateline_line(page: Page) -> Dateline | None:
    """A dateline in an element of its own: ``<span class="dateline">SELMA, Nov 2</span>``."""
    text = _first_text(page, ".dateline, [itemprop=dateline], .location-dateline")
    if not text or len(text) > 60:
        return None
    place, _, date = text.rstrip(" -–—").partition(",")
    return Dateline(located=place.strip(), date=date.strip() or None) if place.strip() else None


# --- body ---------------------------------------------------------------------------------------------------------

_BODIES = "[itemprop=articleBody], .entry-content, .article-body, .article__body, .story-body, .post-content, .article-content"
_BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "dt", "dd"}
_SKIPPED = {
    "aside", "nav", "form", "footer", "figure", "script", "style", "noscript", "button", "iframe", "template", "svg",
    "select", "textarea", "video", "audio", "object", "header",
}  # fmt: skip
_SKIPPED_CLASS = re.compile(
    r"(?:^|[-_ ])(?:share|sharing|social|related|recommend\w*|newsletter|promo\w*|comments?|respond|login|signup|advert\w*|ads?|sponsor\w*|"
    r"subscri\w+|trending|popular|caption|breadcrumbs?|tags?|paywall|outbrain|taboola|widget|byline|copyright|sr-only|visually-hidden)(?:$|[-_ ])",
    re.I,
)
# Below this many characters a block is a label unless it ends like a sentence.
_LABEL = 25


def _body(page: Page, selectors: Selectors) -> list[str]:
    if selectors.body and (declared := [text for node in page.tree.css(selectors.body) if (text := _text(node))]):
        return declared
    containers = page.tree.css(_BODIES)
    best = max(containers, key=_text_length, default=None)
    if best is None or _text_length(best) < 200:
        best = _densest(page) or best
    if best is None:
        return []
    paragraphs: list[str] = []
    _collect(best, paragraphs)
    return paragraphs or _split_breaks(best)


def _text_length(node: LexborNode) -> int:
    return sum(len(p.text()) for p in node.css("p")) or len(node.text())


def _densest(page: Page) -> LexborNode | None:
    """The element whose own paragraphs hold the most text outside links; half counts for the element around it."""
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in page.tree.css("p"):
        text = paragraph.text()
        if len(text) < _LABEL:
            continue
        linked = sum(len(link.text()) for link in paragraph.css("a"))
        weight = max(0, len(text) - 2 * linked)
        node, share = paragraph.parent, 1.0
        for _ in range(2):
            if node is None or node.tag in ("html", None):
                break
            scores[node.mem_id] = scores.get(node.mem_id, 0.0) + weight * share
            nodes[node.mem_id] = node
            node, share = node.parent, share / 2
    return nodes[max(scores, key=scores.__getitem__)] if scores else None


def _collect(node: LexborNode, paragraphs: list[str]) -> None:
    stack = list(node.iter())[::-1]
    while stack:
        child = stack.pop()
        tag = child.tag
        if tag in _SKIPPED:
            continue
        attributes = child.attributes
        marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if marks != " " and _SKIPPED_CLASS.search(marks):
            continue
        if tag in _BLOCKS and not (tag in ("li", "blockquote", "dd") and child.css_first("p", default=None)):
            text = _text(child)
            if text and not _is_label(child, text):
                paragraphs.append(text)
        else:
            stack.extend(list(child.iter())[::-1])


def _is_label(node: LexborNode, text: str) -> bool:
    """Whether a block is a link list's entry or a line of the page's furniture."""
    linked = sum(len(link.text()) for link in node.css("a"))
    return (linked * 10 > len(text) * 8 and not text.endswith((".", "!", "?", "。", "”", '"'))) or boilerplate_kind(
        text
    ) is not None


def _split_breaks(node: LexborNode) -> list[str]:
    """Text of a container without paragraphs, whose lines are separated by ``<br>``."""
    lines = [fold(part) for part in node.text(separator="\n").split("\n")]
    return [line for line in lines if len(line) > _LABEL]


def _text(node: LexborNode) -> str:
    return fold(node.text())


def _first_text(page: Page, selector: str) -> str | None:
    if not selector:
        return None
    return next((text for node in page.tree.css(selector) if (text := _joined(node))), None)


def _joined(node: LexborNode) -> str:
    """Text of an inline element, its parts kept apart, punctuation at the word it belongs to."""
    return _SPACED_MARK.sub(r"\1", fold(node.text(separator=" ")))


_SPACED_MARK = re.compile(r"\s+([,.])(?=\s|$)")
