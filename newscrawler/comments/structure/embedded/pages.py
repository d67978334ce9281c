"""All data of one page, from its texts to its comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from newscrawler.comments.structure.embedded.keys import speaks_of_comments
from newscrawler.comments.structure.embedded.literals import values_in
from newscrawler.comments.structure.embedded.packed import streamed_rows, unpacked
from newscrawler.comments.structure.embedded.reading import EmbeddedThread, read_values
from newscrawler.comments.structure.embedded.texts import DataText, attribute_texts, script_texts
from newscrawler.html.page import Page
from newscrawler.language.dates.reader import TimeReader

__all__ = ["embedded_comments"]

_STREAM = "__next_f"
"""Name of the list to which pages push the pieces of a stream of rows."""

Source = tuple[tuple[str, ...], Any]


def embedded_comments(page: Page, reader: TimeReader, *, shows_comments: bool) -> EmbeddedThread | None:
    """Return the comments that the page holds as data; None where it holds none.

    :param shows_comments: whether the page shows comments too
    """
    return _read(script_texts(page), page, reader) or _read(
        attribute_texts(page, shows_comments=shows_comments), page, reader
    )


def _read(texts: Iterable[DataText], page: Page, reader: TimeReader) -> EmbeddedThread | None:
    found = list(texts)
    return read_values(_sources(found), page, reader) if found else None


def _sources(texts: Iterable[DataText]) -> Iterator[Source]:
    """Yield the values in texts, each with the names that its text gives it."""
    chunks: list[str] = []
    for data in texts:
        if _STREAM in data.text:
            chunks += _pieces(data.text)
        else:
            yield from _named_values(data)
    yield from (((), value) for value in streamed_rows(chunks))


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces of a stream in a script: ``self.__next_f.push([1, "…"])``."""
    for _, value in values_in(text):
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            yield value[1]


def _named_values(data: DataText) -> Iterator[Source]:
    names = tuple(name for name in data.names if speaks_of_comments(name))[:1]
    alone: dict[tuple[str, ...], list[Any]] = {}
    for name, value in values_in(data.text):
        path = (*names, *filter(None, name.split(".")))
        if isinstance(value, dict):
            alone.setdefault(path, []).append(value)
        yield path, unpacked(value)
    # A script may add its objects one by one: comments.push({…}); comments.push({…}).
    yield from ((path, objects) for path, objects in alone.items() if len(objects) > 1)
