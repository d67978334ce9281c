"""Comments that only a browser shows: real Chromium, a page of ours on loopback, the production spider."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.crawls import Crawls
from tests.support.scripted_outlet import HOST, PER_ANSWER, SECTION, SHOWN, SITE, ScriptedOutlet, running, story

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.live


@pytest.fixture
def outlet(crawls: Crawls) -> Iterator[ScriptedOutlet]:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    with running() as served:
        crawls.hosts = {HOST: served.address}
        yield served


def crawl(crawls: Crawls, slug: str = "", **settings: object) -> str:
    return crawls.run("crawl", "outlet", "-a", f"url={SITE}/{slug and 'story/'}{slug}", **settings)


def assert_all_stored(crawls: Crawls, outlet: ScriptedOutlet, thread: str) -> None:
    stored = {
        row["nativeId"]: row for row in crawls.database.comments.find({"thread": f"hypertext:{SITE}/story/{thread}"})
    }
    wanted = outlet.of(thread)
    assert set(stored) == set(wanted)
    for number, row in wanted.items():
        comment = stored[number]
        assert comment["text"] == row["text"]
        assert comment["author"]["name"] == row["author"]
        assert comment["dateCreated"].strftime("%Y-%m-%dT%H:%M:%SZ") == row["created"]
        assert comment["parentItem"] == (str(row["parent"]) if row["parent"] else None)
        assert comment["upvoteCount"] == row["up"]


def test_load_more_and_nested_replies_are_brought_up(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    outlet.pages["full"] = story("full", SECTION.format("full"))
    outlet.fill("full", 100, replies=3, deeper=2)
    crawl(crawls)
    (thread,) = crawls.database.threads.find()
    assert (thread["complete"], thread["reason"]) == (True, None)
    assert thread["collectedCount"] == len(outlet.of("full")) == 200
    assert_all_stored(crawls, outlet, "full")


LOOP = f"{SECTION.format('loop')}<script>setTimeout(() => {{ for (;;); }}, 50);</script>"


def processes_of(command: str, below: int | None = None) -> list[int]:
    """Ids of running processes whose program is ``command``; only descendants of ``below`` where it is given."""
    parents, names = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            text = stat.read_text()
            number, rest = int(stat.parent.name), text.rpartition(")")[2].split()
            if rest[0] != "Z":
                parents[number], names[number] = int(rest[1]), text.partition("(")[2].rpartition(")")[0]

    def descends(number: int) -> bool:
        while number in parents:
            number = parents[number]
            if number == below:
                return True
        return False

    return [number for number, name in names.items() if name == command and (below is None or descends(number))]


def wait_for(condition: Callable[[], object], crawl: subprocess.Popen[str], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert crawl.poll() is None, crawl.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_page_that_already_shows_comments_is_completed(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    """A list on the page, the rest behind a button, in an open shadow tree, and a label in another language."""
    script = """
      const host = document.getElementById('rest'), root = host.attachShadow({mode: 'open'});
      const more = document.createElement('button');
      more.textContent = 'Mehr Kommentare anzeigen';
      root.append(more);
      more.onclick = async () => {
        const answer = await (await fetch('/api/comments?thread=partly&after=0')).json();
        for (const row of answer.comments) {
          const item = document.createElement('div');
          item.id = 'comment-' + row.id; item.className = 'comment';
          item.innerHTML = `<a class="comment-author">${row.author}</a> <time datetime="${row.created}"></time><p class="comment-text"></p>`;
          item.querySelector('p').textContent = row.text;
          root.append(item);
        }
        more.remove();
      };"""
    outlet.pages["partly"] = story(
        "partly",
        f'{SHOWN}<button>Load more comments</button><div id="rest" class="comments"></div><script>{script}</script>',
    )
    outlet.fill("partly", 6)
    crawl(crawls, "partly")
    (thread,) = crawls.database.threads.find()
    stored = {row["nativeId"] for row in crawls.database.comments.find()}
    assert stored == {"901", "902", *outlet.of("partly")}
    assert (thread["collectedCount"], thread["complete"]) == (8, True)


def test_a_script_that_loops_for_ever_is_cut_off(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    outlet.pages.update(loop=story("loop", LOOP), fine=story("fine", SECTION.format("fine")))
    outlet.fill("fine", 20)
    outlet.fill("loop", 5)
    crawl(crawls, RENDER_ANSWER_SECONDS=3)
    threads = {thread["nativeId"].rpartition("/")[2]: thread for thread in crawls.database.threads.find()}
    assert threads["loop"]["complete"] is False
    assert threads["loop"]["reason"] == (
        "answer 1: RenderingError: the page's scripts did not let the browser answer within 3 s"
    )
    # The story itself, and three tries of the browser.
    assert outlet.asked["/story/loop"] == 1 + 3
    assert threads["fine"]["complete"], threads["fine"]["reason"]
    assert_all_stored(crawls, outlet, "fine")


def test_chromium_killed_in_the_middle_costs_nothing_but_time(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    names = [f"page-{number}" for number in range(4)]
    for name in names:
        outlet.pages[name] = story(name, SECTION.format(name))
        outlet.fill(name, 40, replies=1)
    running_crawl = crawls.start("crawl", "outlet", "-a", f"url={SITE}/")
    kills = 0
    try:
        for _ in range(2):
            before = outlet.asked.total()
            wait_for(
                lambda seen=before: outlet.asked.total() > seen + 3 and processes_of("chromium", running_crawl.pid),
                running_crawl,
            )
            for number in processes_of("chromium", running_crawl.pid):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            kills += 1
        log, _ = running_crawl.communicate(timeout=240)
    finally:
        running_crawl.kill()
    assert kills == 2
    assert running_crawl.returncode == 0, log
    assert "the browser died" in log
    threads = list(crawls.database.threads.find())
    assert len(threads) == len(names)
    for thread in threads:
        assert thread["complete"], thread["reason"]
    for name in names:
        assert_all_stored(crawls, outlet, name)


def test_a_crawl_that_is_killed_leaves_no_browser(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    outlet.pages["full"] = story("full", SECTION.format("full"))
    outlet.fill("full", 200)
    running_crawl = crawls.start("crawl", "outlet", "-a", f"url={SITE}/", DOWNLOAD_DELAY=1)
    try:
        wait_for(lambda: any(path.startswith("/api/") for path in outlet.asked), running_crawl)
        browsers = set(processes_of("chromium", running_crawl.pid))
        assert browsers
    finally:
        running_crawl.kill()
        running_crawl.communicate()
    deadline = time.monotonic() + 240
    while browsers & set(processes_of("chromium")):
        assert time.monotonic() < deadline, "Chromium lives on"
        time.sleep(0.1)


def test_a_limit_that_cuts_a_thread_off_is_its_reason(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    outlet.pages["full"] = story("full", SECTION.format("full"))
    outlet.fill("full", 100)
    crawl(crawls, "full", RENDER_PRESSES=3)
    (thread,) = crawls.database.threads.find()
    assert (thread["complete"], thread["reason"]) == (False, "more was to come after 3 presses (RENDER_PRESSES)")
    assert thread["collectedCount"] == 4 * PER_ANSWER == crawls.database.comments.count_documents({})


def test_what_robots_txt_forbids_the_browser_does_not_get_either(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    box = SECTION.format("closed").replace("data-thread", 'data-api="/private/comments" data-thread')
    outlet.pages["closed"] = story("closed", box)
    outlet.fill("closed", 5)
    crawl(crawls, "closed")
    (thread,) = crawls.database.threads.find()
    assert thread["complete"] is False
    assert thread["reason"] == (
        f"its scripts did not get {SITE}/private/comments?thread=closed&after=0 (Forbidden by robots.txt)"
    )
    assert not [path for path in outlet.asked if path.startswith(("/private/", "/api/"))]
    # Neither pictures nor styles; and whatever was asked for said who asks.
    assert not [path for path in outlet.asked if path.endswith((".jpg", ".css"))]
    assert all("newscrawler" in agent for agent in outlet.agents)


def test_a_pages_scripts_reach_nothing_on_this_machine(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    """By fetch, frame, script, form, socket, popup and redirect: the browser has no network, and ours is guarded."""
    here = f"http://{outlet.address}/inside"
    script = f"""
      fetch('{here}/fetch', {{mode: 'no-cors', method: 'POST', body: 'x'}}).catch(() => 0);
      document.body.append(Object.assign(document.createElement('iframe'), {{src: '{here}/frame'}}));
      document.body.append(Object.assign(document.createElement('script'), {{src: '{here}/script'}}));
      document.body.append(Object.assign(new Image(), {{src: '{here}/image'}}));
      new WebSocket('{here.replace("http", "ws")}/socket');
      navigator.sendBeacon('{here}/beacon');
      window.open('{here}/popup');
      const form = Object.assign(document.createElement('form'), {{action: '{here}/form', method: 'post', target: '_blank'}});
      document.body.append(form);
      form.submit();
      fetch('/to-the-inside');"""
    outlet.moved["/to-the-inside"] = f"{here}/redirect"
    outlet.pages["inward"] = story("inward", f"{SECTION.format('inward')}<script>{script}</script>")
    outlet.fill("inward", 5)
    crawl(crawls, "inward")
    assert outlet.asked["/to-the-inside"] == 1
    assert not [path for path in outlet.asked if path.startswith("/inside")]
    assert_all_stored(crawls, outlet, "inward")


def test_a_crawl_without_such_pages_starts_no_browser(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    for number in range(5):
        outlet.pages[f"plain-{number}"] = story(f"plain-{number}", SHOWN)
    running_crawl = crawls.start("crawl", "outlet", "-a", f"url={SITE}/", DOWNLOAD_DELAY=0.3)
    while running_crawl.poll() is None:
        assert not processes_of("chromium", running_crawl.pid)
        assert not processes_of("node", running_crawl.pid)
        time.sleep(0.05)
    log, _ = running_crawl.communicate()
    assert running_crawl.returncode == 0, log
    assert "rendered/pages" not in log
    assert crawls.database.comments.count_documents({}) == 10


def test_without_chromium_the_thread_says_so(crawls: Crawls, outlet: ScriptedOutlet) -> None:
    outlet.pages.update(full=story("full", SECTION.format("full")), plain=story("plain", SHOWN))
    outlet.fill("full", 5)
    crawl(crawls, CHROMIUM="/nowhere/chromium")
    threads = {thread["nativeId"].rpartition("/")[2]: thread for thread in crawls.database.threads.find()}
    assert threads["plain"]["complete"]
    assert threads["full"]["complete"] is False
    assert threads["full"]["reason"] == (
        "answer 1: these comments need a browser, and /nowhere/chromium does not exist: apt-get install chromium, "
        "or set NEWSCRAWLER_CHROMIUM to its path"
    )
    # The page was read once: it is not asked for again when nothing could come of it.
    assert outlet.asked["/story/full"] == 1
