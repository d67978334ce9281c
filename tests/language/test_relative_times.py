"""Times that count back from the retrieval, as printed in each language that :mod:`relative` reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.dates.relative import read_relative
from newscrawler.language.dates.words import DAYS_AGO

NOW = datetime(2026, 11, 24, 12, 34, 56, tzinfo=UTC)
READER = TimeReader(NOW, month_first=False)
MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = (
    timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1), timedelta(days=30), timedelta(days=365)
)  # fmt: skip

SAID = {
    "English": ("5 minutes ago", "3 hours ago", "2 days ago", "a week ago", "4 months ago", "an hour ago", "1 year ago"),
    "German": ("vor 5 Minuten", "vor 3 Stunden", "vor 2 Tagen", "vor einer Woche", "vor 4 Monaten", "vor einer Stunde",
               "vor einem Jahr"),
    "French": ("il y a 5 minutes", "il y a 3 heures", "il y a 2 jours", "il y a une semaine", "il y a 4 mois",
               "il y a une heure", "il y a un an"),
    "Spanish": ("hace 5 minutos", "hace 3 horas", "hace 2 días", "hace una semana", "hace 4 meses", "hace una hora",
                "hace un año"),
    "Portuguese": ("há 5 minutos", "há 3 horas", "há 2 dias", "há uma semana", "há 4 meses", "há uma hora", "há um ano"),
    "Italian": ("5 minuti fa", "3 ore fa", "2 giorni fa", "una settimana fa", "4 mesi fa", "un'ora fa", "un anno fa"),
    "Dutch": ("5 minuten geleden", "3 uur geleden", "2 dagen geleden", "een week geleden", "4 maanden geleden",
              "een uur geleden", "een jaar geleden"),
    "Polish": ("5 minut temu", "3 godziny temu", "2 dni temu", "1 tydzień temu", "4 miesiące temu", "1 godzinę temu",
               "1 rok temu"),
    "Turkish": ("5 dakika önce", "3 saat önce", "2 gün önce", "bir hafta önce", "4 ay önce", "bir saat önce",
                "bir yıl önce"),
    "Indonesian": ("5 menit yang lalu", "3 jam yang lalu", "2 hari yang lalu", "1 minggu yang lalu", "4 bulan yang lalu",
                   "1 jam yang lalu", "1 tahun yang lalu"),
    "Swedish": ("5 minuter sedan", "3 timmar sedan", "2 dagar sedan", "en vecka sedan", "4 månader sedan",
                "en timme sedan", "ett år sedan"),
    "Danish": ("5 minutter siden", "3 timer siden", "2 dage siden", "en uge siden", "4 måneder siden", "en time siden",
               "et år siden"),
    "Norwegian": ("5 minutter siden", "3 timer siden", "2 dager siden", "en uke siden", "4 måneder siden",
                  "en time siden", "ett år siden"),
    "Finnish": ("5 minuuttia sitten", "3 tuntia sitten", "2 päivää sitten", "1 viikko sitten", "4 kuukautta sitten",
                "1 tunti sitten", "1 vuosi sitten"),
    "Czech": ("před 5 minutami", "před 3 hodinami", "před 2 dny", "před 1 týdnem", "před 4 měsíci", "před 1 hodinou",
              "před 1 rokem"),
    "Hungarian": ("5 perccel ezelőtt", "3 órával ezelőtt", "2 nappal ezelőtt", "1 héttel ezelőtt", "4 hónappal ezelőtt",
                  "1 órával ezelőtt", "1 évvel ezelőtt"),
    "Romanian": ("acum 5 minute", "acum 3 ore", "acum 2 zile", "acum 1 săptămână", "acum 4 luni", "acum 1 oră",
                 "acum 1 an"),
    "Russian": ("5 минут назад", "3 часа назад", "2 дня назад", "1 неделю назад", "4 месяца назад", "1 час назад",
                "1 год назад"),
    "Japanese": ("5分前", "3時間前", "2日前", "1週間前", "4か月前", "1時間前", "1年前"),
    "Chinese": ("5分钟前", "3小时前", "2天前", "1周前", "4个月前", "1小時前", "1年前"),
    "Korean": ("5분 전", "3시간 전", "2일 전", "1주 전", "4개월 전", "1시간 전", "1년 전"),
    "short": ("5m", "3h", "2d", "1w", "4mo", "1h", "1y"),
}  # fmt: skip
MEANT = (5 * MINUTE, 3 * HOUR, 2 * DAY, WEEK, 4 * MONTH, HOUR, YEAR)


@pytest.mark.parametrize("language", SAID)
def test_steps_back(language: str) -> None:
    found = {said: (NOW - at if (at := read_relative(said, NOW)) else None) for said in SAID[language]}
    assert found == dict(zip(SAID[language], MEANT, strict=True))


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("today at 9:15", 0), ("yesterday at 9:15 am", 1), ("Yesterday, 09:15", 1), ("heute, 09:15 Uhr", 0),
        ("gestern um 9:15", 1), ("vorgestern, 09:15", 2), ("hier à 9h15", 1), ("avant-hier à 9h15", 2), ("ayer a las 9:15", 1),
        ("anteayer, 9:15", 2), ("ontem às 9h15", 1), ("ieri alle 9:15", 1), ("oggi alle 9:15", 0), ("gisteren om 9:15", 1),
        ("wczoraj, 9:15", 1), ("dün 09:15", 1), ("kemarin 9:15", 1), ("i går 9:15", 1), ("igår 9:15", 1), ("eilen 9:15", 1),
        ("včera 9:15", 1), ("tegnap 9:15", 1), ("вчера в 9:15", 1), ("сегодня в 9:15", 0), ("昨日 9:15", 1), ("昨天 9:15", 1),
        ("어제 9:15", 1), ("2 days ago at 09:15 am", 2), ("vor 2 Tagen um 9:15", 2),
    ],
)  # fmt: skip
def test_days_with_a_clock_time(said: str, back: int) -> None:
    assert read_relative(said, NOW) == (NOW - back * DAY).replace(hour=9, minute=15, second=0)


@pytest.mark.parametrize(
    "said",
    ["just now", "gerade eben", "à l’instant", "ahora mismo", "agora mesmo", "adesso", "zojuist", "przed chwilą", "az önce",
     "baru saja", "только что", "たった今", "刚刚", "방금"],
)  # fmt: skip
def test_now(said: str) -> None:
    assert read_relative(said, NOW) == NOW


@pytest.mark.parametrize(
    "said",
    [
        "3 hours",
        "page 3 of 4",
        "20 November 2026",
        "5 minutes of fame",
        "High time.",
        "vor allem",
        "hace falta",
        "1. FC",
    ],
)
def test_what_does_not_count_back(said: str) -> None:
    assert read_relative(said, NOW) is None


@pytest.mark.parametrize("language", SAID)
def test_precision_says_that_it_was_counted(language: str) -> None:
    reading = READER.shown(SAID[language][1])
    assert reading is not None
    assert (reading.precision, reading.raw, NOW - reading.at) == ("relative", SAID[language][1], 3 * HOUR)


@pytest.mark.parametrize("ago", DAYS_AGO)
def test_the_look_lets_through_every_name_of_a_day(ago: int) -> None:
    for name in DAYS_AGO[ago].split("|"):
        for said in (name, name.upper(), f"({name}), 09:15"):
            found = read_relative(said, NOW)
            assert found is not None
            assert (NOW.date() - found.date()).days == ago
