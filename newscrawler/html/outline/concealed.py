"""Second reading of a page: text that its elements conceal, for a page whose story the first reading did not find.

An element never closed may be around the whole page, a script may hold the story as markup, and a class may call the
whole page a widget. On most pages the same elements hold what no reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from newscrawler.html.markup_limits import refuse_excess
from newscrawler.html.outline.corrections import correct
from newscrawler.html.outline.model import Outline, Role
from newscrawler.html.outline.stated_roles import NEVER_THE_STORY
from newscrawler.html.outline.traversal import MARKUP, Traversal
from newscrawler.html.page import Page

__all__ = ["read_concealed"]

_CONCEALED_KINDS = {"noscript": 0, "script": MARKUP, "template": MARKUP}
_TEMPLATE_TYPE = re.compile(
    r"(?:text|application)/(?!(?:java|ecma|type|x-java)script|css|babel|ld\+|json)[\w.+-]*$", re.I
)
_PARAGRAPH = re.compile(r"<(?:p|br|div|li)\b", re.I)
_GAP = re.compile(r"\{\{|\{%|<%|\$\{|\[\[")
"""Signs of a template with gaps that a script fills in: it holds no text of its own."""
_ASIDES = frozenset(("aside", "button"))
"""Elements that are beside the story whatever their names are."""


def read_concealed(page: Page) -> Outline:
    """Traverse a page once more, with the text that its elements conceal.

    :raises newscrawler.html.page.PageError: when the bytes cannot be parsed as a page
    """
    body = page.tree.body
    if body is None:
        return Outline()
    outline = _ConcealedTraversal(body).run()
    correct(outline)
    return outline


class _ConcealedTraversal(Traversal):
    """A traversal that reads scripts of templates, and that no word in a name stops unless it never names the story."""

    __slots__ = ("in_markup",)
    kinds: ClassVar[Mapping[int, int]] = {
        **Traversal.kinds,
        **{create_tag(tag).tag_id: kind for tag, kind in _CONCEALED_KINDS.items()},
    }

    def __init__(self, body: LexborNode) -> None:
        super().__init__(body)
        self.in_markup = False
        """Whether the text of an element is read: markup inside it is parsed no second time, however deep it nests."""

    def _judged(self, node: LexborNode, tag_id: int, tag: str, roles: int) -> int:
        if not roles & NEVER_THE_STORY and tag not in _ASIDES:
            roles &= ~Role.ASIDE
        return super()._judged(node, tag_id, tag, roles)

    def _read_markup(self, node: LexborNode) -> None:
        markup = _markup_of(node) if not self.in_markup else ""
        if not _PARAGRAPH.search(markup) or _GAP.search(markup):
            return
        refuse_excess(markup.encode("utf-8", "replace"))
        inner = LexborHTMLParser(markup).body
        if inner is None:
            return
        self._end_block()
        # The elements around are closed by the walk that opened them.
        opened, self.opened = self.opened, []
        self.in_markup = True
        self._walk(inner.first_child)
        self.in_markup = False
        self.opened = opened


def _markup_of(node: LexborNode) -> str:
    if node.tag == "template":
        return (node.html or "").partition(">")[2].rpartition("</template>")[0]
    return node.text() if _TEMPLATE_TYPE.match(node.attributes.get("type") or "") else ""
