"""The headline: what the page prints, what it states for machines and what its title says, reconciled."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

from newscrawler.html.outline import Block, Outline, Role
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters

__all__ = ["find_headline", "printed_headline"]

_SEPARATOR = re.compile(r"\s+(?:[-–—|·•:»«/~>]|::|\|\|)\s+|\s*[|｜ㅣ]\s*")
# What a separator leaves at the end; a guillemet there may as well close a quotation.
_TRAILING = frozenset("|·☆★–—-")
_GUILLEMETS = {"»": "«", "«": "»"}
_BESIDE = Role.ASIDE | Role.FOOTER | Role.COMMENTS
# A headline is at least this long; shorter ones are section names.
_SHORT = 4
_LONGEST = 1_000
"""Characters of a title, stated or shown; a longer one is none. The longest real headline has 213, validation ends at 400."""


def find_headline(page: Page, outline: Outline, structured: Structured) -> str | None:
    """The headline without the outlet's name.

    Publishers keep the JSON-LD headline in step with the story, while the printed one may carry a kicker and the one for
    sharing a lure; so the stated headline goes first, if it is one.
    """
    title = _title(page)
    shared = _shared(page, outline)
    printed = printed_headline(outline, structured, title, shared)
    stated = _short(structured.article.get("headline") or structured.article.get("name"))
    if stated is None and printed is None:
        stated = _stated_beside(page, title, shared)
    stated = _clean(_plain(stated), structured, printed) if isinstance(stated, str) else None
    shared = _clean(shared, structured, printed) or ""
    candidates = [text for text in (stated, printed and printed.text, shared) if text]
    titled = _from_title(title, structured)
    if stated:
        chosen = _not_the_title(stated, printed, shared, titled, outline)
        return _as_printed(chosen, candidates, titled)
    if printed is not None:
        text = letters(printed.text)
        for other in (shared, titled):
            # What stands before it is a kicker that the template puts into the same heading.
            if other and _SHORT * 3 < len(letters(other)) < len(text) and text.endswith(letters(other)):
                return _as_printed(other, [printed.text], titled)
        return _before_kicker(printed.text, shared)
    return _as_printed(shared, [titled or ""], titled) if shared else titled


def _stated_beside(page: Page, title: str | None, shared: str) -> str | None:
    """What ``<meta name=headline>`` states, if it is what the page is called; some outlets put their kicker there."""
    stated = _short(page.meta.get("headline"))
    wanted = letters(stated or "")
    return stated if wanted and (wanted in letters(title or "") or wanted in letters(shared)) else None


def _shared(page: Page, outline: Outline) -> str:
    """The title for sharing; where several plugins state one, that which a heading prints."""
    stated = [text for text in page.metas.get("og:title") or page.metas.get("twitter:title") or () if _short(text)]
    stated = stated or [""]
    if len(stated) > 1:
        printed = {letters(block.text) for block in outline.blocks if block.tag in ("h1", "h2")}
        stated = [text for text in stated if letters(_plain(text)) in printed] or stated
    return _plain(stated[0])


def _before_kicker(headline: str, shared: str) -> str:
    """Without a kicker that the shared title puts behind the headline, or has another one for."""
    parts = _SEPARATOR.split(shared)
    if len(parts) == 2 and letters(headline) == letters(parts[1] + parts[0]):
        return parts[0]
    # A template joins its kicker by a dash or a bar; a colon is the headline's own.
    kicker, other = _KICKER.match(headline), _OTHER_KICKER.match(shared)
    if kicker and other and letters(kicker[2]) == letters(other[2]) and letters(kicker[1]) != letters(other[1]):
        return kicker[2]
    return headline


_KICKER = re.compile(r"([^|–—]{3,40}?)\s[|–—-]\s(.{12,})$")
_OTHER_KICKER = re.compile(r"([^|–—]{3,40}?)(?::|\s[|–—-])\s(.{12,})$")


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
    for before, block in pairwise(outline.blocks):
        if before.tag in _HEADINGS and wanted == letters(before.text + block.text):
            return block.text
    if printed is not None and printed.tag == "h1" and letters(printed.text) != title:
        return printed.text
    return stated


def _plain(text: str | None) -> str:
    """Some publishers escape what the page escapes already."""
    text = fold(text)
    if "&" in text:
        text = fold(unescape(text))
    return fold(_MARKUP.sub("", text)) if "<" in text else text


_MARKUP = re.compile(r"</?(?:em|i|b|strong|span|sup|sub|q|u|br|mark|a|p)\b[^<>]*>", re.I)


def printed_headline(outline: Outline, structured: Structured, title: str | None, shared: str | None) -> Block | None:
    """The block that prints the headline.

    It is the ``h1`` that the title repeats, or a lower heading that repeats more of it; else the first heading that is
    neither the outlet's name nor a section's and has text below it.
    """
    stated = str(_short(structured.article.get("headline")) or "")
    trusted = [letters(text) for text in (shared, stated) if text]
    known = [*trusted, letters(title or "")]
    parts = {letters(part) for part in _SEPARATOR.split(title or "")}
    aside: Block | None = None
    untrusted: Block | None = None
    beside: Block | None = None
    best: Block | None = None
    most = 0.0
    headings: list[_Heading] = []
    prose = 0
    for block in outline.blocks:
        if block.tag not in _HEADINGS:
            if len(block.text) > _PROSE and not block.box.roles & _NO_PROSE:
                prose += max(0, len(block.text) - 2 * block.linked)
            continue
        text = letters(block.text)
        roles = block.box.roles
        if len(text) < _SHORT or roles & (Role.COMMENTS | Role.FOOTER | Role.HIDDEN) or text in structured.own_names:
            continue
        linked = block.linked >= len(block.text)
        headings.append(_Heading(block, linked, prose))
        agreement = max((_agreement(text, name) for name in known if name), default=0.0)
        # The outlet's name at the head of the page is a link to its front page.
        if block.tag == "h1":
            if len(text) <= 8 or (linked and not _MOST < agreement < 1 and text not in trusted):
                agreement = 0.0
            elif agreement > _ENOUGH:
                if roles & Role.ASIDE:
                    aside = aside or block
                elif trusted and not any(_agreement(text, name) for name in trusted):
                    untrusted = untrusted or block
                else:
                    return block
            agreement *= 4
        elif aside is not None and not roles & _BESIDE and _varies(block, aside):
            return block
        elif untrusted is not None and text in trusted and block.number - untrusted.number <= _NEAR:
            # The title names the subject, the shared one is the headline below it.
            return block
        elif roles & _BESIDE:
            if agreement > _MOST and len(text) > 15 and not linked:
                beside = beside or block
            agreement = 0.0
        elif len(text) <= 15 and (text not in parts or agreement < _ENOUGH):
            agreement = 0.0
        if agreement > most and (best is None or best.tag != "h1" or block.number - best.number <= _NEAR):
            most, best = agreement, block
    return aside or untrusted or best or beside or _untold(headings, prose)


def _agreement(text: str, name: str) -> float:
    """How much of a title a heading repeats; 0 where it repeats none."""
    if text in name:
        return len(text) / len(name)
    if len(name) > 12 and name in text and len(text) < 2 * len(name):
        return len(name) / len(text)
    return 0.0


def _varies(block: Block, aside: Block) -> bool:
    """Whether a heading is the headline of which an ``h1`` in the breadcrumbs or in a sticky bar is a variation."""
    if block.number - aside.number > 2 * _NEAR or len(block.text) <= 15:
        return False
    words = _words(block.text)
    return len(words & _words(aside.text)) > _SAME * len(words)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


class _Heading:
    """A heading and how much prose stands above it."""

    __slots__ = ("above", "block", "linked")

    def __init__(self, block: Block, linked: bool, above: int) -> None:
        self.block = block
        self.linked = linked
        self.above = above


def _untold(headings: list[_Heading], prose: int) -> Block | None:
    """The heading that looks most like a headline on a page whose title does not say: the highest with a story below."""
    own = [each for each in headings if not each.block.box.roles & _BESIDE]
    first = next((each.block for each in own if each.block.tag == "h1"), None)
    for level in ("h1", "h2", "h3", "h4"):
        for number, each in enumerate(own):
            if each.block.tag != level or each.linked or _SECTION.search(each.block.box.names):
                continue
            if level == "h1":
                # The whole page is below it, subheads included, unless it stands at the foot.
                if each.above <= prose / 2 or prose - each.above >= _STORY * 5:
                    return each.block
                continue
            if first is not None and first.linked >= len(first.text):
                return first
            rest = map(own.__getitem__, range(number + 1, len(own)))
            below = next((later.above for later in rest if later.block.tag <= level), prose)
            if below - each.above >= _STORY:
                return each.block
    return first if prose < _STORY else None


_WORD = re.compile(r"\w+")
_SAME = 0.6
# Headings of classes that say that they name a section or the outlet.
_SECTION = re.compile(r"categor|section|rubri|breadcrumb|logo|brand|site-?title", re.I)
_NO_PROSE = Role.ASIDE | Role.COMMENTS | Role.FOOTER | Role.HIDDEN | Role.CAPTION | Role.LINK | Role.TAGS
# A paragraph has more characters than a button or a teaser's line, a story more than its lead.
_PROSE = 60
_STORY = 200
# A heading that repeats this share of a title is not a section that the title names too.
_ENOUGH = 0.3
_MOST = 0.5
# A section's or outlet's name in an ``h1`` stands at most so many blocks above the headline.
_NEAR = 6
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))


def _title(page: Page) -> str | None:
    node = page.first("title")
    return _short(fold(node.text())) or None if node is not None else None


def _short(text: Any) -> Any:
    """The text, or whatever else stands in its place; None where it is too long for a title."""
    return None if isinstance(text, str) and len(text) > _LONGEST else text


def _clean(text: str | None, structured: Structured, printed: Block | None) -> str | None:
    """Without the outlet's name before or after it; None when nothing else is left."""
    if not text:
        return None
    whole = letters(printed.text) if printed is not None else ""
    site = structured.site
    while True:
        name = letters(text)
        if not name or name in structured.own_names:
            return None
        if name == whole:
            return text
        text = _trimmed(text)
        # The outlet's name may itself be of several parts.
        if site and text.endswith(site) and (rest := _trimmed(text[: -len(site)])) != text[: -len(site)].rstrip():
            text = rest
            continue
        before, colon, after = text.partition(": ")
        if colon and structured.is_site(before):
            text = after
            continue
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


