"""Story fields from an HTML page: structured data where it proves right, the visible page where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from datetime import tzinfo as TimeZone  # noqa: N812
from html import unescape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborNode

from newscrawler.extraction.authors import Credits, find_credits
from newscrawler.extraction.body import find_body
from newscrawler.extraction.headline import find_headline, printed_headline
from newscrawler.extraction.times import find_times
from newscrawler.html.outline import Block, Outline, Role, read_outline
from newscrawler.html.page import Page, PageError, fold
from newscrawler.html.structured import Structured, listed, name_of
from newscrawler.items import Dateline, Printing
from newscrawler.language.agencies import find_agency, is_agency
from newscrawler.language.boilerplate import boilerplate_kind, is_expiry_notice
from newscrawler.language.bylines import Byline, parse_byline, starts_byline, without_by
from newscrawler.language.credits import find_source
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.rights import Rights, parse_rights
from newscrawler.language.wiremarks import read_wire_marks
from newscrawler.urls import host_of, parts_of

__all__ = ["Found", "Selectors", "extract_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors that an outlet declares for what the generic engine cannot guess; several eras joined by commas.

    An empty selector means: guess. Where a declared selector finds nothing, the guess is used and :attr:`Found.missed` names
    the selector.
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
    image: str | None
    """URL of the story's own picture, as the page states it for sharing."""
    day: date | None
    """The outlet's own calendar day of publication, where the page prints one that differs from the instant's."""
    credited: list[str]
    """Everyone credited as an author: people with the agencies beside them, or the desk or outlet where no person is."""
    expired: bool
    """The page says that the text is no longer available; its comments may still be there."""
    missed: tuple[str, ...] = ()
    """Names of the declared selectors that found nothing, of :class:`Selectors`."""


@dataclass(slots=True)
class _Declared:
    """Values that an outlet's declared selectors find; None and empty where nothing is declared or found."""

    headline: str | None
    byline: str | None
    body: list[str]
    published: Moment | None
    section: str | None

    def missed(self, selectors: Selectors) -> tuple[str, ...]:
        """Return the names of the selectors that are declared and found nothing."""
        return tuple(
            field.name
            for field in fields(selectors)
            if getattr(selectors, field.name) and not getattr(self, field.name)
        )


def extract_html(page: Page, selectors: Selectors = Selectors(), zone: TimeZone | None = None) -> Found:
    """Extract the story of an article page.

    :param zone: the outlet's time zone, for times that state none; the page's own where it is None
    :raises newscrawler.html.page.PageError: when the bytes cannot be parsed as a page, or the page is a login wall
    """
    zone = zone or page.zone
    outline = read_outline(page)
    structured = Structured(page)
    article = structured.article
    language = _language(page, article)
    declared = _declared(page, selectors, zone, language)
    headline = declared.headline or find_headline(page, outline, structured)
    printed = printed_headline(outline, structured, headline, page.meta.get("og:title"))
    text = find_body(
        outline,
        printed,
        headline,
        page.meta.get("description") or page.meta.get("og:description"),
    )
    # Its own list, because the byline's line is taken out of it
    body = list(declared.body) or _stated_body(article, text.paragraphs) or text.paragraphs
    credits = find_credits(page, outline, structured, headline, text, printed.number if printed is not None else 0)
    byline = _byline(declared.byline, outline, body, structured, credits)
    times = find_times(page, outline, structured, zone, headline=printed, body=text.blocks, language=language)
    published, modified = declared.published or times.published, times.modified
    expired = any(is_expiry_notice(paragraph) for paragraph in body[:2])
    if not expired:
        _refuse_login_wall(page, headline, body, published)
    rights = _rights(outline)
    agency_rights = next((line for line in rights if is_agency(line.holder)), None)
    house = next((found for found in rights if found.holder and not is_agency(found.holder)), None)
    dateline = next((match for paragraph in body[:3] if (match := parse_dateline(paragraph))), None)
    marks = read_wire_marks(headline, body)
    source = find_source(
        body, byline, rights, beside=_beside(outline, printed, text.blocks), stated=_stated_sources(page, structured)
    )
    # The outlet's own line says nothing of a story that an agency wrote.
    story_rights = agency_rights or (None if source else house)
    printing = Printing(
        headline=headline,
        byline=byline.printed if byline else None,
        authors=list(byline.authors) if byline else credits.people,
        agency=source.agency if source else None,
        creditText=source.text if source else None,
        dateline=(dateline and dateline.dateline) or _dateline_line(outline),
        body=body,
        inLanguage=language,
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
        publisher=structured.name(article.get("publisher")) or structured.site or (house.holder if house else None),
        section=declared.section or _section(page, article),
        image=_image(page, structured),
        day=times.day,
        credited=credits.credited,
        expired=expired,
        missed=declared.missed(selectors),
    )


_WALL_TEXT = 500
"""Characters: what stands above a login form is a sentence or two."""
_STORY_TEXT = 150
"""Characters: even a brief has this many, a page that asks for a password under a headline of its own may have none."""


