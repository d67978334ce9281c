"""Scrapy settings of newscrawler. Each number has its reason beside it.

Operators set the environment variables named here, or override any setting with ``scrapy crawl … -s NAME=VALUE``.
"""

from __future__ import annotations

import os
from pathlib import Path

from newscrawler import __version__
from newscrawler.limits import MAX_PAGE_BYTES
from newscrawler.places import var_dir

BOT_NAME = "newscrawler"
# An operator's own outlets, and those of the demo newsroom, live in packages of their own: "our_outlets,newsroom.spiders".
SPIDER_MODULES = [
    "newscrawler.spiders",
    *filter(None, os.environ.get("NEWSCRAWLER_SPIDER_MODULES", "").split(",")),
]
NEWSPIDER_MODULE = "newscrawler.spiders"
COMMANDS_MODULE = "newscrawler.commands"
# A faulty spider file must not take all other spiders with it.
SPIDER_LOADER_CLASS = "newscrawler.extensions.spider_loader.FaultTolerantSpiderLoader"

# --- Who we are -------------------------------------------------------------------------------------------------
# An outlet must be able to reach whoever runs the crawl: a mail address or a page. `scrapy doctor` warns when unset.
CONTACT = os.environ.get("NEWSCRAWLER_CONTACT", "")
USER_AGENT = f"newscrawler/{__version__} ({'+' + CONTACT if CONTACT else 'no contact set'})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawler"

# --- Politeness -------------------------------------------------------------------------------------------------
# News sites serve readers first: one request at a time per host, a second apart, slower when the host is slow.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
# The delay before the first answer's latency is known; Scrapy's 5 s would make a one-story crawl wait for nothing.
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# Across hosts there is no reason to wait; 32 keeps one core busy with extraction (about 100 pages/s).
CONCURRENT_REQUESTS = 32
# No outlet needs cookies to be read, and a session cookie may turn on a metered wall.
COOKIES_ENABLED = False
# A page that takes half a minute is down; Scrapy's 180 s would hold a host's only slot for three minutes.
DOWNLOAD_TIMEOUT = 30
# The largest real article page measured is 3 MB; beyond 10 MB nothing of ours would read it. Counts before and while it
# is unpacked.
DOWNLOAD_MAXSIZE = MAX_PAGE_BYTES
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
# What is stored is evidence of what an outlet printed: do not take it from an impostor.
DOWNLOAD_VERIFY_CERTIFICATES = True
# One redirect to https and one to the canonical slug is normal; 20 (Scrapy's default) is a loop.
REDIRECT_MAX_TIMES = 6
# First try + 3: a deploy or a restart of the outlet is over by then, with the delays between tries.
RETRY_TIMES = 3

# What robots.txt asks for between requests is obeyed up to a minute: at an hour a page nobody can read an outlet.
CRAWL_DELAY_MAX = 60.0
# An outlet that asks for a pause (429, 503) gets it; beyond five minutes the next crawl is the better retry.
RETRY_AFTER_MAX = 300.0
# The pause after a 429 that names none: rate windows are minutes more often than seconds.
RETRY_AFTER_DEFAULT = 30.0

# --- Where a crawl may go (docs/operating.md) ----------------------------------------------------------------------
# Pages choose where a crawl goes next. Every connection passes one guard: global unicast addresses on ports 80 and 443,
# nothing else, save what is named here for outlets of the operator's own network: "host", "host:port", "10.0.0.0/8" …
FETCH_ALLOW = list(filter(None, os.environ.get("NEWSCRAWLER_FETCH_ALLOW", "").split(",")))
DOWNLOAD_HANDLERS = {
    # Scrapy reads files, FTP servers and buckets, and answers data: by itself; no outlet is any of these, and a page that
    # names one would have this machine's files stored as comments. The archive spider turns data: on, for itself.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
    "http": "newscrawler.downloader.rendering.RenderingDownloadHandler",
    "https": "newscrawler.downloader.rendering.RenderingDownloadHandler",
}
DOWNLOADER_MIDDLEWARES = {
    # Before all others: robots.txt is not looked for where nothing will be asked.
    "newscrawler.downloader.guard.WebAddresses": 50,
    # In the place of Scrapy's, which reads a robots.txt of any size and keeps the rules of every host.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawler.downloader.robots.BoundedRobotsTxt": 100,
    # After robots.txt (100): the store is asked only about pages that will be fetched.
    "newscrawler.downloader.conditional.ConditionalRequestMiddleware": 450,
    # Before whatever reads an answer, and after its body is unpacked (590).
    "newscrawler.downloader.keys.KeysHidden": 580,
    # In the place of Scrapy's, which reads a body that stops half-way as if it were whole.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawler.downloader.whole_body.WholeBody": 590,
    # Before RedirectMiddleware (600) sees the answer, whose repeated URL the duplicate filter would drop in silence.
    "newscrawler.downloader.redirect_loop.RedirectLoop": 610,
}
EXTENSIONS = {
    # After AutoThrottle (0), whose delays they keep from falling below what an outlet asks for.
    "newscrawler.downloader.crawl_delay.CrawlDelay": 100,
    "newscrawler.downloader.retry_after.RetryAfter": 110,
    # Scrapy lets a redirected request run in the slot of the host it came from; the delay belongs to where it goes.
    "newscrawler.downloader.redirect_slot.RedirectSlot": 120,
    "newscrawler.extensions.gc_thresholds.GcThresholds": 200,
    "newscrawler.extensions.stopping.StopInTime": 210,
    # What a page made our code raise is quarantined with the page's address.
    "newscrawler.extensions.callback_errors.CallbackErrors": 300,
    "newscrawler.runs.record.RunRecord": 900,
}

