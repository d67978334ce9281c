"""Write copies, and the stories that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from newscrawler.dedupe import choose_occurrence
from newscrawler.items import Copy, Gone, Unchanged
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
from newscrawler.storage._versions import Difference, difference, gone_update, is_back
from newscrawler.storage._writes import (
    Outcome,
    Refused,
    in_transaction,
    insert_new,
    touch,
    update,
    waves,
    write_in_rounds,
)
from newscrawler.storage.trust import NO_TRUST, Trust

__all__ = ["CopyVisit", "StoryOutcome", "show_without_erased", "write_copies"]

StoryOutcome = Literal["added", "changed"]

_HOW_TO_ASK = tuple(
    name for name in COPY.beside if name not in {"url", "retrieved", "discoveredVia", "key", "signature"}
)
"""``etag``, ``lastModified``, ``commentPlatform``, and what the page says of the use of its text: not content; the
values of the latest visit hold."""

_NEEDED = {
    **{"contentHash": 1, "story": 1, "lastSeen": 1, "discoveredVia": 1, "blocks.kind": 1},
    **{"wireVersion": 1, "gone": 1, "erasure": 1},
    **dict.fromkeys(_HOW_TO_ASK, 1),
}

_Pending = list[tuple[int, "CopyVisit"]]


def write_copies(
    database: Database[Document],
    visits: Sequence[CopyVisit],
    count: dict[StoryOutcome, int],
    trust: Trust,
    due: set[str],
) -> list[Outcome | Refused]:
    """Write visits of pages; returns their outcomes in the same order.

    :param count: number of stories that were added or gained a copy; counted up here
    :param due: takes the ids of stories that are due to be linked
    :raises CannotWriteError: when other workers keep overtaking a visit
    """
    outcomes: list[Outcome | Refused] = ["unchanged"] * len(visits)
    work = _Work(database, outcomes, count, trust, due)
    write_in_rounds(visits, lambda visit: visit.url, lambda: partial(_round, work))
    return outcomes


@dataclass(slots=True)
class _Work:
    """Arguments and results that the functions for one batch share."""

    database: Database[Document]
    outcomes: list[Outcome | Refused]
    count: dict[StoryOutcome, int]
    trust: Trust
    due: set[str]


class CopyVisit:
    """One visit of a page, ready to be written.

    :raises UnstorableError: when the copy can never be a document
    """

    __slots__ = ("at", "content", "copy", "digest", "digest_without_blocks", "gone", "url")

    def __init__(self, visit: Copy | Unchanged | Gone) -> None:
        self.at = moment(visit.retrieved)
        self.copy: Copy | None = None
        self.content: Document = {}
        self.digest = self.digest_without_blocks = ""
        self.gone: int | None = visit.status if isinstance(visit, Gone) else None
        if isinstance(visit, Copy):
            if visit.key is None:
                raise UnstorableError("a copy without a key: the dedupe pipeline did not run")
            self.copy, self.url = visit, visit.url
            self.content, self.digest, self.digest_without_blocks = copy_content(visit)
        else:
            self.url = visit.url if isinstance(visit, Gone) else visit.id
            check_addresses(id=self.url)

    @property
    def labelled(self) -> list[str]:
        """See :attr:`newscrawler.items.Copy.labelled`."""
        return [] if self.copy is None else self.copy.labelled

    @property
    def live(self) -> bool:
        """Whether the page was fetched from its outlet, not read from an archive."""
        return self.copy is None or not is_archived({"discoveredVia": self.copy.discoveredVia})

    def is_same(self, stored: Document) -> bool:
        """Return whether a stored copy has this content. A copy that was stored without blocks is asked without."""
        if self.copy is None:
            return True
        digest: str = stored["contentHash"]
        return digest == self.digest or ("blocks" not in stored and digest == self.digest_without_blocks)


@dataclass(slots=True)
class _Plan:
    """Writes that follow from one comparison of visits with the stored copies."""

    fresh: _Pending = field(default_factory=list)
    seen: list[tuple[str, datetime]] = field(default_factory=list)
    seen_stories: list[tuple[str, datetime]] = field(default_factory=list)
    validators: list[UpdateOne] = field(default_factory=list)
    gone: list[UpdateOne] = field(default_factory=list)
    gone_stories: list[UpdateOne] = field(default_factory=list)
    """Times of the change of stories that have a copy whose page is not there any more."""
    shown: list[UpdateOne] = field(default_factory=list)
    """Blocks of stories whose lead's content is unchanged."""


