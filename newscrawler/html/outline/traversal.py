"""The traversal of a page's tree."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborNode, create_tag

from newscrawler.html.outline.corrections import correct
from newscrawler.html.outline.model import Box, Mark, Outline, Role, TextBlock
from newscrawler.html.outline.sentences import IN_SENTENCE, POPUP, is_link_list, place_in_sentence, rest_of_line
from newscrawler.html.outline.stated_roles import NEVER_THE_STORY, ROLES, UNSEEN_WORDS, roles_and_names
from newscrawler.html.page import Page, fold

__all__ = ["MARKUP", "NAME_BY_ID", "Traversal", "outline_of", "read_outline"]

_SKIPPED = (
    *("script", "style", "noscript", "svg", "iframe", "template", "select", "textarea", "video", "audio", "object"),
    *("canvas", "map", "nav", "head", "input", "link", "meta", "source", "math", "embed", "datalist", "dialog"),
    *("-comment", "!--", "title"),
    # The readings of a ruby repeat the words that they stand beside.
    *("rt", "rp", "rtc"),
)
_INLINE = (
    *("span", "a", "b", "i", "em", "strong", "u", "font", "sup", "sub", "small", "abbr", "acronym", "cite", "q"),
    *("code", "mark", "s", "strike", "del", "ins", "big", "tt", "kbd", "var", "samp", "bdi", "bdo", "dfn", "data"),
    *("ruby", "rb", "wbr", "label", "time", "nobr", "o:p", "button"),
)
_PLAIN = (
    *("div", "p", "ul", "ol", "li", "section", "main", "h1", "h2", "h3", "h4", "h5", "h6", "tbody", "thead"),
    *("tfoot", "tr", "td", "th", "dl", "dt", "dd", "center", "address", "details", "summary"),
    *("fieldset", "hgroup"),
)
_TAG_ROLES = {
    "aside": Role.ASIDE,
    "header": Role.HEADER,
    "footer": Role.FOOTER,
    "figure": Role.CAPTION,
    "figcaption": Role.CAPTION,
    "button": Role.ASIDE,
    "article": Role.ARTICLE,
    "time": Role.DATE,
    "form": Role.ASIDE,
    **dict.fromkeys(("blockquote", "table", "pre"), Role.SHOWN),
}
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SUBHEADS = _TITLES - {"h1"}
_BREAK_IS_SPACE = frozenset(("p", "li", *_TITLES, "dd", "dt", "td", "blockquote", "figcaption", "a", "address"))
"""Tags in which a single line break is part of the text, not the end of a paragraph."""
_STYLING = frozenset(("font", "b", "strong", "big", "span"))
"""Inline elements that set a line of a cell apart by their looks."""
_FEW_PARTS = 8
"""Pieces of text that such a line has at most."""
_LINE = 60
"""A line of more characters that ends like a sentence was meant as a paragraph."""
_SENTENCE_ENDS = '.!?…。！？”“"»«:'
_STATEMENT = 80
"""Characters of a paragraph that is prose whatever its class says."""
_SIGNATURE = 30
"""Characters of a line of a signature, at most."""

# Kinds of tags: one look-up says whether to skip the element, to break the line, or which roles the tag has.
_SKIP: Final = -1
_BREAK: Final = -2
_PICTURE: Final = -4
MARKUP: Final = -3
"""Kind of an element whose text is markup."""
_INLINE_BIT: Final = 1 << 30
"""Bit beside the roles of an inline tag."""
_KINDS: dict[str, int] = {
    **dict.fromkeys(_PLAIN, 0),
    **_TAG_ROLES,
    **{tag: _INLINE_BIT | _TAG_ROLES.get(tag, 0) for tag in _INLINE},
    **dict.fromkeys(("br", "hr"), _BREAK),
    **dict.fromkeys(("img", "picture"), _PICTURE),
    **dict.fromkeys(("", *_SKIPPED), _SKIP),
}
# By the parser's numbers of tags: asked for a name, it writes a new string for each node (measured: an eighth of the
# traversal). Components have no fixed number.
NAME_BY_ID = {create_tag(tag).tag_id: tag for tag in _KINDS if tag.isalnum()}
_KIND_BY_ID = {tag_id: _KINDS[tag] for tag_id, tag in NAME_BY_ID.items()}
_TEXT: Final = 2  # LXB_TAG__TEXT
_LINK: Final = create_tag("a").tag_id

_BOILERPLATE: Final = Role.ASIDE | Role.COMMENTS | Role.HIDDEN
_SET_APART: Final = _BOILERPLATE | Role.CAPTION
"""Roles with which even an inline element is a box of its own, unless it stands within a sentence."""
_JUDGED: Final = _SET_APART | UNSEEN_WORDS
"""Stated roles that are seen with what is in the element and around it."""
_NOT_ASKED: Final = Role.HIDDEN | Role.AUTHOR | Role.DATE
"""Roles with which an inline element is judged without the text around it."""
_UNSEEN = 100
"""Characters of words that a style hides within a line."""
_LEFT_OUT: Final = 1 << 31
"""Bit of an element that is left out, with all inside it."""
_MARKING: Final = Role.AUTHOR | Role.DATE
_INFORMATIVE: Final = Role.AUTHOR | Role.DATE | Role.LEAD | Role.BODY | Role.HEADER
"""Roles with which an element is read whatever else it states."""

_PARAGRAPH = 150
"""Characters. A teaser's text is shorter, a story's paragraph may be longer."""
_ROW = 3
"""Sentences in paragraphs side by side that are prose of a story, however short they are."""
_BAR = 300
"""Characters. The bar with byline, time and buttons often has a class of sharing; a list of teasers has more text."""
_COLUMN = 1000
"""Characters that a column of teasers beside the story may have."""


_OUTLINES: WeakKeyDictionary[Page, Outline] = WeakKeyDictionary()
"""Outlines of pages that are in use: the readers of comments need what the extraction has read."""


def read_outline(page: Page) -> Outline:
    """Traverse the page once.

    :raises newscrawler.html.page.PageError: when the bytes cannot be parsed as a page
    """
    body = page.tree.body
    if body is None:
        return Outline()
    outline = Traversal(body).run()
    correct(outline)
    _OUTLINES[page] = outline
    return outline


def outline_of(page: Page) -> Outline:
    """Return the outline of a page as it was read before, with what its readers noted in it; else read it."""
    outline = _OUTLINES.get(page)
    return read_outline(page) if outline is None else outline


class Traversal:
    """State of the traversal: the box around the current node, and the run of text that has begun."""

    kinds: ClassVar[Mapping[int, int]] = _KIND_BY_ID
    """Kinds of tags by the parser's numbers."""
    __slots__ = ("anchors", "blocks", "box", "boxes", "breaks", "linked", "opened", "outline", "parts")

    def __init__(self, body: LexborNode) -> None:
        self.outline = Outline()
        self.blocks = self.outline.blocks
        self.boxes = self.outline.boxes
        self.box = Box(0, None, body, "body", "", 0)
        self.boxes.append(self.box)
        self.parts: list[str] = []
        """Pieces of the current run of text."""
        self.linked = 0
        """Characters of the run that are inside links."""
        self.anchors = 0
        """Number of links around the current node."""
        self.breaks = 0
        """Line breaks since the last text."""
        self.opened: list[tuple[LexborNode, Box | None, int]] = []
        """Open elements, each with the box to return to (None for an inline element) and the number of links around
        it."""

    def run(self) -> Outline:
        """Read everything inside the box that the traversal was made with."""
        self._walk(self.box.node.first_child)
        return self.outline

    def _walk(self, node: LexborNode | None) -> None:
        """Read a node, those beside it, and all inside them."""
        kind_by_id = self.kinds.get
        parts = self.parts
        while node is not None:
            tag_id = node.tag_id
            child: LexborNode | None = None
            if tag_id == _TEXT:
                # Half of all nodes, so it is done here: a call for each takes 2 % of the traversal.
                text = node.text_content
                if text:
                    if not text.isspace():
                        self.breaks = 0
                        if self.anchors:
                            self.linked += len(text)
                        parts.append(text)
                    elif parts:
                        parts.append(" ")
            else:
                kind = kind_by_id(tag_id)
                if kind is None:
                    kind = _kind_of(node.tag or "")
                    if kind == _INLINE_BIT and self._is_block(node):
                        kind = 0
                if kind >= 0:
                    child = self._open(node, tag_id, kind)
                elif kind == _BREAK:
                    self._break_line(node)
                elif kind == _PICTURE:
                    self.box.pictured = True
                elif kind == MARKUP:
                    self._read_markup(node)
            if child is None and (child := node.next) is None:
                child = self._next_after_close()
            node = child
        self._end_block()

    def _is_block(self, node: LexborNode) -> bool:
        """Return whether a component stands in no line, and holds a paragraph or stands right in such a component."""
        if self.box.tag in _BREAK_IS_SPACE or _is_words(node.prev) or _is_words(node.next):
            return False
        return "-" in self.box.tag or len(node.text()) >= _STATEMENT

    def _read_markup(self, node: LexborNode) -> None:
        """Read the text of an element as markup; no element is read so at first."""

    def _open(self, node: LexborNode, tag_id: int, kind: int) -> LexborNode | None:
        """Open an element. Return its first child, or None where nothing inside it is to be read.

        Opening a box is part of it, because a call for each box takes 2 % of the traversal.
        """
        tag = NAME_BY_ID.get(tag_id) or node.tag or ""
        attributes = node.attributes
        roles, names = kind, ""
        if attributes:
            stated, names = roles_and_names(attributes)
            roles |= stated
        if roles & _MARKING:
            self._add_mark(node, tag, attributes, roles & ROLES)
        if roles & _JUDGED and (roles := self._judged(node, tag_id, tag, roles)) & _LEFT_OUT:
            return None
        child = node.first_child
        if child is None:
            return None
        if kind & _INLINE_BIT and not roles & _SET_APART:
            if child.tag_id == _LINK and self._is_tooltip(node, tag_id):
                return None
            self.opened.append((node, None, self.anchors))
        else:
            if self.parts:
                self._end_block()
            self.breaks = 0
            box = self.box
            self.opened.append((node, box, self.anchors))
            if self.anchors:
                roles |= Role.LINK
            # An element around the words of a heading is part of the heading.
            self.box = Box(len(self.boxes), box, node, box.tag if box.tag in _TITLES else tag, names, roles & ROLES)
            self.boxes.append(self.box)
        if tag == "a" and not self._is_link_to_subhead(attributes):
            self.anchors += 1
        return child

    def _judged(self, node: LexborNode, tag_id: int, tag: str, roles: int) -> int:
        """Return the roles of an element that states some, seen with what is in it and around it."""
        if roles & _INLINE_BIT and tag_id in NAME_BY_ID:
            roles = self._judged_inline(node, tag, roles)
            if roles & _LEFT_OUT:
                return roles
        elif tag in _SUBHEADS and not roles & NEVER_THE_STORY:
            # A word such as "toc" or "widget" tells how a heading looks, or what points to it.
            roles &= ~Role.ASIDE
        elif tag == "p" and roles & Role.ASIDE and not roles & NEVER_THE_STORY and _is_statement(node):
            roles &= ~Role.ASIDE
        elif tag == "blockquote":
            # The class of a post that is quoted names its platform.
            return roles
        if roles & _BOILERPLATE and not roles & _INFORMATIVE and self._leaves_out(node, roles):
            return roles | _LEFT_OUT
        return roles

    def _judged_inline(self, node: LexborNode, tag: str, roles: int) -> int:
        """Return the roles of an inline element; within a sentence it is words of it, or left out of it."""
        if roles & UNSEEN_WORDS and len(node.text()) < _UNSEEN:
            return roles | _LEFT_OUT
        if roles & _NOT_ASKED or not roles & _SET_APART or self.box.roles & _SET_APART:
            return roles
        if tag == "button" and self.box.tag in _TITLES and not self.parts and _is_alone(node):
            # The heading of a section that the reader opens.
            return roles & ~_SET_APART
        if roles & Role.CAPTION and node.css_first("img", default=None) is not None:
            return roles
        place = place_in_sentence(node, "".join(self.parts), self.linked, is_button=tag == "button")
        if place == POPUP or (place == IN_SENTENCE and self._explains_its_parent(node)):
            return roles | _LEFT_OUT
        return roles & ~_SET_APART if place == IN_SENTENCE else roles

    def _is_tooltip(self, node: LexborNode, tag_id: int) -> bool:
        """Return whether an inline element is a list of links within a sentence."""
        return bool(self.parts) and tag_id != _LINK and is_link_list(node)

    def _explains_its_parent(self, node: LexborNode) -> bool:
        """Return whether an inline aside is inside another one, behind the words that it explains."""
        parent = node.parent
        if parent is None or node.prev is None or _kind_of(parent.tag or "") & _INLINE_BIT == 0:
            return False
        return bool(roles_and_names(parent.attributes)[0] & _SET_APART)

    def _next_after_close(self) -> LexborNode | None:
        """Close the elements that end here. Return the node after them, None at the end of the page."""
        opened = self.opened
        while opened:
            node, box, self.anchors = opened.pop()
            if box is not None:
                if self.parts:
                    self._end_block()
                self.box = box
            if (following := node.next) is not None:
                return following
        return None

    def _break_line(self, node: LexborNode) -> None:
        self.breaks += 1
        parts = self.parts
        if not parts:
            return
        if self.breaks == 1 and node.tag != "hr" and self.box.tag in _BREAK_IS_SPACE:
            line = parts[-1].rstrip()
            if (len(line) <= _LINE or line[-1] not in _SENTENCE_ENDS) and not self._ends_line(node):
                parts.append(" ")
                return
        self._end_block()

    def _ends_line(self, node: LexborNode) -> bool:
        """Return whether a single break ends a line that stands apart: a label, or the words of one element."""
        if self.box.tag != "td":
            return self._ends_label(node)
        # Pages that are laid out by tables print date, headline and byline so.
        before = node.prev
        while before is not None and before.tag_id == _TEXT and (before.text_content or "").isspace():
            before = before.prev
        if before is None or before.tag not in _STYLING or not self.parts:
            return False
        return len(self.parts) <= _FEW_PARTS and fold("".join(self.parts)) == fold(before.text())

    def _ends_label(self, node: LexborNode) -> bool:
        """Return whether a break is between two short lines of a paragraph: name and town below a letter."""
        if self.box.tag != "p" or self.linked or len(self.parts) > 2 * _SIGNATURE:
            # With so many parts it is a long text, which would be put together again at each of its breaks.
            return False
        lines = fold("".join(self.parts)), fold(rest_of_line(node))
        return all(line and len(line) < _SIGNATURE and line[0].isupper() and line[-1].isalpha() for line in lines)

    def _end_block(self) -> None:
        """End the current run of text."""
        parts = self.parts
        if not parts:
            return
        text = fold("".join(parts) if len(parts) > 1 else parts[0])
        parts.clear()
        if text:
            self.blocks.append(TextBlock(len(self.blocks), text, min(self.linked, len(text)), self.box, self.box.tag))
        self.linked = 0

    def _add_mark(self, node: LexborNode, tag: str, attributes: dict[str, str | None], roles: int) -> None:
        mark = Mark(node, tag, attributes, roles, len(self.blocks) + (1 if self.parts else 0), self.box)
        if roles & Role.AUTHOR:
            self.outline.authors.append(mark)
        if roles & Role.DATE:
            self.outline.dates.append(mark)

    def _leaves_out(self, node: LexborNode, roles: int) -> bool:
        """Return whether an element that calls itself boilerplate is left out, together with all inside it."""
        if roles & _INLINE_BIT and roles & Role.HIDDEN and self.box.tag not in _TITLES:
            # For screen readers, within a line: "(opens in a new window)".
            return True
        if self.box.roles & _BOILERPLATE or not _is_aside(node, roles):
            return False
        if not roles & Role.COMMENTS and self._awaits_story() and _is_row_of_prose(node.css("p")):
            return False
        self._end_block()
        self.outline.left_out.append((node, roles))
        return True

    def _awaits_story(self) -> bool:
        """Return whether the headline was read and next to no prose below it: a layout may be named for its sidebar."""
        start = next((block.number for block in self.blocks if block.tag == "h1"), None)
        if start is None:
            return False
        prose = (
            block
            for block in islice(self.blocks, start + 1, None)
            if not block.linked and len(block.text) >= _STATEMENT
        )
        # It is asked at each aside of a page: a count of all blocks was a hundredth of a crawl's processor time.
        return next(islice(prose, _ROW - 1, None), None) is None

    def _is_link_to_subhead(self, attributes: dict[str, str | None]) -> bool:
        """Return whether a link leads into this page from a subhead, which makes the subhead no teaser."""
        return self.box.tag in _SUBHEADS and (attributes.get("href") or "").startswith("#")


