"""The story's paragraphs: which part of the page holds them, and which of its lines are the story's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from newscrawler.html.outline import Block, Box, Outline, Role
from newscrawler.html.structured import letters
from newscrawler.language.boilerplate import boilerplate_kind
from newscrawler.language.pictures import CREDIT
from newscrawler.language.words import WORDS

__all__ = ["BodyFound", "find_body"]

_EXCLUDED = Role.ASIDE | Role.COMMENTS | Role.HIDDEN | Role.FOOTER | Role.CAPTION | Role.TAGS
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ENDS = (
    ".",
    "!",
    "?",
    "…",
    "。",
    "！",
    "？",
    '"',
    "”",
    "“",
    "»",
    "«",
    "」",
    "’",
    ")",
    ":",
    "）",
    "।",
    "؟",
    "'",
    "›",
    "]",
    ";",
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

# Blocks that are looked at to tell the script.
_SAMPLE = 12
# A block of this many characters outside links is prose, whatever it ends with.
_PROSE = 80
# A kicker or a byline is shorter.
_LEAD = 120
# One that ends like a sentence needs this many.
_SENTENCE = 25


def _is_wide(text: str) -> bool:
    """Whether a text has letters of a script without spaces."""
    return not text.isascii() and _WIDE.search(text) is not None


class BodyFound:
    """The chosen part of the page."""

    __slots__ = ("blocks", "box", "paragraphs", "signatures")

    def __init__(self, box: Box | None, blocks: list[Block]) -> None:
        self.box = box
        self.blocks = blocks
        self.paragraphs = [block.text for block in blocks]
        self.signatures: list[str] = []
        """Short lines that were left out at the edges of the text; one may be the writer's name."""


def find_body(outline: Outline, printed: Block | None, headline: str | None, description: str | None) -> BodyFound:
    """Choose the box with the most prose, take its paragraphs, and the lead above it.

    :param printed: the block that prints the headline, where the story begins
    :param headline: the headline, where no block prints it
    :param description: what the page says of itself in its head; a lead often repeats it
    """
    if printed is not None:
        _set_aside(outline, printed)
    box = _densest(outline) or _said(outline)
    if box is None:
        return BodyFound(None, [])
    inside = [block for each in _alike(outline, box) for block in _blocks_inside(outline, each)]
    beside = _beside(inside, outline.boxes, box)
    own = Counter(b.box.names for b in inside if b.box.names and b.box.tag == "p" and not b.box.roles & _EXCLUDED)
    links = _links(inside)
    chosen = [block for block in inside if block.number not in beside and _belongs(block, box, own, links)]
    if printed is not None:
        headline = printed.text
    if headline:
        wanted = letters(headline)
        start = next((i for i, b in enumerate(chosen[:12]) if b.tag in _HEADINGS and letters(b.text) == wanted), None)
        if start is not None:
            # Above it stand the kicker, the byline and the time, but some layouts set the lead there.
            chosen = [b for b in chosen[:start] if b.box.roles & Role.LEAD or len(b.text) >= _LEAD] + chosen[
                start + 1 :
            ]
    chosen = _without_announcements(_without_insets(chosen, outline.boxes, box), outline.blocks)
    trimmed = _trim(chosen)
    found = BodyFound(box, _lead(outline, printed, trimmed, headline, description) + trimmed)
    if trimmed:
        last = trimmed[-1].number
        first = trimmed[0].number
        found.signatures = [b.text for b in chosen if (b.number < first or b.number > last) and b.tag not in _HEADINGS]
    return found


def _set_aside(outline: Outline, printed: Block) -> None:
    """Call aside the articles beside the story's that have an ``h1`` of their own: what a reader finds who scrolls on."""
    own = _article(printed.box)
    if own is None:
        return
    below = outline.blocks[printed.number + 1 :]
    titles = islice((b for b in below if b.tag == "h1" and b.box is not printed.box), _OTHERS)
    others = {_article(b.box) for b in titles}
    inside = {each.number for each in others if each is not None and own not in _around(each)}
    inside.difference_update(each.number for each in _around(printed.box))
    # Posts of a live blog are articles too, but not below a story.
    if not inside or not any(_is_prose(block) and own in _around(block.box) for block in below):
        return
    for box in outline.boxes:
        if box.number in inside or (box.parent is not None and box.parent.number in inside):
            inside.add(box.number)
            box.roles |= Role.ASIDE


def _around(box: Box | None) -> Iterator[Box]:
    """A box and those it stands in; a page may be nested thousands deep."""
    for _ in range(_DEEP):
        if box is None:
            break
        yield box
        box = box.parent


