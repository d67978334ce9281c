"""Pages that came in place of a story are quarantined as what they are, and never replace what is stored."""

from __future__ import annotations

import asyncio
import html
import logging
import re
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawler import settings as project
from newscrawler.dedupe import story_key
from newscrawler.discovery import answers
from newscrawler.discovery.answers import Answer
from newscrawler.discovery.canonical import normalised_or_none
from newscrawler.extensions.copy_addresses import CopyAddresses, is_with_parameters, same_page
from newscrawler.html.page import fold
from newscrawler.items import Copy, Gone, Rejection
from newscrawler.limits import FRAGMENT_CHARACTERS
from newscrawler.meta import ANNOUNCED, HAS_VARIANTS, PAGE_OF
from newscrawler.storage import StorageError
from newscrawler.storage.writer import KnownCopy
from newscrawler.writer_registry import writer_for

__all__ = ["JudgedAnswers"]

_log = logging.getLogger(__name__)

_OTHERS = 5
"""Stories that are read before a page in doubt is taken for the story: stand-ins come several in a row."""
_REMEMBERED = 200
"""Pages in doubt that later pages are compared with; some 5 KB each."""
_LOOK_S = 0.2
"""Seconds between two looks whether the crawl waits for nothing but the pages in doubt."""
_HEAD = 20_000
"""Bytes of a page in which its title is searched."""
_TITLE = re.compile(rb"<title[^>]*>(.{1,400}?)</title", re.I | re.S)


