"""Stored stories as tables and trees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from newscrawler.commands._terminal import date, one_line, table, votes, wrap
from newscrawler.items import APART
from newscrawler.storage.reader import (
    CommentNode,
    CopyNode,
    StoredStory,
    StoryTree,
    ThreadNode,
    traverse,
)

__all__ = [
    "short_id",
    "story_table",
    "story_tree",
]

_KEY_DIGITS = 8
"""Digits of a key that are shown: 32 bits. Of 10,000 stories two share them with a probability of 1 %; the command
then says so."""

_FIRST_PARAGRAPHS = 3
"""Paragraphs that are shown without `--full`."""

_ROOM_FOR_TIME = 100
"""Columns below which a table shows the day only: 80 columns have no room for both a time and a headline."""

_INDENT = 2
_INDENT_SHARE = 2
"""Replies are indented by at most this part (a half) of a line; the rest is for their text."""


def short_id(id: str) -> str:
    """Return a story's short id, such as ``3f2a9c1b.0``, which ``--story`` accepts."""
    key, _, occurrence = id.partition(".")
    return f"{key[:_KEY_DIGITS]}.{occurrence}"


def story_table(stories: Sequence[StoredStory], counts: Mapping[str, int], room: int | None) -> Iterator[str]:
    """Yield a header and one line per story. With ``room`` None the lines are not cut."""
    rows = [("STORY", "DATE", "AGENCY", "COPIES", "COMMENTS", "HEADLINE")]
    for stored in stories:
        story = stored.story
        published, precision = story.datePublished, story.datePublishedPrecision
        if room is not None and room < _ROOM_FOR_TIME and published and precision != "day":
            shown = f"{published:%Y-%m-%d}"
        else:
            shown = date(published, precision)
        rows.append(
            (
                short_id(stored.id),
                shown,
                one_line(story.agency) or "–",
                str(len(stored.copies)),
                str(counts.get(stored.id, 0)),
                one_line(story.headline),
            )
        )
    return table(rows, right=frozenset({3, 4}), room=room)


def story_tree(tree: StoryTree, room: int, *, full: bool) -> Iterator[str]:
    """Yield lines of a story, its copies, their threads and comments."""
    yield from _story_head(tree, room)
    yield from _story_body(tree, room, full=full)
    for node in tree.copies:
        yield from _copy(node, room)


def _story_head(tree: StoryTree, room: int) -> Iterator[str]:
    story = tree.stored.story
    yield from wrap(story.headline or "(no headline)", room)
    byline = [f"By {one_line(story.byline)}"] if story.byline else []
    published = date(story.datePublished, story.datePublishedPrecision)
    zone = "" if story.datePublishedPrecision in {None, "day", "local"} else " UTC"
    yield from wrap(" · ".join([*byline, one_line(story.agency) or "no agency", published + zone]), room)
    if story.pubStatus != "usable":
        yield f"{story.pubStatus.upper()} by the agency"
    for line in filter(None, (story.edNote, story.copyrightNotice or story.copyrightHolder)):
        yield from wrap(line, room)
    yield f"story {tree.stored.id}"
    yield from wrap(f"first seen {date(tree.stored.firstSeen)}, last changed {date(tree.stored.lastChanged)} UTC", room)
    yield ""


def _story_body(tree: StoryTree, room: int, *, full: bool) -> Iterator[str]:
    blocks = [block for block in tree.stored.story.blocks if full or block.kind not in APART]
    shown = blocks if full else blocks[:_FIRST_PARAGRAPHS]
    for block in shown:
        kind = "" if block.kind == "paragraph" else f"[{block.kind}] "
        yield from wrap(kind + block.text, room, indent="  ")
        yield ""
    if len(blocks) > len(shown):
        yield f"  … {_count(len(blocks) - len(shown), 'more paragraph')} (--full)"
        yield ""


def _copy(node: CopyNode, room: int) -> Iterator[str]:
    copy = node.stored.copy
    publisher = f" ({one_line(copy.publisher)})" if copy.publisher else ""
    yield from wrap(copy.outlet + publisher, room)
    yield from wrap(f'"{one_line(copy.headline)}"', room, indent="  ")
    yield f"  {one_line(copy.url)}"  # not wrapped, so that it can be copied
    facts = [date(copy.datePublished, copy.datePublishedPrecision), *filter(None, [one_line(copy.section)])]
    if copy.representation == "partial":
        facts.append(f"partial text ({copy.partialReason})" if copy.partialReason else "partial text")
    if (gone := node.stored.gone) is not None:
        facts.append(f"gone since {date(gone.at)} UTC (HTTP {gone.status})")
    if (killed := node.stored.afterKill) is not None:
        facts.append(f"still runs a story killed {date(killed.since)} UTC")
    if node.stored.revision:
        facts.append(_count(node.stored.revision, "earlier revision"))
    yield from wrap(" · ".join(facts), room, indent="  ")
    for thread in node.threads:
        yield from _thread(thread, room)
    yield ""


def _thread(node: ThreadNode, room: int) -> Iterator[str]:
    thread = node.stored.thread
    declared = "an unknown number" if thread.declaredCount is None else f"{thread.declaredCount:,}"
    whole = "complete" if thread.complete else f"INCOMPLETE: {one_line(thread.reason)}"
    closed = ", closed" if thread.closed else ""
    comments = list(traverse(node.comments))
    vanished = sum(comment.stored.comment.state == "vanished" for comment, _ in comments)
    gone = f", {vanished:,} vanished" if vanished else ""
    text = f"{one_line(thread.platform)}: {thread.collectedCount:,} of {declared} comments, {whole}{gone}{closed}"
    yield from wrap(text, room, indent="  ")
    for comment, depth in comments:
        yield from _comment(comment, depth, room)


def _comment(node: CommentNode, depth: int, room: int) -> Iterator[str]:
    comment = node.stored.comment
    indent = " " * min(2 * _INDENT + depth * _INDENT, room // _INDENT_SHARE)
    author = one_line(comment.author.name if comment.author else None) or "–"
    counted = votes(comment.upvoteCount, comment.downvoteCount, comment.score)
    line = f"{author} · {date(comment.dateCreated, comment.dateCreatedPrecision)} · {counted}"
    if comment.state == "vanished":
        line += f" · vanished, last seen {date(node.stored.lastSeen)}"
    elif comment.state != "visible":
        line += f" · {comment.state}"
    if comment.parentItem and depth == 0:
        line += f" · reply to {one_line(comment.parentItem)}, which is not stored"
    yield from wrap(line, room, indent=indent)
    for paragraph in (comment.text or "").splitlines():
        if paragraph.strip():
            yield from wrap(paragraph, room, indent=indent + " " * _INDENT)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
