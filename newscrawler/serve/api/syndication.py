"""``/api/stories.atom`` and ``/api/stories.json``: the stories of the filters, for readers of feeds."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from newscrawler.interchange.syndication import ATOM, JSON_FEED, Channel, atom, json_feed
from newscrawler.serve.api.answering import answer, following, json_answer, served
from newscrawler.serve.api.asking import Asked
from newscrawler.serve.api.stories import stories_asked
from newscrawler.serve.context import store

__all__ = ["ROUTES"]

_NOT_IN_THE_TITLE = frozenset(("after", "limit"))


def _channel(request: Request, cursor: str | None) -> Channel:
    filters = [f"{name} {value}" for name, value in request.query_params.items() if name not in _NOT_IN_THE_TITLE]
    return Channel(
        title=" · ".join(["newscrawler: stories", *filters]),
        url=str(request.url),
        home=str(request.base_url),
        following=following(request, cursor),
    )


def _atom(request: Request, asked: Asked) -> Response:
    page = stories_asked(store(request).reader, asked)
    return answer(request, [atom(_channel(request, page.next), page.items)], ATOM)


def _json_feed(request: Request, asked: Asked) -> Response:
    page = stories_asked(store(request).reader, asked)
    return json_answer(request, json_feed(_channel(request, page.next), page.items), media_type=JSON_FEED)


ROUTES: list[BaseRoute] = [served("stories.atom", _atom), served("stories.json", _json_feed)]
