"""Wire agencies under one canonical name each, found where a page credits them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawler.guarded import Guarded, caseless

__all__ = [
    "AGENCIES",
    "AgencyNames",
    "closing_credit",
    "find_agency",
    "is_agency",
    "is_picture_credit",
    "parse_credit_line",
]


@dataclass(frozen=True, slots=True)
class AgencyNames:
    """How an agency is credited, by how much each name proves."""

    full: tuple[str, ...]
    """Mean the agency wherever they stand in a credit, in any case: ``Associated Press``."""
    short: tuple[str, ...] = ()
    """Abbreviations, as printed: the whole of a credit or a member of its list (``AFP/dpa``, ``Ann Lee, AP``)."""
    bracketed: tuple[str, ...] = ()
    """Words that mean other things too: only in brackets or a dateline (``AMMAN (Petra) -``)."""


def _names(full: str, short: str = "", bracketed: str = "") -> AgencyNames:
    return AgencyNames(
        *(tuple(name.strip() for name in part.split(";") if name.strip()) for part in (full, short, bracketed))
    )


AGENCIES: dict[str, AgencyNames] = {
    "Reuters": _names("Thomson Reuters; Reuters; Reuters Staff; ロイター; ロイター通信; 路透社; 路透; 로이터; 로이터통신; Рейтер; Рейтерс; رويترز", "RTR; rtr"),
    "AP": _names("The Associated Press; Associated Press; AP通信; AP News; 美联社; 美聯社; AP통신; Ассошиэйтед Пресс; أسوشيتد برس", "AP; ap; A.P."),
    "AFP": _names("AFP; Agence France-Presse; Agence France Presse; AFP-Jiji; AFP通信; AFP時事; AFPBB News; 法新社; AFP통신; Франс Пресс; فرانس برس", "afp; А.Ф.П.; أ ف ب"),
    "Kyodo": _names("Kyodo News; Kyodo; 共同通信; 共同通信社; 共同社; 교도통신; 교도; Киодо", "", "共同"),
    "Jiji": _names("Jiji Press; Jiji; 時事通信; 時事通信社; 지지통신", "", "時事"),
    "dpa": _names("Deutsche Presse-Agentur; dpa-infocom; dpa-AFX; dpa-tmn; dpa; 德新社"),
    "Bloomberg": _names("Bloomberg News; Bloomberg; ブルームバーグ; 彭博社; 彭博; 블룸버그"),
    "Dow Jones": _names("Dow Jones Newswires; Dow Jones"),
    "Xinhua": _names("Xinhua News Agency; Xinhua; 新华社; 新華社; 新华网; 신화통신; Синьхуа; شينخوا"),
    "China News Service": _names("China News Service; 中国新闻社; 中新社; 中新网; 中國新聞社"),
    "CNA": _names("Central News Agency; 中央通訊社; 中央社", "", "CNA"),
    "TASS": _names("ITAR-TASS; TASS; ТАСС; ИТАР-ТАСС; 塔斯社; タス通信; 타스통신"),
    "RIA Novosti": _names("RIA Novosti; РИА Новости", "", "RIA; РИА"),
    "Interfax": _names("Interfax; Интерфакс; INTERFAX.RU"),
    "Ukrinform": _names("Ukrinform; Укринформ; Укрінформ"),
    "EFE": _names("Agencia EFE; Agencia Efe; 埃菲社", "EFE; Efe; EFE News"),
    "Europa Press": _names("Europa Press"),
    "Notimex": _names("Notimex"),
    "Télam": _names("Télam; Telam"),
    "ANSA": _names("ANSA; Agenzia ANSA; 安莎社"),
    "AGI": _names("Agenzia Giornalistica Italia; Agenzia Italia", "AGI"),
    "Adnkronos": _names("Adnkronos"),
    "askanews": _names("askanews"),
    "LaPresse": _names("LaPresse"),
    "Lusa": _names("Agência Lusa; Lusa News Agency", "", "Lusa; LUSA"),
    "Agência Brasil": _names("Agência Brasil"),
    "UPI": _names("United Press International", "UPI"),
    "PA": _names("PA Media; Press Association; PA Media Group; PA News Agency", "PA"),
    "CP": _names("The Canadian Press; Canadian Press; La Presse canadienne; La Presse Canadienne", "", "CP"),
    "AAP": _names("Australian Associated Press; Australian Associated Press (AAP)", "AAP"),
    "APA": _names("Austria Presse Agentur; Austria Presse-Agentur", "APA; apa"),
    "Keystone-SDA": _names("Keystone-SDA; Keystone-ATS; Schweizerische Depeschenagentur; Keystone-SDA-ATS", "SDA; sda", "ATS; ats"),
    "AWP": _names("AWP Finanznachrichten", "awp; AWP"),
    "SID": _names("Sport-Informations-Dienst", "SID; sid"),
    "epd": _names("Evangelischer Pressedienst", "epd"),
    "KNA": _names("Katholische Nachrichten-Agentur", "KNA; kna"),
    "ddp": _names("Deutscher Depeschendienst", "ddp; dapd"),
    "Belga": _names("Belga News Agency; Agence Belga; Belga"),
    "ANP": _names("Algemeen Nederlands Persbureau", "ANP"),
    "TT": _names("Tidningarnas Telegrambyrå; TT Nyhetsbyrån; TT-Reuters; TT-AFP", "TT"),
    "NTB": _names("Norsk Telegrambyrå", "NTB; ©NTB"),
    "Ritzau": _names("Ritzaus Bureau; Ritzau", "RB; /ritzau/"),
    "STT": _names("Suomen Tietotoimisto; STT-Lehtikuva", "STT"),
    "BNS": _names("Baltic News Service", "BNS"),
    "LETA": _names("LETA"),
    "ELTA": _names("ELTA"),
    "PAP": _names("Polska Agencja Prasowa", "PAP"),
    "CTK": _names("Česká tisková kancelář; ČTK", "CTK; ctk; čtk"),
    "TASR": _names("Tlačová agentúra Slovenskej republiky", "TASR"),
    "MTI": _names("Magyar Távirati Iroda", "MTI"),
    "Agerpres": _names("Agerpres"),
    "BTA": _names("Bulgarian News Agency; Българска телеграфна агенция", "", "BTA; БТА"),
    "HINA": _names("HINA; Hrvatska izvještajna novinska agencija"),
    "Tanjug": _names("Tanjug; Танјуг"),
    "STA": _names("Slovenska tiskovna agencija", "", "STA"),
    "ANA-MPA": _names("ANA-MPA; ΑΠΕ-ΜΠΕ", "", "ΑΠΕ"),
    "Anadolu": _names("Anadolu Agency; Anadolu Ajansı; Anadolu; الأناضول", "AA"),
    "DHA": _names("Demirören Haber Ajansı", "DHA"),
    "Yonhap": _names("Yonhap News Agency; Yonhap; 연합뉴스; 聯合ニュース; 聯合ニュース; 韩联社; 韓聯社"),
    "Newsis": _names("Newsis; 뉴시스"),
    "News1": _names("News1 Korea; 뉴스1"),
    "KCNA": _names("KCNA; Korean Central News Agency; 조선중앙통신; 朝鮮中央通信; 朝中社"),
    "VNA": _names("Vietnam News Agency; TTXVN; Thông tấn xã Việt Nam", "", "VNA"),
    "Bernama": _names("Bernama"),
    "Antara": _names("Antara News; LKBN Antara", "", "Antara; ANTARA"),
    "PNA": _names("Philippine News Agency", "", "PNA"),
    "PTI": _names("Press Trust of India; पीटीआई", "PTI"),
    "ANI": _names("Asian News International", "ANI"),
    "IANS": _names("Indo-Asian News Service; IANS"),
    "UNI": _names("United News of India", "", "UNI"),
    "APP": _names("Associated Press of Pakistan", "", "APP"),
    "BSS": _names("Bangladesh Sangbad Sangstha", "", "BSS"),
    "IRNA": _names("IRNA; Islamic Republic News Agency; ایرنا"),
    "SPA": _names("Saudi Press Agency; وكالة الأنباء السعودية", "", "SPA; واس"),
    "WAM": _names("Emirates News Agency; وكالة أنباء الإمارات", "", "WAM; وام"),
    "QNA": _names("Qatar News Agency; وكالة الأنباء القطرية", "QNA", "قنا"),
    "KUNA": _names("Kuwait News Agency; KUNA"),
    "MENA": _names("Middle East News Agency", "", "MENA; أ ش أ"),
    "Petra": _names("Petra News Agency; Jordan News Agency", "", "Petra; بترا"),
    "SANA": _names("Syrian Arab News Agency", "", "SANA; سانا"),
    "APS": _names("Algérie Presse Service", "", "APS"),
    "MAP": _names("Maghreb Arabe Presse", "", "MAP"),
    "NAN": _names("News Agency of Nigeria", "", "NAN"),
}  # fmt: skip
"""Canonical name → how it is credited."""

_FULL = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names.full}
_SHORT = {name.rstrip("."): agency for agency, names in AGENCIES.items() for name in names.short}
_BRACKETED = {name: agency for agency, names in AGENCIES.items() for name in names.bracketed}

# Longest first, so that "Thomson Reuters" is not read as something called Thomson.
_NAMES = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(name)}(?!\w)" if name[0] < "\u0600" else re.escape(name)
        for name in sorted(_FULL, key=len, reverse=True)
    ),
    re.I,
)
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORDS = frozenset(_WORD.findall(caseless(name))[0] for name in (*_FULL, *_SHORT, *_BRACKETED))
_UNSPACED = re.compile("[\u0600-\U0010ffff]")


def _may_name(text: str) -> bool:
    """Whether a line has a word that begins an agency's name: looking for whole names takes 20 times as long."""
    return not _FIRST_WORDS.isdisjoint(_WORD.findall(caseless(text))) or bool(_UNSPACED.search(text))


