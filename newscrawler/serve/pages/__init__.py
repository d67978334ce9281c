"""Pages of the dashboard: each module has its ROUTES, and this package adds them up."""

from __future__ import annotations

from starlette.routing import BaseRoute

from newscrawler.serve.pages import clusters, login, now, stories

__all__ = ["ROUTES"]

ROUTES: list[BaseRoute] = [*now.ROUTES, *stories.ROUTES, *clusters.ROUTES, *login.ROUTES]
