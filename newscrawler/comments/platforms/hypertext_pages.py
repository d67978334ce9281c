"""Pages of a thread whose comments are in the pages themselves: which are still to be read, and whether all were read.

A comment missing from a *complete* thread is marked as vanished. A thread therefore counts as complete only if the
declared count was reached or, without a count, if every linked page was read and nothing hints at more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag

from selectolax.lexbor import LexborNode

from newscrawler.comments.js_detection import promises_more
from newscrawler.comments.structure import Structure
from newscrawler.html.page import Page, fold
from newscrawler.items import Comment
from newscrawler.language.words import WORDS
from newscrawler.urls import parts_of

__all__ = ["MAX_PAGES", "PagesProgress", "same_story"]

MAX_PAGES = 500
"""A thread of more pages than this is a loop of links; WordPress shows 50 comments on each."""

_NUMBER = re.compile(r"(?:comment-page-|[?&]cpage=)(\d{1,6})")
_PAGES = 'a[rel~=next][href*=omment],link[rel=next][href*=omment],a[href*="omment-page-"],a[href*="cpage="]'
_OLDER = re.compile(WORDS.bounded("other_comments"), re.I)
_TURNED = re.compile(rf"^\W*(?:\d{{1,4}}|{WORDS.pattern('turn')})?\W*$", re.I)
_PAGER = re.compile(r"(?:^|&)(?:page|pg|p|paged|seite|pagina|start|offset)=", re.I)
_LONGEST_LABEL = 60
"""Characters of a link that promises more comments."""

_EXTENSION = re.compile(r"\.\w{1,5}$")


@dataclass(slots=True, kw_only=True)
class PagesProgress:
    """Pages of a thread that were read and that are left. Plain data, so that it can wait in a queue."""

    read: int = 0
    """Number of different comments."""
    pings: int = 0
    """Number of pingbacks."""
    known: list[str] = field(default_factory=list)
    """Ids of the comments."""
    seen: list[str] = field(default_factory=list)
    """Addresses that were read; a page may have several."""
    left: list[str] = field(default_factory=list)
    """Linked addresses that were not read."""
    pages: int = 0
    """Number of pages with a comment that no page before had."""
    last: int = 0
    """Highest number of a page of comments in any link."""
    declared: int | None = None
    """Highest count that a page stated. A comment deleted meanwhile moves others to pages that were read before."""
    more: bool = False
    """Whether a page promised more comments by a control that leads to no page."""

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> PagesProgress:
        """Undo :meth:`to_state`. State that an older version left in a queue has the first fields only."""
        return cls(**state)

    def to_state(self) -> dict[str, Any]:
        """Return the progress as JSON, without what is zero or empty."""
        return {name: value for name, value in asdict(self).items() if value}

    def add(self, comments: list[Comment], structure: Structure, declared: int | None, *, more: bool) -> list[Comment]:
        """Account for a page; returns the comments that no page before it showed."""
        known = set(self.known)
        fresh = [comment for comment in comments if comment.nativeId not in known]
        for position, comment in enumerate(fresh, self.read):
            comment.position = position
        self.known += [comment.nativeId for comment in fresh]
        self.read += len(fresh)
        self.pings += structure.pings
        self.pages += bool(fresh)
        self.more = self.more or more
        if declared is not None:
            self.declared = max(declared, self.declared or 0)
        return fresh

    @property
    def wanted(self) -> int | None:
        """Number of comments by the pages' own count; some pages count pingbacks as comments."""
        if self.declared is None or self.read >= self.declared:
            return self.declared
        return max(self.read, self.declared - self.pings)

    def add_links(self, page: Page, structure: Structure, story: str, *, is_new: bool) -> None:
        """Note the pages that a page links to.

        :param story: the address of the story that the thread is about
        :param is_new: whether the page showed a comment that no page before it showed. Links of other pages are not
            followed: some themes show the same page under any number, each with a link to the next
        """
        found, elsewhere = _numbered(page, structure, story)
        self.more = self.more or elsewhere
        for url in found:
            if match := _NUMBER.search(url):
                self.last = max(self.last, int(match.group(1)))
        if self.wanted is None or self.read < self.wanted:
            found += _labelled(page, structure, story)
        if not is_new:
            self.more = self.more or not {*self.seen, *self.left}.issuperset(found)
            return
        # The page's own links first: the order in which the thread goes on.
        self.left = [url for url in dict.fromkeys([*found, *self.left]) if url not in self.seen]

    def next(self) -> str | None:
        """Return the next page to read; None at the end."""
        if not self.left or len(self.seen) > MAX_PAGES:
            return None
        return self.left.pop(0)

    def doubt(self) -> str | None:
        """Return why comments may be missing; None where the pages' count or links prove that all were read."""
        if self.left:
            return f"more than {MAX_PAGES} pages of comments"
        if self.wanted is not None:
            return (
                f"the page declares {self.wanted} comments and shows {self.read}" if self.read < self.wanted else None
            )
        # The story's own page is one of them, under whichever number.
        if self.pages < self.last:
            return f"{self.last} pages of comments are linked and {self.pages} showed any that the others do not"
        if self.more:
            return "the page promises more comments than it shows, and does not say how many there are"
        return None


def _numbered(page: Page, structure: Structure, story: str) -> tuple[list[str], bool]:
    """Return the story's addresses that are numbered pages of comments, in the order of the links.

    The second value is whether a next page is linked at another address than the story's; such a page is not read.
    """
    found: list[str] = []
    elsewhere = False
    for link in page.tree.css(_PAGES):
        url = _leads_to(page, link)
        if url is None or structure.words_around(link) is not None:
            continue
        if any(same_story(_NUMBER.sub("", url), of) for of in (page.url, story)):
            found.append(url)
        elif not _NUMBER.search(url):
            # Lists of the newest comments of all stories link to the numbered pages of other stories.
            elsewhere = True
    return found, elsewhere


def _labelled(page: Page, structure: Structure, story: str) -> Iterator[str]:
    """Yield addresses of the same story that a link of the comment section calls more comments."""
    for section in structure.sections:
        for link in section.css("a[href]"):
            url = _leads_to(page, link)
            if url is None or not (same_story(url, story) or same_story(url, page.url)):
                continue
            if structure.words_around(link) is not None:
                continue
            label = fold(link.text()) or link.attributes.get("aria-label") or ""
            if _means_more(label, url):
                yield url


def _means_more(label: str, url: str) -> bool:
    if len(label) > _LONGEST_LABEL:
        return False
    turned = _TURNED.match(label) and _PAGER.search(parts_of(url).query)
    return bool(turned or _OLDER.search(label)) or promises_more(label)


def _leads_to(page: Page, link: LexborNode) -> str | None:
    """Return the address of another page; None for a link inside the page, to the reply form, or of a commenter."""
    href = link.attributes.get("href") or ""
    if "ugc" in (link.attributes.get("rel") or "").split():
        return None
    if href.startswith(("#", "javascript:", "mailto:")) or "replytocom" in href:
        return None
    url = page.link(href)
    return urldefrag(url).url if url else None


def same_story(url: str, story: str) -> bool:
    """Return whether one of two addresses is the other or is below it."""
    one, other = parts_of(url), parts_of(story)
    if one.netloc != other.netloc:
        return False
    short, long = sorted((_EXTENSION.sub("", path.rstrip("/")) for path in (one.path, other.path)), key=len)
    if short:
        return long == short or long.startswith(f"{short}/")
    # At the root the query names the story: /?p=12
    named = dict(parse_qsl(other.query))
    return not long and bool(named) and named.items() <= dict(parse_qsl(one.query)).items()
