"""Names of data fields: the words that they consist of, and the roles that these words suggest."""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawler.language.tables import load

__all__ = [
    "ADDRESS",
    "AUTHOR",
    "COMMENT",
    "COUNT",
    "DEPTH",
    "DISCUSSION",
    "DOWN",
    "ELSEWHERE",
    "GATHERING",
    "ID",
    "LATEST",
    "MORE",
    "NAME",
    "OTHER_NAME",
    "OTHER_TIME",
    "PARENT",
    "PICTURE",
    "REMOVED",
    "REPLY",
    "ROOT",
    "SCORE",
    "SHOWN_NAME",
    "STARS",
    "STORY",
    "TEXT",
    "TIME",
    "TITLE",
    "UP",
    "WRITTEN_AT",
    "roles_of_key",
    "speaks_of_comments",
    "words_of_key",
]

_KEYS = load("keys")
_TABLES = (
    *("comment", "discussion", "reply", "parent", "root", "text", "name", "shown_name", "author", "time", "written_at"),
    *(
        "other_time",
        "up",
        "down",
        "score",
        "count",
        "identity",
        "depth",
        "more",
        "removed",
        "title",
        "address",
        "story",
    ),
    *("picture", "elsewhere", "latest", "stars", "other_name", "gathering"),
)
(
    COMMENT, DISCUSSION, REPLY, PARENT, ROOT, TEXT, NAME, SHOWN_NAME, AUTHOR, TIME, WRITTEN_AT,
    OTHER_TIME, UP, DOWN, SCORE, COUNT, ID, DEPTH, MORE, REMOVED, TITLE, ADDRESS, STORY,
    PICTURE, ELSEWHERE, LATEST, STARS, OTHER_NAME, GATHERING,
) = (1 << bit for bit in range(len(_TABLES)))  # fmt: skip
"""Roles of a field by its name; a bit set, because a name may have several words and a word several meanings."""

_SPEAKING_ROLES = COMMENT | DISCUSSION | GATHERING | REPLY | PARENT
_SPEAKING = re.compile(_KEYS.pattern("comment", "discussion", "gathering", "reply", "parent"))

_WORD = re.compile(r"[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])")
_LONGEST_KEY = 60
"""Characters of a field's name that is looked at; a longer one is a text or an address."""

_SHORTEST_PART = 2
"""Letters of the shorter word of two that are written together: ``createdat``, ``parentid``."""


def _roles_by_word() -> dict[str, int]:
    roles: dict[str, int] = {}
    for bit, table in enumerate(_TABLES):
        for word in _KEYS.words(table):
            roles[word] = roles.get(word, 0) | 1 << bit
    return roles


_ROLES = _roles_by_word()


# A page has some 200 different names, and so has the next page of its outlet.
@lru_cache(maxsize=8192)
def roles_of_key(key: str) -> int:
    """Return the roles that all words of a field's name suggest together."""
    roles = 0
    for word in words_of_key(key):
        roles |= _ROLES.get(word, 0)
    return roles


@lru_cache(maxsize=4096)
def words_of_key(key: str) -> tuple[str, ...]:
    """Return the words of a field's name, in lower case: ``parentCommentId`` → parent, comment, id."""
    if len(key) > _LONGEST_KEY:
        return ()
    words: list[str] = []
    for found in _WORD.findall(key):
        words += _parts(found.lower())
    return tuple(words)


def _parts(word: str) -> tuple[str, ...]:
    """Return a word, or the two known words that are written together in it."""
    if word not in _ROLES:
        for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART, -1):
            if word[:at] in _ROLES and word[at:] in _ROLES:
                return word[:at], word[at:]
    return (word,)


# The names of the pages of an outlet are the same but for ids.
@lru_cache(maxsize=16384)
def speaks_of_comments(key: str) -> bool:
    """Return whether a field's name suggests comments or answers, and no mere number of them."""
    # Nearly all names have none of the words, which shows at a fifth of the time of cutting them.
    if _SPEAKING.search(key.lower()) is None:
        return False
    roles = roles_of_key(key)
    # A number may be an id: reply_to_post_number.
    return bool(roles & _SPEAKING_ROLES) and not (roles & COUNT and not roles & ID)
