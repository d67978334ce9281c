"""No log, terminal or document shows an operator's password, whatever characters it has."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from urllib.parse import quote

import pytest

from newscrawler.archives import read_archive
from newscrawler.comments.protocol import PlatformRequest
from newscrawler.discovery.links import resolve
from newscrawler.printable import make_records_printable
from newscrawler.spiders.outlet import OutletSpider
from newscrawler.spiders.syndication import ArgumentError
from newscrawler.storage import StorageError, connect
from newscrawler.storage.connection import masked
from newscrawler.urls import has_userinfo, linked_address, unaskable, web_address

PASSWORDS = ["SECRET", "p@SECRET", "p/SECRET", "p:SECRET", "SECRET@", "/SECRET", "SEC%40RET", "p?SECRET", "p#SECRET@x", "1/SECRET",
             "127.0.0.1/SECRET", "SECRET,h", "p SECRET", "p&SECRET=1", "[SECRET", "://SECRET", "p@/SECRET", "%SECRET", "é/SECRET"]  # fmt: skip


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://crawler:{}@h/", "mongodb+srv://crawler:{}@h/?replicaSet=x", "mongodb://:{}@h/", "{}@h", "u:{}@h",
        "mongodb://{}@h/", "mongodb:// u:{}@h/", "mongodb://a:{}@h,b:{}@i/", "http://{}@proxy.example:3128",
        "http://{}:x-oauth@proxy.example", "https://u:{}@hooks.example/a?b=c", "mongodb://h/?tlsCertificateKeyFilePassword={}",
        "mongodb://u@h/?authMechanismProperties=AWS_SESSION_TOKEN:{}&tls=true", "mongodb://h/?proxyPassword={}",
    ],
)  # fmt: skip
def test_a_masked_uri_shows_nothing_of_it(uri: str, password: str) -> None:
    shown = masked(uri.format(password, password))
    assert "SEC" not in shown
    assert "***" in shown


def test_what_is_no_secret_is_shown() -> None:
    uri = "mongodb://h1,h2:27018/?replicaSet=x&authSource=admin&tls=true&serverSelectionTimeoutMS=3&maxPoolSize=4"
    assert masked(uri) == uri
    assert masked("mongodb://crawler:SECRET@h/?w=1") == "mongodb://crawler:***@h/?w=1"
    assert masked("http://127.0.0.1:6800") == "http://127.0.0.1:6800"


@pytest.mark.parametrize("password", [*PASSWORDS, *map(quote, PASSWORDS)])
def test_a_uri_that_cannot_be_used_is_refused_without_its_password(password: str) -> None:
    with pytest.raises(StorageError, match=r"MONGODB_URI|MongoDB at") as refused:
        connect(f"mongodb://crawler:{password}@127.0.0.1:1/?serverSelectionTimeoutMS=50")
    assert "SEC" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "address",
    [
        "https://user:URLSECRET@hostile.example/story", "https://URLSECRET@hostile.example/", "http://:URLSECRET@hostile.example/",
        "https://a@b:URLSECRET@hostile.example/", "HTTPS://user:URLSECRET@hostile.example", "https://user:URLSECRET@hostile.example:8443/?q#f",
    ],
)  # fmt: skip
class TestAddresses:
    def test_a_start_address_with_a_password_is_refused_and_not_repeated(self, address: str) -> None:
        with pytest.raises(ArgumentError) as refused:
            OutletSpider.check_arguments({"url": address})
        assert "URLSECRET" not in str(refused.value)

    def test_no_request_is_made_for_it(self, address: str) -> None:
        why = unaskable(address)
        assert why is not None
        assert "URLSECRET" not in why
        with pytest.raises(ValueError, match="before its host") as refused:
            PlatformRequest(url=address)
        assert "URLSECRET" not in str(refused.value)

    def test_a_link_of_a_page_loses_it(self, address: str) -> None:
        for read in (linked_address, resolve):
            link = read("https://page.example/a", address)
            assert link is not None
            assert "URLSECRET" not in link
            assert "hostile.example" in link
        assert has_userinfo(address)
        assert web_address(address) is None

    def test_an_archive_s_record_loses_it(self, address: str, tmp_path: Path) -> None:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http\r\n"
        raw = f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
        (tmp_path / "a.warc").write_bytes(raw)
        records = list(read_archive(str(tmp_path / "a.warc")))
        assert records
        assert "URLSECRET" not in repr(records)
        assert "hostile.example" in repr(records)


def test_an_at_sign_elsewhere_in_an_address_stays() -> None:
    for url in ("https://x.example/@name/story", "https://x.example/a?mail=a@b", "https://x.example/#a@b"):
        assert linked_address("https://x.example/", url) == url
        assert web_address(url) == url
        assert unaskable(url) is None
    OutletSpider.check_arguments({"url": "https://x.example/@name/story"})


def test_a_log_record_shows_no_password_of_an_address() -> None:
    factory, written = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(written)
    log = logging.getLogger("secrets-test")
    log.addHandler(handler)
    try:
        make_records_printable()
        log.warning("proxy %s failed, %s", "http://u:SECRET@proxy.example:3128", "socks5://SECRET@p.example/a@b")
        try:
            raise OSError("cannot reach https://u:SEC%40RET@p.example/x")
        except OSError:
            log.exception("it raised")
        log.warning("MongoDB at mongodb://crawler:***@h/ and https://x.example/@name")
    finally:
        log.removeHandler(handler)
        logging.setLogRecordFactory(factory)
    assert "SEC" not in written.getvalue()
    assert "http://***@proxy.example:3128" in written.getvalue()
    assert "mongodb://crawler:***@h/ and https://x.example/@name" in written.getvalue()


def test_no_spider_s_own_address_names_a_user() -> None:
    for path in (Path(__file__).parents[2] / "newscrawler/spiders").glob("*.py"):
        assert not [word for word in path.read_text().split('"') if word.startswith("http") and has_userinfo(word)]
