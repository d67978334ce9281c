"""Story fields from an HTML page: structured data where it proves right, the visible page where it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from datetime import tzinfo as TimeZone  # noqa: N812
from html import unescape
from typing import Any

from newscrawler.extraction.access import Access, find_access
from newscrawler.extraction.assemble import assemble, dateline_of
from newscrawler.extraction.authors import find_credits
from newscrawler.extraction.body import find_body, typed, typed_blocks
from newscrawler.extraction.body.biographies import with_biographies_apart, with_bylines_apart
from newscrawler.extraction.body.labels import lines_below_labels
from newscrawler.extraction.bylines import find_byline
from newscrawler.extraction.declared import NO_SELECTORS, Selectors, find_declared
from newscrawler.extraction.headline import (
    find_with_block,
    headline_above_text,
    printed_headline,
    tidied,
    title_for_sharing,
)
from newscrawler.extraction.node_text import inline_text
from newscrawler.extraction.rights import (
    agency_rights,
    lines_beside_text,
    outlet_rights,
    page_rights,
    stated_sources,
)
from newscrawler.extraction.times import find_times
from newscrawler.html.outline import Outline, TextBlock, read_concealed, read_outline
from newscrawler.html.page import Page, PageError, fold
from newscrawler.html.structured import Structured, listed, name_of
from newscrawler.items import Dateline, Printing
from newscrawler.language.boilerplate import boilerplate_kind, is_expiry_notice
from newscrawler.language.credits import find_source
from newscrawler.language.dates.moment import Moment
from newscrawler.language.rights import Rights
from newscrawler.urls import parts_of

__all__ = ["ExtractedArticle", "Selectors", "extract_html"]

_DATELINE_LINES = 3
"""Paragraphs at the beginning: a note or a summary may stand above the one with the dateline."""
_DATELINE_MAX = 60
"""Characters of a dateline in an element of its own."""
_EXPIRY_LINES = 2
"""Paragraphs at the beginning in which an expiry notice stands."""
_WALL_TEXT = 500
"""Characters of text with a login form: above the form stands a sentence or two."""
_STORY_TEXT = 150
"""Characters: even a brief has more. A page that asks for a password under a headline of its own may have no text
at all."""
_CONCEALED_TEXT = 300
"""Characters of a text that the page's elements conceal: less than a story has may be a note to readers."""
_PRINTED_SHARE = 1 / 3
"""A page prints most of a story that it states for machines. With less than this share of it, the text comes by
script."""

