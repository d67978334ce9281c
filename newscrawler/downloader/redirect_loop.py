"""Redirect loops are reported, not dropped in silence."""

from __future__ import annotations

from urllib.parse import urldefrag

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

__all__ = ["RedirectLoop", "circle_of"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class RedirectLoop:
    """Downloader middleware that refuses a redirect to a URL that the request was already sent to.

    Scrapy would pass it to the duplicate filter, which drops it without a message: the page would be neither read nor
    reported. Cookies are off, so a page that sets a cookie and redirects to itself is a loop too. Its place is nearer
    to the network than Scrapy's RedirectMiddleware (600).
    """

    def process_response(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None:
            return response
        circle = circle_of(request, response.urljoin(location.decode("latin-1")))
        if circle is not None:
            raise IgnoreRequest(f"redirect loop: {circle}")
        return response


def circle_of(request: Request, target: str) -> str | None:
    """Return the way from ``target`` back to it, for a message; None where the request was never sent there.

    :param target: address that the answer to the request leads to
    """
    target = urldefrag(target).url
    been = [urldefrag(url).url for url in (*request.meta.get("redirect_urls", ()), request.url)]
    return " → ".join([*been[been.index(target) :], target]) if target in been else None
