"""Properties of every page: no comment is in the body, and a plain page of the extracted story gives the same story."""

import html
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawler.extraction import ExtractedArticle, extract_html
from newscrawler.html.page import Page
from tests.support.soak import times

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEW = settings(max_examples=times(20, 500), deadline=None, suppress_health_check=[HealthCheck.too_slow])

_STORY = [
    "The ferry left the harbour of Vessa on Monday morning, and nobody was there to see it leave, the harbour authority said.",
    "Its captain, who has steered it for thirty years, would not say where he was going or whether he meant to come back.",
    "“It is a ferry,” said the harbour master. “It goes, and then it comes back, and that is all there is to it, in my view.”",
    "The council had voted in October to sell the boat to a museum, which wants to put it into a park beside the railway station.",
    "A spokeswoman for the museum said that it had paid, and that it expected the ferry to be delivered by the end of the year.",
    "Residents of the island of Tarn, which has no other link with the mainland, have asked a court to stop the sale at once.",
    "The court will hear them in December, and until then the timetable that hangs on the pier remains valid, the operator said.",
]
_OPINIONS = [
    "I have taken that boat every day for twenty years, and not once has it been on time, so good riddance to it I say.",
    "Whoever wrote this has never been to Tarn. There is a bridge, it was built in 1974, and everybody I know uses it daily.",
    "Museums are where ferries go to die, and the council knows that very well, or it would not have asked for the money first.",
    "Agree with the captain here, nobody should have to explain where he is going when the sea is calm and the tank is full.",
    "My grandfather built the engine of that ferry with his own hands, and he would turn in his grave if he could read this.",
    "Quatsch. Die Fähre fährt seit Jahren nicht mehr pünktlich, und wer das Gegenteil behauptet, der hat sie nie genommen, Punkt.",
    "毎日この船に乗っているが、一度も時間通りに来たことがない。博物館に売るのは当然のことだと思うし、むしろ遅すぎたくらいだ。",
]
_NAMES = ["Ann", "bo_lindqvist", "Ms. Pelican", "Мила", "潮風", "captain77", "X. Y."]


def _vocabulary(number: int, texts: list[str], names: list[str]) -> str:
    """A comment section in one of the vocabularies that sites write."""
    pairs = list(zip(names, texts, strict=True))
    esc = html.escape
    if number == 0:
        rows = "".join(
            f'<li class="comment" id="comment-{n}"><cite class="fn">{esc(a)}</cite><div class="comment-content"><p>{esc(t)}</p></div></li>'
            for n, (a, t) in enumerate(pairs)
        )
        return f'<div id="comments"><h2>{len(pairs)} thoughts on “Ferry”</h2><ol class="comment-list">{rows}</ol></div>'
    if number == 1:
        rows = "".join(
            f'<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="author">{esc(a)}</span><time datetime="2026-11-03T10:00:00Z">3 Nov</time><div itemprop="text">{esc(t)}</div></div>'
            for a, t in pairs
        )
        return f"<section>{rows}</section>"
    if number == 2:
        rows = "".join(
            f'<article class="kommentar"><header><b>{esc(a)}</b> <time>vor 3 Stunden</time></header><p>{esc(t)}</p><footer><button>Antworten</button></footer></article>'
            for a, t in pairs
        )
        return f'<section class="kommentare"><h3>Kommentare ({len(pairs)})</h3>{rows}</section>'
    if number == 3:
        rows = "".join(
            f'<div class="commentItem"><p class="commentAuthor">{esc(a)}</p><p class="commentText">{esc(t)}</p><span>▲ 3 ▼ 1</span></div>'
            for a, t in pairs
        )
        return f'<div class="commentsBlock">{rows}</div>'
    if number == 4:
        rows = "".join(
            f'<tr><td class="commentauthor">{esc(a)}</td><td class="commentbody">{esc(t)}</td></tr>' for a, t in pairs
        )
        return f'<table class="comments">{rows}</table>'
    nested = ""
    for a, t in reversed(pairs):
        nested = f'<ul class="discussion-thread"><li class="reply"><a href="/u">{esc(a)}</a> wrote:<blockquote><p>{esc(t)}</p></blockquote>{nested}</li></ul>'
    return f'<div id="discussion" class="discussion">{nested}</div>'


