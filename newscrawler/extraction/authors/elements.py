"""Names in elements that state an author by their class, ``rel`` or microdata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from newscrawler.extraction.authors.place import MARKS, NO_BYLINE, BylinePlace
from newscrawler.extraction.authors.segments import Segment, segments_of
from newscrawler.html.outline import Mark, Outline, Role
from newscrawler.html.page import fold
from newscrawler.html.structured import Structured, letters
from newscrawler.language.bylines import (
    editor_in,
    ends_as_helper,
    helpers_in,
    is_role,
    names_in,
    written_by,
    written_inside,
)
from newscrawler.language.names import is_full_name, is_house_name, is_person
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
_LABEL_MAX = 30
"""Characters of a line that is only a label: ``Contributions from``."""
_SAME_LINE = 3
"""Blocks after the first author element in which the other authors of its line stand."""
_CARD = re.compile(r"\bvcard\b")


def author_marks(outline: Outline) -> list[Mark]:
    """Return the elements that state an author, except those of comments, captions and teasers."""
    return [
        mark
        for mark in outline.authors
        if not (roles := mark.roles) & (NO_BYLINE | Role.LINK)
        # Blogs sign below the post, in a footer of its own.
        and (roles & Role.ARTICLE or not roles & Role.FOOTER or _CARD.search(mark.attributes.get("class") or ""))
    ]


def editors(outline: Outline, place: BylinePlace) -> Iterator[str]:
    """Yield the letters of names that the page calls editor or contributor: some templates state them as the author."""
    blocks = outline.blocks
    for mark in outline.authors[:MARKS]:
        # The text of an element may be the whole page; its first block is enough.
        if mark.block < len(blocks) and (editor := editor_in(blocks[mark.block].text[:_EDITOR_MAX])):
            yield letters(editor)
    for label, below in pairwise(blocks[place.above.start : place.above.stop]):
        if len(label.text) <= _LABEL_MAX and ends_as_helper(label.text):
            yield from map(letters, names_in(below.text[:_EDITOR_MAX]))


def linked_authors(outline: Outline, place: BylinePlace) -> Texts:
    """Return the names at the headline that link to a page of the author."""
    above = [mark for mark in outline.authors if place.is_at_headline(mark) and not mark.roles & NO_BYLINE]
    return stated_names([mark for mark in above if mark.tag == "a" and mark.attributes.get("rel") == "author"][:MARKS])


def stated_names(marks: Iterable[Mark]) -> Texts:
    """Return the texts of elements whose content is a name."""
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        texts.extend((text, False) for text in _stated_in(mark))
        if len(texts) >= _NAMES:
            break
    return texts


def _stated_in(mark: Mark) -> list[str]:
    name = mark.node.css_first("[itemprop=name]", default=None) or mark.node
    if content := mark.attributes.get("content") or name.attributes.get("content"):
        return [content] if len(content) < _NAME_MAX else []
    text = fold(name.text(separator=" "))
    return (_naming(segments_of(name)) or [text]) if 0 < len(text) < _NAME_MAX else []


def first_line(marks: Iterable[Mark], structured: Structured) -> Texts:
    """Return the names in the first author element that names a person or the outlet, and in those beside it."""
    found: list[tuple[str, bool]] = []
    first: Mark | None = None
    for mark in marks:
        if first is not None and not _is_beside(mark, first):
            break
        for text in _texts_of(mark):
            if _names_somebody(text, structured) and not (first is not None and is_role(text)):
                found.append((text, False))
                first = first or mark
    return found


def _names_somebody(text: str, structured: Structured) -> bool:
    return any(is_person(name) or structured.is_site(name) for name in names_in(text))


def _is_beside(mark: Mark, first: Mark) -> bool:
    return mark.block <= first.block + _SAME_LINE and (mark.box.parent is first.box.parent or mark.box is first.box)


def _texts_of(mark: Mark) -> list[str]:
    """Return the parts of an author's element that name its authors; none where it prints no line of names."""
    if content := mark.attributes.get("content"):
        return [content]
    text = mark.node.text(separator=" ")
    if len(text) > _LINE_MAX and len(text := fold(text)) > _LINE_MAX:
        return []
    if starts_with_picture(fold(text)):
        return []
    lines = segments_of(mark.node)
    # The outlet's name, which may be one small word.
    rest = " ".join(segment.text for segment in _authors_alone(segment for line in lines for segment in line))
    return _naming(lines) or [rest]


@dataclass(slots=True)
class _Part:
    """A part of an element's lines that may name authors."""

    text: str
    is_linked: bool
    """A full name in it is a link."""
    is_full: bool


def _naming(lines: list[list[Segment]]) -> list[str]:
    """Return the parts of an element's lines that name authors: what says "by", else the first that names a person and
    the linked ones in the lines below it."""
    segments = [segment for line in lines for segment in line]
    for segment in segments:
        if written := _written_in(segment):
            return [written]
    parts = [part for segment in _authors_alone(segments) if (part := _part_of(segment))]
    linked = [part.text for part in parts if part.is_linked]
    full = [part.text for part in parts if part.is_full]
    return linked or full[:1] or [part.text for part in parts[:1]]


def _written_in(segment: Segment) -> str | None:
    """Return what follows "by" in a segment, if it names a person."""
    written = written_by(segment.text)
    names = names_in(written[1]) if written is not None else []
    if written is None or not any(map(is_person, names)):
        return None
    return _without_unlinked(segment, names) or written[1]


def _authors_alone(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield the segments without those who only helped, and without labels."""
    is_label = False
    for segment in segments:
        follows_label, is_label = is_label, ends_as_helper(segment.text)
        if not (follows_label or is_label or segment.text.endswith((":", "：")) or helpers_in(segment.text)):
            yield segment


def _part_of(segment: Segment) -> _Part | None:
    text = written_inside(segment.text) or _behind_label(segment.text)
    names = [name for name in names_in(text) if is_person(name) or is_house_name(name)]
    if not names:
        return None
    linked = _without_unlinked(segment, names)
    return _Part(linked or text, linked is not None, any(map(is_full_name, names)) and not is_role(text))


def _behind_label(text: str) -> str:
    """Return the full name behind a label that is one unknown word: ``Curator: Ann Lee``; the text without one."""
    label, colon, name = text.partition(":")
    return name.strip() if colon and label.isalpha() and label[0].isupper() and is_full_name(name.strip()) else text


def _without_unlinked(segment: Segment, names: list[str]) -> str | None:
    """Return the names of a segment without single words that are not linked as its full names are: a place, a paper.

    None where no full name is linked.
    """
    linked = " ".join(segment.links.values())
    if not any(name in linked and is_full_name(name) for name in names):
        return None
    return ", ".join(name for name in names if name in linked or is_full_name(name))
