"""``/api/clusters`` and ``/api/copies``: who prints one wire text, and how its copies changed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from newscrawler.serve.api.answering import json_answer, list_answer, page_answer, refused, served
from newscrawler.serve.api.asking import Asked
from newscrawler.serve.context import store
from newscrawler.storage.plain import stored_fields
from newscrawler.storage.printings import printing_fields, printings_of_cluster
from newscrawler.storage.steps import step_fields, steps_of

__all__ = ["ROUTES"]


def _clusters(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    try:
        page = reader.clusters_page(
            order=asked["sort"], agency=asked["agency"], limit=asked["limit"], after=asked["after"]
        )
    except ValueError as error:
        raise refused(error) from None
    headlines = reader.headlines(cluster.lead for cluster in page.items)
    documents = ({**stored_fields(each), "headline": headlines.get(each.lead)} for each in page.items)
    return page_answer(request, documents, page.next)


def _cluster(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    cluster = reader.cluster(asked["id"])
    printings, count = printings_of_cluster(reader, cluster, limit=asked["printings"])
    headline = reader.headlines([cluster.lead]).get(cluster.lead)
    document = {
        **stored_fields(cluster),
        "headline": headline,
        "printings": [printing_fields(each) for each in printings],
        "printingsCount": count,
    }
    return json_answer(request, document)


def _copy(request: Request, asked: Asked) -> Response:
    return json_answer(request, stored_fields(store(request).reader.copy(asked["url"])))


def _revisions(request: Request, asked: Asked) -> Response:
    reader = store(request).reader
    current = reader.copy(asked["url"])
    steps = steps_of(reader.revisions(asked["url"]), current.copy)
    shown = steps[-asked["limit"] :]
    skipped = len(steps) - len(shown)
    return list_answer(request, map(step_fields, shown), url=current.copy.url, skipped=skipped)


ROUTES: list[BaseRoute] = [
    served("clusters", _clusters),
    served("cluster", _cluster),
    served("copy", _copy),
    served("revisions", _revisions),
]
