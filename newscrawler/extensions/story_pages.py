"""A story of several pages between its requests: its first page, and the text of the others. Kept as JSON."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Self

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from newscrawler.discovery.address_words import bearing
from newscrawler.html.page import Page
from newscrawler.items import Block, Copy
from newscrawler.meta import TDM

__all__ = ["StoryPages", "kept_meta"]

_NEW_SHARE = 0.5
"""Share of a page's blocks that no page before it had. A site that ignores the number shows the same page again."""


@dataclass(slots=True, kw_only=True)
class StoryPages:
    """Progress of a story of several pages."""

    url: str
    """Address of the first page."""
    body: str
    """The first page, compressed; base64."""
    headers: dict[str, str]
    """Of the first page: content type and what a copy is made from."""
    retrieved: str
    via: str | None
    headline: str | None = None
    first: list[str] = field(default_factory=list)
    """Texts of the first page's blocks."""
    meta: dict[str, Any] = field(default_factory=dict)
    """Keys of the first request that a copy is made from."""
    number: int = 1
    """Pages that were read."""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    """Of the pages after the first."""
    reason: str | None = None
    """Why a page is missing. None: all were read."""

    @classmethod
    def begin(cls, response: Response, page: Page, via: str | None, copy: Copy) -> Self:
        """Start with the first page, and the copy that it alone would give."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, values in response.headers.items()
            for value in values[:1]
        }
        return cls(
            url=response.url,
            body=base64.b64encode(zlib.compress(response.body, 1)).decode(),
            headers=headers,
            retrieved=page.retrieved.isoformat(),
            via=via,
            headline=copy.headline,
            first=[block.text for block in copy.blocks],
            meta=kept_meta(response, TDM),
        )

    def to_state(self) -> dict[str, Any]:
        """Return the progress as JSON."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Self:
        """Undo :meth:`to_state`."""
        return cls(**state)

    def add(self, headline: str | None, blocks: Sequence[Block]) -> bool:
        """Add a further page; return whether it is one: it has the story's headline, or none, and other text.

        Headline, lead and notes that are printed on every page are kept once.
        """
        if headline and self.headline and headline != self.headline and bearing(headline, self.headline) != "same":
            return False
        known = {*self.first, *(block["text"] for block in self.blocks), self.headline}
        fresh = [block for block in blocks if block.text not in known]
        if not fresh or len(fresh) < _NEW_SHARE * len(blocks):
            return False
        self.blocks += [asdict(block) for block in fresh]
        self.number += 1
        return True

    def joined(self, first: Sequence[Block]) -> list[Block]:
        """Return the blocks of all pages in order; credits at the end of a page stay in their place."""
        return [*first, *(Block(**block) for block in self.blocks)]

    def response(self) -> Response:
        """Return the first page as it came."""
        request = Request(self.url, meta=dict(self.meta))
        return HtmlResponse(self.url, headers=self.headers, body=self._body(), request=request)

    def page(self, zone: tzinfo | None) -> Page:
        """Return the first page."""
        return Page(
            self.url,
            self._body(),
            content_type=self.headers.get("Content-Type"),
            retrieved=datetime.fromisoformat(self.retrieved),
            zone=zone,
        )

    def _body(self) -> bytes:
        return zlib.decompress(base64.b64decode(self.body))


def kept_meta(response: Response, *names: str) -> dict[str, Any]:
    """Return keys of the request's meta that further requests for the story carry."""
    if response.request is None:
        return {}
    return {name: response.meta[name] for name in names if name in response.meta}
