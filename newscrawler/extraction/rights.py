"""Rights lines of a page, and the places that name the agency of its story."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawler.html.outline import Outline, Role, TextBlock
from newscrawler.html.page import Page
from newscrawler.html.structured import Structured
from newscrawler.language.agencies import is_agency
from newscrawler.language.rights import Rights, parse_rights

__all__ = ["agency_rights", "lines_beside_text", "outlet_rights", "page_rights", "stated_sources"]

_RIGHTS_START = ("©", "(c)", "(C)", "Copyright", "COPYRIGHT", "copyright")
_RIGHTS_MAX = 240
"""Characters: footers go on with links after the line."""
_SOURCE_FIELDS = ("sourceOrganization", "provider", "author", "creator", "copyrightHolder", "creditText", "publisher")
_SOURCE_METAS = ("source", "article:source", "dc.source", "dcterms.source", "news_source", "copyright")
_BELOW = 3
"""Lines below the text in which its credit may stand."""
_CREDIT_MAX = 70
"""Characters of a credit in a line of its own."""
_NO_CREDIT = Role.COMMENTS | Role.CAPTION | Role.ASIDE | Role.TAGS | Role.LINK | Role.FOOTER | Role.HIDDEN


def page_rights(outline: Outline) -> list[Rights]:
    """Return the lines of the page that state rights, wherever the template put them, except in comments."""
    found: list[Rights] = []
    for block in outline.blocks:
        if block.text.startswith(_RIGHTS_START) and not block.box.roles & (Role.COMMENTS | Role.CAPTION):
            # Links follow the line; they are read as part of it only where it states nothing without them.
            rights = parse_rights(block.text[: len(block.text) - block.linked][:_RIGHTS_MAX])
            if rights is None or rights.holder is None:
                rights = parse_rights(block.text[:_RIGHTS_MAX])
            if rights:
                found.append(rights)
    return found


def agency_rights(rights: list[Rights]) -> Rights | None:
    """Return the first rights line of an agency."""
    return next((line for line in rights if is_agency(line.holder)), None)


def outlet_rights(rights: list[Rights]) -> Rights | None:
    """Return the first rights line of a holder that is no agency: the outlet's own."""
    return next((line for line in rights if line.holder and not is_agency(line.holder)), None)


def stated_sources(page: Page, structured: Structured) -> Iterator[str | None]:
    """Yield names from structured data, of which one may be the story's agency."""
    for field in _SOURCE_FIELDS:
        yield structured.name(structured.article.get(field))
    for name in _SOURCE_METAS:
        yield page.meta.get(name)


def lines_beside_text(outline: Outline, headline: TextBlock | None, body: list[TextBlock]) -> Iterator[str]:
    """Yield short lines between the headline and the text, and right below the text."""
    if not body:
        return
    first, last = body[0].number, body[-1].number
    above = outline.blocks[headline.number + 1 : first] if headline is not None else []
    for block in (*above, *outline.blocks[last + 1 : last + 1 + _BELOW]):
        if len(block.text) <= _CREDIT_MAX and not block.box.roles & _NO_CREDIT:
            yield block.text
