"""Where the comments of a page begin and end: one element (or ``dt`` with its ``dd``) per comment.

From the surest sign to the weakest: a numbered id, a data attribute or schema.org type that says "comment"; the marks of
known software; a class that says "comment" and repeats; whatever repeats with a time inside a section that says "comments".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from newscrawler.html.page import Marked, Page
from newscrawler.html.roles import BLOCK, ELSEWHERE, META, PING, SECTION, SKIP, TEXT, part_of_class
from newscrawler.language.words import WORDS
from newscrawler.limits import MAX_URL_LENGTH

__all__ = ["Block", "Found", "find_blocks"]


@dataclass(slots=True, eq=False)
class Block:
    """One comment's elements."""

    roots: list[LexborNode]
    number: str | None = None
    """The comment's own id on the page, as short as it is unique."""
    parent: str | None = None
    """:attr:`number` of the comment that this one answers, where an id says so."""
    ping: bool = False
    """The page marks it as a pingback."""
    unnamed: bool = False
    """Found by what repeats in a comment section: its parts may have no names."""

    @property
    def node(self) -> LexborNode:
        return self.roots[0]


@dataclass(slots=True)
class Found:
    """The blocks of a page."""

    blocks: list[Block] = field(default_factory=list)
    certain: bool = False
    """Whether the page itself says that these are comments; else fields must prove it."""
    sections: list[LexborNode] = field(default_factory=list)
    """Elements that call themselves a comment section."""


_TYPED = "[itemtype*=omment],[typeof*=omment]"
"""Attributes that are slow to look for, and hardly ever stand where no class and no id says so too."""
_SOFTWARE = (
    # Marks of software whose comments are not called comments: SPIP 3 and 2, phpBB 3 and forumotion, XenForo 1 and 2.
    ".forum-fil, .forum-message, .postbody, .message[data-author]"
)
_POSTS = "li.forum-fil, li:has(> .forum-message), div.post[id^=p]:has(.postbody), .message[data-author]"
_POST_ID = re.compile(r"(?:p|post-|js-post-)\d+$")
_STEMS = r"comment|kommentar|comentario|commentaire|commento|komentarz|komentar|yorum|reactie|comentari"
_NUMBERED = re.compile(
    rf"(?:(?:li|div|dsq|isso|article|wp|single|the|post|user|entry|view)[-_])*(?:{_STEMS})s?[-_]?(?:id|no|nr|item|container|box|wrap|li)?[-_]?",
    re.I,
)
"""What stands before the number in the id of a comment."""
_WPDISCUZ = re.compile(r"^(?:wc|wpd)-comm-(\d+)_(\d+)$")
_ENDS_IN_NUMBER = re.compile(r"^[A-Za-z][\w-]*(?<!\d)(\d+)$")
_SAYS_COMMENT = re.compile(_STEMS, re.I)
_WORD_AND_NUMBER = re.compile(r"[A-Za-z]*\d+$")
_LONGEST_ID = 200
"""Characters of an id or a name that numbers a comment; a longer one numbers nothing."""

_ANY_NUMBER = re.compile(r"(?<!\d)(\d+)\D*$")
_COMMENT_TYPE = re.compile(r"schema\.org/(?:Comment|UserComments)/?$", re.I)
_FRAGMENT = re.compile(r"#(?:(?=\w*omment)\w*-?|c|p|post-?)(?<!\d)(\d+)$", re.I)
_NO_BLOCK = frozenset(
    [
        "a",
        "abbr",
        "b",
        "body",
        "button",
        "cite",
        "em",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "label",
        "link",
        "main",
        "meta",
        "nav",
        "noscript",
        "option",
        "script",
        "select",
        "small",
        "source",
        "strong",
        "style",
        "sup",
        "svg",
        "textarea",
        "time",
        "use",
    ]
)
_LONGEST = 20_000
"""Characters of a comment with all its markings; what is longer is an article or a list of them."""

_MOST_GROUPS = 50
"""Classes whose elements are read to learn whether they are comments; the pages of the evaluation set have up to 12."""

