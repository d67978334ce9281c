"""Who wrote the story: names from structured data, from elements that say so, and from printed bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborNode

from newscrawler.extraction.body import BodyFound
from newscrawler.guarded import Guarded, caseless
from newscrawler.html.outline import Block, Mark, Outline, Role
from newscrawler.html.page import Page, fold
from newscrawler.html.structured import Structured, letters
from newscrawler.language.agencies import is_agency
from newscrawler.language.bylines import without_by
from newscrawler.language.connectives import CONNECTIVES, JOINING, JOINING_IN_CAPITALS

__all__ = ["Credits", "find_credits"]


@dataclass(slots=True)
class Credits:
    """Whom the page credits."""

    people: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    """Desks, agencies and outlets that are credited as authors, in printed order."""
    credited: list[str] = field(default_factory=list)
    """Everyone whom the source of the people names, agencies included, in printed order."""
    printed: str | None = None
    """The line that names them."""


_METAS = (
    "author", "article:author", "parsely-author", "dc.creator", "dc:creator", "dcterms.creator", "dcterms.author", "sailthru.author",
    "byl", "citation_author", "cxenseparse_author", "og:author", "article:author_name", "authors", "creator", "twitter:data1",
    "mediator_author", "vr:author", "rnews:author", "bt:author", "cxense:author", "shareaholic:article_author_name", "book:author", "dcsext.author",
)  # fmt: skip

_NOT_NAMES = re.compile(
    r"https?:|www\.|@|[<>{}\[\]=_#$%^*+~]|\.(?:com|org|net|de|html?)\b|\d{3}|\b(?:published|updated|posted|minutes?|read more|comments?|share|subscribe|follow|photo by|image|copyright|admin(?:istrator)?|"
    r"alle|artikel|beiträge|tests|datum|stand|anzahl|lesedauer|kategorien?|uploaded|view|profile?|webmaster|unknown|anonymous|null|undefined|view all|all posts|about|uhr|juni|juli|lesezeit|veröffentlicht|aktualisiert|profil|kontakt|autor(?:en)?|author|writer)\b",
    re.I,
)
_HOUSE = re.compile(
    r"\b(?:redaktion|redaktionen|nachrichten|redaction|rédaction|redacción|redazione|redactie|redakce|redakcja|redakcia|toimitus|editorial|editors?|staff|newsroom|news ?desk|team|desk|"
    r"agency|agencies|agentur(?:en)?|agencias?|agence|press(?:e|emitteilung)?|media|news|online|online-redaktion|magazin(?:e)?|zeitung|times|post|journal|radio|tv|gmbh|inc|ltd|e\.v|ag|verlag|"
    r"university|universität|institut(?:e)?|ministry|ministerium|foundation|stiftung|blog|group|gruppe|corporation|company|service|services|network|web|bureau|correspondents?|guest|community|"
    r"reports?|reporters?|office|council|association|verband|partei|club|verein|department|society|centre|center|team)\b|編集部|新聞|通信|編輯",
    re.I,
)
_LEADS = re.compile(
    r"^(?:(?:propos recueillis|recueillis?|written|posted|published|created|reviewed|compiled|reported|story|text|words|article|ein(?:e)? \w+|interview|kommentar|analyse|geschrieben|verfasst|erstellt|eingestellt|publié|écrit|escrito|publicado|scritto|geplaatst|geschreven|skrevet|text(?:e)?|von|author|authors|autor(?:[:*_/]?in(?:nen)?)?|autoren|auteur|autore|redaktion|redakteur(?:in)?|reporter|fotos?)"
    r"\s*(?::|\bby\b|\bvon\b|\bam\b|\bpar\b|\bpor\b|\bda\b|\bdoor\b|\bav\b)\s*|(?:by|von|par|por|di|da|door|av|af|przez|автор|yazan|tekijä|oleh|od|bởi)\s*:?\s+|(?:author|autor(?:[:*_/]?in(?:nen)?)?|auteur|autore|yazar|penulis|автор|作者|文|記者|记者|著者|執筆者?|筆者|기자)\s*[:：/／]\s*)+",
    re.I,
)
# What follows a name: a role, an outlet, a date.
_TAILS = re.compile(
    r"(?:\s*[|•·/\\]\s*.*|\s+[-–—]\s+.*|\s+(?:stand|datum|aktualisiert|kategorien?|categories|in|lesezeit)\b:?\s.*|\s*,?\s*\b(?:alle artikel|all articles|hace \d|updated|published|posted|aktualisiert|veröffentlicht|publié|publicado|for (?:the )?(?-i:[A-ZÀ-Þ]).*|special to .*|contributing .*|associated press.*|senior .*|staff .*|chief .*|is (?:a|an|the)\b.*|wrote|schreibt)\b.*"
    r"|\s+\d.*|\s+(?:am|on|um|at|le|el|il)\s+\d.*|\s*\d{1,2}[./:]\d.*|\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*,? .*|\s+(?:on|am)\s+(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|sam)\w*\b.*|\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d.*)$",
    re.I,
)
_JOINED = re.compile(
    rf"{JOINING}|\s*[,;|•·、/\n]\s+|\s*[、，;；|]\s*|(?<![ァ-ヶー])・|・(?![ァ-ヶー])|,(?=(?i:[A-ZÀ-Þ]))"
)
_JOINED_IN_CAPITALS = re.compile(rf"{JOINING_IN_CAPITALS}|{_JOINED.pattern}")
_JOINTS = (*",;|•·、/\n，；・", *(f" {word} " for word in CONNECTIVES))


def _may_join(line: str) -> bool:
    """Whether a folded line may hold several names; to split one that does not takes 20 times as long."""
    return any(map(caseless(line).__contains__, _JOINTS))


_SEVERAL = Guarded(_JOINED, _may_join, given=fold)
_SEVERAL_IN_CAPITALS = Guarded(_JOINED_IN_CAPITALS, _may_join, given=fold)


# What stands beside a name in the same element, or in its place: buttons, months, half a phrase, accounts.
_NO_NAME = re.compile(
    r"(?:(?:show|hide|gesponserte inhalte|sponsored content|admin(?:istrator)?|webmaster|unknown|anonymous|null|undefined|none|editor|publisher|super ?user|user|root|guest|default|test|cms|wordpress|contributor|read|share|paid content|promoted|advertorial|anzeige|e-?mail|mail|twitter|facebook|instagram|linkedin|xing|mastodon|follow|folgen?|more|last|first|by|von|vom|par|por|search|menu|print|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|oktober|dezember|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|mon|tue|wed|thu|fri|sat|sun)\.?$|(?:follow|folge|e-?mail|more by|mehr von|übersetzt von|photos?|fotos?|фото|cortesía|courtesy|sponsored)\b)",
    re.I,
)
_DEGREE = re.compile(r"^(?:dr|prof|mag|ph\.?d|m\.?d|jr|sr|msc|mba|rd|rdn|ii|iii|dipl[.-]?ing)\.?$", re.I)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# A printed name: kanji or hangul alone, or katakana with the dot of a foreign name.
_WIDE_NAME = re.compile(
    r"[\u3400-\u9fff々]{2,4}(?: ?[\u3400-\u9fff々\u3040-\u309f]{1,4})?$|[ァ-ヶー]+(?:[・＝ ][ァ-ヶー]+)+$|[\uac00-\ud7af]{2,5}$|[\u0e00-\u0e7f ]+$|(?:[A-Za-z.]+ )+[\u3040-\u9fff]+$"
)
_SMALL = frozenset(
    ("de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "der", "den", "van", "von", "vom", "zu", "zur", "la", "le", "el", "al", "bin", "ibn", "y", "e", "af", "av", "ter", "ten", "dem", "und", "of", "the", "d", "san", "st", "ben")
)  # fmt: skip


def find_credits(
    page: Page, outline: Outline, structured: Structured, title: str | None, body: BodyFound, top: int
) -> Credits:
    """The authors that the page credits.

    The first source that names a person wins, unless it names an account or an editor, or others agree against it.

    :param title: the headline, which is no name
    :param body: bylines stand above it and below it
    :param top: number of the block that prints the headline
    """
    reader = _Reader(structured, title)
    reader.banned.update(_editors(outline))
    read: list[_Source] = []
    votes: dict[frozenset[str], int] = {}
    place = _Place(body, top)
    for source, stated, texts in _sources(page, outline, structured, body, place):
        found = reader.read(source, stated, texts)
        if not found.people:
            continue
        read.append(found)
        sure = not any(map(_is_account, found.people))
        if sure and source == _DATA and len(read) == 1:
            if len(found.people) == 1:
                beside = reader.read(_ELEMENT, True, _linked_authors(outline, place))
                # The data of some templates names the last of those whom the page prints.
                if found.people[0] in beside.people:
                    read.insert(0, beside)
            break
        key = frozenset(map(letters, found.people))
        votes[key] = votes.get(key, 0) + 1
        # Metadata names the outlet's owner or the first of several authors more often than what is printed.
        if sure and (votes[key] > 1 or (not stated and len(read) == 1)):
            first = read[0].people
            if len(first) > 1 or not _is_account(first[0]) or first[0] in found.people:
                read.insert(0, found)
            break
    houses = reader.houses
    if not read and not houses:
        for find in (_profiles, _introduced):
            found = reader.read(_LINE, False, find(page, outline, place))
            if found.people:
                read.append(found)
                break
    if not read:
        return Credits([], houses, houses[:1], houses[0] if houses else None)
    best = read[0]
    people = [_in_full(name, read[1:]) for name in best.people]
    people = _whole(people)
    full = dict(zip(best.people, people, strict=False)) if len(people) == len(best.people) else {}
    credited = [full.get(name, name) for name in best.credited]
    credited = [name for name in credited if name in people or name in houses or is_agency(name)]
    printed = ", ".join(best.printed)
    # The same element may print the time; the names alone are the line then.
    return Credits(people, houses, credited, ", ".join(credited) if any(map(str.isdigit, printed)) else printed)


def _editors(outline: Outline) -> Iterator[str]:
    """Those whom an author's element names as editor: some templates state them as the author."""
    for mark in outline.authors[:_MARKS]:
        # The text of an element may be the whole page; its first block is enough.
        if mark.block < len(outline.blocks) and (match := _EDITOR.match(outline.blocks[mark.block].text[:80])):
            yield letters(match[1])


