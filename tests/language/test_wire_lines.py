"""Openings, credit lines, bylines and rights lines as wire desks write them, in a dozen languages.

All of them are made up; none is taken from a real story. Each table has its negatives: lines that look like one and
are not.
"""

import pytest

from newscrawler.language.agencies import find_agency, is_agency
from newscrawler.language.bylines import parse_byline
from newscrawler.language.credits import parse_credit_line
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.rights import parse_rights

OPENINGS: list[tuple[str, str, str | None, str | None, str | None, str]] = [
    # language, line, place, date, agency, what the text begins with
    ("en", "WASHINGTON (AP) — The ferry left.", "WASHINGTON", None, "AP", "The"),
    ("en", "ST. LOUIS (AP) — The ferry left.", "ST. LOUIS", None, "AP", "The"),
    ("en", "PORTLAND, Ore. (AP) — The ferry left.", "PORTLAND, Ore.", None, "AP", "The"),
    ("en", "KYIV/WARSAW, Feb 3 (Reuters) - The ferry left.", "KYIV/WARSAW", "Feb 3", "Reuters", "The"),
    ("en", "Aug 17 (Reuters) - The ferry left.", None, None, "Reuters", "The"),
    ("en", "LONDON, March 3 (Xinhua) -- The ferry left.", "LONDON", "March 3", "Xinhua", "The"),
    ("en", "Aug. 17 (UPI) -- The ferry left.", None, None, "UPI", "The"),
    ("en", "SEOUL, Aug. 17 (Yonhap) -- The ferry left.", "SEOUL", "Aug. 17", "Yonhap", "The"),
    ("en", "New Delhi, Aug 17 (PTI) The ferry left.", "New Delhi", "Aug 17", "PTI", "The"),
    ("en", "KUALA LUMPUR, Aug 17 (Bernama) -- The ferry left.", "KUALA LUMPUR", "Aug 17", "Bernama", "The"),
    ("en", "Jakarta (ANTARA) - The ferry left.", "Jakarta", None, "Antara", "The"),
    ("en", "PYONGYANG, Aug. 17 (KCNA) -- The ferry left.", "PYONGYANG", "Aug. 17", "KCNA", "The"),
    ("en", "TEHRAN, Aug. 17 (IRNA) – The ferry left.", "TEHRAN", "Aug. 17", "IRNA", "The"),
    ("en", "RIYADH, SPA — The ferry left.", "RIYADH", None, "SPA", "The"),
    ("en", "AMMAN, Aug. 17 (Petra) – The ferry left.", "AMMAN", "Aug. 17", "Petra", "The"),
    ("en", "OTTAWA (The Canadian Press) — The ferry left.", "OTTAWA", None, "CP", "The"),
    ("en", "HALDEN — The ferry left.", "HALDEN", None, None, "The"),
    ("en", "The Hague (ANP/AFP) - The ferry left.", "The Hague", None, "ANP", "The"),
    ("de", "Berlin (dpa) - Die Fähre fuhr ab.", "Berlin", None, "dpa", "Die"),
    ("de", "Berlin/Paris (dpa/lby) - Die Fähre fuhr ab.", "Berlin/Paris", None, "dpa", "Die"),
    ("de", "Frankfurt (dpa-AFX) - Die Fähre fuhr ab.", "Frankfurt", None, "dpa", "Die"),
    ("de", "Frankfurt a.M. (epd). Die Fähre fuhr ab.", "Frankfurt a.M.", None, "epd", "Die"),
    ("de", "Zürich (awp) - Die Fähre fuhr ab.", "Zürich", None, "AWP", "Die"),
    ("de", "Bern, 17. Aug (Reuters) - Die Fähre fuhr ab.", "Bern", "17. Aug", "Reuters", "Die"),
    ("de", "Bonn (KNA) – Die Fähre fuhr ab.", "Bonn", None, "KNA", "Die"),
    ("de", "Bern (Keystone-SDA) Die Fähre".replace(") Die", "). Die"), "Bern", None, "Keystone-SDA", "Die"),
    ("fr", "Paris, 17 août (AFP) - Le bac est parti.", "Paris", "17 août", "AFP", "Le"),
    ("fr", "Bruxelles, 1er mars (Belga) – Le bac est parti.", "Bruxelles", "1er mars", "Belga", "Le"),
    ("fr", "Genève (awp/ats) - Le bac est parti.", "Genève", None, "AWP", "Le"),
    ("fr", "(AFP) - Le bac est parti.", None, None, "AFP", "Le"),
    ("es", "Madrid, 17 ago (EFE).- El transbordador zarpó.", "Madrid", "17 ago", "EFE", "El"),
    ("es", "MADRID, 17 Ago. (EUROPA PRESS) - El transbordador zarpó.", "MADRID", "17 Ago.", "Europa Press", "El"),
    ("es", "México, 17 ago (Notimex).- El transbordador zarpó.", "México", "17 ago", "Notimex", "El"),
    ("es", "San Juan del Sur, 17 de agosto (EFE).- El transbordador", "San Juan del Sur", "17 de agosto", "EFE", "El"),
    ("it", "(ANSA) - ROMA, 17 AGO - Il traghetto è partito.", "ROMA", "17 AGO", "ANSA", "Il"),
    ("it", "Roma, 17 ago. (Adnkronos) - Il traghetto è partito.", "Roma", "17 ago.", "Adnkronos", "Il"),
    ("it", "(AGI) - Roma, 17 ago. - Il traghetto è partito.", "Roma", "17 ago.", "AGI", "Il"),
    ("pt", "Lisboa, 17 ago 2019 (Lusa) – O barco partiu.", "Lisboa", "17 ago 2019", "Lusa", "O"),
    ("pt", "BRASÍLIA (Reuters) - O barco partiu.", "BRASÍLIA", None, "Reuters", "O"),
    ("nl", "AMSTERDAM (ANP) - De veerboot vertrok.", "AMSTERDAM", None, "ANP", "De"),
    ("sv", "STOCKHOLM (TT) Färjan gick.", "STOCKHOLM", None, "TT", "Färjan"),
    ("no", "OSLO (NTB): Fergen gikk.", "OSLO", None, "NTB", "Fergen"),
    ("da", "KØBENHAVN (Ritzau) - Færgen sejlede.", "KØBENHAVN", None, "Ritzau", "Færgen"),
    ("fi", "HELSINKI (STT) - Lautta lähti.", "HELSINKI", None, "STT", "Lautta"),
    ("pl", "Warszawa (PAP) – Prom odpłynął.", "Warszawa", None, "PAP", "Prom"),
    ("cs", "Praha 17. srpna (ČTK) - Trajekt odplul.", "Praha", "17. srpna", "CTK", "Trajekt"),
    (
        "hu",
        "Budapest, 2019. augusztus 17., szombat (MTI) - A komp",
        "Budapest",
        "2019. augusztus 17., szombat",
        "MTI",
        "A",
    ),
    ("ro", "București, 17 aug /Agerpres/ - Feribotul a plecat.", "București", "17 aug", "Agerpres", "Feribotul"),
    ("hr", "ZAGREB, 17. kolovoza 2019. (Hina) - Trajekt je otišao.", "ZAGREB", "17. kolovoza 2019.", "HINA", "Trajekt"),
    ("sr", "BEOGRAD, 17. avgusta (Tanjug) - Trajekt je otišao.", "BEOGRAD", "17. avgusta", "Tanjug", "Trajekt"),
    ("lt", "Vilnius, rugpjūčio 17 (BNS) - Keltas išplaukė.", "Vilnius", "rugpjūčio 17", "BNS", "Keltas"),
    (
        "lv",
        "RĪGA, 17.augusts (LETA) - Prāmis aizgāja.".replace("17.augusts", "17. augusts"),
        "RĪGA",
        "17. augusts",
        "LETA",
        "Prāmis",
    ),
    ("tr", "ANKARA (AA) - Feribot hareket etti.", "ANKARA", None, "Anadolu", "Feribot"),
    ("vi", "Hà Nội, ngày 17/8 (TTXVN) - Phà đã rời bến.", "Hà Nội", "ngày 17/8", "VNA", "Phà"),
    ("ru", "МОСКВА, 17 августа. /ТАСС/. Паром ушёл.", "МОСКВА", "17 августа", "TASS", "Паром"),
    ("ru", "МОСКВА, 17 авг — РИА Новости. Паром ушёл.", "МОСКВА", "17 авг", "RIA Novosti", "Паром"),
    ("ru", "Москва. 17 августа. INTERFAX.RU - Паром ушёл.", "Москва", "17 августа", "Interfax", "Паром"),
    ("uk", "КИЇВ, 17 серпня (Укрінформ) - Пором відплив.", "КИЇВ", "17 серпня", "Ukrinform", "Пором"),
    ("ja", "［東京　１７日　ロイター］ - フェリーは出た。", "東京", "１７日", "Reuters", "フェリー"),
    ("ja", "【ワシントン＝共同】フェリーは出た。", "ワシントン", None, "Kyodo", "フェリー"),
    ("ja", "【北京時事】フェリーは出た。", "北京", None, "Jiji", "フェリー"),
    ("ja", "【8月17日 AFP】フェリーは出た。", None, None, "AFP", "フェリー"),
    ("ja", "【ソウル聯合ニュース】フェリーは出た。", "ソウル", None, "Yonhap", "フェリー"),
    ("zh", "新华社北京8月17日电（记者王小明）渡轮已离港。", "北京", "8月17日", "Xinhua", "渡轮"),
    ("zh", "中新社上海8月17日电 渡轮已离港。", "上海", "8月17日", "China News Service", "渡轮"),
    ("zh", "（中央社台北17日電）渡輪已離港。", "台北", "17日", "CNA", "渡輪"),
    ("zh", "法新社巴黎17日电 渡轮已离港。", "巴黎", "17日", "AFP", "渡轮"),
    ("ko", "(서울=연합뉴스) 홍길동 기자 = 여객선이 떠났다.", "서울", None, "Yonhap", "여객선이"),
    ("ko", "[부산=뉴시스] 홍길동 기자 = 여객선이 떠났다.", "부산", None, "Newsis", "여객선이"),
    ("ar", "القاهرة 17 أغسطس (رويترز) - غادرت العبارة.", "القاهرة", "17 أغسطس", "Reuters", "غادرت"),
]