@st.composite
def _pages(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A page, its story's paragraphs, its comments."""
    count = draw(st.integers(4, len(_STORY)))
    comments = draw(st.lists(st.sampled_from(_OPINIONS), min_size=1, max_size=7, unique=True))
    names = [draw(st.sampled_from(_NAMES)) for _ in comments]
    section = _vocabulary(draw(st.integers(0, 5)), comments, names)
    story = "".join(f"<p>{text}</p>" for text in _STORY[:count])
    wrapper = draw(
        st.sampled_from(
            [
                "<div class=story>{}</div>",
                "<article>{}</article>",
                "<main><div><div>{}</div></div></main>",
                "<div itemprop=articleBody>{}</div>",
            ]
        )
    )
    inside = draw(st.booleans())
    head = '<h1>Ferry leaves harbour</h1><p class="byline">By Mara Quill</p><time datetime="2026-11-02T06:40:00Z">2 Nov 2026</time>'
    aside = draw(st.sampled_from(["", "<aside><ul><li><a href=/x>Another story</a></li></ul></aside>"]))
    body = wrapper.format(head + story + aside + (section if inside else "")) + ("" if inside else section)
    page = f"<!doctype html><html lang=en><head><title>Ferry leaves harbour</title></head><body>{body}<footer>© 2026 Outlet</footer></body></html>"
    return page, _STORY[:count], comments


def _extract(source: str) -> ExtractedArticle:
    page = Page("https://outlet.example/1", source.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)
    return extract_html(page)


@FEW
@given(page=_pages())
def test_no_comment_is_in_the_body(page: tuple[str, list[str], list[str]]) -> None:
    source, story, comments = page
    body = _extract(source).printing.body
    for comment in comments:
        assert not any(comment[:40] in paragraph for paragraph in body)
    assert body == story


@FEW
@given(page=_pages())
def test_no_comment_gives_the_storys_author_or_time(page: tuple[str, list[str], list[str]]) -> None:
    printing = _extract(page[0]).printing
    assert printing.authors == ["Mara Quill"]
    assert printing.datePublished == datetime(2026, 11, 2, 6, 40, tzinfo=UTC)


_WORDS = st.sampled_from(
    [
        "ferry",
        "harbour",
        "council",
        "Vessa",
        "Tarn",
        "museum",
        "captain",
        "quietly",
        "sold",
        "left",
        "Monday",
        "court",
        "pier",
        "boat",
        "island",
        "engine",
        "white",
    ]
)
_SENTENCE = st.lists(_WORDS, min_size=12, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")
_PLACES = st.sampled_from(["", "VESSA (AP) — ", "TARN, Nov 2 (Reuters) - ", "Vessa (dpa) - "])


@FEW
@given(
    headline=st.lists(_WORDS, min_size=3, max_size=9).map(lambda words: " ".join(words).capitalize()),
    byline=st.sampled_from(["Mara Quill", "Mara Quill and Bo Lindqvist", "Mara Quill, Reuters", "Jean-Luc Brûlé"]),
    opening=_PLACES,
    paragraphs=st.lists(_SENTENCE, min_size=3, max_size=9, unique=True),
)
def test_what_was_extracted_is_extracted_again(headline: str, byline: str, opening: str, paragraphs: list[str]) -> None:
    first = _extract(_plain(headline, byline, [opening + paragraphs[0], *paragraphs[1:]])).printing
    assert first.headline == headline
    again = _extract(_plain(first.headline, first.byline or "", first.body)).printing
    assert (again.headline, again.byline, again.authors, again.body) == (
        first.headline,
        first.byline,
        first.authors,
        first.body,
    )
    assert (again.agency, again.dateline) == (first.agency, first.dateline)


def _plain(headline: str, byline: str, body: list[str]) -> str:
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in body)
    return f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1><p class=byline>By {html.escape(byline)}</p><div>{text}</div></body></html>"
