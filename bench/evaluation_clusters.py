"""Adapter of the clusters for ``score_clusters.py``: ``bench.evaluation_clusters:clusters``.

It does what the product does with stories in their order of arrival: keys, candidates, links, clusters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from newscrawler.clusters import Link, Text, derive, is_candidate, keys_of, link
from newscrawler.clusters.limits import MOST_STORIES
from newscrawler.items import Precision
from newscrawler.language.bylines import parse_byline
from newscrawler.language.credits import find_source
from newscrawler.language.datelines import parse_dateline

__all__ = ["clusters", "text_of"]

_HEAD = 3
"""Paragraphs that may begin with the dateline, as in :mod:`newscrawler.language.credits`."""


def clusters(articles: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return ``{id: cluster}`` of the articles that are in a cluster of two or more."""
    texts: dict[str, Text] = {}
    holders: defaultdict[int, list[str]] = defaultdict(list)
    links: list[Link] = []
    sizes: dict[str, int] = {}
    for article in articles:
        text = text_of(article)
        keys = keys_of(text)
        common = Counter(id_ for key in keys if len(holders[key]) <= MOST_STORIES for id_ in holders[key])
        candidates = [id_ for id_, count in common.items() if is_candidate(count, len(keys), sizes[id_])]
        links += [found for id_ in candidates if (found := link(text, texts[id_]))]
        texts[text.id], sizes[text.id] = text, len(keys)
        for key in keys:
            holders[key].append(text.id)
    return {id_: cluster.lead for cluster in derive(texts.values(), links, ()) for id_ in cluster.stories}


def text_of(article: Mapping[str, Any]) -> Text:
    """Return an article of the data set as the store would hold it."""
    body = tuple(" ".join(paragraph.split()) for paragraph in article["paragraphs"])
    byline = parse_byline(article["byline"]) if article["byline"] else None
    source = find_source(body, byline)
    datelines = [
        found.dateline for paragraph in body[:_HEAD] if (found := parse_dateline(paragraph)) and found.dateline
    ]
    return Text(
        id=article["id"],
        outlet=article["publisher"] or "",
        headline=article["headline"] or "",
        byline=article["byline"],
        agency=source.agency if source else None,
        dateline=datelines[0].located if datelines else None,
        published=datetime.fromisoformat(article["published"]) if article["published"] else None,
        precision=_precision(article["published"]),
        firstSeen=datetime.fromisoformat(article["seen"]) if article["seen"] else None,
        paragraphs=body,
    )


def _precision(published: str | None) -> Precision | None:
    """Return the precision of a time as the data set prints it: without a zone the clock is local."""
    if published is None:
        return None
    return "day" if len(published) == len("2018-07-15") else "local"
