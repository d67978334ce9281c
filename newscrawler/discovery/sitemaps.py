"""Sitemaps to story links: indexes, URL sets, news sitemaps, plain text, each also gzipped."""

from __future__ import annotations

import zlib
from typing import Any

from newscrawler.discovery._xml import MAX_BYTES, decode, local_name, parse_xml, text_of
from newscrawler.discovery.feeds import feed_of
from newscrawler.discovery.links import DiscoveryError, Feed, Link, parse_date, resolve
from newscrawler.page import fold

__all__ = ["parse_sitemap"]


def parse_sitemap(body: bytes, url: str) -> Feed:
    """The stories of a sitemap, or of an index the sitemaps (in :attr:`Feed.sitemaps`).

    :param body: the sitemap's bytes; gzip (``sitemap.xml.gz``) is undone here
    :param url: the sitemap's own URL
    :raises DiscoveryError: when the bytes are no sitemap, or more than 50 MiB of one
    """
    body = _gunzip(body)
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"http://", b"https://")):
        return _plain_text(body, url)
    root = parse_xml(body)
    if local_name(root) == "sitemapindex":
        sitemaps, skipped = _entries(root, "sitemap", url)
        return Feed(sitemaps=sitemaps, skipped=skipped)
    if local_name(root) == "urlset":
        links, skipped = _entries(root, "url", url)
        return Feed(links=links, skipped=skipped)
    return feed_of(root, url)  # the protocol lets a feed stand as a sitemap


def _entries(root: Any, name: str, url: str) -> tuple[list[Link], int]:
    found: dict[str, Link] = {}
    skipped = 0
    for entry in root.iter(f"{{*}}{name}"):
        fields = {local_name(child): child for child in reversed(entry)}  # the first of each name stays
        location = resolve(url, text_of(fields["loc"])) if "loc" in fields else None
        if location is None:
            skipped += 1
            continue
        news = {local_name(child): text_of(child) for child in fields["news"]} if "news" in fields else {}
        link = Link(
            url=location,
            title=fold(news.get("title")) or None,
            published=parse_date(news.get("publication_date")),
            modified=parse_date(text_of(fields["lastmod"])) if "lastmod" in fields else None,
            via=url,
        )
        found.setdefault(location, link)
    return list(found.values()), skipped


def _plain_text(body: bytes, url: str) -> Feed:
    if len(body) > MAX_BYTES:
        raise DiscoveryError(f"{len(body):,} bytes; the limit for a feed or sitemap is {MAX_BYTES:,}")
    lines = [line.strip() for line in decode(body).splitlines() if line.strip()]
    urls = [resolve(url, line) if line.startswith(("http://", "https://")) else None for line in lines]
    found = dict.fromkeys(found for found in urls if found)
    return Feed(links=[Link(url=story, via=url) for story in found], skipped=urls.count(None))


def _gunzip(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflate = zlib.decompressobj(wbits=31)
    try:
        text = inflate.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise DiscoveryError(f"broken gzip: {error}") from None
    if len(text) > MAX_BYTES:
        raise DiscoveryError(f"gzip of more than {MAX_BYTES:,} bytes, the limit for a sitemap")
    if not inflate.eof:
        raise DiscoveryError("gzip ends early")
    return text
