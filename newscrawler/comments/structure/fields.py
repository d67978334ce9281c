"""What stands in one comment's block: author, times, text, votes, whom it answers. Replies inside the block are not its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborNode

from newscrawler.comments.markup import read_nodes, safe_html
from newscrawler.comments.structure.blocks import Block
from newscrawler.comments.structure.moments import Reading, read_attribute, read_visible
from newscrawler.comments.structure.vocabulary import (
    AUTHOR,
    BLOCK,
    DOWN,
    META,
    NAME,
    SCORE,
    SECTION,
    SKIP,
    TEXT,
    TIME,
    UP,
    part_of_class,
    part_of_id,
)
from newscrawler.page import fold

__all__ = ["Fields", "read_fields"]


@dataclass(slots=True)
class Fields:
    """The fields of one block, as found; nothing is made up."""

    author: str | None = None
    author_link: str | None = None
    stamp: Reading | None = None
    """The time by its attribute."""
    shown: Reading | None = None
    """The time as printed."""
    printed: list[str] = field(default_factory=list)
    """Candidates for a printed time, surest first."""
    text: str | None = None
    html: str | None = None
    up: int | None = None
    down: int | None = None
    score: int | None = None
    permalink: str | None = None
    answers: str | None = None
    """Number of the comment that a link or an attribute names as the parent."""
    is_link: bool = False
    """The text is little more than a link to another page."""


_DROPPED = frozenset("script style form textarea input select svg template noscript iframe nav dialog video audio object".split())
_ITEMPROPS = {
    "author": AUTHOR, "creator": AUTHOR, "datecreated": TIME, "datepublished": TIME, "commenttime": TIME, "text": TEXT,
    "commenttext": TEXT, "articlebody": TEXT, "reviewbody": TEXT, "upvotecount": UP, "downvotecount": DOWN,
    "foaf:name": NAME, "dc:date": TIME, "dc:created": TIME, "dc:date dc:created": TIME, "content:encoded": TEXT,
    "schema:author": AUTHOR, "schema:text": TEXT, "schema:datecreated": TIME, "datemodified": SKIP, "discusses": SKIP,
}  # fmt: skip
_STAMPS = ("datetime", "content", "data-time", "data-timestamp", "data-utime", "data-datetime", "data-date", "data-created", "data-unixtime")
_PARENTS = ("data-parent-id", "data-parent", "data-parentid", "data-comment-parent", "data-parent-comment-id", "data-in-reply-to", "data-reply-to-id")
_COUNT = re.compile(r"[^\w+\-−]*([+\-−]?)\s?(\d{1,3}(?:[.,\s]\d{3})+|\d+)\W*(?:[^\W\d]+\W*)?")
_VOTES = re.compile(r"^\W*([+\-−]?\d+)\s+(?:votes?|likes?|upvotes?|stimmen|votos?|me gusta|j['’]aime|points?)\b", re.I)
_UP_AND_DOWN = re.compile(r"([+\-−]?\d+)\s*\(\s*\+\s*(\d+)\s*/\s*[-−]\s*(\d+)\s*\)")
_DATED = re.compile(r"\d[./-]\d|\d{4}|\d:\d\d|\d\s?[^\W\d_]|年")
_FRAGMENT = re.compile(r"#(?:[\w-]*?omment[\w-]*?[-_]?|c|p|post-?|bb_message_)(\d+)$")
_EPOCH = re.compile(r"[?&]showComment=(\d{13})")
_REPLY_TO = re.compile(
    r"in reply to|replying to|reply to|antwort(?:et)? (?:auf|an)|als antwort|en réponse à|répond à|en respuesta a|"
    r"em resposta a|in risposta a|als reactie op|w odpowiedzi",
    re.I,
)
_AFTER_NAME = re.compile(
    r"\s*(?:\b(?:says?|said|writes|wrote|sagte?|sagt am|schrieb(?: am)?|schreibt|meint|kommentierte?|a dit|dit|a écrit|écrit|dice|dijo|"
    r"comentó|disse|diz|scrive|ha (?:detto|scritto)|pisze|napisał\(?a?\)?|zegt|schreef|dedi ki|berkata|on|am|le|el|em|il|um|at)\b\s*:?)+\s*$",
    re.I,
)
_BEFORE_NAME = re.compile(
    r"^\W*(?:(?:(?:posted|written|submitted|comment|geschrieben|verfasst|kommentar|gepostet|comentario|commentaire|"
    r"rédigé|publié|enviado|publicado|inviato|scritto|commento)\s+)?(?:by|von|par|por|da)|autor:|author:|name:)\s+",
    re.I,
)
_DATE_AFTER = re.compile(r"\s+(?:(?:on|am|le|el|em|il|at|op|,)\s+)?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b.*$", re.I)
_AVATAR_OF = re.compile(r"^(?:avatar|profilbild|gravatar|photo|picture|foto|bild|image)\s+(?:of|von|de|for|für|di)\s+(.+)$|^(.+?)['’]s? (?:avatar|picture|photo)$|^(.+?) avatar$", re.I)
_SPEAKS = re.compile(
    r"^([^\n:]{1,60}?)\s+(?:says?|said|writes|wrote|sagt|schrieb|schreibt|meint|a dit|dit|a écrit|dice|dijo|disse|diz|scrive|ha scritto|"
    r"pisze|zegt|schreef|dedi ki|berkata)\s*:\s*",
    re.I,
)
_WITHOUT_NAME = re.compile(r"^.{0,200}?\b(?:\w+)\s*:\s*", re.S)
_NAME_LENGTH = 80
"""Longer "names" are sentences."""


class _Own:
    """One walk through a block's own elements, each noted under what its names say."""

    __slots__ = ("answers", "authors", "down", "first_bold", "heads", "images", "links", "names", "printed", "score", "stamps", "texts", "times", "up", "votes")

    def __init__(self) -> None:
        self.authors: list[LexborNode] = []
        self.names: list[LexborNode] = []
        self.times: list[tuple[LexborNode, dict[str, str | None]]] = []
        self.texts: list[tuple[LexborNode, LexborNode | None]] = []
        self.heads: list[LexborNode] = []
        self.printed: list[tuple[LexborNode, str]] = []
        self.links: list[tuple[LexborNode, str]] = []
        self.images: list[str] = []
        self.votes: list[tuple[LexborNode, str]] = []
        self.first_bold: LexborNode | None = None
        self.stamps: list[str] = []
        self.answers: str | None = None
        self.up: int | None = None
        self.down: int | None = None
        self.score: int | None = None