# --- What one crawl takes on -----------------------------------------------------------------------------------------
# What lies beyond is left out, counted (discovery/left_out/…), logged and put into quarantine with the setting's name.
# A feed has some 100 links, WordPress puts 2,000 into a sitemap, others 1,000; the newest are taken where dates are given.
LINKS_PER_SOURCE = 10_000
# At a page a second they take 14 hours; waiting requests take 1.5 KB each, and 5 where all addresses are as long as can be.
STORIES_PER_CRAWL = 50_000
# A sitemap a month for eight years; the newest are read where the index says when they changed.
SITEMAPS_PER_CRAWL = 100
# The protocol has an index name sitemaps only; some name an index for each year.
SITEMAP_DEPTH = 2

# --- Frontier: which requests are due, and who asks them (docs/frontier.md) ----------------------------------------
# "local": Scrapy's own, in one process. "shared": on MongoDB, for any number of processes of one crawl.
FRONTIER = os.environ.get("NEWSCRAWLER_FRONTIER", "local")
ADDONS = {"newscrawler.frontier.addon.FrontierAddon": 100}
# Seconds until what a dead worker held is due again. A fetch (30 s) must fit in with two renewals (10 s each) that fail.
FRONTIER_LEASE = 60.0
# A page held longer hangs: four tries, each after the longest pause (RETRY_AFTER_MAX) and the longest fetch, are 1320 s.
FRONTIER_MAX_AGE = 1800.0
# A page that five workers did not survive, or whose callback failed five times in seven minutes, needs a person.
FRONTIER_TRIES = 5

# --- Stopping ---------------------------------------------------------------------------------------------------------
# From SIGTERM or Ctrl-C to the end of the process. Kubernetes kills after 30 s, scrapyd and systemd later; requests under way
# get 10 s, the last writes the rest: a dead MongoDB is noticed, and the disk written to, within 5.
STOP_SECONDS = 20.0

# --- What runs code or listens --------------------------------------------------------------------------------------
# Both execute what they are sent. Nothing of ours needs them, so nothing listens.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- Flow through the process ----------------------------------------------------------------------------------------
# One task is made per slot and response whether it is used or not: 10 instead of 100 was worth 1.4 times the pages/s.
CONCURRENT_ITEMS = 10
# Items wait for durable writes while their response counts as active: 5 MB (the default) would be some 50 pages.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 50_000_000

# A crawl keeps a hundred thousand containers, and a page leaves some 150 behind, few of them in cycles. Python's own 700, 10,
# 10 had a tenth of the time go into looking for these; with 10,000 a look follows some 65 pages after the last.
GC_THRESHOLDS = (10_000, 20, 20)

ITEM_PIPELINES = {
    "newscrawler.pipelines.boilerplate.BoilerplatePipeline": 100,
    "newscrawler.pipelines.validation.ValidationPipeline": 200,
    "newscrawler.pipelines.dedupe.DedupePipeline": 300,
    "newscrawler.pipelines.mongo.MongoPipeline": 400,
}

# --- Storage -----------------------------------------------------------------------------------------------------------
# A cluster's URI, or None: then a local mongod is started under VAR_DIR.
MONGODB_URI = os.environ.get("MONGODB_URI") or None
MONGODB_DATABASE = os.environ.get("MONGODB_DATABASE", "newscrawler")
# The local mongod's data, the spool and resume tokens: never inside of an installation.
VAR_DIR = str(var_dir(os.environ, Path(__file__).resolve().parent))

# Whose copy shows a story where several outlets print it, the most believed first (docs/dedupe.md): "reuters.com,…". Hosts
# without www. Outlets that have a spider of their own follow by name: somebody chose them. One list for a database.
LEAD_OUTLETS = [host for host in os.environ.get("NEWSCRAWLER_LEAD_OUTLETS", "").split(",") if host.strip()]
# Agencies' own sites beside those of newscrawler.storage.trust: they alone may withdraw a story that others print.
# {"Reuters": ["reuters.example"]}
AGENCY_OUTLETS: dict[str, list[str]] = {}

