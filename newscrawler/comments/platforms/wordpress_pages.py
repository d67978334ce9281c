"""WordPress comments as themes print them: on the story's page and on its ``/comment-page-N``.

Source: pages of a real WordPress 6.1 with a classic and a block theme, and the older formats of ``wp_list_comments``.
Pingbacks and trackbacks are not comments.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from selectolax.lexbor import LexborNode

from newscrawler.comments.json_object import checked
from newscrawler.comments.markup import safe_html, text_of_html
from newscrawler.comments.platforms.hypertext_pages import MAX_PAGES, same_story
from newscrawler.comments.protocol import ParseResult, PlatformRequest, PlatformResponse, RequestError, ResponseError
from newscrawler.html.ancestry import nearest
from newscrawler.html.page import Page, PageError, fold
from newscrawler.items import Author, Comment, Thread
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import grouped_number
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
_PARAGRAPHS = {"p", "blockquote", "ul", "ol", "pre"}


def page_request(url: str, read: dict[str, int | None]) -> PlatformRequest:
    """The story's page.

    :param read: depths of the comments that are known already, by id
    """
    return PlatformRequest(
        url=url, headers={"Accept": "text/html"}, state={"depths": read, "done": [], "last": 0, "pattern": None}
    )


def read_page(thread: Thread, request: PlatformRequest, response: PlatformResponse) -> ParseResult:
    """Comments of a page that are not known yet, and the next page."""
    page = response.page()
    try:
        blocks, inside = comment_blocks(page)
    except PageError as error:
        raise ResponseError(f"expected a page of comments, got: {error}") from error
    reader = TimeReader(page.retrieved, page.zone, host=host_of(page.url), language=page.language)
    mentions = len(inside) - len(blocks)
    depths: dict[str, int | None] = dict(request.state["depths"])
    result = ParseResult()
    ids = {block.mem_id: native_id for native_id, block in blocks.items()}
    known: dict[int, int | None] = {}
    for native_id, block in blocks.items():
        around = nearest(block.parent, ids, known)
        above = None if around is None else ids[around]
        depth = 0 if above is None else None if (upper := depths.get(above)) is None else upper + 1
        if native_id not in depths:
            position = thread.collectedCount + len(result.comments)
            depths[native_id] = depth
            try:
                comment = checked(_comment(page, reader, thread, block, native_id, ids, above, depth, position))
            except ResponseError as error:
                result.problem = result.problem or f"comment {native_id} cannot be read: {error}"
                result.unreadable = result.unreadable or block.html
            else:
                result.comments.append(comment)
    if not request.state["pattern"]:
        declared = _declared(page, inside)
        if declared is not None:
            result.declaredCount = max(declared - mentions, thread.declaredCount or 0)
        elif thread.declaredCount is None:
            result.problem = result.problem or "read from the page, which does not say how many comments there are"
    declares = result.declaredCount if result.declaredCount is not None else thread.declaredCount
    try:
        result.requests = _further(page, request, depths, inside, story=thread.copyUrl, declares=declares)
    except RequestError as error:
        result.problem = result.problem or str(error)
    return result


def _further(
    page: Page,
    request: PlatformRequest,
    depths: dict[str, int | None],
    inside: Container[int],
    *,
    story: str,
    declares: int | None,
) -> list[PlatformRequest]:
    """The next page that was not read, of those that any page so far has linked to or that lie before it.

    Outlets show the first or the last page under the story's own address, and not every theme links to all of them.
    Links in comments are their readers'; the others count on the story's own address alone. Each page holds a comment, so
    that there are no more pages than the thread declares comments.
    """
    done, last, pattern = set(request.state["done"]), int(request.state["last"]), request.state["pattern"]
    known: dict[int, int | None] = {}
    for node in page.tree.css('a[href*="comment-page-"], a[href*="cpage="]'):
        href = (node.attributes.get("href") or "").split("#")[0]
        if "replytocom=" in href or outside([node], inside, known) is None:
            continue
        url = page.link(href) or ""
        if (match := _NUMBERED.search(url)) is None:
            continue
        first = url[: match.start()] + url[match.end() :]
        if not (same_story(first, story) or same_story(first, page.url)):
            continue
        last = max(last, grouped_number(match.group(2)) or 0)
        pattern = pattern or url[: match.start(2)] + "{page}" + url[match.end(2) :]
    last = min(last, MAX_PAGES if declares is None else min(declares, MAX_PAGES))
    current = outside(page.tree.css('.page-numbers.current, [aria-current="page"].page-numbers'), inside)
    digits = _DIGITS.search(current.text()) if current is not None else None
    if digits is not None and (here := grouped_number(digits.group())) is not None:
        done.add(here)
    state = {"depths": depths, "done": sorted(done), "last": last, "pattern": pattern}
    following = next_page_request(PlatformRequest(url=page.url, state=state))
    return [following] if following else []


def next_page_request(request: PlatformRequest) -> PlatformRequest | None:
    """The first page known of that was not asked for up to this one."""
    done, last, pattern = request.state["done"], request.state["last"], request.state["pattern"]
    number = next((number for number in range(1, last + 1) if number not in done), None)
    if number is None:
        return None
    url = pattern.replace("{page}", str(number))
    return PlatformRequest(
        url=url, headers={"Accept": "text/html"}, state={**request.state, "done": sorted({*done, number})}
    )


def comment_blocks(page: Page) -> tuple[dict[str, LexborNode], set[int]]:
    """Return the comments by id in page order, the outermost element of each, and the ``mem_id`` of all such elements.

    The latter hold those of pingbacks too.
    """
    found: dict[str, LexborNode] = {}
    mentions: dict[str, int] = {}
    known: dict[int, bool] = {}
    for node in page.tree.css(_BLOCKS):
        match = _ID.fullmatch(node.id or "")
        if match is None:
            continue
        classes = (node.attributes.get("class") or "").split()
        if match.group(1) in mentions or "pingback" in classes or "trackback" in classes:
            mentions.setdefault(match.group(1), node.mem_id)
        elif match.group(1) not in found and not _is_a_readers(node, known):
            found[match.group(1)] = node
    return found, {node.mem_id for node in found.values()} | set(mentions.values())


def _is_a_readers(block: LexborNode, known: dict[int, bool]) -> bool:
    """Whether the element stands in the words of a comment, where a reader put it: replies stand beside them.

    :param known: answers for elements that were passed before; comments share their ancestors
    """
    passed: list[int] = []
    response = False
    node = block.parent
    while node is not None and not response:
        mem = node.mem_id
        if mem in known:
            response = known[mem]
            break
        passed.append(mem)
        response = not _WORDS.isdisjoint((node.attributes.get("class") or "").split())
        node = node.parent
    for mem in passed:
        known[mem] = response
    return response


def outside(
    nodes: Iterable[LexborNode], inside: Container[int], known: dict[int, int | None] | None = None
) -> LexborNode | None:
    """Return the first of the elements that stands in no comment, where it would be its reader's.

    :param inside: ``mem_id`` of the comments' elements
    :param known: as for :func:`nearest`, where it is called once for each of many elements
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
    page: Page,
    reader: TimeReader,
    thread: Thread,
    block: LexborNode,
    native_id: str,
    ids: dict[int, str],
    above: str | None,
    depth: int | None,
    position: int,
) -> Comment:
    content, author = _own(block, _CONTENT, ids, native_id), _own(block, _AUTHOR, ids, native_id)
    time = _own(block, _TIME, ids, native_id)
    markup = content.inner_html if content is not None else _paragraphs(_own(block, (".comment-body",), ids, native_id))
    raw = (time.attributes.get("datetime") or fold(time.text())) if time is not None else None
    moment = reader.attribute(raw)
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
        parentItem=above,
        depth=depth,
        position=position,
        state="visible" if text else "removed",
        source=page.url,
    )


def _own(block: LexborNode, selectors: tuple[str, ...], ids: dict[int, str], native_id: str) -> LexborNode | None:
    """The first match that belongs to the comment itself and not to a reply inside it."""
    for selector in selectors:
        for node in block.css(selector):
            owner: LexborNode | None = node
            while owner is not None and owner.mem_id not in ids:
                owner = owner.parent
            if owner is not None and ids[owner.mem_id] == native_id:
                return node
    return None


def _paragraphs(body: LexborNode | None) -> str | None:
    """Before HTML5 formats a comment's text stood beside its author and links, without an element of its own."""
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
