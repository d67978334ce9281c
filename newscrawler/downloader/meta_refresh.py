"""Pages that reload themselves are pages; pages that refresh to each other are reported."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_meta_refresh

from newscrawler.downloader.redirect_loop import circle_of

__all__ = ["MetaRefresh"]


class MetaRefresh(MetaRefreshMiddleware):
    """Downloader middleware in place of Scrapy's MetaRefreshMiddleware (580).

    Scrapy makes a request of every refresh, and the duplicate filter drops one that was made before without a message.
    A front page that reloads itself every minute, and a story that does, would be neither read nor reported.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if not isinstance(response, HtmlResponse):
            return response
        interval, address = get_meta_refresh(response, ignore_tags=self._ignore_tags)
        # Without the clause, each page of an outlet is searched for the tag twice.
        if not address or interval is None or interval >= self._maxdelay:
            return response
        target = urljoin(response.url, address)
        if urldefrag(target).url == urldefrag(request.url).url:
            return response
        if (circle := circle_of(request, target)) is not None:
            raise IgnoreRequest(f"refresh loop: {circle}")
        return super().process_response(request, response)
