"""Who wrote the story: names from structured data, from elements that say so, and from printed bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from newscrawler.extraction.agency import is_agency
from newscrawler.extraction.body import BodyFound
from newscrawler.extraction.byline import parse_byline
from newscrawler.extraction.outline import Mark, Outline, Role
from newscrawler.extraction.structured import Structured, letters
from newscrawler.page import Page, fold

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
    r"\b(?:redaktion|redaktionen|redaction|rédaction|redacción|redazione|redactie|redakce|redakcja|redakcia|toimitus|editorial|editors?|staff|newsroom|news ?desk|team|desk|"
    r"agency|agencies|agentur(?:en)?|agencias?|agence|press(?:e|emitteilung)?|media|news|online|online-redaktion|magazin(?:e)?|zeitung|times|post|journal|radio|tv|gmbh|inc|ltd|e\.v|ag|verlag|"
    r"university|universität|institut(?:e)?|ministry|ministerium|foundation|stiftung|blog|group|gruppe|corporation|company|service|services|network|web|bureau|correspondents?|guest|community|"
    r"office|council|association|verband|partei|club|verein|department|society|centre|center|team)\b|編集部|新聞|通信|編輯",
    re.I,
)
_LEADS = re.compile(
    r"^(?:(?:written|posted|published|created|reviewed|compiled|reported|story|text|words|article|ein(?:e)? \w+|interview|kommentar|analyse|geschrieben|verfasst|erstellt|eingestellt|publié|écrit|escrito|publicado|scritto|geplaatst|geschreven|skrevet|text(?:e)?|von|author|authors|autor|autorin|autoren|auteur|autore|redaktion|redakteur(?:in)?|reporter|fotos?)"
    r"\s*(?::|\bby\b|\bvon\b|\bam\b|\bpar\b|\bpor\b|\bda\b|\bdoor\b|\bav\b)\s*|(?:by|von|par|por|di|da|door|av|af|przez|автор|yazan|tekijä|oleh|od|bởi)\s*:?\s+|(?:author|autor|auteur|autore|yazar|penulis|автор|作者|文|記者|기자)\s*[:：/／]\s*)+",
    re.I,
)
# What follows a name: a role, an outlet, a date.
_TAILS = re.compile(
    r"(?:\s*[|•·/\\]\s*.*|\s+[-–—]\s+.*|\s+(?:stand|datum|aktualisiert|kategorien?|categories|in|lesezeit)\b:?\s.*|\s*,?\s*\b(?:updated|published|posted|aktualisiert|veröffentlicht|publié|publicado|for (?:the |dailymail\b|mailonline|cnn|usa today|fox).*|special to .*|contributing .*|associated press.*|senior .*|staff .*|chief .*|is (?:a|an|the)\b.*|wrote|schreibt)\b.*"
    r"|\s+\d.*|\s+(?:am|on|um|at|le|el|il)\s+\d.*|\s*\d{1,2}[./:]\d.*|\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*,? .*|\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d.*)$",
    re.I,
)
_JOINED = re.compile(
    r"\s*(?:,|;|\||•|·|、|・|/|\n)\s*(?:and|und|et|y|e|en|och|og|&)?\s+|\s*[、・，;；|]\s*|\s+(?:and|und|et|y|&|och|og|sowie|with|mit|avec|con|i|ve|и|та)\s+|,(?=[A-ZÀ-Þ])",
    re.I,
)
_DEGREE = re.compile(r"^(?:dr|prof|mag|ph\.?d|m\.?d|jr|sr|msc|mba|rd|rdn|ii|iii|dipl[.-]?ing)\.?$", re.I)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_SMALL = frozenset(
    ("de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "der", "den", "van", "von", "vom", "zu", "zur", "la", "le", "el", "al", "bin", "ibn", "y", "e", "af", "av", "ter", "ten", "dem", "und", "of", "the", "d", "san", "st", "ben")
)  # fmt: skip


def find_credits(
    page: Page, outline: Outline, structured: Structured, title: str | None, body: BodyFound, top: int
) -> Credits:
    """The authors that the page credits; the first source that names a person wins.

    :param title: the headline, which is no name
    :param body: bylines stand above it and below it
    :param top: number of the block that prints the headline
    """
    houses: list[str] = []
    banned = {letters(text) for text in (title, structured.site) if text}
    for stated, texts in _sources(page, outline, structured, body, top):
        people: list[str] = []
        credited: list[str] = []
        printed: list[str] = []
        for text, organisation in texts:
            names = _names(text)
            if names:
                printed.append(fold(text))
            for name in names:
                key = letters(name)
                if not key or key in banned or (len(key) > 4 and structured.is_site(name)):
                    if key and structured.is_site(name) and name not in houses:
                        houses.append(name)
                    continue
                if is_agency(name) or organisation or _HOUSE.search(name):
                    if name not in houses and len(name) < 60 and not _NOT_NAMES.search(name):
                        houses.append(name)
                    if stated and is_agency(name):
                        credited.append(name)
                    continue
                if (_is_person(name) or (stated and name.isalnum() and len(name) > 2)) and key not in {
                    letters(known) for known in people
                }:
                    people.append(name)
                    credited.append(name)
        if people:
            people = _whole(people)
            credited = [name for name in credited if name in people or is_agency(name)]
            return Credits(people, houses, credited, ", ".join(printed) or None)
    return Credits([], houses, houses[:1], houses[0] if houses else None)


def _whole(people: list[str]) -> list[str]:
    """Without names that another name contains: ``Lee`` beside ``Ann Lee``."""
    return [name for name in people if not any(name != other and f" {name} " in f" {other} " for other in people)]


_Texts = Iterable[tuple[str, bool]]


def _sources(
    page: Page, outline: Outline, structured: Structured, body: BodyFound, top: int
) -> Iterator[tuple[bool, _Texts]]:
    article = structured.article
    yield True, list(structured.agents(article.get("author")))
    metas = page.metas
    for name in _METAS:
        values = metas.get(name)
        if values and not (name == "twitter:data1" and not _labelled(metas)):
            yield True, [(unescape(value), False) for value in values if not value.startswith(("http", "/"))]
    yield True, list(structured.agents(article.get("creator")))
    marks = [
        mark
        for mark in outline.authors
        if not (roles := mark.roles) & (Role.COMMENTS | Role.HIDDEN | Role.CAPTION)
        and (roles & Role.ARTICLE or not roles & Role.FOOTER)
    ]
    props = [m for m in marks if m.attributes.get("itemprop") in ("author", "creator") and not m.roles & Role.ASIDE]
    yield True, _marked(props)
    yield True, _marked(mark for mark in marks if "author" in (mark.attributes.get("rel") or ""))
    near = [mark for mark in marks if not mark.roles & Role.ASIDE]
    yield False, _first_line(near)
    yield False, _lines(outline, body, top)
    yield False, [(text, False) for text in body.signatures if _is_signature(text)]
    yield True, list(structured.agents(structured.page_thing.get("author")))
    yield False, _first_line(marks)


def _is_signature(text: str) -> bool:
    words = text.strip(" .()–—-").split()
    return 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and not text.endswith((":", "!", "?"))


def _labelled(metas: dict[str, list[str]]) -> bool:
    """Whether Twitter's first label says that its value is the author."""
    label = metas.get("twitter:label1", [""])[0].casefold()
    return any(
        word in label
        for word in (
            "written",
            "verfasst",
            "geschrieben",
            "autor",
            "author",
            "escrito",
            "écrit",
            "scritto",
            "por",
            "by",
        )
    )


