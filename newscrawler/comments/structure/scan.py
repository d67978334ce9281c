"""One traversal of a comment's block, which notes its elements by their roles. Replies inside the block are left
out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawler.comments.structure.layout import FlatBlock
from newscrawler.comments.structure.votes import VOTES, Votes, note_votes
from newscrawler.html.flat import BUTTON, FIELDLESS, IMAGE, LINKING, NAMED, TIMED, Tag, unescaped
from newscrawler.html.roles import AUTHOR, BLOCK, META, NAME, SECTION, SKIP, TEXT, TIME
from newscrawler.language.words import WORDS

__all__ = ["HEADINGS", "REPLY_TO", "CommentScan"]

HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "h2", "h3", "h4", "h5", "h6", "dt"))
_HEADS = frozenset(("header", "footer"))
_NEVER_TEXT = frozenset(("a", "meta", "link"))

_FIELDS = AUTHOR | TEXT | TIME | NAME | BLOCK | SECTION
_SKIP_OR_FIELD = SKIP | _FIELDS
_VOTES_OR_BUTTON = VOTES | BUTTON
_TIME_OR_LINK = TIME | TIMED | LINKING
_FIELD_OR_IMAGE = AUTHOR | NAME | META | TEXT | NAMED | IMAGE
_ROOT_ROLES = ~(AUTHOR | TIME | SKIP | NAME)
"""Roles that the block itself may have."""

# An element with the roles of text and of author or time is a wrapper of both.
_TIME_OR_TEXT, _AUTHOR_OR_TEXT, _TEXT_OR_HEAD = TIME | TEXT, AUTHOR | TEXT, TEXT | AUTHOR | TIME

_ANSWER = 4
"""Tags of an element that may be an answer with its own name and time."""

_LABELS = frozenset(("a", "button", "form", "ul", "span"))
_LONGEST_LOOSE = 100
"""Characters of a loose text; a longer text is neither time nor votes nor name."""

_DIGIT = re.compile(r"\d")
_FRAGMENT = re.compile(r"#(?:(?=[\w-]*omment)[\w-]*|c|p|post-?|bb_message_)(?<!\d)(\d+)$")
"""The number of a comment at the end of a link."""

_EPOCH = re.compile(r"[?&]showComment=(\d{13})")
"""Blogger's links to a comment hold its time."""

REPLY_TO = re.compile(WORDS.pattern("in_reply_to"))


