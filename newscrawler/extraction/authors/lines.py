"""Names in printed lines: bylines, signatures, links to pages of authors, and sentences that introduce an author."""

from __future__ import annotations

import re
from os.path import commonprefix

from newscrawler.extraction.authors.elements import Texts
from newscrawler.extraction.authors.place import MARKS, NO_BYLINE, BylinePlace
from newscrawler.extraction.body import BodyFound
from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page, fold
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import introduced_in, is_author_label, names_in, starts_lead, written_by
from newscrawler.language.names import looks_printed
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
_TITLES = frozenset(("h1", "h2", "h3"))
_BRACKETED = re.compile(r"[(（][^()（）]{4,40}[)）]\.?$")

_FOLDERS = load("bylines").words("author_folder")
_PROFILES = ",".join(f'a[href*="/{word}/"]' for word in _FOLDERS)
"""Links to the pages of people."""

_FOLDER_START = b"/" + commonprefix(_FOLDERS).encode()  # noqa: RUF071 (by letters is what we want)
"""Beginning of all these folders."""


def written_lines(outline: Outline, place: BylinePlace) -> Texts:
    """Return the names of the first printed line that says "by" somebody; agencies where none names a person."""
    labelled = False
    agencies: list[tuple[str, bool]] = []
    for block in place.blocks(outline):
        text = block.text
        if len(text) > _LINE_MAX or block.tag in _TITLES:
            continue
        if labelled and (names := _names_below_label(block)):
            return [(name, False) for name in names]
        labelled = len(text) < _LABEL_MAX and is_author_label(text)
        if not _may_be_byline(block, place.top):
            continue
        people, organisations = _written_names(text)
        if people:
            return [(name, False) for name in people]
        agencies = agencies or [(name, True) for name in organisations]
    return agencies


def _names_below_label(block: TextBlock) -> list[str]:
    if block.box.roles & (NO_BYLINE | Role.ASIDE):
        return []
    return [name for name in names_in(block.text) if " " in name and looks_printed(name)]


def _may_be_byline(block: TextBlock, top: int) -> bool:
    roles, text = block.box.roles, block.text
    if roles & (NO_BYLINE | Role.ASIDE) and roles & _HEAD != _HEAD and not _is_credit_at_headline(block, top):
        return False
    if roles & Role.FOOTER and not roles & Role.ARTICLE:
        return False
    return not (block.linked > _LINKED_MAX and block.linked == len(text))


def _is_credit_at_headline(block: TextBlock, top: int) -> bool:
    """Return whether a block right below the headline is a credit, although it looks like a caption or a bar of
    buttons."""
    is_near = 0 < block.number - top <= _RIGHT_BELOW
    return is_near and not block.box.roles & (Role.COMMENTS | Role.HIDDEN) and starts_lead(block.text)


def _written_names(text: str) -> tuple[list[str], list[str]]:
    """Return the people and the agencies that a line says it was written by."""
    written = written_by(text, dated=True)
    if written is None or len(written[1].split()) > _WORDS:
        return [], []
    names = names_in(written[1])
    people = [name for name in names if not is_agency(name) and looks_printed(name)]
    return people, [name for name in names if is_agency(name)]


def signatures(outline: Outline, body: BodyFound, place: BylinePlace) -> Texts:
    """Return the lines at both ends of the text that are names alone, and a last paragraph in brackets."""
    lines = [*body.signatures, *(text for text in body.paragraphs[-1:] if _BRACKETED.match(text))]
    near = {block.text for block in place.blocks(outline)} if lines else ()
    return [(text.strip("()（）"), False) for text in lines if text in near and _is_signature(text)]


def _is_signature(text: str) -> bool:
    """Return whether a line is names alone: ``Ann Lee``, ``Courier / Ann Lee``."""
    words = text.replace("/", " ").strip(" .()–—-").split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() or is_agency(word) for word in words)
        and not text.endswith((":", "!", "?"))
    )


def introduced(page: Page, outline: Outline, place: BylinePlace) -> Texts:
    """Return the name that one of the last lines introduces: "Ann Lee is a reporter at …"."""
    for block in outline.blocks[place.last : place.last + _CLOSING] if place.last else ():
        name = introduced_in(block.text)
        if name and not block.box.roles & (NO_BYLINE | Role.ASIDE) and looks_printed(name):
            return [(name, False)]
    return []


def profiles(page: Page, outline: Outline, place: BylinePlace) -> Texts:
    """Return the names that link to a page of an author, in the first line near the headline that contains any."""
    lines = [block.text for block in place.blocks(outline) if _may_link_to_author(block)]
    # A look for the word takes a tenth of the time of a query.
    if not lines or _FOLDER_START not in page.body:
        return []
    links = page.tree.css(_PROFILES)[:MARKS]
    names = list(dict.fromkeys(name for link in links if " " in (name := fold(link.text())) and looks_printed(name)))
    for line in lines if names else ():
        found = [(name, False) for name in names if name in line]
        if found:
            return found
    return []


def _may_link_to_author(block: TextBlock) -> bool:
    return (
        block.linked > 0
        and len(block.text) <= _LINE_MAX
        and " " in block.text
        and not block.box.roles & (NO_BYLINE | Role.ASIDE | Role.FOOTER)
    )
