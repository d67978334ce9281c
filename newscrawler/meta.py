"""Keys of ``Request.meta`` that newscrawler adds to Scrapy's own. No other module writes such a key as a string.

The values are stored with the requests of the shared frontier, so a key is never renamed without a migration.
"""

from __future__ import annotations

__all__ = [
    "ANNOUNCED",
    "BACKFILL",
    "COMMENT_KEY",
    "CONDITIONAL",
    "FOUND_ON",
    "HAS_VARIANTS",
    "LEASE",
    "LIST",
    "OUTLET",
    "PAGE_OF",
    "RENDER",
    "RENDERED",
    "ROBOTS_UNREAD",
    "STORED_THREADS",
    "STORY",
    "STORY_LIMIT",
    "TDM",
    "VISIT",
    "WALK",
]

STORY = "story"
"""``True`` on a request for a story page. Set by the spider; the run record counts such requests as stories asked
for."""

ANNOUNCED = "announced"
"""Headline under which a feed or list announced the story, at most 200 characters. Set by the spider on requests for
story pages; compared with the headline of the page (:mod:`newscrawler.discovery.answers`)."""

LIST = "list"
"""Dictionary with ``url``, ``kind`` (feed, sitemap, section) and ``partOf`` of :class:`newscrawler.items.ListRead`.

Set by the spider on requests for lists of stories, so that a failure is told as a visit to the list too.
"""

OUTLET = "outlet"
"""Host, without ``www.``, of the outlet whose declarations read the answer. Set by the spider ``follow``."""

BACKFILL = "backfill"
"""Id of the story's part in the ledger of backfills (``backfillparts``). Set by the spider on requests for pages of the
story; :class:`newscrawler.extensions.backfill.BackfillWatch` notes the story's outcome there."""

PAGE_OF = "page_of"
"""Address of the first page of the story on a request for a further page. Set by the spider."""

STORY_LIMIT = "walk_limit"
"""``-a limit`` of the crawl, an integer: the most stories that all workers of the job request together.

Set by the spider on requests for story pages; the shared frontier drops requests beyond it.
"""

ROBOTS_UNREAD = "robots_unread"
"""``True`` on a request that was refused because the robots.txt of its host could not be read.

Set by :class:`newscrawler.downloader.robots.BoundedRobotsTxt`; the shared frontier makes it a dead letter, as a page
that did not come: the file may be readable later.
"""

CONDITIONAL = "conditional"
"""Id of a stored copy or thread: the request carries that document's ``ETag`` and ``Last-Modified``.

Set by the spider; read by :class:`newscrawler.downloader.conditional.ConditionalRequestMiddleware`.
"""

STORED_THREADS = "stored_threads"
"""Stored threads of the copy that :data:`CONDITIONAL` names, for the callback.

Set by :class:`newscrawler.downloader.conditional.ConditionalRequestMiddleware`.
"""

HAS_VARIANTS = "has_variants"
"""``True`` on a request whose address is not stored, while others are that differ from it by parameters only.

Set by :class:`newscrawler.downloader.conditional.ConditionalRequestMiddleware`; the page is then compared with the
copies of those addresses.
"""

RENDER = "render"
"""``True`` on a request whose page is opened in Chromium after its download. Set by the spider."""

RENDERED = "rendered"
"""Dictionary with the keys ``cut`` and ``refused`` of :class:`newscrawler.comments.Answer`.

Set by :class:`newscrawler.downloader.rendering.RenderingDownloadHandler` on a request that was rendered.
"""

COMMENT_KEY = "comment_key"
"""Name of the comment platform whose module put a placeholder for the operator's key into the request.

Set by the spider; only such a request gets a key (:mod:`newscrawler.downloader.keys`).
"""

LEASE = "frontier_lease"
"""Key of the lease that a handed-out request is carried by. Retries and redirects copy it. Set by the shared
frontier."""

FOUND_ON = "frontier_found_on"
"""Lease of the page that a request was found on, between the callback and the scheduler. Set by the shared frontier."""

TDM = "tdm"
"""Dictionary with ``reserved`` (true, false or None) and ``policy`` (URL or None): what the host's ``tdmrep.json`` says
of the page.

Set by :class:`newscrawler.downloader.tdm.TdmFile` on requests for story pages, where ``OBEY_RESERVATIONS`` names
``tdm``.
"""

VISIT = "visit"
"""Id of a calendar entry and the number of the visit, ``<id>#<number>``.

Identity of the request in the shared frontier, so that two workers that make it make one. Set by the spider
``follow`` on requests that the calendar asked for.
"""

WALK = "walk"
"""``True`` on a request for a list page whose further pages are read too: at the first visit, and after a gap. Set by
the spider ``follow``."""
