"""The kind of a link, by how wire stories are printed."""

from typing import Any

import pytest

from newscrawler.clusters import Text, link
from tests.clusters.stories import BUDGET, FERRY, later, prose, text

OWN = prose(1, 12)
WIRE = prose(2, 10)
TITLE = "Ferry with 212 on board runs aground"


def kind(a: Text, b: Text) -> str | None:
    found = link(a, b)
    assert found == link(b, a)
    return found.kind if found else None


# --- copies and excerpts -----------------------------------------------------------------------------------------


def test_a_text_with_one_of_ten_paragraphs_written_anew_is_a_copy() -> None:
    assert kind(text("a", WIRE), text("b", (*prose(3, 1), *WIRE[1:]))) == "copy"


def test_the_first_paragraphs_of_a_long_text_are_an_excerpt() -> None:
    assert kind(text("a", WIRE), text("b", WIRE[:2])) == "excerpt"


def test_paragraphs_that_an_own_article_prints_further_down_are_derived() -> None:
    assert kind(text("a", (*OWN, *WIRE[:3])), text("b", WIRE[:3])) == "derived"


def test_articles_that_share_only_quotations_are_derived() -> None:
    said = tuple(f"“{sentence}” she said." for sentence in prose(4, 6))
    a, b = (*prose(5, 2, 20), *said), (*prose(6, 2, 20), *said)
    assert kind(text("a", a), text("b", b)) == "derived"
    assert kind(text("a", said), text("b", said)) == "copy"


def test_articles_that_share_only_posts_are_derived() -> None:
    posts = tuple(line for post in prose(7, 6) for line in (post, "— Mara Quill (@maraquill) March 4, 2026"))
    assert kind(text("a", (*prose(8, 2, 20), *posts)), text("b", (*prose(9, 2, 20), *posts))) == "derived"


def test_a_photo_with_its_caption_in_two_stories_is_no_link() -> None:
    caption = "In this March 3, 2026 file photo, the ferry lies on the reef outside the harbour of Halvard. (AP Photo/Mara Quill)"
    assert link(text("a", (caption, *FERRY)), text("b", (caption, *BUDGET))) is None


def test_headlines_of_other_stories_below_a_text_do_not_count() -> None:
    below = ("Also of interest", "Parliament in Merlow passes budget", "Bees find a new orchard in the valley")
    assert kind(text("a", FERRY), text("b", (FERRY[0], *below))) == "excerpt"
    assert kind(text("a", FERRY), text("b", (*BUDGET, *below, FERRY[0]))) == "derived"
    winners = (
        "Winners of the prizes of the town of Merlow:",
        *(f"Best pilot number {n}: Mara Quill of pier {n}" for n in range(9)),
    )
    assert kind(text("a", winners), text("b", winners)) == "copy"


def test_a_gallery_is_compared_by_its_captions() -> None:
    captions = tuple(f"{sentence} (AP Photo/Mara Quill)" for sentence in prose(10, 5))
    assert kind(text("a", captions), text("b", captions)) == "copy"


def test_daily_reports_of_one_template_are_derived() -> None:
    def report(*figures: int) -> tuple[str, ...]:
        return (
            f"The Merlow index closed at {figures[0]} points on the day, as shares of banks and of the makers of ferries moved.",
            f"Turnover on the main board of the exchange in Merlow came to {figures[1]} million, the operator of the market said.",
            f"The mark was quoted at {figures[2]} to the dollar in late trading, after {figures[3]} at the close of the day before.",
            f"Of all shares {figures[4]} rose and {figures[5]} fell, while the rest of the list ended the session where it had begun.",
            "The index holds the forty largest companies of the country and is calculated by the exchange every fifteen seconds.",
            "Analysts said that investors were waiting for the decision of the central bank on the rate at which it lends to banks.",
        )  # fmt: skip

    monday, tuesday = report(4102, 830, 163, 161, 212, 174), report(3997, 1204, 158, 163, 98, 301)
    assert kind(text("a", monday), text("b", tuesday)) == "derived"
    assert kind(text("a", monday), text("b", monday)) == "copy"


def test_a_report_that_comes_back_under_its_headline_is_derived_unless_it_is_the_same_text() -> None:
    title = "Weather for the Merlow valley"
    monday, tuesday = (*prose(14, 2), *prose(15, 8)), (*prose(16, 2), *prose(15, 8))
    assert kind(text("a", monday, headline=title), text("b", tuesday, headline=title)) == "copy"
    assert kind(text("a", monday, headline=title), text("b", tuesday, headline=title, firstSeen=later(24))) == "derived"
    assert kind(text("a", monday, headline=title), text("b", monday, headline=title, firstSeen=later(24))) == "copy"