_MAX_CLIMB = 40
"""Levels that are climbed to learn where an element stands; no page of the evaluation set nests comments deeper."""


def find_blocks(page: Page, proves: Callable[[list[Block]], int], *, marked: bool = True) -> Found:
    """The comment blocks of a page.

    :param proves: how many of the given blocks read as a comment with author, time and text
    :param marked: believe ids and types that mark single comments
    """
    named, found = _parts(page.commenting), Found()
    blocks = _marked(named) if marked else []
    headings: list[LexborNode] = []
    if not blocks:
        # In one query, most of whose time is to go through the tree.
        others = page.tree.css(f"{_TYPED},{_SOFTWARE},h2,h3,h4")
        headings = [node for node in others if node.tag in ("h2", "h3", "h4")]
        if len(headings) < len(others):
            nodes = {node.mem_id: node for node in page.tree.css(f"{page.speaking},{_TYPED}")}
            named = _parts((node, node.attributes) for node in nodes.values())
            blocks = (_marked(named) or _software(page)) if marked else []
    found.sections = [
        node for node, _, part in named if part & SECTION and not part & ELSEWHERE and node.tag not in _NO_BLOCK
    ]
    if blocks:
        found.blocks, found.certain = blocks, True
        return found
    found.blocks = _by_class(named, proves) or _by_text(named, proves) or _by_section(headings, found.sections, proves)
    return found


_Named = tuple[LexborNode, dict[str, str | None], int]


def _parts(nodes: Iterable[Marked]) -> list[_Named]:
    """With what the names of each say."""
    found: list[_Named] = []
    for node, attributes in nodes:
        names = attributes.get("class")
        part = part_of_class(names) if names else 0
        if (name := attributes.get("id")) and not name[-1].isdigit():
            part |= part_of_class(name)
        found.append((node, attributes, part))
    return found


def _software(page: Page) -> list[Block]:
    blocks = []
    for node in {node.mem_id: node for node in page.tree.css(_POSTS)}.values():
        name = _short(node.attributes.get("data-content") or node.id or _inner_number(node)) or ""
        if node.tag == "div" and not _POST_ID.match(name):
            continue
        number = _ANY_NUMBER.search(name)
        blocks.append(Block([node], number.group(1) if number else name or None))
    return blocks


def _inner_number(node: LexborNode) -> str | None:
    """SPIP numbers no block, but what is inside: ``forum-texte-37729``, ``a[name=forum37729]``, ``id_forum=37729``."""
    for inner in node.css("[class*=forum-texte-],[id^=forum],a[name^=forum],a[href*='id_forum=']"):
        attributes = inner.attributes
        for value in (attributes.get("class"), attributes.get("id"), attributes.get("name"), attributes.get("href")):
            if value and (match := re.search(r"(?:forum-texte-|forum|id_forum=)(\d+)", value)):
                return match.group(1)
    return None


def _with_definition(node: LexborNode) -> list[LexborNode]:
    """A ``dt`` with the ``dd`` that follow it; any other element alone."""
    roots = [node]
    if node.tag == "dt":
        following = node.next
        while following is not None and following.tag != "dt":
            if following.tag == "dd":
                roots.append(following)
            following = following.next
    return roots


