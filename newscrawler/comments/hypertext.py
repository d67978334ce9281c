"""Comments that are in the page itself: schema.org microdata, then blocks with ids like ``comment-12``."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.platform import Answer, AnswerError, Ask, Batch, Section
from newscrawler.extraction.times import parse_moment
from newscrawler.items import Author, Comment, Thread
from newscrawler.page import Page, fold

__all__ = ["Hypertext"]

_MICRODATA = '[itemtype$="schema.org/Comment"], [itemtype$="schema.org/UserComments"]'
_NUMBERED = 'article[id^="comment-"], li[id^="comment-"], div[id^="comment-"]'
_ID = re.compile(r"^(?:div-)?comment-(\d+)$")
_AUTHOR = "[itemprop=author], [itemprop=creator], .comment-author .fn, .comment-author, .author"
_TEXT = "[itemprop=text], [itemprop=commentText], .comment-content, .comment-body, .comment-text"
_TIME = "[itemprop=dateCreated], [itemprop=datePublished], [itemprop=commentTime], time"
_NEXT = 'a[rel~=next][href*="comment"], link[rel=next][href*="comment"]'


class Hypertext:
    """See :class:`newscrawler.comments.platform.Platform`."""

    name = "hypertext"

    def detect(self, page: Page, copy_url: str) -> Section | None:
        blocks = _blocks(page)
        declared = _declared(page)
        if not blocks and declared is None:
            return None
        thread = Thread(
            platform=self.name,
            nativeId=copy_url,
            copyUrl=copy_url,
            retrieved=page.retrieved,
            complete=False,
            closed=_closed(page),
        )
        return Section(thread=thread, batch=_batch(page, thread, blocks, 0, declared))

    def parse(self, thread: Thread, ask: Ask, answer: Answer) -> Batch:
        page = Page(
            answer.url, answer.body, content_type=answer.headers.get("content-type"), retrieved=answer.retrieved
        )
        blocks = _blocks(page)
        if not blocks:
            raise AnswerError("a page of comments without a comment on it")
        return _batch(page, thread, blocks, int(ask.state["read"]), _declared(page))


def _blocks(page: Page) -> list[LexborNode]:
    blocks = page.tree.css(_MICRODATA)
    if blocks:
        return blocks
    return [node for node in page.tree.css(_NUMBERED) if _ID.match(node.id or "")]


_CLOSED = re.compile(r"\bcomments? (?:are|is|have been) (?:now )?closed\b", re.I)


def _closed(page: Page) -> bool | None:
    """By a notice among the comments, or a form to write one; None when the page shows neither."""
    area = page.first("#comments, .comments, section[id*=comment], section[class*=comment]")
    if area is None:
        return None
    if _CLOSED.search(area.text(separator=" ")):
        return True
    return False if area.css_first("form textarea", default=None) else None


def _declared(page: Page) -> int | None:
    node = page.first("[itemprop=commentCount]")
    digits = re.sub(r"\D", "", (node.attributes.get("content") or node.text()) if node else "")
    return int(digits) if digits else None


def _batch(page: Page, thread: Thread, blocks: list[LexborNode], read: int, declared: int | None) -> Batch:
    inside = {block.mem_id for block in blocks}
    ids = {block.mem_id: _native_id(block, read + index) for index, block in enumerate(blocks)}
    comments = [_comment(page, thread, block, read + index, ids, inside) for index, block in enumerate(blocks)]
    read += len(comments)
    link = page.first(_NEXT)
    if link is not None:
        href = link.attributes.get("href") or ""
        return Batch(comments=comments, asks=[Ask(url=page.link(href), state={"read": read})], declaredCount=declared)
    problem = f"the page declares {declared} comments and shows {read}" if declared and read < declared else None
    return Batch(comments=comments, declaredCount=declared, problem=problem)


def _native_id(block: LexborNode, position: int) -> str:
    match = _ID.match(block.id or "")
    return match.group(1) if match else block.id or f"position-{position}"


def _comment(
    page: Page, thread: Thread, block: LexborNode, position: int, ids: dict[int, str], inside: set[int]
) -> Comment:
    ancestors = _enclosing(block, inside)
    # A nested reply's fields must not be read as its parent's.
    own = _OwnFields(block, inside)
    body = own.first(_TEXT)
    time = own.first(_TIME)
    attributes = time.attributes if time is not None else {}
    raw = attributes.get("datetime") or attributes.get("content") or (fold(time.text()) if time is not None else None)
    moment = parse_moment(raw, None, now=page.retrieved)
    markup = body.inner_html if body is not None else None
    up, down = own.count("upvoteCount"), own.count("downvoteCount")
    text = text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=ids[block.mem_id],
        retrieved=page.retrieved,
        text=text,
        html=safe_html(markup),
        author=own.author(page),
        dateCreated=moment.at if moment else None,
        dateCreatedRaw=raw,
        dateCreatedPrecision=moment.precision if moment else None,
        upvoteCount=up,
        downvoteCount=down,
        score=up - down if up is not None and down is not None else None,
        parentItem=ids[ancestors[0]] if ancestors else own.stated_parent(),
        depth=len(ancestors),
        position=position,
        state="visible" if text else "removed",
        source=page.url,
    )


def _enclosing(block: LexborNode, inside: set[int]) -> list[int]:
    """The comments around a comment, nearest first."""
    found: list[int] = []
    node = block.parent
    while node is not None:
        if node.mem_id in inside:
            found.append(node.mem_id)
        node = node.parent
    return found


class _OwnFields:
    """Fields of a comment block, those of replies inside it left out."""

    def __init__(self, block: LexborNode, inside: set[int]) -> None:
        self._block = block
        self._inside = inside

    def first(self, selector: str) -> LexborNode | None:
        return next((node for node in self._block.css(selector) if self._is_own(node)), None)

    def _is_own(self, node: LexborNode) -> bool:
        parent: LexborNode | None = node
        while parent is not None:
            if parent.mem_id in self._inside:
                return parent.mem_id == self._block.mem_id
            parent = parent.parent
        return False

    def count(self, itemprop: str) -> int | None:
        node = self.first(f"[itemprop={itemprop}]")
        if node is None:
            return None
        found = re.search(r"\d+", node.attributes.get("content") or node.text())
        return int(found.group()) if found else None

    def author(self, page: Page) -> Author | None:
        node = self.first(_AUTHOR)
        if node is None:
            return None
        name = node.css_first("[itemprop=name]", default=None)
        link = node if node.tag == "a" else node.css_first("a[href]", default=None)
        href = link.attributes.get("href") if link is not None else None
        text = fold((name or node).text())
        return Author(name=text or None, url=page.link(href) if href else None) if text or href else None

    def stated_parent(self) -> str | None:
        node = self.first("[itemprop=parentItem]")
        href = (node.attributes.get("href") or node.attributes.get("content") or "") if node is not None else ""
        match = re.search(r"#(?:comment-)?([\w-]+)$", href)
        return match.group(1) if match else None
