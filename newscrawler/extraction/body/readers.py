"""The end of a story where the page goes on with the words of its readers, in markup that does not say so."""

from __future__ import annotations

import re
from itertools import islice

from newscrawler.extraction.body.blocks import EXCLUDED, is_prose
from newscrawler.html.outline import Role, TextBlock
from newscrawler.language.words import WORDS

__all__ = ["start_of_comments"]

_HEADING = 40
"""Characters of a heading over comments."""
_DATED = 160
"""Characters of a line with the time of a comment."""
_COMMENTS = 2
"""Lines with a time below the heading. A story has none at its end, and a button no comments below it."""
_NO_TEXT = EXCLUDED | Role.LEAD | Role.LINK

_WORD = rf"(?:{WORDS.pattern('comments')})"
_ALL = rf"(?:(?:{WORDS.pattern('all_comments')})\s+)?"
_HEADS = re.compile(rf"\W*(?:\d+\s+)?{_ALL}{_WORD}\s*[(:\[]?\s*\d*\s*[)\]]?\W*")
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?!\d)|(?<!\d)(?:19|20)\d\d(?!\d)")


def start_of_comments(blocks: list[TextBlock], first: TextBlock | None) -> int | None:
    """Return the number of the block that is nothing but a heading over comments; None where no block is.

    :param first: first prose of the story; a button above it may say "comments" too
    """
    if first is None:
        return None
    heads = (block for block in islice(blocks, first.number + 1, None) if _heads_comments(block))
    block = next(heads, None)
    # What is below a later heading is below this one too.
    return block.number if block is not None and _are_comments(blocks[block.number + 1 :]) else None


def _heads_comments(block: TextBlock) -> bool:
    return len(block.text) <= _HEADING and not block.linked and _HEADS.fullmatch(block.text.lower()) is not None


def _are_comments(below: list[TextBlock]) -> bool:
    dated = prose = 0
    for block in below:
        if block.box.roles & _NO_TEXT:
            continue
        prose += is_prose(block)
        dated += len(block.text) <= _DATED and (bool(block.box.roles & Role.DATE) or bool(_TIME.search(block.text)))
        if prose and dated >= _COMMENTS:
            return True
    return False