def _marked(named: Iterable[_Named]) -> list[Block]:
    """Elements that the page itself marks as single comments."""
    blocks: list[Block] = []
    attributes_of: list[dict[str, str | None]] = []
    """Of each block's element."""
    listed: set[int] = set()
    """Identities of the blocks."""
    by_node: dict[int, Block] = {}
    by_number: dict[str, Block] = {}
    around_of: dict[int, Block | None] = {}
    for node, attributes, part in named:
        ident = attributes.get("id") or ""
        if (
            not ident[-1:].isdigit()
            and ident != "comments-block"
            and _MARKING.isdisjoint(attributes)
            and node.mem_id not in by_node
        ):
            continue  # nothing to number it by: nine in ten
        tag = node.tag or ""
        if tag == "dl" and ident == "comments-block":  # Blogger, templates of 2006
            return [Block(_with_definition(term), (term.id or "").lstrip("c") or None) for term in node.css("dt")]
        number, parent = _number(attributes, part)
        if tag in _NO_BLOCK:
            # Drupal 6 and 7 print an empty anchor before the comment, which has no id itself.
            if tag == "a" and number and not node.text().strip() and (following := _next_element(node)) is not None:
                by_node.setdefault(following.mem_id, Block([following], number))
            continue
        typed = len(attributes) > 1 and _is_typed(attributes)
        if node.mem_id in by_node and not (number and id(by_node[node.mem_id]) in listed):
            block = by_node[node.mem_id]
            if id(block) not in listed:
                block.ping = bool(part & PING)
                listed.add(id(block))
                blocks.append(block)
                attributes_of.append(attributes)
                by_number.setdefault(block.number or "", block)
            continue
        if not (number or typed) or (part & (SECTION | META | SKIP) and not typed and not part & BLOCK):
            continue
        if number and number in by_number:
            continue  # li#comment-5 > div#div-comment-5: one comment, the outer one is its block
        around = _enclosing(node, by_node, around_of)
        if around is not None and _same(around, number, typed, blocks):
            around.number = around.number or number
            by_number.setdefault(around.number or "", around)
            continue
        block = Block(_with_definition(node), number, parent, bool(part & PING))
        listed.add(id(block))
        blocks.append(block)
        attributes_of.append(attributes)
        for root in block.roots:
            by_node[root.mem_id] = block
        if number:
            by_number[number] = block
    known: dict[int, bool] = {}
    return [
        block
        for block, attributes in zip(blocks, attributes_of, strict=True)
        if not (_says_elsewhere(attributes) or _is_elsewhere(block.node.parent, known))
    ]


_MARKING = frozenset(("data-comment-id", "data-commentid", "about", "name", "itemtype", "typeof", "itemprop"))
"""Attributes that may number a comment or say that it is one."""


def _is_typed(attributes: dict[str, str | None]) -> bool:
    """Whether schema.org or RDFa says that it is a comment."""
    if (kind := attributes.get("itemtype")) and _COMMENT_TYPE.search(kind):
        return True
    if (kind := attributes.get("typeof")) and (kind.endswith(("Comment", "Comment ")) or "sioct:Comment" in kind):
        return True
    return attributes.get("itemprop") == "comment" and "itemscope" in attributes


def _number(attributes: dict[str, str | None], part: int) -> tuple[str | None, str | None]:
    name = _short(attributes.get("id")) or ""
    counted = name[-1:].isdigit()
    if counted:
        if name[0] == "w" and (match := _WPDISCUZ.match(name)):
            return match.group(1), match.group(2) if match.group(2) != "0" else None
        if number := _comment_number(name):
            return number, None
    elif number := _comment_number(attributes.get("id") or ""):
        return number, None
    if own := _short(attributes.get("data-comment-id") or attributes.get("data-commentid")):
        return own, None
    if counted and part & BLOCK and (match := _ENDS_IN_NUMBER.match(name)):
        tail = name.replace("_", "-").rpartition("-")[2]
        # comment-f3a7: not a number, and its last digits are those of others too
        return (match.group(1) if _WORD_AND_NUMBER.match(tail) else tail), None
    if (about := _short(attributes.get("about"), MAX_URL_LENGTH)) and (match := _FRAGMENT.search(about)):
        return match.group(1), None
    if not name and (other := _short(attributes.get("name"))) and (number := _comment_number(other)):
        return number, None
    return None, None


def _short(name: str | None, longest: int = _LONGEST_ID) -> str | None:
    return name if name is not None and len(name) <= longest else None


def _comment_number(name: str) -> str | None:
    """The number at the end of a name that says that it is a comment's."""
    stem = name.rstrip("0123456789")
    if not len(stem) < len(name) or len(stem) > _LONGEST_ID or not _is_stem(stem):
        return None
    return name[len(stem) :][-_LONGEST_ID:]


# The names of a thread differ in their numbers alone.
@lru_cache(maxsize=1024)
def _is_stem(name: str) -> bool:
    return _NUMBERED.fullmatch(name) is not None


