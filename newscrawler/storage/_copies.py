"""Writing copies, and the stories that they are printings of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

import pymongo
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.dedupe import choose_occurrence
from newscrawler.items import Copy, Unchanged
from newscrawler.storage._documents import (
    COPY,
    Document,
    UnstorableError,
    check_addresses,
    copy_content,
    copy_document,
    is_future,
    moment,
)
from newscrawler.storage._evidence import is_archived
from newscrawler.storage._stories import STORY_NEEDED, StoryState
from newscrawler.storage._writes import ROUNDS, CannotWriteError, Outcome, Refused, insert_new, touch, update, waves
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["CopyVisit", "StoryOutcome", "show_without_erased", "write_copies"]

StoryOutcome = Literal["added", "changed"]

_HOW_TO_ASK = tuple(
    name for name in COPY.beside if name not in {"url", "retrieved", "discoveredVia", "key", "signature"}
)
"""``etag``, ``lastModified``, ``commentPlatform``: not content; the next visit needs the values of the latest one."""

_NEEDED = {"contentHash": 1, "story": 1, "lastSeen": 1, "discoveredVia": 1, **dict.fromkeys(_HOW_TO_ASK, 1)}

_TRANSACTION_S = 20
"""A transaction of five statements takes 3 ms; beyond an election it goes to the spool instead."""


def write_copies(
    database: Database[Document], visits: Sequence[CopyVisit], count: dict[StoryOutcome, int], trust: Trust
) -> list[Outcome | Refused]:
    """What became of each visit, in their order; ``count`` is told how many stories were added or gained a copy."""
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(visits)
    work = _Work(database, outcomes, count, trust)
    for wave in waves([visit.url for visit in visits]):
        pending = [(position, visits[position]) for position in wave]
        for number in range(ROUNDS):
            pending = _round(work, pending, again=number > 0)
            if not pending:
                break
        else:
            raise CannotWriteError(f"overtaken {ROUNDS} times by other workers at {pending[0][1].url}")
    return outcomes


@dataclass(slots=True)
class _Work:
    """What the writing of one batch shares."""

    database: Database[Document]
    outcomes: list[Outcome | Refused]
    count: dict[StoryOutcome, int]
    trust: Trust


_Result = TypeVar("_Result")


class CopyVisit:
    """One visit of a page, ready to be written.

    :raises UnstorableError: when the copy can never be a document
    """

    __slots__ = ("at", "content", "copy", "digest", "url")

    def __init__(self, visit: Copy | Unchanged) -> None:
        self.at = moment(visit.retrieved)
        self.copy: Copy | None = None
        self.content: Document = {}
        self.digest = ""
        if isinstance(visit, Copy):
            if visit.key is None:
                raise UnstorableError("a copy without a key: the dedupe pipeline did not run")
            self.copy, self.url = visit, visit.url
            self.content, self.digest = copy_content(visit)
        else:
            self.url = visit.id
            check_addresses(id=visit.id)

    @property
    def live(self) -> bool:
        """Whether the outlet itself was asked."""
        return self.copy is None or not is_archived({"discoveredVia": self.copy.discoveredVia})


_Pending = list[tuple[int, CopyVisit]]


def _round(work: _Work, pending: _Pending, *, again: bool) -> _Pending:
    """Write what can be written; returns the visits that another worker overtook."""
    database, outcomes = work.database, work.outcomes
    found = database["copies"].find({"_id": {"$in": [visit.url for _, visit in pending]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    fresh: _Pending = []
    seen: list[tuple[str, datetime]] = []
    seen_stories: list[tuple[str, datetime]] = []
    validators: list[UpdateOne] = []
    for position, visit in pending:
        known = stored.get(visit.url)
        if known is None:
            if visit.copy is None:
                outcomes[position] = "stale"
            else:
                fresh.append((position, visit))
            continue
        archived = is_archived(known)
        if visit.copy is not None and (known["contentHash"] != visit.digest or (archived and visit.live)):
            outcomes[position] = _replace(work, visit)
            continue
        outcomes[position] = "unchanged"
        if not archived and not visit.live:
            # That an archive holds the same page says nothing of when its outlet printed it.
            continue
        if is_future(known["lastSeen"]):
            # Written by a version that believed an archive's date.
            validators.append(
                UpdateOne({"_id": visit.url, "lastSeen": known["lastSeen"]}, {"$set": {"lastSeen": visit.at}})
            )
        if (
            visit.copy is not None
            and _is_later(visit, known)
            and (fields := _how_to_ask(visit.copy)) != {name: known[name] for name in _HOW_TO_ASK if name in known}
        ):
            validators.append(UpdateOne({"_id": visit.url, "contentHash": visit.digest}, {"$set": fields}))
        seen.append((visit.url, visit.at))
        seen_stories.append((known["story"], visit.at))
    update(database["copies"], validators)
    touch(database["copies"], seen)
    touch(database["stories"], seen_stories)
    return _insert(work, fresh, again=again) if fresh else []


def _is_later(visit: CopyVisit, stored: Document) -> bool:
    """Whether a visit counts as later than what is stored; a stored time in the future is none."""
    return is_future(stored["lastSeen"]) or visit.at >= stored["lastSeen"]


def _how_to_ask(copy: Copy) -> Document:
    return {name: getattr(copy, name) for name in _HOW_TO_ASK}


def _insert(work: _Work, pending: _Pending, *, again: bool) -> _Pending:
    """New copies: first into their stories, then by themselves, so that a copy's story is always there."""
    database, outcomes = work.database, work.outcomes
    known = _stories_of_keys(work, [visit.copy.key for _, visit in pending if visit.copy and visit.copy.key])
    states: dict[str, StoryState] = {}
    chosen: list[tuple[int, CopyVisit, Document]] = []
    for position, visit in pending:
        assert visit.copy is not None
        assert visit.copy.key is not None
        stories = known.setdefault(visit.copy.key, [])
        state = _story_for(visit.copy, stories, work.trust)
        document = copy_document(visit.copy, visit.content, visit.digest, state.id)
        state.add(document, again=again)
        states[state.id] = state
        chosen.append((position, visit, document))
    _fetch_what_is_shown(database, list(states.values()))
    lost, refused = _write_stories(database, list(states.values()))
    together = Counter(document["story"] for _, _, document in chosen)
    writable = [document for _, _, document in chosen if document["story"] not in lost | refused.keys()]
    copies = insert_new(database["copies"], writable)
    retried: _Pending = []
    left: list[tuple[str, str]] = []
    newly: set[str] = set()
    for position, visit, document in chosen:
        story = document["story"]
        if story in lost or document["_id"] in copies.existing:
            retried.append((position, visit))
        elif story in refused and together[story] > 1:
            # One of them is at fault: each is tried by itself, and the others go through.
            retried += _insert(work, [(position, visit)], again=again)
        elif (refusal := refused.get(story) or copies.refused.get(visit.url)) is not None:
            outcomes[position] = refusal
        else:
            outcomes[position] = "added"
            is_first = states[story].is_new and story not in newly
            newly.add(story)
            work.count["added" if is_first else "changed"] += 1
        if document["_id"] in copies.existing or document["_id"] in copies.refused:
            left.append((document["_id"], story))
    for url, story in left:
        _leave(work, url, story)
    _settle(work, [state for state in states.values() if state.id not in lost | refused.keys()])
    return retried


