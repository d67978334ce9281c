"""Scrapy settings of newscrawler. Each number has its reason beside it.

Operators set the environment variables named here, or override any setting with ``scrapy crawl … -s NAME=VALUE``.
"""

from __future__ import annotations

import os
from pathlib import Path

from newscrawler import __version__
from newscrawler.limits import MAX_PAGE_BYTES
from newscrawler.places import var_dir
from newscrawler.program import commands_module

BOT_NAME = "newscrawler"
# Packages with further spiders, such as those of an operator or of the demo newsroom: "our_outlets,newsroom.spiders".
SPIDER_MODULES = [
    "newscrawler.spiders",
    *filter(None, os.environ.get("NEWSCRAWLER_SPIDER_MODULES", "").split(",")),
]
NEWSPIDER_MODULE = "newscrawler.spiders"
COMMANDS_MODULE = commands_module()
# A faulty spider file must not disable all other spiders.
SPIDER_LOADER_CLASS = "newscrawler.extensions.spider_loader.FaultTolerantSpiderLoader"

# --- Who we are -----------------------------------------------------------------------------------------------------
# An outlet must be able to contact the operator of a crawl: a mail address or a web page. `scrapy doctor` warns
# when unset.
CONTACT = os.environ.get("NEWSCRAWLER_CONTACT", "")
USER_AGENT = f"newscrawler/{__version__} ({'+' + CONTACT if CONTACT else 'no contact set'})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawler"

# Wishes of outlets about copies of their pages that are obeyed (docs/reservations.md): "noarchive" (robots meta,
# X-Robots-Tag), "tdm" (reserved text and data mining, W3C TDMRep). The text of such a page is then not stored. Whatever
# is here, wishes are recorded with each copy. None is obeyed by default, unlike robots.txt, which says what may be
# fetched: noarchive speaks of copies that are shown to others, and a reservation does not bind whom a licence or the
# law (research) permits to mine. Only the operator knows which holds, and a default would lose texts without a word.
OBEY_RESERVATIONS = list(filter(None, os.environ.get("NEWSCRAWLER_OBEY_RESERVATIONS", "").split(",")))

# --- Politeness -----------------------------------------------------------------------------------------------------
# News sites serve readers first: one request at a time per host, a second apart, slower when the host is slow.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
# Delay in seconds until the first latency is known. Scrapy's default of 5 s would slow a crawl of one story for
# nothing.
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# Across hosts there is no reason to wait; 32 keeps one core busy with extraction (about 100 pages/s).
CONCURRENT_REQUESTS = 32
# No outlet needs cookies to be read, and a session cookie may turn on a metered wall.
COOKIES_ENABLED = False
# Seconds. A page that takes longer is down; Scrapy's default of 180 s would block a host's only slot for three minutes.
DOWNLOAD_TIMEOUT = 30
# Bytes of a page, compressed and uncompressed. The largest article page measured has 3 MB; no part of newscrawler reads
# more than 10 MB.
DOWNLOAD_MAXSIZE = MAX_PAGE_BYTES
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
# Stored pages are evidence of what an outlet printed, so the outlet must prove its identity.
DOWNLOAD_VERIFY_CERTIFICATES = True
# One redirect to https and one to the canonical slug is normal; 20 (Scrapy's default) is a loop.
REDIRECT_MAX_TIMES = 6
# Seconds within which a <meta> refresh is a redirect. Scrapy's 100 take a page that shows another one after a minute,
# or reloads itself, for a redirect.
METAREFRESH_MAXDELAY = 6
# Attempts after the first. A deploy or a restart of the outlet is over by then, with the delays between attempts.
RETRY_TIMES = 3

# Longest Crawl-delay of robots.txt that is obeyed, in seconds. With an hour between pages no outlet can be read.
CRAWL_DELAY_MAX = 60.0
# Longest pause after 429 or 503, in seconds. Beyond five minutes the next crawl is the better retry.
RETRY_AFTER_MAX = 300.0
# Seconds of the pause after a 429 without Retry-After. Rate limits usually count by minutes.
RETRY_AFTER_DEFAULT = 30.0

