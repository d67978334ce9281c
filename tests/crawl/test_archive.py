"""Saved input through `scrapy crawl archive` into a real mongod."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.support.crawls import Crawls

SAMPLE = Path(__file__).parents[3] / "shared/samples/japantoday/000_014dc91f1d9f4961.txt"
FOREIGN = r"\b(?:log ?in|facebook|register|registration|copyright|advertis\w+|trending|newsletter|©)"


def test_the_users_sample(crawls: Crawls) -> None:
    if not SAMPLE.exists():
        pytest.skip(f"the user's sample is not here: {SAMPLE}")
    text = SAMPLE.read_text(encoding="utf-8")
    crawls.run("crawl", "archive", "-a", f"path={SAMPLE}")
    assert crawls.counts() == {
        "stories": 1, "copies": 1, "threads": 1, "comments": 6, "revisions": 0, "quarantine": 0,
    }  # fmt: skip
    for document in (crawls.database.stories.find_one(), crawls.database.copies.find_one()):
        assert document is not None
        assert document["headline"] == text.split("\n", 1)[0]
        assert document["byline"] == "David Brunnstrom"
        assert document["agency"] == "Reuters"
        assert document["copyrightHolder"] == "Thomson Reuters"
        assert document["copyrightNotice"] == "© (c) Copyright Thomson Reuters 2019."
        assert document["copyrightYear"] == 2019
        assert len(document["body"]) == 13
        assert all(paragraph in text for paragraph in document["body"])
        assert not [paragraph for paragraph in document["body"] if re.search(FOREIGN, paragraph, re.I)]
    copy = crawls.database.copies.find_one()
    assert copy is not None
    assert copy["publisher"] == "GPlusMedia Inc."
    assert copy["url"].startswith("urn:sha256:")
    comments = list(crawls.database.comments.find().sort("position"))
    counters = [(c["score"], c["upvoteCount"], c["downvoteCount"]) for c in comments]
    assert counters == [(6, 6, 0), (3, 3, 0), (-1, 0, 1), (0, 0, 0), (0, 0, 0), (1, 1, 0)]
    assert all(part in text for comment in comments for part in comment["text"].split("\n\n"))
    assert not [comment for comment in comments if re.search(FOREIGN, comment["text"], re.I)]
    assert all(comment["author"] is None and comment["dateCreated"] is None for comment in comments)


PAGE = """<!doctype html><html lang="en"><head><title>{headline} | Plain Press</title>
<meta property="og:site_name" content="Plain Press"></head><body><nav><a href="/">Home</a></nav>
<article><h1>{headline}</h1><p class="byline">By Mara Quill</p><time datetime="2026-11-1{n}T09:00:00Z">then</time>
<div class="article-body"><p>ORRA (Reuters) - The night ferry between Orra and the mainland resumed on Monday, its
operator said, after a week in which storms had kept it in harbour number {n}.</p>
<p>Passengers said that they had slept in the waiting room, and that somebody had brought soup.</p></div></article>
</body></html>"""


def _page(n: int) -> bytes:
    return PAGE.format(headline=f"Night ferry number {n} resumes after storms", n=n).encode()


def _warc(path: Path, pages: dict[str, bytes], damage: int | None = None) -> None:
    chunks = []
    for url, body in pages.items():
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-11-18T10:00:00Z"},
            )
        )
        chunks.append(buffer.getvalue())
    if damage is not None:
        chunks[damage] = chunks[damage][:40] + b"\x00" * 60 + chunks[damage][100:]
    path.write_bytes(b"".join(chunks))


def test_a_damaged_record_of_a_warc_is_quarantined_and_the_replay_goes_on(crawls: Crawls, tmp_path: Path) -> None:
    pages = {f"https://plainpress.example/story/ferry-{n}": _page(n) for n in range(5)}
    _warc(tmp_path / "saved.warc.gz", pages, damage=2)
    crawls.run("crawl", "archive", "-a", f"path={tmp_path / 'saved.warc.gz'}")
    assert sorted(crawls.database.copies.distinct("url")) == [url for n, url in enumerate(pages) if n != 2]
    (rejected,) = crawls.database.quarantine.find()
    assert rejected["stage"] == "archive"
    assert rejected["reason"]


def test_folder_of_html_with_pages_that_are_no_stories(crawls: Crawls, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.html").write_bytes(_page(1))
    (folder / "b.html.gz").write_bytes(gzip.compress(_page(2)))
    (folder / "empty.html").write_bytes(b"")
    (folder / "login.html").write_bytes(b"<html><body><form>Log in <input name=password></form></body></html>")
    (folder / "truncated.html.gz").write_bytes(gzip.compress(_page(3))[:120])
    crawls.run("crawl", "archive", "-a", f"path={folder}", code=3)
    assert crawls.counts()["stories"] == 2
    rejected = {Path(r["url"].split("#")[0]).name: r["reason"] for r in crawls.database.quarantine.find()}
    assert len(rejected) == 3, rejected


def test_text_records_of_a_wet_file(crawls: Crawls, tmp_path: Path) -> None:
    lines = [
        "Plain Press", "Home", "World", "", "Night ferry resumes after a week of storms", "", "By Mara Quill", "",
        "ORRA (Reuters) - The night ferry between Orra and the mainland resumed on Monday, its operator said.", "",
        "Passengers said that they had slept in the waiting room, and that somebody had brought soup.", "",
        "© 2026 Thomson Reuters", "©2026 Plain Press Ltd.", "Login to comment",
        "About time, and thank you for the soup.", "4 ( +5 / -1 )", "Login to leave a comment",
    ]  # fmt: skip
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    writer.write_record(
        writer.create_warc_record(
            "https://plainpress.example/story/ferry",
            "conversion",
            payload=io.BytesIO("\n".join(lines).encode()),
            warc_content_type="text/plain",
            warc_headers_dict={"WARC-Date": "2026-11-18T10:00:00Z"},
        )
    )
    (tmp_path / "saved.warc.wet.gz").write_bytes(buffer.getvalue())
    crawls.run("crawl", "archive", "-a", f"path={tmp_path / 'saved.warc.wet.gz'}")
    copy = crawls.database.copies.find_one()
    assert copy is not None
    assert copy["url"] == "https://plainpress.example/story/ferry"
    assert copy["headline"] == "Night ferry resumes after a week of storms"
    assert (copy["byline"], copy["agency"], copy["dateline"]["located"]) == ("Mara Quill", "Reuters", "ORRA")
    assert (copy["copyrightHolder"], copy["publisher"]) == ("Thomson Reuters", "Plain Press Ltd.")
    (comment,) = crawls.database.comments.find()
    assert comment["text"] == "About time, and thank you for the soup."
    assert (comment["score"], comment["upvoteCount"], comment["downvoteCount"]) == (4, 5, 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "archive needs what to replay"),
        (("-a", "path=/does/not/exist"), "no such file or folder: /does/not/exist"),
        (("-a", "path=.", "-a", "colour=red"), "archive has no argument 'colour'"),
    ],
)
def test_bad_arguments_are_one_clear_line(crawls: Crawls, arguments: tuple[str, ...], says: str) -> None:
    process = crawls.start("crawl", "archive", *arguments)
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 2
    assert says in output
    assert "Traceback" not in output
