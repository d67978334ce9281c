"""Names of commenters as they may be stored: plain, as keyed pseudonyms, or not at all."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Self

from newscrawler.items import Author, Comment, Copy, Gone, ListRead, Rejection, Thread, Unchanged
from newscrawler.spelling import composed
from newscrawler.storage.errors import StorageError

__all__ = ["AUTHOR_KEY", "AuthorNames", "pseudonym", "pseudonymous"]

AUTHOR_KEY = "NEWSCRAWLER_AUTHOR_KEY"
"""Environment variable with the key of the pseudonyms. Not a setting: settings are shown by commands and logs."""

_KEY_LENGTH = 16
"""Characters of the shortest key: below that, names could be found again by trying keys."""

_MODES = ("plain", "keyed", "none")

_DIGITS = 24
"""96 bits: two of a billion commenters share a pseudonym with a probability of 10^-11."""

_PSEUDONYM = re.compile(rf"reader-[0-9a-f]{{{_DIGITS}}}")

_NOT_KEPT = "not kept, because it may hold names of commenters (AUTHOR_NAMES)"

Document = dict[str, Any]


def pseudonym(key: bytes, name: str) -> str:
    """Return ``reader-<24 hex digits>``: equal for equal names, and of no use without the key.

    A pseudonym is returned as it is, so that a second writing of an item changes nothing.
    """
    if _PSEUDONYM.fullmatch(name):
        return name
    return "reader-" + hmac.digest(key, composed(name).encode("utf-8", "surrogatepass"), "sha256").hex()[:_DIGITS]


def pseudonymous(key: bytes, author: Mapping[str, Any] | None) -> Document | None:
    """Return the ``{name, id, url}`` of an author with pseudonyms for name and id, and without the address."""
    if author is None:
        return None
    name, id = author.get("name"), author.get("id")
    return {
        "name": None if name is None else pseudonym(key, name),
        "id": None if id is None else pseudonym(key, id),
        "url": None,
    }


class AuthorNames:
    """The rule for commenters' names: the setting ``AUTHOR_NAMES``.

    ``plain`` keeps name, id and address of a comment's author. ``keyed`` keeps pseudonyms of name and id, the same
    ones in every crawl with the same key, and no address. ``none`` keeps no author. In the latter two, fragments of
    answers, which may hold names, are not kept in quarantine either. What commenters write about each other in their
    texts is not changed.

    :param key: of the pseudonyms; needed for ``keyed``
    """

    def __init__(self, mode: str = "plain", key: str | None = None) -> None:
        self.mode = mode
        self._key = (key or "").encode()

    @classmethod
    def from_environment(cls, mode: str) -> Self:
        """Return the rule with the key of this process's environment."""
        return cls(mode, os.environ.get(AUTHOR_KEY))

    def check(self) -> None:
        """Refuse a rule that cannot be followed.

        :raises StorageError: naming the setting and the remedy
        """
        if self.mode not in _MODES:
            raise StorageError(f"AUTHOR_NAMES {self.mode!r} is not one of {', '.join(_MODES)}: set one of them")
        if self.mode == "keyed" and len(self._key) < _KEY_LENGTH:
            raise StorageError(
                f"AUTHOR_NAMES is keyed, and {AUTHOR_KEY} has fewer than {_KEY_LENGTH} characters: set it to a secret "
                "that all machines share, e.g. the output of `openssl rand -hex 32`, and keep it: another key gives "
                "other pseudonyms"
            )

    def apply(self, items: Iterable[Copy | Thread | Comment | Unchanged | Gone | ListRead | Rejection]) -> None:
        """Change the items, in place, into a form that may be stored. Applying it twice has the effect of once."""
        if self.mode == "plain":
            return
        for item in items:
            if isinstance(item, Comment):
                self._apply_to_comment(item)
            elif isinstance(item, Rejection):
                self._apply_to_rejection(item)

    def _apply_to_comment(self, item: Comment) -> None:
        author = item.author
        if author is not None:
            shown = self._shown({"name": author.name, "id": author.id, "url": author.url})
            item.author = None if shown is None else Author(**shown)

    def _apply_to_rejection(self, item: Rejection) -> None:
        if item.fragment is not None:
            item.fragment = _NOT_KEPT
        if item.item is not None and item.item.get("author") is not None:
            author = item.item["author"]
            item.item = {**item.item, "author": self._shown(author) if isinstance(author, Mapping) else None}

    def apply_stored(self, document: Document) -> None:
        """Change a stored comment, its history included, in place, into what would be stored now."""
        document["author"] = self._shown(document["author"])
        for observation in document["observations"]:
            if "author" in observation:
                observation["author"] = self._shown(observation["author"])

    def names_of(self, value: str) -> tuple[str, ...]:
        """Return the forms in which a commenter's name or id may be stored: as it is, and its pseudonym where there is
        a key."""
        if len(self._key) < _KEY_LENGTH:
            return (value,)
        return (value, pseudonym(self._key, value))

    def _shown(self, author: Mapping[str, Any] | None) -> Document | None:
        if self.mode == "plain":
            return None if author is None else dict(author)
        return pseudonymous(self._key, author) if self.mode == "keyed" else None