def read_fields(block: Block, others: set[int], now: datetime) -> Fields:
    """The fields of ``block``.

    :param others: ``mem_id`` of all blocks of the page: what is inside another one is not read
    """
    own = _walk(block, others)
    found = Fields(up=own.up, down=own.down, score=own.score, answers=own.answers or block.parent)
    author = _author(own, found)
    body = _body(own)
    time = _times(own, body, found, now)
    _text(block, own, body, author, time, others, found)
    if found.up is None and found.score is None:
        for node, words in own.votes:
            if body is None or not _inside(node, body):
                _printed_votes(words, found)
                break
    for node, href in own.links:
        if body is None or not _inside(node, body):
            found.permalink = href
            break
    return found


def _walk(block: Block, others: set[int]) -> _Own:
    own = _Own()
    roots = {root.mem_id for root in block.roots}
    # (element, text element around it, whether inside a toolbar)
    stack: list[tuple[LexborNode, LexborNode | None, bool]] = [(root, None, False) for root in reversed(block.roots)]
    while stack:
        node, text, idle = stack.pop()
        tag = node.tag or "-"
        if tag == "-text":
            content = (node.text_content or "").strip()
            if content and len(content) < 100:
                _loose(own, node, content, text)
            continue
        mem = node.mem_id
        if tag[0] == "-" or tag in _DROPPED or (mem in others and mem not in roots):
            continue
        attributes = node.attributes
        part = 0
        if attributes:
            if names := attributes.get("class"):
                part = part_of_class(names)
            if name := attributes.get("id"):
                part |= part_of_id(name)
            if prop := attributes.get("itemprop") or attributes.get("property"):
                part |= _ITEMPROPS.get(prop.lower(), 0)
            elif names := attributes.get("data-testid") or attributes.get("data-qa") or attributes.get("data-role"):
                part |= part_of_class(names)
        if mem in roots:
            part &= ~(AUTHOR | TIME | SKIP | NAME | (TEXT if len(roots) == 1 and tag != "dd" else 0))
            for name in _PARENTS:
                if (value := attributes.get(name)) and value != "0":
                    own.answers = value
            if name := attributes.get("data-author"):
                own.images.append(name)
        if part & (UP | DOWN | SCORE) and _voted(own, node, attributes, part):
            continue
        if tag == "button":
            continue
        if part & SKIP and not part & (AUTHOR | TEXT | TIME | NAME | BLOCK | SECTION):
            idle = True
        if tag == "time" or "datetime" in attributes or (part & TIME and not part & TEXT):
            own.times.append((node, attributes))
        elif tag == "abbr" and attributes.get("title"):
            own.times.append((node, attributes))
        if tag == "a" and (href := attributes.get("href")):
            _link(own, node, href, attributes, text, idle)
        if not idle:
            if part & NAME:
                own.names.append(node)
            elif tag == "cite" and text is None:
                own.authors.append(node)
            elif part & AUTHOR and not part & TEXT:
                own.authors.append(node)
            elif tag in _BOLD and own.first_bold is None and text is None:
                own.first_bold = node
            if part & META or tag == "header" or tag == "footer":
                own.heads.append(node)
            if part & TEXT and not part & AUTHOR and tag not in ("a", "meta", "link"):
                own.texts.append((node, text))
                if text is None and (own.names or own.authors) and own.times and part & TEXT and tag != "article":
                    continue  # author and time came before the text: nothing more to look for in it
                text = node
        if tag == "img" and (name := attributes.get("alt")):
            own.images.append(name)
        stack.extend([(child, text, idle) for child in node.iter(include_text=True)][::-1])
    return own