_DEEP = 64
# Stories that are looked for below this one.
_OTHERS = 40


def _article(box: Box | None) -> Box | None:
    """The ``article`` element that a box is or stands in."""
    return next((each for each in _around(box) if each.tag == "article"), None)


def _weight(block: Block, wide: bool) -> float:
    """How much a block speaks for (above 0) or against (below 0) the box around it being the story."""
    roles = block.box.roles
    length = len(block.text)
    linked = block.linked
    if wide:
        length *= 2
        linked *= 2
    if roles & _EXCLUDED:
        return -0.02 * length
    free = length - linked
    if roles & Role.LINK:
        return -10 - 0.2 * length
    if block.tag in _HEADINGS:
        return 0.0 if not linked else -5.0
    if linked > 0.6 * length:
        return -10 - 0.1 * length
    if free >= _PROSE or (free >= _SENTENCE and block.text.endswith(_ENDS)):
        factor = 1.0 if block.tag in ("p", "blockquote", "pre") else 0.6 if block.tag in ("li", "dd", "td") else 0.8
        return factor * (free - linked)
    # A table has a few words in each cell.
    return -4.0 if block.tag not in _CELLS else 0.0


_CELLS = frozenset(("td", "th"))


def _densest(outline: Outline) -> Box | None:
    # A few blocks tell the script of all.
    wide = any(_is_wide(text) for text in islice((b.text for b in outline.blocks if len(b.text) >= _SENTENCE), _SAMPLE))
    for block in outline.blocks:
        block.box.weight += _weight(block, wide)
    # Children come after their parents, so one pass from the end sums the subtrees up.
    heaviest: dict[int, Box] = {}
    for box in reversed(outline.boxes):
        parent = box.parent
        if parent is not None and box.weight:
            parent.weight += box.weight
            known = heaviest.get(parent.number)
            if known is None or box.weight >= known.weight:
                heaviest[parent.number] = box
    best: Box | None = None
    score = 0.0
    for box in outline.boxes:
        weight = box.weight
        if weight <= 0:
            continue
        if box.own & Role.BODY:
            weight *= 1.3
        if box.tag in _LINES:
            weight *= 0.5
        if weight >= score * 0.999:
            best, score = box, weight
    # The prose may be in one box of several: teasers beside it would only be in the way.
    while best is not None:
        inner = heaviest.get(best.number)
        if inner is None or inner.weight < _NEARLY_ALL * best.weight or inner.tag in _PARAGRAPHS:
            break
        best = inner
    # A table is not a box of its own among what it stands in.
    while best is not None and best.tag in _TABLE and best.parent is not None:
        if best.parent.weight < _NEARLY_ALL * best.weight:
            break
        best = best.parent
    return best


_TABLE = frozenset(("table", "tbody", "tr"))


def _said(outline: Outline) -> Box | None:
    """Where nothing is dense, the box that says it is the body, or the article, with the most text."""
    boxes = outline.boxes
    size = [0] * len(boxes)
    for block in outline.blocks:
        if not block.box.roles & _EXCLUDED:
            size[block.box.number] += len(block.text) - block.linked
    for box in reversed(boxes):
        if box.parent is not None:
            size[box.parent.number] += size[box.number]
    for role in (Role.BODY, Role.ARTICLE):
        said = [box for box in boxes if box.own & role and size[box.number]]
        if said:
            return max(said, key=lambda box: size[box.number])
    return None


_LINES = frozenset(("p", "h1", "h2", "h3", "li", "blockquote", "tr"))
# A child with this share of the prose is the body; what is around it is not.
_NEARLY_ALL = 0.8
_PARAGRAPHS = frozenset(("p", "li", "blockquote", "tr", "td", "h1", "h2", "h3", "dd", "pre", "a", "span"))


def _beside(blocks: list[Block], boxes: list[Box], container: Box) -> set[int]:
    """Numbers of the blocks that belong to a section of other stories: below a heading that says so, or a list of links."""
    out: set[int] = set()
    for index, block in enumerate(blocks):
        # Letters that are compared as they are let the expression pass over its alternatives several times as fast.
        if len(block.text) > 60 or block.number in out or not _OTHER.match(block.text.lower()):
            continue
        # The largest box around the heading that holds little of the story.
        around = block.box
        while (
            around.parent is not None
            and around.parent is not container
            and around.parent.number > container.number
            and around.parent.weight < 0.1 * container.weight
        ):
            around = around.parent
        if around is block.box or around is container:
            # The heading stands among the paragraphs: what is linked after it goes.
            out.add(block.number)
            for following in blocks[index + 1 :]:
                if (following.tag in _HEADINGS and not following.linked) or following.linked * 2 < len(following.text):
                    break
                out.add(following.number)
        else:
            last = _last(boxes, around)
            out.add(block.number)
            for following in islice(blocks, index + 1, None):
                if following.box.number > last:
                    break
                out.add(following.number)
    return out


