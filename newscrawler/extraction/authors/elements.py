"""Names in elements that state an author by their class, ``rel`` or microdata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from newscrawler.extraction.authors.place import MARKS, NO_BYLINE, BylinePlace
from newscrawler.html.outline import Mark, Outline, Role
from newscrawler.html.page import fold
from newscrawler.html.structured import Structured, letters
from newscrawler.language.bylines import editor_in, names_in, written_by, written_inside
from newscrawler.language.names import is_person
from newscrawler.language.pictures import starts_with_picture

__all__ = ["Texts", "author_marks", "editors", "first_line", "linked_authors", "stated_names"]

Texts = Iterable[tuple[str, bool]]
"""Texts with names, each with whether it is known to name an organisation."""

_NAMES = 8
"""Elements that are read of one kind."""
_NAME_MAX = 200
"""Characters of an element that states a name."""
_LINE_MAX = 160
"""Characters of a printed line of names."""
_EDITOR_MAX = 80
"""Characters of the beginning of an element in which an editor is named."""
_SAME_LINE = 3
"""Blocks after the first author element in which the other authors of its line stand."""
_CARD = re.compile(r"\bvcard\b")
_SECTION_LINK = re.compile(
    r"\b(?:tags?|categor(?:y|ies|ia|ie)|kategorien?|rubrik|thema|themen|topics?|sections?)\b", re.I
)


def author_marks(outline: Outline) -> list[Mark]:
    """Return the elements that state an author, except those of comments, captions and teasers."""
    return [
        mark
        for mark in outline.authors
        if not (roles := mark.roles) & (NO_BYLINE | Role.LINK)
        # Blogs sign below the post, in a footer of its own.
        and (roles & Role.ARTICLE or not roles & Role.FOOTER or _CARD.search(mark.attributes.get("class") or ""))
    ]


def editors(outline: Outline) -> Iterator[str]:
    """Yield the letters of names that an author element calls editor: some templates state them as the author."""
    for mark in outline.authors[:MARKS]:
        # The text of an element may be the whole page; its first block is enough.
        if mark.block < len(outline.blocks) and (editor := editor_in(outline.blocks[mark.block].text[:_EDITOR_MAX])):
            yield letters(editor)


def linked_authors(outline: Outline, place: BylinePlace) -> Texts:
    """Return the names at the headline that link to a page of the author."""
    above = [mark for mark in outline.authors if mark.block in place.above and not mark.roles & NO_BYLINE]
    return stated_names([mark for mark in above if mark.tag == "a" and mark.attributes.get("rel") == "author"][:MARKS])


def stated_names(marks: Iterable[Mark]) -> Texts:
    """Return the texts of elements whose content is a name."""
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        name = mark.node.css_first("[itemprop=name]", default=None)
        content = mark.attributes.get("content") or (name and name.attributes.get("content"))
        text = content or fold((name or mark.node).text(separator=" "))
        if text and len(text) < _NAME_MAX:
            texts.append((text, False))
        if len(texts) >= _NAMES:
            break
    return texts


def first_line(marks: Iterable[Mark], structured: Structured) -> Texts:
    """Return the names in the first author element that names a person or the outlet, and in those beside it."""
    found: list[tuple[str, bool]] = []
    first: Mark | None = None
    for mark in marks:
        if first is not None and not _is_beside(mark, first):
            break
        text, links = _line_of(mark)
        if any(is_person(name) or structured.is_site(name) for name in names_in(text)):
            people = [link for link in links if is_person(link)]
            found.extend((name, False) for name in (people or [text]))
            first = first or mark
    return found


def _is_beside(mark: Mark, first: Mark) -> bool:
    return mark.block <= first.block + _SAME_LINE and (mark.box.parent is first.box.parent or mark.box is first.box)


def _line_of(mark: Mark) -> tuple[str, list[str]]:
    """Return the names that an element prints, without words around them, and its links to people.

    :return: an empty text where the element prints no line of names
    """
    text = mark.attributes.get("content") or fold(mark.node.text(separator=" "))
    if not text or len(text) > _LINE_MAX or starts_with_picture(text):
        return "", []
    written = written_by(text)
    if written is None:
        text = written_inside(text) or text
    elif written[0] > 0:
        text = written[1]
    links: list[str] = []
    for link in mark.node.css("a") if mark.tag != "a" else ():
        named = fold(link.text())
        if _leads_elsewhere(link):
            text = fold(text.replace(named, "", 1))
        elif named:
            links.append(named)
    return text, links


def _leads_elsewhere(link: LexborNode) -> bool:
    """Return whether a link in an author element leads to the story's sections and tags instead of the author."""
    attributes = link.attributes
    return bool(_SECTION_LINK.search(f"{attributes.get('rel') or ''} {attributes.get('href') or ''}"))
