"""The one table of the API: its addresses, their parameters and their answers.

The endpoints check requests by it and the OpenAPI document is made from it, so the two cannot disagree.
"""

from __future__ import annotations

from typing import get_args

from newscrawler.feed import KINDS
from newscrawler.interchange import activitystreams, ninjs
from newscrawler.interchange.syndication import ATOM, JSON_FEED
from newscrawler.items import Rejection
from newscrawler.serve.api import schemas
from newscrawler.serve.api.description import (
    LISTED,
    Link,
    Operation,
    Parameter,
    fields_of,
    id_of,
    limit_of,
    moment,
)
from newscrawler.serve.api.json_schema import choices_of, items_of, page_of
from newscrawler.storage.reader import Order

__all__ = ["JSON", "OPERATIONS", "operation"]

JSON = "application/json"

_FED = 30
"""Entries of an Atom or JSON feed if ``limit`` is not given: readers show a screenful, and ask again."""

_FED_AT_ONCE = 100
"""Events of an answer if ``limit`` is not given: 20 KB."""

_LONGEST_CURSOR = 8_000
"""Characters of a cursor: what an address holds. One of a thread's comments holds two addresses, some 300 letters."""

_LONGEST_QUERY = 300
"""Characters of a search: enough for the 16 words that are looked up at most."""

_LONGEST_WAIT = 60
"""Seconds of a long poll: proxies cut a connection that is silent for longer."""

_STORY_ID = r"^[0-9A-Fa-f]{1,32}(\.[0-9]{1,9})?$"
_HOST = r"^[^\s/]{1,253}$"

_AFTER = Parameter(
    name="after",
    about="Cursor of the answer before: take the link `next` as it is.",
    longest=_LONGEST_CURSOR,
    pattern=r"^[A-Za-z0-9_~:.+-]+$",
)
_OUTLET = Parameter(
    name="outlet", about="Only this outlet: its host without `www.`.", pattern=_HOST, example="japantoday.com"
)
_AGENCY = Parameter(name="agency", about="Only this agency, by its canonical name.", longest=200, example="Reuters")
_URL = Parameter(name="url", about="Address of the copy, as it is stored.", required=True)

_FED_BY_NUMBER = (
    Parameter(
        name="after",
        about="Number of the last event that you have; without it, the feed begins with the first that is kept.",
        kind="number",
        most=10**18 - 1,
        example=0,
    ),
    Parameter(
        name="kinds",
        about="Only events of these kinds, separated by commas.",
        kind="choices",
        choices=KINDS,
        example="added,changed",
    ),
    Parameter(
        name="include",
        about="`document` adds each document as it is now.",
        kind="choices",
        choices=("document",),
    ),
    Parameter(name="feed", about="Identity of the feed, as `next` has it.", longest=100, pattern="^[0-9a-f]+$"),
)

