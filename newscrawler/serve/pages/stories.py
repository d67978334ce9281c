"""Pages about stories: search, one story as a tree, the changes of a copy, the comments of a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from newscrawler.items import APART
from newscrawler.serve.context import Store, store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.pages import figures
from newscrawler.serve.pages.notices import noticed_page
from newscrawler.serve.pages.project import trust
from newscrawler.serve.pages.queries import accepts_json, asked, day, options
from newscrawler.serve.pages.rendering import address
from newscrawler.serve.pages.threads import thread_view, votes_chart
from newscrawler.storage.leads import Rank, ranks
from newscrawler.storage.printings import Printing, printings_of
from newscrawler.storage.reader import (
    AmbiguousKeyError,
    NotStoredError,
    Page,
    Reader,
    StoredCluster,
    StoredCopy,
    StoredStory,
    StoredThread,
)
from newscrawler.storage.steps import Step, count_words, kind_words, steps_of
from newscrawler.storage.thread_order import votes_over_time
from newscrawler.versions.paragraphs import Paragraph

__all__ = ["ROUTES"]

_SHOWN = 50
"""Stories of a page: three screens."""

_FIRST_BLOCKS = 4
"""Blocks of the text that are shown before a reader asks for all."""

_COPIES = 40
"""Copies of a story that its page lists; a link leads to all, of which a story lists 400."""
_MOST_COPIES = 500

_COMPARED = 12
"""Copies that are compared with the wire text: a comparison takes some milliseconds."""

_THREADS = 6
"""Threads whose comments the page of a story begins to show."""
_FIRST_COMMENTS = 15
_FIRST_ORDERED = 1_000
"""Comments of each of these threads that are put in order for them; the page of a thread orders far more."""
_COMMENTS = 100
"""Comments of a page of a thread."""

_VOTES_KEPT_S = 20.0
"""The votes of a very long thread take longer to add up than a reader waits, and change with a visit only."""

_VOTES_PATIENCE_S = 0.05
"""Enough for a thread of a thousand comments. The comments are what a reader came for."""

_STEPS = 20
"""Changes of a copy on its page, the latest; a copy has at most some hundred revisions."""

_OTHERS = 12
"""Stories of the cluster that the page of a story names; the page of the cluster has all."""

_AROUND = 1
"""Unchanged paragraphs that are shown beside a changed one."""


_TIER_WORDS = {
    "declared": "full text of a declared outlet",
    "confirmed": "full text",
    "declared teaser": "teaser of a declared outlet",
    "alone": "full text that no other site prints",
    "teaser": "teaser",
    "archive": "from an archive",
}
"""Tiers of :mod:`newscrawler.storage.leads` in words."""


# --- the list ---------------------------------------------------------------------------------------------------------


def show_list(request: Request) -> Response:
    """Show stories that match the search and the filters, newest first. The URL of a copy leads to its story."""
    query = asked(request, "q", "outlet", "agency", "since", "until", "after")
    reader = store(request).reader
    if query.get("q", "").startswith(("http://", "https://")):
        return RedirectResponse(f"/stories/{found_story(reader, query['q']).id}", 303)
    problem = ""
    found: Page[StoredStory] = Page(items=(), next=None)
    try:
        found = reader.stories_page(
            query=query.get("q"),
            outlet=query.get("outlet"),
            agency=query.get("agency"),
            since=day("From", query.get("since")),
            until=day("To", query.get("until"), end=True),
            after=query.get("after"),
            limit=_SHOWN,
        )
    except ValueError as error:  # BadValueError of ours, and those of the reader, which name the input and the remedy
        problem = str(error)
    return noticed_page(
        request,
        "stories.html",
        status=422 if problem else 200,
        problem=problem,
        stories=found.items,
        counts=reader.comment_counts(found.items) if found.items else {},
        agencies=options(figures.agencies(request), query.get("agency")),
        query=query,
        first=address("/stories", query, after=None) if "after" in query else None,
        next=address("/stories", query, after=found.next) if found.next else None,
        is_filtered=bool(query.keys() - {"after"}),
    )


# --- one story --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One copy in the table of a story."""

    stored: StoredCopy
    rank: Rank | None
    printing: Printing | None
    """None: it was not compared with the wire text."""
    threads: int
    comments: int