_BOLD = frozenset(("b", "strong", "h2", "h3", "h4", "h5", "h6", "dt"))


def _loose(own: _Own, node: LexborNode, content: str, text: LexborNode | None) -> None:
    if not any(character.isdigit() for character in content):
        if text is None and _RELATIVE_DAY.search(content) and len(content) < 40:
            own.printed.append((node, content))
        return
    if _UP_AND_DOWN.search(content) or _VOTES.match(content):
        own.votes.append((node, content))
        return
    if _DATED.search(content):
        own.printed.append((node, content))


def _printed_votes(words: str, found: Fields) -> None:
    """``6 ( +8 / -2 )`` or ``36 votes``."""
    if match := _UP_AND_DOWN.search(words):
        found.score, found.up, found.down = _number(match.group(1)), int(match.group(2)), int(match.group(3))
    elif match := _VOTES.match(words):
        found.score = _number(match.group(1))


_RELATIVE_DAY = re.compile(r"\b(?:today|yesterday|heute|gestern|hier|ayer|ontem|ieri|hoy|hoje|oggi|ago|her|fa|vor|hace|il y a)\b", re.I)


def _number(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))


def _voted(own: _Own, node: LexborNode, attributes: dict[str, str | None], part: int) -> bool:
    """Note a count of votes; False when the element holds none."""
    text = attributes.get("content") if node.tag == "meta" else node.text()
    if not text or len(text) > 200:
        return False
    text = text.strip()
    match = _COUNT.fullmatch(text) if len(text) <= 24 else None
    if match is None:
        return False
    number = _number(match.group(2)) * (-1 if match.group(1) in ("-", "−") else 1)
    if part & UP and part & DOWN:
        return False
    if part & UP:
        own.up = abs(number) if own.up is None else own.up
    elif part & DOWN:
        own.down = abs(number) if own.down is None else own.down
    else:
        own.score = number if own.score is None else own.score
    return True


def _link(
    own: _Own, node: LexborNode, href: str, attributes: dict[str, str | None], text: LexborNode | None, idle: bool
) -> None:
    if "#" in href and (match := _FRAGMENT.search(href)):
        words = f"{attributes.get('title') or ''} {attributes.get('class') or ''} {node.text()}"
        if _REPLY_TO.search(words) and "reply-link" not in words:
            own.answers = own.answers or match.group(1)
        else:
            own.links.append((node, href))
            if text is None or any(character.isdigit() for character in node.text()):
                own.times.append((node, attributes))
    elif stamp := _EPOCH.search(href):
        own.stamps.append(stamp.group(1))
        own.times.append((node, attributes))