_SECTION_LINKS = (
    (b"breadcrumb", ".breadcrumb a[href]"),
    (b"category", 'article a[rel~="category"][href]'),
    (b"/section/", 'main a[href*="/section/"]'),
)
_SECTION_PATH = re.compile(r"/(?:category|categories|section|sections)/((?:[^/?#]+/)*?[^/?#]+)/?(?:[?#]|$)")
_LINE_END = re.compile(r"</(?:p|div|li|h\d)>|<br\s*/?>|\n", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(slots=True, kw_only=True)
class ExtractedArticle:
    """The story of a page, and what the page states about its outlet."""

    printing: Printing
    publisher: str | None
    section: str | None
    image: str | None
    """URL of the story's own picture, as the page states it for sharing."""
    day: date | None
    """The outlet's own calendar day of publication, where the page prints one that differs from the instant's."""
    credited: list[str]
    """Everyone credited as an author: people together with agencies, or the desk or outlet where no person is."""
    access: Access
    """Access to the text, and why the text is partial. ``expired``: the text is no longer
    available; its comments may still be there."""
    missed: tuple[str, ...] = ()
    """Names of the declared selectors that found nothing, of :class:`Selectors`."""
    labelled: tuple[str, ...] = ()
    """Lines of the text right below a label of an advertisement or of related stories, which was left out."""


def extract_html(page: Page, selectors: Selectors = NO_SELECTORS, zone: TimeZone | None = None) -> ExtractedArticle:
    """Extract the story of an article page.

    :param zone: the outlet's time zone, for times that state none; the page's own where it is None
    :raises newscrawler.html.page.PageError: when the bytes cannot be parsed as a page, or the page is a login wall
    """
    zone = zone or page.zone
    structured = Structured(page)
    article = structured.article
    language = _language(page, article)
    declared = find_declared(page, selectors, zone, language)
    reading = _Reading(page, structured, declared.headline, read_outline(page))
    stated = declared.body or _stated_body(article, reading.text.paragraphs)
    if not stated and reading.length < _STORY_TEXT:
        again = _Reading(page, structured, declared.headline, read_concealed(page))
        reading = again if again.length >= _CONCEALED_TEXT else reading
    outline, headline, printed, text = reading.outline, reading.headline, reading.printed, reading.text
    blocks = typed(stated) or typed_blocks(text, outline.blocks)
    credits = find_credits(page, outline, structured, headline, text, printed.number if printed is not None else 0)
    if not stated:
        blocks = with_bylines_apart(with_biographies_apart(blocks, credits.people), credits.people)
    byline = find_byline(declared.byline, outline, blocks, structured, credits)
    body = [block.text for block in blocks]
    times = find_times(page, outline, structured, zone, headline=printed, body=text.blocks, language=language)
    published = declared.published or times.published
    expired = any(is_expiry_notice(paragraph) for paragraph in body[:_EXPIRY_LINES])
    if not expired:
        _refuse_login_wall(page, headline, body, published)
    access = find_access(page, outline, structured, text.blocks, blocks)
    rights = page_rights(outline)
    beside = lines_beside_text(outline, printed, text.blocks)
    source = find_source(body, byline, rights, beside=beside, stated=stated_sources(page, structured))
    return ExtractedArticle(
        printing=assemble(
            headline=headline,
            byline=byline,
            blocks=blocks,
            source=source,
            dateline=dateline_of(body[:_DATELINE_LINES]) or _dateline_element(outline),
            # The outlet's own line does not apply to a story that an agency wrote.
            rights=agency_rights(rights) or (None if source else outlet_rights(rights)),
            published=published,
            modified=times.modified,
            credited=credits.people,
            language=language,
        ),
        publisher=_publisher(structured, rights),
        section=declared.section or _section(page, article),
        image=_image(page, structured),
        day=times.day,
        credited=credits.credited,
        access=Access(access.free, "expired") if expired else access,
        missed=declared.missed(selectors),
        labelled=() if stated else tuple(lines_below_labels(outline.blocks, text.blocks)),
    )


class _Reading:
    """Headline and text of a page by one outline of it."""

    def __init__(self, page: Page, structured: Structured, declared: str | None, outline: Outline) -> None:
        self.outline = outline
        self.headline, self.printed = _declared_or_found(page, structured, declared, outline)
        description = page.meta.get("description") or page.meta.get("og:description")
        self.text = find_body(outline, self.printed, self.headline, description)
        if not declared:
            above = headline_above_text(page, outline, structured, self.text.blocks, self.headline, self.printed)
            if above is not None:
                self.headline, self.printed = tidied(above.text, page), above
                self.text = find_body(outline, above, self.headline, description)
        self.length = sum(map(len, self.text.paragraphs))
        """Characters of the text."""


def _declared_or_found(
    page: Page, structured: Structured, declared: str | None, outline: Outline
) -> tuple[str | None, TextBlock | None]:
    if not declared:
        return find_with_block(page, outline, structured)
    return declared, printed_headline(outline, structured, declared, title_for_sharing(page))


def _refuse_login_wall(page: Page, headline: str | None, body: list[str], published: Moment | None) -> None:
    """Many outlets have a hidden login form on every page, so the form alone proves nothing."""
    if published is not None:
        return
    length = sum(map(len, body))
    asks_for_login = boilerplate_kind(headline or "") == "login"
    if length < (_WALL_TEXT if asks_for_login else _STORY_TEXT) and page.first("input[type=password]"):
        raise PageError(f"login wall: a password form, no date and {length} characters of text")


def _language(page: Page, article: dict[str, Any]) -> str | None:
    stated = article.get("inLanguage")
    if isinstance(stated, str) and stated:
        return stated
    return page.language


def _publisher(structured: Structured, rights: list[Rights]) -> str | None:
    stated = structured.name(structured.article.get("publisher")) or structured.site
    if stated:
        return stated
    line = outlet_rights(rights)
    return line.holder if line is not None else None


def _section(page: Page, article: dict[str, Any]) -> str | None:
    """Return the section as printed or as in the URL; the first where a page names several."""
    stated = name_of(article.get("articleSection")) or page.meta.get("article:section")
    if stated:
        return stated
    # A look for the word takes a tenth of the time of a query.
    query = ",".join(selector for word, selector in _SECTION_LINKS if word in page.body)
    links = page.tree.css(query) if query else []
    own = parts_of(page.url).path.rpartition("/")[0]
    paths = (parts_of(path).path for path in (own, *(link.attributes.get("href") or "" for link in links)))
    return next((match[1] for path in paths if (match := _SECTION_PATH.search(path))), None)


def _image(page: Page, structured: Structured) -> str | None:
    stated = page.meta.get("og:image") or page.meta.get("twitter:image")
    images = listed(structured.article.get("image"))
    if not stated and images:
        first = structured.follow(images[0])
        stated = first.get("url") if isinstance(first, dict) else first
    return page.link(stated) if isinstance(stated, str) and stated else None


def _dateline_element(outline: Outline) -> Dateline | None:
    """Return the dateline in an element of its own: ``<span class="dateline">SELMA, Nov 2</span>``."""
    for mark in outline.dates:
        attributes = mark.attributes
        if "dateline" not in (attributes.get("class") or "") and attributes.get("itemprop") != "dateline":
            continue
        text = inline_text(mark.node)
        if 0 < len(text) <= _DATELINE_MAX:
            place, _, day = text.rstrip(" -–—").partition(",")
            return Dateline(located=place.strip(), date=day.strip() or None) if place.strip() else None
    return None


def _stated_body(article: dict[str, Any], printed: list[str]) -> list[str]:
    """Return the text that is stated for machines, where the page prints next to nothing of it."""
    stated = article.get("articleBody")
    if not isinstance(stated, str) or sum(map(len, printed)) > _PRINTED_SHARE * len(stated):
        return []
    lines = (fold(unescape(_TAG.sub("", line))) for line in _LINE_END.split(stated))
    return [line for line in lines if line]
