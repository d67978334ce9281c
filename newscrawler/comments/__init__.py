"""Comment platforms, sans-I/O: detect on a page → requests to make → parse answers → comments."""

from newscrawler.comments.hypertext import Hypertext
from newscrawler.comments.japantoday import JapanToday
from newscrawler.comments.platform import Answer, AnswerError, Ask, Batch, Platform, Section
from newscrawler.comments.reading import Reading
from newscrawler.comments.wordpress import WordPress
from newscrawler.page import Page

__all__ = ["PLATFORMS", "Answer", "AnswerError", "Ask", "Batch", "Platform", "Reading", "Section", "detect"]

PLATFORMS: dict[str, Platform] = {
    # In order of detection: a platform's own endpoint knows more than the page, which is the last resort.
    platform.name: platform
    for platform in (JapanToday(), WordPress(), Hypertext())
}


def detect(page: Page, copy_url: str) -> Section | None:
    """The comment section of a page, by the first platform that knows it."""
    return next((section for platform in PLATFORMS.values() if (section := platform.detect(page, copy_url))), None)
