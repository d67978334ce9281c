"""The headline of a story."""

from __future__ import annotations

import re
from itertools import pairwise

from newscrawler.extraction.headline.printed import HEADLINE_TAGS, printed_headline
from newscrawler.extraction.headline.titles import (
    SEPARATOR,
    SHORTEST,
    headline_in_title,
    plain,
    shared_title,
    short_enough,
    title_of,
    without_outlet,
)
from newscrawler.html.outline import Outline, TextBlock
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured, letters

__all__ = ["find_headline"]

_FEW_LETTERS = 3 * SHORTEST
"""Letters up to which a title may be a kicker or a section."""
_STATED_MAX = 100
"""Characters: search engines show 110, so some publishers state no more of a headline."""
_QUOTES = "\"“”„«»'"
# A template joins its kicker by a dash or a bar; a colon is the headline's own.
_KICKER = re.compile(r"([^|–—]{3,40}?)\s[|–—-]\s(.{12,})$")
_OTHER_KICKER = re.compile(r"([^|–—]{3,40}?)(?::|\s[|–—-])\s(.{12,})$")


def find_headline(page: Page, outline: Outline, structured: Structured) -> str | None:
    """Find the headline, without the outlet's name.

    Publishers keep the JSON-LD headline in step with the story, while the printed one may carry a kicker and the
    one for sharing a lure; so the stated headline goes first, if it is a headline.
    """
    title = title_of(page)
    shared = shared_title(page, outline)
    printed = printed_headline(outline, structured, title, shared)
    stated = short_enough(structured.article.get("headline") or structured.article.get("name"))
    if stated is None and printed is None:
        stated = _meta_headline(page, title, shared)
    stated = without_outlet(plain(stated), structured, printed) if isinstance(stated, str) else None
    shared = without_outlet(shared, structured, printed) or ""
    titled = headline_in_title(title, structured)
    if stated:
        candidates = [text for text in (stated, printed and printed.text, shared) if text]
        return _completed(_not_the_title(stated, printed, shared, titled, outline), candidates, titled)
    if printed is not None:
        return _from_heading(printed.text, shared, titled)
    return _completed(shared, [titled or ""], titled) if shared else titled


def _meta_headline(page: Page, title: str | None, shared: str) -> str | None:
    """Return ``<meta name=headline>`` if a title of the page contains it; some outlets state their kicker there."""
    stated = short_enough(page.meta.get("headline"))
    wanted = letters(stated or "")
    return stated if wanted and (wanted in letters(title or "") or wanted in letters(shared)) else None


def _not_the_title(stated: str, printed: TextBlock | None, shared: str, titled: str | None, outline: Outline) -> str:
    """Return the headline, where the stated one is the page's title, which is written for search engines."""
    title = letters(titled or "")
    if letters(stated) != title:
        return stated
    wanted = letters(shared)
    if len(wanted) <= _FEW_LETTERS or wanted == title:
        return stated
    # A kicker in the same heading is not part of it.
    if any(block.tag in ("h1", "h2") and letters(block.text).endswith(wanted) for block in outline.blocks):
        return shared
    for before, block in pairwise(outline.blocks):
        if before.tag in HEADLINE_TAGS and wanted == letters(before.text + block.text):
            return block.text
    if printed is not None and printed.tag == "h1" and letters(printed.text) != title:
        return printed.text
    return stated


def _from_heading(printed: str, shared: str, titled: str | None) -> str:
    """Return the printed headline without a kicker in the same heading."""
    text = letters(printed)
    for other in (shared, titled):
        # The words before it are a kicker that the template puts into the same heading.
        if other and _FEW_LETTERS < len(letters(other)) < len(text) and text.endswith(letters(other)):
            return _completed(other, [printed], titled)
    return _without_kicker(printed, shared)


def _without_kicker(headline: str, shared: str) -> str:
    """Remove a kicker that the shared title puts behind the headline, or replaces by another one."""
    parts = SEPARATOR.split(shared)
    if len(parts) == 2 and letters(headline) == letters(parts[1] + parts[0]):
        return parts[0]
    kicker, other = _KICKER.match(headline), _OTHER_KICKER.match(shared)
    if kicker and other and letters(kicker[2]) == letters(other[2]) and letters(kicker[1]) != letters(other[1]):
        return kicker[2]
    return headline


# --- headlines that are cut off -------------------------------------------------------------------------------------


def _completed(stated: str, candidates: list[str], titled: str | None) -> str:
    """Complete a stated headline that is cut off from a candidate that goes on."""
    return (
        _completed_from_dots(stated, candidates)
        or _completed_from_limit(stated, candidates)
        or _completed_from_quote(stated, candidates, titled)
        or stated
    )


def _completed_from_dots(stated: str, candidates: list[str]) -> str | None:
    cut = stated.removesuffix("...").removesuffix("…").rstrip()
    if cut == stated:
        return None
    start = letters(cut)
    return next((text for text in candidates if len(text) > len(stated) and letters(text).startswith(start)), None)


def _completed_from_limit(stated: str, candidates: list[str]) -> str | None:
    if len(stated) < _STATED_MAX:
        return None
    return next((text for text in candidates if _goes_on(text, stated)), None)


def _completed_from_quote(stated: str, candidates: list[str], titled: str | None) -> str | None:
    """Complete a headline from an attribute whose quotes were not escaped: it ends at the first of them."""
    for text in candidates:
        if titled and titled.startswith(stated) and not titled.startswith(text[: len(stated) + 2]):
            continue
        if _goes_on(text, stated) and text[len(stated) :][:2].strip()[:1] in _QUOTES:
            return text
    return None


def _goes_on(text: str, stated: str) -> bool:
    return len(stated) < len(text) < 2 * len(stated) and text.startswith(stated)