# A page of 40 elements of an author's class lists authors, and nested ones would be read again and again.
_MARKS = 40
_EDITOR = re.compile(r"(?:editor|edited by|redaktur|penyunting|edición|edição)\s*:\s*(.{3,40})$", re.I)


class _Source:
    """Whom one place of the page names."""

    __slots__ = ("credited", "people", "printed", "stated")

    def __init__(self, stated: bool) -> None:
        self.stated = stated
        self.people: list[str] = []
        self.credited: list[str] = []
        self.printed: list[str] = []


class _Reader:
    """Tells people from houses, for all sources of one page."""

    def __init__(self, structured: Structured, title: str | None) -> None:
        self.structured = structured
        self.houses: list[str] = []
        self.banned = {letters(text) for text in (title, structured.site) if text}

    def read(self, source: str, stated: bool, texts: _Texts) -> _Source:
        found = _Source(stated)
        known: set[str] = set()
        for text, organisation in texts:
            names = _names(text, stated)
            if self._is_desks(names, text):
                organisation, names = True, [fold(text)]
            if self.structured.is_site(text):
                organisation, names = True, [text]
            elif len(names) > 1 and self.structured.is_site(text.split(",")[0]):
                # The outlet and where it is.
                organisation, names = True, names[:1]
            if names:
                found.printed.append(fold(text))
            for name in names:
                key = letters(name)
                if not key or key in known:
                    continue
                if organisation or key in self.banned or self._is_house(name, key):
                    self._house(name, key)
                    if source == _DATA or (stated and is_agency(name)):
                        found.credited.append(name)
                    if organisation:
                        self.banned.add(key)
                elif _is_person(name, stated) or (
                    stated and name.isalnum() and len(name) > 2 and not _NO_NAME.match(name)
                ):
                    known.add(key)
                    found.people.append(name)
                    found.credited.append(name)
        return found

    def _is_house(self, name: str, key: str) -> bool:
        return (
            is_agency(name)
            or bool(_HOUSE.search(name))
            or ((len(key) > 4 or name.isupper()) and self.structured.is_site(name))
            or self._is_desk(name)
        )

    def _is_desks(self, names: list[str], text: str) -> bool:
        """``Staff and news service reports``: nobody, in one phrase."""
        return (
            len(names) > 1
            and bool(_AND.search(text))
            and all(_HOUSE.search(name) and not is_agency(name) for name in names)
        )

    def _is_desk(self, name: str) -> bool:
        """``Courier Berlin`` where the outlet is called Courier."""
        site = self.structured.site
        return bool(site) and len(str(site)) > 2 and name.startswith(f"{site} ")

    def _house(self, name: str, key: str) -> None:
        if name in self.houses or len(name) >= 60:
            return
        if self.structured.is_site(name) or (key not in self.banned and not _NOT_NAMES.search(name)):
            self.houses.append(name)