_OTHER = re.compile(rf"(?:{WORDS.pattern('other_stories')})(?!\w)")


def _alike(outline: Outline, box: Box) -> list[Box]:
    """The box and those right beside it that are of its kind and hold prose under no heading of their own."""
    parent = box.parent
    if parent is None:
        return [box]
    siblings = [each for each in islice(outline.boxes, parent.number, None) if each.parent is parent]
    if len(siblings) < 2:
        return [box]
    headed = {block.box.number for block in outline.blocks if block.tag in ("h1", "h2")}
    at = siblings.index(box)
    first = last = at
    while first and _continues(siblings[first - 1], box, siblings[first].number, headed):
        first -= 1
    while last + 1 < len(siblings):
        end = siblings[last + 2].number if last + 2 < len(siblings) else len(outline.boxes)
        if not _continues(siblings[last + 1], box, end, headed):
            break
        last += 1
    return siblings[first : last + 1]


def _continues(sibling: Box, box: Box, end: int, headed: set[int]) -> bool:
    return (
        sibling.tag == box.tag
        and sibling.names == box.names
        and sibling.weight >= _PROSE
        and not any(number in headed for number in range(sibling.number, end))
    )


def _blocks_inside(outline: Outline, around: Box) -> list[Block]:
    """The blocks of a box: its boxes are numbered without a gap from it on."""
    first, last = around.number, _last(outline.boxes, around)
    return [block for block in outline.blocks if first <= block.box.number <= last]


def _last(boxes: list[Box], around: Box) -> int:
    """The number of the last box inside a box."""
    last = around.number
    for box in islice(boxes, around.number + 1, None):
        # A parent outside is numbered before the box itself.
        if box.parent is None or box.parent.number < around.number:
            break
        last = box.number
    return last


def _belongs(block: Block, container: Box, alike: Counter[str], links: dict[int, bool]) -> bool:
    """Whether a block inside the container is the story's text."""
    own = block.box.roles & ~container.roles
    text = block.text
    length = len(text)
    if own & (_EXCLUDED | Role.LINK | Role.BOX) and not (
        length > 200 and block.box.names in alike and not own & (Role.COMMENTS | Role.FOOTER | Role.CAPTION)
    ):
        return False
    if own & (Role.AUTHOR | Role.DATE) and length < 200:
        return False
    if block.tag in _ITEMS and (around := _gathered(block.box)) is not None:
        if links[around.number]:
            return False
    elif block.linked > 0.6 * length and (block.linked > 0.9 * length or not text.endswith(_ENDS)):
        return False
    marks = block.box.names
    if marks and block.linked > 0.3 * length and length < _LINE_MAX and block.tag == "p" and alike[marks] <= _RARE:
        # A class of its own and a link: how to write to the author, the other parts of a series.
        return False
    if length < _CAPTION_MAX and (":" in text or "©" in text or "/" in text or length < 60) and CREDIT.search(text):
        return False
    if length < _LINE_MAX and (
        (_ANY_DIGIT.search(text) and _STAMP.fullmatch(text)) or boilerplate_kind(text) is not None
    ):
        return False
    if block.tag in _HEADINGS:
        return block.tag != "h1"
    return True


def _gathered(box: Box) -> Box | None:
    """The list or table that an item or cell is in."""
    parent = box.parent
    while parent is not None and parent.tag in ("tr", "tbody", "thead"):
        parent = parent.parent
    return parent


def _links(blocks: list[Block]) -> dict[int, bool]:
    """By the number of a list or table, whether it is links for the most part."""
    held: dict[int, tuple[int, int]] = {}
    for block in blocks:
        if block.tag in _ITEMS and (around := _gathered(block.box)) is not None:
            length, linked = held.get(around.number, (0, 0))
            held[around.number] = length + len(block.text), linked + block.linked
    return {number: linked > 0.5 * length for number, (length, linked) in held.items()}


_ITEMS = frozenset(("li", "td", "th"))