def _same(around: Block, number: str | None, typed: bool, blocks: list[Block]) -> bool:
    """Whether a marked element inside a block is that block once more, not a reply to it."""
    if number and around.number:
        return False
    # A type inside a numbered block that has no type of its own, or the reverse: the first one is the block itself.
    return blocks[-1] is around and bool(number) != bool(around.number)


def _enclosing(node: LexborNode, by_node: dict[int, Block], known: dict[int, Block | None]) -> Block | None:
    """The block around a node.

    :param known: answers for elements that were passed before; siblings share their ancestors
    """
    parent = node.parent
    passed: list[int] = []
    answer: Block | None = None
    while parent is not None and len(passed) < _MAX_CLIMB:
        mem = parent.mem_id
        if (block := by_node.get(mem)) is not None:
            answer = block
            break
        if mem in known:
            answer = known[mem]
            break
        passed.append(mem)
        parent = parent.parent
    for mem in passed:
        known[mem] = answer
    return answer


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and (following.tag or "-")[0] == "-":
        following = following.next
    return following


def _says_elsewhere(attributes: dict[str, str | None]) -> bool:
    """Whether an element says that the comments in it belong to other pages."""
    names, name = attributes.get("class"), attributes.get("id")
    return (
        bool(names and part_of_class(names) & ELSEWHERE)
        or bool(name and part_of_class(name) & ELSEWHERE)
        or "Review" in (attributes.get("itemtype") or "")
    )


def _is_elsewhere(node: LexborNode | None, known: dict[int, bool] | None = None) -> bool:
    """Whether a node is in a part of the page whose comments belong to other pages.

    :param known: answers for elements that were asked about before; siblings share their ancestors
    """
    known = {} if known is None else known
    passed: list[int] = []
    answer = False
    step = node
    while step is not None and len(passed) < _MAX_CLIMB and step.tag != "body":
        mem = step.mem_id
        if mem in known:
            answer = known[mem]
            break
        passed.append(mem)
        if _says_elsewhere(step.attributes):
            answer = True
            break
        step = step.parent
    for mem in passed:
        known[mem] = answer
    return answer


def _by_class(named: Iterable[_Named], proves: Callable[[list[Block]], int]) -> list[Block]:
    """The class that says "comment" and whose elements read as comments most often; the outermost of equals."""
    groups: dict[tuple[str, str], list[LexborNode]] = {}
    for node, attributes, part in named:
        tag = node.tag or ""
        if not part & BLOCK or part & ELSEWHERE or tag in _NO_BLOCK or tag == "span":
            continue
        for token in (attributes.get("class") or attributes.get("id") or "").split():
            if part_of_class(token) & BLOCK:
                groups.setdefault((tag, token), []).append(node)
    best: list[Block] = []
    most = 0
    # Several words of one class name the same elements.
    alike = {tuple(node.mem_id for node in nodes): nodes for nodes in reversed(groups.values())}
    for nodes in list(reversed(alike.values()))[:_MOST_GROUPS]:
        if len(nodes) < most or _is_elsewhere(nodes[0]):
            continue
        blocks = [Block(_with_definition(node), _data_number(node)) for node in nodes]
        if (proven := proves(blocks)) > most:
            best, most = blocks, proven
    return best


def _by_text(named: Iterable[_Named], proves: Callable[[list[Block]], int]) -> list[Block]:
    """Around the class that names the text of a comment: the largest elements that hold one of them each."""
    groups: dict[str, list[LexborNode]] = {}
    for node, attributes, part in named:
        if part & TEXT and not part & ELSEWHERE and node.tag not in _NO_BLOCK:
            for token in (attributes.get("class") or "").split():
                if _SAYS_COMMENT.search(token) and part_of_class(token) & TEXT:
                    groups.setdefault(token, []).append(node)
    for nodes in list(groups.values())[:_MOST_GROUPS]:
        # One alone has no bounds: nothing says where its comment begins.
        if not 2 <= len(nodes) <= _MOST or _is_elsewhere(nodes[0]):
            continue
        blocks = _around(nodes, None)
        if len(blocks) > 1 and proves(blocks) * 2 > len(blocks):
            return blocks
    return []


