"""Comments in a page's JSON-LD: schema.org ``comment`` of an article or a posting, nested for replies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newscrawler.comments.markup import clean_html, text_of_html
from newscrawler.comments.structure.fields import Fields
from newscrawler.comments.structure.votes import Votes
from newscrawler.html.page import Page
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import stated_number

__all__ = ["LinkedComment", "linked_comments"]

_MOST = 20_000
"""Comments of one page; a script with more has a loop in its data."""

_TYPES = ("Comment", "UserComments", "Answer", None)


@dataclass(slots=True)
class LinkedComment:
    """One comment of the JSON-LD."""

    number: str | None
    """The comment's id: its ``@id``, ``identifier`` or ``url``."""
    parent: int | None
    """Index of the comment that it answers."""
    fields: Fields


def linked_comments(page: Page, reader: TimeReader) -> list[LinkedComment]:
    """Return all comments that the JSON-LD gives in full, parents before their replies."""
    found: list[LinkedComment] = []
    for thing in page.json_ld:
        for comment in _objects(thing.get("comment") or thing.get("comments")):
            _add(comment, None, found, reader)
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            yield thing


def _add(thing: dict[str, Any], parent: int | None, found: list[LinkedComment], reader: TimeReader) -> None:
    """Add a comment and its replies."""
    markup = thing.get("text") or thing.get("commentText") or thing.get("description")
    if len(found) >= _MOST or not isinstance(markup, str) or thing.get("@type") not in _TYPES:
        return
    index = len(found)
    found.append(LinkedComment(_number(thing), parent, _fields(thing, markup, reader)))
    for reply in _objects(thing.get("comment") or thing.get("comments") or thing.get("suggestedAnswer")):
        _add(reply, index, found, reader)


def _fields(thing: dict[str, Any], markup: str, reader: TimeReader) -> Fields:
    author, link = _person(thing.get("author") or thing.get("creator"))
    created = thing.get("dateCreated") or thing.get("datePublished") or thing.get("commentTime")
    return Fields(
        text=text_of_html(markup),
        html=clean_html(markup),
        author=author,
        author_link=link,
        stated_time=reader.attribute(created) if isinstance(created, str) else None,
        votes=Votes(stated_number(thing.get("upvoteCount")), stated_number(thing.get("downvoteCount"))),
    )


def _number(thing: dict[str, Any]) -> str | None:
    names = ("@id", "identifier", "url")
    return next((str(thing[name]) for name in names if isinstance(thing.get(name), str | int)), None)


def _person(value: Any) -> tuple[str | None, str | None]:
    """Return name and address of an author."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return value.strip() or None, None
    if not isinstance(value, dict):
        return None, None
    name, url = value.get("name"), value.get("url")
    return (name.strip() or None if isinstance(name, str) else None), (url if isinstance(url, str) else None)