_ANYWHERE = Guarded(_NAMES, _may_name)


_COMPANY = re.compile(
    r"[\s,-]+(?:l\.?\s?p\.?|limited|ltd\.?|inc\.?|llc|gmbh|s\.?a\.?|s\.?p\.?a\.?|corp(?:oration)?\.?|news(?: agency)?|agency|press agency|newswires?|media|photos?"
    r"|staff(?: writers?| reporters?)?|reporters?|correspondents?|writers?|and other agencies|contributed.*)$",
    re.I,
)
_BRACKETS = re.compile(r"[(（\[［【<]([^()（）\[\]［］【】<>]{2,60})[)）\]］】>]")
_MEMBERS = re.compile(
    r"\s*(?:[/|,;:·•・、，＝=]|\s[-–—]\s|[-–—](?=[A-Z]{2,5}\b)|\b(?:and|und|et|y|e|og|och|i|и|via|with|mit|avec|con|com|by|von|par|por|di|da|en)\b)\s*",
    re.I,
)
_WRITER = re.compile(
    r"(?:^|[\s,(/])(AP|AFP|PA|AAP)(?: [A-Z][\w&'’-]+){0,3} (?:[Ww]riters?|[Cc]orrespondents?|[Rr]eporters?|[Ee]ditors?|WRITERS?)\b"
)
# Whose picture it is says nothing of whose text.
_PICTURE = re.compile(
    r"\b(?:photos?|photograph\w*|pictures?|images?|fotos?|bild(?:er)?|video|fotogra\w+|imagen|foto/|getty)\b|写真|图片|圖片|사진|Фото|/gty\b",
    re.I,
)