NO_OPENINGS = [
    "The minister told Reuters (AP was not there) that he would resign.",
    "The minister (AP) - who was not there - resigned.",
    "Shares rose in Tokyo - and fell in Seoul.",
    "The harbour authority (PA) said on Friday that the ferry had left.",
    "NASA — the space agency — said on Friday",
    "BREAKING — The ferry has left.",
    "UPDATE — The ferry has left.",
    "TOP STORIES — The ferry has left.",
    "EDITOR'S NOTE — This story has been changed.",
    "COVID-19 — how the ferry was cleaned",
    "Vessa — so heißt der Ort — liegt am Meer.",
    "Vessa (dpa hatte berichtet) bleibt ohne Fähre.",
    "Der Kapitän (dpa) - so hieß es - ging von Bord.",
    "Le port de Vessa (AFP/Getty Images) au petit matin.",
    "The International Monetary Fund (IMF) — which lends — said",
    "Nach Angaben der Nachrichtenagentur AFP fuhr die Fähre ab.",
    "The AP exam (Advanced Placement) - taken in May - was late.",
    "(Bloomberg Opinion columnists disagree about this.)",
    "(Photo by AP) - the ferry at night",
    "『共同通信によると』フェリーは出た。",
    "（写真は共同）フェリーは出た。",
    "新华社记者昨天看到渡轮离港。",
    "연합뉴스에 따르면 여객선이 떠났다.",
    "МОСКВА — город большой.".replace("МОСКВА", "Москва"),
    "In May, 17 (AP) students left.",
    "",
]