_FILTERS = (
    _OUTLET,
    _AGENCY,
    moment("since", "Published then or later. Undated stories are left out."),
    moment("until", "Published before."),
    moment(
        "changed_since",
        "Changed by a visit of then or later, oldest first: a story that changes while you read comes again. What a "
        "visit found is stored some seconds after it, so begin some minutes before your last one, or follow the change "
        "feed, which misses nothing. Not with `q`.",
    ),
    Parameter(name="cluster", about="Only stories of this cluster, by its id. Not with `q`.", longest=100),
    Parameter(
        name="q",
        about='Words of headline and text, all of which must occur; `"words in quotes"` in this order. Newest first.',
        longest=_LONGEST_QUERY,
        example="night buses",
    ),
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="index",
        path="/api",
        summary="What there is: every address, with its title.",
        tag="About the API",
        answers={JSON: schemas.INDEX},
    ),
    Operation(
        id="stories",
        path="/api/stories",
        summary="Stories with their text, newest first.",
        tag="Stories",
        details=(
            "Ordered by the time of publication, undated ones last; with `changed_since` by their last change. A page "
            "may have fewer stories than `limit`, or none, and a link `next` all the same: the end is where `next` is "
            "null. Stories that are written meanwhile are neither missed nor repeated."
        ),
        parameters=(*_FILTERS, limit_of(), _AFTER, fields_of(schemas.STORY)),
        links=(
            Link("story", "id", "/items/0/id"),
            Link("copy", "url", "/items/0/lead"),
            Link("revisions", "url", "/items/0/lead"),
        ),
        answers={JSON: page_of(schemas.STORY)},
    ),
    Operation(
        id="stories.atom",
        path="/api/stories.atom",
        summary="Stories as an Atom feed.",
        tag="Stories",
        details="The same filters as `/api/stories`. `next` is a link of the feed (RFC 5005).",
        parameters=(*_FILTERS, limit_of(_FED), _AFTER),
        answers={ATOM: {"type": "string"}},
    ),
    Operation(
        id="stories.json",
        path="/api/stories.json",
        summary="Stories as a JSON Feed 1.1.",
        tag="Stories",
        details="The same filters as `/api/stories`. `next_url` leads to the next page.",
        parameters=(*_FILTERS, limit_of(_FED), _AFTER),
        answers={JSON_FEED: schemas.JSON_FEED},
    ),
    Operation(
        id="story",
        path="/api/stories/{id}",
        summary="One story: as JSON, with its tree if wanted, or as ninjs 3.1.",
        tag="Stories",
        details=(
            "`include=copies` adds its copies, `threads` also their threads, `comments` also the comments in reading "
            "order. ninjs is chosen by `format=ninjs`, or by `Accept: application/vnd.iptc.ninjs+json`."
        ),
        parameters=(
            id_of("Id, key, or an unambiguous beginning of the key.", _STORY_ID),
            Parameter(
                name="include",
                about="Parts of the tree, separated by commas.",
                kind="choices",
                choices=("copies", "threads", "comments"),
            ),
            Parameter(name="format", about="Form of the answer.", kind="choice", choices=("json", "ninjs")),
            fields_of(schemas.STORY_TREE),
        ),
        links=(
            Link("thread", "id", "/copies/0/threads/0/id"),
            Link("comments", "id", "/copies/0/threads/0/id"),
        ),
        answers={JSON: schemas.STORY_TREE, ninjs.MEDIA_TYPE: schemas.NINJS},
        problems=(400, 404, 409),
    ),
    Operation(
        id="thread",
        path="/api/threads/{id}",
        summary="One comment thread: as JSON, or with its comments as ActivityStreams 2.0.",
        tag="Comments",
        details=(
            "An id may contain `/`: write it as `%2F`. ActivityStreams is chosen by `format=activitystreams`, or by "
            "`Accept: application/activity+json`; removed, vanished and erased comments are tombstones there."
        ),
        parameters=(
            id_of("Id of the thread: `<platform>:<nativeId>`."),
            Parameter(name="format", about="Form of the answer.", kind="choice", choices=("json", "activitystreams")),
        ),
        answers={JSON: schemas.THREAD, activitystreams.MEDIA_TYPE: schemas.ACTIVITYSTREAMS},
        problems=(400, 404, 422),
    ),
    Operation(
        id="comments",
        path="/api/threads/{id}/comments",
        summary="Comments of a thread: a flat list with a cursor, or the whole tree.",
        tag="Comments",
        details=(
            "A flat list is ordered by id, and each comment names the one that it answers in `parentItem`. In the tree "
            "answers are in `replies`, 50 levels deep; deeper ones are in the last level, in reading order."
        ),
        parameters=(
            id_of("Id of the thread, with `/` written as `%2F`."),
            Parameter(
                name="shape", about="Form of the answer.", kind="choice", choices=("flat", "tree"), default="flat"
            ),
            limit_of(),
            _AFTER,
        ),
        answers={JSON: page_of(schemas.COMMENT_NODE)},
        problems=(400, 404, 422),
    ),
    Operation(
        id="clusters",
        path="/api/clusters",
        summary="Wire texts that several stories print under headlines of their own.",
        tag="Clusters",
        parameters=(
            Parameter(
                name="sort",
                about="`spread`: printed by most outlets first; `firstSeen`: newest first; `lastChanged`: oldest "
                "change first.",
                kind="choice",
                choices=get_args(Order),
                default="spread",
            ),
            _AGENCY,
            limit_of(),
            _AFTER,
        ),
        links=(Link("cluster", "id", "/items/0/id"),),
        answers={JSON: page_of(schemas.CLUSTER)},
    ),
    Operation(
        id="cluster",
        path="/api/clusters/{id}",
        summary="One cluster, with who printed the wire text, when and how much of it.",
        tag="Clusters",
        parameters=(
            id_of("Id of the cluster, a former one, or the id or key of one of its stories.", _STORY_ID),
            Parameter(
                name="printings",
                about="Most copies that are compared with the wire text, the first printed first.",
                kind="number",
                default=LISTED,
            ),
        ),
        answers={JSON: schemas.CLUSTER_WITH_PRINTINGS},
        problems=(400, 404, 409),
    ),
    Operation(
        id="copy",
        path="/api/copies",
        summary="One outlet's printing of a story, by its address.",
        tag="Stories",
        parameters=(_URL,),
        answers={JSON: schemas.COPY},
        problems=(400, 404),
    ),
    Operation(
        id="revisions",
        path="/api/copies/revisions",
        summary="How a copy changed, from each version to the next, word by word; oldest change first.",
        tag="Stories",
        details=(
            "The text of a version that was replaced is in the parts with `=` and `-` of the change to the next "
            "version. `skipped` says how many earlier changes are left out."
        ),
        parameters=(_URL, limit_of()),
        answers={JSON: schemas.REVISIONS},
        problems=(400, 404),
    ),
    Operation(
        id="outlets",
        path="/api/outlets",
        summary="Outlets that printed a stored story, and the list of those that are followed.",
        tag="Operation",
        answers={JSON: schemas.OUTLETS},
    ),
    Operation(
        id="agencies",
        path="/api/agencies",
        summary="Agencies of the stored stories.",
        tag="Stories",
        answers={JSON: schemas.AGENCIES},
    ),
    Operation(
        id="coverage",
        path="/api/coverage",
        summary="The coverage ledger: what was looked at of each outlet, and what came.",
        tag="Operation",
        details="One entry for each outlet and hour, the oldest hour first; with `by=outlet` one sum for each outlet.",
        parameters=(
            _OUTLET,
            moment("since", "The hour of this time, and later ones. Default: a day ago."),
            moment("until", "Hours that begin before. At most 2 days after `since`, of one outlet 31 days."),
            Parameter(
                name="by", about="One entry for what.", kind="choice", choices=("hour", "outlet"), default="hour"
            ),
        ),
        answers={JSON: items_of(schemas.COVERAGE)},
    ),
    Operation(
        id="gaps",
        path="/api/gaps",
        summary="Two readings of a list that share no story, the latest first.",
        tag="Operation",
        parameters=(_OUTLET, moment("since", "Found then or later."), limit_of()),
        answers={JSON: items_of(schemas.GAP)},
    ),
    Operation(
        id="runs",
        path="/api/runs",
        summary="Crawls, running and over, last started first.",
        tag="Operation",
        parameters=(
            Parameter(name="spider", about="Only crawls of this spider.", longest=200, example="japantoday"),
            moment("since", "Started then or later."),
            limit_of(),
            _AFTER,
        ),
        links=(Link("run", "id", "/items/0/id"),),
        answers={JSON: page_of(schemas.RUN)},
    ),
    Operation(
        id="run",
        path="/api/runs/{id}",
        summary="One crawl.",
        tag="Operation",
        parameters=(id_of("Id of the crawl, an unambiguous beginning of it, or its scrapyd job."),),
        answers={JSON: schemas.RUN},
        problems=(400, 404, 409),
    ),
    Operation(
        id="alerts",
        path="/api/alerts",
        summary="What `scrapy alerts --notify` found to be wrong, and since when.",
        tag="Operation",
        parameters=(
            Parameter(
                name="state",
                about="`current`: what goes on; `all`: also what is over, for three months.",
                kind="choice",
                choices=("current", "all"),
                default="current",
            ),
            limit_of(),
        ),
        answers={JSON: items_of(schemas.ALERT)},
    ),
    Operation(
        id="feed",
        path="/api/feed",
        summary="Numbered events: what was added, changed, removed, linked, killed or erased, oldest first.",
        tag="Change feed",
        details=(
            "Follow `next`, ignore what you do not know, and read `resync` and the status 410 as docs/change-feed.md "
            "says. With `wait` an answer without events is held back until there is one, or the time is over."
        ),
        parameters=(
            *_FED_BY_NUMBER,
            limit_of(_FED_AT_ONCE),
            Parameter(
                name="wait",
                about="Seconds to wait for an event if there is none.",
                kind="number",
                most=_LONGEST_WAIT,
                default=0,
                example=0,
            ),
        ),
        answers={JSON: schemas.FEED},
        problems=(400, 410),
    ),
    Operation(
        id="feed.stream",
        path="/api/feed/stream",
        summary="The same events as server-sent events, for EventSource.",
        tag="Change feed",
        details=(
            "Each message has the number of its event as `id`. A stream lasts a minute; EventSource comes again by "
            "itself, and goes on after `Last-Event-ID`."
        ),
        parameters=(*_FED_BY_NUMBER, limit_of(_FED_AT_ONCE)),
        answers={"text/event-stream": {"type": "string"}},
        problems=(400, 410),
    ),
    Operation(
        id="quarantine",
        path="/api/quarantine",
        summary="Inputs that could not be stored, most recently met first, each with its reason.",
        tag="Operation",
        parameters=(
            Parameter(
                name="stage",
                about="Only what failed there.",
                kind="choice",
                choices=choices_of(Rejection, "stage"),
            ),
            limit_of(),
            _AFTER,
        ),
        links=(Link("quarantined", "id", "/items/0/id"),),
        answers={JSON: page_of(schemas.QUARANTINED)},
    ),
    Operation(
        id="quarantined",
        path="/api/quarantine/{id}",
        summary="One input that could not be stored.",
        tag="Operation",
        parameters=(id_of("Id of the entry, or an unambiguous beginning of it.", r"^[0-9A-Fa-f]{1,64}$"),),
        answers={JSON: schemas.QUARANTINED},
        problems=(400, 404, 409),
    ),
    Operation(
        id="openapi",
        path="/api/openapi.json",
        summary="This document.",
        tag="About the API",
        answers={JSON: {"type": "object"}},
    ),
    Operation(
        id="docs",
        path="/api/docs",
        summary="This document as a page for people.",
        tag="About the API",
        answers={"text/html": {"type": "string"}},
    ),
)

_BY_ID = {each.id: each for each in OPERATIONS}


def operation(id: str) -> Operation:
    """Return the operation of this id.

    :raises KeyError: there is none
    """
    return _BY_ID[id]