def _stories_of_keys(work: _Work, keys: list[str]) -> dict[str, list[StoryState]]:
    """The stories of each key, by their occurrence."""
    stories: dict[str, list[StoryState]] = {}
    for document in work.database["stories"].find({"key": {"$in": keys}}, STORY_NEEDED):
        stories.setdefault(document["key"], []).append(_state(work.database, document, work.trust))
    for states in stories.values():
        states.sort(key=lambda state: state.number)
    return stories


def _state(
    database: Database[Document], document: Document, trust: Trust, session: ClientSession | None = None
) -> StoryState:
    """A stored story, with the evidence of copies that a worker of schema version 1 added."""
    state = StoryState(document, trust)
    unknown = state.unknown()
    if not unknown:
        return state
    copies = sorted(database["copies"].find({"_id": {"$in": unknown}}, session=session), key=lambda copy: copy["_id"])
    return StoryState(document, trust, copies)


def _story_for(copy: Copy, stories: list[StoryState], trust: Trust) -> StoryState:
    """The story that the copy joins: one that already names it, one that it fits, or a new one.

    A writer that was killed between the two inserts leaves a story that names a copy which is not there. An undated one
    with a short body would never be found to fit it again.
    """
    for state in stories:
        if state.names(copy.url):
            return state
    chosen = choose_occurrence(copy, [state.occurrence() for state in stories])
    if chosen is not None:
        return next(state for state in stories if state.number == chosen)
    assert copy.key is not None
    state = StoryState.new(copy.key, max((each.number for each in stories), default=-1) + 1, trust)
    stories.append(state)
    return state


