"""Names in printed lines: bylines, signatures, links to pages of authors, and sentences that introduce an author."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawler.extraction.authors.elements import Texts
from newscrawler.extraction.authors.place import NO_BYLINE, BylinePlace
from newscrawler.extraction.authors.segments import lines_of
from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Box, Role, TextBlock
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import (
    introduced_in,
    is_author_label,
    is_cut_off,
    names_in,
    starts_lead,
    starts_with_by,
    written_by,
)
from newscrawler.language.names import (
    begins_with_given_name,
    is_full_name,
    is_house_name,
    is_one_word,
    is_wide,
    looks_printed,
)
from newscrawler.language.reporters import reporters_in
from newscrawler.language.tables import load

__all__ = ["credit_line", "introduced", "profiles", "reporters", "signatures", "written_lines"]

_LINE_MAX = 140
"""Characters of a line with a byline."""
_REPORTER_MAX = 60
"""Characters of a line that names reporters by their title."""
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
_INITIALS = (3, 8)
"""Letters of an agency's initials, at least and at most."""
_CREDITING = Role.CAPTION | Role.AUTHOR
"""Roles of an element whose class says ``credit`` or ``byline``."""
_HEAD = Role.HEADER | Role.ARTICLE
_NO_SIGNATURE = NO_BYLINE | Role.ASIDE | Role.FOOTER | Role.TAGS
_TITLES = frozenset(("h2", "h3", "h4"))
_BRACKETED = re.compile(r"[(（\[][^()（）\[\]]{4,40}[)）\]]\.?$")

_PERSON_FOLDER = re.compile(rf"/(?:{load('bylines').pattern('person_folder')})/[^/?#]", re.I)
"""Addresses of the pages of people."""
_AUTHOR_FOLDER = re.compile(r"/aut(?:h?or|eur)[^/?#]*/[^/?#]", re.I)
"""The same where the address says that the person is an author."""
_APART = frozenset(("aside", "form", "button"))


def written_lines(blocks: Iterable[TextBlock], place: BylinePlace) -> Texts:
    """Return the names of the first of some lines that says "by" somebody; agencies where none names a person."""
    labelled = False
    houses: list[tuple[str, bool]] = []
    for block in blocks:
        text = block.text
        if block.tag == "h1":
            continue
        if len(text) > _LINE_MAX:
            if block.number == place.first and (above := _first_line_of(block)):
                return above
            continue
        if labelled and (below := _names_below_label(block, place)):
            return [(name, False) for name in below]
        labelled = len(text) < _LABEL_MAX and is_author_label(text)
        # Without spaces a label may stand anywhere in the text, and only the elements keep it apart.
        if not _may_be_byline(block, place) or (written_by(text, dated=True) is None and not is_wide(text)):
            continue
        names = _written_in(block)
        if names and not _is_house(names[0][0]):
            return names
        houses = houses or names
    return houses


def _first_line_of(block: TextBlock) -> list[tuple[str, bool]]:
    """Return the names of a byline that begins the first paragraph, with only a line break behind it."""
    if not starts_with_by(block.text):
        return []
    first = lines_of(block)[0][0].text
    return [(name, False) for name in _written_names(first) if is_full_name(name)] if len(first) <= _LINE_MAX else []


def _written_in(block: TextBlock) -> list[tuple[str, bool]]:
    """Return the people whom a block says it was written by; the desks, outlets and agencies if there are none."""
    houses: list[tuple[str, bool]] = []
    for line in lines_of(block):
        for segment in line:
            names = _written_names(segment.text)
            if block.tag in _TITLES:
                # "By land and sea" is a subhead.
                names = [name for name in names if " " in name]
            if people := [(name, False) for name in names if not _is_house(name)]:
                return people
            houses = houses or [(name, is_agency(name)) for name in names]
    return houses or [(name, is_agency(name)) for name in _written_names(block.text)]


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
    if roles & Role.FOOTER and not block.box.roles & Role.ARTICLE and not _signs_text(block, place):
        return False
    return not (block.linked > _LINKED_MAX and block.linked == len(text))


def _signs_text(block: TextBlock, place: BylinePlace) -> bool:
    """Return whether a line right below the text says who posted it: the foot of a blog's entry."""
    return 0 < block.number - place.last <= _RIGHT_BELOW and starts_lead(block.text)


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
    names = [name for name in names_in(written[1]) if is_agency(name) or looks_printed(name)]
    if names and is_full_name(names[0]):
        # One word behind a full name is a place, a section or a paper.
        return [name for name in names if not is_one_word(name) or is_agency(name)]
    return names


def reporters(body: BodyFound, place: BylinePlace) -> Texts:
    """Return the names that the text's first or last paragraphs, or a line beside it, call its reporters."""
    paragraphs = body.paragraphs
    lines = (block.text for block in (*place.at_headline(), *place.below_text()) if len(block.text) <= _REPORTER_MAX)
    texts = [*((text, False) for text in (*lines, *paragraphs[:2])), *((text, True) for text in paragraphs[-2:])]
    for text, is_last in texts:
        if names := reporters_in(text, is_last=is_last):
            return [(name, False) for name in names]
    return []


