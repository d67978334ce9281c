"""A newsroom in thirty lines, and a crawl of it in a process of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest

from tests.support import forking
from tests.support.loopback import listening

Answer = tuple[int, dict[str, str], str]


@dataclass
class Seen:
    host: str
    path: str
    headers: dict[str, str]
    left: float
    """``time.monotonic()`` of the crawl when the request left; a busy machine may hold it up on its way here."""


@dataclass
class Outlets:
    """Answers of the server by (host, path), and the requests that it received."""

    address: str = ""
    pages: dict[tuple[str, str], Answer | Callable[[Seen], Answer]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def asked(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]


@pytest.fixture
def outlets():
    outlets = Outlets()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(headers.get("host", ""), self.path, headers, float(headers.get("x-left", 0)))
            outlets.seen.append(seen)
            answer = outlets.pages.get((seen.host, self.path), (404, {}, "no such page"))
            status, extra, text = answer(seen) if callable(answer) else answer
            body = text.encode() if status != 304 else b""
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                **extra,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with listening(Handler) as outlets.address:
        yield outlets


@dataclass
class Crawl:
    answers: list[dict]
    stats: dict
    log: str


@pytest.fixture
def crawl(outlets):
    """``crawl(urls or requests, **settings)`` with HOST_MAP naming the server for outlet.example and other.example."""

    def run(requests, **settings) -> Crawl:
        handler = "tests.downloader.leaving_time.LeavingTimeDownloadHandler"
        defaults = {
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "HOST_MAP": {"outlet.example": outlets.address, "other.example": outlets.address},
            "ROBOTSTXT_USER_AGENT": "newscrawler",
            "DOWNLOAD_DELAY": 0,
            "RETRY_TIMES": 2,
        }
        job = {
            "settings": {**defaults, **settings},
            "requests": [{"url": one} if isinstance(one, str) else one for one in requests],
        }
        done = forking.run(
            ["tests.downloader.crawl_once"],
            given=json.dumps(job),
            timeout=240,
            env={**forking.bare_environment(), "http_proxy": "http://127.0.0.1:9"},
        )
        assert done.returncode == 0, done.stderr
        return Crawl(log=done.stderr, **json.loads(done.stdout))

    return run
