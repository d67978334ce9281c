"""Comments in the page itself, on any site: see :mod:`newscrawler.comments.structure`.

The last resort of detection. Where the comments are not in the page's bytes and scripts would load them
(:mod:`newscrawler.comments.js_detection`), the page is requested once more, rendered. A page that declares comments and
shows none that can be read gives a thread with a problem, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from selectolax.lexbor import LexborNode

from newscrawler.comments.js_detection import Sign, has_more, sign_of_scripts
from newscrawler.comments.platforms.hypertext_pages import PagesProgress
from newscrawler.comments.protocol import (
    CommentSection,
    ParseResult,
    PlatformRequest,
    PlatformResponse,
    ResponseError,
    unread_thread,
)
from newscrawler.comments.structure import Structure, structure_of
from newscrawler.guarded import Guarded
from newscrawler.html.page import Page, fold
from newscrawler.items import Thread
from newscrawler.language.words import WORDS
from newscrawler.limits import grouped_number, stated_number

__all__ = ["Hypertext"]


_CLOSED = Guarded.on_hints(re.compile(WORDS.bounded("closed"), re.I), WORDS.words("closed_word"))
"""Notice that a thread is closed. The words are looked for first, because the expression is slow on a long thread."""

_LONGEST_HEADING = 200
"""Characters of a heading that states how many comments there are."""

_HEADING = re.compile(
    rf"^\W*(\d{{1,3}}(?:[.,\s]\d{{3}})+|\d+)\s*{WORDS.bounded('comments', 'comment', 'thought', 'answers', 'answer')}"
    rf"|^\W*(?:{WORDS.pattern('comments', 'comment', 'answers', 'answer')})\s*[:(]?\s*(\d+)\W*$",
    re.I,
)


class Hypertext:
    """See :class:`newscrawler.comments.protocol.Platform`.

    :param render: whether the page is rendered for its comments; None: where it shows signs of needing it
    """

    name = "hypertext"

    def __init__(self, render: bool | None = None) -> None:
        self._render = render

    def detect(self, page: Page, copy_url: str) -> CommentSection | None:
        structure = structure_of(page)
        declared = _declared(page, structure)
        sign = self._sign_of_scripts(page, structure, declared)
        if not structure.rows and not structure.unread and declared is None and sign is None:
            return None
        thread = unread_thread(self.name, copy_url, page, copy_url, closed=_closed(structure))
        pages = PagesProgress(seen=list(dict.fromkeys([urldefrag(page.url).url, urldefrag(copy_url).url])))
        untouched = pages.to_state()
        # Where the page may be rendered, a control that loads more is a sign of scripts.
        more = declared is None and (has_more(page, structure) if self._render is False else sign is not None)
        result = _read_page(page, thread, structure, declared, pages, more=more)
        if sign is not None and not result.requests:
            result = ParseResult.with_request(
                lambda: PlatformRequest(url=urldefrag(page.url).url, state=untouched, render=True),
                comments=result.comments,
                declaredCount=result.declaredCount,
            )
        return CommentSection(thread=thread, result=result, guessed=sign == "guessed")

    def _sign_of_scripts(self, page: Page, structure: Structure, declared: int | None) -> Sign | None:
        if self._render is None:
            return sign_of_scripts(page, structure, declared)
        return "stated" if self._render else None

    def parse(self, thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
        page = response.page()
        structure = structure_of(page)
        if not structure.rows and not request.render:
            raise ResponseError("a page of comments without a comment on it")
        pages = PagesProgress.from_state(request.state)
        pages.seen = list(dict.fromkeys([*pages.seen, urldefrag(request.url).url, urldefrag(response.url).url]))
        declared, is_first = _declared(page, structure), pages.read == 0
        # On a rendered page the browser has clicked all controls that load more.
        more = not request.render and declared is None and has_more(page, structure)
        result = _read_page(page, thread, structure, declared, pages, more=more)
        if request.render:
            result.cumulative = is_first
            _account_for_browser(result, response)
        return result


def _read_page(
    page: Page, thread: Thread, structure: Structure, declared: int | None, pages: PagesProgress, *, more: bool
) -> ParseResult:
    """Return the comments of a page that no page before showed, and the request for the next page.

    :param more: whether the page promises more comments by a control that leads to no page
    """
    more = more or structure.has_more
    comments = pages.add(structure.comments(thread, page, pages.read), structure, declared, more=more)
    if pages.read:
        pages.add_links(page, structure, thread.copyUrl, is_new=bool(comments))
    if (following := pages.next()) is not None:
        return ParseResult.with_request(
            lambda: PlatformRequest(url=following, state=pages.to_state()),
            comments=comments,
            declaredCount=pages.wanted,
        )
    return ParseResult(comments=comments, declaredCount=pages.wanted, problem=_problem(structure, pages))


def _problem(structure: Structure, pages: PagesProgress) -> str | None:
    """Return why comments may be missing after the last page."""
    if structure.unread:
        return f"{structure.unread} elements are marked as comments and could not be read as such"
    if pages.wanted and pages.read == 0:
        return f"the page declares {pages.wanted} comments and shows none that can be read"
    return pages.doubt()


def _account_for_browser(result: ParseResult, response: PlatformResponse) -> None:
    """Have the next pages rendered too, and add to the problem what the browser could not do."""
    for request in result.requests:
        request.render = True
    missing = result.problem is not None or not (result.comments or result.declaredCount == 0)
    reasons = [response.cut, response.refused if missing else None]
    result.problem = "; ".join(filter(None, [result.problem, *reasons])) or None


def _closed(structure: Structure) -> bool | None:
    """Return whether the thread is closed, by a notice among the comments or a form for a new one; else None."""
    for area in structure.sections[:2]:
        text = area.text(separator=" ")
        if _says_closed(text, structure):
            return True
        if area.css_first("form textarea", default=None):
            return False
    return None


def _says_closed(text: str, structure: Structure) -> bool:
    """Return whether a text has a notice that is the page's own: commenters write the same words too."""
    notices = {" ".join(found.group().split()) for found in _CLOSED.found(text)}
    return any(
        not any(notice in " ".join((fields.text or "").split()) for fields in structure.written.values())
        for notice in notices
    )


def _declared(page: Page, structure: Structure) -> int | None:
    """Return how many comments the page says there are: by its markup, its data, or the section's heading."""
    nodes = page.tree.css("[itemprop=commentCount]")
    node = next((node for node in nodes if structure.words_around(node) is None), None)
    if node is not None and (number := _digits(node)) is not None:
        return number
    for thing in page.json_ld:
        if (count := stated_number(thing.get("commentCount"))) is not None and count >= 0:
            return count
    if structure.declared is not None:
        return structure.declared
    return next((count for heading in _headings(structure) if (count := _heading_count(heading)) is not None), None)


def _headings(structure: Structure) -> Iterator[LexborNode]:
    """Yield the first headings of the first sections, without headings in comments."""
    for section in structure.sections[:3]:
        for heading in (section, *section.css("h2, h3, h4")[:2]):
            if heading.tag in ("h2", "h3", "h4") and structure.words_around(heading) is None:
                yield heading


def _heading_count(heading: LexborNode) -> int | None:
    text = fold(heading.text())
    match = _HEADING.match(text) if len(text) <= _LONGEST_HEADING else None
    return grouped_number(match.group(1) or match.group(2)) if match else None


def _digits(node: LexborNode) -> int | None:
    return grouped_number((node.attributes.get("content") or node.text()).strip().lstrip("-−"))