def _fetch_what_is_shown(
    database: Database[Document], states: Sequence[StoryState], session: ClientSession | None = None
) -> None:
    """Give each story the contents of the copies that it will show, where they are not at hand."""
    wanted = [url for state in states for url in state.wanted()]
    if not wanted:
        return
    found = {copy["_id"]: copy for copy in database["copies"].find({"_id": {"$in": wanted}}, session=session)}
    for state in states:
        # Without one of them others are shown, which may have to be fetched in their turn.
        while missing := [url for url in state.wanted() if url not in found]:
            more = database["copies"].find({"_id": {"$in": missing}}, session=session)
            found |= {copy["_id"]: copy for copy in more}
            state.learn(found)
        state.learn(found)


def _write_stories(database: Database[Document], states: Sequence[StoryState]) -> tuple[set[str], dict[str, Refused]]:
    """Insert new stories and update others; those that another worker wrote first, and those that were refused.

    A story that another worker added first may fit or not: its copies choose again, with it in view.
    """
    added = insert_new(database["stories"], [state.inserted() for state in states if state.is_new])
    lost, refused = set(added.existing), dict(added.refused)
    joins = [(state.id, change) for state in states if not state.is_new and (change := state.update())]
    matched, refusals = update(database["stories"], [UpdateOne(*change) for _, change in joins])
    for position, refusal in refusals.items():
        refused[joins[position][0]] = Refused(f"its story does not take it: {refusal.reason}")
    if matched + len(refusals) < len(joins):
        # Some were overtaken; which, the next look tells.
        lost |= {story for story, _ in joins if story not in refused}
    return lost, refused


def _settle(work: _Work, states: Sequence[StoryState]) -> None:
    """What is only known when the copies are stored: how many there are where not all are listed, and what the copy says
    that should be shown and was being inserted by another worker."""
    for state in states:
        if state.cut:
            number = work.database["copies"].count_documents({"story": state.id})
            work.database["stories"].update_one({"_id": state.id}, {"$max": {"copiesCount": number}})
        if state.postponed:
            _in_transaction(work.database, partial(_refresh_story, work, state.id, None))


def _replace(work: _Work, visit: CopyVisit) -> Outcome:
    """Other content than stored, or the first from the outlet itself: the older of the two becomes a revision.

    In one transaction with the story. What was read from an archive never takes the place of what was fetched live,
    whatever its date says; what is fetched live always takes that of what was in an archive.
    """
    copy, database = visit.copy, work.database
    assert copy is not None

    def run(session: ClientSession) -> Outcome:
        stored = database["copies"].find_one({"_id": visit.url}, session=session)
        if stored is None:
            return "unchanged"
        adopted = visit.live and is_archived(stored)
        same = stored["contentHash"] == visit.digest
        if same and not adopted:
            # Another worker stored the same between our look and this one.
            return "unchanged"
        displaced = not visit.live and not is_archived(stored)
        if displaced or (not adopted and not _is_later(visit, stored)):
            return _keep_older(database, visit, stored, session)
        fields: Document = {**_how_to_ask(copy), "lastSeen": visit.at}
        if adopted:
            fields["discoveredVia"] = copy.discoveredVia
            if not is_future(stored["lastSeen"]):
                fields["lastSeen"] = max(visit.at, stored["lastSeen"])
        if not same:
            fields |= {
                **visit.content,
                "retrieved": visit.at,
                "signature": copy.signature,
                "contentHash": visit.digest,
                "revision": stored["revision"] + 1,
                "lastChanged": visit.at,
            }
            if copy.datePublishedPrecision == "relative" == stored["datePublishedPrecision"]:
                # Counted back from a later "3 hours ago": the first count was the finer one.
                del fields["datePublished"], fields["datePublishedRaw"]
            _add_revision(database, stored, stored["revision"], session)
        database["copies"].update_one({"_id": visit.url}, {"$set": fields}, session=session)
        # What the story weighs is when its outlet itself was first seen to print it.
        seen_live = {"firstSeen": visit.at, "lastChanged": visit.at, "retrieved": visit.at} if adopted else {}
        _refresh_story(work, stored["story"], {**stored, **fields, **seen_live}, session)
        return "unchanged" if same else "changed"

    return _in_transaction(database, run)


