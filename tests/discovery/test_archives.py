"""Archives: every record of a file is a page, a skipped kind that is counted, or a reported loss."""

import gzip
import io
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawler.archives import BadRecord, Record, read_archive
from newscrawler.discovery.links import DiscoveryError

HTML = b"<!DOCTYPE html><html><body><p>The ferry sails again.</p></body></html>"


class Warc:
    """A WARC file as warcio writes it, and where each record begins."""

    def __init__(self, *, compressed):
        self.buffer = io.BytesIO()
        self.writer = WARCWriter(self.buffer, gzip=compressed)
        self.offsets = []

    def response(
        self, url, body=HTML, *, status="200 OK", content_type="text/html; charset=utf-8", headers=(), kind="response"
    ):
        self.offsets.append(self.buffer.tell())
        http = StatusAndHeaders(
            status, [*([("Content-Type", content_type)] if content_type else []), *headers], protocol="HTTP/1.1"
        )
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2026-11-20T09:30:00Z"},
        )
        self.writer.write_record(record)

    def other(self, kind, url, body=b"x", content_type="text/plain", **headers):
        self.offsets.append(self.buffer.tell())
        # warcio refuses to build a response that has no HTTP headers, so it learns the type afterwards
        record = self.writer.create_warc_record(
            url,
            "metadata",
            payload=io.BytesIO(body),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": "2026-11-20T09:30:00Z", **headers},
        )
        record.rec_headers.replace_header("WARC-Type", kind)
        self.writer.write_record(record)

    def bytes(self):
        return bytearray(self.buffer.getvalue())


def read(path):
    archive = read_archive(path)
    found = list(archive)
    return (
        [one for one in found if isinstance(one, Record)],
        [one for one in found if isinstance(one, BadRecord)],
        archive.skipped,
    )


