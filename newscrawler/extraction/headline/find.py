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
    title_for_sharing,
    title_of,
    without_outlet,
    words_of,
)
from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters
from newscrawler.language.bylines import starts_byline
from newscrawler.language.dates.spans import without_date_at_end

__all__ = ["find_headline", "find_with_block", "tidied"]

_FEW_LETTERS = 3 * SHORTEST
"""Letters up to which a title may be a kicker or a section."""
_STATED_MAX = 100
"""Characters: search engines show 110, so some publishers state no more of a headline."""
_MANY_WORDS = 5
"""Words of an ``h1`` that is no name of an outlet, though it has but one word of the stated headline."""
_PROSE, _OPENING = 100, 1_500
"""Characters of a paragraph, and of the beginning of the text."""
_REPEATED, _FEW_COMMON = 0.4, 2
"""Share and number of the words of an ``h1`` that its text repeats."""
_BESIDE = Role.ASIDE | Role.COMMENTS | Role.FOOTER | Role.HIDDEN | Role.CAPTION | Role.LINK
_ORNAMENT = re.compile(r"^(?:\[?(?:[>›»→•·|]|::|\++|#{1,6}(?=\s))+\]?\s*)+|\s+(?:[>›→•·|]+|::|\+{2,})$")
_BYLINE_WORDS = 4
"""Words of a byline that stands in one line with the headline."""
_MARKDOWN = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_QUOTES = "\"“”„«»'"
# A template joins its kicker by a dash or a bar; a colon is the headline's own.
_KICKER = re.compile(r"([^|–—]{3,40}?)\s[|–—-]\s(.{12,})$")
_OTHER_KICKER = re.compile(r"([^|–—]{3,40}?)(?::|\s[|–—-])\s(.{12,})$")


def find_headline(page: Page, outline: Outline, structured: Structured) -> str | None:
    """Find the headline, without the outlet's name.

    Where the wordings differ, the headline is the one that readers see in an ``h1``. Where it only adds a kicker or
    less, the one that is stated for machines goes first: it names the parts apart.
    """
    return find_with_block(page, outline, structured)[0]


def find_with_block(page: Page, outline: Outline, structured: Structured) -> tuple[str | None, TextBlock | None]:
    """Return the headline as :func:`find_headline` does, and the block that prints it; None where no block does."""
    title, shared = title_of(page), shared_title(page, outline)
    printed = printed_headline(outline, structured, title, shared)
    found = _find(page, outline, structured, title, shared, printed)
    headline = tidied(found, page) if found else None
    if headline is None or printed is None or letters(printed.text) != letters(headline):
        # Titles helped to find the headline; now the headline tells which block prints it.
        printed = printed_headline(outline, structured, headline, title_for_sharing(page))
    return headline, printed


def _find(
    page: Page, outline: Outline, structured: Structured, title: str | None, shared: str, printed: TextBlock | None
) -> str | None:
    stated = short_enough(structured.article.get("headline") or structured.article.get("name"))
    if stated is None and printed is None:
        stated = _meta_headline(page, title, shared)
    stated = without_outlet(plain(stated), structured, printed) if isinstance(stated, str) else None
    shared = without_outlet(shared, structured, printed) or ""
    titled = headline_in_title(title, structured)
    if stated:
        candidates = [text for text in (stated, printed and printed.text, shared) if text]
        seen = _as_printed(page, outline, stated, printed)
        chosen = seen or _not_the_title(stated, printed, shared, titled, outline)
        return _completed(chosen, candidates, titled)
    if printed is not None:
        return _from_heading(page, printed.text, shared, titled)
    return _completed(shared, [titled or ""], titled) if shared else titled


def _meta_headline(page: Page, title: str | None, shared: str) -> str | None:
    """Return ``<meta name=headline>`` if a title of the page contains it; some outlets state their kicker there."""
    stated = short_enough(page.meta.get("headline"))
    wanted = letters(stated or "")
    return stated if wanted and (wanted in letters(title or "") or wanted in letters(shared)) else None


def _as_printed(page: Page, outline: Outline, stated: str, printed: TextBlock | None) -> str | None:
    """Return the headline that readers see, where the one that is stated for machines has other words or less."""
    if printed is None or printed.tag != "h1" or printed.linked >= len(printed.text) or printed.box.roles & Role.ASIDE:
        return None
    seen, wanted = letters(printed.text), letters(stated)
    if seen != wanted and seen.startswith(wanted):
        return None if _ends_with_element(page, seen, wanted) else printed.text
    if seen in wanted or wanted in seen:
        # With or without a kicker or the outlet's name.
        return None
    words = words_of(printed.text)
    common = len(words & words_of(stated))
    if common > 1 or (common and len(words) >= _MANY_WORDS) or _heads_text(outline, printed, words):
        return printed.text
    return None


