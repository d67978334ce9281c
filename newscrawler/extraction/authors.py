"""Who wrote the story: names from structured data, from elements that say so, and from printed bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborNode

from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Block, Mark, Outline, Role
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import (
    editor_in,
    introduced_in,
    is_author_label,
    names_in,
    starts_lead,
    states_author,
    written_by,
    written_inside,
)
from newscrawler.language.connectives import joins_names
from newscrawler.language.names import (
    holds_no_name,
    is_house_name,
    is_one_word,
    is_person,
    looks_printed,
    never_a_name,
)
from newscrawler.language.pictures import starts_with_picture

__all__ = ["Credits", "find_credits"]


@dataclass(slots=True)
class Credits:
    """Whom the page credits."""

    people: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    """Desks, agencies and outlets that are credited as authors, in printed order."""
    credited: list[str] = field(default_factory=list)
    """Everyone whom the source of the people names, agencies included, in printed order."""
    printed: str | None = None
    """The line that names them."""


_METAS = (
    "author", "article:author", "parsely-author", "dc.creator", "dc:creator", "dcterms.creator", "dcterms.author", "sailthru.author",
    "byl", "citation_author", "cxenseparse_author", "og:author", "article:author_name", "authors", "creator", "twitter:data1",
    "mediator_author", "vr:author", "rnews:author", "bt:author", "cxense:author", "shareaholic:article_author_name", "book:author", "dcsext.author",
)  # fmt: skip


def find_credits(
    page: Page, outline: Outline, structured: Structured, title: str | None, body: BodyFound, top: int
) -> Credits:
    """The authors that the page credits.

    The first source that names a person wins, unless it names an account or an editor, or others agree against it.

    :param title: the headline, which is no name
    :param body: bylines stand above it and below it
    :param top: number of the block that prints the headline
    """
    reader = _Reader(structured, title)
    reader.banned.update(_editors(outline))
    read: list[_Source] = []
    votes: dict[frozenset[str], int] = {}
    place = _Place(body, top)
    for source, stated, texts in _sources(page, outline, structured, body, place):
        found = reader.read(source, stated, texts)
        if not found.people:
            continue
        read.append(found)
        sure = not any(map(is_one_word, found.people))
        if sure and source == _DATA and len(read) == 1:
            if len(found.people) == 1:
                beside = reader.read(_ELEMENT, True, _linked_authors(outline, place))
                # The data of some templates names the last of those whom the page prints.
                if found.people[0] in beside.people:
                    read.insert(0, beside)
            break
        key = frozenset(map(letters, found.people))
        votes[key] = votes.get(key, 0) + 1
        # Metadata names the outlet's owner or the first of several authors more often than what is printed.
        if sure and (votes[key] > 1 or (not stated and len(read) == 1)):
            first = read[0].people
            if len(first) > 1 or not is_one_word(first[0]) or first[0] in found.people:
                read.insert(0, found)
            break
    houses = reader.houses
    if not read and not houses:
        for find in (_profiles, _introduced):
            found = reader.read(_LINE, False, find(page, outline, place))
            if found.people:
                read.append(found)
                break
    if not read:
        return Credits([], houses, houses[:1], houses[0] if houses else None)
    best = read[0]
    people = [_in_full(name, read[1:]) for name in best.people]
    people = _whole(people)
    full = dict(zip(best.people, people, strict=False)) if len(people) == len(best.people) else {}
    credited = [full.get(name, name) for name in best.credited]
    credited = [name for name in credited if name in people or name in houses or is_agency(name)]
    printed = ", ".join(best.printed)
    # The same element may print the time; the names alone are the line then.
    return Credits(people, houses, credited, ", ".join(credited) if any(map(str.isdigit, printed)) else printed)


def _editors(outline: Outline) -> Iterator[str]:
    """Those whom an author's element names as editor: some templates state them as the author."""
    for mark in outline.authors[:_MARKS]:
        # The text of an element may be the whole page; its first block is enough.
        if mark.block < len(outline.blocks) and (editor := editor_in(outline.blocks[mark.block].text[:80])):
            yield letters(editor)


# A page of 40 elements of an author's class lists authors, and nested ones would be read again and again.
_MARKS = 40


