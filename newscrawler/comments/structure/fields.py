"""What stands in one comment's block: author, times, text, votes, whom it answers. Replies inside the block are not its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from newscrawler.comments.markup import clean_html, read_part
from newscrawler.comments.structure.layout import Placed
from newscrawler.guarded import Guarded, caseless
from newscrawler.html.flat import IDLE, Flat, Tag, unescaped
from newscrawler.html.page import fold
from newscrawler.html.roles import (
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
)
from newscrawler.language.dates.moment import Moment
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.words import WORDS
from newscrawler.limits import grouped_number, whole_number

__all__ = ["Fields", "read_fields"]


@dataclass(slots=True)
class Fields:
    """The fields of one block, as found; nothing is made up."""

    author: str | None = None
    author_link: str | None = None
    stamp: Moment | None = None
    """The time by its attribute."""
    shown: Moment | None = None
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


_STAMPS = (
    "datetime",
    "content",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-datetime",
    "data-date",
    "data-created",
    "data-unixtime",
)
_COUNT = re.compile(r"[^\w+\-−]*([+\-−]?)\s?(\d{1,3}(?:[.,\s]\d{3})+|\d+)\W*(?:[^\W\d]+\W*)?")
_VOTES = re.compile(rf"^\W*([+\-−]?\d+)\s+(?:{WORDS.pattern('vote', 'point')})\b", re.I)
_UP_AND_DOWN = re.compile(r"([+\-−]?\d+)\s*\(\s*\+\s*(\d+)\s*/\s*[-−]\s*(\d+)\s*\)")
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"\d[./-]\d|\d{4}|\d:\d\d|\d\s?[^\W\d_]|年")
_FRAGMENT = re.compile(r"#(?:(?=[\w-]*omment)[\w-]*|c|p|post-?|bb_message_)(?<!\d)(\d+)$")
_EPOCH = re.compile(r"[?&]showComment=(\d{13})")
_REPLY_TO = re.compile(WORDS.pattern("in_reply_to"))
_SAYS_SO = re.compile(rf"\s*(?:{WORDS.bounded('say', 'said_at')}\s*[:.…]*)+\s*$", re.I)
_SAYING = tuple(map(caseless, WORDS.spellings("say", "said_at")))
"""What may stand after a name, in all spellings."""
_AFTER_SAYING = " :.…)"


def _may_say(name: str) -> bool:
    """Look at the last word of a name: the expression begins at every space and takes 20 µs, more than the rest of a name."""
    return caseless(name).rstrip(_AFTER_SAYING).endswith(_SAYING)


_AFTER_NAME = Guarded(_SAYS_SO, _may_say, given=fold)
_BEFORE_NAME = re.compile(
    rf"^\W*(?:(?:(?:{WORDS.pattern('sent')})\s+)?(?:{WORDS.pattern('sent_by')})|(?:{WORDS.pattern('named')}):)\s+", re.I
)
_DATE_AFTER = re.compile(
    r"\s+(?:(?:on|am|le|el|em|il|at|op|,)\s+)?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b.*$|"
    r"\s+(?:on|am|le|el|em|il|op)\s+(?:[^\W\d_]{2,10}\.?,?\s+)?\d.*\d{4}.*$|"
    r"\s*[|·•–—,]\s+(?:[^\W\d_]{2,10}\.?,?\s+)?\d.*(?:\d{4}|\d:\d\d|\d[./-]\d).*$",
    re.I,
)
_GUEST = re.compile(rf"\s*\((?:{WORDS.pattern('guest')})\)$", re.I)
"""What Drupal and others add to the name of who has no account."""
_AVATAR_OF = re.compile(
    rf"^(?:{WORDS.pattern('portrait')})\s+(?:{WORDS.pattern('portrait_of')})\s+(.+)$"
    rf"|^(.+?)['’]s? (?:{WORDS.pattern('portrait')})$|^(.+?) avatar$",
    re.I,
)
_SPEAKS = re.compile(rf"^([^\n:]{{1,60}}?)\s+(?:{WORDS.pattern('say')})\s*:\s*", re.I)
_WITHOUT_NAME = re.compile(r"^.{0,200}?\b(?:\w+)\s*:\s*", re.S)
_BETWEEN = " \n\t|·•"
_NO_NAME = re.compile(rf"(?:\d+\s+)?(?:{WORDS.pattern('comments', 'comment', 'answers', 'answer')})$", re.I)
"""What stands where names do, and counts the comments."""
_NAME_LENGTH = 80
"""Longer "names" are sentences."""


class _Own:
    """One walk through a block's own elements, each noted under what its names say."""

    __slots__ = (
        "_loose",
        "answers",
        "authors",
        "down",
        "first_bold",
        "heads",
        "images",
        "links",
        "names",
        "passed",
        "score",
        "stamps",
        "texts",
        "times",
        "up",
    )

    def __init__(self) -> None:
        self.authors: list[int] = []
        self.names: list[int] = []
        self.times: list[int] = []
        self.texts: list[tuple[int, int | None]] = []
        """Elements of text, and the one of them that is around it."""
        self.heads: list[int] = []
        self.passed: list[int] = []
        """Elements that were not looked into."""
        self._loose: list[tuple[int, str]] | None = None
        self.links: list[tuple[int, str]] = []
        self.images: list[str] = []
        self.first_bold: int | None = None
        self.stamps: list[str] = []
        self.answers: str | None = None
        self.up: int | None = None
        self.down: int | None = None
        self.score: int | None = None

    def loose(self, placed: Placed) -> list[tuple[int, str]]:
        """Short texts of the block, and the tags that they follow."""
        if self._loose is None:
            self._loose = []
            after, close = placed.flat.after, placed.flat.close
            for root in placed.elements:
                number, end = root, close[root]
                inside = (
                    self.passed if len(placed.elements) == 1 else [one for one in self.passed if root <= one <= end]
                )
                for passed in (*inside, end):
                    self._loose += [
                        (place, unescaped(words) if "&" in words else words)
                        for place, words in enumerate(map(str.strip, after[number:passed]), number)
                        if words and len(words) < 100
                    ]
                    number = close[passed]
        return self._loose


