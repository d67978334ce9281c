"""Blocks: where the comments of a page begin and end. One element, or a ``dt`` with its ``dd``, for each comment.

Signs are tried from the surest to the weakest: a numbered id, a data attribute or a schema.org type that says
"comment"; the marks of known software; a class that says "comment" and repeats; elements that repeat with a time
inside a section that says "comments".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure.around import follows_story
from newscrawler.guarded import Guarded
from newscrawler.html.ancestry import is_inside
from newscrawler.html.page import ElementWithAttributes, Page
from newscrawler.html.roles import BLOCK, ELSEWHERE, META, PING, SECTION, SKIP, TEXT, is_widget_alone, roles_of_class
from newscrawler.language.words import WORDS
from newscrawler.limits import MAX_URL_LENGTH

__all__ = ["HEADING", "LONGEST_HEADING", "SIGNS", "Block", "BlockSearch", "find_blocks", "is_elsewhere", "number_of"]

_TYPED = "[itemtype*=omment],[typeof*=omment]"
"""Attributes that are slow to look for, and that hardly ever occur where no class and no id says "comment" too."""

_SOFTWARE = (
    # Marks of software whose comments are not called comments: SPIP 3 and 2, phpBB 3 and forumotion, XenForo 1 and 2.
    ".forum-fil, .forum-message, .postbody, .message[data-author]"
)
SIGNS = "h2,h3,h4,h5,h6,time,aside"
"""Elements beside which comments may be: headings and times. Looking for classes would take six times as long."""

_SOFTWARE_CLASSES = frozenset(("forum-fil", "forum-message", "postbody", "message"))
_POSTS = "li.forum-fil, li:has(> .forum-message), div.post[id^=p]:has(.postbody), .message[data-author]"
_POST_ID = re.compile(r"(?:p|post-|js-post-)\d+$")
_SPIP_NUMBERS = "[class*=forum-texte-],[id^=forum],a[name^=forum],a[href*='id_forum=']"
_SPIP_NUMBER = re.compile(r"(?:forum-texte-|forum|id_forum=)(\d+)")
_STEMS = r"comment|kommentar|comentario|commentaire|commento|komentarz|komentar|yorum|reactie|comentari"
_NUMBERED = re.compile(
    rf"(?:(?:li|div|dsq|isso|article|wp|single|the|post|user|entry|view)[-_])*(?:{_STEMS})s?[-_]?"
    r"(?:id|no|nr|item|container|box|wrap|li)?[-_]?",
    re.I,
)
"""Part of a comment's id before its number."""

_MARKING = frozenset(("data-comment-id", "data-commentid", "about", "name", "itemtype", "typeof", "itemprop"))
"""Attributes that may number a comment or say that it is a comment."""

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
"""Elements that never hold a comment."""
_NO_GROUP = _NO_BLOCK | {"span"}
"""Elements that are no comment, also where a class that says "comment" repeats."""

_WHOLE_PAGE = frozenset(("-document", "html", "body"))
"""Elements that are the page; the first is the parser's name for the node around ``html``."""

_LONGEST_BLOCK = 20_000
"""Characters of a comment with all its fields; a longer element is an article or a list of comments."""

_MOST_GROUPS = 50
"""Classes whose elements are read to learn whether they are comments; the pages of the evaluation have up to 12."""

_TRIED_CHAINS = 12
"""Comments of which the elements around them are compared."""

_MOST_SECTIONS = 20
"""Sections in which comments are looked for."""

_MOST_COMMENTS = 5_000
"""Comments on one page; a page with more has a loop in its template."""

_MAX_CLIMB = 40
"""Levels that are climbed to learn what is around an element; no page of the evaluation nests comments deeper."""

