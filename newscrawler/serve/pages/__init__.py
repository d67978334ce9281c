"""Pages of the dashboard: each module has its ROUTES, and this package adds them up."""

from __future__ import annotations

from starlette.routing import BaseRoute

from newscrawler.serve.pages import actions, clusters, login, now, outlets, runs, store, stories, work

__all__ = ["ROUTES"]

ROUTES: list[BaseRoute] = [
    *now.ROUTES,
    *outlets.ROUTES,
    *runs.ROUTES,
    *stories.ROUTES,
    *clusters.ROUTES,
    *work.ROUTES,
    *actions.ROUTES,
    *store.ROUTES,
    *login.ROUTES,
]
