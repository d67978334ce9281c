"""Detection of pages whose comments appear only after their scripts have run, from the page alone.

A browser costs a hundred times as much as a plain page, so it is started only where the page shows a sign: a count
without its comments, a button that loads more, an empty box for comments, or a widget whose endpoint no module knows.
"""

from __future__ import annotations

import re
from typing import Literal

from selectolax.lexbor import LexborNode

from newscrawler.comments.structure import Structure
from newscrawler.html.page import Page, fold
from newscrawler.language.words import WORDS
from newscrawler.urls import parts_of

__all__ = ["Sign", "has_more", "promises_more", "sign_of_scripts"]

Sign = Literal["stated", "guessed"]
"""``stated``: the page says that it shows only part of its comments. ``guessed``: its place for comments is empty."""

_WIDGETS = (
    # Public embed codes of widgets whose answers no module reads: Commento, Remark42, Cusdis, GraphComment, Cackle,
    # HyperComments, Hyvor Talk, Talkyard, Vuukle, giscus and utterances. Facebook's is left out, because its robots.txt
    # forbids the requests that the browser would make.
    "#commento,#remark42,#cusdis_thread,#graphcomment,#mc-container,#hypercomments_widget,hyvor-talk-comments,"
    ".talkyard-comments,#vuukle-comments,.giscus,.utterances"
)
_NAMED = (
    "div[id*=omment],section[id*=omment],aside[id*=omment],div[class*=omment],section[class*=omment],"
    "aside[class*=omment],div[id*=iscussion],section[id*=iscussion],div[id*=comentario],"
    "div[id*=reacties],div[id*=yorum],div[id*=komentar]"
)
_PLACE = re.compile(
    r"^(?:[a-z]+[-_]{1,2}){0,3}"
    r"(?:comments|comment[-_]?(?:app|root|list|section|area|container|widget|embed|thread|box|wrapper|"
    r"mount|module|stream|feed)|commentaires|kommentare|kommentarbereich|comentarios|commenti|reacties|yorumlar|"
    r"komentar\w*|discussion)"
    r"(?:[-_](?:app|root|list|section|area|container|widget|embed|thread|box|wrapper|mount|module|js|stream|feed|"
    r"main|placeholder|island|react|vue|target))*(?:[-_]?\d+)?$",
    re.I,
)
_NOT_A_PLACE = re.compile(
    r"count|num|form|reply|respond|link|button|toggle|policy|recent|latest|popular|nav|title|anchor|share|social|date|"
    r"dummy|no-?comments|facebook|^fb-|closed|off$",
    re.I,
)
_LONGEST_NOTICE = 80
"""Characters of "Loading comments …", "Please enable JavaScript to see the comments" and their like."""

_MORE = re.compile(WORDS.bounded("more_comments"), re.I)
_CONTROL_ATTRIBUTES = frozenset({"class", "id", "onclick", "role"})
"""Attributes of the page's own controls, beside ``data-*`` and ``aria-*``. No site allows them on a comment's links."""

_CONTROLS = "button,[role=button],a,input[type=button],input[type=submit]"
_IN_USE = "form,textarea,article,li,a[href]:not([href^='#']),.fb-comments"
"""Elements of a place that is not empty."""

_CUSTOM = "[data-article-id],[article-id],[story-id],[thread-id],[page-id],[data-id],[url]"
"""Attributes of custom elements that load the comments of a story."""

_LONGEST_CONTROL = 60
"""Characters of a control that loads more."""


def sign_of_scripts(page: Page, structure: Structure, declared: int | None) -> Sign | None:
    """Return the sign that a browser would show comments that the page's bytes do not hold; None without such a sign.

    :param declared: number of comments that the page states
    """
    shown = len(structure.rows)
    if shown:
        return "stated" if (declared is None or shown < declared) and has_more(page, structure) else None
    if declared is not None:
        return "stated" if declared else None
    return _sign_of_empty_section(page)


def _sign_of_empty_section(page: Page) -> Sign | None:
    if page.first("script") is None:
        return None
    if page.first(_WIDGETS) is not None:
        return "stated"
    return "guessed" if _has_empty_place(page) else None


def promises_more(label: str) -> bool:
    """Return whether the words of a link or a button promise more comments."""
    return _MORE.search(label) is not None


def has_more(page: Page, structure: Structure) -> bool:
    """Return whether a control of the page that leads to no other page promises more comments."""
    for node in page.tree.css(_CONTROLS):
        label = _label(node)
        if not label or len(label) > _LONGEST_CONTROL or not promises_more(label):
            continue
        if _stays_on_page(page, node) and not _is_commenters(node, label, structure):
            return True
    return False


def _label(node: LexborNode) -> str:
    attributes = node.attributes
    return fold(node.text()) or attributes.get("value") or attributes.get("aria-label") or ""


def _stays_on_page(page: Page, node: LexborNode) -> bool:
    href = node.attributes.get("href") or "" if node.tag == "a" else ""
    if not href or href.startswith(("#", "javascript:")):
        return True
    return "#" in href and parts_of(page.link(href) or "").path == parts_of(page.url).path


def _is_commenters(node: LexborNode, label: str, structure: Structure) -> bool:
    """Return whether a control is a commenter's link: in a comment's words or name, or a bare link in a comment."""
    written = structure.words_around(node)
    if written is None:
        return False
    return label in written or (node.tag == "a" and not any(map(_is_of_control, node.attributes)))


def _is_of_control(name: str) -> bool:
    return name in _CONTROL_ATTRIBUTES or name.startswith(("data-", "aria-"))


def _has_empty_place(page: Page) -> bool:
    """Return whether an element that is named as the place of the comments is empty."""
    if any(_is_named_place(node) and _is_empty(node) for node in page.tree.css(_NAMED)):
        return True
    return page.tree.body is not None and b"omment" in page.body and _has_empty_element(page)


def _has_empty_element(page: Page) -> bool:
    # Custom elements have their name in the tag: <news-comments>, <comment-section>.
    return any(
        "-" in (node.tag or "") and _PLACE.match(node.tag or "") and _is_empty(node) for node in page.tree.css(_CUSTOM)
    )


def _is_named_place(node: LexborNode) -> bool:
    names = [*(node.attributes.get("class") or "").split(), node.id or ""]
    return any(_PLACE.match(name) and not _NOT_A_PLACE.search(name) for name in names)


def _is_empty(node: LexborNode) -> bool:
    if node.css_first(_IN_USE, default=None) is not None:
        return False
    text = node.text()
    for code in node.css("script,style,template"):
        text = text.replace(code.text(), "", 1)
    text = fold(text)
    # A lone number is a counter beside a headline.
    return len(text) <= _LONGEST_NOTICE and not text.isdigit()