def is_agency(name: str | None) -> bool:
    """Whether the whole of ``name`` names an agency: ``Thomson Reuters``, ``The Associated Press``, ``Bloomberg L.P.``"""
    return bool(name) and _whole(" ".join(str(name).split())) is not None


def find_agency(credit: str | None) -> str | None:
    """Canonical name of the first agency named in a *credit*: a byline, dateline, rights or source line.

    Not for prose, where agencies are quoted ("told Reuters") without being the source.

    >>> find_agency("Ann Lee, AP"), find_agency("AP Singh")
    ('AP', None)
    """
    text = " ".join((credit or "")[:_LONGEST].split())
    if not text:
        return None
    if agency := _whole(text):
        return agency
    if not _ANYWHERE.may_match(text) or _PICTURE.search(text):
        return None
    for bracket in _BRACKETS.finditer(text):
        if agency := _in_brackets(bracket[1]):
            return agency
    for member in _MEMBERS.split(text):
        if agency := _whole(member):
            return agency
    if writer := _WRITER.search(text):
        return _SHORT[writer[1]] if writer[1] in _SHORT else _FULL[writer[1].casefold()]
    found = _NAMES.search(text)
    return _FULL.get(found[0].casefold()) if found else None


# Characters of a credit that are looked at.
_LONGEST = 400