_DATA_NUMBER = re.compile(
    r"^(?:id|data-(?:\w+-)*(?:id|key|uuid|cid)|data-(?:comment|post|posting|message|entry|reply)s?id)$"
)
_OF_OTHERS = ("parent", "user", "author", "thread", "article", "story", "root", "reply-to")
HEADING = Guarded.folded(
    rf"^\W*(?:(?:\d+|{WORDS.pattern('one')})\s*)?(?:(?:{WORDS.pattern('all_comments')})[\s-]*)?"
    rf"(?:{WORDS.pattern('comments', 'comment', 'discussion', 'answers', 'reaction')})\W*\d*\W*$"
    rf"|^\W*(?:\d+|{WORDS.pattern('one')})\s*(?:{WORDS.pattern('answer')})\W*$",
    mode="match",
)
LONGEST_HEADING = 40
"""Characters of a heading that says "comments"."""

_MARKED = "[id*=comment-]"
_MOST_LINKS = 60
"""Links of a widget that are looked at; a list of the newest comments has one in each entry."""

_TIMES = (
    "time,abbr[title],[class*=date],[class*=time],[class*=Date],[class*=Time],[class*=posted],[class*=created],"
    "[class$=ago]"
)

_STORY = 250
"""Characters of prose before the comments in an element that is called a widget or a sidebar, but holds the story."""

_NamedNode = tuple[LexborNode, dict[str, str | None], int]
"""Node, attributes, and roles by class and id."""


@dataclass(slots=True, eq=False)
class Block:
    """Elements of one comment."""

    roots: list[LexborNode]
    number: str | None = None
    """The comment's own id on the page, as short as it is unique."""
    parent: str | None = None
    """:attr:`number` of the comment that this one answers, where an id says so."""
    is_ping: bool = False
    """Whether the page marks it as a pingback."""
    is_unnamed: bool = False
    """Whether it was found by repetition in a comment section, so that its parts may have no names."""
    is_run: bool = False
    """Whether it is a run of siblings, with the texts between them."""
    is_behind: bool = False
    """Whether a run begins behind its first element, with the text that follows it."""

    @property
    def node(self) -> LexborNode:
        return self.roots[0]


@dataclass(slots=True)
class BlockSearch:
    """Result of :func:`find_blocks`."""

    blocks: list[Block] = field(default_factory=list)
    is_certain: bool = False
    """Whether the page itself says that these are comments; otherwise their fields must prove it."""
    sections: list[LexborNode] = field(default_factory=list)
    """Elements that call themselves a comment section."""
    signs: list[LexborNode] = field(default_factory=list)
    """Elements of :data:`SIGNS`, where no element is marked as a comment."""


def find_blocks(page: Page, count_proven: Callable[[list[Block]], int], *, marked: bool = True) -> BlockSearch:
    """Find the comment blocks of a page.

    :param count_proven: returns how many of the given blocks read as a comment with author, time and text
    :param marked: believe ids and types that mark single comments
    """
    named, found = _with_roles(page.comment_candidates), BlockSearch()
    blocks = _marked(named) if marked else []
    headings: list[LexborNode] = []
    if not blocks:
        # One query for all of these, because most of its time is the traversal of the tree.
        marks = page.tree.css(f"{_TYPED},{_SOFTWARE},{SIGNS}")
        found.signs = marks
        headings = [node for node in marks if node.tag in ("h2", "h3", "h4")]
        if len(headings) < len(marks) and any(map(_is_mark, marks)):
            named = _with_typed(page)
            blocks = (_marked(named) or _of_software(page)) if marked else []
    found.sections = _named_sections(named)
    if blocks:
        found.blocks, found.is_certain = blocks, True
    else:
        found.blocks = _of_names(named, count_proven) or _by_section(headings, found.sections, count_proven)
    return found


def _is_mark(node: LexborNode) -> bool:
    """Return whether an element has a type that says "comment", or is a mark of known software."""
    attributes = node.attributes
    names = attributes.get("class")
    if names and not _SOFTWARE_CLASSES.isdisjoint(names.split()):
        return True
    return "omment" in (attributes.get("itemtype") or "") or "omment" in (attributes.get("typeof") or "")