# --- Where a crawl may go (docs/operating.md) -----------------------------------------------------------------------
# A page chooses the next addresses of a crawl, so every connection passes a guard: only global unicast addresses,
# only ports 80 and 443. Exceptions for outlets on the operator's own network are listed here: "host", "host:port",
# "10.0.0.0/8" …
FETCH_ALLOW = list(filter(None, os.environ.get("NEWSCRAWLER_FETCH_ALLOW", "").split(",")))
DOWNLOAD_HANDLERS = {
    # Scrapy can read files, FTP servers and buckets. No outlet needs that, and a hostile page could have files of this
    # machine stored as comments. The archive spider switches data: on for itself.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
    "http": "newscrawler.downloader.rendering.RenderingDownloadHandler",
    "https": "newscrawler.downloader.rendering.RenderingDownloadHandler",
}
DOWNLOADER_MIDDLEWARES = {
    # First, so that no robots.txt is requested for a refused address.
    "newscrawler.downloader.guard.WebAddresses": 50,
    # Replaces Scrapy's, which reads a robots.txt of any size and keeps the rules of every host.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawler.downloader.robots.BoundedRobotsTxt": 100,
    # After robots.txt (100): a page that is not fetched needs no reservations.
    "newscrawler.downloader.tdm.TdmFile": 120,
    # After robots.txt (100), so that the store is queried only about pages that are fetched.
    "newscrawler.downloader.conditional.ConditionalRequestMiddleware": 450,
    # Before anything reads an answer, and after its body is uncompressed (590).
    "newscrawler.downloader.keys.KeysHidden": 580,
    # Replaces Scrapy's, which reads a truncated body as if it were complete.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawler.downloader.whole_body.WholeBody": 590,
    # Replaces Scrapy's, whose requests for a page that reloads itself the duplicate filter drops.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newscrawler.downloader.meta_refresh.MetaRefresh": 581,
    # Before RedirectMiddleware (600), after which the duplicate filter would drop a repeated URL in silence.
    "newscrawler.downloader.redirect_loop.RedirectLoop": 610,
}
SPIDER_MIDDLEWARES = {
    # Far from the spider: what becomes of a story of a backfill is noted after all others have had their say.
    "newscrawler.extensions.backfill.BackfillWatch": 100,
    # Nearest to the spider: what comes in place of a story is told apart before anything of it is stored or requested.
    "newscrawler.extensions.answers.JudgedAnswers": 900,
}
EXTENSIONS: dict[str, int | None] = {
    # Runs code that is sent over HTTP, and takes 0.1 s to import even where REMOTE_CONTROL_ENABLED turns it off.
    "scrapy.extensions.remote_control.RemoteControl": None,
    # After AutoThrottle (0), whose delays must not fall below those that an outlet asks for.
    "newscrawler.downloader.crawl_delay.CrawlDelay": 100,
    "newscrawler.downloader.retry_after.RetryAfter": 110,
    # Scrapy sends a redirected request in the slot of the first host; the delay belongs to the second host.
    "newscrawler.downloader.redirect_slot.RedirectSlot": 120,
    "newscrawler.extensions.gc_thresholds.GcThresholds": 200,
    "newscrawler.extensions.stopping.StopInTime": 210,
    # A page that makes a callback raise is quarantined.
    "newscrawler.extensions.callback_errors.CallbackErrors": 300,
    # Redirects that the duplicate filter drops are accounted for.
    "newscrawler.extensions.dropped_redirects.DroppedRedirects": 310,
    "newscrawler.runs.record.RunRecord": 900,
}