def _refuse_login_wall(page: Page, headline: str | None, body: list[str], published: Moment | None) -> None:
    """Many outlets have a hidden login form on every page, so the form alone says nothing."""
    if published is not None:
        return
    length = sum(map(len, body))
    asks = boilerplate_kind(headline or "") == "login"
    if length < (_WALL_TEXT if asks else _STORY_TEXT) and page.first("input[type=password]"):
        raise PageError(f"login wall: a password form, no date and {length} characters of text")


# --- what the page states -----------------------------------------------------------------------------------------


_SOURCE_FIELDS = ("sourceOrganization", "provider", "author", "creator", "copyrightHolder", "creditText", "publisher")
_SOURCE_METAS = ("source", "article:source", "dc.source", "dcterms.source", "news_source", "copyright")


def _stated_sources(page: Page, structured: Structured) -> Iterator[str | None]:
    for field in _SOURCE_FIELDS:
        yield structured.name(structured.article.get(field))
    for name in _SOURCE_METAS:
        yield page.meta.get(name)


# Lines below the text in which its credit may stand.
_BELOW = 3
_CREDIT_MAX = 70
_NO_CREDIT = Role.COMMENTS | Role.CAPTION | Role.ASIDE | Role.TAGS | Role.LINK | Role.FOOTER | Role.HIDDEN


def _beside(outline: Outline, printed: Block | None, body: list[Block]) -> Iterator[str]:
    """Short lines between the headline and the text, and right below the text."""
    if not body:
        return
    first, last = body[0].number, body[-1].number
    above = outline.blocks[printed.number + 1 : first] if printed is not None else []
    for block in (*above, *outline.blocks[last + 1 : last + 1 + _BELOW]):
        if len(block.text) <= _CREDIT_MAX and not block.box.roles & _NO_CREDIT:
            yield block.text


def _language(page: Page, article: dict[str, Any]) -> str | None:
    stated = article.get("inLanguage")
    if isinstance(stated, str) and stated:
        return stated
    return page.language


_SECTION_LINKS = (
    (b"breadcrumb", ".breadcrumb a[href]"),
    (b"category", 'article a[rel~="category"][href]'),
    (b"/section/", 'main a[href*="/section/"]'),
)
_SECTION_PATH = re.compile(r"/(?:category|categories|section|sections)/((?:[^/?#]+/)*?[^/?#]+)/?(?:[?#]|$)")


def _section(page: Page, article: dict[str, Any]) -> str | None:
    """As printed or as in the URL; where a page names several, the first."""
    stated = name_of(article.get("articleSection")) or page.meta.get("article:section")
    if stated:
        return stated
    # Looking for the word first is a tenth of the time that a query takes.
    query = ",".join(selector for word, selector in _SECTION_LINKS if word in page.body)
    links = page.tree.css(query) if query else []
    own = parts_of(page.url).path.rpartition("/")[0]
    paths = (parts_of(path).path for path in (own, *(link.attributes.get("href") or "" for link in links)))
    return next((match[1] for path in paths if (match := _SECTION_PATH.search(path))), None)


def _image(page: Page, structured: Structured) -> str | None:
    stated = page.meta.get("og:image") or page.meta.get("twitter:image")
    for value in () if stated else listed(structured.article.get("image")):
        value = structured.follow(value)
        stated = value.get("url") if isinstance(value, dict) else value
        break
    return page.link(stated) if isinstance(stated, str) and stated else None


def _dateline_line(outline: Outline) -> Dateline | None:
    """A dateline in an element of its own: ``<span class="dateline">SELMA, Nov 2</span>``."""
    for mark in outline.dates:
        attributes = mark.attributes
        if "dateline" not in (attributes.get("class") or "") and attributes.get("itemprop") != "dateline":
            continue
        text = _joined(mark.node)
        if 0 < len(text) <= 60:
            place, _, day = text.rstrip(" -–—").partition(",")
            return Dateline(located=place.strip(), date=day.strip() or None) if place.strip() else None
    return None


# --- byline -------------------------------------------------------------------------------------------------------