class _Source:
    """Whom one place of the page names."""

    __slots__ = ("credited", "people", "printed", "stated")

    def __init__(self, stated: bool) -> None:
        self.stated = stated
        self.people: list[str] = []
        self.credited: list[str] = []
        self.printed: list[str] = []


class _Reader:
    """Tells people from houses, for all sources of one page."""

    def __init__(self, structured: Structured, title: str | None) -> None:
        self.structured = structured
        self.houses: list[str] = []
        self.banned = {letters(text) for text in (title, structured.site) if text}

    def read(self, source: str, stated: bool, texts: _Texts) -> _Source:
        found = _Source(stated)
        known: set[str] = set()
        for text, organisation in texts:
            names = names_in(text, stated)
            if self._is_desks(names, text):
                organisation, names = True, [fold(text)]
            if self.structured.is_site(text):
                organisation, names = True, [text]
            elif len(names) > 1 and self.structured.is_site(text.split(",")[0]):
                # The outlet and where it is.
                organisation, names = True, names[:1]
            if names:
                found.printed.append(fold(text))
            for name in names:
                key = letters(name)
                if not key or key in known:
                    continue
                if organisation or key in self.banned or self._is_house(name, key):
                    self._house(name, key)
                    if source == _DATA or (stated and is_agency(name)):
                        found.credited.append(name)
                    if organisation:
                        self.banned.add(key)
                elif is_person(name, stated) or (
                    stated and name.isalnum() and len(name) > 2 and not never_a_name(name)
                ):
                    known.add(key)
                    found.people.append(name)
                    found.credited.append(name)
        return found

    def _is_house(self, name: str, key: str) -> bool:
        return (
            is_agency(name)
            or is_house_name(name)
            or ((len(key) > 4 or name.isupper()) and self.structured.is_site(name))
            or self._is_desk(name)
        )

    def _is_desks(self, names: list[str], text: str) -> bool:
        """``Staff and news service reports``: nobody, in one phrase."""
        return (
            len(names) > 1 and joins_names(text) and all(is_house_name(name) and not is_agency(name) for name in names)
        )

    def _is_desk(self, name: str) -> bool:
        """``Courier Berlin`` where the outlet is called Courier."""
        site = self.structured.site
        return bool(site) and len(str(site)) > 2 and name.startswith(f"{site} ")

    def _house(self, name: str, key: str) -> None:
        if name in self.houses or len(name) >= 60:
            return
        if self.structured.is_site(name) or (key not in self.banned and not holds_no_name(name)):
            self.houses.append(name)


def _in_full(name: str, others: list[_Source]) -> str:
    """A login as another source writes it out: ``annlee`` is Ann Lee."""
    if is_one_word(name):
        for other in others:
            for full in other.people:
                if " " in full and letters(full) == letters(name):
                    return full
    return name


def _whole(people: list[str]) -> list[str]:
    """Without names that another name contains: ``Lee`` beside ``Ann Lee``."""
    return [name for name in people if not any(name != other and f" {name} " in f" {other} " for other in people)]


_Texts = Iterable[tuple[str, bool]]
# Names of sources.
_DATA, _META, _ELEMENT, _LINE = "data", "meta", "element", "line"


def _sources(
    page: Page, outline: Outline, structured: Structured, body: BodyFound, place: _Place
) -> Iterator[tuple[str, bool, _Texts]]:
    article = structured.article
    yield _DATA, True, list(structured.agents(article.get("author")))
    metas = page.metas
    for name in _METAS:
        values = metas.get(name)
        if values and not (name == "twitter:data1" and not _labelled(metas)):
            yield (
                _META,
                True,
                [
                    (unescape(value), structured.names_host(value))
                    for value in values
                    if not value.startswith(("http", "/"))
                ],
            )
    yield _META, True, list(structured.agents(article.get("creator")))
    marks = [
        mark
        for mark in outline.authors
        if not (roles := mark.roles) & (Role.COMMENTS | Role.HIDDEN | Role.CAPTION | Role.LINK)
        # Blogs sign below the post, in a footer of its own.
        and (roles & Role.ARTICLE or not roles & Role.FOOTER or _CARD.search(mark.attributes.get("class") or ""))
    ]
    props = [m for m in marks if m.attributes.get("itemprop") in ("author", "creator") and not m.roles & Role.ASIDE]
    yield _ELEMENT, True, _marked(place.nearest(props))
    yield _ELEMENT, True, _marked(place.nearest([m for m in marks if "author" in (m.attributes.get("rel") or "")]))
    yield _ELEMENT, False, _first_line(place.near([mark for mark in marks if not mark.roles & Role.ASIDE]), structured)
    yield _LINE, False, _lines(outline, place)
    signatures = [*body.signatures, *(text for text in body.paragraphs[-1:] if _BRACKETED.match(text))]
    near = {block.text for block in place.blocks(outline)} if signatures else ()
    yield _LINE, False, [(text.strip("()（）"), False) for text in signatures if text in near and _is_signature(text)]
    yield _META, True, list(structured.agents(structured.page_thing.get("author")))
    yield _ELEMENT, False, _first_line(place.near(marks), structured)