# --- What one crawl takes on ----------------------------------------------------------------------------------------
# Links beyond a limit are left out, counted (discovery/left_out/…), logged, and quarantined with the name of the
# setting. A feed has about 100 links, a sitemap 1,000 to 2,000. If the links have dates, the newest are taken.
LINKS_PER_SOURCE = 10_000
# 14 hours at a page a second. A waiting request takes 1.5 KB of memory, or 5 KB with the longest URLs.
STORIES_PER_CRAWL = 50_000
# Pages of one story, at a page a second; galleries of more are cut, and their copies partial.
PAGES_PER_STORY = 20
# One sitemap a month for eight years. If the index has dates, the newest are read.
SITEMAPS_PER_CRAWL = 100
# By the protocol an index lists sitemaps only; some outlets list an index for each year.
SITEMAP_DEPTH = 2

# Longest time in seconds that a page is held which may be no story, until other addresses of the outlet have answered.
# Two pages in a row take two to ten seconds; a lease outlasts it by its renewals.
ANSWER_HOLD_SECONDS = 30.0

# --- Frontier: requests that are due, and the workers that send them (docs/frontier.md) -----------------------------
# "local": Scrapy's scheduler, in one process. "shared": on MongoDB, for any number of workers of one crawl.
FRONTIER = os.environ.get("NEWSCRAWLER_FRONTIER", "local")
ADDONS = {"newscrawler.frontier.addon.FrontierAddon": 100}
# Seconds until the requests of a dead worker are due again: more than a fetch (30 s) and two failed renewals (10 s
# each).
FRONTIER_LEASE = 60.0
# Seconds after which a page hangs. Four attempts, each with the longest pause (RETRY_AFTER_MAX) and fetch, take 1320 s.
FRONTIER_MAX_AGE = 1800.0
# Attempts until a request becomes a dead letter: five workers died with it, or its callback failed five times.
FRONTIER_TRIES = 5
# Id of the scrapyd job that a crawl runs, set by scrapyd's launcher: a job that is taken over after its crawl job has
# ended does not crawl everything again. "": the crawl runs none.
SCRAPYD_JOB = ""

# --- Following (docs/following.md): the spider `follow` asks the calendar what is due -------------------------------
# Seconds between two looks into the calendar, one query each; lists are read every minute at most.
CALENDAR_LOOK = 1.0
# Seconds for which a due visit is a worker's. Behind 30 s of other requests for its host it has time for its retries;
# a visit whose worker died is due again after them.
CALENDAR_LEASE = 600.0

# --- Stopping -------------------------------------------------------------------------------------------------------
# Seconds from SIGTERM or Ctrl-C to the end of the process. Kubernetes kills after 30 s, scrapyd and systemd later.
# Requests in progress get 10 s, the last writes get the rest: a dead MongoDB is noticed and the spool written
# within 5 s.
STOP_SECONDS = 20.0

# --- What runs code or listens --------------------------------------------------------------------------------------
# Scrapy's remote control and telnet console run code that they are sent; newscrawler needs neither. EXTENSIONS does not
# load the remote control, so that this setting alone does not turn it on; it keeps it off where it is loaded again.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- Flow through the process ---------------------------------------------------------------------------------------
# Scrapy makes this many tasks for each response, used or not: 10 instead of 100 gave 1.4 times the pages/s.
CONCURRENT_ITEMS = 10
# Bytes of responses whose items wait for durable writes. The default of 5 MB is only about 50 pages.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 50_000_000

# Arguments of gc.set_threshold. With Python's defaults (700, 10, 10) the cycle collector took 10 % of a crawl's time,
# with (10_000, 20, 20) 3.5 %: it ran every 22 pages, each time over all that they hold, and found one object a page.
# With 50,000 it runs every 300 pages and takes 0.3 %; the crawl takes 2 % more memory. The oldest objects are looked
# at about as often as with (10_000, 20, 20).
GC_THRESHOLDS = (50_000, 10, 10)

STATS_CLASS = "newscrawler.extensions.stats.CrawlStats"

