"""Depths of comments that stand one after the other: by attributes, indentation, classes, spacers or printed numbers.

Each block gives several readings, by kind. A kind is believed where its values run as depths do: the first is the
lowest, a reply is one step deeper than the comment before it, and they are not simply counted up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from newscrawler.language.words import WORDS

__all__ = ["parents_by_depth"]

_HEAD = 800
"""Characters of a block's markup in which its depth is looked for: it is stated before the text."""

_MOST_STEPS = 30
"""Different depths; more values are ids or positions."""

_TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>([^<]*)", re.I)
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_DEPTH_NAME = re.compile(r"depth|level|indent|nest|lvl", re.I)
_STYLE = re.compile(
    r"(?:padding|margin)(-left|-inline-start)?\s*:\s*([^;]+)|--[\w-]*(?:depth|level|indent)[\w-]*\s*:\s*(\d+)", re.I
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBERED_CLASS = re.compile(r"(?<!\d)(\d{1,2})$")
_NESTED_CLASS = re.compile(
    r"indent|child|nested|(?:^|[-_])sub|repl(?:y|ies)|answer|antwort|respon|inner|(?:^|[-_])re$|(?:^|:)[mp][ls]-$|"
    r"offset",
    re.I,
)
_PRINTED = re.compile(rf"\W*(?:{WORDS.pattern('depth')})\W*(\d{{1,2}})\W*", re.I)
_NUMBERING = re.compile(r"\W*(\d{1,4}(?:[.-]\d{1,3}){0,8})\b")
_ORDER = ("attribute", "printed", "numbering", "custom", "style", "class", "spacer", "cell", "nested")
"""Kinds of readings, surest first."""


def parents_by_depth(nodes: Sequence[LexborNode]) -> list[int | None] | None:
    """Return the index of each block's parent; None where nothing states depths.

    :param nodes: the outermost element of each block, in the order of the page
    """
    if len(nodes) < 2:
        return None
    readings: dict[str, dict[int, float]] = defaultdict(dict)
    for index, node in enumerate(nodes):
        for kind, value in _readings(node):
            readings[kind].setdefault(index, value)
    for kind in sorted(readings, key=lambda kind: _ORDER.index(kind.partition(":")[0])):
        depths = _depths(kind, readings[kind], len(nodes))
        if depths is not None:
            return _parents(depths)
    return None


def _depths(kind: str, values: Mapping[int, float], count: int) -> list[int] | None:
    """Return the depth of each block, counted from 0; None where the values are no depths."""
    by_default = kind.startswith(("nested", "class", "style", "custom"))
    if len(values) < count and not by_default:
        return None
    if (
        kind.startswith("class")
        and len(values) < count
        and not _NESTED_CLASS.search(kind)
        and not _DEPTH_NAME.search(kind)
    ):
        return None
    found = [values.get(index, 0.0) for index in range(count)]
    steps = sorted(set(found))
    if not 2 <= len(steps) <= _MOST_STEPS:
        return None
    rank = {value: place for place, value in enumerate(steps)}
    depths = [rank[value] for value in found]
    if depths[0] != 0 or any(after > before + 1 for before, after in pairwise(depths)):
        return None
    counts_up = all(after > before for before, after in pairwise(depths))
    return None if counts_up and count > 2 and not kind.startswith(("attribute", "printed", "numbering")) else depths


def _parents(depths: Sequence[int]) -> list[int | None]:
    found: list[int | None] = []
    line: list[tuple[int, int]] = []
    for index, depth in enumerate(depths):
        while line and line[-1][0] >= depth:
            line.pop()
        found.append(line[-1][1] if line else None)
        line.append((depth, index))
    return found


def _readings(node: LexborNode) -> Iterator[tuple[str, float]]:
    above = node.parent
    if above is not None and above.tag not in ("body", "html"):
        yield from _of_attributes(above.tag or "", {name: value or "" for name, value in above.attributes.items()})
    spacers = 0
    for place, match in enumerate(_TAG.finditer((node.html or "")[:_HEAD])):
        tag, written, text = match.group(1), match.group(2), match.group(3)
        attributes = dict(_ATTRIBUTE.findall(written))
        yield from _of_attributes(tag, attributes, is_own=place < 4)
        if tag in ("img", "td") and spacers < 3 and (width := attributes.get("width", "")).isdecimal():
            spacers += 1
            yield ("spacer" if tag == "img" else "cell"), float(width)
        if len(text.strip()) > 60:
            return
        yield from _of_text(text)


def _of_attributes(tag: str, attributes: Mapping[str, str], *, is_own: bool = True) -> Iterator[tuple[str, float]]:
    for name, value in attributes.items():
        if value.isdecimal() and len(value) <= 2 and _DEPTH_NAME.search(name):
            yield f"attribute:{name}", float(value)
    if not is_own:
        return
    if style := attributes.get("style"):
        yield from _of_style(style)
    for word in attributes.get("class", "").split():
        if match := _NUMBERED_CLASS.search(word):
            yield f"class:{word[: match.start()]}", float(match.group(1))
        elif _NESTED_CLASS.search(word):
            yield f"nested:{word}", 1.0


def _of_style(style: str) -> Iterator[tuple[str, float]]:
    for match in _STYLE.finditer(style):
        side, values, custom = match.groups()
        if custom:
            yield "custom", float(custom)
            continue
        numbers = _NUMBER.findall(values)
        if side and numbers:
            yield "style", float(numbers[0])
        elif len(numbers) == 4:
            yield "style", float(numbers[3])


def _of_text(text: str) -> Iterator[tuple[str, float]]:
    text = text.replace("&nbsp;", " ").strip()
    if not text:
        return
    if match := _PRINTED.fullmatch(text):
        yield "printed", float(match.group(1))
    elif (
        (text[0] == "#" or text[0].isdigit())
        and (match := _NUMBERING.match(text))
        and not text[match.end() :][:2].strip()
    ):
        yield "numbering", float(match.group(1).count(".") + match.group(1).count("-"))