def _marked(marks: Iterable[Mark]) -> _Texts:
    texts: list[tuple[str, bool]] = []
    for mark in marks:
        name = mark.node.css_first("[itemprop=name]", default=None)
        content = mark.attributes.get("content")
        text = content or fold((name or mark.node).text(separator=" "))
        if text and len(text) < 200:
            texts.append((text, False))
        if len(texts) >= 8:
            break
    return texts


def _first_line(marks: Iterable[Mark]) -> _Texts:
    """The first author element that names a person, with those beside it."""
    found: list[tuple[str, bool]] = []
    first: Mark | None = None
    for mark in marks:
        if first is not None and (
            mark.block > first.block + 3 or (mark.box.parent is not first.box.parent and mark.box is not first.box)
        ):
            break
        text = mark.attributes.get("content") or fold(mark.node.text(separator=" "))
        if not text or len(text) > 160:
            continue
        written = _WRITTEN.search(text)
        if written and written.start() > 0:
            text = written.group(written.lastgroup or 0)
        if any(_is_person(name) for name in _names(text)):
            links = [fold(link.text()) for link in mark.node.css("a") if link.text().strip()] if mark.tag != "a" else []
            people = [link for link in links if _is_person(link)]
            found.extend((name, False) for name in (people or [text]))
            first = first or mark
    return found