def read_fields(placed: Placed, reader: TimeReader, *, strict: bool = False) -> Fields:
    """The fields of a block; what is inside another block is not read.

    :param strict: leave the text unread where author or time are missing
    """
    flat = placed.flat
    own = _walk(placed)
    found = Fields(up=own.up, down=own.down, score=own.score, answers=own.answers or placed.parent)
    author = _author(flat, own, found)
    body = _body(placed, own)
    time = _times(placed, own, found, reader)
    if placed.unnamed and found.author is None:
        author = _first_words(placed, own, body, time, found, reader)
    if strict and (found.author is None or (found.stamp is None and found.shown is None)):
        return found
    _text(placed, own, body, author, time, found)
    if found.up is None and found.score is None:
        for place, words in own.loose(placed):
            if _is_votes(words) and (body is None or not flat.inside(place, body)):
                _printed_votes(words, found)
                break
    if placed.unnamed and _is_teaser(placed, author):
        found.is_link = True
    for element, href in own.links:
        if body is None or not flat.inside(element, body):
            found.permalink = href
            break
    return found


_VOTED = UP | DOWN | SCORE
_NOTED = AUTHOR | TEXT | TIME | NAME | BLOCK | SECTION
_ROOT_ONLY = ~(AUTHOR | TIME | SKIP | NAME)


