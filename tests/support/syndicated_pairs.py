"""Headlines and bylines as syndication varies them, and pairs that only look alike. All text is invented.

``merging(seed)`` yields pairs of printings of *one* story, ``differing(seed)`` pairs of *two* stories; every pair
carries the class of the change. The generators know nothing of the code under test: they imitate what desks and
outlets do. Where a wire editor could argue about an expectation, the reason stands beside it.

Deliberately in neither list, because an editor cannot say from headline and byline alone:
- a named byline against none (outlets drop bylines; two reporters may also write under one headline);
- a Latin headline against one that differs in a diacritic only (``Mutter``/``Mütter``): merged as ASCII-fication;
- ``… - Kyodo`` against ``… - Nikkei``: an outlet's suffix, or whom the story quotes.
"""

from __future__ import annotations

import html
import itertools
import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Printing(NamedTuple):
    headline: str
    byline: str | None


class Pair(NamedTuple):
    kind: str
    one: Printing
    other: Printing


PAIRS_PER_CLASS = 64
HARD_PAIRS_PER_CLASS = 96

ENGLISH = [
    "Tokyo stocks close higher as chip makers rally",
    "Harbor ferry runs aground, 3 passengers injured",
    "U.S. envoy to visit Osaka, Busan next week",
    "'We were lucky,' says captain after night on the reef",
    'Minister calls port tax "a bridge too far"',
    "Lindholm wins third term in Arvenia's capital",
    "Central bank holds rates at 4.25%, signals pause",
    "Quake of magnitude 6.1 shakes northern islands; no tsunami warning",
    "Storm Odile leaves 12,000 homes without power",
    "Carmaker to recall 1,500 vans over brake fault",
    "Rebels, army agree on 48-hour truce in Kessary valley",
    "Oil slips $2 a barrel on talk of higher output",
    "Teachers' union rejects pay offer - strike to begin Monday",
    "Court clears mayor of bribery; prosecutors to appeal",
    "Café owners sue over terrace ban in old town",
    "Doctors warn of measles' return to southern coast",
    "Whale stranded near São Miguel freed by fishermen",
    "Johnson & Vale to cut 900 jobs in Ohio",
    "Can the delta city survive another wet decade?",
    "Kite champion, 81, takes to the wind again",
    "Parliament votes 212-208 to keep the river pact",
    "Airline's first all-night flight lands early",
    "Film on lighthouse keeper's life wins top prize in Zürich",
    "Police arrest five in smuggling ring — two still at large",
    "Trade gap widens to €3.4 billion in March",
    "Pokémon-themed train draws crowds in Sapporo",
    "Scientists find ice-age footprints under dried-up lake",
    "New five-yen coin to carry rice and gear design",
    "Voters in Malmö back bridge toll by narrow margin",
    "Mountain village counts its bees … and its blessings",
    "Fishing fleet stays in port as diesel price doubles",
    "Tariffs \u2018will hurt both sides\u2019, steel chief says",
    "Chess prodigy, 12, beats grandmaster in 21 moves",
    "Flood-hit Mirador seeks $40 million in aid",
    "Old mill fire: two held, one released",
    "President's brother-in-law quits board of state lender",
]
CASED = [
    "Bahnstreik trifft Pendler in drei Bundesländern",
    "Großbrand in Lübeck: Feuerwehr rettet 14 Menschen",
    "„Wir geben nicht auf“, sagt die Bürgermeisterin",
    "Les pêcheurs bloquent le port de Saint-Élian",
    "L'école du village rouvre après la crue",
    "Grève des contrôleurs : 40 % des vols annulés",
    "El río Nerva crece y obliga a evacuar a 600 vecinos",
    "La selección pierde 2-1 ante Arvenia y queda fuera",
    "¿Puede la sequía vaciar los embalses en agosto?",
    "Prefeito de São Lino renuncia após denúncias",
    "Il ponte di Valdoro riapre dopo sei mesi di lavori",
    "İzmir'de deniz taksi seferleri yarın başlıyor",
    "Iğdır'da kar yağışı köy yollarını kapattı",
    "Färjan till Öland ställs in på grund av storm",
    "Burmistrz Łodzi zapowiada nowe połączenia kolejowe",
    "Губернатор объявил о строительстве моста через Лену",
    "Съёмки фильма о маяке начнутся в мае",
    "Рибалки перекрили в'їзд до порту на знак протесту",
    "Η θάλασσα έκλεισε το λιμάνι της Νέας Ακτής",
    "Giá gạo xuất khẩu tăng mạnh trong tháng ba",
]
UNCASED = [
    "東京株、3日続伸 半導体関連に買い",
    "台風12号、九州に上陸へ 気象庁が警戒呼びかけ",
    "フェリー座礁、乗客３人けが「奇跡だ」と船長",
    "バス会社、運賃を20円値上げへ",
    "港口罢工进入第三天，谈判仍无进展",
    "央行宣布下调利率0.25个百分点",
    "부산항 파업 사흘째…협상 난항",
    "태풍 '오딜', 제주 해상으로 북상",
    "ميناء المدينة يستأنف العمل بعد إضراب دام ثلاثة أيام",
    "زلزال بقوة 6.1 درجات يضرب شمال الجزر",
    "הנמל נפתח מחדש לאחר שביתה של שלושה ימים",
    "บ้านเรือนกว่า 300 หลังถูกน้ำท่วมในภาคใต้",
    "बंदरगाह पर हड़ताल तीसरे दिन भी जारी",
]
EVERY = ENGLISH + CASED + UNCASED