def show_story(request: Request) -> Response:
    """Show a story as a tree; a program that asks for JSON is sent to the API."""
    id = request.path_params["id"]
    if accepts_json(request):
        return RedirectResponse(f"/api/stories/{quote(id, safe='')}", 303, headers={"Vary": "Accept"})
    query = asked(request, "copies")
    kept = store(request)
    stored = found_story(kept.reader, id)
    copies = kept.reader.copies(stored.id)
    threads = kept.reader.threads([each.copy.url for each in copies])
    cluster = _cluster_of(kept.reader, stored)
    most = _MOST_COPIES if query.get("copies") == "all" else _COPIES
    return noticed_page(
        request,
        "story.html",
        stored=stored,
        story=stored.story,
        cluster=cluster,
        others=_others(kept.reader, stored, cluster),
        **_text(stored),
        **_copies(request, stored, copies, copies[:most], threads),
        **_threads(kept, threads),
    )


def _text(stored: StoredStory) -> dict[str, Any]:
    blocks = [block for block in stored.story.blocks if block.kind not in APART]
    apart = [block for block in stored.story.blocks if block.kind in APART]
    return {"blocks": blocks[:_FIRST_BLOCKS], "more_blocks": blocks[_FIRST_BLOCKS:], "apart": apart}


def _copies(
    request: Request,
    stored: StoredStory,
    copies: Sequence[StoredCopy],
    listed: Sequence[StoredCopy],
    threads: Sequence[StoredThread],
) -> dict[str, Any]:
    lead = next((each for each in copies if each.copy.url == stored.lead), None)
    rows = _rows(request, stored, listed, threads, lead)
    return {
        "lead": lead,
        "lead_row": next((row for row in rows if row.stored is lead and row.rank is not None), None),
        "lead_words": _lead_words,
        "rows": rows,
        "copies_count": len(copies),
        "compared": _COMPARED,
        "killed": [each for each in copies if each.copy.pubStatus == "canceled"],
        "still": [each for each in copies if each.afterKill is not None],
        "steps": _latest_steps(store(request).reader, lead),
        "changed": [each for each in copies if each.revision],
    }


def _threads(kept: Store, threads: Sequence[StoredThread]) -> dict[str, Any]:
    return {
        "threads": [
            thread_view(kept.database, each, limit=_FIRST_COMMENTS, most=_FIRST_ORDERED) for each in threads[:_THREADS]
        ],
        "more_threads": max(0, len(threads) - _THREADS),
        "comments_count": sum(each.thread.collectedCount for each in threads),
    }


def found_story(reader: Reader, id: str) -> StoredStory:
    """Return a story by its id, the beginning of its key, or a copy's URL.

    :raises ProblemError: no story or several have it
    """
    try:
        return reader.stored_story(id)
    except NotStoredError as error:
        raise ProblemError(404, "No such story", f"{error.args[0]}. The list of stories has a search.") from error
    except AmbiguousKeyError as error:
        raise ProblemError(404, "Several stories", f"{error.args[0]}.") from error


def _rows(
    request: Request,
    stored: StoredStory,
    copies: Sequence[StoredCopy],
    threads: Sequence[StoredThread],
    lead: StoredCopy | None,
) -> list[CopyRow]:
    declared = trust(request)
    ranked = {} if declared is None else ranks(store(request).database, stored.id, declared)
    compared = _compared(copies, lead)
    rows = []
    for each in copies:
        own = [thread.thread for thread in threads if thread.thread.copyUrl == each.copy.url]
        rows.append(
            CopyRow(
                stored=each,
                rank=ranked.get(each.copy.url),
                printing=compared.get(each.copy.url),
                threads=len(own),
                comments=sum(thread.collectedCount for thread in own),
            )
        )
    return rows


def _compared(copies: Sequence[StoredCopy], lead: StoredCopy | None) -> dict[str, Printing]:
    """Return how much of the lead's text the first copies print, by their URLs."""
    if lead is None or len(copies) < 2:
        return {}
    found = printings_of([lead.copy], lead.copy.url, copies[:_COMPARED])
    return {each.stored.copy.url: each for each in found}


def _lead_words(rank: Rank | None) -> str:
    """Return why a copy has its rank."""
    if rank is None:
        return ""
    is_own = rank.isAgencysOwn and rank.tier == "declared"
    words = "full text of the agency's own outlet" if is_own else _TIER_WORDS[rank.tier]
    if not rank.otherSites:
        return words
    sites = "1 other site prints" if rank.otherSites == 1 else f"{rank.otherSites:,} other sites print"
    return f"{words} that {sites} too"


def _cluster_of(reader: Reader, stored: StoredStory) -> StoredCluster | None:
    if stored.story.cluster is None:
        return None
    try:
        return reader.cluster(stored.story.cluster)
    except (NotStoredError, AmbiguousKeyError):
        return None  # it was taken apart between two reads


