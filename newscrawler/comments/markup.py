"""A comment's HTML: a safe subset to keep, and readable text."""

from __future__ import annotations

import html as _entities
import re
from collections.abc import Callable, Iterable

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["read_nodes", "safe_html", "text_of_html"]

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
_BREAKS = {"p", "div", "blockquote", "li", "ul", "ol", "pre", "section", "article", "header", "footer", "h1", "h2", "h3"}
_BREAKS |= {"h4", "h5", "h6", "dl", "dt", "dd", "table", "tr", "figure", "hr"}
_UNREAD = {"script", "style", "template", "noscript"}
_PLAIN = re.compile(r"(?:[^<]|</?(?:p|br|em|strong|i|b|blockquote)>)*")
"""Markup that the sanitiser would return as it is: known tags without attributes. Three comments in four."""


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
    return _read(list(body.iter(include_text=True)), None)[0]


def read_nodes(
    nodes: Iterable[LexborNode], leave_out: Callable[[LexborNode], bool]
) -> tuple[str | None, str | None]:
    """Text and safe HTML of parts of a page that is already parsed.

    :param leave_out: says of an element that it is none of the comment's text
    """
    text, markup = _read(list(nodes), leave_out)
    if text is None:
        return None, None
    return text, markup if _PLAIN.fullmatch(markup) else safe_html(markup)


def _read(nodes: list[LexborNode], leave_out: Callable[[LexborNode], bool] | None) -> tuple[str | None, str]:
    blocks: list[str] = []
    line: list[str] = []
    kept: list[str] = []
    quote = 0

    def flush() -> None:
        if text := _spaced("".join(line)):
            blocks.append("> " * quote + text)
        line.clear()

    stack: list[LexborNode | str] = [*reversed(nodes)]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if node in _BREAKS:
                flush()
                quote -= node == "blockquote"
            if node in _TAGS:
                kept.append(f"</{node}>")
            continue
        tag = node.tag or ""
        if tag == "-text":
            content = node.text_content or ""
            line.append(content)
            kept.append(_entities.escape(content, quote=False))
            continue
        if tag == "br":
            flush()
            kept.append("<br>")
            continue
        if tag in _UNREAD or tag[0] == "-" or (leave_out is not None and leave_out(node)):
            continue
        if tag == "img":
            # An emoji that the site draws as a picture is a word of its reader.
            attributes = node.attributes
            names = attributes.get("class") or ""
            if "smil" in names or "emoji" in names:
                line.append(attributes.get("alt") or "")
                kept.append(_entities.escape(attributes.get("alt") or "", quote=False))
            continue
        if tag in _BREAKS:
            flush()
            quote += tag == "blockquote"
        if tag == "a":
            href = node.attributes.get("href")
            kept.append(f'<a href="{_entities.escape(href)}">' if href else "<a>")
        elif tag in _TAGS:
            kept.append(f"<{tag}>")
        stack.append(tag)
        stack.extend(list(node.iter(include_text=True))[::-1])
    flush()
    return "\n\n".join(blocks) or None, "".join(kept).strip()


def _spaced(text: str) -> str:
    """What a browser shows: runs of white space as one space. Nothing else of a reader's words is touched."""
    return " ".join(text.split())
