"""A name that nothing calls the author's, but that stands where a byline does: below the headline, beside the date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newscrawler.extraction.authors.elements import Texts
from newscrawler.extraction.authors.place import BylinePlace
from newscrawler.extraction.authors.segments import lines_of
from newscrawler.html.outline import Role, TextBlock
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import is_role, names_in
from newscrawler.language.dates.spans import is_date
from newscrawler.language.names import begins_with_given_name, is_full_name

__all__ = ["beside_date"]

_LINE_MAX = 100
"""Characters of a line with a name and the date."""
_BETWEEN = 5
"""Characters between two names."""
_BEHIND = 30
"""Characters behind a name that :func:`names_in` has cut off: an outlet, the day."""
_WORDS = 4
"""Words of a name."""
_SHORTEST = 2
"""Words of the shortest full name."""
_NEAR = 2
"""Blocks between a name and the date."""
_LINES_OF_TEXT = 2
"""Blocks at the beginning of the text that may be the line: a standfirst above it was taken for the text."""
_DIGITS = 3
"""Digits of a date or a clock that is printed with other words."""
_ELSEWHERE = Role.COMMENTS | Role.HIDDEN | Role.CAPTION | Role.FOOTER | Role.TAGS | Role.LINK
_SIGNS = re.compile(r"\s*[|•·,;]\s*|\s[–—-]\s")


def beside_date(place: BylinePlace) -> Texts:
    """Return the names of the first line between headline and text that holds the date, is near it, or stands right
    above the text."""
    blocks = list(_lines(place))
    title = place.outline.blocks[place.top].text if blocks else ""
    lines = [_read(block, title) for block in blocks]
    for at, line in enumerate(lines):
        if line.names:
            # Names, roles and the date may have a line of their own each.
            end = next((n for n in range(at + 1, len(lines)) if not lines[n].is_pure), len(lines))
            names = [name for each in lines[at : max(end, at + 1)] for name in each.names]
            is_next_to_text = line.is_pure and blocks[end - 1].number + 1 in (place.first, place.first + 1)
            if is_next_to_text or any(each.is_dated for each in lines[at:end]) or _is_beside_date(blocks, at):
                return [(name, False) for name in dict.fromkeys(names)]
    return []


def _lines(place: BylinePlace) -> Iterator[TextBlock]:
    for block in place.outline.blocks[place.top + 1 : place.first + _LINES_OF_TEXT]:
        if len(block.text) <= _LINE_MAX and not place.roles(block) & _ELSEWHERE:
            yield block


@dataclass(slots=True)
class _Line:
    """A line taken apart."""

    names: list[str] = field(default_factory=list)
    is_dated: bool = False
    is_pure: bool = True
    """It holds names and their roles alone."""


def _read(block: TextBlock, title: str) -> _Line:
    """Take a line apart at its bars, commas and elements. Names behind anything but names and roles do not count.

    Nothing is read of a line with a name beside words that may be one too: one author of two would be a wrong byline.
    """
    found = _Line()
    for part in _parts(block):
        if is_role(part):
            continue
        if _may_be_person(part):
            return _Line(is_pure=False)
        if _is_date(part):
            found.is_dated = True
            # A line may print the time behind the name without a sign between them.
        if names := _people(part, title):
            found.names.extend(name for name in names if name not in found.names)
        elif not _is_date(part):
            found.is_pure = False
            if found.names:
                break
    return found


def _parts(block: TextBlock) -> list[str]:
    texts = (segment.text for line in lines_of(block) for segment in line)
    return [part for text in texts for part in _SIGNS.split(text) if part]


def _people(part: str, title: str) -> list[str]:
    """Return the names with which a part begins, none of whom the headline is about; none where it is a sentence."""
    names = names_in(part)
    if not names or len(part) - sum(map(len, names)) > _BETWEEN * len(names) + _BEHIND * part.startswith(names[0]):
        return []
    return names if all(_is_person(name) and name not in title for name in names) else []


def _is_person(name: str) -> bool:
    words = name.split()
    if not 1 < len(words) <= _WORDS or any(map(is_agency, words)):
        return False
    # "Washington DC"
    has_code = any(word.isupper() and len(word) > 1 for word in words[1:]) and not name.isupper()
    return is_full_name(name) and not is_role(name) and not has_code and begins_with_given_name(name)


def _may_be_person(part: str) -> bool:
    """Return whether words are printed as a name of a person, of whom the given name is not known."""
    return (
        len(part.split()) == _SHORTEST
        and is_full_name(part)
        and not begins_with_given_name(part)
        and not is_agency(part)
    )


def _is_beside_date(blocks: list[TextBlock], at: int) -> bool:
    """Return whether a line near by is the date, the name's role in between apart."""
    near = [*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 1 + _NEAR]]
    return any(block.box.roles & Role.DATE or _is_date(block.text) for block in near)


def _is_date(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _DIGITS or is_date(text)