def _of_names(named: Sequence[_NamedNode], count_proven: Callable[[list[Block]], int]) -> list[Block]:
    return _by_class(named, count_proven) or _by_text(named, count_proven)


def _named_sections(named: Iterable[_NamedNode]) -> list[LexborNode]:
    """Return the elements that call themselves a comment section of this page."""
    return [node for node, _, roles in named if roles & SECTION and not roles & ELSEWHERE and node.tag not in _NO_BLOCK]


def _with_typed(page: Page) -> list[_NamedNode]:
    """Return the page's candidates and the elements with a type, in the order of the page."""
    nodes = {node.mem_id: node for node in page.tree.css(f"{page.comment_selector},{_TYPED}")}
    return _with_roles((node, node.attributes) for node in nodes.values())


def _with_roles(nodes: Iterable[ElementWithAttributes]) -> list[_NamedNode]:
    found: list[_NamedNode] = []
    for node, attributes in nodes:
        names = attributes.get("class")
        roles = roles_of_class(names) if names else 0
        if (name := attributes.get("id")) and not name[-1].isdigit():
            roles |= roles_of_class(name)
        found.append((node, attributes, roles))
    return found


def _of_software(page: Page) -> list[Block]:
    """Return the posts of software whose comments are not called comments."""
    blocks = []
    for node in {node.mem_id: node for node in page.tree.css(_POSTS)}.values():
        name = _short(node.attributes.get("data-content") or node.id or _spip_number(node)) or ""
        if node.tag == "div" and not _POST_ID.match(name):
            continue
        number = _ANY_NUMBER.search(name)
        blocks.append(Block([node], number.group(1) if number else name or None))
    return blocks


def _spip_number(node: LexborNode) -> str | None:
    """Return the number of a SPIP comment, stated inside it: ``forum-texte-37729``, ``a[name=forum37729]``."""
    for inner in node.css(_SPIP_NUMBERS):
        attributes = inner.attributes
        for name in ("class", "id", "name", "href"):
            if (value := attributes.get(name)) and (match := _SPIP_NUMBER.search(value)):
                return match.group(1)
    return None


def _with_definition(node: LexborNode) -> list[LexborNode]:
    """Return a ``dt`` with the ``dd`` elements that follow it; any other element alone."""
    roots = [node]
    if node.tag == "dt":
        following = node.next
        while following is not None and following.tag != "dt":
            if following.tag == "dd":
                roots.append(following)
            following = following.next
    return roots


# --- elements that the page itself marks as single comments -----------------------------------------------------------


def _marked(named: Sequence[_NamedNode]) -> list[Block]:
    marked = _MarkedBlocks()
    by_node = marked.by_node
    for node, attributes, roles in named:
        ident = attributes.get("id") or ""
        if ident == "comments-block" and node.tag == "dl":  # Blogger, templates of 2006
            return _of_blogger(node)
        # Nine in ten elements have nothing to number them by.
        if ident[-1:].isdigit() or not _MARKING.isdisjoint(attributes) or node.mem_id in by_node:
            marked.add(node, attributes, roles)
    return marked.of_this_page()


def _is_before_typed(node: LexborNode) -> bool:
    """Return whether the next element has the type of a comment: a line drawn before it may have its number."""
    following = _next_element(node)
    return following is not None and _COMMENT_TYPE.search(following.attributes.get("itemtype") or "") is not None


def _of_blogger(comments: LexborNode) -> list[Block]:
    return [Block(_with_definition(term), (term.id or "").lstrip("c") or None) for term in comments.css("dt")]