_AND = re.compile(r"\s(?:and|und|et|y|&)\s", re.I)


def _is_account(name: str) -> bool:
    """Whether a name is one word, which may be a login."""
    return " " not in name and not _WIDE.search(name)


def _in_full(name: str, others: list[_Source]) -> str:
    """A login as another source writes it out: ``annlee`` is Ann Lee."""
    if _is_account(name):
        for other in others:
            for full in other.people:
                if " " in full and letters(full) == letters(name):
                    return full
    return name


def _whole(people: list[str]) -> list[str]:
    """Without names that another name contains: ``Lee`` beside ``Ann Lee``."""
    return [name for name in people if not any(name != other and f" {name} " in f" {other} " for other in people)]


_Texts = Iterable[tuple[str, bool]]
# Names of sources.
_DATA, _META, _ELEMENT, _LINE = "data", "meta", "element", "line"


def _sources(
    page: Page, outline: Outline, structured: Structured, body: BodyFound, place: _Place
) -> Iterator[tuple[str, bool, _Texts]]:
    article = structured.article
    yield _DATA, True, list(structured.agents(article.get("author")))
    metas = page.metas
    for name in _METAS:
        values = metas.get(name)
        if values and not (name == "twitter:data1" and not _labelled(metas)):
            yield (
                _META,
                True,
                [
                    (unescape(value), structured.names_host(value))
                    for value in values
                    if not value.startswith(("http", "/"))
                ],
            )
    yield _META, True, list(structured.agents(article.get("creator")))
    marks = [
        mark
        for mark in outline.authors
        if not (roles := mark.roles) & (Role.COMMENTS | Role.HIDDEN | Role.CAPTION | Role.LINK)
        # Blogs sign below the post, in a footer of its own.
        and (roles & Role.ARTICLE or not roles & Role.FOOTER or _CARD.search(mark.attributes.get("class") or ""))
    ]
    props = [m for m in marks if m.attributes.get("itemprop") in ("author", "creator") and not m.roles & Role.ASIDE]
    yield _ELEMENT, True, _marked(place.nearest(props))
    yield _ELEMENT, True, _marked(place.nearest([m for m in marks if "author" in (m.attributes.get("rel") or "")]))
    yield _ELEMENT, False, _first_line(place.near([mark for mark in marks if not mark.roles & Role.ASIDE]), structured)
    yield _LINE, False, _lines(outline, place)
    signatures = [*body.signatures, *(text for text in body.paragraphs[-1:] if _BRACKETED.match(text))]
    near = {block.text for block in place.blocks(outline)} if signatures else ()
    yield _LINE, False, [(text.strip("()（）"), False) for text in signatures if text in near and _is_signature(text)]
    yield _META, True, list(structured.agents(structured.page_thing.get("author")))
    yield _ELEMENT, False, _first_line(place.near(marks), structured)