def _trimmed(text: str) -> str:
    text = text.rstrip()
    return text if _ends_in_quotation(text) else text[: _trailing(text)]


def _ends_in_quotation(text: str) -> bool:
    """Whether the guillemet at the end closes a quotation."""
    closing = text[-1:]
    opening = _GUILLEMETS.get(closing)
    return opening is not None and text.rfind(opening, 0, -1) > text.rfind(closing, 0, -1)


def _trailing(text: str) -> int:
    """Where what a separator leaves at the end begins."""
    end = len(text)
    while end:
        last = text[end - 1]
        if not (last in _TRAILING or last.isspace() or (last in _GUILLEMETS and text[end - 2 : end - 1].isspace())):
            break
        end -= 1
    return end


def _as_printed(stated: str, candidates: list[str], titled: str | None) -> str:
    """A stated headline that is cut off is completed from one that goes on."""
    cut = stated.removesuffix("...").removesuffix("…").rstrip()
    if cut != stated:
        for other in candidates:
            if len(other) > len(stated) and letters(other).startswith(letters(cut)):
                return other
    # Search engines show 110 characters, so some publishers state no more.
    if len(stated) >= _SHOWN:
        for other in candidates:
            if len(stated) < len(other) < 2 * len(stated) and other.startswith(stated):
                return other
    # An attribute whose quotes were not escaped ends at the first of them.
    for other in candidates:
        if titled and titled.startswith(stated) and not titled.startswith(other[: len(stated) + 2]):
            continue
        if (
            len(stated) < len(other) < 2 * len(stated)
            and other.startswith(stated)
            and other[len(stated) :][:2].strip()[:1] in "\"“”„«»'"
        ):
            return other
    return stated


_SHOWN = 100


def _from_title(title: str | None, structured: Structured) -> str | None:
    if not title:
        return None
    cleaned = _clean(title, structured, None)
    if cleaned is None:
        return None
    # A short last part after a bar is a section, or a name of the outlet that nothing else states.
    head, bar, last = cleaned.rpartition("|")
    return head.rstrip() if bar and len(head) > 2 * len(last) else cleaned