class _MarkedBlocks:
    """Blocks of marked elements. An element that repeats the mark of the block around it is no block of its own."""

    __slots__ = ("_attributes", "_blocks", "_by_number", "_known", "_listed", "by_node")

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._attributes: list[dict[str, str | None]] = []
        """Attributes of each block's element."""
        self._listed: set[Block] = set()
        self.by_node: dict[int, Block] = {}
        """Blocks by the ``mem_id`` of their elements, and of elements behind an anchor."""
        self._by_number: dict[str, Block] = {}
        self._known: dict[int, Block | None] = {}

    def add(self, node: LexborNode, attributes: dict[str, str | None], roles: int) -> None:
        number, parent = _number(attributes, roles)
        tag = node.tag or ""
        if tag in _NO_BLOCK:
            if tag == "a" and number:
                self._add_anchor(node, number)
            return
        known = self.by_node.get(node.mem_id)
        if number and known is None and node.child is None and _is_before_typed(node):
            self._add_anchor(node, number)
            return
        if known is not None and not (number and known in self._listed):
            self._add_known(known, attributes, roles)
        elif self._begins_block(node, number, attributes, roles) and not self._repeats_mark(node, number):
            self._begin(Block(_with_definition(node), number, parent, bool(roles & PING)), attributes)

    def of_this_page(self) -> list[Block]:
        """Return the blocks without those in parts of the page that list the comments of other pages."""
        known: dict[int, bool] = {}
        return [
            block
            for block, attributes in zip(self._blocks, self._attributes, strict=True)
            if not (_says_elsewhere(attributes) or is_elsewhere(block.node.parent, known))
        ]

    def _list(self, block: Block, attributes: dict[str, str | None]) -> None:
        self._listed.add(block)
        self._blocks.append(block)
        self._attributes.append(attributes)

    def _begin(self, block: Block, attributes: dict[str, str | None]) -> None:
        self._list(block, attributes)
        for root in block.roots:
            self.by_node[root.mem_id] = block
        if block.number:
            self._by_number[block.number] = block

    def _add_anchor(self, node: LexborNode, number: str) -> None:
        """Note an empty element with a number: Drupal 6 and 7 print an anchor before the comment, which has no id."""
        if not node.text().strip() and (following := _next_element(node)) is not None:
            self.by_node.setdefault(following.mem_id, Block([following], number))

    def _add_known(self, block: Block, attributes: dict[str, str | None], roles: int) -> None:
        """List the element behind an anchor."""
        if block not in self._listed:
            block.is_ping = bool(roles & PING)
            self._list(block, attributes)
            self._by_number.setdefault(block.number or "", block)

    def _begins_block(
        self, node: LexborNode, number: str | None, attributes: dict[str, str | None], roles: int
    ) -> bool:
        typed = len(attributes) > 1 and _is_typed(attributes)
        if not (number or typed) or (roles & (SECTION | META | SKIP) and not typed and not roles & BLOCK):
            return False
        # li#comment-5 > div#div-comment-5 is one comment; the outer element is its block.
        return not (number and number in self._by_number) or self._is_of_template(number, node)

    def _is_of_template(self, number: str, node: LexborNode) -> bool:
        """Return whether an element beside a block has its whole id: a template gives all comments one id."""
        known = self._by_number[number].node
        return node.id is not None and node.id == known.id and self._block_around(node) is not self._by_number[number]

    def _repeats_mark(self, node: LexborNode, number: str | None) -> bool:
        """Return whether an element marks the block around it once more, and is not a reply to it."""
        around = self._block_around(node)
        if around is None or (number and around.number):
            return False
        # A type inside a numbered block without a type, or the reverse: the first such element is the block itself.
        if self._blocks[-1] is not around or bool(number) == bool(around.number):
            return False
        around.number = around.number or number
        self._by_number.setdefault(around.number or "", around)
        return True

    def _block_around(self, node: LexborNode) -> Block | None:
        parent = node.parent
        passed: list[int] = []
        found: Block | None = None
        while parent is not None and len(passed) < _MAX_CLIMB:
            mem = parent.mem_id
            if (block := self.by_node.get(mem)) is not None:
                found = block
                break
            if mem in self._known:
                found = self._known[mem]
                break
            passed.append(mem)
            parent = parent.parent
        for mem in passed:
            self._known[mem] = found
        return found


