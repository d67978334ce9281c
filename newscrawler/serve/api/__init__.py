"""The HTTP API: each module has its ROUTES, and this package adds them up."""

from __future__ import annotations

from starlette.routing import BaseRoute

from newscrawler.serve.api import clusters, feed, openapi, operators, stories, syndication, threads

__all__ = ["ROUTES"]

ROUTES: list[BaseRoute] = [
    *openapi.ROUTES,
    *syndication.ROUTES,
    *stories.ROUTES,
    *threads.ROUTES,
    *clusters.ROUTES,
    *feed.ROUTES,
    *operators.ROUTES,
]
