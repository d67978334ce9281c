"""The byline as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from newscrawler.extraction.authors import Credits
from newscrawler.extraction.node_text import inline_text
from newscrawler.html.outline import Outline, Role
from newscrawler.html.page import fold
from newscrawler.html.structured import Structured
from newscrawler.items import Block
from newscrawler.language.agencies import find_agency
from newscrawler.language.bylines import Byline, parse_byline, starts_byline, without_by, without_time

__all__ = ["find_byline"]

_FIRST_LINES = 2
"""Lines at the beginning of the text of which one may be the byline."""
_MARKS = 6
"""Elements of an author's class whose texts are tried."""
_BYLINES = 24
"""Lines that begin with "by". A page with more is a list of stories."""
_BYLINE_MAX = 160
"""Characters: "By" and three long names with their roles."""
_NO_BYLINE = Role.COMMENTS | Role.HIDDEN | Role.ASIDE | Role.FOOTER | Role.CAPTION


def find_byline(
    declared: str | None, outline: Outline, blocks: list[Block], structured: Structured, credits: Credits
) -> Byline | None:
    """Find the printed byline.

    It is the first line of the text, else the declared element, else a line that names the credited people, else the
    credit itself. A wire story's own byline stands in its text, while the page's author element often names the
    outlet's editor.

    :param blocks: text of the story; the line of the byline is removed from it
    """
    for index, block in enumerate(blocks[:_FIRST_LINES]):
        # A byline with its time ends like a sentence: "… at 11:08 a.m."
        line = block.text if starts_byline(block.text) else without_time(block.text[:_BYLINE_MAX])
        if starts_byline(line) and len(block.text) < _BYLINE_MAX:
            del blocks[index]
            return _as_credited(parse_byline(line), credits)
    if declared and not structured.is_site(declared) and (byline := parse_byline(declared)):
        return byline
    named = _naming_credited(outline, structured, credits)
    agency = next((byline.agency for byline in named if byline.agency), None)
    # The same element may print the time or a button too; the shortest line with the names is the byline.
    lines = [byline for byline in named if byline.agency == agency and not any(map(str.isdigit, byline.printed))]
    if lines:
        shortest = min(lines, key=lambda byline: len(byline.printed))
        return Byline(printed=shortest.printed, authors=tuple(credits.people), agency=agency)
    printed = parse_byline(credits.printed)
    if printed is None or structured.is_site(printed.printed):
        return None
    return Byline(printed=printed.printed, authors=tuple(credits.people), agency=printed.agency or agency)


def _as_credited(byline: Byline | None, credits: Credits) -> Byline | None:
    """Return a byline with the people as the page credits them, if it names one of them: elements end their names
    better than the line's words do."""
    if byline is not None and any(name in byline.printed for name in credits.people):
        return Byline(printed=byline.printed, authors=tuple(credits.people), agency=byline.agency)
    return byline


def _naming_credited(outline: Outline, structured: Structured, credits: Credits) -> list[Byline]:
    """Return the printed lines that name all whom the page credits; an agency's byline where it credits nobody."""
    credited = [name.casefold() for name in credits.people or credits.organisations[:1]]
    found: list[Byline] = []
    for text in dict.fromkeys(islice(_candidates(outline), _BYLINES)):
        if len(text) >= _BYLINE_MAX or structured.is_site(text):
            continue
        if credited:
            folded = text.casefold()
            names_credited = all(name in folded for name in credited)
        else:
            # Asked first, because it spares taking names apart.
            names_credited = find_agency(without_by(fold(text))) is not None
        if names_credited and (byline := parse_byline(text)) is not None:
            found.append(byline)
    return found


def _candidates(outline: Outline) -> Iterator[str]:
    for mark in outline.authors[:_MARKS]:
        if not mark.roles & _NO_BYLINE and (text := mark.attributes.get("content") or inline_text(mark.node)):
            yield text
    for block in outline.blocks:
        if len(block.text) < _BYLINE_MAX and not block.box.roles & _NO_BYLINE and starts_byline(block.text):
            yield block.text