def _walk(placed: Placed) -> _Own:
    own = _Own()
    flat, roots, others = placed.flat, placed.elements, placed.others
    tags, close = flat.tags, flat.close
    for root in roots:
        end = close[root]
        text: int | None = None
        # Elements of text that are open, with the one around each; up to where a toolbar goes; up to where all is passed.
        opened: list[tuple[int, int | None]] = []
        idle_to = passed_to = -1
        inside = sorted(other for other in others if root < other < end) if others else ()
        for number in flat.noted(root, end, inside):
            if number < passed_to:
                continue
            tag = tags[number]
            if tag.dropped or number in others:
                passed_to = close[number]
                own.passed.append(number)
                continue
            while opened and number > opened[-1][0]:
                text = opened.pop()[1]
            part = tag.part
            if number == root:
                part &= _ROOT_ONLY if len(roots) > 1 or tag.name == "dd" else _ROOT_ONLY & ~TEXT
                if " data-" in tag.head:
                    _stated(own, tag.attributes)
            voted = part & _VOTED and _voted(own, flat, number, part)
            if not voted and tag.name == "button" and not part & (AUTHOR | NAME):
                _votes_on(own, flat, number)
                voted = True
            if voted:
                passed_to = close[number]
                own.passed.append(number)
                continue
            if part & SKIP and not part & _NOTED and close[number] > idle_to:
                idle_to = close[number]
            inner = _note(own, flat, number, tag, part, text, number <= idle_to)
            if inner is None:
                continue
            if text is None and (own.names or own.authors) and own.times and tag.name != "article":
                # Author and time came before the text: there is no more to look for in it.
                passed_to = close[number]
                own.passed.append(number)
            else:
                opened.append((close[number], text))
                text = number
    return own


def _stated(own: _Own, attributes: dict[str, str]) -> None:
    """What a block's own attributes say: whom it answers, its votes, its author."""
    for name, value in attributes.items():
        if name[:5] != "data-" or not value:
            continue
        if value != "0" and ("parent" in name or "reply-to" in name) and "user" not in name:
            own.answers = value
        elif (number := whole_number(value, longest=7)) is not None and (part := part_of_class(name[5:])) & _VOTED:
            if part & UP:
                own.up = number
            elif part & DOWN:
                own.down = number
            else:
                own.score = number
    if author := attributes.get("data-author"):
        own.images.append(author)


def _note(own: _Own, flat: Flat, element: int, tag: Tag, part: int, text: int | None, idle: bool) -> int | None:
    """Note an element under what it is; returns it when it is one of text."""
    name = tag.name
    if tag.timed or part & _TIMED == TIME or (name == "abbr" and tag.value("title")):
        own.times.append(element)
    if name == "a" and (href := tag.value("href")):
        _link(own, flat, element, href, tag, text)
    if not idle:
        if part & NAME:
            own.names.append(element)
        elif part & _WRITTEN == AUTHOR or (name == "cite" and text is None):
            own.authors.append(element)
        elif (
            text is None
            and name in _BOLD
            and (own.first_bold is None or flat.tags[own.first_bold].name == "dt" != name)
        ):
            own.first_bold = element
        if part & META or name in _HEADS:
            own.heads.append(element)
        if part & _BODY == TEXT and name not in _BODILESS:
            own.texts.append((element, text))
            return element
    if name == "img" and (label := tag.value("alt")):
        own.images.append(label)
    return None


# What holds author or time beside a text is a wrapper of both, not one of them.
_TIMED, _WRITTEN, _BODY = TIME | TEXT, AUTHOR | TEXT, TEXT | AUTHOR | TIME
_HEADS = frozenset(("header", "footer"))
_BODILESS = frozenset(("a", "meta", "link"))


_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "h2", "h3", "h4", "h5", "h6", "dt"))


def _is_votes(words: str) -> bool:
    # Asked of every short text; most begin with a letter.
    return bool(("(" in words and _UP_AND_DOWN.search(words)) or (not words[:1].isalpha() and _VOTES.match(words)))


def _may_be_time(words: str, is_in_text: Callable[[], bool]) -> bool:
    if _DIGIT.search(words) is None:
        return len(words) < 40 and _RELATIVE_DAY.search(words) is not None and not is_in_text()
    return not _is_votes(words) and _DATED.search(words) is not None


def _printed_votes(words: str, found: Fields) -> None:
    """``6 ( +8 / -2 )`` or ``36 votes``."""
    if match := _UP_AND_DOWN.search(words):
        found.score, found.up, found.down = map(grouped_number, match.groups())
    elif match := _VOTES.match(words):
        found.score = grouped_number(match.group(1))


_RELATIVE_DAY = re.compile(
    r"\b(?:today|yesterday|heute|gestern|hier|ayer|ontem|ieri|hoy|hoje|oggi|ago|her|fa|vor|hace|il y a)\b", re.I
)


