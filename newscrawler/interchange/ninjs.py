"""A story as a document of IPTC ninjs 3.1. Pure: the API and exports call it alike.

Only what is known is written; a field that is not known is absent. docs/api.md has the table of fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from newscrawler.interchange.exchange import cluster_urn, exact_time, html_of, rfc3339, story_urn, text_of, uri
from newscrawler.items import APART, Story
from newscrawler.storage.reader import StoredCopy, StoredStory

__all__ = ["MEDIA_TYPE", "SCHEMA", "ninjs"]

MEDIA_TYPE = "application/vnd.iptc.ninjs+json"

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
"""Name of the schema that every document is valid by; it is an identity, and nothing is read from there."""


def ninjs(stored: StoredStory, copies: Sequence[StoredCopy] = ()) -> dict[str, Any]:
    """Return the story as ninjs 3.1, ready for :func:`json.dumps`.

    :param copies: its copies, which become ``associations``. Without them the document has no ``representationType``
        and no ``rightsInfo``, which only the lead's copy states.
    """
    story = stored.story
    lead = next((copy for copy in copies if copy.copy.url == stored.lead), None)
    return _known(
        uri=story_urn(stored.id),
        type="text",
        **({} if lead is None else _as_printed(lead)),
        profile="newscrawler-story",
        version=None if story.version is None else str(story.version),
        firstCreated=rfc3339(stored.firstSeen),
        versionCreated=rfc3339(stored.lastChanged),
        contentCreated=exact_time(story.datePublished, story.datePublishedPrecision),
        pubStatus=story.pubStatus,
        copyrightHolder=story.copyrightHolder,
        copyrightNotice=story.copyrightNotice,
        edNote=story.edNote,
        language=story.inLanguage,
        headlines=_plain("main", story.headline),
        by=story.byline,
        people=[{"name": name, "rel": "author"} for name in story.authors],
        located=None if story.dateline is None else story.dateline.located,
        infoSources=list(_sources(stored)),
        descriptions=list(_dates_as_printed(story)),
        bodies=list(_bodies(story)),
        altIds=list(_other_ids(stored)),
        associations=[_association(copy) for copy in copies],
        standard={"name": "ninjs", "version": "3.1", "schema": SCHEMA},
    )


def _known(**fields: Any) -> dict[str, Any]:
    """Return the fields that are neither None nor empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _plain(role: str, text: str | None) -> list[dict[str, str]]:
    return [{"role": role, "contentType": "text/plain", "value": text}] if text else []


def _as_printed(lead: StoredCopy) -> dict[str, Any]:
    """Return what only a copy states: whether its text is whole, and where its outlet's terms are."""
    policy = lead.copy.tdmPolicy
    return {
        "representationType": lead.copy.representation,
        "rightsInfo": None if policy is None else {"linkedRights": uri(policy)},
    }


def _sources(stored: StoredStory) -> Iterator[dict[str, str]]:
    if stored.story.agency:
        yield {"name": stored.story.agency, "role": "originator"}
    yield from ({"name": outlet, "role": "distributor"} for outlet in stored.outlets)


def _dates_as_printed(story: Story) -> Iterator[dict[str, str]]:
    """Yield the words that state the dates: also where they do not state a time of day, which no other field holds."""
    yield from _plain("datePublished", story.datePublishedRaw)
    yield from _plain("dateModified", story.dateModifiedRaw)
    if story.dateline is not None:
        yield from _plain("dateline", story.dateline.date)


def _bodies(story: Story) -> Iterator[dict[str, Any]]:
    """Yield the text as plain text and as HTML, then notes and credits, which belong to no text."""
    if story.body:
        text = text_of(story.body)
        yield {"role": "main", "contentType": "text/plain", "charCount": len(text), "value": text}
        yield {"role": "main", "contentType": "text/html", "value": html_of(story.blocks)}
    yield from (
        {"role": block.kind, "contentType": "text/plain", "value": block.text}
        for block in story.blocks
        if block.kind in APART
    )


def _other_ids(stored: StoredStory) -> Iterator[dict[str, str]]:
    yield {"role": "key", "value": stored.story.key}
    if stored.lead is not None:
        yield {"role": "lead", "value": stored.lead}
    if stored.story.cluster is not None:
        yield {"role": "cluster", "value": cluster_urn(stored.story.cluster)}


def _association(stored: StoredCopy) -> dict[str, Any]:
    """Return one outlet's printing; its text differs from the story's only by what the outlet cut or added."""
    copy = stored.copy
    return _known(
        uri=uri(copy.url),
        name=copy.outlet,
        rel="copy",
        type="text",
        representationType=copy.representation,
        version=str(stored.revision),
        firstCreated=rfc3339(stored.firstSeen),
        versionCreated=rfc3339(stored.lastChanged),
        contentCreated=exact_time(copy.datePublished, copy.datePublishedPrecision),
        pubStatus=copy.pubStatus,
        edNote=copy.edNote,
        language=copy.inLanguage,
        headlines=_plain("main", copy.headline),
        by=copy.byline,
        descriptions=_plain("datePublished", copy.datePublishedRaw),
        infoSources=[] if copy.publisher is None else [{"name": copy.publisher, "role": "distributor"}],
        copyrightNotice=copy.copyrightNotice,
    )
