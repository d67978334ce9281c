"""WordPress comments as themes print them: on the story's page and on its ``/comment-page-N``.

Source: pages of a real WordPress 6.1 with a classic and a block theme, and the older formats of ``wp_list_comments``.
Pingbacks and trackbacks are not comments.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from newscrawler.comments.json_object import checked
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.platforms.hypertext_pages import MAX_PAGES, same_story
from newscrawler.comments.protocol import ParseResult, PlatformRequest, PlatformResponse, RequestError, ResponseError
from newscrawler.html.ancestry import nearest
from newscrawler.html.page import Page, PageError, fold
from newscrawler.items import Author, Comment, Thread
from newscrawler.language.dates.moment import in_zone
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import grouped_number
from newscrawler.renamed import renamed
from newscrawler.urls import host_of

__all__ = ["comment_blocks", "next_page_request", "outside", "page_request", "read_page"]

_BLOCKS = 'li[id*="comment-"], div[id^="comment-"], article[id^="comment-"]'
_ID = re.compile(r"(?:li-)?comment-(\d{1,18})")
_CONTENT = (".comment-content", ".wp-block-comment-content", ".comment-text")
_AUTHOR = (".fn", ".wp-block-comment-author-name", ".comment-author-name", ".comment-author")
_TIME = ("time[datetime]", ".wp-block-comment-date", ".comment-metadata a", ".comment-meta a")
_HEADING = ".comments-title, .wp-block-comments-title, #comments-title, #comments h2, #comments h3, h3#comments"
_NUMBERED = re.compile(r"(comment-page-|[?&]cpage=)(\d+)")
_DIGITS = re.compile(r"\d+")
_COUNT = re.compile(r"\d[\d.,\s]*")
_WORDS = frozenset(selector.removeprefix(".") for selector in _CONTENT)
_PINGS = frozenset(("pingback", "trackback"))
_PARAGRAPHS = {"p", "blockquote", "ul", "ol", "pre"}


def __getattr__(name: str) -> Any:
    return renamed(__name__, name, {"page_ask": "page_request"})


def page_request(url: str, read: dict[str, int | None]) -> PlatformRequest:
    """Request the story's page.

    :param read: depths of the comments that are known already, by id
    """
    state = {"depths": read, "done": [], "last": 0, "pattern": None}
    return PlatformRequest(url=url, headers={"Accept": "text/html"}, state=state)


def read_page(thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
    """Return the comments of a page that are not known yet, and the request for the next page."""
    page = response.page()
    try:
        blocks, inside = comment_blocks(page)
    except PageError as error:
        raise ResponseError(f"expected a page of comments, got: {error}") from error
    depths: dict[str, int | None] = dict(request.state["depths"])
    result = ParseResult()
    _read_blocks(page, thread, blocks, depths, result)
    if not request.state["pattern"]:
        declared = _declared(page, inside)
        if declared is not None:
            mentions = len(inside) - len(blocks)
            result.declaredCount = max(declared - mentions, thread.declaredCount or 0)
        elif thread.declaredCount is None:
            result.problem = result.problem or "read from the page, which does not say how many comments there are"
    declares = result.declaredCount if result.declaredCount is not None else thread.declaredCount
    try:
        result.requests = _next_requests(page, request, depths, inside, story=thread.copyUrl, declares=declares)
    except RequestError as error:
        result.problem = result.problem or str(error)
    return result


def _read_blocks(
    page: Page, thread: Thread, blocks: dict[str, LexborNode], depths: dict[str, int | None], result: ParseResult
) -> None:
    """Read the comments that ``depths`` does not have yet, and add their depths."""
    reader = TimeReader(page.retrieved, page.zone, host=host_of(page.url), language=page.language)
    ids = {block.mem_id: native_id for native_id, block in blocks.items()}
    known: dict[int, int | None] = {}
    for native_id, block in blocks.items():
        around = nearest(block.parent, ids, known)
        if native_id in depths:
            continue
        parent = None if around is None else ids[around]
        depths[native_id] = _depth(parent, depths)
        try:
            comment = checked(_comment(page, reader, thread, block, native_id, ids))
        except ResponseError as error:
            result.problem = result.problem or f"comment {native_id} cannot be read: {error}"
            result.unreadable = result.unreadable or block.html
        else:
            comment.parentItem, comment.depth = parent, depths[native_id]
            comment.position = thread.collectedCount + len(result.comments)
            result.comments.append(comment)


def _depth(parent: str | None, depths: dict[str, int | None]) -> int | None:
    if parent is None:
        return 0
    above = depths.get(parent)
    return None if above is None else above + 1


def _next_requests(
    page: Page,
    request: PlatformRequest,
    depths: dict[str, int | None],
    inside: Container[int],
    *,
    story: str,
    declares: int | None,
) -> list[PlatformRequest]:
    """Request the first page that was not read, of all pages up to the highest number that any page has linked to.

    Outlets show the first or the last page under the story's own address, and not every theme links to all pages. Each
    page holds a comment, so there are no more pages than the thread declares comments.
    """
    done, last, pattern = set(request.state["done"]), int(request.state["last"]), request.state["pattern"]
    for number, link_pattern in _numbered_links(page, inside, story):
        last = max(last, number)
        pattern = pattern or link_pattern
    last = min(last, MAX_PAGES if declares is None else min(declares, MAX_PAGES))
    if (here := _current_number(page, inside)) is not None:
        done.add(here)
    state = {"depths": depths, "done": sorted(done), "last": last, "pattern": pattern}
    following = next_page_request(PlatformRequest(url=page.url, state=state))
    return [following] if following else []


def _numbered_links(page: Page, inside: Container[int], story: str) -> Iterator[tuple[int, str]]:
    """Yield the number and the pattern of each link to a page of this story's comments.

    Links in comments are their commenters'. Other links count only at the story's own address.
    """
    known: dict[int, int | None] = {}
    for node in page.tree.css('a[href*="comment-page-"], a[href*="cpage="]'):
        href = (node.attributes.get("href") or "").split("#")[0]
        if "replytocom=" in href or outside([node], inside, known) is None:
            continue
        url = page.link(href) or ""
        if (match := _NUMBERED.search(url)) is None:
            continue
        first = url[: match.start()] + url[match.end() :]
        if same_story(first, story) or same_story(first, page.url):
            yield grouped_number(match.group(2)) or 0, url[: match.start(2)] + "{page}" + url[match.end(2) :]


def _current_number(page: Page, inside: Container[int]) -> int | None:
    current = outside(page.tree.css('.page-numbers.current, [aria-current="page"].page-numbers'), inside)
    digits = _DIGITS.search(current.text()) if current is not None else None
    return None if digits is None else grouped_number(digits.group())


def next_page_request(request: PlatformRequest) -> PlatformRequest | None:
    """Request the first known page that was not requested up to this request."""
    done, last, pattern = request.state["done"], request.state["last"], request.state["pattern"]
    number = next((number for number in range(1, last + 1) if number not in done), None)
    if number is None:
        return None
    url = pattern.replace("{page}", str(number))
    state = {**request.state, "done": sorted({*done, number})}
    return PlatformRequest(url=url, headers={"Accept": "text/html"}, state=state)


def comment_blocks(page: Page) -> tuple[dict[str, LexborNode], set[int]]:
    """Return the outermost element of each comment by id, in page order, and the ``mem_id`` of all such elements.

    The latter include the elements of pingbacks.
    """
    found: dict[str, LexborNode] = {}
    mentions: dict[str, int] = {}
    known: dict[int, bool] = {}
    for node in page.tree.css(_BLOCKS):
        match = _ID.fullmatch(node.id or "")
        if match is None:
            continue
        number = match.group(1)
        if number in mentions or not _PINGS.isdisjoint((node.attributes.get("class") or "").split()):
            mentions.setdefault(number, node.mem_id)
        elif number not in found and not _is_in_words(node, known):
            found[number] = node
    return found, {node.mem_id for node in found.values()} | set(mentions.values())


def _is_in_words(block: LexborNode, known: dict[int, bool]) -> bool:
    """Return whether an element is in the words of a comment, where its commenter put it. Replies are beside the words.

    :param known: results for elements that were passed before; comments share their ancestors
    """
    passed: list[int] = []
    found = False
    node = block.parent
    while node is not None and not found:
        mem = node.mem_id
        if mem in known:
            found = known[mem]
            break
        passed.append(mem)
        found = not _WORDS.isdisjoint((node.attributes.get("class") or "").split())
        node = node.parent
    for mem in passed:
        known[mem] = found
    return found


def outside(
    nodes: Iterable[LexborNode], inside: Container[int], known: dict[int, int | None] | None = None
) -> LexborNode | None:
    """Return the first of the elements that is in no comment; an element in a comment is its commenter's.

    :param inside: ``mem_id`` of the comments' elements
    :param known: as for :func:`nearest`, for a caller that asks for many elements one by one
    """
    known = {} if known is None else known
    return next((node for node in nodes if nearest(node, inside, known) is None), None)


def _declared(page: Page, inside: Container[int]) -> int | None:
    node = outside(page.tree.css(_HEADING), inside)
    if node is None:
        return None
    # "12 responses to “5 ways to …”": the story's title may hold numbers too.
    found = _COUNT.search(re.split('[“"«„‘]', fold(node.text()))[0])
    return grouped_number(found.group()) if found else None


def _comment(
    page: Page, reader: TimeReader, thread: Thread, block: LexborNode, native_id: str, ids: dict[int, str]
) -> Comment:
    """Return a comment without its place in the thread."""
    content, author = _own(block, _CONTENT, ids, native_id), _own(block, _AUTHOR, ids, native_id)
    time = _own(block, _TIME, ids, native_id)
    markup = content.inner_html if content is not None else _paragraphs(_own(block, (".comment-body",), ids, native_id))
    raw = (time.attributes.get("datetime") or fold(time.text())) if time is not None else None
    moment = in_zone(reader.attribute(raw), reader.zone)
    text = text_of_html(markup)
    return Comment(
        platform=thread.platform,
        thread=thread.id,
        nativeId=native_id,
        retrieved=page.retrieved,
        text=text,
        html=safe_html(markup, page.url),
        author=_author(page, author),
        dateCreated=moment.at if moment else None,
        dateCreatedRaw=raw,
        dateCreatedPrecision=moment.precision if moment else None,
        state="visible" if text else "removed",
        source=page.url,
    )


def _own(block: LexborNode, selectors: tuple[str, ...], ids: dict[int, str], native_id: str) -> LexborNode | None:
    """Return the first match that belongs to the comment itself and not to a reply inside it."""
    for selector in selectors:
        for node in block.css(selector):
            owner: LexborNode | None = node
            while owner is not None and owner.mem_id not in ids:
                owner = owner.parent
            if owner is not None and ids[owner.mem_id] == native_id:
                return node
    return None


def _paragraphs(body: LexborNode | None) -> str | None:
    """Return the paragraphs of a body. Before the HTML5 formats, a comment's text had no element of its own."""
    if body is None:
        return None
    return "\n".join(node.html or "" for node in body.iter() if node.tag in _PARAGRAPHS) or None


def _author(page: Page, node: LexborNode | None) -> Author | None:
    if node is None:
        return None
    link = node if node.tag == "a" else node.css_first("a[href]", default=None)
    href = link.attributes.get("href") if link is not None else None
    name = fold(node.text())
    return Author(name=name or None, url=page.link(href) if href else None) if name or href else None