def _linked_authors(outline: Outline, place: _Place) -> _Texts:
    """Those whose names at the headline lead to them as authors of the page."""
    above = [mark for mark in outline.authors if mark.block in place.above and not mark.roles & _NO_BYLINE]
    return _marked([mark for mark in above if mark.tag == "a" and mark.attributes.get("rel") == "author"][:_MARKS])


_CARD = re.compile(r"\bvcard\b")


def _is_signature(text: str) -> bool:
    """Whether a line is names alone: ``Ann Lee``, ``Courier / Ann Lee``."""
    words = text.replace("/", " ").strip(" .()–—-").split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() or is_agency(word) for word in words)
        and not text.endswith((":", "!", "?"))
    )


_BRACKETED = re.compile(r"[(（][^()（）]{4,40}[)）]\.?$")


def _labelled(metas: dict[str, list[str]]) -> bool:
    """Whether Twitter's first label says that its value is the author."""
    label = metas.get("twitter:label1", [""])[0].casefold()
    return any(word in label for word in _AUTHOR_LABELS)


_AUTHOR_LABELS = ("written", "verfasst", "geschrieben", "autor", "author", "escrito", "écrit", "scritto", "por", "by")


def _marked(marks: Iterable[Mark]) -> _Texts:
    """What elements that state an author name."""
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        name = mark.node.css_first("[itemprop=name]", default=None)
        content = mark.attributes.get("content") or (name and name.attributes.get("content"))
        text = content or fold((name or mark.node).text(separator=" "))
        if text and len(text) < 200:
            texts.append((text, False))
        if len(texts) >= 8:
            break
    return texts