class CommentScan:
    """Elements of one comment by their roles, in the order of the page."""

    __slots__ = (
        "_loose",
        "_opened",
        "_text",
        "authors",
        "block",
        "epochs",
        "first_bold",
        "flat",
        "heads",
        "labels",
        "links",
        "may_hold_answer",
        "names",
        "parent_number",
        "skipped",
        "texts",
        "times",
        "votes",
    )

    authors: list[int]
    names: list[int]
    """Elements of the author's bare name."""
    times: list[int]
    texts: list[tuple[int, int | None]]
    """Elements of text, each with the element of text around it."""
    heads: list[int]
    """Elements that hold author and time."""
    skipped: list[int]
    """Elements whose content was not scanned."""
    links: list[tuple[int, str]]
    """Links to a comment, with their addresses."""
    labels: list[str]
    """Labels of pictures; that of an avatar may name the author."""
    may_hold_answer: bool
    """Whether an element of several texts calls itself an answer, or a part that is no text."""
    first_bold: int | None
    epochs: list[str]
    """Times in links, in milliseconds since 1970."""
    parent_number: str | None
    """Number of the comment that this one answers, by a link or an attribute."""
    _text: int | None
    """Innermost open element of text."""
    _opened: list[tuple[int, int | None]]
    """End of each open element of text, with the element of text around it."""

    def __init__(self, block: FlatBlock) -> None:
        self.block = block
        self.flat = block.flat
        self.authors, self.names, self.times, self.texts = [], [], [], []
        self.heads, self.skipped, self.links, self.labels, self.epochs = [], [], [], [], []
        self.first_bold = self.parent_number = None
        self.may_hold_answer = False
        self.votes = Votes()
        self._loose: list[tuple[int, str]] | None = None
        for root in block.elements:
            self._scan(root)

    def loose_texts(self) -> list[tuple[int, str]]:
        """Return short texts of the block, each with the number of the tag before it."""
        if self._loose is None:
            self._loose = []
            for root in self.block.elements:
                self._add_loose_texts(root, self._loose)
        return self._loose

    def _add_loose_texts(self, root: int, found: list[tuple[int, str]]) -> None:
        after, close = self.flat.text_after, self.flat.close
        number, end = root, close[root]
        skipped = self.skipped
        if len(self.block.elements) > 1:
            skipped = [element for element in skipped if root <= element <= end]
        for element in (*skipped, end):
            found += [
                (place, unescaped(words) if "&" in words else words)
                for place, words in enumerate(map(str.strip, after[number:element]), number)
                if words and len(words) < _LONGEST_LOOSE
            ]
            number = close[element]

    def _scan(self, root: int) -> None:
        """Note the elements of ``root``. Their roles and marks tell which of the calls below they need."""
        flat, nested, skipped = self.flat, self.block.nested, self.skipped
        tags, close = flat.tags, flat.close
        self._text = None
        opened = self._opened = []
        idle_to = skipped_to = -1
        for number in flat.candidates(root, close[root], self._nested_in(root)):
            if number < skipped_to:
                continue
            tag = tags[number]
            while opened and number > opened[-1][0]:
                self._text = opened.pop()[1]
            roles = tag.roles if number != root else self._root_roles(tag)
            if (
                roles & FIELDLESS
                or number in nested
                or (roles & _VOTES_OR_BUTTON and note_votes(self.votes, flat, number, tag, roles))
            ):
                skipped_to = close[number]
                skipped.append(number)
                continue
            if roles & _SKIP_OR_FIELD == SKIP and close[number] > idle_to:
                idle_to = close[number]
                self.may_hold_answer = self.may_hold_answer or (idle_to - number > _ANSWER and tag.name not in _LABELS)
            if roles & _TIME_OR_LINK:
                self._note_time_and_link(number, tag, roles)
            if roles & _FIELD_OR_IMAGE and self._note_field(number, tag, roles, number <= idle_to):
                skipped_to = close[number]
                skipped.append(number)

    def _nested_in(self, root: int) -> Sequence[int]:
        nested = self.block.nested
        if not nested:
            return ()
        end = self.flat.close[root]
        return sorted(other for other in nested if root < other < end)

    def _open_text(self, element: int, tag: Tag) -> bool:
        """Enter an element of text; returns whether its content need not be scanned."""
        self.texts.append((element, self._text))
        if self._text is None and (self.names or self.authors) and self.times and tag.name != "article":
            return True  # author and time came before the text: there are no more fields in it
        self._opened.append((self.flat.close[element], self._text))
        self._text = element
        return False

    def _root_roles(self, tag: Tag) -> int:
        """Read the attributes of the block's own element; returns its roles."""
        if " data-" in tag.head:
            self._read_attributes(tag.attributes)
        roles = tag.roles & _ROOT_ROLES
        return roles if len(self.block.elements) > 1 or tag.name == "dd" else roles & ~TEXT

    def _read_attributes(self, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name[:5] != "data-" or not value:
                continue
            if value != "0" and ("parent" in name or "reply-to" in name) and "user" not in name:
                self.parent_number = value
            else:
                self.votes.read_attribute(name[5:], value)
        if author := attributes.get("data-author"):
            self.labels.append(author)

    def _note_time_and_link(self, element: int, tag: Tag, roles: int) -> None:
        name = tag.name
        if roles & TIMED or roles & _TIME_OR_TEXT == TIME or (name == "abbr" and tag.value("title")):
            self.times.append(element)
        if name == "a" and (href := tag.value("href")):
            self._note_link(element, href, tag)

    def _note_field(self, element: int, tag: Tag, roles: int, is_idle: bool) -> bool:
        """Note an author, a head, a text or the label of a picture; returns whether the content need not be scanned.

        :param is_idle: whether the element is in a toolbar or the like, which holds no field
        """
        name = tag.name
        if not is_idle:
            if roles & NAME:
                self.names.append(element)
            elif roles & _AUTHOR_OR_TEXT == AUTHOR or (name == "cite" and self._text is None):
                self.authors.append(element)
            elif self._text is None and name in _BOLD:
                self._note_bold(element, name)
            if roles & META or name in _HEADS:
                self.heads.append(element)
            if roles & _TEXT_OR_HEAD == TEXT and name not in _NEVER_TEXT:
                return self._open_text(element, tag)
        if name == "img" and (label := tag.value("alt")):
            self.labels.append(label)
        return False

    def _note_bold(self, element: int, name: str) -> None:
        """Note the first bold element; after a ``dt``, the first in it."""
        if self.first_bold is None or (name != "dt" and self.flat.tags[self.first_bold].name == "dt"):
            self.first_bold = element

    def _note_link(self, element: int, href: str, tag: Tag) -> None:
        if "showComment=" in href and (epoch := _EPOCH.search(href)):
            self.epochs.append(epoch.group(1))
        if "#" not in href or not href[-1].isdigit() or not (match := _FRAGMENT.search(href)):
            return
        label = self.flat.text(element)
        words = f"{tag.value('title') or ''} {tag.value('class') or ''} {label}".lower()
        if "reply-link" not in words and REPLY_TO.search(words):
            self.parent_number = self.parent_number or match.group(1)
        else:
            self.links.append((element, href))
            if self._text is None or _DIGIT.search(label):
                self.times.append(element)
