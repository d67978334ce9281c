"""Pages that attack the browser, or attack through it: real Chromium, the production spider, all on loopback.

From the cases `ssrf-rendered`, `rebinding-rendered` and `rendered-bombs`.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from newscrawler import watchdog
from newscrawler.downloader.chromium import Chromium
from newscrawler.downloader.isolated import without_scripts
from tests.support.crawls import Crawls
from tests.support.loopback import listening
from tests.support.scripted_outlet import SHOWN, story
from tests.support.soak import SOAK

CHROMIUM = Path("/usr/bin/chromium")
HOST, WIDGETS = "quaytimes.example", "widgets.example"
SITE = f"https://{HOST}"

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium: apt-get install chromium"),
]


class Site:
    """Pages by path; what scripts send to ``/say?…`` is kept."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.said: list[str] = []
        self.asked: list[str] = []
        self.address = ""

    def answer(self, path: str) -> tuple[int, str, str]:
        self.asked.append(path)
        if path.startswith("/say?"):
            self.said.append(urllib.parse.unquote(path[5:]))
            return 200, "text/plain", "ok"
        if path in self.pages:
            return 200, "text/html; charset=utf-8", self.pages[path]
        if path == "/robots.txt":
            return 404, "text/plain", ""
        return 200, "text/javascript", "1"


