"""Comment platforms, sans-I/O: detect a section on a page → requests to make → parse responses → comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newscrawler.extras import need

need("crawl", "nh3", "selectolax")

from newscrawler.comments.keys import Keys
from newscrawler.comments.platforms.coral import Coral
from newscrawler.comments.platforms.disqus import Disqus
from newscrawler.comments.platforms.guardian import Guardian
from newscrawler.comments.platforms.hypertext import Hypertext
from newscrawler.comments.platforms.isso import Isso
from newscrawler.comments.platforms.japantoday import JapanToday
from newscrawler.comments.platforms.openweb import OpenWeb
from newscrawler.comments.platforms.viafoura import Viafoura
from newscrawler.comments.platforms.wordpress import WordPress
from newscrawler.comments.protocol import (
    CommentSection,
    Fallback,
    ForeignThreadError,
    ParseResult,
    Platform,
    PlatformRequest,
    PlatformResponse,
    RequestError,
    ResponseError,
)
from newscrawler.comments.thread_progress import ThreadLimits, ThreadProgress
from newscrawler.html.page import Page
from newscrawler.renamed import renamed

__all__ = [
    "PLATFORMS",
    "CommentSection",
    "Fallback",
    "ForeignThreadError",
    "Keys",
    "ParseResult",
    "Platform",
    "PlatformRequest",
    "PlatformResponse",
    "RequestError",
    "ResponseError",
    "ThreadLimits",
    "ThreadProgress",
    "detect",
    "platforms",
]


_RENAMED = {
    "Answer": "PlatformResponse",
    "AnswerError": "ResponseError",
    "Ask": "PlatformRequest",
    "AskError": "RequestError",
    "Batch": "ParseResult",
    "Reading": "ThreadProgress",
    "Section": "CommentSection",
}
"""Names of version 0.1, which are removed in 0.3 (docs/versioning.md)."""


def __getattr__(name: str) -> Any:
    return renamed(__name__, name, _RENAMED)


def platforms(keys: Keys | None = None, *, render: bool | None = None) -> dict[str, Platform]:
    """Return all platforms by name, in order of detection.

    An outlet's own endpoint or an embedded widget proves that a thread exists. A WordPress page may print nothing but
    the story, so that WordPress comes after them; comments in the page itself are the last resort.

    :param keys: the operator's keys by host, for platforms that need one
    :param render: whether pages are rendered for their comments; None: where they show signs of needing it
    """
    known: tuple[Platform, ...] = (
        JapanToday(),
        Guardian(),
        Isso(),
        Disqus(keys),
        OpenWeb(),
        Viafoura(),
        Coral(keys),
        WordPress(),
        Hypertext(render),
    )
    return {platform.name: platform for platform in known}


PLATFORMS = platforms()
"""All platforms, without keys."""


def detect(
    page: Page, copy_url: str, known: dict[str, Platform] = PLATFORMS, declared: Sequence[str] = ()
) -> CommentSection | None:
    """Return the comment section of a page, as the first platform that detects one returns it.

    Sections of the platforms after it become its ``alternatives``.

    :param declared: names of the platforms that the outlet is known to use. Only these are looked for, in this order
    """
    if declared:
        return next((section for name in declared if (section := known[name].detect(page, copy_url))), None)
    found = [section for platform in known.values() if (section := platform.detect(page, copy_url))]
    if len(found) > 1:
        # Beside a section that was detected, an empty place is more likely a theme's than another section's.
        found = [section for section in found if not section.guessed]
    if not found:
        return None
    found[0].alternatives = found[1:]
    return found[0]