CREDITS = [
    ("(AP)", "AP"),
    ("(Reuters)", "Reuters"),
    ("— Reuters", "Reuters"),
    ("Source: AFP", "AFP"),
    ("Source: Press Association", "PA"),
    ("dpa/AFP", "dpa"),
    ("(dpa/lby)", "dpa"),
    ("(sda/afp)", "Keystone-SDA"),
    ("Quelle: dpa", "dpa"),
    ("Mit Material von dpa und AFP", "dpa"),
    ("Mit Agenturmaterial", None),
    ("avec AFP", "AFP"),
    ("(avec Reuters et AFP)", "Reuters"),
    ("Fuente: EFE", "EFE"),
    ("Con información de EFE", "EFE"),
    ("Fonte: ANSA", "ANSA"),
    ("Com informações da Reuters", "Reuters"),
    ("(Lusa)", "Lusa"),
    ("Bron: ANP", "ANP"),
    ("/ritzau/", "Ritzau"),
    ("(PAP)", "PAP"),
    ("Źródło: PAP", "PAP"),
    ("(ČTK)", "CTK"),
    ("Источник: ТАСС", "TASS"),
    ("（共同）", "Kyodo"),
    ("（時事）", "Jiji"),
    ("提供：共同通信社", "Kyodo"),
    ("来源：新华社", "Xinhua"),
    ("(연합뉴스)", "Yonhap"),
    ("출처: 연합뉴스", "Yonhap"),
    ("Kaynak: AA", "Anadolu"),
    ("(with inputs from PTI)", "PTI"),
    # None of these credits the text to an agency.
    ("(AP Photo/Mara Quill)", None),
    ("REUTERS/Mara Quill/File Photo", None),
    ("Foto: dpa", None),
    ("写真：共同", None),
    ("The minister told Reuters.", None),
    ("Reuters could not reach the captain.", None),
    ("AP classes begin", None),
    ("(PA system failed)", None),
    ("Source: Harbour authority", None),
    ("Petra", None),
    ("(and)", None),
    ("Source: own reporting, AFP could not confirm", None),
]