def chunked(body):
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_warc_gives_its_pages_and_counts_the_rest(tmp_path, compressed):
    warc = Warc(compressed=compressed)
    warc.other("warcinfo", None, b"software: x\r\n", "application/warc-fields")
    warc.response("https://outlet.example/plain")
    warc.response("https://outlet.example/gzip", gzip.compress(HTML), headers=[("Content-Encoding", "gzip")])
    warc.response("https://outlet.example/deflate", zlib.compress(HTML), headers=[("Content-Encoding", "deflate")])
    warc.response("https://outlet.example/brotli", brotli.compress(HTML), headers=[("Content-Encoding", "br")])
    warc.response("https://outlet.example/chunks", chunked(HTML), headers=[("Transfer-Encoding", "chunked")])
    warc.response(
        "https://outlet.example/both", chunked(gzip.compress(HTML)),
        headers=[("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")],
    )  # fmt: skip
    # headers kept by an archiving program that had undone the encodings
    warc.response(
        "https://outlet.example/undone", HTML, headers=[("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    )
    warc.response("https://outlet.example/untyped", content_type=None)
    warc.other("resource", "https://outlet.example/resource", HTML, "text/html")
    warc.response("https://outlet.example/gone", status="404 Not Found")
    warc.response("https://outlet.example/moved", b"", status="301 Moved", headers=[("Location", "/")])
    warc.response("https://outlet.example/photo", b"\xff\xd8", content_type="image/jpeg")
    warc.other(
        "request", "https://outlet.example/plain", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"
    )
    warc.other("metadata", "https://outlet.example/plain")
    warc.response("https://outlet.example/plain", b"", kind="revisit")
    path = tmp_path / ("pages.warc.gz" if compressed else "pages.warc")
    path.write_bytes(warc.bytes())

    records, bad, skipped = read(path)
    assert bad == []
    assert [record.url.rpartition("/")[2] for record in records] == [
        "plain", "gzip", "deflate", "brotli", "chunks", "both", "undone", "untyped", "resource",
    ]  # fmt: skip
    assert {record.body for record in records} == {HTML}
    assert {record.kind for record in records} == {"html"}
    assert records[0].content_type == "text/html; charset=utf-8"
    assert records[0].archived == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert [record.name for record in records] == [f"{path}#{offset}" for offset in warc.offsets[1:10]]
    assert skipped == {
        "warcinfo": 1,
        "HTTP 404": 1,
        "HTTP 301": 1,
        "image/jpeg": 1,
        "request": 1,
        "metadata": 1,
        "revisit": 1,
    }


@pytest.mark.parametrize("suffix", [".warc.wet.gz", ".wet"])
def test_a_wet_file_gives_text(tmp_path, suffix):
    warc = Warc(compressed=suffix.endswith(".gz"))
    warc.other("warcinfo", None, b"x", "application/warc-fields")
    warc.other("conversion", "https://outlet.example/1", "The ferry\n\nsails – again.".encode())
    path = tmp_path / f"texts{suffix}"
    path.write_bytes(warc.bytes())
    (record,), bad, skipped = read(path)
    assert (record.kind, record.url, record.body.decode()) == (
        "text",
        "https://outlet.example/1",
        "The ferry\n\nsails – again.",
    )
    assert (bad, skipped) == ([], {"warcinfo": 1})


@pytest.mark.parametrize("compressed", [True, False])
def test_a_corrupt_record_in_the_middle_costs_itself_alone(tmp_path, compressed):
    warc = Warc(compressed=compressed)
    for number in range(5):
        warc.response(f"https://outlet.example/{number}", os.urandom(200).hex().encode() + HTML)
    data = warc.bytes()
    middle = (warc.offsets[2] + warc.offsets[3]) // 2
    data[middle : middle + 40] = b"\xa5" * 40
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(data)
    records, (bad,), _ = read(path)
    assert [record.url[-1] for record in records] == ["0", "1", "3", "4"]
    assert bad.name == f"{path}#{warc.offsets[2]}"
    assert ("gzip" if compressed else "WARC-Block-Digest") in bad.reason


@pytest.mark.parametrize("compressed", [True, False])
def test_a_truncated_end_is_reported(tmp_path, compressed):
    warc = Warc(compressed=compressed)
    for number in range(3):
        warc.response(f"https://outlet.example/{number}")
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(warc.bytes()[:-40])
    records, (bad,), _ = read(path)
    assert [record.url[-1] for record in records] == ["0", "1"]
    assert bad.name == f"{path}#{warc.offsets[2]}"
    assert "ends" in bad.reason


def test_a_length_that_lies_does_not_swallow_the_next_record(tmp_path):
    warc = Warc(compressed=False)
    for number in range(4):
        warc.response(f"https://outlet.example/{number}")
    data = bytes(warc.bytes())
    parts = [data[start:end] for start, end in zip(warc.offsets, [*warc.offsets[1:], len(data)], strict=True)]
    length = int(parts[1].split(b"Content-Length: ")[1].split(b"\r\n")[0])
    parts[1] = parts[1].replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length + 150))
    parts[2] = parts[2].replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length - 30))
    path = tmp_path / "lies.warc"
    path.write_bytes(b"".join(parts))
    records, bad, _ = read(path)
    assert [record.url[-1] for record in records] == ["0", "3"]
    assert ["does not end after its Content-Length" in one.reason for one in bad] == [True, True]


def test_many_records_in_one_gzip_member(tmp_path):
    warc = Warc(compressed=False)
    for number in range(3):
        warc.response(f"https://outlet.example/{number}")
    path = tmp_path / "single.warc.gz"
    path.write_bytes(gzip.compress(bytes(warc.bytes())))
    records, bad, _ = read(path)
    assert [record.url[-1] for record in records] == ["0", "1", "2"]
    assert len({record.name for record in records}) == 3
    assert bad == []


def test_records_that_are_no_whole_page_say_why(tmp_path):
    warc = Warc(compressed=True)
    warc.response("https://outlet.example/cut-gzip", gzip.compress(HTML)[:-12], headers=[("Content-Encoding", "gzip")])
    warc.response("https://outlet.example/zstd", b"\x28\xb5\x2f\xfd", headers=[("Content-Encoding", "zstd")])
    warc.response(
        "https://outlet.example/bomb", gzip.compress(bytes(60_000_000)), headers=[("Content-Encoding", "gzip")]
    )
    warc.response("https://outlet.example/huge", bytes(50_000_001))
    warc.other(
        "response",
        "https://outlet.example/cut",
        b"HTTP/1.1 200 OK\r\n\r\n" + HTML,
        "application/http",
        **{"WARC-Truncated": "length"},
    )
    warc.other("response", "https://outlet.example/headless", HTML, "application/http; msgtype=response")
    warc.response("https://outlet.example/whole")
    path = tmp_path / "partly.warc.gz"
    path.write_bytes(warc.bytes())
    records, bad, _ = read(path)
    assert [record.url for record in records] == ["https://outlet.example/whole"]
    reasons = {one.url.rpartition("/")[2]: one.reason for one in bad}
    assert "ends early" in reasons["cut-gzip"]
    assert "content encoding zstd is not supported" in reasons["zstd"]
    assert "limit for a page" in reasons["bomb"]
    assert "limit for a page" in reasons["huge"]
    assert "WARC-Truncated: length" in reasons["cut"]
    assert "without HTTP headers" in reasons["headless"]