def _is_typed(attributes: dict[str, str | None]) -> bool:
    """Return whether schema.org or RDFa says that an element is a comment."""
    if (kind := attributes.get("itemtype")) and _COMMENT_TYPE.search(kind):
        return True
    if (kind := attributes.get("typeof")) and (kind.endswith(("Comment", "Comment ")) or "sioct:Comment" in kind):
        return True
    return attributes.get("itemprop") == "comment" and "itemscope" in attributes


def _number(attributes: dict[str, str | None], roles: int) -> tuple[str | None, str | None]:
    """Return the number of a comment, and the number of its parent where the id holds both."""
    ident = attributes.get("id") or ""
    name = _short(ident) or ""
    counted = name[-1:].isdigit()
    if counted and name[0] == "w" and (match := _WPDISCUZ.match(name)):
        return match.group(1), None if match.group(2) == "0" else match.group(2)
    return _single_number(ident, name, attributes, roles), None


def _single_number(ident: str, name: str, attributes: dict[str, str | None], roles: int) -> str | None:
    """Return the number of a comment whose id holds no other number.

    :param name: the id, unless it is too long
    """
    number = _comment_number(ident) or _short(attributes.get("data-comment-id") or attributes.get("data-commentid"))
    if not number and roles & BLOCK and name[-1:].isdigit():
        number = _last_number(name)
    return number or _number_by_other(name, attributes)


def _last_number(name: str) -> str | None:
    """Return the number at the end of the id of an element whose class says that it is a comment."""
    match = _ENDS_IN_NUMBER.match(name)
    if match is None:
        return None
    tail = name.replace("_", "-").rpartition("-")[2]
    # comment-f3a7 has no number, and its last digits are those of other comments too.
    return match.group(1) if _WORD_AND_NUMBER.match(tail) else tail


def _number_by_other(name: str, attributes: dict[str, str | None]) -> str | None:
    """Return the number by ``about`` or, for an element without an id, by ``name``."""
    if (about := _short(attributes.get("about"), MAX_URL_LENGTH)) and (match := _FRAGMENT.search(about)):
        return match.group(1)
    return _comment_number(other) if not name and (other := _short(attributes.get("name"))) else None


def _short(name: str | None, longest: int = _LONGEST_ID) -> str | None:
    return name if name is not None and len(name) <= longest else None


def _comment_number(name: str) -> str | None:
    """Return the number at the end of a name that says "comment"."""
    stem = name.rstrip("0123456789")
    if not len(stem) < len(name) or len(stem) > _LONGEST_ID or not _is_stem(stem):
        return None
    return name[len(stem) :][-_LONGEST_ID:]


# The names of a thread differ in their numbers alone.
@lru_cache(maxsize=1024)
def _is_stem(name: str) -> bool:
    return _NUMBERED.fullmatch(name) is not None


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and (following.tag or "-")[0] == "-":
        following = following.next
    return following


# --- parts of the page whose comments belong to other pages ---------------------------------------------------


def _says_elsewhere(attributes: dict[str, str | None]) -> bool:
    """Return whether an element says that the comments in it belong to other pages."""
    names, name = attributes.get("class"), attributes.get("id")
    return (
        bool(names and roles_of_class(names) & ELSEWHERE)
        or bool(name and roles_of_class(name) & ELSEWHERE)
        or "Review" in (attributes.get("itemtype") or "")
    )


def _is_widget_of_this_page(node: LexborNode) -> bool:
    """Return whether an element is called a widget and nothing else, and holds comments with no link to other pages."""
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    if not is_widget_alone(names) or node.css_first(_MARKED, default=None) is None:
        return False
    hrefs = (link.attributes.get("href") or "" for link in node.css("a[href]")[:_MOST_LINKS])
    return not any("#" in href and not href.startswith("#") for href in hrefs)