def _keep_older(database: Database[Document], visit: CopyVisit, stored: Document, session: ClientSession) -> Outcome:
    copy = visit.copy
    assert copy is not None
    known = database["revisions"].find_one({"url": visit.url, "contentHash": visit.digest}, {"_id": 1}, session=session)
    if known is None:
        document = copy_document(copy, visit.content, visit.digest, stored["story"])
        _add_revision(database, document, stored["revision"], session)
        bump = {"$set": {"revision": stored["revision"] + 1}, "$min": {"firstSeen": visit.at}}
        database["copies"].update_one({"_id": visit.url}, bump, session=session)
        database["stories"].update_one({"_id": stored["story"]}, {"$min": {"firstSeen": visit.at}}, session=session)
    return "stale"


def _add_revision(database: Database[Document], content: Document, number: int, session: ClientSession) -> None:
    revision = {**content, "_id": f"{content['url']}#{number}", "revision": number}
    database["revisions"].insert_one(revision, session=session)


def _refresh_story(work: _Work, story: str, copy: Document | None, session: ClientSession) -> None:
    """The story as its evidence now has it. Reading it in the transaction that writes it keeps others' joins.

    :param copy: one of its copies, with content that is new
    """
    stored = work.database["stories"].find_one({"_id": story}, STORY_NEEDED, session=session)
    if stored is None:
        return
    state = _state(work.database, stored, work.trust, session)
    if copy is not None:
        state.add(copy)
    _fetch_what_is_shown(work.database, [state], session)
    if (operation := state.update()) is not None:
        work.database["stories"].update_one(*operation, session=session)


def show_without_erased(database: Database[Document], url: str, at: datetime) -> bool:
    """Have the story of an erased copy show another copy than that; whether anything of the story changed.

    The operator's order of outlets is not known here: the next change of the story goes by it.
    """

    def run(session: ClientSession) -> bool:
        copy = database["copies"].find_one({"_id": url}, session=session)
        if copy is None:
            return False
        before = database["stories"].find_one({"_id": copy["story"]}, session=session)
        if before is None:
            return False
        _refresh_story(_Work(database, [], {}, NO_TRUST), copy["story"], copy, session)
        if database["stories"].find_one({"_id": copy["story"]}, session=session) == before:
            return False
        change = {"$set": {"lastChanged": at, "lastSeen": before["lastSeen"]}}
        database["stories"].update_one({"_id": copy["story"]}, change, session=session)
        return bool(before["lead"] == url)

    return _in_transaction(database, run)


def _leave(work: _Work, url: str, story: str) -> None:
    """A copy that was refused, or that another worker put into another story, is not this story's."""
    database = work.database

    def run(session: ClientSession) -> None:
        copy = database["copies"].find_one({"_id": url}, {"story": 1}, session=session)
        stored = database["stories"].find_one({"_id": story}, STORY_NEEDED, session=session)
        if stored is None or (copy is not None and copy["story"] == story):
            return
        if stored["copies"] == [url]:
            database["stories"].delete_one({"_id": story}, session=session)
            return
        state = _state(database, stored, work.trust, session)
        state.remove(url)
        _fetch_what_is_shown(database, [state], session)
        change: Document = {
            "$pull": {"copies": url},
            "$set": {"outlets": state.outlets, "copiesCount": len(state.evidence)},
        }
        database["stories"].update_one({"_id": story}, change, session=session)
        if (operation := state.update()) is not None:
            database["stories"].update_one(*operation, session=session)

    _in_transaction(database, run)


def _in_transaction(database: Database[Document], run: Callable[[ClientSession], _Result]) -> _Result:
    with pymongo.timeout(_TRANSACTION_S), database.client.start_session() as session:
        return session.with_transaction(run)
