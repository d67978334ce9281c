"""Settings of the project, as what belongs to Scrapy reads them, and the trust in outlets that they declare."""

from __future__ import annotations

from typing import cast

from scrapy.settings import BaseSettings
from starlette.requests import Request

from newscrawler.serve.context import store
from newscrawler.storage.trust import Trust
from newscrawler.writer_registry import declared_trust

__all__ = ["project", "trust"]


def project(request: Request) -> BaseSettings:
    """Return the settings of the app, which ``newscrawler serve`` has from Scrapy."""
    return cast(BaseSettings, store(request).settings)


def trust(request: Request) -> Trust:
    """Return the declared trust. It is read once, because all spiders of the project are imported for it."""
    state = request.app.state
    if not hasattr(state, "trust"):
        state.trust = declared_trust(project(request))
    found: Trust = state.trust
    return found
