"""Exports of a real store: what is in the files, what a second run does, and what other programs read from them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard
from pymongo.database import Database

from newscrawler.export import Day, ExportError, Request, export
from newscrawler.export.days import Span, batches_of
from newscrawler.items import Author, Comment, Copy
from newscrawler.storage import Reader
from newscrawler.storage.plain import stored_fields
from newscrawler.storage.pseudonyms import AuthorNames
from tests.support.ninjs_rules import problems
from tests.support.wire_items import NOON, comment, copy, paragraphs, thread

Store = Database[dict[str, Any]]

PLAIN = AuthorNames()
KEYED = AuthorNames("keyed", "a key of more than sixteen characters")
DAY = timedelta(days=1)


def story(day: int, outlet: str = "a.example", **fields: Any) -> Copy:
    """A copy of its own story, published on that day of March 2026."""
    at = datetime(2026, 3, day, 11, tzinfo=UTC)
    values: dict[str, Any] = {
        "headline": f"Headline of day {day}",
        "body": paragraphs(f"day{day}"),
        "datePublished": at,
        "retrieved": NOON + DAY * 30,
    }
    return copy(f"https://{outlet}/{day}", **values | fields)


def discussion(of: Copy, number: int) -> list[Any]:
    below = thread(of, declaredCount=number, collectedCount=number)
    return [below, *(comment(below, each) for each in range(number))]


@pytest.fixture
def store(database: Store, write: Any) -> Store:
    first, second, third = story(3), story(4), story(4, "b.example", headline="Headline of day 4")
    undated = story(9, datePublished=None, datePublishedRaw=None, datePublishedPrecision=None)
    write(first, second, third, undated, *discussion(first, 3), *discussion(second, 2))
    return database


def request(**fields: Any) -> Request:
    span = Span(**{name: fields.pop(name) for name in ("since", "until", "outlet", "agency") if name in fields})
    return Request(span=span, **{"format": "jsonl.zst", **fields})


def lines(path: Path) -> list[dict[str, Any]]:
    raw = zstandard.ZstdDecompressor().stream_reader(path.open("rb"))
    return [json.loads(line) for line in io.TextIOWrapper(raw, encoding="utf-8")]


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob(f"{table}/*/*.jsonl.zst")) for row in lines(path)]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/*/*") if path.is_file()}


def test_each_day_of_publication_is_a_partition_and_stories_without_a_date_have_one(store: Store, tmp_path: Path):
    done = export(store, tmp_path / "out", request(comments=True), PLAIN)

    assert [day.day for day in done.manifest.days] == ["2026-03-03", "2026-03-04", "undated"]
    assert done.manifest.totals() == {"stories": 3, "copies": 4, "threads": 2, "comments": 5}
    assert sorted(path.name for path in (tmp_path / "out" / "stories").iterdir()) == [
        "day=2026-03-03",
        "day=2026-03-04",
        "day=undated",
    ]


def test_a_row_has_the_fields_that_the_read_api_gives(store: Store, tmp_path: Path):
    export(store, tmp_path / "out", request(comments=True), PLAIN)

    reader = Reader(store)
    read = {
        stored.id: json.loads(json.dumps(stored_fields(stored), default=datetime.isoformat))
        for stored in reader.stories()
    }
    exported = rows(tmp_path / "out", "stories")
    assert {row["id"]: row for row in exported} == read
    (written,) = [row for row in rows(tmp_path / "out", "comments") if row["id"].endswith("a.example/3#2")]
    assert (written["text"], written["author"]["name"], written["upvoteCount"]) == ("Comment 2", "reader 2", 3)


def test_the_manifest_holds_rows_bytes_and_checksum_of_each_file(store: Store, tmp_path: Path):
    export(store, tmp_path / "out", request(comments=True), PLAIN)

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    written = files(tmp_path / "out")
    listed = {file["path"]: file for day in manifest["partitions"] for file in day["files"]}
    assert set(listed) == set(written)
    for path, content in written.items():
        assert listed[path]["bytes"] == len(content)
        assert listed[path]["sha256"] == hashlib.sha256(content).hexdigest()
        assert listed[path]["rows"] == len(lines(tmp_path / "out" / path))
    assert manifest["finished"] is not None


def test_since_until_outlet_and_agency_choose(store: Store, tmp_path: Path):
    def chosen(name: str, **span: Any) -> list[str]:
        done = export(store, tmp_path / name, request(**span), PLAIN)
        return [day.day for day in done.manifest.days]

    fourth = datetime(2026, 3, 4, tzinfo=UTC)
    assert chosen("since", since=fourth) == ["2026-03-04", "undated"]
    assert chosen("until", until=fourth) == ["2026-03-03"]
    assert chosen("outlet", outlet="b.example") == ["2026-03-04"]
    assert chosen("agency", agency="AFP") == []
    # In the middle of a day: only the part that is asked for.
    assert chosen("noon", since=fourth + DAY / 2, until=fourth + DAY) == []


class Killed(BaseException):
    """Stands for the end of the process."""


def killed_after(days: int) -> Any:
    told: list[Day] = []

    def tell(day: Day) -> None:
        told.append(day)
        if len(told) == days:
            raise Killed

    return tell


def test_a_killed_export_goes_on_with_the_next_day_and_ends_with_the_same_files(store: Store, tmp_path: Path):
    export(store, tmp_path / "whole", request(comments=True), PLAIN)
    with pytest.raises(Killed):
        export(store, tmp_path / "out", request(comments=True), PLAIN, told=killed_after(1))
    # A day that was begun, as a kill leaves it.
    (tmp_path / "out" / ".unfinished").mkdir()
    (tmp_path / "out" / ".unfinished" / "stories.jsonl.zst").write_bytes(b"cut")

    done = export(store, tmp_path / "out", request(comments=True), PLAIN)

    assert done.kept == 1
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert not (tmp_path / "out" / ".unfinished").exists()


def test_a_file_that_was_changed_is_written_again(store: Store, tmp_path: Path):
    folder = tmp_path / "out"
    export(store, folder, request(), PLAIN)
    before = files(folder)
    next(folder.glob("stories/day=2026-03-04/*")).write_bytes(b"broken")

    done = export(store, folder, request(), PLAIN)

    assert done.damaged == ["stories/day=2026-03-04/part-0.jsonl.zst"]
    assert files(folder) == before


def test_a_damaged_day_whose_stories_are_gone_leaves_no_file(store: Store, tmp_path: Path):
    folder = tmp_path / "out"
    export(store, folder, request(comments=True), PLAIN)
    next(folder.glob("comments/day=2026-03-03/*")).write_bytes(b"broken")
    store["comments"].delete_many({})

    done = export(store, folder, request(comments=True), PLAIN)

    assert done.manifest.totals()["comments"] == 2, "the other day is as it was written"
    assert set(files(folder)) == {file.path for day in done.manifest.days for file in day.files}


def test_huge_stories_are_held_in_memory_a_few_at_a_time(database: Store, write: Any):
    for number in range(5):
        write(story(3, f"{number}.example", headline=f"Long {number}", body=["long " * 390_000, f"end {number}"]))

    batches = [len(batch) for batch in batches_of(database, {})]

    assert batches == [3, 2]


def test_a_finished_export_is_left_alone(store: Store, tmp_path: Path):
    export(store, tmp_path / "out", request(), PLAIN)
    manifest = (tmp_path / "out" / "manifest.json").read_bytes()

    done = export(store, tmp_path / "out", request(), PLAIN)

    assert (done.kept, (tmp_path / "out" / "manifest.json").read_bytes()) == (3, manifest)


def test_a_folder_with_something_else_is_refused(store: Store, tmp_path: Path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ExportError, match=r"holds 'thesis.tex' and no manifest.json: name a new or empty folder"):
        export(store, tmp_path, request(), PLAIN)

    export(store, tmp_path / "out", request(), PLAIN)
    with pytest.raises(ExportError, match=r"holds an export with another comments, format"):
        export(store, tmp_path / "out", request(comments=True, format="csv"), PLAIN)


def test_pseudonyms_take_the_place_of_names_and_earlier_texts_are_left_out(database: Store, write: Any, tmp_path: Path):
    of = story(3)
    below = thread(of)
    said = comment(
        below, 0, text="What I said first", author=Author(name="Ada Reader", id="77", url="https://a.example/ada")
    )
    said.html = "<p>What I said first</p>"
    later = replace(said, text="What I say now", retrieved=said.retrieved + DAY, html="<p>What I say now</p>")
    write(of, below, said, comment(below, 1, author=Author(name="Ada Reader")))
    write(later)

    export(database, tmp_path / "out", request(comments=True, pseudonymous=True), KEYED)

    first, second = rows(tmp_path / "out", "comments")
    assert first["author"]["name"] == second["author"]["name"]
    assert first["author"]["name"].startswith("reader-")
    whole = b"".join(
        zstandard.ZstdDecompressor().stream_reader(io.BytesIO(each)).read() for each in files(tmp_path / "out").values()
    )
    assert b"What I say now" in whole
    for hidden in (b"Ada Reader", b"https://a.example/ada", b"What I said first", b"<p>"):
        assert hidden not in whole


def test_under_pseudonyms_nobody_reads_what_vanished_from_its_page(database: Store, write: Any, tmp_path: Path):
    of = story(3)
    below = thread(of, declaredCount=2, collectedCount=2)
    gone, here = comment(below, 0, text="What I took back"), comment(below, 1, text="What I stand by")
    write(of, below, gone, here)
    at = below.retrieved + DAY
    write(replace(below, declaredCount=1, collectedCount=1, retrieved=at), replace(here, retrieved=at))

    export(database, tmp_path / "out", request(comments=True, pseudonymous=True), KEYED)

    vanished, visible = rows(tmp_path / "out", "comments")
    assert (vanished["state"], vanished["text"], vanished["author"]) == ("vanished", None, None)
    assert visible["text"] == "What I stand by"
    assert [each["state"] for each in vanished["observations"]] == ["visible", "vanished"]
    assert "text" not in str(vanished["observations"])


def test_pandas_and_duckdb_read_the_parquet(store: Store, tmp_path: Path):
    # Here, because each process that collects the tests would take half a second to import both.
    import duckdb
    import pandas

    export(store, tmp_path / "out", request(format="parquet", comments=True), PLAIN)

    stories = pandas.read_parquet(tmp_path / "out" / "stories")
    assert sorted(stories["headline"]) == ["Headline of day 3", "Headline of day 4", "Headline of day 9"]
    assert str(stories["datePublished"].dtype) == "datetime64[ms, UTC]"
    assert list(stories[stories["headline"] == "Headline of day 3"]["body"].iloc[0]) == paragraphs("day3")
    assert sorted(stories["day"].astype(str)) == ["2026-03-03", "2026-03-04", "undated"]

    with duckdb.connect() as duck:
        (counted,) = duck.sql(
            f"select count(*), sum(c.upvoteCount), min(c.author.name) "
            f"from read_parquet('{tmp_path}/out/comments/*/*.parquet') c "
            f"join read_parquet('{tmp_path}/out/threads/*/*.parquet') t on c.thread = t.id "
            f"join read_parquet('{tmp_path}/out/copies/*/*.parquet') p on t.copyUrl = p.url "
            f"join read_parquet('{tmp_path}/out/stories/*/*.parquet') s on p.story = s.id"
        ).fetchall()
    assert counted == (5, 15, "reader 0")


def test_a_formula_in_a_csv_cell_is_inert_and_paragraphs_stay_apart(database: Store, write: Any, tmp_path: Path):
    write(
        story(
            3,
            headline='=HYPERLINK("https://evil.example";"win")',
            byline="-2+3",
            authors=[],
            body=['First, with "quotes"', "Second\tline"],
        )
    )

    export(database, tmp_path / "out", request(format="csv"), PLAIN)

    (path,) = (tmp_path / "out" / "stories").glob("*/*.csv")
    (row,) = csv.DictReader(path.open(newline=""))
    assert row["headline"] == '\'=HYPERLINK("https://evil.example";"win")'
    assert row["byline"] == "'-2+3"
    assert row["body"].split("\n\n")[0] == 'First, with "quotes"'
    assert (row["occurrence"], row["cluster"], json.loads(row["outlets"])) == ("0", "", ["a.example"])
    import pandas  # as above

    assert pandas.read_csv(path)["headline"][0] == row["headline"]


def test_the_card_says_what_is_in_the_folder(store: Store, tmp_path: Path):
    export(store, tmp_path / "out", request(comments=True, outlet="a.example"), PLAIN)

    card = (tmp_path / "out" / "README.md").read_text()
    assert "- `comments/`: 5 " in card
    assert "- outlet: a.example" in card
    assert "2026-03-03 to undated" in card


@pytest.fixture
def others_may_look(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir(mode=0o755)
    return tmp_path / "out"


def test_nobody_else_can_read_an_export(store: Store, others_may_look: Path):
    export(store, others_may_look, request(), PLAIN)

    assert others_may_look.stat().st_mode & 0o077 == 0


def test_the_comments_of_a_long_thread_are_all_there(database: Store, write: Any, tmp_path: Path):
    of = story(3)
    below = thread(of, declaredCount=2_100, collectedCount=2_100)
    write(of, below)
    spoken: list[Comment] = [comment(below, each) for each in range(2_100)]
    for start in range(0, len(spoken), 500):
        write(*spoken[start : start + 500])

    export(database, tmp_path / "out", request(comments=True), PLAIN)

    assert [row["position"] for row in rows(tmp_path / "out", "comments")] == list(range(2_100))


def test_a_line_of_ninjs_is_a_story_with_its_copies(store: Store, tmp_path: Path):
    export(store, tmp_path / "out", request(format="ninjs"), PLAIN)

    (path,) = (tmp_path / "out" / "stories" / "day=2026-03-04").iterdir()
    (item,) = [json.loads(line) for line in path.read_text().splitlines()]
    assert problems(item) == []
    assert item["headlines"][0]["value"] == "Headline of day 4"
    assert [printed["name"] for printed in item["associations"]] == ["a.example", "b.example"]
    assert not (tmp_path / "out" / "copies").exists()