def _heads_text(outline: Outline, printed: TextBlock, words: set[str]) -> bool:
    """Return whether the text repeats the words of the ``h1``, and no other heading stands between them."""
    if len(printed.text.split()) < _MANY_WORDS:
        return False
    opening = ""
    for block in outline.blocks[printed.number + 1 :]:
        if block.tag in HEADLINE_TAGS and not opening:
            return False
        if len(block.text) >= _PROSE and not block.box.roles & _BESIDE:
            opening += f" {block.text}"
            if len(opening) > _OPENING:
                break
    return len(words & words_of(opening)) >= max(_FEW_COMMON, _REPEATED * len(words))


def _ends_with_element(page: Page, seen: str, wanted: str) -> bool:
    """Return whether an element of the heading ends where the stated headline does: what follows is a subtitle."""
    for node in page.tree.css("h1, h2"):
        if letters(fold(node.text())) != seen:
            continue
        read = ""
        for part in node.traverse(include_text=True):
            if part.tag == "-text":
                read += letters(fold(part.text_content or ""))
                if read == wanted:
                    return True
    return False


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


def _from_heading(page: Page, printed: str, shared: str, titled: str | None) -> str:
    """Return the printed headline without a kicker in the same heading."""
    text = letters(printed)
    for other in (shared, titled):
        kicker = _OTHER_KICKER.match(other) if other and letters(other) == text else None
        if kicker and not _OTHER_KICKER.match(printed) and _ends_with_element(page, text, letters(kicker[1])):
            # The heading sets the kicker apart by its look alone.
            return kicker[2]
        # The words before it are a kicker that the template puts into the same heading.
        if other and _FEW_LETTERS < len(letters(other)) < len(text) and text.endswith(letters(other)):
            return _completed(other, [printed], titled)
    return _without_own_kicker(page, printed, titled or "") or _without_kicker(printed, shared)


def _without_own_kicker(page: Page, printed: str, titled: str) -> str | None:
    """Return the title without its kicker, where the heading sets another one in an element before the same words."""
    titled_kicker, text = _OTHER_KICKER.match(titled), letters(printed)
    if titled_kicker is None:
        return None
    kicker = text.removesuffix(letters(titled_kicker[2]))
    is_other = kicker not in ("", text, letters(titled_kicker[1]))
    return titled_kicker[2] if is_other and _ends_with_element(page, text, kicker) else None


def _without_kicker(headline: str, shared: str) -> str:
    """Remove a kicker that the shared title puts behind the headline, or replaces by another one."""
    parts = SEPARATOR.split(shared)
    if len(parts) == 2 and letters(headline) == letters(parts[1] + parts[0]):
        return parts[0]
    kicker, other = _KICKER.match(headline), _OTHER_KICKER.match(shared)
    # A quotation that begins before the dash and ends after it is one sentence.
    if kicker and kicker[1][0] in _QUOTES and kicker[2][-1] in _QUOTES:
        return headline
    if kicker and other and letters(kicker[2]) == letters(other[2]) and letters(kicker[1]) != letters(other[1]):
        return kicker[2]
    return headline


# --- what stands around a headline in its line -----------------------------------------------------------------------


def tidied(headline: str, page: Page) -> str:
    """Remove ornaments, Markdown, and a byline or date at the end that no title of the page has."""
    titles = [title for title in (title_of(page), title_for_sharing(page)) if title]
    text = _without_ornament(headline)
    shorter = _without_byline(without_date_at_end(text))
    if shorter == text or len(letters(shorter)) <= _FEW_LETTERS:
        return text
    whole = letters(text)
    return text if any(whole in letters(title) for title in titles) else shorter


def _without_byline(text: str) -> str:
    """Return a line without the byline at its end: ``Crane blocks quay By Ann Lee``."""
    words = text.split(" ")
    for count in range(len(words) - _BYLINE_WORDS, len(words) - 1):
        if count > 1 and starts_byline(" ".join(words[count:])):
            return " ".join(words[:count])
    return text


def _without_ornament(text: str) -> str:
    shorter = _ORNAMENT.sub("", _MARKDOWN.sub(r"\2", text))
    # A guillemet that is closed later opens a quotation.
    quoted = text[0] == "»" and "«" in text
    return shorter if len(letters(shorter)) >= SHORTEST and not quoted else text


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