def _round(work: _Work, pending: _Pending, again: bool) -> _Pending:
    """Write what can be written; returns the visits that another worker overtook."""
    database = work.database
    found = database["copies"].find({"_id": {"$in": [visit.url for _, visit in pending]}}, _NEEDED)
    stored = {document["_id"]: document for document in found}
    plan = _Plan()
    for position, visit in pending:
        known = stored.get(visit.url)
        if known is not None:
            work.outcomes[position] = _visit_known(work, plan, visit, known)
        elif visit.copy is not None:
            plan.fresh.append((position, visit))
        else:
            work.outcomes[position] = "stale"
    # First: a worker that is killed in between does both again.
    update(database["stories"], plan.gone_stories)
    update(database["copies"], plan.gone)
    update(database["copies"], plan.validators)
    update(database["stories"], plan.shown)
    touch(database["copies"], plan.seen)
    touch(database["stories"], plan.seen_stories)
    return _insert(work, plan.fresh, again=again) if plan.fresh else []


def _visit_known(work: _Work, plan: _Plan, visit: CopyVisit, known: Document) -> Outcome:
    """Replace a stored copy with other content, or plan what an unchanged visit moves."""
    if visit.gone is not None:
        return _note_gone(plan, visit, visit.gone, known)
    archived = is_archived(known)
    if visit.live and is_back(known, visit.at) and "erasure" not in known:
        return _replace(work, visit)
    if visit.copy is not None and (not visit.is_same(known) or (archived and visit.live)):
        return _replace(work, visit)
    if not archived and not visit.live:
        # The same page in an archive does not say when its outlet printed it.
        return "unchanged"
    if is_future(known["lastSeen"]):
        # Written by a version that believed an archive's date.
        guard = {"_id": visit.url, "lastSeen": known["lastSeen"]}
        plan.validators.append(UpdateOne(guard, {"$set": {"lastSeen": visit.at}}))
    if visit.copy is not None and _is_later(visit, known):
        _move(plan, visit, visit.copy, known)
    plan.seen.append((visit.url, visit.at))
    plan.seen_stories.append((known["story"], visit.at))
    return "unchanged"


def _note_gone(plan: _Plan, visit: CopyVisit, status: int, known: Document) -> Outcome:
    """Plan what notes that the page of a stored copy is not there any more; what is stored stays."""
    if visit.at <= known["lastSeen"] and not is_future(known["lastSeen"]):
        return "stale"
    if "erasure" in known:
        return "unchanged"
    plan.gone.append(gone_update(known, visit.at, status))
    if known.get("gone") is not None:
        return "unchanged"
    plan.gone_stories.append(UpdateOne({"_id": known["story"]}, {"$max": {"lastChanged": visit.at}}))
    return "changed"


def _move(plan: _Plan, visit: CopyVisit, copy: Copy, known: Document) -> None:
    """Plan the values of an unchanged copy that the latest visit sets."""
    fields = _how_to_ask(copy)
    if _blocks_differ(visit, known):
        blocks = {"blocks": visit.content["blocks"]}
        fields |= {**blocks, "contentHash": visit.digest}
        plan.shown.append(UpdateOne({"_id": known["story"], "lead": visit.url}, {"$set": blocks}))
    if visit.content["wireVersion"] != known.get("wireVersion"):
        fields["wireVersion"] = visit.content["wireVersion"]
    if fields != {name: known[name] for name in fields if name in known}:
        plan.validators.append(UpdateOne({"_id": visit.url, "contentHash": known["contentHash"]}, {"$set": fields}))