def _others(reader: Reader, stored: StoredStory, cluster: StoredCluster | None) -> list[dict[str, Any]]:
    if cluster is None:
        return []
    others = [each for each in cluster.stories if each.story != stored.id][:_OTHERS]
    headlines = reader.headlines(each.story for each in others)
    return [
        {"id": each.story, "headline": headlines.get(each.story), "beside": each, "leads": each.story == cluster.lead}
        for each in others
    ]


# --- changes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A run of unchanged paragraphs that is left out, or one paragraph."""

    parts: Paragraph
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class StepView:
    """One change of a copy, for the page."""

    step: Step
    kind: str
    counts: str
    texts: list[tuple[str, Paragraph]]
    body: list[Excerpt]
    stated: list[tuple[str, datetime | str | None, datetime | str | None]]
    """Times and status that the outlet states, where they differ: name, before, after."""


def _step_view(step: Step) -> StepView:
    old, new = step.before, step.after
    stated: list[tuple[str, datetime | str | None, datetime | str | None]] = [
        ("published", old.datePublished, new.datePublished),
        ("modified", old.dateModified, new.dateModified),
        ("status", old.pubStatus, new.pubStatus),
    ]
    return StepView(
        step=step,
        kind=kind_words(step.change),
        counts=count_words(step.change),
        texts=step.texts,
        body=excerpts(step.body),
        stated=[each for each in stated if each[1] != each[2]],
    )


def excerpts(paragraphs: Sequence[Paragraph]) -> list[Excerpt]:
    """Return the changed paragraphs with what stands beside them; runs of others are counted."""
    changed = [at for at, paragraph in enumerate(paragraphs) if any(op != "=" for op, _ in paragraph)]
    kept = {at + beside for at in changed for beside in range(-_AROUND, _AROUND + 1)}
    found: list[Excerpt] = []
    left_out = 0
    for at, paragraph in enumerate(paragraphs):
        if at not in kept:
            left_out += 1
            continue
        if left_out:
            found.append(Excerpt([], left_out))
            left_out = 0
        found.append(Excerpt(paragraph))
    return [*found, Excerpt([], left_out)] if left_out else found


def _latest_steps(reader: Reader, lead: StoredCopy | None) -> list[StepView]:
    if lead is None or not lead.revision:
        return []
    return [_step_view(step) for step in steps_of(reader.revisions(lead.copy.url), lead.copy)[-1:]]


def show_changes(request: Request) -> Response:
    """Show how a copy changed, word by word, the latest change first."""
    query = asked(request, "copy")
    reader = store(request).reader
    stored = found_story(reader, request.path_params["id"])
    copies = reader.copies(stored.id)
    url = query.get("copy", stored.lead)
    copy = next((each for each in copies if each.copy.url == url), None)
    if copy is None:
        raise ProblemError(404, "No such copy", "The story has no copy under this URL; its page lists all.")
    steps = steps_of(reader.revisions(copy.copy.url), copy.copy)
    return noticed_page(
        request,
        "changes.html",
        stored=stored,
        copy=copy,
        steps=[_step_view(step) for step in reversed(steps[-_STEPS:])],
        total=len(steps),
        others=[each for each in copies if each.revision and each is not copy],
    )


# --- comments ---------------------------------------------------------------------------------------------------------


def show_comments(request: Request) -> Response:
    """Show a page of a thread in reading order, with its votes over time."""
    query = asked(request, "thread", "from")
    kept = store(request)
    stored = found_story(kept.reader, request.path_params["id"])
    copies = {each.copy.url: each for each in kept.reader.copies(stored.id)}
    threads = kept.reader.threads(list(copies))
    wanted = next((each for each in threads if each.id == query.get("thread")), None)
    if wanted is None:
        raise ProblemError(404, "No such thread", "The story has no such thread; its page lists all.")
    view = thread_view(kept.database, wanted, limit=_COMMENTS, start=query.get("from"))
    if view is None:
        raise ProblemError(404, "No such comment", "The thread has no such comment any more; begin at its first page.")
    votes = figures.kept(request).get(
        ("votes", wanted.id),
        lambda: votes_over_time(kept.database, wanted.id),
        seconds=_VOTES_KEPT_S,
        patience=_VOTES_PATIENCE_S,
    )
    return noticed_page(
        request,
        "comments.html",
        stored=stored,
        view=view,
        votes=votes,
        chart=votes_chart(votes or ()),
        copy=copies[wanted.thread.copyUrl],
        path=f"/stories/{stored.id}/comments",
    )


ROUTES: list[BaseRoute] = [
    Route("/stories", show_list, methods=["GET"]),
    Route("/stories/{id}", show_story, methods=["GET"]),
    Route("/stories/{id}/changes", show_changes, methods=["GET"]),
    Route("/stories/{id}/comments", show_comments, methods=["GET"]),
]
