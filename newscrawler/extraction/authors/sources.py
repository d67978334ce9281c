"""Sources of names on a page, in order of trust, and the people and organisations that each names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from newscrawler.extraction.authors.elements import Texts, author_marks, first_line, stated_names
from newscrawler.extraction.authors.lines import reporters, signatures, written_lines
from newscrawler.extraction.authors.place import BylinePlace
from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Outline, Role
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters, without_markup
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import names_in, states_author
from newscrawler.language.connectives import joins_names
from newscrawler.language.names import (
    begins_with_given_name,
    holds_no_name,
    is_full_name,
    is_house_name,
    is_person,
    never_a_name,
)

__all__ = ["NameReader", "Named", "Source", "find_sources"]

_METAS = (
    *("author", "article:author", "parsely-author", "dc.creator", "dc:creator", "dcterms.creator", "dcterms.author"),
    *("sailthru.author", "byl", "citation_author", "cxenseparse_author", "og:author", "article:author_name", "authors"),
    *("creator", "twitter:data1", "mediator_author", "vr:author", "rnews:author", "bt:author", "cxense:author"),
    *("shareaholic:article_author_name", "book:author", "dcsext.author"),
)
"""Names in order of trust."""
_ORGANISATION_MAX = 60
"""Characters of an organisation's name."""
_SITE_LETTERS = 4
"""Letters of the outlet's name up to which a person may have the same; an abbreviation in capitals is the outlet's."""


@dataclass(slots=True)
class Source:
    """A place of the page that may name authors."""

    kind: Literal["data", "meta", "element", "line", "signature"]
    stated: bool
    """Its texts are stated as names; otherwise only what looks like a printed name counts."""
    texts: Texts
    is_byline: bool = False
    """It is a line around the headline that says "by"."""


def find_sources(
    page: Page, outline: Outline, structured: Structured, body: BodyFound, place: BylinePlace
) -> Iterator[Source]:
    """Yield the sources of a page in order of trust; each is read only when it is asked for."""
    yield Source("data", True, list(structured.agents(structured.article.get("author"))))
    yield from _metas(page, structured)
    yield Source("meta", True, list(structured.agents(structured.article.get("creator"))))
    marks = author_marks(outline)
    apart = [mark for mark in marks if not mark.roles & Role.ASIDE]
    properties = [mark for mark in apart if mark.attributes.get("itemprop") in ("author", "creator")]
    yield Source("element", True, stated_names(place.nearest(properties)))
    linked = [mark for mark in marks if "author" in (mark.attributes.get("rel") or "")]
    yield Source("element", True, stated_names(place.nearest(linked)))
    yield Source("element", False, first_line(place.near(apart), structured))
    yield Source("line", False, written_lines(place.at_headline(), place), True)
    yield Source("line", False, written_lines(place.below_text(), place))
    yield Source("line", False, reporters(body, place), True)
    yield Source("signature", False, signatures(body, place))
    yield Source("meta", True, list(structured.agents(structured.page_thing.get("author"))))
    yield Source("element", False, first_line(place.near(marks), structured))


def _metas(page: Page, structured: Structured) -> Iterator[Source]:
    metas = page.metas
    for name in _METAS:
        values = metas.get(name)
        # Twitter's first value is the author only if its label says so.
        if values and (name != "twitter:data1" or states_author(metas.get("twitter:label1", [""])[0])):
            names = [value for value in values if not value.startswith(("http", "/"))]
            yield Source("meta", True, [(without_markup(value), structured.names_host(value)) for value in names])


@dataclass(slots=True)
class Named:
    """People and organisations that one source names."""

    people: list[str] = field(default_factory=list)
    credited: list[str] = field(default_factory=list)
    """People, and the organisations that are credited with them."""
    printed: list[str] = field(default_factory=list)
    """Texts that name them."""


class NameReader:
    """Tells people from organisations, for all sources of one page.

    :param title: the headline, which is no name
    :param editors: letters of names that are not the author's
    """

    def __init__(self, structured: Structured, title: str | None, editors: Iterator[str]) -> None:
        self.structured = structured
        self.organisations: list[str] = []
        """Desks, agencies and outlets that any source has named so far."""
        site = structured.site
        self._banned = {letters(text) for text in (title, None if site and _may_be_owner(site) else site) if text}
        self._banned.update(editors)

    def read(self, source: Source) -> Named:
        """Return the names of a source, each person once."""
        found = Named()
        known: set[str] = set()
        for text, stated_organisation in source.texts:
            names, is_organisation = self._split(text, source.stated, stated_organisation)
            if names:
                found.printed.append(fold(text))
            for name in names:
                key = letters(name)
                if not key or key in known:
                    continue
                if is_organisation or key in self._banned or self._is_organisation(name, key):
                    self._add_organisation(name, key)
                    if source.kind == "data" or (source.stated and is_agency(name)):
                        found.credited.append(name)
                    if is_organisation:
                        self._banned.add(key)
                elif _is_name(name, source.stated):
                    known.add(key)
                    found.people.append(name)
                    found.credited.append(name)
        return found

    def _split(self, text: str, stated: bool, is_organisation: bool) -> tuple[list[str], bool]:
        """Return the names in a text, and whether they are known to be an organisation's."""
        if self.structured.is_site(text) and not _may_be_owner(text):
            return [text], True
        names = names_in(text, stated)
        if _is_staff(names, text):
            names, is_organisation = [fold(text)], True
        if len(names) > 1 and self.structured.is_site(text.split(",")[0]):
            # The outlet and its place.
            return names[:1], True
        return names, is_organisation

    def _is_organisation(self, name: str, key: str) -> bool:
        return is_agency(name) or is_house_name(name) or self._is_site(name, key) or self._is_desk(name)

    def _is_site(self, name: str, key: str) -> bool:
        """Return whether a name is the outlet's and not that of a person whose site it is."""
        is_long = len(key) > _SITE_LETTERS or name.isupper()
        return is_long and self.structured.is_site(name) and not _may_be_owner(name)

    def _is_desk(self, name: str) -> bool:
        """Return whether a name is ``Courier Berlin`` where the outlet is called Courier."""
        site = self.structured.site
        return bool(site) and len(str(site)) > 2 and name.startswith(f"{site} ")

    def _add_organisation(self, name: str, key: str) -> None:
        if name in self.organisations or len(name) >= _ORGANISATION_MAX:
            return
        if self.structured.is_site(name) or (key not in self._banned and not holds_no_name(name)):
            self.organisations.append(name)


def _may_be_owner(name: str) -> bool:
    """Return whether a name of the site may be its owner's: a full name whose first word is a given name."""
    return is_full_name(name) and begins_with_given_name(name)


def _is_staff(names: list[str], text: str) -> bool:
    """Return whether a phrase is ``Staff and news service reports``: it names nobody."""
    return len(names) > 1 and joins_names(text) and all(is_house_name(name) and not is_agency(name) for name in names)


def _is_name(name: str, stated: bool) -> bool:
    account = name.rstrip("0123456789_-. ")
    if not account or (account != name and (never_a_name(account) or is_house_name(account))):
        # ``204417``, ``editor3``
        return False
    return is_person(name, stated) or (stated and name.isalnum() and len(name) > 2 and not never_a_name(name))