# --- Readers' names and words (docs/readers.md) ----------------------------------------------------------------------------
# How names of comments' authors are stored: "plain", "keyed" (pseudonyms; the key is NEWSCRAWLER_AUTHOR_KEY) or "none".
AUTHOR_NAMES = os.environ.get("NEWSCRAWLER_AUTHOR_NAMES") or "plain"
# Days that the words of a removed or vanished comment are kept: a moderation that is undone, or a thread that was read
# wrongly, shows within days; a month is what readers may expect of a deletion. 0 keeps them until they are erased.
RETAIN_REMOVED_DAYS = 30
# Days that an entry of quarantine is kept after it was last met: a quarter is long enough to repair an outlet's parser
# and replay. 0 keeps them.
RETAIN_QUARANTINE_DAYS = 90

# --- Run records -------------------------------------------------------------------------------------------------------
# Four small writes a minute for each crawl; what `scrapy crawls` shows of a running one is at most so many seconds old.
CRAWL_HEARTBEAT = 15.0
# Six heartbeats missed: longer than an election of MongoDB (12 s), a swapping machine or a long page.
CRAWL_DEAD_AFTER = 90.0
# A tenth of an outlet's links being dead is a normal day; a third is an outlet that changed. See docs/runs.md.
CRAWL_ERROR_SHARE = 0.2

# --- Alerts (docs/runs.md): `scrapy alerts --notify` posts them as JSON -------------------------------------------------
# Where they are posted to. From the environment only: such URLs hold a secret.
ALERT_WEBHOOK = os.environ.get("NEWSCRAWLER_ALERT_WEBHOOK") or None
# An outlet prints wire stories every day, on Sundays too.
ALERT_SILENCE_HOURS = 24.0
ALERT_ERROR_SHARE = CRAWL_ERROR_SHARE
# A tenth of the sections fail on a bad day (timeouts, closed in the middle); a platform that changed fails them all.
ALERT_INCOMPLETE_SHARE = 0.3

# --- Comment platforms -------------------------------------------------------------------------------------------------
# The operator's own keys, for platforms that want one (docs/platforms.md): "disqus.com=…,talk.example.com=…".
COMMENT_KEYS = dict(
    pair.split("=", 1) for pair in filter(None, os.environ.get("NEWSCRAWLER_COMMENT_KEYS", "").split(","))
)

# What is read of one thread; beyond it the thread is incomplete and names the setting. The longest threads of newspapers
# have some 15,000 comments, which take 150 answers of 100, or 750 of 20; at a second each, 500 take eight minutes.
THREAD_COMMENTS = 20_000
THREAD_ANSWERS = 500
# Three times what 20,000 comments of 1 KB take.
THREAD_BYTES = 64_000_000

# --- Pages that need a browser for their comments (docs/comments.md) -----------------------------------------------------
# Optional: without it such threads are incomplete and say so. Started by the first page that needs it.
CHROMIUM = os.environ.get("NEWSCRAWLER_CHROMIUM", "/usr/bin/chromium")
# A tab takes a core while its scripts run, and a machine that crawls has other things to do with the rest.
RENDER_TABS = 2
# Answers that scripts fetch keep the host's delay: at a second each, this is 180 answers, or 3,600 comments by twenties.
RENDER_SECONDS = 180
# A thread of 4,000 comments that come by twenties takes 200, and leaves as many for replies to be opened.
RENDER_PRESSES = 400
# A page whose scripts run so long without a pause is in a loop: a reader would have closed it.
RENDER_ANSWER_SECONDS = 15
# RENDER_SECONDS let 180 answers through at a second each; the scripts and the refused advertising of a news page are some
# hundred more. A page beyond that asks without end.
RENDER_REQUESTS = 1_000
# What a page sends and gets. The scripts of a heavy news page are 10 MB unpacked, 4,000 comments as JSON another 10 MB.
RENDER_BYTES = 50_000_000
# Advertising, which makes most of a page's frames, is refused. Each frame of another site is a process of 80 MB.
RENDER_FRAMES = 50
# MB of Chromium, its driver and all pages in it; a page that takes more is ended with it. Empty it takes 340, a heavy news
# page 150 more. Twenty milliseconds pass between two looks at it, in which a page takes 40 MB: the peak is below a gigabyte.
RENDER_MEMORY = 700

# --- Hosts served from elsewhere, for the demo newsroom and tests: "japantoday.com=127.0.0.1:8090,…" -----------------
HOST_MAP = dict(pair.split("=", 1) for pair in filter(None, os.environ.get("NEWSCRAWLER_HOST_MAP", "").split(",")))

# --- Log ---------------------------------------------------------------------------------------------------------------
# DEBUG prints every item with its full text.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawler.extensions.logformatter.QuietLogFormatter"
FEED_EXPORT_ENCODING = "utf-8"