def _first_line(marks: Iterable[Mark], structured: Structured) -> _Texts:
    """The first author element that names a person, or the outlet, with those beside it."""
    found: list[tuple[str, bool]] = []
    first: Mark | None = None
    for mark in marks:
        if first is not None and (
            mark.block > first.block + 3 or (mark.box.parent is not first.box.parent and mark.box is not first.box)
        ):
            break
        text = mark.attributes.get("content") or fold(mark.node.text(separator=" "))
        if not text or len(text) > 160 or _PHOTO.match(text):
            continue
        written = _WRITTEN.search(text)
        if written and written.start() > 0:
            text = written.group(written.lastgroup or 0)
        elif not written and (inside := _BY_INSIDE.search(text)):
            text = inside["rest"]
        links: list[str] = []
        for link in mark.node.css("a") if mark.tag != "a" else ():
            named = fold(link.text())
            if _leads_elsewhere(link):
                text = fold(text.replace(named, "", 1))
            elif named:
                links.append(named)
        if any(_is_person(name) or structured.is_site(name) for name in _names(text)):
            people = [link for link in links if _is_person(link)]
            found.extend((name, False) for name in (people or [text]))
            first = first or mark
    return found


def _leads_elsewhere(link: LexborNode) -> bool:
    """Whether a link in an author's element is not the author's: the story's sections and tags."""
    attributes = link.attributes
    return bool(_SECTION_LINK.search(f"{attributes.get('rel') or ''} {attributes.get('href') or ''}"))


_SECTION_LINK = re.compile(
    r"\b(?:tags?|categor(?:y|ies|ia|ie)|kategorien?|rubrik|thema|themen|topics?|sections?)\b", re.I
)
_NO_BYLINE = Role.COMMENTS | Role.HIDDEN | Role.CAPTION
_PHOTO = re.compile(
    r"(?:photos?|photograph|fotos?|bilde?r?|images?|pictures?|illustrations?|videos?|graphics?)\b", re.I
)
_HEAD = Role.HEADER | Role.ARTICLE
# How many blocks above the headline and below the text a byline may stand.
_AROUND = 12
# How many blocks below the headline.
_BELOW = 8
# A line of its own above the name; "by" alone may be followed by anything.
_LABEL = re.compile(
    r"(?:autor(?:in|en)?|authors?|auteurs?|autore|reporter|penulis|writer|written by|автор|作者|記者|執筆者?|著者|글)\s*[:：]?$",
    re.I,
)


