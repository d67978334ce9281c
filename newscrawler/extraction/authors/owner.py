"""The owner of a personal site: its author, where nothing else on the page names one."""

from __future__ import annotations

from newscrawler.extraction.authors.elements import Texts
from newscrawler.extraction.authors.place import BylinePlace
from newscrawler.html.outline import Role
from newscrawler.html.structured import Structured, letters
from newscrawler.language.names import begins_with_given_name, is_full_name
from newscrawler.language.rights import parse_rights

__all__ = ["owner"]

_RIGHTS_MAX = 120
"""Characters of a line with the rights of a person."""
_HEAD = 10
"""Blocks at the beginning of a page among which a personal site prints its owner's name."""
_BELOW_TEXT = 3
"""Blocks below the text in which a rights line is the story's."""
_TELLING = 5
"""Letters of a word of the owner's name that is in the host by no chance."""
_WORDS = 3


def owner(place: BylinePlace, structured: Structured) -> Texts:
    """Return the person who holds the rights of the page, if the site is the person's or the line is the story's."""
    blocks = place.outline.blocks
    heads = {letters(block.text) for block in blocks[:_HEAD]}
    host = letters(structured.host)
    for block in blocks[place.last + 1 :]:
        if len(block.text) > _RIGHTS_MAX or block.box.roles & (Role.COMMENTS | Role.CAPTION):
            continue
        rights = parse_rights(block.text.partition(". ")[0])
        name = (rights.holder or "") if rights is not None else ""
        if not (name.count(" ") < _WORDS and is_full_name(name) and begins_with_given_name(name)):
            continue
        words = [letters(word) for word in name.split()]
        is_own = letters(name) in heads or any(len(word) >= _TELLING and word in host for word in words)
        if is_own or block.number <= place.last + _BELOW_TEXT:
            return [(name, False)]
    return []
