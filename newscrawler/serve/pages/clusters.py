"""Pages about clusters: wire texts by the outlets that print them, one of them, and links that are cut by hand."""

from __future__ import annotations

from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newscrawler.serve.context import store
from newscrawler.serve.errors import ProblemError
from newscrawler.serve.pages.figures import agencies
from newscrawler.serve.pages.notices import done, noticed_page
from newscrawler.serve.pages.queries import BadValueError, asked, number, options
from newscrawler.serve.pages.rendering import address
from newscrawler.serve.security import audited, client, form, operating
from newscrawler.storage._pages import Order
from newscrawler.storage.clusters import cut_link, uncut_link
from newscrawler.storage.errors import StorageError
from newscrawler.storage.printings import change_words, printings_of_cluster, share_words
from newscrawler.storage.reader import AmbiguousKeyError, NotStoredError, Page, Reader, StoredCluster

__all__ = ["ROUTES"]

_SHOWN = 50
"""Clusters of a page."""

_PRINTINGS = 30
"""Copies of a page of a cluster: each is compared with the versions of the wire text, which takes milliseconds."""

_CUTS = 100
"""Cuts that are listed, the latest."""

_REASON = 500
"""Characters of a reason."""

_ORDERS = (
    ("spread", "most outlets first"),
    ("firstSeen", "newest first"),
    ("lastChanged", "changed longest ago first"),
)


def show_list(request: Request) -> Response:
    """Show clusters in the order that is asked for."""
    query = asked(request, "sort", "agency", "after")
    reader = store(request).reader
    order = query.get("sort", "spread")
    problem = ""
    found: Page[StoredCluster] = Page(items=(), next=None)
    try:
        if order not in get_args(Order):
            raise BadValueError(f"sort: {order[:40]!r} is none of {', '.join(get_args(Order))}.")
        found = reader.clusters_page(
            order=cast(Order, order), agency=query.get("agency"), after=query.get("after"), limit=_SHOWN
        )
    except ValueError as error:
        problem = str(error)
    return noticed_page(
        request,
        "clusters.html",
        status=422 if problem else 200,
        problem=problem,
        clusters=found.items,
        headlines=reader.headlines(each.lead for each in found.items),
        agencies=options(agencies(request), query.get("agency")),
        orders=_ORDERS,
        query=query,
        first=address("/clusters", query, after=None) if "after" in query else None,
        next=address("/clusters", query, after=found.next) if found.next else None,
        cuts=reader.cuts(limit=_CUTS + 1),
        most_cuts=_CUTS,
    )


def show_one(request: Request) -> Response:
    """Show who printed the text of a cluster: when, how much of it, and which version."""
    query = asked(request, "page")
    reader = store(request).reader
    cluster = _found(reader, request.path_params["id"])
    try:
        at = number("page", query.get("page"), 1, most=1_000)
    except BadValueError as error:
        raise ProblemError(422, "Bad page", str(error)) from error
    printings, total = printings_of_cluster(reader, cluster, skip=(at - 1) * _PRINTINGS, limit=_PRINTINGS)
    path = f"/clusters/{cluster.id}"
    return noticed_page(
        request,
        "cluster.html",
        cluster=cluster,
        headlines=reader.headlines(each.story for each in cluster.stories),
        printings=[(each, share_words(each), list(change_words(each))) for each in printings],
        total=total,
        previous=address(path, page=at - 1) if at > 1 else None,
        next=address(path, page=at + 1) if at * _PRINTINGS < total else None,
        first=(at - 1) * _PRINTINGS + 1,
    )


def _found(reader: Reader, id: str) -> StoredCluster:
    try:
        return reader.cluster(id)
    except (NotStoredError, AmbiguousKeyError) as error:
        raise ProblemError(404, "No such cluster", f"{error.args[0]}; /clusters lists those that are.") from error


@operating("clusters.cut")
def cut(request: Request) -> Response:
    """Keep a story out of the cluster of another one."""
    database = store(request).database
    sent = form(request)
    path = f"/clusters/{request.path_params['id']}"
    reason = sent.get("reason", "").strip()
    if not reason:
        return done(request, path, "Nothing was cut: say why. The reason is kept with the cut.", "bad")
    if len(reason) > _REASON:
        return done(request, path, f"Nothing was cut: the reason has more than {_REASON} characters.", "bad")
    first, second = sent.get("a", ""), sent.get("b", "")
    try:
        changed = cut_link(database, first, second, f"web:{client(request).name}", reason)
    except StorageError as error:
        raise ProblemError(422, "Not cut", f"{error}.") from error
    audited(request, subject=f"{first} | {second}", outcome=f"done: {changed} clusters changed")
    still = database["clusters"].count_documents({"_id": request.path_params["id"]}, limit=1)
    text = (
        f"The two stories are in no cluster together any more; {changed} cluster{'' if changed == 1 else 's'} changed."
    )
    return done(request, path if still else "/clusters", text)


@operating("clusters.uncut")
def uncut(request: Request) -> Response:
    """Take a cut back."""
    sent = form(request)
    first, second = sent.get("a", ""), sent.get("b", "")
    try:
        changed = uncut_link(store(request).database, first, second)
    except StorageError as error:
        raise ProblemError(422, "Not taken back", f"{error}.") from error
    audited(request, subject=f"{first} | {second}", outcome=f"done: {changed} clusters changed")
    return done(request, "/clusters", "The cut is taken back: the two stories may be in one cluster again.")


ROUTES: list[BaseRoute] = [
    Route("/clusters", show_list, methods=["GET"]),
    Route("/clusters/uncut", uncut, methods=["POST"]),
    Route("/clusters/{id}", show_one, methods=["GET"]),
    Route("/clusters/{id}/cut", cut, methods=["POST"]),
]