class _Place:
    """Where on the page the story's byline may stand."""

    __slots__ = ("above", "below", "last", "top")

    def __init__(self, body: BodyFound, top: int) -> None:
        first = body.blocks[0].number if body.blocks else top + _AROUND
        last = body.blocks[-1].number if body.blocks else first
        self.top = top
        self.last = last if body.blocks else 0
        """Number of the block that ends the text; 0 where there is no text."""
        self.above = range(max(0, min(top, first) - _AROUND), max(first + 5, top + _BELOW))
        """Numbers of blocks around the headline."""
        self.below = range(max(self.above.stop, last - 1), last + _AROUND)

    def blocks(self, outline: Outline) -> list[Block]:
        """What is printed there."""
        above, below = self.above, self.below
        return outline.blocks[above.start : above.stop] + outline.blocks[below.start : below.stop]

    def near(self, marks: list[Mark]) -> list[Mark]:
        """Those around the headline, else those below the text."""
        above = [mark for mark in marks if mark.block in self.above][:_MARKS]
        return above or [mark for mark in marks if mark.block in self.below][:_MARKS]

    def nearest(self, marks: list[Mark]) -> list[Mark]:
        """Those around the headline, else those below the text, else all."""
        return self.near(marks) or marks[:_MARKS]


def _lines(outline: Outline, place: _Place) -> _Texts:
    """Printed lines that say "by" somebody: above the text, or below it."""
    top = place.top
    labelled = False
    agencies: list[tuple[str, bool]] = []
    for block in place.blocks(outline):
        text = block.text
        if len(text) > 140 or block.tag in ("h1", "h2", "h3"):
            continue
        roles = block.box.roles
        if labelled and not roles & (_NO_BYLINE | Role.ASIDE):
            names = [name for name in _names(text) if " " in name and _looks_printed(name)]
            if names:
                return [(name, False) for name in names]
        labelled = len(text) < 20 and bool(_LABEL.match(text))
        # A credit right below the headline may stand in what looks like a caption or a bar of buttons.
        near = 0 < block.number - top <= 2 and not roles & (Role.COMMENTS | Role.HIDDEN) and _LEADS.match(text)
        if roles & (_NO_BYLINE | Role.ASIDE) and roles & _HEAD != _HEAD and not near:
            continue
        if roles & Role.FOOTER and not roles & Role.ARTICLE:
            continue
        if block.linked > 40 and block.linked == len(text):
            continue
        match = _WRITTEN.search(text) or _DATED.match(text)
        if match and len(rest := match.group(match.lastgroup or 0)) and len(rest.split()) <= 14:
            named = _names(rest)
            names = [name for name in named if not is_agency(name) and _looks_printed(name)]
            if names:
                return [(name, False) for name in names]
            agencies = agencies or [(name, True) for name in named if is_agency(name)]
    return agencies


# "Ann Lee is a reporter at …", in the last lines.
_INTRODUCED = re.compile(
    r"(?P<name>(?:[A-ZÀ-Þ][\w.'’-]* ){1,3}[A-ZÀ-Þ][\w'’-]+),? (?:is|ist|est|es|è|é) (?:[\w'’-]+,? ){0,5}?"
    r"(?:(?i:[\w-]*(?:reporter|writer|editor|journalist|redakteur|korrespondent|correspondent|columnist|kolumnist)(?:in|e)?)|author|Autor(?:in)?|journaliste|periodista|giornalista|jornalista)\b"
)
_CLOSING = 4


def _introduced(page: Page, outline: Outline, place: _Place) -> _Texts:
    """Whom the last lines introduce by name and craft."""
    for block in outline.blocks[place.last : place.last + _CLOSING] if place.last else ():
        match = _INTRODUCED.match(block.text)
        if match and not block.box.roles & (_NO_BYLINE | Role.ASIDE) and _looks_printed(match["name"]):
            return [(match["name"], False)]
    return []