def _kind_of(tag: str) -> int:
    """Return the kind of a tag without a fixed number. Components (with a dash or a colon) stand within lines."""
    known = _KINDS.get(tag)
    if known is not None:
        return known
    return _INLINE_BIT if "-" in tag or ":" in tag else 0


def _is_words(node: LexborNode | None) -> bool:
    """Return whether a node is text."""
    return node is not None and node.tag_id == _TEXT and bool((node.text_content or "").strip())


def _is_alone(node: LexborNode) -> bool:
    """Return whether an element has no words beside it."""
    following = node.next
    while following is not None:
        if following.text().strip():
            return False
        following = following.next
    return True


def _is_statement(node: LexborNode) -> bool:
    """Return whether a paragraph is a sentence of prose without a link: its class tells how it looks."""
    text = node.text().rstrip()
    return len(text) >= _STATEMENT and text[-1] in _SENTENCE_ENDS and node.css_first("a", default=None) is None


def _is_row_of_prose(paragraphs: list[LexborNode]) -> bool:
    """Return whether several paragraphs side by side are prose. The excerpts of teasers stand in a card each."""
    beside: dict[int, int] = {}
    for paragraph in paragraphs:
        parent = paragraph.parent
        if parent is not None and _is_statement(paragraph):
            beside[parent.mem_id] = held = beside.get(parent.mem_id, 0) + 1
            if held >= _ROW:
                return True
    return False


def _is_aside(node: LexborNode, roles: int) -> bool:
    """Return whether an element that calls itself an aside holds neither headline nor prose, so that it is skipped."""
    length = len(node.text())
    if length < _BAR and not roles & Role.COMMENTS:
        return not length
    if node.css_first("h1, .entry-content, [itemprop=articleBody]", default=None) is not None:
        return False
    if roles & Role.COMMENTS:
        return True
    if any(len(paragraph.text()) >= _PARAGRAPH for paragraph in node.css("p")):
        return False
    # Text that is not in paragraphs: a list of teasers has a link to every hundred characters or so.
    return bool(roles & NEVER_THE_STORY) or length < _COLUMN or len(node.css("a")) * _PARAGRAPH > length