def _voted(own: _Own, flat: Flat, element: int, part: int) -> bool:
    """Note a count of votes; False when the element holds none."""
    tag = flat.tags[element]
    text = tag.value("content") if tag.name == "meta" else flat.text(element)
    if not text or len(text) > 200:
        return False
    text = text.strip()
    match = _COUNT.fullmatch(text) if len(text) <= 24 else None
    if match is None:
        return False
    if part & SCORE and any(inner.part & (UP | DOWN) for inner in flat.tags[element + 1 : flat.close[element]]):
        return False  # up and down stand in it, one by one
    number = grouped_number(match.group(1) + match.group(2))
    if number is None or (part & UP and part & DOWN):
        return False
    if part & UP:
        own.up = abs(number) if own.up is None else own.up
    elif part & DOWN:
        own.down = abs(number) if own.down is None else own.down
    else:
        own.score = number if own.score is None else own.score
    return True


_LIKE = re.compile(rf"(?:{WORDS.pattern('like')})s?(?!\w)", re.I)
_DISLIKE = re.compile(rf"(?:{WORDS.pattern('dislike')})s?(?!\w)", re.I)


def _votes_on(own: _Own, flat: Flat, button: int) -> None:
    """Note the count that stands on a button, named by what is in it or by what it says it does."""
    for number in range(button + 1, flat.close[button]):
        tag = flat.tags[number]
        if tag.part & _VOTED and not tag.ends and _voted(own, flat, number, tag.part):
            return
    attributes = flat.tags[button].attributes
    label = attributes.get("aria-label") or attributes.get("title") or ""
    if _DISLIKE.match(label):
        _voted(own, flat, button, DOWN)
    elif _LIKE.match(label):
        _voted(own, flat, button, UP)


def _link(own: _Own, flat: Flat, element: int, href: str, tag: Tag, text: int | None) -> None:
    if "showComment=" in href and (stamp := _EPOCH.search(href)):
        own.stamps.append(stamp.group(1))
    if "#" in href and href[-1].isdigit() and (match := _FRAGMENT.search(href)):
        label = flat.text(element)
        words = f"{tag.value('title') or ''} {tag.value('class') or ''} {label}".lower()
        if "reply-link" not in words and _REPLY_TO.search(words):
            own.answers = own.answers or match.group(1)
        else:
            own.links.append((element, href))
            if text is None or _DIGIT.search(label):
                own.times.append(element)


def _author(flat: Flat, own: _Own, found: Fields) -> int | None:
    for element in (*own.names, *own.authors):
        if name := _name(flat, element, own):
            found.author, found.author_link = name, _profile(flat, element)
            return element
    if (
        own.first_bold is not None
        and (name := _name(flat, own.first_bold, own))
        and _is_short(name)
        and not (flat.tags[own.first_bold].name in _HEADINGS and _DIGIT.search(name))
    ):
        found.author, found.author_link = name, _profile(flat, own.first_bold)
        return own.first_bold
    for label in own.images:
        match = _AVATAR_OF.match(label)
        if name := fold(next(filter(None, match.groups()), None) if match else None):
            found.author = name
            return None
    return None


def _is_teaser(placed: Placed, author: int | None) -> bool:
    """Whether a heading links to another page."""
    flat = placed.flat
    for root in placed.elements:
        heading_to = -1
        for number in range(root, flat.close[root]):
            tag = flat.tags[number]
            if tag.ends:
                continue
            if tag.name in _HEADINGS and number != author:
                heading_to = flat.close[number]
            elif tag.name == "a" and number <= heading_to and number != author:
                href = tag.value("href")
                if href and "#" not in href:
                    return True
    return False


def _first_words(
    placed: Placed, own: _Own, body: int | None, time: int | None, found: Fields, reader: TimeReader
) -> int | None:
    """In a comment whose parts have no names the author is the short text before all else, in an element of its own."""
    flat = placed.flat
    for place, words in own.loose(placed)[:2]:
        if (body is not None and place >= body) or flat.tags[place].ends or flat.close[place] != place + 1:
            return None
        if place == time or not any(letter.isalpha() for letter in words) or reader.shown(words):
            continue
        name = _clean(words)
        if name is None or not _is_short(name) or name[-1] in ".!?…" or _DIGIT.search(name):
            return None
        found.author, found.author_link = name, _profile(flat, place)
        return place
    return None