ITEM_PIPELINES = {
    "newscrawler.pipelines.boilerplate.BoilerplatePipeline": 100,
    # After it, because the text tells agency, dateline and rights; before everything that measures or stores a text.
    "newscrawler.pipelines.reservations.ReservationsPipeline": 150,
    "newscrawler.pipelines.validation.ValidationPipeline": 200,
    "newscrawler.pipelines.dedupe.DedupePipeline": 300,
    "newscrawler.pipelines.mongo.MongoPipeline": 400,
}

# --- Storage --------------------------------------------------------------------------------------------------------
# URI of a cluster. If it is None, a local mongod is started under VAR_DIR.
MONGODB_URI = os.environ.get("MONGODB_URI") or None
MONGODB_DATABASE = os.environ.get("MONGODB_DATABASE", "newscrawler")
# Directory of the local mongod, the spool and resume tokens; never inside an installed package.
VAR_DIR = str(var_dir(os.environ, Path(__file__).resolve().parent))

# Outlets whose copies are preferred as the lead of a story, the most trusted first (docs/dedupe.md): "reuters.com,…".
# Hosts without www. Outlets with their own spider follow, ordered by name. All crawls of a database need the same
# list.
LEAD_OUTLETS = [host for host in os.environ.get("NEWSCRAWLER_LEAD_OUTLETS", "").split(",") if host.strip()]
# Agencies' own sites, in addition to those of newscrawler.storage.trust. Only these may withdraw a story that others
# print. {"Reuters": ["reuters.example"]}
AGENCY_OUTLETS: dict[str, list[str]] = {}

# --- Readers' names and words (docs/readers.md) ---------------------------------------------------------------------
# Storage of commenters' names: "plain", "keyed" (pseudonyms; the key is NEWSCRAWLER_AUTHOR_KEY) or "none".
AUTHOR_NAMES = os.environ.get("NEWSCRAWLER_AUTHOR_NAMES") or "plain"
# Days that the text of a removed or vanished comment is kept. A moderation that is undone, or a wrongly read thread, is
# noticed within days; readers may expect a deletion within a month. 0 keeps the text until it is erased.
RETAIN_REMOVED_DAYS = 30
# Days that a quarantine entry is kept after it was last met: enough time to fix an outlet's parser and replay. 0
# keeps all.
RETAIN_QUARANTINE_DAYS = 90
# Days that events of the change feed are kept (docs/collections/feed.md): a consumer that was away for a quarter of a
# year reads the store anew. An event is some 300 bytes. 0 keeps all. scrapyd's nodes read the same variable.
RETAIN_FEED_DAYS = float(os.environ.get("NEWSCRAWLER_RETAIN_FEED_DAYS") or 90)

# --- Run records ----------------------------------------------------------------------------------------------------
# Seconds between updates of a run record: four small writes a minute for each crawl.
CRAWL_HEARTBEAT = 15.0
# Seconds without a heartbeat after which a crawl is dead: longer than an election of MongoDB (12 s) or a very slow
# page.
CRAWL_DEAD_AFTER = 90.0
# Hours after which a crawl that never ends closes its record and begins the next one: a record a day can be read, and
# its counts of stories are kept in memory, 100 bytes each.
CRAWL_RECORD_HOURS = 24.0
# Share of failed stories that makes exit code 3. A tenth is normal; a third means that the outlet has changed
# (docs/runs.md).
CRAWL_ERROR_SHARE = 0.2

# --- Alerts (docs/runs.md): `scrapy alerts --notify` posts them as JSON ---------------------------------------------
# URL for the notices. From the environment only, because such URLs contain a secret.
ALERT_WEBHOOK = os.environ.get("NEWSCRAWLER_ALERT_WEBHOOK") or None
# Hours without a new story, for outlets whose own rhythm is not known yet (docs/coverage.md).
ALERT_SILENCE_HOURS = 24.0
ALERT_ERROR_SHARE = CRAWL_ERROR_SHARE
# Share of incomplete threads. On a bad day a tenth fail (timeouts); if a platform changes, all fail.
ALERT_INCOMPLETE_SHARE = 0.3