def _linked_authors(outline: Outline, place: _Place) -> _Texts:
    """Those whose names at the headline lead to them as authors of the page."""
    above = [mark for mark in outline.authors if mark.block in place.above and not mark.roles & _NO_BYLINE]
    return _marked([mark for mark in above if mark.tag == "a" and mark.attributes.get("rel") == "author"][:_MARKS])


_CARD = re.compile(r"\bvcard\b")


def _is_signature(text: str) -> bool:
    """Whether a line is names alone: ``Ann Lee``, ``Courier / Ann Lee``."""
    words = text.replace("/", " ").strip(" .()–—-").split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() or is_agency(word) for word in words)
        and not text.endswith((":", "!", "?"))
    )


_BRACKETED = re.compile(r"[(（][^()（）]{4,40}[)）]\.?$")


def _labelled(metas: dict[str, list[str]]) -> bool:
    """Whether Twitter's first label says that its value is the author."""
    return states_author(metas.get("twitter:label1", [""])[0])


def _marked(marks: Iterable[Mark]) -> _Texts:
    """What elements that state an author name."""
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        name = mark.node.css_first("[itemprop=name]", default=None)
        content = mark.attributes.get("content") or (name and name.attributes.get("content"))
        text = content or fold((name or mark.node).text(separator=" "))
        if text and len(text) < 200:
            texts.append((text, False))
        if len(texts) >= 8:
            break
    return texts


def _first_line(marks: Iterable[Mark], structured: Structured) -> _Texts:
    """The first author element that names a person, or the outlet, with those beside it."""
    found: list[tuple[str, bool]] = []
    first: Mark | None = None
    for mark in marks:
        if first is not None and (
            mark.block > first.block + 3 or (mark.box.parent is not first.box.parent and mark.box is not first.box)
        ):
            break
        text = mark.attributes.get("content") or fold(mark.node.text(separator=" "))
        if not text or len(text) > 160 or starts_with_picture(text):
            continue
        written = written_by(text)
        if written is not None and written[0] > 0:
            text = written[1]
        elif written is None:
            text = written_inside(text) or text
        links: list[str] = []
        for link in mark.node.css("a") if mark.tag != "a" else ():
            named = fold(link.text())
            if _leads_elsewhere(link):
                text = fold(text.replace(named, "", 1))
            elif named:
                links.append(named)
        if any(is_person(name) or structured.is_site(name) for name in names_in(text)):
            people = [link for link in links if is_person(link)]
            found.extend((name, False) for name in (people or [text]))
            first = first or mark
    return found


def _leads_elsewhere(link: LexborNode) -> bool:
    """Whether a link in an author's element is not the author's: the story's sections and tags."""
    attributes = link.attributes
    return bool(_SECTION_LINK.search(f"{attributes.get('rel') or ''} {attributes.get('href') or ''}"))


_SECTION_LINK = re.compile(
    r"\b(?:tags?|categor(?:y|ies|ia|ie)|kategorien?|rubrik|thema|themen|topics?|sections?)\b", re.I
)
_NO_BYLINE = Role.COMMENTS | Role.HIDDEN | Role.CAPTION
_HEAD = Role.HEADER | Role.ARTICLE
# How many blocks above the headline and below the text a byline may stand.
_AROUND = 12
# How many blocks below the headline.
_BELOW = 8


