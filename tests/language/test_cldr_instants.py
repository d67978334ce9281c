"""One instant as CLDR prints it in 34 languages, read the same by stories, comments and feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date, format_datetime, format_time

from newscrawler.comments import detect
from newscrawler.discovery.feeds import parse_feed
from newscrawler.discovery.links import parse_date
from newscrawler.extraction import extract_html
from newscrawler.html.page import Page

LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "ca", "ro", "pl", "cs", "sk", "sl", "hr", "sr", "bg", "ru", "uk", "lt", "lv", "et", "fi",
    "sv", "da", "nb", "is", "hu", "el", "tr", "ar", "he", "hi", "th", "id", "ms", "vi", "ja", "ko", "zh", "zh_Hant", "bn", "ta", "fa", "af",
)  # fmt: skip
assert len(LANGUAGES) >= 34
AT = datetime(2026, 7, 25, 16, 7, tzinfo=UTC)
NOW = AT + timedelta(days=5)
PROSE = (
    "<p>The ferry that links Vessa with the mainland came back on Monday after nine days of repairs in the yard at Orla, said its operator.</p>"
    "<p>Captain and crew were met by a small crowd at the pier, and the harbour office said that all sailings would run as printed.</p>"
)


def forms(language: str) -> Iterator[str]:
    """The long and the medium date, each with its clock as the language writes it."""
    locale = Locale.parse(language)
    for width in ("long", "medium"):
        pattern = str(locale.datetime_formats[width])
        clock = format_time(AT, "short" if width == "long" else "medium", tzinfo=UTC, locale=locale)
        yield pattern.replace("{0}", clock).replace("{1}", format_date(AT, width, locale=locale)).replace("'", "")


def page(language: str, body: str, zone: ZoneInfo | None = None) -> Page:
    html = f'<!doctype html><html lang="{language.replace("_", "-")}"><head><meta charset="utf-8"><title>Ferry</title></head><body>{body}</body></html>'
    return Page(
        "https://talk.example/a", html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW, zone=zone
    )


def of_story(text: str, language: str) -> datetime | None:
    body = f'<article><h1>Ferry returns to Vessa after nine days</h1><p class="date">{text}</p>{PROSE}</article>'
    printing = extract_html(page(language, body, ZoneInfo("Etc/UTC"))).printing
    return printing.datePublished if printing.datePublishedPrecision == "exact" else None


def of_comment(text: str, language: str) -> datetime | None:
    body = (
        f'<article><h1>Ferry returns</h1>{PROSE}</article><section id="comments"><h2>1 comments</h2><ol class="comment-list">'
        f'<li class="comment" id="comment-1"><div class="comment-author"><b class="fn">Ann</b></div><div class="comment-meta">'
        f'<a href="#comment-1">{text}</a></div><div class="comment-content"><p>I have taken that ferry for twenty years.</p></div></li></ol></section>'
    )
    section = detect(page(language, body, ZoneInfo("Etc/UTC")), "https://talk.example/a")
    assert section is not None
    (comment,) = section.result.comments
    return comment.dateCreated if comment.dateCreatedPrecision == "exact" else None


def of_feed(text: str, language: str) -> datetime | None:
    rss = f'<rss version="2.0"><channel><language>{language.replace("_", "-")}</language><item><link>https://talk.example/a</link><pubDate>{text}</pubDate></item></channel></rss>'
    (link,) = parse_feed(rss.encode(), "https://talk.example/feed").links
    return link.published


READERS = {"stories": of_story, "comments": of_comment, "feeds": of_feed}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_instant_in_two_forms(language: str, reader: str) -> None:
    texts = list(forms(language))
    read = {text: READERS[reader](text, language) for text in texts}
    assert {text: at and at.replace(second=0) for text, at in read.items()} == dict.fromkeys(texts, AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_long_form_with_its_zone(language: str) -> None:
    text = format_datetime(AT, "long", tzinfo=UTC, locale=language)
    assert of_comment(text, language) in (AT, None)
    assert parse_date(text) in (AT, None)


def report() -> None:
    """Print k of n by language: ``python -m tests.language.test_cldr_instants``."""
    total = dict.fromkeys(READERS, 0)
    for language in LANGUAGES:
        texts = list(forms(language))
        right = {name: sum(read(text, language) == AT for text in texts) for name, read in READERS.items()}
        for name, count in right.items():
            total[name] += count
        print(f"{language:8} {right} {texts}")
    print(f"{total} of {2 * len(LANGUAGES)}")


if __name__ == "__main__":
    report()
