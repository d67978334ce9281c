"""Names in elements that state an author by their class, ``rel`` or microdata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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


def editors(outline: Outline) -> Iterator[str]:
    """Yield the letters of names that an author element calls editor: some templates state them as the author."""
    for mark in outline.authors[:MARKS]:
        # The text of an element may be the whole page; its first block is enough.
        if mark.block < len(outline.blocks) and (editor := editor_in(outline.blocks[mark.block].text[:_EDITOR_MAX])):
            yield letters(editor)


def linked_authors(outline: Outline, place: BylinePlace) -> Texts:
    """Return the names at the headline that link to a page of the author."""
    above = [mark for mark in outline.authors if place.is_at_headline(mark) and not mark.roles & NO_BYLINE]
    return stated_names([mark for mark in above if mark.tag == "a" and mark.attributes.get("rel") == "author"][:MARKS])


def stated_names(marks: Iterable[Mark]) -> Texts:
    """Return the texts of elements whose content is a name."""
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        name = mark.node.css_first("[itemprop=name]", default=None)
        content = mark.attributes.get("content") or (name and name.attributes.get("content"))
        text = content or fold((name or mark.node).text(separator=" "))
        if text and len(text) < _NAME_MAX:
            lines = [] if content else segments_of(name or mark.node)
            texts.extend((each, False) for each in _naming(lines) or [text])
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
        for text in _texts_of(mark):
            if first is not None and is_role(text):
                continue
            if any(is_person(name) or structured.is_site(name) for name in names_in(text)):
                found.append((text, False))
                first = first or mark
    return found


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
    return _naming(lines) or [" ".join(segment.text for line in lines for segment in line)]


def _naming(lines: list[list[Segment]]) -> list[str]:
    """Return the parts of an element's lines that name authors: what says "by", else the first that names a person and
    the linked ones in the lines below it."""
    segments = [segment for line in lines for segment in line]
    for segment in segments:
        written = written_by(segment.text)
        if written is not None and any(map(is_person, names_in(written[1]))):
            return [_without_unlinked(segment, names_in(written[1])) or written[1]]
    named = list(_with_names(segments))
    linked = [text for text, is_linked, _ in named if is_linked]
    return linked or [text for text, _, is_full in named if is_full][:1] or [text for text, _, _ in named][:1]


def _with_names(segments: Iterable[Segment]) -> Iterator[tuple[str, bool, bool]]:
    """Yield the segments that may name authors, each with whether a full name is linked and whether it has any.

    Those who only helped are left out, with the label before them.
    """
    helping = False
    for segment in segments:
        text = written_inside(segment.text) or _behind_label(segment.text)
        is_helper, helping = helping or bool(helpers_in(text)), ends_as_helper(text)
        if is_helper or helping or text.endswith((":", "：")):
            continue
        names = [name for name in names_in(text) if is_person(name) or is_house_name(name)]
        if names:
            full = [name for name in names if is_full_name(name)]
            linked = _without_unlinked(segment, names)
            yield linked or text, linked is not None, bool(full) and not is_role(text)


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