class _Place:
    """Where on the page the story's byline may stand."""

    __slots__ = ("above", "below", "last", "top")

    def __init__(self, body: BodyFound, top: int) -> None:
        first = body.blocks[0].number if body.blocks else top + _AROUND
        last = body.blocks[-1].number if body.blocks else first
        self.top = top
        self.last = last if body.blocks else 0
        """Number of the block that ends the text; 0 where there is no text."""
        self.above = range(max(0, min(top, first) - _AROUND), max(first + 5, top + _BELOW))
        """Numbers of blocks around the headline."""
        self.below = range(max(self.above.stop, last - 1), last + _AROUND)

    def blocks(self, outline: Outline) -> list[Block]:
        """What is printed there."""
        above, below = self.above, self.below
        return outline.blocks[above.start : above.stop] + outline.blocks[below.start : below.stop]

    def near(self, marks: list[Mark]) -> list[Mark]:
        """Those around the headline, else those below the text."""
        above = [mark for mark in marks if mark.block in self.above][:_MARKS]
        return above or [mark for mark in marks if mark.block in self.below][:_MARKS]

    def nearest(self, marks: list[Mark]) -> list[Mark]:
        """Those around the headline, else those below the text, else all."""
        return self.near(marks) or marks[:_MARKS]


def _lines(outline: Outline, place: _Place) -> _Texts:
    """Printed lines that say "by" somebody: above the text, or below it."""
    top = place.top
    labelled = False
    agencies: list[tuple[str, bool]] = []
    for block in place.blocks(outline):
        text = block.text
        if len(text) > 140 or block.tag in ("h1", "h2", "h3"):
            continue
        roles = block.box.roles
        if labelled and not roles & (_NO_BYLINE | Role.ASIDE):
            names = [name for name in names_in(text) if " " in name and looks_printed(name)]
            if names:
                return [(name, False) for name in names]
        labelled = len(text) < 20 and is_author_label(text)
        # A credit right below the headline may stand in what looks like a caption or a bar of buttons.
        near = 0 < block.number - top <= 2 and not roles & (Role.COMMENTS | Role.HIDDEN) and starts_lead(text)
        if roles & (_NO_BYLINE | Role.ASIDE) and roles & _HEAD != _HEAD and not near:
            continue
        if roles & Role.FOOTER and not roles & Role.ARTICLE:
            continue
        if block.linked > 40 and block.linked == len(text):
            continue
        written = written_by(text, dated=True)
        if written is not None and len((rest := written[1]).split()) <= 14:
            named = names_in(rest)
            names = [name for name in named if not is_agency(name) and looks_printed(name)]
            if names:
                return [(name, False) for name in names]
            agencies = agencies or [(name, True) for name in named if is_agency(name)]
    return agencies


_CLOSING = 4


def _introduced(page: Page, outline: Outline, place: _Place) -> _Texts:
    """Whom the last lines introduce by name and craft."""
    for block in outline.blocks[place.last : place.last + _CLOSING] if place.last else ():
        name = introduced_in(block.text)
        if name and not block.box.roles & (_NO_BYLINE | Role.ASIDE) and looks_printed(name):
            return [(name, False)]
    return []


# Where outlets keep the pages of their people.
_PROFILES = ",".join(
    f'a[href*="/{word}/"]'
    for word in ("author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "autore")
)


def _profiles(page: Page, outline: Outline, place: _Place) -> _Texts:
    """Names that lead to a page of an author, in the first line at the headline that holds any."""
    lines = [
        block
        for block in place.blocks(outline)
        if block.linked
        and len(block.text) <= 140
        and " " in block.text
        and not block.box.roles & (_NO_BYLINE | Role.ASIDE | Role.FOOTER)
    ]
    # Looking for the words first is a tenth of the time that a query takes.
    if not lines or b"/aut" not in page.body:
        return []
    links = page.tree.css(_PROFILES)[:_MARKS]
    names = list(dict.fromkeys(name for link in links if " " in (name := fold(link.text())) and looks_printed(name)))
    for block in lines if names else ():
        found = [(name, False) for name in names if name in block.text]
        if found:
            return found
    return []