BYLINES = [
    ("By Mara Quill, Reuters", ("Mara Quill",), "Reuters"),
    ("By MARA QUILL and BO LINDQVIST, Associated Press", ("Mara Quill", "Bo Lindqvist"), "AP"),
    ("By Mara Quill, AP Business Writer", ("Mara Quill",), "AP"),
    ("By Mara Quill and Bo Lindqvist in Tokyo", ("Mara Quill", "Bo Lindqvist"), None),
    ("By AP Singh", ("AP Singh",), None),
    ("By Petra Holm", ("Petra Holm",), None),
    ("Reuters Staff", (), "Reuters"),
    ("Staff Writers, AFP", (), "AFP"),
    ("Von Mara Quill, dpa", ("Mara Quill",), "dpa"),
    ("Von Mara Quill und Jens Ohm (AFP)", ("Mara Quill", "Jens Ohm"), "AFP"),
    ("Par Mara Quill, AFP", ("Mara Quill",), "AFP"),
    ("Por Mara Quill (EFE)", ("Mara Quill",), "EFE"),
    ("Di Mara Quill, ANSA", ("Mara Quill",), "ANSA"),
    ("Мара Квил, ТАСС", ("Мара Квил",), "TASS"),
    ("共同通信", (), "Kyodo"),
    ("By Mara Quill; additional reporting by Bo Lindqvist, AFP", ("Mara Quill",), "AFP"),
]