def _author(own: _Own, found: Fields) -> LexborNode | None:
    for node in own.names:
        if name := _name(node, own):
            found.author, found.author_link = name, _profile(node)
            return node
    for node in own.authors:
        if name := _name(node, own):
            found.author, found.author_link = name, _profile(node)
            return node
    if own.first_bold is not None and (name := _name(own.first_bold, own)) and _is_short(name):
        found.author, found.author_link = name, _profile(own.first_bold)
        return own.first_bold
    for label in own.images:
        match = _AVATAR_OF.match(label)
        if name := fold(next(filter(None, match.groups()), None) if match else None):
            found.author = name
            return None
    return None


def _is_short(name: str) -> bool:
    return len(name) <= 40 and name.count(" ") <= 4


def _name(node: LexborNode, own: _Own) -> str | None:
    if node.tag == "meta":
        return fold(node.attributes.get("content")) or None
    times = {time.mem_id for time, _ in own.times}
    pieces: list[str] = []
    stack = [node]
    while stack:
        step = stack.pop()
        tag = step.tag or "-"
        if tag == "-text":
            content = step.text_content or ""
            if content.strip():
                pieces.append(content)
            continue
        if tag[0] == "-" or tag in _DROPPED or tag == "button" or (step.mem_id in times and pieces):
            continue
        if step.mem_id in times and step.mem_id != node.mem_id:
            continue
        if step.mem_id != node.mem_id and tag not in _PHRASE:
            names = step.attributes.get("class")
            if step.attributes.get("itemprop") == "name" and (name := fold(step.text())):
                return name
            if names:
                part = part_of_class(names)
                if part & (SKIP | TIME | UP | DOWN | SCORE | TEXT) and not part & (AUTHOR | NAME):
                    continue
        elif tag in _PHRASE and step.mem_id != node.mem_id and pieces and _BEFORE_NAME.match(" ".join(pieces) + " x"):
            pieces = []  # "von <b>name</b>"
        stack.extend(list(step.iter(include_text=True))[::-1])
    return _clean(" ".join(pieces))


_PHRASE = frozenset(("b", "strong", "cite", "em"))


def _clean(text: str) -> str | None:
    name = fold(text)
    if len(name) > 200:
        return None
    name = _DATE_AFTER.sub("", name) or name
    name = _AFTER_NAME.sub("", name) or name
    name = _BEFORE_NAME.sub("", name, count=1) or name
    name = name.strip(" ,:;|·•–—>-/")
    return name if 0 < len(name) <= _NAME_LENGTH and not name.isspace() else None


def _profile(node: LexborNode) -> str | None:
    if node.tag == "a":
        href = node.attributes.get("href")
    else:
        link = node.css_first("a[href]", default=None)
        if link is None and node.parent is not None and node.parent.tag == "a":
            link = node.parent
        href = link.attributes.get("href") if link is not None else None
    return href if href and not href.startswith(("#", "javascript:")) else None


def _body(own: _Own) -> LexborNode | None:
    """The element of the text: of several the longest, then inwards while it holds exactly one other."""
    outer = [node for node, around in own.texts if around is None]
    if not outer:
        return None
    body = outer[0] if len(outer) == 1 else max(outer, key=lambda node: len(node.text()))
    while True:
        inner = [node for node, around in own.texts if around is not None and around.mem_id == body.mem_id]
        fields = [*own.names, *own.authors, *(node for node, _ in own.times), *own.heads]
        if len(inner) > 1:
            fields += [node for node, _ in own.votes]
            inner = [node for node in inner if not any(_inside(part, node) for part in fields)]
        if len(inner) != 1:
            return body
        around, body = body, inner[0]
        if any(_inside(node, around) and not _inside(node, body) for node in fields):
            continue  # a wrapper of the whole comment
        if len(body.text().strip()) * 2 < len(around.text().strip()):
            return around  # a part of the text, such as a quoted card


def _inside(node: LexborNode, outer: LexborNode) -> bool:
    step: LexborNode | None = node
    while step is not None:
        if step.mem_id == outer.mem_id:
            return True
        step = step.parent
    return False