def test_instalments_of_a_numbered_series_are_derived_and_figures_of_an_event_are_none() -> None:
    def titled(id_: str, headline: str) -> Text:
        return text(id_, WIRE, headline=headline)

    assert kind(titled("a", "Open thread 12: your say"), titled("b", "Open thread 13: your say")) == "derived"
    assert kind(titled("a", "Open thread 12: your say"), titled("b", "Open thread 12: your say today")) == "copy"
    assert kind(titled("a", "Quake kills 12: officials"), titled("b", "Aftershock: quake kills 15")) == "copy"
    assert kind(titled("a", "Quake kills 12 on coast"), titled("b", "Quake kills 15 on coast")) == "copy"


def test_a_copy_of_a_later_day_is_printed_as_it_was() -> None:
    first, second = {"published": later(0), "precision": "day"}, {"published": later(48), "precision": "day"}
    assert kind(text("a", WIRE, **first), text("b", WIRE, **second)) == "copy"
    assert kind(text("a", WIRE, **first), text("b", (*WIRE[:8], *prose(17, 2)), **second)) == "derived"


def test_one_text_under_the_headlines_of_two_forms_is_a_copy() -> None:
    assert (
        kind(text("a", WIRE, headline="NWA News in Brief"), text("b", WIRE, headline="Wednesday in Halvard")) == "copy"
    )


# --- updates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "update"),
        ({"headline": "Another headline of five words"}, "derived"),
        ({"firstSeen": later(24)}, "derived"),
        ({"agency": "Reuters"}, "derived"),
    ],
)
def test_versions_under_one_headline_on_one_day_need_little_in_common(fields: dict[str, Any], expected: str) -> None:
    first = text("a", WIRE, headline=TITLE, agency="AP")
    last = text("b", (*OWN, *WIRE[5:6]), **({"headline": TITLE, "agency": "AP"} | fields))
    assert kind(first, last) == expected


def test_a_label_is_no_headline() -> None:
    assert (
        kind(text("a", WIRE, headline="Morning news"), text("b", (*OWN, *WIRE[5:6]), headline="Morning news"))
        == "derived"
    )


def test_a_version_under_another_headline_keeps_ten_sentences() -> None:
    assert kind(text("a", WIRE), text("b", (*prose(11, 2), *WIRE[4:], *prose(12, 2)))) == "update"
    assert kind(text("a", WIRE), text("b", (*prose(11, 3), *WIRE[7:], *prose(12, 2)))) == "derived"


def test_versions_of_the_same_writers_keep_less() -> None:
    first, last = WIRE, (*prose(11, 3), *WIRE[3:6], *prose(12, 2))
    assert kind(text("a", first, byline="Mara Quill"), text("b", last, byline="By MARA QUILL")) == "update"
    assert kind(text("a", first, byline="Mara Quill"), text("b", last, byline="Ivo Brandt")) == "derived"


def test_stories_of_the_same_writers_that_share_only_their_background_are_no_versions() -> None:
    background = (*prose(11, 5), *WIRE[7:])
    assert kind(text("a", WIRE, byline="Mara Quill"), text("b", background, byline="Mara Quill")) == "derived"


def test_versions_that_print_the_openings_of_each_other_keep_less() -> None:
    first, last = WIRE, (WIRE[0], *prose(11, 3), *WIRE[8:], *prose(12, 4))
    assert kind(text("a", first), text("b", last)) == "update"


def test_the_next_day_has_another_story() -> None:
    last = (*prose(11, 2), *WIRE[4:], *prose(12, 2))
    assert kind(text("a", WIRE), text("b", last)) == "update"
    today, tomorrow = {"published": later(0), "precision": "exact"}, {"published": later(22), "precision": "exact"}
    assert kind(text("a", WIRE, **today), text("b", last, **tomorrow)) == "derived"


# --- running files and digests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headline",
    [
        "The Latest: Ferry is free",
        "Liveticker: Fähre ist frei",
        "En direct : le ferry est libre",
        "Ferry aground - live",
    ],
)
def test_a_running_file_is_no_version_of_a_story(headline: str) -> None:
    assert kind(text("a", (*WIRE, *OWN[:3]), headline=headline), text("b", WIRE)) == "derived"


def test_a_text_with_times_of_day_before_its_entries_is_a_running_file() -> None:
    entries = tuple(line for hour, entry in enumerate((*WIRE[:7], *OWN[:4])) for line in (f"{hour + 8}:30", entry))
    assert kind(text("a", entries), text("b", WIRE)) == "derived"
    assert kind(text("a", entries), text("b", entries[:12])) == "copy"