def is_elsewhere(node: LexborNode | None, known: dict[int, bool] | None = None) -> bool:
    """Return whether a node is in a part of the page whose comments belong to other pages.

    :param known: results for elements that were passed before; siblings share their ancestors
    """
    known = {} if known is None else known
    passed: list[int] = []
    found = False
    step = node
    while step is not None and len(passed) < _MAX_CLIMB and step.tag != "body":
        mem = step.mem_id
        if mem in known:
            found = known[mem]
            break
        passed.append(mem)
        if _says_elsewhere(step.attributes):
            # A class may describe the page's layout, and the element may hold the story too.
            found = node is None or not (
                step.css_first("h1", default=None) is not None
                or follows_story(node, step, _STORY)
                or _is_widget_of_this_page(step)
            )
            if found:
                break
        step = step.parent
    for mem in passed:
        known[mem] = found
    return found


# --- elements that read as comments ---------------------------------------------------------------------------


def _by_class(named: Iterable[_NamedNode], count_proven: Callable[[list[Block]], int]) -> list[Block]:
    """Return the elements of the class that most often reads as comments; the outermost of equals."""
    best: list[Block] = []
    most = 0
    for nodes in _comment_classes(named):
        if len(nodes) < most or is_elsewhere(nodes[0]):
            continue
        blocks = [Block(_with_definition(node), _data_number(node)) for node in nodes]
        if (proven := count_proven(blocks)) > most:
            best, most = blocks, proven
    return best


def _comment_classes(named: Iterable[_NamedNode]) -> list[list[LexborNode]]:
    """Return the elements of each class that says "comment"; a list of elements is returned once."""
    groups: dict[tuple[str, str], list[LexborNode]] = {}
    for node, attributes, roles in named:
        if not roles & BLOCK or roles & ELSEWHERE or node.tag in _NO_GROUP:
            continue
        for token in _tokens(attributes):
            if roles_of_class(token) & BLOCK:
                groups.setdefault((node.tag or "", token), []).append(node)
    # Several words of one class name the same elements.
    distinct = {tuple(node.mem_id for node in nodes): nodes for nodes in reversed(groups.values())}
    return list(reversed(distinct.values()))[:_MOST_GROUPS]


def _tokens(attributes: dict[str, str | None]) -> list[str]:
    return (attributes.get("class") or attributes.get("id") or "").split()


def _by_text(named: Iterable[_NamedNode], count_proven: Callable[[list[Block]], int]) -> list[Block]:
    """Return the largest elements around the texts of comments that hold one text each."""
    for nodes in _text_classes(named):
        # A single element has no bounds: nothing says where its comment begins.
        if not 2 <= len(nodes) <= _MOST_COMMENTS or is_elsewhere(nodes[0]):
            continue
        blocks = _blocks_around(nodes, None)
        if len(blocks) > 1 and count_proven(blocks) * 2 > len(blocks):
            return blocks
    return []


def _text_classes(named: Iterable[_NamedNode]) -> list[list[LexborNode]]:
    """Return the elements of each class that names the text of a comment."""
    groups: dict[str, list[LexborNode]] = {}
    for node, attributes, roles in named:
        if roles & TEXT and not roles & ELSEWHERE and node.tag not in _NO_BLOCK:
            for token in (attributes.get("class") or "").split():
                if _SAYS_COMMENT.search(token) and roles_of_class(token) & TEXT:
                    groups.setdefault(token, []).append(node)
    return list(groups.values())[:_MOST_GROUPS]


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


def number_of(node: LexborNode) -> str | None:
    """Return the id that an element without a telling name has, without the word before its number."""
    value = _data_number(node)
    match = _ANY_NUMBER.search(value) if value else None
    return match.group(1) if match and value and value.endswith(match.group(1)) else value


def _by_section(
    headings: list[LexborNode], sections: list[LexborNode], count_proven: Callable[[list[Block]], int]
) -> list[Block]:
    """Return the largest elements with one time each, inside a section that calls itself one of comments."""
    for place in _sections(headings, sections):
        times = place.css(_TIMES)
        if not times:
            blocks = [Block(_with_definition(term)) for term in place.css("dt")[:_MOST_COMMENTS]]
        elif len(times) <= _MOST_COMMENTS:
            blocks = _blocks_around(times, place)
        else:
            continue
        if blocks and count_proven(blocks) * 2 > len(blocks):
            return blocks
    return []