def _times(own: _Own, body: LexborNode | None, found: Fields, now: datetime) -> LexborNode | None:
    """Note both readings; returns the element of the time."""
    chosen: LexborNode | None = None
    for value in own.stamps:
        found.stamp = read_attribute(value, now)
    for node, attributes in own.times:
        if found.stamp is None:
            for name in _STAMPS:
                if (value := attributes.get(name)) and (stamp := read_attribute(value, now)):
                    found.stamp, chosen = stamp, chosen or node
                    break
            else:
                if (value := attributes.get("title")) and any(character.isdigit() for character in value):
                    stamp = read_attribute(value, now)
                    if stamp and stamp.precision != "relative":
                        found.stamp, chosen = stamp, chosen or node
        if node.tag != "meta":
            text = fold(node.text())
            if text and len(text) <= 160:
                found.printed.append(text)
                if found.shown is None and (shown := read_visible(text, now)):
                    found.shown, chosen = shown, chosen or node
        if found.stamp is not None and found.shown is not None:
            return chosen
    if found.shown is None:
        for node, text in own.printed:
            text = fold(text)
            shown = read_visible(text, now)
            if shown is None or (shown.precision == "relative" and len(text) >= 40):
                continue
            if found.shown is None or (found.shown.precision != "exact" and shown.precision == "exact"):
                found.shown = shown
                found.printed.insert(0, text)
                chosen = chosen or node
                if shown.precision == "exact":
                    break
    return chosen


def _text(
    block: Block,
    own: _Own,
    body: LexborNode | None,
    author: LexborNode | None,
    time: LexborNode | None,
    others: set[int],
    found: Fields,
) -> None:
    roots = {root.mem_id for root in block.roots}
    stops = others - roots if len(others) > len(roots) else set()
    if body is not None:
        found.text, found.html = _readable([body], stops, set())
        if author is None or not _inside(author, body):
            if time is None or not _inside(time, body):
                _judge_link(body, found)
                if found.text:
                    return
    # The text has no element of its own: it is what is left of the block without its fields.
    scope = [body] if body is not None and found.text else list(block.roots)
    kept = scope[0]
    omitted = {node.mem_id for node in own.heads}
    for node in (author, time):
        if node is not None:
            omitted.add(node.mem_id)
    for node in own.authors:
        if author is not None and _inside(author, node):
            omitted.add(node.mem_id)
    for node, _ in own.times:
        omitted.add(node.mem_id)
    if author is not None and time is not None and (head := _common(author, time, kept)) is not None:
        omitted.add(head.mem_id)
    omitted = {mem for mem in omitted if mem not in {node.mem_id for node in scope}}
    pieces = [piece for root in scope for piece in root.iter(include_text=True)]
    found.text, found.html = _readable(pieces, stops, omitted)
    if author is None and found.author is None and found.text and (match := _SPEAKS.match(found.text)):
        found.author, found.text = match.group(1), found.text[match.end() :].strip() or None
        found.html = safe_html(_WITHOUT_NAME.sub("", found.html or "", count=1)) if found.text else None
    _judge_link(kept, found)


def _common(author: LexborNode, time: LexborNode, limit: LexborNode) -> LexborNode | None:
    """The smallest element with author and time, if there is little else in it: "von <b>x</b> am <i>date</i>"."""
    node = author.parent
    for _ in range(6):
        if node is None or node.mem_id == limit.mem_id:
            return None
        if _inside(time, node):
            return node if len(fold(node.text())) <= len(fold(author.text())) + len(fold(time.text())) + 60 else None
        node = node.parent
    return None


def _judge_link(body: LexborNode, found: Fields) -> None:
    if not found.html or "<a " not in found.html or not found.text:
        return
    linked = sum(len(fold(link.text())) for link in body.css("a[href]"))
    found.is_link = linked * 10 > len(found.text) * 9


def _readable(nodes: Iterable[LexborNode], stops: set[int], omitted: set[int]) -> tuple[str | None, str | None]:
    def leave_out(node: LexborNode) -> bool:
        tag = node.tag
        if tag == "p" or tag == "a":
            names = node.attributes.get("class")
            if names is None:
                return node.mem_id in omitted
        if tag in _DROPPED or tag == "button" or node.mem_id in stops or node.mem_id in omitted:
            return True
        names = node.attributes.get("class")
        if not names:
            return False
        part = part_of_class(names)
        return bool(part & (SKIP | UP | DOWN | SCORE) and not part & TEXT)

    return read_nodes(nodes, leave_out)
