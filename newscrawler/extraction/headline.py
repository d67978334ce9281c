"""The headline: what the page prints, what it states for machines and what its title says, reconciled."""

from __future__ import annotations

import re
from html import unescape

from newscrawler.extraction.outline import Block, Outline, Role
from newscrawler.extraction.structured import Structured, letters
from newscrawler.page import Page, fold

__all__ = ["find_headline", "printed_headline"]

_SEPARATOR = re.compile(r"\s+(?:[-–—|·•:»«/~>]|::|\|\|)\s+|\s*[|｜ㅣ]\s*")
_TRAILING = re.compile(r"[\s|»«·☆★–—-]+$")
_BESIDE = Role.ASIDE | Role.FOOTER | Role.COMMENTS
# A headline is at least this long; shorter ones are section names.
_SHORT = 4


def find_headline(page: Page, outline: Outline, structured: Structured) -> str | None:
    """The headline without the outlet's name.

    Publishers keep the JSON-LD headline in step with the story, while the printed one may carry a kicker and the one for
    sharing a lure; so the stated headline goes first, if it is one.
    """
    title = _title(page)
    shared = _plain(page.meta.get("og:title") or page.meta.get("twitter:title"))
    printed = printed_headline(outline, structured, title, shared)
    stated = structured.article.get("headline") or structured.article.get("name")
    stated = _clean(_plain(stated), structured, printed) if isinstance(stated, str) else None
    shared = _clean(shared, structured, printed) or ""
    candidates = [text for text in (stated, printed and printed.text, shared) if text]
    titled = _from_title(title, structured)
    if stated:
        return _as_printed(_not_the_title(stated, printed, shared, titled, outline), candidates)
    if printed is not None:
        text = letters(printed.text)
        for other in (shared, titled):
            # What stands before it is a kicker that the template puts into the same heading.
            if other and _SHORT * 3 < len(letters(other)) < len(text) and text.endswith(letters(other)):
                return _as_printed(other, [printed.text])
        return printed.text
    return _as_printed(shared, [titled or ""]) if shared else titled


def _not_the_title(stated: str, printed: Block | None, shared: str, titled: str | None, outline: Outline) -> str:
    """The headline where the stated one is the page's title, which is written for search engines."""
    title = letters(titled or "")
    if letters(stated) != title:
        return stated
    wanted = letters(shared)
    if len(wanted) <= _SHORT * 3 or wanted == title:
        return stated
    # A kicker in the same heading is not part of it.
    if any(block.tag in ("h1", "h2") and letters(block.text).endswith(wanted) for block in outline.blocks):
        return shared
    if printed is not None and printed.tag == "h1" and letters(printed.text) != title:
        return printed.text
    return stated


def _plain(text: str | None) -> str:
    """Some publishers escape what the page escapes already."""
    text = fold(text)
    return fold(unescape(text)) if "&" in text else text


def printed_headline(outline: Outline, structured: Structured, title: str | None, shared: str | None) -> Block | None:
    """The block that prints the headline: the ``h1`` that the title repeats, else the first that is not the outlet's name."""
    known = [letters(text) for text in (shared, title, str(structured.article.get("headline") or "")) if text]
    agreeing: Block | None = None
    first: Block | None = None
    for block in outline.blocks:
        if block.tag not in _HEADINGS:
            continue
        text = letters(block.text)
        if len(text) < _SHORT or block.box.roles & (Role.COMMENTS | Role.FOOTER | Role.HIDDEN):
            continue
        if structured.is_site(block.text):
            continue
        agrees = any(text in name or (len(name) > 12 and name in text and len(text) < 2 * len(name)) for name in known)
        # The outlet's name at the head of the page is a link to its front page.
        linked = block.linked >= len(block.text)
        if block.tag == "h1":
            if agrees and len(text) > 8 and not linked:
                return block
            if first is None and not block.box.roles & _BESIDE:
                first = block
        elif agrees and agreeing is None and len(text) > 15 and not block.box.roles & _BESIDE:
            agreeing = block
    if first is not None and first.linked >= len(first.text) and agreeing is None:
        return first
    return agreeing or first


_HEADINGS = frozenset(("h1", "h2", "h3"))


def _title(page: Page) -> str | None:
    node = page.first("title")
    return fold(node.text()) or None if node is not None else None


def _clean(text: str | None, structured: Structured, printed: Block | None) -> str | None:
    """Without the outlet's name before or after it; None when nothing else is left."""
    if not text:
        return None
    whole = letters(printed.text) if printed is not None else ""
    while True:
        if not letters(text) or structured.is_site(text):
            return None
        if letters(text) == whole:
            return text
        text = _TRAILING.sub("", text)
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            return text
        last, first = cuts[-1], cuts[0]
        if structured.names_site(text[last.end() :]) and len(letters(text[: last.start()])) >= _SHORT:
            text = text[: last.start()].rstrip()
        elif structured.is_site(text[: first.start()]):
            text = text[first.end() :].lstrip()
        else:
            return text


def _as_printed(stated: str, candidates: list[str]) -> str:
    """A stated headline that is cut off is completed from one that goes on."""
    cut = stated.removesuffix("...").removesuffix("…").rstrip()
    if cut != stated:
        for other in candidates:
            if len(other) > len(stated) and letters(other).startswith(letters(cut)):
                return other
    # An attribute whose quotes were not escaped ends at the first of them.
    for other in candidates:
        if (
            len(stated) < len(other) < 2 * len(stated)
            and other.startswith(stated)
            and other[len(stated) :][:2].strip()[:1] in "\"“”„«»'"
        ):
            return other
    return stated


def _from_title(title: str | None, structured: Structured) -> str | None:
    if not title:
        return None
    cleaned = _clean(title, structured, None)
    if cleaned is None:
        return None
    if cleaned == title:
        # Nothing names the outlet: a short last part after a bar is still a section or a name.
        parts = _SEPARATOR.split(title)
        if len(parts) > 1 and len(parts[0]) > 2 * len(parts[-1]) and "|" in title:
            return parts[0]
    return cleaned