def _byline(
    declared: str | None, outline: Outline, body: list[str], structured: Structured, credits: Credits
) -> Byline | None:
    """The printed byline: first line of the text, then an element that names those credited, then where they are credited.

    A wire story's own byline stands in its text, while the page's author element often names the outlet's editor.
    """
    for index, line in enumerate(body[:2]):
        if starts_byline(line):
            del body[index]
            return parse_byline(line)
    if declared and not structured.is_site(declared) and (byline := parse_byline(declared)):
        return byline
    credited = [name.casefold() for name in credits.people or credits.houses[:1]]
    named: list[Byline] = []
    for text in dict.fromkeys(islice(_byline_texts(outline), _BYLINES)):
        if len(text) >= _BYLINE_MAX or structured.is_site(text):
            continue
        # Where nobody is credited, only an agency's byline counts; asking for that first spares taking names apart.
        folded = text.casefold()
        told = all(name in folded for name in credited) if credited else find_agency(without_by(fold(text)))
        byline = parse_byline(text) if told else None
        if byline is not None:
            named.append(byline)
    agency = next((byline.agency for byline in named if byline.agency), None)
    # The same element may print the time or a button too; the line that says least beside the names is the byline.
    lines = [byline for byline in named if byline.agency == agency and not any(map(str.isdigit, byline.printed))]
    if lines:
        least = min(lines, key=lambda byline: len(byline.printed))
        return Byline(printed=least.printed, authors=tuple(credits.people), agency=agency)
    printed = parse_byline(credits.printed)
    if printed is None or structured.is_site(printed.printed):
        return None
    return Byline(printed=printed.printed, authors=tuple(credits.people), agency=printed.agency or agency)


# A page of more lines that say "by" is a list of stories.
_BYLINES = 24
# "By" and three long names with their roles.
_BYLINE_MAX = 160
_NO_BYLINE = Role.COMMENTS | Role.HIDDEN | Role.ASIDE | Role.FOOTER | Role.CAPTION


def _byline_texts(outline: Outline) -> Iterator[str]:
    for mark in outline.authors[:6]:
        if not mark.roles & _NO_BYLINE and (text := mark.attributes.get("content") or _joined(mark.node)):
            yield text
    for block in outline.blocks:
        if len(block.text) < _BYLINE_MAX and not block.box.roles & _NO_BYLINE and starts_byline(block.text):
            yield block.text


# --- times and rights ---------------------------------------------------------------------------------------------


def _declared_time(page: Page, selectors: Selectors, zone: TimeZone | None, language: str | None) -> Moment | None:
    """The first declared element that is a time; a day only if none is exact."""
    day: Moment | None = None
    reader = TimeReader(page.retrieved, zone, host=host_of(page.url), language=language)
    for node in page.tree.css(selectors.published)[:4] if selectors.published else ():
        attributes = node.attributes
        raw = attributes.get("datetime") or attributes.get("content") or node.text()
        moment = reader.stated(raw)
        if moment and moment.precision == "exact":
            return moment
        day = day or moment
    return day


_RIGHTS_START = ("©", "(c)", "(C)", "Copyright", "COPYRIGHT", "copyright")
# Footers go on with links after the line.
_RIGHTS_MAX = 240


def _rights(outline: Outline) -> list[Rights]:
    """Lines of the page that state rights, wherever the template put them, but not a comment's."""
    found: list[Rights] = []
    for block in outline.blocks:
        if block.text.startswith(_RIGHTS_START) and not block.box.roles & (Role.COMMENTS | Role.CAPTION):
            # Links stand after the line; it is only read with them when it says nothing without.
            rights = parse_rights(block.text[: len(block.text) - block.linked][:_RIGHTS_MAX])
            if rights is None or rights.holder is None:
                rights = parse_rights(block.text[:_RIGHTS_MAX])
            if rights:
                found.append(rights)
    return found


# --- declared selectors ---------------------------------------------------------------------------------------------


def _declared(page: Page, selectors: Selectors, zone: TimeZone | None, language: str | None) -> _Declared:
    return _Declared(
        headline=_first_text(page, selectors.headline),
        byline=_first_text(page, selectors.byline),
        body=_declared_body(page, selectors),
        published=_declared_time(page, selectors, zone, language),
        section=_first_text(page, selectors.section),
    )


def _declared_body(page: Page, selectors: Selectors) -> list[str]:
    nodes = page.tree.css(selectors.body) if selectors.body else ()
    return [text for node in nodes if (text := fold(node.text()))]


_LINE_END = re.compile(r"</(?:p|div|li|h\d)>|<br\s*/?>|\n", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# The page prints most of a story it states for machines; with less than this share of it, the text comes by script.
_PRINTED = 1 / 3


def _stated_body(article: dict[str, Any], printed: list[str]) -> list[str]:
    """The text that is stated for machines, where the page prints next to nothing of it."""
    stated = article.get("articleBody")
    if not isinstance(stated, str) or sum(map(len, printed)) > _PRINTED * len(stated):
        return []
    lines = (fold(unescape(_TAG.sub("", line))) for line in _LINE_END.split(stated))
    return [line for line in lines if line]


def _first_text(page: Page, selector: str) -> str | None:
    if not selector:
        return None
    return next((text for node in page.tree.css(selector) if (text := _joined(node))), None)


def _joined(node: LexborNode) -> str:
    """Text of an inline element, its parts kept apart, punctuation at the word it belongs to."""
    text = fold(node.text(separator=" "))
    # An element of an author's class may be around half of the page, which the expression would go through.
    return _SPACED_MARK.sub(r"\1", text) if " ," in text or " ." in text else text


_SPACED_MARK = re.compile(r"\s+([,.])(?=\s|$)")