PEOPLE = [
    "Mara Quill",
    "Tomás Rey",
    "Bo Lindqvist",
    "Aiko Hanamura",
    "Jean-Luc Ferrand",
    "Siobhán O'Dea",
    "J.R. de Souza",
    "Priya Raman",
    "Kim Jong-seo",
    "Lars Ødegaard",
    "Ann Lee",
    "Viktor Dragan",
    "Hannah Müller",
    "Zeynep Işık",
    "Sam Holt Jr.",
    "Phil McAllister",
]
OUTLETS = [
    "Japan Today",
    "The Harbor Light",
    "Reuters",
    "AP News",
    "The Japan Times",
    "BBC News",
    "The Guardian",
    "Arvenia Post",
    "Valdoro Gazette",
    "Kessary Valley Herald",
    "The Straits Times",
    "harborlight.example.com",
    "japantoday.com",
    "CNN",
    "Kyodo News",
    "Northport Daily News",
    "The Mirador Star",
    "Al Jazeera",
    "Times of Arvenia",
    "The Globe and Mail",
    "Lübecker Nachrichten",
    "Yahoo News",
]
SEPARATORS = [" - ", " – ", " — ", " | ", " | ", " · ", " :: ", " » ", "\u00a0- ", " \u2015 ", " ｜ "]
SECTIONS = ["News", "World", "Business", "World News", "Politics", "Sport"]
LABELS = [
    "UPDATE 1-",
    "UPDATE 2-",
    "UPDATE 10-",
    "Update 3 - ",
    "UPDATE: ",
    "UPDATED: ",
    "update1-",
    "UPDATE1: ",
    "UPDATE2: ",
    "RPT-",
    "RPT-UPDATE 4-",
    "REFILE-",
    "REFILE-UPDATE 2-",
    "CORRECTED-",
    "CORRECTED-(OFFICIAL)-",
    "CORRECTED-UPDATE 1-",
    "CORRECTED (Aug 17)-",
    "CORRECTION: ",
    "Corrected: ",
    "WRAPUP 3-",
    "WRAPUP 1-RPT-",
    "EXCLUSIVE: ",
    "EXCLUSIVE-",
    "Exclusive: ",
    "Exclusive - ",
    "Exclusive – ",
    "AP Exclusive: ",
    "BREAKING: ",
    "Breaking News: ",
    "BREAKING NEWS – ",
    "JUST IN: ",
    "Just in: ",
    "URGENT: ",
    "(LEAD) ",
    "(2nd LD) ",
    "(3rd LD) ",
    "(URGENT) ",
    "[UPDATE] ",
    "2ND LEAD: ",
    "1st LEAD ",
    "LEAD: ",
    "AP NewsAlert: ",
    "DEVELOPING: ",
    "RPT-EXCLUSIVE-UPDATE 1-",
]
# "Exclusive-Tesla …": the desk glues the label to a capital.
GLUED = ["Exclusive-", "RPT-Exclusive-", "UPDATE 1-Exclusive-"]
LABELS.remove("1st LEAD ")
LABELS.append("1st LEAD - ")


def merging(seed: int) -> Iterator[Pair]:
    """Pairs that must have one key: ``PAIRS_PER_CLASS`` of every class."""
    rng = random.Random(seed)
    for kind, headlines, change in _HEADLINE_CHANGES:
        for i in range(PAIRS_PER_CLASS):
            headline = headlines[i % len(headlines)]
            byline = _byline(rng)
            yield Pair(kind, Printing(headline, byline), Printing(change(rng, headline), byline))
    for kind, vary in _BYLINE_CHANGES:
        for i in range(PAIRS_PER_CLASS):
            headline = EVERY[i % len(EVERY)]
            one, other = vary(rng)
            yield Pair(kind, Printing(headline, one), Printing(headline, other))
    for i in range(4 * PAIRS_PER_CLASS):
        headline = EVERY[i % len(EVERY)]
        one, other = rng.choice(_BYLINE_CHANGES)[1](rng)
        yield Pair("several at once", Printing(headline, one), Printing(noise(rng, headline), other))


def differing(seed: int) -> Iterator[Pair]:
    """Pairs that must have two keys, each side dressed as another outlet would print it."""
    rng = random.Random(seed)
    for kind, pairs in _HARD_HEADLINES.items():
        for i in range(HARD_PAIRS_PER_CLASS):
            one, other = pairs[i % len(pairs)]
            byline = _byline(rng)
            if i >= len(pairs):
                one, other = noise(rng, one), noise(rng, other)
            yield Pair(kind, Printing(one, byline), Printing(other, byline))
    for kind, vary in _HARD_BYLINES:
        for i in range(HARD_PAIRS_PER_CLASS):
            headline = EVERY[i % len(EVERY)]
            one, other = vary(rng)
            yield Pair(kind, Printing(headline, one), Printing(noise(rng, headline) if i % 2 else headline, other))


def noise(rng: random.Random, headline: str) -> str:
    """Two to four changes that no reader would notice, in the order in which a text meets them."""
    changes = rng.sample([_quotes, _dashes, _spaces, _capitals, _label, _suffix, _form], rng.randint(2, 4))
    for change in (_quotes, _dashes, _label, _suffix, _capitals, _spaces, _form):
        if change in changes:
            headline = change(rng, headline)
    return headline


# Headline changes


