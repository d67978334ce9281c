"""Sitemaps to story links: indexes, URL sets, news sitemaps, plain text, each also gzipped."""

from __future__ import annotations

from datetime import tzinfo as TimeZone  # noqa: N812
from typing import Any

from newscrawler.discovery._xml import decode, local_name, parse_xml, text_of
from newscrawler.discovery.feeds import feed_of
from newscrawler.discovery.links import MAX_ENTRIES, DiscoveryError, Feed, Link, parse_date, resolve
from newscrawler.gunzip import GZIP_MAGIC, GunzipError, gunzip
from newscrawler.html.page import fold
from newscrawler.limits import MAX_PAGE_BYTES

__all__ = ["parse_sitemap"]


def parse_sitemap(body: bytes, url: str, zone: TimeZone | None = None) -> Feed:
    """Return the stories of a sitemap; for an index, its sitemaps in :attr:`Feed.sitemaps`.

    :param body: the sitemap's bytes; gzip (``sitemap.xml.gz``) is undone here
    :param url: the sitemap's own URL
    :param zone: the outlet's, for dates that state none; UTC when None
    :raises DiscoveryError: when the bytes are not a sitemap, or exceed a limit
    """
    body = _unpacked(body)
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"http://", b"https://")):
        return _plain_text(body, url)
    root, is_cut = parse_xml(body)
    if local_name(root) == "sitemapindex":
        sitemaps, skipped, left = _entries(root, "sitemap", url, zone)
        return Feed(sitemaps=sitemaps, skipped=skipped, left=left, is_cut=is_cut)
    if local_name(root) == "urlset":
        links, skipped, left = _entries(root, "url", url, zone)
        return Feed(links=links, skipped=skipped, left=left, is_cut=is_cut)
    return feed_of(root, url, zone, is_cut)  # the protocol allows a feed as a sitemap


def _entries(root: Any, name: str, url: str, zone: TimeZone | None) -> tuple[list[Link], int, int]:
    """Return the links, the number of entries without a usable link, and the number of entries beyond the limit."""
    found: dict[str, Link] = {}
    skipped = 0
    for number, entry in enumerate(root.iter(f"{{*}}{name}")):
        if number >= MAX_ENTRIES:
            return list(found.values()), skipped, sum(1 for _ in root.iter(f"{{*}}{name}")) - MAX_ENTRIES
        fields = {local_name(child): child for child in reversed(entry)}  # the first of each name counts
        location = resolve(url, text_of(fields["loc"])) if "loc" in fields else None
        if location is None:
            skipped += 1
            continue
        news = {local_name(child): text_of(child) for child in fields["news"]} if "news" in fields else {}
        link = Link(
            url=location,
            title=fold(news.get("title")) or None,
            published=parse_date(news.get("publication_date"), zone),
            modified=parse_date(text_of(fields["lastmod"]), zone) if "lastmod" in fields else None,
            via=url,
        )
        found.setdefault(location, link)
    return list(found.values()), skipped, 0


def _plain_text(body: bytes, url: str) -> Feed:
    if len(body) > MAX_PAGE_BYTES:
        raise DiscoveryError(f"{len(body):,} bytes; the limit is {MAX_PAGE_BYTES:,} (MAX_PAGE_BYTES)")
    found: dict[str, Link] = {}
    skipped = left = 0
    for number, line in enumerate(filter(None, map(str.strip, decode(body).splitlines()))):
        if number >= MAX_ENTRIES:
            left += 1
            continue
        story = resolve(url, line) if line.startswith(("http://", "https://")) else None
        if story is None:
            skipped += 1
        else:
            found.setdefault(story, Link(url=story, via=url))
    return Feed(links=list(found.values()), skipped=skipped, left=left)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    try:
        return gunzip(body, MAX_PAGE_BYTES)
    except GunzipError as error:
        raise DiscoveryError(str(error)) from None
