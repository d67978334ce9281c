"""The address under which a page's copy is stored, by what other pages showed: of this crawl, and of the store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawler.discovery.answers import Answer, has_other_text, is_other_than, is_text_of
from newscrawler.storage.writer import KnownCopy

__all__ = ["CopyAddresses", "is_with_parameters", "same_page"]

_CLAIMS = 500
"""Canonical addresses whose texts are kept for a comparison; some 20 KB each."""
_PATHS = 50_000
"""Paths of stories that are remembered, 300 bytes each: as many as a crawl takes stories (STORIES_PER_CRAWL)."""


@dataclass(slots=True)
class _Read:
    """A page that this crawl read."""

    own: str
    url: str
    """Address of its copy."""
    text: int
    """Hash of headline and text."""


class CopyAddresses:
    """Addresses of the copies that a crawl has read."""

    def __init__(self) -> None:
        self._read: OrderedDict[int, list[_Read]] = OrderedDict()
        self._claims: OrderedDict[str, list[Answer]] = OrderedDict()

    def seen_at(self, answer: Answer) -> str | None:
        """Return the copy's address of the same headline and text, read from another address of the same path; None
        where there is none.
        """
        text = _hash(answer)
        return next(
            (each.url for each in self._of_path(answer.url) if each.text == text and each.own != answer.url), None
        )

    def note(self, answer: Answer, url: str) -> _Read:
        """Note that the copy of a page is stored under an address; returns the entry, whose ``url`` may be changed."""
        noted = _Read(answer.url, url, _hash(answer))
        # A crawl that never ends reads a page again and again: what it was before is forgotten.
        others = [each for each in self._of_path(answer.url) if each.own != answer.url]
        self._read[hash(_path(answer.url))] = [*others, noted]
        if len(self._read) > _PATHS:
            self._read.popitem(last=False)
        if url != answer.url:
            claims = [each for each in self._claims.get(url, ()) if each.url != answer.url]
            self._claims[url] = [*claims, answer]
            if len(self._claims) > _CLAIMS:
                self._claims.popitem(last=False)
        return noted

    def is_anothers(self, answer: Answer, claimed: str, stored: Sequence[KnownCopy]) -> bool:
        """Return whether the address that a page states as its own is another page's.

        This crawl read another text from a page that states the same address, or the store has another headline and
        text for it.
        """
        if any(has_other_text(answer, each) for each in self._claims.get(claimed, ()) if each.url != answer.url):
            return True
        return any(is_other_than(answer, each.headline, each.body) for each in stored if each.url == claimed)

    def _of_path(self, url: str) -> list[_Read]:
        return self._read.get(hash(_path(url)), [])


def is_with_parameters(url: str) -> bool:
    """Return whether an address has a part that may say nothing of the story."""
    parts = urlsplit(url)
    return bool(parts.query) or ";" in parts.path


def same_page(answer: Answer, stored: Sequence[KnownCopy]) -> str:
    """Return the address of a stored copy with the path, headline and text of a page; the page's own where there is
    none.
    """
    if any(each.url == answer.url for each in stored):
        return answer.url
    same = [
        each.url
        for each in stored
        if _path(each.url) == _path(answer.url) and is_text_of(answer, each.headline, each.body)
    ]
    return min(same, key=len, default=answer.url)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc + parts.path.partition(";")[0]


def _hash(answer: Answer) -> int:
    return hash((answer.headline, answer.text))