def test_what_is_no_warc_at_all(tmp_path):
    path = tmp_path / "not.warc"
    path.write_bytes(b"\x00" * 100_000 + b"\nHello\n")
    records, (bad,), _ = read(path)
    assert records == []
    assert "no WARC record begins here" in bad.reason


def test_a_text_dump_and_a_folder_of_them(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"second")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "z.txt").write_bytes(b"deeper")
    (tmp_path / "notes.md").write_bytes(b"no dump")
    (record,), _, _ = read(tmp_path / "b.txt")
    assert (record.kind, record.body, record.url, record.archived, record.name) == (
        "text",
        b"second",
        None,
        None,
        f"{tmp_path}/b.txt#0",
    )
    records, bad, skipped = read(tmp_path)
    assert [record.body for record in records] == [b"second", b"deeper"]
    assert (bad, skipped) == ([], {"other file": 1})


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://outlet.example/ferry?utm_source=x">', "https://outlet.example/ferry?utm_source=x"),
        ("<meta property='og:url' content='https://outlet.example/ferry'>", "https://outlet.example/ferry"),
        ("<!-- saved from url=(0029)https://outlet.example/saved --><link rel=canonical href='https://outlet.example/'>", "https://outlet.example/saved"),
        ("<link rel=canonical href='https://outlet.example/'><meta property=og:url content=https://outlet.example/s>", "https://outlet.example/s"),
        ("<link rel=canonical href='https://outlet.example/'>", None),
        ("<link rel=canonical href='/relative'>", None),
        ("</head><link rel=canonical href='https://outlet.example/in-the-body'>", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_saved_page_tells_where_it_is_from(tmp_path, head, url):
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><html><head>{head}</head><body>x</body></html>")
    (record,), _, _ = read(tmp_path / "page.html")
    assert (record.kind, record.url) == ("html", url)


def test_a_folder_of_html_is_read_recursively_and_a_broken_file_does_not_end_it(tmp_path):
    (tmp_path / "1.html").write_bytes(HTML)
    (tmp_path / "2.html.gz").write_bytes(gzip.compress(HTML)[:-10])
    (tmp_path / "3.HTM").write_bytes(HTML)
    (tmp_path / "4").mkdir()
    (tmp_path / "4" / "5.html.gz").write_bytes(gzip.compress(HTML))
    records, (bad,), _ = read(tmp_path)
    assert [Path(record.name).name for record in records] == ["1.html#0", "3.HTM#0", "5.html.gz#0"]
    assert {record.body for record in records} == {HTML}
    assert bad.name.endswith("2.html.gz#0")
    assert "broken gzip" in bad.reason


def test_an_unusable_path_is_one_clear_error(tmp_path):
    (tmp_path / "page.pdf").write_bytes(b"%PDF")
    for path, reason in [
        (tmp_path / "missing.warc", "no such file or folder"),
        (tmp_path / "page.pdf", "unknown kind of file"),
        (tmp_path, "nothing to read in the folder"),
    ]:
        with pytest.raises(DiscoveryError, match=reason) as error:
            read_archive(path)
        assert str(path) in str(error.value)
        assert ".warc.gz" in str(error.value)


def _pieces():
    warc = Warc(compressed=True)
    plain = Warc(compressed=False)
    for one in (warc, plain):
        one.response("https://outlet.example/1")
    return [bytes(warc.bytes()), bytes(plain.bytes()), bytes(warc.bytes())[:100], bytes(plain.bytes())[:200]]


@given(
    data=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [
                    *_pieces(),
                    b"WARC/1.0\r\n",
                    b"Content-Length: 9\r\n",
                    b"WARC-Type: response\r\n",
                    b"\r\n\r\n",
                    b"\x1f\x8b\x08",
                ]
            ),
        ),
        max_size=6,
    ).map(b"".join)
)
def test_any_bytes_are_read_to_their_end(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.warc.gz"
    path.write_bytes(data)
    for one in read_archive(path):
        assert isinstance(one, Record | BadRecord)


@pytest.mark.live
@pytest.mark.parametrize("compressed", [True, False])
def test_200_megabytes_are_read_in_bounded_memory(tmp_path, compressed):
    """2,000 pages of 100 KB; the reader may hold one record, its decoded page and some buffers."""
    path = tmp_path / ("large.warc.gz" if compressed else "large.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        for number in range(2_000):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = b"<html><p>%d</p>" % number + os.urandom(500).hex().encode() * 100
            writer.write_record(
                writer.create_warc_record(
                    f"https://outlet.example/{number}", "response", io.BytesIO(body), http_headers=http
                )
            )
    program = (
        "import resource, sys; from newscrawler.archives import read_archive\n"
        "usage = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = usage(); count = sum(len(one.body) > 100_000 for one in read_archive(sys.argv[1]))\n"
        "print(count, usage() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    count, grown_kilobytes = map(int, done.stdout.split())
    assert count == 2_000
    assert grown_kilobytes < 20_000


def _plain_record(body=HTML, *, version="1.0", line="\r\n", headers="", number=1):
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    fields = (
        f"WARC/{version}", "WARC-Type: response", f"WARC-Target-URI: https://outlet.example/{number}",
        "WARC-Date: 2026-11-20T09:30:00Z", "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}", "", "",
    )  # fmt: skip
    return line.join(fields).encode() + block + line.encode() * 2


@pytest.mark.parametrize("version", ["0.17", "0.18", "1.0", "1.1"])
@pytest.mark.parametrize("line", ["\r\n", "\n"])
@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_versions_and_line_ends_of_old_programs(tmp_path, version, line, wrap):
    path = tmp_path / ("old.warc.gz" if wrap is gzip.compress else "old.warc")
    path.write_bytes(b"".join(wrap(_plain_record(version=version, line=line, number=number)) for number in range(3)))
    records, bad, _ = read(path)
    assert [record.url for record in records] == [f"https://outlet.example/{number}" for number in range(3)]
    assert {record.body for record in records} == {HTML}
    assert not bad


@pytest.mark.parametrize("stated", ["none", "UTF-8", "zstd", "binary, none"])
def test_an_encoding_that_was_not_applied_is_no_loss(tmp_path, stated):
    path = tmp_path / "plain.warc"
    path.write_bytes(_plain_record(headers=f"Content-Encoding: {stated}\r\n"))
    (record,), bad, _ = read(path)
    assert (record.body, bad) == (HTML, [])


def test_a_page_of_several_gzip_members_is_read_whole(tmp_path):
    packed = b"".join(gzip.compress(HTML[at : at + 20]) for at in range(0, len(HTML), 20))
    path = tmp_path / "members.warc"
    path.write_bytes(_plain_record(packed, headers="Content-Encoding: gzip\r\n"))
    (record,), bad, _ = read(path)
    assert (record.body, bad) == (HTML, [])


@pytest.mark.parametrize("cut", range(1, len(chunked(HTML)) - 6, 7))
def test_chunks_that_end_early_are_no_whole_page(tmp_path, cut):
    path = tmp_path / "chunks.warc"
    headers = "Transfer-Encoding: chunked\r\n"
    path.write_bytes(
        _plain_record(chunked(HTML), headers=headers) + _plain_record(chunked(HTML)[:-cut], headers=headers)
    )
    records, bad, _ = read(path)
    assert [record.body for record in records[:1]] == [HTML]
    # Without the empty line after the last chunk nothing of the page is missing.
    assert (len(records), len(bad)) == ((2, 0) if cut <= 2 else (1, 1))


def test_chunks_that_the_archiving_program_has_joined(tmp_path):
    path = tmp_path / "joined.warc"
    path.write_bytes(_plain_record(headers="Transfer-Encoding: chunked\r\n"))
    (record,), bad, _ = read(path)
    assert (record.body, bad) == (HTML, [])