def _sections(headings: list[LexborNode], sections: list[LexborNode]) -> Iterator[LexborNode]:
    """Return the sections, by their names and by their headings, without those inside others."""
    places = list(sections)
    for heading in headings:
        text = heading.text()
        if len(text) < LONGEST_HEADING and HEADING.match(text.strip()) and heading.parent is not None:
            places.append(heading.parent)
    seen: set[int] = set()
    known: dict[int, bool] = {}
    for place in places[:_MOST_SECTIONS]:
        if place.tag not in _WHOLE_PAGE and not is_elsewhere(place, known) and not is_inside(place, seen):
            seen.add(place.mem_id)
            yield place


def _blocks_around(anchors: list[LexborNode], place: LexborNode | None) -> list[Block]:
    """Return each anchor's largest element below ``place`` without another anchor; nested anchors count once."""
    outer = _outer_anchors(anchors, place.mem_id if place is not None else 0)
    held: dict[int, int] = {}
    for _, ancestors in outer:
        for step in ancestors:
            held[step.mem_id] = held.get(step.mem_id, 0) + 1
    blocks = _largest_blocks(outer, held)
    if len(blocks) == 1 and blocks[0].node.css_first("h1, textarea", default=None) is not None:
        return []  # the story with its comment form, not a comment
    return blocks


def _largest_blocks(outer: list[tuple[LexborNode, list[LexborNode]]], held: dict[int, int]) -> list[Block]:
    """Return for each anchor the block of its largest ancestor that holds no other anchor.

    :param held: number of anchors in each ancestor, by ``mem_id``
    """
    blocks: list[Block] = []
    found: list[tuple[LexborNode, list[LexborNode]]] = []
    for anchor, ancestors in outer:
        alone = [step for step in ancestors if held[step.mem_id] == 1]
        block = alone[-1] if alone else anchor
        found.append((block, [anchor, *alone]))
    usual = Counter(_shape(block) for block, _ in found).most_common(1)
    shape = usual[0][0] if usual and 2 * usual[0][1] > len(found) else _common_shape([alone for _, alone in found])
    for block, alone in found:
        if shape is not None and _shape(block) != shape:
            # A box around one comment: "Pinned by the editors".
            block = next((step for step in alone if _shape(step) == shape), block)
        if block.tag not in _WHOLE_PAGE and len(block.text()) < _LONGEST_BLOCK:
            blocks.append(Block([block], _data_number(block), is_unnamed=True))
    return blocks


def _common_shape(chains: Sequence[Sequence[LexborNode]]) -> tuple[str | None, str] | None:
    """Return the shape of the outermost element that each anchor has around it, where replies stand inside comments."""
    if len(chains) < 2:
        return None
    tried = chains[1 :: len(chains) // _TRIED_CHAINS + 1]
    common = set(map(_shape, chains[0])).intersection(*(map(_shape, chain) for chain in tried))
    return next((shape for shape in map(_shape, reversed(chains[0])) if shape in common), None)


def _shape(node: LexborNode) -> tuple[str | None, str]:
    words = (node.attributes.get("class") or "").split(None, 1)
    return node.tag, words[0] if words else ""


def _outer_anchors(anchors: list[LexborNode], limit: int) -> list[tuple[LexborNode, list[LexborNode]]]:
    """Return the anchors that are in no other anchor, each with its ancestors below ``limit``, innermost first."""
    distinct = {anchor.mem_id: anchor for anchor in anchors}
    found = []
    for anchor in distinct.values():
        ancestors: list[LexborNode] = []
        node = anchor.parent
        while node is not None and node.mem_id != limit and len(ancestors) < _MAX_CLIMB:
            ancestors.append(node)
            node = node.parent
        if not any(step.mem_id in distinct for step in ancestors):
            found.append((anchor, ancestors))
    return found