@dataclass(eq=False)
class _Suspect:
    """A page in doubt, held or remembered."""

    answer: Answer
    others: int = 0
    """Stories that were read since."""
    is_stand_in: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class JudgedAnswers:
    """Spider middleware between the reading of a story page and all that follows: its copy, comments and requests.

    A page in doubt is held until other addresses show the same text, five further stories were read, nothing else is
    left to fetch, or ``ANSWER_HOLD_SECONDS`` are over. Meanwhile its request counts as in progress: it is not
    acknowledged, so that a shared frontier repeats it after a crash. Nothing of it is held by another store.

    Stats: ``answers/held``; ``answers/not_the_story/<kind>`` for each page that was quarantined here;
    ``addresses/…`` for copies whose address is not the one that their page has or states.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("ANSWER_HOLD_SECONDS", project.ANSWER_HOLD_SECONDS)
        self._suspects: deque[_Suspect] = deque(maxlen=_REMEMBERED)
        self._addresses = CopyAddresses()
        self._held = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for each in result:
            if isinstance(each, Copy) and response.url.startswith("http") and each.headline and each.blocks:
                answer = _answer(each, response)
                verdict = await self._verdict(each, answer)
                if verdict is not None:
                    # Nothing else of this page is read: its comments, if there are any, are another page's.
                    rejection = self._rejection(each, answer, response, *verdict)
                    if verdict[0] == "gone":
                        # First: of two visits of one time the calendar notes the first.
                        yield Gone(url=answer.asked, status=response.status, retrieved=each.retrieved)
                    yield rejection
                    return
                if not await self._address(each, answer, bool(response.meta.get(HAS_VARIANTS))):
                    return
            yield each

    async def _verdict(self, copy: Copy, answer: Answer) -> tuple[str, str] | None:
        """Return the kind of page that came in place of the story, and the reason of its quarantine; None for the
        story.
        """
        for suspect in self._suspects:
            suspect.others += 1
            suspect.changed.set()
        kind = answers.said_of_itself(answer)
        if kind is not None:
            return kind, answers.reason_of_kind(kind)
        if answers.is_elsewhere(answer):
            return "led_away", answers.LED_AWAY
        alike = [each for each in self._suspects if answers.same_text(each.answer, answer)]
        if not answers.is_doubtful(answer):
            # Proven already: its headline has words of this address by chance.
            known = answer.looks_unlike_a_story and any(each.is_stand_in for each in alike)
            return ("repeated", answers.REPEATED) if known else None
        suspect = _Suspect(answer)
        self._suspects.append(suspect)
        if len(alike) + 1 >= answers.addresses_needed(answer):
            for each in (*alike, suspect):
                each.is_stand_in = True
                each.changed.set()
        else:
            await self._hold(suspect)
        if suspect.is_stand_in:
            return "repeated", answers.REPEATED
        return await self._beside_stored(copy, answer, is_repeated=bool(alike))

    async def _address(self, copy: Copy, answer: Answer, has_variants: bool) -> bool:
        """Set the address under which a copy is stored; return False where this crawl has read it already.

        A stored copy with the same path, headline and text, and other parameters, keeps its address; a stated address
        counts only while it is no other page's.
        """
        own, stats = answer.url, self._crawler.stats
        if copy.url != own:
            if self._addresses.is_anothers(answer, copy.url, await self._stored(copy, copy.url)):
                stats.inc_value("addresses/canonical_of_another")
                _log.info("%s: states %s, which is another page's (not believed)", own, copy.url)
                copy.url = own
        elif (known := self._addresses.seen_at(answer)) is not None:
            stats.inc_value("addresses/read_already")
            _log.info("%s: the page that was read as %s", own, known)
            return False
        # Before the store is asked: other addresses of the page may be read meanwhile.
        noted = self._addresses.note(answer, copy.url)
        if copy.url == own and (has_variants or is_with_parameters(own)):
            copy.url = noted.url = same_page(answer, await self._stored(copy, own))
            if copy.url != own:
                stats.inc_value("addresses/stored_as_other")
        return True

    async def _stored(self, copy: Copy, url: str) -> list[KnownCopy]:
        try:
            key = story_key(copy.headline, copy.byline)
            return await writer_for(self._crawler).copies_like(url, key, copy.outlet)
        except StorageError:
            # The page keeps its own address: a copy too many, and none that is lost.
            return []

    async def _hold(self, suspect: _Suspect) -> None:
        """Wait until other stories have shown whether a page in doubt is the story."""
        self._crawler.stats.inc_value("answers/held")
        self._held += 1
        end = monotonic() + self._seconds
        try:
            while (
                not suspect.is_stand_in and suspect.others < _OTHERS and monotonic() < end and self._is_more_to_come()
            ):
                suspect.changed.clear()
                try:
                    await asyncio.wait_for(suspect.changed.wait(), _LOOK_S)
                except TimeoutError:
                    continue
        finally:
            self._held -= 1

    def _is_more_to_come(self) -> bool:
        """Return whether the crawl fetches or reads anything beside the pages in doubt."""
        engine: Any = self._crawler.engine
        slot = engine._slot
        if slot is None or slot.closing is not None:
            return False
        return bool(
            slot.scheduler.has_pending_requests()
            or engine.downloader.active
            or len(engine.scraper.slot.active) + len(engine.scraper.slot.queue) > self._held
            or engine._start is not None
        )

    async def _beside_stored(self, copy: Copy, answer: Answer, *, is_repeated: bool) -> tuple[str, str] | None:
        """Compare a page in doubt with what is stored: of its address, and of the outlet's other addresses."""
        try:
            stored = await writer_for(self._crawler).copies_like(
                copy.url, story_key(copy.headline, copy.byline), copy.outlet
            )
        except StorageError as error:
            return "not_compared", f"in doubt, and cannot be compared with the stored copy: {error}"
        own = next((each for each in stored if each.url == copy.url), None)
        if own is not None:
            hidden = answers.hides_stored(answer, own.headline, own.body, is_repeated=is_repeated)
            return ("hides_stored", answers.HIDES) if hidden else None
        elsewhere = sum(answers.is_stored_text(answer, each.url, each.headline, each.body) for each in stored)
        return ("repeated", answers.REPEATED) if elsewhere + 1 >= answers.addresses_needed(answer) else None

    def _rejection(self, copy: Copy, answer: Answer, response: Response, kind: str, reason: str) -> Rejection:
        self._crawler.stats.inc_value(f"answers/not_the_story/{kind}")
        _log.warning("%s: %s: %r (quarantined)", answer.asked, reason, copy.headline)
        return Rejection(
            url=answer.asked,
            stage="extraction",
            reason=reason,
            retrieved=copy.retrieved,
            fragment=f"{copy.headline}\n{response.text if hasattr(response, 'text') else ''}"[:FRAGMENT_CHARACTERS],
            asked=copy.asked,
        )


def _answer(copy: Copy, response: Response) -> Answer:
    first = response.meta.get(PAGE_OF)
    asked = (response.meta.get("redirect_urls") or [response.request.url if response.request else response.url])[0]
    asked, url = (first, first) if first else (asked, response.url)
    title = _TITLE.search(response.body[:_HEAD])
    return Answer(
        asked=normalised_or_none(asked) or asked,
        url=normalised_or_none(url) or url,
        headline=copy.headline or "",
        title=fold(html.unescape(title[1].decode("utf-8", "replace"))) if title else "",
        text="\n".join(block.text for block in copy.blocks),
        announced=response.meta.get(ANNOUNCED),
        is_dated=copy.datePublished is not None and not _is_of_address(copy, url),
        is_signed=bool(copy.authors or copy.byline or copy.agency),
    )


def _is_of_address(copy: Copy, url: str) -> bool:
    """Return whether the day is that of the address: every page that comes for it would have it."""
    day = re.sub(r"\D", "", copy.datePublishedRaw or "")
    return copy.datePublishedPrecision == "day" and day in re.sub(r"\D", "", url)