def _blocks_differ(visit: CopyVisit, known: Document) -> bool:
    """Return whether a stored copy of the same content lacks the blocks, or has other kinds of them.

    The texts are the same where the hash is.
    """
    kinds = [block["kind"] for block in visit.content["blocks"]]
    return kinds != [block.get("kind") for block in known.get("blocks") or ()]


def _is_later(visit: CopyVisit, stored: Document) -> bool:
    """Return whether a visit counts as later than the stored copy; a stored time in the future does not count."""
    return is_future(stored["lastSeen"]) or visit.at >= stored["lastSeen"]


def _how_to_ask(copy: Copy) -> Document:
    return {name: getattr(copy, name) for name in _HOW_TO_ASK}


@dataclass(frozen=True, slots=True)
class _NewCopy:
    """A copy that is not stored yet, with the story that it joins."""

    position: int
    visit: CopyVisit
    document: Document

    @property
    def story(self) -> str:
        """Id of the story."""
        return str(self.document["story"])


def _insert(work: _Work, pending: _Pending, *, again: bool) -> _Pending:
    """Add new copies: first to their stories, then by themselves, so that a copy's story is always there.

    :returns: the visits that another worker overtook
    """
    database = work.database
    states, chosen = _choose_stories(work, pending, again=again)
    _fetch_what_is_shown(database, list(states.values()))
    lost, refused = _write_stories(database, list(states.values()))
    work.due |= {state.id for state in states.values() if state.link_due}
    failed = lost | refused.keys()
    inserted = insert_new(database["copies"], [each.document for each in chosen if each.story not in failed])
    together = Counter(each.story for each in chosen)
    # Another worker may have linked the story before the copy was there.
    work.due |= {each.story for each in chosen if each.story not in failed and states[each.story].may_be_killed}
    retried: _Pending = []
    newly: set[str] = set()
    for each in chosen:
        refusal = refused.get(each.story) or inserted.refused.get(each.visit.url)
        if each.story in lost or each.visit.url in inserted.existing:
            retried.append((each.position, each.visit))
        elif refusal is None:
            _count_added(work, each, is_new=states[each.story].is_new and each.story not in newly)
            newly.add(each.story)
        elif each.story in refused and together[each.story] > 1:
            # One of the copies is at fault: each is tried by itself, and the others go through.
            retried += _insert(work, [(each.position, each.visit)], again=again)
        else:
            work.outcomes[each.position] = refusal
    _leave_all(work, chosen, {*inserted.existing, *inserted.refused})
    _settle(work, [state for state in states.values() if state.id not in failed])
    return retried


def _leave_all(work: _Work, chosen: Sequence[_NewCopy], urls: Container[str]) -> None:
    """Take copies that were not inserted out of the stories that were chosen for them."""
    for each in chosen:
        if each.visit.url in urls:
            _leave(work, each.visit.url, each.story)


def _choose_stories(work: _Work, pending: _Pending, *, again: bool) -> tuple[dict[str, StoryState], list[_NewCopy]]:
    """Find the story that each new copy joins; returns the stories by id, and the copies."""
    known = _stories_of_keys(work, [visit.copy.key for _, visit in pending if visit.copy and visit.copy.key])
    states: dict[str, StoryState] = {}
    chosen: list[_NewCopy] = []
    for position, visit in pending:
        assert visit.copy is not None
        assert visit.copy.key is not None
        state = _story_for(visit.copy, known.setdefault(visit.copy.key, []), work.trust)
        document = copy_document(visit.copy, visit.content, visit.digest, state.id)
        state.add(document, again=again)
        states[state.id] = state
        chosen.append(_NewCopy(position, visit, document))
    return states, chosen


def _count_added(work: _Work, copy: _NewCopy, *, is_new: bool) -> None:
    work.outcomes[copy.position] = "added"
    work.count["added" if is_new else "changed"] += 1