def _is_short(name: str) -> bool:
    return len(name) <= 40 and name.count(" ") <= 4


def _name(flat: Flat, element: int, own: _Own) -> str | None:
    tags, after, close = flat.tags, flat.after, flat.close
    if tags[element].name == "meta":
        return fold(tags[element].value("content")) or None
    pieces: list[str] = []
    number, end = element, close[element]
    while number < end:
        tag = tags[number]
        if tag.ends:
            pass
        elif (
            tag.dropped
            or (tag.name == "button" and number != element)
            or (number in own.times and (pieces or number != element))
        ):
            number = close[number]
        elif number != element:
            if tag.name in _PHRASE:
                if pieces and _BEFORE_NAME.match(" ".join(pieces) + " x"):
                    pieces = []  # "von <b>name</b>"
            else:
                if tag.value("itemprop") == "name" and (name := fold(flat.text(number))):
                    return name
                if (part := tag.part_of_class) & (SKIP | TIME | UP | DOWN | SCORE | TEXT) and not part & (
                    AUTHOR | NAME
                ):
                    number = close[number]
        if number < end and (words := after[number]) and not words.isspace():
            pieces.append(unescaped(words) if "&" in words else words)
        number += 1
    return _clean(" ".join(pieces))


_PHRASE = frozenset(("b", "strong", "cite", "em"))


def _clean(text: str) -> str | None:
    name = fold(text)
    if name.isalnum():
        return name if len(name) <= _NAME_LENGTH else None
    if len(name) > 200:
        return None
    if _DIGIT.search(name):
        name = _DATE_AFTER.sub("", name) or name
    if name[-1:] == ")":
        name = _GUEST.sub("", name) or name
    name = _AFTER_NAME.without(name) or name
    name = _BEFORE_NAME.sub("", name, count=1) or name
    name = name.strip(" ,:;|·•–—>-/")
    return name if 0 < len(name) <= _NAME_LENGTH and not name.isspace() and not _NO_NAME.match(name) else None


def _profile(flat: Flat, element: int) -> str | None:
    tags = flat.tags
    href = None
    for number in range(element, flat.close[element] + 1):
        if tags[number].name == "a" and (href := tags[number].value("href")):
            break
    else:
        around = flat.above(element)
        if around is not None and tags[around].name == "a":
            href = tags[around].value("href")
    return href if href and not href.startswith(("#", "javascript:")) else None


def _body(placed: Placed, own: _Own) -> int | None:
    """The element of the text: of several the longest, then inwards while it holds exactly one other."""
    flat = placed.flat
    outer = [element for element, around in own.texts if around is None]
    if not outer:
        return None
    body = outer[0] if len(outer) == 1 else max(outer, key=lambda element: len(flat.text(element)))
    while True:
        inner = [element for element, around in own.texts if around == body]
        if not inner:
            return body
        fields = [*own.names, *own.authors, *own.times, *own.heads]
        if len(inner) > 1:
            fields += [place for place, words in own.loose(placed) if _is_votes(words)]
            inner = [element for element in inner if not any(flat.inside(part, element) for part in fields)]
        if len(inner) != 1:
            return body
        around, body = body, inner[0]
        if any(flat.inside(part, around) and not flat.inside(part, body) for part in fields):
            continue  # a wrapper of the whole comment
        if len(flat.text(body).strip()) * 2 < len(flat.text(around).strip()):
            return around  # a part of the text, such as a quoted card