def signatures(body: BodyFound, place: BylinePlace) -> Texts:
    """Return the lines at both ends of the text that are names alone, and a last paragraph in brackets."""
    lines = [*body.signatures, *(text for text in body.paragraphs[-1:] if _BRACKETED.match(text))]
    near = {block.text for block in (*place.at_headline(), *place.below_text())} if lines else ()
    found = [(text.strip("()（）[]"), False) for text in lines if text in near and _is_signature(text)]
    return (
        found
        or _repeated_signature(body, place)
        or [(text, False) for text in _right_below(place) if _is_signature(text)]
    )


def _repeated_signature(body: BodyFound, place: BylinePlace) -> list[tuple[str, bool]]:
    """Return the wide name in brackets that ends the text, where a line at the headline has it too."""
    last = body.paragraphs[-1] if body.paragraphs else ""
    name = last.strip("()（）[]")
    if name == last or not _BRACKETED.match(last) or not is_wide(name):
        return []
    heads = (segment.text for block in place.at_headline() for line in lines_of(block) for segment in line)
    return [(name, False)] if any(head.strip() == name for head in heads) else []


def _right_below(place: BylinePlace) -> list[str]:
    """Return the lines right below the text, outside of its box, that begin with a given name."""
    if not place.last:
        return []
    blocks = place.outline.blocks[place.last + 1 : place.last + 1 + _RIGHT_BELOW]
    texts = (
        block.text.lstrip("—–- ") for block in blocks if not place.roles(block) & _NO_SIGNATURE and not block.linked
    )
    return [text for text in texts if begins_with_given_name(text)]


def _is_signature(text: str) -> bool:
    """Return whether a line is names alone: ``Ann Lee``, ``Courier / Ann Lee``, ``Ann Lee and Bo Chen``."""
    # A dash ends a dateline, a colon stands in a line of data.
    if text.endswith(("!", "?", "–", "—", "-")) or ":" in text or is_cut_off(text):
        return False
    words = text.replace("/", " ").strip(" .()[]–—-").split()
    if 2 <= len(words) <= 4 and all(word[:1].isupper() or is_agency(word) for word in words):
        return True
    names = names_in(text)
    return len(names) > 1 and all(map(is_full_name, names)) and begins_with_given_name(text)


def introduced(place: BylinePlace) -> Texts:
    """Return the name that one of the last lines introduces: "Ann Lee is a reporter at …"."""
    for block in place.outline.blocks[place.last : place.last + _CLOSING] if place.last else ():
        name = introduced_in(block.text)
        if name and not place.roles(block) & (NO_BYLINE | Role.ASIDE) and looks_printed(name):
            return [(name, False)]
    return []


def profiles(place: BylinePlace) -> Texts:
    """Return the names that link to a page of a person, in the first line near the headline that contains any."""
    for blocks, folder in ((place.at_headline(), _PERSON_FOLDER), (place.below_text(), _AUTHOR_FOLDER)):
        for block in blocks:
            if _may_link_to_author(block, place) and (names := _linked_people(block, folder)):
                return [(name, False) for name in names]
    return []


def _linked_people(block: TextBlock, folder: re.Pattern[str]) -> list[str]:
    """Return the names in the first line of a block that link to pages in a folder of people."""
    for line in lines_of(block, folder):
        links = (text for segment in line for address, text in segment.links.items() if folder.search(address))
        if names := [name for text in links for name in names_in(text)[:1] if is_full_name(name)]:
            return names
    return []


def _may_link_to_author(block: TextBlock, place: BylinePlace) -> bool:
    roles = place.roles(block)
    return (
        block.linked > 0
        and len(block.text) <= _LINE_MAX
        and " " in block.text
        and not roles & (NO_BYLINE | Role.FOOTER)
        and (not roles & Role.ASIDE or _is_bar(block))
    )


def credit_line(place: BylinePlace) -> Texts:
    """Return the agency that a line of its own between headline and text credits: its name or its initials."""
    for block in place.outline.blocks[place.top + 1 : place.first]:
        text, box = block.text, block.box
        is_initials = text.isupper() and text.isalpha() and _INITIALS[0] <= len(text) <= _INITIALS[1]
        if (is_agency(text) or (is_initials and box.own & _CREDITING)) and not _is_of_picture(box):
            return [(text, True)]
    return []


def _is_of_picture(box: Box) -> bool:
    """Return whether a credit is a picture's: it is in a caption, or beside a picture."""
    parent = box.parent
    if parent is None or parent.roles & (NO_BYLINE | Role.ASIDE):
        return True
    return parent.node.css_first("img,picture,video,figure", default=None) is not None


def _is_bar(block: TextBlock) -> bool:
    """Return whether a block is beside the story only because its class says ``meta``, as the bar of a byline does."""
    box: Box | None = block.box
    while box is not None and not box.own & Role.ASIDE:
        box = box.parent
    return box is not None and box.tag not in _APART and "meta" in box.names.lower()
