"""The fields of a story, put together from what a page or a text dump holds."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawler.items import Block, Dateline, Printing, body_of
from newscrawler.language.bylines import Byline
from newscrawler.language.credits import Source
from newscrawler.language.datelines import parse_dateline
from newscrawler.language.dates.moment import Moment
from newscrawler.language.rights import Rights
from newscrawler.language.wiremarks import read_wire_marks

__all__ = ["assemble", "dateline_of"]


def dateline_of(body: Sequence[str]) -> Dateline | None:
    """Return the dateline of the first of these paragraphs that begins with one."""
    match = next((match for paragraph in body if (match := parse_dateline(paragraph))), None)
    return match.dateline if match is not None else None


def assemble(
    *,
    headline: str | None,
    byline: Byline | None,
    blocks: list[Block],
    source: Source | None,
    dateline: Dateline | None,
    rights: Rights | None,
    published: Moment | None,
    modified: Moment | None = None,
    credited: Sequence[str] = (),
    language: str | None = None,
) -> Printing:
    """Return the story; wire marks (version, withdrawal, note to editors) are read from its headline and text.

    :param blocks: the text, notes and credits included
    :param rights: the line that states the rights of the story, not those of the outlet's own texts
    :param credited: authors of a story that prints no byline
    :param language: tag of the language
    """
    marks = read_wire_marks(headline, [block.text for block in blocks])
    printing = Printing(
        headline=headline,
        authors=list(credited),
        dateline=dateline,
        body=body_of(blocks),
        blocks=blocks,
        inLanguage=language,
        version=marks.version,
        wireVersion=marks.wireVersion,
        pubStatus=marks.pubStatus,
        edNote=marks.edNote,
    )
    if byline is not None:
        printing.byline = byline.printed
        printing.authors = list(byline.authors)
    if source is not None:
        printing.agency = source.agency
        printing.creditText = source.text
    if rights is not None:
        printing.copyrightHolder = rights.holder
        printing.copyrightNotice = rights.notice
        printing.copyrightYear = rights.year
    _set_times(printing, published, modified)
    return printing


def _set_times(printing: Printing, published: Moment | None, modified: Moment | None) -> None:
    if published is not None:
        printing.datePublished = published.at
        printing.datePublishedRaw = published.raw
        printing.datePublishedPrecision = published.precision
    if modified is not None:
        printing.dateModified = modified.at
        printing.dateModifiedRaw = modified.raw