def test_a_running_file_grows_at_its_head() -> None:
    early = text("a", WIRE[:4], headline="The Latest: Ferry runs aground")
    assert kind(early, text("b", (*OWN, *WIRE[:4]), headline="The Latest: Ferry is free")) == "excerpt"


@pytest.mark.parametrize("headline", ["NWA News in Brief at 6:04 a.m.", "Your Monday briefing", "Nachrichten kompakt"])
def test_a_digest_is_no_version_of_a_story(headline: str) -> None:
    assert kind(text("a", (*WIRE, *OWN[:3]), headline=headline), text("b", WIRE)) == "derived"


def test_a_page_that_prints_a_story_below_its_headline_is_no_version_of_it() -> None:
    teasers = (*prose(13, 2), TITLE, *WIRE[:2])
    assert kind(text("a", teasers), text("b", WIRE[:2], headline=TITLE)) == "derived"


def test_pages_of_teasers_are_no_printings_of_each_other() -> None:
    """Each prints a line and a sentence of the same three stories. What they print under one headline is one page."""
    titles = [f"A line about number {number} of today" for number in ("one", "two", "three")]
    teasers = tuple(line for title, first in zip(titles, prose(18, 3), strict=True) for line in (title, first))
    assert kind(text("a", teasers), text("b", teasers)) == "derived"
    one = {"headline": "What you need to know tonight"}
    assert kind(text("a", teasers, **one), text("b", teasers, **one)) == "copy"
    assert kind(text("a", teasers, agency="NWA"), text("b", teasers, agency="NWA")) == "copy"


def test_a_page_with_a_section_of_another_story_is_no_version() -> None:
    """Its lines are the outlet's own, so that no headline tells."""
    page = ("Ship on a reef off the coast", *WIRE[:2], "Parliament and the price of diesel", *OWN[:2])
    assert kind(text("a", page), text("b", WIRE[:4])) == "derived"
    own_lines = ("Ship on a reef off the coast", *WIRE[:3], "The day after on the piers", *WIRE[3:6])
    assert kind(text("a", own_lines), text("b", WIRE[:6])) == "copy"


def test_a_digest_with_more_items_does_not_hold_a_shorter_one() -> None:
    short, long = (*WIRE[:2], *OWN[:2]), (*WIRE[:2], *OWN[:2], *prose(19, 8))
    five, brief = {"headline": "Five things to know today"}, {"headline": "NWA News in Brief"}
    assert kind(text("a", short, **five), text("b", long, **brief)) == "derived"
    assert kind(text("a", short, **brief), text("b", long, **brief)) == "excerpt"


# --- scripts -----------------------------------------------------------------------------------------------------


JAPANESE = (
    "春野町の港の外で水曜日、乗客二百十二人を乗せた連絡船が浅瀬に乗り上げたと海上保安庁が明らかにした。",
    "けが人はおらず、船は満潮となった深夜に引き船で離礁し、乗客は徒歩で埠頭から自宅へ向かった。",
    "運輸省は、晴天の中で船長が航路を外れた理由について調査を始めるとの談話を発表した。",
)
THAI = (
    "เรือข้ามฟากที่มีผู้โดยสารสองร้อยสิบสองคนเกยตื้นนอกท่าเรือในคืนวันพุธตามคำแถลงของหน่วยยามฝั่ง",
    "ไม่มีผู้ได้รับบาดเจ็บและเรือลากจูงดึงเรือออกมาได้ในช่วงน้ำขึ้นก่อนเที่ยงคืน",
)
HINDI = (
    "तटरक्षक बल ने बताया कि बुधवार को बंदरगाह के बाहर दो सौ बारह यात्रियों वाली एक नौका उथले पानी में फंस गई।",
    "किसी को चोट नहीं आई और आधी रात से पहले ज्वार आने पर नौका को खींचकर निकाल लिया गया।",
)


@pytest.mark.parametrize("story", [JAPANESE, THAI, HINDI])
def test_other_scripts_are_compared_as_well(story: tuple[str, ...]) -> None:
    assert kind(text("a", story), text("b", story)) == "copy"
    assert link(text("a", story[:1]), text("b", story[1:])) is None


def test_japanese_updates_keep_their_headline() -> None:
    headline = "連絡船が浅瀬に乗り上げ、けが人なし"
    last = ("連絡船は木曜日の朝、隣町の造船所に着き、潜水士が船底の損傷を詳しく調べている。", JAPANESE[1])
    assert kind(text("a", JAPANESE, headline=headline), text("b", last, headline=headline)) == "update"