# Where outlets keep the pages of their people.
_PROFILES = ",".join(
    f'a[href*="/{word}/"]'
    for word in ("author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "autore")
)


def _profiles(page: Page, outline: Outline, place: _Place) -> _Texts:
    """Names that lead to a page of an author, in the first line at the headline that holds any."""
    lines = [
        block
        for block in place.blocks(outline)
        if block.linked
        and len(block.text) <= 140
        and " " in block.text
        and not block.box.roles & (_NO_BYLINE | Role.ASIDE | Role.FOOTER)
    ]
    # Looking for the words first is a tenth of the time that a query takes.
    if not lines or b"/aut" not in page.body:
        return []
    links = page.tree.css(_PROFILES)[:_MARKS]
    names = list(dict.fromkeys(name for link in links if " " in (name := fold(link.text())) and _looks_printed(name)))
    for block in lines if names else ():
        found = [(name, False) for name in names if name in block.text]
        if found:
            return found
    return []


def _looks_printed(name: str) -> bool:
    """Whether a printed name is one beyond doubt: capitalised words, or one word alone after "by"."""
    if not _is_person(name):
        return False
    words = name.split()
    return bool(_WIDE.search(name)) or (
        all(word[:1].isupper() or word.lower() in _SMALL for word in words) and len(words) <= 5
    )


_BY = r"by|By|BY|von|Von|VON|par|Par|PAR|por|Por|POR|di|Di|DI|da|Da|door|Door|af|Af|av|Av|przez|Przez|oleh|Oleh"
_WRITTEN = re.compile(
    # At the head of a line, after a time or a separator, or after a word that says so: not within a sentence.
    rf"(?:^|\d[\s,|•·–-]*(?:Uhr)?\s*|[|•·–-]\s*|(?:[Pp]osted|[Ww]ritten|[Pp]ublished|[Rr]eported|[Ss]ubmitted|[Vv]erfasst|[Gg]eschrieben|[Bb]eitrag|[Aa]rtikel|[Tt]ext|[Ii]nterview|[Pp]ublié|[Pp]ublicado|[Ee]scrito)\s+"
    rf"|^(?:(?:[Ee]ine?|[Uu]n[ae]?|[Aa]n?|Das)\s)?(?:[^\W\d_]*[Kk]ommentar|[Kk]olumne|[Aa]nalyse|[Rr]eportage|[Ee]ssay|[Rr]ezension|[Pp]rotokoll|[Aa]ufgezeichnet|[Ww]ords|[Ss]tory|[Cc]ompiled|[Oo]pinion|[Cc]olumn|[Rr]eview(?:ed)?|(?:[Pp]ropos )?[Rr]ecueillis?|[Rr]édigé|[Tt]exte|[Tt]exto|[Tt]esto|[Ss]critto|[Cc]ura|[Tt]ekst)\s+)(?:{_BY})"
    r"(?:\s*[:：]\s*|\s+|(?<=[Bb]y)(?=[A-Z]))(?P<rest>[^\W\d_].{2,90})"
    r"|(?:^|[\s|•·)])(?:Text(?:\s?(?:und|and|&|/|\+)\s?(?:Fotos?|Bilder?|Photos?))?|Autor(?:in|en)?(?:/Autor(?:in)?)?|Authors?|Auteurs?|Autore|Redakteur(?:in)?|Herausgeber|Yazar|Yazan|Penulis|Автор|Tekst|Texte|Texto|Testo|Szerző|Skribent|Journalist|Protokoll|작성자|글|文|記者|记者|作者|撰文|著者|執筆者?|筆者)(?:\s*[:：／/]\s*|(?<=Autoren)\s|(?<=/Autor)\s|(?<=/Autorin)\s)(?P<name>[^\W\d_].{1,90})"
    r"|^(?:Das (?:Gespräch|Interview) führten?|Die Fragen stellten?|Interview:)\s(?P<asked>[^\W\d_].{1,90})"
)
# In an element of an author's class a word may stand before it: the outlet's, a section's.
_BY_INSIDE = re.compile(r"\w (?:by|By|von|Von|par|Par|por|Por) (?P<rest>[A-ZÀ-Þ][^\W\d_]+ .{2,60})$")
_DATED = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9})\s?\d{4}\s*[-–—|,/]\s*(?P<rest>[^\W\d_]+ [^\W\d_].{1,40})$")


