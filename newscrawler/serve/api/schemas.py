"""JSON schemas of the answers, made from the classes that they are written from."""

from __future__ import annotations

from datetime import datetime

from newscrawler.clusters import Printed
from newscrawler.feed import Event
from newscrawler.items import Comment, Copy, Rejection, Story, Thread
from newscrawler.serve.api.json_schema import Schema, extended, object_of, properties_of, schema_of, stored_of
from newscrawler.storage.coverage import Coverage, Gap
from newscrawler.storage.outlets import FollowedOutlet
from newscrawler.storage.reader import (
    QuarantineEntry,
    StoredCluster,
    StoredComment,
    StoredCopy,
    StoredStory,
    StoredThread,
)
from newscrawler.storage.runs import Run

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_MOMENT: Schema = schema_of(datetime)
_MOMENT_OR_NULL: Schema = schema_of(datetime | None)

STORY = stored_of(StoredStory, "story", Story)
COPY = stored_of(StoredCopy, "copy", Copy)
THREAD = extended(
    stored_of(StoredThread, "thread", Thread),
    commentsUrl={"type": "string", "format": "uri", "description": "Its comments."},
)
COMMENT = stored_of(StoredComment, "comment", Comment)
COMMENT_NODE: Schema = extended(
    COMMENT,
    replies={
        "type": "array",
        "items": {"$ref": "#/components/schemas/CommentNode"},
        "description": "Comments that answer it. Absent in a flat list.",
    },
)
STORY_TREE = extended(
    STORY,
    copies={
        "type": "array",
        "items": {
            "anyOf": [
                _TEXT,
                extended(
                    COPY,
                    threads={
                        "type": "array",
                        "items": extended(
                            THREAD,
                            comments={"type": "array", "items": COMMENT},
                            commentsLeftOut={**_COUNT, "description": "Comments that only `commentsUrl` has."},
                        ),
                    },
                ),
            ]
        },
        "description": "Addresses of the copies; with `include` the copies themselves.",
    },
)
CLUSTER = extended(schema_of(StoredCluster), headline={"anyOf": [_TEXT, {"type": "null"}]})
_PRINTING: Schema = {
    "type": "object",
    "properties": {
        **{name: COPY["properties"][name] for name in ("url", "outlet", "story", "headline", "datePublished")},
        **{name: COPY["properties"][name] for name in ("datePublishedPrecision", "pubStatus", "gone", "afterKill")},
        "revision": {"type": "integer"},
        "isLead": {"type": "boolean"},
        "versions": {"type": "array", "items": {"type": "integer"}},
        "ofVersions": _COUNT,
        **schema_of(Printed)["properties"],
        "headlineRewritten": {"type": "boolean"},
    },
}
CLUSTER_WITH_PRINTINGS = extended(CLUSTER, printings={"type": "array", "items": _PRINTING}, printingsCount=_COUNT)
_PART: Schema = {
    "type": "array",
    "items": _TEXT,
    "minItems": 2,
    "maxItems": 2,
    "description": "Operation and text: `=` in both versions, `-` in the one before only, `+` in the one after only.",
}
_CHANGE: Schema = {"anyOf": [{"type": "object"}, {"type": "null"}]}
REVISIONS = object_of(
    url=_TEXT,
    skipped=_COUNT,
    items={
        "type": "array",
        "items": object_of(
            url=_TEXT,
            before=_MOMENT,
            after=_MOMENT,
            change=_CHANGE,
            headline={"type": "array", "items": _PART},
            body={"type": "array", "items": {"type": "array", "items": _PART}},
        ),
    },
)
OUTLETS = object_of(items=_TEXTS, followed={"type": "array", "items": schema_of(FollowedOutlet)})
AGENCIES = object_of(items=_TEXTS)
COVERAGE = extended(
    schema_of(Coverage),
    halfWithin={"anyOf": [{"type": "number"}, {"type": "null"}]},
    mostWithin={"anyOf": [{"type": "number"}, {"type": "null"}]},
)
GAP = schema_of(Gap)
RUN = extended(schema_of(Run), state={"enum": ["running", "dead", "ended"]}, seconds={"type": "number"})
ALERT = object_of(
    id=_TEXT, rule=_TEXT, subject=_TEXT, message=_TEXT, since=_MOMENT, lastSeen=_MOMENT, cleared=_MOMENT_OR_NULL
)
QUARANTINED: Schema = {
    "type": "object",
    "properties": {**properties_of(Rejection), **properties_of(QuarantineEntry, frozenset(("rejection",)))},
}
INDEX = object_of(
    name=_TEXT,
    version=_TEXT,
    links={"type": "array", "items": object_of(href=_TEXT, title=_TEXT, templated={"type": "boolean"}, needs=_TEXTS)},
)
NINJS: Schema = {
    "type": "object",
    "required": ["uri"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
    },
    "externalDocs": {"url": "https://iptc.org/standards/ninjs/", "description": "ninjs 3.1"},
}
ACTIVITYSTREAMS: Schema = {
    **object_of(id=_TEXT, type={"const": "OrderedCollection"}, totalItems=_COUNT, orderedItems={"type": "array"}),
    "externalDocs": {"url": "https://www.w3.org/TR/activitystreams-core/", "description": "ActivityStreams 2.0"},
}
JSON_FEED: Schema = {
    **object_of(version={"const": "https://jsonfeed.org/version/1.1"}, title=_TEXT, items={"type": "array"}),
    "externalDocs": {"url": "https://www.jsonfeed.org/version/1.1/", "description": "JSON Feed 1.1"},
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, with the input's name, and what to do."},
        "parameter": {"type": "string", "description": "Name of the parameter that is wrong."},
    },
    "externalDocs": {"url": "https://www.rfc-editor.org/rfc/rfc9457", "description": "RFC 9457"},
}

NAMED: dict[str, Schema] = {
    "Story": STORY,
    "StoryTree": STORY_TREE,
    "Copy": COPY,
    "Thread": THREAD,
    "Comment": COMMENT,
    "CommentNode": COMMENT_NODE,
    "Cluster": CLUSTER,
    "Coverage": COVERAGE,
    "Gap": GAP,
    "Run": RUN,
    "Alert": ALERT,
    "Quarantined": QUARANTINED,
    "Problem": PROBLEM,
}
"""Schemas that the OpenAPI document names once, by what they describe."""

EVENT: Schema = {
    **extended(
        schema_of(Event),
        document={
            "type": ["object", "null"],
            "description": "The document as it is now, with `include=document`; null where it is not stored any more.",
        },
    ),
    "required": ["number", "at", "kind"],
}
FEED: Schema = object_of(
    items={"type": "array", "items": EVENT},
    next={"type": "string", "format": "uri", "description": "Address to go on with, also where there is no event."},
    last={**_COUNT, "description": "Number of the last event of the feed."},
    feed={**_TEXT, "description": "Identity of the feed; empty before it has begun."},
)