def _form(rng: random.Random, text: str) -> str:
    return unicodedata.normalize(rng.choice(["NFC", "NFD", "NFKC", "NFKD"]), text)


def _full_width(rng: random.Random, text: str) -> str:
    del rng
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "`" else c for c in text)


def _half_width(rng: random.Random, text: str) -> str:
    del rng
    kana = (
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンァィゥェォッャュョー"
    )
    half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｧｨｩｪｫｯｬｭｮｰ"
    table = dict(zip(kana, half, strict=True)) | {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(
        "".join(table.get(part, part) for part in unicodedata.normalize("NFD", c)) if "ァ" <= c <= "ー" else c
        for c in text
    )


def _ligatures(rng: random.Random, text: str) -> str:
    del rng
    for plain, ligature in (
        ("ffi", "ﬃ"),
        ("ff", "ﬀ"),
        ("fi", "ﬁ"),
        ("fl", "ﬂ"),
        ("st", "ﬆ"),
        ("...", "…"),
        ("No", "№"),
    ):
        text = text.replace(plain, ligature)
    return text


def _capitals(rng: random.Random, text: str) -> str:
    if text.startswith("LEAD: "):
        return text  # in capitals throughout, an editor cannot tell the label from the metal either
    how = rng.choice(["upper", "upper", "title", "capwords"])
    if how == "upper":
        return text.upper()
    small = (
        {"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to"} if how == "title" else set()
    )
    return " ".join(w if w in small and i else w[:1].upper() + w[1:] for i, w in enumerate(text.split(" ")))


def _lower(rng: random.Random, text: str) -> str:
    del rng
    return text.lower()


def _turkish_capitals(rng: random.Random, text: str) -> str:
    if rng.random() < 0.5:
        return text.upper()  # by a machine that knows no Turkish: i becomes I
    return text.replace("i", "İ").replace("ı", "I").upper()


def _quotes(rng: random.Random, text: str) -> str:
    pairs = [
        ("“", "”"),
        ("„", "“"),
        ("«", "»"),
        ('"', '"'),
        ("‟", "”"),
        ("«\u00a0", "\u00a0»"),
        ("``", "''"),
        ("＂", "＂"),
    ]
    opening, closing = rng.choice(pairs)
    apostrophe = rng.choice("'’‘ʼ′´`＇ʻ")
    out, opened = [], False
    for c in text:
        if c in '"“”„':
            opened = not opened
            out.append(opening if opened else closing)
        elif c in "'‘’":
            out.append(apostrophe)
        else:
            out.append(c)
    return "".join(out)


def _dashes(rng: random.Random, text: str) -> str:
    dash, hyphen = rng.choice("–—―-−‒－") if rng.random() < 0.8 else "--", rng.choice("-‐‑－﹣")
    for spaced in (" — ", " – ", " - "):
        text = text.replace(spaced, f" {dash} ")
    return "".join(
        hyphen if c == "-" and 0 < i < len(text) - 1 and text[i - 1].isalnum() else c for i, c in enumerate(text)
    )


def _ellipsis(rng: random.Random, text: str) -> str:
    marks = ["…", "...", ". . .", "‥.", "⋯"]
    for mark in ("…", "..."):
        if mark in text:
            return text.replace(mark, rng.choice(marks))
    return text + rng.choice(marks)


def _spaces(rng: random.Random, text: str) -> str:
    space = rng.choice(["\u00a0", "\u202f", "  ", "\u2009", " \u200b", "\t", " \n ", "\u3000"])
    at = [i for i, c in enumerate(text) if c == " "]
    for i in sorted(rng.sample(at, min(len(at), 3)), reverse=True):
        text = text[:i] + space + text[i + 1 :]
    return rng.choice(["", " ", "\ufeff"]) + text + rng.choice(["", " ", "\u200b", "\u200e"])


def _invisible(rng: random.Random, text: str) -> str:
    for _ in range(4):
        i = rng.randrange(len(text))
        if text[i : i + 1].isalpha() and text[i - 1 : i].isalpha():
            text = text[:i] + rng.choice(["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200d"]) + text[i:]
    return text


def _entities(rng: random.Random, text: str) -> str:
    text = html.escape(text, quote=True)
    text = text.replace("’", "&rsquo;").replace("—", "&mdash;").replace(" ", rng.choice([" ", "&nbsp;"]), 1)
    return html.escape(text) if rng.random() < 0.3 else text


def _without_marks(rng: random.Random, text: str) -> str:
    del rng
    table = {"ß": "ss", "ı": "i", "Ł": "L", "ł": "l", "ø": "o", "Ø": "O", "æ": "ae", "đ": "d"}
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(table.get(c, c) for c in bare)


def _trade_marks(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    words[0] += rng.choice("™®")
    return " ".join(words)


def _suffix(rng: random.Random, text: str) -> str:
    return text + rng.choice(SEPARATORS) + rng.choice(OUTLETS)


def _suffix_and_section(rng: random.Random, text: str) -> str:
    separator = rng.choice(SEPARATORS)
    order = [rng.choice(SECTIONS), rng.choice(OUTLETS)]
    if rng.random() < 0.3:
        order.reverse()
    return text + "".join(separator + part for part in order)


def _two_outlets(rng: random.Random, text: str) -> str:
    return _suffix(rng, _suffix(rng, text))


def _unspaced_suffix(rng: random.Random, text: str) -> str:
    return text + rng.choice(
        [
            "：朝日新聞デジタル",
            " | 毎日新聞",
            "｜NHKニュース",
            " - 産経ニュース",
            "（共同）",
            "－共同通信",
            " - ロイター",
        ]
    )


def _credit(rng: random.Random, text: str) -> str:
    return text + rng.choice([" (Reuters)", " (AP)", " [AFP]", " (Kyodo News)", " (dpa)", " (The Associated Press)"])


def _label(rng: random.Random, text: str) -> str:
    label = rng.choice(LABELS + GLUED)
    return label + (text[:1].upper() + text[1:] if label in GLUED else text)


def _nested_labels(rng: random.Random, text: str) -> str:
    return (
        "".join(
            rng.sample(["UPDATE 2-", "RPT-", "CORRECTED-", "REFILE-", "EXCLUSIVE-", "WRAPUP 1-"], rng.randint(2, 3))
        )
        + text
    )


def _shouted_label(rng: random.Random, text: str) -> str:
    return (rng.choice([x for x in LABELS if x not in ("LEAD: ",)]) + text).upper()


def _trailing_label(rng: random.Random, text: str) -> str:
    return text + rng.choice([" (Update)", " (UPDATED)", " [UPDATE 2]", " (Corrected)", " (UPDATE 1)"])


def _label_and_suffix(rng: random.Random, text: str) -> str:
    return _suffix(rng, _label(rng, text))


def _foreign_label(rng: random.Random, text: str) -> str:
    return rng.choice(["EIL: ", "EILMELDUNG - ", "URGENT - ", "EXCLUSIF - ", "ÚLTIMA HORA: ", "ACTUALIZA 2-", "【速報】", "速報：", "再送-", "[속보] ", "СРОЧНО: ", "UPDATE 1-", "عاجل: ", "快讯："]) + text  # fmt: skip


_HeadlineChange = Callable[[random.Random, str], str]
_LATIN_MARKED = [
    h for h in ENGLISH + CASED if not h.isascii() and h.isprintable() and "а" not in h.lower() and "α" not in h.lower()
]
# Vietnamese is out: without its tone marks the line is unreadable, so no wire prints it so.
_LATIN_MARKED = [h for h in _LATIN_MARKED if not h.startswith(("Giá", "Рибалки", "Съёмки", "Η "))]
_HEADLINE_CHANGES: list[tuple[str, list[str], _HeadlineChange]] = [
    ("Unicode form", EVERY, _form),
    ("full width", ENGLISH, _full_width),
    ("half-width kana", UNCASED[:4], _half_width),
    ("ligatures", ENGLISH + CASED, _ligatures),
    ("capitals", ENGLISH + CASED, _capitals),
    ("lower case", ENGLISH + CASED, _lower),
    ("Turkish capitals", CASED[11:13], _turkish_capitals),
    ("quotes", ENGLISH + CASED, _quotes),
    ("dashes", ENGLISH, _dashes),
    ("ellipsis", EVERY, _ellipsis),
    ("spaces", EVERY, _spaces),
    ("invisible characters", EVERY, _invisible),
    ("entities", EVERY, _entities),
    ("ASCII only", _LATIN_MARKED, _without_marks),
    ("trade marks", ENGLISH, _trade_marks),
    ("outlet suffix", EVERY, _suffix),
    ("outlet suffix, unspaced script", UNCASED[:4], _unspaced_suffix),
    ("section and outlet", EVERY, _suffix_and_section),
    ("two outlets", EVERY, _two_outlets),
    ("credit in brackets", EVERY, _credit),
    ("wire prefix", EVERY, _label),
    ("nested wire prefixes", EVERY, _nested_labels),
    ("wire prefix in capitals", ENGLISH, _shouted_label),
    ("wire suffix", EVERY, _trailing_label),
    ("wire prefix in other languages", CASED + UNCASED, _foreign_label),
    ("prefix and suffix", EVERY, _label_and_suffix),
]


# Byline changes


def _byline(rng: random.Random) -> str | None:
    return rng.choice([None, *(" and ".join(rng.sample(PEOPLE, n)) for n in (1, 1, 2))])


def _names(rng: random.Random, least: int = 1) -> list[str]:
    return rng.sample(PEOPLE, rng.randint(least, 3))


def _join(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _by(rng: random.Random) -> tuple[str, str]:
    text = _join(_names(rng))
    return text, rng.choice(
        ["By ", "by ", "BY ", "By: ", "By\u00a0", "Story by ", "Written by ", "Reporting by "]
    ) + text


def _name_case(rng: random.Random) -> tuple[str, str]:
    text = _join(_names(rng))
    return text, rng.choice([text.upper(), "BY " + text.upper(), "By " + text.upper(), text.lower()])


def _name_order(rng: random.Random) -> tuple[str, str]:
    names = _names(rng, 2)
    return _join(names), "By " + _join(names[::-1])


def _name_separators(rng: random.Random) -> tuple[str, str]:
    names = _names(rng, 2)
    joint = rng.choice(
        [
            " & ",
            ", ",
            " / ",
            "/",
            "; ",
            " and ",
            ", and ",
            " und ",
            " et ",
            " y ",
            " | ",
            " with ",
            " e ",
            " + ",
            " og ",
        ]
    )
    if joint in (" y ", " e "):
        names = [name for name in names if name.count(" ") == 1][:2] or names[:1]
    return _join(names), joint.join(names)


def _staff(rng: random.Random) -> tuple[str | None, str]:
    # Nobody is named on either side: another outlet that prints no byline prints the same story.
    bylines = [
        "Reuters Staff", "By Reuters Staff", "By Reuters", "Reuters", "AP", "By The Associated Press", "Associated Press",
        "AFP", "Agence France-Presse", "Kyodo News", "KYODO", "By Staff", "Staff Writer", "Staff and agencies",
        "Staff, Agencies", "dpa", "By Reuters staff", "The Canadian Press", "REUTERS STAFF", "(Reuters)", "共同通信", "News desk",
        "Reuters, AP", "By AP Staff", "Xinhua", "By Harbor Light Staff Writers", "Newsroom", "The Japan Times",
    ]  # fmt: skip
    return rng.choice([None, "", "Reuters Staff", rng.choice(bylines)]), rng.choice(bylines)


def _agency_appended(rng: random.Random) -> tuple[str, str]:
    names = _names(rng)
    tail = rng.choice([", Reuters", " Associated Press", ", The Associated Press", " (Reuters)", " | AP", "; AFP", " - Reuters", " – Kyodo News", " AP", ", AFP", "/Reuters", " of The Associated Press", " for Reuters", " via AP", ", Bloomberg News"])  # fmt: skip
    text = _join(names) + tail
    return _join(names), rng.choice([text, "By " + text, "BY " + text.upper()])


def _job_title(rng: random.Random) -> tuple[str, str]:
    names = _names(rng)
    title = rng.choice([", Associated Press Writer", ", AP Business Writer", ", Staff Writer", ", Senior Political Correspondent", ", Associated Press Writers", ", Reuters correspondent", " AP Sports Writer", ", Tokyo Bureau Chief", ", Foreign Editor", ", Chief Economics Correspondent", ", Science Editor", ", Special to The Harbor Light", ", AP Medical Writer"])  # fmt: skip
    return _join(names), "By " + _join(names) + title


def _sign_off(rng: random.Random) -> tuple[str, str]:
    text = _join(_names(rng))
    other = rng.choice(["Olga Petrenko", "Raj Patel"])
    return text, rng.choice(
        [
            f"Reporting by {text}; Editing by {other}",
            f"Reporting by {text}; editing by {other} and Kate Dunmore",
            f"By {text}; Additional reporting by {other}",
            f"By {text}, additional reporting by {other}",
            f"By {text}. Compiled by {other}",
            f"{text}; Writing by {other}; Editing by Kate Dunmore",
            f"By {text} (Additional reporting by {other})",
        ]
    )


def _name_typography(rng: random.Random) -> tuple[str, str]:
    names = rng.sample(["Siobhán O'Dea", "J.R. de Souza", "Jean-Luc Ferrand", "Kim Jong-seo", "Sam Holt Jr.", "Tomás Rey", "Zeynep Işık", "Lars Ødegaard"], 2)  # fmt: skip
    text = _join(names)
    other = text
    for old, new in (("O'", "O’"), ("J.R.", rng.choice(["J. R.", "JR", "J.R"])), ("-", rng.choice("-‐–")), ("Jr.", "Jr"), ("á", rng.choice(["á", "a", "á"])), ("ı", rng.choice("ıi")), ("ş", rng.choice("şs")), ("Ø", rng.choice("ØO")), (" and ", "\u00a0and\u00a0"), ("Holt Jr", "Holt, Jr")):  # fmt: skip
        other = other.replace(old, new)
    return text, other


def _name_place(rng: random.Random) -> tuple[str, str]:
    names = _names(rng)
    place = rng.choice(["in Tokyo", "in Kessary", "in São Lino"])
    return _join(names), "By " + _join(names) + " " + place + rng.choice(["", " and agencies", ", Reuters"])


def _other_languages(rng: random.Random) -> tuple[str, str]:
    return rng.choice([
        ("Hannah Müller und Jens Ohm", "Von Hannah Müller, Jens Ohm"),
        ("Jens Ohm", "Von Jens Ohm, dpa"),
        ("Jean-Luc Ferrand et Anne Colin", "Par Jean-Luc Ferrand, Anne Colin"),
        ("Anne Colin", "Par Anne Colin avec AFP"),
        ("Ana López y Luis Gil", "Por Luis Gil y Ana López"),
        ("Ana López", "Por Ana López, EFE"),
        ("Giulia Ferri e Marco Sala", "Di Marco Sala e Giulia Ferri"),
        ("山田太郎", "山田 太郎"),
        ("山田太郎", "山田太郎記者"),
        ("山田太郎、鈴木花子", "鈴木花子・山田太郎"),
        ("김철수", "김철수 기자"),
        ("Анна Лебедева", "АННА ЛЕБЕДЕВА"),
        ("Пётр Озеров и Анна Лебедева", "Анна Лебедева, Петр Озеров"),
        ("Di Wu", "By Di Wu"),
    ])  # fmt: skip


_BYLINE_CHANGES: list[tuple[str, Callable[[random.Random], tuple[str | None, str | None]]]] = [
    ("By", _by),
    ("case of names", _name_case),
    ("order of names", _name_order),
    ("separators of names", _name_separators),
    ("staff byline", _staff),
    ("agency appended", _agency_appended),
    ("job title", _job_title),
    ("reporting by", _sign_off),
    ("typography of names", _name_typography),
    ("place of the reporter", _name_place),
    ("bylines in other languages", _other_languages),
]


# Hard pairs


def _swaps(template: str, *fillings: str) -> list[tuple[str, str]]:
    return [(template.format(a), template.format(b)) for a, b in itertools.pairwise(fillings)]


_HARD_HEADLINES: dict[str, list[tuple[str, str]]] = {
    "number": [
        *_swaps("Harbor ferry runs aground, {} passengers injured", "3", "13", "30", "3,000"),
        *_swaps("Central bank lifts rate to {}%", "1.5", "15", "1.05", "0.15", "5.1"),
        *_swaps("Spain beat Arvenia {} in friendly", "2-1", "1-2", "21-1", "2-11", "3-1"),
        *_swaps("Growth at {}% in second quarter", "0.3", "-0.3", "3"),
        *_swaps("Flood-hit Mirador seeks {} in aid", "$40 million", "$40 billion", "€40 million", "£40 million", "40 million"),
        *_swaps("Rocky coast trail, part {}", "II", "III", "IV", "2"),
        *_swaps("Quake of magnitude {} shakes northern islands", "6.1", "6.2", "61", "5.1"),
        *_swaps("{} killed in Kessary valley clashes", "1,500", "1,050", "15", "150", "1.5 million"),
        *_swaps("東京株、{}日続伸", "3", "4", "34"),
        *_swaps("Ölpreis fällt um {} Dollar", "1,5", "15", "2,5"),
        *_swaps("Temperatures fall to {} in Kessary", "-5", "5", "-15"),
        *_swaps("Budget for {} approved after night session", "2030", "2031", "2030-31"),
        *_swaps("{} people rescued from reef", "1", "2", "12", "1½"),
    ],
    "negation": [
        ("Lindholm will run for third term", "Lindholm will not run for third term"),
        ("Court clears mayor of bribery", "Court does not clear mayor of bribery"),
        ("Mayor guilty of bribery, court finds", "Mayor not guilty of bribery, court finds"),
        ("Union says strike can be averted", "Union says strike can't be averted"),
        ("Minister: port tax is dead", "Minister: port tax isn't dead"),
        ("Rebels accept truce terms", "Rebels never accept truce terms"),
        ("Bank sees risk in house prices", "Bank sees no risk in house prices"),
        ("Recession is over", "Recession is over?"),
        ("Lindholm out", "Lindholm out?"),
        ("Bahnstreik kommt am Montag", "Bahnstreik kommt nicht am Montag"),
        ("Le port rouvrira lundi", "Le port ne rouvrira pas lundi"),
        ("El alcalde dimitirá mañana", "El alcalde no dimitirá mañana"),
        ("首相、辞任を否定", "首相、辞任を否定せず"),
        ("Губернатор уйдёт в отставку", "Губернатор не уйдёт в отставку"),
        ("Vaccine safe for infants, panel says", "Vaccine unsafe for infants, panel says"),
        ("Lender solvent, auditors say", "Lender insolvent, auditors say"),
        ("We'll pay, insurers say after flood", "Well pay, insurers say after flood"),
    ],
    "name": [
        *_swaps("{} wins third term as mayor", "Lindholm", "Lindberg", "Lindblom", "Lind"),
        *_swaps("{} to cut 900 jobs in Ohio", "Johnson & Vale", "Johnston & Vale", "Johnson & Dale", "Johnson"),
        *_swaps("{} sues rival over patent", "Norvex", "Norvax", "Norvex Bio", "Nordex"),
        *_swaps("Film by {} opens festival", "Ann Lee", "Anne Lee", "Ang Lee", "Ann Leigh"),
        *_swaps("{} raises prices for the second time", "Disney+", "Disney", "Disney XD"),
        *_swaps("{} quits race for party chief", "Kim Jong-seo", "Kim Jong-soo", "Kim Young-seo"),
        *_swaps("{} developers in demand, survey says", "C++", "C#", "C"),
        *_swaps("{}、社長交代を発表", "東洋電機", "東海電機", "東洋電気"),
        *_swaps("Minister {} tritt zurück", "Bauer", "Brauer", "Breuer"),
        *_swaps("{} jet makes emergency landing", "F-15", "F-16", "F-35"),
    ],
    "place": [
        *_swaps("U.S. envoy to visit {} next week", "Osaka", "Busan", "Osaka, Busan", "Nara"),
        *_swaps("Fire guts market in {}", "Kessary", "Kessary North", "Mirador", "New Mirador"),
        *_swaps("Strong quake hits {} Korea", "South", "North"),
        *_swaps("Whale stranded near {}", "São Miguel", "São Manuel", "San Miguel de Tucar"),
        ("Japan - US trade talks resume", "Japan trade talks resume"),
        ("Japan - US trade talks resume", "Japan - EU trade talks resume"),
        ("東京都で震度5弱の地震", "京都で震度5弱の地震"),
        ("台風12号、九州に上陸へ", "台風12号、四国に上陸へ"),
        *_swaps("Streik im Hafen von {}", "Rostock", "Lübeck", "Wismar"),
        *_swaps("Пожар на складе в {}", "Туле", "Томске", "Твери"),
        *_swaps("{}-bound train derails", "Tokyo", "Kyoto", "Toyota"),
    ],
    "weekday": [
        *_swaps("Parliament to vote on river pact on {}", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
        *_swaps("What to watch on {}", "Saturday", "Sunday"),
        *_swaps("{} briefing: what you need to know", "Monday", "Tuesday", "Friday"),
        *_swaps("Bahnstreik ab {}", "Montag", "Dienstag", "Mittwoch"),
        *_swaps("Grève des contrôleurs {}", "lundi", "mardi", "jeudi"),
        *_swaps("El paro empieza el {}", "lunes", "martes", "viernes"),
        *_swaps("{}の東京株式市場", "月曜", "火曜", "水曜"),
        *_swaps("Business highlights, March {}", "3", "4", "5", "14"),
        *_swaps("{} headlines from the newspapers", "Morning", "Evening", "Midday"),
    ],
    "direction": [
        ("Tokyo stocks close higher", "Tokyo stocks close lower"),
        ("Tokyo stocks close higher", "Tokyo stocks open higher"),
        ("Dollar rises against yen in early trade", "Dollar falls against yen in early trade"),
        ("Tokyo stocks end morning higher", "Tokyo stocks end higher"),
        ("Oil up 2% on supply fears", "Oil down 2% on supply fears"),
        ("Nikkei gains for third day", "Nikkei gains for fourth day"),
        ("東京株、反発", "東京株、反落"),
        ("東京株、続伸", "東京株、続落"),
        ("DAX schließt im Plus", "DAX schließt im Minus"),
        ("La Bourse de Paris en hausse", "La Bourse de Paris en baisse"),
        ("Сегодня рубль вырос", "Сегодня рубль упал"),
        ("Imports outpace exports in March", "Exports outpace imports in March"),
        ("Army accuses rebels of breaking truce", "Rebels accuse army of breaking truce"),
        ("Arvenia beats Valdoro", "Valdoro beats Arvenia"),
    ],
    "dash, colon or bar as content": [
        ("Spain - France: 2-1", "Spain - France: 1-2"),
        ("Spain - France: 2-1", "Spain - Italy: 2-1"),
        ("Biden: Trump wrong", "Trump: Biden wrong"),
        ("Biden: Trump wrong", "Trump wrong"),
        ("Lindholm: strike was wrong", "Strike was wrong"),
        ("Analysis - what now", "What now"),
        ("Analysis - what now for the yen", "Interview - what now for the yen"),
        ("Ferry disaster – what we know", "Ferry disaster – the survivors"),
        ("Budget 2031 | Winners", "Budget 2031 | Losers"),
        ("Budget 2031 | Winners and losers", "Budget 2031"),
        ("Quake toll hits 40 - state media", "Quake toll hits 40 - police"),
        ("Quake toll hits 40 - State TV", "Quake toll hits 40 - State Radio"),
        ("Norvex in takeover talks -sources", "Norvex in takeover talks -lawyers"),
        ("Election night – The Verdict", "Election night – The Losers"),
        ("Parcels to cost more from May - Japan Post", "Parcels to cost more from May - Korea Post"),
        ("Outbreak is not over - WHO", "Outbreak is not over - UN"),
        ("River pact vote – Live", "River pact vote – Explained"),
        ("Chess world final - Game 3", "Chess world final - Game 4"),
        ("Harbor bridge closed: mayor", "Harbor bridge closed: police"),
        ("Old mill fire – Two held", "Old mill fire – Two released"),
        ("Lost at sea - part one", "Lost at sea - part two"),
        ("Kite champion back | Video", "Kite champion back | Photos"),
        ("The delta city - Hard Times", "The delta city - Good Times"),
        ("Arvenia votes - Polls Open Today", "Arvenia votes - Polls Close Today"),
        ("Lindholm speaks on port tax - Bad News", "Lindholm speaks on port tax - Good News"),
        ("島の暮らし｜前編", "島の暮らし｜後編"),
        ("首相：増税は必要", "野党：増税は必要"),
        ("Hafenstreik – Die Folgen", "Hafenstreik – Die Ursachen"),
    ],
    "prefix as content": [
        ("Update on vaccine expected next week", "On vaccine expected next week"),
        ("Update on vaccine due", "Vaccine due"),
        ("Exclusive club loses licence", "Club loses licence"),
        # Not against "Use zone …": with the label "Exclusive-" in front, no editor could tell the two apart.
        ("Exclusive-use zone opens in harbor", "Zone opens in harbor"),
        ("Correction officers walk out over pay", "Officers walk out over pay"),
        ("Correctional officers walk out over pay", "Officers walk out over pay"),
        ("Breaking dancers head for games in Valdoro", "Dancers head for games in Valdoro"),
        ("Breaking-ball pitcher signs for Northport", "Ball pitcher signs for Northport"),
        ("Urgent care clinics close in Mirador", "Care clinics close in Mirador"),
        ("Alert driver averts train crash", "Driver averts train crash"),
        ("Lead found in school water pipes", "Found in school water pipes"),
        ("Lead: the silent poison in old pipes", "The silent poison in old pipes"),
        ("Flash floods hit Kessary valley", "Floods hit Kessary valley"),
        ("Repeat offender held after chase", "Offender held after chase"),
        ("Just in time: ferry rescues crew", "Ferry rescues crew"),
        ("Developing nations seek seat at table", "Nations seek seat at table"),
        ("Update 7 of game brings new map", "Game brings new map"),
        ("FACTBOX-The river pact", "The river pact"),
        ("FACTBOX: who is who in river pact talks", "TIMELINE: who is who in river pact talks"),
        ("ANALYSIS-Lindholm's third term", "INTERVIEW-Lindholm's third term"),
        ("Opinion: the river pact is dead", "The river pact is dead"),
        ("LIVE: river pact vote in parliament", "River pact vote in parliament"),
        ("Soccer-Arvenia name squad for finals", "Rugby-Arvenia name squad for finals"),
        ("Lead 2-1 slips away for Arvenia", "Lead 3-1 slips away for Arvenia"),
        ("Snap election called in Arvenia", "Election called in Arvenia"),
        ("速報値は上方修正", "確報値は上方修正"),
        ("Wrap up warm, says weather service", "Warm, says weather service"),
    ],
    "short": [
        ("Yen up", "Yen down"),
        ("Abe resigns", "Abe resigned"),
        ("Home", "Home run"),
        ("Gold!", "Golf!"),
        ("2-1", "1-2"),
        ("It's war", "Its war"),
        ("He's in", "She's in"),
        ("Nein", "Nein?"),
        # Not "Live" against "Live - BBC News": once an outlet's suffix is added to the first they are the same text.
        ("Live - BBC News", "Sport - BBC News"),
        ("Sport", "Sport: Arvenia"),
        ("円高", "円安"),
        ("Reuters", "Reuters - Kyodo"),
        ("Today - Japan Today", "World - Japan Today"),
        ("C+", "C"),
        ("¿Sí?", "Sí"),
    ],
    "letters of other scripts": [
        ("びょういんで火事、けが人なし", "びよういんで火事、けが人なし"),
        ("バス値上げへ", "パス値上げへ"),
        ("ビル火災で3人けが", "ビール火災で3人けが"),
        ("ハイキング中に遭難", "バイキング中に遭難"),
        ("カラスが群れで飛来", "ガラスが群れで飛来"),
        ("港口罢工已结束", "港口罢工未结束"),
        ("王先生当选市长", "汪先生当选市长"),
        ("부산항 파업 종료", "부산항 파업 재개"),
        ("팔 부상 선수 복귀", "발 부상 선수 복귀"),
        ("Войны вернулись домой", "Воины вернулись домой"),
        ("Их дом сгорел дотла", "Ихй дом сгорел дотла"),
        ("Порт закрыт из-за войны", "Порт закрыт из-за воины"),
        ("Її дім згорів", "Ії дім згорів"),
        ("الحزب على الأبواب", "الحرب على الأبواب"),
        ("مقتل قائد الحرس", "مقتل قائد الجرس"),
        ("ราคาข้าวปรับขึ้น", "ราคาข่าวปรับขึ้น"),
        ("ราคาข้าวปรับขึ้น", "ราคาขาวปรับขึ้น"),
        ("दिन भर बारिश", "दीन भर बारिश"),
        ("कल बाजार बंद", "काल बाजार बंद"),
        ("הנמל נפתח", "הנמל נפתר"),
        ("Giá bán nhà tăng mạnh tháng này", "Giá bàn nhà tăng mạnh tháng này"),
        ("Người bạn của tổng thống bị bắt", "Người bán của tổng thống bị bắt"),
    ],
}  # fmt: skip
# Roman and arabic numerals name the same part, and a quiet editor would say so: out of the hard pairs.
_HARD_HEADLINES["number"].remove(("Rocky coast trail, part IV", "Rocky coast trail, part 2"))


def _other_people(rng: random.Random) -> tuple[str, str]:
    one, other = rng.sample(PEOPLE, 2)
    return one, rng.choice(["By ", "", "BY "]) + rng.choice([other, other + ", Reuters", other.upper()])


def _one_more(rng: random.Random) -> tuple[str, str]:
    names = rng.sample(PEOPLE, 3)
    return _join(names[:2]), "By " + _join(rng.sample(names, 3))


def _one_exchanged(rng: random.Random) -> tuple[str, str]:
    names = rng.sample(PEOPLE, 3)
    return _join(names[:2]), "By " + _join(names[1:])


def _near_names(rng: random.Random) -> tuple[str, str]:
    one, other = rng.choice([
        ("Ann Lee", "Anne Lee"), ("Jo Brandt", "Joe Brandt"), ("Mara Quill", "Mark Quill"), ("Mara Quill", "Mara Quinn"),
        ("Sam Holt", "Sam Holt Jr."), ("J.R. de Souza", "R.J. de Souza"), ("John E. Smith", "John F. Smith"),
        ("Kim Jong-seo", "Kim Jong-soo"), ("Tomás Rey", "Tomás Reyes"), ("Martin James", "James Martin"),
        ("山田太郎", "山田次郎"), ("Ana López", "Ana Lopera"), ("Viktor Dragan", "Viktoria Dragan"), ("Lars Holm", "Lars Holme"),
        ("Bo Lindqvist", "Bo Lindquist Berg"), ("William Post", "William Frost"), ("Daily Gomez", "Dailyn Gomez"),
    ])  # fmt: skip
    return one + rng.choice(["", ", Reuters"]), rng.choice(["", "By "]) + other + rng.choice(
        ["", ", Reuters", " (AFP)"]
    )


def _agency_stays_other(rng: random.Random) -> tuple[str, str]:
    one, other = rng.sample(PEOPLE, 2)
    tail = rng.choice([", Associated Press Writer", " (Reuters)", ", AFP", " Associated Press"])
    return "By " + one + tail, "By " + other + tail


_HARD_BYLINES: list[tuple[str, Callable[[random.Random], tuple[str, str]]]] = [
    ("other people", _other_people),
    ("one person more", _one_more),
    ("one person exchanged", _one_exchanged),
    ("people of similar names", _near_names),
    ("same agency, other people", _agency_stays_other),
]