@pytest.fixture
def site(crawls: Crawls) -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, text = served.answer(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as address:
        served.address = address
        crawls.hosts = {HOST: address, WIDGETS: address}
        yield served


def page_with(script: str, rest: str = "") -> str:
    return story(
        "read",
        f'<section id="comments">Loading comments …</section>{rest}<script>setTimeout(() => {{{script}}}, 50)</script>',
    )


def crawl(crawls: Crawls, **settings: object) -> str:
    return crawls.run(
        "crawl", "outlet", "-a", f"url={SITE}/story/read",
        RENDER_SECONDS=6, RENDER_ANSWER_SECONDS=6, RETRY_TIMES=0, **settings,
    )  # fmt: skip


# --- frames -------------------------------------------------------------------------------------------------------

TELL_ALL = """
  const word = new RegExp('Word from ' + 'the widget');
  const tell = (what, node) => { if (word.test(node.outerHTML || node.textContent || ''))
    { const found = what + ' ' + document.documentElement.outerHTML.length; fetch('/say?' + encodeURIComponent(found)); } };
  new MutationObserver((list) => { for (const each of list) { for (const node of each.addedNodes) tell('node', node); tell('target', each.target); } })
    .observe(document, {childList: true, subtree: true, attributes: true, characterData: true});
  setInterval(() => tell('tree', document.documentElement), 5);
  for (const name of ['innerHTML', 'outerHTML']) {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, name);
    Object.defineProperty(Element.prototype, name, {...own, set(text) { fetch('/say?' + encodeURIComponent('set ' + text)); own.set.call(this, text); }});
  }
  const insert = Element.prototype.insertAdjacentHTML;
  Element.prototype.insertAdjacentHTML = function (where, text) { fetch('/say?' + encodeURIComponent('insert ' + text)); insert.call(this, where, text); };
"""


def test_a_page_does_not_see_what_another_origins_frame_holds_and_its_comments_are_read(
    crawls: Crawls,
    site: Site,
) -> None:
    site.pages["/story/read"] = page_with(TELL_ALL, f'<iframe src="{SITE.replace(HOST, WIDGETS)}/widget"></iframe>')
    site.pages["/widget"] = f"<body>{SHOWN.replace('First again.', 'Word from the widget.')}</body>"
    crawl(crawls)
    assert "Word from the widget." in {comment["text"] for comment in crawls.database.comments.find()}
    assert site.said == []


def test_a_frame_of_the_pages_own_site_but_another_origin_is_not_seen_either(
    crawls: Crawls,
    site: Site,
) -> None:
    """Such a frame runs in the process of the page."""
    crawls.hosts[f"widgets.{HOST}"] = site.address
    site.pages["/story/read"] = page_with(TELL_ALL, f'<iframe src="https://widgets.{HOST}/widget"></iframe>')
    site.pages["/widget"] = f"<body>{SHOWN.replace('First again.', 'Word from the widget.')}</body>"
    crawl(crawls)
    assert "Word from the widget." in {comment["text"] for comment in crawls.database.comments.find()}
    assert site.said == []


def test_frames_without_a_page_of_the_web_cost_no_time(crawls: Crawls, site: Site) -> None:
    sources = (
        "file:///etc/passwd", "chrome://version", "blob:https://x.example/1", "data:text/html,<p>x", "about:blank",
        "about:srcdoc", "chrome-error://x", "view-source:https://x.example/", "javascript:'x'", "ftp://x.example/",
        "filesystem:https://x.example/temporary/x", "devtools://devtools/bundled/inspector.html", "chrome-untrusted://x",
    )  # fmt: skip
    frames = "".join(f'<iframe src="{source}"></iframe>' for source in sources)
    site.pages["/story/read"] = page_with("", f"{SHOWN}<button>Load more comments</button>{frames}")
    crawl(crawls)
    (thread,) = crawls.database.threads.find()
    assert thread["collectedCount"] == 2, thread["reason"]
    # Each that is asked and does not answer takes the 6 s of RENDER_ANSWER_SECONDS, and is counted.
    assert "did not answer" not in (thread["reason"] or "")
    stored = str(crawls.database.copies.find_one()) + str(list(crawls.database.comments.find()))
    assert "root:" not in stored


def test_a_frame_that_never_answers_does_not_take_the_page_with_it(crawls: Crawls, site: Site) -> None:
    site.pages["/story/read"] = page_with(
        "", f'{SHOWN}<button>Load more comments</button><iframe src="{SITE.replace(HOST, WIDGETS)}/widget"></iframe>'
    )
    site.pages["/widget"] = "<body>x<script>for (;;);</script></body>"
    crawl(crawls)
    (thread,) = crawls.database.threads.find()
    assert thread["collectedCount"] == 2, thread["reason"]
    assert thread["reason"] == "1 of its frames did not answer (RENDER_ANSWER_SECONDS)"


def test_scripts_are_taken_out_in_linear_time() -> None:
    assert without_scripts("a<script>b</script>c<script src=x></script>d") == "acd"
    assert without_scripts("a<script>never ends") == "a"
    began = time.process_time()
    without_scripts("<script></script>" * 50_000 + "<script>" * 50_000)
    assert time.process_time() - began < 1


# --- what the browser reaches --------------------------------------------------------------------------------------

RTC = """
  const servers = PORTS.flatMap((port) => ['127.0.0.1', '[::1]'].flatMap((host) => [
    {urls: `stun:${host}:${port}`}, {urls: `turn:${host}:${port}?transport=udp`, username: 'a', credential: 'b'},
    {urls: `turn:${host}:${port}?transport=tcp`, username: 'a', credential: 'b'}]));
  for (const policy of ['all', 'relay']) {
    const peer = new RTCPeerConnection({iceServers: servers, iceTransportPolicy: policy, iceCandidatePoolSize: 4});
    peer.createDataChannel('x');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer)).then(() => {
      const port = PORTS[0];
      peer.setRemoteDescription({type: 'answer', sdp: peer.localDescription.sdp.replace('a=setup:actpass', 'a=setup:active')});
      peer.addIceCandidate({candidate: `candidate:1 1 udp 2113937151 127.0.0.1 ${port} typ host`, sdpMid: '0'}).catch(() => 0);
    });
  }
  try { new WebTransport(`https://127.0.0.1:${PORTS[0]}/`); } catch (error) {}
  try { new WebSocket(`ws://127.0.0.1:${PORTS[0]}/`); new EventSource(`http://127.0.0.1:${PORTS[0]}/`); } catch (error) {}
  navigator.sendBeacon(`http://127.0.0.1:${PORTS[0]}/`, 'x');
  for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender', 'modulepreload', 'manifest', 'icon'])
    document.head.append(Object.assign(document.createElement('link'), {rel, href: `http://127.0.0.1:${PORTS[0]}/${rel}`}));
  document.head.append(Object.assign(document.createElement('script'), {type: 'speculationrules',
    textContent: JSON.stringify({prefetch: [{source: 'list', urls: [`http://127.0.0.1:${PORTS[0]}/`]}], prerender: [{source: 'list', urls: [`http://127.0.0.1:${PORTS[0]}/`]}]})}));
  const worker = `for (const f of [() => fetch('http://127.0.0.1:${PORTS[0]}/', {mode: 'no-cors'}), () => new WebSocket('ws://127.0.0.1:${PORTS[0]}/'), () => importScripts('http://127.0.0.1:${PORTS[0]}/')]) try { f(); } catch (error) {}`;
  new Worker(URL.createObjectURL(new Blob([worker])));
  window.open(`http://127.0.0.1:${PORTS[0]}/`);
  document.body.append(Object.assign(document.createElement('a'), {href: `http://127.0.0.1:${PORTS[0]}/`, download: 'x', ping: `http://127.0.0.1:${PORTS[0]}/`}));
  document.querySelector('a[download]').click();
  document.body.append(Object.assign(document.createElement('object'), {data: `http://127.0.0.1:${PORTS[0]}/`}));
"""


@contextmanager
def canaries() -> Iterator[tuple[int, list[str]]]:
    """UDP and TCP on one port of 127.0.0.1 and ::1; gives the port and what arrived."""
    arrived: list[str] = []
    sockets: list[socket.socket] = []

    def bound(family: int, kind: int, host: str, port: int) -> socket.socket:
        each = socket.socket(family, kind)
        sockets.append(each)
        if family == socket.AF_INET6:
            each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        each.bind((host, port))
        if kind == socket.SOCK_STREAM:
            each.listen()
        each.settimeout(0.2)
        return each

    def listen(each: socket.socket, name: str) -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                if each.type == socket.SOCK_DGRAM:
                    arrived.append(f"{name}: {each.recvfrom(2000)[0][:20].hex()}")
                else:
                    each.accept()[0].close()
                    arrived.append(name)

    ended = threading.Event()
    tcp = bound(socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1", 0)
    port = tcp.getsockname()[1]
    named = {"tcp": tcp, "udp": bound(socket.AF_INET, socket.SOCK_DGRAM, "127.0.0.1", port)}
    with suppress(OSError):  # a machine without IPv6
        named["tcp6"] = bound(socket.AF_INET6, socket.SOCK_STREAM, "::1", port)
        named["udp6"] = bound(socket.AF_INET6, socket.SOCK_DGRAM, "::1", port)
    threads = [threading.Thread(target=listen, args=(each, name)) for name, each in named.items()]
    for thread in threads:
        thread.start()
    try:
        yield port, arrived
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        for each in sockets:
            each.close()


def test_nothing_leaves_the_browser_but_by_its_routes(crawls: Crawls, site: Site) -> None:
    with canaries() as (port, arrived):
        site.pages["/story/read"] = page_with(f"const PORTS = [{port}];{RTC}; fetch('/say?ran')")
        crawl(crawls)
        time.sleep(1)
    assert site.said == ["ran"]
    assert arrived == []


def test_without_our_arguments_it_would(site: Site) -> None:
    """The control of the test above: WebRTC of a browser as Playwright starts it."""
    from playwright.async_api import async_playwright

    async def visit(port: int) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            page = await browser.new_page()
            await page.goto(f"http://{site.address}/blank")
            await page.evaluate(f"() => {{ const PORTS = [{port}];{RTC} }}")
            await asyncio.sleep(2)
            await browser.close()

    site.pages["/blank"] = "<html><head></head><body></body></html>"
    with canaries() as (port, arrived):
        asyncio.run(visit(port))
    assert [packet for packet in arrived if packet.startswith("udp")]


# --- limits ---------------------------------------------------------------------------------------------------------

WORKERS = (
    "const source = URL.createObjectURL(new Blob(['keep = []; setInterval(() => keep.push(new Uint8Array(3e7).fill(1)), 20)']));"
    "for (let i = 0; i < 20; i++) new Worker(source);"
)
MEMORY = "more than 700 MB (RENDER_MEMORY)"
BOMBS = {
    "array buffers": ("const keep = []; for (;;) keep.push(new Uint8Array(5e7).fill(1));", MEMORY),
    "script heap": ("const keep = []; for (;;) keep.push({a: keep.length, b: [1]});", MEMORY),
    "workers": (WORKERS, MEMORY),
    "tree": ("for (;;) { const e = document.createElement('div'); e.innerHTML = '<p>x</p>'.repeat(1000); document.body.append(e); }", None),
    "one text": ("document.getElementById('comments').append('x'.repeat(300e6));", None),
    "one post": ("fetch('/x', {method: 'POST', body: 'x'.repeat(500e6)});", None),
    "posts": ("setInterval(() => fetch('/x', {method: 'POST', body: 'x'.repeat(20e6)}).catch(() => 0), 100);", None),
    "frames": ("setInterval(() => { for (let i = 0; i < 50; i++) document.body.append(Object.assign(document.createElement('iframe'), {srcdoc: 'x'.repeat(1e5)})); }, 50);", "(RENDER_FRAMES)"),
    "fetches": ("setInterval(() => { for (let i = 0; i < 50; i++) fetch('/x?' + Math.random()).catch(() => 0); }, 50);", "(RENDER_"),
    "document": ("const e = document.createElement('div'); e.hidden = true; e.textContent = 'x'.repeat(3e7); document.body.append(e);", "(DOWNLOAD_MAXSIZE)"),
}  # fmt: skip


REQUESTS = 300
"""In place of 1,000, which take a busy machine half a minute."""

ALIKE = frozenset(("array buffers", "tree", "one text", "one post"))
"""Bombs that meet the same limits as another one: ``make soak`` sets them off too."""


def proportional(pid: int) -> float:
    """Megabytes of a process, its share of what it shares (PSS)."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


@pytest.mark.parametrize("bomb", [bomb for bomb in BOMBS if SOAK or bomb not in ALIKE])
def test_a_page_that_takes_too_much_is_ended_with_the_limits_name(
    crawls: Crawls,
    site: Site,
    bomb: str,
) -> None:
    script, limit = BOMBS[bomb]
    site.pages["/story/read"] = page_with(script)
    # On a busy machine a page may need long to take too much: it must not be left, and tried again, for its slowness.
    seconds = 40 if limit is not None else 6
    process = crawls.start(
        "crawl", "outlet", "-a", f"url={SITE}/story/read",
        RENDER_SECONDS=seconds, RENDER_ANSWER_SECONDS=seconds, RENDER_REQUESTS=REQUESTS,
    )  # fmt: skip
    crawler = browser = 0.0
    deadline = time.monotonic() + 120
    log: list[str] = []
    reading = threading.Thread(target=lambda: log.append(process.communicate()[0]))
    reading.start()
    try:
        while reading.is_alive():
            assert time.monotonic() < deadline
            crawler = max(crawler, proportional(process.pid))
            browser = max(browser, sum(map(proportional, watchdog.descendants(process.pid))))
            time.sleep(0.15)
    finally:
        process.kill()
        reading.join()
    print(f"\n{bomb}: crawler {crawler:.0f} MB, browser {browser:.0f} MB, outlet asked {len(site.asked)} times")
    assert process.returncode in (0, 3), log[0]
    assert "Traceback" not in log[0], log[0]
    assert crawler < 600
    assert browser < 1000
    assert len(site.asked) < REQUESTS + 100
    # The story itself is stored whatever its scripts do.
    assert crawls.database.copies.count_documents({}) == 1
    (thread,) = crawls.database.threads.find()
    if limit is not None:
        assert limit in thread["reason"]
        assert limit in next(each["reason"] for each in crawls.database.quarantine.find())
        # It would be beyond it again: it is not tried again.
        assert site.asked.count("/story/read") == 2


def test_of_two_pages_only_the_one_that_takes_too_much_is_ended(crawls: Crawls, site: Site) -> None:
    shown = f"{SHOWN}<button>Load more comments</button><script>const end = Date.now() + 4000; (async () => {{ while (Date.now() < end) await fetch('/slow?' + Date.now()); }})()</script>"
    site.pages["/"] = (
        f'<html><body><a href="{SITE}/story/read">The quay is read again this week</a> <a href="{SITE}/story/fine">The quay is fine again this week</a></body></html>'
    )
    site.pages["/story/read"] = page_with(
        "const keep = []; setInterval(() => keep.push(new Uint8Array(3e7).fill(1)), 30);"
    )
    site.pages["/story/fine"] = story("fine", shown)
    crawls.run("crawl", "outlet", "-a", f"url={SITE}/", RENDER_SECONDS=8, RENDER_ANSWER_SECONDS=6)
    reasons = {thread["nativeId"].rpartition("/")[2]: thread["reason"] for thread in crawls.database.threads.find()}
    assert reasons["fine"] is None
    assert MEMORY in reasons["read"]


@pytest.mark.parametrize("ending", ["closed", "browser killed", "all killed"])
def test_a_browser_that_ended_leaves_nothing_on_the_disk(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def start_and_end(folder: str) -> bool:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        chromium = await Chromium.started(CHROMIUM, 700)
        files = await asyncio.to_thread(files_of_browsers, folder)
        if ending == "browser killed":
            chromium.kill()
        elif ending == "all killed":
            watchdog.kill([chromium.driver, *watchdog.descendants(chromium.driver)])
        await chromium.close()
        return bool(files)

    def files_of_browsers(folder: str) -> list[Path]:
        return [
            path for path in Path(folder).rglob("*") if "playwright" in path.name or "chromium" in path.name.lower()
        ]

    # Of this test's own, because other browsers of this machine have their files beside each other; not pytest's, whose
    # path is longer than a socket's may be.
    with tempfile.TemporaryDirectory(prefix="newscrawler-test-") as folder:
        assert asyncio.run(start_and_end(folder)), "the browser has its files elsewhere"
        assert list(Path(folder).iterdir()) == []
