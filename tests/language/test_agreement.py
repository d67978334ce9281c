"""A date means the same wherever it is printed, and one that is not understood is never exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newscrawler.comments import PLATFORMS, PlatformRequest, PlatformResponse, detect
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import parse_date
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page
from newscrawler.items import Comment, Printing
from newscrawler.language.dates.reader import TimeReader
from newscrawler.language.dates.relative import read_relative
from newscrawler.spiders.syndication import SyndicationSpider
from newscrawler.textdumps import read_text_dump

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
PROSE = (
    "<p>The ferry that links Vessa with the mainland came back on Monday after nine days of repairs in the yard at Orla.</p>"
    "<p>Captain and crew were met by a small crowd at the pier, and the harbour office said that all sailings would run.</p>"
)


def page(
    body: str, language: str | None = "en", zone: ZoneInfo | None = None, url: str = "https://talk.example/a"
) -> Page:
    lang = f' lang="{language}"' if language else ""
    html = (
        f'<!doctype html><html{lang}><head><meta charset="utf-8"><title>Ferry</title></head><body>{body}</body></html>'
    )
    return Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW, zone=zone)


def thread(text: str) -> str:
    return (
        f'<article><h1>Ferry returns</h1>{PROSE}</article><section id="comments"><h2>1 comments</h2><ol class="comment-list">'
        f'<li class="comment" id="comment-1"><div class="comment-author"><b class="fn">Ann</b></div><div class="comment-meta">'
        f'<a href="#comment-1">{text}</a></div><div class="comment-content"><p>I have taken that ferry for twenty years.</p></div></li></ol></section>'
    )


def comment(text: str, language: str | None = "en", zone: ZoneInfo | None = None, **others: str) -> Comment:
    section = detect(page(thread(text), language, zone, **others), "https://talk.example/a")
    assert section is not None
    (found,) = section.result.comments
    return found


def story(text: str, language: str | None = "en", zone: ZoneInfo | None = None, **others: str) -> Printing:
    body = f'<article><h1>Ferry returns to Vessa after nine days</h1><p class="date">{text}</p>{PROSE}</article>'
    return extract_html(page(body, language, zone, **others)).printing


def both(text: str, language: str | None = "en", zone: ZoneInfo | None = None) -> tuple[datetime | None, str | None]:
    """The time and precision that a story and a comment agree on."""
    of_story, of_comment = story(text, language, zone), comment(text, language, zone)
    read = (of_story.datePublished, of_story.datePublishedPrecision)
    assert (of_comment.dateCreated, of_comment.dateCreatedPrecision) == read
    return read


@pytest.mark.parametrize(
    ("text", "language", "utc"),
    [
        ("5 March 2024 16:07 JST", "en", "2024-03-05 07:07"),
        ("March 5, 2024 at 4:07 PM ET", "en", "2024-03-05 21:07"),
        ("20 November 2026, 16:07 JST", None, "2026-11-20 07:07"),
        ("5 March 2024, 16:07 -05:00", "en", "2024-03-05 21:07"),
        ("5 March 2024, 16:07 GMT-0500", "en", "2024-03-05 21:07"),
        ("5 March 2024, 4.07pm AEDT", "en", "2024-03-05 05:07"),
        ("5 March 2024, 16:07 (Eastern Time)", "en", "2024-03-05 21:07"),
        ("2024年3月5日 16:07（日本時間）", "en", "2024-03-05 07:07"),
        ("5 марта 2024, 16:07 МСК", "ru", "2024-03-05 13:07"),
        ("5. März 2024, 16:07 Uhr MEZ", "de", "2024-03-05 15:07"),
        ("2024年3月5日 午後4時07分 JST", "ja", "2024-03-05 07:07"),
        ("5 lip 2024 10:00", "pl", "2024-07-05 08:00"),
        ("5. lip 2024. 10:00 UTC", "hr", "2024-06-05 10:00"),
        ("5. srp 2024. 10:00 UTC", "hr", "2024-07-05 10:00"),
        ("5. srp 2024 10:00 UTC", "cs", "2024-08-05 10:00"),
        ("19. listopada 2026. u 14:05 UTC", "hr", "2026-10-19 14:05"),
        ("19 listopada 2026, 14:05 UTC", "pl", "2026-11-19 14:05"),
        ("12 Kas 2024, 14:05", "tr", "2024-11-12 11:05"),
        ("12 Şub 2024 14:05", "tr", "2024-02-12 11:05"),
    ],
)
def test_stories_and_comments_agree(text: str, language: str | None, utc: str) -> None:
    at, precision = both(text, language)
    assert at is not None
    assert (f"{at.astimezone(UTC):%Y-%m-%d %H:%M}", precision) == (utc, "exact")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2026年11月20日 午後4:07", "ja"), ("2026年11月20日 下午4:07", "zh"), ("2026.11.20. 오후 4:07", "ko"),
        ("2026-11-20 오후 4:07:33", "ko"), ("20 Nov 2026 4.07pm", "en"), ("2026年11月20日 16时07分", "zh"), ("2026年11月20日 夕方4時07分", "ja"),
        ("20 نوفمبر 2026 4:07 مساءً", "ar"), ("20 de noviembre de 2026, 4:07 de la tarde", "es"), ("20. listopadu 2026 4:07 odpoledne", "cs"),
        ("20 Νοεμβρίου 2026, 4:07 μ.μ.", "el"), ("20 ноября 2026, 4:07 дня", "ru"), ("20 Kasım 2026 ÖS 4:07", "tr"),
        ("2026. november 20. du. 4:07", "hu"), ("20 November 2026, 4:07 petang", "ms"), ("20 नवंबर 2026, 4:07 अपराह्न", "hi"),
    ],
)  # fmt: skip
def test_the_part_of_the_day_is_honoured(text: str, language: str) -> None:
    at, precision = both(text, language, ZoneInfo("Etc/UTC"))
    assert at is not None
    assert (f"{at:%Y-%m-%d %H:%M}", precision) == ("2026-11-20 16:07", "exact")


@pytest.mark.parametrize(
    "text",
    ["5 March 2024 16:07 XQRT", "5 March 2024 16:07 +25:00", "5 March 2024 16:07 GMT+19", "19 listopada 2026, 14:05"],
)
def test_what_is_half_understood_is_a_day(text: str) -> None:
    at, precision = both(text)
    assert (at is not None, precision) == (True, "day")
    assert comment(text).dateCreatedRaw == text


def test_the_weekday_tells_which_month_is_meant() -> None:
    # 19 October 2026 is a Monday, 19 November a Thursday.
    assert both("ponedjeljak, 19. listopada 2026. 14:05 UTC", None)[0] == datetime(2026, 10, 19, 14, 5, tzinfo=UTC)
    assert both("czwartek, 19 listopada 2026 14:05 UTC", None)[0] == datetime(2026, 11, 19, 14, 5, tzinfo=UTC)


def test_order_of_zones() -> None:
    text = "20 November 2026, 16:07"
    japan = {"url": "https://shimbun.example.jp/a"}
    for read in (
        lambda *given, **others: story(*given, **others).datePublished,
        lambda *given, **others: comment(*given, **others).dateCreated,
    ):
        assert read(text + " CET", "ja", TOKYO) == datetime(2026, 11, 20, 15, 7, tzinfo=UTC)
        assert read(text, "de", ZoneInfo("America/Lima"), **japan) == datetime(2026, 11, 20, 21, 7, tzinfo=UTC)
        assert read(text, "de", None, **japan) == datetime(2026, 11, 20, 7, 7, tzinfo=UTC)
        assert read(text, "de", None) == datetime(2026, 11, 20, 15, 7, tzinfo=UTC)
        assert read(text, "en", None) == datetime(2026, 11, 20, 16, 7, tzinfo=UTC)


def test_a_spider_without_a_zone_leaves_it_to_the_page() -> None:
    assert SyndicationSpider.time_zone is None


@pytest.mark.parametrize("platform", ["hypertext", "wordpress"])
def test_answers_carry_the_outlets_zone(platform: str) -> None:
    section = detect(page(thread("20 November 2026, 16:07")), "https://talk.example/a")
    assert section is not None
    body = page(thread("20 November 2026, 16:07"), "en").body
    headers = {"content-type": "text/html; charset=utf-8"}
    answer = PlatformResponse(url="https://talk.example/a", body=body, headers=headers, retrieved=NOW, zone=TOKYO)
    state = {"depths": {}, "done": [], "last": 0, "pattern": None} if platform == "wordpress" else {}
    batch = PLATFORMS[platform].parse(
        section.thread, PlatformRequest(url=answer.url, state=state, render=platform == "hypertext"), answer
    )
    assert [each.dateCreated for each in batch.comments] == [datetime(2026, 11, 20, 7, 7, tzinfo=UTC)]


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 11:00:00 -0500", "Fri, 20 Nov 2026 11:00:00 -05:00", "Fri, 20 Nov 2026 11:00:00 ET", "Fri, 20 Nov 2026 08:00:00 PT",
        "Fri, 20 Nov 2026 04:00:00 PM GMT", "Fri, 20 Nov 2026 11:00:00 GMT-0500", "2026-11-20T11:00:00-05:00", "Fri, 20 Nov 2026 17:00:00 CET",
        "Fri Nov 20 16:00:00 UTC 2026", "20 novembre 2026 17:00 +0100", "2026-11-20 16:00:00 UTC", "1795190400", "2026-11-20T16:00:00Z",
    ],
)  # fmt: skip
def test_dates_of_feeds(text: str) -> None:
    assert parse_date(text) == datetime(2026, 11, 20, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 11:00:00 XYZ",
        "Fri, 20 Nov 2026 11:00 +25:00",
        "03/04/2026 10:00",
        "5 lip 2024 10:00",
        "soon",
        "2026",
        "Nov 2026",
    ],
)
def test_what_a_feed_means_by_it_is_not_known(text: str) -> None:
    assert parse_date(text) is None


def test_feeds_are_read_in_the_outlets_zone_and_their_own_language() -> None:
    rss = (
        "<rss version='2.0'><channel><language>hr</language><item><link>https://a.example/1</link>"
        "<pubDate>19. listopada 2026. 14:05</pubDate></item></channel></rss>"
    )
    (link,) = parse_feed(rss.encode(), "https://a.example/feed", TOKYO).links
    assert link.published == datetime(2026, 10, 19, 5, 5, tzinfo=UTC)


def test_text_dumps_read_the_same() -> None:
    prose = "The ferry that links Vessa with the mainland came back on Monday after nine days of repairs in the yard at Orla, said its operator."
    dump = read_text_dump(
        f"Ferry returns to Vessa\nBy Ann Lee\n2026年11月20日 午後4:07\n{prose}\n{prose}\nComments (1)\nBo 20 Nov 2026 4:07 PM ET\nNever on time.\n",
        now=NOW,
        zone=TOKYO,
    )
    assert dump.printing.datePublished == datetime(2026, 11, 20, 7, 7, tzinfo=UTC)
    assert [each.date for each in dump.comments] == [datetime(2026, 11, 20, 21, 7, tzinfo=UTC)]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("час назад", HOUR), ("2 години тому", 2 * HOUR), ("преди 2 часа", 2 * HOUR), ("πριν από 2 ώρες", 2 * HOUR), ("prije 2 sata", 2 * HOUR),
        ("pred 2 hodinami", 2 * HOUR), ("منذ 3 ساعات", 3 * HOUR), ("2 घंटे पहले", 2 * HOUR), ("2 giờ trước", 2 * HOUR), ("2 ชั่วโมงที่แล้ว", 2 * HOUR),
        ("לפני 2 שעות", 2 * HOUR), ("two days ago", 2 * DAY), ("منذ ساعتين", 2 * HOUR), ("vor zwei Stunden", 2 * HOUR), ("prieš 2 valandas", 2 * HOUR),
        ("pirms 2 stundām", 2 * HOUR), ("2 tundi tagasi", 2 * HOUR), ("fyrir 2 klukkustundum", 2 * HOUR), ("před 2 dny", 2 * DAY), ("२ घंटे पहले", 2 * HOUR),
    ],
)  # fmt: skip
def test_counted_back_in_more_languages(text: str, ago: timedelta) -> None:
    assert read_relative(text, NOW) == NOW - ago
    assert comment(text).dateCreated == NOW - ago


def test_the_clock_of_yesterday_is_the_outlets() -> None:
    assert TimeReader(NOW, TOKYO, language="ja").shown("昨日 午後4:07").at == datetime(2026, 11, 26, 7, 7, tzinfo=UTC)  # type: ignore[union-attr]
    assert read_relative("yesterday at 4:07 pm ET", NOW, TOKYO) == datetime(2026, 11, 26, 21, 7, tzinfo=UTC)


def test_what_cannot_be_read_keeps_its_words() -> None:
    found = comment("29 Brumaire 235, 16:07")
    assert (found.dateCreated, found.dateCreatedPrecision, found.dateCreatedRaw) == (
        None,
        None,
        "29 Brumaire 235, 16:07",
    )


@pytest.mark.parametrize(
    ("text", "language", "utc"),
    [
        ("Sonntag, 26. Juli 2026, 01:07:00 Mitteleuropäische Sommerzeit", "de", "2026-07-25 23:07"),
        ("dimanche 26 juillet 2026, 01:07 heure d’été d’Europe centrale", "fr", "2026-07-25 23:07"),
        ("26. července 2026 1:07:00 SELČ", "cs", "2026-07-25 23:07"),
        ("2026年7月26日 +0900 01:07:00", "zh", "2026-07-25 16:07"),
        ("2026年7月26日星期日 日本标准时间 01:07:00", "zh", "2026-07-25 16:07"),
        ("domingo, 26 de julio de 2026, 1:07:00 (hora estándar de Japón)", "es", "2026-07-25 16:07"),
        ("Sunday, July 26, 2026 at 1:07:00 AM Eastern Daylight Time", "en", "2026-07-26 05:07"),
    ],
)
def test_names_of_zones_in_the_languages(text: str, language: str, utc: str) -> None:
    at, precision = both(text, language)
    assert at is not None
    assert (f"{at.astimezone(UTC):%Y-%m-%d %H:%M}", precision) == (utc, "exact")
