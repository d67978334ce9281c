"""Comment platforms, sans-I/O: detect on a page → requests to make → parse answers → comments."""

from collections.abc import Sequence

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
    Answer,
    AnswerError,
    Ask,
    AskError,
    Batch,
    Fallback,
    ForeignThreadError,
    Platform,
    Section,
)
from newscrawler.comments.thread_progress import Reading, ThreadLimits
from newscrawler.html.page import Page

__all__ = [
    "PLATFORMS",
    "Answer",
    "AnswerError",
    "Ask",
    "AskError",
    "Batch",
    "Fallback",
    "ForeignThreadError",
    "Keys",
    "Platform",
    "Reading",
    "Section",
    "ThreadLimits",
    "detect",
    "platforms",
]


def platforms(keys: Keys | None = None, *, render: bool | None = None) -> dict[str, Platform]:
    """All platforms by name, in order of detection.

    An outlet's own endpoint and an embedded widget say that the thread is there; a WordPress may print nothing but the
    story, and what the page itself shows is the last resort.

    :param keys: the operator's, by host, for platforms that want one
    :param render: whether pages are to be rendered for their comments; None: where they show signs of needing it
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
"""Without keys."""


def detect(
    page: Page, copy_url: str, known: dict[str, Platform] = PLATFORMS, declared: Sequence[str] = ()
) -> Section | None:
    """The comment section of a page, by the first platform that knows it; others' sections stay under ``otherwise``.

    :param declared: names of the platforms that the outlet is known to use: the first of them that is there is it, and
        no other is looked for
    """
    if declared:
        return next((section for name in declared if (section := known[name].detect(page, copy_url))), None)
    found = [section for platform in known.values() if (section := platform.detect(page, copy_url))]
    if len(found) > 1:
        # Beside a section that was seen, an empty place is more likely a theme's than another section's.
        found = [section for section in found if not section.guessed]
    if not found:
        return None
    found[0].otherwise = found[1:]
    return found[0]