def _without_announcements(blocks: list[Block], printed: list[Block]) -> list[Block]:
    """Without headings over nothing but links that were left out."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        if block.tag in _HEADINGS and index + 1 < len(blocks) and blocks[index + 1].tag in _HEADINGS:
            between = printed[block.number + 1 : blocks[index + 1].number]
            linked = sum(each.linked for each in between)
            if linked and linked * 2 > sum(len(each.text) for each in between):
                continue
        kept.append(block)
    return kept


def _without_insets(blocks: list[Block], boxes: list[Box], container: Box) -> list[Block]:
    """Without the small boxes that stand among the paragraphs and are built unlike what is around the paragraphs.

    A story's paragraphs stand in wrappers of a few kinds, alike from paragraph to paragraph. A box of another kind that
    holds a sentence or two is a teaser, a poll, a video's title or a call to subscribe, in whatever language.
    """
    kinds, above = _kinds(blocks, boxes, container)
    mass: dict[int, int] = {}
    for block in blocks:
        free = len(block.text) - block.linked
        if free > _SENTENCES:
            kind = kinds.get(block.box.number, 0)
            mass[kind] = mass.get(kind, 0) + free
    if not mass:
        return blocks
    total, most = sum(mass.values()), max(mass.values())
    spine = {0}
    for kind, free in mass.items():
        if free == most or free >= _SPINE * total:
            while kind not in spine:
                spine.add(kind)
                kind = above[kind]
    # By its number, the outermost box of another kind that a box is in.
    roots: dict[int, int] = {}
    for number, kind in kinds.items():
        if kind not in spine:
            parent = boxes[number].parent
            roots[number] = roots.get(parent.number, number) if parent is not None else number
    insets: dict[int, list[Block]] = {}
    begun = False
    for block in blocks:
        root = roots.get(block.box.number)
        if root is None:
            begun = begun or len(block.text) > _SENTENCES
        elif begun:
            insets.setdefault(root, []).append(block)
    out: set[int] = set()
    for held in insets.values():
        size = sum(len(block.text) for block in held)
        if size >= _INSET_MAX or size >= _INSET_SHARE * total:
            continue
        if all(block.tag in _HEADINGS for block in held) or any(block.tag in _KEPT for block in held):
            continue
        if not any(_is_quote(block.box, container) for block in held):
            out.update(block.number for block in held)
    return [block for block in blocks if block.number not in out] if out else blocks


def _kinds(blocks: list[Block], boxes: list[Box], container: Box) -> tuple[dict[int, int], list[int]]:
    """By a box's number which kind of wrapper it is in, by tags and classes down from the container, which is kind 0;
    and the kind around each kind."""
    kinds: dict[int, int] = {}
    above = [0]
    known: dict[tuple[int, str, str], int] = {}
    first = min((block.box.number for block in blocks), default=container.number)
    last = max((block.box.number for block in blocks), default=container.number)
    for box in islice(boxes, min(first, container.number + 1), last + 1):
        kind = kinds.get(box.parent.number, 0) if box.parent is not None else 0
        if box.tag not in _TEXTUAL and box.tag == container.tag and box.parent is container.parent:
            # Beside the container, and of its kind.
            kind = 0
        elif box.tag not in _TEXTUAL:
            key = (kind, box.tag, _stem(box.names))
            kind = known.setdefault(key, len(above))
            if kind == len(above):
                above.append(key[0])
        kinds[box.number] = kind
    return kinds, above


# Text of more characters than this, outside links, has a sentence.
_SENTENCES = 60
# Elements of text itself: they do not make a box of another kind.
_TEXTUAL = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tbody", "thead", "tr", "td", "th", "dl", "dt", "dd", "pre", "span", "strong", "b", "em", "i", "a")
)  # fmt: skip
# Lists and tables are data that only the story has, however they are wrapped.
_KEPT = frozenset(("td", "th", "dd", "dt", "li", "pre", "blockquote"))
# A kind of wrapper with this share of the prose is one of the story's.
_SPINE = 0.2
# Insets of this many characters, or this share of the prose, may be a part of the story in a box of its own.
_INSET_MAX = 250
_INSET_SHARE = 0.1


def _is_quote(box: Box | None, container: Box) -> bool:
    for _ in range(_LEVELS):
        if box is None or box is container:
            break
        if box.tag == "blockquote" or _QUOTE.search(box.names):
            return True
        box = box.parent
    return False


# What says what a line is stands around it within this many levels; a page may be nested thousands deep.
_LEVELS = 8
_QUOTE = re.compile(r"quote|zitat|citat|citaz", re.I)


@lru_cache(maxsize=10_000)
def _stem(marks: str) -> str:
    """Class names without those that number a single element."""
    return " ".join(name for name in marks.split() if not _ANY_DIGIT.search(name))


# Paragraphs of a class that the story's have are more than this.
_RARE = 2
_ANY_DIGIT = re.compile(r"\d")
# Captions are up to two sentences long, lines of the page's furniture shorter.
_CAPTION_MAX = 300
_LINE_MAX = 160
# Lines that are a time and nothing else.
_STAMP = re.compile(
    r"(?:\D{0,40})?(?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}|[^\W\d]{3,9}\.? \d{1,2}, \d{4}|\d{4}年\d{1,2}月\d{1,2}日)(?:[\s,|–-]*(?:\D{0,12})\d{1,2}[:.h時]\d{2}.{0,40})?(?:[\s,|–-]*\D{0,14}\d{1,3} (?:Min|min|Mins?)\b.{0,8})?\.?"
)


def _trim(blocks: list[Block]) -> list[Block]:
    """Without the labels and headings that are left at both ends."""
    end = len(blocks)
    while end and (blocks[end - 1].tag in _HEADINGS or _is_label(blocks[end - 1])):
        end -= 1
    # Above the first prose stand the kicker, the byline, the time; a heading only right above it.
    first = next((i for i in range(end) if _is_prose(blocks[i])), None)
    if first is None:
        return blocks[:end]
    start = first
    while start and (blocks[start - 1].tag in _HEADINGS or blocks[start - 1].tag == "li"):
        start -= 1
    return blocks[start:end]


def _is_prose(block: Block) -> bool:
    free = len(block.text) - block.linked
    return (
        free >= _PROSE or (free >= _SENTENCE and block.text.endswith(_ENDS)) or bool(free > 12 and _is_wide(block.text))
    )


def _is_label(block: Block) -> bool:
    text = block.text
    return (
        len(text) < 40
        and not text.endswith(_ENDS)
        and block.tag not in ("li", "td", "th", "blockquote")
        and not _is_wide(text)
    )


def _nearest(box: Box | None) -> int:
    """What the innermost box that states anything states."""
    for _ in range(_LEVELS):
        if box is None or box.own:
            break
        box = box.parent
    return box.own if box is not None else 0


# Two texts whose first letters are the same, so many of them, begin alike.
_OPENING = 60
# Characters that nearly always hold them; the rest of a long paragraph need not be looked at.
_HEAD = 160


def _opening(text: str) -> str:
    found = letters(text[:_HEAD])
    # The last letter may be cut off from its accent.
    return (found if len(found) > _OPENING or len(text) <= _HEAD else letters(text))[:_OPENING]


# Two printings of a headline differ in quotes and dashes, by no more than this many characters.
_ALIKE = 8
# A lead may be in the page's header, or in a box that calls itself a teaser.
_NO_LEAD = Role.COMMENTS | Role.HIDDEN | Role.FOOTER | Role.TAGS | Role.LINK


def _lead(
    outline: Outline, printed: Block | None, chosen: list[Block], headline: str | None, description: str | None
) -> list[Block]:
    """The summary printed between the headline and the body, in a box of its own."""
    if not chosen:
        return []
    first = chosen[0].number
    wanted = letters(headline or "")
    headline = headline or ""
    start = printed.number if printed is not None and printed.number < first else None
    if start is None and wanted:
        same = (b for b in outline.blocks[:first] if abs(len(b.text) - len(headline)) < _ALIKE)
        start = next((b.number for b in same if letters(b.text) == wanted), None)
    stated = _opening(description or "")
    taken = {_opening(block.text): len(block.text) for block in chosen[:4]}
    found: list[Block] = []
    for block in outline.blocks[(start + 1 if start is not None else max(0, first - 15)) : first]:
        roles = block.box.roles
        if roles & _NO_LEAD or block.linked * 2 > len(block.text) or len(block.text) < 40:
            continue
        own = _opening(block.text)
        # The body often begins with the lead's first words.
        if len(block.text) < 1.5 * taken.get(own, 0) or own == wanted[:_OPENING]:
            continue
        described = bool(stated) and own[:40] == stated[:40]
        if not described and (roles & (Role.AUTHOR | Role.DATE) or CREDIT.search(block.text)):
            continue
        says = roles & Role.LEAD and _nearest(block.box) & Role.LEAD
        prose = not roles & _EXCLUDED and start is not None and _is_prose(block)
        prose = prose and (len(block.text) >= 60 or bool(found and found[-1].box.parent is block.box.parent))
        if described or says or prose:
            found.append(block)
    return found
