"""Parts of an outline: blocks of text, the boxes around them, and elements that state a time or an author."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

__all__ = ["Box", "Mark", "Outline", "Role", "TextBlock", "role_names", "without_numbered"]

_DIGIT = re.compile(r"\d")


class Role:
    """Roles of an element, by its tag, class, id and microdata. Everything inside it inherits them.

    Bits of an int. An ``IntFlag`` costs as much as the rest of the traversal.
    """

    ASIDE = 1
    """Not the story: teasers, shares, newsletters, logins, advertising."""
    COMMENTS = 2
    CAPTION = 4
    HEADER = 8
    FOOTER = 16
    HIDDEN = 32
    AUTHOR = 64
    DATE = 128
    LEAD = 256
    BODY = 512
    """Called the body by microdata or by a class made for it."""
    ARTICLE = 1024
    TAGS = 2048
    LINK = 4096
    """Inside a link that holds blocks: a teaser card."""
    BOX = 8192
    """A box beside the text: facts, biography."""
    MODIFIED = 16384
    SHOWN = 32768
    """A quotation or a table, which a figure shows as it would show a picture."""


class Box:
    """A block-level element."""

    __slots__ = ("names", "node", "number", "own", "parent", "pictured", "roles", "tag", "weight")

    def __init__(self, number: int, parent: Box | None, node: LexborNode, tag: str, names: str, own: int) -> None:
        self.number = number
        self.node = node
        """The element itself, for readers that ask where inside a line its links and elements begin."""
        self.parent = parent
        self.tag = tag
        self.names = names
        """Its class names and its id, separated by spaces."""
        self.own = own
        """Roles that the element itself states."""
        self.roles: int = own | (parent.roles if parent is not None else 0)
        self.weight = 0.0
        self.pictured = False
        """Whether a picture stands right in it, not in a box inside it."""


class TextBlock:
    """A run of text between two block-level boundaries."""

    __slots__ = ("box", "linked", "number", "tag", "text")

    def __init__(self, number: int, text: str, linked: int, box: Box, tag: str) -> None:
        self.number = number
        self.text = text
        self.linked = linked
        """Number of characters of the text that are inside links."""
        self.box = box
        self.tag = tag


class Mark:
    """An element that states by its attributes that it holds a time or an author."""

    __slots__ = ("attributes", "block", "box", "node", "own", "tag")

    def __init__(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], own: int, block: int, box: Box
    ) -> None:
        self.node = node
        """The element itself, for readers that ask where inside a line its links and elements begin."""
        self.tag = tag
        self.attributes = attributes
        self.own = own
        """Roles that the element itself states."""
        self.block = block
        """Number of the block that begins at the element or after it: its place on the page."""
        self.box = box

    @property
    def roles(self) -> int:
        """Roles of the element, those of the boxes around it included."""
        return self.own | self.box.roles


class Outline:
    """Result of :func:`newscrawler.html.outline.read_outline`, in document order."""

    __slots__ = ("authors", "blocks", "boxes", "dates", "left_out")

    def __init__(self) -> None:
        self.left_out: list[tuple[LexborNode, int]] = []
        """Elements of which nothing was read, because they call themselves boilerplate, each with its roles."""
        self.blocks: list[TextBlock] = []
        self.boxes: list[Box] = []
        self.dates: list[Mark] = []
        self.authors: list[Mark] = []


def role_names(roles: int) -> list[str]:
    """Return the names of the roles in a bit set, for debugging: ``["ASIDE", "LINK"]``."""
    return [name for name, bit in vars(Role).items() if name.isupper() and roles & bit]


@lru_cache(maxsize=10_000)
def without_numbered(names: str) -> str:
    """Return class names without those that number a single element."""
    return " ".join(name for name in names.split() if not _DIGIT.search(name))
