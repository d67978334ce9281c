"""Whether a page keeps its comments back until its scripts have run: told from the page alone, before any browser starts.

A browser costs a hundred times what a plain page does, so the signs must be there: a count without its comments, a button
that brings more, a box that is made for comments and empty, or a widget whose endpoint no module knows.
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
"""``stated``: the page says that there is more than it shows; ``guessed``: it has a place for comments, and nothing in it."""

_WIDGETS = (
    # Public embed codes of widgets whose answers no module reads: Commento, Remark42, Cusdis, GraphComment, Cackle,
    # HyperComments, Hyvor Talk, Talkyard, Vuukle, giscus and utterances. Facebook's is none of them: its robots.txt forbids
    # what the browser would ask for.
    "#commento,#remark42,#cusdis_thread,#graphcomment,#mc-container,#hypercomments_widget,hyvor-talk-comments,"
    ".talkyard-comments,#vuukle-comments,.giscus,.utterances"
)
_NAMED = (
    "div[id*=omment],section[id*=omment],aside[id*=omment],div[class*=omment],section[class*=omment],aside[class*=omment],"
    "div[id*=iscussion],section[id*=iscussion],div[id*=comentario],div[id*=reacties],div[id*=yorum],div[id*=komentar]"
)
_PLACE = re.compile(
    r"^(?:[a-z]+[-_]{1,2}){0,3}(?:comments|comment[-_]?(?:app|root|list|section|area|container|widget|embed|thread|box|wrapper|"
    r"mount|module|stream|feed)|commentaires|kommentare|kommentarbereich|comentarios|commenti|reacties|yorumlar|komentar\w*|"
    r"discussion)(?:[-_](?:app|root|list|section|area|container|widget|embed|thread|box|wrapper|mount|module|js|stream|feed|"
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
"""What the page's own controls have beside ``data-*`` and ``aria-*``, and no site lets the links in a comment have."""

_CONTROLS = "button,[role=button],a,input[type=button],input[type=submit]"


def sign_of_scripts(page: Page, structure: Structure, declared: int | None) -> Sign | None:
    """What tells that a browser would show comments that the page's bytes do not hold; None when nothing does.

    :param declared: how many comments the page says there are
    """
    shown = len(structure.rows)
    if declared is not None and shown == 0:
        return "stated" if declared else None
    if shown:
        return "stated" if (declared is None or shown < declared) and has_more(page, structure) else None
    if page.first("script") is None:
        return None
    if page.first(_WIDGETS) is not None:
        return "stated"
    return "guessed" if _has_empty_place(page) else None


def promises_more(label: str) -> bool:
    """Whether a link's or a button's words promise more comments."""
    return _MORE.search(label) is not None


def has_more(page: Page, structure: Structure) -> bool:
    """Whether a control of the page that leads to no other page promises more comments."""
    here = parts_of(page.url).path
    for node in page.tree.css(_CONTROLS):
        attributes = node.attributes
        label = fold(node.text()) or attributes.get("value") or attributes.get("aria-label") or ""
        if not label or len(label) > 60 or not promises_more(label):
            continue
        href = attributes.get("href") or "" if node.tag == "a" else ""
        stays = (
            not href
            or href.startswith(("#", "javascript:"))
            or (parts_of(page.link(href) or "").path == here and "#" in href)
        )
        if stays and not _is_a_readers(node, label, structure):
            return True
    return False


def _is_a_readers(node: LexborNode, label: str, structure: Structure) -> bool:
    """Whether the control is a link that a reader wrote: it is part of a comment's words or name, or a bare link in one."""
    written = structure.words_around(node)
    if written is None:
        return False
    return label in written or (node.tag == "a" and not any(map(_is_of_a_control, node.attributes)))


def _is_of_a_control(name: str) -> bool:
    return name in _CONTROL_ATTRIBUTES or name.startswith(("data-", "aria-"))


def _has_empty_place(page: Page) -> bool:
    """Whether an element that is named as the place of the comments has nothing in it."""
    root = page.tree.body
    for node in page.tree.css(_NAMED):
        names = [*(node.attributes.get("class") or "").split(), node.id or ""]
        if any(_PLACE.match(name) and not _NOT_A_PLACE.search(name) for name in names) and _is_empty(node):
            return True
    if root is None or b"omment" not in page.body:
        return False
    # Custom elements name themselves by their tag: <news-comments>, <comment-section>.
    return any(
        "-" in (node.tag or "") and _PLACE.match(node.tag or "") and _is_empty(node)
        for node in page.tree.css("[data-article-id],[article-id],[story-id],[thread-id],[page-id],[data-id],[url]")
    )


def _is_empty(node: LexborNode) -> bool:
    if node.css_first("form,textarea,article,li,a[href]:not([href^='#']),.fb-comments", default=None) is not None:
        return False
    text = node.text()
    for code in node.css("script,style,template"):
        text = text.replace(code.text(), "", 1)
    text = fold(text)
    # A lone number is a counter beside a headline.
    return len(text) <= _LONGEST_NOTICE and not text.isdigit()