def _stories_of_keys(work: _Work, keys: list[str]) -> dict[str, list[StoryState]]:
    """Return the stories of each key, in the order of their occurrences."""
    stories: dict[str, list[StoryState]] = {}
    for document in work.database["stories"].find({"key": {"$in": keys}}, STORY_NEEDED):
        stories.setdefault(document["key"], []).append(_state(work.database, document, work.trust))
    for states in stories.values():
        states.sort(key=lambda state: state.number)
    return stories


def _state(
    database: Database[Document], document: Document, trust: Trust, session: ClientSession | None = None
) -> StoryState:
    """Return the state of a stored story, with the evidence of copies that a worker of schema version 1 added."""
    state = StoryState(document, trust)
    unknown = state.unknown()
    if not unknown:
        return state
    copies = sorted(database["copies"].find({"_id": {"$in": unknown}}, session=session), key=lambda copy: copy["_id"])
    return StoryState(document, trust, copies)


def _story_for(copy: Copy, stories: list[StoryState], trust: Trust) -> StoryState:
    """Return the story that the copy joins: a story that already names it, a story that it fits, or a new story.

    A writer that was killed between the two inserts leaves a story that names a copy which is not there. An undated
    copy with a short body would not be found to fit that story again.
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
        # Without one of these copies the story shows others, which may have to be fetched in their turn.
        while missing := [url for url in state.wanted() if url not in found]:
            more = database["copies"].find({"_id": {"$in": missing}}, session=session)
            found |= {copy["_id"]: copy for copy in more}
            state.learn(found)
        state.learn(found)


def _write_stories(database: Database[Document], states: Sequence[StoryState]) -> tuple[set[str], dict[str, Refused]]:
    """Insert new stories and update others.

    :returns: ids of stories that another worker wrote first, and refusals by id. A story that another worker added
        first may fit or not: its copies choose again, with it in view.
    """
    lost, refused = _insert_stories(database, [state for state in states if state.is_new])
    joins = [(state.id, change) for state in states if not state.is_new and (change := state.update())]
    matched, refusals = update(database["stories"], [UpdateOne(*change) for _, change in joins])
    for position, refusal in refusals.items():
        refused[joins[position][0]] = Refused(f"its story does not take it: {refusal.reason}")
    if matched + len(refusals) < len(joins):
        # Some were overtaken; the next round finds out which.
        lost |= {story for story, _ in joins if story not in refused}
    return lost, refused


def _insert_stories(database: Database[Document], states: Sequence[StoryState]) -> tuple[set[str], dict[str, Refused]]:
    """Insert stories; returns ids of stories that another worker wrote first, and refusals by id.

    An occurrence is inserted only when those of its key that were chosen before it are stored: its copies do not fit
    them. Where another worker's story has taken the number of one, its copies may fit that one, so they choose again.
    """
    lost: set[str] = set()
    refused: dict[str, Refused] = {}
    failed: set[str] = set()
    for wave in waves([state.document["key"] for state in states]):
        lost |= {states[position].id for position in wave if states[position].document["key"] in failed}
        fresh = [states[position] for position in wave if states[position].document["key"] not in failed]
        added = insert_new(database["stories"], [state.inserted() for state in fresh])
        lost |= added.existing
        refused |= added.refused
        failed |= {state.document["key"] for state in fresh if state.id in added.existing or state.id in added.refused}
    return lost, refused


def _settle(work: _Work, states: Sequence[StoryState]) -> None:
    """Write what is only known when the copies are stored: the number of copies where a story does not list all, and
    content of a copy that should be shown and that another worker was inserting."""
    for state in states:
        if state.cut:
            number = work.database["copies"].count_documents({"story": state.id})
            work.database["stories"].update_one({"_id": state.id}, {"$max": {"copiesCount": number}})
        if state.postponed:
            in_transaction(work.database, partial(_refresh_story, work, state.id, None))


def _replace(work: _Work, visit: CopyVisit) -> Outcome:
    """Store other content, or the first content from the outlet itself: the older of the two becomes a revision.

    In one transaction with the story. A page from an archive never takes the place of a page that was fetched live,
    whatever its date says; a page that is fetched live always takes the place of an archive's.
    """
    database = work.database

    def run(session: ClientSession) -> Outcome:
        stored = database["copies"].find_one({"_id": visit.url}, session=session)
        if stored is None:
            return "unchanged"
        adopted = visit.live and is_archived(stored)
        same, back = visit.is_same(stored), is_back(stored, visit.at)
        if same and not adopted and not back:
            # Another worker stored the same content after our look-up.
            return "unchanged"
        displaced = not visit.live and not is_archived(stored)
        if displaced or (not adopted and not _is_later(visit, stored)):
            return _keep_older(database, visit, stored, session)
        found = difference(
            database, stored if back else _content_of(stored), visit.content or _content_of(stored), visit.labelled
        )
        revised = found.change is not None and (back or not same)
        fields = _replacement(visit, stored, found, adopted=adopted, same=same)
        if revised and found.change is not None:
            fields |= {"revision": stored["revision"] + 1, "lastChanged": visit.at}
            _add_revision(database, stored, stored["revision"], session, found.change.stored)
        operation: Document = {"$set": fields}
        if over := _over(stored, fields, back=back):
            operation["$unset"] = over
        if found.counts:
            operation["$inc"] = found.counts
        database["copies"].update_one({"_id": visit.url}, operation, session=session)
        # The story weighs the time at which the outlet itself was first seen to print it.
        seen_live = {"firstSeen": visit.at, "lastChanged": visit.at, "retrieved": visit.at} if adopted else {}
        quiet = not revised and not adopted
        after = {**stored, **fields, **seen_live}
        _refresh_story(work, stored["story"], after, session, at=visit.at, quiet=quiet, back=back)
        if quiet:
            database["stories"].update_one({"_id": stored["story"]}, {"$max": {"lastSeen": visit.at}}, session=session)
        return "changed" if revised else "unchanged"

    return in_transaction(database, run)


def _over(stored: Document, fields: Document, *, back: bool) -> Document:
    """Return the fields of a stored copy that a visit removes: the page is back, or withdraws the story itself."""
    names = ["gone"] if back else []
    if "afterKill" in stored and fields.get("pubStatus") == "canceled":
        names.append("afterKill")
    return dict.fromkeys(names, "")


def _content_of(stored: Document) -> Document:
    """Return the content of a stored copy, as that of a visit that found it unchanged."""
    return {name: value for name, value in stored.items() if name != "gone"}


def _replacement(visit: CopyVisit, stored: Document, found: Difference, *, adopted: bool, same: bool) -> Document:
    """Return the fields of a stored copy that a visit changes.

    :param adopted: the stored copy is from an archive, and the visit is not
    :param same: the content is the same
    """
    copy = visit.copy
    fields: Document = {"lastSeen": visit.at}
    if copy is None:
        return fields
    fields |= _how_to_ask(copy)
    if adopted:
        fields["discoveredVia"] = copy.discoveredVia
        if not is_future(stored["lastSeen"]):
            fields["lastSeen"] = max(visit.at, stored["lastSeen"])
    if same:
        return fields
    fields |= {
        **{name: value for name, value in visit.content.items() if name not in found.kept},
        **found.fields,
        "retrieved": visit.at,
        "signature": copy.signature,
        "contentHash": visit.digest,
    }
    if copy.datePublishedPrecision == "relative" == stored["datePublishedPrecision"]:
        # Counted back from a later "3 hours ago": the first count was more precise.
        fields.pop("datePublished", None)
        fields.pop("datePublishedRaw", None)
    return fields


def _keep_older(database: Database[Document], visit: CopyVisit, stored: Document, session: ClientSession) -> Outcome:
    copy = visit.copy
    assert copy is not None
    known = database["revisions"].find_one({"url": visit.url, "contentHash": visit.digest}, {"_id": 1}, session=session)
    if known is None and difference(database, _content_of(stored), visit.content).change is not None:
        document = copy_document(copy, visit.content, visit.digest, stored["story"])
        _add_revision(database, document, stored["revision"], session)
        bump = {"$set": {"revision": stored["revision"] + 1}, "$min": {"firstSeen": visit.at}}
        database["copies"].update_one({"_id": visit.url}, bump, session=session)
        database["stories"].update_one({"_id": stored["story"]}, {"$min": {"firstSeen": visit.at}}, session=session)
    return "stale"


def _add_revision(
    database: Database[Document],
    content: Document,
    number: int,
    session: ClientSession,
    change: Document | None = None,
) -> None:
    """Keep a content that is replaced.

    :param change: what the next content changed; None where that is not known, as of a page from an archive
    """
    revision = {**content, "_id": f"{content['url']}#{number}", "revision": number}
    if change is not None:
        revision["change"] = change
    database["revisions"].insert_one(revision, session=session)


def _refresh_story(
    work: _Work,
    story: str,
    copy: Document | None,
    session: ClientSession,
    *,
    at: datetime | None = None,
    quiet: bool = False,
    back: bool = False,
) -> None:
    """Bring a story up to date with its evidence. It is read in the transaction that writes it, which keeps others'
    joins.

    :param copy: one of its copies, with content that is new
    :param at: time of the visit, for a copy that is read again
    :param quiet: what is new changes nothing for a reader
    :param back: the page was gone before
    """
    stored = work.database["stories"].find_one({"_id": story}, STORY_NEEDED, session=session)
    if stored is None:
        return
    state = _state(work.database, stored, work.trust, session)
    if copy is not None:
        state.add(copy, at=at, quiet=quiet)
        state.back = back
    _fetch_what_is_shown(work.database, [state], session)
    if (operation := state.update()) is not None:
        work.database["stories"].update_one(*operation, session=session)
        if state.link_due:
            work.due.add(story)


def show_without_erased(database: Database[Document], url: str, at: datetime) -> bool:
    """Have the story of an erased copy show another copy; returns whether the erased copy led the story.

    The operator's order of outlets is not known here: it counts again at the next change of the story.
    """

    def run(session: ClientSession) -> bool:
        copy = database["copies"].find_one({"_id": url}, session=session)
        if copy is None:
            return False
        before = database["stories"].find_one({"_id": copy["story"]}, session=session)
        if before is None:
            return False
        # With its time: change and time are one change of the story, which the change feed tells once.
        _refresh_story(_Work(database, [], {}, NO_TRUST, set()), copy["story"], copy, session, at=at)
        after = database["stories"].find_one({"_id": copy["story"]}, session=session)
        if after is None or _shown(after) == _shown(before):
            raise _SameStoryError
        change = {"$set": {"lastSeen": before["lastSeen"]}}
        database["stories"].update_one({"_id": copy["story"]}, change, session=session)
        return bool(before["lead"] == url)

    try:
        return in_transaction(database, run)
    except _SameStoryError:
        return False


class _SameStoryError(Exception):
    """Ends a transaction that would move nothing of a story but its times and the mark for the linker."""


def _shown(story: Document) -> Document:
    return {name: value for name, value in story.items() if name not in ("lastSeen", "lastChanged", "linkDue")}


def _leave(work: _Work, url: str, story: str) -> None:
    """Take a copy out of a story: it was refused, or another worker put it into another story."""
    database = work.database

    def run(session: ClientSession) -> None:
        copy = database["copies"].find_one({"_id": url}, {"story": 1}, session=session)
        stored = database["stories"].find_one({"_id": story}, STORY_NEEDED, session=session)
        if stored is None or (copy is not None and copy["story"] == story):
            return
        if stored["copies"] == [url]:
            database["stories"].delete_one({"_id": story}, session=session)
            work.due.add(story)
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
            if state.link_due:
                work.due.add(story)

    in_transaction(database, run)