# --- HTTP API and dashboard (docs/serving.md): `newscrawler serve` ----------------------------------------------------
# Address to listen on. Anywhere but on loopback every request needs a token (`newscrawler token add`).
SERVE_HOST = os.environ.get("NEWSCRAWLER_SERVE_HOST") or "127.0.0.1"
# Names besides loopback that clients reach it by, such as a proxy's or a Kubernetes service's: "news.example.com,…".
SERVE_HOSTS = list(filter(None, os.environ.get("NEWSCRAWLER_SERVE_HOSTS", "").split(",")))
# Whether browsers reach it by https, through a proxy: its cookie is then never sent without.
SERVE_HTTPS = os.environ.get("NEWSCRAWLER_SERVE_HTTPS", "") not in ("", "0")
# Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Anybody else could invent them.
SERVE_PROXIES = list(filter(None, os.environ.get("NEWSCRAWLER_SERVE_PROXIES", "").split(",")))
# For each token. 100 a second is ten busy dashboards; a script that loads everything is slowed down before others
# notice it.
SERVE_REQUESTS_PER_MINUTE = 6_000

# --- Comment platforms ----------------------------------------------------------------------------------------------
# The operator's keys for platforms that need one (docs/platforms.md): "disqus.com=…,talk.example.com=…".
COMMENT_KEYS = dict(
    pair.split("=", 1) for pair in filter(None, os.environ.get("NEWSCRAWLER_COMMENT_KEYS", "").split(","))
)

# Limits of one thread; beyond a limit the thread is incomplete and its reason names the setting. The longest threads
# of newspapers have about 15,000 comments: 150 answers of 100, or 750 of 20. 500 answers take eight minutes at one a
# second.
THREAD_COMMENTS = 20_000
THREAD_ANSWERS = 500
# Bytes: three times the size of 20,000 comments of 1 KB.
THREAD_BYTES = 64_000_000

# --- Pages that need a browser for their comments (docs/comments.md) ------------------------------------------------
# Path of Chromium, which is optional: without it such threads are incomplete. It is started at the first page that
# needs it.
CHROMIUM = os.environ.get("NEWSCRAWLER_CHROMIUM", "/usr/bin/chromium")
# Parallel pages. Each uses a processor core while its scripts run.
RENDER_TABS = 2
# Seconds for a page. Requests of scripts keep the host's delay: 180 answers at one a second, or 3,600 comments by
# twenties.
RENDER_SECONDS = 180
# Pressed buttons. A thread of 4,000 comments by twenties takes 200, which leaves 200 for opening replies.
RENDER_PRESSES = 400
# Seconds that a page's scripts may run without a pause. Longer is an endless loop.
RENDER_ANSWER_SECONDS = 15
# Requests of a page. RENDER_SECONDS allow 180 answers; scripts and refused advertising are a few hundred more.
RENDER_REQUESTS = 1_000
# Bytes sent and received by a page. The scripts of a heavy news page have 10 MB, 4,000 comments as JSON another 10 MB.
RENDER_BYTES = 50_000_000
# Frames of a page. Each frame of another site is a process of 80 MB. Advertising, which makes most frames, is refused.
RENDER_FRAMES = 50
# Megabytes of Chromium, its driver and all pages; beyond it the browser is killed. Empty it takes 340 MB, a heavy
# news page 150 MB more. It is measured every 20 ms, in which a page can take 40 MB, so the peak is below a gigabyte.
RENDER_MEMORY = 700

# --- Hosts served from another address, for the demo newsroom and tests: "japantoday.com=127.0.0.1:8090,…" ----------
HOST_MAP = dict(pair.split("=", 1) for pair in filter(None, os.environ.get("NEWSCRAWLER_HOST_MAP", "").split(",")))

# --- Log ------------------------------------------------------------------------------------------------------------
# DEBUG logs every item with its full text.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawler.extensions.logformatter.QuietLogFormatter"
FEED_EXPORT_ENCODING = "utf-8"