_HEAD = Role.HEADER | Role.ARTICLE
# How many blocks above the headline and below the text a byline may stand.
_AROUND = 12


def _lines(outline: Outline, body: BodyFound, top: int) -> _Texts:
    """Printed lines that say "by" somebody: above the text, or below it."""
    first = body.blocks[0].number if body.blocks else top + _AROUND
    last = body.blocks[-1].number if body.blocks else first
    above = outline.blocks[max(0, min(top, first) - _AROUND) : first + 3]
    below = outline.blocks[max(first + 3, last - 1) : last + _AROUND]
    for block in (*above, *below):
        text = block.text
        if len(text) > 140 or block.tag in ("h1", "h2", "h3"):
            continue
        roles = block.box.roles
        if roles & (Role.COMMENTS | Role.HIDDEN | Role.ASIDE | Role.CAPTION) and roles & _HEAD != _HEAD:
            continue
        if roles & Role.FOOTER and not roles & Role.ARTICLE:
            continue
        if block.linked > 40 and block.linked == len(text):
            continue
        match = _WRITTEN.search(text) or _DATED.match(text)
        if match and len(rest := match.group(match.lastgroup or 0)) and len(rest.split()) <= 14:
            names = [name for name in _names(rest) if not is_agency(name) and _looks_printed(name)]
            if names:
                return [(name, False) for name in names]
    return []


def _looks_printed(name: str) -> bool:
    """Whether a printed name is one beyond doubt: capitalised words, or one word alone after "by"."""
    words = name.split()
    return _is_person(name) and all(word[:1].isupper() or word.lower() in _SMALL for word in words) and len(words) <= 5


_BY = r"by|By|BY|von|Von|VON|par|Par|PAR|por|Por|POR|di|Di|DI|da|Da|door|Door|af|Af|av|Av|przez|Przez|oleh|Oleh"
_WRITTEN = re.compile(
    # At the head of a line, after a time or a separator, or after a word that says so: not within a sentence.
    rf"(?:^|\d[\s,|•·–-]*(?:Uhr)?\s*|[|•·–-]\s*|(?:[Pp]osted|[Ww]ritten|[Pp]ublished|[Rr]eported|[Vv]erfasst|[Gg]eschrieben|[Bb]eitrag|[Aa]rtikel|[Tt]ext|[Ii]nterview|[Pp]ublié|[Pp]ublicado|[Ee]scrito)\s+)(?:{_BY})"
    r"(?:\s*[:：]\s*|\s+|(?<=[Bb]y)(?=[A-Z]))(?P<rest>[^\W\d_].{2,90})"
    r"|(?:^|[\s|•·)])(?:Text|Autor(?:in|en)?|Authors?|Auteurs?|Autore|Redakteur(?:in)?|Herausgeber|Yazar|Penulis|Автор|작성자|文|記者|作者|撰文)(?:\s*[:：／/]\s*|(?<=Autoren)\s)(?P<name>[^\W\d_].{1,90})"
)
_DATED = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9})\s?\d{4}\s*[-–—|,/]\s*(?P<rest>[^\W\d_]+ [^\W\d_].{1,40})$")


def _names(text: str) -> list[str]:
    """The single names of a printed or stated line."""
    text = fold(text)
    if not text or len(text) > 300:
        return []
    byline = parse_byline(text)
    line = byline.printed if byline else text
    line = _LEADS.sub("", line)
    line = re.sub(r"\s*[(（][^)）]*[)）]\s*", " ", line)
    names: list[str] = []
    for part in _JOINED.split(line):
        name = _LEADS.sub("", part.strip(" .,;:|-–—()\"“”'")).strip()
        name = _TAILS.sub("", name).strip(" .,;:|-–—\"“”'").removesuffix(" 기자")
        if not name or _DEGREE.match(name):
            continue
        names.append(name)
    return names


def _is_person(name: str) -> bool:
    if len(name) > 60 or _NOT_NAMES.search(name):
        return False
    words = name.split()
    if _WIDE.search(name):
        return len(name) <= 24
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
