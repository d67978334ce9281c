"""A name that nothing calls the author's, but that stands where a byline does: below the headline, beside the date."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_WORDS = 4
"""Words of a name."""
_NEAR = 2
"""Blocks between a name and the date."""
_LINES_OF_TEXT = 2
"""Blocks at the beginning of the text that may be the line: a standfirst above it was taken for the text."""
_DIGITS = 3
"""Digits of a date or a clock that is printed with other words."""
_ELSEWHERE = Role.COMMENTS | Role.HIDDEN | Role.CAPTION | Role.FOOTER | Role.TAGS | Role.LINK
_BARS = re.compile(r"\s*[|•·]\s*|\s[–—-]\s")


def beside_date(place: BylinePlace) -> Texts:
    """Return the names of the first line between headline and text that holds the date, is near it, or stands right
    above the text."""
    blocks = list(_lines(place))
    title = place.outline.blocks[place.top].text if blocks else ""
    for at, block in enumerate(blocks):
        parts = _parts(block)
        names = next((names for part in parts if (names := _people(part, title))), [])
        is_next_to_text = block.number + 1 in (place.first, place.first + 1) and len(parts) == 1
        if names and (is_next_to_text or any(map(_is_date, parts)) or _is_beside_date(blocks, at)):
            return [(name, False) for name in names]
    return []


def _lines(place: BylinePlace) -> Iterator[TextBlock]:
    for block in place.outline.blocks[place.top + 1 : place.first + _LINES_OF_TEXT]:
        if len(block.text) <= _LINE_MAX and not place.roles(block) & _ELSEWHERE:
            yield block


def _parts(block: TextBlock) -> list[str]:
    texts = (segment.text for line in lines_of(block) for segment in line)
    return [part for text in texts for part in _BARS.split(text) if part]


def _people(part: str, title: str) -> list[str]:
    """Return the names of a part that is nothing but names of people, none of whom the headline is about."""
    names = names_in(part)
    is_all = bool(names) and sum(map(len, names)) >= len(part) - _BETWEEN * len(names)
    return names if is_all and all(_is_person(name) and name not in title for name in names) else []


def _is_person(name: str) -> bool:
    words = name.split()
    if not 1 < len(words) <= _WORDS or any(map(is_agency, words)):
        return False
    return is_full_name(name) and not is_role(name) and begins_with_given_name(name)


def _is_beside_date(blocks: list[TextBlock], at: int) -> bool:
    """Return whether a line near by is the date, the name's role in between apart."""
    near = [*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 1 + _NEAR]]
    return any(block.box.roles & Role.DATE or _is_date(block.text) for block in near)


def _is_date(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _DIGITS or is_date(text)
