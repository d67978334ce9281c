"""Crawl-delay and Retry-After: a host gets the pauses that it asks for."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from newscrawler.downloader.retry_after import seconds_to_wait

CRAWL_DELAY = {"newscrawler.downloader.crawl_delay.CrawlDelay": 500}
OWN_SLOT = {"newscrawler.downloader.redirect_slot.RedirectSlot": 520}
BOUNDED_ROBOTS = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawler.downloader.robots.BoundedRobotsTxt": 100,
}
RETRY_AFTER = {"newscrawler.downloader.retry_after.RetryAfter": 510}


def robots(outlets, text):
    outlets.pages["outlet.example", "/robots.txt"] = (200, {"Content-Type": "text/plain"}, text)
    for number in range(4):
        outlets.pages["outlet.example", f"/{number}"] = (200, {}, str(number))


def gaps(outlets):
    times = [seen.left for seen in outlets.seen if seen.path != "/robots.txt"]
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize("throttle", [False, True])
def test_crawl_delay_holds_with_and_without_autothrottle(outlets, crawl, throttle):
    robots(outlets, "User-agent: newscrawler\nCrawl-delay: 0.4\n\nUser-agent: *\nCrawl-delay: 30")
    done = crawl(
        [f"https://outlet.example/{number}" for number in range(3)],
        ROBOTSTXT_OBEY=True, EXTENSIONS=CRAWL_DELAY, CRAWL_DELAY_MAX=60,
        AUTOTHROTTLE_ENABLED=throttle, AUTOTHROTTLE_START_DELAY=0.01,
    )  # fmt: skip
    assert [answer["body"] for answer in done.answers] == ["0", "1", "2"]
    assert min(gaps(outlets)) >= 0.4
    # AutoThrottle adds what a busy machine's answers take; the rule for others asks for 30 s.
    delays = [answer["delay"] for answer in done.answers]
    assert min(delays) >= 0.4
    assert max(delays) < (15 if throttle else 0.41)


def test_an_absurd_crawl_delay_is_obeyed_up_to_the_limit_and_said(outlets, crawl):
    robots(outlets, "User-agent: *\nCrawl-delay: 86400")
    done = crawl(
        ["https://outlet.example/0", "https://outlet.example/1"],
        ROBOTSTXT_OBEY=True, EXTENSIONS=CRAWL_DELAY, CRAWL_DELAY_MAX=0.3,
    )  # fmt: skip
    assert min(gaps(outlets)) >= 0.3
    assert "outlet.example asks for 86400 s between requests; waiting 0.3 s, the limit CRAWL_DELAY_MAX" in done.log


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_whose_rules_cannot_be_read_is_asked_for_nothing_else(outlets, crawl, status):
    """RFC 9309, 2.3.1.4. A host without a robots.txt is read."""
    robots(outlets, "")
    outlets.pages["outlet.example", "/robots.txt"] = (status, {}, "later")
    outlets.pages["other.example", "/1"] = (200, {}, "other")
    done = crawl(
        ["https://outlet.example/0", "https://other.example/1"],
        ROBOTSTXT_OBEY=True, RETRY_TIMES=0, DOWNLOADER_MIDDLEWARES=BOUNDED_ROBOTS,
    )  # fmt: skip
    assert [(seen.host, seen.path) for seen in outlets.seen if seen.path != "/robots.txt"] == [("other.example", "/1")]
    assert (
        f"outlet.example: robots.txt cannot be read (HTTP {status}): nothing else is asked for within an hour"
        in done.log
    )


def test_other_hosts_do_not_wait(outlets, crawl):
    robots(outlets, "User-agent: *\nCrawl-delay: 5")
    for number in range(3):
        outlets.pages["other.example", f"/{number}"] = (200, {}, "other")
    done = crawl(
        [f"https://other.example/{number}" for number in range(3)],
        ROBOTSTXT_OBEY=True, EXTENSIONS=CRAWL_DELAY, CRAWL_DELAY_MAX=60,
    )  # fmt: skip
    assert [answer["delay"] for answer in done.answers] == [0, 0, 0]


def test_a_redirected_request_keeps_to_the_delay_of_the_host_it_goes_to(outlets, crawl):
    slow = "User-agent: *\nCrawl-delay: 0.5"
    outlets.pages["other.example", "/robots.txt"] = (200, {"Content-Type": "text/plain"}, slow)
    for number in range(3):
        outlets.pages["outlet.example", f"/{number}"] = (301, {"Location": f"https://other.example/{number}"}, "")
        outlets.pages["other.example", f"/{number}"] = (200, {}, "other")
    done = crawl(
        [f"https://outlet.example/{number}" for number in range(3)],
        ROBOTSTXT_OBEY=True, EXTENSIONS=CRAWL_DELAY | OWN_SLOT, CRAWL_DELAY_MAX=60,
    )  # fmt: skip
    assert [answer["body"] for answer in done.answers] == ["other"] * 3
    times = [seen.left for seen in outlets.seen if seen.host == "other.example"]
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.5


def test_too_many_requests_pauses_the_whole_host_and_then_goes_on(outlets, crawl):
    answers = [(429, {"Retry-After": "1"}, "slow down")]

    def first_refused(_):
        return answers.pop() if answers else (200, {}, "served")

    for number in range(4):
        outlets.pages["outlet.example", f"/{number}"] = first_refused
    done = crawl(
        [f"https://outlet.example/{number}" for number in range(4)],
        EXTENSIONS=RETRY_AFTER, RETRY_AFTER_MAX=60, RETRY_AFTER_DEFAULT=10, CONCURRENT_REQUESTS_PER_DOMAIN=1,
    )  # fmt: skip
    assert [answer["body"] for answer in done.answers] == ["served"] * 4
    assert gaps(outlets)[0] >= 1, "a queued request left during the pause"
    assert done.stats["retry_after/pauses"] == 1
    assert "outlet.example answers 429: pausing 1 s" in done.log


def test_a_long_pause_is_cut_and_giving_up_is_said(outlets, crawl):
    outlets.pages["outlet.example", "/0"] = (503, {"Retry-After": "86400"}, "maintenance")
    done = crawl(
        ["https://outlet.example/0"],
        EXTENSIONS=RETRY_AFTER, RETRY_AFTER_MAX=0.2, RETRY_AFTER_DEFAULT=10, RETRY_TIMES=1,
    )  # fmt: skip
    assert done.answers[0]["status"] == 503
    assert len(outlets.seen) == 2
    assert "asks for 86400 s; pausing 0 s, the limit RETRY_AFTER_MAX" in done.log
    assert "Gave up retrying <GET https://outlet.example/0>" in done.log


NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True).encode(), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True).encode(), 0.0),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        (b"\xff\xfe", None),
        (b"9" * 400, 999999999999.0),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header, seconds):
    assert seconds_to_wait(header, NOW) == seconds
