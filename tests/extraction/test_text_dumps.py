"""Text dumps in shapes of our own: other outlets, other languages, comments with other counters or none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawler.textdumps import TextDump, read_text_dump

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EN = [
    "VESSA (Reuters) - The ferry left the harbour on Monday, and nobody was there to see it leave, the harbour authority said in a statement.",
    "Its captain, who has steered it for thirty years, would not say where he was going or whether he meant to come back one day.",
    "The council had voted in October to sell the boat to a museum, which wants to put it into a park beside the railway station.",
]
DE = [
    "Vessa (dpa) - Die Fähre verließ den Hafen am Montag, und niemand war da, um es zu sehen, teilte die Hafenbehörde in der Stadt mit.",
    "Ihr Kapitän, der sie seit dreißig Jahren steuert, wollte nicht sagen, wohin die Reise gehe und ob er jemals wiederkommen werde.",
    "Der Rat hatte im Oktober beschlossen, das Boot einem Museum zu verkaufen, das es in einem Park neben dem Bahnhof aufstellen will.",
]
JA = [
    "【ベッサ共同】フェリーは月曜日に港を出たが、見送る人は一人もいなかったと港湾局は発表した。船長は三十年にわたって舵を取ってきたが、行き先については何も語らなかったという。市議会は十月、この船を博物館に売却することを決めており、博物館は駅の隣の公園に展示する計画だ。島の住民は裁判所に差し止めを求めている。",
    "裁判所は十二月に審理を開く予定で、それまでの間は桟橋に掲示された時刻表が有効だと運航会社は説明している。住民の一人は、この船がなければ島の暮らしは成り立たないと話した。運航会社は代わりの船を探しているが、見通しは立っていないとしている。",
]


def _read(*lines: str) -> TextDump:
    return read_text_dump("\n".join(lines), now=NOW)


def _texts(dump: TextDump) -> list[str]:
    return [comment.text for comment in dump.comments]


def test_navigation_above_date_and_byline_below_the_headline() -> None:
    dump = _read(
        "Skip to content", "Home", "World", "Sign in", "Ferry leaves the harbour of Vessa", "November 2, 2026 6:40 AM JST", "By Mara Quill and Bo Lindqvist", *EN, "© 2026 Reuters",
        "More stories", "Another story of the day",
    )  # fmt: skip
    printing = dump.printing
    assert printing.headline == "Ferry leaves the harbour of Vessa"
    assert printing.authors == ["Mara Quill", "Bo Lindqvist"]
    assert printing.datePublished == datetime(2026, 11, 1, 21, 40, tzinfo=UTC)
    assert printing.datePublishedRaw == "November 2, 2026 6:40 AM JST"
    assert (printing.agency, printing.creditText) == ("Reuters", "VESSA (Reuters)")
    assert printing.dateline is not None
    assert printing.dateline.located == "VESSA"
    assert printing.body == EN
    assert (printing.copyrightHolder, printing.copyrightYear) == ("Reuters", 2026)
    assert dump.comments == []
    assert dump.leftover is None


def test_byline_before_the_date() -> None:
    dump = _read("Ferry leaves the harbour of Vessa", "By Mara Quill", "2 November 2026", *EN)
    assert (dump.printing.headline, dump.printing.byline) == ("Ferry leaves the harbour of Vessa", "Mara Quill")
    assert dump.printing.datePublishedPrecision == "day"
    assert dump.printing.body == EN


def test_a_date_without_zone_is_in_the_outlets() -> None:
    dump = read_text_dump(
        "\n".join(["Ferry leaves the harbour", "2 November 2026 06:40", *EN]), now=NOW, zone=ZoneInfo("Asia/Tokyo")
    )
    assert dump.printing.datePublished == datetime(2026, 11, 1, 21, 40, tzinfo=UTC)


def test_german_with_names_and_times_above_and_thumbs_below() -> None:
    dump = _read(
        "Fähre verlässt den Hafen von Vessa", "Von Mara Quill", "02.11.2026, 06:40 Uhr", *DE, "Kommentare (2)",
        "potpourri", "02.11.2026, 18:03 Uhr", "Das wurde aber auch Zeit.", "Und zwar höchste.", "👍 12 👎 3", "Antworten",
        "Jens O.", "vor 3 Stunden", "Ich bin damit immer gern gefahren.", "👍 4 👎 0", "Antworten", "Anmelden",
    )  # fmt: skip
    assert dump.printing.agency == "dpa"
    assert dump.printing.body == DE
    first, second = dump.comments
    assert (first.author, first.text) == ("potpourri", "Das wurde aber auch Zeit.\n\nUnd zwar höchste.")
    assert (first.upvoteCount, first.downvoteCount, first.score) == (12, 3, 9)
    assert (first.dateRaw, first.datePrecision) == ("02.11.2026, 18:03 Uhr", "local")
    assert (second.author, second.text, second.datePrecision) == (
        "Jens O.",
        "Ich bin damit immer gern gefahren.",
        "relative",
    )
    assert second.date == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_name_and_time_in_one_line_and_no_votes() -> None:
    dump = _read(
        "Ferry leaves the harbour of Vessa", *EN, "2 thoughts on “Ferry leaves the harbour of Vessa”",
        "Ann says:", "November 3, 2026 at 10:31 am", "Good riddance to that ferry.", "Reply",
        "Bo Lindqvist says:", "November 3, 2026 at 11:02 am", "I liked it.", "It was white.", "Reply", "Leave a Reply", "Your email address will not be published.",
    )  # fmt: skip
    assert dump.printing.body == EN
    assert _texts(dump) == ["Good riddance to that ferry.", "I liked it.\n\nIt was white."]
    assert [comment.dateRaw for comment in dump.comments] == [
        "November 3, 2026 at 10:31 am",
        "November 3, 2026 at 11:02 am",
    ]
    assert [(c.upvoteCount, c.downvoteCount, c.score) for c in dump.comments] == [(None, None, None)] * 2


def test_likes_alone_are_up_votes_and_the_rest_is_unknown() -> None:
    dump = _read(
        "Ferry leaves the harbour of Vessa",
        *EN,
        "3 Comments",
        "Good riddance to that ferry.",
        "6 likes",
        "Reply",
        "I liked it.",
        "Like (2)",
        "Reply",
        "Me too.",
        "0 likes",
    )
    assert _texts(dump) == ["Good riddance to that ferry.", "I liked it.", "Me too."]
    assert [comment.upvoteCount for comment in dump.comments] == [6, 2, 0]
    assert all(comment.downvoteCount is None and comment.score is None for comment in dump.comments)


def test_points_are_a_score() -> None:
    dump = _read(
        "Ferry leaves the harbour of Vessa",
        *EN,
        "Comments",
        "ann",
        "3 hours ago",
        "Good riddance.",
        "-2 points",
        "bo",
        "2 hours ago",
        "I liked it.",
        "11 points",
    )
    assert [(comment.author, comment.text, comment.score, comment.upvoteCount) for comment in dump.comments] == [
        ("ann", "Good riddance.", -2, None),
        ("bo", "I liked it.", 11, None),
    ]


def test_buttons_alone_part_the_comments() -> None:
    dump = _read(
        "Ferry leaves the harbour of Vessa",
        *EN,
        "Comments",
        "Good riddance to that ferry.",
        "Reply | Report",
        "I liked it.",
        "Reply | Report",
    )
    assert _texts(dump) == ["Good riddance to that ferry.", "I liked it."]


def test_japanese() -> None:
    dump = _read(
        "フェリー、港を出る　見送る人なし", "2026年11月2日 6時40分", *JA, "2件のコメント", "潮風", "2026/11/02 18:03", "やっと出たか。", "返信", "片平", "2026/11/02 19:10", "好きだったのに。", "返信",
    )  # fmt: skip
    printing = dump.printing
    assert printing.headline == "フェリー、港を出る 見送る人なし"
    assert (printing.agency, printing.body) == ("Kyodo", JA)
    assert printing.datePublishedRaw == "2026年11月2日 6時40分"
    assert [(comment.author, comment.text) for comment in dump.comments] == [
        ("潮風", "やっと出たか。"),
        ("片平", "好きだったのに。"),
    ]


def test_what_cannot_be_told_apart_is_not_made_into_comments() -> None:
    opinions = [
        "Good riddance to that ferry, which has never once been on time in all of the years that I took it.",
        "I liked it. It was white, and it had a bar, and the captain let the children blow the horn at noon.",
    ]
    headed = _read("Ferry leaves the harbour of Vessa", *EN, "2 Comments", *opinions)
    assert headed.printing.body == EN
    assert headed.comments == []
    assert headed.leftover == "\n\n".join(opinions)


@pytest.mark.parametrize(
    "line",
    ["The vote was 6 (+6 / -0) in the end, the clerk said.", "It scored 12 points", "She likes 6 ferries and dislikes 3", "Comments on the sale were few, and those were harsh.", "The report (2)", "+6 degrees"],
)  # fmt: skip
def test_prose_is_neither_counter_nor_heading(line: str) -> None:
    dump = _read("Ferry leaves the harbour of Vessa", EN[0], EN[1], line, EN[2])
    assert dump.comments == []
    assert dump.printing.body[-1] == EN[2]


def test_no_date_of_the_future_and_none_without_one() -> None:
    assert _read("Ferry leaves the harbour of Vessa", "2 November 2031", *EN).printing.datePublished is None
    assert _read("Ferry leaves the harbour of Vessa", *EN).printing.datePublished is None
