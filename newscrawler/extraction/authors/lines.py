"""Names in printed lines: bylines, signatures, links to pages of authors, and sentences that introduce an author."""

from __future__ import annotations

import re

from newscrawler.extraction.authors.elements import Texts
from newscrawler.extraction.authors.place import NO_BYLINE, BylinePlace
from newscrawler.extraction.authors.segments import Segment, lines_of
from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Role, TextBlock
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import introduced_in, is_author_label, names_in, starts_lead, written_by
from newscrawler.language.names import is_full_name, is_house_name, looks_printed
from newscrawler.language.tables import load

__all__ = ["introduced", "profiles", "signatures", "written_lines"]

_LINE_MAX = 140
"""Characters of a line with a byline."""
_LABEL_MAX = 20
"""Characters of a line that is only a label: ``Author:``."""
_WORDS = 14
"""Words of a line of names, their roles included."""
_LINKED_MAX = 40
"""Characters of a linked line that may be a byline; a longer one is a teaser."""
_RIGHT_BELOW = 2
"""Blocks below the headline."""
_CLOSING = 4
"""Lines at the end of the text that may introduce the author."""
_HEAD = Role.HEADER | Role.ARTICLE
_TITLES = frozenset(("h2", "h3", "h4"))
_BRACKETED = re.compile(r"[(（][^()（）]{4,40}[)）]\.?$")

_PERSON_FOLDER = re.compile(rf"/(?:{load('bylines').pattern('person_folder')})/[^/?#]", re.I)
"""Addresses of the pages of people."""


def written_lines(place: BylinePlace) -> Texts:
    """Return the names of the first printed line that says "by" somebody; agencies where none names a person."""
    labelled = False
    houses: list[tuple[str, bool]] = []
    for block in place.blocks():
        text = block.text
        if len(text) > _LINE_MAX or block.tag == "h1":
            continue
        if labelled and (below := _names_below_label(block, place)):
            return [(name, False) for name in below]
        labelled = len(text) < _LABEL_MAX and is_author_label(text)
        if not _may_be_byline(block, place) or written_by(text, dated=True) is None:
            continue
        names = _written_in(block)
        if names and not _is_house(names[0][0]) and (block.tag not in _TITLES or " " in names[0][0]):
            return names
        houses = houses or names
    return houses


def _written_in(block: TextBlock) -> list[tuple[str, bool]]:
    """Return the people whom a block says it was written by; the desks, outlets and agencies if there are none."""
    houses: list[tuple[str, bool]] = []
    for line in lines_of(block):
        for segment in line:
            names = _written_names(segment.text)
            if people := [(name, False) for name in names if not _is_house(name)]:
                return people
            houses = houses or [(name, is_agency(name)) for name in names]
    return houses


def _is_house(name: str) -> bool:
    return is_agency(name) or is_house_name(name)


def _names_below_label(block: TextBlock, place: BylinePlace) -> list[str]:
    if place.roles(block) & (NO_BYLINE | Role.ASIDE):
        return []
    first = lines_of(block)[0][0].text
    return [name for name in names_in(first) if " " in name and looks_printed(name)]


def _may_be_byline(block: TextBlock, place: BylinePlace) -> bool:
    roles, text = place.roles(block), block.text
    if roles & (NO_BYLINE | Role.ASIDE) and block.box.roles & _HEAD != _HEAD and not _is_credit(block, place):
        return False
    if roles & Role.FOOTER and not block.box.roles & Role.ARTICLE:
        return False
    return not (block.linked > _LINKED_MAX and block.linked == len(text))


def _is_credit(block: TextBlock, place: BylinePlace) -> bool:
    """Return whether a block right below the headline or the text is a credit, although it looks like a caption or a
    bar of buttons."""
    above = place.last if block.number > place.last else place.top
    is_near = 0 < block.number - above <= _RIGHT_BELOW
    return is_near and not place.roles(block) & (Role.COMMENTS | Role.HIDDEN) and starts_lead(block.text)


def _written_names(text: str) -> list[str]:
    """Return the names that a line says it was written by."""
    written = written_by(text, dated=True)
    if written is None or len(written[1].split()) > _WORDS:
        return []
    return [name for name in names_in(written[1]) if is_agency(name) or looks_printed(name)]


def signatures(body: BodyFound, place: BylinePlace) -> Texts:
    """Return the lines at both ends of the text that are names alone, and a last paragraph in brackets."""
    lines = [*body.signatures, *(text for text in body.paragraphs[-1:] if _BRACKETED.match(text))]
    near = {block.text for block in place.blocks()} if lines else ()
    return [(text.strip("()（）"), False) for text in lines if text in near and _is_signature(text)]


def _is_signature(text: str) -> bool:
    """Return whether a line is names alone: ``Ann Lee``, ``Courier / Ann Lee``."""
    words = text.replace("/", " ").strip(" .()–—-").split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() or is_agency(word) for word in words)
        # A dash ends a dateline, a colon stands in a line of data.
        and not text.endswith(("!", "?", "–", "—", "-"))
        and ":" not in text
    )


def introduced(place: BylinePlace) -> Texts:
    """Return the name that one of the last lines introduces: "Ann Lee is a reporter at …"."""
    for block in place.outline.blocks[place.last : place.last + _CLOSING] if place.last else ():
        name = introduced_in(block.text)
        if name and not place.roles(block) & (NO_BYLINE | Role.ASIDE) and looks_printed(name):
            return [(name, False)]
    return []


def profiles(place: BylinePlace) -> Texts:
    """Return the names that link to a page of a person, in the first line near the headline that contains any."""
    for block in place.blocks():
        if not _may_link_to_author(block, place):
            continue
        for line in lines_of(block):
            names = [name for segment in line if _links_to_person(segment) for name in names_in(segment.text)]
            if found := [(name, False) for name in names if is_full_name(name)]:
                return found
    return []


def _links_to_person(segment: Segment) -> bool:
    return any(map(_PERSON_FOLDER.search, segment.links))


def _may_link_to_author(block: TextBlock, place: BylinePlace) -> bool:
    return (
        block.linked > 0
        and len(block.text) <= _LINE_MAX
        and " " in block.text
        and not place.roles(block) & (NO_BYLINE | Role.ASIDE | Role.FOOTER)
    )