def _names(text: str, stated: bool = False) -> list[str]:
    """The single names of a printed or stated line."""
    text = fold(text)
    if not text or len(text) > 300 or text.startswith("http"):
        return []
    line = without_by(text)
    # What follows is the outlet, a date or a section.
    line = _PICTURES.sub("", _LEADS.sub("", line)).split(" | ")[0]
    line = re.sub(r"\s*[(（][^)）]*[)）]\s*", " ", line)
    if "@" in line:
        line = _MAIL.sub("", line)
    if stated and (surname := _SURNAME_FIRST.match(line)) and not is_agency(surname[1]) and not is_agency(surname[2]):
        return [f"{surname[2]} {surname[1]}"]
    names: list[str] = []
    for part in (_SEVERAL_IN_CAPITALS if line.isupper() else _SEVERAL).split(line):
        name = _LEADS.sub("", part.strip(" .,;:|-–—()\"“”'《》")).strip()
        if not is_agency(name):
            cut = _TAILS.sub("", name).strip(" .,;:|-–—\"“”'").removesuffix(" 기자")
            if (bearer := _ROLE.sub("", cut)).count(" "):
                cut = bearer
            # "Courier Staff Report" is a desk's, "Ann Lee, staff writer" is hers.
            if not (cut.isupper() and cut.isalpha() and _HOUSE.search(name) and not is_agency(cut)):
                name = cut
        if name and not _DEGREE.match(name):
            names.append(name)
    return names


# Tried once for each run of separators and once for each word: the text may be one long run of either.
_MAIL = re.compile(r"(?:(?<![\s|,;·•–-])[\s|,;·•–-]*\s)?(?<!\S)\S[^\s@]*@\S+\.\w+")
# Whoever took the pictures did not write.
_PICTURES = re.compile(
    r"(?<=\w)[\s,;.|/&–-]+(?:(?:und|and|et|y|e) )?(?:fotos?|photos?|photograph(?:s|y|ie)|bilder?|illustration(?:en|s)?|videos?|grafik(?:en)?|images?)(?:\s*:|\s+(?:by|von|par|de|di)\b).*$",
    re.I,
)
# Below a name its bearer's work: "Ann Lee Wirtschaftsredakteurin".
_ROLE = re.compile(
    r"(?<=\w)\s(?:[^\W\d_]*-?(?:redakteur|reporter|korrespondent|journalist|volontär|kolumnist)(?:in)?|journaliste|periodista|giornalista|redattor[ei]|columnist|correspondent|contributor)\b.*$",
    re.I,
)
_SURNAME_FIRST = re.compile(r"([^\W\d_]{2,}), ([^\W\d_]{2,})$")


def _is_person(name: str, stated: bool = False) -> bool:
    if len(name) > 60 or _NOT_NAMES.search(name):
        return False
    words = name.split()
    if _WIDE.search(name):
        return len(name) <= 24 and (stated or bool(_WIDE_NAME.match(name)))
    if not stated and any(c.isdigit() for c in name):
        return False
    if _NO_NAME.match(name):
        return False
    if not 1 <= len(words) <= 6 or not any(len(word) > 1 for word in words):
        return False
    capital = [word for word in words if word.lower() not in _SMALL]
    if len(words) == 1:
        return len(name) > 2 and name[0].isupper() and not any(c.isdigit() for c in name)
    if 2 <= len(words) <= 3 and name.islower() and name.replace(" ", "").isalpha():
        return True
    return bool(capital) and sum(word[:1].isupper() or not word[:1].isalpha() for word in capital) >= len(capital) - (
        len(capital) >= 2
    )