RIGHTS = [
    ("© (c) Copyright Thomson Reuters 2019.", "Thomson Reuters", 2019, True),
    (
        "Copyright 2026 The Associated Press. All rights reserved. This material may not be published.",
        "The Associated Press",
        2026,
        True,
    ),
    ("© 2026 AFP", "AFP", 2026, True),
    ("© Agence France-Presse", "Agence France-Presse", None, True),
    ("© dpa-infocom, dpa:261117-99-123456/3", "dpa-infocom", None, True),
    ("©2026 Bloomberg L.P.", "Bloomberg L.P", 2026, True),
    ("© 2026 Kyodo News. All rights reserved.", "Kyodo News", 2026, True),
    ("(C) Kyodo News", "Kyodo News", None, True),
    ("RIPRODUZIONE RISERVATA © Copyright ANSA", "ANSA", None, True),
    ("© EFE 2026. Está expresamente prohibida la redistribución.", "EFE", 2026, True),
    ("<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>", "연합뉴스", None, True),
    ("Copyright ⓒ 연합뉴스. All rights reserved.", "연합뉴스", None, True),
    ("© 共同通信社 無断転載禁止", "共同通信社", None, True),
    ("© ТАСС, 2026. Все права защищены.", "ТАСС", 2026, True),
    ("© 2026 Keystone-SDA. Alle Rechte vorbehalten.", "Keystone-SDA", 2026, True),
    ("© 2026 Harbor Light Media Ltd.", "Harbor Light Media Ltd.", 2026, False),
    ("©2019 GPlusMedia Inc.", "GPlusMedia Inc.", 2019, False),
]


@pytest.mark.parametrize(("language", "line", "place", "date", "agency", "text"), OPENINGS)
def test_opening(language: str, line: str, place: str | None, date: str | None, agency: str | None, text: str) -> None:
    found = parse_dateline(line)
    assert found is not None
    assert (found.dateline.located if found.dateline else None) == place
    assert (found.dateline.date if found.dateline else None) == date
    assert found.agency == agency
    assert line[found.end :].startswith(text)


@pytest.mark.parametrize("line", NO_OPENINGS)
def test_no_opening(line: str) -> None:
    assert parse_dateline(line) is None


@pytest.mark.parametrize(("line", "agency"), CREDITS)
def test_credit_line(line: str, agency: str | None) -> None:
    assert parse_credit_line(line) == agency


@pytest.mark.parametrize(("line", "authors", "agency"), BYLINES)
def test_byline(line: str, authors: tuple[str, ...], agency: str | None) -> None:
    found = parse_byline(line)
    assert found is not None
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(("line", "holder", "year", "of_an_agency"), RIGHTS)
def test_rights_line(line: str, holder: str, year: int | None, of_an_agency: bool) -> None:
    found = parse_rights(line)
    assert found is not None
    assert (found.notice, found.holder, found.year) == (line, holder, year)
    assert is_agency(holder) is of_an_agency


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("Ann Lee, AP", "AP"),
        ("AP Singh", None),
        ("PA Jensen", None),
        ("Petra Holm", None),
        ("Spa & Wellness Magazine", None),
        ("TT Electronics", None),
        ("Map of Vessa", None),
        ("Trend Reuters", "Reuters"),
        ("AFP/dpa", "AFP"),
        ("Getty Images/AFP", None),
        ("Deutsche Presse-Agentur GmbH", "dpa"),
        ("THE ASSOCIATED PRESS", "AP"),
        ("Agência Lusa", "Lusa"),
        ("", None),
        (None, None),
    ],
)
def test_agency_of_a_credit(credit: str | None, agency: str | None) -> None:
    assert find_agency(credit) == agency


def test_there_are_enough_of_them_in_enough_languages() -> None:
    assert len(OPENINGS) >= 60
    assert len({language for language, *_ in OPENINGS}) >= 8