def is_picture_credit(text: str) -> bool:
    """Whether a line credits a picture: ``AP Photo/Mara Quill``, ``写真：共同``."""
    return bool(_PICTURE.search(text))


def _whole(name: str) -> str | None:
    name = name.strip(" .,;:©\u24d2*_'\"“”")
    if not name or len(name) > 60:
        return None
    for _ in range(3):
        if agency := _FULL.get(name.casefold()) or _SHORT.get(name):
            return agency
        shorter = _COMPANY.sub("", name)
        if shorter == name:
            return None
        name = shorter
    return None


def _in_brackets(text: str) -> str | None:
    """The agency that the inside of a dateline's or credit's brackets names; words of several meanings count here."""
    for member in (text, *_MEMBERS.split(text)):
        member = member.strip(" .")
        if agency := _whole(member) or _BRACKETED.get(member):
            return agency
    return None


# --- credit lines ---------------------------------------------------------------------------------------------------

_SOURCE = re.compile(
    r"^\W{0,3}(?:sources?|quellen?|fuentes?|fontes?|fonte|bron|källa|kilde|lähde|źródło|zdroj|forrás|sursa|izvor|kaynak|sumber|nguồn|credit"
    r"|来源|來源|稿源|出处|出典|提供|配信|출처|제공|источник|джерело|المصدر|with (?:inputs?|reports?|files) from|with|from|by|via|mit material von|unter verwendung von|avec|con informaci[óo]n de|con"
    r"|com informações d[aeo]|com|text|agentur(?:en)?|agenc(?:y|ies|e|es)|©|\(c\))\s*[:：]?\s*",
    re.I,
)
# What stands beside agencies in a credit: the desk's and the region's letters ("dpa/lby", "AFP/rud").
_DESK = re.compile(r"(?:[a-zäöü]{2,5}|[A-Z]{2,3}|red\.?|web|online|agencies|agenturen|agencias|agences|staff|wires?)$")
_CREDIT_MAX = 70


def parse_credit_line(line: str) -> str | None:
    """The agency of a line that is nothing but a credit: ``(AP)``, ``Quelle: dpa/AFP``, ``来源：新华社``; else None.

    A sentence that names an agency is none.
    """
    text = " ".join(line.split())
    if not 2 <= len(text) <= _CREDIT_MAX or _PICTURE.search(text):
        return None
    source = _SOURCE.match(text)
    rest = text[source.end() :] if source else text
    bracket = _BRACKETS.match(rest)
    enclosed = bracket is not None and bracket.end() >= len(rest.rstrip(" ."))
    inner = bracket[1] if bracket is not None and enclosed else rest
    if enclosed and (lead := _SOURCE.match(inner)):
        inner = inner[lead.end() :]
    if not source and not enclosed and not _OPEN.match(text):
        return None
    return _only_agencies(inner.strip("()（） "))


# Without brackets or a word like "Source" only a dash or a list makes a credit of a name.
_OPEN = re.compile(r"[-–—/]{1,2}\s?\S|[\w-]{2,12}/[\w-]{2,12}")


_CLOSING = re.compile(r"[.!?…。！？”\"»」’']\s*([(（\[［][^()（）\[\]［］]{2,30}[)）\]］])\W?$")


def closing_credit(paragraph: str) -> tuple[str, str] | None:
    """The agency in brackets after a paragraph's last sentence, and those words: ``… said. (dpa/lby)``."""
    found = _CLOSING.search(paragraph[-60:])
    agency = parse_credit_line(found[1]) if found else None
    return (agency, found[1]) if found and agency else None


def _only_agencies(text: str) -> str | None:
    found: str | None = None
    for member in _members(text):
        agency = _whole(member) or _BRACKETED.get(member)
        if agency is None and not _DESK.match(member):
            return None
        found = found or agency
    return found


def _members(text: str) -> Iterator[str]:
    whole = text.strip(" .,-–—/")
    if _whole(whole) or whole in _BRACKETED:
        yield whole
        return
    for member in _MEMBERS.split(whole):
        if member := member.strip(" .-–—"):
            yield member