_DATA_NUMBER = re.compile(
    r"^(?:id|data-(?:\w+-)*(?:id|key|uuid|cid)|data-(?:comment|post|posting|message|entry|reply)s?id)$"
)
_OF_OTHERS = ("parent", "user", "author", "thread", "article", "story", "root", "reply-to")


def _data_number(node: LexborNode) -> str | None:
    for name, value in node.attributes.items():
        if (
            value
            and len(name) + len(value) <= _LONGEST_ID
            and _DATA_NUMBER.match(name)
            and not any(word in name for word in _OF_OTHERS)
        ):
            return value
    return None


_HEADING = re.compile(
    rf"^\W*(?:\d+\s*)?(?:(?:{WORDS.pattern('all_comments')})[\s-]*)?"
    rf"(?:{WORDS.pattern('comments', 'comment', 'discussion', 'answers', 'reaction')})\W*\d*\W*$"
    rf"|^\W*\d+\s*(?:{WORDS.pattern('answer')})\W*$",
    re.I,
)


_TIMES = "time,abbr[title],[class*=date],[class*=time],[class*=Date],[class*=Time],[class*=posted],[class*=created],[class$=ago]"
_MOST = 5_000
"""Comments on one page; more is a loop in its template."""


def _by_section(
    headings: list[LexborNode], sections: list[LexborNode], proves: Callable[[list[Block]], int]
) -> list[Block]:
    """Inside a section that calls itself one of comments: the largest elements that hold one time each."""
    places = list(sections)
    for heading in headings:
        text = heading.text()
        if len(text) < 40 and _HEADING.match(text.strip()) and heading.parent is not None:
            places.append(heading.parent)
    seen: set[int] = set()
    known: dict[int, bool] = {}
    for place in places[:20]:
        if place.tag in _WHOLE or _is_elsewhere(place, known):
            continue
        if _enclosing_id(place, seen):
            continue
        seen.add(place.mem_id)
        times = place.css(_TIMES)
        if not times:
            blocks = [Block(_with_definition(term)) for term in place.css("dt")[:_MOST]]
        elif len(times) <= _MOST:
            blocks = _around(times, place)
        else:
            continue
        if blocks and proves(blocks) * 2 > len(blocks):
            return blocks
    return []


def _enclosing_id(node: LexborNode, ids: set[int]) -> bool:
    step: LexborNode | None = node
    while step is not None:
        if step.mem_id in ids:
            return True
        step = step.parent
    return False


_WHOLE = frozenset(("-document", "html", "body"))
"""What is no comment but the page; the first is the parser's name for what is around ``html``."""


def _around(anchors: list[LexborNode], place: LexborNode | None) -> list[Block]:
    """Per anchor the largest element below ``place`` that holds no other anchor; nested anchors count once."""
    limit = place.mem_id if place is not None else 0
    anchors = list({anchor.mem_id: anchor for anchor in anchors}.values())
    ids = {anchor.mem_id for anchor in anchors}
    outer = []
    held: dict[int, int] = {}
    for anchor in anchors:
        chain: list[LexborNode] = []
        node = anchor.parent
        while node is not None and node.mem_id != limit and len(chain) < _MAX_CLIMB:
            chain.append(node)
            node = node.parent
        if any(step.mem_id in ids for step in chain):
            continue
        outer.append((anchor, chain))
        for step in chain:
            held[step.mem_id] = held.get(step.mem_id, 0) + 1
    blocks: list[Block] = []
    for anchor, chain in outer:
        alone = [step for step in chain if held[step.mem_id] == 1]
        block = alone[-1] if alone else anchor
        if block.tag not in _WHOLE and len(block.text()) < _LONGEST:
            blocks.append(Block([block], _data_number(block), unnamed=True))
    if len(blocks) == 1 and blocks[0].node.css_first("h1, textarea", default=None) is not None:
        return []  # the story with its comment form, not a comment
    return blocks
