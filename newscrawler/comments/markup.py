"""A comment's HTML: a safe subset to keep, and readable text."""

from __future__ import annotations

import html as _entities

import nh3
from selectolax.lexbor import LexborHTMLParser

__all__ = ["safe_html", "text_of_html"]

_TAGS = {
    "p",
    "br",
    "a",
    "em",
    "strong",
    "i",
    "b",
    "u",
    "s",
    "blockquote",
    "ul",
    "ol",
    "li",
    "code",
    "pre",
    "q",
    "sub",
    "sup",
}
_ATTRIBUTES = {"a": {"href"}}
_BREAKS = {"p", "div", "blockquote", "li", "ul", "ol", "pre"}


def safe_html(markup: str | None) -> str | None:
    """The markup with formatting, links and quotes only; None when nothing is left."""
    if not markup:
        return None
    return nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None).strip() or None


def text_of_html(markup: str | None) -> str | None:
    """Readable text: paragraphs and line breaks kept, whitespace folded, quotes marked with ``> ``.

    None when the markup holds no text.
    """
    if not markup:
        return None
    if "<" not in markup:
        return _spaced(_entities.unescape(markup)) or None
    body = LexborHTMLParser(markup).body
    if body is None:
        return None
    blocks: list[str] = []
    line: list[str] = []
    quote = 0

    def flush() -> None:
        if text := _spaced("".join(line)):
            blocks.append("> " * quote + text)
        line.clear()

    stack = [(child, False) for child in body.iter(include_text=True)][::-1]
    while stack:
        node, closing = stack.pop()
        tag = node.tag
        if tag == "-text":
            line.append(node.text_content or "")
            continue
        if tag == "br":
            flush()
            continue
        if tag in ("script", "style"):
            continue
        if tag in _BREAKS:
            flush()
        if tag == "blockquote":
            quote += -1 if closing else 1
        if closing:
            continue
        if tag in _BREAKS:
            stack.append((node, True))
        stack.extend([(child, False) for child in node.iter(include_text=True)][::-1])
    flush()
    return "\n\n".join(blocks) or None


def _spaced(text: str) -> str:
    """What a browser shows: runs of white space as one space. Nothing else of a reader's words is touched."""
    return " ".join(text.split())