def _times(placed: Placed, own: _Own, found: Fields, reader: TimeReader) -> int | None:
    """Note both readings; returns the element of the time, or the tag before it."""
    flat = placed.flat
    chosen: int | None = None
    for epoch in own.stamps:
        found.stamp = reader.attribute(epoch)
    for element in own.times:
        tag = flat.tags[element]
        stamp = None
        for name in _STAMPS if tag.timed or " data-" in tag.head or " content=" in tag.head else ():
            if (value := tag.value(name)) and (stamp := reader.attribute(value)):
                break
        else:
            title = tag.value("title")
            stamp = reader.attribute(title) if title and _DIGIT.search(title) else None
            if stamp is not None and stamp.precision == "relative":
                stamp = None
        if stamp is not None:
            found.stamp, chosen = found.stamp or stamp, element
            break
    for element in own.times:
        text = fold(flat.text(element)) if flat.tags[element].name != "meta" else ""
        if not text or len(text) > 160:
            continue
        found.printed.append(text)
        if found.stamp is not None and found.stamp.shows_clock:
            return chosen  # print is read later, where the attributes of a thread turn out to be all the same
        if shown := reader.shown(text):
            found.shown, chosen = shown, element if chosen is None else chosen
            break
    if found.shown is None and (found.stamp is None or not found.stamp.shows_clock):
        for place, words in own.loose(placed):
            if not _may_be_time(words, lambda: any(flat.inside(place, element) for element, _ in own.texts)):  # noqa: B023
                continue
            text = fold(words)
            shown = reader.shown(text)
            if shown is None or (shown.precision == "relative" and len(text) >= 40):
                continue
            if found.shown is None or (found.shown.precision != "exact" and shown.precision == "exact"):
                found.shown = shown
                found.printed.insert(0, text)
                chosen = place if chosen is None else chosen
                if shown.precision == "exact":
                    break
    return chosen


def _text(placed: Placed, own: _Own, body: int | None, author: int | None, time: int | None, found: Fields) -> None:
    flat = placed.flat
    scope: Sequence[int] = placed.elements
    if body is not None:
        if (
            flat.tags[body].does & IDLE  # its text is not read at all
            or ((author is None or not flat.inside(author, body)) and (time is None or not flat.inside(time, body)))
        ):
            found.text, found.html = read_part(flat, [body], placed.others)
            _judge_link(flat, body, found)
            if found.text:
                return
        else:
            scope = [body]
    # The text has no element of its own: it is what is left of the block without its fields.
    _rest(placed, own, scope, author, time, found)
    if found.text is None and scope is not placed.elements and read_part(flat, scope, placed.others)[0] is None:
        scope = placed.elements
        _rest(placed, own, scope, author, time, found)
    if author is None and found.author is None and found.text and (match := _SPEAKS.match(found.text)):
        found.author, found.text = match.group(1), found.text[match.end() :].strip() or None
        found.html = clean_html(_WITHOUT_NAME.sub("", found.html or "", count=1)) if found.text else None
    _judge_link(flat, scope[0], found)


def _rest(placed: Placed, own: _Own, scope: Sequence[int], author: int | None, time: int | None, found: Fields) -> None:
    """Note as the text what is left of elements without the fields of the comment."""
    flat = placed.flat
    omitted = {*own.heads, *own.times}
    if author is not None:
        omitted.add(author)
        omitted.update(element for element in own.authors if flat.inside(author, element))
        if time is not None and not flat.inside(time, author):
            head = _common(flat, author, time, scope[0])
            omitted.update(() if head is None else (head,))
    omitted.difference_update(scope)
    found.text, found.html = read_part(flat, scope, omitted | placed.others, inside=True)
    if found.text is not None:
        # What stood between a permalink and the buttons
        found.text, found.html = found.text.rstrip(_BETWEEN) or None, (found.html or "").rstrip(_BETWEEN) or None


def _common(flat: Flat, author: int, time: int, limit: int) -> int | None:
    """The smallest element with author and time, if there is little else in it: "von <b>x</b> am <i>date</i>"."""
    element = flat.above(author)
    for _ in range(6):
        if element is None or element == limit:
            return None
        if flat.inside(time, element):
            room = len(fold(flat.text(author))) + len(fold(flat.text(time))) + 60
            return element if len(fold(flat.text(element))) <= room else None
        element = flat.above(element)
    return None


def _judge_link(flat: Flat, body: int, found: Fields) -> None:
    if not found.html or "<a " not in found.html or not found.text:
        return
    linked = 0
    for number in range(body, flat.close[body]):
        tag = flat.tags[number]
        if tag.name == "a" and not tag.ends and ' href="' in tag.head:
            linked += len(fold(flat.text(number)))
    found.is_link = linked * 10 > len(found.text) * 9
