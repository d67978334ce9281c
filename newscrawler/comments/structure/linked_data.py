"""Comments in a page's JSON-LD: schema.org ``comment`` of an article or a posting, nested for replies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newscrawler.comments.markup import clean_html, text_of_html
from newscrawler.comments.structure.fields import Fields
from newscrawler.html.page import Page
from newscrawler.language.dates.reader import TimeReader
from newscrawler.limits import stated_number

__all__ = ["Stated", "stated_comments"]

_MAX = 20_000
"""More comments than this in one script are a loop in its data."""


@dataclass(slots=True)
class Stated:
    """One comment of the JSON-LD."""

    number: str | None
    parent: int | None
    fields: Fields


def stated_comments(page: Page, reader: TimeReader) -> list[Stated]:
    """All comments that the JSON-LD gives in full, parents before their replies."""
    found: list[Stated] = []
    for thing in page.json_ld:
        for comment in _list(thing.get("comment") or thing.get("comments")):
            _take(comment, None, found, reader)
    return found


def _list(value: Any) -> Iterator[dict[str, Any]]:
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            yield thing


def _take(thing: dict[str, Any], parent: int | None, found: list[Stated], reader: TimeReader) -> None:
    kind = thing.get("@type")
    markup = thing.get("text") or thing.get("commentText") or thing.get("description")
    if len(found) >= _MAX or not isinstance(markup, str) or kind not in ("Comment", "UserComments", "Answer", None):
        return
    fields = Fields(text=text_of_html(markup), html=clean_html(markup))
    fields.author, fields.author_link = _person(thing.get("author") or thing.get("creator"))
    created = thing.get("dateCreated") or thing.get("datePublished") or thing.get("commentTime")
    fields.stamp = reader.attribute(created) if isinstance(created, str) else None
    fields.up, fields.down = stated_number(thing.get("upvoteCount")), stated_number(thing.get("downvoteCount"))
    number = next(
        (str(thing[key]) for key in ("@id", "identifier", "url") if isinstance(thing.get(key), str | int)), None
    )
    index = len(found)
    found.append(Stated(number, parent, fields))
    for reply in _list(thing.get("comment") or thing.get("comments") or thing.get("suggestedAnswer")):
        _take(reply, index, found, reader)


def _person(value: Any) -> tuple[str | None, str | None]:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return value.strip() or None, None
    if not isinstance(value, dict):
        return None, None
    name, url = value.get("name"), value.get("url")
    return (name.strip() or None if isinstance(name, str) else None), (url if isinstance(url, str) else None)
