"""Settings of the project, as what belongs to Scrapy reads them, and the trust in outlets that they declare."""

from __future__ import annotations

import math
from typing import cast

from scrapy.settings import BaseSettings
from starlette.requests import Request

from newscrawler.serve.context import store
from newscrawler.serve.pages.figures import kept
from newscrawler.storage.trust import Trust
from newscrawler.writer_registry import declared_trust

__all__ = ["project", "trust"]


def project(request: Request) -> BaseSettings:
    """Return the settings of the app, which ``newscrawler serve`` has from Scrapy."""
    return cast(BaseSettings, store(request).settings)


def trust(request: Request) -> Trust | None:
    """Return the declared trust. None for the second in which all spiders of the project are imported for it."""
    settings = project(request)
    return kept(request).get("trust", lambda: declared_trust(settings), seconds=math.inf)
